"""Accounts of other people: make, change, reset, close, hand over, grant. Floor: actions.

In: an actor and what they want. Out: the account as it stands; one-time passwords, shown by the door once and kept nowhere.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from axes.models import AccessAttempt
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from jiaodu.actions.acting import Actor, NotThere, demand, may, within, write_audit
from jiaodu.actions.giving import Wish, check_wish, demand_management
from jiaodu.actions.holdings import path_of, read_tree, view_on
from jiaodu.actions.passwords import one_time_password, set_one_time
from jiaodu.core.base.problems import JiaoduError, Problem, problem
from jiaodu.core.base.text import Text
from jiaodu.records.models import Grant, Task, User

_USERNAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._@-]{0,62}[A-Za-z0-9])")
_LONGEST = {"username": 64, "name": 64, "org": 64, "department": 64, "telephone": 40, "external_id": 200}
NAMES = tuple(_LONGEST)


@dataclass(frozen=True, slots=True)
class Person:
    """What is kept of somebody beside their rights."""

    username: str
    name: str
    org: str
    department: str = ""
    telephone: str = ""
    external_id: str = ""


@dataclass(frozen=True, slots=True)
class Issued:
    """An account with the one-time password that was just made for it. Shown once."""

    user: User
    password: str


def accounts_within(actor: Actor, verb: str = "account.see") -> QuerySet[User]:
    """The accounts on which an actor may do a verb."""
    return User.objects.filter(within(actor, verb))


def find_account(actor: Actor, number: int, verb: str = "account.see", *, locked: bool = False) -> User:
    """An account; `locked` until the transaction ends. Raises NotThere for one out of reach, JiaoduError (A01) for a verb."""
    found = User.objects.filter(pk=number)
    user = (found.select_for_update() if locked else found).first()
    if user is None:
        raise NotThere(str(number))
    _demand_sight(actor, user)
    if verb != "account.see":
        demand(actor, verb, user.path or "/")
    return user


def place_of(org: str, day: dt.date | None = None) -> str:
    """The path of a unit that is open on a day (today); empty where there is none."""
    return path_of(view_on(day or timezone.localdate()), org) if org else ""


def check_person(person: Person, *, is_new: bool = True) -> list[Problem]:
    """Everything that is wrong with what is to be kept of somebody, without a look at the database."""
    found: list[Problem] = []
    if is_new and not _USERNAME.fullmatch(person.username):
        found.append(problem("A08", username=person.username[:80]))
    if not person.name.strip():
        found.append(problem("A10"))
    for name in NAMES:
        value, most = getattr(person, name), _LONGEST[name]
        if len(value) > most:
            found.append(problem("A25", value=value[:20] + "…", most=most))
    return found


def make_account(actor: Actor, person: Person, wishes: Sequence[Wish], path: str = "") -> Issued:
    """A new account with its grants and a one-time password. `path` only where the register does not know the unit yet.

    Raises: JiaoduError with everything that is wrong; NotThere never: a unit out of reach is A11, as an unknown one is.
    """
    with transaction.atomic():
        demand(actor, "account.manage")
        place = place_of(person.org) or (path if actor.user is None else "")
        found = check_person(person)
        if User.objects.filter(username=person.username).exists():
            found.append(problem("A09", username=person.username))
        if not place or not may(actor, "account.manage", place):
            found.append(problem("A11", org=person.org))
        else:
            found += [p for wish in wishes for p in check_wish(actor, wish)]
        if found:
            raise JiaoduError(found)
        password = one_time_password()
        user = User(path=place, **{name: getattr(person, name).strip() for name in NAMES})
        set_one_time(user, password)
        user.save()
        Grant.objects.bulk_create(make_grant(actor, user, wish) for wish in wishes)
        write_audit(actor, "account.make", org=user.org, subject=_subject(user), after=shown_account(user, wishes))
    return Issued(user, password)


def change_account(actor: Actor, number: int, person: Person) -> User:
    """Correct the name, unit, department, telephone. The user name stays: it is in the audit."""
    with transaction.atomic():
        user = find_account(actor, number, "account.manage", locked=True)
        demand_management(actor, user)
        place = place_of(person.org) if person.org != user.org else user.path
        found = check_person(person, is_new=False)
        if not place or not may(actor, "account.manage", place):
            found.append(problem("A11", org=person.org))
        if person.external_id and User.objects.filter(external_id=person.external_id).exclude(pk=user.pk).exists():
            found.append(problem("A09", username=person.external_id))
        if found:
            raise JiaoduError(found)
        before = shown_account(user)
        for name in NAMES[1:]:
            setattr(user, name, getattr(person, name).strip())
        user.path = place
        user.save()
        write_audit(
            actor, "account.change", org=user.org, subject=_subject(user), before=before, after=shown_account(user)
        )
    return user


def reset_password(actor: Actor, number: int) -> Issued:
    """A new one-time password: the old one, all sessions and all tokens end, failed tries are forgotten."""
    with transaction.atomic():
        user = find_account(actor, number, "account.reset", locked=True)
        demand_management(actor, user)
        if not user.is_active:
            raise JiaoduError(problem("A16", username=user.username))
        password = one_time_password()
        set_one_time(user, password)
        user.save()
        _end_tokens(user)
        AccessAttempt.objects.filter(username=user.username).delete()
        write_audit(actor, "account.reset", org=user.org, subject=_subject(user))
    return Issued(user, password)


def unlock_account(actor: Actor, number: int) -> int:
    """Forget the failed tries that lock an account out; gives how many addresses were locked or counted."""
    with transaction.atomic():
        user = find_account(actor, number, "account.reset", locked=True)
        demand_management(actor, user)
        count, _ = AccessAttempt.objects.filter(username=user.username).delete()
        write_audit(actor, "account.unlock", org=user.org, subject=_subject(user), before={"attempts": count})
    return int(count)


def close_account(actor: Actor, number: int) -> User:
    """The person is gone: no login, no session, no token from now on. What they did stays."""
    with transaction.atomic():
        user = find_account(actor, number, "account.manage", locked=True)
        demand_management(actor, user)
        _close(user)
        write_audit(actor, "account.close", org=user.org, subject=_subject(user))
    return user


def open_account(actor: Actor, number: int) -> Issued:
    """A closed account of the same person opens again, with a one-time password."""
    with transaction.atomic():
        user = find_account(actor, number, "account.manage", locked=True)
        demand_management(actor, user)
        password = one_time_password()
        user.is_active, user.closed, user.successor = True, None, None
        set_one_time(user, password)
        user.save()
        write_audit(actor, "account.open", org=user.org, subject=_subject(user))
    return Issued(user, password)


def hand_over(actor: Actor, number: int, successor: int) -> User:
    """Somebody leaves: another person of the same unit takes over the grants that hold and the tasks; the account left is closed."""
    with transaction.atomic():
        leaver = find_account(actor, number, "account.manage", locked=True)
        demand_management(actor, leaver)
        heir = find_account(actor, successor, "account.manage", locked=True)
        demand_management(actor, heir)
        _check_heir(leaver, heir)
        held = {_key(grant) for grant in heir.grants.all()}
        passed = [grant for grant in leaver.grants.all() if not _is_over(grant) and _key(grant) not in held]
        Grant.objects.bulk_create(_copy(actor, heir, grant) for grant in passed)
        tasks = Task.objects.filter(responsible=leaver).exclude(state=Task.State.APPROVED).update(responsible=heir)
        leaver.successor = heir
        _close(leaver)
        roles = [grant.role for grant in passed]
        write_audit(
            actor,
            "account.hand_over",
            org=leaver.org,
            subject=_subject(leaver),
            before={"username": leaver.username, "name": leaver.name},
            after={"username": heir.username, "name": heir.name, "roles": roles, "tasks": tasks},
        )
    return heir


def add_grant(actor: Actor, number: int, wish: Wish) -> Grant:
    """Another role of an account. Never to oneself, never more than one's own role gives."""
    with transaction.atomic():
        user = find_account(actor, number, "grant.manage", locked=True)
        demand_management(actor, user)
        if not user.is_active:
            raise JiaoduError(problem("A16", username=user.username))
        found = check_wish(actor, wish)
        if found:
            raise JiaoduError(found)
        grant = make_grant(actor, user, wish)
        grant.save()
        write_audit(actor, "grant.make", org=wish.org, subject=_subject(user), after=_wished(wish))
    return grant


def end_grant(actor: Actor, number: int, grant_number: int) -> User:
    """A role of an account ends now."""
    with transaction.atomic():
        user = find_account(actor, number, "grant.manage", locked=True)
        demand_management(actor, user)
        grant = Grant.objects.filter(pk=grant_number, user=user).first()
        if grant is None:
            raise NotThere(str(grant_number))
        before = {"role": grant.role, "org": grant.org, "forms": grant.forms}
        org = grant.org
        grant.delete()
        write_audit(actor, "grant.end", org=org, subject=_subject(user), before=before)
    return user


def search_accounts(actor: Actor, words: str = "", role: str = "", state: str = "", org: str = "") -> QuerySet[User]:
    """The accounts in reach that fit: words in the name, user name, unit or telephone; role; open, closed, new; below a unit."""
    found = accounts_within(actor).order_by("path", "username")
    for word in words.split()[:5]:
        units = _units_named(word)
        found = found.filter(
            Q(username__icontains=word) | Q(name__icontains=word) | Q(telephone__icontains=word) | Q(org__in=units)
        )
    if role:
        found = found.filter(pk__in=Grant.objects.filter(role=role).values("user"))
    if org:
        found = found.filter(path__contains=f"/{org}/")
    wanted = {
        "open": Q(is_active=True),
        "closed": Q(is_active=False),
        "new": Q(is_active=True, last_login=None),
        "first": Q(is_active=True, must_change_password=True),
    }.get(state)
    return found.filter(wanted) if wanted is not None else found


def _units_named(word: str, most: int = 200) -> list[str]:
    units = view_on(timezone.localdate()).units
    return [code for code, unit in units.items() if word == code or word in unit.name][:most]


def name_of_unit(org: str) -> str:
    """A unit's name as last known; its code where the register does not know it."""
    known = read_tree().last_known(org, timezone.localdate()) if org in read_tree() else None
    return known.name if known else org


def _demand_sight(actor: Actor, user: User) -> None:
    if not may(actor, "account.see", user.path or "/"):
        raise NotThere(user.username)


def _check_heir(leaver: User, heir: User) -> None:
    why = None
    if heir.pk == leaver.pk:
        why = Text("是同一个账号", "it is the same account")
    elif not heir.is_active:
        why = Text("已经停用", "it is closed")
    elif heir.org != leaver.org:
        why = Text("不在同一单位", "it is of another unit")
    if why is not None:
        raise JiaoduError(problem("A17", username=heir.username, why=why))


def _close(user: User) -> None:
    user.is_active, user.closed = False, timezone.now()
    user.set_unusable_password()
    user.epoch += 1
    user.save()
    _end_tokens(user)


def _end_tokens(user: User) -> None:
    user.tokens.filter(revoked=None).update(revoked=timezone.now())


def _is_over(grant: Grant) -> bool:
    return grant.until is not None and grant.until < timezone.localdate()


def make_grant(actor: Actor, user: User, wish: Wish) -> Grant:
    """A grant as wished, not yet saved. Whether it may be made is asked before (`check_wish`)."""
    return Grant(
        user=user,
        role=wish.role,
        org=wish.org,
        path=wish.path,
        forms=list(wish.forms),
        department=wish.department,
        from_day=wish.from_day,
        until=wish.until,
        granted_by=actor.user,
    )


def _copy(actor: Actor, heir: User, grant: Grant) -> Grant:
    kept = ("role", "org", "path", "forms", "department", "from_day", "until")
    return Grant(user=heir, granted_by=actor.user, **{name: getattr(grant, name) for name in kept})


def _key(grant: Grant) -> tuple[object, ...]:
    return grant.role, grant.path, tuple(sorted(grant.forms)), grant.department, grant.until


def _subject(user: User) -> str:
    return f"user:{user.username}"


def shown_account(user: User, wishes: Sequence[Wish] = ()) -> dict[str, object]:
    """What the audit keeps of an account."""
    shown: dict[str, object] = {name: getattr(user, name) for name in NAMES}
    return shown | ({"grants": [_wished(wish) for wish in wishes]} if wishes else {})


def _wished(wish: Wish) -> dict[str, object]:
    full = {name: getattr(wish, name) for name in ("role", "org", "forms", "department", "from_day", "until")}
    return {name: value for name, value in full.items() if value}
