"""Cells of tables in plain text, whose unit stands in the header of the column or row, or in the caption.

Floor: methods. In: a `Reading`. Out: where cells begin that have such a unit,
`LABEL` for cells that count nothing (序号).
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from jiaodu.methods.quantities.lexicon.characters import BIG
from jiaodu.methods.quantities.lexicon.units import ONE, Unit, read_unit
from jiaodu.methods.quantities.reading import Reading

_CELL = re.compile(r"[^\t|\n]*+")
_IN_BRACKETS = re.compile(r"\((?:单位:)?([万亿千百]{0,2})([^()0-9]{1,8})\)|[,/:]([万亿千]{0,2})([^,/:()0-9]{1,5})$")
_CAPTION = re.compile(r"单位:([万亿千百]{0,2})([^\s,。;、/)\t|0-9]{1,6})")
_SCALED = re.compile(r"([万亿千百]{0,2})([^()0-9]{1,8})")
_CHANGE = re.compile(r"增减量?|变化量?|变动|差值|差额|增量|增减变化")
_NUMBER = re.compile(r"[ ]*[-+]?(?=[0-9])")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?:年度?|学年)?[ ]*(?=[\t|\n]|$)")
_NO_MEASURE = re.compile(r"年份|序号|编号|代码|编码|电话|日期|年度|名次|排名")
_NAMED: tuple[tuple[re.Pattern[str], str, Fraction], ...] = (
    (re.compile(r"率$|比例$|占比$|比重$|满意度$"), "%", Fraction(1, 100)),
    (re.compile(r"(?:学生|教师|幼儿|人|在校生|教职工|毕业生|招生|儿童)(?:总)?数?$"), "人", ONE),
    (re.compile(r"(?:学校|园|小学|初中|中学|高中|院校)(?:总)?数$"), "所", ONE),
    (re.compile(r"班(?:级)?数$"), "个", ONE),
)


def read_headers(reading: Reading) -> dict[int, Unit]:
    """The unit of each number that begins a cell, by its place in the plain text."""
    plain = reading.plain
    if "\t" not in plain and "|" not in plain:
        return {}
    units: dict[int, Unit] = {}
    columns: list[Unit | None] = []
    caption: Unit | None = None
    unit_column: int | None = None
    changes: set[int] = set()
    ends = (*reading.lines[1:], len(plain))
    for start, end in zip(reading.lines, ends, strict=True):
        found = _CAPTION.search(plain, start, end)
        if found is not None:
            caption = _unit(found[1], found[2])
        cells = _cells(plain, start, end)
        if len(cells) < 2:
            columns, caption, unit_column = [], caption if found is not None else None, None
            continue
        unit_column = _unit_column(plain, cells, unit_column)
        numbers = [_NUMBER.match(plain, a, b) for a, b in cells]
        if not any(n is not None and not _YEAR.match(plain, n.end()) for n in numbers):
            heads = [read_header(plain[a:b]) for a, b in cells]
            columns = heads if not columns or any(heads) else columns
            changes = {index for index, (a, b) in enumerate(cells) if _CHANGE.fullmatch(plain[a:b].strip())}
            continue
        own = _own_unit(plain, cells, unit_column)
        row = next(
            (read_header(plain[a:b]) for (a, b), n in zip(cells, numbers, strict=True) if n is None and b > a), None
        )
        for index, number in enumerate(numbers):
            column = columns[index] if index < len(columns) else None
            unit = column or own or row or caption
            if unit is not None and unit is own and unit.normal == "%" and index in changes:
                unit = replace(unit, normal="百分点")
            if number is not None and unit is not None:
                units[number.end()] = unit
    return units


def _cells(plain: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where the cells of a line stand; none for prose."""
    line = plain[start:end]
    if "\t" not in line and line.count("|") < 2:
        return []
    cells, at = [], start
    while at <= end:
        found = _CELL.match(plain, at, end)
        assert found is not None
        cells.append(found.span())
        at = found.end() + 1
    return cells


LABEL = Unit("", "label", ONE, "count")


def _unit_column(plain: str, cells: list[tuple[int, int]], before: int | None) -> int | None:
    """Which column of a table says the unit of each row: that headed 单位."""
    for index, (start, end) in enumerate(cells):
        if plain[start:end].strip() in ("单位", "计量单位", "计算单位"):
            return index
    return before


def _own_unit(plain: str, cells: list[tuple[int, int]], column: int | None) -> Unit | None:
    """The unit that a row states in its cell of the unit column."""
    if column is None or column >= len(cells):
        return None
    found = _SCALED.fullmatch(plain[slice(*cells[column])].strip())
    return _unit(found[1], found[2]) if found is not None else None


def read_header(cell: str) -> Unit | None:
    """The unit that a header names: 在校生(万人), 支出/万元, or a word that implies one."""
    cell = cell.strip()
    if _NO_MEASURE.search(cell):
        return LABEL
    found = _IN_BRACKETS.search(cell)
    if found is not None:
        unit = _unit(found[1] or found[3] or "", found[2] or found[4] or "")
        if unit is not None:
            return unit
    for pattern, normal, factor in _NAMED:
        if pattern.search(cell):
            return Unit("", normal, factor, "share" if normal == "%" else "count")
    return None


def _unit(scale: str, text: str) -> Unit | None:
    unit = read_unit(text, 0)
    if unit is None:
        return None
    factor = unit.factor
    for character in scale:
        factor *= BIG.get(character) or {"千": 1000, "百": 100}[character]
    whole = text if text.startswith(unit.written + "/") and len(text) < 8 else ""
    return Unit("", unit.normal + whole.removeprefix(unit.written), factor, unit.sort)
