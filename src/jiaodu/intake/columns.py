"""One column of cells and what becomes of it: an Arrow array, stated reasons, hedges.

Floor: intake. In: the cells of an item with their sheet positions. Out: `Converted`, plus findings for every bad cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import pyarrow as pa

from jiaodu.core.base.missing import parse_reason
from jiaodu.core.base.tables import NUMERIC, Column, ItemType
from jiaodu.core.base.text import Text
from jiaodu.core.base.units import Unit
from jiaodu.core.facts.staging import arrow_type
from jiaodu.core.framework import schema
from jiaodu.intake.findings import Findings
from jiaodu.intake.model import Cell, CellError
from jiaodu.intake.model import shown as shown
from jiaodu.intake.numbers import half_width


@dataclass(frozen=True, slots=True)
class CellColumn:
    """The cells of one item. `rows` are zero-based sheet rows of the cells, `column` their zero-based column.

    `unit` is the unit written in the heading, `factor` turns it into the item's. In an official table each cell has a
    column of its own: `columns`.
    """

    id: str
    item: schema.Item
    cells: Sequence[Cell]
    rows: Sequence[int]
    column: int
    unit: Unit | None = None
    factor: Fraction = Fraction(1)
    columns: Sequence[int] = ()

    def column_at(self, index: int) -> int:
        """The zero-based column of a cell."""
        return self.columns[index] if self.columns else self.column

    @property
    def name(self) -> Text:
        """The item's name."""
        return self.item.name

    @property
    def digits(self) -> int:
        """Decimals kept: 0 for a count."""
        return self.item.digits if self.item.type is ItemType.NUMBER else 0

    @property
    def is_numeric(self) -> bool:
        """Whether it is a count or a number."""
        return self.item.type in NUMERIC


@dataclass(slots=True)
class Converted:
    """The values of a column, and by index the reasons of the missing and the hedges of the inexact."""

    values: Any
    missing: dict[int, str] = field(default_factory=dict)
    hedges: dict[int, str] = field(default_factory=dict)


class Unreadable(ValueError):
    """A cell cannot be read; carries the code of the problem and what the message needs."""

    def __init__(self, code: str, **data: Any) -> None:
        super().__init__(code)
        self.code, self.data = code, data


class CellProblems:
    """Says what is wrong with the cells of one column."""

    def __init__(self, column: CellColumn, findings: Findings) -> None:
        self.column, self._findings = column, findings
        self._strokes: list[int] = []

    def add(self, code: str, index: int, **data: Any) -> None:
        """A problem of the cell at an index."""
        self._findings.add(code, self.column.rows[index], self.column.column_at(index), item=self.column.name, **data)

    def unreadable(self, error: Unreadable, index: int) -> None:
        """A problem that quotes the cell."""
        self.add(error.code, index, cell=shown(self.column.cells[index]), **error.data)

    def is_struck_out(self, index: int, cell: Cell) -> bool:
        """Whether a cell holds a dash or a slash only: it is read as not applicable, and the column says so once."""
        if not is_stroke(cell):
            return False
        self._strokes.append(index)
        return True

    def say_strokes(self) -> None:
        """Report the cells that were struck out."""
        if self._strokes:
            first = self._strokes[0]
            self.add("I77", first, cell=shown(self.column.cells[first]), count=len(self._strokes))

    def is_failed(self, index: int, cell: Cell) -> bool:
        """Report a failed formula."""
        failed = failed_formula(cell)
        if failed is None:
            return False
        self.add("I28" if failed else "I47", index, error=failed)
        return True


def failed_formula(cell: Cell) -> str | None:
    """The error of a failed formula, '' when it was saved without a result, None when the cell is none such."""
    if isinstance(cell, CellError):
        return cell.text
    if isinstance(cell, str) and cell.strip().upper() in _EXCEL_ERRORS:
        return cell.strip()
    return None


_EXCEL_ERRORS = frozenset(
    {"#DIV/0!", "#REF!", "#N/A", "#NAME?", "#NUM!", "#VALUE!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA"}
)


# A form's cells that do not apply are struck out with these. 一 (the numeral) and 无 are none of them.
_STROKES = frozenset({"-", "--", "---", "—", "——", "―", "–", "−", "/", "//", "\\", "﹣", "_", "__"})


def is_stroke(cell: Cell) -> bool:
    """Whether a cell holds a dash or a slash and nothing else."""
    return isinstance(cell, str) and len(cell) < 12 and half_width(cell) in _STROKES


def written(cell: Cell) -> str:
    """The text of a cell: a code typed as a number loses its .0, a date is ISO."""
    if isinstance(cell, CellError):
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, bool):
        return str(cell).lower()
    return str(cell).strip()


def reason_of(cell: Cell) -> str | None:
    """The stated reason that a cell gives instead of a value."""
    reason = parse_reason(cell) if isinstance(cell, str) else None
    return reason.value if reason else None


def storage_type(column: CellColumn) -> pa.DataType:
    """The Arrow type in which the store keeps a column."""
    return arrow_type(Column(column.id, column.item.type, column.digits).sql_type)
