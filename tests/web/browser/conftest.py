"""A browser before a served town. Everything is for this folder alone, and ends before other tests go on."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.town import PASSWORD
from tests.web.browser.deployment import Deployment

CHROMIUM = Path(os.environ.get("JIAODU_CHROMIUM", "/usr/bin/chromium"))
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
]  # fmt: skip
SCREEN = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}

Open = Callable[..., Any]


@pytest.fixture(scope="package")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """The invented town, served."""
    if not CHROMIUM.is_file():
        pytest.skip(f"program missing: {CHROMIUM} (Debian: apt-get install chromium)")
    served = Deployment(tmp_path_factory.mktemp("served"))
    yield served
    served.stop()


@pytest.fixture(scope="package")
def chromium(deployment: Deployment) -> Iterator[Any]:
    """Debian's Chromium. Playwright's loop ends with it: Django refuses to work beside a running one."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def sessions() -> dict[str, Any]:
    """The cookies of every user who has logged in: each logs in once."""
    return {}


@pytest.fixture
def open_as(chromium: Any, deployment: Deployment, sessions: dict[str, Any]) -> Iterator[Open]:
    """`open_as("city", "/rounds/", language="en", theme="dark", phone=True)` gives a page as a user sees it ("" is nobody).

    Whatever the browser complains of (a refused script, a missing file, a fault in a script) fails the test.
    """
    contexts: list[Any] = []
    complaints: list[str] = []

    def open_(
        user: str, path: str = "/", *, language: str = "zh-hans", theme: str = "light", phone: bool = False
    ) -> Any:
        context = chromium.new_context(
            base_url=deployment.address,
            viewport=PHONE if phone else SCREEN,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            color_scheme=theme,
            reduced_motion="reduce",
            storage_state=sessions.get(user),
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        context.add_cookies([{"name": "django_language", "value": language, "url": deployment.address}])
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda line: complaints.append(f"{page.url}: {line.text}") if _bad(line) else None)
        if user and user not in sessions:
            log_in(page, user)
            sessions[user] = context.storage_state()
        page.goto(path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)


def log_in(page: Any, user: str) -> None:
    """As a person does it."""
    page.goto("/login/")
    page.fill("[name=username]", user)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/login/" not in url)


def _bad(line: Any) -> bool:
    # a page that is meant to answer 404 is no fault of the browser's
    return line.type == "error" and "Failed to load resource: the server responded with a status of 4" not in line.text
