"""The load register: each sheet that was ever loaded, once, with its hash and the place of every item as found.

Floor: core.facts. In: origins of staged rows. Out: `LoadRecord`s, kept as immutable files beside the tables.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from jiaodu.core.facts.manifest import write_whole
from jiaodu.core.facts.staging import Origin

LOADS = "loads"


@dataclass(frozen=True, slots=True)
class LoadRecord:
    """One sheet loaded: which table, from where, by whom, when."""

    number: int
    table: str
    origin: Origin
    by: str
    when: dt.datetime
    rows: int


def write_load(folder: Path, record: LoadRecord) -> None:
    """Keep a record. A number that a killed load left behind is written over: no manifest names it."""
    (folder / LOADS).mkdir(exist_ok=True)
    write_whole(_path(folder, record.number), json.dumps(asdict(record), ensure_ascii=False, default=str))


@functools.lru_cache(maxsize=4096)
def _parsed(path: Path, modified: int) -> LoadRecord:
    data = json.loads(path.read_text(encoding="utf-8"))
    origin = Origin(**data.pop("origin"))
    return LoadRecord(origin=origin, when=dt.datetime.fromisoformat(data.pop("when")), **data)


def read_load(folder: Path, number: int) -> LoadRecord | None:
    """A record by number, None when the file is gone."""
    path = _path(folder, number)
    return _parsed(path, path.stat().st_mtime_ns) if path.exists() else None


def _path(folder: Path, number: int) -> Path:
    return folder / LOADS / f"{number:07}.json"
