"""Weights of signals: stated before anything is seen, moved as far as past years speak for it.

Floor: methods. In: signals and outcomes (logarithms) of past years, one `Sample` a year. Out: weights.

A year has a shock that all its units share, and each unit has one of its own (random effects, Searle, Casella & McCulloch
1992). Differences between units of a year therefore tell much, the mean of a year tells little however many units it
has: the two are weighed apart. Ridge regression around the stated weights (Hoerl & Kennard 1970).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from jiaodu.methods.cohort.model import Array

FEWEST_SAMPLES = 2
LEAST_VARIANCE = 1e-6
MOST_WEIGHT = 5.0  # no unit counts more than so many times the mean one


@dataclass(frozen=True, slots=True)
class Sample:
    """One past year: `signals` [unit, signal], `outcomes` [unit] and the `sizes` [unit] by which units count."""

    signals: Array
    outcomes: Array
    sizes: Array


def fit_weights(samples: Sequence[Sample], start: Array, freedom: float, overlap: int = 1) -> Array:
    """The weights [signal]. `freedom` is their standard deviation around `start`; outcomes `overlap` years ahead share
    years, so that so many samples make one. Fewer than two samples leave `start`."""
    samples = [s for s in samples if len(s.outcomes)]
    if len(samples) < FEWEST_SAMPLES:
        return start
    weights = [np.minimum(s.sizes / s.sizes.mean(), MOST_WEIGHT) for s in samples]
    rests = [s.outcomes - s.signals @ start for s in samples]
    means = np.array([np.average(r, weights=w) for r, w in zip(rests, weights, strict=True)])
    own, shared = _variances(rests, weights, means)
    normal, right = np.eye(len(start)) / freedom**2, np.zeros(len(start))
    for sample, weight, rest, mean in zip(samples, weights, rests, means, strict=True):
        centre = np.average(sample.signals, axis=0, weights=weight)
        off = sample.signals - centre
        variance = shared + own / len(rest)
        normal += (np.outer(centre, centre) / variance + (off * weight[:, None]).T @ off / own) / overlap
        right += (centre * mean / variance + off.T @ (weight * (rest - mean)) / own) / overlap
    return np.asarray(start + np.linalg.solve(normal, right))


def _variances(rests: Sequence[Array], weights: Sequence[Array], means: Array) -> tuple[float, float]:
    """Variance of a unit's own and of a year's shared shock, by moments."""
    square = sum(float((w * (r - m) ** 2).sum()) for r, w, m in zip(rests, weights, means, strict=True))
    own = square / sum(float(w.sum()) for w in weights) + LEAST_VARIANCE
    chance = [own * float((w**2).sum()) / float(w.sum()) ** 2 for w in weights]
    return own, max(float(np.mean(means**2 - chance)), 0.0) + LEAST_VARIANCE
