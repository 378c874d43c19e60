"""Whether an answer keeps every rule, gone through in plain loops that share nothing with the program that was solved.

Floor: methods. In: a `Problem`, an `Answer`. Out: faults; none for a sound answer.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from jiaodu.methods.location.model import Answer, Measure, Problem


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that is broken, where, and by how much."""

    rule: str
    where: tuple[int, ...]
    by: float


def check_answer(problem: Problem, answer: Answer, tolerance: float = 1e-5) -> tuple[Fault, ...]:
    """Every rule of the problem and every number that the answer states, to a tolerance times the size of what is compared."""
    found = [*_starts(problem, answer), *_people(problem, answer), *_ways(problem, answer), *_rooms(problem, answer)]
    found += [*_money(problem, answer)]
    found += _stated(problem, answer)
    return tuple(f for f, size in found if not f.by <= tolerance * max(1.0, abs(size)))


Found = Iterator[tuple[Fault, float]]


def _starts(problem: Problem, answer: Answer) -> Found:
    years = problem.demand.shape[2]
    groups: dict[str, int] = {}
    for i, measure in enumerate(problem.measures):
        numbers = [int(n) for n in answer.starts[i]]
        yield Fault("limit", (i,), sum(numbers) - measure.limit), 1
        for year, number in enumerate(numbers):
            yield Fault("below zero", (i, year), -number), 1
            if number and (year < measure.first or year + measure.lead >= years):
                yield Fault("time", (i, year), number), 1
        if measure.either:
            groups[measure.either] = groups.get(measure.either, 0) + sum(numbers)
    for number in groups.values():
        yield Fault("either", (), number - 1), 1


def _people(problem: Problem, answer: Answer) -> Found:
    zones, stages, years = problem.demand.shape
    for p, (zone, site, by) in enumerate(answer.pairs):
        far = float(problem.distance[zone, site])
        closed = far > problem.farthest if problem.today is None else not problem.today[zone, site]
        if math.isinf(far) or (by < 0 and closed):
            yield Fault("distance", (zone, site), float(answer.sent[p].max(initial=0.0))), 1
        for s in range(stages):
            for t in range(years):
                yield Fault("below zero", (p, s, t), -float(answer.sent[p, s, t])), 1
    of_zone = _grouped(zone for zone, _, _ in answer.pairs)
    for z in range(zones):
        for s in range(stages):
            for t in range(years):
                sent = sum(float(answer.sent[p, s, t]) for p in of_zone.get(z, ()))
                short, demand = float(answer.short[z, s, t]), float(problem.demand[z, s, t])
                yield Fault("below zero", (z, s, t), -short), 1
                yield Fault("everybody", (z, s, t), abs(sent + short - demand)), demand


def _grouped(keys: Iterable[int]) -> dict[int, list[int]]:
    """The positions of each key."""
    found: dict[int, list[int]] = {}
    for i, key in enumerate(keys):
        found.setdefault(key, []).append(i)
    return found


def _ways(problem: Problem, answer: Answer) -> Found:
    _, stages, years = problem.demand.shape
    for i, measure in enumerate(problem.measures):
        mine = [p for p, (_, _, by) in enumerate(answer.pairs) if by == i]
        for p in mine:
            if answer.pairs[p][:2] not in measure.opens:
                yield Fault("way", (i, p), float(answer.sent[p].sum())), 1
        for t in range(years) if mine else ():
            number, sent = _standing(answer, i, measure, t), 0.0
            for p in mine:
                for s in range(stages):
                    sent += float(answer.sent[p, s, t])
            if not number:
                yield Fault("way", (i, t), sent), 1
            elif measure.carries is not None:
                yield Fault("carries", (i, t), sent - number * measure.carries), sent


def _standing(answer: Answer, i: int, measure: Measure, year: int) -> int:
    """How often a measure stands in a year."""
    number = 0
    for start in range(answer.starts.shape[1]):
        begins = start + measure.lead
        if begins <= year and (measure.lasts is None or year < begins + measure.lasts):
            number += int(answer.starts[i, start])
    return number


def _rooms(problem: Problem, answer: Answer) -> Found:
    sites, stages, years = problem.seats.shape
    of_site, measures_of = _grouped(site for _, site, _ in answer.pairs), _grouped(m.site for m in problem.measures)
    for site in range(sites):
        for s in range(stages):
            for t in range(years):
                room, classes, widened = float(problem.seats[site, s, t]), 0.0, False
                for i in measures_of.get(site, ()):
                    measure = problem.measures[i]
                    number = _standing(answer, i, measure, t)
                    room += float(measure.seats[s]) * number
                    classes += (measure.classes[s] if measure.classes else 0.0) * number
                    widened = widened or bool(number and measure.seats[s])
                sent = sum(float(answer.sent[p, s, t]) for p in of_site.get(site, ()))
                yield Fault("room", (site, s, t), sent - room), room
                if problem.classes is not None and widened:
                    classes += float(problem.classes[site, s, t])
                    yield Fault("class", (site, s, t), sent - problem.largest[s] * classes), sent


def _paid(problem: Problem, answer: Answer) -> list[float]:
    years = problem.demand.shape[2]
    paid = [0.0] * years
    for i, measure in enumerate(problem.measures):
        for start in range(years):
            number = int(answer.starts[i, start])
            paid[start] += number * measure.cost
            begins = start + measure.lead
            ends = years if measure.lasts is None else min(years, begins + measure.lasts)
            for year in range(begins, ends):
                paid[year] += number * measure.yearly
    return paid


def _money(problem: Problem, answer: Answer) -> Found:
    if problem.budgets is not None:
        for year, money in enumerate(_paid(problem, answer)):
            yield Fault("budget", (year,), money - float(problem.budgets[year])), money


def _stated(problem: Problem, answer: Answer) -> list[tuple[Fault, float]]:
    missing = float(answer.short.sum())
    money, length, moved, longest = sum(_paid(problem, answer)), 0.0, 0.0, 0.0
    for p, (zone, site, _) in enumerate(answer.pairs):
        people = float(answer.sent[p].sum())
        moved += people if problem.today is not None and not problem.today[zone, site] else 0.0
        longest = max(longest, float(problem.distance[zone, site]) if people > 1e-6 else 0.0)
        length += people * float(problem.distance[zone, site])
        if problem.carriage is not None:
            money += people * float(problem.carriage[zone, site])
    stated = [("missing", missing, answer.missing), ("cost", money, answer.cost)]
    if answer.length is not None:
        stated.append(("length", length, answer.length))
    if answer.moved is not None:
        stated.append(("moved", moved, answer.moved))
    if answer.longest is not None:
        stated.append(("longest", longest, answer.longest))
    found = [(Fault(f"stated {name}", (), abs(value - solved.value)), value) for name, value, solved in stated]
    return found + [(Fault(f"bound of {name}", (), solved.bound - value), value) for name, value, solved in stated]
