"""The forecast: entrants come in, everyone else grows up by lasting ratios, small units lean on their parents.

Floor: methods. In: a `Panel`. Out: counts [unit, year ahead, grade].
"""

from __future__ import annotations

import numpy as np

from jiaodu.methods.cohort.entry import forecast_entry
from jiaodu.methods.cohort.following import follow, learn_following
from jiaodu.methods.cohort.model import Array, Index, Panel, sum_by
from jiaodu.methods.cohort.ratios import lasting_ratios


def forecast(panel: Panel, horizon: int) -> Array:
    """Forecast every grade of every unit.

    A grade that has pupils although the grade below it is empty is an intake grade of that unit (a junior school's
    seventh grade) and is forecast as an entry of its own, half by its own past and half by who moves up around it; a ratio
    there would multiply nothing. A count of the last year
    that is not known is taken as it was when last known.
    """
    panel = Panel(_carried(panel.counts), panel.parents, panel.cohorts)
    counts, grades = panel.counts, panel.counts.shape[2]
    intake = np.zeros((len(counts), grades), dtype=bool)
    intake[:, 0] = True
    intake[:, 1:] = ~(counts[:, -1, :-1] > 0) & (counts[:, -1, 1:] > 0)
    ratio, following = np.ones((len(counts), grades)), np.ones((horizon, grades))
    if grades > 1:
        # from an empty grade nobody goes on: such a pair tells of an opening, not of a ratio
        below = np.where(counts[:, :-1, :-1] > 0, counts[:, :-1, :-1], np.nan)
        ratios = lasting_ratios(counts[:, 1:, 1:], below, panel.parents)
        ratio[:, 1:], following[:, 1:] = ratios.own, learn_following(counts, ratios.then, horizon)
        # empty although there were pupils to come up: the unit does not run that grade (a new one may not have got there)
        ratio[:, 1:][(counts[:, -1, 1:] == 0) & (counts[:, -2, :-1] > 0)] = 0.0
    out = np.zeros((len(counts), horizon, grades))
    out[:, :, 0] = forecast_entry(counts[:, :, 0], panel.cohorts, panel.parents, horizon).counts
    now = np.nan_to_num(counts[:, -1])
    for grade in range(1, grades):
        below = np.concatenate([now[:, None, grade - 1], out[:, :-1, grade - 1]], axis=1)
        out[:, :, grade] = ratio[:, None, grade] * below
        mine = intake[:, grade]
        if mine.any():
            only = np.where(mine[:, None], counts[:, :, grade], np.nan)
            coming = _who_moves_up(counts[:, :, grade - 1], out[:, :-1, grade - 1], panel.parents)
            ways = [forecast_entry(only, c, panel.parents, horizon).counts[mine] for c in (coming, None)]
            out[mine, :, grade] = np.sqrt(ways[0] * ways[1])
    moved = ~intake[:, None, :]
    return np.where(moved, follow(out, now[:, None], following), out)


def _who_moves_up(below: Array, coming: Array, parents: Index) -> Array:
    """For each year, the pupils whom all units of a parent had in the grade below a year before; NaN where nobody."""
    known = np.concatenate([below, coming], axis=1)
    total = sum_by(parents, known)[parents]
    first = np.full((len(below), 1), np.nan)
    return np.concatenate([first, np.where(total > 0, total, np.nan)], axis=1)


def _carried(counts: Array) -> Array:
    """Counts whose last year is filled from the last year known; never known stays unknown."""
    if np.isfinite(counts[:, -1]).all():
        return counts
    last = counts[:, -1].copy()
    for year in range(counts.shape[1] - 2, -1, -1):
        last = np.where(np.isfinite(last), last, counts[:, year])
    return np.concatenate([counts[:, :-1], last[:, None]], axis=1)
