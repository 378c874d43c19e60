"""The manifest: the store's head, and every kept one a snapshot.

Floor: core.facts. In: the head file of a store. Out: `Manifest`, replaced atomically; readers see only what it names.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from jiaodu.core.base.periods import now
from jiaodu.core.base.problems import JiaoduError, Place, problem

FORMAT = 1
HEAD = "head.json"
SNAPSHOTS = "snapshots"


@dataclass(frozen=True, slots=True)
class TableVersion:
    """One table as a manifest names it.

    `files` are the Parquet files of the version as the Delta log names them, relative to the table's folder.
    `not_applicable` are items for which some row states that they do not apply; `hedged` and `noted` say whether any
    row holds a hedge or a note; `sources` are all sources that have rows.
    """

    version: int
    files: tuple[str, ...]
    rows: int
    sources: tuple[str, ...] = ()
    not_applicable: tuple[str, ...] = ()
    hedged: bool = False
    noted: bool = False


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the store holds at one moment: versions of all tables, the register, and the loads up to a number."""

    number: int
    created: dt.datetime
    tables: Mapping[str, TableVersion] = field(default_factory=dict)
    last_load: int = 0
    packs: tuple[str, ...] = ()
    reason: str = ""
    by: str = ""

    @property
    def name(self) -> str:
        """The snapshot's name: S and its number."""
        return f"S{self.number}"


EMPTY = Manifest(0, dt.datetime(1970, 1, 1, tzinfo=dt.UTC))


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Keep a manifest as a snapshot, then make it the head: the one step that commits."""
    snapshots = folder / SNAPSHOTS
    snapshots.mkdir(parents=True, exist_ok=True)
    data = json.dumps({"format": FORMAT, **asdict(manifest)}, ensure_ascii=False, indent=1, default=str)
    write_whole(snapshots / f"{manifest.number:06}.json", data)
    write_whole(folder / HEAD, data)


def write_whole(path: Path, text: str) -> None:
    """Write a file so that it is there in whole or not at all."""
    import sys

    sys.audit("jiaodu.store.write", str(path))
    draft = path.with_name(path.name + ".draft")
    with draft.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make renames in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read_head(folder: Path) -> Manifest:
    """The head of a store; EMPTY where nothing was ever committed. Raises JiaoduError (S02, S07)."""
    path = folder / HEAD
    return _read(path, folder) if path.exists() else EMPTY


def read_snapshot(folder: Path, name: str | int | None) -> Manifest:
    """A kept manifest by number or name (7, S7); None is the head. Raises JiaoduError (S03)."""
    if name is None:
        return read_head(folder)
    digits = str(name).upper().removeprefix("S")
    path = folder / SNAPSHOTS / f"{int(digits):06}.json" if digits.isdecimal() and digits.isascii() else None
    head = read_head(folder)
    if path is None or not path.exists() or int(digits) > head.number:
        known = f"S1 … {head.name}" if head.number else "—"
        raise JiaoduError(problem("S03", Place(str(folder)), snapshot=str(name), known=known))
    return _read(path, folder)


def _read(path: Path, folder: Path) -> Manifest:
    try:
        data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if data["format"] > FORMAT:
            raise JiaoduError(problem("S07", Place(str(path)), found=data["format"], known=FORMAT))
        tables = {name: _table(given) for name, given in data["tables"].items()}
        created = dt.datetime.fromisoformat(data["created"])
        return Manifest(
            data["number"], created, tables, data["last_load"], tuple(data["packs"]), data["reason"], data["by"]
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        place = Place(str(path))
        detail = f"{type(error).__name__}: {error}"
        data_ = {"detail": detail, "folder": str(folder / SNAPSHOTS), "head": str(folder / HEAD)}
        raise JiaoduError(problem("S02", place, **data_)) from error


def _table(given: dict[str, Any]) -> TableVersion:
    lists = {name: tuple(given[name]) for name in ("files", "sources", "not_applicable")}
    return TableVersion(given["version"], rows=given["rows"], hedged=given["hedged"], noted=given["noted"], **lists)


def next_manifest(head: Manifest, **changes: Any) -> Manifest:
    """The manifest after the head, with changes."""
    given = {name: getattr(head, name) for name in ("tables", "last_load", "packs", "reason", "by")} | changes
    return Manifest(head.number + 1, now(), **given)
