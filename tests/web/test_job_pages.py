"""The pages of jobs: progress, outcome, problems in both languages, and nobody else's job."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client
from tests.town import NORTH, PASSWORD, PATHS, Town

from jiaodu.core.base.problems import problem
from jiaodu.records.models import Job, User

pytestmark = pytest.mark.django_db


def _client(name: str, language: str = "zh-hans") -> Client:
    client = Client(headers={"accept-language": language})
    assert PASSWORD
    client.force_login(User.objects.get(username=name))
    return client


def _job(state: str = "running", **fields: object) -> Job:
    by = User.objects.get(username="north")
    return Job.objects.create(kind="round.open", org=NORTH, path=PATHS[NORTH], state=state, by=by, **fields)


def test_a_running_job_shows_how_far_it_is_and_asks_again(town: Town) -> None:
    job = _job(done=25, total=100, doing="<b>第 25 所</b>")
    page = _client("north").get(f"/jobs/{job.pk}/").content.decode()
    assert 'value="25"' in page and 'hx-trigger="every 1s"' in page
    assert "&lt;b&gt;第 25 所" in page and "<b>第" not in page
    part = _client("north").get(f"/jobs/{job.pk}/", headers={"hx-request": "true"}).content.decode()
    assert part.strip().startswith("<section") and "<html" not in part


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "已退出"), ("en", "is gone")])
def test_a_failed_job_says_what_to_do_and_asks_no_more(town: Town, language: str, word: str) -> None:
    job = _job("failed", problems=[problem("U02").to_json()])
    page = _client("north", language).get(f"/jobs/{job.pk}/").content.decode()
    assert word in page and "U02" in page and "hx-trigger" not in page and f"/jobs/{job.pk}/repeat/" in page


def test_buttons_cancel_and_repeat(town: Town) -> None:
    client, job = _client("north"), _job("queued")
    assert client.post(f"/jobs/{job.pk}/cancel/").status_code == 302
    job.refresh_from_db()
    assert job.state == "cancelled"
    assert client.get(f"/jobs/{job.pk}/cancel/").status_code == 405


def test_the_list_shows_own_jobs_in_few_queries(town: Town, django_assert_max_num_queries: object) -> None:
    for _ in range(20):
        _job()
    client = _client("north")
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        page = client.get("/jobs/").content.decode()
    assert page.count("/jobs/") >= 20


@pytest.mark.parametrize("name", ["south", "first", "reader"])
def test_anothers_job_is_not_there(town: Town, name: str) -> None:
    job = _job()
    client = _client(name)
    assert client.get(f"/jobs/{job.pk}/").status_code == 404
    assert client.post(f"/jobs/{job.pk}/cancel/").status_code == 404
    assert client.post(f"/jobs/{job.pk}/repeat/").status_code == 404
    assert client.get(f"/jobs/{uuid.uuid4()}/").status_code == 404
