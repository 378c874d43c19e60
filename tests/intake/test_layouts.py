"""Official tables: merged headings, lines and sentences are read back from where they were written, moved or not.

Floor: tests. In: a small official form. Out: nothing.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from small_files import TREE, cells, codes, make_form, make_framework

from jiaodu.core.facts.reading import MemoryFacts
from jiaodu.core.framework import Framework
from jiaodu.intake import Intake, read_sources
from jiaodu.intake.sentences import fill_sentence, read_sentence
from jiaodu.intake.templates.model import Request
from jiaodu.intake.templates.write import write_template


def _text(zh: str) -> dict[str, str]:
    return {"zh": zh, "en": zh}


def _number(zh: str, **more: Any) -> dict[str, Any]:
    return {"name": _text(zh), "type": "number", "unit": "percent", "digits": 1, **more}


BASE: dict[str, Any] = {
    "level": "county", "period": "calendar_year", "reference_dates": {"year_end": "12-31"}, "sources": ["report"],
}  # fmt: skip
MATRIX = BASE | {
    "name": _text("校际均衡"),
    "grain": {"stage": {"name": _text("学段"), "type": "code",
                        "codes": {"primary": {"name": _text("小学")}, "junior": {"name": _text("初中")}}}},
    "items": {"mean_area": _number("面积平均"), "cv_area": _number("面积差异", unit="ratio"), "mean_all": _number("教师平均"), "cv_all": _number("教师差异", unit="ratio")},
    "layout": {
        "sheet": "表三", "title": "校际均衡情况", "number": "表三", "orientation": "table",
        "headings": [
            {"name": _text("学段"), "of": "label"}, {"name": _text("项目"), "of": "label"},
            {"name": _text("用房"), "columns": [{"name": _text("计")}]},
            {"name": _text("教师"), "columns": [{"name": _text("计")}]}, {"name": _text("综合")},
        ],
        "lines": [
            {"labels": [_text(zh), _text(what)], "where": {"stage": stage}, "cells": [f"{key}_area", f"{key}_all", "——"]}
            for stage, zh in (("primary", "小学"), ("junior", "初中"))
            for key, what in (("mean", "平均值"), ("cv", "差异系数"))
        ],
        "signatures": [_text("填表人")],
    },
}  # fmt: skip
SENTENCE = "全县教师{teachers}人，其中持证{certified}人，占比{share}%"
SPEECH = BASE | {
    "name": _text("政府保障"),
    "items": {
        "teachers": {"name": _text("教师"), "type": "count", "unit": "人"},
        "certified": {"name": _text("持证"), "type": "count", "unit": "人"},
        "share": _number("占比"),
        "plan": {"name": _text("规划"), "type": "text"},
        "schools": {"name": _text("总数"), "type": "count", "unit": "所"},
    },
    "layout": {
        "sheet": "表四", "title": "政府保障程度", "orientation": "table",
        "headings": [{"name": _text("评估内容"), "of": "label"}, {"name": _text("填写内容")}],
        "lines": [{"labels": [_text("1.规划合理")], "cells": ["plan"]}, {"labels": [_text("2.持证上岗")], "cells": [SENTENCE]}],
        "notes": [_text("注：学校总数{schools}所。"), _text("比例保留一位小数。")],
    },
}  # fmt: skip


class _Main:
    ref, edition = "test@1", "1"

    class spec:
        title = make_form("x", MATRIX).name


FRAMEWORK = make_framework(matrix=MATRIX, speech=SPEECH)
FRAMEWORK = Framework(
    (_Main(),), FRAMEWORK.documents, FRAMEWORK.sources, FRAMEWORK.forms, FRAMEWORK.indicators, FRAMEWORK.standards,  # type: ignore[arg-type]
    FRAMEWORK.checks, FRAMEWORK.examples, None, None, "test",
)  # fmt: skip
VALUES = {"primary": {"mean_area": "4.5", "cv_area": "0.4", "mean_all": "7.0", "cv_all": "0.3"},
          "junior": {"mean_area": "5.5", "cv_area": "0.2", "mean_all": "8.0", "cv_all": "0.1"}}  # fmt: skip
SAID = {"teachers": 120, "certified": 119, "share": Decimal("99.2"), "plan": "有", "schools": 7}


def _write(path: Path, form: str) -> Path:
    def fill(_: Any, org: str, grain: Any) -> dict[str, Any]:
        assert org == "110105"
        if form == "speech":
            return dict(SAID)
        return {k: Decimal(v) for k, v in VALUES[grain["stage"]].items()}

    facts = MemoryFacts([], TREE)
    write_template(Request(FRAMEWORK, facts, [FRAMEWORK.forms[form]], "2024", ("110105",), fill=fill), path)
    return path


def _rows(intake: Intake) -> list[dict[str, Any]]:
    return intake.staged[0].rows.to_pylist()


def _read(path: Path) -> Intake:
    return read_sources([path], FRAMEWORK, TREE)


def test_a_table_comes_back_with_the_cell_of_each_figure(tmp_path: Path) -> None:
    path = _write(tmp_path / "t.xlsx", "matrix")
    intake = _read(path)
    assert codes(intake) == []
    for row in _rows(intake):
        assert (row["org"], row["period"], row["as_of"], row["source"]) == (
            "110105",
            2024,
            dt.date(2024, 12, 31),
            "report",
        )
        assert {k: row[k] for k in VALUES["primary"]} == {k: Decimal(v) for k, v in VALUES[row["stage"]].items()}
    origin = intake.staged[0].origin
    sheet = openpyxl.load_workbook(path)["表三"]
    for row in _rows(intake):
        for item, value in VALUES[row["stage"]].items():
            assert sheet[origin.cell(item, row["_row"])].value == float(value)


def test_inserted_rows_and_columns_do_not_matter(tmp_path: Path) -> None:
    path = _write(tmp_path / "t.xlsx", "speech")
    book = openpyxl.load_workbook(path)
    sheet = book["表四"]
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    sheet.insert_cols(2)
    sheet.insert_rows(next(r for r in range(1, 20) if sheet.cell(r, 1).value == "2.持证上岗"))
    book.save(path)
    intake = _read(path)
    assert codes(intake) == []
    assert {k: _rows(intake)[0][k] for k in SAID} == SAID


def test_the_words_of_a_sentence_must_stand(tmp_path: Path) -> None:
    path = _write(tmp_path / "t.xlsx", "speech")
    book = openpyxl.load_workbook(path)
    sheet = book["表四"]
    (cell,) = [c for row in sheet for c in row if c.value and "持证119" in str(c.value)]
    cell.value = "持证的有119人"
    book.save(path)
    intake = _read(path)
    assert cells(intake, "T09") == [cell.coordinate]
    assert not intake.ok


def test_a_number_in_a_sentence_that_is_none_is_said_with_its_cell(tmp_path: Path) -> None:
    path = _write(tmp_path / "t.xlsx", "speech")
    book = openpyxl.load_workbook(path)
    sheet = book["表四"]
    (cell,) = [c for row in sheet for c in row if c.value and "持证119" in str(c.value)]
    cell.value = str(cell.value).replace("119", "一百多")
    book.save(path)
    intake = _read(path)
    assert [p.place.cell for p in intake.problems if p.severity == "error"] == [cell.coordinate]


def test_a_missing_line_is_said(tmp_path: Path) -> None:
    path = _write(tmp_path / "t.xlsx", "matrix")
    book = openpyxl.load_workbook(path)
    sheet = book["表三"]
    for row in sheet:
        for cell in row:
            if cell.value == "差异系数":
                cell.value = "别的"
    book.save(path)
    (found,) = [p for p in _read(path).problems if p.code == "T08"]
    assert "小学 / 差异系数" in found.what()


@given(st.lists(st.integers(0, 10**6), min_size=3, max_size=3))
def test_sentences_come_back(numbers: list[int]) -> None:
    values = dict(zip(("teachers", "certified", "share"), map(str, numbers), strict=True))
    assert read_sentence(SENTENCE, fill_sentence(SENTENCE, values)) == values


def test_how_a_sentence_is_typed_does_not_matter() -> None:
    wanted = {"teachers": "12", "certified": "", "share": "3.5"}
    for said in (
        "全县教师 12 人,其中持证____人,占比3.5%",
        "全县教师１２人；其中持证＿＿人，占比３.５％。",
        "全县教师12人，\n其中持证 人，占比3.5%",
    ):
        assert read_sentence(SENTENCE, said) == wanted
    assert read_sentence(SENTENCE, "全县教师12人") is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"lines": [{"labels": [_text("1")], "cells": ["nobody"]}]}, "no such item: nobody"),
        ({"lines": [{"labels": [_text("1")], "cells": ["plan", "share"]}]}, "1 cells a line"),
        ({"lines": []}, "a table has lines"),
    ],
)
def test_a_layout_that_does_not_fit_is_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        make_form("speech", SPEECH | {"layout": SPEECH["layout"] | change})


LIST = BASE | {
    "name": _text("配套园"),
    "grain": {"estate": {"name": _text("小区"), "type": "text"}},
    "items": {"area": {"name": _text("园舍建筑面积"), "type": "number", "unit": "m²", "digits": 2}},
    "layout": {
        "sheet": "配套园", "title": "小区配套园一览表", "number": "附件4",
        "headings": [
            {"name": _text("序号"), "of": "number"},
            {"name": _text("小区名称"), "of": "estate"},
            {"name": _text("园舍"), "columns": [{"name": _text("面积(m²)"), "of": "area"}]},
        ],
    },
}  # fmt: skip


def test_a_prescribed_list_is_filled_in_and_read_back(tmp_path: Path) -> None:
    made = make_framework(estates=LIST)
    framework = Framework(
        FRAMEWORK.packs, made.documents, made.sources, made.forms, made.indicators, made.standards, made.checks,
        made.examples, None, None, "test",
    )  # fmt: skip
    path = tmp_path / "t.xlsx"
    write_template(Request(framework, MemoryFacts([], TREE), [framework.forms["estates"]], "2024", ("110105",)), path)
    book = openpyxl.load_workbook(path)
    sheet = book["配套园"]
    head = next(r for r in range(1, 10) if sheet.cell(r, 3).value == "面积(m²)")
    for number, (name, area) in enumerate([("甲小区", 812.5), ("乙小区", "不适用")], 1):
        sheet.cell(head + number, 2).value, sheet.cell(head + number, 3).value = name, area
    book.save(path)
    intake = read_sources([path], framework, TREE)
    assert codes(intake) == []
    assert [(r["org"], r["estate"], r["area"]) for r in _rows(intake)] == [
        ("110105", "甲小区", Decimal("812.50")),
        ("110105", "乙小区", None),
    ]
    assert intake.staged[0].origin.cell("area", head + 1) == f"C{head + 1}"
