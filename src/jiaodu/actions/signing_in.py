"""Logins and logouts in the audit, tried ones too. Floor: actions. In: who, from where, how. Out: audit lines."""

from __future__ import annotations

from django.utils import timezone

from jiaodu.actions.acting import Actor, actor_of, write_audit
from jiaodu.records.chain import Line, append_line
from jiaodu.records.models import User


def note_login(user: User, address: str, how: str) -> None:
    """Somebody is in: by password, by password and code, by a recovery code, or by sign-on."""
    write_audit(actor_of(user, address), "login", org=user.org, subject=f"user:{user.username}", after={"how": how})


def note_failure(username: str, address: str, why: str) -> None:
    """Somebody is not: a wrong password or code, a locked or expired account. The name is as typed and may be nobody's."""
    # what was typed may be a password in the wrong field: only names of accounts are kept
    user = User.objects.filter(username=username).first()
    subject, org = (f"user:{user.username}", user.org) if user else ("user:?", "")
    append_line(Line("login.failed", address=address, org=org, subject=subject, after={"why": why}))


def note_logout(actor: Actor) -> None:
    """Somebody left."""
    if actor.user is not None:
        write_audit(actor, "logout", org=actor.user.org, subject=f"user:{actor.user.username}")


def is_expired(user: User) -> bool:
    """Whether the account's one-time password has been lying about for too long."""
    return user.password_expires is not None and user.password_expires < timezone.now()
