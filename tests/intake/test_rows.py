"""Sheets with one record a row: headings, units, keys, cells, and everything that can be wrong with them.

Floor: tests. In: small files made here. Out: nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from small_files import FRAMEWORK, TREE, cells, codes, rows_of

from jiaodu.intake import Intake, read_sources

Read = Callable[..., Intake]
HEAD = ["机构代码", "机构名称", "年度", "小学在校学生数"]
GOOD = ["110105", "朝阳区", 2019, 120]


def test_a_plain_sheet(read: Read) -> None:
    intake = read([HEAD, GOOD])
    assert codes(intake) == []
    assert rows_of(intake) == [
        {
            "org": "110105",
            "period": 2019,
            "as_of": dt.date(2019, 12, 31),
            "source": "statistics",
            "pupils": 120,
            "_row": 2,
        }
    ]
    staged = intake.staged[0]
    assert staged.items == ("pupils",)
    assert staged.origin.orientation == "rows"
    assert staged.origin.cell("pupils", 2) == "D2"
    assert staged.origin.sheet == "学校情况"
    assert len(staged.origin.sha256) == 64


def test_types_of_the_store(read: Read) -> None:
    intake = read([[*HEAD, "教育经费", "类别", "开办日期", "有无规划", "做法"],
                   [*GOOD, 12.5, "国有", dt.date(2020, 8, 20), "有", "多"]])  # fmt: skip
    assert codes(intake) == []
    types = intake.staged[0].table.column_types()
    assert types["funds"] == "DECIMAL(18,2)"
    row = rows_of(intake)[0]
    assert row["funds"] == Decimal("12.50")
    assert (row["kind"], row["opened"], row["has_plan"], row["remark"]) == ("public", dt.date(2020, 8, 20), True, "多")


def test_title_rows_blank_rows_and_moved_columns(read: Read) -> None:
    intake = read(
        [["2019年学校情况表"], [], ["小学在校学生数", "年度", "机构代码"], [7, 2019, 110105.0], [], ["", "", ""]]
    )
    assert codes(intake) == []
    assert intake.staged[0].origin.cell("pupils", 4) == "A4"
    assert rows_of(intake)[0]["org"] == "110105"


@pytest.mark.parametrize(
    "heading",
    [
        "小学在校学生数",
        "小学在校\n学生数",
        " 小学在校学生数（人）",
        "pupils",
        "*小学在校学生数",
        "小学在校学生数(单位:人)",
    ],
)
def test_headings_are_normalised(read: Read, heading: str) -> None:
    assert rows_of(read([["学校（机构）标识码", "年份", heading], ["110105", "2019年", 5]]))[0]["pupils"] == 5


def test_names_with_brackets_and_units(read: Read) -> None:
    intake = read([["机构代码", "年度", "学校(机构)数(所)", "小学在校学生数(万人)"], ["110105", 2019, 3, 7.4311]])
    assert (rows_of(intake)[0]["schools"], rows_of(intake)[0]["pupils"]) == (3, 74311)
    assert codes(read([[*HEAD[:3], "小学在校学生数(万元)"], GOOD])) == ["I13"]
    assert codes(read([[*HEAD[:3], "小学在校学生数(万仁)"], GOOD])) == ["I11", "I13"]


def test_the_unit_of_a_title_row(read: Read) -> None:
    rows = [
        ["", "单位：万人、元"],
        ["机构代码", "年度", "小学在校学生数", "教育经费", "普惠率"],
        ["110105", 2019, 1.5, 120000, 80],
    ]
    row = rows_of(read(rows))[0]
    assert (row["pupils"], row["funds"], row["share"]) == (15000, Decimal(12), Decimal(80))


def test_headings_that_are_unknown_doubled_or_absent(read: Read) -> None:
    intake = read([[*HEAD, "小学在校学生人数"], [*GOOD, 1]])
    assert codes(intake) == ["I09"]
    assert "小学在校学生数" in intake.problems[-1].remedy()
    assert cells(intake, "I09") == ["E1"]
    assert [p.code for p in intake.problems if p.severity == "note"] == ["I10"]
    assert codes(read([[*HEAD, "pupils"], [*GOOD, 1]])) == ["I12"]
    assert codes(read([HEAD[:3], GOOD[:3]])) == ["I11"]
    assert codes(read([["机构代码", "小学在校学生数"], ["110105", 1]])) == ["I14"]
    assert codes(read([["名称", "小学在校学生数"], ["朝阳区", 1]])) == ["I08"]


def test_a_heading_merged_over_two_rows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "学校情况"
    for row in [["机构代码", "年度", "学生", ""], ["", "", "小学在校学生数", "普惠率"], ["110105", 2019, 5, 80]]:
        sheet.append(row)
    for where in ("A1:A2", "B1:B2", "C1:D1"):
        sheet.merge_cells(where)
    book.save(tmp_path / "b.xlsx")
    intake = read_sources([tmp_path / "b.xlsx"], FRAMEWORK, TREE)
    assert codes(intake) == []
    assert (rows_of(intake)[0]["pupils"], rows_of(intake)[0]["share"]) == (5, Decimal(80))


def test_unknown_organisations(read: Read) -> None:
    intake = read([HEAD, ["110106", "朝阳区", 2019, 1], ["", "", "", 5], GOOD])
    assert codes(intake) == ["I15", "I41", "I41"]
    assert cells(intake, "I15") == ["A2"]
    assert "110105 朝阳区" in intake.problems[1].remedy()
    assert intake.staged == ()


def test_level_standing_and_names(read: Read) -> None:
    assert codes(read([HEAD, ["110000", "北京市", 2019, 1]])) == ["I17"]
    assert codes(read([HEAD, ["110103", "崇文区", 2019, 1]])) == ["I16"]
    assert codes(read([HEAD, ["110105", "海淀区", 2019, 1]])) == ["I18"]
    assert codes(read([HEAD, ["110105", "北京市朝阳区", 2019, 1]])) == []


def test_periods(read: Read) -> None:
    for word in (2019, "2019", "2019年", "2019年度", "２０１９"):
        assert rows_of(read([HEAD, ["110105", "", word, 1]]))[0]["period"] == 2019
    for word in ("二〇一九", "2019-03", "19", "9999999"):
        assert codes(read([HEAD, ["110105", "", word, 1]])) == ["I19"]


def test_reference_dates_and_sources(read: Read) -> None:
    head = ["机构代码", "年度", "统计时点", "来源", "小学在校学生数"]
    row = rows_of(read([head, ["110105", 2019, "2019年8月20日", "自评报告", 1]]))[0]
    assert (row["as_of"], row["source"]) == (dt.date(2019, 8, 20), "report")
    assert rows_of(read([head, ["110105", 2019, "", "", 1]], default_source="report"))[0]["source"] == "report"
    intake = read([head, ["110105", 2019, "2019-05-01", "传闻", 1]])
    assert codes(intake) == ["I20", "I21"]
    assert "2019-08-20" in intake.problems[1].remedy()
    assert codes(read([HEAD, GOOD], default_source="传闻")) == ["I21"]


def test_two_rows_with_one_key(read: Read) -> None:
    intake = read([HEAD, GOOD, ["110108", "海淀区", 2019, 1], GOOD])
    assert codes(intake) == ["I22"]
    assert "2" in intake.problems[-1].what() and "4" in intake.problems[-1].remedy()


def test_totals_and_footnotes_are_no_records(read: Read) -> None:
    intake = read([HEAD, GOOD, ["合计", "", 2019, 120], ["", "总 计", 2019, 120], ["注：数据来自统计年鉴"]])
    assert codes(intake) == ["I23", "I23"]
    assert len(rows_of(intake)) == 1


def test_missing_is_not_zero(read: Read) -> None:
    head = ["机构代码", "年度", "小学在校学生数", "教育经费"]
    rows = rows_of(read([head, ["110105", 2019, "不适用", ""], ["110108", 2019, 0, "尚未产生"]]))
    assert (rows[0]["pupils"], rows[0]["funds"], rows[0]["_missing"]) == (None, None, {"pupils": "not_applicable"})
    assert (rows[1]["pupils"], rows[1]["_missing"]) == (0, {"funds": "not_yet_available"})


@pytest.mark.parametrize("stroke", ["—", "－", "-", "/", "／", "——", " — ", "–"])
def test_a_cell_that_is_struck_out_is_said_to_be_read_as_not_applicable(read: Read, stroke: str) -> None:
    intake = read([[*HEAD, "类别"], [*GOOD[:3], stroke, stroke], ["110108", "海淀区", 2019, stroke, "公办"]])
    assert [(p.code, p.place.cell, p.severity, p.data["count"]) for p in intake.problems if p.code != "I10"] == [
        ("I77", "D2", "warning", 2),
        ("I77", "E2", "warning", 1),
    ]
    first, second = rows_of(intake)
    assert first["pupils"] is None
    assert first["_missing"] == {"pupils": "not_applicable", "kind": "not_applicable"}
    assert second["_missing"] == {"pupils": "not_applicable"}


@pytest.mark.parametrize("word", ["无", "…", "……", "...", "不详", "没有"])
def test_words_that_may_be_zero_or_not_are_asked_about(read: Read, word: str) -> None:
    intake = read([HEAD, [*GOOD[:3], word]])
    assert [(p.code, p.place.cell) for p in intake.problems if p.severity == "error"] == [("I78", "D2")]


def test_zero_is_zero_and_blank_is_blank(read: Read) -> None:
    rows = rows_of(read([HEAD, [*GOOD[:3], "０"], ["110108", "", 2019, "0.0"], ["110105", "", 2018, "\u3000\u200b"]]))
    assert [row.get("pupils") for row in rows] == [0, 0, None]
    assert all("_missing" not in row for row in rows)


def test_hedges_are_kept(read: Read) -> None:
    row = rows_of(read([["机构代码", "年度", "小学在校学生数", "普惠率"], ["110105", 2019, "1.7万余", "80.73%"]]))[0]
    assert (row["pupils"], row["share"], row["_hedge"]) == (17000, Decimal("80.73"), {"pupils": "at_least"})


def test_every_bad_cell_at_once(read: Read) -> None:
    head = ["机构代码", "年度", "小学在校学生数", "教育经费", "类别", "开办日期", "有无规划", "普惠率"]
    intake = read(
        [head, ["110105", 2019, "很多", 1.234, "私立", "去年", "也许", 300], ["110108", "?", -5, 0, "", "", "", 0.5]]
    )
    assert codes(intake) == ["I24", "I26", "I29", "I36", "I30", "I37", "I19", "I37", "I38"]
    assert [p.place.cell for p in intake.problems if p.severity == "error"] == [
        "C2",
        "D2",
        "E2",
        "F2",
        "G2",
        "H2",
        "B3",
        "C3",
    ]
    assert str(intake.problems[1].place).endswith("book.xlsx › 学校情况 › C2")
    assert "公办、民办" in next(p for p in intake.problems if p.code == "I29").remedy()


def test_problems_are_bounded(read: Read) -> None:
    rows = [["110105", "", 1000 + n, "多"] for n in range(250)]
    intake = read([HEAD, *rows])
    assert len(cells(intake, "I24")) == 200
    assert intake.problems[-1].code == "I40"
    assert "50" in intake.problems[-1].what()


def test_merged_data_cells(read: Read) -> None:
    intake = read([HEAD, GOOD, ["110108", "", 2019, 5]], merged=["D2:D3"])
    assert "I39" in codes(intake)
    assert "D2:D3" in next(p for p in intake.problems if p.code == "I39").what()


def test_notes_of_items(read: Read) -> None:
    row = rows_of(read([[*HEAD, "小学在校学生数说明"], [*GOOD, "含附设班"]]))[0]
    assert row["_note"] == {"pupils": "含附设班"}


def test_grain(read: Read) -> None:
    head = ["机构代码", "学年", "学段", "专任教师数(百人)"]
    rows = [["110105", "2019-2020", "小学", 1.5], ["110105", "2019-2020", "初中", 2]]
    intake = read([head, *rows], name="分学段情况")
    assert [(r["stage"], r["teachers"], r["period"]) for r in rows_of(intake)] == [
        ("primary", 150, 2019),
        ("junior", 200, 2019),
    ]
    assert codes(read([head, rows[0], rows[0]], name="分学段情况")) == ["I22"]
    assert codes(read([head, ["110105", 2019, "", 1]], name="分学段情况")) == ["I41"]
    assert codes(read([head, ["110105", 2019, "大学", 1]], name="分学段情况")) == ["I29"]
    assert codes(read([["机构代码", "学年", "专任教师数(人)"], ["110105", 2019, 1]], name="分学段情况")) == ["I14"]


def test_leftovers_of_a_spreadsheet(read: Read) -> None:
    blank: list[Any] = [" "] * 40
    intake = read([[*HEAD, *blank], GOOD, *([blank] * 3000)])
    assert codes(intake) == []
    assert len(rows_of(intake)) == 1


def test_headings_under_merged_headings_are_read_with_them(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "学校情况"
    for row in (
        ["学校情况", "", "", "", ""],
        ["机构代码", "年度", "小学", "", "普惠"],
        ["", "", "在校学生数", "学校数", "率"],
        ["110105", 2019, 7, 3, 81.5],
    ):
        sheet.append(row)
    sheet["C1"] = ""
    for where in ("A1:E1", "A2:A3", "B2:B3", "C2:D2"):
        sheet.merge_cells(where)
    book.save(tmp_path / "book.xlsx")
    intake = read_sources([tmp_path / "book.xlsx"], FRAMEWORK, TREE)
    assert rows_of(intake)[0]["pupils"] == 7
    assert intake.staged[0].origin.cell("pupils", 4) == "C4"
    # what no name is made of stays unknown and is said
    assert sorted(cells(intake, "I09")) == ["D3", "E3"]
