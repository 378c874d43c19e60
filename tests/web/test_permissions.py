"""Every address x every role, as one table (permissions.py); every address stands in it."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tests.rounds import make_round, make_task
from tests.town import CITY, FIRST, NORTH, PATHS, USERS, Town
from tests.web.permissions import TABLE, Line

from jiaodu.actions.acting import actor_of
from jiaodu.actions.jobs import Run, work
from jiaodu.actions.tokens import make_token
from jiaodu.records.models import Grant, Job, User

STRANGER = "stranger"


@work("permissions.nothing", "没有事", "nothing")
def do_nothing(run: Run) -> None:
    """A kind of work for the job of the table."""


def names(patterns: list[URLPattern | URLResolver]) -> set[str]:
    """The names of all addresses; an address without a name is named by its pattern."""
    found: set[str] = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found |= names(pattern.url_patterns)
        else:
            found.add(pattern.name or str(pattern.pattern))
    return found


def expectations(line: Line) -> dict[str, int]:
    """The status that each user is to get."""
    expected = {STRANGER: 302}
    for part in line.expected.split(";"):
        status, *users = part.split()
        for user in users:
            for one in USERS if user == "*" else [user]:
                if user != "*" or one not in expected:
                    expected[one] = int(status)
    return expected


@pytest.fixture
def objects(town: Town) -> dict[str, object]:
    """What the paths of the table name."""
    first = User.objects.get(username="first")
    chief = User.objects.create_user("chief", "x", name="虚构人员", org=NORTH, path=PATHS[NORTH])
    Grant.objects.create(user=chief, role="city_office", org=CITY, path=PATHS[CITY])
    Grant.objects.create(user=chief, role="school", org=FIRST, path=PATHS[FIRST])
    return {
        "first": first.pk,
        "chief": chief.pk,
        "grant": first.grants.get().pk,
        "token": make_token(actor_of(first), "x", 1).token.pk,
        "task": make_task("school_funds").pk,
        "round": make_round().pk,
        "unit": NORTH,
        "job": Job.objects.create(
            kind="permissions.nothing",
            org=NORTH,
            path=PATHS[NORTH],
            by=User.objects.get(username="north"),
            state=Job.State.FAILED,
        ).pk,
    }


def test_every_address_stands_in_the_table() -> None:
    assert names(get_resolver().url_patterns) - {line.name for line in TABLE} == set()
    assert {line.name for line in TABLE} - names(get_resolver().url_patterns) == set()


def test_the_table_holds(objects: dict[str, object]) -> None:
    clients = {STRANGER: Client()}
    for user in User.objects.filter(username__in=USERS):
        clients[user.username] = Client(raise_request_exception=False)
        clients[user.username].force_login(user)
    wrong = []
    for line in TABLE:
        for username, status in expectations(line).items():
            got = _status(clients[username], line, objects)
            if got != status:
                wrong.append(f"{line.method} {line.name} as {username}: {got}, not {status}")
    assert not wrong, "\n".join(wrong)


def _status(client: Client, line: Line, objects: dict[str, object]) -> int:
    """The status of one request, whose deeds are undone: the next begins where this one began."""
    cookies, path = client.cookies.copy(), line.path.format(**objects)
    with transaction.atomic():
        status = client.generic(
            line.method, path, line.body.replace("{unit}", NORTH), "application/x-www-form-urlencoded"
        ).status_code
        transaction.set_rollback(True)
    client.cookies = cookies
    return status
