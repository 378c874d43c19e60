"""The audit as a chain: lines are appended, each with the hash of the one before, and the whole can be verified.

Floor: records. In: what a deed was. Out: `AuditEntry`s; the first broken line, if any.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from jiaodu.records.models import AuditEntry

FIRST = "0" * 64
# any number that no other part of the product takes as an advisory lock
_LOCK = 7_470_001


@dataclass(frozen=True, slots=True)
class Line:
    """What is to be kept of a deed. `door` is web, api, command or worker; `subject` names the object (task:17)."""

    deed: str
    user: str = ""
    user_org: str = ""
    address: str = ""
    door: str = "web"
    org: str = ""
    path: str = ""
    subject: str = ""
    before: Any = None
    after: Any = None


@dataclass(frozen=True, slots=True)
class Verified:
    """How many lines hold, the last hash, the number of the first line that does not (None: all hold), whether the expected hash was met."""

    lines: int
    last: str
    broken: int | None = None
    met: bool = True

    @property
    def ok(self) -> bool:
        """Whether every line holds and the expected hash was met."""
        return self.broken is None and self.met


def append_line(line: Line, at: dt.datetime | None = None) -> AuditEntry:
    """Append a line inside the caller's transaction, so that deed and line stand or fall together."""
    return append_lines([line], at)[0]


def append_lines(lines: Sequence[Line], at: dt.datetime | None = None) -> list[AuditEntry]:
    """Append many lines in order; one look at the end of the chain and few statements however many they are."""
    at = at or timezone.now()
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
        last = AuditEntry.objects.order_by("-number").values_list("number", "hash").first()
        number, previous = (last[0] + 1, last[1]) if last else (1, FIRST)
        entries = []
        for line in lines:
            entry = AuditEntry(number=number, at=at, previous=previous, **_fields(line))
            entry.hash = previous = hash_of(entry)
            number += 1
            entries.append(entry)
        AuditEntry.objects.bulk_create(entries, batch_size=500)
    return entries


def verify_chain(expected: str = "") -> Verified:
    """Walk the whole chain: numbers without a gap, each hash right, each line holding the hash of the one before.

    A chain that was written anew from some line on, or cut off, holds in itself: `expected` is a hash kept elsewhere that one of the
    lines must have.
    """
    number, previous, met = 0, FIRST, not expected
    for entry in _entries():
        number += 1
        met = met or entry.hash == expected
        if entry.number != number or entry.previous != previous or entry.hash != hash_of(entry):
            return Verified(number - 1, previous, number)
        previous = entry.hash
    return Verified(number, previous, met=met)


def hash_of(entry: AuditEntry) -> str:
    """The SHA-256 of a line's content and of the hash before it."""
    content = {
        "number": entry.number,
        "at": entry.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "previous": entry.previous,
        **{name: getattr(entry, name) for name in Line.__dataclass_fields__},
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _fields(line: Line) -> Mapping[str, Any]:
    fields = {name: getattr(line, name) for name in Line.__dataclass_fields__}
    # what comes back from the database must hash alike: through JSON once, before and after alike
    return fields | {name: json.loads(json.dumps(fields[name], default=str)) for name in ("before", "after")}


def _entries() -> Iterator[AuditEntry]:
    yield from AuditEntry.objects.order_by("number").iterator(chunk_size=2000)
