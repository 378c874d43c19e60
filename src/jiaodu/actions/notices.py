"""Notices to the people of a unit: what is new, in words, and that they have seen it.

Floor: actions. In: an actor. Out: `Message`s in both languages.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from jiaodu.actions.acting import Actor, NotThere, may, write_audit
from jiaodu.actions.holdings import read_framework
from jiaodu.core.base.text import Text
from jiaodu.records.models import Notice

SHOWN = 20
# these stand on the workbench as tasks, with their reasons
AS_TASKS = ("return", "reopen")


@dataclass(frozen=True, slots=True)
class Message:
    """A notice in words. `said` is what the system says, `text` what a person wrote; `task` is 0 where none is meant."""

    id: int
    kind: str
    said: Text
    text: str
    by: str
    at: dt.datetime
    round: int
    task: int


def unread_notices(actor: Actor) -> tuple[list[Message], int]:
    """The newest unread notices to the units that the actor works for, and how many there are."""
    orgs = own_orgs(actor)
    if not orgs:
        return [], 0
    unread = Notice.objects.filter(org__in=orgs, read__isnull=True).exclude(kind__in=AS_TASKS)
    found = list(unread.select_related("round", "by", "task").order_by("-created")[: SHOWN + 1])
    count = len(found)
    if count > SHOWN:
        count = unread.count()
    return [_message(notice) for notice in found[:SHOWN]], count


def read_notice(actor: Actor, number: int) -> None:
    """Note that a notice has been seen, by whom and when. Raises NotThere for one of another unit."""
    with transaction.atomic():
        notice = Notice.objects.select_for_update().filter(pk=number).first()
        if notice is None or notice.org not in own_orgs(actor):
            raise NotThere(str(number))
        if notice.read is None:
            notice.read, notice.read_by = timezone.now(), actor.user
            notice.save(update_fields=["read", "read_by"])
            write_audit(actor, "notice.read", org=notice.org, subject=f"notice:{notice.pk}")


def own_orgs(actor: Actor) -> frozenset[str]:
    """The units whose forms the actor fills in."""
    return frozenset(g.org for g in actor.grants if may(actor, "task.fill", g.path))


def _message(notice: Notice) -> Message:
    names: Mapping[str, Text] = {}
    if notice.round is not None:
        names = {id_: form.name for id_, form in read_framework(notice.round.packs).forms.items()}
    by = notice.by.name if notice.by else ""
    said = _said(notice, names)
    return Message(
        notice.pk, notice.kind, said, notice.text, by, notice.created, notice.round_id or 0, notice.task_id or 0
    )


def _said(notice: Notice, names: Mapping[str, Text]) -> Text:
    data = notice.data or {}
    forms = [names.get(f, Text(f, f)) for f in data.get("forms", [])]
    of = Text(notice.round.name, notice.round.name) if notice.round else Text("", "")
    match notice.kind:
        case "reminder":
            late = int(data.get("late", 0))
            zh = f"，其中 {late} 张已逾期" if late else ""
            en = f", {late} of them late" if late else ""
            return Text(
                f"催报：“{of.zh}”还有 {len(forms)} 张表未报{zh}，最早期限 {data.get('deadline', '')}。",
                f"Reminder: {len(forms)} forms of “{of.en}” are still to be sent{en}; the earliest day is {data.get('deadline', '')}.",
            )
        case "extension":
            until = data.get("until", "")
            return Text(
                f"延期：{'、'.join(f.zh for f in forms)} 延到 {until}。",
                f"More time: {', '.join(f.en for f in forms)} until {until}.",
            )
    form = names.get(notice.task.form, Text(notice.task.form, notice.task.form)) if notice.task else of
    return Text(f"“{form.zh}”有新的情况。", f"“{form.en}” has news.")
