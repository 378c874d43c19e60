"""`jiaodu serve`: the web pages and a worker, from an empty folder to a printed address. Floor: cli."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from jiaodu.cli.output import Output
from jiaodu.cli.serving.opening import open_deployment
from jiaodu.core.base.problems import JiaoduError, problem

# how long the worker may take to put its job aside, and pages to be finished, in seconds
PATIENCE = 30
# connections held open by each process. The server counts a kept connection as a request, idle or not, and takes no further one
# past this number: it must lie well above the number of browsers, or a room full of idle ones shuts the door
CONNECTIONS = 4096


def run(options: Any) -> int:
    """Bring the tables up to date, gather the static files, and serve until stopped."""
    if options.prepare:
        return prepare(options)
    out = Output(options)
    check_port(options.host, options.port)
    data = Path(options.data).resolve()
    os.environ |= {"JIAODU_SERVING": "1", "JIAODU_DATA": str(data), "DJANGO_SETTINGS_MODULE": "jiaodu.web.settings"}
    prepared = prepare_apart()
    if prepared:
        return prepared
    threading.Thread(target=announce, args=(out, options.host, options.port), daemon=True).start()
    companion = Companion(data) if options.jobs else contextlib.nullcontext()
    with companion:
        serve_pages(options)
    return 0


def announce(out: Output, host: str, port: int) -> None:
    """The address, as soon as somebody answers there."""
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    for _ in range(10 * PATIENCE):
        with contextlib.suppress(OSError), socket.create_connection((reached, port), timeout=1):
            break
        time.sleep(0.1)
    out.line(
        f"打开 http://{shown(host)}:{port}/   (停止:Ctrl+C)",
        f"open http://{shown(host)}:{port}/   (stop: Ctrl+C)",
        style="bold",
    )


def prepare_apart() -> int:
    """`prepare` in a process of its own, by the same words; gives its exit status.

    The processes that answer are forked from this one. An engine of the store that has worked here has threads, which no
    fork takes along: every process would die at its first page.
    """
    return subprocess.run([sys.executable, "-m", "jiaodu", *sys.argv[1:], "--prepare"], check=False).returncode


def prepare(options: Any) -> int:
    """All that comes before the first page: tables, killed approvals, static files, the example where it is asked for."""
    data = open_deployment(options, make=True, migrate=True)
    settle_approvals()
    gather_static()
    if options.example:
        from jiaodu.cli.serving.example import prepare_example

        prepare_example(Output(options), data, fresh=options.new_logins)
    return 0


def settle_approvals() -> None:
    """An approval that was killed between store and database is finished or taken back before anybody sees it."""
    from jiaodu.actions.publishing import mend

    mend()


def gather_static() -> None:
    """All static files into the deployment's folder, under names that carry their hash, compressed."""
    from django.core.management import call_command

    # extensions of the library that no page of ours takes; one of them names a file that is not there
    call_command("collectstatic", verbosity=0, interactive=False, ignore_patterns=["ext"])


def check_port(host: str, port: int) -> None:
    """Raises: JiaoduError (U04) where somebody listens there, or it is not ours to listen on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except OSError as error:
            raise JiaoduError(problem("U04", address=f"{host}:{port}", detail=error.strerror or str(error))) from error


def shown(host: str) -> str:
    """An address as a browser takes it."""
    return {"0.0.0.0": "localhost", "::": "localhost"}.get(host, f"[{host}]" if ":" in host else host)


def serve_pages(options: Any) -> None:
    """Granian until SIGTERM or SIGINT; requests that are being answered are answered."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    Server(
        "jiaodu.web.wsgi:application",
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=options.workers,
        blocking_threads=options.threads,
        # a thread that ends takes its connection to the database along
        blocking_threads_idle_timeout=600,
        backlog=1024,
        backpressure=CONNECTIONS,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=PATIENCE,
        log_access=options.log,
        log_level=LogLevels.info if options.log else LogLevels.warning,
    ).serve()


class Companion:
    """The worker beside the pages, a process of its own: started anew when it dies, stopped with them."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.over = threading.Event()
        self.lock = threading.Lock()

    def __enter__(self) -> Companion:
        self.process = self._start()
        threading.Thread(target=self._watch, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Let it put its job aside; a worker that does not is ended."""
        with self.lock:
            self.over.set()
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "jiaodu", "worker", "--data", str(self.data)]
        environment = {**os.environ, "JIAODU_WITH_PARENT": str(os.getpid())}
        return subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, start_new_session=True)

    def _watch(self) -> None:
        while True:
            self.process.wait()
            # a worker that cannot start must not keep the machine busy starting it
            if self.over.wait(3):
                return
            with self.lock:
                if not self.over.is_set():
                    self.process = self._start()
