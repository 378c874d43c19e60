"""One file with all of a deployment, made while it serves; and a deployment from such a file.

Floor: actions. In: the deployment. Out: a backup (`jiaodu.actions.archives`). The records are taken first, then the store and the
evidence: both only grow, so whatever the records name is there; an approval that the store has and the records have not yet is
the state after a crash between the two, which the next start repairs. The secret of the deployment is not taken along.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from jiaodu import __version__
from jiaodu.actions.acting import Actor, demand, write_audit
from jiaodu.actions.archives import FORMAT, Contents, Packer, packing, read_contents, unpack
from jiaodu.actions.holdings import evidence_folder, open_store, store_folder
from jiaodu.core.base.problems import JiaoduError, Place, problem
from jiaodu.records.chain import Verified, verify_chain

SQLITE, POSTGRESQL = "records.sqlite3", "records.dump"


def backup_name(now: dt.datetime | None = None) -> str:
    """`jiaodu-20240901-083000.zip`, in the deployment's own time."""
    return f"jiaodu-{timezone.localtime(now):%Y%m%d-%H%M%S}.zip"


def write_backup(actor: Actor, path: Path) -> Contents:
    """The whole deployment into one file. Others go on working meanwhile. Raises: JiaoduError (A01, U10)."""
    demand(actor, "backup.run")
    if path.exists():
        raise JiaoduError(problem("U10", Place(str(path)), detail=f"{path} already exists / 已存在"))
    try:
        with packing(path) as packer, tempfile.TemporaryDirectory(dir=path.parent, prefix=".jiaodu-") as folder:
            applied = _applied()
            records = _dump(Path(folder))
            packer.put(records.name, records)
            head = _put_store(packer)
            _put_evidence(packer)
            now = timezone.localtime().isoformat(timespec="seconds")
            contents = Contents(FORMAT, __version__, connection.vendor, now, head, applied)
            packer.close(contents)
    except OSError as error:
        raise JiaoduError(problem("U10", Place(str(path)), detail=str(error))) from error
    checked = read_contents(path)
    write_audit(actor, "backup.run", subject=path.name, after={"head": head, "files": len(checked.files)})
    return checked


def restore(path: Path, data: Path) -> Verified:
    """A deployment from a backup, in an empty folder (PostgreSQL: and an empty database); gives how its audit chain holds.

    Everything in the file is checked before anything is written. Raises: JiaoduError (U11 damaged, U12 not empty, U13 newer, U14 other database).
    """
    contents = read_contents(path)
    _check_fits(path, contents, data)
    data.mkdir(parents=True, exist_ok=True)
    # inside the folder itself: the last step is renaming, which needs one and the same disk
    with tempfile.TemporaryDirectory(dir=data, prefix=".restore-") as folder:
        unpack(path, contents, Path(folder))
        dump = Path(folder) / POSTGRESQL
        if dump.exists():
            _run(
                "pg_restore",
                "--exit-on-error",
                "--single-transaction",
                "--no-owner",
                "--no-acl",
                "-d",
                "{url}",
                str(dump),
            )
            dump.unlink()
        for found in sorted(Path(folder).iterdir()):
            os.replace(found, data / found.name)
    call_command("migrate", verbosity=0, interactive=False)
    verified = verify_chain()
    write_audit(Actor(None, door="command"), "backup.restore", subject=path.name, after={"made": contents.at})
    return verified


def _applied() -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def _check_fits(path: Path, contents: Contents, data: Path) -> None:
    if contents.database != connection.vendor:
        raise JiaoduError(problem("U14", Place(str(path)), there=contents.database, here=connection.vendor))
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations or ()}
    # tables of libraries that this version no longer brings do no harm; unknown ones of ours do
    if any(name.startswith("records.") and name not in known for name in contents.migrations):
        raise JiaoduError(problem("U13", Place(str(path)), version=contents.version))
    held = [name for name in (SQLITE, "store", "evidence") if (data / name).exists()]
    if held:
        raise JiaoduError(problem("U12", Place(str(data)), where=str(data / held[0])))
    if connection.vendor == "postgresql" and connection.introspection.table_names():
        raise JiaoduError(problem("U12", where=f"PostgreSQL {settings.DATABASES['default']['NAME']}"))


def _dump(folder: Path) -> Path:
    """The records as they stand at one moment."""
    if connection.vendor == "sqlite":
        path = folder / SQLITE
        connection.ensure_connection()
        # in one step, as one reader: those who write go on, and the copy is of one moment
        with closing(sqlite3.connect(path)) as target:
            connection.connection.backup(target)
        return path
    path = folder / POSTGRESQL
    _run("pg_dump", "--format=custom", "--no-owner", "--no-acl", "-f", str(path), "-d", "{url}")
    return path


def _put_store(packer: Packer) -> str:
    """The store as it stands; gives its head's name. Under its lock only for the time of a look: files are written once."""
    folder, store = store_folder(), open_store()
    if not folder.exists():
        return ""
    with store.lock():
        head, names = store.head().name, list(_files(folder))
        packer.put("store/head.json", folder / "head.json") if (folder / "head.json").exists() else None
    for name in names:
        if name not in ("head.json", "lock"):
            _put(packer, f"store/{name}", folder / name)
    return head


def _put_evidence(packer: Packer) -> None:
    for name in _files(evidence_folder()):
        _put(packer, f"evidence/{name}", evidence_folder() / name)


def _put(packer: Packer, name: str, path: Path) -> None:
    # what is being written has a name of its own until it is whole, and then loses it
    if path.exists():
        packer.put(name, path)


def _files(folder: Path) -> Iterator[str]:
    if folder.exists():
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(folder).as_posix()


def _run(program: str, *arguments: str) -> None:
    """A program of PostgreSQL on the deployment's database; the password goes by the environment, not by the command line."""
    found = shutil.which(program)
    if found is None:
        raise JiaoduError(problem("U10", detail=f"{program} is not installed / 未安装"))
    given: dict[str, Any] = settings.DATABASES["default"]
    options = {"host": given["HOST"], "port": given["PORT"], "user": given["USER"], **given["OPTIONS"]}
    asked = "&".join(f"{name}={quote(str(value), safe='/')}" for name, value in options.items() if value)
    url = f"postgresql:///{quote(given['NAME'])}?{asked}"
    done = subprocess.run(
        [found, *(a.format(url=url) if a == "{url}" else a for a in arguments)],
        env={**os.environ, "PGPASSWORD": given["PASSWORD"]},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise JiaoduError(problem("U10", detail=done.stderr.strip()[-400:]))
