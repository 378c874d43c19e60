"""Saving cells: taken, refused or kept aside; nothing acknowledged is lost."""

from __future__ import annotations

import pytest
from tests.rounds import make_task
from tests.town import NORTH, Town

from jiaodu.actions.acting import Actor, NotThere, actor_of
from jiaodu.actions.approving import submit
from jiaodu.actions.checking import check_form, check_task
from jiaodu.actions.duties import assign_task
from jiaodu.actions.filling import Change, history_of, restore_change, save_cells
from jiaodu.actions.filling_rights import may_fill
from jiaodu.actions.reviewing import read_review
from jiaodu.core.base.problems import JiaoduError
from jiaodu.records.models import Cell, CellChange, Grant, RoundForm, Task, User


def actor(name: str) -> Actor:
    return actor_of(User.objects.get(username=name))


def texts(task: Task) -> dict[tuple[int, str], str]:
    return {(c.row, c.item): c.text for c in Cell.objects.filter(task=task) if c.text}


def test_a_cell_is_saved_with_its_history(town: Town) -> None:
    task = make_task("school_funds")
    saved = save_cells(actor("first"), task.pk, [Change(1, "public_funds_budget", "12,000.50")])
    assert not saved.lost and not saved.refused and saved.problems == {(1, "public_funds_budget"): ()}
    task.refresh_from_db()
    assert (task.revision, task.filled, task.asked) == (saved.revision, 1, 6)
    (change,) = history_of(task, 1, "public_funds_budget")
    assert (change.before, change.after, change.by.username, change.via) == ("", "12,000.50", "first", "typed")


def test_a_bad_cell_is_kept_and_said_to_be_bad(town: Town) -> None:
    task = make_task("school_funds")
    saved = save_cells(actor("first"), task.pk, [Change(1, "public_funds_budget", "很多")])
    assert [p.code for p in saved.problems[1, "public_funds_budget"]] == ["I24"]
    assert texts(task) == {(1, "public_funds_budget"): "很多"}
    assert "I24" in [p.code for p in check_task(Task.objects.get(pk=task.pk)).problems]


def test_two_people_at_one_cell_lose_nothing(town: Town) -> None:
    task = make_task("school_funds")
    first = save_cells(actor("first"), task.pk, [Change(1, "public_funds_budget", "1")])
    base = first.revision
    save_cells(actor("north"), task.pk, [Change(1, "public_funds_budget", "2", base=base)])
    late = save_cells(
        actor("first"),
        task.pk,
        [Change(1, "public_funds_budget", "3", base=base), Change(1, "training_budget", "4", base=base)],
        base,
    )
    assert [(x.mine, x.standing, x.who) for x in late.lost] == [("3", "2", "虚构人员north")]
    assert texts(task) == {(1, "public_funds_budget"): "2", (1, "training_budget"): "4"}
    lost = CellChange.objects.get(task=task, lost=True)
    restore_change(actor("first"), task.pk, lost.pk)
    assert texts(task)[1, "public_funds_budget"] == "3"
    assert CellChange.objects.filter(on_behalf=True).count() == 1


def test_the_same_change_twice_is_one(town: Town) -> None:
    task = make_task("school_funds")
    change = [Change(1, "training_budget", "4")]
    one = save_cells(actor("first"), task.pk, change)
    two = save_cells(actor("first"), task.pk, change)
    assert one.revision == two.revision and not two.lost


def test_text_and_note_are_merged_apart(town: Town) -> None:
    task = make_task("school_funds")
    base = save_cells(actor("first"), task.pk, [Change(1, "training_budget", "4")]).revision
    save_cells(actor("north"), task.pk, [Change(1, "training_budget", note="已核对预算批复文件", base=base)])
    saved = save_cells(actor("first"), task.pk, [Change(1, "training_budget", "5", base=base)])
    assert not saved.lost
    cell = Cell.objects.get(task=task, item="training_budget")
    assert (cell.text, cell.note) == ("5", "已核对预算批复文件")


def test_others_find_no_form_and_closed_forms_stand_still(town: Town) -> None:
    task = make_task("school_funds")
    with pytest.raises(NotThere):
        save_cells(actor("other"), task.pk, [Change(1, "training_budget", "4")])
    with pytest.raises(JiaoduError, match="A01"):
        save_cells(actor("inspector"), task.pk, [Change(1, "training_budget", "4")])
    Task.objects.filter(pk=task.pk).update(state="submitted")
    with pytest.raises(JiaoduError, match="W20"):
        save_cells(actor("first"), task.pk, [Change(1, "training_budget", "4")])


def test_a_cell_that_the_form_does_not_have_is_refused_and_the_rest_is_saved(town: Town) -> None:
    task = make_task("school_funds")
    saved = save_cells(
        actor("first"),
        task.pk,
        [
            Change(1, "nothing", "4"),
            Change(2, "training_budget", "4"),
            Change(1, "training_budget", "x" * 2001),
            Change(1, "training_final", "4"),
        ],
    )
    assert [p.code for _, p in saved.refused] == ["W21", "W21", "W25"]
    assert texts(task) == {(1, "training_final"): "4"}


def test_a_department_fills_in_what_it_owns(town: Town) -> None:
    task = make_task("county_special_education", NORTH)
    Grant.objects.filter(user__username="finance").update(forms=[], department="财政局")
    saved = save_cells(
        actor("finance"), task.pk, [Change(1, "special_public_funds", "4"), Change(1, "special_pupils", "4")]
    )
    assert [(spot, p.code) for spot, p in saved.refused] == [((1, "special_pupils"), "W23")]
    assert texts(task) == {(1, "special_public_funds"): "4"}


def test_a_form_that_the_round_gave_to_a_department_is_its_own_as_a_whole(town: Town) -> None:
    task = make_task("county_special_education", NORTH)
    asked = RoundForm.objects.create(
        round=task.round, form=task.form, level="county", due=task.due, department="财政局"
    )
    Grant.objects.filter(user__username="finance").update(forms=[], department="县财政局")
    saved = save_cells(actor("finance"), task.pk, [Change(1, "special_pupils", "4")])
    assert not saved.refused and "submit" in read_review(actor("finance"), task.pk).steps
    RoundForm.objects.filter(pk=asked.pk).update(department="民政局")
    saved = save_cells(actor("finance"), task.pk, [Change(1, "special_public_funds", "4")])
    assert [p.code for _, p in saved.refused] == ["W23"]
    assert "submit" not in read_review(actor("finance"), task.pk).steps


def test_a_department_hands_in_nothing_of_which_it_fills_in_a_part(town: Town) -> None:
    task = make_task("county_special_education", NORTH)
    Grant.objects.filter(user__username="finance").update(forms=[], department="财政局")
    save_cells(actor("finance"), task.pk, [Change(1, "special_public_funds", "4")])
    with pytest.raises(JiaoduError, match="A01"):
        submit(actor("finance"), task.pk)
    assert "submit" not in read_review(actor("finance"), task.pk).steps
    assert "submit" in read_review(actor("north"), task.pk).steps


def test_a_grant_of_forms_reaches_no_form_of_a_unit_below(town: Town) -> None:
    task = make_task("school_funds")
    Grant.objects.filter(user__username="finance").update(forms=["school_funds"])
    assert not may_fill(actor("finance"), task)
    with pytest.raises(JiaoduError, match="A01"):
        save_cells(actor("finance"), task.pk, [Change(1, "training_final", "4")])
    with pytest.raises(JiaoduError, match="A01"):
        assign_task(actor("finance"), task.pk, "first")


def test_a_check_of_a_form_that_was_handed_in_leaves_its_counts(town: Town) -> None:
    task = make_task("school_funds")
    save_cells(actor("first"), task.pk, [Change(1, "training_final", "x")])
    check_form(actor("city"), task.pk)
    errors = Task.objects.get(pk=task.pk).errors
    assert errors > 0
    Task.objects.filter(pk=task.pk).update(state="approved", errors=0)
    assert check_form(actor("city"), task.pk).errors == errors
    assert Task.objects.get(pk=task.pk).errors == 0


def test_rows_of_codes_are_there_from_the_beginning(town: Town) -> None:
    task = make_task("county_monitoring", NORTH)
    save_cells(actor("north"), task.pk, [Change(2, "attainment_level", "3")])
    assert {text for (_, item), text in texts(task).items() if item == "subject"} == {
        "语文",
        "数学",
        "科学",
        "体育",
        "艺术",
        "德育",
    }
    checked = check_task(Task.objects.get(pk=task.pk))
    (staged,) = checked.intake.staged
    row = staged.rows.to_pylist()[1]
    assert (row["subject"], row["attainment_level"], row["_row"], row["org"]) == ("mathematics", 3, 2, NORTH)
    assert staged.origin.cell("attainment_level", 2) == "2/attainment_level/north"


def test_a_new_row_is_one_row_however_often_it_is_sent(town: Town) -> None:
    task = make_task("community_kindergartens", NORTH)
    change = [Change(0, "estate", "甲小区", key="k1"), Change(0, "estate", "乙小区", key="k2")]
    one = save_cells(actor("north"), task.pk, change)
    two = save_cells(actor("north"), task.pk, change)
    assert one.rows == two.rows == {"k1": 1, "k2": 2}
