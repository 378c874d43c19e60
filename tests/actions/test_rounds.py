"""A round runs: closed, opened again, extended for a reason, its reminders, the register that changes meanwhile."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.town import CITY, FIRST, NORTH, OTHER, PACKS, SECOND, SOUTH, THIRD, Town, open_town_round

from jiaodu.actions import register_changes
from jiaodu.actions.acting import Actor, NotThere, actor_of
from jiaodu.actions.jobs import find_job
from jiaodu.actions.opening import RoundPlan, draft_round, fill_round, go_on, start_round
from jiaodu.actions.register_changes import RegisterChanges, apply_register, compare_register
from jiaodu.actions.reminders import list_calls, remind
from jiaodu.actions.rounds import (
    change_due,
    change_form,
    close_round,
    discard_round,
    extend_tasks,
    find_round,
    note_submission,
    reopen_round,
    rounds_within,
)
from jiaodu.core.base.organisations import Organisation
from jiaodu.core.base.problems import JiaoduError
from jiaodu.core.facts.staging import Origin, StagedRegister
from jiaodu.records.models import AuditEntry, Notice, Round, Task, User

PAST, FAR = dt.date(2020, 1, 1), dt.date(2098, 1, 1)


def actor(name: str) -> Actor:
    return actor_of(User.objects.get(username=name))


def codes(error: pytest.ExceptionInfo[JiaoduError]) -> set[str]:
    return {p.code for p in error.value.problems}


def ids(*orgs: str) -> list[int]:
    return list(Task.objects.filter(org__in=orgs).values_list("pk", flat=True))


def test_close_and_open_again(town: Town) -> None:
    made = open_town_round("pupils")
    assert close_round(actor("city"), made.pk).state == Round.State.CLOSED
    for deed in (
        lambda: close_round(actor("city"), made.pk),
        lambda: extend_tasks(actor("city"), made.pk, ids(FIRST), FAR, "x"),
        lambda: remind(actor("city"), made.pk),
    ):
        with pytest.raises(JiaoduError) as caught:
            deed()
        assert codes(caught) == {"W05"}
    with pytest.raises(JiaoduError) as caught:
        reopen_round(actor("city"), made.pk, "  ")
    assert codes(caught) == {"W01"}
    assert reopen_round(actor("city"), made.pk, "补报").state == Round.State.OPEN
    last = AuditEntry.objects.last()
    assert last is not None and last.deed == "round.reopen" and last.after["reason"] == "补报"


def test_who_may_see_and_who_may_not(town: Town) -> None:
    made = open_town_round("pupils", org=NORTH)
    assert {
        name for name in ("city", "north", "south", "first", "other", "reader", "public") if rounds_within(actor(name))
    } == {"city", "north", "first", "reader"}
    with pytest.raises(NotThere):
        close_round(actor("south"), made.pk)
    for name in ("north", "first"):
        with pytest.raises(JiaoduError) as caught:
            close_round(actor(name), made.pk)
        assert codes(caught) == {"A01"}
    assert not AuditEntry.objects.filter(deed="round.close").exists()


def test_a_draft_is_nobodys_until_it_is_open(town: Town) -> None:
    plan = RoundPlan("草稿", PACKS, 2024, CITY, FAR, {"pupils": None})
    made = draft_round(actor("city"), plan)
    assert rounds_within(actor("first")) == [] and len(rounds_within(actor("city"))) == 1
    with pytest.raises(NotThere):
        find_round(actor("north"), made.pk)
    job = go_on(actor("city"), made.pk)
    assert find_job(actor("city"), job.pk).kind == "round.open"
    discard_round(actor("city"), made.pk)
    assert not Round.objects.exists()


def test_an_interrupted_opening_goes_on_where_it_stopped(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jiaodu.actions.opening.CHUNK", 2)
    made = draft_round(actor("city"), RoundPlan("x", PACKS, 2024, CITY, FAR, {"pupils": None, "staff": None}))

    def stop(done: int, total: int) -> None:
        if done >= 4:
            raise RuntimeError("stopped")

    with pytest.raises(RuntimeError):
        fill_round(actor("city"), made, stop)
    assert Task.objects.count() == 4 and Round.objects.get().state == Round.State.DRAFT
    seen: list[int] = []
    assert fill_round(actor("city"), made, lambda done, total: seen.append(done)).state == Round.State.OPEN
    assert Task.objects.count() == 8 and seen == [2, 4, 6, 8]
    with pytest.raises(JiaoduError):
        fill_round(actor("city"), made)


def test_very_many_tasks_are_a_job(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = RoundPlan("x", PACKS, 2024, CITY, FAR, {"pupils": None})
    monkeypatch.setattr("jiaodu.actions.opening.AT_ONCE", 3)
    made, job = start_round(actor("city"), plan)
    assert made.state == Round.State.DRAFT and job is not None and job.arguments == {"number": made.pk}
    monkeypatch.setattr("jiaodu.actions.opening.AT_ONCE", 4)
    made, job = start_round(actor("city"), plan)
    assert made.state == Round.State.OPEN and job is None


def test_an_extension_is_for_a_reason_and_known_to_the_unit(town: Town) -> None:
    made = open_town_round("pupils", "staff")
    Task.objects.update(due=PAST)
    assert extend_tasks(actor("north"), made.pk, ids(FIRST), FAR, " 停电 ") == 2
    assert {t.deadline for t in Task.objects.filter(org=FIRST)} == {FAR}
    assert {t.deadline for t in Task.objects.exclude(org=FIRST)} == {PAST}
    notice = Notice.objects.get()
    assert (notice.org, notice.kind, notice.text, notice.data["until"]) == (FIRST, "extension", "停电", "2098-01-01")
    line = AuditEntry.objects.get(deed="task.extend")
    assert line.org == FIRST and set(line.before.values()) == {"2020-01-01"} and line.after["reason"] == " 停电 "


@pytest.mark.parametrize(
    ("until", "reason", "state", "code"),
    [
        (FAR, "", "open", "W01"),
        (PAST, "x", "open", "W04"),
        (FAR, "x", "submitted", "W10"),
        (dt.date(2099, 6, 30), "x", "open", "W10"),
        (dt.date(2099, 7, 2), "x", "open", "W11"),
        (dt.date(2099, 7, 1), "x", "open", ""),
    ],
)
def test_extensions_that_are_refused(town: Town, until: dt.date, reason: str, state: str, code: str) -> None:
    made = open_town_round("pupils")
    Round.objects.update(extend_until=dt.date(2099, 7, 1))
    Task.objects.filter(org=FIRST).update(state=state)
    if not code:
        assert extend_tasks(actor("north"), made.pk, ids(FIRST, SECOND), until, reason) == 2
        return
    with pytest.raises(JiaoduError) as caught:
        extend_tasks(actor("north"), made.pk, ids(FIRST, SECOND), until, reason)
    assert codes(caught) == {code}
    assert not Task.objects.filter(extended_to__isnull=False).exists() and not Notice.objects.exists()


def test_the_city_may_extend_beyond_the_last_day(town: Town) -> None:
    made = open_town_round("pupils")
    Round.objects.update(extend_until=dt.date(2099, 7, 1))
    assert extend_tasks(actor("city"), made.pk, ids(FIRST), dt.date(2099, 8, 1), "x") == 1


def test_another_districts_task_is_not_there_to_extend(town: Town) -> None:
    made = open_town_round("pupils")
    with pytest.raises(NotThere):
        extend_tasks(actor("north"), made.pk, ids(FIRST, OTHER), dt.date(2099, 8, 1), "x")
    with pytest.raises(JiaoduError) as caught:
        extend_tasks(actor("first"), made.pk, ids(FIRST), dt.date(2099, 8, 1), "x")
    assert codes(caught) == {"A01"}
    with pytest.raises(JiaoduError) as caught:
        extend_tasks(actor("north"), made.pk, [], dt.date(2099, 8, 1), "x")
    assert codes(caught) == {"W12"}


def test_a_forms_day_is_moved_for_all_that_owe_it(town: Town) -> None:
    made = open_town_round("pupils", "staff")
    city = actor("city")
    extend_tasks(
        city,
        made.pk,
        list(Task.objects.filter(org=FIRST, form="pupils").values_list("pk", flat=True)),
        dt.date(2100, 1, 1),
        "x",
    )
    Task.objects.filter(org=SECOND, form="pupils").update(state="submitted")
    with pytest.raises(JiaoduError) as caught:
        change_form(city, made.pk, "pupils", due=dt.date(2099, 9, 1))
    assert codes(caught) == {"W01"}
    change_form(city, made.pk, "pupils", due=dt.date(2099, 9, 1), reason="疫情")
    deadlines = {t.org: t.deadline.isoformat() for t in Task.objects.filter(form="pupils")}
    assert deadlines == {FIRST: "2100-01-01", SECOND: "2099-06-30", THIRD: "2099-09-01", OTHER: "2099-09-01"}
    assert set(Task.objects.filter(form="staff").values_list("due", flat=True)) == {dt.date(2099, 6, 30)}


def test_units_are_reminded_once_a_day(town: Town) -> None:
    made = open_town_round("pupils", "staff")
    Task.objects.filter(org__in=(FIRST, OTHER), form="pupils").update(due=PAST)
    done = remind(actor("city"), made.pk)
    assert (done.units, done.already) == (2, 0)
    again = remind(actor("north"), made.pk)
    assert (again.units, again.already) == (0, 1)
    Notice.objects.update(created=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    assert remind(actor("north"), made.pk).units == 1
    with pytest.raises(NotThere):
        remind(actor("north"), made.pk, orgs=[OTHER])
    with pytest.raises(JiaoduError) as caught:
        remind(actor("north"), made.pk, text="长" * 1001)
    assert codes(caught) == {"W13"}


def test_whom_to_ring(town: Town) -> None:
    made = open_town_round("pupils", "staff", "county_pay")
    User.objects.filter(username="first").update(telephone="010-0000")
    Task.objects.filter(org=FIRST, form="pupils").update(due=PAST)
    ((call,), count) = list_calls(actor("north"), made.pk)
    assert (call.org, call.forms, call.late, call.deadline, call.area.zh) == (FIRST, ("pupils",), 1, PAST, "虚构北区")
    assert call.people == (("虚构人员first", "010-0000"),)
    assert "010-0000" not in repr(call) and "虚构人员" not in repr(call)
    everyone, all_ = list_calls(actor("north"), made.pk, late_only=False)
    assert (count, all_) == (1, 4)
    assert [c.org for c in list_calls(actor("north"), made.pk, late_only=False, most=2)[0]] == [FIRST, NORTH]
    assert {c.org: len(c.forms) for c in everyone} == {FIRST: 2, SECOND: 2, THIRD: 2, NORTH: 1}
    for name in ("first", "reader"):
        with pytest.raises(JiaoduError):
            list_calls(actor(name), made.pk)


def _register(town: Town, *units: Organisation) -> None:
    origin = Origin("changes.xlsx", "1" * 64, "学校(园)名录", "web", {})
    town.store.commit((), [StagedRegister(origin, list(units))], packs=PACKS, by="test")


def test_what_is_handed_in_while_the_register_is_compared_stays(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    made = open_town_round("pupils")
    gone = Task.objects.get(org=SECOND)
    monkeypatch.setattr(register_changes, "_compare", lambda *_: RegisterChanges(gone=(gone.pk,)))
    Task.objects.filter(pk=gone.pk).update(state="submitted")
    apply_register(actor("city"), made.pk)
    gone.refresh_from_db()
    assert gone.state == "submitted"


def test_the_register_changes_meanwhile(town: Town) -> None:
    made = open_town_round("pupils", "staff")
    assert not compare_register(actor("city"), made.pk)
    school = {"stage": ("primary",), "ownership": ("public",), "urban_rural": ("urban",), "kind": ("primary",)}
    day = dt.date(2024, 8, 1)
    _register(
        town,
        Organisation("9902010009", "虚构新校", "school", NORTH, valid_from=day, attributes=school),
        Organisation(SECOND, "虚构第二小学", "school", NORTH, closed=day, attributes=school),
        Organisation(THIRD, "虚构第三小学", "school", SOUTH, valid_from=day, attributes=school),
        Organisation(OTHER, "虚构南区小学", "school", SOUTH, closed=day, attributes=school),
    )
    Task.objects.filter(org=OTHER, form="pupils").update(state="approved")
    found = compare_register(actor("city"), made.pk)
    assert (len(found.new), len(found.gone), len(found.moved), len(found.kept)) == (2, 3, 2, 1)
    assert Task.objects.count() == 8
    with pytest.raises(JiaoduError):
        apply_register(actor("north"), made.pk)
    apply_register(actor("city"), made.pk)
    states = {(t.org, t.form): t.state for t in Task.objects.all()}
    assert (
        states[SECOND, "pupils"] == "void"
        and states[OTHER, "pupils"] == "approved"
        and states[OTHER, "staff"] == "void"
    )
    assert states["9902010009", "staff"] == "open"
    assert set(Task.objects.filter(org=THIRD).values_list("path", "area")) == {
        (f"/{CITY}/{SOUTH}/{THIRD}/", f"/{CITY}/{SOUTH}/")
    }
    assert not compare_register(actor("city"), made.pk)
    line = AuditEntry.objects.get(deed="round.register")
    assert line.after["new"] == 2 and line.after["void"] == 3 and line.after["moved"] == 2


def test_a_unit_that_comes_back_finds_its_task(town: Town) -> None:
    made = open_town_round("pupils")
    Task.objects.filter(org=FIRST).update(state="void", filled=7)
    found = apply_register(actor("city"), made.pk)
    assert len(found.back) == 1 and not found.new
    task = Task.objects.get(org=FIRST)
    assert (task.state, task.filled) == ("open", 7)


@pytest.mark.parametrize(
    ("day", "on_time"), [("2024-05-01T15:59:59+00:00", True), ("2024-05-01T16:00:00+00:00", False)]
)
def test_on_time_is_until_midnight_in_beijing(day: str, on_time: bool) -> None:
    task = Task(due=dt.date(2024, 4, 1), extended_to=dt.date(2024, 5, 1))
    note_submission(task, dt.datetime.fromisoformat(day))
    assert task.on_time is on_time
    note_submission(task, dt.datetime(2030, 1, 1, tzinfo=dt.UTC))
    assert task.on_time is on_time


def test_the_rounds_own_day_moves_the_forms_that_had_it(town: Town) -> None:
    made = open_town_round("pupils", "staff")
    city, later = actor("city"), dt.date(2099, 9, 1)
    change_form(city, made.pk, "staff", due=dt.date(2099, 7, 7), reason="先报")
    Task.objects.filter(org=SECOND, form="pupils").update(state="submitted")
    for who, reason, code in (("city", " ", "W01"), ("north", "x", "A01")):
        with pytest.raises(JiaoduError) as caught:
            change_due(actor(who), made.pk, later, reason)
        assert codes(caught) == {code}
    assert change_due(city, made.pk, later, "疫情") == 1
    assert {(t.form, t.org == SECOND): t.deadline.isoformat() for t in Task.objects.all()} == {
        ("pupils", False): "2099-09-01", ("pupils", True): "2099-06-30", ("staff", False): "2099-07-07", ("staff", True): "2099-07-07",
    }  # fmt: skip
    assert Round.objects.get().due == later and made.forms.get(form="pupils").due == later
    line = AuditEntry.objects.get(deed="round.due")
    assert line.before == {"due": "2099-06-30"} and line.after["forms"] == ["pupils"]
