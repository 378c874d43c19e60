"""What happened to organisations, as dated events: merge, split, takeover, replacement, rename, move, opening, closing.

Floor: core.base. In: an `OrganisationTree`. Out: `Event`s in order of time. An event is what the rows of the register say
together, and nothing is kept beside them.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from jiaodu.core.base.organisations import DAY_ONE, Organisation, OrganisationTree
from jiaodu.core.base.succession import Successor
from jiaodu.core.base.text import Text

EventKind = Literal["opening", "closing", "merge", "split", "takeover", "replacement", "rename", "move"]
EVENT_NAMES: Mapping[EventKind, Text] = {
    "opening": Text("设立", "opening"),
    "closing": Text("撤销", "closing"),
    "merge": Text("合并", "merge"),
    "split": Text("拆分", "split"),
    "takeover": Text("并入", "takeover"),
    "replacement": Text("更换代码", "replacement"),
    "rename": Text("更名", "rename"),
    "move": Text("划转", "move"),
}


@dataclass(frozen=True, slots=True)
class Event:
    """One event: the units before it, the units after it with the parts that they carry on.

    merge: several units become a new one. split: one becomes several, itself perhaps among them. takeover: one or
    several go into a unit that stood already. replacement: one becomes a new one. rename and move: `was` and `is_` are
    the names, or the parents' codes.
    """

    kind: EventKind
    day: dt.date
    level: str
    before: tuple[str, ...]
    after: tuple[Successor, ...]
    was: str = ""
    is_: str = ""

    @property
    def name(self) -> Text:
        """The kind in words."""
        return EVENT_NAMES[self.kind]

    def codes(self) -> tuple[str, ...]:
        """Every unit that takes part."""
        return tuple(dict.fromkeys([*self.before, *(s.code for s in self.after)]))

    def to_json(self) -> dict[str, Any]:
        """A plain mapping."""
        after = [{"org": s.code, "share": None if s.share is None else str(s.share)} for s in self.after]
        found = {"event": self.kind, "day": self.day.isoformat(), "level": self.level, "before": [*self.before]}
        return found | {"after": after, "was": self.was, "is": self.is_}


def events_of(tree: OrganisationTree) -> tuple[Event, ...]:
    """All events of a tree by day; units whose opening nobody dated (valid from the first day on) did not open."""
    versions: dict[str, list[Organisation]] = defaultdict(list)
    for row in tree.rows():
        versions[row.code].append(row)
    found = _successions(tree, versions)
    born = {(s.code, e.day) for e in found for s in e.after}
    for code, rows in versions.items():
        first = rows[0]
        if first.valid_from > DAY_ONE and (code, first.valid_from) not in born:
            found.append(Event("opening", first.valid_from, first.level, (), (Successor(code),)))
        found += [e for a, b in itertools.pairwise(rows) for e in _changes(a, b)]
        if rows[-1].closed and not tree.exits(code):
            found.append(Event("closing", rows[-1].closed, rows[-1].level, (code,), ()))
    return tuple(sorted(found, key=lambda e: (e.day, e.level, e.codes(), e.kind)))


def _successions(tree: OrganisationTree, versions: Mapping[str, list[Organisation]]) -> list[Event]:
    found: list[Event] = []
    into: dict[tuple[str, dt.date], list[str]] = defaultdict(list)
    for code, rows in versions.items():
        for day, successors in tree.exits(code):
            if len(successors) > 1:
                found.append(Event("split", day, rows[0].level, (code,), successors))
            elif successors:
                into[successors[0].code, day].append(code)
    for (code, day), before in into.items():
        stood = code in versions and versions[code][0].valid_from < day
        kind: EventKind = "takeover" if stood else "merge" if len(before) > 1 else "replacement"
        found.append(Event(kind, day, versions[before[0]][0].level, tuple(sorted(before)), (Successor(code),)))
    return found


def _changes(before: Organisation, after: Organisation) -> list[Event]:
    """What changed between two rows of one unit."""
    found = []
    own = (Successor(after.code),)
    if before.name != after.name:
        found.append(Event("rename", after.valid_from, after.level, (after.code,), own, before.name, after.name))
    if before.parent != after.parent:
        found.append(Event("move", after.valid_from, after.level, (after.code,), own, before.parent, after.parent))
    return found
