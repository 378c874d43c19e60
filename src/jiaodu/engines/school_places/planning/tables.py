"""Put a case together from tables: demand, measures over the menu, budgets, distances.

Floor: engines.school_places. In: sheets and a framework. Out: a `Case`, or every fault of the tables at once.
"""

from __future__ import annotations

import numpy as np

from jiaodu.core.base.problems import JiaoduError, Place, Problem, problem
from jiaodu.core.base.text import Text
from jiaodu.core.framework import Framework, schema
from jiaodu.engines.school_places.planning.demand import (
    HIGH,
    LOW,
    MIDDLE,
    Demand,
    at_point,
    has_interval,
    read_demand,
)
from jiaodu.engines.school_places.planning.measures import Draft, read_measures
from jiaodu.engines.school_places.planning.model import Case, Sheet
from jiaodu.engines.school_places.planning.reading import Reading, lines_of
from jiaodu.engines.school_places.planning.ways import SHOWN, make_ground, opened, read_pairs
from jiaodu.methods.location import Problem as Question
from jiaodu.methods.location.model import Array

MOST_YEARS = 15
# ways × stages × years; beyond it memory and time are no longer those of a desk
LARGEST_CASE = 500_000
# the points of the interval that regret is counted over
SCENARIOS = {"low": LOW, "middle": MIDDLE, "p80": 80.0, "high": HIGH}


def read_case(
    framework: Framework,
    places: schema.Places,
    measures: Sheet,
    *,
    demand: Sheet | Demand,
    budget: Sheet | float | None,
    distances: Sheet | None = None,
    within: float = float("inf"),
    today: Sheet | None = None,
    borders: Sheet | None = None,
    percent: float = MIDDLE,
    source: str = "",
) -> Case:
    """The case that the tables put. Zones hold their own places: a site of the same code at distance 0.

    `today`: the map of today, zones with the sites that they belong to; `borders`: zones that adjoin; `percent`: the point of the demand's
    interval that is planned for.

    Raises:
        JiaoduError: L20 to L23, L25, L31, L40, L44, L45, L48, all at once; L46; L33.
    """
    codes = framework.forms[places.demand].item("stage").codes
    stages = {stage: codes[stage].name for stage in dict.fromkeys([*places.stages, *codes])}
    aliases = {n.casefold(): s for s in stages for n in (s, codes[s].name.zh, codes[s].name.en, *codes[s].aliases)}
    reading = Reading(framework, stages, aliases)
    found = demand if isinstance(demand, dict) else read_demand(reading, demand)
    if not found and not reading.faults:
        reading.faults.append(problem("L23"))
    used = {stage for _, stage, _ in found}
    years = _years(reading, found)
    zones = tuple(sorted({zone for zone, _, _ in found}))
    drafts = read_measures(reading, measures, years)
    shown = tuple(stage for stage in stages if stage in used or stage in places.stages)
    sizes = {stage: rule.class_size for stage, rule in places.stages.items()}
    partners = (d.partner for d in drafts if d.partner)
    named = (line[1] for line in read_pairs(Reading(framework, stages, aliases), today, "site")) if today else ()
    sites = tuple(dict.fromkeys([*zones, *(d.site for d in drafts), *partners, *(n for n in named if n)]))
    money = _budgets(reading, budget, years)
    distance = _distances(reading, distances, zones, sites)
    ground = make_ground(reading, zones, sites, distance, within, today, borders)
    _no_errors(reading)
    wanted = at_point(found, percent)
    pupils, seats = _arrays(wanted, zones, sites, shown, years)
    _eligible(reading, drafts, sites, shown, seats)
    _left_out(reading, drafts, shown)
    ways = [opened(reading, ground, d) for d in drafts]
    _no_errors(reading)
    size = np.array([float(sizes.get(stage, 1)) for stage in shown])
    least = min((c.pupils for c in places.large_classes), default=None)
    question = Question(
        pupils,
        seats,
        distance,
        tuple(d.at(sites.index(d.site), shown, sizes, w) for d, w in zip(drafts, ways, strict=True)),
        money,
        within,
        today=ground.today,
        classes=seats / size[None, :, None],
        largest=tuple(least - 1.0 if least and stage in sizes else np.inf for stage in shown),
    )
    if (number := len(question.reached()) * len(shown) * len(years)) > LARGEST_CASE:
        raise JiaoduError(problem("L33", size=f"{number:,}", most=f"{LARGEST_CASE:,}"))
    return Case(
        zones,
        sites,
        {stage: stages[stage] for stage in shown},
        years,
        tuple(d.kind for d in drafts),
        question,
        source,
        (*reading.faults, *_doubts(question, zones, sites, drafts)),
        {
            name: _arrays(at_point(found, point), zones, sites, shown, years)[0]
            for name, point in SCENARIOS.items()
            if has_interval(found)
        },
        sizes,
        places.large_classes,
        ground.borders,
        percent,
    )


def _no_errors(reading: Reading) -> None:
    if any(p.severity == "error" for p in reading.faults):
        raise JiaoduError(reading.faults)


def _years(reading: Reading, demand: Demand) -> tuple[int, ...]:
    """The years from the first to the last, each of which some demand has."""
    have = {year for _, _, year in demand}
    years = tuple(range(min(have), min(max(have), min(have) + 200) + 1)) if have else ()
    missing = [year for year in years if year not in have]
    if missing or len(years) > MOST_YEARS:
        reading.faults.append(problem("L25", years=missing[:MOST_YEARS] or "—", number=len(years), most=MOST_YEARS))
    return years


def _budgets(reading: Reading, budget: Sheet | float | None, years: tuple[int, ...]) -> Array | None:
    """Money by year; a number is for each year, a year that a table leaves out has none (L24)."""
    if budget is None or not isinstance(budget, Sheet):
        return None if budget is None else np.full(len(years), budget)
    found: dict[int, float] = {}
    for line in lines_of(budget, ("year", "budget"), reading.faults, {}):
        year = int(line.number_of("year", whole=True))
        if year in found:
            reading.faults.append(problem("L31", line.place("year"), what=str(year)))
        found[year] = line.number_of("budget")
    if missing := [year for year in years if year not in found]:
        reading.faults.append(problem("L24", budget.place(0, 0), years=missing))
    return np.array([found.get(year, 0.0) for year in years])


def _distances(reading: Reading, sheet: Sheet | None, zones: tuple[str, ...], sites: tuple[str, ...]) -> Array:
    """Kilometres; 0 between a zone and the site of its code, endless where nothing is said."""
    out = np.full((len(zones), len(sites)), np.inf)
    for z, zone in enumerate(zones):
        out[z, sites.index(zone)] = 0.0
    if sheet is not None:
        seen: set[tuple[str, str]] = set()
        for line in lines_of(sheet, ("zone", "site", "km"), reading.faults, {}):
            pair, km = (line.text("zone"), line.text("site")), line.number_of("km")
            if pair in seen:
                reading.faults.append(problem("L31", line.place("zone"), what=" ".join(pair)))
            seen.add(pair)
            if pair[0] in zones and pair[1] in sites:
                out[zones.index(pair[0]), sites.index(pair[1])] = km
    return out


def _arrays(
    demand: Demand, zones: tuple[str, ...], sites: tuple[str, ...], stages: tuple[str, ...], years: tuple[int, ...]
) -> tuple[Array, Array]:
    pupils, seats = np.zeros((len(zones), len(stages), len(years))), np.zeros((len(sites), len(stages), len(years)))
    for (zone, stage, year), wanted in demand.items():
        s, t = stages.index(stage), year - years[0]
        pupils[zones.index(zone), s, t] = wanted.demand
        seats[sites.index(zone), s, t] = wanted.places
    return pupils, seats


def _eligible(
    reading: Reading, drafts: list[Draft], sites: tuple[str, ...], stages: tuple[str, ...], seats: Array
) -> None:
    """L40: an extension of what is not there, a new school where there is one of the stage."""
    for draft in drafts:
        there = {stage for s, stage in enumerate(stages) if seats[sites.index(draft.site), s].any()}
        gains = {stage for stage, n in draft.seats.items() if n > 0}
        if draft.kind.at == "existing" and not there:
            why = Text("那里没有现有学位", "no places are there")
        elif draft.kind.at == "new" and gains & there:
            why = Text("那里已有这个学段的学位", "places of this stage are there already")
        else:
            continue
        reading.faults.append(problem("L40", draft.place, measure=draft.kind.name, site=draft.site, why=why))


def _left_out(reading: Reading, drafts: list[Draft], stages: tuple[str, ...]) -> None:
    """L51: seats of a stage that the demand does not have."""
    used = dict.fromkeys(stage for d in drafts for stage, n in d.seats.items() if n and stage not in stages)
    reading.faults.extend(problem("L51", stage=reading.stages[stage]) for stage in used)


def _doubts(question: Question, zones: tuple[str, ...], sites: tuple[str, ...], drafts: list[Draft]) -> list[Problem]:
    """L26 for sites that nobody reaches, L41 for zones that reach none, L30 for numbers of the example."""
    ways = question.reached()
    used = {site for _, site, _ in ways}
    found = [
        problem("L26", Place(key=site), site=site)
        for site in dict.fromkeys(d.site for d in drafts)
        if sites.index(site) not in used
    ]
    roomy = {j for j in range(len(sites)) if question.seats[j].any()} | {m.site for m in question.measures}
    left = {z for z, j, _ in ways if j in roomy}
    if apart := [zone for z, zone in enumerate(zones) if z not in left and question.demand[z].any()]:
        found.append(problem("L41", zones="、".join(apart[:SHOWN]) + ("…" if len(apart) > SHOWN else "")))
    examples = {d.kind.name.zh: d.kind.name.en for d in drafts if d.kind.example and not d.has_own_numbers}
    if examples:
        found.append(problem("L30", names=Text("、".join(examples), ", ".join(examples.values()))))
    return found
