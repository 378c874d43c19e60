"""Breakdowns, several standards on one value, limits with many digits, names of any length: a small pack of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from jiaodu.core.base.organisations import Organisation
from jiaodu.core.base.periods import Period
from jiaodu.core.evaluation import Evaluated, evaluate
from jiaodu.core.facts.reading import MemoryFacts
from jiaodu.core.facts.staging import Origin, stage_rows
from jiaodu.core.framework import Form, load_framework
from jiaodu.reports import compose_report, write_docx, write_html
from jiaodu.reports.document import Document, Paragraph, Table, text_of

LONG = "share_of_teachers_with_a_degree_above_the_one_that_the_law_asks_for_in_county"
PACK = {
    "pack.yaml": """
id: trial
title: {zh: 试验, en: trial}
issuer: {zh: 无, en: none}
description: {zh: 试验, en: trial}
editions: {"1": {title: {zh: 一, en: one}}}
""",
    "sources/s.yaml": "stat: {name: {zh: 统计, en: statistics}}",
    "documents/d.yaml": """
law: {title: {zh: 法, en: law}, issuer: {zh: 无, en: none}, articles: {"1": {quote: 一}}}
""",
    "forms/f.yaml": """
stages:
  name: {zh: 学段表, en: stages}
  level: county
  period: calendar_year
  reference_dates: {end: 12-31}
  sources: [stat]
  grain:
    stage:
      name: {zh: 学段, en: stage}
      type: code
      codes: {primary: {name: {zh: 小学, en: primary}}, junior: {name: {zh: 初中, en: junior}}}
  items:
    pupils: {name: {zh: 学生数, en: pupils}, type: count, unit: 人}
    teachers: {name: {zh: 教师数, en: teachers}, type: count, unit: 人}
""",
    "indicators/i.yaml": f"""
ratio:
  {{name: {{zh: 师生比, en: teachers to pupils}}, table: stages, formula: sum(teachers) / sum(pupils), unit: ratio,
   by: [stage], levels: [county], round: {{digits: 2}}}}
teachers: {{name: {{zh: 教师, en: teachers}}, table: stages, formula: sum(teachers), unit: 人, levels: [county]}}
{LONG}:
  {{name: {{zh: 长, en: long}}, table: stages, formula: sum(pupils), unit: 人, levels: [county]}}
""",
    "standards/s.yaml": """
fine: {name: {zh: 细线, en: fine line}, indicator: ratio, basis: legal, levels: [county],
  entries: [{from: 2000-01-01, op: ">=", value: 0.0515, document: law, article: "1"}]}
low: {name: {zh: 低线, en: low line}, indicator: teachers, basis: legal, levels: [county],
  entries: [{from: 2000-01-01, op: ">=", value: 10, document: law, article: "1"}]}
high: {name: {zh: 高线, en: high line}, indicator: teachers, basis: target, levels: [county],
  entries: [{from: 2000-01-01, op: ">=", value: 100, document: law, article: "1"}]}
""",
    "report/1.yaml": f"""
title: {{zh: 报告, en: report}}
limit_characters: 10
sections:
  - title: {{zh: 一、情况, en: I. State}}
    blocks:
      - text:
          zh: 师生比[[ratio]]，标准[[ratio|limit]]；[[{LONG}]]、[[{LONG}]]、[[{LONG}|limit]]、[[teachers|growth]]、[[ratio|numerator]]。
          en: Ratio [[ratio]] against [[ratio|limit]]; [[{LONG}]].
      - table: [ratio, teachers]
""",
}


def _staged(form: Form, rows: list[Mapping[str, Any]]) -> Any:
    period = Period(form.spec.period, 2020)
    fixed = {"org": "C", "period": 2020, "as_of": form.reference_date(period), "source": "stat"}
    origin = Origin("表.xlsx", "0" * 64, "学段表", "rows", {"teachers": "C", "pupils": "D"})
    return stage_rows(form.table, origin, [fixed | {"_row": n} | dict(row) for n, row in enumerate(rows, 2)])


@pytest.fixture(scope="module")
def evaluated(tmp_path_factory: pytest.TempPathFactory) -> Evaluated:
    folder = tmp_path_factory.mktemp("packs")
    for name, text in PACK.items():
        path = folder / "trial" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    framework = load_framework("trial", [folder])
    rows = [{"stage": "primary", "pupils": 1000, "teachers": 52}, {"stage": "junior", "pupils": 1000, "teachers": 40}]
    facts = MemoryFacts([_staged(framework.forms["stages"], rows)], [Organisation("C", "某县", "county")])
    return evaluate(framework, facts, 2020, orgs=["C"])


@pytest.fixture(scope="module")
def document(evaluated: Evaluated) -> Document:
    return compose_report(evaluated, "C")


def test_a_sentence_names_each_part_of_a_breakdown(document: Document) -> None:
    text = next(text_of(b) for b in document.blocks if isinstance(b, Paragraph))
    assert text.startswith("师生比小学0.05、初中0.04，标准小学0.0515、初中0.0515；2000人、2000人、")


def test_what_has_no_standard_or_year_before_says_so(document: Document) -> None:
    text = next(text_of(b) for b in document.blocks if isinstance(b, Paragraph))
    assert "〔无标准：没有规定〕、〔无数据：上年不可比〕、小学52、初中40。" in text


def test_each_standard_has_its_row_so_that_none_hides_another(document: Document) -> None:
    table = next(b for b in document.blocks if isinstance(b, Table))
    rows = [["".join(i.text for i in cell) for cell in row] for row in table.rows]
    assert rows == [
        ["师生比（小学）", "0.05", "≥0.0515", "+0.0005，没有富余", "达标"],
        ["师生比（初中）", "0.04", "≥0.0515", "-0.01，差12人", "不达标"],
        ["教师（低线）", "92人", "≥10人", "+82人", "达标"],
        ["教师（高线）", "92人", "≥100人", "-8人", "不达标"],
    ]


def test_ids_stay_short_and_unique_however_long_the_name(document: Document) -> None:
    ids = [f.id for f in document.figures()]
    assert len(set(ids)) == len(ids) and all(re.fullmatch(r"jd_f_[a-z0-9_]{1,35}", i) for i in ids)


def test_unmet_standards_and_the_length_are_findings(document: Document) -> None:
    assert "不达标2项：“细线（初中）”、“高线”" in document.findings
    assert document.findings[-1].endswith(f"超出{document.characters - 10}字")
    assert document.coverage is None


def test_the_annex_names_the_rows_of_each_part(document: Document) -> None:
    entry = next(e for e in document.annex if e.key == "ratio--junior")
    assert entry.name == "师生比（初中）" and entry.parts.startswith("分子 40 ÷ 分母 1,000")
    assert {s.split("：")[-1] for s in entry.sources} == {"表.xlsx › 学段表 › C3", "表.xlsx › 学段表 › D3"}


def test_writers_take_it_without_a_frame(document: Document, tmp_path: Path) -> None:
    assert 'id="coverage"' not in write_html(document, tmp_path / "r.html").read_text(encoding="utf-8")
    assert write_docx(document, tmp_path / "r.docx").stat().st_size > 10_000
