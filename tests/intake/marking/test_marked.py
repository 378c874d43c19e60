"""The marked workbook: what changed and nothing else, seen by other programs' eyes.

Floor: tests. In: workbooks of several writers. Out: nothing.
"""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill, Protection
from openpyxl.worksheet.datavalidation import DataValidation
from small_files import FRAMEWORK, TREE, write_book

from jiaodu.core.base.problems import SEVERITIES, Place, Problem, problem
from jiaodu.intake import Intake, read_sources
from jiaodu.intake.marking import mark_file
from jiaodu.intake.marking.marks import COLOURS, MOST_NOTES, SIGN

BAD: list[list[Any]] = [
    ["机构代码", "年度", "小学在校学生数", "普惠率", "类别", "开办日期"],
    ["110105", 2019, "若干", 0.8, "公办", dt.date(2019, 9, 1)],
    ["110108", 2019, 3.5, 300, "什么", None],
]


def read(path: Path) -> Intake:
    return read_sources([path], FRAMEWORK, TREE)


def mark(path: Path, target: Path | None = None) -> Path:
    """Read a file and write its marked copy."""
    target = target or path.with_name(f"{path.stem}-marked.xlsx")
    target.write_bytes(mark_file(path, read(path).problems).content)
    return target


def cells(path: Path) -> dict[str, dict[str, Any]]:
    """Every cell of the workbook as openpyxl reads it, formulas as formulas; the list of problems left out."""
    book = openpyxl.load_workbook(path)
    return {
        sheet.title: {c.coordinate: c.value for row in sheet.iter_rows() for c in row if c.value is not None}
        for sheet in book
        if not str(sheet["A1"].value).startswith(SIGN)
    }


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def notes(path: Path, sheet: str = "学校情况") -> dict[str, str]:
    found = openpyxl.load_workbook(path)[sheet]
    return {c.coordinate: c.comment.text for row in found.iter_rows() for c in row if c.comment}


def colours(path: Path, sheet: str = "学校情况") -> dict[str, str]:
    found = openpyxl.load_workbook(path)[sheet]
    return {
        c.coordinate: c.fill.fgColor.rgb[2:] for row in found.iter_rows() for c in row if c.fill.patternType == "solid"
    }


@pytest.fixture
def rich_book(tmp_path: Path) -> Path:
    """A workbook with nearly everything that a marking must not touch."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "学校情况"
    for row in BAD:
        sheet.append(row)
    sheet["C2"].fill = PatternFill("solid", fgColor="FF00B050")
    sheet["C2"].font = Font(bold=True, color="FFFF0000")
    sheet["C2"].protection = Protection(locked=False)
    sheet["C3"].comment = Comment("去年为 3 人", "王老师")
    sheet["B2"].comment = Comment("年度按学年", "王老师")
    sheet["D2"].number_format = "0.00"
    codes = DataValidation(type="list", formula1='"公办,民办"')
    codes.add("E2:E9")
    sheet.add_data_validation(codes)
    sheet.conditional_formatting.add("D2:D9", CellIsRule(operator="greaterThan", formula=["100"]))
    sheet.freeze_panes = "C2"
    sheet.column_dimensions["A"].width = 33
    sheet.protection.sheet = True
    sheet.protection.set_password("abc")
    sheet.print_title_rows = "1:1"
    other = book.create_sheet("说明")
    other["A1"] = "=SUM(学校情况!D2:D3)"
    other.merge_cells("A3:C4")
    chart = openpyxl.chart.BarChart()
    chart.add_data(openpyxl.chart.Reference(sheet, min_col=4, min_row=1, max_row=3))
    other.add_chart(chart, "E2")
    path = tmp_path / "rich.xlsx"
    book.save(path)
    return path


def test_only_what_must_change_changes(rich_book: Path) -> None:
    marked = mark(rich_book)
    before, after = parts(rich_book), parts(marked)
    changed = {name for name in before if before[name] != after.get(name)}
    assert changed == {
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "xl/worksheets/sheet1.xml",
        "xl/comments/comment1.xml",
        next(name for name in before if name.endswith(".vml")),
    }
    assert cells(marked) == cells(rich_book)


def test_the_sheet_itself_differs_in_style_numbers_only(rich_book: Path) -> None:
    import re

    before, after = (parts(p)["xl/worksheets/sheet1.xml"] for p in (rich_book, mark(rich_book)))
    bare = re.compile(rb' s="\d+"')
    assert bare.sub(b"", before) == bare.sub(b"", after)
    assert before != after


def test_colours_notes_and_old_comments(rich_book: Path) -> None:
    marked = mark(rich_book)
    found = notes(marked)
    assert found["B2"] == "年度按学年"
    assert found["C3"].startswith("去年为 3 人\n" + SIGN)
    assert "I25" in found["C3"]
    assert "若干" in found["C2"]
    shown = colours(marked)
    assert shown["C2"][:2] == shown["C3"][:2] == COLOURS["error"][:2]
    assert shown["C2"] != shown["C3"]  # another fill lay below
    assert shown["D2"] == COLOURS["warning"]
    cell = openpyxl.load_workbook(marked)["学校情况"]["C2"]
    assert cell.font.b
    assert not cell.protection.locked
    sheet = openpyxl.load_workbook(marked)["学校情况"]
    assert sheet.protection.sheet
    assert sheet.protection.password == openpyxl.load_workbook(rich_book)["学校情况"].protection.password
    assert sheet.data_validations.dataValidation[0].formula1 == '"公办,民办"'


def test_the_list_has_every_problem(rich_book: Path) -> None:
    found = read(rich_book).problems
    sheet = openpyxl.load_workbook(mark(rich_book))["问题清单"]
    rows = [row for row in sheet.iter_rows(min_row=6, max_col=10, values_only=True) if row[0]]
    assert [row[0] for row in rows] == list(range(1, len(found) + 1))
    assert sorted(row[9] for row in rows) == sorted(p.code for p in found)
    wrong = next(row for row in rows if row[3] == "C2")
    assert wrong[4] == "若干"
    assert wrong[5] == next(p.what() for p in found if p.place.cell == "C2")
    assert sheet.freeze_panes == "A6"
    assert sheet.auto_filter.ref == f"A5:J{5 + len(found)}"
    links = {c.value: c.hyperlink.location for (c,) in sheet["D6:D20"] if c.hyperlink}
    assert links["C2"] == "'学校情况'!C2"


def test_a_marked_workbook_is_read_as_the_original(rich_book: Path) -> None:
    marked = mark(rich_book)
    again = read(marked)
    assert [(p.code, p.place.cell, p.what()) for p in again.problems] == [
        (p.code, p.place.cell, p.what()) for p in read(rich_book).problems
    ]
    assert again.marked == (str(marked),)


def test_marking_again_replaces_the_marks(rich_book: Path, tmp_path: Path) -> None:
    once = mark(rich_book)
    twice = mark(once, tmp_path / "twice.xlsx")
    assert notes(twice) == notes(once)
    assert colours(twice) == colours(once)
    assert openpyxl.load_workbook(twice).sheetnames == openpyxl.load_workbook(once).sheetnames
    assert set(parts(twice)) == set(parts(once))
    assert parts(twice)["xl/worksheets/sheet3.xml"].count(b"<row") == parts(once)["xl/worksheets/sheet3.xml"].count(
        b"<row"
    )


def test_a_corrected_workbook_loses_its_marks(rich_book: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(mark(rich_book))
    sheet = book["学校情况"]
    sheet["C2"], sheet["D2"], sheet["C3"], sheet["D3"], sheet["E3"] = 12, 80, 3, 90, "民办"
    sheet.insert_rows(2)  # marks move with their cells
    sheet["A2"], sheet["B2"], sheet["C2"], sheet["D2"] = "110105", 2018, 1, 55
    book.save(tmp_path / "corrected.xlsx")
    found = read(tmp_path / "corrected.xlsx")
    assert found.ok
    marked = mark(tmp_path / "corrected.xlsx")
    shown = colours(marked)
    assert shown.pop("C3") == "00B050"  # the sender's own fill came back
    assert set(shown.values()) <= {COLOURS["note"]}
    assert {text for text in notes(marked).values() if SIGN not in text} == {"年度按学年", "去年为 3 人"}


def test_cells_that_are_not_there_are_made(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", {"学校情况": BAD})
    problems = [_wrong(path, cell) for cell in ("H1", "A9", "F3", "XFD2", "B9")]
    marked = tmp_path / "m.xlsx"
    marked.write_bytes(mark_file(path, problems).content)
    assert set(notes(marked)) == {"H1", "A9", "F3", "XFD2", "B9"}
    assert set(colours(marked)) == {"H1", "A9", "F3", "XFD2", "B9"}
    assert cells(marked) == cells(path)


def test_a_thousand_notes_the_gravest_first(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", {"学校情况": [["x"] * 40] * 60})
    spots = [f"{column}{row}" for row in range(1, 61) for column in ("A", "B", "C", "AA", "AB", *"DEFGHIJKLMNOPQRSTU")]
    problems = [_wrong(path, cell, SEVERITIES[3 - number % 3]) for number, cell in enumerate(spots)]
    marked = tmp_path / "m.xlsx"
    marked.write_bytes(mark_file(path, problems).content)
    assert len(notes(marked)) == MOST_NOTES
    assert len(colours(marked)) == len(spots)
    graver = {p.place.cell for p in problems if p.severity != "note"}
    assert len(graver) > 900
    assert len(graver & set(notes(marked))) == min(len(graver), MOST_NOTES)
    sheet = openpyxl.load_workbook(marked)["问题清单"]
    assert sheet.max_row == 5 + len(spots)


def test_the_same_marking_makes_the_same_bytes(rich_book: Path) -> None:
    problems = read(rich_book).problems
    assert mark_file(rich_book, problems).content == mark_file(rich_book, problems).content


def test_texts_never_run(tmp_path: Path) -> None:
    evil = ["=cmd|' /C calc'!A0", "+1+1", "-2", "@SUM(A1)", "=HYPERLINK(1)", "\x07_x0041_<&>\"'"]
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        made = book.add_worksheet("学校情况")
        for number, row in enumerate([BAD[0][:3], *([110105, 2019, text] for text in evil)]):
            made.write_row(number, 0, row)
    sheet = openpyxl.load_workbook(mark(path))["问题清单"]
    assert not [c.coordinate for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    assert evil[0] in [c.value for row in sheet.iter_rows() for c in row]


def test_other_programs_open_it(rich_book: Path, tmp_path: Path) -> None:
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("soffice is not installed")
    marked = mark(rich_book)
    home = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [soffice, home, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "out"), str(marked)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    converted = tmp_path / "out" / marked.name
    assert cells(converted)["学校情况"] == cells(rich_book)["学校情况"]
    assert {c: t.replace("\r", "") for c, t in notes(converted).items()}.keys() == notes(marked).keys()
    again = mark(converted)  # and its marks are known and replaced
    assert notes(again).keys() == notes(marked).keys()
    assert all(text.count(SIGN) <= 1 for text in notes(again).values())
    assert openpyxl.load_workbook(again).sheetnames == openpyxl.load_workbook(marked).sheetnames


def _wrong(path: Path, cell: str, severity: Any = None) -> Problem:
    return problem("I24", Place(str(path), sheet="学校情况", cell=cell), severity, item="x", cell="=1+1")
