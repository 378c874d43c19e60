"""`jiaodu serve`: the web pages and a worker, from an empty folder to a printed address. Floor: cli."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from jiaodu.cli.output import Output
from jiaodu.cli.serving.opening import open_deployment

# how long the worker may take to put its job aside
PATIENCE = 30.0


def run(options: Any) -> int:
    """Bring the tables up to date and serve until stopped."""
    data = open_deployment(options, make=True, migrate=True)
    address = f"http://{options.host}:{options.port}/"
    Output(options).line(f"打开 {address}", f"open {address}", style="bold")
    worker = Companion(data) if options.jobs else None
    try:
        serve_pages(options)
    finally:
        if worker:
            worker.stop()
    return 0


def serve_pages(options: Any) -> None:
    """Granian until SIGTERM or SIGINT; requests that are being answered are answered."""
    from granian.constants import Interfaces
    from granian.server import Server

    Server(
        "jiaodu.web.wsgi:application",
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=options.workers,
        respawn_failed_workers=True,
        workers_kill_timeout=20,
    ).serve()


class Companion:
    """The worker beside the pages, a process of its own: started anew when it dies, stopped with them."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.over = threading.Event()
        self.process = self._start()
        threading.Thread(target=self._watch, daemon=True).start()

    def stop(self) -> None:
        """Let it put its job aside; a worker that does not is ended."""
        self.over.set()
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "jiaodu", "worker", "--data", str(self.data)]
        return subprocess.Popen(
            command, env={**os.environ, "JIAODU_WITH_PARENT": "1"}, stdin=subprocess.DEVNULL, start_new_session=True
        )

    def _watch(self) -> None:
        while True:
            self.process.wait()
            # a worker that cannot start must not keep the machine busy starting it
            if self.over.wait(3):
                return
            self.process = self._start()
