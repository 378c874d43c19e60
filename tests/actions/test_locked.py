"""What the official statistics say of a unit stands in its form, locked; what the unit thinks of it is a note."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.actions.test_filling import actor, texts
from tests.rounds import make_task
from tests.town import FIRST, PACKS, Town

from jiaodu.actions.checking import check_task
from jiaodu.actions.filling import Change, save_cells
from jiaodu.actions.holdings import read_framework
from jiaodu.core.facts.staging import Origin, stage_rows
from jiaodu.records.models import Task
from jiaodu.web.grid import build_grid

pytestmark = pytest.mark.django_db


@pytest.fixture
def task(town: Town) -> Task:
    form = read_framework(PACKS).form("staff")
    key = {"org": FIRST, "source": "education_statistics", "stage": "primary"}
    items = list(form.spec.items)
    rows = [
        {**key, "period": 2024, "as_of": dt.date(2024, 9, 1), items[0]: 30, "_row": 2},
        {**key, "period": 2023, "as_of": dt.date(2023, 9, 1), items[0]: 28, items[1]: 20, "_row": 3},
    ]
    origin = Origin("statistics.xlsx", "1" * 64, "教职工", "rows", {i: "A" for i in items})
    town.store.commit([stage_rows(form.table, origin, rows)], (), packs=PACKS, by="test")
    return make_task("staff")


def test_statistics_are_locked_and_a_note_beside_them_is_told(task: Task) -> None:
    items = list(read_framework(PACKS).form("staff").spec.items)
    changes = [Change(1, items[0], "31"), Change(1, items[0], note="统计漏了一名教师"), Change(1, items[1], "20")]
    saved = save_cells(actor("first"), task.pk, changes)
    assert [p.code for _, p in saved.refused] == ["W22"]
    assert (1, items[1]) in texts(task) and (1, items[0]) not in texts(task)
    checked = check_task(Task.objects.get(pk=task.pk))
    assert "T03" in [p.code for p in checked.problems]
    assert all(items[0] not in staged.items for staged in checked.intake.staged)


def test_last_year_and_statistics_stand_beside_the_cells(task: Task) -> None:
    from jiaodu.actions.checking import read_task
    from jiaodu.actions.filling import prepare_task
    from jiaodu.actions.filling_rights import own_items
    from jiaodu.actions.sheets import read_sheet

    prepare_task(actor("first"), task.pk)
    task.refresh_from_db()
    sheet = read_sheet(task)
    grid = build_grid(sheet, read_task(task), own_items(actor("first"), task, sheet))
    cells = {c.column.id: c for c in grid.rows[0].cells}
    items = list(sheet.form.spec.items)
    assert (cells[items[0]].official, cells[items[0]].last, cells[items[0]].lock) == ("30", "28", "official")
    assert (cells[items[1]].official, cells[items[1]].last, cells[items[1]].lock) == ("", "20", "")
    assert cells["stage"].lock == "fixed" and task.asked == len(items) - 1
