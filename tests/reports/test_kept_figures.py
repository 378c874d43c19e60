"""A figure that breaks a rule and is kept with a reason: the reason stands beside it in `why` and in the report's annex."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from jiaodu.core.base.organisations import Organisation
from jiaodu.core.base.periods import Period
from jiaodu.core.evaluation import Evaluated, evaluate
from jiaodu.core.facts.reading import MemoryFacts
from jiaodu.core.facts.staging import Origin, stage_rows
from jiaodu.core.framework import load_framework
from jiaodu.core.lineage import explain_value
from jiaodu.reports import compose_report, write_html

REASON = "三名教师借调在外，资格证存于人事局"
PACK = {
    "pack.yaml": """
id: trial
title: {zh: 试验, en: trial}
issuer: {zh: 无, en: none}
description: {zh: 试验, en: trial}
editions: {"1": {title: {zh: 一, en: one}}}
""",
    "sources/s.yaml": "stat: {name: {zh: 统计, en: statistics}}",
    "forms/f.yaml": """
staff:
  name: {zh: 教职工, en: staff}
  level: school
  period: calendar_year
  reference_dates: {end: 12-31}
  sources: [stat]
  items:
    teachers: {name: {zh: 教师数, en: teachers}, type: count, unit: 人, minimum: 0}
    certified: {name: {zh: 持证教师数, en: certified}, type: count, unit: 人, minimum: 0}
    men: {name: {zh: 男教师数, en: men}, type: count, unit: 人, minimum: 0}
""",
    "indicators/i.yaml": """
share: {name: {zh: 持证率, en: certified share}, table: staff, formula: sum(certified) / sum(teachers), unit: percent, levels: [school, county]}
men: {name: {zh: 男教师, en: men}, table: staff, formula: sum(men), unit: 人, levels: [school, county]}
""",
    "checks/c.yaml": """
fits:
  name: {zh: 持证不超过教师, en: certified are teachers}
  kind: row
  form: staff
  assert: certified <= teachers
  why: {zh: 部分, en: part}
  remedy: {zh: 核对, en: check}
""",
    "report/1.yaml": """
title: {zh: 报告, en: report}
sections: [{title: {zh: 一, en: one}, blocks: [{text: {zh: "[[share]]，[[men]]。", en: "[[share]], [[men]]."}}]}]
""",
}
UNITS = [Organisation("C", "县", "county"), Organisation("D", "邻县", "county"), *(Organisation(s, s, "school", c) for s, c in (("A", "C"), ("B", "C"), ("E", "D")))]  # fmt: skip


@pytest.fixture
def evaluated(tmp_path: Path) -> Evaluated:
    for name, text in PACK.items():
        path = tmp_path / "trial" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    framework = load_framework("trial", [tmp_path])
    form = framework.forms["staff"]
    day = form.reference_date(Period(form.spec.period, 2023))

    def row(org: str, number: int, certified: int, note: str | None = None) -> Mapping[str, Any]:
        return {
            "org": org, "period": 2023, "as_of": day, "source": "stat", "_row": number, "teachers": 10, "certified": certified,
            "men": 4, "_note": {"certified": note} if note else None,
        }  # fmt: skip

    rows = [row("A", 2, 13, REASON), row("B", 3, 9), row("E", 4, 12)]
    place = Origin("学校.xlsx", "0" * 64, "表", "rows", {"teachers": "B", "certified": "C", "men": "D"})
    return evaluate(framework, MemoryFacts([stage_rows(form.table, place, rows)], UNITS), 2023, orgs=["C"])


def test_the_evaluation_knows_what_was_kept_below_the_unit_and_not_elsewhere(evaluated: Evaluated) -> None:
    found = [p for p in evaluated.evaluation.problems if p.code.startswith("D")]
    assert [(p.code, p.place.cell, p.data["unit"]) for p in found] == [("D30", "C2", "A")]


def test_why_prints_the_reason_at_the_cell(evaluated: Evaluated) -> None:
    trace = explain_value(evaluated.values, evaluated.judge, "share", "C", 2023)
    assert [t.text.zh for t in trace.walk() if t.kind == "note"] == [f"说明:{REASON}"]


def test_the_report_prints_the_reason_beside_the_figures_that_read_it(evaluated: Evaluated, tmp_path: Path) -> None:
    for language in ("zh", "en"):
        document = compose_report(evaluated, "C", language)
        notes = {entry.name: " ".join(entry.notes) for entry in document.annex}
        share, men = notes.values()
        assert REASON in share and "C2" in share and REASON not in men
        write_html(document, tmp_path / "report.html")
        assert REASON in (tmp_path / "report.html").read_text(encoding="utf-8")
