"""Back-tests of a history: what would have been forecast in each earlier year, beside naive, plain cohort survival, ETS and Theta.

Floor: engines.school_places. In: a `History`. Out: `Backtest`. Targets are the totals of stages, at every level; forecasts,
reconciliation and intervals of an origin read nothing later than it but births. Opponents are given intervals as ours
are: by how far they went wrong before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from jiaodu.engines.school_places.model import Backtest, History, Measures, Score
from jiaodu.engines.school_places.pasts import Pasts, Side, make_pasts
from jiaodu.engines.school_places.series_models import missing_series_models
from jiaodu.methods.cohort.intervals import FEWEST_YEARS
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
class _Target:
    """One origin and horizon at one level: totals [unit, stage] that came, and each method's, with its quantiles."""

    level: str
    ahead: int
    year: int
    came: Array
    size: Array
    step: Array
    made: dict[str, Array]
    bounds: dict[tuple[str, float], Array]


def run_backtest(
    history: History, horizon: int, past: Pasts | None = None, *, shocks: Sequence[int] = (), series_models: bool = True
) -> Backtest:
    """Every origin with enough years behind it. `shocks` are target years that a second set of scores leaves out."""
    left_out = missing_series_models() if series_models else ()
    past = past or make_pasts(history, horizon, series_models=series_models and not left_out)
    targets = [t for side in past.sides for t in _targets(history, side, horizon)]
    scores: list[Score] = []
    for with_shocks in (True, False) if shocks else (True,):
        kept = [t for t in targets if with_shocks or t.year not in shocks]
        for level in dict.fromkeys(t.level for t in targets):
            for ahead in range(1, horizon + 1):
                mine = [t for t in kept if (t.level, t.ahead) == (level, ahead)]
                scores += _scores(mine, level, ahead, with_shocks)
    return Backtest(tuple(scores), history.units.years - FIRST_ORIGIN, left_out)


def _targets(history: History, side: Side, horizon: int) -> Iterator[_Target]:
    for origin in range(FIRST_ORIGIN, history.units.years):
        known = side.totals[:, :origin]
        steps = np.abs(np.diff(known, axis=1))
        there = np.isfinite(steps)
        step = np.where(there, steps, 0.0).sum(axis=1) / np.maximum(there.sum(axis=1), 1)
        made = {name: past[origin] for name, past in side.made.items()}
        bounds = {(n, q): side.spreads[n][origin].quantile(m, q) for n, m in made.items() for q in LEVELS}
        for ahead in range(min(horizon, history.units.years - origin)):
            yield _Target(
                side.level, ahead + 1, history.years[origin + ahead], side.totals[:, origin + ahead], known[:, -1], step,
                {name: m[:, ahead] for name, m in made.items()}, {key: b[:, ahead] for key, b in bounds.items()},
            )  # fmt: skip


def _scores(targets: Sequence[_Target], level: str, ahead: int, shocks: bool) -> Iterator[Score]:
    if not targets:
        return

    def joined(parts: Sequence[Array]) -> Array:
        return np.concatenate([p.ravel() for p in parts])

    came, size, step = (joined([getattr(t, n) for t in targets]) for n in ("came", "size", "step"))
    made = {name: joined([t.made[name] for t in targets]) for name in targets[0].made}
    bounds = {key: joined([t.bounds[key] for t in targets]) for key in targets[0].bounds}
    good = np.isfinite(came) & (came > 0) & (size > 0)
    for m in made.values():
        good &= np.isfinite(m)
    for name, low, high in (("", 0.0, np.inf), *SIZES):
        mine = good & (size >= low) & (size < high)
        if mine.any():
            measures = {
                n: _measures(m[mine], came[mine], step[mine], {q: bounds[n, q][mine] for q in LEVELS})
                for n, m in made.items()
            }
            yield Score(level, ahead, name, shocks, int(mine.sum()), measures)


def _measures(made: Array, came: Array, step: Array, bounds: dict[float, Array]) -> Measures:
    mase = scaled_error(made, came, step) if (step > 0).any() else float("nan")
    pinball = float(np.mean([pinball_loss(bounds[q], came, q) for q in LEVELS]))
    within = coverage(bounds[0.1], bounds[0.9], came), coverage(bounds[0.025], bounds[0.975], came)
    return Measures(
        weighted_percentage_error(made, came), mean_percentage_error(made, came), mase, bias(made, came), pinball, *within
    )  # fmt: skip
