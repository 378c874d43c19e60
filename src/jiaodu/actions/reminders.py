"""Remind those who are late, and say whom to ring: a notice on the workbench of each unit, a list with telephones.

Floor: actions. In: a round and units. Out: notices; `Call`s.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Min, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from jiaodu.actions.acting import Actor, NotThere, demand, may, reached, write_audit
from jiaodu.actions.holdings import view_on
from jiaodu.actions.progress import is_late
from jiaodu.actions.roles import read_roles
from jiaodu.actions.rounds import TO_FILL, demand_open, find_round
from jiaodu.core.base.organisations import Organisation
from jiaodu.core.base.problems import JiaoduError, problem
from jiaodu.core.base.text import Text
from jiaodu.records.models import Grant, Notice, Round, Task

LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Call:
    """A unit that owes something: what, since when, and whom to ring (from the register, and who has an account there)."""

    org: str
    name: Text
    area: Text
    forms: tuple[str, ...]
    late: int
    deadline: dt.date
    reminded: dt.datetime | None = None
    contact: str = field(default="", repr=False)
    telephone: str = field(default="", repr=False)
    people: tuple[tuple[str, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Reminded:
    """How many units were reminded, and how many were not because they had been today."""

    units: int
    already: int


def list_calls(
    actor: Actor, number: int, *, path: str = "", late_only: bool = True, most: int | None = None
) -> tuple[tuple[Call, ...], int]:
    """The units within reach that owe something, the longest overdue first, at most so many; and how many there are.

    With `path` only those at or below it.
    """
    made = find_round(actor, number)
    if not may(actor, "task.remind"):
        raise JiaoduError(problem("A01", verb="task.remind", user=actor.name))
    if path:
        demand(actor, "task.remind", path)
    return _calls(actor, made, path, late_only, most)


def export_calls(actor: Actor, number: int, *, late_only: bool = True) -> tuple[Round, tuple[Call, ...]]:
    """The whole list to take away. It holds names and telephones, so the audit keeps who took it, and how long it was."""
    with transaction.atomic():
        made = find_round(actor, number)
        found, count = list_calls(actor, number, late_only=late_only)
        write_audit(actor, "calls.export", org=_org(actor, made), subject=f"round:{made.pk}", after={"units": count})
    return made, found


def remind(
    actor: Actor, number: int, *, orgs: Sequence[str] = (), path: str = "", late_only: bool = True, text: str = ""
) -> Reminded:
    """Remind units (all that are late, below a path, or those named). A unit is reminded once a day.

    Raises: JiaoduError W05 for a round that is not open, W13 for a text that is too long; NotThere for a unit out of reach
    or that owes nothing.
    """
    if len(text) > LONGEST:
        raise JiaoduError(problem("W13", most=LONGEST))
    with transaction.atomic():
        made = find_round(actor, number)
        demand_open(made)
        calls = {c.org: c for c in list_calls(actor, number, path=path, late_only=late_only and not orgs)[0]}
        if any(org not in calls for org in orgs):
            raise NotThere(",".join(orgs))
        chosen = [calls[org] for org in dict.fromkeys(orgs)] if orgs else list(calls.values())
        today = timezone.localdate()
        fresh = [c for c in chosen if c.reminded is None or timezone.localdate(c.reminded) < today]
        Notice.objects.bulk_create(
            Notice(
                round=made, org=c.org, kind="reminder", text=text.strip(), by=actor.user,
                data={"forms": list(c.forms), "late": c.late, "deadline": c.deadline.isoformat()},
            )
            for c in fresh
        )  # fmt: skip
        after = {"units": len(fresh), "already": len(chosen) - len(fresh), "text": text.strip()}
        write_audit(actor, "task.remind", org=_org(actor, made), subject=f"round:{made.pk}", after=after)
    return Reminded(len(fresh), len(chosen) - len(fresh))


def _calls(actor: Actor, made: Round, path: str, late_only: bool, most: int | None) -> tuple[tuple[Call, ...], int]:
    today = timezone.localdate()
    tasks = Task.objects.filter(reached(actor, "task.remind", path or made.path), round=made, state__in=TO_FILL)
    if path:
        tasks = tasks.filter(path__under=path)
    if late_only:
        tasks = tasks.filter(is_late(today))
    by_unit = tasks.order_by().values("org", "path").annotate(earliest=Min(Coalesce("extended_to", "due")))
    units = sorted(by_unit, key=lambda u: (u["earliest"], u["org"]))
    shown = units[:most]
    owed = _owed(tasks, [u["org"] for u in shown] if most is not None else None)
    people, reminded, view = _people(made.path), _reminded(made), view_on(today)
    found = []
    for org, at, earliest in ((u["org"], u["path"], u["earliest"]) for u in shown):
        unit, forms = view.units.get(org), owed.get(org, [])
        county = view.units.get(view.ancestors.get(org, {}).get("county", ""))
        found.append(
            Call(
                org, _named(unit, org), _named(county, ""), tuple(f for f, _ in forms),
                sum(d < today for _, d in forms), earliest, reminded.get(org), unit.contact if unit else "",
                unit.telephone if unit else "", people.get(at, ()),
            )
        )  # fmt: skip
    return tuple(found), len(units)


def _named(unit: Organisation | None, code: str) -> Text:
    return Text(unit.name, unit.name_en or unit.name) if unit else Text(code, code)


def _owed(tasks: QuerySet[Task], orgs: list[str] | None) -> dict[str, list[tuple[str, dt.date]]]:
    """The forms that units owe, each with its day."""
    chosen = tasks if orgs is None else tasks.filter(org__in=orgs)
    found: dict[str, list[tuple[str, dt.date]]] = {}
    for org, form, due, extended in chosen.order_by("id").values_list("org", "form", "due", "extended_to"):
        found.setdefault(org, []).append((form, extended or due))
    return found


def _people(below: str) -> dict[str, tuple[tuple[str, str], ...]]:
    """Name and telephone of those with an account who fill in, by the place of their unit."""
    filling = [role.id for role in read_roles().values() if "task.fill" in role.may]
    grants = Grant.objects.filter(path__under=below, role__in=filling, user__is_active=True).order_by("user__name")
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for at, name, telephone in grants.values_list("path", "user__name", "user__telephone"):
        if (name, telephone) not in found.get(at, ()):
            found[at] = (*found.get(at, ()), (name, telephone))
    return found


def _reminded(made: Round) -> dict[str, dt.datetime]:
    """When each unit was last reminded."""
    found = Notice.objects.filter(round=made, kind="reminder").order_by("created").values_list("org", "created")
    return dict(found)


def _org(actor: Actor, made: Round) -> str:
    return actor.user.org if actor.user else made.org
