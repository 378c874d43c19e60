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
from jiaodu.intake.columns import CellColumn, Converted, written
from jiaodu.intake.findings import Findings
from jiaodu.intake.keys import Key
from jiaodu.intake.word_cells import read_column

Words = dict[str, dict[int, str]]


@dataclass(frozen=True, slots=True)
class Records:
    """The records of a sheet, still as cells. `numbers` are their one-based row (or column) numbers.

    A key is None where it could not be read; `note_cells` are the remark cells of items.
    """

    form: Form
    origin: Origin
    keys: Sequence[Key | None]
    numbers: Sequence[int]
    grain: Sequence[CellColumn]
    items: Sequence[CellColumn]
    note_cells: Mapping[str, Sequence[Any]] = field(default_factory=dict)


def stage_records(records: Records, findings: Findings) -> Staged | None:
    """Read every cell and stage the rows; None when an error stands in the sheet or there is no record."""
    grain = {c.id: read_column(c, findings) for c in records.grain}
    items = {c.id: read_column(c, findings) for c in records.items}
    for column in records.grain:
        _check_given(column, grain[column.id], findings)
    _check_unique(records, grain, findings)
    if findings.has_errors or not records.keys:
        return None
    return Staged(records.form.table, records.origin, _table(records, grain, items))


def _check_given(column: CellColumn, converted: Converted, findings: Findings) -> None:
    for index, cell in enumerate(column.cells):
        if index in converted.missing or not written(cell):
            findings.add("I41", column.rows[index], column.column, item=column.name)


def _check_unique(records: Records, grain: Mapping[str, Converted], findings: Findings) -> None:
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


def _table(records: Records, grain: Mapping[str, Converted], items: Mapping[str, Converted]) -> pa.Table:
    keys = [key for key in records.keys if key is not None]
    types = records.form.table.column_types()
    columns: dict[str, Any] = {
        "org": pa.array([k.org for k in keys], pa.string()),
        "period": pa.array([k.period for k in keys], pa.int32()),
        "as_of": pa.array([k.as_of for k in keys], pa.date32()),
    }
    columns |= {id_: converted.values for id_, converted in grain.items()}
    columns["source"] = pa.array([k.source for k in keys], pa.string())
    columns |= {id_: converted.values for id_, converted in items.items()}
    columns["_row"] = pa.array(records.numbers, pa.int32())
    maps = {
        "_missing": {id_: c.missing for id_, c in items.items() if c.missing},
        "_hedge": {id_: c.hedges for id_, c in items.items() if c.hedges},
        "_note": _notes(records),
    }
    columns |= {name: _map_array(words, len(keys)) for name, words in maps.items() if words}
    return pa.table({name: column.cast(arrow_type(types[name])) for name, column in columns.items()})


def _notes(records: Records) -> Words:
    found = {
        id_: {index: text for index, cell in enumerate(cells) if (text := written(cell))}
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
