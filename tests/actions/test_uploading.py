"""A form goes out as a workbook and comes back: its figures, its problems at their cells, nothing where there is an error."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from tests.actions.test_filling import actor, texts
from tests.rounds import make_task
from tests.town import NORTH, Town

from jiaodu.actions.checking import check_task
from jiaodu.actions.filling import Change, history_of, save_cells
from jiaodu.actions.uploading import mark_upload, upload_workbook, write_workbook
from jiaodu.core.base.problems import JiaoduError
from jiaodu.records.models import Cell, Task


def book(task: Task, folder: Path, name: str = "first") -> Path:
    path = folder / "form.xlsx"
    write_workbook(actor(name), task.pk, path)
    return path


def put(path: Path, heading: str, value: object, row: int = 0) -> None:
    """Write beside an item's name (items down) or below its heading (a list)."""
    workbook = openpyxl.load_workbook(path)
    sheet = next(workbook[n] for n in workbook.sheetnames if n not in ("填报说明", "_jiaodu", "_jiaodu_lists"))
    for line in sheet.iter_rows():
        for cell in line:
            if isinstance(cell.value, str) and cell.value.startswith(heading):
                if row:
                    sheet.cell(cell.row + row, cell.column).value = value
                else:
                    head = next(c for c in sheet[_head(sheet)] if c.value == "数值")
                    sheet.cell(cell.row, head.column).value = value
                workbook.save(path)
                return
    raise AssertionError(heading)


def _head(sheet: object) -> int:
    return next(line[0].row for line in sheet.iter_rows() if line[0].value == "数据项")  # type: ignore[attr-defined]


def test_what_stands_goes_out_and_comes_back(town: Town, tmp_path: Path) -> None:
    task = make_task("school_funds")
    changes = [
        Change(1, "training_budget", "约300"),
        Change(1, "training_final", "不适用"),
        Change(1, "training_budget", note="预算尚未批复下达"),
    ]
    save_cells(actor("first"), task.pk, changes)
    path = book(task, tmp_path)
    before = texts(task)
    done = upload_workbook(actor("first"), task.pk, "form.xlsx", path.read_bytes())
    assert done.saved is not None and texts(task) == before
    put(path, "公用经费预算总额", 12000)
    done = upload_workbook(actor("first"), task.pk, "form.xlsx", path.read_bytes())
    assert done.saved is not None
    assert texts(task)[1, "public_funds_budget"] == "12000"
    assert Cell.objects.get(task=task, item="training_budget").note == "预算尚未批复下达"
    assert history_of(task, 1, "public_funds_budget")[0].via == "upload"


def test_an_error_keeps_everything_out_and_is_marked(town: Town, tmp_path: Path) -> None:
    task = make_task("school_funds")
    path = book(task, tmp_path)
    put(path, "公用经费预算总额", "很多")
    put(path, "教师培训经费预算", 5)
    done = upload_workbook(actor("first"), task.pk, "form.xlsx", path.read_bytes())
    assert done.saved is None and "I24" in [p.code for p in done.problems]
    assert texts(task) == {}
    name, content = mark_upload(actor("first"), task.pk, done.file.pk, "zh")
    marked = tmp_path / name
    marked.write_bytes(content)
    assert len(openpyxl.load_workbook(marked).sheetnames) == len(openpyxl.load_workbook(path).sheetnames) + 1


def test_a_list_comes_back_row_by_row(town: Town, tmp_path: Path) -> None:
    task = make_task("county_monitoring", NORTH)
    save_cells(actor("north"), task.pk, [Change(2, "attainment_level", "3")])
    path = book(task, tmp_path, "north")
    put(path, "学业水平等级", 2, row=1)
    done = upload_workbook(actor("north"), task.pk, "form.xlsx", path.read_bytes())
    assert done.saved is not None
    found = texts(task)
    assert (found[1, "attainment_level"], found[2, "attainment_level"]) == ("2", "3")


def test_another_form_is_not_this_one(town: Town, tmp_path: Path) -> None:
    path = book(make_task("school_practice"), tmp_path)
    done = upload_workbook(actor("first"), make_task("school_funds").pk, "form.xlsx", path.read_bytes())
    assert done.saved is None and [p.code for p in done.problems if p.severity == "error"] == ["W27"]


@pytest.mark.parametrize(("name", "content", "code"), [("a.exe", b"MZ", "W30"), ("a.xlsx", b"", "W33")])
def test_what_is_no_workbook(town: Town, name: str, content: bytes, code: str) -> None:
    with pytest.raises(JiaoduError, match=code):
        upload_workbook(actor("first"), make_task("school_funds").pk, name, content)


def test_a_broken_workbook_is_an_error_like_any(town: Town) -> None:
    task = make_task("school_funds")
    done = upload_workbook(actor("first"), task.pk, "a.xlsx", b"PK\x03\x04 broken")
    assert done.saved is None and done.errors
    assert check_task(Task.objects.get(pk=task.pk)).problems is not None
