"""`jiaodu worker`: do the long work of a deployment until stopped. Floor: cli."""

from __future__ import annotations

import logging
import os
import signal
import threading
from typing import Any

from jiaodu.cli.output import Output
from jiaodu.cli.serving.opening import open_deployment


def run(options: Any) -> int:
    """Until SIGTERM or SIGINT; the job in hand goes back into the queue. Exit status 0."""
    # beside serve the tables are up to date already, and two must not make them at once
    open_deployment(options, make=True, migrate="JIAODU_WITH_PARENT" not in os.environ)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    from jiaodu.actions.working import run_waiting, work_until

    if options.once:
        count = run_waiting()
        Output(options).line(f"办理了 {count} 项任务", f"{count} jobs done")
        return 0
    stopped = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopped.set())
    # told by the parent: who asks only now may find that it is gone already
    parent = int(os.environ.get("JIAODU_WITH_PARENT", "0"))

    def stopping() -> bool:
        # started by serve: it ends with it, however that ended
        return stopped.is_set() or bool(parent and os.getppid() != parent)

    work_until(stopping, stopped.wait)
    return 0
