"""From sheets to groups and events on the command line: register, members, figures; org, evaluate and why over them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from jiaodu.cli.main import main

PACK = """\
id: trial
title: {zh: 试验, en: trial}
issuer: {zh: 无, en: none}
description: {zh: 试验, en: trial}
editions: {"1": {title: {zh: 一, en: one}}}
"""
SOURCES = "stat: {name: {zh: 统计, en: statistics}}\n"
DOCUMENTS = 'law: {title: {zh: 法, en: law}, issuer: {zh: 无, en: none}, articles: {"1": {quote: 一}}}\n'
FORMS = """\
units:
  name: {zh: 名录, en: register}
  level: county
  period: calendar_year
  reference_dates: {end: 12-31}
  sources: [stat]
  register: true
  items:
    name: {name: {zh: 机构名称, en: name}, type: text}
    level: {name: {zh: 层级, en: level}, type: text}
    parent: {name: {zh: 上级代码, en: parent}, type: text}
    valid_from: {name: {zh: 生效日期, en: valid from}, type: date}
    closed: {name: {zh: 撤销日期, en: closed}, type: date}
    successor: {name: {zh: 承继机构代码, en: successor}, type: text}
members:
  name: {zh: 分组成员表, en: members}
  level: county
  period: calendar_year
  reference_dates: {end: 12-31}
  sources: [stat]
  register: true
  memberships: true
  items:
    group: {name: {zh: 分组代码, en: group}, type: text}
    kind: {name: {zh: 分组类型, en: kind}, type: text}
    role: {name: {zh: 角色, en: role}, type: text}
    valid_from: {name: {zh: 生效日期, en: valid from}, type: date}
    until: {name: {zh: 撤销日期, en: until}, type: date}
pupils:
  name: {zh: 学生表, en: pupils}
  level: school
  period: calendar_year
  reference_dates: {end: 12-31}
  sources: [stat]
  items:
    pupils: {name: {zh: 学生数, en: pupils}, type: count, unit: 人}
"""
KINDS = """\
education_group:
  name: {zh: 教育集团, en: education group}
  aliases: [集团]
  overlap: true
  roles: {lead: {name: {zh: 牵头校, en: leading school}}, member: {name: {zh: 成员校, en: member school}}}
school_district: {name: {zh: 学区, en: school district}}
"""
INDICATORS = """\
all_pupils:
  name: {zh: 学生总数, en: all pupils}
  table: pupils
  formula: sum(pupils)
  unit: 人
  levels: [school, education_group, county]
  round: {digits: 0}
spread:
  name: {zh: 校际基尼系数, en: Gini between schools}
  across: {level: school, indicator: all_pupils}
  formula: gini(value, weight => 1)
  unit: ratio
  levels: [education_group, county]
"""
STANDARDS = """\
enough:
  name: {zh: 学生不少于100, en: at least 100 pupils}
  indicator: all_pupils
  basis: target
  levels: [education_group]
  entries: [{from: 2019-01-01, op: ">=", value: 100, document: law, article: "1"}]
"""
UNITS = """\
机构代码,机构名称,层级,上级代码,生效日期,撤销日期,承继机构代码
C,某县,县,,,,
G1,第一集团,教育集团,C,,,
G2,第二集团,集团,C,,,
X1,第一学区,学区,C,,,
X2,第二学区,学区,C,,,
A,甲校,学校,C,,,
B,乙校,学校,C,,,
D,丁校,学校,C,,2018-09-01,E：0.6、F：0.4
E,戊校,学校,C,2018-09-01,,
F,己校,学校,C,2018-09-01,,
"""
MEMBERS = """\
机构代码,分组类型,分组代码,角色,生效日期,撤销日期
A,教育集团,G1,牵头校,,
B,集团,G1,成员校,2018-01-01,
B,教育集团,G2,成员校,2019-01-01,
E,教育集团,G2,牵头校,2018-09-01,2019-06-01
A,学区,X1,,,2019-01-01
A,学区,X2,,2019-01-01,
"""
PUPILS = "机构代码,年度,学生数\nA,2019,60\nB,2019,40\nE,2019,30\nF,2019,20\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {"sources": SOURCES, "documents": DOCUMENTS, "forms": FORMS, "groupings": KINDS, "indicators": INDICATORS}
    for kind, text in (files | {"standards": STANDARDS}).items():
        (tmp_path / "trial" / kind).mkdir(parents=True)
        (tmp_path / "trial" / kind / "trial.yaml").write_text(text)
    (tmp_path / "trial" / "pack.yaml").write_text(PACK)
    data = tmp_path / "data"
    data.mkdir()
    # the members come first by name: they wait for the register
    (data / "分组成员表.csv").write_text(MEMBERS)
    (data / "名录.csv").write_text(UNITS)
    (data / "学生表.csv").write_text(PUPILS)
    return tmp_path


def jiaodu(folder: Path, *words: str) -> int:
    return main([*words, "--store", str(folder / "store"), "--packs", str(folder), "--pack", "trial"])


def said(folder: Path, capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    capsys.readouterr()
    assert jiaodu(folder, *words, "--json") == 0
    return json.loads(capsys.readouterr().out)


def load(folder: Path) -> int:
    return jiaodu(folder, "load", str(folder / "data"))


def test_groups_from_sheet_to_verdict_and_trace(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert load(folder) == 0
    found = said(folder, capsys, "evaluate", "--period", "2019", "--level", "education_group")
    values = {(v["indicator"], v["org"]): v["value"] for v in found["values"]}
    assert values["all_pupils", "G1"] == "100" and values["all_pupils", "G2"] == "40"
    assert {(v["org"], v["outcome"]) for v in found["verdicts"]} == {("G1", "met"), ("G2", "not_met")}
    trace = json.dumps(said(folder, capsys, "why", "all_pupils", "--org", "G1", "--period", "2019"), ensure_ascii=False)
    assert "甲校" in trace and "乙校" in trace and "戊校" not in trace and "学生表.csv" in trace


def test_org_groups_says_who_is_in_none_and_in_several(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert load(folder) == 0
    group, district = said(folder, capsys, "org", "groups", "--on", "2019-12-31")
    assert (group["units"], group["none"], group["one"], group["several"]) == (4, 2, 1, 1)
    assert group["groups"] == {"G1": 2, "G2": 1} and group["overlaps"] == {"B": ["G1", "G2"]}
    assert group["coverage"] == "1/2" and district["groups"] == {"X1": 0, "X2": 1}
    earlier = said(folder, capsys, "org", "groups", "--kind", "学区", "--on", "2018-12-31")
    assert [s["groups"] for s in earlier] == [{"X1": 1, "X2": 0}]
    capsys.readouterr()
    assert jiaodu(folder, "org", "groups", "--on", "2019-12-31") == 0
    shown = capsys.readouterr().out
    assert "在几个组 1" in shown and "每个单位只算一次" in shown and "乙校 同在 G1 第一集团、G2 第二集团" in shown


def test_org_shows_events_and_old_trees(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert load(folder) == 0
    events = said(folder, capsys, "org", "events")
    assert [(e["event"], e["before"], [(s["org"], s["share"]) for s in e["after"]]) for e in events] == [
        ("split", ["D"], [("E", "3/5"), ("F", "2/5")])
    ]
    assert said(folder, capsys, "org", "show", "C", "--on", "2018-01-01")["below"]["school"] == ["A", "B", "D"]
    found = said(folder, capsys, "org", "show", "乙校", "--on", "2019-12-31")
    assert found["groups"] == ["G1", "G2"] and found["above"] == ["C"]
    capsys.readouterr()
    assert jiaodu(folder, "org", "show", "D", "--lang", "en") == 0
    shown = capsys.readouterr().out
    assert "not open" in shown and "60%" in shown and "split" in shown


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("A,学区,X1,,2019-03-01,", "V33"),
        ("A,学区,X1,,2019-03-01,2019-02-01", "V32"),
        ("Z,教育集团,G1,,,", "V38"),
        ("B,学区,G2,,2019-05-01,", "V38"),
        ("G1,教育集团,G2,,,", "V38"),
        ("F,教育集团,C,,,", "V38"),
        ("F,教育集团,G1,校长,,", "V38"),
        (",教育集团,G1,,,", "I41"),
        ("F,教育集团,G1,,某日,", "I36"),
    ],
)
def test_memberships_that_do_not_hold_load_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str], line: str, code: str
) -> None:
    with (folder / "data" / "分组成员表.csv").open("a") as file:
        file.write(line + "\n")
    capsys.readouterr()
    assert jiaodu(folder, "load", str(folder / "data"), "--json") == 1
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert code in {p["code"] for p in problems if p["severity"] == "error"}
    assert not (folder / "store" / "head.json").exists()


def test_a_membership_is_closed_by_a_later_sheet(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert load(folder) == 0
    later = folder / "later"
    later.mkdir()
    (later / "分组成员表.csv").write_text("机构代码,分组代码,生效日期,撤销日期\nB,G2,2019-01-01,2019-08-01\n")
    assert jiaodu(folder, "load", str(later)) == 0
    assert said(folder, capsys, "org", "groups", "--kind", "education_group", "--on", "2019-12-31")[0]["several"] == 0
    before = said(
        folder, capsys, "org", "groups", "--kind", "education_group", "--on", "2019-12-31", "--snapshot", "S1"
    )
    assert before[0]["several"] == 1
