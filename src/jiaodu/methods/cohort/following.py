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


def learn_following(counts: Array, ratios: Array, horizon: int) -> Array:
    """The weight (0 to 1) of those who move up into a grade [year ahead, grade from the second].

    `counts` [unit, year, grade], `ratios` [unit, year from the second, grade from the second] after each year. Each horizon
    is learnt from pupils who were in school already; a cohort that had not entered has the weight of the farthest that had.
    """
    years, grades = counts.shape[1:]
    found = np.ones((horizon, grades - 1))
    moved, reach = counts, min(horizon, grades - 1, years - FIRST_YEARS)
    for ahead in range(1, reach + 1):
        # who would stand in each grade `ahead` years on, as was known then: [unit, year from the second, grade]
        moved = moved[:, -(years - 1) :, :-1] * ratios[:, :, ahead - 1 :]
        origins = slice(FIRST_YEARS - 2, years - 1 - ahead)
        signals = moved[:, origins]
        before = counts[:, FIRST_YEARS - 1 : years - ahead, ahead:]
        after = counts[:, FIRST_YEARS - 1 + ahead :, ahead:]
        found[ahead - 1, ahead - 1 :] = _weights(signals, before, after, ahead)
    for ahead in range(1, horizon):
        late = np.arange(grades - 1) < ahead
        found[ahead] = np.where(late | (ahead >= reach), found[ahead - 1], found[ahead])
    return found


def _weights(moved: Array, before: Array, after: Array, ahead: int) -> Array:
    """The weight of each grade from [unit, origin, grade]: who would have moved up, who were there, who came."""
    with np.errstate(divide="ignore", invalid="ignore"):
        signal = np.clip(np.log(moved / before), -LARGEST_JUMP, LARGEST_JUMP)
        outcome = np.clip(np.log(after / before), -LARGEST_JUMP, LARGEST_JUMP)
    good = np.isfinite(signal) & np.isfinite(outcome)
    found = np.ones(moved.shape[2])
    for grade in range(len(found)):
        samples = [
            Sample(signal[some, year, grade, None], outcome[some, year, grade], before[some, year, grade])
            for year, some in enumerate(good[:, :, grade].T)
        ]
        found[grade] = float(np.clip(fit_weights(samples, np.ones(1), FREEDOM, ahead)[0], 0.0, 1.0))
    return found


def follow(moving_up: Array, last: Array, weight: Array) -> Array:
    """Counts [unit, year ahead, grade] between those who move up and last year's [unit, 1, grade], in logarithms; from
    nobody comes nobody. `weight` is [year ahead, grade]."""
    some = (moving_up > 0) & (last > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        between = np.exp(weight * np.log(moving_up) + (1 - weight) * np.log(last))
    return np.asarray(np.where(some & (weight < 1), between, moving_up))
