"""What waits for an office: seen, decided together, or all of it by the worker; refusals are said one by one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.tasks import actor, make_round, make_task
from tests.town import CITY, FIRST, NORTH, OTHER, PATHS, SECOND, SOUTH, THIRD, Town
from tests.web.test_approving_pages import client

from jiaodu.actions.approving import review, submit
from jiaodu.actions.holdings import read_facts
from jiaodu.actions.jobs import cancel_job
from jiaodu.actions.waiting import approve_all, read_waiting
from jiaodu.actions.working import run_waiting
from jiaodu.records.models import Job, Task

USERS = {FIRST: "first", SECOND: "second", THIRD: "third", OTHER: "other"}


@pytest.fixture
def tasks(town: Town) -> dict[str, Task]:
    """A submission of each school."""
    round_ = make_round()
    found = {org: make_task(round_, org=org, by=name) for org, name in USERS.items()}
    for org, task in found.items():
        submit(actor(USERS[org]), task.pk)
    return found


def _ticks(tasks: list[Task]) -> list[str]:
    return [f"{t.pk}:{Task.objects.get(pk=t.pk).digest}" for t in tasks]


def test_a_district_passes_on_what_it_ticks(tasks: dict[str, Task]) -> None:
    round_ = tasks[FIRST].round_id
    assert {r.task.org for r in read_waiting(actor("north"), round_, "review").rows} == {FIRST, SECOND, THIRD}
    given = {"verb": "review", "task": _ticks([tasks[FIRST], tasks[SECOND]])}
    assert client("north").post(f"/rounds/{round_}/waiting/", given).status_code == 302
    assert set(Task.objects.filter(state="reviewed").values_list("org", flat=True)) == {FIRST, SECOND}


def test_another_districts_task_among_the_ticked_is_not_there(tasks: dict[str, Task]) -> None:
    given = {"verb": "review", "task": _ticks([tasks[OTHER]])}
    assert client("north").post(f"/rounds/{tasks[FIRST].round_id}/waiting/", given).status_code == 404
    assert client("first").get(f"/rounds/{tasks[FIRST].round_id}/waiting/").status_code == 403
    assert client("north").get(f"/rounds/{tasks[FIRST].round_id}/waiting/?verb=approve").status_code == 403


def test_what_cannot_be_approved_is_said_and_the_rest_is_done(tasks: dict[str, Task]) -> None:
    for org in (FIRST, SECOND):
        review(actor("north"), tasks[org].pk)
    given = {"verb": "approve", "task": [*_ticks([tasks[FIRST], tasks[THIRD]]), f"{tasks[SECOND].pk}:{'0' * 64}"]}
    response = client("city").post(f"/rounds/{tasks[FIRST].round_id}/waiting/", given)
    shown = response.content.decode()
    assert response.status_code == 422 and "W62" in shown and "W53" in shown and "已核准 1 张表" in shown
    assert set(Task.objects.filter(state="approved").values_list("org", flat=True)) == {FIRST}


def test_a_whole_district_is_approved_by_the_worker_with_one_move_of_the_store(tasks: dict[str, Task]) -> None:
    for org in (FIRST, SECOND, THIRD):
        review(actor("north"), tasks[org].pk)
    review(actor("south"), tasks[OTHER].pk)
    number = read_facts().manifest.number
    city = client("city")
    assert city.post(f"/rounds/{tasks[FIRST].round_id}/waiting/all/", {"area": PATHS[NORTH]}).status_code == 302
    assert run_waiting() >= 1
    job = Job.objects.get(kind="task.approve_all")
    assert job.state == "done" and "3" in job.result["zh"]
    assert read_facts().manifest.number == number + 1
    assert {t.org for t in Task.objects.filter(state="approved")} == {FIRST, SECOND, THIRD}


def test_a_cancelled_approval_changes_nothing(tasks: dict[str, Task]) -> None:
    review(actor("north"), tasks[FIRST].pk)
    job = approve_all(actor("city"), tasks[FIRST].round_id)
    cancel_job(actor("city"), job.pk)
    run_waiting()
    assert not Task.objects.filter(state="approved").exists()


def test_a_districts_own_form_needs_no_review(town: Town) -> None:
    round_ = make_round()
    for org, name, area in ((NORTH, "north", PATHS[NORTH]), (CITY, "city", PATHS[CITY])):
        make_task(round_, org=org, by=name, area=area, state="submitted")
    make_task(round_, org=SOUTH, by="south", area=PATHS[SOUTH], state="open")
    assert {r.task.org for r in read_waiting(actor("city"), round_.pk, "approve").rows} == {NORTH, CITY}
    assert not read_waiting(actor("north"), round_.pk, "review").rows


def test_the_page_takes_few_queries(
    tasks: dict[str, Task], django_assert_max_num_queries: Callable[..., object]
) -> None:
    north = client("north")
    with django_assert_max_num_queries(10):
        shown = north.get(f"/rounds/{tasks[FIRST].round_id}/waiting/").content.decode()
    assert shown.count('name="task"') == 3
