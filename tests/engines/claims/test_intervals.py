"""Intervals against brute force: every value that prints as the given digits, tried one by one."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaodu.engines.claims import intervals
from jiaodu.engines.claims.intervals import EVERYTHING, Interval, exactly


def printed(text: str) -> Interval:
    """What a printed decimal may stand for."""
    digits = len(text.partition(".")[2])
    half = Fraction(1, 2 * 10**digits)
    return Interval(Fraction(text) - half, Fraction(text) + half)


def candidates(text: str, finer: int = 8) -> list[Fraction]:
    """Many exact values that print as the text, both edges included."""
    digits = len(text.partition(".")[2])
    half = Fraction(1, 2 * 10**digits)
    return [Fraction(text) - half + half * 2 * k / finer for k in range(finer + 1)]


LEVELS = [("89.42", "73.12"), ("3.94", "3.92"), ("0.5", "0.4"), ("7.6", "27.4"), ("101", "99")]


@pytest.mark.parametrize(("level", "base"), LEVELS)
def test_growth_holds_every_growth_of_values_that_print_so(level: str, base: str) -> None:
    found = intervals.growth(printed(level), printed(base))
    tried = [a / b - 1 for a, b in itertools.product(candidates(level), candidates(base))]
    assert (found.low, found.high) == (min(tried), max(tried))


@pytest.mark.parametrize(("level", "change"), [("27.4", "7.6"), ("28.92", "-0.56"), ("100", "3")])
def test_growth_by_change_is_as_narrow_as_brute_force(level: str, change: str) -> None:
    found = intervals.growth_by_change(printed(level), printed(change))
    tried = [c / (a - c) for a, c in itertools.product(candidates(level), candidates(change))]
    assert (found.low, found.high) == (min(tried), max(tried))


def test_growth_by_change_from_nothing_says_nothing() -> None:
    assert intervals.growth_by_change(exactly(5), exactly(5)) == EVERYTHING
    assert intervals.growth_by_change(printed("5"), printed("5")) == EVERYTHING


ENDS = st.fractions(min_value=-50, max_value=50, max_denominator=40)
FINITE = st.tuples(ENDS, ENDS).map(lambda p: Interval(min(p), max(p)))


@given(FINITE, FINITE, st.fractions(0, 1, max_denominator=7), st.fractions(0, 1, max_denominator=7))
def test_every_operation_holds_the_result_of_its_members(a: Interval, b: Interval, s: Fraction, t: Fraction) -> None:
    assert a.low is not None and a.high is not None and b.low is not None and b.high is not None
    x, y = a.low + s * (a.high - a.low), b.low + t * (b.high - b.low)
    assert (a + b).holds(x + y)
    assert (a - b).holds(x - y)
    assert (a * b).holds(x * y)
    assert not y or (a / b).holds(x / y)
    assert x < 0 or a.power(3).holds(x**3)


@given(FINITE, st.fractions(-90, 90, max_denominator=9), st.booleans())
def test_an_open_end_holds_what_lies_beyond(a: Interval, far: Fraction, upward: bool) -> None:
    half_open = Interval(a.low, None) if upward else Interval(None, a.high)
    inside = max(far, a.low or far) if upward else min(far, a.high or far)
    assert half_open.holds(inside)
    for factor in (Fraction(-2), Fraction(0), Fraction(3)):
        assert (half_open * exactly(factor)).holds(inside * factor)


def test_meeting_at_an_edge_is_meeting() -> None:
    assert Interval(Fraction(1), Fraction(2)).meets(Interval(Fraction(2), Fraction(3)))
    assert not Interval(Fraction(1), Fraction(2)).meets(Interval(Fraction(21, 10), None))
    assert Interval(None, Fraction(1)).is_below(exactly(2))
    assert not EVERYTHING.is_below(exactly(2))


def test_a_sum_is_as_wide_as_its_parts_together() -> None:
    found = intervals.total(printed(t) for t in ("77.35", "402.18", "149.69", "186.30", "38.10"))
    assert (found.low, found.high) == (Fraction("853.595"), Fraction("853.645"))


def test_a_mean_lies_between_its_parts() -> None:
    found = intervals.mean_between([printed("91.6"), printed("92.1")])
    assert found.meets(printed("91.9"))
    assert not found.meets(printed("92.4"))
