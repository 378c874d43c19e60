"""Workbooks as different programs write them, and the formats that come back as .xlsx.

Floor: tests. In: one workbook, told in many ways. Out: nothing.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from small_files import FRAMEWORK, TREE, write_book

from jiaodu.intake import read_sources
from jiaodu.intake.marking import mark_file
from jiaodu.intake.marking.marks import SIGN

Change = Callable[[str, bytes], bytes | None]
ROWS: list[list[Any]] = [
    ["机构代码", "年度", "小学在校学生数", "普惠率", "类别", "开办日期", "做法"],
    ["110105", 2019, "若干", 80.5, "公办", dt.date(2019, 9, 1), "=1+1 是文字"],
    ["110108", 2019, 3.5, 300, "什么", dt.date(2018, 9, 1), "甲<&>乙"],
]
WRONG = {("I24", "C2"), ("I25", "C3"), ("I37", "D3"), ("I29", "E3")}


def errors(path: Path) -> set[tuple[str, str]]:
    return {(p.code, p.place.cell) for p in read_sources([path], FRAMEWORK, TREE).problems if p.severity == "error"}


def mark(path: Path, target: Path) -> Path:
    target.write_bytes(mark_file(path, read_sources([path], FRAMEWORK, TREE).problems).content)
    return target


def values(path: Path, sheet: str = "学校情况") -> dict[str, Any]:
    found = openpyxl.load_workbook(path)[sheet]
    return {c.coordinate: c.value for row in found.iter_rows() for c in row if c.value is not None}


def noted(path: Path, sheet: str = "学校情况") -> set[str]:
    found = openpyxl.load_workbook(path)[sheet]
    return {c.coordinate for row in found.iter_rows() for c in row if c.comment and SIGN in c.comment.text}


def plain(tmp_path: Path) -> Path:
    return write_book(tmp_path / "plain.xlsx", {"学校情况": ROWS})


def retold(source: Path, target: Path, change: Change) -> Path:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return target


def prefixed(name: str, content: bytes) -> bytes:
    """Every element of the main namespace with a prefix."""
    if not name.startswith(("xl/worksheets/sheet", "xl/styles", "xl/workbook.xml", "xl/sharedStrings")):
        return content
    content = re.sub(rb"<(/?)([A-Za-z])", rb"<\1x:\2", content).replace(b"<?x:xml", b"<?xml")
    return content.replace(b'xmlns="http', b'xmlns:x="http', 1)


def without_places(name: str, content: bytes) -> bytes:
    """Rows and cells that do not say where they stand."""
    if not name.startswith("xl/worksheets/sheet"):
        return content
    return re.sub(rb'(<row|<c) r="[A-Z]*\d+"', rb"\1", content)


def without_styles(name: str, content: bytes) -> bytes | None:
    if name == "xl/styles.xml":
        return None
    content = re.sub(rb'<Relationship [^>]*styles.xml"/>', b"", content)
    content = re.sub(rb'<Override PartName="/xl/styles.xml"[^>]*/>', b"", content)
    return re.sub(rb' s="\d+"', b"", content) if name.startswith("xl/worksheets") else content


def single_quoted(name: str, content: bytes) -> bytes:
    if not name.startswith("xl/worksheets/sheet"):
        return content
    return re.sub(rb'=("[^"<>]*")', lambda m: b"='" + m[1][1:-1] + b"'", content)


def with_comments(name: str, content: bytes) -> bytes:
    """XML comments and CDATA, which hold what looks like cells."""
    if name == "xl/sharedStrings.xml":
        return content.replace("<t>若干</t>".encode(), "<t><![CDATA[若干]]></t>".encode())
    if not name.startswith("xl/worksheets/sheet"):
        return content
    return content.replace(b"<sheetData>", b'<sheetData><!-- <row r="2"><c r="C2"><v>5</v></c></row> -->')


def with_absolute_targets(name: str, content: bytes) -> bytes:
    if name != "xl/_rels/workbook.xml.rels":
        return content
    return content.replace(b'Target="', b'Target="/xl/')


@pytest.mark.parametrize(
    "change", [prefixed, without_places, without_styles, single_quoted, with_comments, with_absolute_targets]
)
def test_ways_of_writing(tmp_path: Path, change: Change) -> None:
    path = retold(plain(tmp_path), tmp_path / "retold.xlsx", change)
    # without styles a date is a number and nothing else
    wrong = WRONG | ({("I36", "F2"), ("I36", "F3")} if change is without_styles else set())
    assert errors(path) == wrong
    before = values(path)
    marked = mark(path, tmp_path / "marked.xlsx")
    assert values(marked) == before
    assert noted(marked) >= {cell for _, cell in wrong}
    assert errors(marked) == wrong
    again = mark(marked, tmp_path / "again.xlsx")
    assert noted(again) == noted(marked)
    with zipfile.ZipFile(again) as package:
        assert len([n for n in package.namelist() if "comments" in n]) == 1
        assert len([n for n in package.namelist() if n.endswith(".vml")]) == 1


def test_strings_in_the_cells_themselves(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "inline.xlsx"
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("学校情况")
        for number, row in enumerate(ROWS):
            for column, cell in enumerate(row):
                if isinstance(cell, dt.date):
                    sheet.write_datetime(number, column, cell, book.add_format({"num_format": "yyyy-mm-dd"}))
                else:
                    sheet.write(number, column, cell)
    assert errors(path) == WRONG
    assert values(mark(path, tmp_path / "marked.xlsx")) == values(path)


def test_strict_packages(tmp_path: Path) -> None:
    def strict(name: str, content: bytes) -> bytes:
        content = content.replace(
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        )
        return content.replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        )

    path = retold(plain(tmp_path), tmp_path / "strict.xlsx", strict)
    assert errors(path) == WRONG
    marked = mark(path, tmp_path / "marked.xlsx")
    assert errors(marked) == WRONG
    with zipfile.ZipFile(marked) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    assert b"purl.oclc.org/ooxml/spreadsheetml/main" in parts["xl/comments1.xml"]
    assert not [n for n, c in parts.items() if b"spreadsheetml/2006/main" in c]


@pytest.fixture
def soffice(tmp_path: Path) -> Callable[[Path, str], Path]:
    """Converts a file to another format with LibreOffice."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("soffice is not installed")

    def convert(path: Path, ending: str) -> Path:
        home = f"-env:UserInstallation=file://{tmp_path}/profile"
        command = [program, home, "--headless", "--convert-to", ending, "--outdir", str(tmp_path / ending), str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        return tmp_path / ending / f"{path.stem}.{ending}"

    return convert


def styled(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "学校情况"
    sheet.append(["某县学校情况表"])
    sheet.merge_cells("A1:F1")
    for row in ROWS:
        sheet.append(["'=x" if cell == "=1+1 是文字" else cell for cell in row])
    other = book.create_sheet("说明")
    other["A1"] = "=SUM(学校情况!D3:D4)"
    book.save(path)
    return path


@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_old_and_open_formats_come_back_as_xlsx(
    tmp_path: Path, soffice: Callable[[Path, str], Path], ending: str
) -> None:
    source = styled(tmp_path / "book.xlsx")
    path = soffice(source, ending)
    wanted = {(code, cell[0] + str(int(cell[1:]) + 1)) for code, cell in WRONG}
    assert errors(path) == wanted
    problems = read_sources([path], FRAMEWORK, TREE).problems
    marked = mark_file(path, problems)
    assert [p.code for p in marked.problems] == ["I73"]
    target = tmp_path / "marked.xlsx"
    target.write_bytes(marked.content)
    found, before = values(target), values(source)
    assert found == before
    assert noted(target) >= {cell for _, cell in wanted}
    if ending == "xls":
        merged = openpyxl.load_workbook(target)["学校情况"].merged_cells.ranges
        assert {str(r) for r in merged} == {"A1:F1"}
    assert errors(target) == wanted


def test_what_libreoffice_saves_is_patched(tmp_path: Path, soffice: Callable[[Path, str], Path]) -> None:
    path = soffice(styled(tmp_path / "book.ods.xlsx"), "xlsx")
    wanted = {(code, cell[0] + str(int(cell[1:]) + 1)) for code, cell in WRONG}
    assert errors(path) == wanted
    marked = mark(path, tmp_path / "marked.xlsx")
    assert values(marked) == values(path)
    assert values(marked, "说明") == values(path, "说明")
    shown = soffice(marked, "pdf")
    assert shown.stat().st_size > 1_000
