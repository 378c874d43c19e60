"""A small pack and its facts, made for charts: a county with schools over years, a limit that rises, schools without data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jiaodu.core.base.organisations import Organisation
from jiaodu.core.base.periods import Period
from jiaodu.core.base.text import Language
from jiaodu.core.evaluation import Evaluated, evaluate
from jiaodu.core.facts.reading import MemoryFacts
from jiaodu.core.facts.staging import Origin, stage_rows
from jiaodu.core.framework import load_framework
from jiaodu.reports import Document, compose_report
from jiaodu.reports.charts.boundaries import Boundaries

PACK = {
    "pack.yaml": """
id: drawn
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
staff:
  name: {zh: 教职工表, en: staff}
  level: school
  period: calendar_year
  reference_dates: {end: 12-31}
  sources: [stat]
  items:
    teachers: {name: {zh: 教师数, en: teachers}, type: count, unit: 人}
    degrees: {name: {zh: 本科教师数, en: teachers with a degree}, type: count, unit: 人}
""",
    "indicators/i.yaml": """
degree_share: {name: {zh: 本科率, en: share with a degree}, table: staff, formula: sum(degrees) / sum(teachers), unit: "%",
  levels: [school, county], round: {digits: 1}}
teachers: {name: {zh: 教师, en: teachers}, table: staff, formula: sum(teachers), unit: 人, levels: [school, county]}
""",
    "standards/s.yaml": """
enough: {name: {zh: 本科率标准, en: degree standard}, indicator: degree_share, basis: legal, levels: [school, county],
  entries: [{from: 2000-01-01, to: 2021-12-31, op: ">=", value: 60, document: law, article: "1"},
            {from: 2022-01-01, op: ">=", value: 75, document: law, article: "1"}]}
""",
    "report/1.yaml": """
title: {zh: 报告, en: report}
level: county
sections:
  - title: {zh: 一、教师, en: I. Teachers}
    blocks:
      - {caption: {zh: 图1, en: Figure 1}, chart: {kind: trend, indicator: degree_share, periods: 6}}
      - {caption: {zh: 图2, en: Figure 2}, chart: {kind: units, indicator: degree_share, level: school}}
      - {caption: {zh: 图3, en: Figure 3}, chart: {kind: distribution, indicator: degree_share, level: school}}
      - {caption: {zh: 图4, en: Figure 4}, chart: {kind: map, indicator: teachers, level: school}}
""",
}
# teachers with a degree of 100 in each school and year: A just meets 75 in 2023, B just misses it; C did not report 2021
# and closed; D opened in 2023 and has none; E opened then and did not report
DEGREES: Mapping[str, Mapping[int, int]] = {
    "A": {2020: 61, 2021: 64, 2022: 70, 2023: 75},
    "B": {2020: 59, 2021: 60, 2022: 70, 2023: 74},
    "C": {2020: 60},
    "D": {2023: 0},
}
YEARS = range(2020, 2024)


def write_pack(folder: Path, changed: Mapping[str, str] = {}) -> Path:
    """The pack in a folder, with some files changed."""
    for name, text in (PACK | dict(changed)).items():
        path = folder / "drawn" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def evaluate_drawn(folder: Path, year: int = 2023, org: str = "K", changed: Mapping[str, str] = {}) -> Evaluated:
    """The evaluation of the county or of a school."""
    framework = load_framework("drawn", [write_pack(folder, changed)])
    form = framework.forms["staff"]
    rows: list[dict[str, Any]] = []
    for school, years in DEGREES.items():
        for number, (when, degrees) in enumerate(years.items(), 2):
            period = Period(form.spec.period, when)
            fixed = {"org": school, "period": when, "as_of": form.reference_date(period), "source": "stat"}
            rows.append({**fixed, "_row": number, "teachers": 100, "degrees": degrees})
    origin = Origin("表.xlsx", "0" * 64, "教职工表", "rows", {"teachers": "C", "degrees": "D"})
    opened, closed = {"D": dt.date(2023, 9, 1), "E": dt.date(2023, 9, 1)}, {"C": dt.date(2022, 1, 1)}
    county = Organisation("K", "某县", "county", name_en="The County")
    schools = [
        Organisation(
            code,
            f"第{code}小学",
            "school",
            parent="K",
            valid_from=opened.get(code, dt.date(1900, 1, 1)),
            closed=closed.get(code),
            name_en=f"School {code}",
        )
        for code in "ABCDE"
    ]
    facts = MemoryFacts([stage_rows(form.table, origin, rows)], [county, *schools])
    return evaluate(framework, facts, year, orgs=[org])


def compose_drawn(
    folder: Path, language: Language = "zh", boundaries: Boundaries | None = None, **more: Any
) -> Document:
    """Its report."""
    evaluated = evaluate_drawn(folder, **more)
    return compose_report(evaluated, evaluated.evaluation.run.orgs[0], language, boundaries=boundaries)
