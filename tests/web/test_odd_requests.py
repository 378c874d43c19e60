"""What no page of ours sends (numbers that are none, halves of letters, NUL): a page or a refusal, never a fault of ours."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from tests.rounds import make_task
from tests.tasks import actor
from tests.town import NORTH, Town
from tests.web.test_approving_pages import client

from jiaodu.actions.filling import NEWEST, Change, save_cells
from jiaodu.records.models import Cell, CellChange, Grant, RoundForm, User

ODD = ("²", "٣", "-1", "9" * 5000, "1e3", "")


@pytest.mark.parametrize("odd", ODD)
def test_a_number_that_is_none_breaks_no_page(town: Town, odd: str) -> None:
    task = make_task("school_funds")
    city, first = client("city"), client("first")
    asked: list[tuple[Client, str, str]] = [
        (city, f"/rounds/{task.round_id}/progress/tasks/", "page"),
        (city, f"/rounds/{task.round_id}/progress/", "page"),
        (city, f"/rounds/{task.round_id}/waiting/", "page"),
        (city, "/accounts/", "page"),
        (city, "/audit/", "before"),
        (first, f"/tasks/{task.pk}/cells/", "since"),
        (first, f"/tasks/{task.pk}/cell/?item=training_final", "row"),
        (first, f"/tasks/{task.pk}/history/", "page"),
    ]
    for browser, address, name in asked:
        assert browser.get(address, {name: odd}).status_code in (200, 404), address
    for address, name in (
        ("history/restore/", "change"),
        ("evidence/", "row"),
        ("", "revision"),
        ("submit/", "revision"),
    ):
        answer = first.post(f"/tasks/{task.pk}/{address}", {name: odd})
        assert answer.status_code in (302, 422), address


def test_half_a_letter_is_left_out_and_the_rest_of_the_cells_is_saved(town: Town) -> None:
    task = make_task("school_funds")
    changes = [
        {"row": 1, "item": "training_final", "text": "7"},
        {"row": 1, "item": "training_budget", "text": "8\ud83d\x00"},
    ]
    answer = client("first").post(
        f"/tasks/{task.pk}/cells/", json.dumps({"since": 0, "changes": changes}), content_type="application/json"
    )
    assert answer.status_code == 200
    assert {(c.item, c.text) for c in Cell.objects.filter(task=task) if c.text} == {
        ("training_final", "7"), ("training_budget", "8"),
    }  # fmt: skip


@pytest.mark.parametrize("key", ["\ud83d", "\x00", "k" * 41])
def test_a_row_is_named_in_plain_signs(town: Town, key: str) -> None:
    task = make_task("school_funds")
    sent = {"since": 0, "changes": [{"row": 0, "item": "training_final", "text": "7", "key": key}]}
    answer = client("first").post(f"/tasks/{task.pk}/cells/", json.dumps(sent), content_type="application/json")
    assert answer.status_code == 409


def test_a_nul_is_no_text(town: Town) -> None:
    task = make_task("school_funds")
    assert client("city").get("/accounts/?q=%00").status_code == 400
    assert client("city").post(f"/tasks/{task.pk}/return/", {"reason": "请核对\x00人数"}).status_code == 400


def test_what_could_not_be_put_back_is_said(town: Town) -> None:
    task = make_task("county_special_education", NORTH)
    save_cells(actor("north"), task.pk, [Change(1, "special_pupils", "4")])
    save_cells(actor("north"), task.pk, [Change(1, "special_pupils", "5", base=NEWEST)])
    Grant.objects.filter(user__username="finance").update(forms=[], department="财政局")
    change = CellChange.objects.get(item="special_pupils", after="5")
    page = client("finance").post(f"/tasks/{task.pk}/history/restore/", {"change": change.pk}, follow=True)
    assert "已恢复" not in page.content.decode()
    assert Cell.objects.get(task=task, item="special_pupils").text == "5"


def test_a_name_of_a_department_is_no_longer_than_its_column(town: Town) -> None:
    """SQLite takes any length, PostgreSQL refuses the row."""
    task = make_task("school_funds")
    asked = RoundForm.objects.create(round=task.round, form=task.form, level="school", due=task.due)
    sent = {"due": task.due.isoformat(), "department": "局" * 100}
    assert client("city").post(f"/rounds/{task.round_id}/forms/{task.form}/", sent).status_code == 302
    asked.refresh_from_db()
    assert asked.department == "局" * 64
    wish = {"role": "department", "grant_org": NORTH, "grant_department": "局" * 100}
    finance = User.objects.get(username="finance")
    assert client("north").post(f"/accounts/{finance.pk}/grants/", wish).status_code == 422
