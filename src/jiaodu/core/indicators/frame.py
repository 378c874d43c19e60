"""The due frame: who must report a form in which period, and where each unit stands in the tree.

Floor: core.indicators. In: the organisation tree and a form's due rule. Out: `Frame`: arrays with one entry a due unit
and period. It is taken from the register, since a silent unit has no row.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
import pyarrow as pa

from jiaodu.core.base.organisations import LEVELS, Organisation, OrganisationTree
from jiaodu.core.base.periods import Period
from jiaodu.core.base.problems import JiaoduError, Place, problem
from jiaodu.core.base.succession import SCALE_DIGITS
from jiaodu.core.framework.model import Form
from jiaodu.core.indicators.series import Bools, Ints, pack

# attribute values that can make units due one by one; two such attributes and a nation's schools fit into 64 bits
MAX_EACH = 64


@dataclass(frozen=True, slots=True)
class Grouping:
    """Units sorted into groups: `order` sorts the units, `starts` are the first of each group, `keys` name the groups."""

    order: Ints
    starts: Ints
    keys: Ints


# a place (ancestors by level) of a unit or of one of its pieces, and the piece's share
Standing = tuple[Mapping[str, str], Fraction | None]
# the part of a split unit that nobody declared
UNDECLARED = -1


@dataclass(frozen=True, slots=True)
class Split:
    """Further places of due units at a level: entry of the frame, index of the unit above, share × 10**digits."""

    entry: Ints
    target: Ints
    share: Ints
    digits: int = 0


@dataclass(slots=True)
class Frame:
    """Due units: index of the unit, period ordinal, values of the `each` attributes, ancestors by level (-1: none).

    A unit that split in between has ancestor -1 at the levels at which its pieces part, and stands in `splits` there.
    `succeeded`: some unit is counted under another code than it had. `days` are, by period, the day on which units are due
    and the day on whose tree they stand.
    """

    org: Ints
    period: Ints
    each: tuple[Ints, ...]
    ancestors: Mapping[str, Ints]
    keys: Ints
    groupings: dict[tuple[str, bool], Grouping] = field(default_factory=dict)
    splits: Mapping[str, Split] = field(default_factory=dict)
    succeeded: bool = False
    days: Mapping[int, tuple[dt.date, dt.date]] = field(default_factory=dict)
    group_splits: dict[str, Split] = field(default_factory=dict)
    level: str = ""
    _order: Ints | None = None

    def __len__(self) -> int:
        return len(self.org)

    def find(self, keys: Ints, each: Sequence[Ints] = ()) -> Ints:
        """The place of each key (with the values of the `each` attributes) in the frame, -1 where there is none."""
        own = with_each(self.keys, self.each)
        keys = with_each(keys, each)
        if len(keys) == len(own) and bool((keys == own).all()):
            return np.arange(len(own))
        if self._order is None:
            self._order = np.argsort(own, kind="stable").astype(np.int64)
        ordered = own[self._order]
        spot = np.minimum(np.searchsorted(ordered, keys), len(ordered) - 1)
        return np.where(ordered[spot] == keys, self._order[spot], -1).astype(np.int64)

    def group(self, level: str, cells: Ints | None = None) -> Grouping:
        """Group the due units by their unit of a level and period, and by cells where these are given."""
        made = self.groupings.get((level, cells is not None))
        if made is None:
            made = group_keys(
                pack(self.ancestors[level], self.period, 0 if cells is None else cells), self.ancestors[level]
            )
            self.groupings[level, cells is not None] = made
        return made


def with_each(keys: Ints, each: Sequence[Ints]) -> Ints:
    """Keys made finer by attribute values; for looking up, not for packing."""
    for values in each:
        keys = keys * MAX_EACH + values
    return keys


def group_keys(keys: Ints, ancestors: Ints) -> Grouping:
    """Group equal keys; entries without an ancestor at the level belong to no group."""
    if len(keys) and int(ancestors.min()) >= 0 and bool(np.all(keys[1:] > keys[:-1])):
        everything = np.arange(len(keys), dtype=np.int64)
        return Grouping(everything, everything, keys)
    order = np.argsort(keys, kind="stable").astype(np.int64)
    order = order[ancestors[order] >= 0]
    ordered = keys[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(ordered) else np.zeros(0, np.int64)
    return Grouping(order, starts.astype(np.int64), ordered[starts])


@dataclass(frozen=True, slots=True)
class _Epoch:
    """The due units of one stretch of time, placed on another: what a frame is joined from."""

    org: Ints
    each: tuple[Ints, ...]
    ancestors: Mapping[str, Ints]
    splits: Mapping[str, Split]
    succeeded: bool


class Frames:
    """Makes frames of one tree and keeps them: forms with one due rule and the same dates share theirs."""

    def __init__(self, tree: OrganisationTree) -> None:
        self.tree = tree
        self.codes = np.array(tree.codes, dtype=object)
        self.code_array = pa.array(tree.codes, pa.string())
        self.index = {code: i for i, code in enumerate(tree.codes)}
        self._frames: dict[object, Frame] = {}
        self._epochs: dict[object, _Epoch] = {}
        self.each_values: dict[str, int] = {}
        self._above: dict[tuple[int, str, bool], Ints] = {}
        self._members: dict[tuple[int, str], tuple[Ints, Ints]] = {}

    def frame(self, form: Form, ordinals: Sequence[int], shift: int = 0, as_of: str | None = None) -> Frame:
        """The frame of a form. `shift` > 0 places each period's units where they stand `shift` periods later."""
        due = form.spec.due
        rule = (form.spec.level, tuple(sorted(due.where.items())), due.each)
        days = tuple(self._days(form, ordinal, shift, as_of) for ordinal in ordinals)
        key = (rule, tuple(ordinals), tuple((self.tree.epoch(a), self.tree.epoch(b)) for a, b in days))
        if key not in self._frames:
            self._frames[key] = self._make(form, ordinals, days, rule)
        return self._frames[key]

    def moved(self, form: Form, ordinals: Sequence[int], shift: int, as_of: str | None = None) -> bool:
        """Whether the tree changed at all between each period and `shift` periods later."""
        return any(
            self.tree.epoch(a) != self.tree.epoch(b) for a, b in (self._days(form, o, shift, as_of) for o in ordinals)
        )

    def above(self, day: dt.date, level: str, closed: bool = False) -> Ints:
        """For every unit of the tree, by index, who stands above it at a level on a day; -1 for nobody.

        With `closed`, units that are no longer open are counted where they would stand.
        """
        key = (self.tree.epoch(day), level, closed)
        if key not in self._above:
            view = self.tree.at(day)
            found = np.full(len(self.codes), -1, np.int64)
            for i, code in enumerate(self.codes):
                place = self.tree.place_of(code, view) if closed else view.ancestors.get(code, {})
                found[i] = self.index.get(place.get(level, ""), -1)
            self._above[key] = found
        return self._above[key]

    def each_code(self, value: str) -> int:
        """A number for an attribute's value; 1 and up."""
        if value not in self.each_values and len(self.each_values) + 1 >= MAX_EACH:
            raise JiaoduError(problem("P18", Place(key="due.each"), name=value, cells=MAX_EACH, limit=MAX_EACH - 1))
        return self.each_values.setdefault(value, len(self.each_values) + 1)

    def _days(self, form: Form, ordinal: int, shift: int, as_of: str | None) -> tuple[dt.date, dt.date]:
        period = Period(form.spec.period, ordinal)
        return form.reference_date(period, as_of), form.reference_date(period.shift(shift), as_of)

    def _make(
        self, form: Form, ordinals: Sequence[int], days: Sequence[tuple[dt.date, dt.date]], rule: object
    ) -> Frame:
        parts = [self._epoch(form, due, place, rule) for due, place in days]
        sizes = [len(p.org) for p in parts]
        org = _joined([p.org for p in parts])
        period = np.repeat(np.array(ordinals, np.int64), sizes)
        each = tuple(_joined([p.each[i] for p in parts]) for i in range(len(form.spec.due.each)))
        levels = LEVELS[: LEVELS.index(form.spec.level) + 1]
        ancestors = {level: _joined([p.ancestors[level] for p in parts]) for level in levels}
        offsets = np.cumsum([0, *sizes])
        splits = {level: s for level in levels if (s := _joined_split([p.splits.get(level) for p in parts], offsets))}
        succeeded = any(p.succeeded for p in parts)
        by_period = dict(zip(ordinals, days, strict=True))
        return Frame(
            org, period, each, ancestors, pack(org, period), {}, splits, succeeded, by_period, {}, form.spec.level
        )

    def _epoch(self, form: Form, due_day: dt.date, place_day: dt.date, rule: object) -> _Epoch:
        key = (rule, self.tree.epoch(due_day), self.tree.epoch(place_day))
        if key not in self._epochs:
            self._epochs[key] = self._place(form, due_day, place_day)
        return self._epochs[key]

    def _place(self, form: Form, due_day: dt.date, place_day: dt.date) -> _Epoch:
        view, place = self.tree.at(due_day), self.tree.at(place_day)
        own = form.spec.level
        entries: list[tuple[int, tuple[int, ...], tuple[Standing, ...]]] = []
        for code, unit in view.units.items():
            if unit.level == own and is_due(unit, form):
                if place is view:
                    above: tuple[Standing, ...] = ((view.ancestors[code], Fraction(1)),)
                else:
                    above = self.tree.standings(code, due_day, place)
                entries += [(self.index[code], values, above) for values in self._each(unit, form)]
        entries.sort(key=lambda e: (e[0], e[1]))
        levels = LEVELS[: LEVELS.index(own) + 1]
        ancestors = {level: _ints([self._common(above, level) for _, _, above in entries]) for level in levels}
        parted = [(i, above) for i, (_, _, above) in enumerate(entries) if len(above) > 1]
        splits = {level: s for level in levels if (s := self._parted(parted, level))}
        each = tuple(_ints([v[i] for _, v, _ in entries]) for i in range(len(form.spec.due.each)))
        org = _ints([o for o, _, _ in entries])
        return _Epoch(org, each, ancestors, splits, bool((ancestors[own] != org).any()))

    def _common(self, standings: tuple[Standing, ...], level: str) -> int:
        """The unit of a level that all pieces stand under; -1 for none."""
        first = standings[0][0].get(level, "")
        alike = len(standings) == 1 or all(place.get(level, "") == first for place, _ in standings)
        return self.index.get(first, -1) if alike else -1

    def _parted(self, entries: Sequence[tuple[int, tuple[Standing, ...]]], level: str) -> Split | None:
        """The places of the units whose pieces stand under different units of a level."""
        found: list[tuple[int, int, Fraction | None]] = []
        for entry, standings in entries:
            parts: dict[str, Fraction | None] = {}
            for place, share in standings:
                before = parts.get(place.get(level, ""), Fraction(0))
                parts[place.get(level, "")] = None if share is None or before is None else before + share
            if len(parts) > 1:
                found += [(entry, self.index[org], share) for org, share in parts.items() if org in self.index]
        return make_split(found)

    # --- groups -------------------------------------------------------------------------------------------------

    def members(self, kind: str, day: dt.date) -> tuple[Ints, Ints]:
        """Units and the groups of a kind that they are in on a day, pair by pair, sorted by unit."""
        key = (self.tree.epoch(day), kind)
        if key not in self._members:
            view = self.tree.at(day)
            pairs = sorted(
                (self.index[unit], self.index[group])
                for unit, groups in view.groups.items()
                for group in groups
                if view.units[group].level == kind
            )
            self._members[key] = _ints([u for u, _ in pairs]), _ints([g for _, g in pairs])
        return self._members[key]

    def group_pairs(self, orgs: Ints, kind: str, day: dt.date) -> tuple[Ints, Ints]:
        """For units by index: the positions of those that are in groups of a kind on a day, and their groups."""
        units, groups = self.members(kind, day)
        first, last = np.searchsorted(units, orgs, "left"), np.searchsorted(units, orgs, "right")
        counts = last - first
        position = np.repeat(np.arange(len(orgs), dtype=np.int64), counts)
        within = np.arange(len(position)) - np.repeat(np.cumsum(counts) - counts, counts)
        return position, groups[np.repeat(first, counts) + within]

    def groups_of(self, orgs: Ints, kind: str, due: dt.date, day: dt.date) -> tuple[Ints, Ints]:
        """The same; units that are gone on the day stay in the groups that they were in when they were due."""
        open_ = self._open(day)[orgs]
        parts = []
        for mine, on in ((np.flatnonzero(open_), day), (np.flatnonzero(~open_), due)):
            position, groups = self.group_pairs(orgs[mine], kind, on)
            parts.append((mine[position], groups))
        return np.concatenate([p for p, _ in parts]), np.concatenate([g for _, g in parts])

    def group_split(self, frame: Frame, kind: str) -> Split:
        """Every due unit in the groups of a kind in which it, or what became of it, is on the day of its place.

        A unit that is gone without a successor stays in the groups that it was in when it was due.
        """
        parts: list[tuple[Ints, Ints, Ints]] = []
        own, split = frame.ancestors[frame.level], frame.splits.get(frame.level)
        for ordinal, (due_day, place_day) in frame.days.items():
            entry = np.flatnonzero((frame.period == ordinal) & (own >= 0)).astype(np.int64)
            position, groups = self.groups_of(own[entry], kind, due_day, place_day)
            parts.append((entry[position], groups, np.full(len(position), 10**SCALE_DIGITS, np.int64)))
            if split is not None:
                parts.append(self._split_groups(frame, split, ordinal, kind, place_day))
        entry, target, share = (np.concatenate([p[i] for p in parts]) if parts else _ints([]) for i in range(3))
        return Split(entry, target, share, SCALE_DIGITS)

    def _open(self, day: dt.date) -> Bools:
        """Which units of the tree, by index, are open on a day."""
        units = self.tree.at(day).units
        return np.array([code in units for code in self.tree.codes], np.bool_)

    def _split_groups(
        self, frame: Frame, split: Split, ordinal: int, kind: str, day: dt.date
    ) -> tuple[Ints, Ints, Ints]:
        """The groups of the pieces of split units: whole where all pieces are in a group, else by share."""
        mine = np.flatnonzero(frame.period[split.entry] == ordinal)
        pieces = {e: int((split.entry == e).sum()) for e in np.unique(split.entry[mine]).tolist()}
        position, groups = self.group_pairs(split.target[mine], kind, day)
        found: dict[tuple[int, int], list[int]] = {}
        for at, group in zip(position.tolist(), groups.tolist(), strict=True):
            found.setdefault((int(split.entry[mine[at]]), group), []).append(int(split.share[mine[at]]))
        whole, up = 10**SCALE_DIGITS, 10 ** (SCALE_DIGITS - split.digits)
        shares = [
            whole if len(s) == pieces[e] else UNDECLARED if UNDECLARED in s else sum(s) * up
            for (e, _), s in found.items()
        ]
        return _ints([e for e, _ in found]), _ints([g for _, g in found]), _ints(shares)

    def _each(self, unit: Organisation, form: Form) -> list[tuple[int, ...]]:
        choices = [[self.each_code(v) for v in due_values(unit, form, name)] for name in form.spec.due.each]
        return list(itertools.product(*choices))


def is_due(unit: Organisation, form: Form) -> bool:
    """Whether an open unit of the form's level must report: every attribute asked for is among the unit's."""
    return all(set(wanted) & set(unit.attributes.get(name, ())) for name, wanted in form.spec.due.where.items())


def due_values(unit: Organisation, form: Form, name: str) -> tuple[str, ...]:
    """The values of an `each` attribute for which a unit must report one by one: its own, of those that `where` asks for.

    A school with junior and senior stages owes one report to a form for primary and junior stages, not two.
    """
    wanted = form.spec.due.where.get(name)
    return tuple(v for v in unit.attributes.get(name, ()) if wanted is None or v in wanted)


def _ints(values: list[int]) -> Ints:
    return np.array(values, np.int64)


def _joined(parts: list[Ints]) -> Ints:
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)


def make_split(found: Sequence[tuple[int, int, Fraction | None]]) -> Split | None:
    """Places with their shares as whole numbers of the smallest power of ten; None for no places."""
    if not found:
        return None
    declared = [share for _, _, share in found if share is not None]
    digits = next((d for d in range(SCALE_DIGITS) if all((s * 10**d).denominator == 1 for s in declared)), SCALE_DIGITS)
    # a share of a share of a share can have more digits than that: it counts as undeclared
    shares = [
        UNDECLARED if s is None or (s * 10**digits).denominator != 1 else int(s * 10**digits) for _, _, s in found
    ]
    return Split(_ints([e for e, _, _ in found]), _ints([t for _, t, _ in found]), _ints(shares), digits)


def _joined_split(parts: Sequence[Split | None], offsets: Ints) -> Split | None:
    there = [(part, int(offset)) for part, offset in zip(parts, offsets, strict=False) if part is not None]
    if not there:
        return None
    digits = max(part.digits for part, _ in there)
    share = [np.where(p.share == UNDECLARED, p.share, p.share * 10 ** (digits - p.digits)) for p, _ in there]
    return Split(
        np.concatenate([p.entry + offset for p, offset in there]),
        np.concatenate([p.target for p, _ in there]),
        np.concatenate(share),
        digits,
    )
