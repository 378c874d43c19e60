"""Tables as a workbook to send round: what is read is a text or a number, and nothing runs when it is opened.

Floor: actions. In: `Sheet`s. Out: the bytes of an .xlsx file.
"""

from __future__ import annotations

import datetime as dt
import io
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import xlsxwriter

from jiaodu.core.base.text import width_of

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
# what a program that reads cells as formulas would run, also after the file is saved as CSV and opened again
_RISKY = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
Value = str | int | Decimal | Fraction | dt.date | dt.datetime | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, the words above the table, the heads, the rows. A `Fraction` is shown as per cent with one decimal."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Value]]
    title: str = ""
    notes: Sequence[str] = ()
    freeze: int = 1


def write_sheets(sheets: Iterable[Sheet]) -> bytes:
    """The workbook."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    writer = _Writer(book)
    for sheet in sheets:
        writer.write(sheet)
    book.close()
    return target.getvalue()


class _Writer:
    def __init__(self, book: Any) -> None:
        self.book, self.names = book, set[str]()
        head = {"bold": True, "bg_color": "#E8EEF4", "border": 1, "text_wrap": True, "valign": "vcenter"}
        self.head = book.add_format(head)
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.note = book.add_format({"font_color": "#555555"})
        self.text = book.add_format({"border": 1})
        # kept as text by spreadsheet programs even when the cell is edited
        self.guarded = book.add_format({"border": 1, "quote_prefix": True})
        self.share = book.add_format({"border": 1, "num_format": "0.0%"})
        self.day = book.add_format({"border": 1, "num_format": "yyyy-mm-dd"})

    def write(self, sheet: Sheet) -> None:
        page = self.book.add_worksheet(self._name(sheet.name))
        top = 0
        if sheet.title:
            page.write_string(0, 0, _clean(sheet.title), self.title)
            top = 1
        for note in sheet.notes:
            page.write_string(top, 0, _clean(note), self.note)
            top += 1
        widths = _widths(sheet)
        lines = max((math.ceil(2 * width_of(h) / (w - 1)) for h, w in zip(sheet.heads, widths, strict=True)), default=1)
        page.set_row(top, 15 * lines + 3)
        for column, head in enumerate(sheet.heads):
            page.write_string(top, column, _clean(head), self.head)
        for row, values in enumerate(sheet.rows, top + 1):
            for column, value in enumerate(values):
                self._cell(page, row, column, value)
        page.freeze_panes(top + 1, sheet.freeze)
        if sheet.rows:
            page.autofilter(top, 0, top + len(sheet.rows), len(sheet.heads) - 1)
        for column, width in enumerate(widths):
            page.set_column(column, column, width)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(top)

    def _cell(self, page: Any, row: int, column: int, value: Value) -> None:
        match value:
            case None:
                page.write_blank(row, column, None, self.text)
            case str():
                text = _clean(value)
                page.write_string(row, column, text, self.guarded if text.startswith(_RISKY) else self.text)
            case Fraction():
                page.write_number(row, column, float(value), self.share)
            case dt.date():
                day = value.date() if isinstance(value, dt.datetime) else value
                page.write_datetime(row, column, dt.datetime.combine(day, dt.time()), self.day)
            case _:
                page.write_number(row, column, value, self.text)

    def _name(self, given: str) -> str:
        """A name that a spreadsheet takes: 31 signs, none of those forbidden, each once."""
        base = _FORBIDDEN.sub(" ", _clean(given)).strip()[:31] or "Sheet"
        name, number = base, 1
        while name.lower() in self.names:
            number += 1
            name = f"{base[: 31 - len(str(number)) - 1]}~{number}"
        self.names.add(name.lower())
        return name


def _clean(text: str) -> str:
    """Without signs that no workbook may hold; not longer than a cell."""
    return _CONTROLS.sub("", text)[:32_000]


def _widths(sheet: Sheet) -> list[float]:
    """As wide as the texts, within limits; a column of numbers is narrow and its head wraps, so that many fit on a page."""
    found = []
    for column, head in enumerate(sheet.heads):
        texts = [row[column] for row in sheet.rows[:200] if isinstance(row[column], str)]
        longest = max((width_of(str(text)) for text in texts), default=0)
        found.append(min(max(2 * longest, 8) + 2, 48) if texts else min(2 * width_of(head) + 2, 9))
    return found
