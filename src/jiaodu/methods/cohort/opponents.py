"""What any forecast must be compared with: last year's count, and plain cohort survival.

Floor: methods. In: a `Panel`. Out: counts [unit, year ahead, grade].
"""

from __future__ import annotations

import numpy as np

from jiaodu.methods.cohort.model import Array, Panel

WINDOW = 3


def forecast_naive(panel: Panel, horizon: int) -> Array:
    """Every year as the last one."""
    return np.repeat(panel.counts[:, -1:], horizon, axis=1)


def forecast_plain_survival(panel: Panel, horizon: int, window: int = WINDOW) -> Array:
    """Cohort survival as practice knows it: ratios of the unit over the last three years, taken as they are.

    Entry is the mean share of the birth cohort over those years, or without births last year's entry. A grade whose
    lower grade was empty keeps last year's count.
    """
    counts, years = panel.counts, panel.years
    window = min(window, years - 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        above = np.nansum(counts[:, years - window :, 1:], axis=1)
        below = np.nansum(counts[:, years - window - 1 : years - 1, :-1], axis=1)
        ratio = np.where(below > 0, above / below, np.nan)
        entry = _entry(panel, horizon, window)
    out = np.zeros((counts.shape[0], horizon, counts.shape[2]))
    now = counts[:, -1]
    for ahead in range(horizon):
        grown = np.where(np.isfinite(ratio), ratio * now[:, :-1], counts[:, -1, 1:])
        now = np.concatenate([entry[:, ahead, None], grown], axis=1)
        out[:, ahead] = now
    return out


def _entry(panel: Panel, horizon: int, window: int) -> Array:
    last = np.repeat(panel.counts[:, -1:, 0], horizon, axis=1)
    if panel.cohorts is None:
        return last
    years = panel.years
    past = panel.counts[:, years - window :, 0] / panel.cohorts[:, years - window : years]
    known = np.isfinite(past)
    share = np.where(known, past, 0.0).sum(axis=1) / known.sum(axis=1)
    coming = panel.cohorts[:, years : years + horizon]
    coming = np.concatenate([coming, np.full((len(coming), horizon - coming.shape[1]), np.nan)], axis=1)
    grown = share[:, None] * coming
    return np.where(np.isfinite(grown), grown, last)
