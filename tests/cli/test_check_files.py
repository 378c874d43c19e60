"""`jiaodu check FILE`: everything in one pass, the marked copy, and what it refuses.

Floor: tests. In: small workbooks and a pack of their own. Out: nothing.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from jiaodu.cli.main import main


def run(*arguments: str) -> int:
    return main(list(arguments))


def write(path: Path, *rows: list[Any]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("enrolment")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    return write(
        tmp_path / "一小.xlsx", ["机构代码", "年度", "小学在校学生数"], ["110000", 2019, "若干"], ["999", 2019, 1]
    )


def test_every_problem_and_the_marked_copy(bad: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = ("--store", str(tmp_path / "store"))
    assert run("check", str(bad), *store, "--marked", str(tmp_path / "out"), "--json") == 1
    said = json.loads(capsys.readouterr().out)
    assert said["marked"] == [{"file": str(bad), "marked": str(tmp_path / "out" / "一小-已标注.xlsx")}]
    assert {p["code"] for p in said["problems"] if p["severity"] == "error"} >= {"I15"}
    marked = openpyxl.load_workbook(tmp_path / "out" / "一小-已标注.xlsx")
    assert marked.sheetnames == ["enrolment", "问题清单"]
    listed = [row[9] for row in marked["问题清单"].iter_rows(min_row=6, max_col=10, values_only=True) if row[0]]
    assert sorted(listed) == sorted(p["code"] for p in said["problems"])
    assert not (tmp_path / "store").exists()
    # the copy is checked as the file was, and marked under the same name
    again = ("check", str(tmp_path / "out" / "一小-已标注.xlsx"), *store, "--marked", str(tmp_path / "again"))
    assert run(*again) == 1
    assert (tmp_path / "again" / "一小-已标注.xlsx").exists()


def test_the_file_itself_is_never_replaced(bad: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = bad.read_bytes()
    store = ("--store", str(tmp_path / "store"))
    assert run("check", str(bad), *store, "--marked", str(bad)) == 1
    assert "I72" in capsys.readouterr().err
    other = write(tmp_path / "二小.xlsx", ["x"])
    assert run("check", str(bad), str(other), *store, "--marked", str(tmp_path / "m.xlsx")) == 1
    assert "I71" in capsys.readouterr().err
    assert not (tmp_path / "m.xlsx").exists()
    assert bad.read_bytes() == before


def test_neither_files_nor_a_year(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", "--store", str(tmp_path / "store")) == 1
    assert "I70" in capsys.readouterr().err


def test_a_csv_comes_back_as_a_workbook(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "enrolment.csv"
    path.write_text("机构代码,年度,小学在校学生数\n999,2019,=1+1\n", encoding="utf-8")
    assert run("check", str(path), "--store", str(tmp_path / "s"), "--marked", str(tmp_path / "m.xlsx"), "--json") == 1
    assert "I73" in {p["code"] for p in json.loads(capsys.readouterr().out)["problems"]}
    sheet = openpyxl.load_workbook(tmp_path / "m.xlsx")["enrolment"]
    assert sheet["C2"].value == "=1+1"
    assert sheet["C2"].data_type == "s"
    assert sheet["A2"].comment is not None
