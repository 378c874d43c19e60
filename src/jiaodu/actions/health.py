"""Whether the deployment can work: its database, store, worker and disk. Floor: actions. In: nothing. Out: `Health`."""

from __future__ import annotations

import contextlib
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection

from jiaodu.actions.holdings import store_folder
from jiaodu.actions.working import worker_there

# below this a backup or a load no longer fits
ROOM = 500 * 2**20


@dataclass(frozen=True, slots=True)
class Health:
    """What works. A worker that is away stops long work only: pages go on, so it is told but does not make the whole ill."""

    database: bool
    store: bool
    room: bool
    worker: bool

    @property
    def well(self) -> bool:
        """Whether pages can be answered."""
        return self.database and self.store and self.room

    def to_json(self) -> dict[str, Any]:
        """For monitors: words without detail, since nobody is logged in."""
        return {"well": self.well, **asdict(self)}


def look_at_health() -> Health:
    """Two short queries and a look at the disk."""
    database = worker = False
    with contextlib.suppress(DatabaseError), connection.cursor() as cursor:
        cursor.execute("select 1")
        database = True
        worker = worker_there()
    data = Path(settings.JIAODU_DATA)
    store = not store_folder().exists() or (store_folder() / "head.json").is_file()
    room = data.is_dir() and shutil.disk_usage(data).free > ROOM
    return Health(database, store, room, worker)
