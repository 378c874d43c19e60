"""Find tasks: the one way by which every other action comes to a task. Floor: actions."""

from __future__ import annotations

from django.db.models import QuerySet

from jiaodu.actions.acting import Actor, NotThere, demand, within
from jiaodu.records.models import Task


def find_task(actor: Actor, number: int, verb: str = "task.see", *, locked: bool = False) -> Task:
    """A task on which the actor may do a verb.

    `locked` holds the row until the transaction ends: every deed that changes a task takes it so, within `transaction.atomic()`.

    Raises: NotThere for a task that is not there or that another unit owns; JiaoduError (A01) where the verb is forbidden.
    """
    found = Task.objects.filter(pk=number).select_related("round")
    task = (found.select_for_update(of=("self",)) if locked else found).first()
    if task is None:
        raise NotThere(str(number))
    demand(actor, "task.see", task.path, task.form)
    if verb != "task.see":
        demand(actor, verb, task.path, task.form)
    return task


def tasks_within(actor: Actor, verb: str = "task.see") -> QuerySet[Task]:
    """All tasks on which the actor may do a verb."""
    return Task.objects.filter(within(actor, verb, form_field="form"))
