"""The question and the answer of a plan of places: sites, zones, measures, years; what is started, who goes where, who is left over.

Floor: methods. In: arrays and tuples. Out: frozen nouns, checked once. Money, lengths and people are in any unit, the same throughout.
A way leads from a zone to a site. It is open without more, or only while a measure that opens it stands (a new zone line, a bus).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]
Status = Literal["optimal", "time", "stopped"]


@dataclass(frozen=True, slots=True)
class Measure:
    """One way to make room at a site.

    `seats` by stage may be below zero (a stage gives rooms to another). Money: `cost` in the year of the start, `yearly` in each year
    that the seats stand. Seats stand from `lead` years after the start, for `lasts` years (None: for good). It can be started `limit`
    times in all; of the measures with one `either`, one may be started, once. `first`: the first year, as an index, that it may start in.
    `opens`: ways (zone, site) that one start opens while it stands; `carries`: people a start takes over them in a year (None: no limit).
    `classes` by stage: classes that the seats belong to (empty: none), for the limit on people a class.
    """

    id: str
    site: int
    seats: tuple[float, ...]
    cost: float
    yearly: float = 0.0
    lead: int = 0
    lasts: int | None = None
    limit: int = 1
    either: str = ""
    first: int = 0
    opens: tuple[tuple[int, int], ...] = ()
    carries: float | None = None
    classes: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if self.cost < 0 or self.yearly < 0 or self.lead < 0 or self.limit < 0 or self.first < 0:
            raise ValueError(f"{self.id}: no cost, time or limit is below zero")
        if self.lasts is not None and self.lasts < 1:
            raise ValueError(f"{self.id}: seats stand for at least a year")
        if self.carries is not None and not self.carries >= 0:
            raise ValueError(f"{self.id}: it carries nobody less than nobody")

    def stands(self, start: int, year: int) -> bool:
        """Whether seats started in one year stand in another."""
        return start + self.lead <= year and (self.lasts is None or year < start + self.lead + self.lasts)

    def paid(self, start: int, year: int) -> float:
        """What one start costs in a year."""
        return (self.cost if year == start else 0.0) + (self.yearly if self.stands(start, year) else 0.0)


@dataclass(frozen=True, slots=True)
class Problem:
    """Demand [zone, stage, year], seats there are [site, stage, year], distance [zone, site] (beyond `farthest` nobody is sent).

    `budgets` [year]; None: no limit on money. `carriage` [zone, site]: money a person a year (the transport of facility location).
    `today` [zone, site]: the ways of today's map; others are closed until a measure opens them (None: every way within `farthest` is open).
    `classes` [site, stage, year] there are, and `largest` [stage]: people a class at most (infinite: no limit).
    """

    demand: Array
    seats: Array
    distance: Array
    measures: tuple[Measure, ...]
    budgets: Array | None = None
    farthest: float = float("inf")
    carriage: Array | None = field(default=None)
    today: Flags | None = None
    classes: Array | None = None
    largest: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        zones, stages, years = self.demand.shape
        sites = self.seats.shape[0]
        if self.seats.shape != (sites, stages, years) or self.distance.shape != (zones, sites):
            raise ValueError("seats are [site, stage, year], distance is [zone, site]")
        if not (np.isfinite(self.demand).all() and np.isfinite(self.seats).all()) or np.isnan(self.distance).any():
            raise ValueError("demand and seats are finite, distances are known or infinite")
        if (self.demand < 0).any() or (self.seats < 0).any() or (self.distance < 0).any():
            raise ValueError("demand, seats and distance are not below zero")
        if self.budgets is not None and (self.budgets.shape != (years,) or not (self.budgets >= 0).all()):
            raise ValueError("a budget for each year, none below zero")
        if self.carriage is not None and self.carriage.shape != self.distance.shape:
            raise ValueError("carriage is [zone, site]")
        if any(not 0 <= m.site < sites or len(m.seats) != stages for m in self.measures):
            raise ValueError("a measure names a site and has seats for each stage")
        if any(m.classes and len(m.classes) != stages for m in self.measures):
            raise ValueError("a measure has classes for each stage, or none")
        ways = [way for m in self.measures for way in m.opens]
        if any(not (0 <= z < zones and 0 <= j < sites and np.isfinite(self.distance[z, j])) for z, j in ways):
            raise ValueError("a measure opens ways from zones to sites that have a length")
        if self.today is not None and self.today.shape != self.distance.shape:
            raise ValueError("today's map is [zone, site]")
        if self.classes is not None and (self.classes.shape != self.seats.shape or len(self.largest) != stages):
            raise ValueError("classes are [site, stage, year], with the largest of each stage")

    def open_ways(self) -> Flags:
        """[zone, site]: whether the way is open without any measure."""
        near = np.isfinite(self.distance) & (self.distance <= self.farthest)
        return near if self.today is None else self.today & np.isfinite(self.distance)

    def reached(self) -> list[tuple[int, int, int]]:
        """Ways: zone, site, and the measure that opens it (−1: it is open)."""
        opened = self.open_ways()
        found = [(int(z), int(j), -1) for z, j in np.argwhere(opened)]
        found += [(z, j, i) for i, m in enumerate(self.measures) for z, j in dict.fromkeys(m.opens) if not opened[z, j]]
        return found


@dataclass(frozen=True, slots=True)
class Solved:
    """What a solver proved of one aim: the value reached, what no answer can go below, whether it ended or ran out of time."""

    value: float
    bound: float
    status: Status

    @property
    def gap(self) -> float:
        """(value − bound) / value; 0 where both are 0."""
        apart = max(0.0, self.value - self.bound)
        return 0.0 if apart <= 1e-6 else apart / max(abs(self.value), 1e-9)


@dataclass(frozen=True, slots=True)
class Answer:
    """A plan: starts [measure, year], people sent [way of `pairs`, stage, year], left over [zone, stage, year].

    `missing`: people left over, summed over years; `cost`: money paid, given no more are missing; then with these measures `moved`: people
    sent elsewhere than today's map (None without a map), `longest`: the longest way of anybody (None where it was not asked for),
    `length`: distance travelled (None where carriage is part of the cost). `pairs` are (zone, site, opening measure or −1).
    """

    starts: Whole
    sent: Array
    short: Array
    pairs: tuple[tuple[int, int, int], ...]
    missing: Solved
    cost: Solved
    length: Solved | None = None
    moved: Solved | None = None
    longest: Solved | None = None
