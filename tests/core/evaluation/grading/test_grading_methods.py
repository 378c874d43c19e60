"""Every way of grading, exactly: just reached, just missed, open; against counting in plain loops."""

from __future__ import annotations

import itertools
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaodu.core.evaluation import Outcome
from jiaodu.core.evaluation.grading.methods import (
    Asked,
    Choice,
    Range,
    add_weighted,
    all_or_nothing,
    cap,
    correct_by_credibility,
    deduct_each,
    deduct_rungs,
    downgrade,
    grade_by_counts,
    grade_by_points,
    in_order,
    mark_by_steps,
    pass_or_fail,
    points_by_rank,
    repeated,
    strike_veto,
    units_before,
)

MET, NOT_MET, OPEN, NA = Outcome.MET, Outcome.NOT_MET, Outcome.NOT_ASSESSABLE, Outcome.NOT_APPLICABLE


def test_threshold() -> None:
    assert pass_or_fail(MET, F(5)) == Range(F(5), F(5))
    assert pass_or_fail(NOT_MET, F(5)) == Range(F(0), F(0))
    assert pass_or_fail(OPEN, F(5)) == Range(F(0), F(5))
    assert pass_or_fail(NA, F(5)) is None


@pytest.mark.parametrize(
    ("outcomes", "mark"),
    [
        ((MET, MET), Choice(0, 0)),
        ((NOT_MET, MET), Choice(1, 1)),
        ((NOT_MET, NOT_MET), Choice(2, 2)),
        ((OPEN, MET), Choice(1, 0)),
        ((OPEN, NOT_MET), Choice(2, 0)),
        ((NOT_MET, OPEN), Choice(2, 1)),
        ((NA, MET), Choice(1, 1)),
        ((NA, NA), None),
    ],
)
def test_three_steps(outcomes: tuple[Outcome, ...], mark: Choice | None) -> None:
    assert mark_by_steps(outcomes) == mark


@given(st.lists(st.sampled_from([MET, NOT_MET, OPEN]), min_size=1, max_size=5))
def test_steps_against_every_way_that_open_ones_may_turn_out(outcomes: list[Outcome]) -> None:
    worlds = itertools.product(*([MET, NOT_MET] if o is OPEN else [o] for o in outcomes))
    places = [next((i for i, o in enumerate(world) if o is MET), len(outcomes)) for world in worlds]
    assert mark_by_steps(outcomes) == Choice(max(places), min(places))


def test_weighted_points_are_exact() -> None:
    third = Range.of(F(1, 3))
    assert add_weighted([(third, F(3)), (Range(F(0), F(2)), F("0.5"))]) == Range(F(1), F(2))
    assert add_weighted([]) == Range(F(0), F(0))


@pytest.mark.parametrize(
    ("short", "left"), [("0", "1"), ("0.0001", "0.9"), ("1", "0.9"), ("1.0001", "0.8"), ("9", "0.1"), ("11", "0")]
)
def test_deduction_for_every_begun_step(short: str, left: str) -> None:
    assert deduct_each(F(1), F(short), F("0.1"), F(1), F(0)) == F(left)


def test_deduction_by_rungs_and_its_floor() -> None:
    rungs = [(F(0), F(1)), (F(5), F(3)), (F(20), F(12))]
    found = [deduct_rungs(F(10), F(short), rungs, F(2)) for short in (0, "0.1", 5, "5.1", 20, 21)]
    assert found == [10, 9, 9, 7, 7, 2]


def test_rank_points_with_ties_and_open_units() -> None:
    points = [F(10), F(8), F(6), F(4)]
    values = sorted([F(90), F(80), F(80), F(70), F(60)])
    places = [units_before(v, values, True) for v in (90, 80, 70, 60)]
    assert places == [0, 1, 3, 4]
    assert [points_by_rank(p, 0, points).exact for p in places] == [10, 8, 4, 4]
    assert units_before(F(60), values, False) == 0
    assert points_by_rank(1, 1, points) == Range(F(6), F(8))
    assert points_by_rank(3, 5, points).exact == 4


@given(st.lists(st.integers(0, 9), min_size=1, max_size=8), st.booleans())
def test_rank_against_counting(values: list[int], higher: bool) -> None:
    for own in values:
        wanted = sum(v > own if higher else v < own for v in values)
        assert units_before(F(own), sorted(map(F, values)), higher) == wanted


def test_all_or_nothing() -> None:
    assert all_or_nothing([MET, MET], F(3)) == Range(F(3), F(3))
    assert all_or_nothing([MET, NOT_MET, OPEN], F(3)) == Range(F(0), F(0))
    assert all_or_nothing([MET, OPEN], F(3)) == Range(F(0), F(3))
    assert all_or_nothing([MET, NA], F(3)) == Range(F(3), F(3))
    assert all_or_nothing([NA], F(3)) is None


def test_grade_by_points_at_the_bounds() -> None:
    bounds = [F(90), F(80), F(65), None]
    assert [grade_by_points(F(p), bounds) for p in ("90", "89.99", "80", "65", "64.99", "0")] == [0, 1, 1, 2, 3, 3]
    assert grade_by_points(F(10), [F(90)]) is None


def test_counts_of_the_shenyang_tiers() -> None:
    tiers = [Asked({0: n}, {2: 0}) for n in (33, 31, 29)]
    counts = {
        (33, 3, 0): 0,
        (31, 5, 0): 1,
        (32, 4, 0): 1,
        (30, 6, 0): 2,
        (29, 7, 0): 2,
        (28, 8, 0): None,
        (33, 2, 1): None,
    }
    for (a, b, c), wanted in counts.items():
        assert grade_by_counts([0] * a + [1] * b + [2] * c, tiers) == wanted


def test_counts_are_of_a_mark_or_better_and_of_a_mark_or_worse() -> None:
    assert Asked({1: 3}, {}).holds([0, 0, 1]) and not Asked({0: 3}, {}).holds([0, 0, 1])
    assert Asked({}, {1: 2}).holds([0, 1, 2]) and not Asked({}, {1: 1}).holds([0, 1, 2])


@pytest.mark.parametrize(
    ("reached", "last", "given"),
    [(0, 1, 0), (0, 2, 1), (0, None, 2), (1, 0, 1), (2, None, 2), (None, 0, None), (0, 0, 0)],
)
def test_tiers_in_order(reached: int | None, last: int | None, given: int | None) -> None:
    assert in_order(reached, last, 2) == given


def test_the_third_yellow_year_is_red() -> None:
    normal, yellow, red = 0, 1, 2
    assert repeated(yellow, [yellow, yellow], 3, yellow, red) == red
    assert repeated(yellow, [yellow, normal], 3, yellow, red) == yellow
    assert repeated(yellow, [yellow], 3, yellow, red) == yellow
    assert repeated(normal, [yellow, yellow], 3, yellow, red) == normal
    assert repeated(red, [yellow, yellow], 3, yellow, red) == red


def test_downgrade_cap_and_veto() -> None:
    assert (downgrade(0, 1, 3), downgrade(3, 1, 3), downgrade(1, 5, 3), downgrade(None, 1, 3)) == (1, 3, 3, None)
    assert (cap(0, 1), cap(2, 1), cap(None, 1)) == (1, 2, None)
    assert (strike_veto(0, True, None), strike_veto(0, True, 3), strike_veto(0, False, 3)) == (None, 3, 0)


def test_credibility_is_verified_over_self_and_may_be_capped() -> None:
    made = correct_by_credibility([(F(27), F(30)), (F(18), F(20))], F(95), False)
    assert made is not None and (made.factor, made.result) == (F(9, 10), F("85.5"))
    better = correct_by_credibility([(F(33), F(30))], F(90), True)
    assert better is not None and (better.factor, better.result, better.capped) == (1, 90, True)
    free = correct_by_credibility([(F(33), F(30))], F(90), False)
    assert free is not None and (free.result, free.capped) == (99, False)
    assert correct_by_credibility([], F(90), False) is None
    assert correct_by_credibility([(F(1), F(0))], F(90), False) is None
