"""Binding: measure, period, scope and relation of figures in sentences of our own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jiaodu.cli.main import main
from jiaodu.core.prose import prose_of_text
from jiaodu.engines.claims import Claim, extract_claims


def bound(text: str) -> list[Claim]:
    return [c for c in extract_claims(prose_of_text(text)) if isinstance(c, Claim)]


def test_a_level_with_its_base_and_growth() -> None:
    level, base, growth = bound("2021年全市教育经费总投入达到12.50亿元,上年为11.80亿元,增长5.93%。")
    assert (level.measure, level.period, level.scope) == ("教育经费总投入", "2021", None)
    assert base.relation is not None and base.relation.kind == "base_level" and base.period == "2020"
    assert growth.relation is not None
    assert (growth.relation.kind, growth.relation.direction, growth.relation.of, growth.relation.base) == (
        "growth",
        "up",
        0,
        1,
    )


@pytest.mark.parametrize(
    ("sentence", "kind", "ref"),
    [
        ("普惠率达到85.2%,超过80%的年度目标。", "target", None),
        ("在园幼儿3200人,占学前适龄儿童的91%。", "share_of", "学前适龄儿童"),
        ("巩固率97.1%,比上年提高0.3个百分点。", "change", "上年"),
        ("学校120所,其中小学80所。", "part_of", "学校"),
        ("经费2.4亿元,是2015年的1.6倍。", "multiple_of", "2015年"),
        ("由2018年的23.1:1降至2021年的18.9:1。", "change", "2018年的"),
    ],
)
def test_the_relation_of_the_last_figure(sentence: str, kind: str, ref: str | None) -> None:
    said = bound(sentence)[-1].relation
    assert said is not None and said.kind == kind
    assert ref is None or said.ref == ref


def test_stage_ownership_and_place() -> None:
    (claim,) = bound("2022年,河北省公办幼儿园在园幼儿占比为52.3%。")
    assert (claim.scope, claim.stage, claim.ownership, claim.period) == ("河北省", "preschool", "public", "2022")


def test_extract_prints_one_object_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.txt"
    file.write_text("2021年\r\n有幼儿园1.2万余所。", encoding="utf-8", newline="")
    assert main(["claims", "extract", str(file), "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    text = file.read_bytes().decode()
    assert [text[slice(*row["span"])] for row in rows] == [row["text"] for row in rows]
    claim = next(row for row in rows if row["claim"])
    assert (claim["value"], claim["unit"], claim["approx"], claim["period"]) == (12000, "所", "over", 2021)


def test_a_file_that_is_not_there_is_a_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["claims", "check", str(tmp_path / "none.txt")]) == 1
    assert "N01" in capsys.readouterr().err
