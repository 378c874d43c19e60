"""The dated tree of organisations: governments, schools, parallel groupings; opening, closing, moving, succeeding.

Floor: core.base. In: register rows, each valid from a day on, and memberships in groups. Out: `OrganisationTree`, which
shows an old year its old tree, and says where a unit of an old year stands now.
"""

from __future__ import annotations

import bisect
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from jiaodu.core.base.problems import Place, Problem, problem
from jiaodu.core.base.succession import Pieces, Successor, join_pieces, parse_successors
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

    `level` is one of LEVELS, or the id of a kind of groups. `attributes` are what due rules and standards ask for: stage,
    ownership, urban_rural … `closed` is the first day on which the unit no longer is. `successor` says who carries it on
    from `closed` on, as the register writes it (`A:0.6、B:0.4`); on a row that is not closed, what the unit was before
    `valid_from` is carried on by these, itself among them.
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
class Membership:
    """A unit in a group (a school in an education group) from a day on; `until` is the first day on which it no longer is."""

    unit: str
    group: str
    role: str = ""
    valid_from: dt.date = DAY_ONE
    until: dt.date | None = None

    def holds(self, day: dt.date) -> bool:
        """Whether the unit is in the group on a day."""
        return self.valid_from <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class TreeView:
    """The tree on one day: every open unit, the ancestor of each at every level, and the groups that it is in."""

    day: dt.date
    units: Mapping[str, Organisation]
    ancestors: Mapping[str, Mapping[str, str]]
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def under(self, code: str, org: str) -> bool:
        """Whether a unit is, stands under, or is in a group that is, an organisation."""
        return org in self.ancestors.get(code, {}).values() or org in self.groups.get(code, ())

    def at_level(self, level: str) -> tuple[str, ...]:
        """Codes of the open units of a level, sorted."""
        return tuple(sorted(code for code, unit in self.units.items() if unit.level == level))

    def children(self, org: str, level: str) -> tuple[str, ...]:
        """Codes of the units of a lower level under an organisation, or in a group."""
        own = self.units[org].level
        if own not in LEVELS:
            return tuple(c for c in self.at_level(level) if org in self.groups.get(c, ()))
        return tuple(c for c in self.at_level(level) if self.ancestors[c].get(own) == org)


class OrganisationTree:
    """All versions of all organisations. Immutable after construction; views are made once per epoch and kept."""

    def __init__(self, organisations: Iterable[Organisation], memberships: Iterable[Membership] = ()) -> None:
        versions: dict[str, list[Organisation]] = {}
        for organisation in organisations:
            versions.setdefault(organisation.code, []).append(organisation)
        for found in versions.values():
            if len(found) > 1:
                found.sort(key=lambda o: o.valid_from)
        self._versions = dict(sorted(versions.items()))
        days = {o.valid_from for found in self._versions.values() for o in found}
        days |= {o.closed for found in self._versions.values() for o in found if o.closed}
        self.memberships = tuple(sorted(memberships, key=lambda m: (m.unit, m.group, m.valid_from)))
        days |= {m.valid_from for m in self.memberships} | {m.until for m in self.memberships if m.until}
        self._epochs = sorted(days | {DAY_ONE})
        self._views: dict[int, TreeView] = {}
        succeeded = [code for code, rows in self._versions.items() if any(o.successor for o in rows)]
        self._exits = {code: exits for code in succeeded if (exits := _exits(self._versions[code]))}
        self._pieces: dict[tuple[str, dt.date, dt.date], Pieces] = {}

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
        if len(versions) == 1:
            return versions[0]
        index = bisect.bisect_right([o.valid_from for o in versions], day) - 1
        return versions[max(index, 0)]

    def at(self, day: dt.date) -> TreeView:
        """The tree on a day."""
        epoch = self.epoch(day)
        if epoch not in self._views:
            first = self._epochs[epoch]
            units = {code: o for code in self._versions if (o := self.on(code, first)) is not None}
            ancestors = {code: self._climb(code, units) for code in units}
            self._views[epoch] = TreeView(first, units, ancestors, self._grouped(first, units))
        return self._views[epoch]

    def _grouped(self, day: dt.date, units: Mapping[str, Organisation]) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for m in self.memberships:
            if m.holds(day) and m.unit in units and m.group in units and m.group not in found.get(m.unit, ()):
                found[m.unit] = (*found.get(m.unit, ()), m.group)
        return found

    # --- where a unit of an old year stands now -----------------------------------------------------------------

    def exits(self, code: str) -> tuple[tuple[dt.date, tuple[Successor, ...]], ...]:
        """The days on which a unit was succeeded, by whom."""
        return self._exits.get(code, ())

    def pieces(self, code: str, since: dt.date, day: dt.date) -> Pieces:
        """What became by `day` of the unit that stood on `since`: itself, its successor, or several with their shares."""
        if code not in self._exits:
            return {code: Fraction(1)}
        key = (code, since, day)
        if key not in self._pieces:
            self._pieces[key] = self._follow(code, since, day, frozenset(), again=False)
        return self._pieces[key]

    def _follow(self, code: str, since: dt.date, day: dt.date, seen: frozenset[str], again: bool) -> Pieces:
        """`again`: an exit on the day itself counts too, for a successor that was itself succeeded on that day."""
        for left, successors in self._exits.get(code, ()):
            if left > day:
                break
            if left > since or (again and left == since):
                known = [s for s in successors if s.code in self._versions and s.code not in seen]
                if len(known) < len(successors):
                    return {code: Fraction(1)}
                parts = []
                for s in known:
                    same_day = s.code != code and self.on(s.code, left) is None
                    after = seen if s.code == code else seen | {code}
                    share = Fraction(1) if len(known) == 1 else s.share
                    parts.append((share, self._follow(s.code, left, day, after, same_day)))
                return join_pieces(parts)
        return {code: Fraction(1)}

    def standings(
        self, code: str, since: dt.date, view: TreeView, seen: frozenset[str] = frozenset()
    ) -> tuple[tuple[Mapping[str, str], Fraction | None], ...]:
        """Where the unit that stood on `since` stands in a view: the ancestors (itself included) of each piece, its share.

        A unit that closed without a successor keeps its own place at its own level; above it, it is where its parent is.
        """
        found: list[tuple[Mapping[str, str], Fraction | None]] = []
        for piece, share in self.pieces(code, since, view.day).items():
            if piece in view.ancestors:
                found.append((view.ancestors[piece], share))
                continue
            last = self.last_known(piece, view.day)
            own = {last.level: piece} if last else {}
            left = max(since, last.closed - dt.timedelta(1)) if last and last.closed else since
            if last is None or not last.parent or piece in seen:
                found.append((own, share))
                continue
            for above, part in self.standings(last.parent, left, view, seen | {piece}):
                found.append(({**above, **own}, None if share is None or part is None else share * part))
        return tuple(found)

    def place_of(self, code: str, view: TreeView) -> Mapping[str, str]:
        """The ancestors of a unit in a view, also when it is closed there; only the levels that all its pieces share."""
        if code in view.ancestors:
            return view.ancestors[code]
        last = self.last_known(code, view.day)
        if last is None:
            return {}
        since = last.closed - dt.timedelta(1) if last.closed else last.valid_from
        places = [place for place, _ in self.standings(code, since, view)]
        return {level: org for level, org in places[0].items() if all(p.get(level) == org for p in places)}

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


def with_memberships(tree: OrganisationTree, new: Sequence[Membership]) -> OrganisationTree:
    """The tree with further memberships; one of the same unit, group and first day replaces the old one."""
    if not new:
        return tree
    found = {(m.unit, m.group, m.valid_from): m for m in (*tree.memberships, *new)}
    return OrganisationTree(tree.rows(), found.values())


def _exits(versions: Sequence[Organisation]) -> tuple[tuple[dt.date, tuple[Successor, ...]], ...]:
    found = []
    for i, o in enumerate(versions):
        if o.successor and (o.closed or i):
            try:
                successors = parse_successors(o.successor)
            except ValueError:
                # a register with such a text is refused; nothing is carried on by guessing
                continue
            found.append((o.closed or o.valid_from, successors))
    return tuple(sorted(found, key=lambda exit_: exit_[0]))


def _not_above(parent: str, level: str) -> bool:
    return parent in LEVELS and level in LEVELS and LEVELS.index(parent) >= LEVELS.index(level)


def check_organisations(
    organisations: Sequence[Organisation], place: Place | None = None, kinds: Sequence[str] = ()
) -> tuple[Problem, ...]:
    """Find unknown levels, unknown parents, parents of a lower level, two versions of one day, impossible successors.

    `kinds` are the kinds of groups that packs declare: levels beside the tree.
    """
    codes = {o.code for o in organisations}
    level_of = {o.code: o.level for o in organisations}
    found: list[Problem] = []
    seen: set[tuple[str, dt.date]] = set()
    for o in organisations:
        if o.level not in LEVELS and o.level not in kinds:
            found.append(problem("I31", place, org=o.code, level=o.level, known=[*LEVELS, *kinds]))
        if o.parent and o.parent not in codes:
            found.append(problem("I32", place, org=o.code, parent=o.parent))
        elif o.parent and _not_above(level_of[o.parent], o.level):
            found.append(problem("I33", place, org=o.code, parent=o.parent))
        if (o.code, o.valid_from) in seen:
            found.append(problem("I34", place, org=o.code, day=o.valid_from.isoformat()))
        seen.add((o.code, o.valid_from))
        if o.closed and o.closed <= o.valid_from:
            found.append(problem("I35", place, org=o.code, day=o.closed.isoformat()))
        if o.successor:
            found += _check_successors(o, level_of, place)
    return tuple(found)


def _check_successors(o: Organisation, level_of: Mapping[str, str], place: Place | None) -> list[Problem]:
    try:
        successors = parse_successors(o.successor)
    except ValueError as error:
        return [problem("V34", place, org=o.code, text=o.successor, detail=str(error))]
    codes = [s.code for s in successors]
    found = [problem("V35", place, org=o.code, successor=code) for code in codes if code not in level_of]
    other = [code for code in codes if level_of.get(code, o.level) != o.level]
    found += [problem("V36", place, org=o.code, successor=code, level=level_of[code]) for code in other]
    if (o.code in codes) == (o.closed is not None):
        found.append(problem("V37", place, org=o.code, text=o.successor))
    return found
