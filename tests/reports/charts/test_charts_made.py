"""What a chart shows: the values of core with their verdicts, gaps that are said, the limit of each year."""

from __future__ import annotations

import csv
import json
from fractions import Fraction
from pathlib import Path

import pytest
from tests.reports.charts.chart_building import DEGREES, compose_drawn, evaluate_drawn

from jiaodu.core.base.problems import JiaoduError
from jiaodu.reports import Document
from jiaodu.reports.charts import Boundaries
from jiaodu.reports.charts.draw import check_charts
from jiaodu.reports.document import Chart, Figure, Paragraph, text_of

EXAMPLES = Path(__file__).parents[3] / "examples"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("packs")


@pytest.fixture(scope="module")
def document(folder: Path) -> Document:
    return compose_drawn(folder)


def chart(document: Document, caption: str) -> Chart:
    return next(c for c in document.charts() if c.caption == caption)


def test_a_trend_has_the_years_from_the_first_with_a_value_and_says_its_gaps(document: Document) -> None:
    spec = chart(document, "图1").spec
    marks = spec.rows[0].marks
    assert [m.label for m in marks] == ["2020", "2021", "2022", "2023"]
    exact = Fraction(sum(DEGREES[s][2020] for s in "ABC"), 300) * 100
    assert [m.value for m in marks] == [exact, None, Fraction(140, 200) * 100, None]
    assert "无数据：2021、2023" in spec.note and "各年12月31日" in spec.note


def test_each_year_has_the_limit_that_was_in_force(document: Document) -> None:
    spec = chart(document, "图1").spec
    assert [m.limit for m in spec.rows[0].marks] == [60, 60, 75, 75]
    assert [m.outcome for m in spec.rows[0].marks] == ["met", "not_assessable", "not_met", "not_assessable"]
    assert spec.limit is not None and (spec.limit.value, spec.limit.op, spec.limit.text) == (75, "≥", "标准≥75%")
    assert "本科率标准" in spec.note


def test_units_stand_highest_first_and_those_without_data_last(document: Document) -> None:
    marks = chart(document, "图2").spec.rows[0].marks
    assert [(m.code, m.value, m.outcome) for m in marks] == [
        ("A", 75, "met"), ("B", 74, "not_met"), ("D", 0, "not_met"), ("E", None, "not_assessable"),
    ]  # fmt: skip
    assert marks[-1].text == "无数据：未报" and marks[0].label == "第A小学"


def test_every_number_of_a_chart_is_a_figure_with_its_line_in_the_annex(document: Document) -> None:
    entries = {e.key: e for e in document.annex}
    for drawn in document.charts():
        cells = [inline for row in drawn.table.rows for inline in row[1]]
        numbers = [m for m in drawn.spec.marks() if m.value is not None]
        figures = [i for i in cells if isinstance(i, Figure)]
        assert [f.text for f in figures] == [m.text for m in numbers]
        for figure, mark in zip(figures, numbers, strict=True):
            assert entries[figure.entry].value == mark.text and figure.exact == str(mark.value)
    assert (
        entries["degree_share--uA"].name.startswith("第A小学：") and "表.xlsx" in entries["degree_share--uA"].sources[0]
    )
    assert entries["degree_share--y2020"].as_of == "2020-12-31"


def test_a_school_beside_the_others_of_its_county_is_marked(folder: Path) -> None:
    changed = {
        "report/1.yaml": "title: {zh: 报告, en: report}\nlevel: school\nsections:\n  - title: {zh: 一, en: I}\n    blocks:\n"
        "      - {caption: {zh: 图, en: F}, chart: {kind: units, indicator: degree_share, level: school}}\n"
    }
    drawn = compose_drawn(folder / "school", org="B", changed=changed).charts()[0]
    marks = drawn.spec.rows[0].marks
    assert [row[1][0].text for row in drawn.table.rows if isinstance(row[1][0], Figure)] == ["74.0%"]
    assert [(m.code, m.own) for m in marks] == [("A", False), ("B", True), ("D", False), ("E", False)]


def test_the_words_for_the_picture_say_what_it_shows(document: Document, folder: Path) -> None:
    assert chart(document, "图2").spec.alt == (
        "条形图：本科率，4个单位，最高第A小学 75.0%，最低第D小学 0.0%，标准≥75%，达标1个，不达标2个，无法判定1个，无数据：第E小学。"
    )
    english = chart(compose_drawn(folder, "en"), "Figure 2").spec
    assert english.alt.startswith(
        "Bar chart: share with a degree; 4 units; highest School A 75.0%, lowest School D 0.0%; limit ≥75%"
    )


def test_a_map_without_boundaries_is_drawn_as_bars_and_that_is_a_problem(document: Document) -> None:
    assert chart(document, "图4").spec.kind == "units"
    assert [p.code for p in check_charts(document)] == ["R23"]


def test_a_map_draws_the_units_that_the_boundaries_have(folder: Path) -> None:
    square = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
    areas = tuple((frozenset({f"第{c}小学"}), (square,)) for c in "AB")
    document = compose_drawn(folder, boundaries=Boundaries(areas, "b.json", "审图号：GS1"))
    spec = chart(document, "图4").spec
    assert spec.kind == "map" and {s.code for s in spec.shapes} == {"A", "B"}
    assert "边界：审图号：GS1" in spec.note
    problem = next(p for p in document.problems if p.code == "R23")
    assert "第D小学" in problem.what("zh") and "第A小学" not in problem.what("zh")


def test_a_chart_without_any_value_is_a_sentence(folder: Path) -> None:
    document = compose_drawn(folder, year=2019)
    said = [text_of(b) for b in document.blocks if isinstance(b, Paragraph)]
    assert not document.charts() and said[0].startswith("〔图1：没有画出；")


def test_charts_do_not_count_as_characters_of_the_body(document: Document) -> None:
    assert document.characters == len("一、教师")


def test_a_standard_on_something_else_is_refused(folder: Path) -> None:
    changed = {
        "report/1.yaml": "title: {zh: 报告, en: report}\nlevel: county\nsections:\n  - title: {zh: 一, en: I}\n    blocks:\n"
        "      - {chart: {kind: trend, indicator: teachers, standard: enough}}\n"
    }
    with pytest.raises(JiaoduError) as caught:
        compose_drawn(folder / "wrong", changed=changed)
    assert [p.code for p in caught.value.problems] == ["R24"]


def test_a_trend_has_no_level_and_the_others_have_one(folder: Path) -> None:
    changed = {
        "report/1.yaml": "title: {zh: 报告, en: report}\nlevel: county\nsections:\n  - title: {zh: 一, en: I}\n    blocks:\n"
        "      - {chart: {kind: trend, indicator: teachers, level: school}}\n"
    }
    with pytest.raises(JiaoduError) as caught:
        evaluate_drawn(folder / "level", changed=changed)
    assert "trend has no level" in caught.value.problems[0].what("en")


def test_plain_data_hold_what_another_program_needs(document: Document) -> None:
    data = json.loads(json.dumps(chart(document, "图2").spec.to_json()))
    assert data["limit"] == {"value": 75.0, "op": "≥", "text": "标准≥75%", "name": "本科率标准"}
    assert data["rows"][0]["marks"][1] == {
        "label": "第B小学", "code": "B", "value": 74.0, "text": "74.0%", "outcome": "not_met", "said": "不达标", "limit": 75.0,
        "own": False,
    }  # fmt: skip


def test_the_provinces_stand_as_their_tables_say(beijing_report: Document) -> None:
    """Against the CSV files themselves, read and divided here."""

    def column(file: str, item: str) -> dict[str, Fraction]:
        with (EXAMPLES / "provinces" / file).open(encoding="utf-8-sig", newline="") as f:
            rows = [r for r in csv.DictReader(f) if r["学年"] == "2019-2020" and r[item]]
        return {r["机构代码"]: Fraction(r[item]) for r in rows}

    pupils, teachers = column("enrolment.csv", "小学在校学生数(万人)"), column("teachers.csv", "小学专任教师数(万人)")
    wanted = sorted(((pupils[c] / teachers[c], c) for c in pupils), key=lambda pair: (-pair[0], pair[1]))
    marks = (
        next(c for c in beijing_report.charts() if c.spec.indicator == "primary_pupil_teacher_ratio").spec.rows[0].marks
    )
    assert [(m.value, m.code) for m in marks] == wanted and len(wanted) == 31
    assert [m.code for m in marks if m.own] == ["110000"]
