"""The ratio edit of Hidiroglou and Berthelot: which units moved unusually against their group, large units sooner.

Floor: core.rules. In: arrays of this and last period and of groups. Out: effects and bounds, as arrays.
Source: M. A. Hidiroglou, J.-M. Berthelot, Statistical editing and imputation for periodic business surveys, Survey
Methodology 12 (1986) 73-83. With r = now / before of the units of a group, both above 0, and r_M their median:

    s = 1 - r_M / r  where r < r_M,   r / r_M - 1  else          (so that halving weighs as much as doubling)
    E = s * max(before, now) ** U
    d_1 = max(E_M - E_Q1, |A * E_M|),   d_3 = max(E_Q3 - E_M, |A * E_M|)
    unusual: E < E_M - C * d_1 or E > E_M + C * d_3

Quartiles are interpolated linearly at (n - 1) p, as everywhere in jiaodu.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Edit:
    """What the edit says of each unit: unusual or not, the ratios between which it would not be, the group's median ratio."""

    unusual: Bools
    low: Floats
    high: Floats
    median: Floats


def edit_ratios(now: Floats, before: Floats, groups: Ints, u: float, a: float, c: float) -> Edit:
    """Edit units with now > 0 and before > 0. `groups` numbers their groups from 0.

    `low` and `high` are the ratios at which a unit of the size seen would meet the bounds.
    """
    ratio = now / before
    median = quantiles(ratio, groups, (0.5,))[0][groups]
    with np.errstate(divide="ignore", invalid="ignore"):
        s = np.where(ratio < median, 1 - median / ratio, ratio / median - 1)
    size = np.maximum(now, before) ** u
    effect = s * size
    first, middle, third = quantiles(effect, groups, (0.25, 0.5, 0.75))
    floor = np.abs(a * middle)
    down, up = np.maximum(middle - first, floor), np.maximum(third - middle, floor)
    least, most = (middle - c * down)[groups], (middle + c * up)[groups]
    return Edit((effect < least) | (effect > most), *_ratios(least, most, before, now, u, median), median)


def _ratios(
    least: Floats, most: Floats, before: Floats, now: Floats, u: float, median: Floats
) -> tuple[Floats, Floats]:
    """Bounds of the effect as ratios, at the size seen."""
    size = np.maximum(now, before) ** u
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = least / size, most / size
        return (
            np.where(low < 0, median / (1 - low), median * (1 + low)),
            np.where(high < 0, median / (1 - high), median * (1 + high)),
        )


def quantiles(values: Floats, groups: Ints, shares: Sequence[float]) -> list[Floats]:
    """Quantiles of each group, interpolated linearly at (n - 1) p; NaN for a group without values. One sort serves all."""
    number = int(groups.max()) + 1 if len(groups) else 0
    order = np.argsort(values, kind="stable")
    order = order[np.argsort(groups[order], kind="stable")]
    ordered, counts = values[order], np.bincount(groups, minlength=number)
    starts, filled = np.cumsum(counts) - counts, counts > 0
    found = []
    for p in shares:
        spot = starts[filled] + (counts[filled] - 1) * p
        low = np.floor(spot).astype(np.int64)
        high = np.minimum(low + 1, starts[filled] + counts[filled] - 1)
        quantile = np.full(number, np.nan)
        quantile[filled] = ordered[low] + (ordered[high] - ordered[low]) * (spot - low)
        found.append(quantile)
    return found
