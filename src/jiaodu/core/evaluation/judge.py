"""Judge: values against the standards in force, on their date, for the units that they address.

Floor: core.evaluation. In: `Values` and a framework's standards. Out: `Verdict`s with margin, article and reason.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np

from jiaodu.core.base.missing import HEDGE_NAMES
from jiaodu.core.base.organisations import Organisation
from jiaodu.core.base.periods import Period, parse_period
from jiaodu.core.base.text import Text
from jiaodu.core.base.units import parse_unit
from jiaodu.core.evaluation.combined import MEMBERS_UNIT, Member, Span, combine, say_combination, span_of
from jiaodu.core.evaluation.comparing import decide, decide_count
from jiaodu.core.evaluation.exemptions import Exemptions, ordinal_for
from jiaodu.core.evaluation.model import Outcome, Verdict
from jiaodu.core.evaluation.numerators import divided
from jiaodu.core.evaluation.outcomes import concerns, outcomes_of
from jiaodu.core.evaluation.reasons import why_no_value
from jiaodu.core.framework import schema
from jiaodu.core.framework.model import Framework, Indicator, Standard
from jiaodu.core.indicators import Status, Value, Values
from jiaodu.core.indicators.compute import Results
from jiaodu.core.indicators.series import Codes, Ints, cells_of, orgs_of, periods_of

_CODES = {Outcome.MET: 1, Outcome.NOT_MET: 0, Outcome.NOT_ASSESSABLE: -1, Outcome.NOT_APPLICABLE: -2}


class Judge:
    """Judges the values of one evaluation."""

    def __init__(self, values: Values) -> None:
        self.values = values
        self.framework: Framework = values.framework
        self.exemptions = Exemptions(values)

    def standards_at(self, level: str) -> Iterator[Standard]:
        """The standards that address a level."""
        return (s for s in self.framework.standards.values() if level in s.spec.levels)

    def indicator_of(self, standard: Standard) -> Indicator:
        """The indicator whose value a standard judges: for growth, the change that the framework made for it.

        For a combined standard that of its first member, whose reference date it follows.
        """
        if standard.spec.members:
            return self.indicator_of(self.framework.standards[standard.spec.members[0]])
        if standard.spec.count_of:
            return self.indicator_of(self.framework.standards[standard.spec.count_of.standard])
        return self.framework.indicators[standard.judged]

    def judge(self, standard: Standard, org: str, ordinal: int) -> tuple[Verdict, ...]:
        """The verdicts of a standard on a unit: one for each breakdown cell that it addresses; none where it does not."""
        if standard.spec.count_of is not None:
            found = self._count(standard, org, ordinal)
            return (found,) if found else ()
        if standard.spec.members:
            return tuple(self._combined(standard, org, ordinal))
        indicator = self.indicator_of(standard)
        day = self.values.results.reference_date(indicator, ordinal)
        unit = self.values.results.tree.on(org, day)
        if unit is None or not concerns(standard, unit) or not self._addresses(standard, unit, indicator):
            return ()
        cells = self._cells(standard, indicator)
        return tuple(
            self._verdict(standard, self.values.value(indicator.id, org, ordinal, cell), unit) for cell in cells
        )

    def _addresses(self, standard: Standard, unit: Organisation, indicator: Indicator) -> bool:
        return all(
            set(wanted) & set(unit.attributes.get(name, ()))
            for name, wanted in standard.spec.where.items()
            if name not in indicator.by
        )

    def _cells(self, standard: Standard, indicator: Indicator) -> list[tuple[str, ...]]:
        """The breakdown cells that a standard addresses."""
        if not indicator.by:
            return [()]
        form = self.values.results.form_of(indicator)
        cells: list[tuple[str, ...]] = [()]
        for name in indicator.by:
            wanted = standard.spec.where.get(name) or tuple(form.item(name).codes)
            cells = [(*cell, value) for cell in cells for value in wanted]
        return cells

    # --- one verdict --------------------------------------------------------------------------------------------

    def _verdict(self, standard: Standard, value: Value, unit: Organisation) -> Verdict:
        entry = standard.entry_on(value.as_of)
        if entry is None:
            reason = Text(f"{value.as_of}没有生效的条目", f"no entry in force on {value.as_of}")
            return self._no_finding(standard, value, None, Outcome.NOT_APPLICABLE, reason)
        exempt = self.exemptions.of(standard, unit, value.as_of, value.period, value.cell)
        if exempt is not None and exempt.sure:
            return self._no_finding(standard, value, entry, Outcome.NOT_APPLICABLE, exempt.reason, exempt.id)
        if value.status is Status.NOT_APPLICABLE:
            return self._no_finding(standard, value, entry, Outcome.NOT_APPLICABLE, why_no_value(self.values, value))
        if exempt is not None:
            return self._no_finding(standard, value, entry, Outcome.NOT_ASSESSABLE, exempt.reason)
        if value.exact is None:
            return self._no_finding(standard, value, entry, Outcome.NOT_ASSESSABLE, why_no_value(self.values, value))
        return self._finding(standard, value, value.exact, entry)

    def _no_finding(
        self,
        standard: Standard,
        value: Value,
        entry: schema.Requirement | None,
        outcome: Outcome,
        reason: Text,
        exemption: str = "",
    ) -> Verdict:
        return Verdict(
            standard.id, value.indicator, value.org, value.level, value.cell, str(value.period), value.as_of, outcome,
            standard.spec.basis, (entry.op or "") if entry else "", entry.value if entry else None, None,
            document=entry.document if entry else "", article=entry.article if entry else "", exemption=exemption,
            reason=reason, veto=standard.spec.veto, unverified=self._unverified(standard, entry),
        )  # fmt: skip

    def _finding(self, standard: Standard, value: Value, exact: Fraction, entry: schema.Requirement) -> Verdict:
        assert entry.op is not None and entry.value is not None
        indicator = self.framework.indicators[value.indicator]
        rounded = indicator.spec.round.compare == "after"
        compared = Fraction(value.rounded or 0) if rounded else exact
        limit = Fraction(entry.value)
        outcome = decide(compared, entry.op, limit, value.hedge)
        better = -1 if entry.op in ("<=", "<") else 1
        own, own_unit = self._own_margin(indicator, value, limit, entry.op)
        reason = None
        if outcome is Outcome.NOT_ASSESSABLE and value.hedge:
            word = HEDGE_NAMES[value.hedge]
            reason = Text(
                f"所报为约数({word.zh}),不能据以判定", f"the figure is inexact ({word.en}) and does not decide"
            )
        return Verdict(
            standard.id, value.indicator, value.org, value.level, value.cell, str(value.period), value.as_of, outcome,
            standard.spec.basis, entry.op, entry.value, compared, (compared - limit) * better, own, own_unit,
            self._growth(standard, value), entry.document, entry.article, reason=reason, veto=standard.spec.veto,
            unverified=self._unverified(standard, entry),
        )  # fmt: skip

    def _unverified(self, standard: Standard, entry: schema.Requirement | None) -> bool:
        document = self.framework.documents.get(entry.document) if entry else None
        article = document.articles.get(entry.article) if document and entry else None
        flags = (standard.spec, entry, document, article)
        return any(f is not None and f.unverified for f in flags)

    def _growth(self, standard: Standard, value: Value) -> Fraction | None:
        if standard.growth is None:
            return None
        found = self.values.value(standard.growth, value.org, value.period.ordinal, value.cell)
        return found.exact

    def _own_margin(self, indicator: Indicator, value: Value, limit: Fraction, op: str) -> tuple[Fraction | None, str]:
        """By how much the numerator is above (or below) what the limit asks of it, in the numerator's unit."""
        if value.numerator is None or value.denominator is None:
            return None, ""
        unit_text, whole = divided(self.framework, indicator)
        if not unit_text or not parse_unit(unit_text).dimensions:
            return None, ""
        # a share of a shared room may be a fraction, but nobody can build 4.62 rooms
        whole = whole or parse_unit(unit_text).is_counted
        asked = limit * indicator.unit.factor * value.denominator
        own = (value.numerator - asked) * (-1 if op in ("<=", "<") else 1) / parse_unit(unit_text).factor
        return (Fraction(math.floor(own)) if whole else own), unit_text

    # --- counting verdicts of the units below -------------------------------------------------------------------

    def _count(self, standard: Standard, org: str, ordinal: int) -> Verdict | None:
        count = standard.spec.count_of
        assert count is not None
        inner = self.framework.standards[count.standard]
        indicator = self.indicator_of(inner)
        day = self.values.results.reference_date(indicator, ordinal)
        view = self.values.results.tree.at(day)
        unit = view.units.get(org)
        if unit is None or not concerns(standard, unit):
            return None
        below = [v for code in view.children(org, count.level) for v in self.judge(inner, code, ordinal)]
        return self._counted(standard, unit, below, indicator, ordinal)

    def _counted(
        self, standard: Standard, unit: Organisation, below: list[Verdict], indicator: Indicator, ordinal: int
    ) -> Verdict:
        assert standard.spec.count_of is not None
        unit_below = standard.spec.count_of.level
        day = self.values.results.reference_date(indicator, ordinal)
        entry = standard.entry_on(day)
        wanted = Outcome(standard.spec.count_of.outcome)
        number = sum(v.outcome is wanted for v in below)
        open_ = sum(v.outcome is Outcome.NOT_ASSESSABLE for v in below)
        judged = [v for v in below if v.outcome is not Outcome.NOT_APPLICABLE]
        outcome, reason = Outcome.NOT_APPLICABLE, Text("没有适用的下级单位", "no unit below to which it applies")
        if entry is not None and entry.op and entry.value is not None and judged:
            outcome, reason = decide_count(number, open_, entry.op, Fraction(entry.value))
        better = -1 if entry and entry.op in ("<=", "<") else 1
        margin = (number - Fraction(entry.value)) * better if entry and entry.value is not None and judged else None
        return Verdict(
            standard.id, indicator.id, unit.code, unit.level, (), str(ordinal), day, outcome, standard.spec.basis,
            (entry.op or "") if entry else "", entry.value if entry else None, Fraction(number) if judged else None,
            margin, None, "", None, entry.document if entry else "", entry.article if entry else "",
            reason=reason if outcome not in (Outcome.MET, Outcome.NOT_MET) else None, veto=standard.spec.veto,
            unverified=self._unverified(standard, entry), unit="所" if unit_below == "school" else "个",
        )  # fmt: skip

    # --- members together ---------------------------------------------------------------------------------------

    def _combined(self, standard: Standard, org: str, ordinal: int) -> Iterator[Verdict]:
        indicator = self.indicator_of(standard)
        day = self.values.results.reference_date(indicator, ordinal)
        unit = self.values.results.tree.on(org, day)
        if unit is None or not concerns(standard, unit) or not self._addresses(standard, unit, indicator):
            return
        below = [
            (m, v) for m in self.members(standard) for v in self.judge(m, org, self._own_ordinal(m, indicator, ordinal))
        ]
        cells = dict.fromkeys(v.cell for _, v in below if v.cell) or dict.fromkeys(v.cell for _, v in below)
        wanted = [standard.spec.where.get(name) for name in indicator.by]
        for cell in cells:
            if all(names is None or code in names for names, code in zip(wanted, cell, strict=False)):
                yield self._together(
                    standard, unit, cell, [p for p in below if p[1].cell in ((), cell)], indicator, ordinal
                )

    def members(self, standard: Standard) -> Iterator[Standard]:
        """The members of a combined standard."""
        return (self.framework.standards[name] for name in standard.spec.members)

    def member_verdicts(self, standard: Standard, verdict: Verdict, ordinal: int) -> list[Verdict]:
        """The verdicts of a combined standard's members that a verdict of it is made of."""
        first = self.indicator_of(standard)
        found = [
            v for m in self.members(standard) for v in self.judge(m, verdict.org, self._own_ordinal(m, first, ordinal))
        ]
        return [v for v in found if v.cell in ((), verdict.cell)]

    def _own_ordinal(self, member: Standard, first: Indicator, ordinal: int) -> int:
        """A member's period for that of the first member."""
        return ordinal_for(self.framework, self.indicator_of(member).period_kind, first.period_kind, ordinal)

    def _together(
        self,
        standard: Standard,
        unit: Organisation,
        cell: tuple[str, ...],
        below: list[tuple[Standard, Verdict]],
        indicator: Indicator,
        ordinal: int,
    ) -> Verdict:
        period = Period(indicator.period_kind, ordinal)
        day = self.values.results.reference_date(indicator, ordinal)
        entry = standard.entry_on(day)
        verdict = Verdict(
            standard.id, indicator.id, unit.code, unit.level, cell, str(period), day, Outcome.NOT_APPLICABLE,
            standard.spec.basis, ">=", None, None, document=entry.document if entry else "",
            article=entry.article if entry else "", veto=standard.spec.veto, unit=MEMBERS_UNIT,
            unverified=self._unverified(standard, entry),
        )  # fmt: skip
        if entry is None:
            return replace(verdict, reason=Text(f"{day}没有生效的条目", f"no entry in force on {day}"))
        exempt = self.exemptions.of(standard, unit, day, period, cell)
        if exempt is not None and exempt.sure:
            return replace(verdict, exemption=exempt.id, reason=exempt.reason)
        if exempt is not None:
            return replace(verdict, outcome=Outcome.NOT_ASSESSABLE, reason=exempt.reason)
        share = standard.spec.rest.share if standard.spec.rest else None
        members = [Member(m, v, self.framework.indicators[v.indicator], self._span(v, share)) for m, v in below]
        found = combine([m.span for m in members], standard.spec.at_least)
        reason = say_combination(found, members, share)
        if found.outcome is Outcome.NOT_APPLICABLE:
            return replace(verdict, reason=reason)
        spare = Fraction(found.met - found.needed)
        return replace(
            verdict, outcome=found.outcome, limit=Decimal(found.needed), compared=Fraction(found.met), reason=reason,
            margin=Fraction(-found.lacking) if found.lacking else max(spare, Fraction(0)),
            unverified=verdict.unverified or any(m.verdict.unverified for m in members if m.span is not None),
        )  # fmt: skip

    def _span(self, verdict: Verdict, share: Decimal | None) -> Span | None:
        hedge = None
        kind = self.framework.standards[verdict.standard].spec.kind
        if share is not None and verdict.compared is not None and kind in ("threshold", "growth"):
            ordinal = parse_period(verdict.period).ordinal
            hedge = self.values.value(verdict.indicator, verdict.org, ordinal, verdict.cell).hedge
        return span_of(verdict, share, hedge, divisible=kind != "combined")

    # --- verdicts as an array, for share(met) -------------------------------------------------------------------

    def outcomes(
        self, results: Results, indicator_id: str, level: str, standard_id: str, rows: Ints | None = None
    ) -> Codes:
        """For each row of a series (or each of the rows named): 1 met, 0 not met, -1 not assessable, -2 exempt, not
        applicable or not addressed."""
        keys = results.series(indicator_id, level).keys
        keys = keys if rows is None else keys[rows]
        standard = self._standard_for(indicator_id, level, standard_id)
        if standard is None:
            return np.full(len(keys), -2, np.int8)
        made = outcomes_of(self, standard, self.framework.indicators[indicator_id], level, keys)
        return self.one_by_one(standard, keys) if made is None else made

    def one_by_one(self, standard: Standard, keys: Ints) -> Codes:
        """The codes of a standard on keys, each judged by itself."""
        results = self.values.results
        found = np.full(len(keys), -2, np.int8)
        orgs, periods, cells = orgs_of(keys), periods_of(keys), cells_of(keys)
        for row in range(len(keys)):
            cell = results.cells.values[int(cells[row])]
            code, ordinal = str(results.frames.codes[int(orgs[row])]), int(periods[row])
            verdicts = [v for v in self.judge(standard, code, ordinal) if v.cell == cell]
            if verdicts:
                found[row] = _CODES[verdicts[0].outcome]
        return found

    def _standard_for(self, indicator_id: str, level: str, standard_id: str) -> Standard | None:
        if standard_id:
            return self.framework.standards[standard_id]
        fitting = [s for s in self.standards_at(level) if s.judged == indicator_id]
        # one for all units before one for those that it names
        return min(fitting, key=lambda s: bool(s.spec.units), default=None)
