"""Parts of a scheme: verdicts, values and scores of a unit become points and marks.

Floor: core.evaluation. In: a judge, a part, a unit and a year. Out: `PartResult`s, open where an input is open.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Sequence
from fractions import Fraction

from jiaodu.core.base.periods import PeriodKind
from jiaodu.core.base.text import Text
from jiaodu.core.evaluation.exemptions import ordinal_for
from jiaodu.core.evaluation.grading.methods import (
    Choice,
    Range,
    all_or_nothing,
    deduct_each,
    deduct_rungs,
    mark_by_steps,
    pass_or_fail,
    points_by_rank,
    units_before,
)
from jiaodu.core.evaluation.grading.model import COLUMN_NAMES, PartResult
from jiaodu.core.evaluation.grading.scores import Sheet
from jiaodu.core.evaluation.judge import Judge
from jiaodu.core.evaluation.model import OUTCOME_NAMES, Outcome, Verdict
from jiaodu.core.framework import schema
from jiaodu.core.indicators import Status, Value


def combined_outcome(verdicts: Sequence[Verdict]) -> Outcome:
    """The verdicts of all breakdown cells as one: all must be met; those that do not apply are left out."""
    found = [v.outcome for v in verdicts if v.outcome is not Outcome.NOT_APPLICABLE]
    for outcome in (Outcome.NOT_MET, Outcome.NOT_ASSESSABLE, Outcome.MET):
        if outcome in found:
            return outcome
    return Outcome.NOT_APPLICABLE


class Parts:
    """Computes the parts of schemes for the units of one evaluation."""

    def __init__(self, judge: Judge) -> None:
        self.judge, self.values, self.framework = judge, judge.values, judge.framework
        self._verdicts: dict[tuple[str, str, int], tuple[Verdict, ...]] = {}
        self._peers: dict[tuple[str, str, str, int], tuple[list[Fraction], int]] = {}

    # --- what a unit's year holds -------------------------------------------------------------------------------

    def verdicts(self, standard: str, org: str, year: int) -> tuple[Verdict, ...]:
        """The verdicts of a standard on a unit in the period that stands for a year."""
        key = (standard, org, year)
        if key not in self._verdicts:
            found = self.framework.standards[standard]
            kind = self.judge.indicator_of(found).period_kind
            ordinal = ordinal_for(self.framework, kind, PeriodKind.CALENDAR_YEAR, year)
            self._verdicts[key] = self.judge.judge(found, org, ordinal)
        return self._verdicts[key]

    def outcome(self, standard: str, org: str, year: int) -> Outcome:
        """The outcome of a standard on a unit, all breakdown cells together."""
        return combined_outcome(self.verdicts(standard, org, year))

    def value(self, indicator: str, org: str, year: int) -> Value:
        """The value of an indicator of a unit in the period that stands for a year."""
        kind = self.framework.indicators[indicator].period_kind
        return self.values.value(indicator, org, ordinal_for(self.framework, kind, PeriodKind.CALENDAR_YEAR, year))

    # --- one part -----------------------------------------------------------------------------------------------

    def result(self, grading: schema.Grading, id_: str, org: str, year: int, sheet: Sheet) -> PartResult:
        """What a part comes to for a unit."""
        part = grading.parts[id_]
        scores = sheet.get(id_, {})
        weight = Fraction(part.weight)
        match part:
            case schema.ThresholdPart():
                outcome = self.outcome(part.standard, org, year)
                full = Fraction(part.points)
                points = pass_or_fail(outcome, full)
                mark = _mark([outcome], [0], grading) if grading.marks else None
                return PartResult(id_, points, full, weight, mark, (part.standard,), scores, _said([outcome]))
            case schema.StepsPart():
                return self._steps(grading, part, id_, org, year, sheet)
            case schema.AllOrNothingPart():
                outcomes = [self.outcome(s, org, year) for s in part.standards]
                full = Fraction(part.points)
                points = all_or_nothing(outcomes, full)
                return PartResult(id_, points, full, weight, None, part.standards, scores, _said(outcomes))
            case schema.DeductionPart():
                return self._deduction(part, id_, org, year, sheet)
            case schema.RankPart():
                return self._rank(part, id_, org, year, sheet)
        full_marks = None if part.full is None else Fraction(part.full)
        given = scores.get(grading.graded_on)
        if given is not None:
            return PartResult(id_, Range.of(given.score), full_marks, weight, scores=scores)
        column = COLUMN_NAMES[grading.graded_on]
        reason = Text(f"没有{column.zh}分", f"no {column.en} score")
        open_ = Range(Fraction(0), full_marks if full_marks is not None else Fraction(0))
        return PartResult(id_, open_, full_marks, weight, scores=scores, reason=reason)

    def _steps(
        self, grading: schema.Grading, part: schema.StepsPart, id_: str, org: str, year: int, sheet: Sheet
    ) -> PartResult:
        names = list(grading.marks)
        outcomes = [self.outcome(s, org, year) for s in part.steps.values()]
        mark = _mark(outcomes, [names.index(name) for name in part.steps], grading)
        worth = [Fraction(part.points.get(name, 0)) for name in names]
        points = None
        if mark is not None and mark.worst is not None and mark.best is not None:
            points = Range(worth[mark.worst], worth[mark.best])
        standards = tuple(part.steps.values())
        return PartResult(
            id_, points, max(worth), Fraction(part.weight), mark, standards, sheet.get(id_, {}), _said(outcomes)
        )

    def _deduction(self, part: schema.DeductionPart, id_: str, org: str, year: int, sheet: Sheet) -> PartResult:
        verdicts = self.verdicts(part.standard, org, year)
        outcome = combined_outcome(verdicts)
        full, least = Fraction(part.full), Fraction(part.least)
        points: Range | None = Range(least, full)
        reason = _said([outcome])
        if outcome is Outcome.NOT_APPLICABLE:
            points = None
        elif outcome is Outcome.MET:
            points = Range.of(full)
        elif outcome is Outcome.NOT_MET:
            short = max(-v.margin for v in verdicts if v.margin is not None)
            left = self._ladder(part, full, short, least)
            points = Range.of(left)
            taken = f"{float(full - left):g}"
            reason = Text(f"扣 {taken} 分", f"{taken} deducted")
        return PartResult(id_, points, full, Fraction(part.weight), None, (part.standard,), sheet.get(id_, {}), reason)

    @staticmethod
    def _ladder(part: schema.DeductionPart, full: Fraction, short: Fraction, least: Fraction) -> Fraction:
        if part.each is not None:
            return deduct_each(full, short, Fraction(part.each), Fraction(part.per), least)
        return deduct_rungs(full, short, [(Fraction(r.more_than), Fraction(r.deduct)) for r in part.rungs], least)

    # --- rank ---------------------------------------------------------------------------------------------------

    def _rank(self, part: schema.RankPart, id_: str, org: str, year: int, sheet: Sheet) -> PartResult:
        points = [Fraction(p) for p in part.points]
        weight, scores = Fraction(part.weight), sheet.get(id_, {})
        standards = (part.enough,) if part.enough else ()
        enough = self.outcome(part.enough, org, year) if part.enough else Outcome.NOT_MET
        if enough is Outcome.MET:
            reason = Text("达标,不排名", "met: not ranked")
            return PartResult(id_, Range.of(points[0]), points[0], weight, None, standards, scores, reason)
        own = self.value(part.indicator, org, year)
        if own.status is Status.NOT_APPLICABLE:
            return PartResult(id_, None, points[0], weight, None, standards, scores, _said([Outcome.NOT_APPLICABLE]))
        number = _compared(own, self.framework.indicators[part.indicator].spec.round.compare)
        known, open_ = self._others(part, org, year)
        if number is None:
            reason = Text("没有值,不能排名", "no value: not ranked")
            return PartResult(id_, Range(points[-1], points[0]), points[0], weight, None, standards, scores, reason)
        before = units_before(number, known, part.order == "higher")
        found = points_by_rank(before, open_, points)
        reason = Text(
            f"第 {before + 1} 名,共 {len(known) + open_} 个单位", f"place {before + 1} of {len(known) + open_}"
        )
        if open_:
            reason = Text(f"{reason.zh},其中 {open_} 个没有值", f"{reason.en}, {open_} of them without a value")
        if enough is Outcome.NOT_ASSESSABLE:
            found = Range(found.least, points[0])
        return PartResult(id_, found, points[0], weight, None, standards, scores, reason)

    def _others(self, part: schema.RankPart, org: str, year: int) -> tuple[list[Fraction], int]:
        """The values of all units ranked together, ascending, and how many of them have none."""
        indicator = self.framework.indicators[part.indicator]
        ordinal = ordinal_for(self.framework, indicator.period_kind, PeriodKind.CALENDAR_YEAR, year)
        view = self.values.results.tree.at(self.values.results.reference_date(indicator, ordinal))
        unit = view.units[org]
        parent = unit.parent if part.among == "parent" else ""
        key = (part.indicator, unit.level, parent, ordinal)
        if key not in self._peers:
            known: list[Fraction] = []
            open_ = 0
            for code in view.at_level(unit.level):
                if part.among == "all" or view.units[code].parent == parent:
                    value = self.values.value(part.indicator, code, ordinal)
                    number = _compared(value, indicator.spec.round.compare)
                    if number is not None:
                        insort(known, number)
                    elif value.status is not Status.NOT_APPLICABLE:
                        open_ += 1
            self._peers[key] = (known, open_)
        return self._peers[key]


def _compared(value: Value, when: str) -> Fraction | None:
    """The number that is ranked, as a standard would compare it; an inexact figure has no place."""
    if value.exact is None or value.hedge is not None:
        return None
    return Fraction(value.rounded or 0) if when == "after" else value.exact


def _mark(outcomes: Sequence[Outcome], places: Sequence[int], grading: schema.Grading) -> Choice | None:
    """The mark of steps as places among the scheme's marks."""
    found = mark_by_steps(outcomes)
    if found is None or found.worst is None or found.best is None:
        return None
    all_places = [*places, len(grading.marks) - 1]
    return Choice(all_places[found.worst], all_places[found.best])


def _said(outcomes: Sequence[Outcome]) -> Text:
    """The outcomes in words, each once."""
    names = [OUTCOME_NAMES[o] for o in dict.fromkeys(outcomes)]
    return Text("、".join(n.zh for n in names), ", ".join(n.en for n in names))
