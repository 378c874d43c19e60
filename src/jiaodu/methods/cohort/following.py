"""Following: how far a grade goes by who moves up into it, and how far it stays as it was.

Floor: methods. In: counts and ratios as they were known after each year. Out: a weight for each grade.

A school that fills its classes has as many in a grade as it had, whoever moved up; so has a grade whose pupils come from
a whole city. What moves up counts wholly before anything was seen, and less as far as past years speak for it.
"""

from __future__ import annotations

import numpy as np

from jiaodu.methods.cohort.levels import LARGEST_JUMP
from jiaodu.methods.cohort.model import Array
from jiaodu.methods.cohort.weights import Sample, fit_weights

FIRST_YEARS = 3  # years behind the first forecast that is looked at
FREEDOM = 0.2  # standard deviation of the weight around 1


def learn_following(counts: Array, ratios: Array) -> Array:
    """For each grade above the first, the weight (0 to 1) of those who move up into it.

    `counts` [unit, year, grade], `ratios` [unit, year from the second, grade from the second] after each year.
    """
    before, after = counts[:, FIRST_YEARS - 1 : -1], counts[:, FIRST_YEARS:, 1:]
    known = ratios[:, FIRST_YEARS - 2 : -1]
    last = before[:, :, 1:]
    with np.errstate(divide="ignore", invalid="ignore"):
        signal = np.clip(np.log(known * before[:, :, :-1] / last), -LARGEST_JUMP, LARGEST_JUMP)
        outcome = np.clip(np.log(after / last), -LARGEST_JUMP, LARGEST_JUMP)
    good = (before[:, :, :-1] > 0) & (last > 0) & (after > 0) & np.isfinite(signal) & np.isfinite(outcome)
    found = np.ones(counts.shape[2] - 1)
    for grade in range(len(found)):
        samples = [
            Sample(signal[some, year, grade, None], outcome[some, year, grade], last[some, year, grade])
            for year, some in enumerate(good[:, :, grade].T)
        ]
        found[grade] = float(np.clip(fit_weights(samples, np.ones(1), FREEDOM)[0], 0.0, 1.0))
    return found


def follow(moving_up: Array, last: Array, weight: float) -> Array:
    """Counts [unit, year ahead] between those who move up and last year's [unit, 1], in logarithms; from nobody, nobody."""
    some = (moving_up > 0) & (last > 0)
    if weight == 1.0 or not some.any():
        return moving_up
    with np.errstate(divide="ignore", invalid="ignore"):
        between = moving_up**weight * last ** (1 - weight)
    return np.asarray(np.where(some, between, moving_up))
