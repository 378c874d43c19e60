"""Ways that measures open, class sizes, change from today's map, the longest way: against trying everything and by hand."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest

from jiaodu.methods.location import Measure, Problem, Stop, check_answer, seats_wanted, solve_plan, try_starts
from jiaodu.methods.location.solver import Unsolved


def streets(seed: int) -> Problem:
    """Three zones, two sites, one year: a zone line, a bus and a pair of schools may open ways; whole numbers throughout."""
    rng = np.random.default_rng(seed)
    demand = rng.integers(1, 5, (3, 1, 1)).astype(float)
    seats = rng.integers(1, 7, (2, 1, 1)).astype(float)
    distance = rng.integers(1, 9, (3, 2)).astype(float)
    today = np.zeros((3, 2), dtype=np.bool_)
    today[np.arange(3), rng.integers(0, 2, 3)] = True
    measures = (
        Measure("line", 1, (0.0,), 3.0, opens=((0, 1), (1, 1))),
        Measure("bus", 0, (0.0,), 2.0, opens=((2, 0),), carries=1.0, limit=2),
        Measure("pair", 0, (0.0,), 5.0, opens=((0, 1), (1, 0), (2, 0), (2, 1))),
        Measure("room", 0, (2.0,), 4.0),
    )
    return Problem(demand, seats, distance, measures, np.array([float(rng.integers(0, 12))]), today=today)


def try_all(problem: Problem) -> tuple[float, float, float, float]:
    """Fewest left over, money, fewest moved, shortest ways: every choice of measures and every way to send whole people."""
    assert problem.budgets is not None and problem.today is not None
    best = (np.inf,) * 4
    options = [range(m.limit + 1) for m in problem.measures]
    for numbers in itertools.product(*options):
        cost = sum(n * m.cost for n, m in zip(numbers, problem.measures, strict=True))
        if cost > problem.budgets[0]:
            continue
        room = [
            problem.seats[j, 0, 0]
            + sum(n * m.seats[0] for n, m in zip(numbers, problem.measures, strict=True) if m.site == j)
            for j in range(2)
        ]
        # the most that may walk from each zone to each site: all, or what the bus carries
        most = np.zeros((3, 2))
        for z, j in itertools.product(range(3), range(2)):
            free = problem.today[z, j] or any(
                n and (z, j) in m.opens and m.carries is None for n, m in zip(numbers, problem.measures, strict=True)
            )
            carried = sum(
                n * m.carries for n, m in zip(numbers, problem.measures, strict=True) if m.carries and (z, j) in m.opens
            )
            most[z, j] = problem.demand[z, 0, 0] if free else carried
        choices = [
            [
                (a, b)
                for a in range(int(most[z, 0]) + 1)
                for b in range(int(most[z, 1]) + 1)
                if a + b <= problem.demand[z, 0, 0]
            ]
            for z in range(3)
        ]
        for sent in itertools.product(*choices):
            if any(sum(s[j] for s in sent) > room[j] for j in range(2)):
                continue
            missing = float(problem.demand.sum()) - sum(map(sum, sent))
            moved = sum(sent[z][j] for z in range(3) for j in range(2) if not problem.today[z, j])
            length = sum(sent[z][j] * problem.distance[z, j] for z in range(3) for j in range(2))
            best = min(best, (missing, float(cost), float(moved), float(length)))
    return best


@pytest.mark.parametrize("seed", range(15))
def test_ways_as_good_as_trying_everything(seed: int) -> None:
    problem = streets(seed)
    missing, cost, moved, length = try_all(problem)
    answer = solve_plan(problem)
    assert answer.missing.value == pytest.approx(missing, abs=1e-5) and answer.cost.value == pytest.approx(
        cost, abs=1e-5
    )
    assert answer.moved is not None and answer.length is not None
    # among plans of one cost the measures may differ in what they move
    if sum(m.cost for m in problem.measures) and answer.moved.value == pytest.approx(moved, abs=1e-5):
        assert answer.length.value == pytest.approx(length, abs=1e-4) or answer.length.value > length
    assert answer.moved.value >= moved - 1e-5
    again = try_starts(problem, answer.starts)
    assert again.missing.value == pytest.approx(missing, abs=1e-5) and again.cost.value == pytest.approx(cost)


def one(demand: float = 100, seats: float = 90, measures: tuple[Measure, ...] = (), **more: object) -> Problem:
    return Problem(
        np.full((1, 1, 1), demand), np.full((1, 1, 1), seats), np.zeros((1, 1)), measures, np.array([100.0]), **more  # type: ignore[arg-type]
    )  # fmt: skip


def test_a_class_just_not_too_large_and_just_too_large() -> None:
    """Two classes of 45; seats without a class may make them 55 each and no more."""
    squeeze = Measure("squeeze", 0, (30.0,), 1.0, classes=(0.0,))
    classes = np.full((1, 1, 1), 2.0)
    assert solve_plan(one(110, 90, (squeeze,), classes=classes, largest=(55.0,))).missing.value == pytest.approx(
        0, abs=1e-6
    )
    answer = solve_plan(one(111, 90, (squeeze,), classes=classes, largest=(55.0,)))
    assert answer.missing.value == pytest.approx(1)
    assert solve_plan(one(111, 90, (squeeze,))).missing.value == pytest.approx(0, abs=1e-6)
    crowded = solve_plan(one(111, 90, (squeeze,)))
    faults = check_answer(one(111, 90, (squeeze,), classes=classes, largest=(55.0,)), crowded)
    assert {f.rule for f in faults} == {"class"}


def test_a_bus_full_and_one_too_many() -> None:
    problem = Problem(
        np.array([[[30.0]]]), np.array([[[0.0]], [[50.0]]]), np.array([[0.0, 8.0]]),
        (Measure("bus", 1, (0.0,), 10.0, opens=((0, 1),), carries=20.0),), np.array([10.0]), farthest=3.0,
    )  # fmt: skip
    answer = solve_plan(problem)
    assert answer.missing.value == pytest.approx(10) and answer.pairs == ((0, 0, -1), (0, 1, 0))
    sent = answer.sent.copy()
    sent[1] = 21
    assert "carries" in {f.rule for f in check_answer(problem, dataclasses.replace(answer, sent=sent))}
    stopped = dataclasses.replace(answer, starts=answer.starts * 0)
    assert "way" in {f.rule for f in check_answer(problem, stopped)}
    elsewhere = dataclasses.replace(problem, measures=(dataclasses.replace(problem.measures[0], opens=()),))
    assert "way" in {f.rule for f in check_answer(elsewhere, answer)}


def test_the_longest_way_first() -> None:
    """Two pupils in each of two zones; the shortest sum sends one of them 10 km, the fair plan nobody further than 6."""
    problem = Problem(
        np.array([[[1.0]], [[1.0]]]), np.array([[[1.0]], [[1.0]]]), np.array([[1.0, 6.0], [6.0, 10.0]]), (), None
    )
    short, fair = solve_plan(problem), solve_plan(problem, fair=True)
    assert short.length is not None and short.length.value == pytest.approx(11) and short.longest is None
    assert fair.longest is not None and fair.longest.value == 6 and fair.length is not None
    assert fair.length.value == pytest.approx(12)


def test_where_one_place_more_helps() -> None:
    """A further seat helps exactly where solving with it says so."""
    for seed in range(20):
        problem = dataclasses.replace(streets(seed), measures=(), today=None, farthest=5.0)
        answer = solve_plan(problem)
        wanted = seats_wanted(problem, answer)
        for site in range(2):
            seats = problem.seats.copy()
            seats[site] += 1
            gained = answer.missing.value - solve_plan(dataclasses.replace(problem, seats=seats)).missing.value
            assert ((site, 0, 0) in wanted) == (gained > 0.5), (seed, site)


def test_a_stopped_search_has_an_answer() -> None:
    problem = streets(1)
    answer = solve_plan(problem, stop=Stop(asked=True))
    assert answer.missing.status == "stopped" == answer.cost.status and check_answer(problem, answer) == ()
    assert answer.missing.bound == 0 and not answer.starts.any()


def test_starts_that_break_the_budget() -> None:
    problem = one(100, 0, (Measure("x", 0, (50.0,), 101.0),))
    with pytest.raises(Unsolved):
        try_starts(problem, np.array([[1]]))
    assert try_starts(problem, np.array([[0]])).missing.value == pytest.approx(100)


def test_near_enough_ends_early() -> None:
    rng = np.random.default_rng(2)
    measures = tuple(Measure(str(i), 0, (float(rng.integers(20, 90)),), float(rng.integers(20, 90))) for i in range(30))
    problem = dataclasses.replace(one(900, 0, measures), budgets=None)
    answer = solve_plan(problem, gap=0.1)
    assert answer.cost.status == "optimal" and answer.cost.gap <= 0.1
    assert answer.cost.bound <= solve_plan(problem).cost.value + 1e-6
