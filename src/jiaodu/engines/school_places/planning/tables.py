"""Put a case together from tables: demand, measures over the menu, budgets, distances.

Floor: engines.school_places. In: sheets and a framework. Out: a `Case`, or every fault of the tables at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from jiaodu.core.base.problems import JiaoduError, Place, Problem, problem
from jiaodu.core.base.text import Text
from jiaodu.core.framework import Framework, schema
from jiaodu.engines.school_places.planning.model import Case, Sheet
from jiaodu.engines.school_places.planning.reading import Line, lines_of
from jiaodu.methods.location import Measure
from jiaodu.methods.location import Problem as Question
from jiaodu.methods.location.model import Array

MOST_YEARS = 15
# ways × stages × years; beyond it memory and time are no longer those of a desk
LARGEST_CASE = 500_000
Demand = dict[tuple[str, str, int], tuple[float, float]]


@dataclass
class _Reading:
    """The framework, and what was found wrong so far."""

    framework: Framework
    stages: Mapping[str, Text]
    aliases: Mapping[str, str]
    faults: list[Problem] = field(default_factory=list)

    def stage(self, line: Line) -> str:
        """The stage of a line; noted where it is none."""
        found = self.aliases.get(line.text("stage").casefold(), "")
        if not found:
            names = "、".join(t.zh for t in self.stages.values())
            line.wrong("stage", Text(f"学段：{names}", f"a stage: {', '.join(self.stages)}"))
        return found


def read_case(
    framework: Framework,
    places: schema.Places,
    measures: Sheet,
    *,
    demand: Sheet | Demand,
    budget: Sheet | float | None,
    distances: Sheet | None = None,
    within: float = float("inf"),
    source: str = "",
) -> Case:
    """The case that the tables put. Zones hold their own places: a site of the same code at distance 0.

    Raises:
        JiaoduError: L20 to L23, L25, L31, all at once; L33.
    """
    codes = framework.forms[places.demand].item("stage").codes
    stages = {stage: codes[stage].name for stage in places.stages}
    aliases = {n.casefold(): s for s in stages for n in (s, codes[s].name.zh, codes[s].name.en, *codes[s].aliases)}
    reading = _Reading(framework, stages, aliases)
    found = demand if isinstance(demand, dict) else _demand(reading, demand)
    if not found and not reading.faults:
        reading.faults.append(problem("L23"))
    years = _years(reading, found)
    zones = tuple(sorted({zone for zone, _, _ in found}))
    drafts = _measures(reading, measures, years)
    sites = tuple(dict.fromkeys([*zones, *(site for _, site, _ in drafts)]))
    money = _budgets(reading, budget, years)
    distance = _distances(reading, distances, zones, sites)
    if any(p.severity == "error" for p in reading.faults):
        raise JiaoduError(reading.faults)
    question = Question(
        *_arrays(found, zones, sites, tuple(stages), years),
        distance,
        tuple(m.at(sites.index(site)) for _, site, m in drafts),
        money,
        within,
    )
    if (size := len(question.reached()) * len(stages) * len(years)) > LARGEST_CASE:
        raise JiaoduError(problem("L33", size=f"{size:,}", most=f"{LARGEST_CASE:,}"))
    return Case(
        zones,
        sites,
        stages,
        years,
        tuple(kind for kind, _, _ in drafts),
        question,
        source,
        (*reading.faults, *_doubts(question, sites, drafts)),
    )


def _demand(reading: _Reading, sheet: Sheet) -> Demand:
    found: Demand = {}
    for line in lines_of(sheet, ("zone", "stage", "year", "demand"), reading.faults, {}):
        key = line.text("zone"), reading.stage(line), int(line.number_of("year", whole=True))
        if not key[0]:
            line.wrong("zone", Text("区域代码", "the code of a zone"))
        if key in found:
            reading.faults.append(problem("L31", line.place("zone"), what=f"{key[0]} {line.text('stage')} {key[2]}"))
        found[key] = line.number_of("demand"), line.number_of("places", 0.0)
    return found


def _years(reading: _Reading, demand: Demand) -> tuple[int, ...]:
    """The years from the first to the last, each of which some demand has."""
    have = {year for _, _, year in demand}
    years = tuple(range(min(have), min(max(have), min(have) + 200) + 1)) if have else ()
    missing = [year for year in years if year not in have]
    if missing or len(years) > MOST_YEARS:
        reading.faults.append(problem("L25", years=missing[:MOST_YEARS] or "—", number=len(years), most=MOST_YEARS))
    return years


@dataclass(frozen=True)
class _Draft:
    """A measure before its site has a number."""

    id: str
    seats: tuple[float, ...]
    numbers: Mapping[str, float]
    lasts: int | None
    either: str
    has_own_numbers: bool

    def at(self, site: int) -> Measure:
        """The measure at a site."""
        n = self.numbers
        return Measure(
            self.id, site, self.seats, n["cost"], n["yearly"], int(n["lead"]), self.lasts, int(n["limit"]), self.either, int(n["first"])
        )  # fmt: skip


Drafts = list[tuple[schema.MeasureKind, str, _Draft]]


def _measures(reading: _Reading, sheet: Sheet, years: tuple[int, ...]) -> Drafts:
    """The rows of measures; an empty cell is what the menu says."""
    menu = reading.framework.measures
    by_name = {name.casefold(): id_ for id_, kind in menu.items() for name in (id_, kind.name.zh, kind.name.en)}
    seats = {f"seats {s}": (s, t.zh, t.en, f"{t.zh}学位", f"seats_{s}") for s, t in reading.stages.items()}
    found: Drafts = []
    for line in lines_of(sheet, ("measure", "site"), reading.faults, seats):
        id_ = by_name.get(line.text("measure").casefold())
        if id_ is None:
            known = "、".join(f"{kind.name.zh}({id_})" for id_, kind in menu.items())
            reading.faults.append(problem("L22", line.place("measure"), name=line.text("measure") or "—", known=known))
            continue
        if not line.text("site"):
            line.wrong("site", Text("地点代码", "the code of a site"))
        found.append((menu[id_], line.text("site"), _draft(line, id_, menu[id_], reading, years)))
    return found


def _draft(line: Line, id_: str, kind: schema.MeasureKind, reading: _Reading, years: tuple[int, ...]) -> _Draft:
    seats = tuple(
        line.number_of(f"seats {s}", float(kind.seats.get(s, 0)), whole=True, negative=True) for s in reading.stages
    )
    numbers = {
        "cost": line.number_of("cost", float(kind.cost)), "yearly": line.number_of("yearly", float(kind.yearly)),
        "lead": line.number_of("lead", float(kind.lead), whole=True), "limit": line.number_of("limit", float(kind.limit), whole=True),
        "first": max(0.0, line.number_of("first", float(years[0] if years else 0), whole=True) - (years[0] if years else 0)),
    }  # fmt: skip
    lasts = int(line.number_of("lasts", float(kind.lasts or 0), whole=True)) or None
    own = all(line.text(c) for c in ("cost", "lead")) and any(line.text(f"seats {s}") for s in reading.stages)
    return _Draft(id_, seats, numbers, lasts, line.text("either"), own)


def _budgets(reading: _Reading, budget: Sheet | float | None, years: tuple[int, ...]) -> Array | None:
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


def _distances(reading: _Reading, sheet: Sheet | None, zones: tuple[str, ...], sites: tuple[str, ...]) -> Array:
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
    for (zone, stage, year), (number, there) in demand.items():
        s, t = stages.index(stage), year - years[0]
        pupils[zones.index(zone), s, t] = number
        seats[sites.index(zone), s, t] = there
    return pupils, seats


def _doubts(question: Question, sites: tuple[str, ...], drafts: Drafts) -> list[Problem]:
    """L26 for sites that nobody reaches, L30 for numbers of the example."""
    reached = {site for _, site in question.reached()}
    found = [
        problem("L26", Place(key=site), site=site)
        for site in dict.fromkeys(s for _, s, _ in drafts)
        if sites.index(site) not in reached
    ]
    examples = {kind.name.zh: kind.name.en for kind, _, draft in drafts if kind.example and not draft.has_own_numbers}
    if examples:
        found.append(problem("L30", names=Text("、".join(examples), ", ".join(examples.values()))))
    return found
