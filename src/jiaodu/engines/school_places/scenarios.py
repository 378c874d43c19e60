"""Scenarios and shocks by name: births, entrants or net flow that are other than expected; years that struck.

Floor: engines.school_places. In: a `History`, names. Out: a `History` with other births, factors on a forecast, years of shock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from jiaodu.core.base.problems import JiaoduError, Place, problem
from jiaodu.core.base.text import Text
from jiaodu.core.framework import schema
from jiaodu.engines.school_places.model import History
from jiaodu.methods.cohort.model import Array


def choose_scenario(spec: schema.Places, name: str) -> str:
    """The id of a scenario. Raises JiaoduError (L19)."""
    for id_, scenario in spec.scenarios.items():
        if name in (id_, scenario.name.zh, scenario.name.en):
            return id_
    raise _unknown("--scenario", Text("情景", "scenario"), name, {k: v.name for k, v in spec.scenarios.items()})


def shock_years(spec: schema.Places, names: Iterable[str]) -> tuple[int, ...]:
    """The school years of shocks by name, or years as they are. Raises JiaoduError (L19)."""
    found: list[int] = []
    for name in names:
        mine = [s for id_, s in spec.shocks.items() if name in (id_, s.name.zh, s.name.en)]
        text = name.removesuffix("学年").split("-")[0].strip()
        if mine:
            found += mine[0].years
        elif text.isdecimal() and len(text) == 4:
            found.append(int(text))
        else:
            raise _unknown("--shock", Text("冲击", "shock"), name, {k: v.name for k, v in spec.shocks.items()})
    return tuple(sorted(set(found)))


def with_births(history: History, scenario: schema.PlacesScenario) -> History:
    """The history as if births after the last that are known were so many percent more than those."""
    cohorts = history.districts.cohorts
    if not scenario.births or cohorts is None:
        return history
    factor, years = 1 + float(scenario.births) / 100, history.units.years
    changed = cohorts.copy()
    for row in changed:
        known = np.flatnonzero(np.isfinite(row))
        if len(known):
            row[max(int(known[-1]) + 1, years) :] = row[known[-1]] * factor
    districts = replace(history.districts, cohorts=changed)
    if not history.has_two_levels:
        return replace(history, districts=districts, units=districts)
    return replace(history, districts=districts, units=replace(history.units, cohorts=changed[history.units.parents]))


def factors(scenario: schema.PlacesScenario, horizon: int, grades: int) -> Array:
    """What a scenario multiplies a forecast by [year ahead, grade]: entrants move up, net flow adds up year by year."""
    out = np.ones((horizon, grades))
    lasts = scenario.lasts or horizon
    for ahead in range(horizon):
        for grade in range(grades):
            entered = ahead - grade  # the year ahead in which this cohort came in
            if 0 <= entered < lasts:
                out[ahead, grade] *= 1 + float(scenario.entry) / 100
            out[ahead, grade] *= (1 + float(scenario.flow) / 100) ** min(ahead + 1, lasts)
    return out


def migrant_factors(scenario: schema.PlacesScenario | None, horizon: int) -> Array:
    """What a scenario multiplies migrant children by [year ahead], beside what it does to all pupils."""
    if scenario is None:
        return np.ones(horizon)
    years = np.minimum(np.arange(1, horizon + 1), scenario.lasts or horizon)
    return np.asarray((1 + float(scenario.migrants) / 100) ** years)


def explain_scenario(scenario: schema.PlacesScenario) -> Text:
    """What a scenario assumes, in words."""
    parts = [
        Text(f"{zh}{'增加' if value > 0 else '减少'} {abs(value)}%", f"{en} {value:+} %")
        for value, zh, en in (
            (scenario.births, "最后一个已知年份之后的出生数", "births after the last known"),
            (scenario.entry, "入学数", "entrants"),
            (scenario.flow, "每年净流动使各年级学生数", "net flow a year, pupils of every grade"),
            (scenario.migrants, "每年净流动使随迁子女", "net flow a year, migrant children"),
        )
        if value
    ]
    lasts, many = Text("", ""), "" if scenario.lasts == 1 else "s"
    if scenario.lasts:
        lasts = Text(f"，持续 {scenario.lasts} 年", f", for {scenario.lasts} year{many}")
    mark = Text("（未核实）", " (unverified)") if scenario.unverified else Text("", "")
    return Text(
        "；".join(p.zh for p in parts) + lasts.zh + mark.zh, "; ".join(p.en for p in parts) + lasts.en + mark.en
    )


def _unknown(option: str, what: Text, name: str, names: Mapping[str, Text]) -> JiaoduError:
    known = Text("、".join(n.zh for n in names.values()) or "—", ", ".join(names) or "—")
    return JiaoduError(problem("L19", Place(key=option), what=what, name=name, known=known))
