"""Staged rows seen as if they were loaded: the same door for what is on its way in and for what is in the store.

Floor: core.rules. In: a snapshot and what a load would bring. Out: `Incoming`, which are `Facts`; nothing is written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import duckdb
import pyarrow as pa

from jiaodu.core.base.organisations import OrganisationTree, with_memberships
from jiaodu.core.facts.loads import LoadRecord
from jiaodu.core.facts.manifest import TableVersion
from jiaodu.core.facts.merge import Merge
from jiaodu.core.facts.reading import Snapshot
from jiaodu.core.facts.staging import Staged, StagedRegister


class Incoming:
    """A snapshot with staged sheets merged in, in memory. Loads get the numbers that they would have."""

    def __init__(self, snapshot: Snapshot, staged: Sequence[Staged], registers: Sequence[StagedRegister] = ()) -> None:
        self.snapshot = snapshot
        self._tree = _with(snapshot.tree(), registers)
        self._connection = snapshot.another_connection()
        self._loads: dict[int, LoadRecord] = {}
        self._sources: dict[str, str] = {}
        self._tables: dict[str, TableVersion] = dict(snapshot.manifest.tables)
        self.keys: dict[str, pa.Table] = {}
        by_table: dict[str, list[tuple[int, Staged]]] = {}
        for sheet in staged:
            number = snapshot.manifest.last_load + len(self._loads) + 1
            now = dt.datetime.now(dt.UTC)
            self._loads[number] = LoadRecord(number, sheet.table.name, sheet.origin, "", now, sheet.rows.num_rows)
            if sheet.rows.num_rows:
                by_table.setdefault(sheet.table.name, []).append((number, sheet))
        for name, sheets in by_table.items():
            self._merge(name, sheets)

    def _merge(self, name: str, sheets: Sequence[tuple[int, Staged]]) -> None:
        """The rows after the load. Raises JiaoduError (S09) for a record that is brought twice."""
        table, before = sheets[0][1].table, self._tables.get(name)
        stored = self.snapshot.source(name) if before is not None and before.files else None
        merged = Merge(table, self._connection).run(stored, sheets)
        self._connection.register(f"incoming_{name}", merged.rows)
        source = f'"incoming_{name}"'
        if stored is not None:
            others = ", ".join(map(str, merged.periods))
            source = f"(SELECT * FROM {source} UNION ALL BY NAME SELECT * FROM {stored} WHERE period NOT IN ({others}))"
        self._sources[name] = source
        self._tables[name] = merged.version(0, (), before)
        key = [*table.key]
        self.keys[name] = pa.concat_tables([s.rows.select(key) for _, s in sheets]).group_by(key).aggregate([])

    @property
    def name(self) -> str:
        """The snapshot's name."""
        return self.snapshot.name

    def tree(self) -> OrganisationTree:
        """The organisations, those on their way in included."""
        return self._tree

    def connection(self) -> duckdb.DuckDBPyConnection:
        """The connection on which the merged rows are registered."""
        return self._connection

    def table(self, form: str) -> TableVersion | None:
        """What is known of a form's table."""
        return self._tables.get(form)

    def source(self, form: str) -> str:
        """The merged rows of a form that the load touches, the stored ones of another."""
        return self._sources.get(form) or self.snapshot.source(form)

    def load(self, number: int) -> LoadRecord | None:
        """The record of a load, of one on its way in too."""
        return self._loads.get(number) or self.snapshot.load(number)


def _with(tree: OrganisationTree, registers: Sequence[StagedRegister]) -> OrganisationTree:
    if not registers:
        return tree
    versions = {(o.code, o.valid_from): o for o in tree.rows()}
    versions |= {(o.code, o.valid_from): o for register in registers for o in register.organisations}
    return with_memberships(
        OrganisationTree(versions.values(), tree.memberships), [m for r in registers for m in r.memberships]
    )
