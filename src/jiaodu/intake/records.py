"""Records of one sheet become rows of a fact table: keys, grain, items, reasons, hedges, notes.

Floor: intake. In: keys and columns of cells, whatever the layout was. Out: `Staged`; findings for all that is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from jiaodu.core.facts.staging import Origin, Staged, arrow_type
from jiaodu.core.framework.model import Form
from jiaodu.intake.columns import CellColumn, Converted, is_stroke, written
from jiaodu.intake.findings import Findings
from jiaodu.intake.keys import Key
from jiaodu.intake.model import is_blank
from jiaodu.intake.word_cells import read_column

Words = dict[str, dict[int, str]]
UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Records:
    """The records of a sheet, still as cells. `numbers` are their one-based row (or column) numbers.

    A key is None where it could not be read; `note_cells` are the remark cells of items. `closed` are the indexes of records
    in which a template left nothing to be filled in and nothing was: they count as sent and bring no row.
    """

    form: Form
    origin: Origin
    keys: Sequence[Key | None]
    numbers: Sequence[int]
    grain: Sequence[CellColumn]
    items: Sequence[CellColumn]
    note_cells: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    closed: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of the records of a sheet: `staged` when no error stands in it, else `draft`.

    A draft holds the records whose keys could be read, the first of each; cells that could not be read are empty in it
    and say so (`UNREADABLE` among the reasons of the missing).
    It is never loaded: it lets the data rules look at the rest of a faulty sheet in the same pass.
    """

    staged: Staged | None = None
    draft: Staged | None = None


def read_records(records: Records, findings: Findings) -> Reading:
    """Read every cell; stage the rows, or draft them when an error stands in the sheet."""
    grain = {c.id: read_column(c, findings) for c in records.grain}
    items = {c.id: read_column(c, findings) for c in records.items}
    for column in records.grain:
        _check_given(column, grain[column.id], findings)
    whole = _check_unique(records, grain, findings)
    if not records.keys:
        return Reading()
    if findings.has_errors:
        marked = {c.id: _unreadable_marked(c, items[c.id]) for c in records.items}
        rows = _table(records, grain, marked, whole) if whole else None
        return Reading(draft=None if rows is None else Staged(records.form.table, records.origin, rows))
    opened = [i for i in range(len(records.keys)) if i not in records.closed] if records.closed else None
    return Reading(Staged(records.form.table, records.origin, _table(records, grain, items, opened)))


def _unreadable_marked(column: CellColumn, converted: Converted) -> Converted:
    """A written cell without value and reason could not be read: it says so, lest a rule calls it missing."""
    empty = converted.values.is_null().to_pylist()
    lost = {i: UNREADABLE for i, cell in enumerate(column.cells) if empty[i] and not is_blank(cell)}
    return Converted(converted.values, lost | converted.missing, converted.hedges)


def _check_given(column: CellColumn, converted: Converted, findings: Findings) -> None:
    for index, cell in enumerate(column.cells):
        if index in converted.missing or not written(cell):
            findings.add("I41", column.rows[index], column.column, item=column.name)


def _check_unique(records: Records, grain: Mapping[str, Converted], findings: Findings) -> list[int]:
    """Report repeated keys; gives the indexes of the records with a whole key, the first of each."""
    whole = []
    parts = [converted.values.to_pylist() for converted in grain.values()]
    first: dict[tuple[object, ...], int] = {}
    for index, key in enumerate(records.keys):
        values = tuple(part[index] for part in parts)
        if key is None or None in values:
            continue
        number = records.numbers[index]
        before = first.setdefault((key, *values), number)
        if before != number:
            findings.add("I22", number - 1, org=key.org, first=before, second=number)
        elif index not in records.closed:
            whole.append(index)
    return whole


def _table(
    records: Records,
    grain: Mapping[str, Converted],
    items: Mapping[str, Converted],
    whole: Sequence[int] | None = None,
) -> pa.Table:
    """The rows of all records, or of those at the indexes `whole`."""
    keys = records.keys
    types = records.form.table.column_types()
    columns: dict[str, Any] = {
        "org": pa.array([k.org if k else None for k in keys], pa.string()),
        "period": pa.array([k.period if k else None for k in keys], pa.int32()),
        "as_of": pa.array([k.as_of if k else None for k in keys], pa.date32()),
    }
    columns |= {id_: converted.values for id_, converted in grain.items()}
    columns["source"] = pa.array([k.source if k else None for k in keys], pa.string())
    columns |= {id_: converted.values for id_, converted in items.items()}
    columns["_row"] = pa.array(records.numbers, pa.int32())
    maps = {
        "_missing": {id_: c.missing for id_, c in items.items() if c.missing},
        "_hedge": {id_: c.hedges for id_, c in items.items() if c.hedges},
        "_note": _notes(records),
    }
    columns |= {name: _map_array(words, len(keys)) for name, words in maps.items() if words}
    rows = pa.table({name: column.cast(arrow_type(types[name])) for name, column in columns.items()})
    return rows if whole is None else rows.take(pa.array(whole, pa.int64()))


def _notes(records: Records) -> Words:
    found = {
        id_: {index: text for index, cell in enumerate(cells) if (text := written(cell)) and not is_stroke(cell)}
        for id_, cells in records.note_cells.items()
    }
    return {id_: notes for id_, notes in found.items() if notes}


def _map_array(words: Words, size: int) -> Any:
    rows: list[list[tuple[str, str]] | None] = [None] * size
    for id_, by_index in words.items():
        for index, word in by_index.items():
            row = rows[index] or []
            row.append((id_, word))
            rows[index] = row
    return pa.array(rows, arrow_type("MAP(VARCHAR, VARCHAR)"))
