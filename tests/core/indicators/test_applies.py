"""Indicators that apply to some units only: by attribute on the day, by another value, counted as zero or left out."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packs_in_text import REGISTER, PackWriter, facts_of, unit

from jiaodu.core.base.organisations import Organisation
from jiaodu.core.base.periods import PeriodKind
from jiaodu.core.evaluation import Judge
from jiaodu.core.evaluation.checks import find_problems
from jiaodu.core.framework import Framework
from jiaodu.core.indicators import Values, compute
from jiaodu.core.lineage import explain_value

FORM = """\
f:
  name: {zh: 表, en: f}
  level: school
  period: calendar_year
  reference_dates: {end: 12-31}
  sources: [stat]
  items:
    pupils: {name: {zh: 学生数, en: pupils}, type: count, unit: 人}
    area: {name: {zh: 面积, en: area}, type: number, unit: m², digits: 1}
"""
NOT_SMALL = [{"where": {"stage": "primary"}}, {"when": [{"indicator": "pupils", "op": ">=", "value": 50}]}]
INDICATORS: dict[str, dict[str, Any]] = {
    "pupils": {"table": "f", "formula": "sum(pupils)", "unit": "人", "levels": ["school", "county"]},
    "public": {
        "table": "f", "formula": "sum(pupils)", "unit": "人", "levels": ["school"],
        "applies": [{"where": {"ownership": "public"}}], "elsewhere": "zero",
    },
    "public_total": {
        "across": {"level": "school", "indicator": "public"}, "formula": "sum(value)", "unit": "人", "levels": ["county"],
    },
    "each": {"table": "f", "formula": "sum(area) / sum(pupils)", "unit": "m²/人", "levels": ["school"], "applies": NOT_SMALL},
    "spread": {
        "across": {"level": "school", "indicator": "each"}, "formula": "cv(value, weight => pupils)", "unit": "ratio",
        "levels": ["county"],
    },
}  # fmt: skip


@pytest.fixture
def framework(pack: PackWriter) -> Framework:
    named = {id_: {"name": {"zh": f"指标{id_}", "en": id_}} | spec for id_, spec in INDICATORS.items()}
    return pack.add(forms=FORM, indicators=named).load()


def values_of(framework: Framework, rows: Sequence[dict[str, Any]], tree: Sequence[Organisation]) -> Values:
    facts = facts_of(framework, tree, f=[{"period": 2019} | r for r in rows])
    return compute(framework, facts, periods={PeriodKind.CALENDAR_YEAR: [2018, 2019]})


def said(values: Values, id_: str, org: str, ordinal: int = 2019) -> tuple[str, Fraction | None]:
    found = values.value(id_, org, ordinal)
    return found.status.name, found.exact


SCHOOLS = [
    unit("C", "county"),
    unit("A", "school", "C", stage="junior", ownership="public"),
    unit("B", "school", "C", stage="junior", ownership="private"),
    unit("P", "school", "C", stage="primary", ownership="private"),
]


def test_zero_elsewhere_counts_in_a_sum(framework: Framework) -> None:
    rows = [{"org": "A", "pupils": 60, "area": 6}, {"org": "B", "pupils": 70, "area": 7}]
    values = values_of(framework, [*rows, {"org": "P", "pupils": 80, "area": 8}], SCHOOLS)
    assert said(values, "public", "B") == ("OK", 0)
    assert said(values, "public_total", "C") == ("OK", 60)


def test_zero_elsewhere_asks_no_figure_there(framework: Framework) -> None:
    values = values_of(framework, [{"org": "A", "pupils": 60, "area": 6}], SCHOOLS)
    assert said(values, "public_total", "C") == ("OK", 60)
    assert said(values, "pupils", "C") == ("NOT_ASSESSABLE", None)


def test_none_of_all_is_zero(framework: Framework) -> None:
    values = values_of(framework, [{"org": "P", "pupils": 80, "area": 8}], [SCHOOLS[0], SCHOOLS[3]])
    assert said(values, "public_total", "C") == ("OK", 0)


def test_zero_where_a_due_unit_has_no_row_of_the_cell(pack: PackWriter) -> None:
    grain = "  grain:\n    use: {name: {zh: 用途, en: use}, type: code, codes: {a: {name: {zh: 甲, en: a}}, b: {name: {zh: 乙, en: b}}}}\n"
    base = {"table": "f", "formula": "sum(area)", "unit": "m²", "levels": ["school"], "by": ["use"]}
    both = {"plain": base, "zero": base | {"elsewhere": "zero"}}
    named = {id_: {"name": {"zh": f"指标{id_}", "en": id_}} | spec for id_, spec in both.items()}
    framework = pack.add(forms=FORM.replace("  items:", grain + "  items:"), indicators=named).load()
    values = values_of(framework, [{"org": "A", "use": "a", "pupils": 1, "area": 6}], SCHOOLS)
    assert [values.value("plain", "A", 2019, (c,)).exact for c in "ab"] == [6, None]
    assert [values.value("zero", "A", 2019, (c,)).exact for c in "ab"] == [6, 0]
    assert values.value("zero", "B", 2019, ("b",)).status.name == "NOT_ASSESSABLE"


@pytest.mark.parametrize(
    ("org", "pupils", "status"),
    [("B", 50, "OK"), ("B", 49, "NOT_APPLICABLE"), ("P", 49, "OK"), ("B", None, "NOT_ASSESSABLE")],
)
def test_a_limit_on_another_value(framework: Framework, org: str, pupils: int | None, status: str) -> None:
    values = values_of(framework, [{"org": org, "pupils": pupils, "area": 5}], SCHOOLS)
    assert said(values, "each", org)[0] == status


def test_attributes_are_those_of_the_day(framework: Framework) -> None:
    later = unit("B", "school", "C", "2019-07-01", stage="junior", ownership="public")
    rows = [{"org": "B", "period": p, "pupils": 70, "area": 7} for p in (2018, 2019)]
    values = values_of(framework, rows, [*SCHOOLS, later])
    assert [said(values, "public", "B", year)[1] for year in (2018, 2019)] == [0, 70]


@pytest.mark.parametrize(
    ("certified", "expected"),
    [({}, 70), ({"certified": "2016-12-31"}, 70), ({"certified": "2016-12-30"}, 0)],
)
def test_a_condition_that_expires(pack: PackWriter, certified: dict[str, str], expected: int) -> None:
    """Three years from a day of the county's register; the figures are those of 31 December 2019."""
    dated = REGISTER + "    certified: {name: {zh: 认定日期, en: day of certification}, type: date}\n"
    condition = {"where": {"ownership": "public"}, "expires_after": {"years": 3, "from": "certified"}}
    named = {"public": {"name": {"zh": "公办", "en": "public"}} | INDICATORS["public"] | {"applies": [condition]}}
    pack.write("forms/organisations.yaml", dated)
    framework = pack.add(forms=FORM, indicators=named).load()
    values = values_of(
        framework, [{"org": "A", "pupils": 70, "area": 7}], [unit("C", "county", **certified), *SCHOOLS[1:]]
    )
    assert said(values, "public", "A") == ("OK", expected)
    applies = framework.conditions_in_words(framework.indicators["public"])
    assert applies is not None and "自认定日期起3年内" in applies.zh and "within 3 years" in applies.en


def test_why_names_the_condition(framework: Framework) -> None:
    values = values_of(framework, [{"org": "B", "pupils": 49, "area": 5}], SCHOOLS)
    trace = explain_value(values, Judge(values), "each", "B", 2019)
    lines = list(trace.lines("zh"))
    assert any("适用:学段为小学；或指标pupils >= 50 人(其他单位不适用)" in line for line in lines)
    assert any("适用条件" in line and "49" in line for line in lines)
    assert "不在指标的适用范围内" in lines[0]


@given(st.lists(st.tuples(st.integers(45, 55), st.integers(1, 999), st.booleans()), min_size=1, max_size=7))
def test_spread_leaves_out_whom_it_does_not_concern(drawn: list[tuple[int, int, bool]]) -> None:
    """Against plain loops: the schools that are primary or have 50 pupils, weighted by pupils."""
    framework = test_spread_leaves_out_whom_it_does_not_concern.framework  # type: ignore[attr-defined]
    tree = [SCHOOLS[0]] + [
        unit(f"S{i}", "school", "C", stage="primary" if primary else "junior", ownership="public")
        for i, (_, _, primary) in enumerate(drawn)
    ]
    rows = [{"org": f"S{i}", "pupils": p, "area": a} for i, (p, a, _) in enumerate(drawn)]
    found = values_of(framework, rows, tree).value("spread", "C", 2019)
    kept = [(p, a) for p, a, primary in drawn if primary or p >= 50]
    if not kept:
        assert found.status.name == "NOT_APPLICABLE"
        return
    mean = Fraction(sum(a for _, a in kept), sum(p for p, _ in kept))
    square = sum(p * (Fraction(a, p) - mean) ** 2 for p, a in kept) / sum(p for p, _ in kept) / mean**2
    assert found.exact is not None
    assert abs(found.exact**2 - square) < Fraction(1, 10**40)


@pytest.fixture(autouse=True)
def _framework_for_the_property(framework: Framework) -> None:
    test_spread_leaves_out_whom_it_does_not_concern.framework = framework  # type: ignore[attr-defined]


def test_nobody_asks_a_figure_where_no_indicator_applies(pack: PackWriter) -> None:
    """V03 is said of the units to which one of the indicators that read the item applies."""
    public = {k: v for k, v in INDICATORS["public"].items() if k != "elsewhere"}
    named = {"public": {"name": {"zh": "指标public", "en": "public"}} | public}
    framework = pack.add(forms=FORM, indicators=named).load()
    values = values_of(framework, [{"org": "P", "pupils": 80, "area": 8}], SCHOOLS)
    blank = [p for p in find_problems(values, []) if p.code == "V03"]
    assert [(p.data["due"], p.data["blank"]) for p in blank] == [(1, 1)]
    rows = [{"org": "P", "pupils": 80, "area": 8}, {"org": "A", "pupils": 60, "area": 6}]
    assert not [p for p in find_problems(values_of(framework, rows, SCHOOLS), []) if p.code == "V03"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"levels": ["school", "county"]}, "P03"),
        ({"applies": [{"where": {"stages": "primary"}}]}, "P04"),
        ({"applies": [{"where": {"stage": "primry"}}]}, "P04"),
        ({"applies": [{"when": [{"indicator": "pupil", "op": ">=", "value": 50}]}]}, "P04"),
        ({"applies": [{"when": [{"indicator": "each", "op": ">=", "value": 50}]}]}, "F12"),
        ({"applies": [{"when": [{"indicator": "spread", "op": ">=", "value": 50}]}]}, "F12"),
        ({"applies": [{"when": [{"indicator": "public_total", "op": ">=", "value": 50}]}]}, "F19"),
        ({"applies": [{}]}, "P03"),
        ({"applies": [{"where": {"stage": "primary"}, "expires_after": {"years": 3, "from": "certifed"}}]}, "P04"),
    ],
)
def test_wrong_conditions(pack: PackWriter, change: dict[str, Any], code: str) -> None:
    wrong = INDICATORS | {"each": INDICATORS["each"] | change}
    named = {id_: {"name": {"zh": f"指标{id_}", "en": id_}} | spec for id_, spec in wrong.items()}
    assert code in {p.code for p in pack.add(forms=FORM, indicators=named).attempt().problems}
