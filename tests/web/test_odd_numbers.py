"""Numbers in addresses that are none, in whatever script: a page or a refusal, never a fault of ours."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.rounds import make_task
from tests.town import Town
from tests.web.test_approving_pages import client

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
