"""The program of a plan: capacity expansion over years, as columns and rows.

Floor: methods. In: a `Problem`. Out: a `Program` whose columns know what they stand for.
Model: Antunes & Peeters 2001 (dynamic school planning) without closing; one period and carriage make it capacitated facility location
(Beasley 1988), with the strong rows x ≤ y where a site has nothing but its measures.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from jiaodu.methods.location.model import Array, Measure, Problem, Whole
from jiaodu.methods.location.solver import INFINITE, Rows

# strong rows make bounds better and programs larger; beyond this many they are left out
STRONG_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Program:
    """Rows, and the columns of starts [measure, year] (−1: too late or too early), sent [pair, stage, year], short [zone, stage, year]."""

    problem: Problem
    rows: Rows
    pairs: tuple[tuple[int, int, int], ...]
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
            for p, (zone, site, _) in enumerate(self.pairs):
                costs[self.sent[p].ravel()] = self.problem.carriage[zone, site]
        return costs

    def length_costs(self) -> Array:
        """Distance of everybody sent."""
        costs = np.zeros(len(self.rows.lower))
        for p, (zone, site, _) in enumerate(self.pairs):
            costs[self.sent[p].ravel()] = self.problem.distance[zone, site]
        return costs

    def moved_costs(self) -> Array:
        """One for each person sent elsewhere than today's map."""
        costs = np.zeros(len(self.rows.lower))
        if (today := self.problem.today) is not None:
            for p, (zone, site, _) in enumerate(self.pairs):
                costs[self.sent[p].ravel()] = 0.0 if today[zone, site] else 1.0
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

    def within(self, longest: float) -> Program:
        """The program without ways that are longer."""
        rows = copied(self.rows)
        for p, (zone, site, _) in enumerate(self.pairs):
            if self.problem.distance[zone, site] > longest:
                for column in self.sent[p].ravel().tolist():
                    rows.upper[column] = 0.0
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
            for z, _, _ in pairs
        ],
        dtype=np.int64,
    ).reshape(len(pairs), stages, years)
    short = np.array([rows.column(float(d)) for d in problem.demand.ravel()], dtype=np.int64).reshape(
        zones, stages, years
    )
    program = Program(problem, rows, pairs, starts, sent, short)
    _everybody(program)
    _room(program)
    _ways(program)
    if problem.classes is not None:
        _classes(program, problem.classes)
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
    for p, (zone, _, _) in enumerate(program.pairs):
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
    of_site = _pairs_of(program)
    standing = Standing(program)
    strong = len(program.pairs) * stages * years <= STRONG_ROWS
    for site, pairs in enumerate(of_site):
        for s in range(stages):
            for t in range(years):
                built = standing.seats(site, s, t)
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


def _pairs_of(program: Program) -> list[list[int]]:
    """Ways that lead to each site."""
    of_site: list[list[int]] = [[] for _ in range(program.problem.seats.shape[0])]
    for p, (_, site, _) in enumerate(program.pairs):
        of_site[site].append(p)
    return of_site


class Standing:
    """Columns of starts that stand in a year, by site."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.of_site: dict[int, list[int]] = {}
        for i, measure in enumerate(program.problem.measures):
            self.of_site.setdefault(measure.site, []).append(i)

    def columns(self, i: int, year: int) -> list[int]:
        """Starts of a measure that stand in a year."""
        measure, starts = self.program.problem.measures[i], self.program.starts[i].tolist()
        return [c for start, c in enumerate(starts) if c >= 0 and measure.stands(start, year)]

    def seats(self, site: int, stage: int, year: int) -> list[tuple[int, float]]:
        """Starts at a site with the seats that they bring to a stage in a year."""
        return self._with(site, year, lambda m: m.seats[stage])

    def classes(self, site: int, stage: int, year: int) -> list[tuple[int, float]]:
        """Starts at a site with the classes that they bring."""
        return self._with(site, year, lambda m: m.classes[stage] if m.classes else 0.0)

    def _with(self, site: int, year: int, number: Callable[[Measure], float]) -> list[tuple[int, float]]:
        measures = self.program.problem.measures
        return [(c, n) for i in self.of_site.get(site, ()) if (n := number(measures[i])) for c in self.columns(i, year)]


def _ways(program: Program) -> None:
    """A way that a measure opens is walked only while the measure stands, by as many as it carries."""
    standing, demand = Standing(program), program.problem.demand
    _, stages, years = demand.shape
    opened: dict[int, list[int]] = {}
    for p, (_, _, by) in enumerate(program.pairs):
        if by >= 0:
            opened.setdefault(by, []).append(p)
    for i, pairs in opened.items():
        carries = program.problem.measures[i].carries
        for t in range(years):
            columns = standing.columns(i, t)
            for p in pairs:
                for s in range(stages):
                    most = float(demand[program.pairs[p][0], s, t])
                    program.rows.row(
                        [(int(program.sent[p, s, t]), 1.0), *((c, -most) for c in columns)], -INFINITE, 0.0
                    )
            if carries is not None:
                people = [(int(program.sent[p, s, t]), 1.0) for p in pairs for s in range(stages)]
                program.rows.row([*people, *((c, -carries) for c in columns)], -INFINITE, 0.0)


def _classes(program: Program, classes: Array) -> None:
    """No class larger than is allowed, on the mean of a site: where a measure could make it so."""
    problem, standing, of_site = program.problem, Standing(program), _pairs_of(program)
    _, stages, years = problem.demand.shape
    for site in sorted(standing.of_site):
        for s in range(stages):
            most = problem.largest[s]
            for t in range(years) if most < INFINITE else ():
                if standing.seats(site, s, t):
                    built = standing.classes(site, s, t)
                    people = [(int(program.sent[p, s, t]), 1.0) for p in of_site[site]]
                    program.rows.row(
                        [*people, *((c, -most * n) for c, n in built)], -INFINITE, most * float(classes[site, s, t])
                    )


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
