"""Counts over very many tasks, kept for some seconds where counting took long.

Floor: actions. In: what was counted, as a key, and the counting. Out: its result. A count is made anew as soon as the audit has
a new line, since every deed that moves a task writes one; only how many cells are filled may lag, by at most `SECONDS`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from typing import TypeVar

from jiaodu.records.models import AuditEntry

SECONDS = 10.0
# what is counted faster than this is counted every time
LONG = 0.02
MOST = 64

Counted = TypeVar("Counted")
_KEPT: dict[Hashable, tuple[float, object]] = {}


def remember(key: Hashable, count: Callable[[], Counted]) -> Counted:
    """The result of `count`, or the one kept under the key since the last deed."""
    last = AuditEntry.objects.order_by("-number").values_list("number", flat=True).first()
    full = (last, key)
    kept = _KEPT.get(full)
    now = time.monotonic()
    if kept is not None and now < kept[0]:
        return kept[1]  # type: ignore[return-value]
    made = count()
    if time.monotonic() - now > LONG:
        if len(_KEPT) >= MOST:
            _KEPT.clear()
        _KEPT[full] = (now + SECONDS, made)
    return made
