"""Combined standards: at least six of seven, the seventh at 85 %; open members decide nothing that they can change."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packs_in_text import PackWriter, facts_of, unit

from jiaodu.core.evaluation import Outcome, Verdict, open_values
from jiaodu.core.evaluation.combined import Span, Standing, combine, print_share, rest_limit
from jiaodu.core.framework import Framework

# seven measures for each stage, judged against limits of two stages
LIMITS = {"primary": ("4.2", "1", "0.9", "4.5", "7.5", "2000", "2.3"), "junior": ("5.3", "1", "0.9", "5.8", "10.2", "2500", "2.4")}  # fmt: skip
MEASURES = range(7)
FORMS = """
schools:
  name: {zh: 学校表, en: schools}
  level: school
  period: school_year
  reference_dates: {start: 09-01}
  sources: [stat]
  due: {each: [stage]}
  grain: {stage: {name: {zh: 学段, en: stage}, type: code, codes: {primary: {name: {zh: 小学, en: primary}}, junior: {name: {zh: 初中, en: junior}}}}}
  items:
    pupils: {name: {zh: 学生数, en: pupils}, type: count, unit: 人}
""" + "".join(
    f"    m{i}: {{name: {{zh: 量{i}, en: measure {i}}}, type: number, digits: 4, unit: m²}}\n" for i in MEASURES
)
INDICATORS = (
    "".join(
        f"per{i}: {{name: {{zh: 生均{i}, en: per pupil {i}}}, table: schools, by: [stage], formula: sum(m{i}) / sum(pupils), unit: m²/人, levels: [school], round: {{digits: 2}}}}\n"
        for i in MEASURES
    )
    + """
passing:
  {name: {zh: 综合达标学校比例, en: share of schools passing}, across: {level: school, indicator: per0, standard: school_verdict}, formula: share(met), unit: percent, levels: [county], round: {digits: 1}}
"""
)
ENTRY = "{{from: 2017-01-01, op: '>=', value: {0}, document: law, article: '1'}}"
STANDARDS = (
    "".join(
        f"{stage}{i}: {{name: {{zh: {stage}指标{i}, en: {stage} {i}}}, indicator: per{i}, basis: legal, levels: [school], where: {{stage: [{stage}]}}, entries: [{ENTRY.format(LIMITS[stage][i])}]"
        + (
            ", exemptions: [{id: old, name: {zh: 老校, en: old}, where: {ownership: private}, document: law}]"
            if i == 6
            else ""
        )
        + "}\n"
        for stage in LIMITS
        for i in MEASURES
    )
    + f"""
school_verdict:
  name: {{zh: 学校综合达标, en: the school as a whole}}
  kind: combined
  members: [{", ".join(f"{stage}{i}" for stage in LIMITS for i in MEASURES)}]
  at_least: 6
  rest: {{share: 0.85}}
  basis: legal
  levels: [school]
  entries: [{{from: 2017-01-01, document: law, article: "2"}}]
every_school: {{name: {{zh: 校校达标, en: every school}}, indicator: passing, basis: legal, levels: [county], entries: [{{from: 2017-01-01, op: "=", value: 100, document: law}}]}}
none_fails: {{name: {{zh: 没有不达标的学校, en: none fails}}, kind: count, count_of: {{standard: school_verdict, level: school}}, basis: legal, levels: [county], entries: [{{from: 2017-01-01, op: "<=", value: 0, document: law}}]}}
"""
)
ORGS = [
    unit("c", "county"),
    unit("p1", "school", "c", stage="primary", ownership="public"),
    unit("p2", "school", "c", stage="primary", ownership="private"),
    unit("n1", "school", "c", stage=("primary", "junior"), ownership="public"),
]


@pytest.fixture(scope="module")
def framework() -> Framework:
    with tempfile.TemporaryDirectory() as folder:
        return PackWriter(Path(folder)).add(forms=FORMS, indicators=INDICATORS, standards=STANDARDS).load()


def row(org: str, shares: Iterable[str | None], stage: str = "primary", pupils: int = 1000) -> dict[str, Any]:
    """A school whose seven measures stand at these shares of their limits."""
    measures = {
        f"m{i}": None if share is None else float(Fraction(share) * Fraction(LIMITS[stage][i]) * pupils)
        for i, share in enumerate(shares)
    }
    return {"org": org, "period": 2019, "stage": stage, "pupils": pupils} | measures


def verdicts(framework: Framework, rows: list[dict[str, Any]], org: str = "p1", standard: str = "school_verdict") -> list[Verdict]:  # fmt: skip
    _, judge = open_values(framework, facts_of(framework, ORGS, schools=rows), 2019)
    return list(judge.judge(framework.standards[standard], org, 2019))


def school(framework: Framework, *shares: str | None, org: str = "p1") -> Verdict:
    found = [v for v in verdicts(framework, [row(org, shares)], org) if v.cell == ("primary",)]
    assert len(found) == 1
    return found[0]


SIX = ("1",) * 6


@pytest.mark.parametrize(
    ("shares", "outcome", "margin"),
    [
        ((*SIX, "1"), "met", 1),
        ((*SIX, "0.85"), "met", 0),
        ((*SIX, "0.849"), "not_met", -1),
        (("1", "1", "0.99", "1", "1", "1", "0.99"), "not_met", -1),
        (("0.2", "1", "0.99", "1", "1", "1", "0.2"), "not_met", -2),
        (("0.2", "0.9", "0.9", "0.9", "1", "1", "1"), "not_met", -3),
        ((*SIX, None), "not_assessable", 0),
        (("0.9", "1", "1", "1", "1", "1", None), "not_assessable", 0),
        (("0.9", "0.9", "1", "1", "1", "1", None), "not_met", -1),
        (("0.84", "1", "1", "1", "1", "1", None), "not_met", -1),
    ],
)
def test_six_of_seven_and_the_seventh_at_85_percent(
    framework: Framework, shares: tuple[str | None, ...], outcome: str, margin: int
) -> None:
    verdict = school(framework, *shares)
    assert (verdict.outcome.value, verdict.margin) == (outcome, margin)
    assert (verdict.op, verdict.limit, verdict.unit, verdict.article) == (">=", 6, "项", "2")


def test_the_reason_names_who_fails_and_by_how_much_in_its_own_unit(framework: Framework) -> None:
    reason = school(framework, "1", "1", "1", "1", "0.849", "1", "1").reason
    assert reason is not None
    assert reason.zh == (
        "7 项中 6 项达标(须 6 项,其余须达到标准的 85%);未达标:primary指标4(-1.13 m²/人,差 1,132.50m²,达到标准的 84.9%)"
    )
    assert reason.en.startswith("6 of 7 met (6 needed, the rest at 85% of their limits or more); below: primary 4 (")
    missing = school(framework, *SIX, None).reason
    assert missing is not None and "无法判定:primary指标6(缺:量6)" in missing.zh


def test_one_that_is_exempt_is_left_out_and_uses_up_nothing(framework: Framework) -> None:
    verdict = school(framework, "0.9", *SIX[1:], "0", org="p2")
    assert (verdict.outcome, verdict.limit, verdict.compared) == (Outcome.MET, 5, 5)
    assert verdict.reason is not None and "1 项豁免或不适用" in verdict.reason.zh
    assert school(framework, "0.9", "0.9", *SIX[2:], "0", org="p2").outcome is Outcome.NOT_MET


def test_a_combined_school_is_judged_in_each_of_its_stages(framework: Framework) -> None:
    rows = [row("n1", ["1"] * 7), row("n1", ["0.5", *SIX], "junior")]
    assert {v.cell: v.outcome for v in verdicts(framework, rows, "n1")} == {
        ("primary",): Outcome.MET,
        ("junior",): Outcome.NOT_MET,
    }
    single = {v.cell: v.outcome for v in verdicts(framework, rows[:1], "p1")}
    assert single[("junior",)] is Outcome.NOT_APPLICABLE


def test_the_share_of_schools_and_the_count_of_schools_ask_it(framework: Framework) -> None:
    rows = [row("p1", ["1"] * 7), row("p2", ["1"] * 7), row("n1", ["1"] * 7), row("n1", ["0.9"] * 7, "junior")]
    values, judge = open_values(framework, facts_of(framework, ORGS, schools=rows), 2019, ["passing"])
    assert values.value("passing", "c", 2019, ("primary",)).exact == 100
    assert values.value("passing", "c", 2019, ("junior",)).exact == 0
    failing = verdicts(framework, rows, "c", "none_fails")[0]
    assert (failing.outcome, failing.compared, failing.unit) == (Outcome.NOT_MET, 1, "所")
    del judge


def test_a_limit_that_may_not_be_passed_is_reached_to_85_percent_at_limit_divided_by_share() -> None:
    assert rest_limit("<=", Fraction(45), Fraction(85, 100)) == Fraction(4500, 85)
    assert rest_limit(">=", Fraction(45), Fraction(85, 100)) == Fraction(3825, 100)
    assert (
        rest_limit("=", Fraction(45), Fraction(1, 2)) is None and rest_limit(">=", Fraction(0), Fraction(1, 2)) is None
    )


def test_a_share_just_short_never_prints_as_the_share() -> None:
    assert print_share(Fraction("0.84999")) == "84.9%" and print_share(Fraction("0.85")) == "85.0%"


STANDINGS = [Span(a, b) for a in Standing for b in Standing if a <= b]


@given(st.lists(st.sampled_from([None, *STANDINGS]), max_size=6), st.one_of(st.none(), st.integers(0, 6)))
def test_decided_only_when_every_way_that_open_members_may_turn_out_agrees(
    spans: list[Span | None], at_least: int | None
) -> None:
    judged = [s for s in spans if s is not None]
    allowed = 0 if at_least is None else max(0, len(spans) - at_least)
    worlds = [
        sum(w is not Standing.MET for w in world) <= allowed and Standing.FAR not in world
        for world in itertools.product(*([x for x in Standing if s.worst <= x <= s.best] for s in judged))
    ]
    wanted = Outcome.NOT_APPLICABLE if not judged else Outcome.MET if all(worlds) else Outcome.NOT_ASSESSABLE if any(worlds) else Outcome.NOT_MET  # fmt: skip
    assert combine(spans, at_least).outcome is wanted


def problems(pack: PackWriter, standards: str) -> list[str]:
    return [p.line("en") for p in pack.add(forms=FORMS, indicators=INDICATORS.split("passing")[0], standards=standards).attempt().problems if p.severity == "error"]  # fmt: skip


COMBINED = "{{name: {{zh: 综合, en: all}}, kind: combined, basis: legal, levels: [school], entries: [{{from: 2017-01-01, document: law}}], {0}}}"
PLAIN = "{{name: {{zh: 单, en: one}}, indicator: per0, basis: legal, levels: [school], entries: [{{from: 2017-01-01, op: '>=', value: {0}, document: law}}]}}"


@pytest.mark.parametrize(
    ("standards", "code"),
    [
        (f"a: {COMBINED.format('members: [a]')}", "G01"),
        (f"a: {COMBINED.format('members: [b]')}\nb: {COMBINED.format('members: [a]')}", "G01"),
        (f"a: {COMBINED.format('members: [c]')}", "P04"),
        (f"a: {COMBINED.format('members: [b]')}\nb: {PLAIN.format(1).replace('[school]', '[county]')}", "G02"),
        (f"a: {COMBINED.format('members: [b], rest: {share: 0.5}')}\nb: {PLAIN.format(0)}", "G03"),
        (f"a: {COMBINED.format('members: [b], at_least: 2')}\nb: {PLAIN.format(1)}", "P03"),
        (f"a: {COMBINED.format('members: [b, b]')}\nb: {PLAIN.format(1)}", "P03"),
        (f"a: {COMBINED.format('members: []')}", "P03"),
    ],
)
def test_what_does_not_fit_together_is_found_with_its_line(pack: PackWriter, standards: str, code: str) -> None:
    found = problems(pack, standards)
    assert any(code in line and "trial.yaml:" in line for line in found), found
