"""What would have been said in every earlier year: each level of a history, each method, with intervals as known then.

Floor: engines.school_places. In: a `History`. Out: `Pasts`, made once and read by the back-test and by the forecast.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jiaodu.engines.school_places.model import History
from jiaodu.engines.school_places.series_models import forecast_series
from jiaodu.engines.school_places.splits import split_panels
from jiaodu.methods.cohort import (
    Panel,
    Spread,
    Trust,
    forecast_ets,
    forecast_naive,
    forecast_plain_survival,
    forecast_theta,
    learn_trust,
    measure_spread,
    measure_spreads,
    past_forecasts,
    reconcile,
)
from jiaodu.methods.cohort.intervals import FEWEST_YEARS, Past
from jiaodu.methods.cohort.model import Array, sum_by

WHOLE = "all"  # the level of all units together


@dataclass(frozen=True)
class Side:
    """One level: totals of stages that came [unit, year, stage]; by method and years known what it said of them
    [unit, year ahead, stage], and how far it had gone wrong by then."""

    level: str
    totals: Array
    made: Mapping[str, Past]
    spreads: Mapping[str, Mapping[int, Spread]]


@dataclass(frozen=True)
class Pasts:
    """The sides, and the forecasts by grade of both levels before they became one."""

    sides: tuple[Side, ...]
    below: Past
    above: Past

    def side(self, level: str) -> Side:
        """The side of a level. Raises StopIteration where there is none."""
        return next(s for s in self.sides if s.level == level)


def make_pasts(history: History, horizon: int, *, series_models: bool = False, opponents: bool = True) -> Pasts:
    """Forecast every earlier year at every level. `series_models` adds AutoETS of districts where it is installed."""
    above = past_forecasts(history.districts, horizon)
    below = past_forecasts(history.units, horizon) if history.has_two_levels else above
    units: dict[int, Array] = {}
    districts: dict[int, Array] = {}
    for origin in range(FEWEST_YEARS, history.units.years):
        joint = learn_joint(history, origin, below, above, horizon)
        both = joint.agree(below[origin], above[origin]) if joint else (above[origin], above[origin])
        units[origin], districts[origin] = both
    levels: list[tuple[str, Panel, Past]] = [(history.spec.district, history.districts, districts)]
    if history.has_two_levels:
        levels.append((history.spec.unit, history.units, units))
    if len(history.district_codes) > 1:
        whole = {o: sum_by(history.districts.parents, made) for o, made in districts.items()}
        levels.append((WHOLE, history.districts.above(), whole))
    if opponents:
        levels += split_panels(history, units, districts)
    made = (_side(history, *level, horizon, series_models, opponents) for level in levels)
    return Pasts(tuple(made), below, above)


@dataclass(frozen=True)
class Joint:
    """How the two levels of an origin become one: what was known of their errors then."""

    history: History
    cells: Spread
    trust: Trust

    def agree(self, below: Array, above: Array) -> tuple[Array, Array]:
        """Units and districts [unit, year ahead, grade] of which the ones add up to the others."""
        reach = below.shape[1]
        sampling = below * self.cells.sampling[:reach, None]
        variance = below**2 * (self.cells.shared + self.cells.own)[:reach, None] + sampling
        return reconcile(below, above, self.history.units.parents, variance, self.trust)


def learn_joint(history: History, years: int, below: Past, above: Past, horizon: int) -> Joint | None:
    """What is known after so many years; None where both levels are one."""
    if not history.has_two_levels:
        return None
    units, districts = history.units.until(years), history.districts.until(years)
    cells = measure_spread(units, horizon, (0.5,), below)
    return Joint(history, cells, learn_trust(units, districts, below, above, horizon))


def _side(
    history: History, level: str, panel: Panel, ours: Past, horizon: int, series_models: bool, opponents: bool
) -> Side:
    groups = history.groups
    totals = panel.counts @ groups
    made: dict[str, dict[int, Array]] = {"ours": {o: m @ groups for o, m in ours.items()}}
    if opponents:
        for origin in ours:
            for name, said in _opponents(panel.until(origin), min(horizon, panel.years - origin), groups).items():
                made.setdefault(name, {})[origin] = said
            if series_models and level == history.spec.district:
                said = forecast_series(totals[:, :origin], min(horizon, panel.years - origin))
                made.setdefault("AutoETS", {})[origin] = said
    given = Panel(totals, panel.parents)
    return Side(level, totals, made, {name: measure_spreads(given, horizon, past) for name, past in made.items()})


def _opponents(known: Panel, reach: int, groups: Array) -> dict[str, Array]:
    totals = known.counts @ groups
    return {
        "naive": forecast_naive(known, reach) @ groups,
        "plain": forecast_plain_survival(known, reach) @ groups,
        "ets": forecast_ets(totals, reach),
        "theta": forecast_theta(totals, reach),
    }
