"""Whole zones to schools, the zones of each school in one piece: fewest over, then least change, then shortest ways.

Floor: methods. In: `Ground`. Out: a `Map` whose pieces were walked to be sure; each aim with its bound, also when time runs out.
Method: assignment with a-b separator cuts, added where an answer falls to pieces, until none does (Oehrlein & Haunert 2017).
"""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass

import numpy as np

from jiaodu.methods.location.model import Array, Flags, Solved, Whole
from jiaodu.methods.location.program import copied
from jiaodu.methods.location.solver import INFINITE, Rows, Stop, Unsolved, minimise

NOWHERE = -1
ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Ground:
    """`people` [zone], `room` [site], `distance` and `allowed` [zone, site], `borders` [zone, zone] (both ways); `home` [site] is the zone
    that a school stands in (−1: not known); `today` [zone] the site of each zone now (−1: none; None: no map)."""

    people: Array
    room: Array
    distance: Array
    allowed: Flags
    borders: Flags
    home: Whole
    today: Whole | None = None

    def __post_init__(self) -> None:
        if not np.array_equal(self.borders, self.borders.T):
            raise ValueError("borders lead both ways")
        if (self.people < 0).any() or (self.room < 0).any() or not np.isfinite(self.distance[self.allowed]).all():
            raise ValueError("people and room are not below zero, and ways that are allowed have a length")


@dataclass(frozen=True, slots=True)
class Map:
    """`site` [zone] (−1: no chain of borders leads to a school that it may go to). `over`: people beyond the room of their school; `moved`:
    people whose zone changes its school; `length`: ways of all. `cuts`: rows that held pieces together."""

    site: Whole
    over: Solved
    moved: Solved
    length: Solved
    cuts: int


def draw_zones(ground: Ground, seconds: float = 60.0, stop: Stop | None = None) -> Map:
    """The map. A zone that no school's piece can reach is left out.

    Raises:
        Unsolved: the solver failed, or the map does not pass the check.
    """
    start = _grown(ground)
    if ground.today is not None and _sound(ground, ground.today, start):
        start = ground.today.copy()
    search = _Search(ground, start)
    ends, aims = time.monotonic() + seconds, []
    for aim, costs in enumerate((search.over_costs(), search.moved_costs(), search.length_costs())):
        left = (ends - time.monotonic()) / (3 - aim)
        aims.append(search.least(costs, max(0.1, left), stop))
    value = _measured(ground, search.best)
    over, moved, length = (
        Solved(v, min(v, a.bound), a.status if v <= a.value + 1e-4 * max(1.0, abs(v)) else "time")
        for v, a in zip(value, aims, strict=True)
    )
    made = Map(search.best, over, moved, length, search.cuts)
    if faults := check_map(ground, made):
        raise Unsolved(f"the map breaks rules: {faults[:3]}")
    return made


def _grown(ground: Ground) -> Whole:
    """A map in one piece each: schools grow from where they stand, or from their nearest zone, over borders; −1 where none arrives."""
    site = np.full(len(ground.people), NOWHERE, dtype=np.int64)
    ahead: deque[tuple[int, int]] = deque()
    for j in np.argsort(-ground.room, kind="stable").tolist():
        options = np.flatnonzero(ground.allowed[:, j] & (site == NOWHERE))
        if not len(options) or not ground.room[j]:
            continue
        home = int(ground.home[j])
        seed = home if home in options else int(options[np.argmin(ground.distance[options, j])])
        site[seed] = j
        ahead.append((seed, j))
    while ahead:
        zone, j = ahead.popleft()
        for other in np.flatnonzero(ground.borders[zone]).tolist():
            if site[other] == NOWHERE and ground.allowed[other, j]:
                site[other] = j
                ahead.append((other, j))
    return site


def _sound(ground: Ground, site: Whole, like: Whole) -> bool:
    """Whether a map could be an answer: it serves the same zones, by ways that are allowed, in one piece each."""
    if not np.array_equal(site == NOWHERE, like == NOWHERE):
        return False
    served = np.flatnonzero(site != NOWHERE)
    return bool(ground.allowed[served, site[served]].all()) and not any(
        len(pieces(ground.borders, np.flatnonzero(site == j).tolist())) > 1 for j in set(site[served].tolist())
    )


def pieces(borders: Flags, zones: list[int]) -> list[set[int]]:
    """The pieces that zones fall into, by walking over borders."""
    left, found = set(zones), []
    while left:
        piece, ahead = set(), [left.pop()]
        while ahead:
            zone = ahead.pop()
            piece.add(zone)
            near = [k for k in np.flatnonzero(borders[zone]).tolist() if k in left]
            left.difference_update(near)
            ahead += near
        found.append(piece)
    return found


def _measured(ground: Ground, site: Whole) -> tuple[float, float, float]:
    """People over, moved, and their ways, in plain loops."""
    load, moved, length = [0.0] * len(ground.room), 0.0, 0.0
    for z, j in enumerate(site.tolist()):
        if j != NOWHERE:
            people = float(ground.people[z])
            load[j] += people
            length += people * float(ground.distance[z, j])
            if ground.today is not None and int(ground.today[z]) != j:
                moved += people
    return sum(max(0.0, n - float(r)) for n, r in zip(load, ground.room, strict=True)), moved, length


class _Search:
    """Columns of ways, then of people over by site; the best map so far; cuts that are kept from aim to aim."""

    def __init__(self, ground: Ground, start: Whole) -> None:
        self.ground, self.best, self.cuts = ground, start, 0
        self.ways = [
            (z, int(j)) for z in np.flatnonzero(start != NOWHERE).tolist() for j in np.flatnonzero(ground.allowed[z])
        ]
        self.column = {way: c for c, way in enumerate(self.ways)}
        self.rows, sites = Rows(), len(ground.room)
        for _ in self.ways:
            self.rows.column(1.0, whole=True)
        self.over = [self.rows.column() for _ in range(sites)]
        for z in np.flatnonzero(start != NOWHERE).tolist():
            self.rows.row([(self.column[z, int(j)], 1.0) for j in np.flatnonzero(ground.allowed[z])], 1.0, 1.0)
        for j in range(sites):
            people = [(c, float(ground.people[z])) for (z, site), c in self.column.items() if site == j]
            self.rows.row([*people, (self.over[j], -1.0)], -INFINITE, float(ground.room[j]))

    def over_costs(self) -> Array:
        """One for each person over."""
        costs = np.zeros(len(self.rows.lower))
        costs[self.over] = 1.0
        return costs

    def moved_costs(self) -> Array:
        """People of zones that change their school."""
        costs, today = np.zeros(len(self.rows.lower)), self.ground.today
        for (z, j), c in self.column.items():
            if today is not None and int(today[z]) != j:
                costs[c] = self.ground.people[z]
        return costs

    def length_costs(self) -> Array:
        """Ways of all people."""
        costs = np.zeros(len(self.rows.lower))
        for (z, j), c in self.column.items():
            costs[c] = self.ground.people[z] * self.ground.distance[z, j]
        return costs

    def values(self, site: Whole) -> Array:
        """The columns of a map."""
        values = np.zeros(len(self.rows.lower))
        load = np.zeros(len(self.ground.room))
        for z, j in enumerate(site.tolist()):
            if j != NOWHERE:
                values[self.column[z, j]] = 1.0
                load[j] += self.ground.people[z]
        values[self.over] = np.maximum(load - self.ground.room, 0.0)
        return values

    def least(self, costs: Array, seconds: float, stop: Stop | None) -> Solved:
        """Minimise over maps in one piece each, then keep to what was reached."""
        ends, bound = time.monotonic() + seconds, 0.0
        while True:
            start = self.values(self.best)
            found = minimise(self.rows, costs, max(0.05, ends - time.monotonic()), start=start, stop=stop)
            bound = max(bound, found.solved.bound)
            site = self.best.copy()
            for (z, j), c in self.column.items():
                if found.values[c] > 0.5:
                    site[z] = j
            broken = self._cut(site)
            if not broken and costs @ self.values(site) <= costs @ start:
                self.best = site
            reached = float(costs @ self.values(self.best))
            if (
                not broken
                or reached <= bound + ROUNDING * max(1.0, reached)
                or found.solved.status != "optimal"
                or time.monotonic() >= ends
            ):
                break
        proved = reached <= bound + ROUNDING * max(1.0, reached)
        status = "optimal" if proved else "stopped" if found.solved.status == "stopped" else "time"
        self.rows = copied(self.rows)
        terms = [(int(c), float(costs[c])) for c in np.flatnonzero(costs)]
        self.rows.row(terms, -INFINITE, reached + ROUNDING * max(1.0, reached))
        return Solved(reached, min(bound, reached), status)  # type: ignore[arg-type]

    def _cut(self, site: Whole) -> bool:
        """Rows that hold together what fell to pieces: both of two zones only with one of those that bound the smaller piece."""
        broken = False
        for j in sorted(set(site[site != NOWHERE].tolist())):
            found = pieces(self.ground.borders, np.flatnonzero(site == j).tolist())
            if len(found) < 2:
                continue
            broken = True
            main = max(found, key=lambda p: (int(self.ground.home[j]) in p, len(p)))
            for piece in found:
                if piece is main:
                    continue
                edge = {int(k) for z in piece for k in np.flatnonzero(self.ground.borders[z])} - piece
                rim = [(self.column[k, j], -1.0) for k in sorted(edge) if (k, j) in self.column]
                b = max(main, key=lambda z: self.ground.people[z])
                for a in sorted(piece):
                    self.rows.row([(self.column[a, j], 1.0), (self.column[b, j], 1.0), *rim], -INFINITE, 1.0)
                    self.cuts += 1
        return broken


def check_map(ground: Ground, made: Map, tolerance: float = 1e-4) -> tuple[str, ...]:
    """Every rule: ways that are allowed, pieces walked by a search of its own, and every number that is stated."""
    faults = []
    for z, j in enumerate(made.site.tolist()):
        if j != NOWHERE and not ground.allowed[z, j]:
            faults.append(f"zone {z} may not go to {j}")
    for j in sorted(set(made.site.tolist()) - {NOWHERE}):
        mine = {z for z, site in enumerate(made.site.tolist()) if site == j}
        seen, ahead = set(), [min(mine)]
        while ahead:
            zone = ahead.pop()
            if zone in seen:
                continue
            seen.add(zone)
            ahead += [k for k in mine if ground.borders[zone, k] and k not in seen]
        if seen != mine:
            faults.append(f"the zones of {j} are not one piece")
    stated = (made.over, made.moved, made.length)
    for name, value, solved in zip(("over", "moved", "length"), _measured(ground, made.site), stated, strict=True):
        if abs(value - solved.value) > tolerance * max(1.0, abs(value)) or solved.bound > solved.value + tolerance:
            faults.append(f"{name} is {value}, stated {solved.value} with bound {solved.bound}")
    return tuple(faults)
