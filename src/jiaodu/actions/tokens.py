"""Tokens for programs: made by their owner, shown once, kept as a digest, with an end. Floor: actions.

In: an actor, a name, days. Out: the token's text once; the actor of a request that brings it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils import timezone

from jiaodu.actions.acting import Actor, NotThere, actor_of, demand, write_audit
from jiaodu.actions.passwords import is_outdated
from jiaodu.core.base.problems import JiaoduError, problem
from jiaodu.records.models import ApiToken

PREFIX = "jdt_"
MOST_DAYS = 366
# not each request writes the time of its use
_USED = dt.timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token as it is shown, once."""

    token: ApiToken
    text: str


def make_token(actor: Actor, name: str, days: int, may_write: bool = False) -> NewToken:
    """A token with the rights of its owner, or only what reads of them."""
    demand(actor, "token.own")
    if actor.user is None or actor.door != "web":
        raise NotThere("token")
    if not name.strip() or len(name) > 64 or not 1 <= days <= MOST_DAYS:
        raise JiaoduError(problem("A22", most=MOST_DAYS))
    text = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        token = ApiToken.objects.create(
            user=actor.user,
            name=name.strip(),
            prefix=text[:12],
            digest=digest_of(text),
            may_write=may_write,
            expires=timezone.now() + dt.timedelta(days=days),
        )
        after = {"name": token.name, "prefix": token.prefix, "write": may_write, "days": days}
        write_audit(actor, "token.make", org=actor.user.org, subject=f"token:{token.pk}", after=after)
    return NewToken(token, text)


def revoke_token(actor: Actor, number: int) -> ApiToken:
    """The owner ends a token. Raises NotThere for somebody else's."""
    with transaction.atomic():
        token = ApiToken.objects.select_for_update().filter(pk=number, user=actor.user).first()
        if token is None or actor.user is None:
            raise NotThere(str(number))
        if token.revoked is None:
            token.revoked = timezone.now()
            token.save(update_fields=["revoked"])
            write_audit(actor, "token.revoke", org=actor.user.org, subject=f"token:{token.pk}")
    return token


def actor_of_token(text: str, address: str) -> Actor | None:
    """Who a token speaks for; None where it is unknown, over, revoked, or its owner may not log in."""
    if not text.startswith(PREFIX) or len(text) > 100:
        return None
    now = timezone.now()
    token = (
        ApiToken.objects.select_related("user").filter(digest=digest_of(text), revoked=None, expires__gt=now).first()
    )
    if token is None or not token.user.is_active or is_outdated(token.user):
        return None
    if token.last_used is None or token.last_used < now - _USED:
        ApiToken.objects.filter(pk=token.pk).update(last_used=now)
    return replace(actor_of(token.user, address, "api"), reads_only=not token.may_write)


def digest_of(text: str) -> str:
    """The SHA-256 of a token: 256 bits of chance need no slow hash."""
    return hashlib.sha256(text.encode()).hexdigest()
