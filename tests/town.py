"""An invented town for tests of the doors: a city, two districts, four schools, and a user for each role. All people are invented."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from jiaodu.core.base.organisations import Organisation
from jiaodu.core.facts.staging import Origin, StagedRegister
from jiaodu.core.facts.store import Store

if TYPE_CHECKING:
    from jiaodu.records.models import Round

CITY, NORTH, SOUTH = "990200", "990201", "990202"
FIRST, SECOND, THIRD, OTHER = "9902010001", "9902010002", "9902010003", "9902020001"
PACKS = ("school-items@1",)
PASSWORD = "虚构的口令-2024"
PATHS = {
    CITY: f"/{CITY}/",
    NORTH: f"/{CITY}/{NORTH}/",
    SOUTH: f"/{CITY}/{SOUTH}/",
    **{code: f"/{CITY}/{NORTH}/{code}/" for code in (FIRST, SECOND, THIRD)},
    OTHER: f"/{CITY}/{SOUTH}/{OTHER}/",
}
# login name -> role, unit, narrowed to forms
USERS: dict[str, tuple[str, str, list[str]]] = {
    "system": ("system", CITY, []),
    "city": ("city_office", CITY, []),
    "north": ("district_office", NORTH, []),
    "south": ("district_office", SOUTH, []),
    "finance": ("department", NORTH, ["county_pay"]),
    "first": ("school", FIRST, []),
    "second": ("school", SECOND, []),
    "third": ("school", THIRD, []),
    "other": ("school", OTHER, []),
    "inspector": ("inspector", NORTH, []),
    "expert": ("expert", CITY, []),
    "third_party": ("third_party", CITY, []),
    "reader": ("reader", CITY, []),
    "public": ("public", CITY, []),
}


@dataclass(frozen=True)
class Town:
    """A deployment's folder, its store loaded with the register, its database filled with `USERS`."""

    data: Path

    @property
    def store(self) -> Store:
        return Store(self.data / "store")


def build_store(folder: Path) -> None:
    """The register of the town, as a load of its own."""
    school = {"stage": ("primary",), "ownership": ("public",), "urban_rural": ("urban",), "kind": ("primary",)}
    units = [
        Organisation(CITY, "虚构市", "city", name_en="Invented City"),
        Organisation(NORTH, "虚构北区", "county", CITY, name_en="Invented North"),
        Organisation(SOUTH, "虚构南区", "county", CITY, name_en="Invented South"),
        Organisation(FIRST, "虚构第一小学", "school", NORTH, attributes=school),
        Organisation(SECOND, "虚构第二小学", "school", NORTH, attributes=school),
        Organisation(THIRD, "虚构第三小学", "school", NORTH, attributes=school),
        Organisation(OTHER, "虚构南区小学", "school", SOUTH, attributes=school),
    ]
    origin = Origin("register.xlsx", "0" * 64, "学校(园)名录", "web", {})
    Store(folder).commit((), [StagedRegister(origin, units)], packs=PACKS, by="test")


def make_users() -> None:
    """A user with a grant for each line of `USERS`; the password is `PASSWORD`."""
    from django.contrib.auth.hashers import make_password

    from jiaodu.records.models import Grant, User

    hashed = make_password(PASSWORD)
    for username, (role, org, forms) in USERS.items():
        user = User.objects.create(
            username=username, name=f"虚构人员{username}", org=org, path=PATHS[org], password=hashed
        )
        Grant.objects.create(user=user, role=role, org=org, path=PATHS[org], forms=forms)


def open_town_round(*forms: str, org: str = CITY) -> Round:
    """A round of 2024, opened by the city's office, that asks for these forms; all that the pack needs for none."""
    from jiaodu.actions.acting import actor_of
    from jiaodu.actions.opening import RoundPlan, open_round
    from jiaodu.records.models import User

    plan = RoundPlan("虚构市2024年评价", PACKS, 2024, org, dt.date(2099, 6, 30), dict.fromkeys(forms))
    return open_round(actor_of(User.objects.get(username="city")), plan)
