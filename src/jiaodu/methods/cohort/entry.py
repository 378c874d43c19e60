"""Entry: how many come into the first grade, a mixture of what the past years show and what the births say.

Floor: methods. In: entrants [unit, year], birth cohorts, parents. Out: entrants [unit, year ahead].

Each horizon is a weighted sum of signals in logarithms, all relative to the last year: back to the level, the drift
of the parent and the unit's own beyond it, and with births the share of the coming cohort that enters and its drift.
The weights start at stated values and move as far as the units' own past origins speak for it (`weights`). Those of a
farther horizon, which fewer origins have seen, lean on those of the nearer one, the more so the more units bear them out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jiaodu.methods.cohort.levels import estimate_noise, filter_level, mean_drift
from jiaodu.methods.cohort.model import Array, Index, damped, sum_by
from jiaodu.methods.cohort.ratios import lasting_ratios
from jiaodu.methods.cohort.weights import Sample, fit_weights

KEPT = 0.8  # of a drift from one year to the next
HALF_OWN = 200  # entrants at which a unit's own drift counts half
FEWEST_YEARS = 3
FEWEST_BIRTHS = 1  # past years whose births are known; plain cohort survival asks for no more
HANDED_ON = 0.7  # how far weights of a horizon lean on those of the nearer one, where many units bear them out
FREEDOM = 0.35  # standard deviation of the weights around their start
LARGEST = 1.0  # a signal never says more than e times as many
# level, parent's drift, own drift; with births also: cohort's share, its parent's drift, its own drift
START = {False: (1.0, 0.3, 0.2), True: (0.1, 0.3, 0.0, 0.9, 0.2, 0.1)}
SHARED_DRIFTS = (1, 4)  # of these signals: what a whole parent drifts by


@dataclass(frozen=True, slots=True)
class Entry:
    """Entrants [unit, year ahead] and the weights of the signals [year ahead, signal]."""

    counts: Array
    weights: Array


def forecast_entry(entrants: Array, cohorts: Array | None, parents: Index, horizon: int) -> Entry:
    """Forecast the entrants. A unit without any in the last year stays empty: opening it is an event, not a trend.

    Units whose births are not known for `FEWEST_BIRTHS` past years and the coming one are forecast without births.
    """
    counts = np.where(entrants > 0, entrants, np.nan)
    without = _mix(counts, None, parents, horizon)
    if cohorts is None:
        return without
    years = counts.shape[1]
    past = (np.isfinite(cohorts[:, :years]) & np.isfinite(counts)).sum(axis=1)
    known = (
        (past >= FEWEST_BIRTHS) & (cohorts.shape[1] > years) & np.isfinite(cohorts[:, min(years, cohorts.shape[1] - 1)])
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
    # one unit alone may owe its weights to luck, and where births are known, its drift beyond them too
    borne_out = 1 - 1 / np.sqrt(max(int(np.isfinite(counts[:, -1]).sum()), 1))
    handed = HANDED_ON * borne_out
    if births:
        start[list(SHARED_DRIFTS)] *= borne_out
    weights = np.empty((horizon, len(start)))
    for ahead in range(1, horizon + 1):
        lean = start if ahead == 1 else start + handed * (weights[ahead - 2] - start)
        weights[ahead - 1] = fit_weights(_samples(counts, past, ahead), lean, FREEDOM, ahead)
    grown = counts[:, -1:] * np.exp(np.einsum("uhk,hk->uh", now, weights))
    return Entry(np.where(np.isfinite(grown), grown, 0.0), weights)


def _samples(counts: Array, past: dict[int, Array], ahead: int) -> list[Sample]:
    """What each past origin said of a horizon whose outcome is known by now."""
    found = []
    for origin, signals in past.items():
        if origin + ahead > counts.shape[1]:
            continue
        with np.errstate(invalid="ignore", divide="ignore"):
            outcome = np.log(counts[:, origin + ahead - 1] / counts[:, origin - 1])
        known = np.isfinite(outcome) & np.isfinite(signals[:, ahead - 1]).all(axis=1)
        change = np.clip(outcome[known], -LARGEST, LARGEST)
        found.append(Sample(signals[known, ahead - 1], change, counts[known, origin - 1]))
    return found


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
