"""The map of a plan: whole zones to schools in the last year, the zones of each school in one piece, least change from today's.

Floor: engines.school_places. In: a `Plan` whose case has borders. Out: `ZoneMap`s by stage; L52, L53, L28.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from jiaodu.core.base.problems import JiaoduError, Problem, problem
from jiaodu.core.base.text import Text
from jiaodu.engines.school_places.planning.model import Case, Plan
from jiaodu.methods.location.model import Array, Flags, Whole
from jiaodu.methods.location.solver import Stop, Unsolved
from jiaodu.methods.location.zoning import NOWHERE, Ground, Map, draw_zones

SHOWN = 8


@dataclass(frozen=True)
class ZoneMap:
    """The map of a stage; `today` [zone] is the site of each zone now (−1: none, or several); `missing` by the plan that may share zones."""

    stage: str
    year: int
    map: Map
    today: Whole | None
    missing: float


def zone_maps(plan: Plan, seconds: float, stop: Stop | None = None) -> tuple[tuple[ZoneMap, ...], tuple[Problem, ...]]:
    """A map for each stage that has pupils. Ways of buses are no zones and stay out of it.

    Raises:
        JiaoduError: L29 no map that passes the check.
    """
    case, year = plan.case, len(plan.case.years) - 1
    if case.borders is None:
        return (), ()
    stages = [s for s in range(len(case.stages)) if case.problem.demand[:, s, year].any()]
    made, found = [], []
    for s in stages:
        ground = _ground(plan, case.borders, s, year)
        try:
            drawn = draw_zones(ground, seconds / len(stages), stop)
        except Unsolved as error:
            raise JiaoduError(problem("L29", detail=str(error))) from error
        missing = float(plan.answer.short[:, s, year].sum())
        made.append(ZoneMap(tuple(case.stages)[s], case.years[year], drawn, ground.today, missing))
        found += _findings(case, made[-1], ground)
    return tuple(made), tuple(found)


def _ground(plan: Plan, borders: Flags, stage: int, year: int) -> Ground:
    """Room and ways of a year with the measures of the plan."""
    case, asked = plan.case, plan.case.problem
    room: Array = asked.seats[:, stage, year].copy()
    allowed: Flags = asked.open_ways().copy()
    for i, measure in enumerate(asked.measures):
        standing = sum(int(plan.answer.starts[i, t]) for t in range(year + 1) if measure.stands(t, year))
        room[measure.site] += standing * measure.seats[stage]
        if standing and measure.carries is None:
            for zone, site in measure.opens:
                allowed[zone, site] = True
    allowed &= (room > 0)[None, :]
    home = np.array([case.zones.index(site) if site in case.zones else NOWHERE for site in case.sites])
    return Ground(
        asked.demand[:, stage, year],
        room,
        asked.distance,
        allowed,
        borders,
        home,
        _today(asked.today, asked.seats[:, stage, 0]),
    )


def _today(today: Flags | None, seats: Array) -> Whole | None:
    """The one school of each zone now, of those that have places of the stage."""
    if today is None:
        return None
    mine = today & (seats > 0)[None, :]
    return np.where(mine.sum(axis=1) == 1, mine.argmax(axis=1), NOWHERE).astype(np.int64)


def _findings(case: Case, made: ZoneMap, ground: Ground) -> list[Problem]:
    apart = [case.zones[z] for z in np.flatnonzero((made.map.site == NOWHERE) & (ground.people > 0)).tolist()]
    found = []
    if apart:
        found.append(problem("L52", zones=_named(apart)))
    left = float(ground.people[made.map.site == NOWHERE].sum())
    if (more := made.map.over.value + left - made.missing) > 0.5:
        found.append(problem("L53", over=f"{more:,.0f}"))
    aims = (
        (Text("划片多出的人", "pupils over in the map"), made.map.over), (Text("换学校的人", "pupils who change school"), made.map.moved),
        (Text("划片的路程", "ways in the map"), made.map.length),
    )  # fmt: skip
    for aim, solved in aims:
        if solved.status == "time" and solved.gap:
            found.append(problem("L28", aim=aim, gap=f"{100 * solved.gap:.2f}%"))
    return found


def _named(names: Sequence[str]) -> str:
    return "、".join(names[:SHOWN]) + ("…" if len(names) > SHOWN else "")
