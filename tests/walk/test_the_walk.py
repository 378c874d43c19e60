"""The walk of one number through the command line: tables in, verdict and report out, and back to the cell."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from jiaodu.cli.main import main

EXAMPLES = Path(__file__).parents[2] / "examples"
PACK = "provincial-duty@2020"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("库") / "store"
    assert main(["load", str(EXAMPLES / "provinces"), str(EXAMPLES / "beijing-2019"), "--store", str(folder)]) == 0
    return folder


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    capsys.readouterr()
    status = main([*arguments, "--json"])
    data = json.loads(capsys.readouterr().out)
    data["status"] = status
    return data


@pytest.fixture
def beijing(store: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    return said(capsys, "evaluate", "--pack", PACK, "--period", "2019", "--org", "110000", "--store", str(store))


def verdict(data: Any, standard: str) -> Any:
    found = [v for v in data["verdicts"] if v["standard"] == standard]
    assert found, standard
    return found[0]


@pytest.mark.parametrize(
    ("standard", "outcome", "margin"),
    [
        ("inclusive_preschool_city_target", "met", "473/100"),
        ("public_preschool_share_half", "met", "324/25"),
        ("budget_outlay_only_up", "met", "1116702/10000"),
        ("budget_outlay_only_up_as_reported", "met", "41/4"),
        ("counsellor_ratio", "not_assessable", None),
        ("per_pupil_outlay_only_up", "not_assessable", None),
        ("teacher_pay_not_below", "not_assessable", None),
        ("compulsory_retention_target", "met", "176/25"),
    ],
)
def test_verdicts_of_beijing(beijing: Any, standard: str, outcome: str, margin: str | None) -> None:
    from fractions import Fraction

    found = verdict(beijing, standard)
    assert found["outcome"] == outcome
    assert (found["margin"] and Fraction(found["margin"])) == (margin and Fraction(margin))


def test_a_claim_without_a_figure_says_so(beijing: Any) -> None:
    assert "有表述无数据" in verdict(beijing, "per_pupil_outlay_only_up")["reason"]["zh"]


def test_retention_above_100_needs_an_explanation(beijing: Any) -> None:
    found = [p for p in beijing["problems"] if p["code"] == "V04"]
    assert [p["place"]["key"].split()[0] for p in found] == ["compulsory_retention_rate"]


def test_two_sources_stand_side_by_side_with_both_addresses(beijing: Any) -> None:
    found = [p for p in beijing["problems"] if p["code"] == "V01"]
    assert len(found) == 1
    data = found[0]["data"]
    assert (data["first"]["zh"], data["second"]["zh"]) == ("1137.1772亿元", "1125.36亿元")
    assert data["first_place"].endswith("local_budget.csv › E591")
    assert "beijing-2019.xlsx › 地方财政支出 › " in data["second_place"]


def test_why_leads_to_file_sheet_and_cell(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    trace = said(capsys, "why", "普惠率", "--org", "北京市", "--period", "2019", "--store", str(store))

    def cells(step: Any) -> Any:
        if step["kind"] == "cell":
            yield step["data"]
        for inner in step["steps"]:
            yield from cells(inner)

    (cell,) = cells(trace)
    assert float(cell["value"]) == 80.73
    address = cell["address"]
    assert address["file"].endswith("beijing-2019.xlsx") and address["sheet"] == "学前教育"
    from python_calamine import CalamineWorkbook

    rows = (
        CalamineWorkbook.from_path(str(EXAMPLES / "beijing-2019" / "beijing-2019.xlsx"))
        .get_sheet_by_name("学前教育")
        .to_python()
    )
    column, row = address["cell"][0], int(address["cell"][1:])
    assert float(rows[row - 1][ord(column) - ord("A")]) == 80.73


def test_blank_finance_years_and_shifted_ratios_come_out_as_problems(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = said(capsys, "check", "--period", "2004..2019", "--store", str(store))["problems"]
    wrong = {
        p["key"].split()[1]
        for p in found
        if p["code"] == "V05" and p["key"].startswith("primary_pupil_teacher") and "2006" in p["key"]
    }
    assert len(wrong) == 16
    blank = [p["key"] for p in found if p["code"] in ("V03", "V16") and p["key"].startswith("education_funds")]
    assert any("2012" in k for k in blank) and any("2019" in k for k in blank)
    assert not any("2018" in k for k in blank)


def test_the_report_holds_every_figure(store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "报告"
    files = said(
        capsys,
        "report",
        "--pack",
        PACK,
        "--org",
        "110000",
        "--period",
        "2019",
        "--out",
        str(out),
        "--store",
        str(store),
    )["files"]
    html = next(Path(f) for f in files if f.endswith(".html")).read_text(encoding="utf-8")
    assert (
        "80.73" in html
        and "data-figure=" in html
        and "http" not in html.replace("http-equiv", "").replace("http://www.w3.org", "")
    )
    document = Document(next(f for f in files if f.endswith(".docx")))
    xml = document.element.xml
    assert "w:sdt" in xml and 'w:name="jd_f_' in xml


def test_an_evaluation_is_kept_and_repeats_to_the_digit(
    store: Path, beijing: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = list((store / "computed").rglob("2019-110000.json"))
    assert len(kept) == 1
    before = kept[0].read_bytes()
    again = said(
        capsys,
        "evaluate",
        "--pack",
        PACK,
        "--period",
        "2019",
        "--org",
        "110000",
        "--store",
        str(store),
        "--snapshot",
        "S1",
    )
    assert again["values"] == beijing["values"] and again["verdicts"] == beijing["verdicts"]
    assert kept[0].read_bytes() == before


def test_a_correction_changes_today_and_not_the_old_snapshot(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "store"
    table = tmp_path / "local_budget.csv"
    header = "机构代码,机构名称,年度,地方财政教育支出(亿元)\n"
    table.write_text(header + "110000,北京市,2018,100\n110000,北京市,2019,99\n", encoding="utf-8")
    main(["load", str(EXAMPLES / "provinces" / "organisations.csv"), str(table), "--store", str(folder)])

    def outcome(*more: str) -> str:
        arguments = ("evaluate", "--pack", PACK, "--period", "2019", "--org", "110000", "--store", str(folder), *more)
        found: str = verdict(said(capsys, *arguments), "budget_outlay_only_up")["outcome"]
        return found

    assert outcome() == "not_met"
    table.write_text(header + "110000,北京市,2019,101\n", encoding="utf-8")
    assert main(["load", str(table), "--store", str(folder)]) == 0
    assert outcome() == "met"
    assert outcome("--snapshot", "S1") == "not_met"
