"""The top of a sheet: its header row, and the labelled values above it (表名, 机构代码, 年度, 统计时点, 来源, 单位).

Floor: intake. In: a grid. Out: where the header is, and the labels with the cells that hold their values.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jiaodu.core.base.units import Unit, parse_unit
from jiaodu.intake.headings import KEY_WORDS, ORG, TITLE, Heading, Headings, UnknownUnit, plain
from jiaodu.intake.keys import Spot
from jiaodu.intake.merged import Merged
from jiaodu.intake.model import Cell, Grid, is_blank
from jiaodu.intake.numbers import half_width

TOP = 20
UNIT, NUMBER, REMARK, ITEM, OFFICIAL = "unit", "number", "remark", "item", "official"
_LABELS: Mapping[str, str] = {
    **{plain(word): key for key, words in KEY_WORDS.items() for word in words},
    "表名": TITLE,
    "表格名称": TITLE,
    "单位": UNIT,
    "计量单位": UNIT,
}
COLUMN_WORDS: Mapping[str, str] = {
    "数据项": ITEM, "指标": ITEM, "指标名称": ITEM, "项目": ITEM, "item": ITEM,
    "单位": UNIT, "计量单位": UNIT, "unit": UNIT,
    "数值": NUMBER, "value": NUMBER,
    "统计数": OFFICIAL,
    "说明": REMARK, "备注": REMARK, "note": REMARK,
}  # fmt: skip
_SPLIT = re.compile(r"^\(?(?P<label>[^:]{1,12}):(?P<value>.+?)\)?$", re.S)


@dataclass(frozen=True, slots=True)
class Header:
    """A header row (zero-based): what each column is, and the headings that could not be understood."""

    row: int
    known: Mapping[int, Heading]
    unknown: Mapping[int, str]
    bad_units: Mapping[int, UnknownUnit]
    keys: Mapping[str, int]

    @property
    def score(self) -> int:
        """How many grain columns and items it names."""
        return len({h.id for h in self.known.values() if h.role in ("item", "grain")})

    def key(self, id_: str) -> int | None:
        """The first column of a key heading."""
        return self.keys.get(id_)


def top_rows(grid: Grid) -> list[list[Cell]]:
    """The first rows; a heading merged over several rows stands in each of them."""
    rows = [list(row) for row in grid.rows[:TOP]]
    for (top, left), (bottom, _) in grid.merged:
        for row in range(top + 1, min(bottom, len(rows) - 1) + 1):
            rows[row] += [""] * (left + 1 - len(rows[row]))
            rows[row][left] = grid.cell(top, left)
    return rows


def find_header(grid: Grid, headings: Headings) -> Header | None:
    """The row among the first `TOP` with the most known headings; the organisation is among them or in a label above."""
    best: Header | None = None
    merged = Merged(grid) if grid.merged else None
    for number, row in enumerate(top_rows(grid)):
        header = read_header(number, row, headings, merged)
        if best is not None and len(header.known) < len(best.known):
            continue
        if header.key(ORG) is not None or (header.score and ORG in read_labels(grid, number)):
            best = header
    return best


def read_header(number: int, row: Sequence[Cell], headings: Headings, merged: Merged | None = None) -> Header:
    """Understand every cell of a row as a heading; with what stands merged above it, where that names an item."""
    known: dict[int, Heading] = {}
    unknown: dict[int, str] = {}
    bad_units: dict[int, UnknownUnit] = {}
    for column, cell in enumerate(row):
        if is_blank(cell):
            continue
        try:
            heading = _under_others(number, column, cell, headings, merged) or headings.find(cell)
        except UnknownUnit as error:
            bad_units[column] = error
            continue
        if heading is None:
            unknown[column] = str(cell)
        else:
            known[column] = heading
    keys = {h.id: c for c, h in reversed(known.items()) if h.role == "key"}
    return Header(number, known, unknown, bad_units, keys)


def _under_others(row: int, column: int, cell: Cell, headings: Headings, merged: Merged | None) -> Heading | None:
    """教职工数 over 合计 is 教职工数合计: the longest path that names something, None when none does."""
    above = merged.above(row, column) if merged is not None else ()
    for start in range(len(above)):
        with contextlib.suppress(UnknownUnit):
            if found := headings.find("".join((*above[start:], plain(cell)))):
                return found
    return None


def find_column_header(grid: Grid) -> tuple[int, dict[str, list[int]]] | None:
    """The row with 数据项 and 数值 of a sheet whose items go down, and the columns of its words."""
    for number, row in enumerate(grid.rows[:TOP]):
        words: dict[str, list[int]] = {}
        for column, cell in enumerate(row):
            if word := COLUMN_WORDS.get(plain(cell)):
                words.setdefault(word, []).append(column)
        if ITEM in words and NUMBER in words:
            return number, words
    return None


def read_labels(grid: Grid, end: int) -> dict[str, Spot]:
    """Labelled values in the rows before `end`: a label with its value in the next filled cell, or 年度:2019 in one."""
    found: dict[str, Spot] = {}
    for number, row in enumerate(grid.rows[:end]):
        for column, cell in enumerate(row):
            if not isinstance(cell, str) or is_blank(cell):
                continue
            spot = _labelled(row, number, column)
            if spot is not None:
                found.setdefault(spot[0], spot[1])
    return found


def _labelled(row: Sequence[Cell], number: int, column: int) -> tuple[str, Spot] | None:
    text = str(row[column])
    if label := _LABELS.get(plain(text)):
        right = next((c for c in range(column + 1, len(row)) if not is_blank(row[c])), None)
        taken = right is not None and plain(row[right]) in _LABELS
        cell, place = ("", column + 1) if right is None or taken else (row[right], right)
        return label, Spot(cell, number, place)
    match = _SPLIT.match(half_width(text))
    label = _LABELS.get(plain(match["label"])) if match else None
    return (label, Spot(match["value"].strip(), number, column)) if match and label else None


def sheet_units(labels: Mapping[str, Spot]) -> tuple[Unit, ...]:
    """The units that a title row states for the whole sheet (单位:万元、人); none when it states something else."""
    spot = labels.get(UNIT)
    words = [] if spot is None else [w for w in re.split(r"[、,;\s]+", half_width(str(spot.cell))) if w]
    try:
        return tuple(parse_unit(word) for word in words)
    except ValueError:
        return ()
