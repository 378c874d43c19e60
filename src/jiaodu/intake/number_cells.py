"""Counts and numbers: a whole column at once where the cells are plain, one cell at a time where they are not.

Floor: intake. In: a `CellColumn` of a numeric item. Out: exact scaled integers as an Arrow array, reasons, hedges.

The fast way is exact, not approximate. A decimal of at most 15 significant digits is the only such decimal that a
double stands for; so when k / 10^e gives back the very double and |k| < 10^15, the cell says k / 10^e and nothing else.
"""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from jiaodu.core.base.missing import Hedge, MissingReason
from jiaodu.core.base.tables import NUMBER_WIDTH, ItemType
from jiaodu.core.base.text import Text
from jiaodu.core.base.units import parse_unit
from jiaodu.intake.columns import CellColumn, CellProblems, Converted, Unreadable, reason_of, storage_type
from jiaodu.intake.findings import Findings
from jiaodu.intake.headings import UnknownUnit, read_unit
from jiaodu.intake.model import Cell, is_blank
from jiaodu.intake.numbers import PLAIN, Quantity, half_width, parse_quantity

_EXACT = 10**15
_NOISE = Fraction(1, 10**9)
_COUNT_NOISE = Fraction(1, 10**10)
_PERCENT = frozenset({"percent", "%", "％"})
# 0, not applicable or not known: which one is meant decides what is computed
_UNSETTLED = frozenset({"无", "没有", "无数据", "…", "……", "...", "......", "....", "不详", "未知"})
_SCALED = ("百", "千", "万", "亿")


class NumberReader:
    """Reads the cells of one numeric column into integers of the item's last digit."""

    def __init__(self, column: CellColumn, findings: Findings) -> None:
        self.column = column
        self.problems = CellProblems(column, findings)
        self.scale = 10**column.digits
        self.missing: dict[int, str] = {}
        self.hedges: dict[int, str] = {}
        self.rounded: list[int] = []
        self.with_unit: set[int] = set()

    def read(self) -> Converted:
        """All cells: the plain ones together, the others one by one, then the limits."""
        scaled, valid = _plain_cells(self.column)
        for index in np.flatnonzero(~valid).tolist():
            cell = self.column.cells[index]
            if is_blank(cell) or self.problems.is_failed(index, cell):
                continue
            if self.problems.is_struck_out(index, cell):
                self.missing[index] = MissingReason.NOT_APPLICABLE.value
                continue
            try:
                value = self._read_cell(index, cell)
            except Unreadable as error:
                self.problems.unreadable(error, index)
                continue
            if value is not None:
                scaled[index], valid[index] = value, True
        self.problems.say_strokes()
        self._check_limits(scaled, valid)
        self._doubt_shares(scaled, valid)
        if self.rounded:
            self.problems.add("I27", self.rounded[0], count=len(self.rounded), digits=self.column.digits)
        return Converted(_to_arrow(self.column, scaled, valid), self.missing, self.hedges)

    def _read_cell(self, index: int, cell: Cell) -> int | None:
        if isinstance(cell, str):
            return self._read_text(index, cell)
        if isinstance(cell, bool) or not isinstance(cell, int | float) or not math.isfinite(cell):
            raise Unreadable("I24")
        return self._scale(index, Fraction(Decimal(repr(cell))) * self.column.factor)

    def _read_text(self, index: int, cell: str) -> int | None:
        if reason := reason_of(cell):
            self.missing[index] = reason
            return None
        quantity = parse_quantity(cell)
        if quantity is None:
            raise Unreadable("I78" if half_width(cell) in _UNSETTLED else "I24")
        factor = self._factor(index, quantity)
        if quantity.hedge:
            self.hedges[index] = quantity.hedge.value
        return self._scale(index, quantity.value * factor, quantity)

    def _factor(self, index: int, quantity: Quantity) -> Fraction:
        """From what the cell is written in to the item's unit."""
        own = parse_unit(self.column.item.unit or "one")
        if not quantity.unit:
            unit = self.column.unit or own
            if quantity.scaled and unit.text.startswith(_SCALED):
                raise Unreadable("I44", unit=unit.text)
            return self.column.factor
        try:
            unit = read_unit(self.column.id, quantity.unit)
            self.with_unit.add(index)
            return unit.to(own)
        except UnknownUnit:
            raise Unreadable("I24") from None
        except ValueError:
            raise Unreadable("I13", unit=unit.text, own=own.text) from None

    def _scale(self, index: int, value: Fraction, quantity: Quantity | None = None) -> int:
        exact = value * self.scale
        whole = _safe_side(exact, quantity.hedge if quantity and quantity.is_fraction else None)
        if exact != whole and self._is_noise(exact - whole, exact, quantity):
            self.rounded.append(index)
        elif exact != whole and not (quantity and quantity.is_fraction and quantity.hedge):
            code = "I25" if self.column.item.type is ItemType.COUNT else "I26"
            raise Unreadable(code, digits=self.column.digits, value=_printed(value))
        if abs(whole) >= 10**NUMBER_WIDTH:
            raise Unreadable("I45", width=NUMBER_WIDTH)
        return whole

    def _is_noise(self, difference: Fraction, exact: Fraction, quantity: Quantity | None) -> bool:
        """Whether what rounding drops is beyond any digit that was measured. A count written as text is exact."""
        if self.column.item.type is ItemType.COUNT:
            return quantity is None and abs(difference) <= abs(exact) * _COUNT_NOISE
        is_hedged_fraction = quantity is not None and quantity.is_fraction
        return not is_hedged_fraction and abs(difference) <= abs(exact) * _NOISE

    def _check_limits(self, scaled: npt.NDArray[np.int64], valid: npt.NDArray[np.bool_]) -> None:
        item = self.column.item
        low = None if item.minimum is None else math.ceil(Fraction(item.minimum) * self.scale)
        high = None if item.maximum is None else math.floor(Fraction(item.maximum) * self.scale)
        bad = np.zeros(len(scaled), dtype=bool)
        bad |= False if low is None else scaled < low
        bad |= False if high is None else scaled > high
        for index in np.flatnonzero(bad & valid).tolist():
            value = _printed(Fraction(int(scaled[index]), self.scale))
            self.problems.add("I37", index, value=value, minimum=_limit(item.minimum), maximum=_limit(item.maximum))

    def _doubt_shares(self, scaled: npt.NDArray[np.int64], valid: npt.NDArray[np.bool_]) -> None:
        """A percent item given as 0.8073 without a percent sign may be meant as 80.73."""
        unit = self.column.unit
        if self.column.item.unit not in _PERCENT or (unit is not None and unit.text not in _PERCENT):
            return
        small = valid & (scaled != 0) & (np.abs(scaled) < self.scale)
        for index in np.flatnonzero(small).tolist():
            if index not in self.with_unit:
                value = Fraction(int(scaled[index]), self.scale)
                self.problems.add("I38", index, value=_printed(value), meant=_printed(value * 100))


def read_numbers(column: CellColumn, findings: Findings) -> Converted:
    """Read the cells of a numeric item."""
    return NumberReader(column, findings).read()


def _plain_cells(column: CellColumn) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Scaled integers of the cells that are plainly and exactly numbers; False marks the others."""
    size = len(column.cells)
    power = _power_of_ten(column.factor)
    exponent = column.digits + (power or 0)
    if power is None or not 0 <= exponent <= 22:
        return np.zeros(size, dtype=np.int64), np.zeros(size, dtype=bool)
    floats = [cell if type(cell) is float else _as_float(cell) for cell in column.cells]
    values = np.array(floats, dtype=np.float64)
    with np.errstate(over="ignore", invalid="ignore"):
        whole = np.rint(values * 10.0**exponent)
        valid = (np.abs(whole) < _EXACT) & (whole / 10.0**exponent == values)
    return np.where(valid, whole, 0).astype(np.int64), valid


def _as_float(cell: Cell) -> float:
    if type(cell) is float:
        return cell
    if type(cell) is str and len(cell) <= 16 and PLAIN.fullmatch(cell):
        return float(cell)
    return math.nan


def _power_of_ten(factor: Fraction) -> int | None:
    """n when the factor is 10^n, else None."""
    power = round(math.log10(factor.numerator) - math.log10(factor.denominator))
    return power if Fraction(10) ** power == factor else None


def _safe_side(exact: Fraction, hedge: Hedge | None) -> int:
    """The integer that the bound still covers: down for 'at least', up for 'at most', else half away from zero."""
    if hedge is Hedge.AT_LEAST:
        return math.floor(exact)
    if hedge is Hedge.AT_MOST:
        return math.ceil(exact)
    half_up = math.floor(abs(exact) + Fraction(1, 2))
    return half_up if exact >= 0 else -half_up


def _to_arrow(column: CellColumn, scaled: npt.NDArray[np.int64], valid: npt.NDArray[np.bool_]) -> Any:
    if column.item.type is ItemType.COUNT:
        return pa.array(scaled, mask=~valid)
    words = np.empty((len(scaled), 2), dtype=np.int64)  # little-endian 128-bit integers: low word, then the sign
    words[:, 0] = scaled
    words[:, 1] = scaled >> 63
    mask = pa.array(valid).buffers()[1]
    return pa.Array.from_buffers(storage_type(column), len(scaled), [mask, pa.py_buffer(words)])


def _limit(limit: Decimal | None) -> Text | str:
    return Text("不限", "no limit") if limit is None else f"{limit:f}"


def _printed(value: Fraction) -> str:
    """A fraction for a message: exact when it ends within 12 decimals."""
    text = f"{Decimal(value.numerator) / Decimal(value.denominator):.12f}"
    return text.rstrip("0").rstrip(".")
