"""Intervals: how wide the forecasts of the past went wrong, by horizon and size.

Floor: methods. In: a `Panel`. Out: `Spread`, and quantiles of forecasts.

Errors of logarithms have three parts: one that all units of a year share, one that is a unit's own whatever its size,
and one of small numbers (`sampling` / forecast). They are read off the errors that the same method made from earlier
origins, as far as they were known by then. The shared part was seen in a few years only and is widened by that; the
others were seen in many units and are not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from jiaodu.methods.cohort.model import Array, Panel
from jiaodu.methods.cohort.project import forecast

FEWEST_YEARS = 4
LARGEST_ERROR = 1.2
LEAST_COMMON, LEAST_OWN = 1e-5, 0.2
GUESS = (0.05**2, 0.0, 1.0)  # variances where no origin has shown any error yet
Past = Mapping[int, Array]
NORMAL = {0.025: -1.959964, 0.1: -1.281552, 0.5: 0.0, 0.9: 1.281552, 0.975: 1.959964}


@dataclass(frozen=True, slots=True)
class Spread:
    """For each year ahead: variance shared by a year, of a unit's own, of sampling for one pupil; how many origins
    showed them; quantiles of standardised errors. A horizon that no origin showed has its variances grown."""

    shared: Array
    own: Array
    sampling: Array
    origins: Array
    quantiles: tuple[dict[float, float], ...]

    def quantile(self, made: Array, level: float) -> Array:
        """A quantile of forecasts [unit, year ahead, …]; an empty forecast stays 0, and below and above hold the forecast."""
        out = np.zeros_like(made)
        for ahead in range(made.shape[1]):
            wider = _widening(level, self.origins[ahead], ahead + 1)
            with np.errstate(divide="ignore", invalid="ignore"):
                width = np.sqrt(
                    self.shared[ahead] * wider[0] + self.own[ahead] * wider[1] + self.sampling[ahead] / made[:, ahead]
                )
                value = (made[:, ahead] + 0.5) * np.exp(self.quantiles[ahead][level] * width) - 0.5
            if level != 0.5:
                value = (np.minimum if level < 0.5 else np.maximum)(value, made[:, ahead])
            out[:, ahead] = np.where(made[:, ahead] > 0, np.maximum(value, 0.0), 0.0)
        return out


def past_forecasts(panel: Panel, horizon: int) -> Past:
    """What `forecast` said from each earlier origin: years known -> counts [unit, year ahead, grade]."""
    origins = range(FEWEST_YEARS, panel.years)
    return {o: forecast(panel.until(o), min(horizon, panel.years - o)) for o in origins}


def measure_spread(
    panel: Panel,
    horizon: int,
    levels: tuple[float, ...] = tuple(NORMAL),
    past: Past | None = None,
    groups: Array | None = None,
) -> Spread:
    """The spread of errors that `forecast` made from earlier origins of this panel.

    `past` spares forecasting again (it may hold later origins too); `groups` [grade, group] asks for sums of grades.
    """
    errors, sizes, origins = _past_errors(
        panel, horizon, past_forecasts(panel, horizon) if past is None else past, groups
    )
    parts, found = np.zeros((3, horizon)), []
    for ahead in range(horizon):
        if errors[ahead]:
            parts[:, ahead] = _parts(errors[ahead], sizes[ahead])
            if ahead:  # what is further off is never surer
                parts[:, ahead] = np.maximum(parts[:, ahead], parts[:, ahead - 1])
            e, s = np.concatenate(errors[ahead]), np.concatenate(sizes[ahead])
            z = e / np.sqrt(parts[0, ahead] + parts[1, ahead] + parts[2, ahead] / s)
            found.append({level: float(np.quantile(z, level)) for level in levels})
        elif ahead:
            grown = (ahead + 1) / ahead
            parts[:, ahead], origins[ahead] = parts[:, ahead - 1] * (grown, grown, 1.0), origins[ahead - 1]
            found.append(found[-1])
        else:  # nothing known at all: a stated guess, and `origins` is 0
            parts[:, 0] = GUESS
            found.append({level: NORMAL[level] for level in levels})
    return Spread(parts[0], parts[1], parts[2], origins, tuple(found))


def _widening(level: float, origins: float, ahead: int) -> tuple[float, float]:
    """How much wider a variance seen in few years must be taken: Student's t for the normal, and the mean's own error.

    Origins one year apart share all but one of their years, so that `ahead` of them tell as much as one.
    """
    years = 1 + max(origins - 1, 0.0) / ahead
    z, free = abs(NORMAL[level]), years + 1
    if not z:
        return 1.0, 1.0
    # Cornish-Fisher expansion of Student's quantile (Abramowitz & Stegun 26.7.5)
    student = z + (z**3 + z) / (4 * free) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * free**2)
    return float((student / z) ** 2 * (1 + 1 / years)), 1 + 1 / years


def _past_errors(
    panel: Panel, horizon: int, past: Past, groups: Array | None
) -> tuple[list[list[Array]], list[list[Array]], Array]:
    errors: list[list[Array]] = [[] for _ in range(horizon)]
    sizes: list[list[Array]] = [[] for _ in range(horizon)]
    origins = np.zeros(horizon)
    for origin in range(FEWEST_YEARS, panel.years):
        reach = min(horizon, panel.years - origin)
        made = past[origin]
        for ahead in range(reach):
            came, guess = panel.counts[:, origin + ahead], made[:, ahead]
            if groups is not None:
                came, guess = came @ groups, guess @ groups
            some = np.isfinite(came) & (came > 0) & (guess > 0)
            if some.any():
                errors[ahead].append(np.log((came[some] + 0.5) / (guess[some] + 0.5)))
                sizes[ahead].append(guess[some])
                origins[ahead] += 1
    return errors, sizes, origins


def _parts(errors: list[Array], sizes: list[Array]) -> tuple[float, float, float]:
    """Shared, own and sampling variance: squared errors on 1 and 1 / size by weighted least squares; of the first,
    what the mean errors of whole years make up is shared."""
    e, s = np.concatenate(errors), np.concatenate(sizes)
    square = np.clip(e, -LARGEST_ERROR, LARGEST_ERROR) ** 2
    x = np.stack([np.ones_like(s), 1 / s], axis=1)
    weight = 1 / (0.002 + 1 / s) ** 2
    normal = (x * weight[:, None]).T @ x
    flat, per_head = np.linalg.solve(normal + 1e-9 * np.trace(normal) * np.eye(2), (x * weight[:, None]).T @ square)
    flat, per_head = max(float(flat), LEAST_COMMON), max(float(per_head), LEAST_OWN)
    precision = [1 / (flat + per_head / size) for size in sizes]
    means = [float((p * error).sum() / p.sum()) for p, error in zip(precision, errors, strict=True)]
    chance = float(np.mean([1 / p.sum() for p in precision]))
    shared = min(max(float(np.mean(np.square(means))) - chance, 0.0), flat)
    return shared, flat - shared, per_head
