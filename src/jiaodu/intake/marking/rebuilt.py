"""A plain workbook from what the reader gives: for .xls, .ods and CSV files, and where a package must not be sent back.

Floor: intake. In: an open file. Out: the bytes of an .xlsx file with values, dates and merged cells; no formulas, no looks.

A text is written as text, whatever it begins with.
"""

from __future__ import annotations

import datetime as dt
import io
import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from jiaodu.core.base.text import width_of
from jiaodu.intake.marking.marks import clean
from jiaodu.intake.model import CellError, Grid, is_blank
from jiaodu.intake.workbooks import OpenFile

_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,14})?")
_SAMPLE, _LEAST, _WIDEST = 200, 8.0, 50.0
_DAY_ONE = dt.datetime(1900, 3, 1)


def rebuild_workbook(opened: OpenFile) -> tuple[bytes, dict[str, str]]:
    """The workbook, and the name of each sheet in it (a CSV file's sheet has none and is named after the file).

    Raises Unusable when a sheet cannot be read.
    """
    out = io.BytesIO()
    names: dict[str, str] = {}
    options = {"in_memory": True, "constant_memory": opened.is_text, "strings_to_formulas": False}
    with xlsxwriter.Workbook(out, {**options, "strings_to_urls": False, "strings_to_numbers": False}) as book:
        book.set_properties({"author": "教督 jiaodu", "created": dt.datetime(2000, 1, 1)})
        formats = {
            dt.datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
            dt.date: book.add_format({"num_format": "yyyy-mm-dd"}),
            dt.time: book.add_format({"num_format": "hh:mm:ss"}),
            dt.timedelta: book.add_format({"num_format": "[h]:mm:ss"}),
        }
        for entry in opened.sheets:
            names[entry.name] = _sheet_name(entry.name or Path(opened.source.name).stem, set(names.values()))
            sheet = book.add_worksheet(names[entry.name])
            if entry.is_hidden and len(opened.sheets) > 1:
                sheet.hide()
            _write_grid(sheet, opened.read(entry), formats)
    return out.getvalue(), names


def _write_grid(sheet: Any, grid: Grid, formats: dict[type, Any]) -> None:
    for column, width in enumerate(_widths(grid.rows[:_SAMPLE])):
        sheet.set_column(column, column, width)
    for number, row in enumerate(grid.rows):
        for column, cell in enumerate(row):
            if not is_blank(cell):
                _write(sheet, number, column, _typed(cell) if grid.is_text else cell, formats)
    for (top, left), (bottom, right) in grid.merged:
        value = grid.cell(top, left)
        sheet.merge_range(top, left, bottom, right, "")
        if not is_blank(value):
            _write(sheet, top, left, value, formats)


def _write(sheet: Any, row: int, column: int, cell: Any, formats: dict[type, Any]) -> None:
    if isinstance(cell, str):
        sheet.write_string(row, column, clean(cell))
    elif isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, int | float) and math.isfinite(cell):
        sheet.write_number(row, column, cell)
    elif type(cell) in formats and not (isinstance(cell, dt.datetime) and cell < _DAY_ONE):
        sheet.write_datetime(row, column, cell, formats[type(cell)])
    else:
        sheet.write_string(row, column, clean(cell.text if isinstance(cell, CellError) else str(cell)))


def _typed(cell: str) -> str | float:
    """A field of a CSV file: a number where it is printed as numbers are, else the text (a code with leading zeros)."""
    if len(cell) > 16 or not _NUMBER.fullmatch(cell):
        return cell
    number = float(cell)
    printed = str(int(number)) if number.is_integer() else repr(number)
    return number if printed == cell else cell


def _widths(rows: Sequence[Sequence[Any]]) -> list[float]:
    """Column widths that show most cells; what stands in one long line of a title does not count."""
    widths: dict[int, float] = {}
    for row in rows:
        filled = sum(not is_blank(cell) for cell in row)
        for column, cell in enumerate(row):
            if filled > 1 and not is_blank(cell):
                widths[column] = max(widths.get(column, _LEAST), min(width_of(str(cell)[:60]) * 2 + 2, _WIDEST))
    return [widths.get(column, _LEAST) for column in range(max(widths, default=-1) + 1)]


def _sheet_name(name: str, taken: set[str]) -> str:
    plain = _FORBIDDEN.sub("_", name).strip("'")[:31] or "Sheet1"
    lower = {t.lower() for t in taken}
    names = (plain, *(f"{plain[: 30 - len(str(n))]}-{n}" for n in range(2, 10_000)))
    return next(n for n in names if n.lower() not in lower)
