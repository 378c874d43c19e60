"""Entry: how many come into the first grade, a mixture of what the past years show and what the births say.

Floor: methods. In: entrants [unit, year], birth cohorts, parents. Out: entrants [unit, year ahead].

Each horizon is a weighted sum of signals in logarithms, all relative to the last year: back to the level, the drift
of the parent and the unit's own beyond it, and with births the share of the coming cohort that enters and its drift.
The weights start at stated values and move as far as the unit's own past origins speak for it (ridge regression).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jiaodu.methods.cohort.levels import estimate_noise, filter_level, mean_drift
from jiaodu.methods.cohort.model import Array, Index, damped, sum_by
from jiaodu.methods.cohort.ratios import lasting_ratios

KEPT = 0.8  # of a drift from one year to the next
HALF_OWN = 200  # entrants at which a unit's own drift counts half
FEWEST_YEARS = 3
FEWEST_ORIGINS = 2
FREEDOM = 0.35  # standard deviation of the weights around their start
LARGEST = 1.0  # a signal never says more than e times as many
# level, parent's drift, own drift; with births also: cohort's share, its parent's drift, its own drift
START = {False: (1.0, 0.3, 0.2), True: (0.1, 0.1, 0.0, 0.9, 0.2, 0.1)}


@dataclass(frozen=True, slots=True)
class Entry:
    """Entrants [unit, year ahead] and the weights of the signals [year ahead, signal]."""

    counts: Array
    weights: Array


def forecast_entry(entrants: Array, cohorts: Array | None, parents: Index, horizon: int) -> Entry:
    """Forecast the entrants. A unit without any in the last year stays empty: opening it is an event, not a trend.

    Units whose births are not known for `FEWEST_YEARS` past years and the coming one are forecast without births.
    """
    counts = np.where(entrants > 0, entrants, np.nan)
    without = _mix(counts, None, parents, horizon)
    if cohorts is None:
        return without
    years = counts.shape[1]
    past = (np.isfinite(cohorts[:, :years]) & np.isfinite(counts)).sum(axis=1)
    known = (
        (past >= FEWEST_YEARS) & (cohorts.shape[1] > years) & np.isfinite(cohorts[:, min(years, cohorts.shape[1] - 1)])
    )
    if not known.any():
        return without
    made = _mix(counts, cohorts, parents, horizon)
    return Entry(np.where(known[:, None], made.counts, without.counts), made.weights)


def _mix(counts: Array, cohorts: Array | None, parents: Index, horizon: int) -> Entry:
    years, births = counts.shape[1], cohorts is not None
    now = np.nan_to_num(_signals(counts, cohorts, parents, horizon))
    past = {
        origin: _signals(counts[:, :origin], cohorts, parents, min(horizon, years - origin))
        for origin in range(FEWEST_YEARS, years)
    }
    start = np.array(START[births])
    weights = np.stack([_weigh(counts, past, ahead, start) for ahead in range(1, horizon + 1)])
    grown = counts[:, -1:] * np.exp(np.einsum("uhk,hk->uh", now, weights))
    return Entry(np.where(np.isfinite(grown), grown, 0.0), weights)


def _weigh(counts: Array, past: dict[int, Array], ahead: int, start: Array) -> Array:
    """The weights for one horizon, from every past origin whose outcome is known by now."""
    size = len(start)
    normal, right, square, mass, origins = np.zeros((size, size)), np.zeros(size), 0.0, 0.0, 0
    for origin, signals in past.items():
        if origin + ahead > counts.shape[1]:
            continue
        with np.errstate(invalid="ignore", divide="ignore"):
            outcome = np.log(counts[:, origin + ahead - 1] / counts[:, origin - 1])
        known = np.isfinite(outcome) & np.isfinite(signals[:, ahead - 1]).all(axis=1)
        if not known.any():
            continue
        x, weight = signals[known, ahead - 1], counts[known, origin - 1]
        weight = np.minimum(weight / weight.mean(), 5.0)
        rest = np.clip(outcome[known], -LARGEST, LARGEST) - x @ start
        # units rise and fall together: a year of n units tells as much as the root of n independent ones
        share = 1 / np.sqrt(known.sum())
        normal += share * x.T @ (x * weight[:, None])
        right += share * x.T @ (weight * rest)
        square, mass, origins = square + float((weight * rest**2).sum()), mass + float(weight.sum()), origins + 1
    if origins < FEWEST_ORIGINS:
        return start
    # outcomes `ahead` years apart overlap, so that many of them make one
    noise = ahead * (square / mass + 1e-6)
    step = np.linalg.solve(normal / noise + np.eye(size) / FREEDOM**2, right / noise)
    return np.asarray(start + step)


def _signals(counts: Array, cohorts: Array | None, parents: Index, horizon: int) -> Array:
    """Signals [unit, year ahead, signal], logarithms relative to the last year; NaN where births are not known."""
    run = damped(KEPT, horizon)
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(counts)
    level = filter_level(
        logs[:, :, None], np.nan_to_num(counts)[:, :, None], estimate_noise(logs[:, :, None], counts[:, :, None])
    )
    drift = mean_drift(sum_by(parents, np.nan_to_num(counts)))[parents]
    trust = _trust(counts)
    found = [
        np.repeat(level - logs[:, -1:], horizon, axis=1),
        drift[:, None] * run,
        (trust * (mean_drift(counts) - drift))[:, None] * run,
    ]
    if cohorts is not None:
        found += _birth_signals(counts, cohorts, parents, horizon, trust)
    stacked = np.stack(found, axis=2)
    return np.clip(stacked, -LARGEST, LARGEST)


def _birth_signals(counts: Array, cohorts: Array, parents: Index, horizon: int, trust: Array) -> list[Array]:
    years, run = counts.shape[1], damped(KEPT, horizon)
    ratios = lasting_ratios(counts[:, :, None], cohorts[:, :years, None], parents)
    coming = np.full((len(counts), horizon), np.nan)
    given = cohorts[:, years : years + horizon]
    coming[:, : given.shape[1]] = given
    # beyond the children already born the last known cohorts go on
    for ahead in range(1, horizon):
        coming[:, ahead] = np.where(np.isfinite(coming[:, ahead]), coming[:, ahead], coming[:, ahead - 1])
    drift = mean_drift(ratios.parent[:, :, 0])[parents]
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = np.log(ratios.own * coming / counts[:, -1:])
        own = mean_drift(counts / cohorts[:, :years]) - drift
    return [expected, drift[:, None] * run, (trust * own)[:, None] * run]


def _trust(counts: Array) -> Array:
    """How far a unit's own drift is believed: n / (n + HALF_OWN) of its recent size."""
    recent = np.nan_to_num(counts[:, -4:])
    size = recent.sum(axis=1) / np.maximum((recent > 0).sum(axis=1), 1)
    return np.asarray(size / (size + HALF_OWN))
