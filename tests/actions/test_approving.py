"""Submit, review, approve, return: each step once, in its turn, by who may; and what then stands in the store."""

from __future__ import annotations

import pytest
from tests.tasks import CLASSES, actor, make_round, make_task, write_cells
from tests.town import FIRST, Town

from jiaodu.actions.acting import Actor, NotThere
from jiaodu.actions.approving import Remark, remark, reopen, review, send_back, settle, submit, withdraw
from jiaodu.actions.holdings import read_facts, read_framework
from jiaodu.actions.publishing import approve, approve_one
from jiaodu.core.base.problems import JiaoduError
from jiaodu.core.evaluation.addresses import Addresses
from jiaodu.records.chain import verify_chain
from jiaodu.records.models import AuditEntry, CellComment, Decision, Notice, Round, Task


def _stored(item: str = "class_pupils", org: str = FIRST) -> dict[str, object]:
    """What the store's head holds of a form, asked in plain SQL: class -> figure."""
    facts = read_facts()
    if facts.table("class_list") is None:
        return {}
    sql = f"SELECT class_name, {item} FROM {facts.source('class_list')} WHERE org = '{org}'"
    return dict(facts.connection().sql(sql).fetchall())


def _approved(town: Town, **fields: object) -> Task:
    task = make_task(**fields)
    submit(actor("first"), task.pk)
    review(actor("north"), task.pk)
    approve_one(actor("city"), task.pk)
    return Task.objects.get(pk=task.pk)


def test_what_is_approved_stands_in_the_store_and_leads_back_to_task_cell_person_and_time(town: Town) -> None:
    before = read_facts().name
    task = _approved(town)
    assert (task.state, task.version, task.publication) == ("approved", 1, None)
    assert task.snapshot == read_facts().name != before
    assert _stored() == {"一(1)": 38, "一(2)": 41}
    form = read_framework(tuple(task.round.packs)).forms["class_list"]
    [cell] = Addresses(read_facts()).cells(form, "class_pupils", FIRST, 2024, grain={"class_name": "一(2)"})
    assert cell.address is not None
    assert cell.address.file == f"task:{task.pk}@1" and cell.address.sheet == "class_list"
    assert cell.address.cell.startswith("2/class_pupils/first 20")
    assert cell.address.by == "city" and cell.address.sha256 == task.digest
    assert (town.data / "store" / "files" / f"{task.digest}.json").is_file()


def test_every_step_is_a_decision_and_an_audit_line(town: Town) -> None:
    task = _approved(town)
    assert list(Decision.objects.values_list("step", "by__username")) == [
        ("submit", "first"), ("review", "north"), ("approve", "city"),
    ]  # fmt: skip
    deeds = AuditEntry.objects.filter(subject=f"task:{task.pk}").values_list("deed", "user", "address")
    assert list(deeds) == [
        (f"task.{s}", u, "192.0.2.1") for s, u in (("submit", "first"), ("review", "north"), ("approve", "city"))
    ]
    assert AuditEntry.objects.get(deed="task.submit").after["digest"] == task.digest
    assert verify_chain().broken is None


def test_errors_and_unexplained_warnings_stand_against_submitting(town: Town) -> None:
    task = make_task(cells={1: {**CLASSES[1], "class_pupils": "三十八人左右吧"}})
    with pytest.raises(JiaoduError) as caught:
        submit(actor("first"), task.pk)
    assert any(p.severity == "error" and p.place.cell.startswith("1/class_pupils") for p in caught.value.problems)
    assert Task.objects.get(pk=task.pk).state == "open" and not Decision.objects.exists()


def test_an_empty_form_is_no_submission(town: Town) -> None:
    task = make_task(cells={})
    with pytest.raises(JiaoduError, match="W51"):
        submit(actor("first"), task.pk)


def test_cells_that_changed_since_the_page_was_shown_are_not_submitted(town: Town) -> None:
    task = make_task()
    with pytest.raises(JiaoduError, match="W53"):
        submit(actor("first"), task.pk, revision=0)
    assert submit(actor("first"), task.pk, revision=1).state == "submitted"


def test_a_school_cannot_review_and_another_district_sees_nothing(town: Town) -> None:
    task = make_task()
    submit(actor("first"), task.pk)
    with pytest.raises(JiaoduError, match="A01"):
        review(actor("first"), task.pk)
    for name in ("south", "second", "other"):
        with pytest.raises(NotThere):
            review(actor(name), task.pk)
    with pytest.raises(JiaoduError, match="A01"):
        approve_one(actor("north"), task.pk)


def test_a_school_s_form_is_reviewed_before_it_is_approved(town: Town) -> None:
    task = make_task()
    submit(actor("first"), task.pk)
    with pytest.raises(JiaoduError, match="W62"):
        approve_one(actor("city"), task.pk)
    assert _stored() == {}


def test_another_version_than_the_one_looked_at_is_not_approved(town: Town) -> None:
    task = make_task()
    submit(actor("first"), task.pk)
    review(actor("north"), task.pk, Task.objects.get(pk=task.pk).digest)
    with pytest.raises(JiaoduError, match="W53"):
        approve_one(actor("city"), task.pk, "0" * 64)


def test_a_submission_can_be_taken_back_until_it_is_reviewed(town: Town) -> None:
    task = make_task()
    submit(actor("first"), task.pk)
    assert withdraw(actor("first"), task.pk).state == "open"
    submit(actor("first"), task.pk)
    review(actor("north"), task.pk)
    with pytest.raises(JiaoduError, match="W50"):
        withdraw(actor("first"), task.pk)


def test_a_return_says_why_and_where_and_the_next_version_is_another(town: Town) -> None:
    task = make_task()
    first = submit(actor("first"), task.pk).digest
    with pytest.raises(JiaoduError, match="W54"):
        send_back(actor("north"), task.pk, " ")
    with pytest.raises(JiaoduError, match="W55"):
        send_back(actor("north"), task.pk, "人数不对,请核对", [Remark(1, "no_such_item", "?")])
    send_back(actor("north"), task.pk, "人数不对,请核对", [Remark(2, "class_pupils", "应为40人")])
    assert Notice.objects.get().text == "人数不对,请核对" and Notice.objects.get().org == FIRST
    comment = CellComment.objects.get()
    assert settle(actor("first"), task.pk, comment.pk).settled_by.username == "first"
    write_cells(task, {2: {"class_pupils": "40"}})
    again = submit(actor("first"), task.pk)
    assert again.version == 2 and again.digest != first


def test_a_reopened_task_keeps_the_store_until_its_correction_is_approved_and_only_the_difference_is_written(
    town: Town,
) -> None:
    task = _approved(town)
    was = read_facts()
    reopen(actor("city"), task.pk, "班级人数与学籍系统不一致")
    write_cells(
        task,
        {
            2: {"class_pupils": "40"},
            3: {"stage": "小学", "class_name": "二(1)", "class_grade": "二年级", "class_pupils": "37"},
        },
    )
    submit(actor("first"), task.pk)
    review(actor("north"), task.pk)
    assert _stored() == {"一(1)": 38, "一(2)": 41}
    approve_one(actor("city"), task.pk)
    assert _stored() == {"一(1)": 38, "一(2)": 40, "二(1)": 37}
    form = read_framework(tuple(task.round.packs)).forms["class_list"]
    files = {
        (name, item): Addresses(read_facts()).cells(form, item, FIRST, 2024, grain={"class_name": name})[0].address.file
        for name in ("一(1)", "一(2)") for item in ("class_pupils", "class_grade")
    }  # fmt: skip
    assert files == {
        ("一(1)", "class_pupils"): f"task:{task.pk}@1", ("一(1)", "class_grade"): f"task:{task.pk}@1",
        ("一(2)", "class_pupils"): f"task:{task.pk}@2", ("一(2)", "class_grade"): f"task:{task.pk}@1",
    }  # fmt: skip
    assert was.name != read_facts().name


def test_a_row_that_was_approved_cannot_vanish_unnoticed(town: Town) -> None:
    task = _approved(town)
    reopen(actor("city"), task.pk, "二班已经合并")
    task.cells.filter(row=2).delete()
    with pytest.raises(JiaoduError, match="W66"):
        submit(actor("first"), task.pk)
    write_cells(task, {2: {**CLASSES[2], "class_pupils": "不适用"}})
    submit(actor("first"), task.pk)
    review(actor("north"), task.pk)
    approve_one(actor("city"), task.pk)
    assert _stored() == {"一(1)": 38, "一(2)": None}


def test_many_are_approved_by_one_move_of_the_store_and_the_others_say_why_not(town: Town) -> None:
    round_ = make_round()
    tasks = {
        o: make_task(round_, org=c) for o, c in (("first", FIRST), ("second", "9902010002"), ("third", "9902010003"))
    }
    for name, task in tasks.items():
        submit(actor(name), task.pk)
    for name in ("first", "second"):
        review(actor("north"), tasks[name].pk)
    number = read_facts().manifest.number
    found = approve(actor("city"), [t.pk for t in tasks.values()])
    assert set(found.approved) == {tasks["first"].pk, tasks["second"].pk}
    assert [p.code for p in found.refused[tasks["third"].pk]] == ["W62"]
    assert read_facts().manifest.number == number + 1 and found.snapshot == read_facts().name
    assert {t.snapshot for t in Task.objects.filter(state="approved")} == {found.snapshot}


def test_nobody_approves_what_they_submitted_themselves(town: Town) -> None:
    from jiaodu.records.models import Grant, User

    north = User.objects.get(username="north")
    Grant.objects.create(user=north, role="city_office", org="990200", path="/990200/")
    task = make_task()
    submit(actor("north"), task.pk)
    assert Decision.objects.get().on_behalf
    review(actor("north"), task.pk)
    with pytest.raises(JiaoduError, match="W58"):
        approve_one(actor("north"), task.pk)


def test_a_closed_round_takes_nothing_in(town: Town) -> None:
    task = make_task(make_round(state="closed"))
    with pytest.raises(JiaoduError, match="W52"):
        submit(actor("first"), task.pk)


def test_nothing_is_reviewed_or_approved_after_the_round_is_closed(town: Town) -> None:
    task = make_task()
    submit(actor("first"), task.pk)
    Round.objects.update(state="closed")
    for deed in (lambda: review(actor("north"), task.pk), lambda: send_back(actor("north"), task.pk, "请核对人数")):
        with pytest.raises(JiaoduError, match="W52"):
            deed()
    Task.objects.update(state="reviewed")
    with pytest.raises(JiaoduError, match="W52"):
        approve_one(actor("city"), task.pk)


def test_a_decision_is_a_persons_and_rests_on_a_submission(town: Town) -> None:
    task = make_task()
    submit(actor("first"), task.pk)
    review(actor("north"), task.pk)
    with pytest.raises(JiaoduError, match="A01"):
        approve(Actor(None, door="command"), [task.pk])
    Decision.objects.filter(step="submit").delete()
    with pytest.raises(JiaoduError, match="W61"):
        approve_one(actor("city"), task.pk)
    assert _stored() == {}


def test_a_remark_is_a_line_of_the_audit(town: Town) -> None:
    task = make_task()
    submit(actor("first"), task.pk)
    remark(actor("inspector"), task.pk, Remark(2, "class_pupils", "请核对"))
    line = AuditEntry.objects.get(deed="task.remark")
    assert line.after == {"row": 2, "item": "class_pupils", "text": "请核对"} and line.user == "inspector"
