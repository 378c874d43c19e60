"""The pieces of docs/grading.md are a pack that loads without an error."""

from __future__ import annotations

import re
from pathlib import Path

from packs_in_text import REGISTER, PackWriter

PAGE = Path(__file__).parents[4] / "docs" / "grading.md"
FORMS = """
schools:
  name: {zh: 学校表, en: schools}
  level: school
  period: calendar_year
  reference_dates: {end: 12-31}
  sources: [stat]
  items:
    pupils: {name: {zh: 学生, en: pupils}, type: count, unit: 人}
    migrants: {name: {zh: 随迁, en: migrants}, type: count, unit: 人}
    teachers: {name: {zh: 教师, en: teachers}, type: count, unit: 人}
    space: {name: {zh: 校舍, en: space}, type: number, digits: 2, unit: m²}
score_sheet:
  name: {zh: 评分表, en: sheet}
  level: county
  period: calendar_year
  reference_dates: {end: 12-31}
  sources: [stat]
  grain:
    part: {name: {zh: 项, en: part}, type: text}
    column: {name: {zh: 列, en: column}, type: code, codes: {self: {name: {zh: 自评, en: self}}, final: {name: {zh: 终评, en: final}}}}
  items:
    score: {name: {zh: 分, en: score}, type: number, digits: 2, unit: 分}
"""
INDICATORS = """
teachers_per_100: {name: {zh: 每百生教师数, en: a}, table: schools, formula: sum(teachers) / sum(pupils), unit: 人/百人, levels: [school]}
space_per_pupil: {name: {zh: 生均校舍面积, en: b}, table: schools, formula: sum(space) / sum(pupils), unit: m²/人, levels: [school]}
migrant_share: {name: {zh: 随迁占比, en: c}, table: schools, formula: sum(migrants) / sum(pupils), unit: percent, levels: [school]}
passing: {name: {zh: 达标学校比例, en: d}, across: {level: school, indicator: teachers_per_100, standard: school_passes}, formula: share(met), unit: percent, levels: [county]}
"""
MORE = """
most_schools: {name: {zh: 多数学校达标, en: most}, indicator: passing, basis: target, levels: [county], entries: [{from: 2017-01-01, op: ">=", value: 50, document: rules}]}
"""
RULES = """
rules: {title: {zh: 规定, en: rules}, issuer: {zh: 无, en: none}, articles: {第四条: {quote: 一}, 第五条: {quote: 二}}}
"""


def test_the_page_is_a_pack(pack: PackWriter) -> None:
    blocks = re.findall(r"```yaml\n# (\w+/\w+\.yaml)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    assert [name for name, _ in blocks] == ["standards/school.yaml", "grading/county.yaml"]
    for name, text in blocks:
        pack.write(name, text)
    pack.write("documents/rules.yaml", RULES)
    pack.write("forms/organisations.yaml", REGISTER + "    certified: {name: {zh: 认定, en: certified}, type: date}\n")
    pack.add(forms=FORMS, indicators=INDICATORS, standards=MORE)
    assert [p.line("en") for p in pack.attempt().problems] == []
