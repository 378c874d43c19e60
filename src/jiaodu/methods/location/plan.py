"""Solve a plan in three steps: as few left over as can be, at the least cost, by the shortest ways.

Floor: methods. In: a `Problem`, seconds. Out: an `Answer` that was checked. There is one at any moment: to do nothing is allowed.
"""

from __future__ import annotations

import time

import numpy as np

from jiaodu.methods.location.check import check_answer
from jiaodu.methods.location.model import Answer, Problem, Solved
from jiaodu.methods.location.program import Program, make_program
from jiaodu.methods.location.solver import Found, Unsolved, minimise

# seconds for the linear programs that end a plan: they take a fraction of one
LAST_STEPS = 3600.0


def allowed(people: float) -> float:
    """So many people, and what rounding may add to a sum of them."""
    return people + 1e-6 + 1e-9 * people


def solve_plan(problem: Problem, seconds: float = 60.0) -> Answer:
    """The plan that leaves the fewest people over, and among those the cheapest found in the time.

    Half of the time goes to the first aim at most. Each aim has its bound, also where time ran out; the bound on cost holds for plans that
    leave no more over than this one.

    Raises:
        Unsolved: the solver failed, or its answer does not pass the check.
    """
    began = time.monotonic()
    program = make_program(problem)
    people, money = program.missing_costs(), program.money_costs()
    first = minimise(program.rows, people, seconds / 2, start=program.nothing())
    capped = program.capped(people, allowed(first.solved.value))
    second = minimise(capped.rows, money, seconds - (time.monotonic() - began), start=first.values)
    return _answer(program, first.solved, second)


def solve_facilities(problem: Problem, seconds: float = 60.0) -> Answer:
    """The cheapest way to send everybody somewhere: capacitated facility location (Beasley 1988), carriage included.

    Raises:
        Unsolved: not everybody can be sent somewhere, no answer in the time, or the answer does not pass the check.
    """
    program = make_program(problem)
    capped = program.capped(program.missing_costs(), 0.0)
    found = minimise(capped.rows, program.money_costs(), seconds)
    return _answer(program, Solved(0.0, 0.0, "optimal"), found)


def _answer(program: Program, missing: Solved, found: Found) -> Answer:
    """Whole starts, and the people sent anew for them, so that nothing rests on a rounded 0.9999."""
    problem = program.problem
    starts = np.where(program.starts >= 0, np.rint(found.values[program.starts]), 0).astype(np.int64)
    by_carriage = problem.carriage is not None
    last = program.fixed(starts)
    # the cap on people gave way by a rounding; with starts that are whole it need not
    fewest = minimise(last.rows, program.missing_costs(), LAST_STEPS).solved.value
    last = last.capped(program.missing_costs(), fewest + 1e-9 * (1.0 + fewest))
    ways = minimise(last.rows, last.money_costs() if by_carriage else last.length_costs(), LAST_STEPS)
    sent, short = np.maximum(ways.values[program.sent], 0.0), np.maximum(ways.values[program.short], 0.0)
    value = float(program.money_costs() @ ways.values)
    answer = Answer(
        starts, sent, short, program.pairs,
        Solved(float(short.sum()), min(missing.bound, float(short.sum())), missing.status),
        Solved(value, min(found.solved.bound, value), found.solved.status),
        None if by_carriage else ways.solved,
    )  # fmt: skip
    if faults := check_answer(problem, answer):
        raise Unsolved(f"the answer breaks rules: {faults[:3]}")
    return answer
