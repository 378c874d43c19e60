"""The dated tree of organisations: governments, schools, parallel groupings; opening, closing, moving.

Floor: core.base. In: register rows, each valid from a day on. Out: `OrganisationTree`, which shows an old year its old tree.
"""

from __future__ import annotations

import bisect
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from jiaodu.core.base.problems import Place, Problem, problem
from jiaodu.core.base.text import Text

LEVELS: tuple[str, ...] = ("country", "province", "city", "county", "school")
LEVEL_NAMES: Mapping[str, Text] = {
    "country": Text("全国", "country"),
    "province": Text("省(自治区、直辖市)", "province"),
    "city": Text("市(地)", "city"),
    "county": Text("县(区)", "county"),
    "school": Text("学校(园)", "school"),
}
DAY_ONE = dt.date(1900, 1, 1)
FOR_EVER = dt.date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class Organisation:
    """One unit as it was from `valid_from` on: the same code stands again when it moves, is renamed or changes kind.

    `attributes` are what due rules and standards ask for: stage, ownership, urban_rural … `closed` is the first day on
    which the unit no longer is.
    """

    code: str
    name: str
    level: str
    parent: str = ""
    valid_from: dt.date = DAY_ONE
    closed: dt.date | None = None
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    name_en: str = ""
    successor: str = ""
    # who answers for the unit's returns; personal data of an official, so never part of a repr, a log or an evaluation
    contact: str = field(default="", repr=False)
    telephone: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class TreeView:
    """The tree on one day: every open unit, and the ancestor of each at every level."""

    day: dt.date
    units: Mapping[str, Organisation]
    ancestors: Mapping[str, Mapping[str, str]]

    def at_level(self, level: str) -> tuple[str, ...]:
        """Codes of the open units of a level, sorted."""
        return tuple(sorted(code for code, unit in self.units.items() if unit.level == level))

    def children(self, org: str, level: str) -> tuple[str, ...]:
        """Codes of the units of a lower level under an organisation."""
        own = self.units[org].level
        return tuple(c for c in self.at_level(level) if self.ancestors[c].get(own) == org)


class OrganisationTree:
    """All versions of all organisations. Immutable after construction; views are made once per epoch and kept."""

    def __init__(self, organisations: Iterable[Organisation]) -> None:
        versions: dict[str, list[Organisation]] = {}
        for organisation in organisations:
            versions.setdefault(organisation.code, []).append(organisation)
        self._versions = {code: sorted(found, key=lambda o: o.valid_from) for code, found in sorted(versions.items())}
        days = {o.valid_from for found in self._versions.values() for o in found}
        days |= {o.closed for found in self._versions.values() for o in found if o.closed}
        self._epochs = sorted(days | {DAY_ONE})
        self._views: dict[int, TreeView] = {}

    def __len__(self) -> int:
        return len(self._versions)

    def __contains__(self, code: str) -> bool:
        return code in self._versions

    @property
    def codes(self) -> tuple[str, ...]:
        """All codes that ever were, sorted."""
        return tuple(self._versions)

    def epoch(self, day: dt.date) -> int:
        """The number of the stretch of time around a day in which nothing in the tree changed."""
        return bisect.bisect_right(self._epochs, day) - 1

    def on(self, code: str, day: dt.date) -> Organisation | None:
        """The organisation as it was on a day, None when it was not open."""
        current = self.last_known(code, day)
        if current is None or current.valid_from > day or (current.closed and current.closed <= day):
            return None
        return current

    def last_known(self, code: str, day: dt.date) -> Organisation | None:
        """The latest version not after a day, open or closed; the first version for an earlier day; None if unknown."""
        versions = self._versions.get(code)
        if not versions:
            return None
        index = bisect.bisect_right([o.valid_from for o in versions], day) - 1
        return versions[max(index, 0)]

    def at(self, day: dt.date) -> TreeView:
        """The tree on a day."""
        epoch = self.epoch(day)
        if epoch not in self._views:
            first = self._epochs[epoch]
            units = {code: o for code in self._versions if (o := self.on(code, first)) is not None}
            ancestors = {code: self._climb(code, units) for code in units}
            self._views[epoch] = TreeView(first, units, ancestors)
        return self._views[epoch]

    def place_of(self, code: str, view: TreeView) -> Mapping[str, str]:
        """The ancestors of a unit in a view, also when it is closed there: it stays where its last parent is now.

        A closed unit with a successor is counted where the successor stands.
        """
        seen: set[str] = set()
        current = code
        while current not in view.ancestors and current not in seen:
            seen.add(current)
            last = self.last_known(current, view.day)
            if last is None:
                return {}
            current = last.successor or last.parent
        return view.ancestors.get(current, {})

    @staticmethod
    def _climb(code: str, units: Mapping[str, Organisation]) -> Mapping[str, str]:
        found: dict[str, str] = {}
        seen: set[str] = set()
        while code in units and code not in seen:
            seen.add(code)
            found.setdefault(units[code].level, code)
            code = units[code].parent
        return found

    def name(self, code: str, language: str = "zh") -> str:
        """The latest name of an organisation; the code itself when it is unknown."""
        versions = self._versions.get(code)
        if not versions:
            return code
        return (versions[-1].name_en or versions[-1].name) if language == "en" else versions[-1].name

    def rows(self) -> Iterable[Organisation]:
        """Every version of every organisation, by code and day."""
        for versions in self._versions.values():
            yield from versions


def _not_above(parent: str, level: str) -> bool:
    return parent in LEVELS and level in LEVELS and LEVELS.index(parent) >= LEVELS.index(level)


def check_organisations(organisations: Sequence[Organisation], place: Place | None = None) -> tuple[Problem, ...]:
    """Find unknown levels, unknown parents, parents of a lower level, circles and two versions of one day."""
    codes = {o.code for o in organisations}
    level_of = {o.code: o.level for o in organisations}
    found: list[Problem] = []
    seen: set[tuple[str, dt.date]] = set()
    for o in organisations:
        if o.level not in LEVELS:
            found.append(problem("I31", place, org=o.code, level=o.level, known=list(LEVELS)))
        if o.parent and o.parent not in codes:
            found.append(problem("I32", place, org=o.code, parent=o.parent))
        elif o.parent and _not_above(level_of[o.parent], o.level):
            found.append(problem("I33", place, org=o.code, parent=o.parent))
        if (o.code, o.valid_from) in seen:
            found.append(problem("I34", place, org=o.code, day=o.valid_from.isoformat()))
        seen.add((o.code, o.valid_from))
        if o.closed and o.closed <= o.valid_from:
            found.append(problem("I35", place, org=o.code, day=o.closed.isoformat()))
    return tuple(found)
