"""Sheets with one record a row: header, data rows, columns of cells.

Floor: intake. In: a grid and its form. Out: `Records`, or findings that say why there are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from operator import itemgetter

from jiaodu.core.base.units import Unit, parse_unit
from jiaodu.core.facts.staging import Origin, column_letter
from jiaodu.core.framework.model import Form, Framework
from jiaodu.intake.columns import CellColumn, is_stroke, shown, written
from jiaodu.intake.findings import Findings
from jiaodu.intake.headings import AS_OF, LOOKED_AT, NAME, ORG, PERIOD, SOURCE, Headings, factor_to
from jiaodu.intake.keys import KEY_NAMES, Key, KeyReader, KeySpots, Spot
from jiaodu.intake.model import Cell, Grid, Row, is_blank
from jiaodu.intake.records import Records
from jiaodu.intake.row_notes import row_notes
from jiaodu.intake.tops import Header, find_header, read_labels, sheet_units

_TOTAL = re.compile(r"(.{0,12}(合计|总计|小计)|total|sum)", re.I)
_TOTAL_ENDS = ("计", "l", "L", "m", "M")
_PLAIN_CODE = re.compile(r"[0-9][0-9A-Za-z]*")  # neither blank nor a total, and no remark begins with it
_FOOTNOTE = re.compile(r"(注|备注|说明|填表|制表|审核|复核|填报|资料来源|数据来源|单位负责人|负责人|联系)")


@dataclass(frozen=True, slots=True)
class Block:
    """The data rows of a sheet under a header; `rows` are zero-based."""

    grid: Grid
    header: Header
    rows: Sequence[int]
    labels: Mapping[str, Spot]

    def cells(self, column: int) -> list[object]:
        """The cells of a column over the data rows."""
        rows = self.grid.rows
        picked = [rows[r] for r in self.rows]
        try:
            return list(map(itemgetter(column), picked))
        except IndexError:  # rows of a CSV file may be shorter
            return [row[column] if column < len(row) else "" for row in picked]

    def spot(self, key: str, row: int) -> Spot | None:
        """The cell of a key heading in a row, or the label above the header; None when the sheet has neither."""
        column = self.header.key(key)
        if column is not None:
            return Spot(self.grid.cell(row, column), row, column)
        return self.labels.get(key)


def find_block(grid: Grid, headings: Headings, findings: Findings) -> Block | None:
    """Find the header and the data rows; report headings that are unknown, doubled or in unreadable units."""
    header = find_header(grid, headings)
    if header is None:
        findings.add("I08", wanted=["机构代码", *(i.name.zh for i in headings.form.spec.items.values())][:6])
        return None
    for column, text in header.unknown.items():
        findings.add("I09", header.row, column, heading=shown(text), near=headings.near(text))
    for column, error in header.bad_units.items():
        findings.add("I13", header.row, column, unit=error.unit, own=headings.item(error.item).unit)
    for column, first in _doubled(header):
        name = shown(grid.cell(header.row, column)) or header.known[column].id
        findings.add("I12", header.row, column, item=name, first=column_letter(first + 1))
    rows = list(_data_rows(grid, header, findings))
    _report_objections(grid, header, rows, headings, findings)
    _check_merged(grid, header, rows, findings)
    return Block(grid, header, rows, read_labels(grid, header.row))


def read_rows(block: Block, headings: Headings, keys: KeyReader, origin: Origin, findings: Findings) -> Records | None:
    """The records of a block. Every key of every row is checked, whatever else is wrong."""
    form = headings.form
    grain = _columns(block, headings, "grain", findings)
    items = _columns(block, headings, "item", findings)
    if _lacks_columns(block, form, grain, items, findings):
        return None
    notes = _note_cells(block, headings, items, keys.framework)
    numbers = [r + 1 for r in block.rows]
    closed = _closed(block, form, items, notes)
    return Records(form, origin, _keys(block, keys), numbers, grain, items, notes, closed)


def _closed(
    block: Block, form: Form, items: Sequence[CellColumn], notes: Mapping[str, Sequence[object]]
) -> frozenset[int]:
    """The rows in which nothing was written, of units whose statistics stand beside every item of the form.

    Statistics lead for a unit as a whole, so those of one row close the unit's other rows too: a grade that they do not have
    is blank since there is no such grade.
    """
    official = {h.id: block.cells(c) for c, h in block.header.known.items() if h.role == "official"}
    if set(official) != set(form.spec.items):
        return frozenset()
    count = len(block.rows)
    org = block.header.key(ORG)
    units = block.cells(org) if org is not None else [""] * count
    settled = {units[i] for i in range(count) if all(not is_blank(cells[i]) for cells in official.values())}
    written_cells = [*(column.cells for column in items), *notes.values()]
    return frozenset(
        i for i in range(count) if units[i] in settled and all(is_blank(cells[i]) for cells in written_cells)
    )


def _note_cells(
    block: Block, headings: Headings, items: Sequence[CellColumn], framework: Framework
) -> dict[str, list[object]]:
    """The remark cells of each item: its own column's, else its part of what is written under 说明 of the row."""
    notes = {h.id: block.cells(c) for c, h in block.header.known.items() if h.role == "note"}
    column = next((c for c, h in block.header.known.items() if h.role == "row_note"), None)
    if column is None:
        return notes
    meant = row_notes(headings, framework, [c.id for c in items], notes)
    for index, cell in enumerate(block.cells(column)):
        if is_blank(cell) or is_stroke(cell):
            continue
        given = {c.id for c in items if not is_blank(c.cells[index])}
        for item, note in meant.split(written(cell), given).items():
            cells = notes.setdefault(item, [""] * len(block.rows))
            if is_blank(cells[index]):
                cells[index] = note
    return notes


def item_addresses(header: Header) -> dict[str, str]:
    """The column letter of every item, as found."""
    return {h.id: column_letter(c + 1) for c, h in header.known.items() if h.role == "item"}


def _keys(block: Block, reader: KeyReader) -> list[Key | None]:
    """The key of every row; where a row is as plain as one before it, its cells are not looked at one by one."""
    header, size = block.header, len(block.rows)

    def cells(key: str) -> Iterable[Cell]:
        column = header.key(key)
        if column is not None:
            return block.cells(column)
        return [block.labels[key].cell if key in block.labels else None] * size

    names = [None] * size if header.key(NAME) is None else cells(NAME)
    found: list[Key | None] = []
    for row, org, name, *rest in zip(
        block.rows, cells(ORG), names, cells(PERIOD), cells(AS_OF), cells(SOURCE), strict=True
    ):
        key = reader.read_plain(org, name, tuple(rest))
        if key is None and (key := reader.read(_key_spots(block, row))) is not None:
            reader.settle(key, tuple(rest))
        found.append(key)
    return found


def _key_spots(block: Block, row: int) -> KeySpots:
    org = block.spot(ORG, row)
    assert org is not None
    name = block.spot(NAME, row) if block.header.key(NAME) is not None else None
    return KeySpots(org, block.spot(PERIOD, row), block.spot(AS_OF, row), block.spot(SOURCE, row), name)


def _columns(block: Block, headings: Headings, role: str, findings: Findings) -> list[CellColumn]:
    units = sheet_units(block.labels)
    found: dict[str, CellColumn] = {}
    for column, heading in block.header.known.items():
        if heading.role != role or heading.id in found:
            continue
        item = headings.item(heading.id)
        unit = heading.unit or _common_unit(item.unit, units)
        try:
            factor = factor_to(item, unit)
        except ValueError:
            findings.add("I13", block.header.row, column, unit=unit.text if unit else "", own=item.unit)
            factor = Fraction(1)
        found[heading.id] = CellColumn(heading.id, item, block.cells(column), block.rows, column, unit, factor)
    return list(found.values())


def _common_unit(own: str | None, units: Iterable[Unit]) -> Unit | None:
    """The unit of the title row that suits an item; none when no or several units do."""
    if own is None:
        return None
    like = {unit for unit in units if unit.like(parse_unit(own))}
    return like.pop() if len(like) == 1 else None


def _lacks_columns(
    block: Block, form: Form, grain: Sequence[CellColumn], items: Sequence[CellColumn], findings: Findings
) -> bool:
    lacking = [item.name for id_, item in form.spec.grain.items() if id_ not in {c.id for c in grain}]
    if block.header.key(PERIOD) is None and PERIOD not in block.labels:
        lacking.insert(0, KEY_NAMES["period"])
    for name in lacking:
        findings.add("I14", block.header.row, item=name)
    official = {h.id for h in block.header.known.values() if h.role == "official"}
    report_items(form, {c.id for c in items}, findings, block.header.row, official)
    return bool(lacking) or not items


def report_items(
    form: Form, brought: set[str], findings: Findings, row: int | None = None, official: Iterable[str] = ()
) -> None:
    """Note the items that a sheet does not bring; an error when it brings none. Official ones stand beside."""
    there = brought | set(official)
    absent = [item.name for id_, item in form.spec.items.items() if id_ not in there]
    if not there:
        findings.add("I11", row, form=form.name, items=absent[:6])
    elif absent:
        findings.add("I10", row, form=form.name, items=absent, count=len(absent))


def _doubled(header: Header) -> Iterable[tuple[int, int]]:
    first: dict[tuple[str, str], int] = {}
    for column, heading in header.known.items():
        before = first.setdefault((heading.role, heading.id), column)
        if before != column:
            yield column, before


def _data_rows(grid: Grid, header: Header, findings: Findings) -> Iterable[int]:
    org = header.key(ORG)
    name = header.key(NAME)
    first = org if org is not None else min(header.known)
    aside = {column for column, heading in header.known.items() if heading.role in LOOKED_AT}
    for number in range(header.row + 1, len(grid.rows)):
        row = grid.rows[number]
        code = row[first] if first < len(row) else ""
        if org is not None and type(code) is float:
            yield number
            continue
        if org == 0 and type(code) is str and _PLAIN_CODE.fullmatch(code):
            if name is not None and _is_total(grid.cell(number, name)):
                findings.add("I23", number, first, cell=shown(code))
            else:
                yield number
            continue
        if is_blank(code if org is not None else "") and _is_empty(row, aside):
            continue
        if any(_is_total(grid.cell(number, c)) for c in (first, name) if c is not None):
            findings.add("I23", number, first, cell=shown(code) or "合计")
        elif not _is_footnote(row):
            yield number


def _is_empty(row: Row, aside: set[int]) -> bool:
    """Whether nothing is written in a row, its numbering and what stands there to look at not counted."""
    return all(map(is_blank, row)) or bool(aside and all(is_blank(c) for n, c in enumerate(row) if n not in aside))


def _report_objections(grid: Grid, header: Header, rows: Sequence[int], headings: Headings, findings: Findings) -> None:
    """What units write beside official statistics: it is said, and the statistics stand."""
    official = {h.id: c for c, h in header.known.items() if h.role == "official"}
    own = {h.id: c for c, h in header.known.items() if h.role == "item"}
    org = header.key(ORG)
    for column, heading in header.known.items():
        if heading.role != "note" or heading.id not in official:
            continue
        for row in rows:
            filled = heading.id in own and not is_blank(grid.cell(row, own[heading.id]))
            if not filled and not is_blank(grid.cell(row, column)):
                unit = shown(grid.cell(row, org)) if org is not None else ""
                name = headings.item(heading.id).name
                findings.add("T03", row, column, org=unit, item=name, note=shown(grid.cell(row, column)))


def _is_total(cell: object) -> bool:
    if not isinstance(cell, str) or not cell.rstrip().endswith(_TOTAL_ENDS):
        return False
    return _TOTAL.fullmatch("".join(cell.split())) is not None


def _is_footnote(row: Row) -> bool:
    """Whether a row holds remarks only: it begins as a remark does, and no cell is a number."""
    first = next((cell for cell in row if not is_blank(cell)), "")
    if not isinstance(first, str) or not _FOOTNOTE.match(first.strip()):
        return False
    filled = [written(cell) for cell in row if not is_blank(cell)]
    return len(filled) <= 3 and not any(map(_is_number, filled))


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()


def _check_merged(grid: Grid, header: Header, rows: Sequence[int], findings: Findings) -> None:
    """Merged cells among the data: only the first cell has a value, the others would be blank."""
    data, columns = set(rows), set(header.known)
    for (top, left), (bottom, right) in grid.merged:
        touched = data.intersection(range(max(top, header.row + 1), min(bottom, len(grid.rows)) + 1))
        if touched and columns.intersection(range(left, min(right, 16384) + 1)):
            corners = f"{column_letter(left + 1)}{top + 1}:{column_letter(right + 1)}{bottom + 1}"
            findings.add("I39", top, left, range=corners)
