"""Levels of noisy series: how much of last year's jump is chance, and where the series stands now.

Floor: methods. In: logarithms [unit, year, grade] and the counts that they rest on. Out: filtered levels.

A series is a level that walks (variance `step` a year) seen through sampling (variance `sampling` / count). Both are
read off the data: a difference over one year has variance step + 2 sampling / count, over two years twice the step.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jiaodu.methods.cohort.model import Array

# A jump beyond this is a school that changed, not a level that moved; it must not decide the noise of all.
LARGEST_JUMP = 0.7
LEAST_STEP = 0.02  # of the mean square of yearly differences: no level stands quite still
LEAST_SAMPLING = 0.05
LAGS = 6  # the longest difference that is looked at


@dataclass(frozen=True, slots=True)
class Noise:
    """Variance of a year's step of the level, and of sampling for a count of one; both of logarithms."""

    step: float
    sampling: float


UNKNOWN = Noise(1e-4, 1.0)


def estimate_noise(x: Array, size: Array) -> Noise:
    """Noise of series [unit, year, grade] that rest on counts of the same shape. Too short a history: `UNKNOWN`.

    The step is the slope of mean squares over the lag, by least squares: longer lags tell what stays from what passes.
    """
    lags = np.arange(1, min(LAGS, x.shape[1] - 1) + 1)
    found = np.array([_mean_square(x, size, int(lag)) for lag in lags]).reshape(-1, 2)
    known = np.isfinite(found).all(axis=1)
    if known.sum() < 2 or not known[0] or found[0, 0] <= 0:
        return UNKNOWN
    square, inverse, lag = found[known, 0], found[known, 1], lags[known].astype(float)
    weight = 1 / lag  # differences over long lags overlap
    off = lag - np.average(lag, weights=weight)
    step = float((weight * off * square).sum() / (weight * off**2).sum())
    step = max(step, LEAST_STEP * float(square[0]))
    return Noise(step, max(float(np.average((square - lag * step) / inverse, weights=weight)), LEAST_SAMPLING))


def _mean_square(x: Array, size: Array, lag: int) -> tuple[float, float]:
    """Mean square of differences over `lag` years, each weighted by its precision, and the mean of 1/n + 1/n'."""
    with np.errstate(divide="ignore", invalid="ignore"):
        change = np.clip(x[:, lag:] - x[:, :-lag], -LARGEST_JUMP, LARGEST_JUMP)
        inverse = 1 / size[:, lag:] + 1 / size[:, :-lag]
        known = np.isfinite(change) & np.isfinite(inverse)
        weight = np.where(known, 1 / inverse, 0.0)
    total = weight.sum()
    if not total:
        return np.nan, np.nan
    return float((weight * np.where(known, change, 0.0) ** 2).sum() / total), float(known.sum() / total)


def filter_level(x: Array, size: Array, noise: Noise, spread: float = np.inf) -> Array:
    """The level [unit, grade] after the last year; see `filter_levels`."""
    return filter_levels(x, size, noise, spread)[:, -1]


def filter_levels(x: Array, size: Array, noise: Noise, spread: float = np.inf) -> Array:
    """The level [unit, year, grade] after each year (Kalman filter of the local level model, Harvey 1989, 4.1).

    `spread` is the variance of levels around 0 before anything was seen: finite, it shrinks short and small series
    to 0; infinite, the first year is taken as it is.
    """
    found = np.zeros(x.shape)
    level = np.zeros((x.shape[0], x.shape[2]))
    variance = np.full(level.shape, spread if np.isfinite(spread) else 1e6)
    for year in range(x.shape[1]):
        variance = variance + noise.step
        seen = np.isfinite(x[:, year]) & (size[:, year] > 0)
        error = noise.sampling / np.where(seen, size[:, year], 1.0)
        gain = np.where(seen, variance / (variance + error), 0.0)
        level = level + gain * (np.where(seen, x[:, year], 0.0) - level)
        variance = (1 - gain) * variance
        found[:, year] = level
    return found


def mean_drift(values: Array, keep: float = 0.7) -> Array:
    """Mean yearly change of logarithms over axis 1, each year back counting `keep` as much; 0 where nothing is known."""
    with np.errstate(divide="ignore", invalid="ignore"):
        change = np.diff(np.log(np.where(values > 0, values, np.nan)), axis=1)
    known = np.isfinite(change)
    weight = (keep ** np.arange(change.shape[1] - 1, -1, -1)).reshape((1, -1) + (1,) * (change.ndim - 2))
    total = (known * weight).sum(axis=1)
    return np.where(total > 0, (np.where(known, change, 0.0) * weight).sum(axis=1) / np.maximum(total, 1e-9), 0.0)
