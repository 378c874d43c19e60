"""The form of a task as people meet it, with and without scripts."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.rounds import make_task
from tests.town import NORTH, PACKS, Town

from jiaodu.actions.holdings import read_framework
from jiaodu.records.models import Cell, CellChange, CellComment, Decision, Evidence, Task, User


def client(name: str, language: str = "zh-hans") -> Client:
    made = Client(headers={"accept-language": language})
    made.force_login(User.objects.get(username=name))
    return made


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "公用经费预算总额"), ("en", "public funds in the budget")])
def test_the_form_opens(town: Town, language: str, word: str) -> None:
    task = make_task("school_funds")
    assert word in client("first", language).get(f"/tasks/{task.pk}/").content.decode()


def test_the_form_of_another_unit_is_not_there(town: Town) -> None:
    assert client("other").get(f"/tasks/{make_task('school_funds').pk}/").status_code == 404


def test_without_scripts_only_what_was_changed_is_saved(town: Town) -> None:
    task = make_task("county_monitoring", NORTH)
    browser = client("north", "en")
    browser.get(f"/tasks/{task.pk}/")
    revision = Task.objects.get(pk=task.pk).revision
    fields = {"revision": revision, "c-1-subject": "Chinese", "c-1-attainment_level": "3", "c-2-attainment_level": ""}
    assert browser.post(f"/tasks/{task.pk}/", fields).status_code == 302
    assert [(c.row, c.item, c.text) for c in Cell.objects.filter(task=task, revision__gt=revision)] == [
        (1, "attainment_level", "3")
    ]


def post(browser: Client, task: Task, changes: list[dict[str, object]], since: int = 0) -> Any:
    body = json.dumps({"since": since, "changes": changes})
    return browser.post(f"/tasks/{task.pk}/cells/", body, content_type="application/json")


def test_the_script_saves_cells_and_hears_of_others(town: Town) -> None:
    task = make_task("school_funds")
    school, office = client("first"), client("north")
    done = post(school, task, [{"row": 1, "item": "training_budget", "text": "x", "base": 0}]).json()
    assert [p["code"] for p in done["problems"]["1/training_budget"]] == ["I24"]
    heard = office.get(f"/tasks/{task.pk}/cells/?since=0&here=1/training_budget").json()
    assert [(c["text"], c["by"]) for c in heard["cells"]] == [("x", "虚构人员first")]
    lost = post(office, task, [{"row": 1, "item": "training_budget", "text": "7", "base": 0}]).json()["lost"]
    assert [(x["mine"], x["standing"], x["who"]) for x in lost] == [("7", "x", "虚构人员first")]
    people = school.get(f"/tasks/{task.pk}/cells/?since=9&here=0/").json()["people"]
    assert people == [{"name": "虚构人员north", "row": 1, "item": "training_budget"}]
    checked = school.post(f"/tasks/{task.pk}/check/").json()
    assert checked["errors"] >= 1 and checked["filled"] == 1


@pytest.mark.parametrize("body", ["", "[]", '{"changes": 5}', '{"changes": [5]}', '{"changes": [{"row": 1, "item": "x", "text": 5}]}', '{"changes": [{"row": 1, "item": "x", "via": "prefill"}]}', "[" * 3000])  # fmt: skip
def test_what_no_page_of_ours_sends_is_refused(town: Town, body: str) -> None:
    task = make_task("school_funds")
    answer = client("first").post(f"/tasks/{task.pk}/cells/", body, content_type="application/json")
    assert answer.status_code == 409 and answer.json()["problems"][0]["code"] == "W34"


def test_one_autosave_asks_the_database_little(town: Town, django_assert_max_num_queries: Any) -> None:
    task = make_task("special_rooms")
    browser = client("first")
    browser.get(f"/tasks/{task.pk}/")
    change = {"row": 1, "item": "room_count", "base": 1}
    item = next(i for i in read_framework(PACKS).form("special_rooms").spec.items)
    with django_assert_max_num_queries(14):
        post(browser, task, [change | {"item": item, "text": "5"}], 1)
    with django_assert_max_num_queries(14):
        browser.get(f"/tasks/{task.pk}/")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_of_a_form_opens(town: Town, language: str) -> None:
    task = make_task("school_funds")
    browser = client("first", language)
    post(browser, task, [{"row": 1, "item": "training_budget", "text": "5<b>", "note": "<i>x</i>", "base": 0}])
    file = SimpleUploadedFile("a<b>.pdf", b"%PDF-1.7")
    assert (
        browser.post(f"/tasks/{task.pk}/evidence/", {"file": file, "row": 1, "item": "training_budget"}).status_code
        == 302
    )
    evidence = Evidence.objects.get()
    for address in ("", "?check=1", "cell/?row=1&item=training_budget", "history/", "upload/"):
        page = browser.get(f"/tasks/{task.pk}/{address}")
        assert page.status_code == 200 and "5<b>" not in page.content.decode() and "<i>x" not in page.content.decode()
    saved = browser.get(f"/tasks/{task.pk}/evidence/{evidence.pk}/")
    assert saved.headers["X-Content-Type-Options"] == "nosniff" and saved.headers["Content-Disposition"].startswith(
        "attachment"
    )
    assert browser.get(f"/tasks/{task.pk}/cell/?row=1&item=nothing").status_code == 404
    assert browser.get(f"/tasks/{task.pk}/workbook/").content[:2] == b"PK"


def test_a_bad_workbook_comes_back_marked(town: Town) -> None:
    task = make_task("school_funds")
    browser = client("first")
    page = browser.post(
        f"/tasks/{task.pk}/upload/",
        {"file": SimpleUploadedFile("a.csv", "机构代码,年度,公用经费预算总额\n9902010001,2024,很多".encode())},
    )
    assert page.status_code == 422 and "I24" in page.content.decode()
    upload = Evidence.objects.get(kind="upload")
    assert browser.get(f"/tasks/{task.pk}/upload/{upload.pk}/marked/").content[:2] == b"PK"
    assert client("other").get(f"/tasks/{task.pk}/upload/{upload.pk}/marked/").status_code == 404


def test_a_figure_is_put_back_from_the_history(town: Town) -> None:
    task = make_task("school_funds")
    browser = client("first")
    for text in ("5", "6"):
        post(browser, task, [{"row": 1, "item": "training_budget", "text": text, "base": 99}])
    change = CellChange.objects.get(after="6")
    assert browser.post(f"/tasks/{task.pk}/history/restore/", {"change": change.pk}).status_code == 302
    assert Cell.objects.get(item="training_budget").text == "5"
    assert browser.post(f"/tasks/{task.pk}/history/restore/", {"change": "9" * 30}).status_code == 302


def test_why_a_form_came_back_and_its_remarks_stand_on_it(town: Town) -> None:
    task = make_task("school_funds")
    north = User.objects.get(username="north")
    Task.objects.filter(pk=task.pk).update(state="returned", version=1)
    Decision.objects.create(task=task, version=1, step="return", reason="与决算不符<b>", by=north)
    remark = CellComment.objects.create(task=task, version=1, row=1, item="training_budget", text="请核对", by=north)
    CellComment.objects.create(task=task, version=1, row=0, item="", text="整表的意见", by=north)
    browser = client("first")
    page = browser.get(f"/tasks/{task.pk}/").content.decode()
    assert "与决算不符&lt;b&gt;" in page and "请核对" in page and "整表的意见" in page and "commented" in page
    assert (
        browser.post(f"/tasks/{task.pk}/remarks/{remark.pk}/settle/", {"back": "fill"}).headers["Location"]
        == f"/tasks/{task.pk}/"
    )
    assert "请核对" not in browser.get(f"/tasks/{task.pk}/").content.decode()
