"""The ratio edit against the paper's definition in plain loops of fractions, and the chance of round figures by counting."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaodu.core.rules.chance import _bound, _exact, chance_of
from jiaodu.core.rules.hidiroglou_berthelot import edit_ratios, quantiles


def quantile(values: list[float], p: float) -> float:
    """At (n - 1) p, between the neighbours in proportion."""
    ordered, at = sorted(values), (len(values) - 1) * p
    low = math.floor(at)
    high = min(low + 1, len(values) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)


def by_the_paper(now: list[int], before: list[int], u: float, a: float, c: float) -> list[bool]:
    """Hidiroglou and Berthelot (1986), section 3, one group, unit by unit."""
    ratios = [float(Fraction(n, b)) for n, b in zip(now, before, strict=True)]
    middle = quantile(ratios, 0.5)
    effects = []
    for ratio, n, b in zip(ratios, now, before, strict=True):
        s = 1 - middle / ratio if ratio < middle else ratio / middle - 1
        effects.append(s * max(n, b) ** u)
    median = quantile(effects, 0.5)
    down = max(median - quantile(effects, 0.25), abs(a * median))
    up = max(quantile(effects, 0.75) - median, abs(a * median))
    return [e < median - c * down or e > median + c * up for e in effects]


pairs = st.lists(st.tuples(st.integers(1, 3000), st.integers(1, 3000)), min_size=5, max_size=40)


@given(
    first=pairs,
    second=pairs,
    u=st.sampled_from([0.0, 0.4, 0.5, 1.0]),
    a=st.sampled_from([0.0, 0.05]),
    c=st.sampled_from([2.0, 4.0, 7.0]),
)
def test_two_groups_are_each_edited_as_the_paper_says(
    first: list[tuple[int, int]], second: list[tuple[int, int]], u: float, a: float, c: float
) -> None:
    now, before = (np.array([p[k] for p in (*first, *second)], float) for k in (0, 1))
    groups = np.array([0] * len(first) + [1] * len(second))
    mixed = np.random.default_rng(1).permutation(len(groups))
    edit = edit_ratios(now[mixed], before[mixed], groups[mixed], u, a, c)
    expected = [
        flag
        for group in (first, second)
        for flag in by_the_paper([p[0] for p in group], [p[1] for p in group], u, a, c)
    ]
    # a value on the bound itself may fall either way in the last bit; the test compares away from it
    found = np.empty(len(groups), bool)
    found[mixed] = edit.unusual
    for wanted, got, at in zip(expected, found, np.argsort(mixed), strict=True):
        ratio = now[mixed][at] / before[mixed][at]
        near = min(abs(ratio / edit.low[at] - 1), abs(ratio / edit.high[at] - 1))
        assert wanted == got or near < 1e-9


def test_a_hand_made_group() -> None:
    """Ratios 1.0 seven times, 1.1, 0.9 and one of 3: only the last is unusual, and a large unit sooner than a small one."""
    before = np.array([100.0] * 9 + [100.0])
    now = np.array([98.0, 99, 100, 100, 101, 102, 103, 97, 104, 300])
    edit = edit_ratios(now, before, np.zeros(10, int), 0.5, 0.05, 4)
    assert edit.unusual.tolist() == [False] * 9 + [True]
    small, large = np.r_[before, 4.0, 4000.0], np.r_[now, 5.0, 5000.0]
    edit = edit_ratios(large, small, np.zeros(12, int), 1.0, 0.05, 4)
    assert edit.unusual[-2:].tolist() == [False, True]


@given(values=st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30), p=st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0]))
def test_quantiles_are_interpolated_as_everywhere(values: list[float], p: float) -> None:
    (found,) = quantiles(np.array([*values, 7.0]), np.array([1] * len(values) + [0]), [p])
    assert found[0] == 7 and found[1] == pytest.approx(quantile(values, p))


@pytest.mark.parametrize(("hits", "values"), [(0, 5), (1, 5), (5, 5), (12, 20), (20, 60), (300, 1000), (2000, 2000)])
def test_the_chance_is_the_binomial_tail(hits: int, values: int) -> None:
    tail = sum(
        math.comb(values, j) * Fraction(1, 5) ** j * Fraction(4, 5) ** (values - j) for j in range(hits, values + 1)
    )
    assert _exact(hits, values) == pytest.approx(float(tail), abs=0)
    if hits * 5 > values:
        assert chance_of(hits, values) == float(tail) <= _bound(hits, values)
    else:
        assert chance_of(hits, values) == 1


def test_many_figures_are_judged_by_a_bound_that_is_never_too_small() -> None:
    assert chance_of(20_000, 100_000) == 1
    assert 0 < chance_of(20_600, 100_000) < 1e-4
    assert chance_of(20_100, 100_000) > 0.1
