"""Plans of places: against trying everything, against published optima, against rules gone through by hand."""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiaodu.methods.location import Measure, Problem, check_answer, money_needed, one_more, solve_facilities, solve_plan
from jiaodu.methods.location.solver import Rows, Unsolved, minimise

INF = float("inf")
# file, published optimum (OR-Library, J. E. Beasley), SHA-256 of the file
PUBLISHED = {
    "cap61": 932615.750,
    "cap62": 977799.400,
    "cap63": 1014062.050,
    "cap64": 1045650.250,
    "cap82": 910889.563,
}


def town(seed: int, years: int = 3, budget: float | None = None) -> Problem:
    """Two zones, two sites, two stages, four measures: small enough to try everything."""
    rng = np.random.default_rng(seed)
    demand = rng.integers(0, 120, (2, 2, years)).astype(float)
    seats = np.repeat(rng.integers(0, 50, (2, 2, 1)), years, axis=2).astype(float)
    distance = np.array([[0.0, float(rng.integers(1, 6))], [float(rng.integers(1, 6)), 0.0]])
    measures = (
        Measure("build", 0, (60.0, 30.0), 500.0, lead=1),
        Measure("extend", 1, (40.0, 0.0), 200.0, yearly=10.0, limit=2),
        Measure("class", 0, (45.0, 0.0), 20.0, yearly=5.0, lasts=1),
        Measure("turn", 1, (-20.0, 25.0), 60.0, either="one"),
    )
    budgets = rng.integers(0, 500, years).astype(float) if budget is None else np.full(years, budget)
    return Problem(demand, seats, distance, measures, budgets, farthest=3.0)


def left_over(problem: Problem, starts: np.ndarray) -> float | None:
    """Fewest left over with given starts: largest flow by trying cuts; None where a rule is broken."""
    zones, stages, years = problem.demand.shape
    assert problem.budgets is not None
    for t in range(years):
        paid = sum(
            starts[i, s] * ((m.cost if s == t else 0) + (m.yearly if _stands(m, s, t) else 0))
            for i, m in enumerate(problem.measures)
            for s in range(years)
        )
        if paid > problem.budgets[t] + 1e-9:
            return None
    missing = 0.0
    for g in range(stages):
        for t in range(years):
            room = [
                problem.seats[j, g, t]
                + sum(
                    starts[i, s] * m.seats[g]
                    for i, m in enumerate(problem.measures)
                    for s in range(years)
                    if m.site == j and _stands(m, s, t)
                )
                for j in range(2)
            ]
            if min(room) < 0:
                return None
            # max-flow = min-cut over subsets of zones (Hall): everybody outside the subset is sent, the subset gets what it reaches
            best = INF
            for chosen in itertools.product((0, 1), repeat=zones):
                reach = {
                    j for z in range(zones) if chosen[z] for j in range(2) if problem.distance[z, j] <= problem.farthest
                }
                flow = sum(problem.demand[z, g, t] for z in range(zones) if not chosen[z]) + sum(room[j] for j in reach)
                best = min(best, flow)
            missing += problem.demand[:, g, t].sum() - best
    return float(missing)


def _stands(m: Measure, start: int, year: int) -> bool:
    return year >= start + m.lead and (m.lasts is None or year < start + m.lead + m.lasts)


def try_everything(problem: Problem) -> tuple[float, float]:
    """The fewest left over, and the least money for that."""
    years = problem.demand.shape[2]
    options = []
    for m in problem.measures:
        free = [t for t in range(years) if t + m.lead < years]
        options.append(
            [
                c
                for c in itertools.product(range(m.limit + 1), repeat=years)
                if sum(c) <= m.limit and all(not c[t] or t in free for t in range(years))
            ]
        )
    best = (INF, INF)
    for choice in itertools.product(*options):
        starts = np.array(choice)
        missing = left_over(problem, starts)
        if missing is not None:
            cost = sum(
                starts[i, s] * (m.cost + m.yearly * sum(_stands(m, s, t) for t in range(years)))
                for i, m in enumerate(problem.measures)
                for s in range(years)
            )
            best = min(best, (round(missing, 6), float(cost)))
    return best


@pytest.mark.parametrize("seed", range(12))
def test_as_good_as_trying_everything(seed: int) -> None:
    problem = town(seed)
    missing, cost = try_everything(problem)
    answer = solve_plan(problem)
    assert answer.missing.status == answer.cost.status == "optimal"
    assert answer.missing.value == pytest.approx(missing, abs=1e-4)
    assert answer.cost.value == pytest.approx(cost, abs=1e-3)
    assert answer.missing.gap <= 1e-6 and answer.cost.gap <= 1e-6


@settings(max_examples=15)
@given(st.integers(0, 10_000), st.integers(0, 900), st.integers(0, 900))
def test_more_money_is_never_worse(seed: int, one: int, other: int) -> None:
    few, many = sorted((one, other))
    poor, rich = (solve_plan(town(seed, budget=float(b))) for b in (few, many))
    assert rich.missing.value <= poor.missing.value + 1e-4
    for answer in (poor, rich):
        assert answer.sent.sum() + answer.short.sum() == pytest.approx(town(seed, budget=1.0).demand.sum())


def test_the_same_plan_again() -> None:
    first, second = solve_plan(town(3)), solve_plan(town(3))
    assert np.array_equal(first.starts, second.starts) and np.array_equal(first.sent, second.sent)


def test_a_lead_time_just_met_and_just_missed() -> None:
    for lead, missing in ((1, 100.0), (2, 200.0)):
        problem = Problem(
            np.full((1, 1, 2), 100.0),
            np.zeros((1, 1, 2)),
            np.zeros((1, 1)),
            (Measure("b", 0, (100.0,), 1.0, lead=lead),),
            np.ones(2),
        )
        assert solve_plan(problem).missing.value == pytest.approx(missing)


def test_a_distance_just_met_and_just_missed() -> None:
    problem = Problem(np.full((1, 1, 1), 10.0), np.full((1, 1, 1), 10.0), np.array([[3.0]]), (), None, farthest=3.0)
    assert solve_plan(problem).missing.value == pytest.approx(0, abs=1e-6)
    assert solve_plan(dataclasses.replace(problem, farthest=2.99)).missing.value == 10


def test_every_rule_is_checked() -> None:
    """Each way of spoiling a sound answer is noticed, by name."""
    problem = town(0, budget=450.0)
    answer = solve_plan(problem)
    assert check_answer(problem, answer) == ()

    def rules(spoilt: Problem = problem, **changed: Any) -> set[str]:
        return {f.rule for f in check_answer(spoilt, dataclasses.replace(answer, **changed))}

    sent = answer.sent.copy()
    p, s, t = np.unravel_index(int(sent.argmax()), sent.shape)
    sent[p, s, t] += 1
    assert "everybody" in rules(sent=sent)
    assert "room" in rules(dataclasses.replace(problem, seats=np.zeros_like(problem.seats)))
    assert "distance" in rules(dataclasses.replace(problem, distance=problem.distance + 9))
    assert "budget" in rules(dataclasses.replace(problem, budgets=np.zeros(3)))
    late = answer.starts.copy()
    late[0, 2] = 1
    assert {"time", "stated cost"} <= rules(starts=late)
    many = answer.starts.copy()
    many[3, :] = 1
    assert {"limit", "either"} <= rules(starts=many)
    assert "stated missing" in rules(missing=dataclasses.replace(answer.missing, value=answer.missing.value + 1))
    assert "bound of missing" in rules(missing=dataclasses.replace(answer.missing, bound=answer.missing.value + 1))
    short = answer.short.copy()
    short[0, 0, 0] = -1
    assert "below zero" in rules(short=short)


def test_what_is_short_and_by_how_much() -> None:
    problem = Problem(
        np.full((1, 1, 2), 100.0),
        np.zeros((1, 1, 2)),
        np.zeros((1, 1)),
        (Measure("b", 0, (90.0,), 700.0, lead=1), Measure("c", 0, (10.0,), 50.0)),
        np.array([300.0, 0.0]),
    )
    answer = solve_plan(problem)
    assert answer.missing.value == pytest.approx(180) and answer.cost.value == pytest.approx(50)
    needed = money_needed(problem, 10)
    # the first year has no building yet: 90 stay without a seat whatever the money
    assert needed.missing.value == pytest.approx(90)
    assert needed.more.tolist() == pytest.approx([450, 0]) and needed.total.value == pytest.approx(450)
    for more, gained in ((399.0, 0.0), (400.0, 70.0), (450.0, 90.0)):
        margins = list(one_more(problem, answer, more, 10))
        assert margins[0].least == pytest.approx(gained, abs=1e-4) == pytest.approx(margins[0].most, abs=1e-4)
        assert margins[1].most == pytest.approx(0, abs=1e-4)


def test_out_of_time_there_is_an_answer_with_a_bound() -> None:
    rng = np.random.default_rng(1)
    zones, years = 60, 5
    place = rng.uniform(0, 10, (zones, 2))
    distance = np.hypot(*(place[:, None] - place[None]).transpose(2, 0, 1))
    measures = tuple(
        Measure(f"{j}/{k}", j, (float(rng.integers(40, 300)),), float(rng.integers(50, 900)), lead=k)
        for j in range(zones)
        for k in (0, 1)
    )
    problem = Problem(
        rng.integers(20, 300, (zones, 1, years)).astype(float),
        np.full((zones, 1, years), 60.0),
        distance,
        measures,
        np.full(years, 900.0),
        2.0,
    )
    answer = solve_plan(problem, 0.2)
    assert answer.missing.status == "time" and 0 < answer.missing.gap <= 1
    assert answer.missing.bound <= answer.missing.value <= problem.demand.sum()
    assert check_answer(problem, answer) == ()


def test_a_status_is_never_taken_for_granted() -> None:
    rows = Rows()
    x = rows.column(whole=True)
    rows.row([(x, 1.0)], 2.0, 1.0)
    with pytest.raises(Unsolved):
        minimise(rows, np.ones(1), 5)
    rows = Rows()
    rows.column()
    with pytest.raises(Unsolved):
        minimise(rows, -np.ones(1), 5)


def test_a_question_that_makes_no_sense() -> None:
    fine = town(0)
    for changed in (
        {"demand": -fine.demand}, {"budgets": -np.ones(3)}, {"budgets": np.full(3, np.nan)}, {"distance": np.full((2, 2), np.nan)}, {"seats": fine.seats[:1]},
        {"measures": (Measure("x", 7, (1.0, 1.0), 1.0),)},
    ):  # fmt: skip
        with pytest.raises(ValueError, match=r"\w"):
            dataclasses.replace(fine, **changed)
    with pytest.raises(ValueError, match="below zero"):
        Measure("x", 0, (1.0,), -1.0)


def facilities(file: Path) -> Problem:
    """An instance of OR-Library: sites with capacity and cost, zones with demand and the cost of serving all of it."""
    numbers = iter([float(x) for x in file.read_text().split()])
    sites, zones = int(next(numbers)), int(next(numbers))
    measures = []
    for j in range(sites):
        capacity = next(numbers)
        measures.append(Measure(str(j), j, (capacity,), next(numbers)))
    demand, carriage = np.zeros((zones, 1, 1)), np.zeros((zones, sites))
    for z in range(zones):
        demand[z] = next(numbers)
        carriage[z] = [next(numbers) / demand[z, 0, 0] for _ in range(sites)]
    return Problem(demand, np.zeros((sites, 1, 1)), np.zeros((zones, sites)), tuple(measures), None, carriage=carriage)


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_optima(name: str, reference_data: Path) -> None:
    file = reference_data / "location_capwarehouse" / f"{name}.txt"
    if not file.is_file():
        pytest.skip("no instances of OR-Library")
    assert hashlib.sha256(file.read_bytes()).hexdigest() == HASHES[name]
    answer = solve_facilities(facilities(file))
    assert answer.cost.status == "optimal" and answer.cost.gap <= 1e-6
    assert answer.cost.value == pytest.approx(PUBLISHED[name], abs=0.01)


def test_facilities_that_cannot_hold_everybody() -> None:
    problem = Problem(
        np.full((1, 1, 1), 10.0),
        np.zeros((1, 1, 1)),
        np.zeros((1, 1)),
        (Measure("a", 0, (9.0,), 1.0),),
        carriage=np.ones((1, 1)),
    )
    with pytest.raises(Unsolved, match="nfeasible"):
        solve_facilities(problem)


HASHES = {
    "cap61": "f5a94aab4d6a816e76e8fae4f5af1e1654e6b9f3d1e06df6a220a184cd21cd49",
    "cap62": "f975048990233b864ebae7150fab8fe75a138a93c06611c3700ff98bedadc49a",
    "cap63": "994ec27277fc3c730d2c00d5421d42ca2ea22bb760e7b19da8e07593ac6a2419",
    "cap64": "3b7c874a975e0e88d1e3e49003509f57febaf0aa0b354e1234b1c33d22396906",
    "cap82": "1dd37c54ebcd3e795ba3bc24f0a7613374be7974d267919dbe46e53e86e92512",
}
