"""The panel: how many pupils stood in each grade of each unit in each year.

Floor: methods. In: arrays. Out: a `Panel`, checked once, cut and summed without copying rules about.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Index = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Panel:
    """Counts [unit, year, grade]; grade 0 is the entry grade, NaN is unknown, 0 is an empty grade.

    `parents` [unit] is the index of the larger unit that a unit belongs to. `cohorts` [unit, year or later] is the
    number of children who reach entry age in that year, by the entry rule; years after the last count may follow.
    """

    counts: Array
    parents: Index
    cohorts: Array | None = None

    def __post_init__(self) -> None:
        units, years, _ = self.counts.shape
        if self.parents.shape != (units,):
            raise ValueError("parents: one for each unit")
        if self.cohorts is not None and (self.cohorts.shape[0] != units or self.cohorts.shape[1] < years):
            raise ValueError("cohorts: a row for each unit, and at least the years of the counts")
        if (self.counts < 0).any() or (self.cohorts is not None and (self.cohorts < 0).any()):
            raise ValueError("no count is below zero")

    @property
    def years(self) -> int:
        """How many years there are."""
        return int(self.counts.shape[1])

    def until(self, years: int) -> Panel:
        """What was known after so many years. Birth cohorts stay: they were born before they enter."""
        return Panel(self.counts[:, :years], self.parents, self.cohorts)

    def above(self) -> Panel:
        """The parents as units, all under one parent. A sum over units is unknown where any open one is."""
        size = int(self.parents.max()) + 1 if len(self.parents) else 0
        counts = np.zeros((size, *self.counts.shape[1:]))
        np.add.at(counts, self.parents, self.counts)
        cohorts = None
        if self.cohorts is not None:
            cohorts = np.zeros((size, self.cohorts.shape[1]))
            np.add.at(cohorts, self.parents, self.cohorts)
        return Panel(counts, np.zeros(size, dtype=np.int64), cohorts)


def sum_by(parents: Index, values: Array) -> Array:
    """Sums of the first axis by parent: [parent, ...]."""
    out = np.zeros((int(parents.max()) + 1, *values.shape[1:]))
    np.add.at(out, parents, values)
    return out


def damped(factor: float, horizon: int) -> Array:
    """How far a drift of one a year has gone after 1 … horizon years when each year keeps `factor` of it."""
    return np.cumsum(factor ** np.arange(1, horizon + 1))
