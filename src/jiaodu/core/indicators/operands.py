"""Operands of a between-formula as they are read: a series and its rows for the keys of the result.

Floor: core.indicators. In: series. Out: exact values and the least coverage of what a formula reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from jiaodu.core.indicators.series import Bools, Ints, Series

# a series, its row for each key of the result, and whether it has one
Operand = tuple[Series, Ints, Bools]


def exact_operand(operand: Operand, row: int) -> Fraction | None:
    """The exact value of an operand for a row of the result; None where there is none."""
    series, rows, found = operand
    return series.exact(int(rows[row])) if found[row] else None


def least_coverage(operands: Sequence[Operand], size: int) -> tuple[Ints, Ints]:
    """Due and complete units of the operand with the least coverage, for each row of the result."""
    due, complete = np.zeros(size, np.int64), np.zeros(size, np.int64)
    for series, rows, found in operands:
        if not len(series.keys):
            continue
        d = np.where(found, series.due[rows], 0)
        c = np.where(found, series.complete[rows], 0)
        worse = (due == 0) | (c * due < complete * d)
        due, complete = np.where(worse, d, due), np.where(worse, c, complete)
    return due, complete
