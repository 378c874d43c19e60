"""Every deed that is written into the audit has words in both languages."""

from __future__ import annotations

import re
from pathlib import Path

from jiaodu.actions.deeds import DEED_NAMES
from jiaodu.actions.roles import every_verb

SOURCE = Path(__file__).parents[2] / "src" / "jiaodu"
WRITTEN = re.compile(
    r'(?:write_audit|audit_line)\(\s*[\w.()\s,]*?"([a-z_]+(?:\.[a-z_]+)?)"|_change_state\([^)]*"(round\.\w+)"'
)


def test_every_deed_has_words() -> None:
    found = {
        (deed, path.name)
        for path in SOURCE.rglob("*.py")
        for match in WRITTEN.finditer(path.read_text(encoding="utf-8"))
        for deed in match.groups()
        if deed and (deed not in every_verb() or "." in deed)
    }
    assert len(found) > 20
    assert {(deed, name) for deed, name in found if deed not in DEED_NAMES} == set()
    assert all(name.zh and name.en for name in DEED_NAMES.values())
