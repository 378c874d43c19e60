"""Who may do what: subtree, forms, days, and the difference between forbidden and not there."""

from __future__ import annotations

import datetime as dt

import pytest

from jiaodu.actions.acting import NotThere, actor_of, demand, may, within
from jiaodu.core.base.problems import JiaoduError
from jiaodu.records.models import Grant, User

pytestmark = pytest.mark.django_db


def _user(role: str, path: str, **fields: object) -> User:
    user = User.objects.create_user(f"{role}{path}", name="虚构人员", org=path.strip("/").rsplit("/")[-1])
    Grant.objects.create(user=user, role=role, org=user.org, path=path, **fields)
    return user


def test_a_grant_reaches_its_subtree_and_no_more() -> None:
    actor = actor_of(_user("district_office", "/11/1101/"))
    assert may(actor, "task.review", "/11/1101/110101/")
    assert not may(actor, "task.review", "/11/11010/")
    assert not may(actor, "task.approve", "/11/1101/110101/")


def test_a_grant_may_be_narrowed_to_forms_and_days() -> None:
    actor = actor_of(_user("department", "/11/", forms=["county_pay"]))
    assert may(actor, "task.fill", "/11/", "county_pay") and not may(actor, "task.fill", "/11/", "county_basic")
    gone = _user("school", "/11/1/", until=dt.date(2020, 1, 1))
    assert not may(actor_of(gone), "task.fill", "/11/1/")


def test_another_units_object_is_not_there_and_a_verb_is_forbidden() -> None:
    actor = actor_of(_user("school", "/11/1/"))
    with pytest.raises(NotThere):
        demand(actor, "task.fill", "/11/2/")
    with pytest.raises(JiaoduError, match="A01"):
        demand(actor, "task.approve", "/11/1/")


def test_a_query_sees_what_may_sees() -> None:
    actor = actor_of(_user("district_office", "/11/1101/"))
    for path in ("/11/1101/", "/11/1101/5/", "/11/1102/"):
        Grant.objects.create(user=actor.user, role="none", org="x", path=path)
    seen = set(Grant.objects.filter(within(actor, "task.review"), role="none").values_list("path", flat=True))
    assert seen == {"/11/1101/", "/11/1101/5/"}


def test_an_unknown_verb_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        may(actor_of(_user("school", "/1/")), "task.fil", "/1/")
