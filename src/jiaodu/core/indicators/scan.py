"""Scan a form once: all its indicators of one breakdown and source, for all periods, unit by unit.

Floor: core.indicators. In: facts, a form, the indicators that read it. Out: `UnitData`: one line a unit and cell.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from jiaodu.core.base.organisations import OrganisationTree
from jiaodu.core.base.periods import Period
from jiaodu.core.base.problems import JiaoduError, Place, problem
from jiaodu.core.facts.reading import Facts, damaged
from jiaodu.core.formula.nodes import Aggregate, Item
from jiaodu.core.framework.model import Form, Framework, Indicator
from jiaodu.core.indicators.frame import Frame, Frames, Grouping, group_keys
from jiaodu.core.indicators.series import CELL_MASK, Bools, Ints, pack
from jiaodu.core.indicators.sql import RowSource, ScanColumns, histogram_sql, unit_sql

# a row whose breakdown item is null, and one whose code no code list knows
NULL_CELL, UNKNOWN_CELL = -1, -2
ScanKey = tuple[str, tuple[str, ...], str | None, str | None]


@dataclass(frozen=True, slots=True)
class Numbers:
    """Exact decimals as scaled integers: value = number / 10**digits; `valid` marks what is there."""

    number: Ints
    valid: Bools
    digits: int


@dataclass(frozen=True, slots=True)
class Histogram:
    """Values with their frequencies, line by line: position of the unit, cell, value, count."""

    position: Ints
    cell: Ints
    values: Numbers
    count: Ints


@dataclass(slots=True)
class UnitData:
    """What a scan brought. Lines are (unit, cell); `position` points into the frame."""

    frame: Frame
    position: Ints
    cell: Ints
    columns: dict[str, Numbers]
    names: dict[Aggregate, str]
    given: dict[str, Bools]
    not_applicable: dict[str, Bools]
    present: Bools
    histograms: dict[Aggregate, Histogram]
    cells: tuple[int, ...]
    dense: bool
    each_cells: Ints | None = None
    masked: dict[tuple[str, frozenset[str]], Ints] = field(default_factory=dict)
    completeness: dict[frozenset[str], Bools] = field(default_factory=dict)
    line_groups: dict[str, Grouping] = field(default_factory=dict)
    placed: dict[tuple[str, str], UnitData] = field(default_factory=dict)
    # units above, with their period, whose value would need a part that nobody declared
    blocked: Ints | None = None

    def complete(self, items: frozenset[str]) -> Bools:
        """Which due units are complete for a set of items."""
        if items not in self.completeness:
            result = self.present
            for item in items:
                result = result & self.given[item]
            self.completeness[items] = result
        return self.completeness[items]

    def unapplied(self, items: frozenset[str]) -> Bools:
        """Which lines state, in all their rows, for one of the items that it does not apply."""
        result = np.zeros(len(self.position), np.bool_)
        for item in items:
            if item in self.not_applicable:
                result = result | self.not_applicable[item]
        return result

    def group_lines(self, level: str) -> Grouping:
        """Lines grouped by their unit of a level, period and cell."""
        if level not in self.line_groups:
            ancestors = self.frame.ancestors[level][self.position]
            keys = pack(ancestors, self.frame.period[self.position], self.cell)
            self.line_groups[level] = group_keys(keys, ancestors)
        return self.line_groups[level]

    def contribution(self, name: str, items: frozenset[str]) -> Ints:
        """A column over complete units only: 0 elsewhere."""
        key = (name, items)
        if key not in self.masked:
            column = self.columns[name].number
            complete = self.complete(items)
            keep = complete if self.dense else complete[self.position]
            self.masked[key] = column if bool(keep.all()) else np.where(keep, column, 0)
        return self.masked[key]


class Cells:
    """Breakdown cells get numbers; 0 is the whole."""

    def __init__(self) -> None:
        self.numbers: dict[tuple[str, ...], int] = {(): 0}
        self.values: list[tuple[str, ...]] = [()]

    def number(self, values: tuple[str, ...]) -> int:
        """The number of a cell. Raises JiaoduError (P18) when one evaluation has more cells than keys can hold."""
        if values not in self.numbers:
            if len(self.values) > CELL_MASK:
                data = {"name": "、".join(values), "cells": len(self.values), "limit": CELL_MASK}
                raise JiaoduError(problem("P18", Place(key="by"), **data))
            self.numbers[values] = len(self.values)
            self.values.append(values)
        return self.numbers[values]


@dataclass
class Scanner:
    """Runs the scans of one evaluation."""

    framework: Framework
    facts: Facts
    tree: OrganisationTree
    frames: Frames
    cells: Cells

    def scan(self, key: ScanKey, indicators: Sequence[Indicator], ordinals: Sequence[int], shift: int = 0) -> UnitData:
        """Scan a form for the indicators that share form, breakdown, source and reference date."""
        form_id, by, only, as_of = key
        form = self.framework.forms[form_id]
        frame = self.frames.frame(form, ordinals, shift, as_of)
        domain = self._domain(form, by)
        columns = self._columns(form, indicators)
        version = self.facts.table(form_id)
        if version is None or not len(frame):
            return self._nothing(frame, form, by, columns, domain)
        source = self._source(form, only, as_of, ordinals, columns)
        keys = list(dict.fromkeys(["org", "period", *form.spec.due.each, *by]))
        extra = [name for name in form.spec.grain if name not in keys]
        rows = source.sql(columns.items)
        # with one row a unit, a quantile's values are a column like any other; else their frequencies are counted
        counted = [a for a in columns.aggregates.values() if extra and a.verb == "quantile"]
        plain = {n: a for n, a in columns.aggregates.items() if a not in counted}
        plan = ScanColumns(plain, columns.items, columns.not_applicable)
        lines = self._run(unit_sql(rows, plan, keys, bool(extra)), form)
        histograms = {}
        for aggregate in counted:
            found = self._run(histogram_sql(rows, aggregate, keys), form)
            histograms[aggregate] = self._histogram(found, frame, form, by)
        return self._unit_data(lines, frame, form, by, plan, domain, histograms, columns)

    def _run(self, query: str, form: Form) -> pa.Table:
        """Run a query; V17 where the engine cannot compute it, S04 where a data file is damaged."""
        try:
            return self.facts.connection().sql(query).to_arrow_table()
        except (duckdb.IOException, duckdb.InvalidInputException) as error:
            raise JiaoduError(damaged(form.id, error)) from error
        except duckdb.OutOfRangeException as error:
            raise JiaoduError(problem("V13", Place(key=form.id), form=form.name, org="", period="")) from error
        except duckdb.Error as error:
            detail = str(error).splitlines()[0][:200]
            raise JiaoduError(problem("V17", Place(key=form.id), form=form.name, detail=detail)) from error

    def _columns(self, form: Form, indicators: Sequence[Indicator]) -> ScanColumns:
        aggregates: dict[Aggregate, str] = {}
        items: dict[str, None] = {}
        for indicator in indicators:
            items |= dict.fromkeys(indicator.items())
            for node in indicator.formula.walk():
                if isinstance(node, Aggregate) and node not in aggregates:
                    aggregates[node] = f"a{len(aggregates)}"
        version = self.facts.table(form.id)
        stated = frozenset(version.not_applicable if version else ()) & frozenset(items)
        return ScanColumns({name: a for a, name in aggregates.items()}, tuple(items), stated)

    def _source(
        self, form: Form, only: str | None, as_of: str | None, ordinals: Sequence[int], columns: ScanColumns
    ) -> RowSource:
        version = self.facts.table(form.id)
        assert version is not None
        kind = form.spec.period
        dates = [(o, form.reference_date(Period(kind, o), as_of).isoformat()) for o in ordinals]
        orders = {item: form.sources_of(item) for item in columns.items}
        return RowSource(
            self.facts.source(form.id),
            form.table,
            dates,
            version.sources,
            orders,
            only,
            columns.not_applicable,
            form.spec.sources,
        )

    def _domain(self, form: Form, by: tuple[str, ...]) -> tuple[int, ...]:
        """The numbers of all cells that the breakdown can have."""
        if not by:
            return (0,)
        return tuple(self.cells.number(values) for values in itertools.product(*(form.item(name).codes for name in by)))

    def _each_cells(self, frame: Frame, form: Form, by: tuple[str, ...]) -> Ints | None:
        """The cell of each due unit, where the breakdown is by attributes that make units due one by one."""
        each = form.spec.due.each
        if not by or not set(by) <= set(each):
            return None
        names = {number: value for value, number in self.frames.each_values.items()}
        columns = [frame.each[each.index(name)].tolist() for name in by]
        cells = [self.cells.number(tuple(names[n] for n in numbers)) for numbers in zip(*columns, strict=True)]
        return np.array(cells, np.int64)

    # --- from lines to arrays -----------------------------------------------------------------------------------

    def _positions(self, lines: pa.Table, frame: Frame, form: Form) -> Ints:
        """The place of each line's unit in the frame, -1 for a unit that is not due."""
        org = (
            pc.index_in(lines["org"].combine_chunks(), self.frames.code_array).fill_null(-1).to_numpy().astype(np.int64)
        )
        keys = pack(org, lines["period"].to_numpy().astype(np.int64))
        keys = np.where(org >= 0, keys, -1)
        return frame.find(keys, [self._each(lines[name]) for name in form.spec.due.each])

    def _each(self, column: pa.ChunkedArray) -> Ints:
        return np.array([0 if v is None else self.frames.each_code(v) for v in column.to_pylist()], np.int64)

    def _cell_numbers(self, lines: pa.Table, by: tuple[str, ...]) -> Ints:
        if not by:
            return np.zeros(lines.num_rows, np.int64)
        columns = [lines[name].to_pylist() for name in by]
        known = self.cells.numbers
        cells = [NULL_CELL if None in v else known.get(v, UNKNOWN_CELL) for v in zip(*columns, strict=True)]
        return np.array(cells, np.int64)

    def _unit_data(
        self,
        lines: pa.Table,
        frame: Frame,
        form: Form,
        by: tuple[str, ...],
        columns: ScanColumns,
        domain: tuple[int, ...],
        histograms: dict[Aggregate, Histogram],
        wanted: ScanColumns,
    ) -> UnitData:
        position = self._positions(lines, frame, form)
        cell = self._cell_numbers(lines, by)
        due = position >= 0
        spot = position[due]
        present = np.zeros(len(frame), np.bool_)
        present[spot] = True
        given = {i: _all_of(_bools(lines[f"g:{i}"])[due], spot, len(frame)) for i in columns.items}
        known = np.isin(cell, np.array(domain, np.int64))
        for name in by:
            # a code that the code list does not know leaves its unit incomplete: its row belongs to no cell
            given[name] = given[name] & ~_any_of((cell == UNKNOWN_CELL)[due], spot, len(frame))
        keep = due & known
        unapplied = {i: _bools(lines[f"n:{i}"]) for i in columns.not_applicable}
        numbers = {n: scaled(lines[n], form) for n in columns.aggregates}
        names = {a: n for n, a in wanted.aggregates.items()}
        dense = not by
        if dense:
            numbers = {n: _scatter(c, spot, due, len(frame)) for n, c in numbers.items()}
            unapplied = {i: _any_of(n[due], spot, len(frame)) for i, n in unapplied.items()}
            position, cell = np.arange(len(frame), dtype=np.int64), np.zeros(len(frame), np.int64)
        else:
            numbers = {n: Numbers(c.number[keep], c.valid[keep], c.digits) for n, c in numbers.items()}
            unapplied = {i: n[keep] for i, n in unapplied.items()}
            position, cell = position[keep], cell[keep]
        for name, aggregate in columns.aggregates.items():
            if aggregate.verb == "quantile":
                histograms[aggregate] = Histogram(position, cell, numbers[name], np.ones(len(position), np.int64))
        return UnitData(
            frame, position, cell, numbers, names, given, unapplied, present, histograms, domain, dense,
            self._each_cells(frame, form, by),
        )  # fmt: skip

    def _nothing(
        self, frame: Frame, form: Form, by: tuple[str, ...], columns: ScanColumns, domain: tuple[int, ...]
    ) -> UnitData:
        """The data of a form of which no row was ever loaded: everybody due is silent."""
        size = len(frame) if not by else 0
        blank = np.zeros(len(frame), np.bool_)
        numbers = {
            n: Numbers(np.zeros(size, np.int64), np.zeros(size, np.bool_), 0)
            for n, a in columns.aggregates.items()
            if a.verb != "quantile"
        }
        none = Histogram(_empty(), _empty(), Numbers(_empty(), np.zeros(0, np.bool_), 0), _empty())
        histograms = {a: none for a in columns.aggregates.values() if a.verb == "quantile"}
        names = {a: n for n, a in columns.aggregates.items()}
        position = np.arange(size, dtype=np.int64)
        given = {i: blank for i in columns.items}
        return UnitData(
            frame, position, np.zeros(size, np.int64), numbers, names, given, {}, blank, histograms, domain, not by,
            self._each_cells(frame, form, by),
        )  # fmt: skip

    def _histogram(self, found: pa.Table, frame: Frame, form: Form, by: tuple[str, ...]) -> Histogram:
        position, cell = self._positions(found, frame, form), self._cell_numbers(found, by)
        keep = (position >= 0) & np.isin(cell, np.array(self._domain(form, by), np.int64))
        values = scaled(found["v"], form)
        kept = Numbers(values.number[keep], values.valid[keep], values.digits)
        return Histogram(position[keep], cell[keep], kept, found["n"].to_numpy().astype(np.int64)[keep])


def argument_items(indicator: Indicator) -> frozenset[str]:
    """The items that are computed with, as against those that only filter."""
    return frozenset(
        inner.name
        for node in indicator.formula.walk()
        if isinstance(node, Aggregate) and node.argument is not None
        for inner in node.argument.walk()
        if isinstance(inner, Item)
    )


def scaled(column: pa.ChunkedArray, form: Form) -> Numbers:
    """An integer or decimal column as scaled integers. Raises JiaoduError (V13) beyond 64 bits."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    valid = array.is_valid().to_numpy(zero_copy_only=False)
    if pa.types.is_decimal(array.type):
        pairs = np.frombuffer(array.buffers()[1], dtype="<i8")[array.offset * 2 : (array.offset + len(array)) * 2]
        low, high = pairs[0::2], pairs[1::2]
        if bool(np.any((high != low >> 63) & valid)):
            raise JiaoduError(problem("V13", Place(key=form.id), form=form.name, org="", period=""))
        return Numbers(np.where(valid, low, 0), valid, array.type.scale)
    number = array.fill_null(0).to_numpy(zero_copy_only=False).astype(np.int64)
    return Numbers(number, valid, 0)


def _bools(column: pa.ChunkedArray) -> Bools:
    result: Bools = column.fill_null(False).to_numpy().astype(np.bool_)
    return result


def _all_of(flags: Bools, spot: Ints, size: int) -> Bools:
    result = np.zeros(size, np.bool_)
    result[spot] = True
    result[spot[~flags]] = False
    return result


def _any_of(flags: Bools, spot: Ints, size: int) -> Bools:
    result = np.zeros(size, np.bool_)
    result[spot[flags]] = True
    return result


def _scatter(column: Numbers, spot: Ints, due: Bools, size: int) -> Numbers:
    if len(spot) == size == len(due) and bool((spot[1:] > spot[:-1]).all()):
        return column
    number, valid = np.zeros(size, np.int64), np.zeros(size, np.bool_)
    number[spot] = column.number[due]
    valid[spot] = column.valid[due]
    return Numbers(number, valid, column.digits)


def _sorted(keys: npt.NDArray[np.int64]) -> bool:
    return bool(np.all(keys[1:] > keys[:-1]))


def _empty() -> Ints:
    return np.zeros(0, np.int64)
