"""Pages of rounds and progress: they open in both languages, do what they say, and their numbers are those of the workbook."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import openpyxl
import pytest
from django.test import Client
from tests.town import CITY, FIRST, NORTH, OTHER, SECOND, Town, open_town_round

from jiaodu.records.models import AuditEntry, Notice, Round, Task, User

LANGUAGES = pytest.mark.parametrize("language", ["zh-hans", "en"])


def client(name: str, language: str = "zh-hans") -> Client:
    """A browser in which a user of the town is logged in."""
    found = Client(headers={"accept-language": language})
    found.force_login(User.objects.get(username=name))
    return found


def pages(number: int) -> list[str]:
    """Every page of a round."""
    own = f"/rounds/{number}/"
    return [
        "/rounds/", "/rounds/new/", own, f"{own}register/", f"{own}calls/", f"{own}calls/?all=1", f"{own}forms/pupils/",
        f"{own}progress/", f"{own}progress/?unit={NORTH}&level=school&sort=late&down=1", f"{own}progress/tasks/?unit={FIRST}",
    ]  # fmt: skip


@LANGUAGES
def test_every_page_opens_in_both_languages(town: Town, language: str) -> None:
    made = open_town_round("pupils", "county_pay")
    for address in pages(made.pk):
        text = client("city", language).get(address).content.decode()
        main = re.sub(r"<form[^>]*action=\"/language/\".*?</form>", "", text, flags=re.S)
        assert "<h1>" in main and ("评价轮次" in main) is (language == "zh-hans"), address
        assert "style=" not in text and "onclick" not in text


def test_a_round_is_planned_looked_at_and_opened(town: Town) -> None:
    city = client("city")
    given = {
        "name": "2024年评价",
        "year": "2024",
        "org": CITY,
        "due": "2099-05-30",
        "pack": ["school-items@1"],
        "step": "preview",
    }
    looked = city.post("/rounds/new/", given)
    assert looked.status_code == 200 and "开启后，任务出现在各单位的工作台" in looked.content.decode()
    assert not Round.objects.exists()
    chosen = {
        "form": ["pupils", "county_pay"],
        "due_pupils": "2099-05-20",
        "due_county_pay": "2099-05-30",
        "step": "open",
    }
    made = city.post("/rounds/new/", given | chosen)
    assert made.status_code == 302
    assert set(Task.objects.values_list("form", "due")) == {
        ("pupils", dt.date(2099, 5, 20)),
        ("county_pay", dt.date(2099, 5, 30)),
    }


def test_what_cannot_be_read_is_said_all_at_once(town: Town) -> None:
    text = (
        client("city").post("/rounds/new/", {"name": "x", "year": "24", "org": CITY, "due": "morgen"}).content.decode()
    )
    assert "“morgen”不是日期" in text and "评价框架" in text and "四位数字" in text


def test_the_page_and_the_workbook_say_the_same(town: Town) -> None:
    made = open_town_round("pupils", "staff", "county_pay")
    Task.objects.filter(org__in=(FIRST, SECOND), form="pupils").update(state="submitted", on_time=True)
    Task.objects.filter(org=OTHER, form="staff").update(state="returned", errors=2, on_time=False)
    Task.objects.filter(org=NORTH).update(due=dt.date(2020, 1, 1))
    city = client("city")
    text = city.get(f"/rounds/{made.pk}/progress/").content.decode()
    book = openpyxl.load_workbook(io.BytesIO(city.get(f"/rounds/{made.pk}/progress/export/").content))
    sheets = {name: [[c.value for c in row] for row in book[name].iter_rows()] for name in book.sheetnames}
    heads, *rows = [r for r in sheets["已报"] if r[0] and "评价" not in str(r[0])]
    due = {r[1]: r for r in sheets["应报"]}
    for row in rows[:-1]:
        for form, sent, owed in zip(heads[3:], row[3:], due[row[1]][3:], strict=True):
            if owed is not None:
                assert re.search(rf"{row[0]}.*?{sent}/{owed}", text, re.S), (row[0], form)
    foot = text[text.index("<tfoot>") :]
    assert [f"{s}/{d}" for s, d in zip(rows[-1][3:], due[CITY][3:], strict=True)] == re.findall(
        r"<td>(\d+/\d+)</td>", foot
    )
    late = {r[1]: r[2] for r in sheets["逾期"][2:]}
    assert late == {NORTH: 1, "990202": 0, CITY: 1}


def test_a_district_sees_its_own_and_nothing_beside(town: Town) -> None:
    made = open_town_round("pupils", "county_pay")
    north = client("north")
    assert "虚构北区" in north.get(f"/rounds/{made.pk}/progress/").content.decode()
    for address in (
        f"progress/?unit={OTHER}",
        "progress/?unit=990202",
        f"progress/tasks/?unit={CITY}",
        "progress/tasks/?unit=nowhere",
    ):
        assert north.get(f"/rounds/{made.pk}/{address}").status_code == 404, address
    assert client("first").get(f"/rounds/{made.pk}/progress/").status_code == 403
    assert north.post(f"/rounds/{made.pk}/close/").status_code == 403


def test_reminding_and_extending(town: Town) -> None:
    made = open_town_round("pupils")
    Task.objects.update(due=dt.date(2020, 1, 1))
    north = client("north")
    assert north.post(f"/rounds/{made.pk}/calls/", {"org": [FIRST], "text": "<b>请尽快</b>"}).status_code == 302
    assert list(Notice.objects.values_list("org", "text")) == [(FIRST, "<b>请尽快</b>")]
    assert north.post(f"/rounds/{made.pk}/calls/", {"org": [OTHER]}).status_code == 404
    task = Task.objects.get(org=FIRST)
    asked = {"task": [str(task.pk)], "until": "2099-08-01", "reason": "停电"}
    assert north.post(f"/rounds/{made.pk}/progress/extend/", asked).status_code == 302
    assert Task.objects.get(pk=task.pk).deadline == dt.date(2099, 8, 1)
    other = Task.objects.get(org=OTHER)
    assert north.post(f"/rounds/{made.pk}/progress/extend/", asked | {"task": [str(other.pk)]}).status_code == 404


def test_more_time_for_all_that_are_listed(town: Town) -> None:
    made = open_town_round("pupils", "staff")
    Task.objects.update(due=dt.date(2020, 1, 1))
    Task.objects.filter(org=SECOND).update(state="submitted")
    asked = {"who": "all", "query": "form=pupils&standing=late", "until": "2099-08-01", "reason": "停电", "task": []}
    assert client("north").post(f"/rounds/{made.pk}/progress/extend/", asked).status_code == 302
    moved = set(Task.objects.filter(extended_to__isnull=False).values_list("org", "form"))
    assert moved == {(FIRST, "pupils"), ("9902010003", "pupils")}


def test_the_rounds_day_is_changed_on_its_page(town: Town) -> None:
    made = open_town_round("pupils")
    assert client("city").post(f"/rounds/{made.pk}/due/", {"due": "2099-09-09", "reason": "疫情"}).status_code == 302
    assert Round.objects.get().due == dt.date(2099, 9, 9)
    refused = client("city").post(f"/rounds/{made.pk}/due/", {"due": "never", "reason": "x"})
    assert refused.status_code == 422 and "“never”不是日期" in refused.content.decode()


@pytest.mark.parametrize(
    ("name", "address", "most"),
    [
        ("first", "/", 12), ("north", "/", 17), ("city", "/", 16), ("city", "/rounds/", 9), ("city", "/rounds/{0}/", 10),
        ("city", "/rounds/{0}/progress/", 9), ("north", "/rounds/{0}/progress/", 9), ("city", "/rounds/{0}/progress/tasks/", 10),
        ("north", "/rounds/{0}/calls/?all=1", 12), ("city", "/rounds/{0}/register/", 8), ("city", "/rounds/new/", 6),
    ],
)  # fmt: skip
def test_queries_of_a_page_are_few(
    town: Town, django_assert_max_num_queries: Any, name: str, address: str, most: int
) -> None:
    made = open_town_round()
    Task.objects.filter(form="pupils").update(state="submitted")
    Task.objects.filter(form="staff").update(state="returned", due=dt.date(2020, 1, 1))
    browser = client(name)
    browser.get("/")
    with django_assert_max_num_queries(most):
        assert browser.get(address.format(made.pk)).status_code == 200


def test_a_task_that_is_no_longer_owed_can_be_looked_at(town: Town) -> None:
    open_town_round("pupils")
    task = Task.objects.get(org=FIRST)
    Task.objects.filter(pk=task.pk).update(state="void")
    for address in (f"/tasks/{task.pk}/", f"/tasks/{task.pk}/review/"):
        assert client("first").get(address).status_code == 200, address


def test_what_people_type_is_shown_as_text(town: Town) -> None:
    attack = "<script>alert(1)</script>"
    made = open_town_round("pupils")
    Round.objects.update(name=attack)
    Task.objects.update(due=dt.date(2020, 1, 1), extension_reason=attack)
    client("north").post(f"/rounds/{made.pk}/calls/", {"org": [FIRST], "text": attack})
    User.objects.update(name=attack, telephone=attack)
    for name, address in (
        ("first", "/"),
        ("city", "/"),
        ("city", f"/rounds/{made.pk}/"),
        ("north", f"/rounds/{made.pk}/calls/"),
        ("city", f"/rounds/{made.pk}/progress/"),
        ("city", f"/rounds/{made.pk}/progress/tasks/?unit={FIRST}"),
        ("city", "/rounds/"),
    ):
        text = client(name).get(address).content.decode()
        assert attack not in text and "&lt;script&gt;" in text, address


def test_one_task_says_its_state_and_several_their_counts(town: Town) -> None:
    made = open_town_round("pupils", "staff")
    Task.objects.filter(org=FIRST, form="pupils").update(state="returned", due=dt.date(2020, 1, 1), errors=1)
    Task.objects.filter(org=SECOND, form="pupils").update(state="approved")
    text = client("city").get(f"/rounds/{made.pk}/progress/?unit={NORTH}").content.decode()
    assert (
        f'<td class="late"><a href="tasks/?unit={FIRST}&amp;form=pupils">退回<small>逾期</small><small>有错</small></a></td>'
        in text
    )
    assert f'<td class="done"><a href="tasks/?unit={SECOND}&amp;form=pupils">核准</a></td>' in text
    assert f'href="/rounds/{made.pk}/progress/tasks/?unit={FIRST}"' in text
    city = client("city", "en").get(f"/rounds/{made.pk}/progress/").content.decode()
    assert "1/3<small>late 1</small><small>returned 1</small><small>errors 1</small>" in city


def test_taking_the_list_with_telephones_is_kept_in_the_audit(town: Town) -> None:
    made = open_town_round("pupils")
    User.objects.filter(username="first").update(telephone="=010+1")
    content = client("north").get(f"/rounds/{made.pk}/calls/export/?all=1").content
    cells = [c for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows() for c in row if c.value]
    assert any("=010+1" in str(c.value) for c in cells) and all(c.data_type != "f" for c in cells)
    line = AuditEntry.objects.get(deed="calls.export")
    assert (line.user, line.after) == ("north", {"units": 3})
