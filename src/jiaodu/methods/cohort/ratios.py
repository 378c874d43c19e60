"""Lasting ratios: how many go on from one count to the next, in a small unit and in the larger one around it.

Floor: methods. In: numerators and denominators [unit, year, grade]. Out: `Ratios`.

A unit's ratio is its parent's, which moves with the times, times its own lasting deviation, shrunk to none as far as
its numbers are small (empirical Bayes: the spread of deviations beyond sampling is read off the units themselves).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jiaodu.methods.cohort.levels import LARGEST_JUMP, estimate_noise, filter_levels
from jiaodu.methods.cohort.model import Array, Index, Mask, sum_by


@dataclass(frozen=True, slots=True)
class Ratios:
    """`then` [unit, year, grade]: the ratio to go on with after each year, by the noise known at the end. `parent`
    [parent, year, grade]: the parents' ratios as they were."""

    then: Array
    parent: Array

    @property
    def own(self) -> Array:
        """[unit, grade]: the ratio to go on with after the last year."""
        return self.then[:, -1]


def lasting_ratios(numerators: Array, denominators: Array, parents: Index) -> Ratios:
    """Ratios after the last year. Pairs with an unknown or empty side tell nothing; a grade without any pair has 1."""
    known = np.isfinite(numerators) & np.isfinite(denominators) & (denominators > 0)
    top, bottom = np.where(known, numerators, 0.0), np.where(known, denominators, 0.0)
    above, below = sum_by(parents, top), sum_by(parents, bottom)
    with np.errstate(divide="ignore", invalid="ignore"):
        parent = np.where((below > 0) & (above > 0), above / below, np.nan)
        common = np.log(parent)
    level = filter_levels(common, below, estimate_noise(common, np.where(below > 0, below, np.nan)))
    own = np.zeros(numerators.shape) if len(above) == len(top) else _deviations(top, bottom, known, parent[parents])
    return Ratios(np.exp(level[parents] + own), parent)


def _deviations(top: Array, bottom: Array, known: Mask, parent: Array) -> Array:
    """Lasting deviations [unit, year, grade] of units from their parents, as logarithms."""
    expected = bottom * np.where(np.isfinite(parent), parent, 0.0)
    x = np.where(known, np.log((top + 0.5) / (expected + 0.5)), np.nan)
    size = np.where(known, expected + 0.5, np.nan)
    noise = estimate_noise(x, size)
    weight = np.where(known, size, 0.0)
    total = weight.sum(axis=1)
    seen = total > 0
    mean = np.where(seen, (weight * np.where(known, x, 0.0)).sum(axis=1) / np.where(seen, total, 1.0), 0.0)
    square = (total * np.clip(mean, -LARGEST_JUMP, LARGEST_JUMP) ** 2).sum() / max(total.sum(), 1.0)
    spread = max(square - noise.sampling * seen.sum() / max(total.sum(), 1.0), 1e-6)
    return filter_levels(x, np.where(known, size, 0.0), noise, spread)
