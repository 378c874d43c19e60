"""Back-tests: the forecast that would have been made in each earlier year, beside what came.

Floor: methods. In: a `Panel` and methods. Out: `Trial`s. Nothing after the origin reaches a method but births, which
are known before the children enter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from jiaodu.methods.cohort.model import Array, Mask, Panel

Method = Callable[[Panel, int], Array]


@dataclass(frozen=True, slots=True)
class Trial:
    """One origin (years known) and horizon: outcomes [unit, grade] and each method's forecasts, NaN where unknown."""

    origin: int
    ahead: int
    came: Array
    made: Mapping[str, Array]

    def known(self) -> Mask:
        """Cells in which the outcome and every method are known."""
        found = np.isfinite(self.came)
        for made in self.made.values():
            found &= np.isfinite(made)
        return found


def try_origins(panel: Panel, methods: Mapping[str, Method], horizon: int, fewest_years: int = 4) -> Iterator[Trial]:
    """Every origin with at least `fewest_years` behind it, every horizon with an outcome."""
    for origin in range(fewest_years, panel.years):
        reach = min(horizon, panel.years - origin)
        made = {name: method(panel.until(origin), reach) for name, method in methods.items()}
        for ahead in range(1, reach + 1):
            yield Trial(
                origin, ahead, panel.counts[:, origin + ahead - 1], {n: m[:, ahead - 1] for n, m in made.items()}
            )
