"""Demand by zone, stage and year, with the interval that a forecast gives it; any point of that interval.

Floor: engines.school_places. In: a `Sheet`, or rows of the store. Out: a `Demand`; `at_point` moves it to a percentile.
"""

from __future__ import annotations

from statistics import NormalDist
from typing import NamedTuple

from jiaodu.core.base.problems import JiaoduError, problem
from jiaodu.core.base.text import Text
from jiaodu.engines.school_places.planning.model import Sheet
from jiaodu.engines.school_places.planning.reading import Reading, lines_of

MIDDLE, LOW, HIGH = 50.0, 10.0, 90.0


class Wanted(NamedTuple):
    """Pupils expected and places there are; `low` and `high` are the 10 and 90 % points, where they are known."""

    demand: float
    places: float
    low: float | None = None
    high: float | None = None


Demand = dict[tuple[str, str, int], Wanted]


def at_point(demand: Demand, percent: float) -> Demand:
    """Demand at a point of its interval: between the points that are known, as a normal curve runs on each side of the middle.

    Raises:
        JiaoduError: L46 where low or high is not known.
    """
    if percent == MIDDLE:
        return demand
    if not has_interval(demand):
        raise JiaoduError(problem("L46", quantile=f"{percent:g}"))
    curve = NormalDist()
    share = curve.inv_cdf(percent / 100) / curve.inv_cdf(HIGH / 100)
    return {key: wanted._replace(demand=max(0.0, _point(wanted, share))) for key, wanted in demand.items()}


def has_interval(demand: Demand) -> bool:
    """Whether low and high are known of everything."""
    return bool(demand) and all(w.low is not None and w.high is not None for w in demand.values())


def _point(wanted: Wanted, share: float) -> float:
    low, high = wanted.low or 0.0, wanted.high or 0.0
    return wanted.demand + share * (high - wanted.demand if share > 0 else wanted.demand - low)


def read_demand(reading: Reading, sheet: Sheet) -> Demand:
    """The rows of a table. Faults are noted: L20, L21, L31."""
    found: Demand = {}
    for line in lines_of(sheet, ("zone", "stage", "year", "demand"), reading.faults, {}):
        key = line.text("zone"), reading.stage(line), int(line.number_of("year", whole=True))
        if not key[0]:
            line.wrong("zone", Text("区域代码", "the code of a zone"))
        if key in found:
            reading.faults.append(problem("L31", line.place("zone"), what=f"{key[0]} {line.text('stage')} {key[2]}"))
        low, high = (line.number_of(c) if line.text(c) else None for c in ("low", "high"))
        wanted = Wanted(line.number_of("demand"), line.number_of("places", 0.0), low, high)
        if not (low or 0.0) <= wanted.demand <= (wanted.demand if high is None else high):
            line.wrong("demand", Text("低值与高值之间的数", "a number between low and high"))
        found[key] = wanted
    return found
