"""The self-assessment of 36 items in its official look: written, filled in and read back; a plain list is read as well."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from small_files import write_book

from jiaodu.core.base.organisations import Organisation, OrganisationTree
from jiaodu.core.facts.reading import MemoryFacts
from jiaodu.core.framework import Framework, load_framework
from jiaodu.intake import Intake, read_sources
from jiaodu.intake.templates.model import Request
from jiaodu.intake.templates.write import write_template

FORM, SHEET = "preschool_self_assessment", "普及普惠自评"
TREE = OrganisationTree([Organisation("990101", "青禾县(虚构)", "county")])
CODES = {"合格": "qualified", "基本合格": "basic", "不合格": "unqualified"}


@pytest.fixture(scope="module")
def framework() -> Framework:
    return load_framework("school-items")


def _write(framework: Framework, path: Path, facts: MemoryFacts) -> None:
    write_template(Request(framework, facts, [framework.forms[FORM]], "2024", ("990101",)), path)


def _row(intake: Intake) -> dict[str, object]:
    assert [p for p in intake.problems if p.severity != "note"] == []
    (staged,) = intake.staged
    (row,) = staged.rows.to_pylist()
    return row


def test_what_is_filled_in_comes_back_with_evidence_and_cells(framework: Framework, tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    _write(framework, path, MemoryFacts([], TREE))
    book = openpyxl.load_workbook(path)
    sheet = book[SHEET]
    head = next(r for r in range(1, 10) if sheet.cell(r, 1).value == "序号")
    assert [c.value for c in sheet[head]] == ["序号", "内容", "标准", "自评结论", "佐证(说明)"]
    lines = range(head + 1, head + 37)
    assert [sheet.cell(r, 1).value for r in lines] == [str(n) for n in range(1, 37)]
    # three parts, merged over their items
    assert [sheet.cell(r, 2).value for r in lines if sheet.cell(r, 2).value] == ["普及普惠水平", "政府保障情况", "幼儿园保教质量保障情况"]  # fmt: skip
    assert all(not sheet.cell(r, c).protection.locked for r in lines for c in (4, 5))
    lists = {str(cell) for v in sheet.data_validations.dataValidation if v.type == "list" for cell in v.sqref.ranges}
    assert {f"D{r}" for r in lines} <= lists
    said = [list(CODES)[n % 3] for n in range(36)]
    for row, word in zip(lines, said, strict=True):
        sheet.cell(row, 4).value = word
    sheet.cell(head + 5, 5).value = "县政府办〔2023〕9号(虚构)"
    book.save(path)
    intake = read_sources([path], framework, TREE)
    row = _row(intake)
    assert [row[f"p{n:02d}"] for n in range(1, 37)] == [CODES[word] for word in said]
    assert dict(row["_note"]) == {"p05": "县政府办〔2023〕9号(虚构)"}  # type: ignore[call-overload]
    assert intake.staged[0].origin.cell("p36", 1) == f"D{head + 36}"
    # made again, it brings both
    _write(framework, path, MemoryFacts(intake.staged, TREE))
    again = _row(read_sources([path], framework, TREE))
    assert (again["p05"], again["_note"]) == (row["p05"], row["_note"])


@pytest.mark.parametrize("goes_down", [True, False])
def test_a_plain_list_of_the_items_is_read_as_before(framework: Framework, tmp_path: Path, goes_down: bool) -> None:
    names = [item.name.zh for item in framework.forms[FORM].spec.items.values()]
    rows: list[list[object]] = [["机构代码", "年度", *names], ["990101", "2024", *["合格"] * 36]]
    if goes_down:
        top: list[list[object]] = [["机构代码", "990101"], ["年度", "2024"], ["数据项", "数值", "说明"]]
        rows = [*top, *([name, "合格", ""] for name in names)]
    row = _row(read_sources([write_book(tmp_path / "a.xlsx", {SHEET: rows})], framework, TREE))
    assert {row[f"p{n:02d}"] for n in range(1, 37)} == {"qualified"}


def test_neither_headings_nor_items_is_said(framework: Framework, tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", {SHEET: [["机构代码", "990101", "年度", "2024"], ["甲", "乙"], ["1", "2"]]})
    assert "T08" in [p.code for p in read_sources([path], framework, TREE).problems]
