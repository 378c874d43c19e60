"""Who may grant what to whom: nobody more than their role gives, nobody to themselves, nobody for longer.

Floor: actions. In: an actor and a wish. Out: `Problem`s (A12-A18, A26); whether an account is theirs to manage.

Whoever resets a password could use the account. So an account is managed only by those who could have granted all that it holds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from jiaodu.actions.acting import Actor
from jiaodu.actions.roles import read_roles
from jiaodu.core.base.problems import JiaoduError, Problem, problem
from jiaodu.records.models import Grant, User

LONGEST = 64  # characters of a department's name


@dataclass(frozen=True, slots=True)
class Wish:
    """A grant that somebody wants to make."""

    role: str
    org: str
    path: str
    forms: tuple[str, ...] = ()
    department: str = ""
    from_day: dt.date | None = None
    until: dt.date | None = None


def wish_of(grant: Grant) -> Wish:
    """What a grant that stands gives."""
    forms = tuple(grant.forms)
    return Wish(grant.role, grant.org, grant.path, forms, grant.department, grant.from_day, grant.until)


def givable_roles(actor: Actor) -> tuple[str, ...]:
    """The roles that an actor may grant somewhere, in the order of roles.yaml."""
    roles = read_roles()
    if actor.user is None:
        return tuple(roles)
    given = {role for grant in actor.grants if grant.role in roles for role in roles[grant.role].gives}
    return tuple(role for role in roles if role in given)


def may_give(actor: Actor, wish: Wish) -> bool:
    """Whether one of the actor's grants covers the wish: its role, place, forms, department and end."""
    return actor.user is None or any(_covers(grant, wish) for grant in actor.grants)


def check_wish(actor: Actor, wish: Wish) -> list[Problem]:
    """Everything that is wrong with a wish."""
    found: list[Problem] = []
    roles = read_roles()
    if wish.role not in roles:
        names = [roles[id_].name for id_ in givable_roles(actor)]
        return [problem("A12", role=wish.role, roles=names)]
    if wish.from_day and wish.until and wish.until < wish.from_day:
        found.append(problem("A26", start=wish.from_day, end=wish.until))
    if len(wish.department) > LONGEST:
        found.append(problem("A25", value=wish.department[:20] + "…", most=LONGEST))
    if not may_give(actor, wish):
        found.append(problem("A13", role=roles[wish.role].name, org=wish.org))
    return found


def may_manage(actor: Actor, user: User, grants: Iterable[Grant] | None = None) -> bool:
    """Whether every grant of the account, also one of another day, is one that the actor could have made."""
    if actor.user is not None and actor.user.pk == user.pk:
        return False
    held = user.grants.all() if grants is None else grants
    return all(may_give(actor, wish_of(grant)) for grant in held)


def demand_management(actor: Actor, user: User) -> None:
    """Raises JiaoduError: A14 for the actor's own account, A15 for one that holds more than the actor can give."""
    if actor.user is not None and actor.user.pk == user.pk:
        raise JiaoduError(problem("A14"))
    if not may_manage(actor, user):
        raise JiaoduError(problem("A15", username=user.username))


def _covers(grant: Grant, wish: Wish) -> bool:
    roles = read_roles()
    if grant.role not in roles or wish.role not in roles[grant.role].gives or not wish.path.startswith(grant.path):
        return False
    forms = not grant.forms or (wish.forms and set(wish.forms) <= set(grant.forms))
    department = not grant.department or wish.department == grant.department
    end = grant.until is None or (wish.until is not None and wish.until <= grant.until)
    return bool(forms and department and end)
