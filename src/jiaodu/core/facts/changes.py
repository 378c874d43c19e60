"""Changes: which records and items differ between two sets of facts.

Floor: core.facts. In: facts before and after, and the tables that matter. Out: `Changes`. Between two snapshots of one
store only the files that one of the two manifests does not name are read: a file that both name cannot differ.
What differs is found by comparing the records themselves; the load register says who brought it, not what changed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa

from jiaodu.core.base.problems import JiaoduError
from jiaodu.core.base.tables import Table
from jiaodu.core.facts.reading import MEMBERSHIPS, REGISTER, Facts, Snapshot, damaged, parquet_source
from jiaodu.core.facts.staging import arrow_type

_MAPS = ("_missing", "_hedge")


@dataclass(frozen=True, slots=True)
class ChangedRows:
    """Records of one table that differ, at one period, reference date and source.

    `items` are those that differ in value, stated reason or hedge; `rows`: whole records came or went; `orgs`: of whom.
    """

    table: str
    period: int
    as_of: dt.date
    source: str
    items: frozenset[str]
    rows: bool
    orgs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs between two sets of facts. `register`: organisations differ, so that anything may."""

    before: str
    after: str
    register: bool = False
    tables: Mapping[str, tuple[ChangedRows, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self.register or bool(self.tables)

    @property
    def orgs(self) -> frozenset[str]:
        """The units whose records differ."""
        return frozenset(org for rows in self.tables.values() for changed in rows for org in changed.orgs)


def find_changes(before: Facts, after: Facts, tables: Iterable[Table]) -> Changes:
    """Compare two sets of facts, table by table.

    Raises:
        JiaoduError: S04 a data file is gone or damaged.
    """
    if registers_differ(before, after):
        return Changes(before.name, after.name, register=True)
    found = {}
    for table in tables:
        sides = _sides(before, after, table)
        if sides is not None:
            rows = tuple(_changed(table, after, *sides))
            if rows:
                found[table.name] = rows
    return Changes(before.name, after.name, tables=found)


def registers_differ(before: Facts, after: Facts) -> bool:
    """Whether organisations or who is in which group differ."""
    if isinstance(before, Snapshot) and isinstance(after, Snapshot) and before.folder == after.folder:
        tables = (before.manifest.tables, after.manifest.tables)
        if all(tables[0].get(name) == tables[1].get(name) for name in (REGISTER, MEMBERSHIPS)):
            return False
    elif before.tree() is after.tree():
        return False
    # a register that was loaded once more, as it was, changes nothing
    old, new = before.tree(), after.tree()
    return list(old.rows()) != list(new.rows()) or old.memberships != new.memberships


def _sides(before: Facts, after: Facts, table: Table) -> tuple[str, str] | None:
    """What to read of a table before and after, as SQL sources on the later connection; None where nothing can differ."""
    old, new = before.table(table.name), after.table(table.name)
    if isinstance(before, Snapshot) and isinstance(after, Snapshot) and before.folder == after.folder:
        there = set(old.files) if old else set()
        here = set(new.files) if new else set()
        if there == here:
            return None
        folder = after.folder / "tables" / table.name
        empty = _empty(table, after.connection())
        gone, come = (parquet_source(folder, sorted(files), table.name) for files in (there - here, here - there))
        return _united(empty, gone), _united(empty, come)
    if old is None and new is None:
        return None
    empty, source = _empty(table, after.connection()), None
    if old is not None:
        rows = before.connection().sql(f"SELECT * FROM {before.source(table.name)}").to_arrow_table()
        after.connection().register(f"before_{table.name}", rows)
        source = f'"before_{table.name}"'
    return _united(empty, source), _united(empty, after.source(table.name) if new is not None else None)


def _empty(table: Table, connection: duckdb.DuckDBPyConnection) -> str:
    """An empty table with every column: what one side has not is null there."""
    schema = pa.schema([(name, arrow_type(t)) for name, t in table.column_types().items()])
    connection.register(f"empty_{table.name}", schema.empty_table())
    return f'"empty_{table.name}"'


def _united(empty: str, source: str | None) -> str:
    return f"(FROM {empty} UNION ALL BY NAME FROM {source})" if source else f"(FROM {empty})"


def _changed(table: Table, after: Facts, old: str, new: str) -> Iterable[ChangedRows]:
    """One line for each period, reference date and source in which anything differs."""
    names = [column.name for column in table.items]
    flags = [f'bool_or({_differs(name)}) AS "{name}"' for name in names]
    on = " AND ".join(f'a."{k}" IS NOT DISTINCT FROM b."{k}"' for k in table.key)
    # cheap first: what differs in no column at all is gone before the maps are opened
    columns = [f'a."{name}" IS DISTINCT FROM b."{name}"' for name in (*names, *_MAPS)]
    either = " OR ".join(["a.org IS NULL", "b.org IS NULL", *columns])
    place = [f"coalesce(a.{k}, b.{k})" for k in ("period", "as_of", "source")]
    query = (
        f"SELECT {', '.join(place)}, list(DISTINCT coalesce(a.org, b.org)), "
        f"bool_or(a.org IS NULL OR b.org IS NULL), {', '.join(flags)} "
        f"FROM {old} a FULL OUTER JOIN {new} b ON {on} WHERE {either} GROUP BY {', '.join(place)}"
    )
    try:
        found = after.connection().sql(query).fetchall()
    except (duckdb.IOException, duckdb.InvalidInputException) as error:
        raise JiaoduError(damaged(table.name, error)) from error
    for period, as_of, source, orgs, rows, *differ in sorted(found, key=lambda row: row[:3]):
        items = frozenset(name for name, flag in zip(names, differ, strict=True) if flag)
        if items or rows:
            yield ChangedRows(table.name, period, as_of, source, items, rows, frozenset(orgs))


def _differs(item: str) -> str:
    """Whether a value, the reason why it is missing, or its hedge differs. A note changes no value."""
    maps = " OR ".join(f"a.{m}['{item}'] IS DISTINCT FROM b.{m}['{item}']" for m in _MAPS)
    return f'(a."{item}" IS DISTINCT FROM b."{item}" OR {maps})'
