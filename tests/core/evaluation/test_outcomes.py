"""Outcomes on arrays are those that the judge gives one by one, whatever is blank, exempt, rounded or moved."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from packs_in_text import REGISTER, PackWriter, facts_of, unit

from jiaodu.core.evaluation import Outcome, open_values
from jiaodu.core.framework import Framework

STAGES = "{name: {zh: 学段, en: stage}, type: code, codes: {primary: {name: {zh: 小学, en: primary}}, junior: {name: {zh: 初中, en: junior}}}}"
FORMS = f"""
schools:
  name: {{zh: 学校表, en: schools}}
  level: school
  period: school_year
  reference_dates: {{start: 09-01}}
  sources: [stat]
  due: {{each: [stage]}}
  grain: {{stage: {STAGES}}}
  items:
    pupils: {{name: {{zh: 学生, en: pupils}}, type: count, unit: 人}}
    teachers: {{name: {{zh: 教师, en: teachers}}, type: count, unit: 人}}
    migrants: {{name: {{zh: 随迁, en: migrants}}, type: count, unit: 人}}
    space: {{name: {{zh: 面积, en: space}}, type: number, digits: 1, unit: m²}}
"""
INDICATORS = """
ratio: {name: {zh: 每百生教师, en: ratio}, table: schools, by: [stage], formula: sum(teachers) / sum(pupils), unit: 人/百人, levels: [school], round: {digits: 1, compare: after}}
space: {name: {zh: 生均面积, en: space}, table: schools, by: [stage], formula: sum(space) / sum(pupils), unit: m²/人, levels: [school]}
size: {name: {zh: 规模, en: size}, table: schools, by: [stage], formula: sum(pupils), unit: 人, levels: [school]}
migrant_share: {name: {zh: 随迁占比, en: migrants}, table: schools, formula: sum(migrants) / sum(pupils), unit: percent, levels: [school]}
share: {name: {zh: 达标率, en: share}, across: {level: school, indicator: ratio, standard: whole}, formula: share(met), unit: percent, levels: [county]}
"""
ENTRY = "entries: [{{from: 2017-01-01, op: '{0}', value: {1}, document: law}}]"
SCHOOL = "basis: legal, levels: [school]"
STANDARDS = f"""
ratio_primary: {{name: {{zh: 一, en: 1}}, indicator: ratio, {SCHOOL}, where: {{stage: [primary]}}, {ENTRY.format(">=", 4.2)}}}
ratio_junior: {{name: {{zh: 二, en: 2}}, indicator: ratio, {SCHOOL}, where: {{stage: [junior]}}, {ENTRY.format(">", 5.3)}}}
space_each:
  {{name: {{zh: 三, en: 3}}, indicator: space, {SCHOOL}, {ENTRY.format(">=", 5)}, exemptions: [{{id: e, name: {{zh: 免, en: e}}, when: [{{indicator: migrant_share, op: ">", value: 50}}], expires_after: {{years: 3, from: certified}}, document: law}}]}}
size_most:
  {{name: {{zh: 四, en: 4}}, indicator: size, {SCHOOL}, {ENTRY.format("<=", 100)}, exemptions: [{{id: f, name: {{zh: 免, en: f}}, where: {{ownership: private}}, orgs: [s1], expires: 2019-12-31, document: law}}]}}
few_migrants: {{name: {{zh: 五, en: 5}}, indicator: migrant_share, {SCHOOL}, where: {{ownership: public}}, {ENTRY.format("<", 80)}}}
growing: {{name: {{zh: 六, en: 6}}, indicator: size, kind: growth, tree: restated, {SCHOOL}, {ENTRY.format(">=", 5)}}}
whole:
  name: {{zh: 合, en: whole}}
  kind: combined
  members: [ratio_primary, ratio_junior, space_each, size_most, few_migrants, growing]
  at_least: 4
  rest: {{share: 0.5}}
  {SCHOOL.replace(", levels", chr(10) + "  levels")}
  entries: [{{from: 2018-01-01, document: law}}]
  exemptions: [{{id: g, name: {{zh: 免, en: g}}, when: [{{indicator: migrant_share, op: ">=", value: 95}}], document: law}}]
only_primary: {{name: {{zh: 仅, en: only}}, kind: combined, members: [ratio_primary], {SCHOOL}, entries: [{{from: 2017-01-01, document: law}}], exemptions: [{{id: h, name: {{zh: 免, en: h}}, when: [{{indicator: migrant_share, op: ">=", value: 95}}], document: law}}]}}
strict: {{name: {{zh: 严, en: strict}}, kind: combined, members: [ratio_primary, ratio_junior, size_most], {SCHOOL}, entries: [{{from: 2017-01-01, document: law}}]}}
nested: {{name: {{zh: 套, en: nested}}, kind: combined, members: [strict, space_each], at_least: 1, rest: {{share: 0.5}}, {SCHOOL}, entries: [{{from: 2017-01-01, document: law}}]}}
"""
TRIED = (
    "ratio_primary",
    "ratio_junior",
    "space_each",
    "size_most",
    "few_migrants",
    "growing",
    "whole",
    "only_primary",
    "strict",
    "nested",
)


@pytest.fixture(scope="module")
def framework() -> Framework:
    with tempfile.TemporaryDirectory() as folder:
        writer = PackWriter(Path(folder))
        writer.write("forms/organisations.yaml", REGISTER + "    certified: {name: {zh: 认定, en: c}, type: date}\n")
        return writer.add(forms=FORMS, indicators=INDICATORS, standards=STANDARDS).load()


def world(seed: int, schools: int = 40) -> tuple[list[Any], list[dict[str, Any]]]:
    """Schools of all kinds around the limits, some blank, some silent, some opened later."""
    pick = random.Random(seed)
    day = pick.choice(["2016-09-01", "2016-08-31", "2018-01-01"])
    orgs = [unit("c", "county", certified=day), unit("d", "county")]
    rows: list[dict[str, Any]] = []
    for i in range(schools):
        stages = pick.choice([("primary",), ("junior",), ("primary", "junior")])
        kind = pick.choice(["public", "private"])
        opened = pick.choice(["1900-01-01", "1900-01-01", "2019-01-01"])
        orgs.append(unit(f"s{i}", "school", pick.choice("cd"), opened, stage=stages, ownership=kind))
        for year in (2018, 2019):
            for stage in stages:
                pupils = pick.choice([95, 100, 101, 105, 1010, 0])
                teachers = pick.choice([2, 4, 5, 6]) * (pupils or 1) // 100 + pick.choice([0, 1])
                if pupils == 1010:  # 4.158 and 5.347 in a hundred: rounded they reach, or do not pass, the limit
                    teachers = pick.choice([42, 54])
                row: dict[str, Any] = {
                    "pupils": pupils,
                    "teachers": teachers,
                    "migrants": int(pupils * pick.choice([0, 0.5, 0.51, 0.8, 0.96])),
                    "space": pupils * pick.choice([2.4, 2.5, 5, 4.9, 6]),
                }
                row = {k: None if pick.random() < 0.03 else v for k, v in row.items()}
                if pick.random() > 0.03:
                    rows.append({"org": f"s{i}", "period": year, "stage": stage} | row)
    return orgs, rows


@pytest.mark.parametrize("seed", range(6))
def test_arrays_give_what_the_judge_gives(framework: Framework, seed: int) -> None:
    orgs, rows = world(seed)
    values, judge = open_values(framework, facts_of(framework, orgs, schools=rows), 2019)
    seen: set[int] = set()
    for name in TRIED:
        base = "migrant_share" if name == "few_migrants" else "ratio"
        keys = values.results.series(base, "school").keys
        found = judge.outcomes(values.results, base, "school", name)
        wanted = judge.one_by_one(framework.standards[name], keys)
        assert np.array_equal(found, wanted), name
        seen |= set(found.tolist())
    assert seen == {1, 0, -1, -2}


def test_hedged_figures_are_judged_one_by_one(framework: Framework) -> None:
    orgs, rows = world(1)
    rows[0]["_hedge"] = {"space": "at_least"}
    values, judge = open_values(framework, facts_of(framework, orgs, schools=rows), 2019)
    keys = values.results.series("ratio", "school").keys
    for name in ("whole", "space_each"):
        found = judge.outcomes(values.results, "ratio", "school", name)
        assert np.array_equal(found, judge.one_by_one(framework.standards[name], keys))


def test_an_unmet_combined_member_is_far_below_where_the_rest_counts(framework: Framework) -> None:
    orgs = [unit("c", "county"), unit("s2", "school", "c", stage="primary", ownership="public")]
    row = {"org": "s2", "period": 2019, "stage": "primary", "pupils": 100, "teachers": 2, "migrants": 0, "space": 500.0}
    _, judge = open_values(framework, facts_of(framework, orgs, schools=[row]), 2019)
    strict = judge.judge(framework.standards["strict"], "s2", 2019)[0]
    nested = judge.judge(framework.standards["nested"], "s2", 2019)[0]
    assert (strict.outcome, nested.outcome, nested.compared) == (Outcome.NOT_MET, Outcome.NOT_MET, 1)
