"""Who acts, what they may, and the line that is kept of it. Every action begins here.

Floor: actions. In: a user and the door they came through. Out: `Actor`; yes or no; audit lines.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils import timezone

from jiaodu.actions.holdings import path_of, view_on
from jiaodu.actions.roles import every_verb, read_roles
from jiaodu.core.base.problems import JiaoduError, problem
from jiaodu.records.chain import Line, append_line
from jiaodu.records.models import AuditEntry, Grant, User


class NotThere(LookupError):
    """The object does not exist, or is another unit's: whoever asks learns no difference (404)."""


@dataclass(frozen=True)
class Actor:
    """A user at a door, with the grants that hold today. `user` None is the command line on the server itself.

    `reads_only`: a program with a token that may not write; of all verbs it has those that see.
    """

    user: User | None
    address: str = ""
    door: str = "web"
    grants: tuple[Grant, ...] = field(default=())
    reads_only: bool = False

    @property
    def name(self) -> str:
        """The login name; `server` for the command line."""
        return self.user.username if self.user else "server"


def actor_of(user: User, address: str = "", door: str = "web") -> Actor:
    """The actor, with one query for the grants that hold today."""
    today = timezone.localdate()
    held = [g for g in user.grants.all() if _holds(g, today)] if user.is_active else []
    return Actor(user, address, door, tuple(held))


def may(actor: Actor, verb: str, path: str = "", form: str = "") -> bool:
    """Whether the actor may do a verb on what stands at `path` (empty: anywhere at all), on a form."""
    if verb not in every_verb():
        raise KeyError(f"no role knows {verb}")
    if actor.user is None:
        return True
    return any(
        (not path or path.startswith(g.path)) and (not form or not g.forms or form in g.forms)
        for g in _giving(actor, verb)
    )


def demand(actor: Actor, verb: str, path: str = "", form: str = "") -> None:
    """Raises NotThere where the actor may not even see what stands there, JiaoduError (A01) where only the verb is forbidden."""
    if may(actor, verb, path, form):
        return
    if path and not any(path.startswith(g.path) for g in actor.grants):
        raise NotThere(path)
    raise JiaoduError(problem("A01", verb=verb, user=actor.name))


def within(actor: Actor, verb: str, path_field: str = "path", form_field: str = "") -> Q:
    """The rows on which the actor may do a verb, as a condition for a query."""
    if actor.user is None:
        return Q()
    found = Q(pk__in=[])
    for grant in _giving(actor, verb):
        reach = Q(**{f"{path_field}__under": grant.path})
        if form_field and grant.forms:
            reach &= Q(**{f"{form_field}__in": grant.forms})
        found |= reach
    return found


def reached(actor: Actor, verb: str, path: str, path_field: str = "path", form_field: str = "form") -> Q:
    """`within` for rows that stand at or below a place: no condition at all where one grant gives the verb on all of it.

    A condition that holds everywhere would only keep the database from the index that fits.
    """
    if actor.user is None or any(path.startswith(g.path) and not g.forms for g in _giving(actor, verb)):
        return Q()
    return within(actor, verb, path_field, form_field)


def write_audit(
    actor: Actor, deed: str, *, org: str = "", path: str = "", subject: str = "", before: Any = None, after: Any = None
) -> AuditEntry:
    """The audit line of a deed, to be written in the transaction of the deed itself.

    `path` is the place of `org` in the tree, looked up where it is not given: whose audit a line is, is decided by it.
    """
    return append_line(audit_line(actor, deed, org=org, path=path, subject=subject, before=before, after=after))


def audit_line(
    actor: Actor, deed: str, *, org: str = "", path: str = "", subject: str = "", before: Any = None, after: Any = None
) -> Line:
    """A line to be appended with others (`append_lines`): one deed on many objects."""
    return Line(
        deed=deed,
        user=actor.name,
        user_org=actor.user.org if actor.user else "",
        address=actor.address,
        door=actor.door,
        org=org,
        path=path or (path_of(view_on(timezone.localdate()), org) if org else ""),
        subject=subject,
        before=before,
        after=after,
    )


def _giving(actor: Actor, verb: str) -> Iterable[Grant]:
    roles = read_roles()
    if actor.reads_only and not verb.endswith(".see"):
        return []
    return [g for g in actor.grants if g.role in roles and verb in roles[g.role].may]


def _holds(grant: Grant, today: dt.date) -> bool:
    return (grant.from_day is None or grant.from_day <= today) and (grant.until is None or today <= grant.until)
