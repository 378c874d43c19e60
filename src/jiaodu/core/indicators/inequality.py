"""Quantile and Gini over the units below: on arrays, group by group, and exactly in fractions.

Floor: core.indicators. In: values (and weights) of units sorted into groups. Out: `Vector`s, or a `Fraction`.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from jiaodu.core.indicators.series import Bools, Codes, Floats, Ints, Status, Vector


def quantile_of_groups(x: Floats, usable: Bools, starts: Ints, ends: Ints, share: Fraction) -> Vector:
    """The quantile of each group's usable values, at (n - 1)·p from the least, interpolated linearly. EMPTY for none."""
    if not len(starts):
        return Vector(np.zeros(0), np.zeros(0, np.int8))
    group = np.repeat(np.arange(len(starts)), ends - starts)[usable]
    values = x[usable]
    values = values[np.lexsort((values, group))]
    sizes = np.bincount(group, minlength=len(starts)).astype(np.int64)
    first = np.cumsum(sizes) - sizes
    # whole steps and the rest in integers: a float position could fall on the wrong side of a unit
    position = np.maximum(sizes - 1, 0) * share.numerator
    floors, rest = position // share.denominator, (position % share.denominator) / share.denominator
    empty = sizes == 0
    if not len(values):
        return Vector(np.full(len(starts), np.nan), np.full(len(starts), Status.EMPTY, np.int8))
    low = values[np.where(empty, 0, first + floors)]
    high = values[np.where(empty, 0, first + np.minimum(floors + 1, np.maximum(sizes - 1, 0)))]
    status: Codes = np.where(empty, np.int8(Status.EMPTY), np.int8(0)).astype(np.int8)
    return Vector(np.where(empty, np.nan, low + (high - low) * rest), status)


def exact_quantile(values: list[Fraction], share: Fraction) -> Fraction | None:
    """The same of one group, exactly; None for no values."""
    if not values:
        return None
    ordered = sorted(values)
    at = (len(ordered) - 1) * share
    low = at.numerator // at.denominator
    upper = ordered[min(low + 1, len(ordered) - 1)]
    return ordered[low] + (upper - ordered[low]) * (at - low)


def gini_of_groups(x: Floats, w: Floats, starts: Ints, ends: Ints) -> Vector:
    """The Gini coefficient of each group; units that do not count have weight 0. See `exact_gini` for what it is."""
    if not len(starts):
        return Vector(np.zeros(0), np.zeros(0, np.int8))
    group = np.repeat(np.arange(len(starts)), ends - starts)
    order = np.lexsort((x, group))
    x, w = x[order], w[order]
    weights, total = np.add.reduceat(w, starts), np.add.reduceat(w * x, starts)
    none = (weights == 0) | (total == 0)
    mean = np.where(none, 0.0, total / np.where(none, 1.0, weights))
    running = np.cumsum(w)
    before = running[starts] - w[starts]
    # Σᵢ Σⱼ wᵢ wⱼ |xᵢ − xⱼ| / 2 = Σᵢ wᵢ xᵢ (2 Cᵢ − wᵢ − W), C the running weight; less the mean, which cancels, for accuracy
    rank = 2 * (running - np.repeat(before, ends - starts)) - w - np.repeat(weights, ends - starts)
    spread = np.add.reduceat(w * (x - np.repeat(mean, ends - starts)) * rank, starts)
    value = np.where(none, np.nan, np.maximum(spread, 0.0) / np.where(none, 1.0, weights * total))
    negative = np.minimum.reduceat(np.where(w != 0, np.minimum(x, w), 0.0), starts) < 0
    status: Codes = np.where(none, np.int8(Status.ZERO_DENOMINATOR), np.int8(0)).astype(np.int8)
    status[negative] = Status.UNDEFINED
    return Vector(np.where(negative, np.nan, value), status)


def exact_gini(pairs: list[tuple[Fraction, Fraction]]) -> Fraction | None:
    """The Gini coefficient of (value, weight) pairs: Σᵢ Σⱼ wᵢ wⱼ |xᵢ − xⱼ| / (2 W Σᵢ wᵢ xᵢ), with W = Σᵢ wᵢ.

    Half the mean difference over the mean, 0 (all alike) up to below 1; no correction n / (n − 1). With population shares
    pᵢ = wᵢ / W it is the first formula of Thomas, Wang and Fan, Measuring Education Inequality: Gini Coefficients of
    Education (World Bank Policy Research Working Paper 2525, 2001). It is not defined for negative values or weights,
    where it can leave 0 … 1; nor where all values, or all weights, are 0. None then.
    """
    counted = sorted((x, w) for x, w in pairs if w)
    weights, total = sum((w for _, w in counted), Fraction(0)), sum((w * x for x, w in counted), Fraction(0))
    if any(x < 0 or w < 0 for x, w in counted) or not weights or not total:
        return None
    spread, before = Fraction(0), Fraction(0)
    for x, w in counted:
        spread += w * x * (2 * before + w - weights)
        before += w
    return spread / (weights * total)
