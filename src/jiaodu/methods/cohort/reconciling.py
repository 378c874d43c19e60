"""Reconciliation: forecasts of small units and of the larger unit around them become one, exactly.

Floor: methods. In: counts [unit, year ahead, grade] from below and [parent, year ahead, grade] from above. Out: the same,
with the units adding up to their parent.

One level and diagonal weights, so that minimum-trace reconciliation (Wickramasuriya, Athanasopoulos & Hyndman 2019) has a
closed form: what the two sides differ by is shared out by variance. How far each side is believed is read off the errors
that both made from earlier origins.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jiaodu.methods.cohort.intervals import FEWEST_YEARS, Past
from jiaodu.methods.cohort.model import Array, Index, Panel, sum_by

EVEN = 0.5
PRIOR = 2.0  # an even share counts as much as so many origins


@dataclass(frozen=True, slots=True)
class Trust:
    """For each year ahead: the share of a difference that the units take over from their parent (0: all from below)."""

    share: Array


def learn_trust(units: Panel, parents: Panel, below: Past, above: Past, horizon: int) -> Trust:
    """Read off past origins: the share that would have made the parents' totals most right, leaning to an even one.

    The parents' totals are taken in both cases; `units` says only whose forecasts are added up.
    """
    share = np.full(horizon, EVEN)
    for ahead in range(horizon):
        top, bottom = 0.0, 0.0
        for origin in range(FEWEST_YEARS, units.years - ahead):
            guess, added = above[origin][:, ahead], sum_by(units.parents, below[origin][:, ahead])
            came = parents.counts[:, origin + ahead]
            known = np.isfinite(came) & (came > 0)
            if not known.any():
                continue
            # least squares of came on added + share * (guess - added), each origin and grade weighing by its size
            gap, rest, weight = (guess - added)[known], (came - added)[known], 1 / came[known]
            top, bottom = top + float((weight * gap * rest).sum()), bottom + float((weight * gap**2).sum())
        if bottom > 0:
            origins = max(units.years - ahead - FEWEST_YEARS, 0) / (ahead + 1)
            found = min(max(top / bottom, 0.0), 1.0)
            share[ahead] = (origins * found + PRIOR * EVEN) / (origins + PRIOR)
    return Trust(share)


def reconcile(below: Array, above: Array, parents: Index, variance: Array, trust: Trust) -> tuple[Array, Array]:
    """Units and parents that agree; `variance` [unit, year ahead, grade] says how the units share what they take over.

    Empty units stay empty, nobody falls below zero, and the parent is the sum of its units to the last digit.
    """
    spread = np.where(below > 0, variance, 0.0)
    total = sum_by(parents, spread)[parents]
    gap = (above - sum_by(parents, below)) * trust.share[None, : below.shape[1], None]
    with np.errstate(divide="ignore", invalid="ignore"):
        part = np.where(total > 0, spread / total, 0.0)
    moved = np.maximum(below + part * gap[parents], 0.0)
    return moved, sum_by(parents, moved)
