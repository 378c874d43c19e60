"""Exemptions: whether a standard is not applied to a unit: by name, attribute or another of its values, until they end.

Floor: core.evaluation. In: a standard's exemptions, a unit, a day. Out: the exemption that holds, or may hold.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from jiaodu.core.base.organisations import Organisation
from jiaodu.core.base.periods import Align, Period, PeriodKind, aligned_ordinal
from jiaodu.core.base.text import Text
from jiaodu.core.evaluation.comparing import decide
from jiaodu.core.evaluation.model import Outcome
from jiaodu.core.framework import schema
from jiaodu.core.framework.model import Framework, Standard
from jiaodu.core.indicators import Status, Values
from jiaodu.core.indicators.applies import last_day_after


@dataclass(frozen=True, slots=True)
class Exempt:
    """An exemption that holds, or (not `sure`) of which a missing figure leaves open whether it holds."""

    id: str
    sure: bool
    reason: Text


class Exemptions:
    """The exemptions of one evaluation."""

    def __init__(self, values: Values) -> None:
        self.values = values

    def of(
        self, standard: Standard, unit: Organisation, day: dt.date, period: Period, cell: tuple[str, ...]
    ) -> Exempt | None:
        """The first exemption that surely holds on a day; else the first that may hold; else None."""
        open_: Exempt | None = None
        for exemption in standard.spec.exemptions:
            end = self.last_day(exemption, unit, day)
            if end is not None and day > end:
                continue
            holds = self._holds(exemption, unit, period, cell)
            name = exemption.name
            if holds is Outcome.MET:
                until = Text(f",至 {end}", f", until {end}") if end else Text("", "")
                return Exempt(exemption.id, True, Text(f"适用豁免:{name.zh}{until.zh}", f"exempt: {name.en}{until.en}"))
            if holds is Outcome.NOT_ASSESSABLE and open_ is None:
                text = Text(f"是否适用豁免“{name.zh}”无法判定", f"whether “{name.en}” exempts it is not assessable")
                open_ = Exempt(exemption.id, False, text)
        return open_

    def _holds(self, exemption: schema.Exemption, unit: Organisation, period: Period, cell: tuple[str, ...]) -> Outcome:
        if unit.code in exemption.orgs:
            return Outcome.MET
        if not exemption.where and not exemption.when:
            return Outcome.NOT_MET
        if any(not set(wanted) & set(unit.attributes.get(name, ())) for name, wanted in exemption.where.items()):
            return Outcome.NOT_MET
        found = [self._compare(asked, unit, period, cell) for asked in exemption.when]
        if Outcome.NOT_MET in found:
            return Outcome.NOT_MET
        return Outcome.NOT_ASSESSABLE if Outcome.NOT_ASSESSABLE in found else Outcome.MET

    def _compare(self, asked: schema.Compared, unit: Organisation, period: Period, cell: tuple[str, ...]) -> Outcome:
        """What does not apply to a unit does not hold; what has no value is open."""
        indicator = self.values.framework.indicators[asked.indicator]
        ordinal = ordinal_for(self.values.framework, indicator.period_kind, period.kind, period.ordinal)
        value = self.values.value(indicator.id, unit.code, ordinal, cell if indicator.by else ())
        if value.status is Status.NOT_APPLICABLE:
            return Outcome.NOT_MET
        if value.exact is None:
            return Outcome.NOT_ASSESSABLE
        return decide(value.exact, asked.op, Fraction(asked.value), value.hedge)

    def last_day(self, exemption: schema.Exemption, unit: Organisation, day: dt.date) -> dt.date | None:
        """The last day of an exemption for a unit, None while none is set."""
        days = [exemption.expires] if exemption.expires else []
        after = last_day_after(self.values.results.tree, exemption.expires_after, unit, day)
        return min([*days, *([after] if after else [])], default=None)


def ordinal_for(framework: Framework, kind: PeriodKind, given: PeriodKind, ordinal: int) -> int:
    """The period of one kind for one of another: the school year that stands for a calendar year, or the other way."""
    if kind is given:
        return ordinal
    shift = aligned_ordinal(framework.edition.align or Align.STARTS, 0)
    return ordinal + shift if kind is PeriodKind.SCHOOL_YEAR else ordinal - shift
