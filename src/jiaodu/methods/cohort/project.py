"""The forecast: entrants come in, everyone else grows up by lasting ratios, small units lean on their parents.

Floor: methods. In: a `Panel`. Out: counts [unit, year ahead, grade].
"""

from __future__ import annotations

import numpy as np

from jiaodu.methods.cohort.entry import forecast_entry
from jiaodu.methods.cohort.model import Array, Panel
from jiaodu.methods.cohort.ratios import lasting_ratios


def forecast(panel: Panel, horizon: int) -> Array:
    """Forecast every grade of every unit.

    A grade that has pupils although the grade below it is empty is an intake grade of that unit (a junior school's
    seventh grade) and is forecast as an entry of its own; a ratio there would multiply nothing. A count of the last year
    that is not known is taken as it was when last known.
    """
    panel = Panel(_carried(panel.counts), panel.parents, panel.cohorts)
    counts, grades = panel.counts, panel.counts.shape[2]
    entry = np.zeros((len(counts), horizon, grades))
    entry[:, :, 0] = forecast_entry(counts[:, :, 0], panel.cohorts, panel.parents, horizon).counts
    intake = np.zeros((len(counts), grades), dtype=bool)
    intake[:, 0] = True
    intake[:, 1:] = ~(counts[:, -1, :-1] > 0) & (counts[:, -1, 1:] > 0)
    for grade in range(1, grades):
        mine = intake[:, grade]
        if mine.any():
            only = np.where(mine[:, None], counts[:, :, grade], np.nan)
            entry[:, :, grade] = forecast_entry(only, None, panel.parents, horizon).counts
    ratio = np.ones((len(counts), grades))
    if grades > 1:
        # from an empty grade nobody goes on: such a pair tells of an opening, not of a ratio
        below = np.where(counts[:, :-1, :-1] > 0, counts[:, :-1, :-1], np.nan)
        ratio[:, 1:] = lasting_ratios(counts[:, 1:, 1:], below, panel.parents).own
        # empty although there were pupils to come up: the unit does not run that grade (a new one may not have got there)
        ratio[:, 1:][(counts[:, -1, 1:] == 0) & (counts[:, -2, :-1] > 0)] = 0.0
    out = np.zeros_like(entry)
    now = np.nan_to_num(counts[:, -1])
    for ahead in range(horizon):
        grown = np.zeros_like(now)
        grown[:, 1:] = ratio[:, 1:] * now[:, :-1]
        now = np.where(intake, entry[:, ahead], grown)
        out[:, ahead] = now
    return out


def _carried(counts: Array) -> Array:
    """Counts whose last year is filled from the last year known; never known stays unknown."""
    if np.isfinite(counts[:, -1]).all():
        return counts
    last = counts[:, -1].copy()
    for year in range(counts.shape[1] - 2, -1, -1):
        last = np.where(np.isfinite(last), last, counts[:, year])
    return np.concatenate([counts[:, :-1], last[:, None]], axis=1)
