"""The people of the example: one login per role, and an account without a password for every other school. Floor: cli. All are invented."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from jiaodu.actions.acting import Actor, write_audit
from jiaodu.actions.holdings import path_of, view_on
from jiaodu.records.models import Grant, User

CITY, COUNTY = "990100", "990101"
SERVER = Actor(None, door="command")
# schools that nobody has an account for: the round says so
WITHOUT = ("9901010100", "9901010101")


@dataclass(frozen=True, slots=True)
class Login:
    """Who logs in: a role over a unit, for a department where one is named."""

    role: str
    org: str
    name: str
    department: str = ""


LOGINS: dict[str, Login] = {
    "system": Login("system", CITY, "虚构·系统管理员"),
    "city": Login("city_office", CITY, "虚构·市督导室"),
    "district": Login("district_office", COUNTY, "虚构·县督导室"),
    "finance": Login("department", COUNTY, "虚构·县财政局", "财政局"),
    "school": Login("school", "9901010001", "虚构·填报员甲"),
    "school2": Login("school", "9901010003", "虚构·填报员乙"),
    "inspector": Login("inspector", COUNTY, "虚构·督学"),
    "expert": Login("expert", CITY, "虚构·专家"),
    "thirdparty": Login("third_party", CITY, "虚构·第三方"),
    "leader": Login("reader", CITY, "虚构·领导"),
    "public": Login("public", CITY, "虚构·公众"),
}


def make_people(passwords: Mapping[str, str]) -> None:
    """Accounts and grants, in one transaction."""
    view = view_on(dt.date(2024, 9, 1))
    with transaction.atomic():
        for username, login in LOGINS.items():
            _make(username, login, path_of(view, login.org), make_password(passwords[username]))
        taken = {login.org for login in LOGINS.values()} | set(WITHOUT)
        for code, unit in sorted(view.units.items()):
            if unit.level == "school" and code.startswith(COUNTY) and code not in taken:
                login = Login("school", code, f"虚构·{unit.name}填报员")
                _make(f"s{code}", login, path_of(view, code), make_password(None))


def renew(passwords: Mapping[str, str]) -> Mapping[str, str]:
    """New passwords for the logins; gives them back."""
    with transaction.atomic():
        for username, password in passwords.items():
            User.objects.filter(username=username).update(
                password=make_password(password), is_active=True, password_changed=timezone.now()
            )
            write_audit(SERVER, "account.reset", subject=f"account:{username}")
    return passwords


def _make(username: str, login: Login, path: str, hashed: str) -> User:
    user = User.objects.create(
        username=username,
        name=login.name,
        org=login.org,
        path=path,
        department=login.department,
        password=hashed,
        password_changed=timezone.now(),
    )
    Grant.objects.create(user=user, role=login.role, org=login.org, path=path, department=login.department)
    write_audit(SERVER, "account.make", org=login.org, subject=f"account:{username}", after={"role": login.role})
    return user
