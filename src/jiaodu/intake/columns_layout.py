"""Sheets with one item a row: labels at the top (机构代码, 年度 …), then 数据项, 单位, 数值, 说明.

Floor: intake. In: a grid and its form. Out: `Records` of one record, or findings that say why there are none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from jiaodu.core.base.units import Unit
from jiaodu.core.facts.staging import Origin, column_letter
from jiaodu.core.framework.model import Form
from jiaodu.intake.columns import CellColumn, shown
from jiaodu.intake.findings import Findings
from jiaodu.intake.headings import (
    AS_OF,
    NAME,
    ORG,
    PERIOD,
    SOURCE,
    Heading,
    Headings,
    UnknownUnit,
    factor_to,
    read_unit,
)
from jiaodu.intake.keys import KEY_NAMES, KeyReader, KeySpots, Spot
from jiaodu.intake.model import Grid, is_blank
from jiaodu.intake.records import Records
from jiaodu.intake.rows_layout import report_items
from jiaodu.intake.tops import ITEM, NUMBER, OFFICIAL, REMARK, UNIT, find_column_header, read_labels


@dataclass(frozen=True, slots=True)
class ItemSheet:
    """A sheet whose items go down: its header row, the columns of its words, its labels, and the row of each item."""

    grid: Grid
    row: int
    words: Mapping[str, Sequence[int]]
    labels: Mapping[str, Spot]
    items: Mapping[int, Heading]
    official: Mapping[int, Heading]

    @property
    def value_column(self) -> int:
        """The zero-based column of the values."""
        return self.words[NUMBER][0]

    def cell(self, word: str, row: int) -> object:
        """The cell of a row under a header word; empty when the sheet has no such column."""
        columns = self.words.get(word)
        return self.grid.cell(row, columns[0]) if columns else ""


def find_item_sheet(grid: Grid, headings: Headings, findings: Findings) -> ItemSheet | None:
    """Find the header and the item rows; report unknown and doubled items, and several value columns."""
    header = find_column_header(grid)
    if header is None:
        return None
    row, words = header
    if len(words[NUMBER]) > 1:
        findings.add("I42", row, words[NUMBER][1], count=len(words[NUMBER]))
    found = _item_rows(grid, row, words, headings, findings)
    official = {r: h for r, h in found.items() if _is_official(grid, r, words)}
    items = {r: h for r, h in found.items() if r not in official}
    sheet = ItemSheet(grid, row, words, read_labels(grid, row), items, official)
    _check_merged(sheet, findings)
    return sheet


def read_items(
    sheet: ItemSheet, headings: Headings, keys: KeyReader, origin: Origin, findings: Findings
) -> Records | None:
    """The one record of the sheet."""
    form = headings.form
    columns = [_cell_column(sheet, row, heading, headings, findings) for row, heading in sheet.items.items()]
    grain = [c for c in columns if c.id in form.spec.grain]
    items = [c for c in columns if c.id in form.spec.items]
    spots = _key_spots(sheet, form, {c.id for c in grain}, findings)
    _report_objections(sheet, headings, findings)
    report_items(form, {c.id for c in items}, findings, official={h.id for h in sheet.official.values()})
    if spots is None or not items:
        return None
    notes = {h.id: [sheet.cell(REMARK, row)] for row, h in sheet.items.items() if h.role == "item"}
    return Records(form, origin, [keys.read(spots)], [sheet.value_column + 1], grain, items, notes)


def item_rows(sheet: ItemSheet) -> dict[str, str]:
    """The row number of every item, as found."""
    return {h.id: str(row + 1) for row, h in sheet.items.items() if h.role == "item"}


def _item_rows(
    grid: Grid, header: int, words: Mapping[str, Sequence[int]], headings: Headings, findings: Findings
) -> dict[int, Heading]:
    found: dict[int, Heading] = {}
    first: dict[str, int] = {}
    column, value = words[ITEM][0], words[NUMBER][0]
    for row in range(header + 1, len(grid.rows)):
        cell = grid.cell(row, column)
        if is_blank(cell):
            if not is_blank(grid.cell(row, value)):
                findings.add("I41", row, column, item="数据项")
            continue
        heading = _heading(grid, row, column, headings, findings)
        if heading is None:
            if not is_blank(grid.cell(row, value)):
                findings.add("I09", row, column, heading=shown(cell), near=headings.near(cell))
        elif heading.id in first:
            findings.add("I12", row, column, item=shown(cell), first=str(first[heading.id] + 1))
        else:
            first[heading.id] = row
            found[row] = heading
    return found


def _heading(grid: Grid, row: int, column: int, headings: Headings, findings: Findings) -> Heading | None:
    try:
        heading = headings.find(grid.cell(row, column))
    except UnknownUnit as error:
        findings.add("I13", row, column, unit=error.unit, own=headings.item(error.item).unit)
        return None
    return heading if heading and heading.role in ("item", "grain") else None


def _cell_column(sheet: ItemSheet, row: int, heading: Heading, headings: Headings, findings: Findings) -> CellColumn:
    item = headings.item(heading.id)
    unit, factor = heading.unit, Fraction(1)
    try:
        unit = _unit_of(sheet, row, heading)
        factor = factor_to(item, unit)
    except UnknownUnit as error:
        findings.add("I13", row, sheet.words[UNIT][0], unit=error.unit, own=item.unit)
    except ValueError:
        column = sheet.words[ITEM][0] if UNIT not in sheet.words else sheet.words[UNIT][0]
        findings.add("I13", row, column, unit=unit.text if unit else "", own=item.unit)
    cell = sheet.grid.cell(row, sheet.value_column)
    return CellColumn(heading.id, item, [cell], [row], sheet.value_column, unit, factor)


def _unit_of(sheet: ItemSheet, row: int, heading: Heading) -> Unit | None:
    """The unit cell rules; an empty or dashed one leaves it to the heading."""
    cell = sheet.cell(UNIT, row)
    if is_blank(cell) or str(cell).strip() in "-—/":
        return heading.unit
    return read_unit(heading.id, str(cell))


def _key_spots(sheet: ItemSheet, form: Form, grain: set[str], findings: Findings) -> KeySpots | None:
    lacking = [KEY_NAMES[key] for key in (ORG, PERIOD) if key not in sheet.labels]
    lacking += [item.name for id_, item in form.spec.grain.items() if id_ not in grain]
    for name in lacking:
        findings.add("I14", sheet.row, item=name)
    if lacking:
        return None
    labels = sheet.labels
    return KeySpots(labels[ORG], labels[PERIOD], labels.get(AS_OF), labels.get(SOURCE), labels.get(NAME))


def _is_official(grid: Grid, row: int, words: Mapping[str, Sequence[int]]) -> bool:
    """Whether the official statistics stand for the item: they are written beside it and nothing was filled in."""
    beside = words.get(OFFICIAL)
    return beside is not None and not is_blank(grid.cell(row, beside[0])) and is_blank(grid.cell(row, words[NUMBER][0]))


def _report_objections(sheet: ItemSheet, headings: Headings, findings: Findings) -> None:
    org = sheet.labels.get(ORG)
    for row, heading in sheet.official.items():
        note = sheet.cell(REMARK, row)
        if not is_blank(note):
            unit = shown(org.cell) if org else ""
            name = headings.item(heading.id).name
            findings.add("T03", row, sheet.words[REMARK][0], org=unit, item=name, note=shown(note))


def _check_merged(sheet: ItemSheet, findings: Findings) -> None:
    rows = set(sheet.items)
    columns = {c for found in sheet.words.values() for c in found}
    for (top, left), (bottom, right) in sheet.grid.merged:
        inside = rows.intersection(range(top, bottom + 1)) and columns.intersection(range(left, right + 1))
        several = bottom > top or len(columns.intersection(range(left, right + 1))) > 1
        if inside and several:
            corners = f"{column_letter(left + 1)}{top + 1}:{column_letter(right + 1)}{bottom + 1}"
            findings.add("I39", top, left, range=corners)
