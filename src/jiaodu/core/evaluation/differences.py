"""Differences: which values and verdicts of a year differ between two sets of facts, and which cells made them differ.

Floor: core.evaluation. In: a framework, facts before and after, a year. Out: `Differences`, with the address of every
cell. It stands on the same change set as a partial recompute: what no changed cell reaches is not looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from jiaodu.core.evaluation.addresses import Addresses, CellValue
from jiaodu.core.evaluation.evaluate import last_day, open_values, recompute_values
from jiaodu.core.evaluation.judge import Judge
from jiaodu.core.evaluation.model import Verdict
from jiaodu.core.facts.changes import ChangedRows, Changes
from jiaodu.core.facts.reading import Facts
from jiaodu.core.framework.model import Form, Framework
from jiaodu.core.indicators import Value, Values
from jiaodu.core.indicators.recompute import Recomputed
from jiaodu.core.indicators.series import orgs_of, periods_of

# a whole year loaded anew is no list of cells that anybody reads
MOST_CELLS = 1000


@dataclass(frozen=True, slots=True)
class ChangedCell:
    """One item of one record before and after; None on the side where there is no record."""

    form: str
    item: str
    org: str
    period: int
    source: str
    before: CellValue | None
    after: CellValue | None

    def to_json(self) -> dict[str, Any]:
        """A plain mapping."""
        named = {name: getattr(self, name) for name in ("form", "item", "org", "period", "source")}
        return named | {"before": _cell_json(self.before), "after": _cell_json(self.after)}


@dataclass(frozen=True, slots=True)
class ChangedValue:
    """A value before and after; `cells` are the numbers of the changed cells that it reads."""

    before: Value | None
    after: Value | None
    cells: tuple[int, ...]

    @property
    def value(self) -> Value:
        """The value as it is now, or as it was where it is no more."""
        found = self.after or self.before
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class ChangedVerdict:
    """A verdict before and after; None where a standard does not address the unit."""

    before: Verdict | None
    after: Verdict | None

    @property
    def verdict(self) -> Verdict:
        """The verdict as it is now, or as it was."""
        found = self.after or self.before
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class Differences:
    """What differs in a year. `register`: organisations differ too, so that everything was compared."""

    before: str
    after: str
    year: int
    register: bool
    cells: tuple[ChangedCell, ...]
    values: tuple[ChangedValue, ...]
    verdicts: tuple[ChangedVerdict, ...]
    more_cells: bool = False

    def to_json(self) -> dict[str, Any]:
        """A plain mapping; numbers as text, so that no digit is lost."""
        return {
            "before": self.before,
            "after": self.after,
            "year": self.year,
            "register": self.register,
            "cells": [cell.to_json() for cell in self.cells],
            "more_cells": self.more_cells,
            "values": [{**_sides(v.before, v.after), "cells": list(v.cells)} for v in self.values],
            "verdicts": [_sides(v.before, v.after) for v in self.verdicts],
        }


def _sides(before: Value | Verdict | None, after: Value | Verdict | None) -> dict[str, Any]:
    return {"before": before and before.to_json(), "after": after and after.to_json()}


def _cell_json(cell: CellValue | None) -> dict[str, Any] | None:
    if cell is None:
        return None
    value = None if cell.value is None else str(cell.value)
    address = cell.address.to_json() if cell.address else None
    return {"value": value, "missing": cell.missing, "hedge": cell.hedge, "address": address}


def find_differences(framework: Framework, before: Facts, after: Facts, year: int) -> Differences:
    """Compare the values and verdicts of a year.

    Raises:
        JiaoduError: S04 a data file is gone or damaged.
    """
    old, old_judge = open_values(framework, before, year)
    new, new_judge, found = recompute_values(old, after)
    return _Finder((old, old_judge), (new, new_judge), found, year).find()


def find_changed_cells(
    framework: Framework, before: Facts, after: Facts, year: int, org: str
) -> tuple[tuple[ChangedCell, ...], bool]:
    """The changed cells that some value of the year reads, those of a unit and under it first; whether there are more.

    Raises:
        JiaoduError: S04 a data file is gone or damaged.
    """
    old, old_judge = open_values(framework, before, year)
    new, new_judge, found = recompute_values(old, after)
    finder = _Finder((old, old_judge), (new, new_judge), found, year)
    views = [v.results.tree.at(last_day(year)) for v in (old, new)]

    def near(code: str) -> bool:
        return code == org or any(view.under(code, org) for view in views)

    more = finder.find_cells(near) or finder.find_cells(lambda code: not near(code))
    return tuple(finder.cells), more


class _Finder:
    def __init__(self, old: tuple[Values, Judge], new: tuple[Values, Judge], found: Recomputed, year: int) -> None:
        (self.old, self.old_judge), (self.new, self.new_judge) = old, new
        self.framework, self.found, self.year = self.old.framework, found, year
        self.changes: Changes = found.changes
        self.cells: list[ChangedCell] = []

    def find(self) -> Differences:
        more = self.find_cells()
        values = tuple(self._values())
        verdicts = tuple(self._verdicts())
        return Differences(
            self.changes.before, self.changes.after, self.year, self.changes.register, tuple(self.cells), values,
            verdicts, more,
        )  # fmt: skip

    # --- cells --------------------------------------------------------------------------------------------------

    def find_cells(self, of: Callable[[str], bool] = lambda code: True) -> bool:
        """Collect the changed cells of units that some value of the year reads; whether there are more than are listed."""
        for form_id, rows in self.changes.tables.items():
            form = self.framework.forms[form_id]
            for changed in rows:
                for item in sorted(self._read_in_year(form, changed)):
                    for org in filter(of, sorted(changed.orgs)):
                        if len(self.cells) >= MOST_CELLS:
                            return True
                        self.cells += self._cells_of(form, item, org, changed)
        return False

    def _read_in_year(self, form: Form, changed: ChangedRows) -> set[str]:
        """The changed items of a form that an indicator reads in that period."""
        results = self.old.results
        read = {
            item
            for (id_, _), ordinals in results.needs.items()
            if (indicator := self.framework.indicators[id_]).spec.table == form.id
            and changed.period in ordinals
            and changed.as_of == form.date_of(changed.period, indicator.spec.as_of)
            for item in indicator.items()
        }
        return read & (form.spec.items.keys() if changed.rows else changed.items)

    def _cells_of(self, form: Form, item: str, org: str, changed: ChangedRows) -> Iterator[ChangedCell]:
        day = changed.as_of.isoformat()
        sides = [
            [
                c
                for c in Addresses(v.results.facts).cells(form, item, org, changed.period, day)
                if c.source == changed.source
            ]
            for v in (self.old, self.new)
        ]
        kept = [_plain(c) for c in sides[0]], [_plain(c) for c in sides[1]]
        olds = [c for c in sides[0] if _plain(c) not in kept[1]]
        news = [c for c in sides[1] if _plain(c) not in kept[0]]
        for i in range(max(len(olds), len(news))):
            pair = (olds[i] if i < len(olds) else None, news[i] if i < len(news) else None)
            yield ChangedCell(form.id, item, org, changed.period, changed.source, *pair)

    # --- values and verdicts ------------------------------------------------------------------------------------

    def _values(self) -> Iterator[ChangedValue]:
        for indicator in self.framework.indicators.values():
            if "__" in indicator.id:
                continue
            for level in indicator.spec.levels:
                for org, ordinal in self._candidates(indicator.id, level):
                    old = {v.cell: v for v in self.old.all_cells(indicator.id, org, ordinal)}
                    new = {v.cell: v for v in self.new.all_cells(indicator.id, org, ordinal)}
                    for cell in dict.fromkeys([*old, *new]):
                        if old.get(cell) != new.get(cell):
                            yield ChangedValue(old.get(cell), new.get(cell), self._reading(indicator.id, org))

    def _candidates(self, id_: str, level: str) -> list[tuple[str, int]]:
        """Units and periods of the year in which an indicator may differ."""
        wanted = self.old.results.periods.get(self.framework.indicators[id_].period_kind, ())
        if self.found.touched is None:
            codes = dict.fromkeys([*self.old.results.tree.codes, *self.new.results.tree.codes])
            units = (
                self.new.results.tree.at(last_day(self.year)).units,
                self.old.results.tree.at(last_day(self.year)).units,
            )
            at_level = [c for c in codes if any(c in u and u[c].level == level for u in units)]
            return [(code, ordinal) for code in at_level for ordinal in wanted]
        keys = self.found.touched.units(id_, level)
        codes_ = self.new.results.frames.codes
        pairs = zip(orgs_of(keys).tolist(), periods_of(keys).tolist(), strict=True)
        return [(str(codes_[org]), ordinal) for org, ordinal in pairs if ordinal in wanted]

    def _reading(self, id_: str, org: str) -> tuple[int, ...]:
        """The numbers of the changed cells that a value reads, however far down."""
        read = self.framework.closure([id_])
        items = {
            (indicator.spec.table, item)
            for indicator in (self.framework.indicators[i] for i in read)
            if indicator.spec.table
            for item in indicator.items()
        }
        return tuple(
            n
            for n, cell in enumerate(self.cells, 1)
            if (cell.form, cell.item) in items and org in self._above(cell.org)
        )

    def _above(self, org: str) -> set[str]:
        """A unit, whoever stands above it at the end of the year (or where it was last known), and its groups."""
        tree = self.new.results.tree
        view = tree.at(last_day(self.year))
        return {org, *tree.place_of(org, view).values(), *view.groups.get(org, ())}

    def _verdicts(self) -> Iterator[ChangedVerdict]:
        for org in self._judged():
            for standard in self.framework.standards.values():
                kind = self.old_judge.indicator_of(standard).period_kind
                for ordinal in self.old.results.periods.get(kind, ()):
                    old = {v.cell: v for v in self.old_judge.judge(standard, org, ordinal)}
                    new = {v.cell: v for v in self.new_judge.judge(standard, org, ordinal)}
                    for cell in dict.fromkeys([*old, *new]):
                        if old.get(cell) != new.get(cell):
                            yield ChangedVerdict(old.get(cell), new.get(cell))

    def _judged(self) -> Sequence[str]:
        """The units on which verdicts may differ: those whose values may, and those who stand above a changed record."""
        if self.found.touched is None:
            return list(dict.fromkeys([*self.old.results.tree.codes, *self.new.results.tree.codes]))
        found = {
            org
            for indicator in self.framework.indicators.values()
            for level in indicator.spec.levels
            for org, _ in self._candidates(indicator.id, level)
        }
        found |= {above for org in self.changes.orgs if org in self.new.results.tree for above in self._above(org)}
        return sorted(found)


def _plain(cell: CellValue) -> tuple[Any, ...]:
    return (cell.value, cell.source, cell.missing, cell.hedge)
