"""A preview: the verdicts as they would be if all that is submitted were approved. The store stays as it is.

Floor: actions. In: an actor who reviews or approves, a round. Out: `Verdicts` over the store's head with the waiting submissions merged
in, in memory; kept in the archive under a name made of the snapshot and of what waits.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q

from jiaodu.actions.acting import Actor, demand, may, within
from jiaodu.actions.holdings import read_facts, read_framework
from jiaodu.actions.jobs import Run, start_job, work
from jiaodu.actions.judging import Verdicts, archive_of, judge, last_job, read_kept, shown, units_of
from jiaodu.actions.rounds import find_round
from jiaodu.actions.submissions import read_submission, submission_of
from jiaodu.core.facts.reading import Snapshot
from jiaodu.core.facts.staging import Staged
from jiaodu.core.rules.incoming import Incoming
from jiaodu.records.models import Decision, Job, Round, Task

KIND = "round.preview"


class Preview(Incoming):
    """The store with submissions merged in, under a name of its own."""

    def __init__(self, snapshot: Snapshot, staged: Sequence[Staged], name: str) -> None:
        super().__init__(snapshot, staged)
        self._name = name

    @property
    def name(self) -> str:
        """The snapshot, and a digest of what is merged in."""
        return self._name


def ask_for_preview(actor: Actor, number: int) -> Job:
    """Let the worker compute a preview; one that waits already is enough. Raises: NotThere; JiaoduError (A01)."""
    with transaction.atomic():
        made = find_round(actor, number)
        _demand(actor)
        waiting = Job.objects.filter(
            kind=KIND, state=Job.State.QUEUED, arguments={"round": number}, by=actor.user
        ).first()
        return waiting or start_job(actor, KIND, {"round": number}, org=made.org, path=made.path)


@work(KIND, "预览判定结果", "previewing verdicts")
def preview_round(run: Run, round: int) -> Mapping[str, Any]:
    """Evaluate the units of a round over the head with what waits within the actor's reach."""
    made = find_round(run.actor, round)
    waiting = waiting_submissions(run.actor, made)
    framework = read_framework(tuple(made.packs))
    staged: list[Staged] = []
    for i, decision in enumerate(waiting):
        run.step(i, len(waiting))
        staged += read_submission(submission_of(decision.task, decision), framework).staged
    facts = Preview(read_facts(), staged, preview_name(waiting))
    return judge(run, made, facts, f"/rounds/{made.pk}/verdicts/?preview=1")


def read_preview(actor: Actor, number: int, org: str = "") -> Verdicts:
    """The preview of what waits now; `snapshot` is empty where it was not computed yet. Raises: NotThere; JiaoduError (A01)."""
    made = find_round(actor, number)
    _demand(actor)
    framework, facts = read_framework(tuple(made.packs)), read_facts()
    orgs = units_of(made, framework, facts)
    waiting = waiting_submissions(actor, made)
    base = Verdicts(
        made, has_standards=bool(framework.standards or framework.gradings) and bool(orgs), may_compute=bool(waiting),
        job=last_job(KIND, number), waiting=len(waiting), is_preview=True, may_preview=True,
    )  # fmt: skip
    if not orgs or not waiting:
        return base
    name = preview_name(waiting)
    path = archive_of(made, framework, orgs, facts, name)
    return shown(actor, base, read_kept(path), org, name) if path.exists() else base


def waiting_submissions(actor: Actor, made: Round) -> list[Decision]:
    """The submissions that nobody has approved yet, of the tasks that the actor reviews or approves, in the order of their tasks."""
    reach = Q(pk__in=[])
    for verb in ("task.review", "task.approve"):
        if may(actor, verb):
            reach |= within(actor, verb, form_field="form")
    states = (Task.State.SUBMITTED, Task.State.REVIEWED)
    tasks = Task.objects.filter(reach, round=made, state__in=states)
    found = Decision.objects.filter(task__in=tasks, step="submit").select_related("task").order_by("task_id", "id")
    return [d for d in found if d.version == d.task.version]


def preview_name(waiting: Sequence[Decision]) -> str:
    """The store's snapshot and a digest of what is merged in: the same name, the same figures."""
    digest = hashlib.sha256(" ".join(d.digest for d in waiting).encode()).hexdigest()
    return f"{read_facts().name}+{digest[:12]}"


def _demand(actor: Actor) -> None:
    """Only who reviews or approves sees what is not approved yet."""
    demand(actor, "facts.see")
    if not may(actor, "task.review"):
        demand(actor, "task.approve")
