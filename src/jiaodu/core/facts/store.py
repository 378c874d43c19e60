"""The store: one way in. A commit brings everything that a load touches, in whole or not at all.

Floor: core.facts. In: staged rows and registers. Out: a new head manifest; the old one stays as a snapshot.
"""

from __future__ import annotations

import contextlib
import fcntl
import getpass
import hashlib
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from urllib.parse import unquote

import duckdb
import pyarrow as pa
from deltalake import DeltaTable, write_deltalake
from deltalake.exceptions import DeltaError, TableNotFoundError

from jiaodu.core.base.periods import now
from jiaodu.core.base.problems import JiaoduError, Place, problem
from jiaodu.core.facts.loads import LoadRecord, write_load
from jiaodu.core.facts.manifest import (
    Manifest,
    TableVersion,
    next_manifest,
    read_head,
    sync_folder,
    write_manifest,
)
from jiaodu.core.facts.merge import Merge
from jiaodu.core.facts.reading import (
    MEMBERSHIP_SCHEMA,
    MEMBERSHIPS,
    REGISTER,
    REGISTER_SCHEMA,
    Snapshot,
    connect,
    damaged,
    membership_row,
    organisation_row,
)
from jiaodu.core.facts.staging import Origin, Original, Staged, StagedRegister, arrow_type

# Old versions stay readable: log clean-up is switched off, and the manifest, not time, says what is still needed.
KEEP = {"delta.enableExpiredLogCleanup": "false", "delta.logRetentionDuration": "interval 36500 days"}
LOCK_SECONDS = 10.0


class Store:
    """A folder of tables with one head."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)

    def head(self) -> Snapshot:
        """The store as it stands; empty where nothing was loaded."""
        return Snapshot(self.folder, read_head(self.folder))

    def commit(
        self,
        staged: Sequence[Staged] = (),
        registers: Sequence[StagedRegister] = (),
        *,
        originals: Mapping[str, Original] = MappingProxyType({}),
        by: str = "",
        packs: Sequence[str] = (),
        reason: str = "load",
        lock_seconds: float = LOCK_SECONDS,
    ) -> Manifest:
        """Bring staged sheets in. Either all of it is the new head, or the old head stands.

        Args:
            originals: by hash, the originals that are no files of their own (members of a zip file).

        Raises:
            JiaoduError: S05 another writer, S06 no space or permission, S08 a column changed its type, S09 a key twice, S10 a folder's name.
        """
        if "%" in str(self.folder.resolve()):
            # the table library decodes %20 in a folder's name and then looks in another folder
            raise JiaoduError(problem("S10", Place(str(self.folder)), path=str(self.folder)))
        with self.lock(lock_seconds), _storage_faults(self.folder):
            commit = _Commit(self.folder, by or _user(), tuple(packs), reason)
            return commit.run(staged, registers, originals)

    @contextlib.contextmanager
    def lock(self, seconds: float = LOCK_SECONDS) -> Iterator[None]:
        """While it is held nobody commits: for those who copy. Raises: JiaoduError (S05 held by another, S06)."""
        with _storage_faults(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            file = (self.folder / "lock").open("a+")
        with file:
            _take_lock(file.fileno(), self.folder / "lock", seconds)
            file.truncate(0)
            file.write(str(os.getpid()))
            file.flush()
            yield


def _take_lock(handle: int, path: Path, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= deadline:
                holder = path.read_text() or "?"
                raise JiaoduError(
                    problem("S05", Place(str(path.parent)), holder=holder, seconds=f"{seconds:g}")
                ) from None
            time.sleep(0.05)


@contextlib.contextmanager
def _storage_faults(folder: Path) -> Iterator[None]:
    try:
        yield
    except (duckdb.IOException, duckdb.InvalidInputException) as error:
        raise JiaoduError(damaged(str(folder), error)) from error
    except (OSError, DeltaError) as error:
        raise JiaoduError(problem("S06", Place(str(folder)), detail=str(error)[:300])) from error


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"


class _Commit:
    """One commit under the lock."""

    def __init__(self, folder: Path, by: str, packs: tuple[str, ...], reason: str) -> None:
        self.folder, self.by, self.packs, self.reason = folder, by, packs, reason
        self.head = read_head(folder)
        self.last_load = self.head.last_load
        self.tables: dict[str, TableVersion] = dict(self.head.tables)
        self.connection = connect()

    def run(
        self,
        staged: Sequence[Staged],
        registers: Sequence[StagedRegister],
        originals: Mapping[str, Original],
    ) -> Manifest:
        origins = [s.origin for s in staged] + [r.origin for r in registers]
        self._keep_files(origins, originals)
        for register in registers:
            if register.organisations or not register.memberships:
                self._register(register)
            if register.memberships:
                self._memberships(register)
        by_table: dict[str, list[tuple[int, Staged]]] = {}
        for sheet in staged:
            number = self._record(sheet.table.name, sheet.origin, sheet.rows.num_rows)
            if sheet.rows.num_rows:
                by_table.setdefault(sheet.table.name, []).append((number, sheet))
        for name, sheets in by_table.items():
            self._table(name, sheets)
        packs = self.packs or self.head.packs
        manifest = next_manifest(
            self.head, tables=self.tables, last_load=self.last_load, packs=packs, by=self.by, reason=self.reason
        )
        write_manifest(self.folder, manifest)
        return manifest

    def _keep_files(self, origins: Sequence[Origin], originals: Mapping[str, Original]) -> None:
        """Keep the original of every file, so that a figure can be shown in the sheet that it came from."""
        folder = self.folder / "files"
        folder.mkdir(exist_ok=True)
        for sha256, origin in {o.sha256: o for o in origins}.items():
            if sha256 in originals:
                _keep(folder, sha256, originals[sha256].suffix, originals[sha256].content)
            elif origin.path and Path(origin.path).exists():
                _keep(folder, sha256, Path(origin.path).suffix.lower(), Path(origin.path).read_bytes)

    def _record(self, table: str, origin: Origin, rows: int) -> int:
        self.last_load += 1
        write_load(self.folder, LoadRecord(self.last_load, table, origin, self.by, now(), rows))
        return self.last_load

    def _register(self, register: StagedRegister) -> None:
        number = self._record(REGISTER, register.origin, len(register.organisations))
        rows: dict[tuple[str, str], dict[str, object]] = {}
        if REGISTER in self.tables:
            before = Snapshot(self.folder, next_manifest(self.head, tables=self.tables))
            found = before.connection().sql(f"SELECT * FROM {before.source(REGISTER)}").to_arrow_table()
            rows = {(r["org"], str(r["valid_from"])): r for r in found.to_pylist()}
        for i, organisation in enumerate(register.organisations):
            rows[organisation.code, str(organisation.valid_from)] = organisation_row(
                organisation, number, register.rows[i] if register.rows else i
            )
        table = pa.Table.from_pylist([rows[k] for k in sorted(rows)], schema=REGISTER_SCHEMA)
        version, files = self._write(REGISTER, table, None)
        self.tables[REGISTER] = TableVersion(version, tuple(files), table.num_rows)

    def _memberships(self, staged: StagedRegister) -> None:
        """A row replaces the one of the same unit, group and first day."""
        number = self._record(MEMBERSHIPS, staged.origin, len(staged.memberships))
        rows: dict[tuple[str, str, str], dict[str, object]] = {}
        if MEMBERSHIPS in self.tables:
            before = Snapshot(self.folder, next_manifest(self.head, tables=self.tables))
            found = before.connection().sql(f"SELECT * FROM {before.source(MEMBERSHIPS)}").to_arrow_table()
            rows = {(r["org"], r["grp"], str(r["valid_from"])): r for r in found.to_pylist()}
        for i, m in enumerate(staged.memberships):
            rows[m.unit, m.group, str(m.valid_from)] = membership_row(m, number, staged.rows[i] if staged.rows else i)
        table = pa.Table.from_pylist([rows[k] for k in sorted(rows)], schema=MEMBERSHIP_SCHEMA)
        version, files = self._write(MEMBERSHIPS, table, None)
        self.tables[MEMBERSHIPS] = TableVersion(version, tuple(files), table.num_rows)

    def _table(self, name: str, sheets: list[tuple[int, Staged]]) -> None:
        before = self.tables.get(name)
        table = sheets[0][1].table
        current = None
        if before is not None:
            self._refuse_new_types(name, table.column_types())
            current = Snapshot(self.folder, self.head).source(name)
        merged = Merge(table, self.connection).run(current, sheets)
        version, files = self._write(name, merged.rows, merged.periods)
        found = merged.version(version, tuple(files), before)
        self.tables[name] = TableVersion(
            found.version, found.files, sum(files.values()), found.sources, found.not_applicable, found.hedged, found.noted
        )  # fmt: skip

    def _refuse_new_types(self, name: str, types: Mapping[str, str]) -> None:
        source = Snapshot(self.folder, self.head).source(name)
        found = self.connection.sql(f"SELECT * FROM {source} LIMIT 0").to_arrow_table().schema
        faults = [
            problem("S08", Place(str(self.folder)), table=name, column=f.name, old=str(f.type), new=types[f.name])
            for f in found
            if f.name in types and not f.type.equals(arrow_type(types[f.name])) and not pa.types.is_map(f.type)
        ]
        if faults:
            raise JiaoduError(faults)

    def _write(self, name: str, rows: pa.Table, periods: tuple[int, ...] | None) -> tuple[int, dict[str, int]]:
        """Write rows as a new Delta version over the version that the head names; what lies beyond is undone first.

        Returns the version and its files with their numbers of rows.
        """
        path = self.folder / "tables" / name
        sys.audit("jiaodu.store.write", str(path))
        before = self.tables.get(name)
        table = _open(path)
        if table is not None and before is not None and table.version() != before.version:
            table.restore(before.version)
        if table is None or before is None or periods is None:
            write_deltalake(str(path), rows, mode="overwrite", schema_mode="overwrite", configuration=KEEP)
            table = DeltaTable(str(path))
        else:
            predicate = f"period IN ({', '.join(map(str, periods))})"
            # the table as it was opened: to open it again would read its whole log again
            write_deltalake(table, rows, mode="overwrite", predicate=predicate, schema_mode="merge")
        # the log's own relative paths: file_uris() percent-encodes the folders of a Chinese path
        actions = pa.table(table.get_add_actions(flatten=True)).to_pylist()
        files = {unquote(action["path"]): action["num_records"] for action in actions}
        _sync(path, tuple(files), before)
        return table.version(), dict(sorted(files.items()))


def _keep(folder: Path, sha256: str, suffix: str, content: Callable[[], bytes]) -> None:
    """Keep an original under its hash, unless it is kept already. Raises OSError where it is no longer what was read."""
    path = folder / (sha256 + suffix)
    if path.exists():
        return
    sys.audit("jiaodu.store.write", str(path))
    data = content()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise OSError(f"{sha256[:12]}{suffix}: changed after it was read")
    draft = path.with_name(path.name + ".draft")
    draft.write_bytes(data)
    os.replace(draft, path)


def _open(path: Path) -> DeltaTable | None:
    try:
        return DeltaTable(str(path))
    except TableNotFoundError:
        return None


def _sync(path: Path, files: tuple[str, ...], before: TableVersion | None) -> None:
    for name in set(files) - set(before.files if before else ()):
        with (path / name).open("rb") as file:
            os.fsync(file.fileno())
    sync_folder(path)
    sync_folder(path / "_delta_log")
