"""Rounds as they run: find them, close them, open them again, change what they ask and until when.

Floor: actions. In: an actor and the number of a round. Out: rounds; an audit line for every deed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from jiaodu.actions.acting import Actor, NotThere, may, within, write_audit
from jiaodu.core.base.problems import JiaoduError, problem
from jiaodu.core.base.text import Text
from jiaodu.records.models import Notice, Round, RoundForm, Task

TO_FILL = (Task.State.OPEN, Task.State.RETURNED)
IN = (Task.State.SUBMITTED, Task.State.REVIEWED, Task.State.APPROVED)
# tasks that one extension names
MOST = 2000


def rounds_within(actor: Actor) -> list[Round]:
    """The rounds that reach the actor's units, the newest first; drafts only for those who may open them."""
    return [r for r in Round.objects.all() if _sees(actor, r)]


def find_round(actor: Actor, number: int, verb: str = "round.see", *, locked: bool = False) -> Round:
    """A round that reaches the actor's units, on which they may do a verb.

    Raises: NotThere for a round that is not there or that reaches none of their units; JiaoduError (A01) where the verb is forbidden.
    """
    found = Round.objects.filter(pk=number)
    made = (found.select_for_update() if locked else found).first()
    if made is None or not _sees(actor, made):
        raise NotThere(str(number))
    if verb != "round.see" and not may(actor, verb, made.path):
        raise JiaoduError(problem("A01", verb=verb, user=actor.name))
    return made


def close_round(actor: Actor, number: int, reason: str = "") -> Round:
    """Close an open round: nothing is filled in, submitted or approved any more until it is opened again."""
    return _change_state(actor, number, Round.State.OPEN, Round.State.CLOSED, "round.close", reason)


def reopen_round(actor: Actor, number: int, reason: str) -> Round:
    """Open a closed round again, for a reason. Raises JiaoduError (W01) without one."""
    _given(reason, Text("理由", "a reason"))
    return _change_state(actor, number, Round.State.CLOSED, Round.State.OPEN, "round.reopen", reason)


def discard_round(actor: Actor, number: int) -> None:
    """Remove a draft that was never opened, with the tasks written so far."""
    with transaction.atomic():
        made = find_round(actor, number, "round.manage", locked=True)
        if made.state != Round.State.DRAFT:
            raise JiaoduError(problem("W05", round=made.name))
        write_audit(actor, "round.discard", org=made.org, subject=f"round:{made.pk}", before={"name": made.name})
        made.delete()


def change_form(
    actor: Actor, number: int, form: str, *, due: dt.date, department: str = "", reason: str = ""
) -> RoundForm:
    """Change a form's day for everybody, and who answers for it. Extensions beyond the new day stay.

    Raises: JiaoduError W05 for a closed round, W04 for a day that has passed, W01 without a reason where the day changes.
    """
    with transaction.atomic():
        made = find_round(actor, number, "round.manage", locked=True)
        asked = made.forms.filter(form=form).first()
        if asked is None:
            raise NotThere(form)
        _demand_open(made)
        before = {"due": asked.due, "department": asked.department}
        if due != asked.due:
            _given(reason, Text("理由", "a reason"))
            _not_passed(due, form)
            _move_days(made, [form], due)
        asked.due, asked.department = due, department
        asked.save(update_fields=["due", "department"])
        after = {"due": due, "department": department, "reason": reason}
        write_audit(actor, "round.form", org=made.org, subject=f"round:{made.pk}/{form}", before=before, after=after)
    return asked


def extend_tasks(actor: Actor, number: int, tasks: Sequence[int], until: dt.date, reason: str) -> int:
    """Give tasks more time, for a reason, and tell their units. How many there were.

    All or none: a task of another unit is NotThere. Raises JiaoduError W10 for a task that is submitted or has that day already,
    W11 for a day beyond the round's last, W01 without a reason, W12 for too many at once.
    """
    _given(reason, Text("理由", "a reason"))
    wanted = set(tasks)
    if not wanted or len(wanted) > MOST:
        raise JiaoduError(problem("W12", count=len(wanted), most=MOST))
    with transaction.atomic():
        made = find_round(actor, number, locked=True)
        _demand_open(made)
        found = list(_reached(actor, made, "task.extend").filter(pk__in=wanted).select_for_update().order_by("pk"))
        if len(found) < len(wanted):
            raise _why_missing(actor, made, wanted, "task.extend")
        _check_extension(actor, made, found, until)
        before = {str(t.pk): t.deadline for t in found}
        Task.objects.filter(pk__in=wanted).update(extended_to=until, extension_reason=reason.strip()[:400])
        Notice.objects.bulk_create(_extension_notices(actor, made, found, until, reason))
        after = {"until": until, "reason": reason, "tasks": len(found)}
        org = found[0].org if len({t.org for t in found}) == 1 else made.org
        write_audit(actor, "task.extend", org=org, subject=f"round:{made.pk}", before=before, after=after)
    return len(found)


def change_due(actor: Actor, number: int, due: dt.date, reason: str) -> int:
    """Move the round's own day, and with it every form that had it. How many forms moved. Raises as `change_form` does."""
    _given(reason, Text("理由", "a reason"))
    with transaction.atomic():
        made = find_round(actor, number, "round.manage", locked=True)
        _demand_open(made)
        _not_passed(due, made.name)
        before = made.due
        forms = list(made.forms.filter(due=before).values_list("form", flat=True))
        made.due = due
        made.save(update_fields=["due"])
        made.forms.filter(form__in=forms).update(due=due)
        _move_days(made, forms, due)
        after = {"due": due, "reason": reason, "forms": forms}
        write_audit(actor, "round.due", org=made.org, subject=f"round:{made.pk}", before={"due": before}, after=after)
    return len(forms)


def _move_days(made: Round, forms: Sequence[str], due: dt.date) -> None:
    """The tasks that are not submitted get the day; an extension that gives no more than that is gone."""
    made.tasks.filter(form__in=forms, state__in=TO_FILL).update(due=due)
    made.tasks.filter(form__in=forms, state__in=TO_FILL, extended_to__lte=due).update(extended_to=None)


def demand_open(made: Round) -> None:
    """Raises JiaoduError (W05) for a round that is not open: nothing comes in."""
    _demand_open(made)


def note_submission(task: Task, at: dt.datetime) -> None:
    """Set, at a task's first submission, when that was and whether it was on time. The caller saves both fields."""
    if task.first_submitted is None:
        task.first_submitted = at
        task.on_time = timezone.localdate(at) <= task.deadline


def _sees(actor: Actor, made: Round) -> bool:
    if made.state == Round.State.DRAFT:
        return may(actor, "round.manage", made.path)
    if actor.user is None:
        return True
    return may(actor, "round.see") and any(
        g.path.startswith(made.path) or made.path.startswith(g.path) for g in actor.grants
    )


def _change_state(actor: Actor, number: int, old: str, new: str, deed: str, reason: str) -> Round:
    with transaction.atomic():
        made = find_round(actor, number, "round.manage", locked=True)
        if made.state != old:
            raise JiaoduError(problem("W05", round=made.name))
        made.state, made.closed = Round.State(new), timezone.now() if new == Round.State.CLOSED else None
        made.save(update_fields=["state", "closed"])
        left = made.tasks.filter(state__in=TO_FILL).count()
        after = {"state": new, "reason": reason, "not_submitted": left}
        write_audit(actor, deed, org=made.org, subject=f"round:{made.pk}", before={"state": old}, after=after)
    return made


def _reached(actor: Actor, made: Round, verb: str) -> QuerySet[Task]:
    return Task.objects.filter(within(actor, verb, form_field="form"), round=made).exclude(state=Task.State.VOID)


def _why_missing(actor: Actor, made: Round, wanted: Iterable[int], verb: str) -> Exception:
    seen = _reached(actor, made, "task.see").filter(pk__in=set(wanted)).count()
    if seen == len(set(wanted)):
        return JiaoduError(problem("A01", verb=verb, user=actor.name))
    return NotThere("task")


def _check_extension(actor: Actor, made: Round, found: Sequence[Task], until: dt.date) -> None:
    _not_passed(until, Text("延期", "extension"))
    last = made.extend_until
    if last and until > last and not may(actor, "round.manage", made.path):
        raise JiaoduError(problem("W11", day=until.isoformat(), last=last.isoformat()))
    settled = [t for t in found if t.state not in TO_FILL or until <= t.deadline]
    if settled:
        raise JiaoduError(problem("W10", count=len(settled), day=until.isoformat()))


def _extension_notices(
    actor: Actor, made: Round, found: Sequence[Task], until: dt.date, reason: str
) -> Iterable[Notice]:
    forms: dict[str, list[str]] = {}
    for task in found:
        forms.setdefault(task.org, []).append(task.form)
    for org, names in forms.items():
        data = {"until": until.isoformat(), "forms": names}
        yield Notice(round=made, org=org, kind="extension", text=reason.strip()[:1000], data=data, by=actor.user)


def _demand_open(made: Round) -> None:
    if made.state != Round.State.OPEN:
        raise JiaoduError(problem("W05", round=made.name))


def _not_passed(day: dt.date, what: object) -> None:
    if day < timezone.localdate():
        raise JiaoduError(problem("W04", day=day.isoformat(), forms=[what]))


def _given(text: str, what: Text) -> None:
    if not text.strip():
        raise JiaoduError(problem("W01", what=what))
