"""Solve a plan step by step: as few left over as can be, at the least cost, with the least change from today's map, by the shortest ways.

Floor: methods. In: a `Problem`, seconds. Out: an `Answer` that was checked. There is one at any moment: to do nothing is allowed.
"""

from __future__ import annotations

import dataclasses
import time

import numpy as np

from jiaodu.methods.location.check import check_answer
from jiaodu.methods.location.model import Answer, Array, Problem, Solved, Whole
from jiaodu.methods.location.program import Program, make_program
from jiaodu.methods.location.solver import RELATIVE_GAP, Found, Stop, Unsolved, minimise

# seconds for the linear programs that end a plan: they take a fraction of one
LAST_STEPS = 3600.0


def allowed(people: float) -> float:
    """So many people, and what rounding may add to a sum of them."""
    return people + 1e-6 + 1e-9 * people


def solve_plan(
    problem: Problem, seconds: float = 60.0, *, gap: float = RELATIVE_GAP, fair: bool = False, stop: Stop | None = None
) -> Answer:
    """The plan that leaves the fewest people over, and among those the cheapest found in the time.

    Half of the time goes to the first aim at most. Each aim has its bound, also where time ran out or `stop` was asked for; the bound on
    cost holds for plans that leave no more over than this one. `gap`: how far off the best, relative to it, is near enough. `fair`: the
    longest way of anybody is made as short as can be before the sum of all ways.

    Raises:
        Unsolved: the solver failed, or its answer does not pass the check.
    """
    began = time.monotonic()
    program = make_program(problem)
    people, money = program.missing_costs(), program.money_costs()
    first = minimise(program.rows, people, seconds / 2, start=program.nothing(), gap=gap, stop=stop)
    capped = program.capped(people, allowed(first.solved.value))
    left = seconds - (time.monotonic() - began)
    second = minimise(capped.rows, money, left, start=first.values, gap=gap, stop=stop)
    return _answer(program, first.solved, second, fair=fair)


def solve_facilities(problem: Problem, seconds: float = 60.0) -> Answer:
    """The cheapest way to send everybody somewhere: capacitated facility location (Beasley 1988), carriage included.

    Raises:
        Unsolved: not everybody can be sent somewhere, no answer in the time, or the answer does not pass the check.
    """
    program = make_program(problem)
    capped = program.capped(program.missing_costs(), 0.0)
    found = minimise(capped.rows, program.money_costs(), seconds)
    return _answer(program, Solved(0.0, 0.0, "optimal"), found)


def try_starts(problem: Problem, starts: Whole, *, fair: bool = False) -> Answer:
    """What given starts come to: people are sent as well as can be, nothing else is started. Proved, for it is linear.

    Raises:
        Unsolved: the starts break a rule of the problem (budget, time, rooms).
    """
    program = make_program(problem)
    value = float(
        sum(
            int(starts[i, s]) * measure.paid(s, year)
            for i, measure in enumerate(problem.measures)
            for s in range(starts.shape[1])
            for year in range(starts.shape[1])
        )
    )
    return _finished(program, starts, None, Solved(value, value, "optimal"), fair=fair)


def _answer(program: Program, missing: Solved, found: Found, *, fair: bool = False) -> Answer:
    """Whole starts, and the people sent anew for them, so that nothing rests on a rounded 0.9999."""
    starts = np.where(program.starts >= 0, np.rint(found.values[program.starts]), 0).astype(np.int64)
    return _finished(program, starts, missing, found.solved, fair=fair)


def _finished(program: Program, starts: Whole, missing: Solved | None, cost: Solved, *, fair: bool) -> Answer:
    """People sent for given starts, aim after aim; `missing` is None where what is proved holds for these starts alone."""
    problem, last = program.problem, program.fixed(starts)
    # the cap on people gave way by a rounding; with starts that are whole it need not
    fewest = minimise(last.rows, program.missing_costs(), LAST_STEPS).solved
    last = last.capped(program.missing_costs(), fewest.value + 1e-9 * (1.0 + fewest.value))
    missing = fewest if missing is None else missing
    moved: Solved | None = None
    if problem.today is not None:
        moved = minimise(last.rows, last.moved_costs(), LAST_STEPS).solved
        last = last.capped(last.moved_costs(), allowed(moved.value))
    longest = _longest(last) if fair else None
    if longest is not None:
        last = last.within(longest.value)
    by_carriage = problem.carriage is not None
    ways = minimise(last.rows, last.money_costs() if by_carriage else last.length_costs(), LAST_STEPS)
    sent, short = np.maximum(ways.values[program.sent], 0.0), np.maximum(ways.values[program.short], 0.0)
    value = float(program.money_costs() @ ways.values)
    answer = Answer(
        starts, sent, short, program.pairs,
        Solved(float(short.sum()), min(missing.bound, float(short.sum())), missing.status),
        Solved(value, min(cost.bound, value), cost.status),
        None if by_carriage else ways.solved,
        None if moved is None else _restated(moved, float(program.moved_costs() @ ways.values)),
        None if longest is None else _restated(longest, _farthest(problem, program, sent)),
    )  # fmt: skip
    if faults := check_answer(problem, answer):
        raise Unsolved(f"the answer breaks rules: {faults[:3]}")
    return answer


def _restated(solved: Solved, value: float) -> Solved:
    """What was proved, of the value that the answer has in the end."""
    return dataclasses.replace(solved, value=value, bound=min(solved.bound, value))


def _farthest(problem: Problem, program: Program, sent: Array) -> float:
    ways = [problem.distance[z, j] for p, (z, j, _) in enumerate(program.pairs) if sent[p].sum() > 1e-6]
    return float(max(ways, default=0.0))


def _longest(program: Program) -> Solved:
    """The least longest way, by halving among the lengths that there are."""
    problem = program.problem
    lengths = sorted({float(problem.distance[z, j]) for z, j, _ in program.pairs} | {0.0})
    low, high = 0, len(lengths) - 1
    while low < high:
        middle = (low + high) // 2
        try:
            minimise(program.within(lengths[middle]).rows, program.missing_costs(), LAST_STEPS)
            high = middle
        except Unsolved:
            low = middle + 1
    return Solved(lengths[high], lengths[high], "optimal")
