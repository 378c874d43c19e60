"""Every page in a real browser: axe in both languages and both colour schemes, nothing wider than a phone, no small targets."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.web.browser.accessible import faults_of, overflow_of, small_targets

# user, address; {round} and {a form and a unit} stand for the numbers of the round and of the tasks that the town opens with
PAGES = [
    ("", "/login/"),
    ("first", "/"),
    ("city", "/"),
    ("first", "/nowhere/"),
    ("city", "/jobs/"),
]
LOOKS = [("zh-hans", "light", False), ("en", "dark", False), ("zh-hans", "dark", True), ("en", "light", True)]


@pytest.mark.parametrize(("language", "theme", "phone"), LOOKS, ids=lambda look: str(look))
@pytest.mark.parametrize(("user", "path"), PAGES, ids=lambda page: str(page))
def test_a_page_is_accessible(
    open_as: Any, deployment: Any, user: str, path: str, language: str, theme: str, phone: bool
) -> None:
    path = re.sub(r"\{([^}]+)\}", lambda name: str(deployment.ids[name[1]]), path)
    page = open_as(user, path, language=language, theme=theme, phone=phone)
    assert not faults_of(page)
    assert overflow_of(page) <= 0
    assert not small_targets(page)


def tab_to(page: Any, there: str) -> None:
    """Press Tab until the focus is where it should be; a page whose focus never comes there fails."""
    for _ in range(60):
        if page.evaluate(there):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the Tab key never comes to: {there}")


def test_light_and_dark_are_chosen_by_keyboard_alone(open_as: Any) -> None:
    page = open_as("first", "/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    tab_to(page, "document.activeElement.tagName === 'SUMMARY'")
    page.keyboard.press("Enter")
    tab_to(page, "document.activeElement.value === 'dark'")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"


def test_a_menu_closes_with_escape_and_gives_the_focus_back(open_as: Any) -> None:
    page = open_as("first", "/")
    page.focus("details.menu summary")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert page.evaluate("document.querySelector('details.menu').open") is False
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_pages_work_without_colours_of_their_own(open_as: Any) -> None:
    page = open_as("first", "/")
    page.emulate_media(forced_colors="active")
    assert not faults_of(page)
