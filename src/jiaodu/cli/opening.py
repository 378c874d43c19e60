"""Open what commands work on: frameworks, stores, units, periods.

Floor: cli. In: options. Out: nouns of core, or JiaoduError with what is wrong.
"""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any

from jiaodu.core.base.organisations import OrganisationTree
from jiaodu.core.base.periods import PeriodKind, parse_period
from jiaodu.core.base.problems import JiaoduError, Place, problem
from jiaodu.core.facts.reading import Snapshot, open_snapshot
from jiaodu.core.framework import Framework, load_framework, pack_editions


def open_framework(options: Any, snapshot: Snapshot | None = None) -> Framework:
    """The pack asked for; else the one that the snapshot was loaded with; else all packs, newest editions."""
    name = getattr(options, "pack", None)
    if name:
        return load_framework(name, options.packs)
    if snapshot is not None and snapshot.manifest.packs:
        return load_framework(list(snapshot.manifest.packs), options.packs)
    return load_framework(every_pack(options), options.packs)


def every_pack(options: Any) -> list[str]:
    """All packs that can be found, each in its newest edition."""
    return [f"{name}@{editions[-1]}" for name, editions in pack_editions(options.packs).items() if editions]


def open_facts(options: Any) -> Snapshot:
    """The store's head, or the snapshot asked for."""
    return open_snapshot(Path(options.store), options.snapshot)


def year_of(text: str) -> int:
    """A year. Raises JiaoduError (V15)."""
    try:
        period = parse_period(text)
        if period.kind is PeriodKind.CALENDAR_YEAR:
            return period.ordinal
    except ValueError:
        pass
    raise JiaoduError(problem("V15", Place(key="--period"), text=text))


def years_of(text: str) -> list[int]:
    """A year, or a span such as 2000..2019. Raises JiaoduError (V15)."""
    first, dots, last = text.partition("..")
    years = range(year_of(first), year_of(last if dots else first) + 1)
    if not 0 < len(years) <= 200:
        raise JiaoduError(problem("V15", Place(key="--period"), text=text))
    return list(years)


def org_of(tree: OrganisationTree, name: str) -> str:
    """A unit's code, from its code or its whole name. Raises JiaoduError (V10)."""
    if name in tree:
        return name
    named = [code for code in tree.codes if name in (tree.name(code), tree.name(code, "en"))]
    if len(named) == 1:
        return named[0]
    known = {**{c: c for c in tree.codes}, **{tree.name(c): c for c in tree.codes}}
    near = [
        f"{k}({known[k]})" if k != known[k] else k for k in (named or difflib.get_close_matches(name, known, 3, 0.3))
    ]
    raise JiaoduError(problem("V10", Place(key=name), org=name, near=near or "—"))
