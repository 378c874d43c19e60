"""Cells of official tables: sums, quotients, counts of verdicts; a returned table that says something else is a problem.

Floor: tests. In: a pack in text with three schools. Out: nothing; numbers are worked out by hand.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from packs_in_text import PackWriter, facts_of, unit

from jiaodu.core.evaluation import open_values
from jiaodu.core.evaluation.computed import OfficialTables, check_tables
from jiaodu.core.framework import Framework
from jiaodu.core.framework.computed import Term, parse_computed

FORMS = """
schools:
  name: {zh: 学校表, en: schools}
  level: school
  period: calendar_year
  reference_dates: {end: 12-31}
  sources: [stat]
  items:
    pupils: {name: {zh: 学生数, en: pupils}, type: count, unit: 人}
    funds: {name: {zh: 经费, en: funds}, type: number, unit: 万元, digits: 4}
county:
  name: {zh: 县表, en: county}
  level: county
  period: calendar_year
  reference_dates: {end: 12-31}
  sources: [school]
  items:
    land: {name: {zh: 面积, en: land}, type: number, unit: m², digits: 1}
table:
  name: {zh: 申报表, en: application}
  level: county
  period: calendar_year
  reference_dates: {end: 12-31}
  sources: [school]
  items:
    t_pupils: {name: {zh: 学生, en: pupils t}, type: count, unit: 人, computed: all_pupils}
    t_each: {name: {zh: 生均, en: each t}, type: number, unit: 元/人, digits: 1, computed: per_pupil}
    t_land: {name: {zh: 生均面积, en: land t}, type: number, unit: m²/人, digits: 2, computed: county.land / all_pupils}
    t_twice: {name: {zh: 两倍, en: twice t}, type: count, unit: 人, computed: all_pupils + all_pupils}
    t_top: {name: {zh: 分子, en: top t}, type: number, unit: 万元, digits: 2, computed: per_pupil.numerator}
    t_met: {name: {zh: 达标所数, en: met t}, type: count, unit: 所, computed: "met:enough"}
    t_share: {name: {zh: 达标比例, en: share t}, type: number, unit: percent, digits: 1, computed: "met:enough / judged:enough"}
    t_good: {name: {zh: 是否达标, en: good t}, type: yes_no, computed: "standard:rich"}
    t_free: {name: {zh: 自填, en: free t}, type: count, unit: 人}
  layout:
    orientation: table
    headings: [{name: {zh: 甲, en: a}}, {name: {zh: 乙, en: b}}]
    lines: [{cells: [t_pupils, "{t_each}{t_land}{t_twice}{t_top}{t_met}{t_share}{t_good}{t_free}"]}]
"""
INDICATORS = """
all_pupils: {name: {zh: 全县学生, en: all pupils}, table: schools, formula: sum(pupils), unit: 人, levels: [school, county], round: {digits: 0}}
per_pupil: {name: {zh: 生均经费, en: funds each}, table: schools, formula: sum(funds) / sum(pupils), unit: 元/人, levels: [school, county], round: {digits: 1}}
land_stated: {name: {zh: 面积, en: land of the county}, table: county, formula: sum(land), unit: m², levels: [county], round: {digits: 1}}
"""
STANDARDS = """
enough: {name: {zh: 够, en: enough}, indicator: per_pupil, basis: legal, levels: [school], entries: [{from: 2010-01-01, op: ">=", value: 1000, document: law, article: "1"}]}
rich: {name: {zh: 富, en: rich}, indicator: per_pupil, basis: legal, levels: [county], entries: [{from: 2010-01-01, op: ">=", value: 2000, document: law, article: "1"}]}
"""
ORGS = [unit("c", "county"), *(unit(f"s{i}", "school", "c", stage="primary", ownership="public") for i in range(3))]
SCHOOLS = [
    {"org": "s0", "period": 2019, "pupils": 100, "funds": Decimal("10")},  # 1,000 each: just met
    {"org": "s1", "period": 2019, "pupils": 100, "funds": Decimal("9.9999")},  # 999.99: just missed
    {"org": "s2", "period": 2019, "pupils": 50, "funds": Decimal("20")},
]
RIGHT = {
    "t_pupils": Decimal(250), "t_each": Decimal("1600.0"), "t_land": Decimal("4.00"), "t_twice": Decimal(500),
    "t_top": Decimal("40.00"), "t_met": Decimal(2), "t_share": Decimal("66.7"), "t_good": False,
}  # fmt: skip


@pytest.fixture(scope="module")
def framework(tmp_path_factory: pytest.TempPathFactory) -> Framework:
    writer = PackWriter(tmp_path_factory.mktemp("pack"))
    return writer.add(forms=FORMS, indicators=INDICATORS, standards=STANDARDS).load()


def _tables(framework: Framework, schools: list[dict[str, Any]], **table: Any) -> OfficialTables:
    rows = {"table": [{"org": "c", "period": 2019, "source": "school", **table}]} if table else {}
    land = [{"org": "c", "period": 2019, "source": "school", "land": Decimal("1000")}]
    return OfficialTables(
        *open_values(framework, facts_of(framework, ORGS, schools=schools, county=land, **rows), 2019)
    )


def test_every_kind_of_term(framework: Framework) -> None:
    cells = _tables(framework, SCHOOLS).cells(framework.forms["table"], "c", {})
    assert {k: c.shown for k, c in cells.items()} == RIGHT


def test_what_is_not_there_is_said_and_never_a_number(framework: Framework) -> None:
    cells = _tables(framework, SCHOOLS[:2]).cells(framework.forms["table"], "c", {})
    assert {c.shown for c in cells.values()} == {"尚未产生"}


def test_a_table_that_says_something_else_is_a_problem(framework: Framework) -> None:
    said = RIGHT | {"t_pupils": 251, "t_share": Decimal("66.6"), "t_good": True, "t_free": 3}
    found = check_tables(_tables(framework, SCHOOLS, **said), ["c", "s0"])
    assert [p.code for p in found] == ["T10"] * 3
    assert {(p.data["stated"], p.data["computed"]) for p in found} == {("251", "250"), ("66.6", "66.7"), ("是", "否")}
    assert check_tables(_tables(framework, SCHOOLS, **RIGHT), ["c"]) == []


def test_terms() -> None:
    assert parse_computed("a[primary] + b.numerator / form.item").top == (
        Term("indicator", "a", ("primary",)),
        Term("indicator", "b", (), "numerator"),
    )
    assert parse_computed("a/form.item").bottom == (Term("item", "form", (), "item"),)
    for wrong in ("a b", "a +", "standard:x + y", "a[", "(a)"):
        with pytest.raises(ValueError, match=r"term|alone"):
            parse_computed(wrong)


@pytest.mark.parametrize(("computed", "code"), [("nobody", "P04"), ("a b", "T07"), ("county.nobody", "P04"), ("met:no", "P04")])  # fmt: skip
def test_a_pack_that_names_nobody_is_refused(tmp_path: Path, computed: str, code: str) -> None:
    forms = FORMS.replace("computed: all_pupils}", f'computed: "{computed}"}}')
    loading = PackWriter(tmp_path).add(forms=forms, indicators=INDICATORS, standards=STANDARDS).attempt()
    assert code in [p.code for p in loading.problems]
