"""Back-tests of a history: what would have been forecast in each earlier year, beside naive, plain cohort survival and others.

Floor: engines.school_places. In: a `History`. Out: `Backtest`. Targets are the totals of stages, at both levels; forecasts,
reconciliation and intervals of an origin read nothing later than it but births.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from jiaodu.engines.school_places.model import Backtest, History, Measures, Score
from jiaodu.engines.school_places.series_models import forecast_series, missing_series_models
from jiaodu.methods.cohort import (
    Panel,
    forecast_naive,
    forecast_plain_survival,
    learn_trust,
    measure_spread,
    measure_spreads,
    past_forecasts,
    reconcile,
)
from jiaodu.methods.cohort.intervals import FEWEST_YEARS, Past, Spread
from jiaodu.methods.cohort.model import Array
from jiaodu.methods.cohort.scores import (
    bias,
    coverage,
    mean_percentage_error,
    pinball_loss,
    scaled_error,
    weighted_percentage_error,
)

SIZES = (("<200", 0, 200), ("200-999", 200, 1000), (">=1000", 1000, np.inf))
FIRST_ORIGIN = FEWEST_YEARS + 1  # years known: before that no error had been seen, and no interval could be given
LEVELS = (0.025, 0.1, 0.5, 0.9, 0.975)


@dataclass(frozen=True)
class Pasts:
    """Every past forecast of both levels with its spread, made once and read by the back-test and by the forecast."""

    units: Past
    districts: Past
    unit_spreads: Mapping[int, Spread]
    district_spreads: Mapping[int, Spread]


@dataclass(frozen=True)
class Made:
    """Both levels forecast from one origin: counts [unit, year ahead, grade], and the spread of totals of stages."""

    units: Array
    districts: Array
    unit_spread: Spread
    district_spread: Spread


def make_past(history: History, horizon: int) -> Pasts:
    """The forecasts of every earlier year."""
    above = past_forecasts(history.districts, horizon)
    upper = measure_spreads(history.districts, horizon, above, history.groups)
    if not history.has_two_levels:
        return Pasts(above, above, upper, upper)
    below = past_forecasts(history.units, horizon)
    return Pasts(below, above, measure_spreads(history.units, horizon, below, history.groups), upper)


def combine(
    history: History, units: Panel, districts: Panel, below: Array, above: Array, past: Pasts, horizon: int
) -> Made:
    """Reconcile one origin's forecasts, by the errors known at that origin."""
    known = units.years
    if not history.has_two_levels:
        return Made(above, above, past.district_spreads[known], past.district_spreads[known])
    cells = measure_spread(units, horizon, (0.5,), past.units)
    reach = below.shape[1]
    variance = below**2 * (cells.shared + cells.own)[:reach, None] + below * cells.sampling[:reach, None]
    trust = learn_trust(units, districts, past.units, past.districts, horizon)
    moved, total = reconcile(below, above, units.parents, variance, trust)
    return Made(moved, total, past.unit_spreads[known], past.district_spreads[known])


@dataclass(frozen=True)
class _Target:
    """One origin and horizon at one level: totals [unit × stage] that came, and each method's."""

    level: str
    ahead: int
    year: int
    came: Array
    size: Array
    step: Array
    made: dict[str, Array]
    bounds: dict[float, Array]


def run_backtest(
    history: History, horizon: int, past: Pasts | None = None, *, shocks: Sequence[int] = (), series_models: bool = True
) -> Backtest:
    """Every origin with enough years behind it. `shocks` are target years that a second set of scores leaves out."""
    past = past or make_past(history, horizon)
    left_out = missing_series_models() if series_models else ()
    targets = list(_targets(history, horizon, past, series_models and not left_out))
    scores: list[Score] = []
    for with_shocks in (True, False) if shocks else (True,):
        kept = [t for t in targets if with_shocks or t.year not in shocks]
        for level in dict.fromkeys(t.level for t in targets):
            for ahead in range(1, horizon + 1):
                mine = [t for t in kept if (t.level, t.ahead) == (level, ahead)]
                scores += _scores(mine, level, ahead, with_shocks)
    return Backtest(tuple(scores), history.units.years - FIRST_ORIGIN, left_out)


def _targets(history: History, horizon: int, past: Pasts, series_models: bool) -> Iterator[_Target]:
    for origin in range(FIRST_ORIGIN, history.units.years):
        units, districts = history.units.until(origin), history.districts.until(origin)
        reach = min(horizon, history.units.years - origin)
        made = combine(history, units, districts, past.units[origin], past.districts[origin], past, horizon)
        sides = [(history.spec.district, districts, history.districts, made.districts, made.district_spread)]
        if history.has_two_levels:
            sides.append((history.spec.unit, units, history.units, made.units, made.unit_spread))
        for level, known, whole, ours, spread in sides:
            yield from _of_level(history, level, known, whole, ours, spread, origin, reach, series_models)


def _of_level(
    history: History, level: str, known: Panel, whole: Panel, ours: Array, spread: Spread, origin: int, reach: int, series_models: bool
) -> Iterator[_Target]:  # fmt: skip
    groups = history.groups
    totals = known.counts @ groups
    made = {
        "ours": ours @ groups,
        "naive": forecast_naive(known, reach) @ groups,
        "plain": forecast_plain_survival(known, reach) @ groups,
    }
    if series_models and level == history.spec.district:
        made |= forecast_series(totals, reach)
    bounds = {q: spread.quantile(made["ours"], q) for q in LEVELS}
    steps = np.abs(np.diff(totals, axis=1))
    there = np.isfinite(steps)
    step = np.where(there, steps, 0.0).sum(axis=1) / np.maximum(there.sum(axis=1), 1)
    for ahead in range(reach):
        came = whole.counts[:, origin + ahead] @ groups
        yield _Target(
            level, ahead + 1, history.years[origin + ahead], came, totals[:, -1], step,
            {name: m[:, ahead] for name, m in made.items()}, {q: b[:, ahead] for q, b in bounds.items()},
        )  # fmt: skip


def _scores(targets: Sequence[_Target], level: str, ahead: int, shocks: bool) -> Iterator[Score]:
    if not targets:
        return

    def joined(parts: Sequence[Array]) -> Array:
        return np.concatenate([p.ravel() for p in parts])

    came, size, step = (joined([getattr(t, n) for t in targets]) for n in ("came", "size", "step"))
    made = {name: joined([t.made[name] for t in targets]) for name in targets[0].made}
    bounds = {q: joined([t.bounds[q] for t in targets]) for q in LEVELS}
    good = np.isfinite(came) & (came > 0) & (size > 0)
    for m in made.values():
        good &= np.isfinite(m)
    for name, low, high in (("", 0.0, np.inf), *SIZES):
        mine = good & (size >= low) & (size < high)
        if mine.any():
            measures = {n: _measures(m[mine], came[mine], step[mine]) for n, m in made.items()}
            measures["ours"] = _with_intervals(measures["ours"], {q: b[mine] for q, b in bounds.items()}, came[mine])
            yield Score(level, ahead, name, shocks, int(mine.sum()), measures)


def _measures(made: Array, came: Array, step: Array) -> Measures:
    mase = scaled_error(made, came, step) if (step > 0).any() else float("nan")
    return Measures(weighted_percentage_error(made, came), mean_percentage_error(made, came), mase, bias(made, came))


def _with_intervals(found: Measures, bounds: dict[float, Array], came: Array) -> Measures:
    pinball = float(np.mean([pinball_loss(bounds[q], came, q) for q in LEVELS]))
    within = coverage(bounds[0.1], bounds[0.9], came), coverage(bounds[0.025], bounds[0.975], came)
    return Measures(found.wape, found.mape, found.mase, found.bias, pinball, *within)
