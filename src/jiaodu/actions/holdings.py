"""What a deployment holds beside its records: the store of facts, the tree of units, the frameworks. Read once, kept while they stand.

Floor: actions. In: the settings of the deployment. Out: nouns of core.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from jiaodu.core.base.organisations import OrganisationTree, TreeView
from jiaodu.core.facts.reading import Snapshot
from jiaodu.core.facts.store import Store
from jiaodu.core.framework import Framework, load_framework


def open_store() -> Store:
    """The deployment's store."""
    return Store(store_folder())


def store_folder() -> Path:
    """Where the facts are."""
    return Path(settings.JIAODU_DATA) / "store"


def evidence_folder() -> Path:
    """Where files behind figures are, each under its hash."""
    return Path(settings.JIAODU_DATA) / "evidence"


def read_facts() -> Snapshot:
    """The store's head; one and the same object while the head stands."""
    head = open_store().head()
    return _snapshot(head.folder, head.name, head)


def read_tree() -> OrganisationTree:
    """The tree of units of the store's head."""
    return read_facts().tree()


def view_on(day: dt.date) -> TreeView:
    """The tree on a day; made once while the head stands."""
    return read_tree().at(day)


def read_framework(packs: Sequence[str]) -> Framework:
    """The framework of pack editions (`compulsory-balance@2017`). Packs are read once a process."""
    return _framework(tuple(packs))


def path_of(view: TreeView, org: str) -> str:
    """A unit's place in the tree, its own code last: `/11/1101/1101010001/`. Empty for a unit that is not there."""
    codes: list[str] = []
    at = org
    while at and at in view.units and at not in codes:
        codes.append(at)
        at = view.units[at].parent
    return "/" + "".join(f"{code}/" for code in reversed(codes)) if codes else ""


@functools.lru_cache(maxsize=16)
def _framework(packs: tuple[str, ...]) -> Framework:
    return load_framework(list(packs), [])


_HEADS: dict[tuple[Path, str], Snapshot] = {}


def _snapshot(folder: Path, name: str, head: Snapshot) -> Snapshot:
    """Keep the newest head only: an older one is opened again by its number when somebody asks."""
    kept = _HEADS.get((folder, name))
    if kept is None:
        _HEADS.clear()
        kept = _HEADS[(folder, name)] = head
    return kept
