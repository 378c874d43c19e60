"""How groups of a kind cover the units: how many are in none, in one, in several.

Floor: core.base. In: a tree, a kind, a day. Out: `GroupSummary`. Each unit counts once here, in whatever many groups it is:
the total of a kind is never the sum of its groups.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from jiaodu.core.base.organisations import OrganisationTree


@dataclass(frozen=True, slots=True)
class GroupSummary:
    """One kind of groups on one day. `sizes` are members by group; `overlaps` the groups of each unit in several."""

    kind: str
    day: dt.date
    units: int
    none: int
    one: int
    several: int
    sizes: Mapping[str, int]
    overlaps: Mapping[str, tuple[str, ...]]

    @property
    def coverage(self) -> Fraction | None:
        """Units in at least one group ÷ all units; None where there are no units."""
        return Fraction(self.one + self.several, self.units) if self.units else None

    def to_json(self) -> dict[str, Any]:
        """A plain mapping; the coverage as a fraction in text."""
        return {
            "kind": self.kind, "day": self.day.isoformat(), "units": self.units, "none": self.none, "one": self.one,
            "several": self.several, "coverage": None if self.coverage is None else str(self.coverage),
            "groups": dict(self.sizes), "overlaps": {unit: list(groups) for unit, groups in self.overlaps.items()},
        }  # fmt: skip


def summarise_groups(tree: OrganisationTree, kind: str, of: str, day: dt.date, under: str = "") -> GroupSummary:
    """The units of level `of` in the groups of a kind on a day; with `under`, only units under an organisation."""
    view = tree.at(day)
    units = [code for code in view.at_level(of) if not under or view.under(code, under)]
    mine = {c: tuple(g for g in view.groups.get(c, ()) if view.units[g].level == kind) for c in units}
    sizes = Counter(group for groups in mine.values() for group in groups)
    groups = [code for code in view.at_level(kind) if not under or code in sizes or view.under(code, under)]
    counts = Counter(min(len(found), 2) for found in mine.values())
    overlaps = {unit: found for unit, found in mine.items() if len(found) > 1}
    return GroupSummary(kind, day, len(units), counts[0], counts[1], counts[2], {g: sizes[g] for g in groups}, overlaps)
