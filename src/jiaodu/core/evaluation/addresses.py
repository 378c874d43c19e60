"""Addresses: from a value in a table back to the file, sheet and cell in which it stood.

Floor: core.evaluation. In: facts and the key of a value. Out: `Address`.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import duckdb

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


MARKS = ("_cells", "_missing", "_hedge", "_note")  # what a row says of its items, item by item
# rows wider or more than this are asked for item by item; so many units' rows are kept
MOST_ITEMS, MOST_ROWS, MOST_KEPT = 120, 64, 1024
_KEPT: WeakKeyDictionary[Facts, dict[tuple[str, str, int], list[dict[str, Any]] | None]] = WeakKeyDictionary()


def _of_item(row: Mapping[str, Any], item: str) -> tuple[Any, ...]:
    """What a row holds of one item: value, source, load, row and marks."""
    return (row[item], row["source"], row["_load"], row["_row"], *((row[mark] or {}).get(item) for mark in MARKS))


class Addresses:
    """Finds addresses in one set of facts."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._kept = _KEPT.setdefault(facts, {})

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
        rows = self._rows(form, org, ordinal)
        if rows is None:
            found = self._asked(form, item, org, ordinal, as_of, grain or {}, limit)
        else:
            day = dt.date.fromisoformat(as_of) if as_of else None
            fitting = (row for row in rows if day is None or row["as_of"] == day)
            fitting = (row for row in fitting if all(row[f"grain {n}"] == v for n, v in (grain or {}).items()))
            found = [_of_item(row, item) for row in itertools.islice(fitting, limit)]
        order = form.sources_of(item)
        found.sort(key=lambda row: order.index(row[1]) if row[1] in order else len(order))
        return [
            CellValue(value, source, self._address(item, load, row, cell), missing or "", hedge or "", note or "")
            for value, source, load, row, cell, missing, hedge, note in found
        ]

    def _rows(self, form: Form, org: str, ordinal: int) -> list[dict[str, Any]] | None:
        """All rows of a unit in a form, kept: its items are asked for one by one. None where they are too many or wide."""
        items = form.spec.items
        if len(items) > MOST_ITEMS:
            return None
        key = (form.id, org, ordinal)
        if key not in self._kept:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            columns = [*(f'"{item}"' for item in items), "as_of", "source", "_load", "_row", *MARKS]
            columns += [f'CAST("{name}" AS VARCHAR) AS "grain {name}"' for name in form.spec.grain]
            query = f"SELECT {', '.join(columns)} FROM {self.facts.source(form.id)} WHERE org = ? AND period = ?"
            try:
                found = self.facts.connection().execute(f"{query} LIMIT {MOST_ROWS + 1}", [org, ordinal])
            except duckdb.BinderException:  # the form has an item that was not there when the rows came in
                self._kept[key] = None
                return None
            names = [column[0] for column in found.description or ()]
            rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
            self._kept[key] = rows if len(rows) <= MOST_ROWS else None
        return self._kept[key]

    def _asked(
        self, form: Form, item: str, org: str, ordinal: int, as_of: str | None, grain: Mapping[str, str], limit: int
    ) -> list[tuple[Any, ...]]:
        """One item of the rows of a unit, from the store."""
        where, given = ["org = ?", "period = ?"], [org, ordinal]
        if as_of:
            where.append("as_of = CAST(? AS DATE)")
            given.append(as_of)
        for name, value in grain.items():
            where.append(f'CAST("{name}" AS VARCHAR) = ?')
            given.append(value)
        marks = ", ".join(f"{mark}['{item}']" for mark in MARKS)
        query = f'SELECT "{item}", source, _load, _row, {marks} FROM {self.facts.source(form.id)}'
        asked = f"{query} WHERE {' AND '.join(where)} LIMIT {limit}"
        return self.facts.connection().execute(asked, given).fetchall()

    def _address(self, item: str, load: int, row: int, cell: str | None) -> Address | None:
        if cell:
            load, row = (int(part) for part in cell.split(":"))
        record = self.facts.load(load)
        if record is None:
            return None
        origin = record.origin
        when = record.when.isoformat(timespec="seconds")
        return Address(origin.file, origin.sheet, origin.cell(item, row), load, record.by, when, origin.sha256)
