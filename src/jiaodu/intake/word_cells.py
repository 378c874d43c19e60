"""Codes, texts, dates and yes/no: what a cell says in words.

Floor: intake. In: a `CellColumn` of such an item. Out: values as an Arrow array, and the reasons of the missing.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Callable
from typing import Any

import pyarrow as pa

from jiaodu.core.base.missing import MissingReason
from jiaodu.core.base.tables import ItemType
from jiaodu.core.framework import schema
from jiaodu.intake.columns import CellColumn, CellProblems, Converted, Unreadable, reason_of, storage_type, written
from jiaodu.intake.findings import Findings
from jiaodu.intake.headings import plain
from jiaodu.intake.model import Cell, is_blank
from jiaodu.intake.number_cells import read_numbers
from jiaodu.intake.numbers import half_width

_YES = frozenset({"是", "有", "true", "1", "yes", "y", "√"})
_NO = frozenset({"否", "无", "false", "0", "no", "n", "×"})
_DATE = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})|年(\d{1,2})月(\d{1,2})日?)"
)
Reading = Callable[[Cell], Any]


def read_column(column: CellColumn, findings: Findings) -> Converted:
    """Read the cells of an item of any type."""
    if column.is_numeric:
        return read_numbers(column, findings)
    return _read_words(column, findings, _reading(column.item))


def parse_date(cell: Cell) -> dt.date | None:
    """A date cell, 2020-08-20, 2020/8/20, 2020.8.20 or 2020年8月20日; None for anything else."""
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    match = _DATE.fullmatch(half_width(str(cell)).removesuffix(" 00:00:00").replace(" ", ""))
    if match is None:
        return None
    try:
        return dt.date(*(int(part) for part in match.groups() if part is not None))
    except ValueError:
        return None


def parse_yes_no(cell: Cell) -> bool | None:
    """What a cell answers; None where it is no answer."""
    word = plain(written(cell))
    return True if word in _YES else False if word in _NO else None


def code_words(item: schema.Item) -> dict[str, str]:
    """Every word of a code list with its code: ids, names and aliases, normalised."""
    words: dict[str, str] = {}
    for id_, code in item.codes.items():
        for word in (id_, code.name.zh, code.name.en, *code.aliases):
            words.setdefault(plain(word), id_)
    return words


def code_list(item: schema.Item) -> list[str]:
    """The Chinese names of a code list, for messages."""
    return [code.name.zh for code in item.codes.values()]


def _read_words(column: CellColumn, findings: Findings, reading: Reading) -> Converted:
    problems, missing = CellProblems(column, findings), {}
    values: list[Any] = [None] * len(column.cells)
    known: dict[Cell, Any] = {}
    for index, cell in enumerate(column.cells):
        if is_blank(cell) or problems.is_failed(index, cell):
            continue
        if (type(cell), cell) in known:
            values[index] = known[type(cell), cell]
            continue
        if problems.is_struck_out(index, cell):
            missing[index] = MissingReason.NOT_APPLICABLE.value
            continue
        try:
            values[index] = known[type(cell), cell] = reading(cell)
        except Unreadable as error:
            if reason := reason_of(cell):
                missing[index] = reason
            else:
                problems.unreadable(error, index)
    problems.say_strokes()
    return Converted(pa.array(values, type=storage_type(column)), missing)


def _reading(item: schema.Item) -> Reading:
    if item.type is ItemType.CODE:
        return _code_reading(item)
    return {ItemType.DATE: _date, ItemType.YES_NO: _yes_no}.get(item.type, _text)


def _code_reading(item: schema.Item) -> Reading:
    words = code_words(item)

    def read(cell: Cell) -> str:
        word = plain(written(cell))
        if word not in words:
            near = [words[w] for w in difflib.get_close_matches(word, words, 2, 0.5)]
            raise Unreadable("I29", codes=code_list(item), near=[item.codes[c].name.zh for c in dict.fromkeys(near)])
        return words[word]

    return read


def _text(cell: Cell) -> str:
    if reason_of(cell):
        raise Unreadable("I24")
    return written(cell)


def _date(cell: Cell) -> dt.date:
    found = parse_date(cell)
    if found is None:
        raise Unreadable("I36")
    return found


def _yes_no(cell: Cell) -> bool:
    answer = parse_yes_no(cell)
    if answer is None:
        raise Unreadable("I30")
    return answer
