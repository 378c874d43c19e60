"""The register changes while a round runs: tasks for units that are new, none for those that are gone, paths of those that moved.

Floor: actions. In: a round and the register as it stands. Out: `RegisterChanges`, looked at before they are made.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from jiaodu.actions.acting import Actor, write_audit
from jiaodu.actions.opening import CHUNK, tasks_due
from jiaodu.actions.rounds import TO_FILL, demand_open, find_round
from jiaodu.records.models import Round, Task

_Key = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class RegisterChanges:
    """What would change. `kept`: approved or under review though no longer owed; an office decides on these by itself."""

    new: tuple[Task, ...] = ()
    back: tuple[int, ...] = ()
    gone: tuple[int, ...] = ()
    kept: tuple[int, ...] = ()
    moved: tuple[Task, ...] = ()
    by_unit: dict[str, Counter[str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.new or self.back or self.gone or self.moved)


def compare_register(actor: Actor, number: int, today: dt.date | None = None) -> RegisterChanges:
    """What the register asks for now, held against the tasks that there are. Changes nothing."""
    return _compare(find_round(actor, number, "round.manage"), today)


def apply_register(actor: Actor, number: int, today: dt.date | None = None) -> RegisterChanges:
    """Make the changes. What a unit has typed stays with a task that becomes void, and is there again when it is owed again."""
    with transaction.atomic():
        made = find_round(actor, number, "round.manage", locked=True)
        demand_open(made)
        found = _compare(made, today)
        if not found:
            return found
        Task.objects.bulk_create(found.new, batch_size=CHUNK)
        # parameters of one statement are limited; ids are few, since a register changes little in a year
        steps = ((found.gone, TO_FILL, Task.State.VOID), (found.back, (Task.State.VOID,), Task.State.OPEN))
        for ids, old, state in steps:
            for start in range(0, len(ids), 500):
                # what was handed in since it was looked at stays
                Task.objects.filter(pk__in=ids[start : start + 500], state__in=old).update(state=state)
        Task.objects.bulk_update(found.moved, ["path", "area"], batch_size=500)
        counts = {"new": len(found.new), "back": len(found.back), "void": len(found.gone), "moved": len(found.moved)}
        units = {org: dict(what) for org, what in list(found.by_unit.items())[:200]}
        write_audit(actor, "round.register", org=made.org, subject=f"round:{made.pk}", after={**counts, "units": units})
    return found


def _compare(made: Round, today: dt.date | None) -> RegisterChanges:
    wanted: dict[_Key, Task] = {(t.org, t.form, t.period): t for t in tasks_due(made, today or timezone.localdate())}
    new: dict[_Key, Task] = dict(wanted)
    back: list[int] = []
    gone: list[int] = []
    kept: list[int] = []
    moved: list[Task] = []
    units: dict[str, Counter[str]] = {}
    for task in made.tasks.only("round", "org", "form", "period", "path", "area", "state").iterator(chunk_size=CHUNK):
        key = (task.org, task.form, task.period)
        due = wanted.get(key)
        new.pop(key, None)
        if due is None:
            if task.state in (Task.State.OPEN, Task.State.RETURNED):
                gone.append(task.pk)
                units.setdefault(task.org, Counter())["void"] += 1
            elif task.state != Task.State.VOID:
                kept.append(task.pk)
                units.setdefault(task.org, Counter())["kept"] += 1
            continue
        if task.state == Task.State.VOID:
            back.append(task.pk)
            units.setdefault(task.org, Counter())["back"] += 1
        if (task.path, task.area) != (due.path, due.area):
            task.path, task.area = due.path, due.area
            moved.append(task)
            units.setdefault(task.org, Counter())["moved"] += 1
    for task in new.values():
        units.setdefault(task.org, Counter())["new"] += 1
    return RegisterChanges(tuple(new.values()), tuple(back), tuple(gone), tuple(kept), tuple(moved), units)
