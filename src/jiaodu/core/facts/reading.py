"""Read facts: what a snapshot names, and the same door for facts in memory.

Floor: core.facts. In: a store and a snapshot, or Arrow tables. Out: SQL sources on a DuckDB connection, the
organisation tree, and the origin of every load.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import duckdb
import pyarrow as pa

from jiaodu.core.base.collection import without_collection
from jiaodu.core.base.organisations import Membership, Organisation, OrganisationTree
from jiaodu.core.base.problems import JiaoduError, Place, Problem, problem
from jiaodu.core.facts.loads import LoadRecord, read_load
from jiaodu.core.facts.manifest import Manifest, TableVersion, read_snapshot
from jiaodu.core.facts.staging import Origin, Staged, StagedRegister

REGISTER = "_organisations"
MEMBERSHIPS = "_memberships"


class Facts(Protocol):
    """Facts that can be evaluated."""

    @property
    def name(self) -> str:
        """The snapshot's name."""
        ...

    def tree(self) -> OrganisationTree:
        """All organisations."""
        ...

    def connection(self) -> duckdb.DuckDBPyConnection:
        """The connection on which `source` can be read."""
        ...

    def table(self, form: str) -> TableVersion | None:
        """What is known of a form's table, None where nothing was ever loaded."""
        ...

    def source(self, form: str) -> str:
        """SQL to read a form's table from: goes behind FROM."""
        ...

    def load(self, number: int) -> LoadRecord | None:
        """The record of a load."""
        ...


def connect() -> duckdb.DuckDBPyConnection:
    """A DuckDB connection in memory; nothing is fetched from outside."""
    fixed = dict.fromkeys(("autoinstall_known_extensions", "autoload_known_extensions"), "false")
    connection = duckdb.connect(":memory:", config={**fixed, "preserve_insertion_order": "true"})
    connection.execute("SET enable_progress_bar = false")
    return connection


@functools.cache
def _memory() -> duckdb.DuckDBPyConnection:
    """One database for all facts in memory of this process: opening one takes 15 ms of processor time."""
    return connect()


def damaged(table: str, error: Exception) -> Problem:
    """S04: a data file that is there but cannot be read."""
    detail = str(error).splitlines()[0][:200]
    return problem("S04", Place(key=table), table=table, version="—", detail=detail, folder=table)


def parquet_source(folder: Path, names: Sequence[str], table: str, version: int | str = "—") -> str | None:
    """Parquet files as SQL to read from, columns by name; None for no files. Raises JiaoduError (S04) when one is gone."""
    files = [folder / name for name in names]
    gone = [str(f) for f in files if not f.exists()]
    if gone:
        raise JiaoduError(
            problem("S04", Place(str(folder)), table=table, version=version, detail=gone[:3], folder=str(folder))
        )
    quoted = ", ".join("'" + str(f).replace("'", "''") + "'" for f in files)
    return f"read_parquet([{quoted}], union_by_name = true, hive_partitioning = false)" if files else None


class Snapshot:
    """Facts of a store as one manifest names them. Immutable: later loads do not change it."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.folder, self.manifest = folder, manifest
        self._database: duckdb.DuckDBPyConnection | None = None
        self._lock, self._threads = threading.Lock(), threading.local()

    @property
    def name(self) -> str:
        """S and the number of the manifest."""
        return self.manifest.name

    def connection(self) -> duckdb.DuckDBPyConnection:
        """A connection for the life of the snapshot object, one a thread: DuckDB's connections are not to be shared by threads."""
        own: duckdb.DuckDBPyConnection | None = getattr(self._threads, "connection", None)
        if own is None:
            own = self._threads.connection = self.another_connection()
        return own

    def another_connection(self) -> duckdb.DuckDBPyConnection:
        """A connection on the same database, on which what is registered is seen by nobody else: opening a database takes 15 ms."""
        return self._open_database().cursor()

    def _open_database(self) -> duckdb.DuckDBPyConnection:
        with self._lock:
            if self._database is None:
                self._database = connect()
            return self._database

    def table(self, form: str) -> TableVersion | None:
        """The table's version that the manifest names."""
        return self.manifest.tables.get(form)

    def source(self, form: str) -> str:
        """The Parquet files of the version, columns by name. Raises JiaoduError (S04) when one is gone."""
        version = self.manifest.tables[form]
        return parquet_source(self.folder / "tables" / form, version.files, form, version.version) or ""

    def another(self, name: str | int | None = None) -> Snapshot:
        """Another snapshot of the same store (by default its head as it is now), on the same database. Raises S02, S03."""
        found = open_snapshot(self.folder, name)
        found._database = self._open_database()
        return found

    @functools.cached_property
    def _tree(self) -> OrganisationTree:
        if REGISTER not in self.manifest.tables or not self.manifest.tables[REGISTER].files:
            return OrganisationTree(())
        rows = self.connection().sql(f"SELECT * FROM {self.source(REGISTER)}").to_arrow_table()
        with without_collection():
            return OrganisationTree((organisation_of(row) for row in rows.to_pylist()), self._memberships())

    def _memberships(self) -> list[Membership]:
        """Who is in which group; a store that was begun before groups has no such table."""
        if MEMBERSHIPS not in self.manifest.tables or not self.manifest.tables[MEMBERSHIPS].files:
            return []
        rows = self.connection().sql(f"SELECT * FROM {self.source(MEMBERSHIPS)}").to_arrow_table()
        return [membership_of(row) for row in rows.to_pylist()]

    def tree(self) -> OrganisationTree:
        """The organisations as registered in this snapshot."""
        return self._tree

    def load(self, number: int) -> LoadRecord | None:
        """A load's record; None for one that this snapshot does not know."""
        return read_load(self.folder, number) if 0 < number <= self.manifest.last_load else None


def open_snapshot(folder: str | Path, name: str | int | None = None) -> Snapshot:
    """Open a store at its head or at a kept snapshot. Raises JiaoduError (S01, S02, S03)."""
    folder = Path(folder)
    manifest = read_snapshot(folder, name)
    if manifest.number == 0:
        raise JiaoduError(problem("S01", Place(str(folder)), path=str(folder)))
    return Snapshot(folder, manifest)


def organisation_row(o: Organisation, load: int, row: int) -> dict[str, Any]:
    """An organisation as the register table keeps it."""
    return {
        "org": o.code, "valid_from": o.valid_from, "name": o.name, "name_en": o.name_en, "level": o.level,
        "parent": o.parent, "closed": o.closed, "successor": o.successor,
        "attributes": json.dumps({k: list(v) for k, v in sorted(o.attributes.items())}, ensure_ascii=False),
        "contact": o.contact, "telephone": o.telephone, "_load": load, "_row": row,
    }  # fmt: skip


REGISTER_SCHEMA = pa.schema(
    [
        ("org", pa.string()), ("valid_from", pa.date32()), ("name", pa.string()), ("name_en", pa.string()),
        ("level", pa.string()), ("parent", pa.string()), ("closed", pa.date32()), ("successor", pa.string()),
        ("attributes", pa.string()), ("contact", pa.string()), ("telephone", pa.string()),
        ("_load", pa.int64()), ("_row", pa.int32()),
    ]
)  # fmt: skip


def organisation_of(row: Mapping[str, Any]) -> Organisation:
    """A register row as an organisation."""
    text = row["attributes"]
    attributes = {} if not text or text == "{}" else {k: tuple(v) for k, v in json.loads(text).items()}
    return Organisation(
        row["org"], row["name"], row["level"], row["parent"] or "", row["valid_from"], row["closed"], attributes,
        row["name_en"] or "", row["successor"] or "",
        # a store that was begun before these columns has none of them
        row.get("contact") or "", row.get("telephone") or "",
    )  # fmt: skip


def membership_row(m: Membership, load: int, row: int) -> dict[str, Any]:
    """A membership as its table keeps it."""
    return {
        "org": m.unit, "grp": m.group, "valid_from": m.valid_from, "until": m.until, "role": m.role,
        "_load": load, "_row": row,
    }  # fmt: skip


MEMBERSHIP_SCHEMA = pa.schema(
    [
        ("org", pa.string()), ("grp", pa.string()), ("valid_from", pa.date32()), ("until", pa.date32()),
        ("role", pa.string()), ("_load", pa.int64()), ("_row", pa.int32()),
    ]
)  # fmt: skip


def membership_of(row: Mapping[str, Any]) -> Membership:
    """A row of the table as a membership."""
    return Membership(row["org"], row["grp"], row["role"] or "", row["valid_from"], row["until"])


class MemoryFacts:
    """Facts that were never stored: worked examples and tests, through the same door as a snapshot."""

    def __init__(
        self, staged: Sequence[Staged], organisations: Sequence[Organisation] | OrganisationTree, name: str = "memory"
    ) -> None:
        self._name = name
        self._tree = organisations if isinstance(organisations, OrganisationTree) else OrganisationTree(organisations)
        # a cursor is a connection of its own: what is registered on it, no other sees
        self._connection = _memory().cursor()
        self._tables: dict[str, TableVersion] = {}
        self._loads: dict[int, LoadRecord] = {}
        self._fill(staged)

    def _fill(self, staged: Sequence[Staged]) -> None:
        from jiaodu.core.facts.merge import Merge

        by_table: dict[str, list[Staged]] = {}
        for sheet in staged:
            by_table.setdefault(sheet.table.name, []).append(sheet)
        for name, sheets in by_table.items():
            numbered = []
            for sheet in sheets:
                number = len(self._loads) + 1
                self._loads[number] = LoadRecord(number, name, sheet.origin, "memory", dt.datetime.now(dt.UTC), 0)
                numbered.append((number, sheet))
            merged = Merge(sheets[0].table, self._connection).run(None, numbered)
            self._connection.register(f"memory_{name}", merged.rows)
            self._tables[name] = merged.version(0, ())

    @property
    def name(self) -> str:
        """A name for messages."""
        return self._name

    def tree(self) -> OrganisationTree:
        """The organisations given."""
        return self._tree

    def connection(self) -> duckdb.DuckDBPyConnection:
        """The connection that holds the tables."""
        return self._connection

    def table(self, form: str) -> TableVersion | None:
        """What is known of a table."""
        return self._tables.get(form)

    def source(self, form: str) -> str:
        """The registered table."""
        return f'"memory_{form}"'

    def load(self, number: int) -> LoadRecord | None:
        """The origin of a staged sheet."""
        return self._loads.get(number)


__all__ = ["Facts", "MemoryFacts", "Origin", "Snapshot", "StagedRegister", "open_snapshot"]
