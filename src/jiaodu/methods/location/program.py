"""The program of a plan: capacity expansion over years, as columns and rows.

Floor: methods. In: a `Problem`. Out: a `Program` whose columns know what they stand for.
Model: Antunes & Peeters 2001 (dynamic school planning) without closing; one period and carriage make it capacitated facility location
(Beasley 1988), with the strong rows x ≤ y where a site has nothing but its measures.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np

from jiaodu.methods.location.model import Array, Problem, Whole
from jiaodu.methods.location.solver import INFINITE, Rows

# strong rows make bounds better and programs larger; beyond this many they are left out
STRONG_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Program:
    """Rows, and the columns of starts [measure, year] (−1: too late or too early), sent [pair, stage, year], short [zone, stage, year]."""

    problem: Problem
    rows: Rows
    pairs: tuple[tuple[int, int], ...]
    starts: Whole
    sent: Whole
    short: Whole

    def missing_costs(self) -> Array:
        """One for each person left over in a year."""
        costs = np.zeros(len(self.rows.lower))
        costs[self.short.ravel()] = 1.0
        return costs

    def money_costs(self) -> Array:
        """Money of starts and of carriage, over all years."""
        costs = np.zeros(len(self.rows.lower))
        years = self.problem.demand.shape[2]
        for i, measure in enumerate(self.problem.measures):
            for start in range(years):
                if self.starts[i, start] >= 0:
                    costs[self.starts[i, start]] = sum(measure.paid(start, year) for year in range(years))
        if self.problem.carriage is not None:
            for p, (zone, site) in enumerate(self.pairs):
                costs[self.sent[p].ravel()] = self.problem.carriage[zone, site]
        return costs

    def length_costs(self) -> Array:
        """Distance of everybody sent."""
        costs = np.zeros(len(self.rows.lower))
        for p, (zone, site) in enumerate(self.pairs):
            costs[self.sent[p].ravel()] = self.problem.distance[zone, site]
        return costs

    def nothing(self) -> Array:
        """The answer that starts and sends nothing: always allowed."""
        values = np.zeros(len(self.rows.lower))
        values[self.short] = self.problem.demand
        return values

    def capped(self, costs: Array, most: float) -> Program:
        """The program with one more row: costs · columns ≤ most."""
        rows = copied(self.rows)
        rows.row([(int(c), float(costs[c])) for c in np.flatnonzero(costs)], -INFINITE, most)
        return dataclasses.replace(self, rows=rows)

    def fixed(self, starts: Whole) -> Program:
        """The program with the starts given: what is left is linear."""
        rows = copied(self.rows)
        for column, number in zip(self.starts.ravel().tolist(), starts.ravel().tolist(), strict=True):
            if column >= 0:
                rows.lower[column] = rows.upper[column] = float(number)
                rows.whole[column] = False
        return dataclasses.replace(self, rows=rows)


def copied(rows: Rows) -> Rows:
    """Rows that can grow apart from the first."""
    return Rows(*(list(getattr(rows, f.name)) for f in dataclasses.fields(rows)))


def make_program(problem: Problem) -> Program:
    """All columns and rows of a problem."""
    rows, pairs = Rows(), tuple(problem.reached())
    zones, stages, years = problem.demand.shape
    starts = np.full((len(problem.measures), years), -1, dtype=np.int64)
    for i, measure in enumerate(problem.measures):
        for year in range(measure.first, years - measure.lead):
            starts[i, year] = rows.column(float(measure.limit), whole=True)
    sent = np.array(
        [
            [[rows.column(float(problem.demand[z, s, t])) for t in range(years)] for s in range(stages)]
            for z, _ in pairs
        ],
        dtype=np.int64,
    ).reshape(len(pairs), stages, years)
    short = np.array([rows.column(float(d)) for d in problem.demand.ravel()], dtype=np.int64).reshape(
        zones, stages, years
    )
    program = Program(problem, rows, pairs, starts, sent, short)
    _everybody(program)
    _room(program)
    _limits(program)
    if problem.budgets is not None:
        for year in range(years):
            rows.row(paid_terms(program, year), -INFINITE, float(problem.budgets[year]))
    return program


def paid_terms(program: Program, year: int) -> list[tuple[int, float]]:
    """What each start costs in a year."""
    found = []
    for i, measure in enumerate(program.problem.measures):
        for start in range(program.starts.shape[1]):
            if program.starts[i, start] >= 0 and (money := measure.paid(start, year)):
                found.append((int(program.starts[i, start]), money))
    return found


def _everybody(program: Program) -> None:
    """Whoever lives in a zone is sent somewhere or left over."""
    zones, stages, years = program.problem.demand.shape
    of_zone: list[list[int]] = [[] for _ in range(zones)]
    for p, (zone, _) in enumerate(program.pairs):
        of_zone[zone].append(p)
    for z in range(zones):
        for s in range(stages):
            for t in range(years):
                demand = float(program.problem.demand[z, s, t])
                terms = [(int(program.sent[p, s, t]), 1.0) for p in of_zone[z]]
                program.rows.row([*terms, (int(program.short[z, s, t]), 1.0)], demand, demand)


def _room(program: Program) -> None:
    """Nobody is sent where there is no seat: seats there are, and those that stand by then."""
    problem = program.problem
    _, stages, years = problem.demand.shape
    of_site: list[list[int]] = [[] for _ in range(problem.seats.shape[0])]
    for p, (_, site) in enumerate(program.pairs):
        of_site[site].append(p)
    strong = len(program.pairs) * stages * years <= STRONG_ROWS
    for site, pairs in enumerate(of_site):
        for s in range(stages):
            for t in range(years):
                built = _standing(program, site, s, t)
                room = float(problem.seats[site, s, t])
                terms = [(int(program.sent[p, s, t]), 1.0) for p in pairs]
                program.rows.row([*terms, *((c, -n) for c, n in built)], -INFINITE, room)
                if strong and not room:
                    gains = [c for c, n in built if n > 0]
                    for p in pairs:
                        demand = float(problem.demand[program.pairs[p][0], s, t])
                        if demand:
                            program.rows.row(
                                [(int(program.sent[p, s, t]), 1.0), *((c, -demand) for c in gains)], -INFINITE, 0.0
                            )


def _standing(program: Program, site: int, stage: int, year: int) -> list[tuple[int, float]]:
    """Starts at a site with the seats that they bring to a stage in a year."""
    found = []
    for i, measure in enumerate(program.problem.measures):
        if measure.site == site and measure.seats[stage]:
            for start in range(program.starts.shape[1]):
                if program.starts[i, start] >= 0 and measure.stands(start, year):
                    found.append((int(program.starts[i, start]), measure.seats[stage]))
    return found


def _limits(program: Program) -> None:
    """So often each measure, and one of those that exclude each other."""
    groups: dict[str, list[int]] = {}
    for i, measure in enumerate(program.problem.measures):
        columns = [c for c in program.starts[i].tolist() if c >= 0]
        program.rows.row([(c, 1.0) for c in columns], -INFINITE, float(measure.limit))
        if measure.either:
            groups.setdefault(measure.either, []).extend(columns)
    for columns in groups.values():
        program.rows.row([(c, 1.0) for c in columns], -INFINITE, 1.0)
