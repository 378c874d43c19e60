"""Numeric fixtures of the field: published or recomputed examples, each with its arithmetic."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from packs_in_text import PackWriter, facts_of, unit

from jiaodu.core.base.periods import PeriodKind
from jiaodu.core.framework import Framework
from jiaodu.core.indicators import Status, Values, compute, round_half_up

FORMS = """
schools:
  name: {zh: 学校表, en: schools}
  level: school
  period: calendar_year
  counts: 所
  reference_dates: {end: 12-31}
  sources: [stat]
  items:
    pupils: {name: {zh: 学生数, en: pupils}, type: count, unit: 人}
    books: {name: {zh: 图书数, en: books}, type: count, unit: 册}
counties:
  name: {zh: 县表, en: counties}
  level: county
  period: calendar_year
  reference_dates: {end: 12-31}
  sources: [stat]
  items:
    graduates: {name: {zh: 毕业生, en: graduates}, type: count, unit: 人}
    came: {name: {zh: 转入, en: came}, type: count, unit: 人}
    left: {name: {zh: 转出, en: left}, type: count, unit: 人}
    started: {name: {zh: 入学, en: started}, type: count, unit: 人}
    died: {name: {zh: 死亡, en: died}, type: count, unit: 人}
    undergraduates: {name: {zh: 本专科, en: undergraduates}, type: count, unit: 人}
    masters: {name: {zh: 硕士, en: masters}, type: count, unit: 人}
    doctors: {name: {zh: 博士, en: doctors}, type: count, unit: 人}
    foreign: {name: {zh: 留学生, en: foreign}, type: count, unit: 人}
    evening: {name: {zh: 夜大, en: evening}, type: count, unit: 人}
    distance: {name: {zh: 函授, en: distance}, type: count, unit: 人}
    small_pupils: {name: {zh: 小规模学校学生, en: pupils of a small school}, type: count, unit: 人}
    small_funds: {name: {zh: 小规模学校公用经费, en: funds}, type: number, unit: 元, digits: 2}
    norm_yuan: {name: {zh: 生均定额, en: norm a pupil}, type: number, unit: 元/人, digits: 2}
    floor: {name: {zh: 最低人数, en: floor}, type: count, unit: 人}
    outlay: {name: {zh: 支出, en: outlay}, type: number, unit: 亿元, digits: 2}
    grown: {name: {zh: 增长, en: growth}, type: number, unit: percent, digits: 2}
"""
INDICATORS = """
books_per_pupil: {name: {zh: 生均图书, en: books}, table: schools, formula: sum(books) / sum(pupils), unit: 册/人, levels: [school, county]}
weighted:
  {name: {zh: 加权, en: weighted}, across: {level: school, indicator: books_per_pupil}, formula: "cv(value, weight => pupils)", unit: ratio, levels: [county], round: {digits: 3, compare: after}}
unweighted:
  {name: {zh: 不加权, en: unweighted}, across: {level: school, indicator: books_per_pupil}, formula: "cv(value, weight => 1)", unit: ratio, levels: [county], round: {digits: 3, compare: after}}
retention:
  {name: {zh: 巩固率, en: retention}, table: counties, formula: "(sum(graduates) - sum(came) + sum(left)) / (sum(started) - sum(died))", unit: percent, levels: [county], round: {digits: 1}}
equivalent:
  {name: {zh: 折合在校生, en: equivalent}, table: counties, unit: 人, levels: [county], formula: "sum(undergraduates) + sum(masters) * 1.5 + sum(doctors) * 2 + sum(foreign) * 3 + sum(evening) * 0.3 + sum(distance) * 0.1"}
small_count: {name: {zh: 小规模学生, en: small pupils}, table: counties, formula: stated(small_pupils), unit: 人, levels: [county]}
small_given: {name: {zh: 小规模经费, en: small funds}, table: counties, formula: stated(small_funds), unit: 元, levels: [county]}
norm: {name: {zh: 定额, en: norm}, table: counties, formula: stated(norm_yuan), unit: 元/人, levels: [county]}
hundred: {name: {zh: 一百人, en: a hundred}, table: counties, formula: stated(floor), unit: 人, levels: [county]}
need: {name: {zh: 应有经费, en: need}, formula: "greatest(small_count, hundred) * norm", unit: 元, levels: [county]}
gap: {name: {zh: 经费余缺, en: gap}, formula: small_given - need, unit: 元, levels: [county]}
base: {name: {zh: 上年, en: year before}, formula: outlay_now / (1 + grown_now), unit: 亿元, levels: [county]}
outlay_now: {name: {zh: 本年, en: now}, table: counties, formula: stated(outlay), unit: 亿元, levels: [county]}
grown_now: {name: {zh: 增速, en: growth now}, table: counties, formula: stated(grown), unit: percent, levels: [county]}
"""


@pytest.fixture(scope="module")
def framework() -> Framework:
    with tempfile.TemporaryDirectory() as folder:
        return PackWriter(Path(folder)).add(forms=FORMS, indicators=INDICATORS).load()


def values_of(framework: Framework, **rows: list[dict[str, Any]]) -> Values:
    tree = [unit("c", "county"), *(unit(f"s{i}", "school", "c") for i in range(5))]
    return compute(framework, facts_of(framework, tree, **rows), periods={PeriodKind.CALENDAR_YEAR: [2019]})


def county(framework: Framework, indicator: str, **items: Any) -> Decimal | None:
    return values_of(framework, counties=[{"org": "c", "period": 2019, **items}]).value(indicator, "c", 2019).rounded


PAIRS = ((45, 279), (37, 137), (89, 935), (76, 160), (55, 402))


def test_the_weight_decides(framework: Framework) -> None:
    rows = [{"org": f"s{i}", "period": 2019, "pupils": p, "books": b} for i, (p, b) in enumerate(PAIRS)]
    values = values_of(framework, schools=rows)
    assert values.value("weighted", "c", 2019).rounded == Decimal("0.515")
    assert values.value("unweighted", "c", 2019).rounded == Decimal("0.489")
    assert round_half_up(values.value("books_per_pupil", "c", 2019).exact or 0, 3) == Decimal("6.334")  # type: ignore[arg-type]


def test_one_silent_school_stops_the_county(framework: Framework) -> None:
    rows = [{"org": f"s{i}", "period": 2019, "pupils": p, "books": b} for i, (p, b) in enumerate(PAIRS[:4])]
    found = values_of(framework, schools=rows).value("weighted", "c", 2019)
    assert (found.status, found.due, found.complete) == (Status.NOT_ASSESSABLE, 5, 4)


def test_retention_of_308_by_304(framework: Framework) -> None:
    assert county(framework, "retention", graduates=300, came=12, left=20, started=305, died=1) == Decimal("101.3")


def test_equivalent_students(framework: Framework) -> None:
    given = {
        "undergraduates": 10_000,
        "masters": 1_000,
        "doctors": 200,
        "foreign": 100,
        "evening": 500,
        "distance": 1_000,
    }
    assert county(framework, "equivalent", **given) == Decimal("12450.00")


def test_the_base_that_a_growth_implies(framework: Framework) -> None:
    assert county(framework, "base", outlay=Decimal("1125.36"), grown=Decimal("10.25")) == Decimal("1020.73")


def test_a_small_school_needs_the_funds_of_100_pupils(framework: Framework) -> None:
    given = {"small_pupils": 62, "small_funds": Decimal(80_000), "norm_yuan": Decimal(1_150), "floor": 100}
    assert county(framework, "need", **given) == Decimal("115000.00")
    assert county(framework, "gap", **given) == Decimal("-35000.00")


@pytest.mark.parametrize(
    ("value", "digits", "rounded"),
    [
        ("0.5", 0, "1"),
        ("-0.5", 0, "-1"),
        ("2.345", 2, "2.35"),
        ("0.4885", 3, "0.489"),
        ("84.949", 1, "84.9"),
        ("84.95", 1, "85.0"),
    ],
)
def test_rounding_is_half_up(value: str, digits: int, rounded: str) -> None:
    from fractions import Fraction

    assert round_half_up(Fraction(value), digits) == Decimal(rounded)
