"""Scores of forecasts: how far off, in which direction, against whom.

Floor: methods. In: forecasts and outcomes of one shape. Out: numbers. Definitions: Hyndman & Koehler 2006 (MASE),
Kolassa & Schütz 2007 (WAPE as MAE / mean), Gneiting & Raftery 2007 (pinball loss).
"""

from __future__ import annotations

import numpy as np

from jiaodu.methods.cohort.model import Array


def mean_absolute_error(made: Array, came: Array) -> float:
    """Mean |forecast - outcome|."""
    return float(np.abs(made - came).mean())


def weighted_percentage_error(made: Array, came: Array) -> float:
    """WAPE: sum |forecast - outcome| / sum outcome."""
    return float(np.abs(made - came).sum() / came.sum())


def mean_percentage_error(made: Array, came: Array) -> float:
    """MAPE over the outcomes above 0."""
    some = came > 0
    return float((np.abs(made - came)[some] / came[some]).mean())


def bias(made: Array, came: Array) -> float:
    """sum (forecast - outcome) / sum outcome: above 0 too many were expected."""
    return float((made - came).sum() / came.sum())


def scaled_error(made: Array, came: Array, steps: Array) -> float:
    """MASE: mean of |forecast - outcome| / the unit's mean yearly step in its history (`steps`); steps of 0 left out."""
    some = steps > 0
    return float((np.abs(made - came)[some] / steps[some]).mean())


def pinball_loss(quantile: Array, came: Array, level: float) -> float:
    """Mean pinball loss of a quantile forecast."""
    gap = came - quantile
    return float(np.maximum(level * gap, (level - 1) * gap).mean())


def coverage(low: Array, high: Array, came: Array) -> float:
    """The share of outcomes within the interval, ends included."""
    return float(((low <= came) & (came <= high)).mean())
