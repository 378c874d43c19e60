"""What more money would do: seats for one more million, and how much is short to close what can be closed.

Floor: methods. In: a `Problem` and its `Answer`. Out: margins by solving again (not from duals: plans come in whole buildings).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from jiaodu.methods.location.model import Answer, Array, Problem, Solved, Whole
from jiaodu.methods.location.plan import allowed
from jiaodu.methods.location.program import make_program, paid_terms
from jiaodu.methods.location.solver import INFINITE, Stop, minimise


@dataclass(frozen=True, slots=True)
class Margin:
    """So much more money in a year leaves at least `least` and at most `most` fewer people over (summed over years)."""

    year: int
    money: float
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Needed:
    """`missing`: who is left over whatever the money; `more` [year]: money above the budget that leaves no more than these over.

    `total`: the least sum of it, with its bound.
    """

    missing: Solved
    more: Array
    total: Solved


def one_more(
    problem: Problem, answer: Answer, money: float, seconds: float, stop: Stop | None = None
) -> Iterator[Margin]:
    """The margin of each year's budget, by solving the first aim again with so much more in that year."""
    if problem.budgets is None:
        return
    for year in range(len(problem.budgets)):
        budgets = problem.budgets.copy()
        budgets[year] += money
        program = make_program(dataclasses.replace(problem, budgets=budgets))
        found = minimise(program.rows, program.missing_costs(), seconds, start=program.nothing(), stop=stop).solved
        least = max(0.0, answer.missing.bound - found.value)
        yield Margin(year, money, least, max(least, answer.missing.value - found.bound))


def money_needed(problem: Problem, seconds: float, stop: Stop | None = None) -> Needed:
    """Who is left over with any money, and the least that the budgets are short to leave only those over."""
    years = problem.demand.shape[2]
    budgets = problem.budgets if problem.budgets is not None else np.full(years, INFINITE)
    program = make_program(dataclasses.replace(problem, budgets=None))
    people = program.missing_costs()
    first = minimise(program.rows, people, seconds / 2, start=program.nothing(), stop=stop)
    capped = program.capped(people, allowed(first.solved.value))
    over = [capped.rows.column() for _ in range(years)]
    for year, column in enumerate(over):
        capped.rows.row([*paid_terms(capped, year), (column, -1.0)], -INFINITE, float(budgets[year]))
    costs = np.zeros(len(capped.rows.lower))
    costs[over] = 1.0
    known = _with_money(first.values, problem, program.starts, budgets)
    found = minimise(capped.rows, costs, seconds / 2, start=known, stop=stop)
    return Needed(first.solved, np.maximum(found.values[over], 0.0), found.solved)


def _with_money(values: Array, problem: Problem, columns: Whole, budgets: Array) -> Array:
    """An answer of the program without budgets, with what it takes above them."""
    years = len(budgets)
    paid = np.zeros(years)
    for i, measure in enumerate(problem.measures):
        for start in range(years):
            if columns[i, start] >= 0:
                number = values[int(columns[i, start])]
                paid += number * np.array([measure.paid(start, year) for year in range(years)])
    return np.concatenate([values, np.maximum(paid - budgets, 0.0)])
