"""A real PostgreSQL server for tests, made in a temporary folder and gone afterwards; also a plugin: `pytest -p tests.postgresql`.

As a plugin it gives the whole run to that server, so that the same tests that pass on SQLite are shown to pass there.
Where Debian's package is absent everything is skipped with a reason that names it.
"""

from __future__ import annotations

import contextlib
import glob
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

ABSENT = "postgresql is not installed"
# a server that nobody's figures depend on: no waiting for the disk
HASTY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def programs() -> Path | None:
    """The folder of initdb, postgres and pg_ctl: the newest of Debian's, else on the path."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda name: int(name.split("/")[4]))
    return Path(found[-1]).parent if found else Path(where).parent if (where := shutil.which("initdb")) else None


@dataclass
class Server:
    """A server that listens on a socket in its own folder only. `url` is a setting for JIAODU_DATABASE_URL."""

    folder: Path
    bin: Path
    settings: Sequence[str] = HASTY

    @property
    def url(self) -> str:
        return f"postgresql://jiaodu@/jiaodu?host={self.folder}"

    def start(self) -> None:
        """Start it and wait until it answers; pg_ctl waits by itself."""
        options = " ".join(f"-c {s}" for s in ("listen_addresses=''", *self.settings))
        options += f" -k {self.folder}"
        self._run("pg_ctl", "-D", f"{self.folder}/data", "-l", f"{self.folder}/log", "-o", options, "-w", "start")

    def stop(self) -> None:
        """Stop it at once; nobody's work is kept."""
        self._run("pg_ctl", "-D", f"{self.folder}/data", "-m", "immediate", "-w", "stop")

    def kill(self) -> None:
        """Kill it as a power cut would, all its processes at once; `start` then recovers."""
        parent = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        below = subprocess.run(["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True, text=True).stdout
        os.kill(parent, signal.SIGKILL)
        for child in below.split():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(child), signal.SIGKILL)
        # where nobody buries the dead (a container without init) its number still counts as alive
        (self.folder / "data" / "postmaster.pid").unlink()
        for lock in self.folder.glob(".s.PGSQL.*.lock"):
            lock.unlink()

    def make(self) -> None:
        """An empty cluster with one database and one user, both named jiaodu."""
        self._run(
            "initdb", "-D", f"{self.folder}/data", "-U", "jiaodu", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"
        )
        self.start()
        self.create("jiaodu")

    def create(self, name: str) -> None:
        """One more database."""
        self._run("createdb", "-h", str(self.folder), "-U", "jiaodu", name)

    def remove(self) -> None:
        """Stop it and take its folder away."""
        with contextlib.suppress(subprocess.CalledProcessError):
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, name: str, *arguments: str) -> None:
        command = [str(self.bin / name), *arguments]
        if os.geteuid() == 0:  # the server refuses to run as root
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")


def make_server(settings: Sequence[str] = HASTY) -> Server | None:
    """A running server in a folder of its own; None where PostgreSQL is not installed."""
    where = programs()
    if where is None:
        return None
    folder = Path(tempfile.mkdtemp(prefix="jiaodu-pg-"))
    if os.geteuid() == 0:
        os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
    folder.chmod(0o755)
    server = Server(folder, where, settings)
    server.make()
    return server


_server: Server | None = None


def pytest_load_initial_conftests() -> None:
    """Before the settings are read: start the server, once for all workers of the run."""
    global _server
    if os.environ.get("JIAODU_DATABASE_URL") is None:
        _server = make_server()
        if _server is not None:
            os.environ["JIAODU_DATABASE_URL"] = _server.url


pytest_load_initial_conftests = pytest.hookimpl(tryfirst=True)(pytest_load_initial_conftests)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a server nothing is shown."""
    if os.environ.get("JIAODU_DATABASE_URL") is None:
        for item in items:
            item.add_marker(pytest.mark.skip(reason=ABSENT))


def pytest_unconfigure() -> None:
    """Take the server away."""
    if _server is not None:
        _server.remove()
