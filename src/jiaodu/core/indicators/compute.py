"""Compute: the framework's indicators over facts, all levels and periods, each form scanned once.

Floor: core.indicators. In: a framework, facts, indicator ids and periods. Out: `Results`: series and single values.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from jiaodu.core.base.organisations import LEVELS
from jiaodu.core.base.periods import (
    Align,
    Period,
    PeriodKind,
    one_period_apart,
    shift_ordinal,
)
from jiaodu.core.base.text import Text
from jiaodu.core.facts.reading import Facts
from jiaodu.core.formula.nodes import AcrossVerb, Node, Previous, Reference, operand_leaves
from jiaodu.core.framework import schema
from jiaodu.core.framework.model import Form, Framework, Indicator
from jiaodu.core.indicators.across import Across, Below
from jiaodu.core.indicators.applies import NO, YES, compare, fits, last_day_after, restrict
from jiaodu.core.indicators.arithmetic import exact_parts, exact_value, vector_value
from jiaodu.core.indicators.frame import Frame, Frames, Grouping, group_keys
from jiaodu.core.indicators.operands import Operand, exact_operand, least_coverage
from jiaodu.core.indicators.placing import place_units
from jiaodu.core.indicators.plan import Needs, Plan, make_plan, operand_keys, operand_of, operand_ordinal, own_periods
from jiaodu.core.indicators.rollup import Rollup
from jiaodu.core.indicators.scan import Cells, ScanKey, Scanner, UnitData
from jiaodu.core.indicators.series import (
    Bools,
    Codes,
    Ints,
    Series,
    Status,
    Vector,
    among,
    cells_of,
    gravest,
    orgs_of,
    pack,
    periods_of,
    splice,
    with_periods,
)

# verdicts of a standard on the rows (all, or those named) of an indicator's series at a level: 1 met, 0 not met,
# -1 not assessable, -2 exempt, not applicable or not addressed
Judge = Callable[["Results", str, str, str, Ints | None], Codes]
NONE = np.zeros(0, np.int64)


@dataclass(frozen=True)
class Carried:
    """What an evaluation takes over from an earlier one of the same framework, register and periods.

    `redo`: the periods of each indicator (and shift) that are computed anew. All else holds as it was.
    `stale_verdicts` gives the rows of a series on which the verdicts of a standard are asked again.
    """

    frames: Frames
    cells: Cells
    plan: Plan
    series: Mapping[tuple[str, str, int], Series]
    outcomes: Mapping[tuple[str, str, str], Codes]
    redo: Mapping[tuple[str, int], Ints]
    stale_verdicts: Callable[[str, str, str], Ints]


class Results:
    """Series of indicators, made when they are asked for and kept. One object is one evaluation of one snapshot."""

    def __init__(
        self,
        framework: Framework,
        facts: Facts,
        ids: Iterable[str],
        periods: Mapping[PeriodKind, Sequence[int]],
        judge: Judge | None = None,
        carried: Carried | None = None,
    ) -> None:
        self.framework, self.facts, self.judge, self.carried = framework, facts, judge, carried
        self.ids = tuple(ids)
        self.periods = {kind: tuple(ordinals) for kind, ordinals in periods.items()}
        self.tree = carried.frames.tree if carried else facts.tree()
        self.frames = carried.frames if carried else Frames(self.tree)
        self.cells = carried.cells if carried else Cells()
        self._scanner = Scanner(framework, facts, self.tree, self.frames, self.cells)
        self.plan = carried.plan if carried else make_plan(framework, self.ids, self.periods, self.frames)
        self._scans: dict[tuple[ScanKey, int, bool], UnitData] = {}
        self._series: dict[tuple[str, str, int], Series] = {}
        self._outcomes: dict[tuple[str, str, str], Codes] = {}

    @property
    def needs(self) -> Needs:
        """(indicator, shift) -> period ordinals, operands included."""
        return self.plan.needs

    def operand(self, indicator: Indicator, node: Node) -> tuple[Indicator, int, int]:
        """What a leaf of a between-formula reads: the indicator, how many periods back, and on how much later a tree."""
        return operand_of(self.framework, indicator, node)

    # --- series -------------------------------------------------------------------------------------------------

    def series(self, id_: str, level: str, shift: int = 0) -> Series:
        """The series of an indicator at a level."""
        key = (id_, level, shift)
        if key not in self._series:
            indicator = self.framework.indicators[id_]
            earlier = self.carried.series.get(key) if self.carried else None
            if self.carried is None or earlier is None:
                self._series[key] = self._compute(indicator, level, shift)
            else:
                ordinals = self.carried.redo.get((id_, shift), NONE)
                part = self._compute(indicator, level, shift, earlier.in_periods(ordinals)) if len(ordinals) else None
                self._series[key] = earlier if part is None else splice(earlier, part)
        return self._series[key]

    def _compute(self, indicator: Indicator, level: str, shift: int, stale: Series | None = None) -> Series:
        """A series: whole, or only the rows of an earlier one that are `stale`."""
        made = self._made(indicator, level, shift, stale)
        zero = indicator.spec.elsewhere == "zero"
        if not indicator.spec.applies and not zero:
            return made
        return restrict(made, self._holds(indicator, made, level, shift), zero)

    def _made(self, indicator: Indicator, level: str, shift: int, stale: Series | None) -> Series:
        if indicator.spec.table:
            form = self.framework.forms[indicator.spec.table]
            return Rollup(self.placed(indicator, level, shift, stale is not None), form, indicator, level).series()
        if indicator.spec.across:
            return self._across(indicator, level, shift, stale)
        keys = self._between_keys(indicator, level, shift) if stale is None else stale.keys
        return self._between(indicator, level, shift, keys)

    def made_series(self) -> dict[tuple[str, str, int], Series]:
        """The series that were made so far, and those of an earlier evaluation that hold here as they were."""
        found = dict(self._series)
        if self.carried is not None:
            kept = {k: s for k, s in self.carried.series.items() if (k[0], k[2]) not in self.carried.redo}
            found = kept | found
        return found

    def made_outcomes(self) -> dict[tuple[str, str, str], Codes]:
        """The verdicts that were asked so far, as arrays."""
        return dict(self._outcomes)

    def all_series(self) -> Iterable[tuple[Indicator, str, Series]]:
        """Every indicator asked for, at every level that it declares."""
        for id_ in self.ids:
            indicator = self.framework.indicators[id_]
            for level in indicator.spec.levels:
                yield indicator, level, self.series(id_, level)

    def form_of(self, indicator: Indicator) -> Form:
        """The form whose reference dates an indicator follows: its own, or that of the first thing it reads."""
        while not indicator.spec.table:
            indicator = self.framework.indicators[indicator.references()[0]]
        return self.framework.forms[indicator.spec.table]

    def data(self, indicator: Indicator, shift: int = 0, stale: bool = False) -> UnitData:
        """The scan that an indicator over a table reads; with `stale`, only of the periods that are computed anew."""
        key, shift = self.plan.scan_of(indicator, shift)
        if (key, shift, stale) not in self._scans:
            peers, ordinals = self.plan.peers[key, shift]
            if stale:
                assert self.carried is not None
                redo = [(id_, found) for (id_, _), found in self.carried.redo.items()]
                peers = [i for i in peers if any(i.id == id_ for id_, _ in redo)]
                again = {int(o) for id_, found in redo if any(i.id == id_ for i in peers) for o in found}
                ordinals = [o for o in ordinals if o in again]
            self._scans[key, shift, stale] = self._scanner.scan(key, peers, ordinals, shift)
        return self._scans[key, shift, stale]

    def frame_of(self, indicator: Indicator, shift: int = 0) -> Frame:
        """The due units of an indicator over a table, in all periods that its scan brings."""
        key, shift = self.plan.scan_of(indicator, shift)
        return self.frames.frame(self.form_of(indicator), self.plan.peers[key, shift][1], shift, indicator.spec.as_of)

    def placed(self, indicator: Indicator, level: str, shift: int = 0, stale: bool = False) -> UnitData:
        """The scan that an indicator over a table reads, with units placed at a level: by share, in every group."""
        form = self.framework.forms[indicator.spec.table or ""]
        return place_units(self.data(indicator, shift, stale), self.frames, form, level, indicator.formula)

    # --- to whom an indicator applies ---------------------------------------------------------------------------

    def _holds(self, indicator: Indicator, series: Series, level: str, shift: int) -> Codes:
        """For each row, whether one of the conditions of an indicator holds: no, unknown, yes."""
        result = np.full(len(series.keys), NO if indicator.spec.applies else YES, np.int8)
        for condition in indicator.spec.applies:
            holds = np.where(self._fitting(indicator, series, condition), YES, NO).astype(np.int8)
            for asked in condition.when:
                leaf = Reference(asked.indicator)
                other, rows, found = self._operand(indicator, leaf, level, shift, series.keys)
                limit = Fraction(asked.value) * self.framework.indicators[asked.indicator].unit.factor
                holds = np.minimum(holds, compare(other, rows, found, asked.op, limit))
            result = np.maximum(result, holds)
        return result

    def concerned(self, indicator: Indicator, level: str, ordinal: int) -> Ints:
        """The units, by index, to which an indicator applies in a period, or for which that is not known."""
        series = self.series(indicator.id, level)
        at = (periods_of(series.keys) == ordinal) & (self._holds(indicator, series, level, 0) != NO)
        return np.unique(orgs_of(series.keys)[at])

    def _fitting(self, indicator: Indicator, series: Series, condition: schema.Condition) -> Bools:
        """Which rows stand for units that have attributes on the day of their figures, until that expires."""
        orgs, periods = orgs_of(series.keys), periods_of(series.keys)
        result = np.ones(len(orgs), np.bool_)
        for ordinal in np.unique(periods) if condition.where or condition.expires_after else ():
            day = self.reference_date(indicator, int(ordinal))
            view = self.tree.at(day)
            at = periods == ordinal
            units, places = np.unique(orgs[at], return_inverse=True)
            found = []
            for unit in (view.units.get(str(self.frames.codes[i])) for i in units):
                last = last_day_after(self.tree, condition.expires_after, unit, day)
                found.append(fits(unit, condition.where) and (last is None or day <= last))
            result[at] = np.array(found, np.bool_)[places]
        return result

    # --- between ------------------------------------------------------------------------------------------------

    def _between(self, indicator: Indicator, level: str, shift: int, keys: Ints) -> Series:
        leaves = operand_leaves(indicator.formula)
        found = {leaf: self._operand(indicator, leaf, level, shift, keys) for leaf in leaves}

        def exact(node: Node, row: int) -> Fraction | None:
            return exact_value(node, lambda leaf: exact_operand(found[leaf], row))

        vector = vector_value(
            indicator.formula, lambda leaf: self._vector_operand(indicator, found[leaf], keys, leaf), exact
        )
        status = np.broadcast_to(vector.status, keys.shape).astype(np.int8)
        value = np.where(status == Status.OK, np.broadcast_to(vector.value, keys.shape), np.nan)
        due, complete = least_coverage(list(found.values()), len(keys))
        formula = indicator.formula
        return Series(
            keys,
            value,
            status,
            due,
            complete,
            lambda row: exact(formula, row) if status[row] == Status.OK else None,
            lambda row: exact_parts(formula, lambda leaf: exact_operand(found[leaf], row)),
        )

    def _between_keys(self, indicator: Indicator, level: str, shift: int) -> Ints:
        """The units and cells for which any operand of this period is there."""
        leaves = operand_leaves(indicator.formula)
        wanted = np.array(sorted(self.needs.get((indicator.id, shift), ())), np.int64)
        present: list[Node] = [leaf for leaf in leaves if isinstance(leaf, Reference)]
        present = present or list(leaves)
        parts = []
        for leaf in present:
            operand, back, placed = self.operand(indicator, leaf)
            if indicator.by and operand.by != indicator.by:
                continue
            series = self.series(operand.id, level, shift + placed)
            own = own_periods(indicator, operand, periods_of(series.keys), back)
            parts.append(with_periods(series.keys, own)[among(own, wanted)])
        if not parts:
            return np.zeros(0, np.int64)
        same = all(len(p) == len(parts[0]) and bool((p == parts[0]).all()) for p in parts[1:])
        # one form's series have the same keys, in order: nothing to unite
        return parts[0] if same else np.unique(np.concatenate(parts))

    def _operand(self, indicator: Indicator, leaf: Node, level: str, shift: int, keys: Ints) -> Operand:
        operand, back, placed = self.operand(indicator, leaf)
        series = self.series(operand.id, level, shift + placed)
        rows, found = series.find(operand_keys(indicator, operand, keys, back))
        return series, rows, found

    def _vector_operand(self, indicator: Indicator, operand: Operand, keys: Ints, leaf: Node) -> Vector:
        series, rows, found = operand
        if not len(series.keys):
            return Vector(np.full(len(keys), np.nan), np.full(len(keys), Status.NOT_APPLICABLE, np.int8))
        status: Codes = np.where(found, series.status[rows], np.int8(Status.NOT_APPLICABLE)).astype(np.int8)
        if isinstance(leaf, Previous):
            status = gravest(status, self._comparable(indicator, leaf, keys))
        return Vector(np.where(found, series.value[rows], np.nan), status)

    def _comparable(self, indicator: Indicator, leaf: Previous, keys: Ints) -> Codes:
        """NOT_COMPARABLE where the reference dates are not that many periods apart."""
        status = np.zeros(len(keys), np.int8)
        operand = self.framework.indicators[leaf.reference.name]
        for ordinal in np.unique(periods_of(keys)):
            at = operand_ordinal(indicator, operand, int(ordinal), 0)
            if not self.dates_apart(operand, at, leaf.count)[2]:
                status[periods_of(keys) == ordinal] = Status.NOT_COMPARABLE
        return status

    def dates_apart(self, indicator: Indicator, ordinal: int, count: int = 1) -> tuple[dt.date, dt.date, bool]:
        """An indicator's reference dates `count` periods before and now, and whether they are that far apart."""
        later = self.reference_date(indicator, ordinal)
        earlier = self.reference_date(indicator, shift_ordinal(indicator.period_kind, ordinal, -count))
        return earlier, later, one_period_apart(indicator.period_kind, earlier, later, count)

    def reference_date(self, indicator: Indicator, ordinal: int) -> dt.date:
        """The day on which an indicator's figures of a period stand."""
        base = indicator
        while not base.spec.table:
            inner = self.framework.indicators[base.references()[0]]
            if inner.period_kind is not base.period_kind and base.spec.align is Align.ENDS:
                ordinal -= 1
            base = inner
        form = self.framework.forms[base.spec.table]
        return form.reference_date(Period(form.spec.period, ordinal), base.spec.as_of)

    # --- across -------------------------------------------------------------------------------------------------

    def _across(self, indicator: Indicator, level: str, shift: int, stale: Series | None) -> Series:
        across = indicator.spec.across
        assert across is not None
        base = self.framework.indicators[across.indicator]
        series = self.series(base.id, across.level, shift)
        if stale is not None:
            series = series.in_periods(np.unique(periods_of(stale.keys)))
        weights = {name: self.series(name, across.level, shift) for name in indicator.operands() if name != base.id}
        weights[base.id] = series
        met = None
        if self.judge is not None and any(isinstance(n, AcrossVerb) and n.outcome for n in indicator.formula.walk()):
            codes = self.outcomes(base.id, across.level, across.standard or "")
            rows, found = self.series(base.id, across.level).find(series.keys)
            there: Codes = np.where(found, codes[rows], np.int8(-2)).astype(np.int8)
            met = lambda _: there  # noqa: E731
        below = Below(series, self.grouping(base, series, level, shift), weights.__getitem__, met)
        return Across(indicator.formula, below, Fraction(indicator.spec.coverage)).compute()

    def grouping(self, base: Indicator, series: Series, level: str, shift: int) -> Grouping:
        """The rows of a series under the units above them at a level; under groups, each row once for every group of its."""
        if level in LEVELS:
            ancestors = self._ancestors(base, series, level, shift)
            return group_keys(pack(ancestors, periods_of(series.keys), cells_of(series.keys)), ancestors)
        orgs, periods = orgs_of(series.keys), periods_of(series.keys)
        rows, groups = [], []
        for ordinal in np.unique(periods):
            due = self.reference_date(base, int(ordinal))
            day = self.reference_date(base, shift_ordinal(base.period_kind, int(ordinal), shift))
            mine = np.flatnonzero(periods == ordinal)
            position, found = self.frames.groups_of(orgs[mine], level, due, day)
            rows.append(mine[position])
            groups.append(found)
        row, group = (np.concatenate(p) if p else np.zeros(0, np.int64) for p in (rows, groups))
        grouping = group_keys(pack(group, periods[row], cells_of(series.keys)[row]), group)
        return Grouping(row[grouping.order], grouping.starts, grouping.keys)

    def outcomes(self, id_: str, level: str, standard: str) -> Codes:
        """The verdicts of a standard on each row of a series at a level, as `Judge` gives them."""
        key = (id_, level, standard)
        if key not in self._outcomes:
            assert self.judge is not None
            earlier = self.carried.outcomes.get(key) if self.carried else None
            if self.carried is None or earlier is None:
                self._outcomes[key] = self.judge(self, id_, level, standard, None)
            else:
                rows = self.carried.stale_verdicts(id_, level, standard)
                self._outcomes[key] = earlier.copy()
                self._outcomes[key][rows] = self.judge(self, id_, level, standard, rows)
        return self._outcomes[key]

    def _ancestors(self, base: Indicator, series: Series, level: str, shift: int) -> Ints:
        """Who stands above each unit of a series, at the reference date of its period (or `shift` periods later)."""
        result = np.full(len(series.keys), -1, np.int64)
        orgs, periods = orgs_of(series.keys), periods_of(series.keys)
        for ordinal in np.unique(periods):
            later = shift_ordinal(base.period_kind, int(ordinal), shift)
            day = self.reference_date(base, later)
            at = periods == ordinal
            result[at] = self.frames.above(day, level, closed=shift > 0)[orgs[at]]
        return result

    # --- names of keys ------------------------------------------------------------------------------------------

    def key(self, org: str, ordinal: int, cell: tuple[str, ...] = ()) -> int | None:
        """The key of a unit, period and cell; None for an unknown unit."""
        at = self.frames.index.get(org)
        if at is None:
            return None
        return int(pack(np.array([at], np.int64), ordinal, self.cells.number(cell))[0])

    def cell_name(self, indicator: Indicator, cell: tuple[str, ...]) -> Text:
        """The words of a breakdown cell."""
        if not cell:
            return Text("", "")
        names = [self._code_name(indicator, by, value) for by, value in zip(indicator.by, cell, strict=True)]
        return Text("、".join(n.zh for n in names), ", ".join(n.en for n in names))

    def _code_name(self, indicator: Indicator, by: str, value: str) -> Text:
        """The name of a code: as the indicator's own form has it, else as any form that it reads has it.

        Forms that meet in one formula may know different codes: premises have no senior pupils, pupils have no shared use.
        """
        read = (self.framework.indicators[id_].spec.table for id_ in self.framework.closure([indicator.id]))
        forms = (self.form_of(indicator), *(self.framework.forms[table] for table in read if table))
        known = (form.item(by).codes for form in forms if by in form.spec.grain or by in form.spec.items)
        return next((codes[value].name for codes in known if value in codes), Text(value, value))
