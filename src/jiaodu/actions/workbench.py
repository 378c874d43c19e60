"""The workbench: what I must do, by when; what came back and why; what waits for me, and for others.

Floor: actions. In: an actor. Out: `Workbench`: groups of tasks, the most urgent first, queues of review and approval, rounds, notices.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from jiaodu.actions.acting import Actor, may, reached, within
from jiaodu.actions.filling_rights import is_same_office, names_of_department
from jiaodu.actions.holdings import read_framework, read_tree
from jiaodu.actions.notices import Message, unread_notices
from jiaodu.actions.progress import NOTHING, Tally, sum_rounds
from jiaodu.actions.roles import read_roles
from jiaodu.actions.rounds import rounds_within
from jiaodu.core.base.calendar import deadline_after
from jiaodu.core.base.organisations import OrganisationTree
from jiaodu.core.base.text import Text
from jiaodu.records.models import Decision, Grant, Round, RoundForm, Task

# a unit owes some dozens of forms; more than these are in the list of tasks
MOST = 200
QUEUE = 10
SOON = 5
GROUPS = ("returned", "late", "soon", "later", "waiting", "done")


@dataclass(frozen=True, slots=True)
class Item:
    """A task in words. `reason` and `by` are of the last return; `group` is one of GROUPS."""

    task: Task
    form: Text
    unit: Text
    group: str
    reason: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits for the actor's review or approval: how many, and those that have waited longest."""

    count: int = 0
    first: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Workbench:
    """All that a person sees first. `own` by group; `rounds` with their sums within reach."""

    own: dict[str, list[Item]]
    to_review: Queue
    to_approve: Queue
    rounds: tuple[tuple[Round, Tally], ...]
    notices: list[Message]
    unread: int
    several_units: bool
    today: dt.date

    @property
    def several_rounds(self) -> bool:
        """Whether tasks of more than one round stand here, so that each must say which it belongs to."""
        found = (*(i for items in self.own.values() for i in items), *self.to_review.first, *self.to_approve.first)
        return len({i.task.round_id for i in found}) > 1

    @property
    def to_do(self) -> int:
        """How many tasks are to be filled in."""
        return sum(len(self.own[name]) for name in GROUPS[:4])


def read_workbench(actor: Actor, today: dt.date | None = None) -> Workbench:
    """The actor's workbench, in a fixed number of queries."""
    today = today or timezone.localdate()
    rounds = [r for r in rounds_within(actor) if r.state == Round.State.OPEN]
    own = _own(actor, rounds, today)
    sees = may(actor, "progress.see")
    sums = sum_rounds(actor, rounds) if sees and rounds else {}
    notices, unread = unread_notices(actor)
    return Workbench(
        own,
        _queue(actor, rounds, "task.review", lambda: (_submitted(rounds, from_schools=True),)),
        _queue(actor, rounds, "task.approve", lambda: _to_approve(rounds)),
        tuple((r, sums.get(r.pk, NOTHING)) for r in rounds) if sees else (),
        notices,
        unread,
        len({i.task.org for items in own.values() for i in items}) > 1,
        today,
    )


def own_tasks(actor: Actor, rounds: Sequence[Round]) -> QuerySet[Task]:
    """The tasks that are the actor's own to fill in: of the very units of their grants, of their forms and their department."""
    asked: dict[str, Q] = {}
    found = Q(pk__in=[])
    for grant in _filling(actor):
        of_unit = Q(path=grant.path)
        if grant.forms:
            of_unit &= Q(form__in=grant.forms)
        if grant.department:
            of_unit &= asked.setdefault(grant.department, _forms_of(grant.department, rounds))
        found |= of_unit
    if actor.user is not None and may(actor, "task.fill"):
        found |= Q(responsible=actor.user) & within(actor, "task.fill", form_field="form")
    return Task.objects.filter(found, round__in=rounds).exclude(state=Task.State.VOID)


def _own(actor: Actor, rounds: Sequence[Round], today: dt.date) -> dict[str, list[Item]]:
    groups: dict[str, list[Item]] = {name: [] for name in GROUPS}
    if not rounds or not may(actor, "task.fill"):
        return groups
    tasks = list(own_tasks(actor, rounds).select_related("round", "responsible").order_by("due", "id")[:MOST])
    reasons = _reasons([t.pk for t in tasks if t.state == Task.State.RETURNED])
    soon = deadline_after(today, SOON).day
    tree = read_tree()
    for task in sorted(tasks, key=lambda t: (t.deadline, t.pk)):
        group = _group(task, today, soon)
        reason, by = reasons.get(task.pk, ("", ""))
        groups[group].append(Item(task, _form(task), _unit(tree, task.org), group, reason, by))
    return groups


def _group(task: Task, today: dt.date, soon: dt.date) -> str:
    match task.state:
        case Task.State.RETURNED:
            return "returned"
        case Task.State.OPEN:
            return "late" if task.deadline < today else "soon" if task.deadline <= soon else "later"
        case Task.State.APPROVED:
            return "done"
    return "waiting"


def _queue(actor: Actor, rounds: Sequence[Round], verb: str, standings: Callable[[], Iterable[Q]]) -> Queue:
    """What stands so or so, round by round: each of these is answered by an index of its own."""
    if not rounds or not may(actor, verb):
        return Queue()
    count, first, asked = 0, list[Task](), tuple(standings())
    for made in rounds:
        for standing in asked:
            found = Task.objects.filter(reached(actor, verb, made.path), standing, round=made)
            here = list(found.select_related("round").order_by("submitted", "id")[: QUEUE + 1])
            count += len(here) if len(here) <= QUEUE else found.count()
            first += here
    never, tree = timezone.now(), read_tree()
    first.sort(key=lambda t: (t.submitted or never, t.pk))
    return Queue(count, tuple(Item(t, _form(t), _unit(tree, t.org), "waiting") for t in first[:QUEUE]))


def _to_approve(rounds: Sequence[Round]) -> tuple[Q, Q]:
    return Q(state=Task.State.REVIEWED), _submitted(rounds, from_schools=False)


def _submitted(rounds: Sequence[Round], *, from_schools: bool) -> Q:
    """Schools' forms wait for their district; between a county's own and the city stands nobody."""
    forms = RoundForm.objects.filter(round__in=rounds)
    asked = forms.filter(level="school") if from_schools else forms.exclude(level="school")
    return Q(state=Task.State.SUBMITTED, form__in=list(asked.values_list("form", flat=True).distinct().order_by()))


def _filling(actor: Actor) -> list[Grant]:
    roles = read_roles()
    return [g for g in actor.grants if g.role in roles and "task.fill" in roles[g.role].may]


def _forms_of(department: str, rounds: Sequence[Round]) -> Q:
    """The forms for which a department answers, as a whole or for some items, round by round."""
    found = Q(pk__in=[])
    names = {made.pk: names_of_department(department, read_framework(made.packs)) for made in rounds}
    for asked in RoundForm.objects.filter(round__in=rounds):
        owners = [asked.department] if asked.department else asked.owners
        if any(is_same_office(owner, names[asked.round_id]) for owner in owners if owner):
            found |= Q(round_id=asked.round_id, form=asked.form)
    return found


def _reasons(tasks: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Why each task came back last, and who sent it."""
    wanted = list(tasks)
    if not wanted:
        return {}
    steps = Decision.objects.filter(task__in=wanted, step__in=("return", "reopen")).order_by("at", "id")
    return {task: (reason, by) for task, reason, by in steps.values_list("task_id", "reason", "by__name")}


def _form(task: Task) -> Text:
    form = read_framework(task.round.packs).forms.get(task.form)
    return form.name if form else Text(task.form, task.form)


def _unit(tree: OrganisationTree, org: str) -> Text:
    return Text(tree.name(org), tree.name(org, "en"))
