"""The audit chain: what is appended verifies, and whatever is changed, removed or put in between is found."""

from __future__ import annotations

import pytest

from jiaodu.records.chain import Line, append_line, verify_chain
from jiaodu.records.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines() -> None:
    for number in range(5):
        append_line(Line("task.submit", user="丙", subject=f"task:{number}", before={"数": number}, after={"数": 1.5}))


def test_an_untouched_chain_holds(lines: None) -> None:
    found = verify_chain()
    assert (found.lines, found.broken) == (5, None)


@pytest.mark.parametrize("field", ["user", "deed", "subject", "after", "address", "org"])
def test_a_changed_line_is_found(lines: None, field: str) -> None:
    AuditEntry.objects.filter(number=3).update(**{field: "x"})
    assert verify_chain().broken == 3


def test_a_removed_line_is_found(lines: None) -> None:
    AuditEntry.objects.filter(number=2).delete()
    assert verify_chain().broken == 2
