"""Who in a unit answers for a form: a person who may fill it in. Floor: actions. In: a task and a person. Out: the task."""

from __future__ import annotations

from django.db import transaction

from jiaodu.actions.acting import Actor, actor_of, may, write_audit
from jiaodu.actions.filling_rights import demand_filling
from jiaodu.actions.roles import read_roles
from jiaodu.actions.rounds import demand_open
from jiaodu.actions.tasks import find_task
from jiaodu.core.base.problems import JiaoduError, problem
from jiaodu.records.models import Task, User


def people_of(actor: Actor, number: int) -> tuple[Task, list[User]]:
    """A task and the people of its unit who may fill it in."""
    task = find_task(actor, number, "task.fill")
    demand_filling(actor, task)
    filling = [role.id for role in read_roles().values() if "task.fill" in role.may]
    users = User.objects.filter(grants__path=task.path, grants__role__in=filling, is_active=True).distinct()
    found = [u for u in users.prefetch_related("grants").order_by("name", "pk")[:200] if _fills(u, task)]
    return task, found


def assign_task(actor: Actor, number: int, username: str) -> Task:
    """Make a person responsible; an empty name takes that back.

    Raises: NotThere or JiaoduError (A01) as ever, W05 for a round that is not open, W15 for a person who may not fill it in.
    """
    with transaction.atomic():
        task = find_task(actor, number, "task.fill", locked=True)
        demand_open(task.round)
        _, people = people_of(actor, number)
        person = next((u for u in people if u.username == username), None)
        if username and person is None:
            raise JiaoduError(problem("W15", user=username[:64]))
        before = task.responsible.username if task.responsible else ""
        task.responsible = person
        task.save(update_fields=["responsible"])
        write_audit(
            actor, "task.assign", org=task.org, subject=f"task:{task.pk}", before={"responsible": before},
            after={"responsible": username},
        )  # fmt: skip
    return task


def _fills(user: User, task: Task) -> bool:
    return may(actor_of(user), "task.fill", task.path, task.form)
