"""Official tables: cells named by merged headings and lines, sentences with blanks, numbers in the notes below.

Floor: intake. In: a grid and its form. Out: `Records`, one for each combination of grain values; findings for what is
not found (T08) or does not fit its sentence (T09). Inserted rows and moved columns do not matter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from jiaodu.core.facts.staging import Origin, column_letter
from jiaodu.core.framework import schema
from jiaodu.core.framework.model import Form
from jiaodu.intake.columns import CellColumn, shown
from jiaodu.intake.findings import Findings
from jiaodu.intake.headings import AS_OF, NAME, ORG, PERIOD, SOURCE, plain
from jiaodu.intake.keys import KEY_NAMES, KeyReader, KeySpots
from jiaodu.intake.merged import Merged, once
from jiaodu.intake.model import Cell, Grid, is_blank
from jiaodu.intake.records import Records
from jiaodu.intake.sentences import read_sentence
from jiaodu.intake.tops import read_labels

Where = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for an item: the cell or the text of its blank, at a zero-based place."""

    cell: Cell
    row: int
    column: int


@dataclass(slots=True)
class Table:
    """An official table on a sheet: what was found for each item of each record, and the labels above."""

    grid: Grid
    form: Form
    head: int
    records: dict[Where, dict[str, Found]] = field(default_factory=dict)
    notes: dict[Where, dict[str, Cell]] = field(default_factory=dict)


def find_table(grid: Grid, form: Form, findings: Findings) -> Table | None:
    """Find headings and lines; report those that are not there."""
    merged, layout = Merged(grid), form.spec.layout
    head = _find_head(merged, layout)
    if head is None:
        findings.add("T08", missing=[path[-1].name for path in layout.paths][:6])
        return None
    row, columns = head
    lacking = [" / ".join(h.name.zh for h in p) for p, c in zip(layout.paths, columns, strict=True) if c is None]
    if lacking:
        findings.add("T08", row, missing=lacking)
        return None
    table = Table(grid, form, row)
    _read_lines(merged, table, [c for c in columns if c is not None], findings)
    _read_notes(table, findings)
    return table


def is_table(grid: Grid, form: Form) -> bool:
    """Whether a sheet has the headings that the form prescribes, or at least half of them."""
    return _find_head(Merged(grid), form.spec.layout) is not None


def read_table(table: Table, keys: KeyReader, findings: Findings) -> Records | None:
    """The records of the table; all of the unit and period that the labels above it name."""
    form, grid = table.form, table.grid
    labels = read_labels(grid, table.head)
    lacking = [KEY_NAMES[key] for key in (ORG, PERIOD) if key not in labels]
    for name in lacking:
        findings.add("I14", table.head, item=name)
    if lacking or not table.records:
        return None
    spots = KeySpots(labels[ORG], labels[PERIOD], labels.get(AS_OF), labels.get(SOURCE), labels.get(NAME))
    key = keys.read(spots)
    wheres = list(table.records)
    grain = [_grain_column(name, item, wheres, table) for name, item in form.spec.grain.items()]
    brought = dict.fromkeys(id_ for found in table.records.values() for id_ in found)
    items = [_item_column(id_, form.spec.items[id_], wheres, table) for id_ in brought]
    addresses = {
        f"{id_}@{number}": f"{column_letter(found.column + 1)}{found.row + 1}"
        for number, where in enumerate(wheres, 1)
        for id_, found in table.records[where].items()
    }
    origin = Origin(grid.source.name, grid.source.sha256, grid.name, "cells", addresses, grid.source.path)
    noted = dict.fromkeys(id_ for notes in table.notes.values() for id_ in notes)
    notes = {id_: [table.notes.get(where, {}).get(id_, "") for where in wheres] for id_ in noted}
    return Records(form, origin, [key] * len(wheres), list(range(1, len(wheres) + 1)), grain, items, notes)


def _find_head(merged: Merged, layout: schema.Layout) -> tuple[int, list[int | None]] | None:
    """The first row of the headings, and the column of each heading at the end; the row that has the most of them."""
    best: tuple[int, list[int | None]] | None = None
    width = max((len(row) for row in merged.grid.rows[:40]), default=0)
    wanted = [once(plain(h.name.zh) for h in path) for path in layout.paths]
    for row in range(min(len(merged.grid.rows), 30)):
        rows = range(row, row + layout.depth)
        paths = [merged.path(rows, column) for column in range(width)]
        found = _match(wanted, paths)
        count = sum(column is not None for column in found)
        if count and (best is None or count > sum(c is not None for c in best[1])):
            best = row, found
    return best if best and sum(c is not None for c in best[1]) * 2 >= len(wanted) else None


def _match(wanted: Sequence[tuple[str, ...]], paths: Sequence[tuple[str, ...]]) -> list[int | None]:
    """The column of each wanted path: the whole path, else its end where only one column ends so."""
    found: list[int | None] = []
    taken: set[int] = set()
    for path in wanted:
        exact = [c for c, p in enumerate(paths) if p == path and c not in taken]
        ends = [c for c, p in enumerate(paths) if p and p[-1] == path[-1] and c not in taken]
        column = exact[0] if exact else (ends[0] if len(ends) == 1 else None)
        found.append(column)
        if column is not None:
            taken.add(column)
    return found


def _read_lines(merged: Merged, table: Table, columns: Sequence[int], findings: Findings) -> None:
    layout = table.form.spec.layout
    label_columns = [c for c, path in zip(columns, layout.paths, strict=True) if path[-1].of == "label"]
    value_columns = [c for c, p in zip(columns, layout.paths, strict=True) if p[-1].of not in ("label", "note")]
    first = table.head + layout.depth
    rows = {merged.labels(row, label_columns): row for row in reversed(range(first, len(merged.grid.rows)))}
    if not label_columns:
        rows = {(): first}
    lacking = []
    for line in layout.lines:
        row = rows.get(once(plain(label.zh) for label in line.labels))
        if row is None:
            lacking.append(" / ".join(label.zh for label in line.labels) or "第1行")
            continue
        record = table.records.setdefault(tuple(line.where.items()), {})
        for cell, column in zip(line.cells, value_columns, strict=True):
            record |= _read_cell(table.grid, cell, row, column, findings)
        if layout.has_notes and not is_blank(note := table.grid.cell(row, columns[-1])):
            table.notes.setdefault(tuple(line.where.items()), {}).update(dict.fromkeys(line.items(), note))
    if lacking:
        findings.add("T08", table.head, missing=lacking)


def _read_cell(grid: Grid, cell: str, row: int, column: int, findings: Findings) -> Mapping[str, Found]:
    value = grid.cell(row, column)
    if "{" not in cell:
        return {name: Found(value, row, column) for name in schema.items_of(cell)}
    blanks = {} if is_blank(value) else read_sentence(cell, str(value))
    if blanks is None:
        findings.add("T09", row, column, cell=shown(value), wanted=schema.BLANK.sub("__", cell))
        return {}
    return {name: Found(blanks.get(name, ""), row, column) for name in schema.items_of(cell)}


def _read_notes(table: Table, findings: Findings) -> None:
    """The blanks of the notes below; they belong to the first record."""
    notes = [n.zh for n in table.form.spec.layout.notes if schema.BLANK.search(n.zh)]
    if not notes or not table.records:
        return
    record = next(iter(table.records.values()))
    for note in notes:
        found = _find_note(table, note)
        if found is None:
            findings.add("T09", cell="—", wanted=schema.BLANK.sub("__", note))
            continue
        blanks, row, column = found
        record |= {name: Found(text, row, column) for name, text in blanks.items()}


def _find_note(table: Table, note: str) -> tuple[dict[str, str], int, int] | None:
    for row in range(table.head + 1, len(table.grid.rows)):
        for column, cell in enumerate(table.grid.rows[row]):
            if isinstance(cell, str) and (blanks := read_sentence(note, cell)) is not None:
                return blanks, row, column
    return None


def _grain_column(name: str, item: schema.Item, wheres: Sequence[Where], table: Table) -> CellColumn:
    firsts = [next(iter(table.records[where].values())) for where in wheres]
    cells = [dict(where)[name] for where in wheres]
    columns = [found.column for found in firsts]
    return CellColumn(name, item, cells, [found.row for found in firsts], columns[0], columns=columns)


def _item_column(id_: str, item: schema.Item, wheres: Sequence[Where], table: Table) -> CellColumn:
    nothing = Found("", table.head, 0)
    found = [table.records[where].get(id_, nothing) for where in wheres]
    columns = [f.column for f in found]
    return CellColumn(id_, item, [f.cell for f in found], [f.row for f in found], columns[0], columns=columns)
