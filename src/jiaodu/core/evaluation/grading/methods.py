"""The ways of grading, one small pure function each, exact and three-valued.

Floor: core.evaluation. In: outcomes, numbers, marks. Out: points, marks and grades as a worst and a best case, which are
the same wherever no open input can change the result. Grades and marks are places in a list whose first is the best.
"""

from __future__ import annotations

import bisect
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from jiaodu.core.evaluation.model import Outcome


@dataclass(frozen=True, slots=True)
class Range:
    """The least and the most that a number may be; one number where both are the same."""

    least: Fraction
    most: Fraction

    @property
    def exact(self) -> Fraction | None:
        """The number, None while it is open."""
        return self.least if self.least == self.most else None

    def times(self, factor: Fraction) -> Range:
        """Both ends multiplied by a factor that is not negative."""
        return Range(self.least * factor, self.most * factor)

    @staticmethod
    def of(number: Fraction | Decimal | int) -> Range:
        """A number that is known."""
        return Range(Fraction(number), Fraction(number))


@dataclass(frozen=True, slots=True)
class Choice:
    """The worst and the best place in a list of marks or grades; None is behind the last: no grade at all."""

    worst: int | None
    best: int | None

    @property
    def decided(self) -> bool:
        """Whether nothing open can change it."""
        return self.worst == self.best


def pass_or_fail(outcome: Outcome, points: Fraction) -> Range | None:
    """Threshold: the points when met, none when not; None when it does not apply."""
    if outcome is Outcome.NOT_APPLICABLE:
        return None
    return Range(
        points if outcome is Outcome.MET else Fraction(0), Fraction(0) if outcome is Outcome.NOT_MET else points
    )


def mark_by_steps(outcomes: Sequence[Outcome]) -> Choice | None:
    """Levels: the place of the first outcome that is met, the place behind the last when none is.

    None when nothing applies. An open outcome may be met, so its place is the best case; the worst goes on below.
    """
    if all(o is Outcome.NOT_APPLICABLE for o in outcomes):
        return None
    best: int | None = None
    for place, outcome in enumerate(outcomes):
        if outcome is Outcome.MET:
            return Choice(place, place if best is None else best)
        if outcome is Outcome.NOT_ASSESSABLE and best is None:
            best = place
    last = len(outcomes)
    return Choice(last, last if best is None else best)


def add_weighted(parts: Sequence[tuple[Range, Fraction]]) -> Range:
    """Weighted points: Σ weight × points."""
    return Range(sum((r.least * w for r, w in parts), Fraction(0)), sum((r.most * w for r, w in parts), Fraction(0)))


def deduct_each(full: Fraction, shortfall: Fraction, each: Fraction, per: Fraction, least: Fraction) -> Fraction:
    """Deduction ladder: `each` off for every begun `per` of shortfall, never below `least`."""
    return max(full - each * math.ceil(max(shortfall, Fraction(0)) / per), least)


def deduct_rungs(
    full: Fraction, shortfall: Fraction, rungs: Sequence[tuple[Fraction, Fraction]], least: Fraction
) -> Fraction:
    """Deduction ladder: the deduction of the highest rung (more than, deduct) that the shortfall passes."""
    passed = [deduct for more_than, deduct in rungs if shortfall > more_than]
    return max(full - (passed[-1] if passed else Fraction(0)), least)


def points_by_rank(before: int, open_: int, points: Sequence[Fraction]) -> Range:
    """Rank: the points of the place behind `before` units; those behind the last place named get its points.

    `open_` units without a value may stand before or behind; the place is open as far as they leave it.
    """
    last = len(points) - 1
    return Range(points[min(before + open_, last)], points[min(before, last)])


def units_before(own: Fraction, ascending: Sequence[Fraction], higher: bool) -> int:
    """How many values are better than an own one; equal ones share the better place."""
    return len(ascending) - bisect.bisect_right(ascending, own) if higher else bisect.bisect_left(ascending, own)


def all_or_nothing(outcomes: Sequence[Outcome], points: Fraction) -> Range | None:
    """All the points when every outcome is met, none when one is not; what does not apply is left out."""
    asked = [o for o in outcomes if o is not Outcome.NOT_APPLICABLE]
    if not asked:
        return None
    if Outcome.NOT_MET in asked:
        return Range.of(0)
    return Range(Fraction(0) if Outcome.NOT_ASSESSABLE in asked else points, points)


def grade_by_points(total: Fraction, bounds: Sequence[Fraction | None]) -> int | None:
    """The first grade whose bound the total reaches; a grade without a bound takes the rest."""
    return next((place for place, bound in enumerate(bounds) if bound is None or total >= bound), None)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a tier asks: mark -> at least so many at this mark or better; mark -> at most so many at it or worse."""

    at_least: Mapping[int, int]
    at_most: Mapping[int, int]

    def holds(self, marks: Sequence[int]) -> bool:
        """Whether marks satisfy it."""
        return all(sum(m <= mark for m in marks) >= n for mark, n in self.at_least.items()) and all(
            sum(m >= mark for m in marks) <= n for mark, n in self.at_most.items()
        )


def grade_by_counts(marks: Sequence[int], tiers: Sequence[Asked]) -> int | None:
    """Count-based grade: the place of the first tier that the marks satisfy; None when they satisfy none."""
    return next((place for place, tier in enumerate(tiers) if tier.holds(marks)), None)


def in_order(reached: int | None, last_year: int | None, lowest: int) -> int | None:
    """A tier is reached only from the one below: at most one place above last year's, at most the lowest from none."""
    if reached is None:
        return None
    return max(reached, lowest if last_year is None else max(last_year - 1, 0))


def repeated(grade: int | None, earlier: Sequence[int | None], times: int, asked: int, becomes: int) -> int | None:
    """A grade given `times` years running (this year and `earlier`, the nearest first) becomes another."""
    running = grade == asked and len(earlier) >= times - 1 and all(e == asked for e in earlier[: times - 1])
    return becomes if running else grade


def downgrade(grade: int | None, steps: int, lowest: int) -> int | None:
    """Down by so many grades, not below the lowest."""
    return None if grade is None else min(grade + steps, lowest)


def cap(grade: int | None, at_most: int) -> int | None:
    """At most this grade."""
    return None if grade is None else max(grade, at_most)


def strike_veto(grade: int | None, struck: bool, instead: int | None) -> int | None:
    """一票否决: no grade (or the one named) when it strikes."""
    return instead if struck else grade


@dataclass(frozen=True, slots=True)
class Corrected:
    """A total corrected by credibility, with everything that stands in its formula."""

    verified: Fraction
    claimed: Fraction
    factor: Fraction
    self_total: Fraction
    result: Fraction
    capped: bool


def correct_by_credibility(
    pairs: Sequence[tuple[Fraction, Fraction]], self_total: Fraction, capped: bool
) -> Corrected | None:
    """验证法: K = Σ verified ÷ Σ self over pairs (verified, self); result = self total × K. None without a base for K."""
    verified = sum((v for v, _ in pairs), Fraction(0))
    claimed = sum((s for _, s in pairs), Fraction(0))
    if claimed <= 0:
        return None
    factor = verified / claimed
    struck = capped and factor > 1
    factor = Fraction(1) if struck else factor
    return Corrected(verified, claimed, factor, self_total, self_total * factor, struck)
