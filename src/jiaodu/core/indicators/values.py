"""Single values: one indicator of one unit in one period, exact, rounded, with status and coverage.

Floor: core.indicators. In: `Results`. Out: `Value`, in the indicator's own unit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from jiaodu.core.base.missing import Hedge
from jiaodu.core.base.periods import Period, shift_ordinal
from jiaodu.core.base.text import Text
from jiaodu.core.base.units import Unit
from jiaodu.core.facts.reading import Facts
from jiaodu.core.formula.nodes import Aggregate, Item, Reference
from jiaodu.core.framework.model import Framework, Indicator
from jiaodu.core.indicators.compute import Judge, Results
from jiaodu.core.indicators.series import CELL_MASK, Series, Status, cells_of, orgs_of, periods_of

STATUS_NAMES = {
    Status.OK: Text("可用", "usable"),
    Status.NOT_APPLICABLE: Text("不适用", "not applicable"),
    Status.EMPTY: Text("无记录可取", "nothing to take"),
    Status.ZERO_DENOMINATOR: Text("分母为 0", "denominator is 0"),
    Status.UNDEFINED: Text("有负值,无法定义", "undefined: there are negative values"),
    Status.NOT_ASSESSABLE: Text("数据不全", "data incomplete"),
    Status.NOT_COMPARABLE: Text("时点不可比", "reference dates not comparable"),
}


@dataclass(frozen=True, slots=True)
class Value:
    """A value in the indicator's unit. `exact` is None unless status is OK; numerator and denominator in base units."""

    indicator: str
    org: str
    level: str
    period: Period
    cell: tuple[str, ...]
    as_of: dt.date
    status: Status
    exact: Fraction | None
    numerator: Fraction | None
    denominator: Fraction | None
    due: int
    complete: int
    digits: int
    hedge: Hedge | None = None

    @property
    def rounded(self) -> Decimal | None:
        """Half-up to the indicator's digits."""
        return None if self.exact is None else round_half_up(self.exact, self.digits)

    @property
    def coverage(self) -> Fraction | None:
        """Complete ÷ due."""
        return Fraction(self.complete, self.due) if self.due else None

    def to_json(self) -> dict[str, Any]:
        """A plain mapping; numbers as text, so that no digit is lost."""
        return {
            "indicator": self.indicator,
            "org": self.org,
            "level": self.level,
            "period": str(self.period),
            "cell": list(self.cell),
            "as_of": self.as_of.isoformat(),
            "status": self.status.name.lower(),
            "value": None if self.rounded is None else str(self.rounded),
            "exact": None if self.exact is None else str(self.exact),
            "numerator": None if self.numerator is None else str(self.numerator),
            "denominator": None if self.denominator is None else str(self.denominator),
            "due": self.due,
            "complete": self.complete,
            "hedge": self.hedge.value if self.hedge else None,
        }


def round_half_up(value: Fraction, digits: int) -> Decimal:
    """Round half away from zero to a number of decimals, exactly."""
    scaled = abs(value) * 10**digits
    whole = int(scaled) + (scaled - int(scaled) >= Fraction(1, 2))
    # made from its digits: arithmetic of decimals would round to the context's 28 digits
    return Decimal((int(value < 0 and whole > 0), tuple(map(int, str(whole))), -digits))


class Values:
    """The values of one evaluation, one at a time or all."""

    def __init__(self, results: Results) -> None:
        self.results = results
        self._hedges: dict[str, dict[tuple[str, int, dt.date], dict[str, str]]] = {}

    @property
    def framework(self) -> Framework:
        """The framework evaluated."""
        return self.results.framework

    def value(self, id_: str, org: str, ordinal: int, cell: tuple[str, ...] = (), shift: int = 0) -> Value:
        """One value. A unit that nobody expects a report from is not applicable. `shift`: on how much later a tree."""
        indicator = self.framework.indicators[id_]
        later = shift_ordinal(indicator.period_kind, ordinal, shift)
        unit = self.results.tree.on(org, self.results.reference_date(indicator, later))
        level = unit.level if unit else ""
        if unit is None or level not in indicator.spec.levels:
            return self._absent(indicator, org, level, ordinal, cell)
        series = self.results.series(id_, level, shift)
        key = self.results.key(org, ordinal, cell)
        row = series.row(key) if key is not None else None
        if row is None:
            return self._absent(indicator, org, level, ordinal, cell)
        return self._at(indicator, series, row, level)

    def all_cells(self, id_: str, org: str, ordinal: int) -> Iterator[Value]:
        """The values of an indicator of a unit in a period, one for each breakdown cell; none at another level."""
        indicator = self.framework.indicators[id_]
        unit = self.results.tree.on(org, self.results.reference_date(indicator, ordinal))
        if unit is None or unit.level not in indicator.spec.levels:
            return
        if not indicator.by:
            yield self.value(id_, org, ordinal)
            return
        series = self.results.series(id_, unit.level)
        key = self.results.key(org, ordinal)
        if key is not None:
            first = int(np.searchsorted(series.keys, key))
            last = int(np.searchsorted(series.keys, key | CELL_MASK, "right"))
            for row in range(first, last):
                yield self._at(indicator, series, row, unit.level)

    def of(self, id_: str, level: str, ordinals: Sequence[int] | None = None) -> Iterator[Value]:
        """All values of an indicator at a level."""
        indicator = self.framework.indicators[id_]
        series = self.results.series(id_, level)
        wanted = set(ordinals) if ordinals is not None else None
        for row, ordinal in enumerate(periods_of(series.keys).tolist()):
            if wanted is None or ordinal in wanted:
                yield self._at(indicator, series, row, level)

    def _at(self, indicator: Indicator, series: Series, row: int, level: str) -> Value:
        key = series.keys[row : row + 1]
        org = str(self.results.frames.codes[int(orgs_of(key)[0])])
        ordinal = int(periods_of(key)[0])
        cell = self.results.cells.values[int(cells_of(key)[0])]
        status = Status(int(series.status[row]))
        exact = series.exact(row) if status is Status.OK else None
        numerator, denominator = series.parts(row) if status in (Status.OK, Status.ZERO_DENOMINATOR) else (None, None)
        return Value(
            indicator.id, org, level, Period(indicator.period_kind, ordinal), cell,
            self.results.reference_date(indicator, ordinal), status,
            None if exact is None else exact / indicator.unit.factor, numerator, denominator,
            int(series.due[row]), int(series.complete[row]), indicator.spec.round.digits,
            self._hedge(indicator, org, level, ordinal) if status is Status.OK else None,
        )  # fmt: skip

    def _absent(self, indicator: Indicator, org: str, level: str, ordinal: int, cell: tuple[str, ...]) -> Value:
        period, day = Period(indicator.period_kind, ordinal), self.results.reference_date(indicator, ordinal)
        digits = indicator.spec.round.digits
        return Value(indicator.id, org, level, period, cell, day, Status.NOT_APPLICABLE, None, None, None, 0, 0, digits)

    # --- hedges -------------------------------------------------------------------------------------------------

    def _hedge(self, indicator: Indicator, org: str, level: str, ordinal: int) -> Hedge | None:
        """How inexact a value is: a hedge of the one figure that it repeats, ABOUT for anything made of hedged figures."""
        if indicator.spec.table:
            return self._table_hedge(indicator, org, level, ordinal)
        found = []
        for id_ in indicator.operands():
            operand = self.framework.indicators[id_]
            below = indicator.spec.across.level if indicator.spec.across else level
            found.append(self._hedge(operand, org, below, ordinal))
        if isinstance(indicator.formula, Reference):
            return found[0]
        return Hedge.ABOUT if any(found) else None

    def _table_hedge(self, indicator: Indicator, org: str, level: str, ordinal: int) -> Hedge | None:
        form = self.framework.forms[indicator.spec.table or ""]
        version = self.results.facts.table(form.id)
        if version is None or not version.hedged:
            return None
        hedges = self._form_hedges(form.id, indicator.spec.source)
        items, day = indicator.items(), self.results.reference_date(indicator, ordinal)
        if level == form.spec.level:
            own = [h for item in items if (h := hedges.get((org, ordinal, day), {}).get(item))]
            if own and isinstance(indicator.formula, Aggregate) and isinstance(indicator.formula.argument, Item):
                return Hedge(own[0])
            return Hedge.ABOUT if own else None
        view = self.results.tree.at(day)
        under = {o for (o, p, d) in hedges if p == ordinal and d == day and view.under(o, org)}
        touched = any(item in hedges[o, ordinal, day] for o in under for item in items)
        return Hedge.ABOUT if touched else None

    def _form_hedges(self, form: str, source: str | None) -> dict[tuple[str, int, dt.date], dict[str, str]]:
        """Hedged items by unit, period and date; where sources differ, only those of the source that leads."""
        key = f"{form}|{source or ''}"
        if key not in self._hedges:
            facts = self.results.facts
            query = f"SELECT org, period, as_of, source, _hedge FROM {facts.source(form)} WHERE _hedge IS NOT NULL"
            found: dict[tuple[str, int, dt.date], dict[str, str]] = {}
            for org, period, day, of, hedges in facts.connection().sql(query).fetchall():
                place = (org, period, day)
                leading = {
                    i: h
                    for i, h in hedges.items()
                    if source == of or (source is None and self._leads(form, i, place, of))
                }
                found.setdefault(place, {}).update(leading)
            self._hedges[key] = found
        return self._hedges[key]

    def _leads(self, form: str, item: str, place: tuple[str, int, dt.date], source: str) -> bool:
        order = self.framework.forms[form].sources_of(item)
        if source not in order or len(order) == 1:
            return source in order
        facts = self.results.facts
        query = f"SELECT DISTINCT source FROM {facts.source(form)} WHERE org = ? AND period = ? AND as_of = ?"
        there = {row[0] for row in facts.connection().execute(query, list(place)).fetchall()}
        return next((s for s in order if s in there), None) == source


def compute(
    framework: Framework,
    facts: Facts,
    ids: Sequence[str] | None = None,
    *,
    periods: dict[Any, Sequence[int]],
    judge: Judge | None = None,
) -> Values:
    """Evaluate indicators (all by default) over facts for the periods given by kind."""
    wanted = tuple(framework.indicators) if ids is None else tuple(ids)
    return Values(Results(framework, facts, wanted, periods, judge))


__all__ = ["STATUS_NAMES", "Status", "Unit", "Value", "Values", "compute", "round_half_up"]
