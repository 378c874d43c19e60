"""The grid under the fingers: keys, paste, saving by itself, two people at one cell, a server that is away."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.town import FIRST, SECOND
from tests.web.browser.accessible import faults_of, overflow_of, small_targets
from tests.web.browser.conftest import Open
from tests.web.browser.deployment import Deployment


def address(deployment: Deployment, form: str, org: str) -> str:
    return f"/tasks/{deployment.ids[f'{form} {org}']}/"


def cell(page: Any, item: str, row: int = 1, part: str = "c") -> Any:
    return page.locator(f"[name='{part}-{row}-{item}']")


def saved(page: Any) -> None:
    page.locator("#state", has_text=re.compile("已自动保存|saved")).wait_for()


def paste(page: Any, text: str) -> None:
    page.evaluate(
        """text => { const data = new DataTransfer(); data.setData('text/plain', text);
        document.activeElement.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true})); }""",
        text,
    )


def test_what_is_typed_is_saved_and_stands_after_a_reload(deployment: Deployment, open_as: Open) -> None:
    page = open_as("first", address(deployment, "school_funds", FIRST))
    cell(page, "public_funds_budget").click()
    page.keyboard.type("12000")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "c-1-public_funds_final"
    page.keyboard.type("abc")
    page.keyboard.press("ArrowUp")
    saved(page)
    page.wait_for_selector("td.error[data-item=public_funds_final]")
    assert cell(page, "public_funds_final").get_attribute("aria-invalid") == "true"
    described = cell(page, "public_funds_final").get_attribute("aria-describedby")
    assert "abc" in page.locator(f"#{described}").text_content()
    page.reload()
    assert cell(page, "public_funds_budget").input_value() == "12000"
    assert cell(page, "public_funds_final").input_value() == "abc"
    cell(page, "public_funds_final").fill("11000.5")
    saved(page)
    page.wait_for_selector("td[data-item=public_funds_final]:not(.error)")


def test_a_block_from_a_spreadsheet_goes_into_its_cells(deployment: Deployment, open_as: Open) -> None:
    page = open_as("first", address(deployment, "pupils", FIRST))
    names = page.evaluate(
        "[...document.querySelectorAll('table.grid tbody tr:first-child [name]')].map(one => one.name.replace(/^c-[0-9]+-/, ''))"
    )
    cell(page, names[0]).click()
    paste(page, '1\t"2,000"\n3\t4\r\n')
    saved(page)
    page.reload()
    values = [cell(page, names[c], r).input_value() for r in (1, 2) for c in (0, 1)]
    assert values == ["1", "2,000", "3", "4"]
    cell(page, names[0], 1).click()
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Delete")
    assert [cell(page, names[0], r).input_value() for r in (1, 2)] == ["", ""]
    page.keyboard.press("Control+z")
    assert [cell(page, names[0], r).input_value() for r in (1, 2)] == ["1", "3"]
    cell(page, names[0], 1).click()
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Control+d")
    assert cell(page, names[0], 2).input_value() == "1"


def test_keys_move_as_in_a_spreadsheet(deployment: Deployment, open_as: Open) -> None:
    page = open_as("second", address(deployment, "pupils", SECOND))
    names = page.evaluate(
        "[...document.querySelectorAll('table.grid tbody tr:first-child [name]')].map(one => one.name.replace(/^c-[0-9]+-/, ''))"
    )

    def at() -> str:
        return str(page.evaluate("document.activeElement.name"))

    cell(page, names[0]).click()
    page.keyboard.press("End")
    assert at() == f"c-1-{names[-1]}"
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    assert at() == f"c-1-{names[1]}"
    page.keyboard.type("57")
    page.keyboard.press("Escape")
    assert cell(page, names[1]).input_value() == ""
    page.keyboard.type("57")
    page.keyboard.press("ArrowDown")
    assert at() == f"c-2-{names[1]}"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("F2")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("0")
    assert cell(page, names[1]).input_value() == "507"
    page.keyboard.press("Control+End")
    page.keyboard.press("Control+Home")
    assert at() == f"c-1-{names[0]}"
    saved(page)


def test_two_people_at_one_cell_see_both_figures(deployment: Deployment, open_as: Open) -> None:
    path = address(deployment, "school_funds", SECOND)
    school, office = open_as("second", path), open_as("north", path)
    cell(office, "training_budget").fill("500")
    saved(office)
    cell(school, "training_budget").fill("800")
    school.wait_for_selector("#conflicts .message")
    said = school.locator("#conflicts .message").text_content()
    assert "500" in said and "800" in said
    assert cell(school, "training_budget").input_value() == "500"
    school.locator("#conflicts button").first.click()
    saved(school)
    office.reload()
    assert cell(office, "training_budget").input_value() == "800"


def test_a_server_that_is_away_loses_nothing(deployment: Deployment, open_as: Open) -> None:
    path = address(deployment, "school_funds", FIRST)
    page = open_as("first", path)
    page.route("**/cells/**", lambda route: route.fulfill(status=429, body=""))
    cell(page, "training_final").fill("77")
    page.wait_for_selector("#state.warning")
    assert "training_final" in page.evaluate("Object.values(localStorage).join()")
    page.unroute("**/cells/**")
    page.goto(path)  # the answer never came: the page that opens next finds it
    assert cell(page, "training_final").input_value() == "77"
    for _ in range(100):
        if not page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('jiaodu:fill')).length"):
            break
        page.wait_for_timeout(100)
    else:
        said = page.locator("#state").text_content()
        raise AssertionError(f"still kept in the browser: {page.evaluate('Object.values(localStorage).join()')} {said}")
    page.reload()
    assert cell(page, "training_final").input_value() == "77"


def test_what_was_saved_without_an_answer_is_no_conflict_with_what_was_typed_since(
    deployment: Deployment, open_as: Open
) -> None:
    page = open_as("first", address(deployment, "school_funds", FIRST))

    def swallow(route: Any) -> None:
        if route.request.method == "POST":
            route.fetch()
        route.fulfill(status=408, body="")

    page.route("**/cells/**", swallow)
    cell(page, "training_budget").fill("5")
    page.wait_for_selector("#state.warning")
    cell(page, "training_budget").fill("56")
    page.unroute("**/cells/**")
    saved(page)
    page.wait_for_function("!Object.keys(localStorage).some(key => key.startsWith('jiaodu:fill'))")
    assert page.locator("#conflicts .message").count() == 0
    page.reload()
    assert cell(page, "training_budget").input_value() == "56"


def test_rows_that_are_pasted_in_are_added_once(deployment: Deployment, open_as: Open) -> None:
    path = address(deployment, "special_rooms", FIRST)
    page = open_as("first", path)
    first = page.locator("table.grid tbody tr.new [name]").first
    first.click()
    paste(page, "1号\n2号\n3号\n4号\n5号")
    saved(page)
    assert page.locator("table.grid tbody tr:not(.new)").count() == 5
    page.reload()
    rows = page.locator("table.grid tbody tr:not(.new)")
    assert rows.count() == 5 and rows.nth(4).locator("[name]").first.input_value() == "5号"
    rows.nth(4).locator("[name]").first.click()
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("#remove-row").click()
    saved(page)
    page.reload()
    assert page.locator("table.grid tbody tr:not(.new)").count() == 4


@pytest.mark.parametrize(("language", "theme"), [("zh-hans", "light"), ("en", "dark")])
def test_pages_of_a_form_are_accessible(deployment: Deployment, open_as: Open, language: str, theme: str) -> None:
    path = address(deployment, "school_practice", FIRST)
    page = open_as("first", path, language=language, theme=theme)
    page.locator("table.grid [name]").first.focus()
    for at in ("", "?check=1", "history/", "upload/", "cell/?row=1&item=has_charter"):
        if at:
            page.goto(path + at)
        assert not faults_of(page), at
        assert not small_targets(page), at
    phone = open_as("first", path, language=language, theme=theme, phone=True)
    assert overflow_of(phone) == 0
    pupils = open_as("second", address(deployment, "pupils", SECOND), language=language, theme=theme)
    assert not faults_of(pupils)


def test_whoever_goes_on_to_submit_takes_what_was_typed_along(deployment: Deployment, open_as: Open) -> None:
    path = address(deployment, "school_funds", FIRST)
    page = open_as("first", path)
    cell(page, "public_funds_allotted").fill("4321")
    page.locator("#to-submit").click()
    page.wait_for_url("**/review/")
    page.goto(path)
    assert cell(page, "public_funds_allotted").input_value() == "4321"
