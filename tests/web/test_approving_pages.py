"""The pages of a task on its way up: who sees which buttons, what a refusal says, both languages, how many queries."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from tests.tasks import CLASSES, actor, make_task, write_cells
from tests.town import Town

from jiaodu.actions.approving import review, submit
from jiaodu.actions.signing import sign
from jiaodu.records.models import CellComment, Task, User


def client(name: str, language: str = "zh-hans") -> Client:
    found = Client(headers={"accept-language": language})
    found.force_login(User.objects.get(username=name))
    return found


def test_one_form_goes_all_the_way_by_its_pages(town: Town) -> None:
    task = make_task()
    page = f"/tasks/{task.pk}/review/"
    assert client("first").post(f"/tasks/{task.pk}/submit/", {"revision": "1"}).headers["Location"] == page
    shown = client("north").get(page).content.decode()
    assert "审核通过" in shown and "核准入库" not in shown and "一(2)" in shown
    digest = Task.objects.get(pk=task.pk).digest
    client("north").post(page, {"digest": digest})
    assert client("city").post(f"/tasks/{task.pk}/approve/", {"digest": digest}).status_code == 302
    done = client("first", "en").get(page).content.decode()
    assert "approved" in done and Task.objects.get(pk=task.pk).snapshot in done


def test_what_stands_against_is_said_with_the_cell_in_words(town: Town) -> None:
    task = make_task(cells={1: CLASSES[1], 2: {**CLASSES[2], "class_pupils": "四十上下"}})
    response = client("first").post(f"/tasks/{task.pk}/submit/")
    shown = response.content.decode()
    assert response.status_code == 422 and "第 2 行 › 班级学生数" in shown and 'role="alert"' in shown
    assert "row 2 › pupils of the class" in client("first", "en").post(f"/tasks/{task.pk}/submit/").content.decode()


def test_a_return_carries_remarks_on_cells_and_the_next_version_shows_what_changed(town: Town) -> None:
    task = make_task()
    submit(actor("first"), task.pk)
    given = {
        "reason": "与学籍系统不一致",
        "remark-2": "应为40",
        "item-2": "class_pupils",
        "remark-1-class_grade": "核对",
    }
    assert client("north").post(f"/tasks/{task.pk}/return/", given).status_code == 302
    assert set(CellComment.objects.values_list("row", "item")) == {(2, "class_pupils"), (1, "class_grade")}
    mine = client("first").get(f"/tasks/{task.pk}/review/").content.decode()
    assert "与学籍系统不一致" in mine and "应为40" in mine
    write_cells(task, {2: {"class_pupils": "40"}})
    submit(actor("first"), task.pk)
    again = client("north").get(f"/tasks/{task.pk}/review/").content.decode()
    assert "比上一版改了 1 处" in again and "<del>41</del>" in again


def test_who_may_only_remark_does_so_on_the_page_and_the_unit_settles_it(town: Town) -> None:
    task = make_task()
    submit(actor("first"), task.pk)
    page = f"/tasks/{task.pk}/review/"
    action = f'action="/tasks/{task.pk}/remark/"'
    assert action in client("inspector").get(page).content.decode()
    assert action not in client("north").get(page).content.decode(), "who may return remarks beside the cells"
    sent = {"row": "2", "item": "class_pupils", "text": "请核对"}
    assert client("inspector").post(f"/tasks/{task.pk}/remark/", sent).status_code == 302
    made = CellComment.objects.get()
    assert (made.row, made.item, made.text, made.by.username) == (2, "class_pupils", "请核对", "inspector")
    assert client("inspector").post(f"/tasks/{task.pk}/remark/", {**sent, "text": " "}).status_code == 422
    settle = f'action="/tasks/{task.pk}/remarks/{made.pk}/settle/"'
    assert settle in client("first").get(page).content.decode()


def test_an_office_can_take_back_what_it_handed_in_and_its_signature_says_for_whom(town: Town) -> None:
    task = make_task()
    submit(actor("north"), task.pk)
    task.refresh_from_db()
    sign(actor("north"), task.pk, "head", "虚构丙", task.digest)
    assert "代签" in client("first").get(f"/tasks/{task.pk}/signatures/").content.decode()
    printed = client("first").get(f"/tasks/{task.pk}/print/").content.decode()
    assert "虚构丙" in printed and "（代签）" in printed
    page = client("north").get(f"/tasks/{task.pk}/review/").content.decode()
    assert f'action="/tasks/{task.pk}/withdraw/"' in page
    assert client("north").post(f"/tasks/{task.pk}/withdraw/").status_code == 302
    assert Task.objects.get(pk=task.pk).state == "open"


def test_a_return_without_a_reason_changes_nothing(town: Town) -> None:
    task = make_task()
    submit(actor("first"), task.pk)
    response = client("north").post(f"/tasks/{task.pk}/return/", {"reason": " "})
    assert response.status_code == 422 and Task.objects.get(pk=task.pk).state == "submitted"


@pytest.mark.parametrize("step", ["review", "submit", "withdraw", "approve", "return", "reopen"])
def test_another_units_task_is_not_there(town: Town, step: str) -> None:
    task = make_task()
    for name in ("south", "other", "second"):
        assert client(name).post(f"/tasks/{task.pk}/{step}/").status_code == 404
        assert client(name).get(f"/tasks/{task.pk}/review/").status_code == 404
    assert client("inspector").post(f"/tasks/{task.pk}/{step}/", {"reason": "没有权限的人"}).status_code == 403


def test_the_page_takes_few_queries_however_many_rows(
    town: Town, django_assert_max_num_queries: Callable[..., object]
) -> None:
    rows = {
        n: {"stage": "小学", "class_name": f"一({n})", "class_grade": "一年级", "class_pupils": "40"}
        for n in range(1, 61)
    }
    task = make_task(cells=rows)
    submit(actor("first"), task.pk)
    review(actor("north"), task.pk)
    city = client("city")
    with django_assert_max_num_queries(14):
        assert city.get(f"/tasks/{task.pk}/review/").status_code == 200


def test_what_people_write_is_text_and_never_markup(town: Town) -> None:
    attack = "<script>alert(1)</script>"
    task = make_task(cells={1: {**CLASSES[1], "class_name": attack}})
    submit(actor("first"), task.pk)
    client("north").post(f"/tasks/{task.pk}/return/", {"reason": f"原因{attack}", "remark-1": attack})
    shown = client("first").get(f"/tasks/{task.pk}/review/").content.decode()
    assert attack not in shown and shown.count("&lt;script&gt;") >= 3
