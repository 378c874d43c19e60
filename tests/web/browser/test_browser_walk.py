"""A whole collection in a browser: opened, filled in by three schools, returned, mended, reviewed, approved; and the verdicts that follow."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from tests.town import FIRST, NORTH, SECOND, THIRD
from tests.web.browser.accessible import faults_of
from tests.web.browser.deployment import ROOT, Deployment

YEAR = dt.date.today().year - 2
NAME = f"{YEAR} 年优质均衡(浏览器)"
FORMS = ("pupils", "staff", "school_practice")
PUPILS_FORM, STAFF_FORM, PRACTICE_FORM = "班级与学生", "教职工与专任教师", "学校办学行为与佐证"
PUPILS = {FIRST: (80, 90), SECOND: (100, 100), THIRD: (60, 75)}
# whether pupils are not overburdened: the first school answers wrongly at first, the third says no for good
BURDEN = {FIRST: "是", SECOND: "是", THIRD: "否"}
VERDICT = "无过重课业负担的学校达到全部"
GRADES = ("一年级", "二年级")
GRAIN = ("stage", "grade")
# the number of the row of a grid in whose cells these words stand, as text or in a field
FIND_ROW = """grain => [...document.querySelectorAll("table.grid td[data-row]")].map(td => td.dataset.row)
    .find(row => Object.entries(grain).every(([item, word]) => {
      const td = document.querySelector(`table.grid td[data-row="${row}"][data-item="${item}"]`);
      const field = td.querySelector("input, select");
      return (field ? field.value : td.querySelector("span").firstChild.textContent).trim() === word;
    }))"""


def pupils_of(school: str) -> list[dict[str, str]]:
    return [
        {"stage": "小学", "grade": grade, "classes": "2", "pupils": str(count), "migrant_pupils": "3"}
        for grade, count in zip(GRADES, PUPILS[school], strict=True)
    ]


def staff() -> list[dict[str, str]]:
    return [
        {
            "stage": "小学", "staff": "22", "teachers": "20", "above_qualified_teachers": "16",
            "middle_title_teachers": "9", "pe_teachers": "1", "music_teachers": "1", "art_teachers": "1",
        }
    ]  # fmt: skip


def practice(burden: str) -> list[dict[str, str]]:
    items = ("has_charter", "informatised", "teachers_use_it", "moral_education_good", "curriculum_complete")
    return [{**dict.fromkeys(items, "是"), "burden_in_check": burden}]


def open_form(page: Any, name: str) -> str:
    """From the workbench to a form, as a clerk finds it; gives the address of the task."""
    page.goto("/")
    # two rounds are open, so each line says which it belongs to
    page.locator("tr", has_text=NAME).get_by_role("link", name=name, exact=True).click()
    page.wait_for_url(re.compile(r"/tasks/\d+/"))
    return page.url


def fill_in(page: Any, rows: Sequence[Mapping[str, str]]) -> None:
    """Write cells into the grid of the open page; what is typed stands there after the page is loaded again."""
    address = page.url
    for row in rows:
        for item, text in row.items():
            if item not in GRAIN:
                write(cell(page, row, item), text)
    page.get_by_role("button", name="保存").click()
    wait_for_words(page, "已保存", "已自动保存", "没有未保存")
    page.goto(address)
    for row in rows:
        for item, text in row.items():
            if item not in GRAIN:
                assert read(cell(page, row, item)) == text, f"{item} of {row} was not kept"


def wait_for_words(page: Any, *words: str) -> None:
    """Until one of the words stands on the page; fifteen seconds at most."""
    for _ in range(60):
        text = page.inner_text("main")
        if any(word in text for word in words):
            return
        page.wait_for_timeout(250)
    raise AssertionError(f"none of {words} came up at {page.url}:\n{text[:2000]}")


def cell(page: Any, row: Mapping[str, str], item: str) -> Any:
    """The field of an item in the row whose stage and grade are those of `row`."""
    grain = {name: row[name] for name in GRAIN if name in row}
    number = page.evaluate(FIND_ROW, grain)
    return page.locator(f'table.grid [name="c-{number}-{item}"]')


def write(field: Any, text: str) -> None:
    if field.evaluate("field => field.tagName") == "SELECT":
        field.select_option(label=text)
    else:
        field.fill(text)
        field.press("Tab")


def read(field: Any) -> str:
    return str(
        field.evaluate("field => field.tagName === 'SELECT' ? field.selectedOptions[0].textContent : field.value")
    )


def submit(page: Any, task: str) -> None:
    """From the form to the page of its steps, and up."""
    page.goto(f"{task}review/")
    page.get_by_role("button", name="提交", exact=True).click()
    page.wait_for_url(re.compile("review"))
    assert "已提交" in page.inner_text("h1"), page.inner_text("main")[:2000]


def open_round(page: Any) -> int:
    """The office opens the year's round for one district with three forms."""
    page.goto("/rounds/new/")
    page.fill("[name=name]", NAME)
    page.fill("[name=year]", str(YEAR))
    page.select_option("[name=org]", NORTH)
    page.fill("[name=days]", "15")
    page.check("[name=pack][value='compulsory-balance@2017']")
    page.get_by_role("button", name="核对").click()
    page.wait_for_selector("[name=form]")
    for box in page.locator("[name=form]").all():
        box.set_checked(box.get_attribute("value") in FORMS)
    assert not faults_of(page)
    page.get_by_role("button", name="开启").click()
    page.wait_for_load_state()
    for _ in range(120):
        page.goto("/rounds/")
        link = page.get_by_role("link", name=NAME, exact=True)
        if link.count() and "进行中" in page.locator("tr", has=link).inner_text():
            break
        page.wait_for_timeout(500)
    link.click()
    page.wait_for_url(re.compile(r"/rounds/\d+/"))
    return int(re.search(r"/rounds/(\d+)/", page.url)[1])  # type: ignore[index]


def fill_school(page: Any, school: str, burden: str) -> dict[str, str]:
    """A clerk fills in and submits all three forms; gives the address of each."""
    found = {}
    for form, rows in ((PUPILS_FORM, pupils_of(school)), (STAFF_FORM, staff()), (PRACTICE_FORM, practice(burden))):
        found[form] = open_form(page, form)
        fill_in(page, rows)
        submit(page, found[form])
    return found


def approve_all(page: Any, number: int) -> None:
    """The city ticks everything that was reviewed, and approves it at once."""
    page.goto(f"/rounds/{number}/waiting/?verb=approve")
    page.check("[data-check-all=task]")
    page.get_by_role("button", name="核准所选").click()
    wait_for_words(page, "已核准 9 张表")


@pytest.mark.slow
def test_a_whole_collection(open_as: Any, deployment: Deployment) -> None:
    city, district = open_as("city"), open_as("north")
    number = open_round(city)

    # three schools fill in; the first answers one question wrongly
    schools = {code: open_as(user) for code, user in ((FIRST, "first"), (SECOND, "second"), (THIRD, "third"))}
    said = {**BURDEN, FIRST: "否"}
    tasks = {code: fill_school(page, code, said[code]) for code, page in schools.items()}
    task = tasks[FIRST][PRACTICE_FORM]

    # neither another school nor another district comes to it
    for stranger in ("second", "other", "south"):
        assert open_as(stranger).goto(task).status == 404

    # the district sends the form back, with a remark at the cell
    district.goto(f"{task}review/")
    district.fill("[name=remark-1-burden_in_check]", "与走访结果不一致")
    district.fill("#reason", "请核对课业负担一项")
    assert not faults_of(district)
    district.get_by_role("button", name="退回", exact=True).click()
    wait_for_words(district, "已退回")

    # the school sees why, mends it, and submits again; the district sees what changed
    first = schools[FIRST]
    first.goto("/")
    assert "请核对课业负担一项" in first.inner_text("main")
    first.goto(task)
    assert "与走访结果不一致" in first.inner_text("main")
    assert not faults_of(first)
    fill_in(first, [{"burden_in_check": BURDEN[FIRST]}])
    submit(first, task)
    district.goto(f"{task}review/")
    assert district.locator("del", has_text="否").count(), "what was changed is not shown"

    # the district passes everything on, the city approves it with one move of the store
    district.goto(f"/rounds/{number}/waiting/?verb=review")
    district.check("[data-check-all=task]")
    district.get_by_role("button", name="所选审核通过").click()
    wait_for_words(district, "已审核 9 张表")
    approve_all(city, number)

    # progress says so, and the school can no longer write
    city.goto(f"/rounds/{number}/progress/?unit={NORTH}")
    assert re.search(r"已核准\s*9", city.inner_text("main"))
    first.goto(task)
    assert first.locator("table.grid input, table.grid select").count() == 0

    # the verdict follows from what was typed and mended: two schools of three
    share = 100 * sum(word == "是" for word in BURDEN.values()) / len(BURDEN)
    line = wait_for_verdict(city, number)
    assert f"{share:.1f}%" in line and "不达标" in line, line
    assert not faults_of(city)

    # and back from the verdict to the clerk who answered
    city.get_by_role("link", name=VERDICT).first.click()
    city.wait_for_load_state()
    assert "burden_in_check/third" in city.inner_text("main")
    assert not faults_of(city)
    verify_audit(deployment)


def wait_for_verdict(page: Any, number: int) -> str:
    """The line of the verdict, once the worker has judged what was approved."""
    for _ in range(120):
        page.goto(f"/rounds/{number}/verdicts/{NORTH}/")
        row = page.locator("tr", has=page.get_by_role("link", name=VERDICT))
        if row.count() and "%" in (line := row.first.locator("td").all_inner_texts())[0]:
            return " ".join(line)
        page.wait_for_timeout(500)
    raise AssertionError(page.inner_text("main")[:3000])


def verify_audit(deployment: Deployment) -> None:
    """Every step stands in the audit, and its chain holds."""
    done = subprocess.run(
        [sys.executable, "-m", "jiaodu", "audit", "verify", "--data", str(deployment.data)],
        env=deployment.environment, cwd=ROOT, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
