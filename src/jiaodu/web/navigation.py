"""The main menu: which places a user is offered. Floor: web. In: verbs that the user may do, the address. Out: `Entry`s.

A place is offered where its page exists and one of its verbs is granted; the page itself asks again.
"""

from __future__ import annotations

import functools
from collections.abc import Set
from dataclasses import dataclass

from django.urls import Resolver404, resolve

from jiaodu.core.base.text import Text


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the main menu. `verbs`: one of them is enough; empty: everybody who is logged in."""

    path: str
    name: Text
    verbs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Entry:
    """A place as offered on a page; `current` is "page" on the place itself, "true" on pages below it, else empty."""

    path: str
    name: Text
    current: str


PLACES = (
    Place("/", Text("工作台", "Workbench")),
    Place("/rounds/", Text("评价轮次", "Rounds"), frozenset({"round.see"})),
    Place("/accounts/", Text("账号", "Accounts"), frozenset({"account.see"})),
    Place("/audit/", Text("操作日志", "Audit"), frozenset({"audit.see"})),
)
# pages that are reached from a place of the menu but stand elsewhere
BELOW = {"/tasks/": "/"}


def entries(verbs: Set[str], address: str) -> list[Entry]:
    """The menu for a user on a page."""
    at = next((place for start, place in BELOW.items() if address.startswith(start)), address)
    return [
        Entry(place.path, place.name, _current(place.path, at, address))
        for place in PLACES
        if (not place.verbs or place.verbs & verbs) and exists(place.path)
    ]


def _current(path: str, at: str, address: str) -> str:
    if path == address:
        return "page"
    return "true" if at == path or (path != "/" and at.startswith(path)) else ""


@functools.cache
def exists(path: str) -> bool:
    """Whether a page answers at an address of ours."""
    try:
        resolve(path)
    except Resolver404:
        return False
    return True
