"""The workbench holds what is one's own, the most urgent first, and nothing else; in a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.town import CITY, FIRST, NORTH, OTHER, PATHS, SECOND, Town, open_town_round

from jiaodu.actions.acting import Actor, NotThere, actor_of
from jiaodu.actions.duties import assign_task, people_of
from jiaodu.actions.notices import read_notice
from jiaodu.actions.reminders import remind
from jiaodu.actions.rounds import close_round, extend_tasks
from jiaodu.actions.workbench import GROUPS, read_workbench
from jiaodu.core.base.problems import JiaoduError
from jiaodu.records.models import AuditEntry, Decision, Grant, Notice, RoundForm, Task, User

TODAY = dt.date(2026, 3, 2)  # a Monday


def actor(name: str) -> Actor:
    return actor_of(User.objects.get(username=name))


def forms_of(bench: Any) -> dict[str, list[str]]:
    return {name: [i.task.form for i in bench.own[name]] for name in GROUPS if bench.own[name]}


def test_groups_by_urgency(town: Town) -> None:
    open_town_round("pupils", "staff", "school_funds", "teacher_quality", "class_list", "school_practice")
    days = {"pupils": -1, "staff": 7, "school_funds": 8, "teacher_quality": 30}
    for form, days_on in days.items():
        Task.objects.filter(form=form).update(due=TODAY + dt.timedelta(days=days_on))
    Task.objects.filter(form="class_list").update(state="submitted", due=TODAY - dt.timedelta(days=9))
    Task.objects.filter(form="school_practice").update(state="returned")
    # Monday + 5 working days is the Monday after: 7 days on is soon, 8 days on is not
    found = forms_of(read_workbench(actor("first"), TODAY))
    assert found == {
        "returned": ["school_practice"], "late": ["pupils"], "soon": ["staff"], "later": ["school_funds", "teacher_quality"],
        "waiting": ["class_list"],
    }  # fmt: skip


@pytest.mark.parametrize(("days", "group"), [(-1, "late"), (0, "soon"), (7, "soon"), (8, "later")])
def test_where_a_group_ends(town: Town, days: int, group: str) -> None:
    open_town_round("pupils")
    Task.objects.update(due=TODAY + dt.timedelta(days=days))
    assert list(forms_of(read_workbench(actor("first"), TODAY))) == [group]


def test_what_came_back_says_why(town: Town) -> None:
    open_town_round("pupils")
    task, city = Task.objects.get(org=FIRST), User.objects.get(username="city")
    Task.objects.filter(pk=task.pk).update(state="returned")
    for reason in ("第一次", "与统计不符"):
        Decision.objects.create(task=task, version=1, step="return", reason=reason, by=city)
    (item,) = read_workbench(actor("first")).own["returned"]
    assert (item.reason, item.by) == ("与统计不符", city.name)


def test_only_ones_own(town: Town) -> None:
    open_town_round("pupils", "county_pay", "county_basic")
    seen = {
        name: {i.task.path for g in read_workbench(actor(name)).own.values() for i in g}
        for name in ("first", "north", "finance", "reader", "system")
    }
    assert seen == {
        "first": {PATHS[FIRST]},
        "north": {PATHS[NORTH]},
        "finance": {PATHS[NORTH]},
        "reader": set(),
        "system": set(),
    }


def test_a_department_has_the_forms_that_it_owns(town: Town) -> None:
    made = open_town_round("county_pay", "county_basic", "county_access")
    Grant.objects.filter(user__username="finance").update(forms=[], department="县财政局")
    assert forms_of(read_workbench(actor("finance"))) == {"later": ["county_basic"]}
    RoundForm.objects.filter(round=made, form="county_basic").update(department="民政局")
    assert forms_of(read_workbench(actor("finance"))) == {}
    RoundForm.objects.filter(round=made, form="county_access").update(department="财政局")
    assert forms_of(read_workbench(actor("finance"))) == {"later": ["county_access"]}


def test_what_waits_for_whom(town: Town) -> None:
    open_town_round("pupils", "county_pay")
    Task.objects.filter(org__in=(FIRST, NORTH, OTHER)).update(state="submitted")
    Task.objects.filter(org=SECOND).update(state="reviewed")
    waits = {
        name: (read_workbench(actor(name)).to_review.count, read_workbench(actor(name)).to_approve.count)
        for name in ("city", "north", "south", "first", "inspector")
    }
    # a school's form waits for its district, a reviewed one and a county's own for the city
    assert waits == {"city": (0, 2), "north": (1, 0), "south": (1, 0), "first": (0, 0), "inspector": (0, 0)}


def test_a_closed_round_and_a_void_task_ask_for_nothing(town: Town) -> None:
    made = open_town_round("pupils", "staff")
    Task.objects.filter(form="staff").update(state="void")
    assert forms_of(read_workbench(actor("first"))) == {"later": ["pupils"]}
    close_round(actor("city"), made.pk)
    assert forms_of(read_workbench(actor("first"))) == {}


@pytest.mark.parametrize(("name", "most"), [("first", 8), ("north", 12), ("city", 12), ("reader", 5)])
def test_queries_are_few_however_many_tasks(
    town: Town, django_assert_max_num_queries: Any, name: str, most: int
) -> None:
    open_town_round()
    Task.objects.filter(form="pupils").update(state="submitted")
    Task.objects.filter(form="staff").update(state="returned")
    who = actor(name)
    with django_assert_max_num_queries(most):
        read_workbench(who)


def test_notices_are_read_once_by_their_unit(town: Town) -> None:
    made = open_town_round("pupils")
    Task.objects.update(due=dt.date(2020, 1, 1))
    remind(actor("north"), made.pk, orgs=[FIRST], text="请尽快")
    task = Task.objects.get(org=FIRST)
    extend_tasks(actor("north"), made.pk, [task.pk], dt.date(2099, 1, 1), "停电")
    more, first = read_workbench(actor("first")).notices
    assert (
        "延期" in more.said.zh
        and more.text == "停电"
        and "1 张已逾期" in first.said.zh
        and "1 of them late" in first.said.en
    )
    with pytest.raises(NotThere):
        read_notice(actor("second"), first.id)
    with pytest.raises(NotThere):
        read_notice(actor("city"), first.id)
    read_notice(actor("first"), first.id)
    read_notice(actor("first"), first.id)
    assert read_workbench(actor("first")).unread == 1
    assert Notice.objects.get(pk=first.id).read_by == User.objects.get(username="first")
    assert AuditEntry.objects.filter(deed="notice.read").count() == 1


def test_a_person_of_the_unit_is_made_responsible(town: Town) -> None:
    made = open_town_round("pupils")
    task = Task.objects.get(org=FIRST)
    assert [u.username for u in people_of(actor("first"), task.pk)[1]] == ["first"]
    assign_task(actor("first"), task.pk, "first")
    assert Task.objects.get(pk=task.pk).responsible == User.objects.get(username="first")
    for wrong in ("second", "city", "nobody"):
        with pytest.raises(JiaoduError, match="W15"):
            assign_task(actor("first"), task.pk, wrong)
    with pytest.raises(NotThere):
        assign_task(actor("second"), task.pk, "second")
    close_round(actor("city"), made.pk)
    with pytest.raises(JiaoduError, match="W05"):
        assign_task(actor("first"), task.pk, "")


def test_the_round_of_a_city_is_seen_below_it(town: Town) -> None:
    open_town_round("pupils", org=NORTH)
    rounds = {name: len(read_workbench(actor(name)).rounds) for name in ("city", "north", "south", "reader", "first")}
    assert rounds == {"city": 1, "north": 1, "south": 0, "reader": 1, "first": 0}
    assert CITY
