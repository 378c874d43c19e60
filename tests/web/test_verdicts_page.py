"""The verdicts that follow an approval: computed by the worker, read from the archive, each back to task, cell and person."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.tasks import actor, make_round, make_task
from tests.town import NORTH, OTHER, SOUTH, Town
from tests.web.test_approving_pages import client

from jiaodu.actions.acting import NotThere
from jiaodu.actions.approving import review, submit
from jiaodu.actions.holdings import read_facts, read_framework
from jiaodu.actions.judging import ask_for_verdicts, explain_verdict, read_verdicts
from jiaodu.actions.previewing import read_preview
from jiaodu.actions.publishing import approve_one
from jiaodu.actions.working import run_waiting
from jiaodu.core.evaluation import open_values
from jiaodu.records.models import Job, Task

FRAME = ["compulsory-balance@2017"]


@pytest.fixture
def judged(town: Town) -> Task:
    """A county's form, approved, and the verdicts computed by the worker."""
    round_ = make_round(packs=FRAME)
    framework = read_framework(FRAME)
    form = framework.form("county_access")
    cells = {1: {item: "0" for item, spec in form.spec.items.items() if spec.type == "count"}}
    task = make_task(round_, org=NORTH, form=form.id, cells=cells, by="north", source=form.spec.sources[-1])
    submit(actor("north"), task.pk)
    approve_one(actor("city"), task.pk)
    assert run_waiting() == 1
    return task


def test_verdicts_follow_an_approval(judged: Task) -> None:
    found = read_verdicts(actor("city"), judged.round_id)
    assert found.is_current and {code for code, _, _ in found.units} == {NORTH, SOUTH}
    page = client("city").get(f"/rounds/{judged.round_id}/verdicts/{NORTH}/").content.decode()
    assert found.snapshot in page and "无法判定" in page


def test_what_the_page_says_is_what_the_core_says(judged: Task) -> None:
    shown = read_verdicts(actor("city"), judged.round_id, NORTH).unit
    assert shown is not None
    values, judge = open_values(read_framework(FRAME), read_facts(), 2024)
    for group in shown.groups:
        for line in group.lines:
            v = line.verdict
            standard = values.framework.standards[v.standard]
            ordinal = values.results.periods[judge.indicator_of(standard).period_kind][0]
            assert v in judge.judge(standard, NORTH, ordinal)


def test_a_district_sees_itself_and_a_school_nothing(judged: Task) -> None:
    assert [code for code, _, _ in read_verdicts(actor("north"), judged.round_id).units] == [NORTH]
    with pytest.raises(NotThere):
        read_verdicts(actor("north"), judged.round_id, SOUTH)
    assert client("north").get(f"/rounds/{judged.round_id}/verdicts/{SOUTH}/").status_code == 404
    assert client("first").get(f"/rounds/{judged.round_id}/verdicts/").status_code == 403


def test_why_leads_to_the_task(judged: Task) -> None:
    found = read_verdicts(actor("city"), judged.round_id, NORTH).unit
    assert found is not None
    texts = {}
    for group in found.groups:
        for line in group.lines:
            _, trace = explain_verdict(actor("city"), judged.round_id, NORTH, line.verdict.standard)
            texts[line.verdict.standard] = " ".join(t.text.zh for t in trace.walk())
    named = [s for s, text in texts.items() if f"task:{judged.pk}@1" in text]
    assert named, "no verdict reads the form that was filled in"
    page = client("city").get(f"/rounds/{judged.round_id}/verdicts/{NORTH}/{named[0]}/").content.decode()
    assert f'<a href="/tasks/{judged.pk}/review/">' in page and "/north 20" in page
    assert client("city").get(f"/rounds/{judged.round_id}/verdicts/{NORTH}/no_such_standard/").status_code == 404


def test_one_job_is_enough_and_a_later_change_is_said(judged: Task) -> None:
    first = ask_for_verdicts(actor("city"), judged.round_id)
    assert ask_for_verdicts(actor("city"), judged.round_id).pk == first.pk
    task = make_task(judged.round, org=OTHER, by="other", source="school_return")
    Task.objects.filter(pk=task.pk).update(path=f"/990200/{SOUTH}/{OTHER}/")
    submit(actor("other"), task.pk)
    review(actor("south"), task.pk)
    approve_one(actor("city"), task.pk)
    assert Job.objects.filter(kind="round.judge", state="queued").count() == 1
    assert not read_verdicts(actor("city"), judged.round_id).is_current
    assert "可能已经过时" not in client("city").get(f"/rounds/{judged.round_id}/verdicts/").content.decode()
    assert "正在计算" in client("city").get(f"/rounds/{judged.round_id}/verdicts/").content.decode()


def test_a_job_that_somebody_else_asked_for_leads_to_no_page_that_is_not_there(judged: Task) -> None:
    ask_for_verdicts(actor("city"), judged.round_id)
    asked = client("north").post(f"/rounds/{judged.round_id}/verdicts/compute/", follow=True)
    assert asked.status_code == 200


def test_packs_without_standards_say_so(town: Town) -> None:
    round_ = make_round()
    assert "没有判定结果" in client("city").get(f"/rounds/{round_.pk}/verdicts/").content.decode()


def test_the_page_takes_few_queries(judged: Task, django_assert_max_num_queries: Callable[..., object]) -> None:
    city = client("city", "en")
    with django_assert_max_num_queries(8):
        assert city.get(f"/rounds/{judged.round_id}/verdicts/{NORTH}/").status_code == 200


def test_a_preview_counts_what_waits_and_leaves_the_store_alone(judged: Task) -> None:
    """What the preview says of a county is what the verdicts say after the same forms are approved."""
    framework = read_framework(FRAME)
    form = framework.form("county_balance_practice")
    cells = {1: {item: "是" for item, spec in form.spec.items.items() if spec.type == "yes_no"}}
    task = make_task(judged.round, org=NORTH, form=form.id, cells=cells, by="north", source=form.spec.sources[-1])
    submit(actor("north"), task.pk)
    head = read_facts().name
    city = client("city")
    assert "还没有算过" in city.get(f"/rounds/{judged.round_id}/verdicts/?preview=1").content.decode()
    assert city.post(f"/rounds/{judged.round_id}/verdicts/compute/", {"preview": "1"}).status_code == 302
    assert run_waiting() == 1 and read_facts().name == head
    preview = read_preview(actor("city"), judged.round_id, NORTH)
    before = read_verdicts(actor("city"), judged.round_id, NORTH)
    assert preview.waiting == 1 and preview.unit and before.unit and preview.unit.counts != before.unit.counts
    assert "不是正式结果" in city.get(f"/rounds/{judged.round_id}/verdicts/{NORTH}/?preview=1").content.decode()
    approve_one(actor("city"), task.pk)
    run_waiting()
    after = read_verdicts(actor("city"), judged.round_id, NORTH)
    assert after.unit and after.unit.counts == preview.unit.counts
    assert read_preview(actor("city"), judged.round_id).waiting == 0


@pytest.mark.parametrize("name", ["reader", "expert", "inspector", "third_party"])
def test_who_decides_nothing_sees_no_preview(judged: Task, name: str) -> None:
    assert client(name).get(f"/rounds/{judged.round_id}/verdicts/?preview=1").status_code == 403
    assert client(name).post(f"/rounds/{judged.round_id}/verdicts/compute/", {"preview": "1"}).status_code == 403
