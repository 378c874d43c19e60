"""Units that split and merge, and groups beside the tree: nothing is lost and nothing counts twice unless it is in two groups."""

from __future__ import annotations

import datetime as dt
import functools
import tempfile
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packs_in_text import PackWriter, staged, unit

from jiaodu.core.base.organisations import Membership, Organisation, OrganisationTree
from jiaodu.core.base.periods import PeriodKind
from jiaodu.core.evaluation.checks import find_problems
from jiaodu.core.evaluation.examples import check_examples
from jiaodu.core.evaluation.reasons import why_no_value
from jiaodu.core.facts.reading import MemoryFacts
from jiaodu.core.framework import Framework
from jiaodu.core.indicators import Values, compute
from jiaodu.core.indicators.recompute import recompute

FORM = """\
f:
  name: {zh: 表, en: f}
  level: school
  period: calendar_year
  reference_dates: {end: 12-31}
  sources: [stat]
  items:
    a: {name: {zh: 甲, en: a}, type: count, unit: 人}
    b: {name: {zh: 乙, en: b}, type: count, unit: 人}
    r: {name: {zh: 率, en: r}, type: number, unit: percent}
"""
KINDS = """\
education_group: {name: {zh: 教育集团, en: education group}, aliases: [集团], overlap: true, roles: {lead: {name: {zh: 牵头校, en: lead}}}}
school_district: {name: {zh: 学区, en: school district}}
"""
EVERY = ["school", "education_group", "school_district", "county", "province"]
Row = dict[str, Any]


def indicators() -> dict[str, Row]:
    def table(formula: str, unit_: str = "人", **more: Any) -> Row:
        return {"table": "f", "formula": formula, "unit": unit_, "levels": EVERY} | more

    def earlier(of: str, tree: str, unit_: str = "人") -> Row:
        return {"formula": f"{of} * 0 + previous({of})", "unit": unit_, "levels": EVERY, "tree": tree}

    def across(formula: str, unit_: str = "人") -> Row:
        return {
            "across": {"level": "school", "indicator": "x"}, "formula": formula, "unit": unit_, "levels": EVERY[1:]
        }  # fmt: skip

    made = {
        "x": table("sum(a)"), "ratio": table("sum(a) / sum(b)", "ratio"), "most": table("max(a)"),
        "rate": table("stated(r)", "percent", levels=["school"]),
        "before": earlier("x", "restated"), "reported": earlier("x", "as_reported"),
        "ratio_before": earlier("ratio", "restated", "ratio"), "most_before": earlier("most", "restated"),
        "rate_before": earlier("rate", "restated", "percent") | {"levels": ["school"]},
        "total": across("sum(value)"), "middle": across("median(value)"), "apart": across("gini(value, weight => 1)", "ratio"),
        "total_before": earlier("total", "restated") | {"levels": EVERY[1:]},
    }  # fmt: skip
    return {id_: {"name": {"zh": f"指标{id_}", "en": id_}} | spec for id_, spec in made.items()}


@functools.cache
def made() -> Framework:
    with tempfile.TemporaryDirectory() as folder:
        return PackWriter(Path(folder)).add(forms=FORM, groupings=KINDS, indicators=indicators()).load()


@pytest.fixture(scope="module")
def framework() -> Framework:
    return made()


def values_of(
    framework: Framework,
    rows: Sequence[Row],
    tree: Sequence[Organisation],
    members: Sequence[Membership] = (),
    years: Sequence[int] = (2019,),
) -> Values:
    facts = MemoryFacts([staged(framework.forms["f"], rows)], OrganisationTree(tree, members))
    return compute(framework, facts, periods={PeriodKind.CALENDAR_YEAR: list(years)})


def row(org: str, period: int, a: int, b: int = 1, r: int = 50) -> Row:
    return {"org": org, "period": period, "a": a, "b": b, "r": r}


def of(values: Values, id_: str, *orgs: str) -> list[Fraction | str | None]:
    found = [values.value(id_, org, 2019) for org in orgs]
    return [v.exact if v.exact is not None else v.status.name for v in found]


# --- examples -------------------------------------------------------------------------------------------------------

BASE = [unit("P", "province"), unit("C", "county", "P"), unit("D", "county", "P"), unit("Z", "school", "C")]
MERGED = [
    *BASE, unit("A", "school", "C", closed="2019-09-01", successor="M"),
    unit("B", "school", "D", closed="2019-09-01", successor="M"), unit("M", "school", "D", "2019-09-01"),
]  # fmt: skip


def split(successor: str) -> list[Organisation]:
    """S of county C becomes T in C and U in D."""
    return [
        *BASE, unit("S", "school", "C", closed="2019-09-01", successor=successor),
        unit("T", "school", "C", "2019-09-01"), unit("U", "school", "D", "2019-09-01"),
    ]  # fmt: skip


SPLIT_ROWS = [row("Z", 2018, 1), row("S", 2018, 101, 7), *(row(o, 2019, 5) for o in "ZTU")]


def test_a_merged_school_is_compared_with_the_sum_of_its_predecessors(framework: Framework) -> None:
    rows = [row("A", 2018, 10, 2), row("B", 2018, 20, 3), row("Z", 2018, 1), row("Z", 2019, 2), row("M", 2019, 33)]
    values = values_of(framework, rows, MERGED)
    assert of(values, "before", "M", "Z", "C", "D", "P") == [30, 1, 1, 30, 31]
    assert of(values, "ratio_before", "M") == [Fraction(30, 5)]
    assert of(values, "most_before", "M", "D") == [20, 20]
    assert of(values, "reported", "M", "C", "D", "P") == ["NOT_APPLICABLE", 11, 20, 31]
    # a rate without its parts cannot be added up
    assert of(values, "rate_before", "M", "Z") == ["NOT_COMPARABLE", 50]
    assert values.value("before", "M", 2019).due == 1
    # an old year shows the old tree
    assert [values.results.tree.at(dt.date(2018, 12, 31)).children(c, "school") for c in "CD"] == [("A", "Z"), ("B",)]


def test_one_silent_predecessor_leaves_the_successor_without_an_earlier_value(framework: Framework) -> None:
    values = values_of(framework, [row("A", 2018, 10), row("Z", 2018, 1), row("Z", 2019, 2), row("M", 2019, 3)], MERGED)
    assert of(values, "before", "M", "C") == ["NOT_ASSESSABLE", 1]


def test_a_split_goes_by_its_declared_shares(framework: Framework) -> None:
    values = values_of(framework, SPLIT_ROWS, split("T:0.3、U:0.7"))
    assert of(values, "before", "T", "U", "C", "D", "P") == [
        Fraction(303, 10), Fraction(707, 10), 1 + Fraction(303, 10), Fraction(707, 10), 102
    ]  # fmt: skip
    assert of(values, "ratio_before", "T", "P") == [Fraction(101, 7), Fraction(102, 8)]
    # the largest school cannot be divided; above both successors it can be asked
    assert of(values, "most_before", "T", "U", "C", "D", "P") == ["NOT_COMPARABLE"] * 4 + [101]
    assert of(values, "reported", "C", "D", "P") == [102, "NOT_APPLICABLE", 102]


def test_a_split_without_shares_is_not_comparable_and_says_why(framework: Framework) -> None:
    values = values_of(framework, SPLIT_ROWS, split("T、U"))
    assert of(values, "before", "T", "U", "C", "D", "P", "Z") == ["NOT_COMPARABLE"] * 4 + [102, 1]
    value = values.value("before", "T", 2019)
    assert "S" in why_no_value(values, value).zh and "份额" in why_no_value(values, value).zh
    found = [p for p in find_problems(values, [value, values.value("before", "P", 2019)]) if p.code in ("V06", "V31")]
    assert [p.code for p in found] == ["V31"]


def test_a_split_inside_a_county_does_not_touch_it(framework: Framework) -> None:
    tree = [o if o.code != "U" else unit("U", "school", "C", "2019-09-01") for o in split("T、U")]
    assert of(values_of(framework, SPLIT_ROWS, tree), "before", "T", "U", "C") == ["NOT_COMPARABLE"] * 2 + [102]


def test_a_part_that_leaves_a_standing_school(framework: Framework) -> None:
    tree = [
        *BASE, unit("S", "school", "C"), unit("S", "school", "C", "2019-09-01", successor="S:0.6、U:0.4"),
        unit("U", "school", "D", "2019-09-01"),
    ]  # fmt: skip
    rows = [row("Z", 2018, 1), row("S", 2018, 100), *(row(o, 2019, 5) for o in "ZSU")]
    assert of(values_of(framework, rows, tree), "before", "S", "U", "C", "D", "P") == [60, 40, 61, 40, 101]


# --- conservation ---------------------------------------------------------------------------------------------------

DAYS = [dt.date(2017, 9, 1), dt.date(2018, 9, 1), dt.date(2019, 9, 1)]
YEARS = (2017, 2018, 2019)


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Organisation], bool]:
    """Schools in three counties that open, split, merge, move and close over three years; whether all shares are declared."""
    declared = draw(st.booleans())
    counties = ["C", "D", "E"]
    units = [unit("P", "province"), *(unit(c, "county", "P") for c in counties)]
    standing = {f"S{i}": draw(st.sampled_from(counties)) for i in range(4)}
    first = {code: dt.date(1900, 1, 1) for code in standing}
    number = 4
    for day in DAYS:
        for code in sorted(standing):
            fate = draw(st.sampled_from(["stays", "stays", "splits", "joins", "moves", "closes"]))
            if first[code] == day or fate == "stays":
                continue
            county = standing.pop(code)
            if fate == "moves":
                standing[code] = draw(st.sampled_from(counties))
                units.append(Organisation(code, code, "school", county, first[code]))
                first[code] = day
                continue
            heirs = []
            if fate == "joins" and standing:
                heirs = [draw(st.sampled_from(sorted(standing)))]
            elif fate == "splits":
                heirs = [f"S{number}", f"S{number + 1}"]
                for heir in heirs:
                    standing[heir], first[heir] = draw(st.sampled_from(counties)), day
                number += 2
            text = "、".join(heirs)
            if len(heirs) == 2 and declared:
                share = draw(st.sampled_from([Fraction(1, 2), Fraction(1, 10), Fraction(333, 1000)]))
                text = f"{heirs[0]}:{float(share):g}、{heirs[1]}:{float(1 - share):g}"
            units.append(Organisation(code, code, "school", county, first[code], day, successor=text))
    units += [Organisation(code, code, "school", county, first[code]) for code, county in standing.items()]
    return units, declared


@given(histories(), st.data())
def test_nothing_is_lost_and_nothing_counts_twice(
    history: tuple[list[Organisation], bool], data: st.DataObject
) -> None:
    units, declared = history
    tree = OrganisationTree(units)
    rows = []
    for year in YEARS:
        view = tree.at(dt.date(year, 12, 31))
        rows += [row(code, year, data.draw(st.integers(0, 50))) for code in view.at_level("school")]
    values = values_of(made(), rows, units, years=YEARS)
    for year in YEARS:
        whole = sum(r["a"] for r in rows if r["period"] == year)
        for shift in (0, 1) if year < YEARS[-1] else (0,):
            check_sums(values, year, shift, whole, declared)


def check_sums(values: Values, year: int, shift: int, whole: int, declared: bool) -> None:
    """The parts that have a value add up to the whole; with every share declared all have one."""
    for level in ("school", "county", "province"):
        series = values.results.series("x", level, shift)
        rows = [i for i, key in enumerate(series.keys.tolist()) if (key >> 12) & ((1 << 18) - 1) == year]
        names = [series.status[i] for i in rows]
        parts = [series.exact(i) for i in rows if series.status[i] == 0]
        if declared or not shift or level == "province":
            assert all(status == 0 for status in names), (level, shift)
            assert sum(p for p in parts if p is not None) == whole, (level, shift, year)
        else:
            assert sum(p for p in parts if p is not None) <= whole


# --- groups ---------------------------------------------------------------------------------------------------------


@st.composite
def grouped(draw: st.DrawFn) -> tuple[list[Organisation], list[Membership], list[Row]]:
    units = [
        *BASE[:3],
        unit("G", "education_group", "C"),
        unit("H", "education_group", "D"),
        unit("Q", "school_district", "C"),
    ]
    schools = [f"S{i}" for i in range(draw(st.integers(1, 6)))]
    units += [unit(s, "school", draw(st.sampled_from("CD"))) for s in schools]
    days = st.sampled_from([dt.date(1900, 1, 1), dt.date(2018, 6, 1), dt.date(2019, 6, 1)])
    members = []
    for school in schools:
        for group in draw(st.sets(st.sampled_from("GHQ"))):
            until = draw(st.none() | st.sampled_from([dt.date(2018, 7, 1), dt.date(2019, 12, 31)]))
            members.append(Membership(school, group, "", draw(days), until))
    rows = [
        row(s, year, draw(st.integers(0, 9)), draw(st.integers(0, 9)))
        for s in schools
        for year in (2018, 2019)
        if draw(st.integers(0, 9))
    ]
    return units, members, rows


@given(grouped())
def test_groups_count_their_members(world: tuple[list[Organisation], list[Membership], list[Row]]) -> None:
    units, members, rows = world
    values = values_of(made(), rows, units, members)
    day = dt.date(2019, 12, 31)
    for group in "GHQ":
        inside = sorted(
            {m.unit for m in members if m.group == group and m.valid_from <= day < (m.until or dt.date.max)}
        )
        here = {r["org"]: r for r in rows if r["period"] == 2019 and r["org"] in inside}
        found = values.value("x", group, 2019)
        assert (found.due, found.complete) == (len(inside), len(here))
        ids = ("x", "ratio", "middle", "total", "apart")
        if not inside:
            assert of(values, "x", group) == ["NOT_APPLICABLE"]
        elif len(here) < len(inside):
            assert {values.value(i, group, 2019).status.name for i in ids} == {"NOT_ASSESSABLE"}
        else:
            a = [Fraction(r["a"]) for r in here.values()]
            bottom = sum(r["b"] for r in here.values())
            assert of(values, "x", group) == of(values, "total", group) == [sum(a)]
            assert of(values, "ratio", group) == [Fraction(sum(a)) / bottom if bottom else "ZERO_DENOMINATOR"]
            assert of(values, "middle", group) == [median(a)]
            gini = sum(abs(p - q) for p in a for q in a) / (2 * len(a) * sum(a)) if sum(a) else "ZERO_DENOMINATOR"
            assert of(values, "apart", group) == [gini]
            # restated: the schools that are in the group this year, as they were last year
            last = [r["a"] for r in rows if r["period"] == 2018 and r["org"] in inside]
            wanted = sum(last) if len(last) == len(inside) else "NOT_ASSESSABLE"
            assert of(values, "before", group) == of(values, "total_before", group) == [wanted]
    # the county and the province count every school once, whatever the groups overlap
    everyone = {u.code for u in units if u.level == "school"}
    there = [r["a"] for r in rows if r["period"] == 2019]
    assert of(values, "x", "P") == [sum(there) if len(there) == len(everyone) else "NOT_ASSESSABLE"]


def test_a_split_member_goes_to_the_groups_of_its_pieces(framework: Framework) -> None:
    tree = [
        *split("T:0.3、U:0.7"), unit("G", "education_group", "C"), unit("H", "education_group", "D"),
    ]  # fmt: skip
    members = [Membership("S", "G"), Membership("T", "G"), Membership("U", "G"), Membership("U", "H")]
    values = values_of(framework, SPLIT_ROWS, tree, members)
    assert of(values, "before", "G", "H") == [101, Fraction(707, 10)]
    undeclared = values_of(framework, SPLIT_ROWS, [o if o.code != "S" else split("T、U")[4] for o in tree], members)
    assert of(undeclared, "before", "G", "H") == [101, "NOT_COMPARABLE"]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"levels": ["school", "planet"]}, "P30"),
        ({"across": {"level": "planet", "indicator": "x"}, "formula": "mean(value)", "levels": ["county"]}, "P30"),
        (
            {"across": {"level": "education_group", "indicator": "x"}, "formula": "sum(value)", "levels": ["county"]},
            "P31",
        ),
        ({"across": {"level": "school_district", "indicator": "x"}, "formula": "sum(value)", "levels": ["county"]}, ""),
        (
            {"across": {"level": "education_group", "indicator": "x"}, "formula": "mean(value)", "levels": ["county"]},
            "",
        ),
        (
            {"across": {"level": "county", "indicator": "x"}, "formula": "mean(value)", "levels": ["education_group"]},
            "P10",
        ),
        (
            {"across": {"level": "school", "indicator": "x"}, "formula": "mean(value)", "levels": ["education_group"]},
            "",
        ),
    ],
)
def test_packs_are_checked(pack: PackWriter, more: Row, code: str) -> None:
    spec = {"name": {"zh": "新", "en": "new"}, "formula": "sum(a)", "unit": "人"} | more
    spec |= {} if "across" in more else {"table": "f"}
    loading = pack.add(forms=FORM, groupings=KINDS, indicators=indicators() | {"new": spec}).attempt()
    assert [p.code for p in loading.problems if p.severity == "error"] == ([code] if code else [])


def test_an_unknown_level_of_a_standard(pack: PackWriter) -> None:
    standard = {
        "name": {"zh": "标准", "en": "s"}, "indicator": "x", "basis": "legal", "levels": ["planet"],
        "entries": [{"from": "2019-01-01", "op": ">=", "value": 1, "document": "law", "article": "1"}],
    }  # fmt: skip
    loading = pack.add(forms=FORM, groupings=KINDS, indicators=indicators(), standards={"s": standard}).attempt()
    assert "P30" in [p.code for p in loading.problems]


# --- partial recompute, worked examples -----------------------------------------------------------------------------


@settings(max_examples=max(10, settings().max_examples // 4))
@given(grouped(), st.data())
def test_a_correction_reaches_every_group_of_a_unit(
    world: tuple[list[Organisation], list[Membership], list[Row]], data: st.DataObject
) -> None:
    units, members, rows = world
    split_too = [o for o in split("T:0.3、U:0.7") if o.code in "STU"]
    tree = OrganisationTree([*units, *split_too], [*members, Membership("S", "G"), Membership("U", "H")])
    rows = [*rows, *(r for r in SPLIT_ROWS if r["org"] != "Z")]
    at = data.draw(st.integers(0, len(rows) - 1))
    later = [r | {"a": r["a"] + 7} if i == at else r for i, r in enumerate(rows)]
    framework, periods = made(), {PeriodKind.CALENDAR_YEAR: [2019]}
    before = compute(framework, MemoryFacts([staged(framework.forms["f"], rows)], tree), periods=periods)
    for indicator, level, _ in before.results.all_series():
        before.results.series(indicator.id, level)
    facts = MemoryFacts([staged(framework.forms["f"], later)], tree)
    partial, full = recompute(before.results, facts), compute(framework, facts, periods=periods)
    assert not partial.full
    for indicator, level, wanted in full.results.all_series():
        found = partial.results.series(indicator.id, level)
        assert found.keys.tolist() == wanted.keys.tolist() and found.status.tolist() == wanted.status.tolist()
        for i in range(len(wanted.keys)):
            assert found.exact(i) == wanted.exact(i), (indicator.id, level, i)
        differ = [
            k for i, k in enumerate(wanted.keys.tolist()) if wanted.exact(i) != exact_at(before, indicator.id, level, k)
        ]
        assert partial.touched is not None
        assert set(differ) <= set(partial.touched.units(indicator.id, level).tolist())


def exact_at(values: Values, id_: str, level: str, key: int) -> Fraction | None:
    series = values.results.series(id_, level)
    at = series.row(key)
    return None if at is None else series.exact(at)


def test_worked_examples_name_groups(pack: PackWriter) -> None:
    example = {
        "period": "2019", "level": "education_group", "org": "G", "indicator": "x", "value": 30,
        "organisations": [
            {"org": "A", "level": "school", "groups": "G"}, {"org": "B", "level": "school", "groups": "G、H"},
            {"org": "H", "level": "education_group"}, {"org": "Z", "level": "school"},
        ],
        "facts": {"f": [{"org": o, "a": a, "b": 1, "r": 1} for o, a in (("A", 10), ("B", 20), ("Z", 40))]},
    }  # fmt: skip
    loaded = pack.add(forms=FORM, groupings=KINDS, indicators=indicators(), tests={"two": example}).load()
    assert check_examples(loaded) == []
    wrong = pack.add(tests={"two": example | {"value": 70}}).load()
    assert [p.code for p in check_examples(wrong)] == ["P12"]
