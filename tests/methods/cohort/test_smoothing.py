"""Exponential smoothing against loops over a textbook's recursions, and against statsforecast where it is installed."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from jiaodu.methods.cohort import forecast_ets, forecast_theta
from jiaodu.methods.cohort.smoothing import ALPHAS, BETAS, DAMPINGS


def series(seed: int, units: int = 4, years: int = 14) -> np.ndarray:
    rng = np.random.default_rng(seed)
    slope = np.array([0.0, 8.0, -6.0, 25.0])[:units, None, None]
    walk = np.cumsum(rng.normal(0, 15, (units, years, 1)), axis=1)
    return 1000 + walk + slope * np.arange(years)[None, :, None]


def smooth(
    y: np.ndarray, alpha: float, beta: float, damping: float, level: float, slope: float
) -> tuple[float, float, float]:
    """Sum of squared errors, last level and slope, by the recursions of Hyndman et al. 2008, table 2.1."""
    square = 0.0
    for value in y.tolist():
        error = value - level - damping * slope
        square += error**2
        level, slope = level + damping * slope + alpha * error, damping * slope + beta * error
    return square, level, slope


def best_start(y: np.ndarray, alpha: float, beta: float, damping: float, trend: bool) -> tuple[float, float]:
    """The start with the least squares: errors are linear in it, so that three runs give the normal equations."""

    def errors(level: float, slope: float) -> np.ndarray:
        out = []
        for value in y.tolist():
            out.append(value - level - damping * slope)
            level, slope = level + damping * slope + alpha * out[-1], damping * slope + beta * out[-1]
        return np.array(out)

    zero = errors(0, 0)
    columns = [errors(1, 0) - zero, *([errors(0, 1) - zero] if trend else [])]
    found = np.linalg.lstsq(np.stack(columns, axis=1), -zero, rcond=None)[0]
    return float(found[0]), float(found[1]) if trend else 0.0


def slow_ets(y: np.ndarray, horizon: int) -> list[float]:
    years, best, made = len(y), np.inf, []
    forms = [(3, a, 0.0, 1.0, False) for a in ALPHAS]
    forms += [(5, a, a * b, 1.0, True) for a, b in itertools.product(ALPHAS, BETAS)]
    forms += [(6, a, a * b, d, True) for a, b, d in itertools.product(ALPHAS, BETAS, DAMPINGS)]
    for free, alpha, beta, damping, trend in forms:
        start = best_start(y, alpha, beta, damping, trend)
        square, level, slope = smooth(y, alpha, beta, damping, *start)
        score = years * np.log(square / years) + 2 * free + 2 * free * (free + 1) / (years - free - 1)
        if score < best:
            best = score
            made = [level + slope * sum(damping**k for k in range(1, h + 1)) for h in range(1, horizon + 1)]
    return made


def test_ets_is_that_of_the_recursions() -> None:
    given = series(1)
    made = forecast_ets(given, 4)
    for unit in range(4):
        assert made[unit, :, 0] == pytest.approx(slow_ets(given[unit, :, 0], 4), rel=1e-6)


def test_theta_by_hand() -> None:
    """The mean of a line through all years and of a smoothing of twice the series less that line (Assimakopoulos 2000)."""
    y = series(2)[1, :, 0]
    time = np.arange(len(y))
    slope, level = np.polyfit(time, y, 1)
    line = level + slope * (len(y) - 1 + np.arange(1, 4))
    found = []
    for alpha in ALPHAS:
        start = best_start(y, alpha, 0.0, 1.0, False)
        found.append((smooth(y, alpha, 0.0, 1.0, *start)[0], alpha))
    alpha, doubled = min(found)[1], 2 * y - (level + slope * time)
    # the doubled line is smoothed from the start that gives the same errors as the series itself
    (base, _) = best_start(y, alpha, 0.0, 1.0, False)
    now = 2 * base - (level - slope * (1 - alpha) / alpha)
    del base
    for value in doubled.tolist():
        now += alpha * (value - now)
    made = forecast_theta(y[None, :, None], 3)[0, :, 0]
    assert np.diff(made) == pytest.approx([slope / 2] * 2)
    assert made[0] == pytest.approx((now + line[0]) / 2, rel=0.01)


def test_short_unknown_and_empty_series_stay_as_they_were() -> None:
    short = np.array([[[5.0], [7.0], [9.0]]])
    assert (forecast_ets(short, 2) == 9).all() and (forecast_theta(short, 2) == 9).all()
    gap = series(3)
    gap[0, 3], gap[1, 5] = np.nan, 0.0
    for made in (forecast_ets(gap, 2), forecast_theta(gap, 2)):
        assert (made[:2] == gap[:2, -1:]).all() and (made[2:] != gap[2:, -1:]).all()


def test_beside_statsforecast() -> None:
    models = pytest.importorskip("statsforecast.models", reason="a comparison for the extra bench only")
    given = series(4)
    for unit in range(4):
        theirs = models.Theta(season_length=1).forecast(y=given[unit, :, 0], h=3)["mean"]
        assert forecast_theta(given, 3)[unit, :, 0] == pytest.approx(theirs, rel=0.01)
