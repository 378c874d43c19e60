"""A count is kept while nothing is done, and never beyond a deed or its seconds."""

from __future__ import annotations

import pytest

from jiaodu.actions import remembering
from jiaodu.actions.remembering import remember
from jiaodu.records.chain import Line, append_line

pytestmark = pytest.mark.django_db


def test_kept_until_the_next_deed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembering, "LONG", -1.0)
    numbers = iter(range(9))
    assert [remember("a", lambda: next(numbers)) for _ in range(3)] == [0, 0, 0]
    assert remember("b", lambda: next(numbers)) == 1
    append_line(Line("task.submit"))
    assert remember("a", lambda: next(numbers)) == 2


def test_not_beyond_its_seconds_and_not_what_is_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = iter(range(9))
    assert [remember("c", lambda: next(numbers)) for _ in range(2)] == [0, 1]
    monkeypatch.setattr(remembering, "LONG", -1.0)
    monkeypatch.setattr(remembering, "SECONDS", 0.0)
    assert [remember("c", lambda: next(numbers)) for _ in range(2)] == [2, 3]


def test_few_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembering, "LONG", -1.0)
    for number in range(3 * remembering.MOST):
        remember(("d", number), lambda: 0)
    assert len(remembering._KEPT) <= remembering.MOST
