"""Passwords: what a good one is, one-time passwords for a first login, the owner's change.

Floor: actions. In: what somebody typed. Out: `Problem`s (A02-A07), all at once; hashes; audit lines.
A one-time password is 14 letters out of 31: 69 bits, so that a light hash is enough for it and thousands can be made at once.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
import secrets

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher, check_password, make_password
from django.contrib.auth.password_validation import CommonPasswordValidator, UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from jiaodu.actions.acting import Actor, NotThere, write_audit
from jiaodu.core.base.problems import JiaoduError, Problem, problem
from jiaodu.records.models import User

LEAST = 10
MOST = 256
DIFFERENT = 5
# no letters that are mistaken for others on paper: 0 O o, 1 l I i
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
_KINDS = ("[0-9]", "[A-Za-z]", "[^0-9A-Za-z]")
_ROWS = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn")


class OneTimeHasher(PBKDF2PasswordHasher):
    """For one-time passwords only: 69 bits of chance need no slow hash, and four thousand must be made in one request."""

    algorithm = "pbkdf2_onetime"
    iterations = 2000

    def must_update(self, encoded: str) -> bool:
        """Never: the owner's own password replaces it at the first login."""
        return False

    def harden_runtime(self, password: str, encoded: str) -> None:
        """Nothing to even out."""


def one_time_password() -> str:
    """Fourteen letters in groups that can be read out and typed: `abcd-efgh-jkmn-pq`."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(14))
    return "-".join(letters[at : at + 4] for at in range(0, 14, 4))


def set_one_time(user: User, password: str) -> None:
    """Give an account (not yet saved) a one-time password: it must be changed at login and stops working after some days."""
    user.password = make_password(password, hasher="pbkdf2_onetime")
    user.must_change_password = True
    user.password_changed = None
    user.password_expires = timezone.now() + dt.timedelta(days=settings.ONE_TIME_PASSWORD_DAYS)
    user.epoch += 1


def check_new_password(password: str, user: User) -> list[Problem]:
    """Everything that is wrong with a new password for this account."""
    found: list[Problem] = []
    if len(password) < LEAST:
        found.append(problem("A02", length=len(password), least=LEAST))
    if len(password) > MOST:
        found.append(problem("A25", value="…", most=MOST))
        return found
    if _is_common(password):
        found.append(problem("A03"))
    if _is_like(password, user):
        found.append(problem("A04"))
    kinds = sum(bool(re.search(kind, password)) for kind in _KINDS)
    if kinds < 2 or len(set(password.lower())) < DIFFERENT:
        found.append(problem("A05", least=DIFFERENT))
    return found


def change_password(actor: Actor, present: str, new: str) -> User:
    """The owner's change: all other sessions of the account end. Raises JiaoduError with everything that is wrong."""
    if actor.user is None:
        raise NotThere("account")
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=actor.user.pk)
        if not check_password(present, user.password):
            raise JiaoduError(problem("A06"))
        problems = check_new_password(new, user)
        if check_password(new, user.password):
            problems.append(problem("A07"))
        if problems:
            raise JiaoduError(problems)
        user.set_password(new)
        user.must_change_password, user.password_changed, user.password_expires = False, timezone.now(), None
        user.save()
        write_audit(actor, "account.password", org=user.org, subject=f"user:{user.username}")
    return user


def end_sessions(actor: Actor) -> User:
    """The owner logs out everywhere; the door keeps the session that asked."""
    if actor.user is None:
        raise NotThere("account")
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=actor.user.pk)
        user.epoch += 1
        user.save(update_fields=["epoch"])
        write_audit(actor, "account.sessions", org=user.org, subject=f"user:{user.username}")
    return user


def is_outdated(user: User) -> bool:
    """Whether the owner has to choose a new password before anything else."""
    days = settings.PASSWORD_DAYS
    if user.must_change_password:
        return True
    return bool(days and user.password_changed and user.password_changed < timezone.now() - dt.timedelta(days=days))


def _is_common(password: str) -> bool:
    plain = re.sub("[^a-z0-9]", "", password.lower())
    rows = sum(
        plain[at : at + 4] in row or plain[at : at + 4] in row[::-1] for at in range(len(plain) - 3) for row in _ROWS
    )
    if plain and rows * 2 > max(len(plain) - 3, 1):
        return True
    return any(_refused(_common_words(), word) for word in {password, plain, re.sub("[0-9]+$", "", plain)})


@functools.cache
def _common_words() -> CommonPasswordValidator:
    return CommonPasswordValidator()


def _is_like(password: str, user: User) -> bool:
    attributes = ("username", "name", "org", "telephone", "department")
    # short names are found inside, long ones by likeness
    low = password.lower()
    if any(
        len(value) >= 4 and value.lower() in low for name in attributes if (value := str(getattr(user, name) or ""))
    ):
        return True
    return _refused(UserAttributeSimilarityValidator(attributes), password, user)


def _refused(validator: CommonPasswordValidator | UserAttributeSimilarityValidator, *words: object) -> bool:
    try:
        validator.validate(*words)  # type: ignore[arg-type]
    except ValidationError:
        return True
    return False
