"""A series: one indicator at one level, for all units, periods and breakdown cells, as arrays.

Floor: core.indicators. In: made by the scans and the arithmetic. Out: values in base units with status and coverage.
A key packs unit, period and breakdown cell into one integer, so that joins are searches in sorted arrays.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from jiaodu.core.base.periods import PeriodKind

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int8]

Array = TypeVar("Array", Floats, Codes, Ints)

PERIOD_BITS, CELL_BITS = 18, 12
PERIOD_SHIFT, ORG_SHIFT = CELL_BITS, CELL_BITS + PERIOD_BITS
CELL_MASK, PERIOD_MASK = (1 << CELL_BITS) - 1, (1 << PERIOD_BITS) - 1


class Status(IntEnum):
    """What a value is. Where several meet in one formula, the gravest (the largest) holds."""

    OK = 0
    NOT_APPLICABLE = 1
    EMPTY = 2
    ZERO_DENOMINATOR = 3
    UNDEFINED = 4
    NOT_ASSESSABLE = 5
    NOT_COMPARABLE = 6


def pack(org: Ints, period: Ints | int, cell: Ints | int = 0) -> Ints:
    """Keys of units (indexes into the tree's codes), period ordinals and cells (0: no breakdown)."""
    return (org << ORG_SHIFT) | (np.asarray(period, np.int64) << PERIOD_SHIFT) | np.asarray(cell, np.int64)


def orgs_of(keys: Ints) -> Ints:
    """The unit of each key."""
    return keys >> ORG_SHIFT


def periods_of(keys: Ints) -> Ints:
    """The period ordinal of each key."""
    return (keys >> PERIOD_SHIFT) & PERIOD_MASK


def cells_of(keys: Ints) -> Ints:
    """The breakdown cell of each key."""
    return keys & CELL_MASK


def with_periods(keys: Ints, periods: Ints) -> Ints:
    """The same units and cells in other periods."""
    return (keys & ~np.int64(PERIOD_MASK << PERIOD_SHIFT)) | (periods << PERIOD_SHIFT)


def shift_periods(kind: PeriodKind, periods: Ints, count: int) -> Ints:
    """Move ordinals by whole periods; months carry into years."""
    if kind is not PeriodKind.MONTH:
        return periods + count
    months = periods // 100 * 12 + periods % 100 - 1 + count
    return months // 12 * 100 + months % 12 + 1


@dataclass(frozen=True, slots=True)
class Series:
    """Sorted keys with their values (float64, in base units), status, and coverage counts.

    `exact` gives the value of a row as a fraction (None where there is none); `parts` its numerator and denominator.
    """

    keys: Ints
    value: Floats
    status: Codes
    due: Ints
    complete: Ints
    exact: Callable[[int], Fraction | None]
    parts: Callable[[int], tuple[Fraction | None, Fraction | None]]
    pieces: Pieces | None = None

    def find(self, keys: Ints) -> tuple[Ints, Bools]:
        """Row numbers of keys, and which keys are there."""
        if not len(self.keys):
            return np.zeros(len(keys), np.int64), np.zeros(len(keys), np.bool_)
        if len(keys) == len(self.keys) and bool((keys == self.keys).all()):
            # series of one form have the same keys: nothing to search
            return np.arange(len(keys)), np.ones(len(keys), np.bool_)
        rows = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return rows, self.keys[rows] == keys

    def row(self, key: int) -> int | None:
        """The row number of one key."""
        rows, found = self.find(np.array([key], np.int64))
        return int(rows[0]) if found[0] else None

    def in_periods(self, ordinals: Ints) -> Series:
        """The rows of some periods."""
        rows = np.flatnonzero(among(periods_of(self.keys), ordinals))
        exact, parts = self.exact, self.parts
        return Series(
            self.keys[rows], self.value[rows], self.status[rows], self.due[rows], self.complete[rows],
            lambda row: exact(int(rows[row])), lambda row: parts(int(rows[row])),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pieces:
    """Where the exact values of a series come from that was put together: for each row, which piece and which row of it."""

    series: tuple[Series, ...]
    owner: Ints
    row: Ints

    def exact(self, row: int) -> Fraction | None:
        """The exact value of a row."""
        return self.series[int(self.owner[row])].exact(int(self.row[row]))

    def parts(self, row: int) -> tuple[Fraction | None, Fraction | None]:
        """Numerator and denominator of a row."""
        return self.series[int(self.owner[row])].parts(int(self.row[row]))


def splice(earlier: Series, part: Series) -> Series:
    """A series with the rows of `part` in place of its own; the keys stay. The earlier series is left as it is.

    A piece that no row needs any more is dropped, so that a series does not grow with every correction.
    """
    rows, found = earlier.find(part.keys)
    assert bool(found.all()), "a correction of data cannot change who is due"
    size = len(earlier.keys)
    before = earlier.pieces or Pieces((earlier,), np.zeros(size, np.int64), np.arange(size, dtype=np.int64))
    owner, row = before.owner.copy(), before.row.copy()
    owner[rows], row[rows] = len(before.series), np.arange(len(rows))
    every = (*before.series, part)
    used = np.bincount(owner, minlength=len(every)) > 0
    kept = tuple(piece for piece, wanted in zip(every, used.tolist(), strict=True) if wanted)
    pieces = Pieces(kept, (np.cumsum(used) - 1)[owner], row)
    return Series(
        earlier.keys, _replaced(earlier.value, rows, part.value), _replaced(earlier.status, rows, part.status),
        _replaced(earlier.due, rows, part.due), _replaced(earlier.complete, rows, part.complete),
        pieces.exact, pieces.parts, pieces,
    )  # fmt: skip


def _replaced(whole: Array, rows: Ints, fresh: Array) -> Array:
    result = whole.copy()
    result[rows] = fresh
    return result


def among(ordinals: Ints, wanted: Ints) -> Bools:
    """Which period ordinals are wanted; a lookup, since there are few periods and many rows."""
    if not len(ordinals) or not len(wanted):
        return np.zeros(len(ordinals), np.bool_)
    low = min(int(ordinals.min()), int(wanted.min()))
    table = np.zeros(max(int(ordinals.max()), int(wanted.max())) - low + 1, np.bool_)
    table[wanted - low] = True
    found: Bools = table[ordinals - low]
    return found


@dataclass(frozen=True, slots=True)
class Vector:
    """Values on the way through a formula, with the gravest status so far."""

    value: Floats
    status: Codes


def gravest(*status: Codes) -> Codes:
    """Element by element, the gravest status."""
    result = status[0]
    for other in status[1:]:
        result = np.maximum(result, other)
    return result
