"""Claims against a store: the figures of the Beijing example, sentences of our own about them."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jiaodu.cli.main import main
from jiaodu.core.facts.reading import open_snapshot
from jiaodu.core.framework import load_framework
from jiaodu.core.prose import prose_of_text
from jiaodu.engines.claims import Checked, check_claims
from jiaodu.engines.claims.store import Against

EXAMPLES = Path(__file__).parents[3] / "examples"
PACK, BEIJING = "provincial-duty@2020", "110000"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = tmp_path_factory.mktemp("claims") / "store"
    provinces = [str(EXAMPLES / "provinces" / name) for name in ("organisations.csv", "local_budget.csv")]
    data = [*provinces, str(EXAMPLES / "beijing-2019")]
    assert main(["load", *data, "--pack", PACK, "--store", str(store), "--json"]) == 0
    return store


@pytest.fixture(scope="module")
def against(folder: Path) -> Against:
    return Against(load_framework(PACK), open_snapshot(folder), BEIJING, 2019)


def check(text: str, against: Against) -> Checked:
    return check_claims(prose_of_text(text), against)


def verdicts(text: str, against: Against) -> list[tuple[str | None, str]]:
    return [(found.indicator, found.verdict.value) for found in check(text, against).linked]


@pytest.mark.parametrize(
    ("text", "indicator", "verdict"),
    [
        ("2019年学前教育普惠率达80.73%。", "inclusive_preschool_share", "consistent"),
        ("2019年学前教育普惠率达80.7%。", "inclusive_preschool_share", "consistent"),
        ("2019年学前教育普惠率达八成以上。", "inclusive_preschool_share", "within_hedge"),
        ("2019年学前教育普惠率达83.07%。", "inclusive_preschool_share", "contradicts"),
        ("2019年,公办园在园幼儿占比达62.96%。", "public_preschool_share", "consistent"),
        ("全市专职督学407人。", "inspectors_full_time", "consistent"),
        ("全市专职督学470人。", "inspectors_full_time", "contradicts"),
        ("户籍学生九年义务教育巩固率为102.04%。", "compulsory_retention_rate", "needs_note"),
        ("2019年一般公共财政预算教育支出1125.36亿元。", "education_outlay_as_reported", "other_scope"),
        ("始终把320多万师生生命安全放在第一位。", "people_protected", "within_hedge"),
    ],
)
def test_a_figure_against_its_value(text: str, indicator: str, verdict: str, against: Against) -> None:
    assert (indicator, verdict) in verdicts(text, against)


def test_the_other_scope_names_both_values(against: Against) -> None:
    (found,) = [c for c in check("2019年一般公共财政预算教育支出1125.36亿元。", against).outside if not c.is_good]
    assert found.code == "K31"
    assert "1,137.18亿元" in found.arithmetic.zh


def test_the_statistics_figure_is_of_the_other_scope(against: Against) -> None:
    found = verdicts("2019年一般公共财政预算教育支出1137.18亿元。", against)
    assert found == [("education_outlay_as_reported", "other_scope")]


def test_what_the_store_does_not_have_is_unsupported(against: Against) -> None:
    assert ("teacher_mean_pay", "unsupported") in verdicts("义务教育教师平均工资收入98000元。", against)


def test_another_place_is_not_judged(against: Against) -> None:
    assert verdicts("2019年,上海市学前教育普惠率达89.1%。", against) == []
    assert verdicts("2019年,全国学前教育普惠率达76.01%。", against) == []


def test_what_is_not_certain_is_not_judged(against: Against) -> None:
    found = check("全市高校专业155个被认定为一流专业。", against)
    assert all(linked.verdict.value in ("undecided", "consistent", "within_hedge") for linked in found.linked)
    assert not [c for c in found.outside if c.verdict.value == "contradicts"]


def test_a_wrong_standard_is_named_with_the_article(against: Against) -> None:
    right = check("公办园在园幼儿占比达62.96%,超过国家规定占比50%的要求。", against)
    assert ("K36", "consistent") in [(c.code, c.verdict.value) for c in right.outside]
    wrong = check("公办园在园幼儿占比达62.96%,超过国家规定占比60%的要求。", against)
    assert ("K36", "contradicts") in [(c.code, c.verdict.value) for c in wrong.outside]


def test_a_target_of_another_government_is_no_standard_of_this_one(against: Against) -> None:
    framework = against.framework
    half = framework.standards["public_preschool_share_half"]
    text = "公办园在园幼儿占比达62.96%,超过国家规定占比60%的要求。"
    for units, told in (((BEIJING,), True), (("120000",), False)):
        named = replace(half, spec=half.spec.model_copy(update={"units": units}))
        other = replace(framework, standards={**framework.standards, half.id: named})
        found = check(text, Against(other, against.facts, BEIJING, 2019)).outside
        assert ("K36" in [c.code for c in found]) is told


def test_a_corrected_value_makes_the_text_stale(folder: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    shutil.copytree(folder, store)
    table = tmp_path / "preschool.csv"
    framework = load_framework(PACK)
    item = framework.forms["preschool"].item("inclusive_share").name.zh
    table.write_text(f"机构代码,年度,来源,{item}\n{BEIJING},2019,report,81.50\n", encoding="utf-8")
    assert main(["load", str(table), "--form", "preschool", "--pack", PACK, "--store", str(store), "--json"]) == 0
    later = Against(framework, open_snapshot(store), BEIJING, 2019)
    assert verdicts("2019年学前教育普惠率达80.73%。", later) == [("inclusive_preschool_share", "stale")]


def test_the_command_asks_the_store(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "report.txt"
    file.write_text("2019年学前教育普惠率达83.07%。", encoding="utf-8")
    options = ["--store", str(folder), "--org", "北京市", "--period", "2019"]
    assert main(["claims", "check", str(file), *options, "--json"]) == 1
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    (linked,) = found["files"][0]["linked"]
    assert (linked["indicator"], linked["verdict"]) == ("inclusive_preschool_share", "contradicts")
    assert linked["candidates"][0]["score"] > 0.7
    assert main(["claims", "check", str(file), "--store", str(folder), "--org", "北京市"]) == 1
    assert "V15" in capsys.readouterr().err
