"""The second factor: a code from the telephone (TOTP), recovery codes on paper. Floor: actions.

In: an account, codes as typed. Out: the device that accepted; the secret and the recovery codes, shown once.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass
from typing import Any

import segno
from django.conf import settings
from django.db import transaction
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from jiaodu.actions.accounts import find_account
from jiaodu.actions.acting import Actor, NotThere, write_audit
from jiaodu.actions.giving import demand_management
from jiaodu.core.base.problems import JiaoduError, problem
from jiaodu.records.models import User

RECOVERY_CODES = 10
_LENGTH = 12
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Offer:
    """A secret that is offered to a telephone: as an address for its program, as text, as a picture (SVG of a QR code)."""

    address: str
    secret: str
    picture: str


def has_second_factor(user: User) -> bool:
    """Whether the account asks for a code at login."""
    return bool(TOTPDevice.objects.filter(user=user, confirmed=True).exists())


def must_have_second_factor(actor: Actor) -> bool:
    """Whether one of the actor's roles asks for it in this deployment (SECOND_FACTOR_ROLES)."""
    return any(grant.role in settings.SECOND_FACTOR_ROLES for grant in actor.grants)


def offer_second_factor(actor: Actor) -> Offer:
    """A secret for the telephone; the same one until it is confirmed."""
    user = _own(actor)
    device, _ = TOTPDevice.objects.get_or_create(user=user, confirmed=False, defaults={"name": "totp"})
    address = device.config_url
    picture = segno.make(address, error="m").svg_inline(scale=5, border=2, omitsize=False)
    return Offer(address, base64.b32encode(device.bin_key).decode().rstrip("="), picture)


def confirm_second_factor(actor: Actor, code: str) -> tuple[TOTPDevice, list[str]]:
    """The first code from the telephone switches the second factor on; gives the recovery codes, once."""
    user = _own(actor)
    with transaction.atomic():
        device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).first()
        if device is None:
            raise NotThere("second factor")
        if not _accepts(device, code):
            raise JiaoduError(problem("A21"))
        TOTPDevice.objects.filter(user=user, confirmed=True).delete()
        device.confirmed = True
        device.save()
        codes = _new_codes(user)
        write_audit(actor, "second_factor.on", org=user.org, subject=f"user:{user.username}")
    return device, codes


def check_code(user: User, code: str) -> Any:
    """The device of an account that accepts a code (from the telephone, or a recovery code, which is used up); else None.

    django-otp's devices count failures and make each next try wait longer.
    """
    plain = code.replace(" ", "").replace("-", "").lower()
    is_recovery = len(plain) == _LENGTH
    model, token = (StaticDevice, _kept(plain)) if is_recovery else (TOTPDevice, plain)
    with transaction.atomic():
        for device in model.objects.select_for_update().filter(user=user, confirmed=True):
            if device.verify_token(token):
                return device
    return None


def renew_recovery_codes(actor: Actor) -> list[str]:
    """New recovery codes; the old ones are void."""
    user = _own(actor)
    with transaction.atomic():
        if not has_second_factor(user):
            raise NotThere("second factor")
        codes = _new_codes(user)
        write_audit(actor, "second_factor.codes", org=user.org, subject=f"user:{user.username}")
    return codes


def drop_second_factor(actor: Actor) -> None:
    """The owner switches it off; not where their role must have it."""
    user = _own(actor)
    if must_have_second_factor(actor):
        raise JiaoduError(problem("A01", user=user.username, verb="second_factor.off"))
    with transaction.atomic():
        _drop(user)
        write_audit(actor, "second_factor.off", org=user.org, subject=f"user:{user.username}")


def lift_second_factor(actor: Actor, number: int) -> User:
    """The office lifts it from an account whose telephone is lost; sessions end, and the owner sets it up anew."""
    with transaction.atomic():
        user = find_account(actor, number, "account.reset", locked=True)
        demand_management(actor, user)
        _drop(user)
        user.epoch += 1
        user.save(update_fields=["epoch"])
        write_audit(actor, "second_factor.lift", org=user.org, subject=f"user:{user.username}")
    return user


def _own(actor: Actor) -> User:
    if actor.user is None or actor.door != "web":
        raise NotThere("account")
    return actor.user


def _accepts(device: TOTPDevice, code: str) -> bool:
    return bool(device.verify_token(code.replace(" ", "")))


def _drop(user: User) -> None:
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


def _new_codes(user: User) -> list[str]:
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery")
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)) for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=_kept(code)) for code in codes)
    return [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in codes]


def _kept(code: str) -> str:
    """What is kept of a recovery code: enough of its digest that nobody finds another that fits, and not the code."""
    return hashlib.sha256(code.encode()).hexdigest()[:16]
