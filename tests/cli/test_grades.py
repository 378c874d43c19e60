"""Grades at the command line: terminal, JSON, workbook, why; in both languages."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from jiaodu.cli.main import main

PACK = ["--pack", "grading-schemes@1"]
FILES = {
    "units": ("graded_units", "机构代码,机构名称,层级,上级代码\nN1,示例甲市,市,\nN2,示例乙市,市,\n"),
    "scores": (
        "city_scores",
        "机构代码,年度,评分项,评分环节,得分,评分人,理由\nN1,2019,total,自评,96,示例甲市政府,\nN1,2019,total,实地核查,93,第三核查组,抽查两县\n"
        "N1,2019,total,终评,92,评价组,\nN2,2019,total,终评,95,评价组,\n",
    ),
    "events": (
        "city_events",
        "机构代码,年度,校园灾害、公共安全、公共卫生事件起数,弄虚作假起数,学生体质健康合格率,差异系数达不到基本均衡要求的县数,在用D级危房面积,两年内重大安全事故起数,两年内重大违纪案件起数\n"
        + "".join(f"N1,{y},0,0,{r},0,0,0,0\n" for y, r in zip(range(2016, 2020), (96, 95, 94, 93), strict=True))
        + "N2,2019,0,0,93,0,120,0,0\n",
    ),
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("grades")
    for name, (form, text) in FILES.items():
        path = folder / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        assert main(["load", str(path), "--form", form, *PACK, "--store", str(folder / "store")]) == 0
    return str(folder / "store")


def run(store: str, capsys: pytest.CaptureFixture[str], *words: str, period: str = "2019") -> str:
    capsys.readouterr()
    assert main([*words, *PACK, "--store", store, "--period", period]) == 0
    return capsys.readouterr().out


def test_one_unit_prints_its_grade_four_columns_and_what_struck_it(
    store: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = run(store, capsys, "evaluate", "--org", "N1")
    assert "良好" in text and "触发:优秀 → 良好" in text and "学生体质连续三年下降" in text
    assert all(word in text for word in ("自评", "实地核查", "终评", "与自评相差", "−3", "−4", "第三核查组 抽查两县"))
    assert (
        "K = Σ实地核查分 ÷ Σ自评分 = 93 ÷ 96 ≈ 0.9688;结果 = 自评总分 × K = 96 × (93 ÷ 96) = 93〔方法未核实〕" in text
    )
    assert "评分表没有查到" in text


def test_many_units_are_lines_and_an_open_downgrade_is_provisional(
    store: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = run(store, capsys, "evaluate", "--level", "city", "--lang", "en")
    line = next(x for x in text.splitlines() if "示例乙市" in x and "Ningxia" in x)
    assert "good (provisional" in line and "95" in line


def test_json_and_workbook_hold_the_same(store: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    book = tmp_path / "grades.xlsx"
    found = json.loads(run(store, capsys, "evaluate", "--org", "N1", "--json", "--xlsx", str(book)))
    grade = next(g for g in found["grades"] if g["scheme"] == "ningxia_cities")
    assert (grade["grade"], grade["state"], grade["totals"]) == (
        "good",
        "graded",
        {"self": "96", "field": "93", "final": "92"},
    )
    sheets = openpyxl.load_workbook(book)
    rows = list(sheets["等次"].iter_rows(values_only=True))
    assert rows[1][:10] == (
        "示例甲市",
        "宁夏市级等次",
        "良好",
        92,
        100,
        96,
        None,
        93,
        92,
        "降低一个等次:触发:优秀 → 良好",
    )
    parts = list(sheets["评分"].iter_rows(values_only=True))
    assert parts[1][2:7] == ("总分", 96, None, 93, 92) and "第三核查组" in str(parts[1][-1])
    # three people gave scores: three lines, all of them visible
    assert (sheets["评分"].row_dimensions[2].height or 0) >= 3 * 15


@pytest.mark.parametrize("language", ["zh", "en"])
def test_why_a_grade_and_why_a_standard(store: str, capsys: pytest.CaptureFixture[str], language: str) -> None:
    text = run(store, capsys, "why", "ningxia_cities", "--org", "N1", "--lang", language)
    assert "scores.csv › E2" in text and "events.csv › E2" in text and "2019-12-31" in text
    assert ("降等:降低一个等次" if language == "zh" else "downgrade: one grade down") in text
    trace = json.loads(run(store, capsys, "why", "宁夏市级等次", "--org", "N1", "--json"))
    assert trace["data"]["grade"] == "good"


def test_a_scheme_of_another_level_says_so(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["why", "universities", "--org", "N1", *PACK, "--store", store, "--period", "2019"]) == 1
    assert "V11" in capsys.readouterr().err
