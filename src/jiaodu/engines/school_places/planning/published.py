"""Demand for a plan from the store: the rows that a forecast published.

Floor: engines.school_places. In: a snapshot, a definition of places/. Out: demand and places by unit, stage and year.
"""

from __future__ import annotations

from datetime import date

from jiaodu.core.base.problems import JiaoduError, problem
from jiaodu.core.facts.reading import Facts
from jiaodu.core.framework import schema
from jiaodu.engines.school_places.planning.demand import Demand, Wanted


def published_demand(facts: Facts, places: schema.Places, *, schools: bool, under: str = "") -> Demand:
    """The published rows of districts, or of schools: demand with its interval, and the places there are.

    Raises:
        JiaoduError: L23 nothing was published for these units.
    """
    form = places.demand if schools else places.district_demand
    found: Demand = {}
    if facts.table(form) is not None:
        columns = "org, stage, period, as_of, demand, places, demand_low, demand_high"
        query = f"SELECT {columns} FROM {facts.source(form)} ORDER BY org, stage, period"
        for org, stage, year, day, number, there, *ends in facts.connection().sql(query).fetchall():
            if number is None or (under and org != under and not facts.tree().at(day).under(org, under)):
                continue
            low, high = (None if n is None else float(n) for n in ends)
            found[str(org), str(stage), int(year)] = Wanted(float(number), float(there or 0), low, high)
    if not found:
        raise JiaoduError(problem("L23"))
    return found


def published_days(facts: Facts, places: schema.Places, *, schools: bool) -> dict[int, date]:
    """The day that each school year of the published rows counts at."""
    form = places.demand if schools else places.district_demand
    rows = facts.connection().sql(f"SELECT period, max(as_of) FROM {facts.source(form)} GROUP BY period").fetchall()
    return {int(year): day for year, day in rows}
