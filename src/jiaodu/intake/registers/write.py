"""Proposed changes as a register sheet that loads, and a sheet beside it that says why each row is proposed.

Floor: intake. In: events, the day from which they hold, a level. Out: an .xlsx file, written whole or not at all.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter

from jiaodu.core.base.organisations import LEVEL_NAMES
from jiaodu.core.base.text import Language, Text
from jiaodu.core.base.writing import write_atomically
from jiaodu.intake.registers.difference import CHANGE_NAMES, Change, Event
from jiaodu.intake.registers.lists import Entry

HEADINGS = ("机构代码", "机构名称", "层级", "上级代码", "生效日期", "撤销日期", "承继机构代码")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One proposed row of the register, and the event that it comes from."""

    code: str
    name: str
    parent: str
    valid_from: dt.date | None
    closed: dt.date | None
    successor: str
    event: Event


def register_rows(events: Sequence[Event], day: dt.date) -> list[RegisterRow]:
    """The rows that would make the events known. `day` is when they hold where the lists state no day."""
    rows: list[RegisterRow] = []
    for event in events:
        when = event.day or day
        if event.change in (Change.RENAMED, Change.MOVED):
            rows.append(_row(event.new[0], event, valid_from=when))
            continue
        rows += [_row(entry, event, closed=when, successor=successors(event.new)) for entry in event.old]
        if not event.is_heir_known:
            rows += [_row(entry, event, valid_from=when) for entry in event.new]
    return rows


def successors(heirs: Sequence[Entry]) -> str:
    """A、B: the codes of all that go on in place of a unit. Shares are left to the person who knows them: A:0.6、B:0.4."""
    return "、".join(heir.code for heir in heirs)


def _row(
    entry: Entry, event: Event, valid_from: dt.date | None = None, closed: dt.date | None = None, successor: str = ""
) -> RegisterRow:
    return RegisterRow(entry.code, entry.name, entry.parent, valid_from, closed, successor, event)


def write_register(path: Path, rows: Sequence[RegisterRow], level: str, language: Language = "zh") -> None:
    """Write the workbook. Raises JiaoduError (C04) where it cannot be written."""
    write_atomically(path, lambda draft: _write(draft, rows, level, language))


def _write(path: Path, rows: Sequence[RegisterRow], level: str, language: Language) -> None:
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    head = book.add_format({"bold": True, "bg_color": "#D9E1F2", "border": 1})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet, reasons = book.add_worksheet("机构名录"), book.add_worksheet("说明")
    said = Text(
        "提议,须由人核对;删去不对的行,再装入", "Proposed; a person has to check, delete what is wrong, then load"
    )
    reasons.write_string(0, 0, said.in_(language), head)
    titles = (
        Text("行", "row"),
        Text("变动", "change"),
        Text("分数", "score"),
        Text("依据", "why"),
        Text("旧", "old"),
        Text("新", "new"),
    )
    for column, heading in enumerate(HEADINGS):
        sheet.write_string(0, column, heading, head)
    for column, title in enumerate(titles):
        reasons.write_string(1, column, title.in_(language), head)
    for number, row in enumerate(rows, start=1):
        _write_row(sheet, number, row, level, day)
        _write_reason(reasons, number, row.event, language)
    for column, width in enumerate((16, 36, 12, 14, 12, 12, 24)):
        sheet.set_column(column, column, width)
    for column, width in enumerate((6, 12, 8, 50, 44, 44)):
        reasons.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    try:
        book.close()
    except xlsxwriter.exceptions.FileCreateError as error:
        raise OSError(str(error)) from error


def _write_row(sheet: Any, number: int, row: RegisterRow, level: str, day: Any) -> None:
    texts = {0: row.code, 1: row.name, 2: LEVEL_NAMES[level].zh, 3: row.parent, 6: row.successor}
    for column, text in texts.items():
        if text:
            sheet.write_string(number, column, _CONTROLS.sub("", text))
    for column, when in ((4, row.valid_from), (5, row.closed)):
        if when:
            sheet.write_datetime(number, column, dt.datetime.combine(when, dt.time()), day)


def _write_reason(sheet: Any, number: int, event: Event, language: Language) -> None:
    sheet.write_number(number + 1, 0, number + 1)
    sheet.write_string(number + 1, 1, CHANGE_NAMES[event.change].in_(language))
    sheet.write_number(number + 1, 2, event.score)
    sheet.write_string(number + 1, 3, "; ".join(r.in_(language) for r in event.reasons))
    for column, entries in ((4, event.old), (5, event.new)):
        sheet.write_string(number + 1, column, _CONTROLS.sub("", "; ".join(f"{e.code} {e.name}" for e in entries)))
