"""The worker: takes jobs from the queue one after another, says how far they are, and clears up after workers that died.

Floor: actions. In: jobs. Out: jobs that have ended. One worker on SQLite (a lock on the folder), as many as wanted on PostgreSQL.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import fcntl
import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection, connections, transaction
from django.db.models import Q
from django.utils import timezone

from jiaodu.actions.acting import Actor, NotThere, actor_of
from jiaodu.actions.jobs import Cancelled, Run, Stopped, work_of
from jiaodu.actions.upkeep import EVERY, keep_up
from jiaodu.core.base.problems import JiaoduError, Problem, problem
from jiaodu.records.models import Job, Worker

LOG = logging.getLogger("jiaodu.worker")
# how long a worker may be silent before its job is given up: many times the beat, so that a busy machine is no death
SILENT = dt.timedelta(seconds=90)
BEAT = 1.0
IDLE = 0.5
_FIELDS = ("state", "done", "total", "doing", "result", "problems", "finished", "worker")


def this_worker() -> str:
    """The name of this process as a worker."""
    return f"{socket.gethostname()}:{os.getpid()}"[:80]


def work_until(stopping: Callable[[], bool], wait: Callable[[float], Any]) -> int:
    """Do jobs until `stopping`; gives how many. `wait(seconds)` sleeps and wakes early when the worker is stopped."""
    count = 0
    with only_worker(), present():
        bury_dead(everyone=connection.vendor == "sqlite")
        _mend_approvals()
        kept_up = -EVERY
        while not stopping():
            close_old_connections()
            try:
                if time.monotonic() - kept_up >= EVERY:
                    kept_up = time.monotonic()
                    keep_up()
                job = take_job()
                if job is None:
                    bury_dead()
                    wait(IDLE)
                    continue
                run_job(job, beating=True, stopping=stopping)
                count += 1
            except DatabaseError:
                LOG.exception("the database is not there or busy; trying again")
                wait(5.0)
    return count


def run_waiting() -> int:
    """Do all that waits, in this process and on this connection, and come back; for tests and the command line."""
    count = 0
    while (job := take_job()) is not None:
        run_job(job)
        count += 1
    return count


def take_job() -> Job | None:
    """The oldest job that waits, now this worker's; no two workers get the same one."""
    waiting = Job.objects.filter(state=Job.State.QUEUED).order_by("created")
    # looked at first without a lock: an idle worker must not hold up those who write
    if not waiting.exists():
        return None
    with transaction.atomic():
        locked = waiting.select_for_update(skip_locked=True) if connection.features.has_select_for_update else waiting
        job = locked.first()
        if job is None:
            return None
        job.state, job.worker, job.started = Job.State.RUNNING, this_worker(), timezone.now()
        job.alive = job.started
        job.save(update_fields=["state", "worker", "started", "alive"])
    return job


def run_job(job: Job, *, beating: bool = False, stopping: Callable[[], bool] = lambda: False) -> Job:
    """Do a job that was taken and write how it ended. Never raises what the deed raises."""
    run = Run(_actor_of(job), job, cancelled=job.cancel_asked, stopping=stopping)
    with _beat(run) if beating else contextlib.nullcontext():
        state, result, problems = _outcome(run)
    job.done, job.total, job.doing = run.done, run.total, run.doing[:200]
    job.state, job.result, job.problems = state, result, [p.to_json() for p in problems]
    job.finished = None if state == Job.State.QUEUED else timezone.now()
    if state == Job.State.QUEUED:
        job.worker = ""
    # only while it is ours: a job that was given up for dead may already run again elsewhere
    mine = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, worker=this_worker())
    mine.update(**{name: getattr(job, name) for name in _FIELDS})
    LOG.info("job %s %s: %s", job.id, job.kind, job.state)
    return job


def bury_dead(everyone: bool = False) -> int:
    """Jobs whose worker is gone become failed (U02); called by a worker that has nothing in hand, so its own are dead too.

    `everyone`: whatever runs is dead, since no other worker can be there.
    """
    running = Job.objects.filter(state=Job.State.RUNNING)
    silent = Q(worker=this_worker()) | Q(alive=None) | Q(alive__lt=timezone.now() - SILENT)
    dead = running if everyone else running.filter(silent)
    if not dead.exists():
        return 0
    buried: int = dead.update(
        state=Job.State.FAILED, finished=timezone.now(), problems=[problem("U02").to_json()], result=None
    )
    return buried


def worker_there() -> bool:
    """Whether some worker said within the last minute that it is there."""
    return Worker.objects.filter(alive__gte=timezone.now() - dt.timedelta(seconds=60)).exists()


@contextlib.contextmanager
def only_worker() -> Iterator[None]:
    """On SQLite: the lock of the folder's one worker. Raises: JiaoduError (U03)."""
    if connection.vendor != "sqlite":
        yield
        return
    data = Path(settings.JIAODU_DATA)
    data.mkdir(parents=True, exist_ok=True)
    with (data / "worker.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise JiaoduError(problem("U03", data=str(data))) from error
        yield


@contextlib.contextmanager
def present() -> Iterator[None]:
    """This process stands in the list of workers, and says every ten seconds that it does."""
    name, over = this_worker(), threading.Event()

    def say() -> None:
        Worker.objects.update_or_create(name=name, defaults={"alive": timezone.now()})
        Worker.objects.filter(alive__lt=timezone.now() - dt.timedelta(days=1)).delete()

    with contextlib.suppress(DatabaseError):
        say()
    thread = _every(10.0, over, say)
    try:
        yield
    finally:
        over.set()
        thread.join(2)
        with contextlib.suppress(DatabaseError):
            Worker.objects.filter(name=name).delete()


@contextlib.contextmanager
def _beat(run: Run) -> Iterator[None]:
    """While the deed works: its progress every second, over a connection of its own, and the wish to stop read back."""
    over = threading.Event()

    def say() -> None:
        mine = Job.objects.filter(pk=run.job.pk)
        mine.update(alive=timezone.now(), done=run.done, total=run.total, doing=run.doing[:200])
        run.cancelled = bool(mine.values_list("cancel_asked", flat=True).first())

    thread = _every(BEAT, over, say)
    try:
        yield
    finally:
        over.set()
        thread.join(25)


def _every(seconds: float, over: threading.Event, say: Callable[[], None]) -> threading.Thread:
    def go() -> None:
        try:
            while not over.wait(seconds):
                try:
                    say()
                except DatabaseError:  # the deed itself may hold SQLite's one lock: said at the next beat
                    connections.close_all()
        finally:
            connections.close_all()

    thread = threading.Thread(target=go, daemon=True)
    thread.start()
    return thread


def _outcome(run: Run) -> tuple[str, Any, tuple[Problem, ...]]:
    try:
        run.step()
        made = work_of(run.job.kind).deed(run, **run.job.arguments)
        return Job.State.DONE, dict(made) if made is not None else None, ()
    except Cancelled:
        return Job.State.CANCELLED, None, ()
    except Stopped:
        return Job.State.QUEUED, None, ()
    except JiaoduError as error:
        return Job.State.FAILED, None, error.problems
    except NotThere:
        return Job.State.FAILED, None, (problem("A01", verb=run.job.kind, user=run.actor.name),)
    except Exception as error:
        LOG.exception("job %s %s", run.job.id, run.job.kind)
        return Job.State.FAILED, None, (problem("U01", what=type(error).__name__, job=str(run.job.id)),)


def _mend_approvals() -> None:
    """What an approval that was killed between store and records left is settled before anything else."""
    from jiaodu.actions.publishing import mend

    with contextlib.suppress(DatabaseError):
        mend()


def _actor_of(job: Job) -> Actor:
    """Who asked, with the rights that they hold now. A job of the command line (nobody) is the server's own."""
    return actor_of(job.by, job.address, "worker") if job.by else Actor(None, job.address, "worker")
