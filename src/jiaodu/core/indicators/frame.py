"""The due frame: who must report a form in which period, and where each unit stands in the tree.

Floor: core.indicators. In: the organisation tree and a form's due rule. Out: `Frame`: arrays with one entry a due unit
and period. It is taken from the register, since a silent unit has no row.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from jiaodu.core.base.organisations import LEVELS, Organisation, OrganisationTree
from jiaodu.core.base.periods import Period
from jiaodu.core.base.problems import JiaoduError, Place, problem
from jiaodu.core.framework.model import Form
from jiaodu.core.indicators.series import Ints, pack

# attribute values that can make units due one by one; two such attributes and a nation's schools fit into 64 bits
MAX_EACH = 64


@dataclass(frozen=True, slots=True)
class Grouping:
    """Units sorted into groups: `order` sorts the units, `starts` are the first of each group, `keys` name the groups."""

    order: Ints
    starts: Ints
    keys: Ints


@dataclass(slots=True)
class Frame:
    """Due units: index of the unit, period ordinal, values of the `each` attributes, ancestors by level (-1: none)."""

    org: Ints
    period: Ints
    each: tuple[Ints, ...]
    ancestors: Mapping[str, Ints]
    keys: Ints
    groupings: dict[tuple[str, bool], Grouping] = field(default_factory=dict)
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


class Frames:
    """Makes frames of one tree and keeps them: forms with one due rule and the same dates share theirs."""

    def __init__(self, tree: OrganisationTree) -> None:
        self.tree = tree
        self.codes = np.array(tree.codes, dtype=object)
        self.code_array = pa.array(tree.codes, pa.string())
        self.index = {code: i for i, code in enumerate(tree.codes)}
        self._frames: dict[object, Frame] = {}
        self._epochs: dict[object, tuple[Ints, tuple[Ints, ...], dict[str, Ints]]] = {}
        self.each_values: dict[str, int] = {}
        self._above: dict[tuple[int, str, bool], Ints] = {}

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
        sizes = [len(units) for units, _, _ in parts]
        org = _joined([units for units, _, _ in parts])
        period = np.repeat(np.array(ordinals, np.int64), sizes)
        each = tuple(_joined([e[i] for _, e, _ in parts]) for i in range(len(form.spec.due.each)))
        levels = LEVELS[: LEVELS.index(form.spec.level) + 1]
        ancestors = {level: _joined([a[level] for _, _, a in parts]) for level in levels}
        return Frame(org, period, each, ancestors, pack(org, period))

    def _epoch(
        self, form: Form, due_day: dt.date, place_day: dt.date, rule: object
    ) -> tuple[Ints, tuple[Ints, ...], dict[str, Ints]]:
        key = (rule, self.tree.epoch(due_day), self.tree.epoch(place_day))
        if key not in self._epochs:
            self._epochs[key] = self._place(form, due_day, place_day)
        return self._epochs[key]

    def _place(
        self, form: Form, due_day: dt.date, place_day: dt.date
    ) -> tuple[Ints, tuple[Ints, ...], dict[str, Ints]]:
        view, place = self.tree.at(due_day), self.tree.at(place_day)
        own = form.spec.level
        entries: list[tuple[int, tuple[int, ...], Mapping[str, str]]] = []
        for code, unit in view.units.items():
            if unit.level == own and is_due(unit, form):
                above = view.ancestors[code] if place is view else {**self.tree.place_of(code, place), own: code}
                entries += [(self.index[code], values, above) for values in self._each(unit, form)]
        entries.sort(key=lambda e: (e[0], e[1]))
        levels = LEVELS[: LEVELS.index(own) + 1]
        ancestors = {level: _ints([self.index.get(a.get(level, ""), -1) for _, _, a in entries]) for level in levels}
        each = tuple(_ints([v[i] for _, v, _ in entries]) for i in range(len(form.spec.due.each)))
        return _ints([o for o, _, _ in entries]), each, ancestors

    def _each(self, unit: Organisation, form: Form) -> list[tuple[int, ...]]:
        choices = [[self.each_code(v) for v in unit.attributes.get(name, ())] for name in form.spec.due.each]
        return list(itertools.product(*choices))


def is_due(unit: Organisation, form: Form) -> bool:
    """Whether an open unit of the form's level must report: every attribute asked for is among the unit's."""
    return all(set(wanted) & set(unit.attributes.get(name, ())) for name, wanted in form.spec.due.where.items())


def _ints(values: list[int]) -> Ints:
    return np.array(values, np.int64)


def _joined(parts: list[Ints]) -> Ints:
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)
