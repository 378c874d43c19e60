"""Intervals: how wide the forecasts of the past went wrong, by horizon and size.

Floor: methods. In: a `Panel`. Out: `Spread`, and quantiles of forecasts.

Errors of logarithms have three parts: one that all units of a year share, one that is a unit's own whatever its size,
and one of small numbers (`sampling` / forecast). They are read off the errors that the same method made from earlier
origins, as far as they were known by then. The shared part was seen in a few years only and is widened by that; the
others were seen in many units and are not. Where intervals that would have been given out earlier missed more than they should,
those of today are widened by as much (after adaptive conformal inference, Gibbs & Candès 2021).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from jiaodu.methods.cohort.model import Array, Panel
from jiaodu.methods.cohort.project import forecast

FEWEST_YEARS = 4
LARGEST_ERROR = 1.2
MISS_YEARS = 2.0  # intervals that held what they should count as much as so many years
LEAST_WIDTH = 1e-6
MOST_WIDER = 3.0  # the first intervals, given out after a year or two, may be next to nothing
GROWN_YEARS = 1.0  # the variance of the nearer horizon, grown, counts as much as so many years
LEAST_COMMON, LEAST_OWN = 1e-5, 0.2
GUESS = (0.05**2, 0.0, 1.0)  # variances where no origin has shown any error yet
Past = Mapping[int, Array]
NORMAL = {0.025: -1.959964, 0.1: -1.281552, 0.5: 0.0, 0.9: 1.281552, 0.975: 1.959964}


@dataclass(frozen=True, slots=True)
class Spread:
    """For each year ahead: variance shared by a year, of a unit's own, of sampling for one pupil; how many origins
    showed them; quantiles of standardised errors; by how much each is widened because earlier intervals missed. A horizon that no origin showed has its variances grown."""

    shared: Array
    own: Array
    sampling: Array
    origins: Array
    quantiles: tuple[dict[float, float], ...]
    wider: tuple[Mapping[float, float], ...] = ()

    def quantile(self, made: Array, level: float) -> Array:
        """A quantile of forecasts [unit, year ahead, …]; an empty forecast stays 0, and below and above hold the forecast."""
        out, reach = np.zeros_like(made), 0.0
        for ahead in range(made.shape[1]):
            # what is further off is never surer
            step = self.quantiles[ahead][level] * (self.wider[ahead].get(level, 1.0) if self.wider else 1.0)
            reach = min(reach, step) if level < 0.5 else max(reach, step) if level > 0.5 else step
            wider = _widening(level, self.origins[ahead], ahead + 1)
            with np.errstate(divide="ignore", invalid="ignore"):
                width = np.sqrt(
                    self.shared[ahead] * wider[0] + self.own[ahead] * wider[1] + self.sampling[ahead] / made[:, ahead]
                )
                value = (made[:, ahead] + 0.5) * np.exp(reach * width) - 0.5
            if level != 0.5:
                value = (np.minimum if level < 0.5 else np.maximum)(value, made[:, ahead])
            out[:, ahead] = np.where(made[:, ahead] > 0, np.maximum(value, 0.0), 0.0)
        return out

    def variances(self, horizon: int, level: float, normal: float) -> tuple[Array, Array, Array]:
        """The three variances by year ahead with which an error is as wide as from `level` to 1 - `level` of the intervals,
        when `normal` is that width of a standard normal one. Horizons beyond the last are as that one."""
        out = np.zeros((3, horizon))
        reach = [0.0, 0.0]
        for ahead in range(horizon):
            at = min(ahead, len(self.quantiles) - 1)
            wider = self.wider[at] if self.wider else {}
            for side, q in enumerate((level, 1 - level)):
                reach[side] = max(reach[side], abs(self.quantiles[at][q]) * wider.get(q, 1.0))
            scale = (sum(reach) / normal) ** 2
            shared, own = _widening(level, self.origins[at], at + 1)
            out[:, ahead] = scale * self.shared[at] * shared, scale * self.own[at] * own, scale * self.sampling[at]
        return out[0], out[1], out[2]


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
    parts = np.zeros((3, horizon))
    found: list[dict[float, float]] = []
    for ahead in range(horizon):
        if errors[ahead]:
            parts[:, ahead] = _parts(errors[ahead], sizes[ahead])
            if ahead:
                parts[:, ahead] = _no_surer(parts[:, ahead], parts[:, ahead - 1], origins[ahead], ahead)
            e, s = np.concatenate(errors[ahead]), np.concatenate(sizes[ahead])
            z = e / np.sqrt(parts[0, ahead] + parts[1, ahead] + parts[2, ahead] / s)
            shape = {level: float(np.quantile(z, level)) for level in levels}
            if ahead:  # a few years in which all erred one way say little of the other way
                years = origins[ahead] / (ahead + 1)
                shape = {q: (years * shape[q] + GROWN_YEARS * found[-1][q]) / (years + GROWN_YEARS) for q in levels}
            found.append(shape)
        elif ahead:
            grown = (ahead + 1) / ahead
            parts[:, ahead], origins[ahead] = parts[:, ahead - 1] * (grown, grown, 1.0), origins[ahead - 1]
            found.append(found[-1])
        else:  # nothing known at all: a stated guess, and `origins` is 0
            parts[:, 0] = GUESS
            found.append({level: NORMAL[level] for level in levels})
    return Spread(parts[0], parts[1], parts[2], origins, tuple(found))


def measure_spreads(
    panel: Panel, horizon: int, past: Past | None = None, groups: Array | None = None
) -> Mapping[int, Spread]:
    """The spread as known after each number of years, the last included, widened as far as intervals given out before missed.

    Years known -> spread. An interval is never made narrower by earlier ones that held too much.
    """
    past = past_forecasts(panel, horizon) if past is None else past
    groups = np.eye(panel.counts.shape[2]) if groups is None else groups
    found: dict[int, Spread] = {}
    # (horizon, level below) -> for each origin, how many times its half-width the errors were
    misses: dict[tuple[int, float], list[tuple[int, Array]]] = {}
    for years in range(FEWEST_YEARS + 1, panel.years + 1):
        spread = measure_spread(panel.until(years), horizon, past=past, groups=groups)
        wider: list[dict[float, float]] = [{} for _ in range(horizon)]
        for (ahead, low), given in misses.items():
            known = [far for origin, far in given if origin + ahead < years]
            if known:
                needed = min(max(float(np.quantile(np.concatenate(known), 1 - 2 * low)), 1.0), MOST_WIDER)
                weight = len(known) / (len(known) + MISS_YEARS * (ahead + 1))
                wider[ahead] |= dict.fromkeys((low, 1 - low), needed**weight)
        found[years] = replace(spread, wider=tuple(wider))
        if years < panel.years:
            for key, far in _misses(panel, years, past[years] @ groups, spread, groups):
                misses.setdefault(key, []).append((years, far))
    return found


def _misses(
    panel: Panel, origin: int, made: Array, spread: Spread, groups: Array
) -> Iterator[tuple[tuple[int, float], Array]]:
    for low in (level for level in NORMAL if level < 0.5):
        below, above = spread.quantile(made, low), spread.quantile(made, 1 - low)
        for ahead in range(made.shape[1]):
            came, guess = panel.counts[:, origin + ahead] @ groups, made[:, ahead]
            some = np.isfinite(came) & (came > 0) & (guess > 0)
            if some.any():
                middle = np.log(guess[some] + 0.5)
                error = np.log(came[some] + 0.5) - middle
                side = np.where(error > 0, above[:, ahead][some], below[:, ahead][some])
                yield (ahead, low), np.abs(error) / np.maximum(np.abs(np.log(side + 0.5) - middle), LEAST_WIDTH)


def _no_surer(seen: Array, nearer: Array, origins: float, ahead: int) -> Array:
    """Variances of a horizon, never below those of the nearer one; where few years showed them, partly those grown."""
    grown = nearer * (np.array([(ahead + 1) / ahead, (ahead + 1) / ahead, 1.0]))
    years = origins / (ahead + 1)
    return np.asarray(np.maximum((years * seen + GROWN_YEARS * grown) / (years + GROWN_YEARS), nearer))


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
