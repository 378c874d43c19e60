"""An invented city of 4,000 schools with an open round and people, for `python -m benchmarks.web`.

In: JIAODU_DATA (and JIAODU_DATABASE_URL) of an empty deployment, `--schools N --clerks N`. Out: the deployment; on stdout, as
JSON, sessions of the people and their tasks.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import sys
import time
from itertools import islice
from pathlib import Path

CITY, DISTRICTS = "990000", 20
PACKS = ("school-items@1",)


def main() -> int:
    """Build it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schools", type=int, default=4000)
    parser.add_argument("--clerks", type=int, default=300)
    options = parser.parse_args()
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    _register(options.schools)
    people = _people(options.schools)
    begun = time.perf_counter()
    number, tasks = _round()
    print(f"{tasks} tasks opened in {time.perf_counter() - begun:.1f} s", file=sys.stderr)
    _states(number)
    print(json.dumps(_sessions(people, number, options.clerks)))
    return 0


def _register(schools: int) -> None:
    from jiaodu.core.base.organisations import Organisation
    from jiaodu.core.facts.staging import Origin, StagedRegister
    from jiaodu.core.facts.store import Store

    primary = {"stage": ("primary",), "ownership": ("public",), "urban_rural": ("urban",), "kind": ("primary",)}
    units = [Organisation(CITY, "虚构大市", "city", name_en="Invented Big City")]
    units += [Organisation(_district(d), f"虚构第{d}区", "county", CITY) for d in range(DISTRICTS)]
    for n in range(schools):
        district = _district(n % DISTRICTS)
        units.append(Organisation(f"{district}{n:04d}", f"虚构第{n}小学", "school", district, attributes=primary))
    origin = Origin("register.xlsx", "0" * 64, "名录", "web", {})
    Store(Path(os.environ["JIAODU_DATA"]) / "store").commit(
        (), [StagedRegister(origin, units)], packs=PACKS, by="bench"
    )


def _district(number: int) -> str:
    return f"9900{number + 1:02d}"


def _people(schools: int) -> dict[str, str]:
    """A clerk for each school, an office for each district and the city; gives login name → unit."""
    from django.utils import timezone

    from jiaodu.records.models import Grant, User

    people = {"city": ("city_office", CITY, f"/{CITY}/")}
    people |= {f"d{d}": ("district_office", _district(d), f"/{CITY}/{_district(d)}/") for d in range(DISTRICTS)}
    for n in range(schools):
        district = _district(n % DISTRICTS)
        people[f"s{n}"] = ("school", f"{district}{n:04d}", f"/{CITY}/{district}/{district}{n:04d}/")
    User.objects.bulk_create(
        (
            User(
                username=name, name=f"虚构人员{name}", org=org, path=path, password="!", password_changed=timezone.now()
            )
            for name, (_, org, path) in people.items()
        ),
        batch_size=1000,
    )
    ids = dict(User.objects.values_list("username", "pk"))
    Grant.objects.bulk_create(
        (Grant(user_id=ids[name], role=role, org=org, path=path) for name, (role, org, path) in people.items()),
        batch_size=1000,
    )
    return {name: org for name, (_, org, _) in people.items()}


def _round() -> tuple[int, int]:
    from jiaodu.actions.acting import actor_of
    from jiaodu.actions.opening import RoundPlan, open_round
    from jiaodu.records.models import User

    city = actor_of(User.objects.get(username="city"))
    due = dt.date.today() + dt.timedelta(days=21)
    made = open_round(city, RoundPlan("2024", PACKS, 2024, CITY, due))
    return made.pk, made.tasks.count()


def _states(number: int) -> None:
    """As in the middle of a collection: of seven tasks two are approved, one each reviewed, submitted and returned."""
    from django.db.models import F
    from django.db.models.functions import Mod

    from jiaodu.records.models import Task

    for rest, state in ((0, "approved"), (1, "approved"), (2, "reviewed"), (3, "submitted"), (4, "returned")):
        tasks = Task.objects.annotate(rest=Mod(F("pk"), 7)).filter(round=number, rest=rest)
        tasks.update(state=state, version=1, filled=20, asked=20, warnings=rest)


def _sessions(people: dict[str, str], number: int, clerks: int) -> dict[str, object]:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from jiaodu.records.models import Task, User

    forms = Task.objects.filter(round=number, state="open", form__in=("pupils", "staff", "premises")).order_by("form")
    mine: dict[str, list[int]] = {}
    for pk, org, form in forms.values_list("pk", "org", "form"):
        if form == "pupils" or org in mine:
            mine.setdefault(org, []).append(pk)
    # schools whose form of pupils is still to be filled in: theirs are the clerks that save
    clerking = list(islice((name for name, org in people.items() if name[0] == "s" and org in mine), clerks))
    wanted = ["city", *(f"d{d}" for d in range(DISTRICTS)), *clerking]
    users = User.objects.in_bulk(wanted, field_name="username")
    found = {}
    for name in wanted:
        session = SessionStore()
        session[SESSION_KEY], session[HASH_SESSION_KEY] = str(users[name].pk), users[name].get_session_auth_hash()
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session["began"] = session["seen"] = int(time.time())
        session.create()
        found[name] = {"session": session.session_key, "tasks": list(islice(mine.get(people[name], ()), 3))}
    return {"round": number, "people": found}


if __name__ == "__main__":
    sys.exit(main())
