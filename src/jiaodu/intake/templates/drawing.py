"""Pen strokes: texts that are never formulas, merged headings, column widths and row heights, page set-up.

Floor: intake. In: an xlsxwriter sheet. Out: cells.
"""

from __future__ import annotations

import datetime as dt
import math
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

LINE = 15.5
_PROTECTION = {"format_columns": True, "format_rows": True, "select_locked_cells": True, "select_unlocked_cells": True}


def put(sheet: Any, row: int, column: int, value: Any, look: Any) -> None:
    """Write a value; whatever a text begins with, it stays a text."""
    if value is None or value == "":
        sheet.write_blank(row, column, None, look)
    elif isinstance(value, bool):
        sheet.write_string(row, column, "是" if value else "否", look)
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, column, value, look)
    elif isinstance(value, int | float | Decimal):
        _put_number(sheet, row, column, value, look)
    else:
        sheet.write_string(row, column, str(value), look)


def put_across(sheet: Any, row: int, first: int, last: int, text: str, look: Any, last_row: int | None = None) -> None:
    """Write a text over merged cells."""
    bottom = row if last_row is None else last_row
    if first == last and bottom == row:
        put(sheet, row, first, text, look)
        return
    sheet.merge_range(row, first, bottom, last, "", look)
    put(sheet, row, first, text, look)


def put_reason(sheet: Any, row: int, column: int, reason: str) -> None:
    """A note at last period's value: the reason for which it was kept though it broke a rule."""
    text = f"上年说明:{reason}"[:1000]
    sheet.write_comment(row, column, text, {"x_scale": 2, "font_name": "宋体", "font_size": 9})


def set_up_page(sheet: Any, first_row: int, last_row: int, title: str, goes_down: bool) -> None:
    """A4, one page wide, headings on every page, page numbers; a list lies, a short table of lines stands."""
    sheet.set_paper(9)
    if goes_down:
        sheet.set_portrait()
    else:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(first_row, last_row)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.center_horizontally()
    escaped = title.replace("&", "&&")[:80]
    sheet.set_footer(f"&L&9{escaped}&C&9第 &P 页 共 &N 页")


def protect(sheet: Any, takes_rows: bool) -> None:
    """Lock what is not to be filled in; without a password, since a lock shall guard and not imprison."""
    sheet.protect("", {**_PROTECTION, "insert_rows": takes_rows, "delete_rows": takes_rows})


def width_of(text: str) -> float:
    """The width of a text in narrow characters; a Chinese one is two."""
    return sum(2.0 if unicodedata.east_asian_width(c) in "WFA" else 1.0 for c in text)


def lines_of(text: str, width: float) -> int:
    """How many lines a text takes in a column."""
    return max(1, sum(max(1, math.ceil(width_of(part) / max(width - 2.5, 1.0))) for part in text.split("\n")))


def height_of(texts: Iterable[tuple[str, float]], line: float = LINE, least: int = 1) -> float:
    """The height of a row that shows its texts, given with the widths of their columns."""
    return line * max([least, *(lines_of(text, width) for text, width in texts)]) + 4


def _put_number(sheet: Any, row: int, column: int, value: Any, look: Any) -> None:
    # a number with more digits than a double holds would come back as another one; a text comes back as written
    if float(value) == value or Decimal(repr(float(value))) == value:
        sheet.write_number(row, column, float(value), look)
    else:
        sheet.write_string(row, column, f"{value:f}" if isinstance(value, Decimal) else str(value), look)
