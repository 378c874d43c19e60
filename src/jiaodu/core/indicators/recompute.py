"""Recompute: from the results of one snapshot to those of a later one, doing again only what a change reaches.

Floor: core.indicators. In: `Results` and later facts. Out: `Recomputed`: results equal to those of a full recompute, and
what was touched. A correction of data never changes who is due, so the keys of a series stay; what is done again is an
indicator's changed periods, at all levels, and whatever reads them. The earlier results are left as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from jiaodu.core.facts.changes import ChangedRows, Changes, find_changes
from jiaodu.core.facts.reading import Facts
from jiaodu.core.formula.nodes import AcrossVerb, operand_leaves
from jiaodu.core.framework.model import Framework, Indicator
from jiaodu.core.indicators.compute import NONE, Carried, Judge, Results
from jiaodu.core.indicators.placing import split_at
from jiaodu.core.indicators.plan import own_periods
from jiaodu.core.indicators.series import CELL_MASK, Bools, Ints, orgs_of, pack, periods_of


@dataclass(frozen=True)
class Recomputed:
    """Results of the later facts. `changes` says what differs; where the register does, everything was done anew (`full`)."""

    results: Results
    changes: Changes
    touched: Touched | None

    @property
    def full(self) -> bool:
        """Whether nothing could be taken over."""
        return self.touched is None


def recompute(before: Results, facts: Facts, judge: Judge | None = None, changes: Changes | None = None) -> Recomputed:
    """Results of the same framework and periods over later (or earlier) facts. Series are made when they are asked for.

    Args:
        before: results over other facts of the same framework; what they hold is taken over where no change reaches.
        facts: the facts now, most often a later snapshot of the same store.
        judge: who judges values of the new results, where indicators ask for verdicts (share(met)).
        changes: what differs, where it is known already; else it is found here.

    Raises:
        JiaoduError: S04 a data file is gone or damaged, and whatever a full computation may raise.
    """
    if changes is None:
        changes = find_changes(before.facts, facts, (form.table for form in before.framework.forms.values()))
    if changes.register:
        return Recomputed(Results(before.framework, facts, before.ids, before.periods, judge), changes, None)
    redo = StalePeriods(before, changes).found()
    # the units are asked of the new results: the earlier ones must not be kept alive by those that follow them
    made: list[Touched] = []
    carried = Carried(
        before.frames, before.cells, before.plan, before.made_series(), before.made_outcomes(), redo,
        lambda id_, level, standard: made[0].stale_verdicts(id_, level, standard),
    )  # fmt: skip
    results = Results(before.framework, facts, before.ids, before.periods, judge, carried)
    made.append(Touched(results, changes, redo))
    return Recomputed(results, changes, made[0])


class StalePeriods:
    """The periods of each indicator that a set of changes reaches."""

    def __init__(self, results: Results, changes: Changes) -> None:
        self.results, self.framework, self.changes = results, results.framework, changes
        self._found: dict[tuple[str, int], Ints] = {}

    def found(self) -> dict[tuple[str, int], Ints]:
        """Period ordinals by indicator and shift; an indicator that no change reaches is not there."""
        for id_, shift in self.results.needs:
            self._periods(id_, shift)
        return {key: ordinals for key, ordinals in self._found.items() if len(ordinals)}

    def _periods(self, id_: str, shift: int) -> Ints:
        if (id_, shift) not in self._found:
            parts = [NONE, *self._reached(self.framework.indicators[id_], shift)]
            self._found[id_, shift] = np.unique(np.concatenate(parts))
        return self._found[id_, shift]

    def _reached(self, indicator: Indicator, shift: int) -> Iterator[Ints]:
        """Periods of an indicator, from those of all that it reads."""
        for id_ in indicator.conditions():
            other = self.framework.indicators[id_]
            yield own_periods(indicator, other, self._periods(id_, shift), 0)
        if indicator.spec.table:
            yield np.array(
                sorted({changed.period for changed in rows_read(self.framework, self.changes, indicator)}), np.int64
            )
        elif indicator.spec.across:
            for id_ in indicator.operands():
                yield self._periods(id_, shift)
            read = read_besides(self.framework, indicator)
            if any(len(self._periods(id_, 0)) for id_ in read):
                # verdicts that hang on more than the values below: all of them are asked again
                yield np.array(sorted(self.results.needs.get((indicator.spec.across.indicator, 0), ())), np.int64)
        else:
            for leaf in operand_leaves(indicator.formula):
                operand, back, placed = self.results.operand(indicator, leaf)
                yield own_periods(indicator, operand, self._periods(operand.id, shift + placed), back)


class Touched:
    """The units and periods whose values may differ after a set of changes."""

    def __init__(self, results: Results, changes: Changes, redo: Mapping[tuple[str, int], Ints]) -> None:
        self.results, self.framework, self.changes, self.redo = results, results.framework, changes, redo
        self._units: dict[tuple[str, str, int], Ints] = {}

    def stale_verdicts(self, id_: str, level: str, standard: str) -> Ints:
        """Rows of a series whose verdicts are to be asked again."""
        keys = self.results.series(id_, level).keys
        if self._reached(named_by(self.framework, standard, id_) - {id_}):
            return np.arange(len(keys), dtype=np.int64)
        return np.flatnonzero(np.isin(keys & ~np.int64(CELL_MASK), self.units(id_, level))).astype(np.int64)

    def _reached(self, ids: Iterable[str]) -> bool:
        return any((id_, 0) in self.redo for id_ in ids)

    def units(self, id_: str, level: str, shift: int = 0) -> Ints:
        """Keys (unit and period, without cell) of a series whose values may differ; sorted."""
        key = (id_, level, shift)
        if key not in self._units:
            parts = list(self._unit_parts(self.framework.indicators[id_], level, shift))
            self._units[key] = np.unique(np.concatenate([NONE, *parts]))
        return self._units[key]

    def _unit_parts(self, indicator: Indicator, level: str, shift: int) -> Iterator[Ints]:
        if (indicator.id, shift) not in self.redo:
            return
        for id_ in indicator.conditions():
            other, keys = self.framework.indicators[id_], self.units(id_, level, shift)
            yield pack(orgs_of(keys), own_periods(indicator, other, periods_of(keys), 0))
        if indicator.spec.table:
            yield self._over_table(indicator, level, shift)
        elif indicator.spec.across:
            base = self.framework.indicators[indicator.spec.across.indicator]
            below = indicator.spec.across.level
            series = self.results.series(base.id, below, shift)
            reached = [self.units(id_, below, shift) for id_ in indicator.operands()]
            stale = np.isin(series.keys & ~np.int64(CELL_MASK), np.concatenate(reached))
            grouping = self.results.grouping(base, series, level, shift)
            yield grouping.keys[_any_in_group(stale[grouping.order], grouping.starts)] & ~np.int64(CELL_MASK)
            if self._reached(read_besides(self.framework, indicator)):
                yield grouping.keys & ~np.int64(CELL_MASK)
        else:
            for leaf in operand_leaves(indicator.formula):
                operand, back, placed = self.results.operand(indicator, leaf)
                keys = self.units(operand.id, level, shift + placed)
                yield pack(orgs_of(keys), own_periods(indicator, operand, periods_of(keys), back))

    def _over_table(self, indicator: Indicator, level: str, shift: int) -> Ints:
        frame = self.results.frame_of(indicator, shift)
        index = self.results.frames.index
        changed = [
            pack(np.array([index[o] for o in rows.orgs if o in index], np.int64), rows.period)
            for rows in rows_read(self.framework, self.changes, indicator)
        ]
        stale = np.isin(frame.keys, np.concatenate([NONE, *changed]))
        own, split = frame.ancestors.get(level), split_at(frame, self.results.frames, level)
        above = np.full(len(frame), -1, np.int64) if own is None else own
        placed = pack(above, frame.period)[stale & (above >= 0)]
        if split is not None:
            placed = np.r_[placed, pack(split.target, frame.period[split.entry])[stale[split.entry]]]
        return np.unique(placed)


def rows_read(framework: Framework, changes: Changes, indicator: Indicator) -> Iterator[ChangedRows]:
    """The changed rows that an indicator over a table reads."""
    form, items = framework.forms[indicator.spec.table or ""], frozenset(indicator.items())
    for changed in changes.tables.get(form.id, ()):
        of_source = indicator.spec.source in (None, changed.source)
        at_date = changed.as_of == form.date_of(changed.period, indicator.spec.as_of)
        if of_source and at_date and (changed.rows or items & changed.items):
            yield changed


def read_besides(framework: Framework, indicator: Indicator) -> set[str]:
    """Indicators that a share(met) reads through its standard, besides the one whose values are judged."""
    across = indicator.spec.across
    if across is None or not any(isinstance(n, AcrossVerb) and n.outcome for n in indicator.formula.walk()):
        return set()
    return named_by(framework, across.standard or "", across.indicator) - {across.indicator}


def named_by(framework: Framework, standard: str, judged: str) -> set[str]:
    """Every indicator that a standard names in any way, by itself or through another; by default any on an indicator."""
    found: set[str] = set()
    seen: set[str] = set()
    open_ = {standard} if standard else {s.id for s in framework.standards.values() if s.judged == judged}
    while open_:
        name = open_.pop()
        seen.add(name)
        spec = framework.standards[name]
        words = set(_words(spec.spec.model_dump())) | {spec.judged, spec.growth or ""}
        found |= words & framework.indicators.keys()
        open_ |= (words & framework.standards.keys()) - seen
    return found


def _any_in_group(flags: Bools, starts: Ints) -> Ints:
    """Numbers of the groups in which any flag is set."""
    if not len(starts):
        return NONE
    return np.flatnonzero(np.logical_or.reduceat(flags, starts)).astype(np.int64)


def _words(value: object) -> Iterator[str]:
    """Every text in a nested mapping."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _words(key)
            yield from _words(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _words(inner)
