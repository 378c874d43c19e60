"""A snapshot as one unit sees it: its own rows and those of the units above, below and before it.

Floor: core.facts. In: a snapshot and a unit. Out: `Near`, a snapshot of few rows, for checks while somebody types: rules that compare
a unit with all its peers find nothing in it and are left to a check of the whole.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable

import duckdb
import pyarrow as pa

from jiaodu.core.base.organisations import OrganisationTree
from jiaodu.core.facts.manifest import Manifest
from jiaodu.core.facts.reading import MEMBERSHIPS, REGISTER, Snapshot


class Near(Snapshot):
    """Only some units of a snapshot; on the same database."""

    def __init__(self, whole: Snapshot, units: Iterable[str]) -> None:
        manifest: Manifest = whole.manifest
        super().__init__(whole.folder, manifest)
        self._database = whole._open_database()
        self._units = frozenset(units)
        self._whole = whole
        self._kept: dict[str, pa.Table] = {}

    def another_connection(self) -> duckdb.DuckDBPyConnection:
        """A connection that knows the rows of the units."""
        made = super().another_connection()
        self._threads.newest = made
        return made

    def source(self, form: str) -> str:
        """The rows of the units, read once and then in memory; on the connection that this thread asked for last."""
        if form in (REGISTER, MEMBERSHIPS) or not super().source(form):
            return super().source(form)
        name = f"near_{form}"
        newest: duckdb.DuckDBPyConnection = getattr(self._threads, "newest", None) or self.connection()
        newest.register(name, self._rows_of(form))
        return f'"{name}"'

    def _rows_of(self, form: str) -> pa.Table:
        if form not in self._kept:
            names = ", ".join("'" + unit.replace("'", "''") + "'" for unit in sorted(self._units))
            sql = f"SELECT * FROM {super().source(form)} WHERE org IN ({names})"
            self._kept[form] = self._open_database().cursor().sql(sql).to_arrow_table()
        return self._kept[form]

    def tree(self) -> OrganisationTree:
        """The units and their history."""
        return self._near_tree

    @functools.cached_property
    def _near_tree(self) -> OrganisationTree:
        whole = self._whole.tree()
        members = (m for m in whole.memberships if m.unit in self._units and m.group in self._units)
        return OrganisationTree((o for o in whole.rows() if o.code in self._units), members)


def near_units(tree: OrganisationTree, org: str) -> frozenset[str]:
    """A unit, those that ever stood above or below it, and those that became part of it."""
    parents: dict[str, set[str]] = {}
    children: dict[str, set[str]] = {}
    before: set[str] = set()
    for version in tree.rows():
        parents.setdefault(version.code, set()).add(version.parent)
        children.setdefault(version.parent, set()).add(version.code)
        if org in version.successor:
            before.add(version.code)
    start = {org} | before
    return frozenset(_reach(start, parents) | _reach(start, children)) - {""}


def _reach(start: Iterable[str], edges: dict[str, set[str]]) -> set[str]:
    found, todo = set(start), list(start)
    while todo:
        for code in edges.get(todo.pop(), ()):
            if code and code not in found:
                found.add(code)
                todo.append(code)
    return found
