"""The shape of a fact table: what the store needs to know of a form, and no more.

Floor: core.base. In: columns with storage types. Out: `Table`, made by the framework, read by the store.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class ItemType(StrEnum):
    """Storage types. A count is a 64-bit integer, a number an exact decimal, never a binary float."""

    COUNT = "count"
    NUMBER = "number"
    CODE = "code"
    TEXT = "text"
    DATE = "date"
    YES_NO = "yes_no"


NUMERIC = frozenset({ItemType.COUNT, ItemType.NUMBER})
NUMBER_WIDTH = 18


@dataclass(frozen=True, slots=True)
class Column:
    """One item as a column; `digits` are the decimals kept of a number."""

    name: str
    type: ItemType
    digits: int = 0

    @property
    def sql_type(self) -> str:
        """The column's DuckDB type."""
        return {
            ItemType.COUNT: "BIGINT",
            ItemType.NUMBER: f"DECIMAL({NUMBER_WIDTH},{self.digits})",
            ItemType.DATE: "DATE",
            ItemType.YES_NO: "BOOLEAN",
        }.get(self.type, "VARCHAR")


KEY = ("org", "period", "as_of")
# _load and _row give a row's address; _cells holds the addresses that differ from it (item -> 'load:row'); the last
# three hold stated reasons for missing values, hedges of inexact numbers, and written notes, by item.
SYSTEM: Mapping[str, str] = {
    "_load": "BIGINT",
    "_row": "INTEGER",
    "_cells": "MAP(VARCHAR, VARCHAR)",
    "_missing": "MAP(VARCHAR, VARCHAR)",
    "_hedge": "MAP(VARCHAR, VARCHAR)",
    "_note": "MAP(VARCHAR, VARCHAR)",
}


@dataclass(frozen=True, slots=True)
class Table:
    """A fact table: key = org, period, as_of, the grain columns, source; then one column an item."""

    name: str
    grain: tuple[Column, ...]
    items: tuple[Column, ...]

    @property
    def key(self) -> tuple[str, ...]:
        """The names of the key columns, in order."""
        return (*KEY, *(column.name for column in self.grain), "source")

    def column_types(self) -> dict[str, str]:
        """Every column of the stored table with its DuckDB type."""
        types = {"org": "VARCHAR", "period": "INTEGER", "as_of": "DATE"}
        types |= {column.name: column.sql_type for column in self.grain}
        types["source"] = "VARCHAR"
        types |= {column.name: column.sql_type for column in self.items}
        return types | dict(SYSTEM)
