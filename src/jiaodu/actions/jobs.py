"""Long work: asked for at a door, done by a worker, seen and cancelled by whoever asked.

Floor: actions. In: an actor, a kind of work and its arguments. Out: `Job`s. A kind of work is a function of actions with the
decorator `work`; it gets a `Run` and its arguments, asks for its rights itself, and works in steps that can be done again.
"""

from __future__ import annotations

import importlib
import pkgutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

import jiaodu.actions
from jiaodu.actions.acting import Actor, NotThere, demand, may, within, write_audit
from jiaodu.core.base.text import Text
from jiaodu.records.models import Job


class Cancelled(Exception):
    """Somebody asked for the job to stop; raised by `Run.step` between two steps."""


class Stopped(Exception):
    """The worker is being stopped; the job goes back into the queue. Raised by `Run.step`."""


@dataclass
class Run:
    """A job while it runs. `step` is cheap and may be called for every line; `actor` is who asked for it, at the worker's door."""

    actor: Actor
    job: Job
    done: int = 0
    total: int = 0
    doing: str = ""
    cancelled: bool = False
    stopping: Callable[[], bool] = field(default=lambda: False)

    def step(self, done: int | None = None, total: int | None = None, doing: str | None = None) -> None:
        """Say how far it is. Raises: Cancelled, Stopped; so call it where nothing is half written, or in a transaction."""
        self.done = self.done if done is None else done
        self.total = self.total if total is None else total
        self.doing = self.doing if doing is None else doing
        if self.cancelled:
            raise Cancelled
        if self.stopping():
            raise Stopped


Deed = Callable[..., Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Work:
    """A kind of work: its name for people, and the function that does it.

    The function may return what it came to: `{"zh": …, "en": …, "link": "/rounds/3/"}`, and whatever else is to be kept.
    """

    kind: str
    title: Text
    deed: Deed


_WORKS: dict[str, Work] = {}


def work(kind: str, zh: str, en: str) -> Callable[[Deed], Deed]:
    """Marks a function `(run, **arguments)` of a module in actions as a kind of work. `kind` is noun.deed."""

    def around(deed: Deed) -> Deed:
        _WORKS[kind] = Work(kind, Text(zh, en), deed)
        return deed

    return around


def work_of(kind: str) -> Work:
    """The kind of work; all modules of actions are looked through. Raises: KeyError."""
    if kind not in _WORKS:
        for module in pkgutil.iter_modules(jiaodu.actions.__path__, "jiaodu.actions."):
            importlib.import_module(module.name)
    return _WORKS[kind]


def title_of(kind: str) -> Text:
    """What people call a kind of work; the kind itself where no module has it any more."""
    try:
        return work_of(kind).title
    except KeyError:
        return Text(kind, kind)


def start_job(actor: Actor, kind: str, arguments: Mapping[str, Any], *, org: str = "", path: str = "") -> Job:
    """Put work into the queue. The caller has asked for the right to the deed; the deed asks again when it runs.

    In the caller's transaction: a worker sees the job when that is done. Arguments must be plain JSON.
    """
    work_of(kind)
    job = Job.objects.create(
        kind=kind, arguments=dict(arguments), org=org, path=path, by=actor.user, address=actor.address
    )
    write_audit(actor, "job.start", org=org, subject=f"job:{job.id}", after={"kind": kind})
    return job


def find_job(actor: Actor, number: UUID | str, *, locked: bool = False) -> Job:
    """A job that the actor asked for, or may see as office. Raises: NotThere for any other."""
    found = Job.objects.filter(pk=number)
    job = (found.select_for_update() if locked else found.select_related("by")).first()
    if job is None or not _sees(actor, job):
        raise NotThere(str(number))
    return job


def jobs_within(actor: Actor) -> QuerySet[Job]:
    """The actor's own jobs and those in reach."""
    if actor.user is None:
        return Job.objects.all()
    reach = within(actor, "job.see") & ~Q(path="")
    return Job.objects.filter(Q(by=actor.user) | reach).select_related("by")


def may_cancel(actor: Actor, job: Job) -> bool:
    """Whoever asked for it, and whoever has the right over its unit."""
    own = actor.user is not None and job.by_id == actor.user.pk
    return own or ((actor.user is None or bool(job.path)) and may(actor, "job.cancel", job.path))


def cancel_job(actor: Actor, number: UUID | str) -> Job:
    """Ask a job to stop: one that waits is cancelled at once, one that runs at its next step, one that has ended stays as it is."""
    with transaction.atomic():
        job = find_job(actor, number, locked=True)
        if not may_cancel(actor, job):
            demand(actor, "job.cancel", job.path)
        if job.ended or job.cancel_asked:
            return job
        job.cancel_asked = True
        if job.state == Job.State.QUEUED:
            job.state, job.finished = Job.State.CANCELLED, timezone.now()
        job.save(update_fields=["cancel_asked", "state", "finished"])
        write_audit(actor, "job.cancel", org=job.org, subject=f"job:{job.id}")
    return job


def run_again(actor: Actor, number: UUID | str) -> Job:
    """The same work once more, as a new job of whoever asks. Only for work that ended without being done."""
    with transaction.atomic():
        old = find_job(actor, number, locked=True)
        if old.state not in (Job.State.FAILED, Job.State.CANCELLED):
            return old
        if not may_cancel(actor, old):
            demand(actor, "job.cancel", old.path)
        return start_job(actor, old.kind, old.arguments, org=old.org, path=old.path)


def wait_for(actor: Actor, number: UUID | str, seconds: float) -> Job:
    """The job when it has ended, or as it is after so many seconds; for the command line."""
    end = time.monotonic() + seconds
    while not (job := find_job(actor, number)).ended and time.monotonic() < end:
        time.sleep(0.2)
    return job


def _sees(actor: Actor, job: Job) -> bool:
    if actor.user is None or job.by_id == actor.user.pk:
        return True
    return bool(job.path) and may(actor, "job.see", job.path)
