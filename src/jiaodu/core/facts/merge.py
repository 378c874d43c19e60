"""Merge what a load brings with what is there: only the items that it brings are written, and addresses follow.

Floor: core.facts. In: the current rows of the periods touched and staged sheets. Out: the new rows of these periods.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from jiaodu.core.base.missing import MissingReason
from jiaodu.core.base.problems import JiaoduError, Place, problem
from jiaodu.core.base.tables import SYSTEM, Table
from jiaodu.core.facts.manifest import TableVersion
from jiaodu.core.facts.staging import Staged, arrow_type

_MAPS = ("_missing", "_hedge", "_note")


@dataclass(frozen=True, slots=True)
class Merged:
    """The new rows, every column of the table in order."""

    rows: pa.Table

    @property
    def periods(self) -> tuple[int, ...]:
        """The periods that the rows cover."""
        return tuple(sorted(p for p in pc.unique(self.rows["period"]).to_pylist() if p is not None))

    def version(self, version: int, files: Sequence[str], before: TableVersion | None = None) -> TableVersion:
        """What the manifest says of the table; flags of untouched periods are kept."""
        sources = set(pc.unique(self.rows["source"]).to_pylist()) | set(before.sources if before else ())
        stated = _stated(self.rows["_missing"]) | set(before.not_applicable if before else ())
        return TableVersion(
            version,
            tuple(files),
            self.rows.num_rows,
            tuple(sorted(sources)),
            tuple(sorted(stated)),
            _any(self.rows["_hedge"]) or bool(before and before.hedged),
            _any(self.rows["_note"]) or bool(before and before.noted),
        )


def _any(column: pa.ChunkedArray) -> bool:
    return bool(column.null_count < len(column))


def _without_empty(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Maps of which one without entries says nothing."""
    if not _any(column) or all(len(row) for row in column.drop_null().to_pylist()):
        return column
    return pa.chunked_array([pa.array([row or None for row in column.to_pylist()], column.type)])


def _stated(column: pa.ChunkedArray) -> set[str]:
    if not _any(column):
        return set()
    reason = MissingReason.NOT_APPLICABLE.value
    return {item for row in column.drop_null().to_pylist() for item, why in row if why == reason}


class Merge:
    """One table being merged on a connection."""

    def __init__(self, table: Table, connection: duckdb.DuckDBPyConnection) -> None:
        self.table, self.connection = table, connection
        self.types = table.column_types()
        self.kept: tuple[str, ...] = ()

    def run(self, current: str | None, sheets: Sequence[tuple[int, Staged]]) -> Merged:
        """Merge sheets, in order, into the rows of the SQL source `current` (None: there are none yet)."""
        rows = self._current(current, sheets)
        groups = self._groups(sheets)
        self._refuse_two_versions(groups)
        for group in groups:
            incoming = self._incoming(group)
            # items of an older edition (kept) need no care where there is no row
            rows = self._merge(rows, incoming, group[0][1]) if rows.num_rows else self._first(rows.schema, incoming)
        return Merged(rows)

    def _first(self, columns: pa.Schema, incoming: pa.Table) -> pa.Table:
        """What `_merge` gives where there are no rows yet, without a query: in order, items not brought are absent."""
        rows = incoming.sort_by([(name, "ascending") for name in self._order()])
        found = {f.name: rows[f.name] for f in columns if f.name in rows.column_names}
        for name in _MAPS:
            found[name] = _without_empty(found[name])
        return pa.table([found.get(f.name, pa.nulls(rows.num_rows, f.type)) for f in columns], schema=columns)

    def _order(self) -> tuple[str, ...]:
        return ("period", "org", *self.table.key[2:])

    def _groups(self, sheets: Sequence[tuple[int, Staged]]) -> list[list[tuple[int, Staged]]]:
        """Neighbouring sheets that bring the same items are merged in one go."""
        groups: list[list[tuple[int, Staged]]] = []
        for numbered in sheets:
            if groups and groups[-1][0][1].items == numbered[1].items:
                groups[-1].append(numbered)
            else:
                groups.append([numbered])
        return groups

    def _current(self, current: str | None, sheets: Sequence[tuple[int, Staged]]) -> pa.Table:
        empty = pa.schema([(name, arrow_type(t)) for name, t in self.types.items()]).empty_table()
        if current is None:
            return empty
        periods = sorted({p for _, s in sheets for p in pc.unique(s.rows["period"]).to_pylist()})
        wanted = ", ".join(map(str, periods)) or "NULL"
        rows = self.connection.sql(f"SELECT * FROM {current} WHERE period IN ({wanted})").to_arrow_table()
        columns = {
            n: rows[n].cast(arrow_type(t)) if n in rows.column_names else pa.nulls(rows.num_rows, arrow_type(t))
            for n, t in self.types.items()
        }
        # items that an older edition had stay as they are
        self.kept = tuple(n for n in rows.column_names if n not in columns)
        return pa.table(columns | {n: rows[n] for n in self.kept})

    def _incoming(self, group: list[tuple[int, Staged]]) -> pa.Table:
        parts = []
        for number, staged in group:
            columns = {n: staged.rows[n].cast(arrow_type(self.types[n])) for n in (*self.table.key, *staged.items)}
            columns["_load"] = pa.array([number] * staged.rows.num_rows, pa.int64())
            columns["_row"] = staged.rows["_row"].cast(pa.int32())
            for name in _MAPS:
                given = name in staged.rows.column_names
                type_ = arrow_type(SYSTEM[name])
                columns[name] = staged.rows[name].cast(type_) if given else pa.nulls(staged.rows.num_rows, type_)
            parts.append(pa.table(columns))
        incoming = pa.concat_tables(parts)
        self._refuse_double(incoming, group)
        return incoming

    def _refuse_double(self, incoming: pa.Table, group: list[tuple[int, Staged]]) -> None:
        keys = list(self.table.key)
        counted = incoming.group_by(keys).aggregate([([], "count_all")])
        double = counted.filter(pc.greater(counted["count_all"], 1))
        if double.num_rows:
            first = double.slice(0, 1).to_pylist()[0]
            key = " ".join(str(first[k]) for k in keys)
            files = list(dict.fromkeys(f"{s.origin.file} {s.origin.sheet}".strip() for _, s in group))
            raise JiaoduError(problem("S09", Place(files[0]), table=self.table.name, key=key, files=files[:4]))

    def _refuse_two_versions(self, groups: list[list[tuple[int, Staged]]]) -> None:
        """S09 where sheets of different layout bring the same item of the same record."""
        seen: dict[tuple[object, ...], tuple[str, str]] = {}
        for group in groups if len(groups) > 1 else ():
            fresh: dict[tuple[object, ...], tuple[str, str]] = {}
            for _, staged in group:
                keys = zip(*(staged.rows[k].to_pylist() for k in self.table.key), strict=True)
                name = f"{staged.origin.file} {staged.origin.sheet}".strip()
                fresh |= {(item, *key): (name, item) for key in keys for item in staged.items}
            for double in fresh.keys() & seen.keys():
                key, files = " ".join(map(str, double[1:])), [seen[double][0], fresh[double][0]]
                raise JiaoduError(problem("S09", Place(files[1]), table=self.table.name, key=key, files=files))
            seen |= fresh

    def _merge(self, rows: pa.Table, incoming: pa.Table, staged: Staged) -> pa.Table:
        brought = staged.items
        whole = set(brought) == {c.name for c in self.table.items}
        self.connection.register("merge_current", rows)
        self.connection.register("merge_incoming", incoming)
        try:
            return self.connection.sql(self._sql(brought, whole)).to_arrow_table().cast(rows.schema)
        finally:
            self.connection.unregister("merge_current")
            self.connection.unregister("merge_incoming")

    def _sql(self, brought: Sequence[str], whole: bool) -> str:
        on = " AND ".join(f'c."{k}" = i."{k}"' for k in self.table.key)
        columns = [f'coalesce(i."{k}", c."{k}") AS "{k}"' for k in self.table.key]
        for column in self.table.items:
            name = column.name
            taken = (
                f'CASE WHEN i.org IS NOT NULL THEN i."{name}" ELSE c."{name}" END' if name in brought else f'c."{name}"'
            )
            columns.append(f'{taken} AS "{name}"')
        columns += self._addresses(brought, whole and not self.kept)
        columns += [f"{self._map(name, brought)} AS {name}" for name in _MAPS]
        columns += [f'c."{name}" AS "{name}"' for name in self.kept]
        order = ", ".join(f'"{k}"' for k in self._order())
        return f"SELECT {', '.join(columns)} FROM merge_current c FULL OUTER JOIN merge_incoming i ON {on} ORDER BY {order}"

    @staticmethod
    def _addresses(brought: Sequence[str], whole: bool) -> list[str]:
        if whole:
            return [
                "coalesce(i._load, c._load) AS _load",
                "CASE WHEN i.org IS NOT NULL THEN i._row ELSE c._row END AS _row",
                "CASE WHEN i.org IS NOT NULL THEN NULL ELSE c._cells END AS _cells",
            ]
        names = ", ".join(f"'{n}'" for n in brought)
        kept = f"list_filter(map_entries(c._cells), lambda e: NOT list_contains([{names}], e.key))"
        fresh = ", ".join(f"{{'key': '{n}', 'value': concat(i._load, ':', i._row)}}" for n in brought)
        cells = f"map_from_entries(list_concat(coalesce({kept}, []), [{fresh}]))"
        return [
            "coalesce(c._load, i._load) AS _load",
            "CASE WHEN c.org IS NOT NULL THEN c._row ELSE i._row END AS _row",
            f"CASE WHEN i.org IS NULL OR c.org IS NULL THEN c._cells ELSE {cells} END AS _cells",
        ]

    @staticmethod
    def _map(name: str, brought: Sequence[str]) -> str:
        """A map of the row after the load: what it brings replaces, what it does not bring stays."""
        names = ", ".join(f"'{n}'" for n in brought)
        kept = f"list_filter(map_entries(c.{name}), lambda e: NOT list_contains([{names}], e.key))"
        both = f"list_concat(coalesce({kept}, []), coalesce(map_entries(i.{name}), []))"
        untouched = f"i.org IS NULL OR (c.{name} IS NULL AND i.{name} IS NULL)"
        return f"CASE WHEN {untouched} THEN c.{name} WHEN len({both}) = 0 THEN NULL ELSE map_from_entries({both}) END"
