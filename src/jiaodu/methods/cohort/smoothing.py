"""Exponential smoothing of single series, the other thing that practice does: ETS and Theta, opponents of a back-test.

Floor: methods. In: series [unit, year, stage]. Out: forecasts [unit, year ahead, stage].

With its parameters fixed a smoothing is linear in the series: the best starting state, the one-step errors and the forecast are
matrices, made once for all series (Hyndman, Koehler, Ord & Snyder 2008, chapter 10). Parameters are sought on a grid.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence

import numpy as np

from jiaodu.methods.cohort.model import Array, Mask

ALPHAS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99)
BETAS = (0.02, 0.1, 0.2, 0.4, 0.7)  # of alpha
DAMPINGS = (0.8, 0.9, 0.95)
FEWEST_YEARS = 4
Form = tuple[float, float, float]  # alpha, beta, damping; beta 0 is no trend
FORMS: tuple[tuple[int, tuple[Form, ...]], ...] = (  # free numbers (variance included), and the grid
    (3, tuple((a, 0.0, 1.0) for a in ALPHAS)),
    (5, tuple((a, a * b, 1.0) for a, b in itertools.product(ALPHAS, BETAS))),
    (6, tuple((a, a * b, d) for a, b, d in itertools.product(ALPHAS, BETAS, DAMPINGS))),
)


def forecast_ets(series: Array, horizon: int) -> Array:
    """Additive errors with no, additive or damped trend, chosen for each series by the corrected AIC."""
    rows, known, out = _rows(series, horizon)
    years = rows.shape[1]
    best = np.full(len(rows), np.inf)
    for free, grid in FORMS:
        if years - free - 1 <= 0:
            continue
        square, made = _best(rows, grid, horizon)
        penalty = 2 * free + 2 * free * (free + 1) / (years - free - 1)
        score = years * np.log(np.maximum(square, 1e-12) / years) + penalty
        better = score < best
        best, out[better] = np.where(better, score, best), made[better]
    return _shaped(series, known, out, horizon)


def forecast_theta(series: Array, horizon: int) -> Array:
    """Simple smoothing with half the slope of a line as its drift (Hyndman & Billah 2003)."""
    rows, known, out = _rows(series, horizon)
    years = rows.shape[1]
    if years >= FEWEST_YEARS:
        time = np.arange(years) - (years - 1) / 2
        slope = rows @ time / float(time @ time)
        best = np.full(len(rows), np.inf)
        for alpha in ALPHAS:
            square, made = _best(rows, ((alpha, 0.0, 1.0),), horizon)
            steps = np.arange(horizon) + (1 - (1 - alpha) ** years) / alpha
            better = square < best
            best = np.where(better, square, best)
            out[better] = (made + slope[:, None] / 2 * steps)[better]
    return _shaped(series, known, out, horizon)


def _rows(series: Array, horizon: int) -> tuple[Array, Mask, Array]:
    """Series as rows, which of them are known and above 0, and forecasts that stay as they were."""
    rows = np.moveaxis(series, 1, 2).reshape(-1, series.shape[1])
    known: Mask = np.asarray(np.isfinite(rows).all(axis=1) & (rows > 0).all(axis=1))
    some = rows[known]
    return some, known, np.repeat(some[:, -1:], horizon, axis=1)


def _shaped(series: Array, known: Mask, made: Array, horizon: int) -> Array:
    units, _, stages = series.shape
    out = np.repeat(np.moveaxis(series[:, -1:], 1, 2), horizon, axis=2).reshape(-1, horizon)
    out[known] = np.maximum(made, 0.0)
    return np.moveaxis(out.reshape(units, stages, horizon), 2, 1)


def _best(rows: Array, grid: Sequence[Form], horizon: int) -> tuple[Array, Array]:
    """For each series the least sum of squared one-step errors over a grid, and the forecast with it."""
    least, made = np.full(len(rows), np.inf), np.zeros((len(rows), horizon))
    for form in grid:
        errors, ahead = _matrices(form, rows.shape[1], horizon)
        square = ((rows @ errors.T) ** 2).sum(axis=1)
        better = square < least
        least = np.where(better, square, least)
        made[better] = rows[better] @ ahead.T
    return least, made


@functools.lru_cache(maxsize=4096)
def _matrices(form: Form, years: int, horizon: int) -> tuple[Array, Array]:
    """Matrices from a series to its one-step errors [year, year] and to its forecast [year ahead, year]."""
    alpha, beta, damping = form
    size = 2 if beta else 1
    step = np.array([[1.0, damping], [0.0, damping]])[:size, :size]
    see, learn = np.array([1.0, damping])[:size], np.array([alpha, beta])[:size]
    # the state before each year: one part from the series seen so far, one from the state at the start
    seen, start = np.zeros((size, years)), np.eye(size)
    rest, begin = np.zeros((years, years)), np.zeros((years, size))
    for year in range(years):
        rest[year], begin[year] = -(see @ seen), see @ start
        rest[year, year] += 1.0
        seen, start = step @ seen + np.outer(learn, rest[year]), (step - np.outer(learn, see)) @ start
    best = np.linalg.pinv(begin) @ rest
    state = seen + start @ best
    ahead = np.zeros((horizon, years))
    for year in range(horizon):
        ahead[year] = see @ state
        state = step @ state
    return rest - begin @ best, ahead
