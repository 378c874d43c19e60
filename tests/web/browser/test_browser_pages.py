"""Every page in a real browser: axe in both languages and both colour schemes, nothing wider than a phone, no small targets."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.web.browser.accessible import faults_of, overflow_of, small_targets
from tests.web.browser.conftest import PHONE, SCREEN

# user, address; {round} and {a form and a unit} stand for the numbers of the round and of the tasks that the town opens with
PAGES = [
    ("", "/login/"),
    ("first", "/nowhere/"),
    ("public", "/"),
    ("first", "/"),
    ("first", "/rounds/"),
    ("first", "/account/"),
    ("first", "/account/password/"),
    ("first", "/account/second-factor/"),
    ("first", "/account/tokens/"),
    ("first", "/tasks/{pupils 9902010001}/"),
    ("first", "/tasks/{staff 9902010001}/"),
    ("first", "/tasks/{teacher_exchange 9902010001}/"),
    ("first", "/tasks/{teacher_exchange 9902010001}/?check=1"),
    ("first", "/tasks/{teacher_exchange 9902010001}/upload/"),
    ("first", "/tasks/{teacher_exchange 9902010001}/history/"),
    ("first", "/tasks/{teacher_exchange 9902010001}/cell/?row=1&item=exchange_eligible"),
    ("first", "/tasks/{teacher_exchange 9902010001}/review/"),
    ("third", "/"),
    ("third", "/tasks/{school_practice 9902010003}/"),
    ("third", "/tasks/{school_practice 9902010003}/review/"),
    ("north", "/"),
    ("north", "/tasks/{school_practice 9902010002}/"),
    ("north", "/tasks/{school_practice 9902010002}/review/"),
    ("north", "/tasks/{school_practice 9902010002}/signatures/"),
    ("north", "/tasks/{school_practice 9902010002}/print/"),
    ("north", "/tasks/{school_practice 9902010002}/responsible/"),
    ("north", "/rounds/{round}/waiting/?verb=review"),
    ("city", "/"),
    ("city", "/tasks/{school_practice 9902020001}/review/"),
    ("city", "/rounds/"),
    ("city", "/rounds/new/"),
    ("city", "/rounds/{round}/"),
    ("city", "/rounds/{round}/forms/pupils/"),
    ("city", "/rounds/{round}/register/"),
    ("city", "/rounds/{round}/calls/?which=all"),
    ("city", "/rounds/{round}/progress/"),
    ("city", "/rounds/{round}/progress/tasks/"),
    ("city", "/rounds/{round}/waiting/?verb=approve"),
    ("city", "/rounds/{round}/verdicts/"),
    ("city", "/accounts/"),
    ("city", "/accounts/new/"),
    ("city", "/accounts/2/"),
    ("city", "/accounts/list/"),
    ("city", "/audit/"),
    ("city", "/jobs/"),
    ("reader", "/"),
]
LOOKS = [("zh-hans", "light", False), ("en", "dark", False), ("zh-hans", "dark", True), ("en", "light", True)]


@pytest.mark.parametrize(("user", "path"), PAGES, ids=lambda page: str(page))
def test_a_page_is_accessible(open_as: Any, deployment: Any, user: str, path: str) -> None:
    path = re.sub(r"\{([^}]+)\}", lambda name: str(deployment.ids[name[1]]), path)
    page = open_as(user, path)
    wrong = []
    for language, theme, phone in LOOKS:
        show(page, deployment.address, path, language, theme, phone)
        # both languages and both schemes are looked at on the screen; a phone has the same words and colours
        found = [] if phone else faults_of(page)
        if by := overflow_of(page):
            found.append(f"{by} pixels wider than the screen")
        found += [f"too small to hit: {target}" for target in small_targets(page)]
        wrong += [f"{language} {theme} {'phone' if phone else 'screen'}: {line}" for line in found]
    assert not wrong, "\n".join(wrong)


def show(page: Any, address: str, path: str, language: str, theme: str, phone: bool) -> None:
    """The same page in another language, scheme and size."""
    page.context.add_cookies([{"name": "django_language", "value": language, "url": address}])
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size(PHONE if phone else SCREEN)
    page.goto(path)


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


@pytest.mark.parametrize("phone", [False, True])
def test_the_code_of_the_second_step_is_whole(open_as: Any, phone: bool) -> None:
    page = open_as("first", "/account/second-factor/", phone=phone)
    drawn, wanted, shown = page.evaluate(
        "() => { const svg = document.querySelector('.qr svg'), box = svg.parentElement;"
        " return [svg.getBoundingClientRect().width, Number(svg.getAttribute('width')), box.scrollWidth <= box.clientWidth]; }"
    )
    assert drawn == wanted and shown, "a code that is cut or squeezed cannot be read"


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
