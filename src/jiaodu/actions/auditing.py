"""Look through the audit: who did what, when, from where, to whom, before and after; and whether the chain holds.

Floor: actions. In: an actor and what is looked for. Out: `Page`s of lines in reach, tables to be written, `Verified`.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from jiaodu.actions.acting import Actor, demand, may, within, write_audit
from jiaodu.actions.deeds import DOOR_NAMES, deed_name, field_name, subject_name, value_name
from jiaodu.actions.holdings import path_of, read_tree, view_on
from jiaodu.actions.workbooks import Sheet
from jiaodu.core.base.periods import ZONE
from jiaodu.core.base.text import Language, Text
from jiaodu.records.chain import Verified, verify_chain
from jiaodu.records.models import AuditEntry

SHOWN = 50
MOST_EXPORTED = 50_000
HEADS = (
    Text("行", "line"), Text("时间", "when"), Text("登录名", "login name"), Text("其单位", "their unit"), Text("地址", "address"),
    Text("途径", "door"), Text("操作", "deed"), Text("单位", "unit"), Text("对象", "object"), Text("之前", "before"), Text("之后", "after"),
    Text("校验值", "hash"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; empty: all. `org` is a unit's code or name and reaches all below it; days are inclusive."""

    user: str = ""
    deed: str = ""
    org: str = ""
    subject: str = ""
    since: dt.date | None = None
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class AuditLine:
    """A line in words. `door` is how it came in, `changes` are (name, before, after) of what the deed changed."""

    entry: AuditEntry
    deed: Text
    unit: Text
    door: Text
    subject: Text
    changes: tuple[tuple[Text, Text, Text], ...]


@dataclass(frozen=True)
class Page:
    """Lines, the newest first. `older` is the number to go on from, None where there are no more."""

    lines: tuple[AuditLine, ...]
    older: int | None = None
    unknown: tuple[str, ...] = field(default=())


def read_audit(actor: Actor, wanted: Wanted, before: int | None = None, shown: int = SHOWN) -> Page:
    """A page of the lines in reach, from the line `before` downwards."""
    found, unknown = _find(actor, wanted)
    if before is not None:
        found = found.filter(number__lt=before)
    entries = list(found.order_by("-number")[: shown + 1])
    older = entries[shown - 1].number if len(entries) > shown else None
    return Page(tuple(_lines(entries[:shown])), older, unknown)


def export_audit(actor: Actor, wanted: Wanted, language: Language = "zh") -> Sheet:
    """The lines in reach as a sheet, oldest first, with their hashes; that somebody took them is itself a line."""
    with transaction.atomic():
        found, _ = _find(actor, wanted)
        write_audit(actor, "audit.export", after={k: str(v) for k, v in asdict(wanted).items() if v})
    count = found.count()
    cut = Text(
        f"共 {count} 行，这里是最早的 {MOST_EXPORTED} 行；其余请按日期分次导出。",
        f"{count} lines; these are the oldest {MOST_EXPORTED}. Export the others by days.",
    )
    notes = (cut.in_(language),) if count > MOST_EXPORTED else ()
    name, heads = Text("操作日志", "audit").in_(language), [head.in_(language) for head in HEADS]
    return Sheet(name, heads, list(_rows(found.order_by("number")[:MOST_EXPORTED])), "", notes)


def verify_audit(actor: Actor, expected: str = "") -> Verified:
    """Walk the whole chain. `expected`: a hash that was kept elsewhere and must be among those of the lines."""
    demand(actor, "audit.verify")
    return verify_chain(expected)


def reach_of(actor: Actor) -> Q:
    """The lines that an actor may see; those of no unit only who answers for the whole."""
    if actor.user is None:
        return Q()
    seen = within(actor, "audit.see")
    # a line without a unit concerns the deployment; a line of one's own is one's own
    return seen | (Q(path="") if may(actor, "audit.verify") else Q(path="", user=actor.name))


def _find(actor: Actor, wanted: Wanted) -> tuple[QuerySet[AuditEntry], tuple[str, ...]]:
    demand(actor, "audit.see")
    found = AuditEntry.objects.filter(reach_of(actor))
    unknown: tuple[str, ...] = ()
    if wanted.user:
        found = found.filter(user__icontains=wanted.user.strip())
    if wanted.deed:
        found = found.filter(Q(deed=wanted.deed) | Q(deed__startswith=f"{wanted.deed}."))
    if wanted.subject:
        found = found.filter(subject=wanted.subject.strip())
    if wanted.org:
        path = _path(wanted.org.strip())
        found = found.filter(path__startswith=path) if path else found.none()
        unknown = () if path else (wanted.org,)
    if wanted.since:
        found = found.filter(at__gte=_midnight(wanted.since))
    if wanted.until:
        found = found.filter(at__lt=_midnight(wanted.until + dt.timedelta(1)))
    return found, unknown


def _path(name: str) -> str:
    view, tree = view_on(timezone.localdate()), read_tree()
    if name in view.units:
        return path_of(view, name)
    named = [code for code, unit in view.units.items() if name in (unit.name, tree.name(code, "en"))]
    return path_of(view, named[0]) if len(named) == 1 else ""


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), ZONE)


def _lines(entries: list[AuditEntry]) -> Iterator[AuditLine]:
    tree = read_tree()
    for entry in entries:
        unit = Text(tree.name(entry.org), tree.name(entry.org, "en")) if entry.org else Text("", "")
        door = DOOR_NAMES.get(entry.door, Text(entry.door, entry.door))
        changes = tuple(_changes(entry))
        yield AuditLine(entry, deed_name(entry.deed), unit, door, subject_name(entry.subject), changes)


def _changes(entry: AuditEntry) -> Iterator[tuple[Text, Text, Text]]:
    sides = [side if isinstance(side, Mapping) else {} for side in (entry.before, entry.after)]
    for name, one, other in changes_of(entry.before, entry.after):
        before, after = (
            value_name(name, side.get(name), entry.subject) or Text(shown, shown)
            for side, shown in zip(sides, (one, other), strict=True)
        )
        yield field_name(name), before, after


def changes_of(before: Any, after: Any) -> Iterator[tuple[str, str, str]]:
    """What differs between two states, name by name; what is no mapping is one value."""
    if not isinstance(before, Mapping) and not isinstance(after, Mapping):
        if before != after:
            yield "", _shown(before), _shown(after)
        return
    one = before if isinstance(before, Mapping) else {}
    other = after if isinstance(after, Mapping) else {}
    for name in dict.fromkeys((*one, *other)):
        if one.get(name) != other.get(name):
            yield str(name), _shown(one.get(name)), _shown(other.get(name))


def _shown(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def _rows(found: QuerySet[AuditEntry]) -> Iterator[list[str | int]]:
    for e in found.iterator(chunk_size=2000):
        at = e.at.astimezone(ZONE).isoformat(timespec="seconds")
        parts = [e.user, e.user_org, e.address, e.door, e.deed, e.org, e.subject]
        yield [e.number, at, *parts, _shown(e.before), _shown(e.after), e.hash]
