"""Random frameworks and facts: the engine and the exact oracle agree on status, value, due and complete everywhere."""

from __future__ import annotations

import tempfile
from fractions import Fraction
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from oracle import (
    NA,
    OK,
    STAGES,
    Base,
    Condition,
    Part,
    School,
    World,
    base_value,
    growth,
    indicator_yaml,
    spread_squared,
)
from packs_in_text import PackWriter, facts_of, unit

from jiaodu.core.base.organisations import Organisation
from jiaodu.core.base.periods import PeriodKind
from jiaodu.core.facts.reading import MemoryFacts
from jiaodu.core.framework import Framework
from jiaodu.core.indicators import Values, compute

YEARS = (2018, 2019)
COUNTIES = ("c1", "c2")
SCHOOLS_FORM = """
schools:
  name: {zh: 学校表, en: schools}
  level: school
  period: calendar_year
  counts: 人
  reference_dates: {end: 12-31}
  sources: [stat]
  due: {where: {ownership: [public]}}
%s
  items:
    a: {name: {zh: 甲, en: a}, type: count, unit: 人}
    b: {name: {zh: 乙, en: b}, type: count, unit: 人}
    stage2: {name: {zh: 段, en: stage2}, type: code, codes: {primary: {name: {zh: 小学, en: p}}, junior: {name: {zh: 初中, en: j}}}}
"""
GRAIN = "  grain: {class_: {name: {zh: 班, en: class}, type: text}}"

values_ = st.one_of(st.integers(0, 9), st.integers(0, 10**9), st.none(), st.just(NA))


@st.composite
def worlds(draw: st.DrawFn, grain: bool) -> World:
    number = draw(st.integers(1, 5))
    schools = []
    for i in range(number):
        first, second = (draw(st.sampled_from([*COUNTIES, *COUNTIES, None])) for _ in YEARS)
        if first is None and second is None:
            second = "c1"
        schools.append(School(f"s{i}", {2018: first, 2019: second}, draw(st.sampled_from([True, True, True, False]))))
    rows: dict[tuple[str, int], list[dict[str, Any]]] = {}
    clean = draw(st.booleans())
    value = st.integers(0, 20) if clean else values_
    for school in schools:
        for year in YEARS:
            if school.county[year] is None or draw(st.integers(0, 9)) == 0:
                continue
            count = draw(st.integers(1, 3)) if grain else 1
            stage = st.sampled_from(STAGES) if clean else st.sampled_from([*STAGES, None])
            rows[school.code, year] = [
                {"a": draw(value), "b": draw(value), "stage2": draw(stage)} for _ in range(count)
            ]
    return World(tuple(schools), rows)


items = st.sampled_from(["a", "b"])
tests = (
    st.none()
    | st.builds(Condition, items, st.sampled_from([">=", "<"]), st.integers(0, 12))
    | st.builds(Condition, st.just("stage2"), st.just("="), st.sampled_from(STAGES))
)
additive = st.builds(Part, st.just("sum"), items, tests) | st.builds(
    Part, st.just("count"), st.sampled_from(["", "a"]), tests
)
others = st.builds(Part, st.sampled_from(["min", "max"]), items, tests) | st.builds(
    Part,
    st.just("quantile"),
    items,
    tests,
    st.sampled_from([Fraction(1, 2), Fraction(1, 4), Fraction(9, 10), Fraction(0), Fraction(1)]),
)
bases = st.builds(
    Base, st.just("x"), additive | others, st.none() | additive, st.sampled_from([(), (), ("stage2",)]),
    st.sampled_from([Fraction(1), Fraction(1), Fraction(1, 2), Fraction(0)]),
)  # fmt: skip


def framework_of(indicators: dict[str, Any], grain: bool) -> Framework:
    with tempfile.TemporaryDirectory() as folder:
        writer = PackWriter(Path(folder))
        return writer.add(forms=SCHOOLS_FORM % (GRAIN if grain else ""), indicators=indicators).load()


def organisations_of(world: World) -> list[Organisation]:
    found = [unit("P", "province"), *(unit(c, "county", "P") for c in COUNTIES)]
    for school in world.schools:
        ownership = "public" if school.public else "private"
        first, second = school.county[2018], school.county[2019]
        if first is not None:
            closed = "2019-01-01" if second is None else ""
            found.append(unit(school.code, "school", first, "2010-01-01", closed, ownership=ownership))
        if second is not None and second != first:
            found.append(unit(school.code, "school", second, "2019-01-01", ownership=ownership))
    return found


def facts_in(framework: Framework, world: World, grain: bool) -> MemoryFacts:
    rows = []
    for (code, year), found in world.rows.items():
        for i, row in enumerate(found):
            given = {k: (None if v == NA else v) for k, v in row.items()}
            missing = {k: "not_applicable" for k, v in row.items() if v == NA}
            key = {"org": code, "period": year, "_missing": missing or None} | ({"class_": str(i)} if grain else {})
            rows.append(key | given)
    return facts_of(framework, organisations_of(world), schools=rows)


def units_of(world: World, year: int) -> list[str]:
    return ["P", *COUNTIES, *(s.code for s in world.schools if s.county[year] is not None)]


def evaluate(framework: Framework, world: World, grain: bool) -> Values:
    return compute(framework, facts_in(framework, world, grain), periods={PeriodKind.CALENDAR_YEAR: YEARS})


@st.composite
def cases(draw: st.DrawFn) -> tuple[Base, World, bool]:
    grain = draw(st.booleans())
    return draw(bases), draw(worlds(grain)), grain


@given(cases())
def test_over_a_table(case: tuple[Base, World, bool]) -> None:
    base, world, grain = case
    values = evaluate(framework_of({"x": indicator_yaml(base)}, grain), world, grain)
    for year in YEARS:
        for org in units_of(world, year):
            for cell in [(s,) for s in STAGES] if base.by else [()]:
                found = values.value("x", org, year, cell)
                status, value, due, complete = base_value(world, base, org, year, cell)
                assert (found.status.name.lower(), found.exact) == (status, value), (org, year, cell)
                if status != "not_applicable":
                    assert (found.due, found.complete) == (due, complete)
                if found.exact is not None:
                    series = values.results.series("x", found.level)
                    row = series.row(values.results.key(org, year, cell))  # type: ignore[arg-type]
                    assert row is not None and abs(series.value[row] - float(found.exact)) <= 1e-12 * max(
                        1.0, abs(float(found.exact))
                    )


@given(worlds(False), st.sampled_from(["restated", "as_reported"]), additive, st.none() | additive)
def test_growth_on_a_tree_that_moves(world: World, tree: str, top: Part, bottom: Part | None) -> None:
    base = Base("x", top, bottom)
    growing = {
        "name": {"zh": "增", "en": "g"},
        "formula": "growth(x)",
        "tree": tree,
        "unit": "ratio",
        "levels": ["school", "county", "province"],
    }
    values = evaluate(framework_of({"x": indicator_yaml(base), "g": growing}, False), world, False)
    for org in units_of(world, 2019):
        found = values.value("g", org, 2019)
        assert (found.status.name.lower(), found.exact) == growth(world, base, org, 2019, tree), org


@given(worlds(False), st.booleans())
def test_spread_between_schools(world: World, weighted: bool) -> None:
    base, weight = Base("x", Part("sum", "a"), Part("sum", "b")), Part("sum", "b") if weighted else None
    across = {
        "name": {"zh": "差异", "en": "cv"}, "across": {"level": "school", "indicator": "x"}, "unit": "ratio",
        "formula": f"cv(value, weight => {'b' if weighted else 1})", "levels": ["county", "province"],
    }  # fmt: skip
    values = evaluate(framework_of({"x": indicator_yaml(base), "cv": across}, False), world, False)
    for year in YEARS:
        for org in ("P", *COUNTIES):
            found = values.value("cv", org, year)
            status, squared = spread_squared(world, base, weight, org, year)
            assert found.status.name.lower() == status, (org, year)
            if status == OK:
                assert found.exact is not None and squared is not None
                assert abs(found.exact**2 - squared) <= Fraction(1, 10**30)


@given(worlds(False), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(world: World, random: Any) -> None:
    base = Base("x", Part("sum", "a"), Part("sum", "b"))
    framework = framework_of({"x": indicator_yaml(base)}, False)
    shuffled = list(world.rows.items())
    random.shuffle(shuffled)
    first, second = evaluate(framework, world, False), evaluate(framework, World(world.schools, dict(shuffled)), False)
    for level in ("school", "county", "province"):
        a, b = first.results.series("x", level), second.results.series("x", level)
        assert a.keys.tolist() == b.keys.tolist() and a.value.tobytes() == b.value.tobytes()
