"""Addresses: from a value in a table back to the file, sheet and cell in which it stood.

Floor: core.evaluation. In: facts and the key of a value. Out: `Address`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jiaodu.core.facts.reading import Facts
from jiaodu.core.framework.model import Form


@dataclass(frozen=True, slots=True)
class Address:
    """Where a value stood, and its load."""

    file: str
    sheet: str
    cell: str
    load: int
    by: str
    when: str
    sha256: str

    def __str__(self) -> str:
        return " › ".join(part for part in (self.file, self.sheet, self.cell) if part)

    def to_json(self) -> dict[str, Any]:
        """A plain mapping."""
        return {name: getattr(self, name) for name in ("file", "sheet", "cell", "load", "by", "when", "sha256")}


@dataclass(frozen=True, slots=True)
class CellValue:
    """A stored value with its source, address, stated reason, hedge and note."""

    value: Any
    source: str
    address: Address | None
    missing: str = ""
    hedge: str = ""
    note: str = ""


class Addresses:
    """Finds addresses in one set of facts."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    def of(
        self, form: Form, item: str, org: str, ordinal: int, source: str, grain: Mapping[str, str] | None = None
    ) -> Address | None:
        """The address of one value of one source, None when nothing was loaded there."""
        for cell in self.cells(form, item, org, ordinal, grain=grain):
            if cell.source == source:
                return cell.address
        return None

    def cells(
        self,
        form: Form,
        item: str,
        org: str,
        ordinal: int,
        as_of: str | None = None,
        grain: Mapping[str, str] | None = None,
        limit: int = 50,
    ) -> list[CellValue]:
        """The stored values of an item of a unit, one for each row and source, the leading source first."""
        if self.facts.table(form.id) is None:
            return []
        where, given = ["org = ?", "period = ?"], [org, ordinal]
        if as_of:
            where.append("as_of = CAST(? AS DATE)")
            given.append(as_of)
        for name, value in (grain or {}).items():
            where.append(f'CAST("{name}" AS VARCHAR) = ?')
            given.append(value)
        query = (
            f"SELECT \"{item}\", source, _load, _row, _cells['{item}'], _missing['{item}'], _hedge['{item}'], "
            f"_note['{item}'] FROM {self.facts.source(form.id)} WHERE {' AND '.join(where)} LIMIT {limit}"
        )
        found = self.facts.connection().execute(query, given).fetchall()
        order = form.sources_of(item)
        found.sort(key=lambda row: order.index(row[1]) if row[1] in order else len(order))
        return [
            CellValue(value, source, self._address(item, load, row, cell), missing or "", hedge or "", note or "")
            for value, source, load, row, cell, missing, hedge, note in found
        ]

    def _address(self, item: str, load: int, row: int, cell: str | None) -> Address | None:
        if cell:
            load, row = (int(part) for part in cell.split(":"))
        record = self.facts.load(load)
        if record is None:
            return None
        origin = record.origin
        when = record.when.isoformat(timespec="seconds")
        return Address(origin.file, origin.sheet, origin.cell(item, row), load, record.by, when, origin.sha256)
