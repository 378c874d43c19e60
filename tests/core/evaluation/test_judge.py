"""Verdicts: just met, just missed, not assessable; and a blank never turns not met into met."""

from __future__ import annotations

import copy
import tempfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packs_in_text import PackWriter, facts_of, unit

from jiaodu.core.base.missing import Hedge
from jiaodu.core.evaluation import Outcome, decide, open_values
from jiaodu.core.framework import Framework
from jiaodu.core.indicators import Status

FORMS = """
schools:
  name: {zh: 学校表, en: schools}
  level: school
  period: calendar_year
  counts: 所
  reference_dates: {end: 12-31}
  sources: [stat, school]
  items:
    pupils: {name: {zh: 学生数, en: pupils}, type: count, unit: 人}
    teachers: {name: {zh: 教师数, en: teachers}, type: count, unit: 人}
    kind: {name: {zh: 类别, en: kind}, type: code, codes: {town: {name: {zh: 城镇, en: town}}, rural: {name: {zh: 农村, en: rural}}}}
"""
INDICATORS = """
per_hundred:
  {name: {zh: 每百名学生教师数, en: teachers per 100}, table: schools, formula: sum(teachers) / sum(pupils), unit: 人/百人, levels: [school, county], round: {digits: 2}}
town_share:
  {name: {zh: 城镇学生占比, en: town share}, table: schools, formula: "sum(pupils) filter (where kind = 'town') / sum(pupils)", unit: percent, levels: [county]}
pupils: {name: {zh: 学生总数, en: all pupils}, table: schools, formula: sum(pupils), unit: 人, levels: [school, county]}
spread:
  name: {zh: 差异系数, en: spread}
  across: {level: school, indicator: per_hundred}
  formula: cv(value, weight => pupils)
  unit: ratio
  levels: [county]
  round: {digits: 3, compare: after}
met_share:
  name: {zh: 达标学校比例, en: share met}
  across: {level: school, indicator: per_hundred, standard: enough}
  formula: share(met)
  unit: percent
  levels: [county]
"""
STANDARDS = """
enough:
  {name: {zh: 够, en: enough}, indicator: per_hundred, basis: legal, levels: [school, county], entries: [{from: 2010-01-01, op: ">=", value: 4.2, document: law, article: "1"}]}
town:
  {name: {zh: 城, en: town}, indicator: town_share, basis: target, levels: [county], entries: [{from: 2010-01-01, op: ">=", value: 50, document: law, article: "1"}]}
only_up:
  {name: {zh: 只增不减, en: only up}, indicator: pupils, kind: growth, tree: restated, basis: legal, levels: [county], entries: [{from: 2010-01-01, op: ">=", value: 0, document: law, article: "2"}]}
even:
  {name: {zh: 均衡, en: even}, indicator: spread, basis: legal, levels: [county], veto: true, entries: [{from: 2010-01-01, op: "<=", value: 0.5, document: law, article: "1"}]}
all_schools:
  {name: {zh: 校校达标, en: every school}, kind: count, count_of: {standard: enough, level: school, outcome: not_met}, basis: legal, levels: [county], entries: [{from: 2010-01-01, op: "<=", value: 0, document: law, article: "1"}]}
most_schools:
  {name: {zh: 多数达标, en: most schools}, indicator: met_share, basis: legal, levels: [county], entries: [{from: 2010-01-01, op: ">=", value: 85, document: law, article: "1"}]}
dated:
  name: {zh: 有期限, en: dated}
  indicator: per_hundred
  basis: legal
  levels: [school]
  entries:
    - {from: 2010-01-01, op: ">=", value: 1, document: law, article: "1"}
    - {from: 2018-01-01, op: ">=", value: 9, document: law, article: "2"}
    - {from: 2019-06-01, repealed: true, document: law}
  exemptions: [{id: small, name: {zh: 小校, en: small}, orgs: [s1], expires: 2018-12-31, document: law}]
"""
ALL = ("enough", "town", "only_up", "even", "all_schools", "most_schools")
ORGS = [unit("P", "province"), unit("c", "county", "P"), *(unit(f"s{i}", "school", "c") for i in range(3))]


@pytest.fixture(scope="module")
def framework() -> Framework:
    with tempfile.TemporaryDirectory() as folder:
        return PackWriter(Path(folder)).add(forms=FORMS, indicators=INDICATORS, standards=STANDARDS).load()


def outcomes(
    framework: Framework, rows: list[dict[str, Any]], org: str = "c", year: int = 2019, standards: tuple[str, ...] = ALL
) -> dict[str, Any]:
    _, judge = open_values(framework, facts_of(framework, ORGS, schools=rows), year)
    return {s: v[0] for s in standards if (v := judge.judge(framework.standards[s], org, year))}


def school(code: str, year: int, pupils: Any, teachers: Any, kind: Any = "town", **more: Any) -> dict[str, Any]:
    return {"org": code, "period": year, "pupils": pupils, "teachers": teachers, "kind": kind} | more


def whole(*pairs: tuple[int, int]) -> list[dict[str, Any]]:
    return [school(f"s{i}", y, p, t) for y in (2018, 2019) for i, (p, t) in enumerate(pairs)]


@pytest.mark.parametrize(
    ("teachers", "outcome", "own"), [(42, "met", 0), (41, "not_met", -1), (39, "not_met", -3), (43, "met", 1)]
)
def test_just_met_and_just_missed_with_the_margin_in_teachers(
    framework: Framework, teachers: int, outcome: str, own: int
) -> None:
    verdict = outcomes(framework, whole((1000, teachers), (1000, 42), (1000, 42)), "s0", standards=("enough",))[
        "enough"
    ]
    assert (verdict.outcome.value, verdict.own_margin, verdict.own_unit) == (outcome, own, "人")
    assert verdict.margin == Fraction(teachers, 10) - Fraction(42, 10)
    assert (verdict.document, verdict.article) == ("law", "1")


def test_a_shortfall_is_rounded_up_to_whole_teachers(framework: Framework) -> None:
    verdict = outcomes(framework, whole((1010, 42), (1, 1), (1, 1)), "s0", standards=("enough",))["enough"]
    assert verdict.own_margin == -1 and verdict.outcome is Outcome.NOT_MET


def test_growth_names_the_change_and_the_rate(framework: Framework) -> None:
    rows = [
        school("s0", 2018, 100, 5),
        school("s0", 2019, 99, 5),
        *(school(s, y, 10, 1) for s in ("s1", "s2") for y in (2018, 2019)),
    ]
    verdict = outcomes(framework, rows)["only_up"]
    assert (verdict.outcome, verdict.margin, verdict.growth) == (Outcome.NOT_MET, -1, Fraction(-100, 120))
    rows[1]["pupils"] = 100
    assert outcomes(framework, rows)["only_up"].outcome is Outcome.MET


def test_counting_schools_that_fail(framework: Framework) -> None:
    assert outcomes(framework, whole((100, 5), (100, 5), (100, 5)))["all_schools"].outcome is Outcome.MET
    failing = outcomes(framework, whole((100, 4), (100, 5), (100, 5)))["all_schools"]
    assert (failing.outcome, failing.compared) == (Outcome.NOT_MET, 1)


def test_a_count_is_open_only_while_the_open_schools_can_change_it(framework: Framework) -> None:
    rows = [r for r in whole((100, 5), (100, 5), (100, 5)) if r["org"] != "s2"]
    assert outcomes(framework, rows)["all_schools"].outcome is Outcome.NOT_ASSESSABLE
    rows[0]["teachers"] = rows[2]["teachers"] = 1
    assert outcomes(framework, rows)["all_schools"].outcome is Outcome.NOT_MET


def test_share_met_asks_the_standard_of_the_schools(framework: Framework) -> None:
    verdict = outcomes(framework, whole((100, 5), (100, 5), (100, 4)))["most_schools"]
    assert verdict.outcome is Outcome.NOT_MET and verdict.compared == Fraction(200, 3)


def test_entries_follow_the_date_and_repeal_ends_them(framework: Framework) -> None:
    rows = [school("s0", y, 100, 5) for y in (2017, 2018, 2019)]
    found = {y: outcomes(framework, rows, "s0", y, ("dated",))["dated"] for y in (2017, 2018, 2019)}
    assert [found[y].outcome.value for y in found] == ["met", "not_met", "not_applicable"]
    assert found[2018].article == "2"


def test_an_exemption_ends_with_its_expiry(framework: Framework) -> None:
    rows = [school("s1", y, 100, 0) for y in (2017, 2018)]
    found = outcomes(framework, rows, "s1", 2018, ("dated",))["dated"]
    assert (found.outcome, found.exemption) == (Outcome.NOT_APPLICABLE, "small")


def test_the_leading_source_leads_even_where_it_is_blank(framework: Framework) -> None:
    rows = [*whole((100, 5), (100, 5), (100, 5)), school("s0", 2019, 100, 1, source="school")]
    assert outcomes(framework, rows, "s0", standards=("enough",))["enough"].outcome is Outcome.MET
    rows[3]["teachers"] = None
    assert rows[3]["org"] == "s0" and rows[3]["period"] == 2019
    assert outcomes(framework, rows, "s0", standards=("enough",))["enough"].outcome is Outcome.NOT_ASSESSABLE


def test_seventh_indicator_at_85_percent_of_the_standard() -> None:
    limit = Fraction("4.2") * Fraction(85, 100)
    assert decide(Fraction("3.57"), ">=", limit) is Outcome.MET
    assert decide(Fraction("3.5658"), ">=", limit) is Outcome.NOT_MET


@pytest.mark.parametrize(
    ("hedge", "op", "value", "limit", "outcome"),
    [
        (Hedge.AT_LEAST, ">=", 97, 97, Outcome.MET),
        (Hedge.AT_LEAST, ">=", 97, 100, Outcome.NOT_ASSESSABLE),
        (Hedge.AT_LEAST, "<=", 97, 90, Outcome.NOT_MET),
        (Hedge.AT_LEAST, "<", 97, 97, Outcome.NOT_MET),
        (Hedge.AT_MOST, "<=", 5, 5, Outcome.MET),
        (Hedge.AT_MOST, ">=", 5, 6, Outcome.NOT_MET),
        (Hedge.AT_MOST, ">=", 5, 4, Outcome.NOT_ASSESSABLE),
        (Hedge.ABOUT, ">=", 99, 1, Outcome.NOT_ASSESSABLE),
        (None, "=", 0, 0, Outcome.MET),
    ],
)
def test_a_hedged_figure_decides_only_by_its_bound(
    hedge: Hedge | None, op: str, value: int, limit: int, outcome: Outcome
) -> None:
    assert decide(Fraction(value), op, Fraction(limit), hedge) is outcome


def test_a_hedged_value_reaches_the_verdict(framework: Framework) -> None:
    rows = whole((100, 5), (100, 5), (100, 5))
    rows[3]["_hedge"] = {"teachers": "at_least"}
    verdict = outcomes(framework, rows, "s0", standards=("enough",))["enough"]
    assert verdict.outcome is Outcome.NOT_ASSESSABLE and verdict.reason is not None


@given(
    st.lists(
        st.tuples(st.integers(1, 60), st.integers(0, 9), st.sampled_from(["town", "rural"])), min_size=6, max_size=6
    ),
    st.integers(0, 5),
    st.sampled_from(["pupils", "teachers", "kind", "row"]),
)
def test_a_blank_never_turns_not_met_into_met(
    framework: Framework, cells: list[tuple[int, int, str]], at: int, item: str
) -> None:
    rows = [school(f"s{i % 3}", 2018 + i // 3, *cell) for i, cell in enumerate(cells)]
    before = outcomes(framework, rows)
    blanked = copy.deepcopy(rows)
    if item == "row":
        del blanked[at]
    else:
        blanked[at][item] = None
    after = outcomes(framework, blanked)
    for standard, verdict in after.items():
        assert verdict.outcome in (before[standard].outcome, Outcome.NOT_ASSESSABLE), standard


def test_a_zero_denominator_is_no_finding(framework: Framework) -> None:
    verdict = outcomes(framework, whole((0, 5), (100, 5), (100, 5)), "s0", standards=("enough",))["enough"]
    assert verdict.outcome is Outcome.NOT_ASSESSABLE
    values, _ = open_values(framework, facts_of(framework, ORGS, schools=whole((0, 5), (100, 5), (100, 5))), 2019)
    assert values.value("per_hundred", "s0", 2019).status is Status.ZERO_DENOMINATOR
