"""Approve: what was submitted goes into the store by one move of its manifest, then the tasks say so.

Floor: actions. In: an actor and tasks. Out: `Approval`: which are in, which are not and why. Store and database cannot be written in
one step: what is meant is written first (`Publication`), and whoever finds it unfinished finishes or undoes it, by what the store says.
"""

from __future__ import annotations

import contextlib
import fcntl
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from jiaodu.actions.acting import Actor, NotThere, actor_of, audit_line, demand
from jiaodu.actions.approving import demand_open, demand_same, demand_signatures, demand_state, needs_review, standing
from jiaodu.actions.holdings import open_store, read_framework, store_folder
from jiaodu.actions.judging import ask_for_verdicts
from jiaodu.actions.submissions import Submission, removed_rows, stage_submission, submission_of
from jiaodu.core.base.problems import JiaoduError, Problem, problem
from jiaodu.core.facts.manifest import read_head, read_snapshot
from jiaodu.core.facts.staging import Original, Staged
from jiaodu.records.chain import append_lines
from jiaodu.records.models import Decision, Publication, Task

State = Task.State
LOCK_SECONDS = 15.0
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Approval:
    """What became of tasks that were to be approved."""

    approved: tuple[int, ...] = ()
    refused: Mapping[int, tuple[Problem, ...]] = field(default_factory=dict)
    snapshot: str = ""


@dataclass(frozen=True)
class _Ready:
    """A task with the rows of its submission, read before anything is locked."""

    task: Task
    submission: Submission
    digest: str
    submitted_by: int
    staged: Sequence[Staged]


def approve(
    actor: Actor, numbers: Sequence[int], digests: Mapping[int, str] | None = None, progress: Progress | None = None
) -> Approval:
    """Approve tasks together: one commit of the store for all that can be approved; the others are refused one by one.

    Args:
        digests: by task, the version that was looked at.
        progress: told how many submissions of how many are read; may raise to give up before anything is written.

    Raises: NotThere; JiaoduError A01 (no right), W60 (another approval runs), or what the store says (S05, S06, S08): then nothing is approved.
    """
    if actor.user is None:  # a decision is a person's
        raise JiaoduError(problem("A01", verb="task.approve", user=actor.name))
    tasks = _find(actor, numbers)
    ready: dict[int, _Ready] = {}
    refused: dict[int, tuple[Problem, ...]] = {}
    for i, task in enumerate(tasks):
        if progress:
            progress(i, len(tasks))
        try:
            demand_same(task, (digests or {}).get(task.pk, ""))
            ready[task.pk] = _read(actor, task)
        except JiaoduError as error:
            refused[task.pk] = error.problems
    if not ready:
        return Approval(refused=refused)
    with _one_at_a_time():
        repair_publications()
        publication = _begin(actor, ready, refused)
        if publication is None:
            return Approval(refused=refused)
        approved = [ready[n] for n in ready if n not in refused]
        snapshot = _store(actor, publication, approved)
        sys.audit("jiaodu.approve.stored", str(publication.pk))
        _finish(publication, snapshot)
    for round_ in {r.task.round_id for r in approved}:
        # what is approved stays approved, whether or not whoever approved may also ask for verdicts
        with contextlib.suppress(JiaoduError, NotThere):
            ask_for_verdicts(actor, round_)
    return Approval(tuple(r.task.pk for r in approved), refused, snapshot)


def approve_one(actor: Actor, number: int, digest: str = "") -> Approval:
    """Approve one task. Raises: as `approve`, and JiaoduError with what stands against it."""
    found = approve(actor, [number], {number: digest})
    if number in found.refused:
        raise JiaoduError(found.refused[number])
    return found


def repair_publications() -> int:
    """Finish what a killed approval left: what the store holds is recorded, what it does not hold is taken back.

    To be called by whoever holds the lock of approvals (`mend` takes it). Gives the number of publications that were settled.
    """
    pending = list(Publication.objects.filter(state=Publication.State.PENDING).order_by("at"))
    for publication in pending:
        snapshot = _snapshot_of(publication)
        if snapshot:
            _finish(publication, snapshot, repaired=True)
        else:
            _undo(publication)
    return len(pending)


def mend() -> int:
    """Settle what a killed approval left, when nobody is approving; gives how many. For the start of a server or worker."""
    if not Publication.objects.filter(state=Publication.State.PENDING).exists():
        return 0
    try:
        with _one_at_a_time(0.0):
            return repair_publications()
    except JiaoduError:
        return 0


# --- reading, before anything is locked ------------------------------------------------------------------------------


def _find(actor: Actor, numbers: Sequence[int]) -> list[Task]:
    found = {t.pk: t for t in Task.objects.filter(pk__in=list(numbers)).select_related("round")}
    for number in numbers:
        task = found.get(number)
        if task is None:
            raise NotThere(str(number))
        demand(actor, "task.see", task.path, task.form)
        demand(actor, "task.approve", task.path, task.form)
    return [found[n] for n in dict.fromkeys(numbers)]


def _read(actor: Actor, task: Task) -> _Ready:
    """What the task would bring. Raises JiaoduError with all that stands against it."""
    _demand_turn(task)
    submits = {d.version: d for d in task.decisions.filter(step="submit").select_related("by")}
    decision = submits.get(task.version)
    if decision is None:
        raise JiaoduError(problem("W61", task=task.pk))
    if actor.user is not None and decision.by_id == actor.user.pk:
        raise JiaoduError(problem("W58"))
    demand_signatures(task)
    approved = task.decisions.filter(step="approve").last()
    before = submits[approved.version] if approved else None
    framework = read_framework(tuple(task.round.packs))
    staged = stage_submission(task, decision, before, framework)
    gone = removed_rows(submission_of(task, decision), submission_of(task, before), framework) if before else 0
    if gone:
        raise JiaoduError(problem("W66", count=gone))
    return _Ready(task, submission_of(task, decision), decision.digest, decision.by_id, staged)


def _demand_turn(task: Task) -> None:
    if task.state == State.SUBMITTED and needs_review(task):
        raise JiaoduError(problem("W62"))
    demand_state(task, "approve", State.REVIEWED, State.SUBMITTED)
    demand_open(task)


# --- writing, one at a time ------------------------------------------------------------------------------------------


def _begin(actor: Actor, ready: Mapping[int, _Ready], refused: dict[int, tuple[Problem, ...]]) -> Publication | None:
    """Write down what is meant; a task that has moved since it was read is refused. None where nothing is left."""
    with transaction.atomic():
        fresh = Task.objects.select_for_update().filter(pk__in=list(ready)).order_by("pk")
        kept = []
        for task in fresh:
            was = ready[task.pk].task
            if (task.state, task.version, task.digest, task.publication_id) == (
                was.state,
                was.version,
                was.digest,
                None,
            ):
                kept.append(task.pk)
            else:
                refused[task.pk] = (problem("W53"),)
        for number in ready.keys() - set(kept):
            refused.setdefault(number, (problem("W53"),))
        if not kept:
            return None
        publication = Publication.objects.create(
            before=read_head(store_folder()).number, by=actor.user, address=actor.address, door=actor.door
        )
        Task.objects.filter(pk__in=kept).update(publication=publication)
    return publication


def _store(actor: Actor, publication: Publication, approved: Sequence[_Ready]) -> str:
    """Commit; where the store refuses, nothing was meant. Gives the name of the manifest."""
    staged = [s for ready in approved for s in ready.staged]
    if not staged:  # a correction that changes nothing
        return read_head(store_folder()).name
    originals = {r.digest: Original(".json", r.submission.document) for r in approved}
    store = open_store()
    packs = () if store.head().manifest.packs else tuple(approved[0].task.round.packs)
    try:
        sys.audit("jiaodu.approve.begun", str(publication.pk))
        manifest = store.commit(staged, originals=originals, by=actor.name, packs=packs, reason=_reason(publication))
    except Exception:
        # a commit that raised has not moved the manifest, or has and then could not say so: ask the store
        snapshot = _snapshot_of(publication)
        if snapshot:
            return snapshot
        _undo(publication)
        raise
    return manifest.name


def _finish(publication: Publication, snapshot: str, repaired: bool = False) -> None:
    """The tasks are approved, each with its decision and its audit line."""
    by = publication.by
    actor = Actor(None, publication.address, publication.door) if by is None else _as(publication)
    now = timezone.now()
    with transaction.atomic():
        tasks = list(Task.objects.select_for_update().filter(publication=publication).order_by("pk"))
        lines = []
        for task in tasks:
            before = standing(task)
            task.state, task.approved, task.snapshot, task.publication = State.APPROVED, now, snapshot, None
            after = {**standing(task), **({"repaired": True} if repaired else {})}
            about: dict[str, Any] = {"org": task.org, "path": task.path, "subject": f"task:{task.pk}"}
            lines.append(audit_line(actor, "task.approve", **about, before=before, after=after))
        fields = ["state", "approved", "snapshot", "publication"]
        Task.objects.bulk_update(tasks, fields, batch_size=200)
        Decision.objects.bulk_create(
            (Decision(task=t, version=t.version, step="approve", digest=t.digest, by=by, at=now) for t in tasks), 500
        )
        append_lines(lines)
        publication.state, publication.snapshot, publication.finished = Publication.State.DONE, snapshot, now
        publication.save(update_fields=["state", "snapshot", "finished"])


def _undo(publication: Publication) -> None:
    with transaction.atomic():
        Task.objects.filter(publication=publication).update(publication=None)
        publication.state, publication.finished = Publication.State.UNDONE, timezone.now()
        publication.save(update_fields=["state", "finished"])


def _as(publication: Publication) -> Actor:
    assert publication.by is not None
    return actor_of(publication.by, publication.address, publication.door)


def _reason(publication: Publication) -> str:
    return f"approval {publication.pk}"


def _snapshot_of(publication: Publication) -> str:
    """The manifest that a publication made; empty where it made none."""
    folder = store_folder()
    for number in range(publication.before + 1, read_head(folder).number + 1):
        manifest = read_snapshot(folder, number)
        if manifest.reason == _reason(publication):
            return manifest.name
    return ""


@contextlib.contextmanager
def _one_at_a_time(seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """The lock of approvals; it ends with its process, so whoever holds it knows that what is pending was left behind."""
    path = Path(settings.JIAODU_DATA) / "publishing.lock"
    with path.open("a+") as file:
        deadline = time.monotonic() + seconds
        while not _locked(file.fileno()):
            if time.monotonic() >= deadline:
                raise JiaoduError(problem("W60", seconds=f"{seconds:g}"))
            time.sleep(0.05)
        yield


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
