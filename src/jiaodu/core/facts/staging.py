"""Rows on their way into the store: what a load brings, and where each value stood.

Floor: core.facts. In: made by intake (or by a test). Out: read by `store.Store.commit`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import pyarrow as pa

from jiaodu.core.base.organisations import Membership, Organisation
from jiaodu.core.base.tables import Table

Orientation = Literal["rows", "columns", "cells", "web"]


@dataclass(frozen=True, slots=True)
class Origin:
    """The file and sheet that rows come from, and where each item stands there, as found.

    orientation rows: `addresses` maps an item to its column letter and a row's `_row` is its row number.
    orientation columns: `addresses` maps an item to its row number (as text) and `_row` is the record's column number.
    orientation cells (official tables): `addresses` maps `item@n` to the cell of the record whose `_row` is n.
    orientation web (typed into a form): `file` is the submission, `sheet` the form's id; `addresses` maps each item that was asked
    to itself, and tells who typed: `item@n` of one cell, `@` of all others. A cell reads row/item/user.
    """

    file: str
    sha256: str
    sheet: str
    orientation: Orientation
    addresses: Mapping[str, str]
    path: str = field(default="", compare=False)

    def cell(self, item: str, row: int) -> str:
        """The cell of an item of a record, such as D12; empty when the item was not brought."""
        if self.orientation == "cells":
            return self.addresses.get(f"{item}@{row}", "")
        place = self.addresses.get(item)
        if place is None:
            return ""
        if self.orientation == "web":
            user = self.addresses.get(f"{item}@{row}", self.addresses.get("@", ""))
            return f"{row}/{item}/{user}" if user else f"{row}/{item}"
        return f"{place}{row}" if self.orientation == "rows" else f"{column_letter(row)}{place}"


@dataclass(frozen=True, slots=True)
class Original:
    """The bytes of a file that is no file of its own, and the suffix under which it is kept."""

    suffix: str
    content: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Staged:
    """Rows of one table from one sheet.

    `rows` has every key column of the table, the items that the sheet brings (and no others), `_row`, and optionally
    `_missing`, `_hedge`, `_note` (maps from item to reason, hedge, text); types as `Table.column_types` says.
    """

    table: Table
    origin: Origin
    rows: pa.Table

    @property
    def items(self) -> tuple[str, ...]:
        """The items that are brought."""
        names = set(self.rows.column_names)
        return tuple(column.name for column in self.table.items if column.name in names)


@dataclass(frozen=True, slots=True)
class StagedRegister:
    """Organisations, or units in groups, from one sheet; `rows` are their one-based rows there (empty: not known)."""

    origin: Origin
    organisations: Sequence[Organisation]
    rows: Sequence[int] = ()
    memberships: Sequence[Membership] = ()


def column_letter(number: int) -> str:
    """1 -> A, 27 -> AA."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


ARROW_TYPES: Mapping[str, pa.DataType] = {
    "BIGINT": pa.int64(),
    "INTEGER": pa.int32(),
    "VARCHAR": pa.string(),
    "DATE": pa.date32(),
    "BOOLEAN": pa.bool_(),
    "MAP(VARCHAR, VARCHAR)": pa.map_(pa.string(), pa.string()),
}


def arrow_type(sql_type: str) -> pa.DataType:
    """The Arrow type of a DuckDB type of `Table.column_types`."""
    if sql_type.startswith("DECIMAL("):
        width, _, scale = sql_type[8:-1].partition(",")
        return pa.decimal128(int(width), int(scale))
    return ARROW_TYPES[sql_type]


def stage_rows(table: Table, origin: Origin, rows: Sequence[Mapping[str, object]]) -> Staged:
    """Stage plain mappings (key, items, `_row`); for small loads and tests. Values already have their Python types."""
    types = table.column_types()
    names = dict.fromkeys(name for row in rows for name in row)
    names |= dict.fromkeys((*table.key, "_row"))
    columns = {}
    for name in names:
        values = [row.get(name) for row in rows]
        if types[name].startswith("MAP"):
            values = [list(v.items()) if isinstance(v, Mapping) else v for v in values]
        columns[name] = pa.array(values, type=arrow_type(types[name]))
    return Staged(table, origin, pa.table(columns))
