"""Outcomes as arrays: a standard, or the members of a combined one, over all rows of a series at once.

Floor: core.evaluation. In: a judge, a standard, keys of a series. Out: a code for each key, the same that the judge gives
one by one; None for standards that only the judge can answer. What is near a limit is compared in fractions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from jiaodu.core.base.organisations import Organisation
from jiaodu.core.evaluation.combined import Standing, rest_limit
from jiaodu.core.evaluation.comparing import HOLDS
from jiaodu.core.evaluation.exemptions import ordinal_for
from jiaodu.core.framework import schema
from jiaodu.core.framework.model import Indicator, Standard
from jiaodu.core.indicators import Status, round_half_up
from jiaodu.core.indicators.applies import NEAR, NO, UNKNOWN, YES, compare, fits
from jiaodu.core.indicators.series import (
    CELL_MASK,
    Bools,
    Codes,
    Ints,
    Series,
    cells_of,
    orgs_of,
    periods_of,
    with_periods,
)

if TYPE_CHECKING:
    from jiaodu.core.evaluation.judge import Judge

MET, NOT_MET, OPEN, LEFT_OUT = np.int8(1), np.int8(0), np.int8(-1), np.int8(-2)


@dataclass(frozen=True, slots=True)
class _Spans:
    """For each key: whether the standard addresses it, whether it is judged there, its worst and best standing."""

    addressed: Bools
    judged: Bools
    worst: Codes
    best: Codes


def concerns(standard: Standard, unit: Organisation) -> bool:
    """Whether a standard is for units of this level and, where it names units, for this one."""
    spec = standard.spec
    return unit.level in spec.levels and (not spec.units or unit.code in spec.units)


def outcomes_of(judge: Judge, standard: Standard, base: Indicator, level: str, keys: Ints) -> Codes | None:
    """The codes of a standard on the keys of a series of `base`: 1 met, 0 not met, -1 not assessable, -2 left out."""
    arrays = _Arrays(judge, base, level, keys)
    if not standard.spec.members:
        if not arrays.fits(standard):
            return None
        spans = arrays.spans(standard, None)
        found = np.where(spans.worst == Standing.MET, MET, np.where(spans.best < Standing.MET, NOT_MET, OPEN))
        return np.where(spans.judged, found, LEFT_OUT).astype(np.int8)
    members = list(judge.members(standard))
    if not all(arrays.fits(m) for m in members) or arrays.is_hedged(standard):
        return None
    bys = [judge.indicator_of(m).by for m in members]
    if base.by not in bys:
        return None
    share = standard.spec.rest.share if standard.spec.rest else None
    spans_of = [arrays.spans(m, None if share is None else Fraction(share)) for m in members]
    found = _combined(spans_of, standard.spec.at_least)
    # members without breakdown serve the cells that other members have
    telling = [s.addressed for s, by in zip(spans_of, bys, strict=True) if by == base.by]
    return arrays.framed(standard, judge.indicator_of(standard), found, np.logical_or.reduce(telling))


def _combined(spans: list[_Spans], at_least: int | None) -> Codes:
    """`combine` on arrays."""
    addressed = np.sum([s.addressed for s in spans], axis=0)
    judged = np.sum([s.judged for s in spans], axis=0)
    allowed = np.zeros_like(addressed) if at_least is None else np.maximum(addressed - at_least, 0)

    def lacking(standings: list[Codes]) -> Ints:
        pairs = [(s.judged, standing) for s, standing in zip(spans, standings, strict=True)]
        unmet = np.sum([j & (x != Standing.MET) for j, x in pairs], axis=0)
        far = np.sum([j & (x == Standing.FAR) for j, x in pairs], axis=0)
        most: Ints = np.maximum(np.maximum(unmet - allowed, far), 0)
        return most

    most, least = lacking([s.worst for s in spans]), lacking([s.best for s in spans])
    found = np.where(most == 0, MET, np.where(least > 0, NOT_MET, OPEN))
    return np.where(judged > 0, found, LEFT_OUT).astype(np.int8)


class _Arrays:
    """Standards over one set of keys."""

    def __init__(self, judge: Judge, base: Indicator, level: str, keys: Ints) -> None:
        self.judge, self.base, self.level, self.keys = judge, base, level, keys
        self.results, self.framework = judge.values.results, judge.framework
        self.orgs, self.cells = orgs_of(keys), cells_of(keys)
        self._hedged: dict[str, bool] = {}

    def fits(self, standard: Standard) -> bool:
        """Whether arrays can answer it: a value against a limit, broken down like the keys, without hedged figures."""
        if standard.spec.kind not in ("threshold", "growth") or self.level not in standard.spec.levels:
            return False
        indicator = self.judge.indicator_of(standard)
        fitting = indicator.by in ((), self.base.by) and self.level in indicator.spec.levels
        return fitting and not self.is_hedged(standard)

    def is_hedged(self, standard: Standard) -> bool:
        """Whether any figure that a standard reads may be inexact."""
        forms = {
            table
            for id_ in self.framework.closure(self.framework.judged_by(standard))
            if (table := self.framework.indicators[id_].spec.table)
        }
        for form in forms - self._hedged.keys():
            version = self.results.facts.table(form)
            self._hedged[form] = version is not None and version.hedged
        return any(self._hedged[form] for form in forms)

    # --- the parts of a verdict, in the order of the judge ------------------------------------------------------

    def spans(self, standard: Standard, share: Fraction | None) -> _Spans:
        """Where a standard of a value leaves each key."""
        indicator = self.judge.indicator_of(standard)
        ordinals = self._ordinals(indicator)
        addressed = self._addressed(standard, indicator, ordinals)
        series = self.results.series(indicator.id, self.level)
        rows, found = self._find(series, indicator, ordinals)
        status = _at(series.status, rows, found)
        in_force, exempt = self._in_force(standard, indicator, ordinals), self._exempt(standard, indicator, ordinals)
        judged = addressed & in_force & (exempt != YES) & (status != Status.NOT_APPLICABLE)
        known = judged & (exempt == NO) & (status == Status.OK)
        worst = np.full(len(self.keys), Standing.NEAR if share is None else Standing.FAR, np.int8)
        best = np.full(len(self.keys), Standing.MET, np.int8)
        for entry, at in self._entries(standard, indicator, ordinals):
            here = np.flatnonzero(known & at)
            assert entry.op is not None and entry.value is not None
            limit = Fraction(entry.value)
            met = _holds(indicator, series, rows[here], entry.op, limit)
            near = np.ones(len(here), np.bool_)
            if share is not None:
                lower = rest_limit(entry.op, limit, share)
                near = met.copy() if lower is None else _holds(indicator, series, rows[here], entry.op, lower)
            worst[here] = best[here] = np.where(met, Standing.MET, np.where(near, Standing.NEAR, Standing.FAR))
        return _Spans(addressed, judged, worst, best)

    def framed(self, standard: Standard, indicator: Indicator, found: Codes, exists: Bools) -> Codes:
        """Outcomes of a combined standard where a member `exists` and it is in force; else left out, as when exempt."""
        ordinals = self._ordinals(indicator)
        there = self._addressed(standard, indicator, ordinals) & self._in_force(standard, indicator, ordinals)
        exempt = self._exempt(standard, indicator, ordinals)
        made = np.where(exempt == UNKNOWN, OPEN, np.where(exempt == YES, LEFT_OUT, found))
        return np.where(there & exists, made, LEFT_OUT).astype(np.int8)

    # --- keys of another indicator ------------------------------------------------------------------------------

    def _ordinals(self, indicator: Indicator) -> Ints:
        """The keys' periods in the kind of an indicator."""
        own, kind = periods_of(self.keys), self.base.period_kind
        if indicator.period_kind is kind or not len(own):
            return own
        moved = ordinal_for(self.framework, indicator.period_kind, kind, 2000) - 2000
        return own + moved

    def _find(self, series: Series, indicator: Indicator, ordinals: Ints) -> tuple[Ints, Bools]:
        keys = with_periods(self.keys, ordinals)
        return series.find(keys if indicator.by else keys & ~np.int64(CELL_MASK))

    def _entries(
        self, standard: Standard, indicator: Indicator, ordinals: Ints
    ) -> list[tuple[schema.Requirement, Bools]]:
        """The entry in force and the keys of its periods."""
        found = [
            (standard.entry_on(self.results.reference_date(indicator, int(o))), ordinals == o)
            for o in np.unique(ordinals)
        ]
        return [(entry, at) for entry, at in found if entry is not None]

    def _in_force(self, standard: Standard, indicator: Indicator, ordinals: Ints) -> Bools:
        result = np.zeros(len(self.keys), np.bool_)
        for _, at in self._entries(standard, indicator, ordinals):
            result |= at
        return result

    def _each_unit(self, indicator: Indicator, ordinals: Ints, answer: Callable[[Organisation, int], bool]) -> Bools:
        """A question on each unit on the reference date of each period, asked once a unit and period."""
        result = np.zeros(len(self.keys), np.bool_)
        for ordinal in np.unique(ordinals):
            view = self.results.tree.at(self.results.reference_date(indicator, int(ordinal)))
            at = ordinals == ordinal
            units, places = np.unique(self.orgs[at], return_inverse=True)
            found = [view.units.get(str(self.results.frames.codes[i])) for i in units]
            asked = [unit is not None and answer(unit, int(ordinal)) for unit in found]
            result[at] = np.array(asked, np.bool_)[places]
        return result

    def _addressed(self, standard: Standard, indicator: Indicator, ordinals: Ints) -> Bools:
        """Which keys a standard addresses, by unit and by cell."""
        where = {n: v for n, v in standard.spec.where.items() if n not in indicator.by}
        result = self._each_unit(indicator, ordinals, lambda unit, _: concerns(standard, unit) and fits(unit, where))
        for place, name in enumerate(indicator.by):
            if wanted := standard.spec.where.get(name):
                fitting = [bool(cell) and cell[place] in wanted for cell in self.results.cells.values]
                result &= np.array(fitting, np.bool_)[self.cells]
        return result

    # --- exemptions ---------------------------------------------------------------------------------------------

    def _exempt(self, standard: Standard, indicator: Indicator, ordinals: Ints) -> Codes:
        """For each key, whether an exemption holds: no, unknown, yes."""
        result = np.full(len(self.keys), NO, np.int8)
        for exemption in standard.spec.exemptions:
            named, like = self._named(exemption, indicator, ordinals)
            holds = np.where(like, YES, NO).astype(np.int8)
            for asked in exemption.when:
                holds = np.minimum(holds, self._compared(asked, indicator, ordinals))
            result = np.maximum(result, np.where(named, YES, holds)).astype(np.int8)
        return result

    def _named(self, exemption: schema.Exemption, indicator: Indicator, ordinals: Ints) -> tuple[Bools, Bools]:
        """The keys of units that an exemption, still running, names, and of those that have its attributes."""

        def named(unit: Organisation, ordinal: int) -> bool:
            return unit.code in exemption.orgs and self._runs(exemption, unit, indicator, ordinal)

        def like(unit: Organisation, ordinal: int) -> bool:
            asks = bool(exemption.where or exemption.when)
            return asks and fits(unit, exemption.where) and self._runs(exemption, unit, indicator, ordinal)

        return self._each_unit(indicator, ordinals, named), self._each_unit(indicator, ordinals, like)

    def _runs(self, exemption: schema.Exemption, unit: Organisation, indicator: Indicator, ordinal: int) -> bool:
        day = self.results.reference_date(indicator, ordinal)
        end = self.judge.exemptions.last_day(exemption, unit, day)
        return end is None or day <= end

    def _compared(self, asked: schema.Compared, indicator: Indicator, ordinals: Ints) -> Codes:
        other = self.framework.indicators[asked.indicator]
        moved = ordinals
        if other.period_kind is not indicator.period_kind:
            moved = ordinals + (ordinal_for(self.framework, other.period_kind, indicator.period_kind, 2000) - 2000)
        series = self.results.series(other.id, self.level)
        rows, found = self._find(series, other, moved)
        return compare(series, rows, found, asked.op, Fraction(asked.value) * other.unit.factor)


def _at(status: Codes, rows: Ints, found: Bools) -> Codes:
    """The status of each key; not applicable where the series has none."""
    if not len(status):
        return np.full(len(rows), Status.NOT_APPLICABLE, np.int8)
    return np.where(found, status[rows], np.int8(Status.NOT_APPLICABLE)).astype(np.int8)


def _holds(indicator: Indicator, series: Series, rows: Ints, op: str, limit: Fraction) -> Bools:
    """Whether values satisfy `op limit` (in the indicator's unit). Where rounding or a float could decide: in fractions."""
    if not len(rows):
        return np.zeros(0, np.bool_)
    factor, spec = indicator.unit.factor, indicator.spec.round
    value, asked = series.value[rows], float(limit * factor)
    after = spec.compare == "after"
    band = NEAR * max(1.0, abs(asked)) + (float(Fraction(1, 10**spec.digits) * factor) if after else 0.0)
    holds: Bools = {
        ">=": np.greater_equal, "<=": np.less_equal, ">": np.greater, "<": np.less, "=": np.equal
    }[op](value, asked)  # fmt: skip
    for place in np.flatnonzero(~(np.abs(value - asked) > band)):
        exact = series.exact(int(rows[place]))
        assert exact is not None
        compared = exact / factor
        holds[place] = HOLDS[op](Fraction(round_half_up(compared, spec.digits)) if after else compared, limit)
    return holds
