"""Are two contenders' values the same? Cell by cell, and a test that the comparison can fail.

In: values by indicator and level. Out: the number of cells compared, or the first differences.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.contenders.base import Cells

TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was compared: cells, cells with a value, and where the two differ."""

    cells: int
    values: int
    differences: tuple[str, ...]

    @property
    def equal(self) -> bool:
        """Whether nothing differs."""
        return not self.differences


def compare(left: Cells, right: Cells) -> Comparison:
    """Compare cell by cell: the same cells have a value, and values agree to a relative 1e-9."""
    differences = [f"{key} is missing on one side" for key in sorted(left.keys() ^ right.keys())]
    cells = values = 0
    for key in sorted(left.keys() & right.keys()):
        a, b = left[key], right[key]
        cells, values = cells + a.size, values + int(np.isfinite(a).sum())
        same = np.isclose(a, b, rtol=TOLERANCE, atol=1e-15, equal_nan=True)
        if not same.all():
            at = int(np.flatnonzero(~same)[0])
            differences.append(f"{key}: {int((~same).sum())} cells, first {at}: {a[at]!r} against {b[at]!r}")
    return Comparison(cells, values, tuple(differences))


def comparison_works(cells: Cells) -> bool:
    """A copy compares equal; one value changed by 1e-8, or one value taken away, is found."""
    key = next(k for k, v in sorted(cells.items()) if np.isfinite(v).any())
    at = int(np.flatnonzero(np.isfinite(cells[key]) & (cells[key] != 0))[0])

    def mutated(value: float) -> Cells:
        copy = {k: v.copy() for k, v in cells.items()}
        copy[key][at] = value
        return copy

    changed, taken = mutated(cells[key][at] * (1 + 1e-8)), mutated(np.nan)
    whole = {k: v.copy() for k, v in cells.items()}
    return compare(cells, whole).equal and not compare(cells, changed).equal and not compare(cells, taken).equal
