"""A standard that names its units judges those and nobody else: alone, combined, counted, as a share, in a grade."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from packs_in_text import PackWriter, facts_of, unit

from jiaodu.core.evaluation import Judge, Verdict, evaluate, open_values
from jiaodu.core.evaluation.examples import check_examples
from jiaodu.core.evaluation.outcomes import outcomes_of
from jiaodu.core.framework import Framework
from jiaodu.core.indicators import Values
from jiaodu.core.indicators.series import orgs_of
from jiaodu.core.lineage import explain_standard, explain_value

FORMS = """
places:
  name: {zh: 情况, en: facts}
  level: county
  period: calendar_year
  reference_dates: {end: 12-31}
  sources: [stat]
  items:
    pupils: {name: {zh: 学生数, en: pupils}, type: count, unit: 人}
    teachers: {name: {zh: 教师数, en: teachers}, type: count, unit: 人}
"""
INDICATORS = """
ratio: {name: {zh: 每百生教师, en: ratio}, table: places, formula: sum(teachers) / sum(pupils), unit: 人/百人, levels: [county]}
size: {name: {zh: 学生总数, en: size}, table: places, formula: sum(pupils), unit: 人, levels: [county]}
share_own: {name: {zh: 达标率, en: share}, across: {level: county, indicator: ratio, standard: own}, formula: share(met), unit: percent, levels: [province]}
share_any: {name: {zh: 达标率二, en: share by default}, across: {level: county, indicator: ratio}, formula: share(met), unit: percent, levels: [province]}
"""
LAW = "basis: target, levels: [county]"
AT_LEAST = "entries: [{{from: 2010-01-01, op: '>=', value: {0}, document: law, article: '1'}}]"
STANDARDS = f"""
own: {{name: {{zh: 自定目标, en: own target}}, indicator: ratio, {LAW}, units: [a, b], {AT_LEAST.format(5)}, exemptions: [{{id: e, name: {{zh: 免, en: e}}, orgs: [b, c], expires: 2018-12-31, document: law}}]}}
every: {{name: {{zh: 都要, en: every}}, indicator: ratio, {LAW}, {AT_LEAST.format(4)}}}
large: {{name: {{zh: 大, en: large}}, indicator: size, {LAW}, {AT_LEAST.format(100)}}}
grows: {{name: {{zh: 不减, en: grows}}, kind: growth, indicator: size, tree: restated, {LAW}, units: [a], {AT_LEAST.format(0)}}}
both: {{name: {{zh: 合, en: both}}, kind: combined, members: [own, every, large], at_least: 2, {LAW}, entries: [{{from: 2010-01-01, document: law}}]}}
whole_own: {{name: {{zh: 合二, en: whole own}}, kind: combined, members: [every, large], {LAW}, units: [c], entries: [{{from: 2010-01-01, document: law}}]}}
only_own: {{name: {{zh: 合三, en: only own}}, kind: combined, members: [own], {LAW}, entries: [{{from: 2010-01-01, document: law}}]}}
failing: {{name: {{zh: 没有不达标, en: none fails}}, kind: count, count_of: {{standard: own, level: county}}, basis: target, levels: [province], entries: [{{from: 2010-01-01, op: '<=', value: 0, document: law}}]}}
failing_own: {{name: {{zh: 没有不达标二, en: none fails there}}, kind: count, count_of: {{standard: every, level: county}}, basis: target, levels: [province], units: [Q], entries: [{{from: 2010-01-01, op: '<=', value: 0, document: law}}]}}
"""
SCHEME = """
plan:
  name: {zh: 方案, en: plan}
  levels: [county]
  document: law
  article: "1"
  parts:
    own: {name: {zh: 目标, en: own}, kind: threshold, standard: own, points: 40}
    every: {name: {zh: 都要, en: every}, kind: threshold, standard: every, points: 60}
  not_applicable: rescale
  grades: [{id: good, name: {zh: 好, en: good}, at_least: 90}, {id: poor, name: {zh: 差, en: poor}}]
  vetoes: [{name: {zh: 否决, en: veto}, document: law, article: "2", any_of: [{name: {zh: 未达目标, en: target missed}, standard: own}]}]
"""
EXAMPLES = """
met: {period: "2019", level: county, org: a, facts: {places: [{pupils: 100, teachers: 5}]}, standard: own, value: 5, outcome: met, margin: 0}
missed: {period: "2019", level: county, org: b, facts: {places: [{pupils: 1000, teachers: 49}]}, standard: own, value: 4.9, outcome: not_met}
blank: {period: "2019", level: county, org: a, facts: {places: [{pupils: 1000, teachers: ""}]}, standard: own, outcome: not_assessable}
free: {period: "2018", level: county, org: b, facts: {places: [{pupils: 1000, teachers: 1}]}, standard: own, outcome: not_applicable}
other: {period: "2019", level: county, facts: {places: [{pupils: 100, teachers: 4}]}, standard: every, value: 4, outcome: met}
"""
COUNTIES = "abcd"
ORGS = [
    unit("P", "province"),
    unit("Q", "province"),
    *(unit(c, "county", "P" if c in "abc" else "Q") for c in COUNTIES),
]


def pack(folder: str) -> PackWriter:
    writer = PackWriter(Path(folder))
    writer.write("grading/trial.yaml", SCHEME)
    return writer.add(forms=FORMS, indicators=INDICATORS, standards=STANDARDS, tests=EXAMPLES)


@pytest.fixture(scope="module")
def framework() -> Framework:
    with tempfile.TemporaryDirectory() as folder:
        return pack(folder).load()


@pytest.fixture
def writer() -> Iterator[PackWriter]:
    with tempfile.TemporaryDirectory() as folder:
        yield pack(folder)


def rows(teachers: int = 50, **other: Any) -> list[dict[str, Any]]:
    """Every county has the same figures in both years, but for those named."""
    return [
        {"org": c, "period": y, "pupils": 1000, "teachers": other.get(c, teachers)}
        for c in COUNTIES
        for y in (2018, 2019)
    ]


def opened(framework: Framework, given: list[dict[str, Any]], year: int = 2019) -> tuple[Values, Judge]:
    return open_values(framework, facts_of(framework, ORGS, places=given), year)


def judged(
    framework: Framework, standard: str, orgs: str, given: list[dict[str, Any]], year: int = 2019
) -> dict[str, Verdict]:
    _, judge = opened(framework, given, year)
    found = {org: judge.judge(framework.standards[standard], org, year) for org in orgs}
    return {org: verdicts[0] for org, verdicts in found.items() if verdicts}


@pytest.mark.parametrize(("teachers", "outcome"), [(50, "met"), (49, "not_met"), (None, "not_assessable")])
def test_the_same_figures_are_judged_only_where_the_standard_is_for(
    framework: Framework, teachers: Any, outcome: str
) -> None:
    found = judged(framework, "own", COUNTIES, rows(teachers))
    assert {org: v.outcome.value for org, v in found.items()} == {"a": outcome, "b": outcome}
    assert sorted(judged(framework, "every", COUNTIES, rows(teachers))) == list(COUNTIES)
    assert list(judged(framework, "grows", COUNTIES, rows(teachers))) == ["a"]


def test_an_exemption_concerns_no_unit_that_the_standard_does_not(framework: Framework) -> None:
    found = judged(framework, "own", COUNTIES, rows(10), 2018)
    assert {org: (v.outcome.value, v.exemption) for org, v in found.items()} == {
        "a": ("not_met", ""),
        "b": ("not_applicable", "e"),
    }


def test_a_member_counts_only_for_its_units(framework: Framework) -> None:
    # 4.5 in a hundred: `own` is missed, `every` and `large` are met; at least 2 of 3, so one may be unmet
    found = judged(framework, "both", COUNTIES, rows(45, b=30, d=30))
    said = {org: (v.outcome.value, v.compared, v.limit) for org, v in found.items()}
    # b misses two of three; d has two members, of which none may be unmet, and misses one
    assert said == {"a": ("met", 2, 2), "b": ("not_met", 1, 2), "c": ("met", 2, 2), "d": ("not_met", 1, 2)}
    assert list(judged(framework, "whole_own", COUNTIES, rows())) == ["c"]
    assert list(judged(framework, "only_own", COUNTIES, rows())) == ["a", "b"]


def test_counts_look_at_the_units_concerned(framework: Framework) -> None:
    # c and d miss it as well, but it is not for them; Q has nobody whom it concerns
    found = judged(framework, "failing", "PQ", rows(60, b=49, c=1, d=1))
    assert (found["P"].outcome.value, found["P"].compared) == ("not_met", 1)
    assert found["Q"].outcome.value == "not_applicable"
    there = judged(framework, "failing_own", "PQ", rows(60, d=1))
    assert {org: v.outcome.value for org, v in there.items()} == {"Q": "not_met"}


def test_a_share_is_of_the_units_concerned(framework: Framework) -> None:
    values, _ = opened(framework, rows(60, b=49, c=1))
    assert values.value("share_own", "P", 2019).exact == 50  # a of a and b
    assert values.value("share_own", "Q", 2019).exact is None
    # without a standard named, the one for all units is taken, though one for some stands before it
    by_default = values.value("share_any", "P", 2019).exact
    assert by_default is not None and by_default * 3 == 200  # a and b of a, b, c


@pytest.mark.parametrize("seed", range(4))
def test_arrays_give_what_the_judge_gives(framework: Framework, seed: int) -> None:
    pick = random.Random(seed)
    given = [
        {
            "org": c,
            "period": y,
            "pupils": pick.choice([99, 100, 1000, None]),
            "teachers": pick.choice([4, 5, 40, 49, 50]),
        }
        for c in COUNTIES
        for y in (2018, 2019)
    ]
    for year in (2018, 2019):
        values, judge = opened(framework, given, year)
        keys = values.results.series("ratio", "county").keys
        base = framework.indicators["ratio"]
        concerned = {"own": "ab", "both": COUNTIES, "whole_own": "c", "only_own": "ab", "grows": "a"}
        for name, there in concerned.items():
            found = judge.outcomes(values.results, "ratio", "county", name)
            assert np.array_equal(found, judge.one_by_one(framework.standards[name], keys)), name
            assert outcomes_of(judge, framework.standards[name], base, "county", keys) is not None
            judged_there = {str(values.results.frames.codes[int(i)]) for i in orgs_of(keys)[found != -2]}
            assert judged_there <= set(there), name


def test_a_grade_leaves_the_part_out_and_vetoes_nobody_else(framework: Framework) -> None:
    found = evaluate(framework, facts_of(framework, ORGS, places=rows(45)), 2019, orgs=list("ac")).evaluation
    a, c = found.grades
    assert (a.state.value, a.grade) == ("vetoed", None)
    assert (c.state.value, c.grade, c.total.exact if c.total else None) == ("graded", "good", 100)
    assert {v.org for v in found.verdicts if v.standard == "own"} == {"a"}


def test_why_says_that_it_does_not_concern_the_unit(framework: Framework) -> None:
    values, judge = opened(framework, rows())
    other = explain_standard(judge, framework.standards["own"], "c", 2019).to_json()
    assert "does not address the unit" in str(other)
    for org, named in (("a", True), ("c", False)):
        assert ("own target" in str(explain_value(values, judge, "ratio", org, 2019, ()).to_json())) is named


def test_examples_keep_the_codes_that_standards_name(framework: Framework) -> None:
    found = [p for p in check_examples(framework) if p.code != "P13" and p.code != "G13"]
    assert found == [], [p.line("en") for p in found]


@pytest.mark.parametrize(("change", "code", "part"), [
    (("standards", "units: [a, b]", "units: [某县]"), "P19", "某县"),
    (("standards", "units: [a, b]", "units: [a b]"), "P19", "a b"),
    (("standards", "units: [Q]", 'units: ["110101"]'), "P19", "110101"),
    (("tests", "org: a, facts: {places: [{pupils: 100,", "org: c, facts: {places: [{pupils: 100,"), "P20", "a, b"),
    (("tests", "org: a, facts: {places: [{pupils: 100,", "facts: {places: [{pupils: 100,"), "P20", "X"),
    (("standards", "members: [every, large]", "members: [own, large]"), "G02", "other units"),
])  # fmt: skip
def test_what_cannot_be_meant_is_said(writer: PackWriter, change: tuple[str, str, str], code: str, part: str) -> None:
    kind, old, new = change
    text = {"standards": STANDARDS, "tests": EXAMPLES}[kind]
    assert old in text
    writer.add(**{kind: text.replace(old, new)})
    problems = writer.attempt().problems
    assert [p.code for p in problems if p.severity == "error"][:1] == [code], [p.line("en") for p in problems]
    found = next(p for p in problems if p.code == code)
    assert part in found.line("en") and found.place is not None and found.place.line


@pytest.mark.parametrize("code", ['"110000"', "G-1", "s_3.b"])
def test_codes_of_the_register_are_taken(writer: PackWriter, code: str) -> None:
    writer.add(standards=STANDARDS.replace("units: [Q]", f"units: [{code}]"))
    assert not [p for p in writer.attempt().problems if p.code == "P19"]
