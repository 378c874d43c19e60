"""Where numbers go wrong in silence: blanks, codes, sources, dates, cancellation, overflow, moves."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packs_in_text import PackWriter, facts_of, staged, unit

from jiaodu.core.base.organisations import Organisation
from jiaodu.core.base.periods import PeriodKind
from jiaodu.core.base.problems import JiaoduError
from jiaodu.core.facts.reading import MemoryFacts
from jiaodu.core.framework import Framework
from jiaodu.core.indicators import Status, Value, Values, compute, round_half_up

FORM = """\
f:
  name: {zh: 表, en: f}
  level: school
  period: calendar_year
  reference_dates: {end: 12-31}
  sources: [stat, school]
  counts: 人
  items:
    a: {name: {zh: 甲, en: a}, type: count, unit: 人}
    b: {name: {zh: 乙, en: b}, type: count, unit: 人}
    m: {name: {zh: 钱, en: m}, type: number, unit: 元, digits: 4}
    k: {name: {zh: 类, en: k}, type: code, codes: {x: {name: {zh: 类（甲）, en: x}}, y: {name: {zh: 歪, en: y}}}}
    t: {name: {zh: 文, en: t}, type: text}
"""
GRAIN = """\
  grain:
    stage: {name: {zh: 学段, en: stage}, type: code, codes: {primary: {name: {zh: 小学, en: p}}, junior: {name: {zh: 初中, en: j}}}}
  items:
"""
BY_STAGE = FORM.replace("  items:\n", GRAIN)
TWO_DATES = FORM.replace("{end: 12-31}", "{start: 01-01, end: 12-31}")
TREE = [unit("C", "county"), unit("S", "school", "C"), unit("T", "school", "C")]
Row = dict[str, Any]


def table(formula: str, unit_: str = "人", **more: Any) -> Row:
    made = {"table": "f", "formula": formula, "unit": unit_, "levels": ["school", "county"]}
    return made | more


def across(base: str, formula: str, unit_: str = "人", **more: Any) -> Row:
    return {
        "across": {"level": "school", "indicator": base},
        "formula": formula,
        "unit": unit_,
        "levels": ["county"],
    } | more


def between(formula: str, unit_: str = "ratio", **more: Any) -> Row:
    return {"formula": formula, "unit": unit_, "levels": ["school", "county"]} | more


def framework_of(pack: PackWriter, form: str = FORM, **indicators: Row) -> Framework:
    named = {id_: {"name": {"zh": f"指标{id_}", "en": id_}} | spec for id_, spec in indicators.items()}
    return pack.add(forms=form, indicators=named).load()


def row(org: str, period: int = 2019, **items: Any) -> Row:
    return {"org": org, "period": period} | items


def values_of(framework: Framework, rows: Sequence[Row], tree: Sequence[Organisation] = TREE) -> Values:
    facts = facts_of(framework, tree, f=rows)
    return compute(framework, facts, periods={PeriodKind.CALENDAR_YEAR: [2018, 2019]})


def said(found: Value) -> tuple[str, Fraction | None, int, int]:
    return found.status.name, found.exact, found.due, found.complete


# --- due, complete, missing -----------------------------------------------------------------------------------------


def test_a_silent_unit_and_a_blank_one_are_not_zero(pack: PackWriter) -> None:
    framework = framework_of(pack, x=table("sum(a)"), half=table("sum(a)", coverage="0.5"))
    for rows in ([row("S", a=5)], [row("S", a=5), row("T", a=None)]):
        values = values_of(framework, rows)
        assert said(values.value("x", "C", 2019)) == ("NOT_ASSESSABLE", None, 2, 1)
        assert said(values.value("half", "C", 2019)) == ("OK", 5, 2, 1)
        assert said(values.value("x", "T", 2019)) == ("NOT_ASSESSABLE", None, 1, 0)


def test_an_incomplete_unit_adds_to_neither_numerator_nor_denominator(pack: PackWriter) -> None:
    framework = framework_of(pack, x=table("sum(a) / sum(b)", "ratio", coverage="0.5"))
    found = values_of(framework, [row("S", a=1, b=4), row("T", a=None, b=100)]).value("x", "C", 2019)
    assert (found.exact, found.numerator, found.denominator) == (Fraction(1, 4), 1, 4)


def test_a_blank_filter_item_makes_a_unit_incomplete(pack: PackWriter) -> None:
    framework = framework_of(pack, x=table("sum(a) filter (where k = 'x')"))
    values = values_of(framework, [row("S", a=5, k=None), row("T", a=5, k="y")])
    assert values.value("x", "S", 2019).status is Status.NOT_ASSESSABLE
    assert said(values.value("x", "T", 2019)) == ("OK", 0, 1, 1)


def test_an_empty_filter_is_nothing_for_min_and_zero_for_sum(pack: PackWriter) -> None:
    where = " filter (where a > 100)"
    verbs = {"total": "sum(a)", "number": "count(*)", "least": "min(a)", "most": "max(a)", "half": "quantile(a, 0.5)"}
    framework = framework_of(pack, **{n: table(v + where) for n, v in verbs.items()})
    values = values_of(framework, [row("S", a=5)])
    found = {n: (values.value(n, "S", 2019).status.name, values.value(n, "S", 2019).exact) for n in verbs}
    empty = ("EMPTY", None)
    assert found == {"total": ("OK", 0), "number": ("OK", 0), "least": empty, "most": empty, "half": empty}


def test_five_by_zero_is_no_value(pack: PackWriter) -> None:
    framework = framework_of(pack, x=table("sum(a) / sum(b)", "ratio"), y=between("x + 1"))
    values = values_of(framework, [row("S", a=5, b=0)])
    for id_ in ("x", "y"):
        assert (values.value(id_, "S", 2019).status, values.value(id_, "S", 2019).exact) == (
            Status.ZERO_DENOMINATOR,
            None,
        )
    assert (values.value("x", "S", 2019).numerator, values.value("x", "S", 2019).denominator) == (5, 0)


def test_nobody_due_is_not_applicable(pack: PackWriter) -> None:
    framework = framework_of(
        pack, FORM.replace("  counts", "  due: {where: {ownership: public}}\n  counts"), x=table("sum(a)")
    )
    tree = [unit("C", "county"), unit("S", "school", "C", ownership="private")]
    values = values_of(framework, [row("S", a=5)], tree)
    assert [values.value("x", org, 2019).status.name for org in ("S", "C", "nobody")] == ["NOT_APPLICABLE"] * 3


def test_not_applicable_adds_nothing_and_is_left_out(pack: PackWriter) -> None:
    framework = framework_of(pack, x=table("sum(a)"), mean=across("x", "mean(value)"))
    values = values_of(framework, [row("S", a=6), row("T", a=None, _missing={"a": "not_applicable"})])
    assert said(values.value("x", "C", 2019)) == ("OK", 6, 2, 2)
    assert values.value("x", "T", 2019).status is Status.NOT_APPLICABLE
    assert said(values.value("mean", "C", 2019)) == ("OK", 6, 2, 2)


@pytest.mark.parametrize("reason", ["suppressed", "not_yet_available", "claimed_without_figure"])
def test_every_other_reason_leaves_a_unit_incomplete(pack: PackWriter, reason: str) -> None:
    framework = framework_of(pack, x=table("sum(a)"))
    values = values_of(framework, [row("S", a=None, _missing={"a": reason})])
    assert said(values.value("x", "S", 2019)) == ("NOT_ASSESSABLE", None, 1, 0)


def test_one_row_that_does_not_apply_leaves_the_others_standing(pack: PackWriter) -> None:
    framework = framework_of(pack, BY_STAGE, x=table("sum(a)"), y=table("sum(a)", by=["stage"]))
    rows = [row("S", stage="primary", a=10), row("S", stage="junior", a=None, _missing={"a": "not_applicable"})]
    values = values_of(framework, rows)
    assert values.value("x", "S", 2019).exact == 10
    assert values.value("y", "S", 2019, ("primary",)).exact == 10


def test_a_cell_of_incomplete_units_only_is_not_zero(pack: PackWriter) -> None:
    framework = framework_of(pack, BY_STAGE, y=table("sum(a)", by=["stage"], coverage="0.5"))
    values = values_of(framework, [row("S", stage="primary", a=10), row("T", stage="junior", a=None)])
    assert values.value("y", "C", 2019, ("primary",)).exact == 10
    assert values.value("y", "C", 2019, ("junior",)).exact is None


def test_nothing_to_add_across_is_not_zero(pack: PackWriter) -> None:
    framework = framework_of(pack, x=table("sum(a)"), total=across("x", "sum(value)", coverage="0.5"))
    values = values_of(framework, [row("S", a=None, _missing={"a": "not_applicable"})])
    assert values.value("total", "C", 2019).exact is None


# --- codes, texts, cells --------------------------------------------------------------------------------------------


def test_a_text_in_quotes_is_compared_as_written(pack: PackWriter) -> None:
    framework = framework_of(
        pack, x=table("sum(a) filter (where t = '甲，乙')"), y=table("sum(a) filter (where k = '类（甲）')")
    )
    values = values_of(framework, [row("S", a=5, t="甲，乙", k="x")])
    assert [values.value(i, "S", 2019).exact for i in "xy"] == [5, 5]


def test_a_code_outside_the_list_falls_into_no_other_cell(pack: PackWriter) -> None:
    framework = framework_of(pack, BY_STAGE, y=table("sum(a)", by=["stage"]))
    rows = [row("S", stage="primary", a=10), row("S", stage="nursery", a=7), row("T", stage="primary", a=100)]
    values = values_of(framework, rows)
    # like a blank: the row belongs to no cell, and its unit is incomplete
    assert [values.value("y", org, 2019, ("primary",)).exact for org in "STC"] == [None, 100, None]
    assert values.value("y", "S", 2019, ("junior",)).status is Status.NOT_ASSESSABLE


def test_thousands_of_cells_stay_apart_or_are_refused(pack: PackWriter) -> None:
    codes = {c: {f"{c}{i}": {"name": {"zh": f"{c}{i}", "en": f"{c}{i}"}} for i in range(70)} for c in "gh"}
    columns = "".join(f"    {c}: {{name: {{zh: {c}, en: {c}}}, type: code, codes: {codes[c]}}}\n" for c in "gh")
    form = FORM.replace("  items:\n", f"  grain:\n{columns}  items:\n")
    rows = [
        row("S", period, g=f"g{i}", h=f"h{j}", a=period + i * j)
        for period in (2018, 2019)
        for i, j in ((69, 69), (1, 1), (58, 36))
    ]
    try:
        values = values_of(framework_of(pack, form, y=table("sum(a)", by=["g", "h"])), rows)
        for found in rows:
            assert values.value("y", "S", found["period"], (found["g"], found["h"])).exact == found["a"]
    except JiaoduError as error:
        assert error.problems


def test_many_units_due_twice_stay_apart(pack: PackWriter) -> None:
    grain = GRAIN.replace(
        "  items:\n",
        "    ownership: {name: {zh: 办, en: o}, type: code, codes: {public: {name: {zh: 公, en: p}}}}\n  items:\n",
    )
    form = FORM.replace("  items:\n", grain).replace("  counts", "  due: {each: [stage, ownership]}\n  counts")
    codes = [f"S{i:05}" for i in range(17_000)]
    tree = [unit("C", "county"), *(unit(c, "school", "C", stage="primary", ownership="public") for c in codes)]
    rows = [row(c, stage="primary", ownership="public", a=1) for c in codes]
    found = values_of(framework_of(pack, form, x=table("sum(a)")), rows, tree).value("x", "C", 2019)
    assert said(found) == ("OK", 17_000, 17_000, 17_000)


# --- sources and dates ----------------------------------------------------------------------------------------------


def test_the_first_source_that_has_a_row_leads_blank_or_not(pack: PackWriter) -> None:
    framework = framework_of(pack, x=table("sum(a)"), own=table("sum(a)", source="school"))
    rows = [row("S", a=None), row("S", a=5, source="school"), row("T", a=7, source="school")]
    values = values_of(framework, rows)
    assert values.value("x", "S", 2019).status is Status.NOT_ASSESSABLE
    assert [values.value("own", org, 2019).exact for org in "ST"] == [5, 7]
    assert values.value("x", "T", 2019).exact == 7


def test_a_source_outside_an_items_order_never_counts(pack: PackWriter) -> None:
    form = FORM.replace("en: a}, type: count, unit: 人}", "en: a}, type: count, unit: 人, sources: [stat]}", 1)
    framework = framework_of(pack, form, x=table("sum(a)"))
    alone = [row("S", a=5, source="school")]
    for rows in (alone, [*alone, row("T", a=1)]):
        assert values_of(framework, rows).value("x", "S", 2019).status is Status.NOT_ASSESSABLE


def test_two_reference_dates_are_two_rows(pack: PackWriter) -> None:
    framework = framework_of(pack, TWO_DATES, first=table("sum(a)"), last=table("sum(a)", as_of="end"))
    rows = [row("S", a=5, as_of=dt.date(2019, 1, 1)), row("S", a=8, as_of=dt.date(2019, 12, 31))]
    values = values_of(framework, rows)
    assert [values.value(i, "S", 2019).exact for i in ("first", "last")] == [5, 8]


def test_due_means_open_at_the_indicators_own_reference_date(pack: PackWriter) -> None:
    framework = framework_of(pack, TWO_DATES, first=table("sum(a)"), last=table("sum(a)", as_of="end"))
    tree = [unit("C", "county"), unit("S", "school", "C"), unit("N", "school", "C", "2019-06-01")]
    rows = [
        row(org, a=5, as_of=day)
        for org, day in (("S", dt.date(2019, 1, 1)), ("S", dt.date(2019, 12, 31)), ("N", dt.date(2019, 12, 31)))
    ]
    values = values_of(framework, rows, tree)
    assert said(values.value("first", "C", 2019)) == ("OK", 5, 1, 1)
    assert said(values.value("last", "C", 2019)) == ("OK", 10, 2, 2)


def test_weights_follow_the_date_of_their_base(pack: PackWriter) -> None:
    framework = framework_of(
        pack, TWO_DATES, x=table("sum(m)", "元"), y=table("sum(m)", "元", as_of="end"),
        c=across("x", "mean(value, weight => a)", "元"), d=across("y", "mean(value, weight => a)", "元"),
    )  # fmt: skip
    given = (
        ("S", (2019, 1, 1), 1, 1.0),
        ("T", (2019, 1, 1), 1, 3.0),
        ("S", (2019, 12, 31), 3, 1.0),
        ("T", (2019, 12, 31), 1, 3.0),
    )
    values = values_of(framework, [row(org, as_of=dt.date(*day), a=a, m=m) for org, day, a, m in given])
    assert [values.value(i, "C", 2019).exact for i in "cd"] == [2, Fraction(3, 2)]


def test_a_hedge_belongs_to_its_reference_date(pack: PackWriter) -> None:
    framework = framework_of(pack, TWO_DATES, first=table("sum(a)"), last=table("sum(a)", as_of="end"))
    rows = [row("S", a=5, as_of=dt.date(2019, 1, 1), _hedge={"a": "about"}), row("S", a=6, as_of=dt.date(2019, 12, 31))]
    values = values_of(framework, rows)
    assert values.value("first", "S", 2019).hedge is not None
    assert values.value("last", "S", 2019).hedge is None


def test_a_moved_reference_date_cannot_be_compared(pack: PackWriter) -> None:
    form = FORM.replace("{end: 12-31}", "{day: [{from: 0, day: 12-31}, {from: 2019, day: 08-20}]}")
    framework = framework_of(pack, form, x=table("sum(a)"), g=between("growth(x)", tree="restated"))
    rows = [row("S", 2018, a=5, as_of=dt.date(2018, 12, 31)), row("S", 2019, a=6, as_of=dt.date(2019, 8, 20))]
    values = values_of(framework, rows)
    assert values.value("x", "S", 2019).exact == 6
    assert values.value("g", "S", 2019).status is Status.NOT_COMPARABLE


# --- growth where units move, open and close ------------------------------------------------------------------------

MOVING = [
    unit("C", "county"), unit("D", "county"), unit("S", "school", "C"),
    unit("M", "school", "C"), unit("M", "school", "D", "2019-03-01"),
    unit("O", "school", "D", "2019-03-01"), unit("E", "school", "D", closed="2019-03-01"),
]  # fmt: skip
MOVED_ROWS = [row(o, 2018, a=a) for o, a in (("S", 10), ("M", 20), ("E", 5))] + [
    row(o, 2019, a=a) for o, a in (("S", 11), ("M", 22), ("O", 8))
]


@pytest.mark.parametrize(
    ("tree", "c", "d"),
    [
        ("as_reported", Fraction(11, 30) - 1, Fraction(30, 5) - 1),
        ("restated", Fraction(11, 10) - 1, Fraction(30, 25) - 1),
    ],
)
def test_growth_of_a_county_whose_schools_move(pack: PackWriter, tree: str, c: Fraction, d: Fraction) -> None:
    framework = framework_of(pack, x=table("sum(a)"), g=between("growth(x)", tree=tree))
    values = values_of(framework, MOVED_ROWS, MOVING)
    assert [values.value("g", org, 2019).exact for org in "CD"] == [c, d]
    assert values.value("g", "M", 2019).exact == Fraction(1, 10)
    # opened since: nothing to compare with; closed since: no value of its own
    assert [values.value("g", org, 2019).status.name for org in "OE"] == ["NOT_APPLICABLE"] * 2
    assert [values.value("x", org, 2018).exact for org in "CD"] == [30, 5]


def test_a_combined_school_is_split_before_anything_else(pack: PackWriter) -> None:
    """166 primary and 210 junior pupils, 1 : 1.1, 23,226 books: 397 units, 58.50 each."""
    items = {"primary": "人", "junior": "人", "books": "册"}
    columns = "".join(f"    {n}: {{name: {{zh: {n}, en: {n}}}, type: count, unit: {u}}}\n" for n, u in items.items())
    framework = framework_of(
        pack, FORM.split("  items:\n")[0] + "  items:\n" + columns,
        p=table("sum(primary)"), j=table("sum(junior)"), books=table("sum(books)", "册"),
        units=between("p + j * 1.1", "人"), each=between("books / units", "册/人"), own=between("books * p / units", "册"),
        county_own=across("own", "sum(value)", "册"),
    )  # fmt: skip
    values = values_of(framework, [row("S", primary=166, junior=210, books=23_226)], TREE[:2])
    rounded = {i: values.value(i, "S", 2019).rounded for i in ("units", "each", "own")}
    assert rounded == {"units": Decimal("397.00"), "each": Decimal("58.50"), "own": Decimal("9711.63")}
    assert values.value("county_own", "C", 2019).exact == Fraction(23_226 * 166, 397)


def test_coverage_of_an_indicator_between_others(pack: PackWriter) -> None:
    framework = framework_of(pack, x=table("sum(a)"), y=table("sum(b)", coverage="0.5"), r=between("x / y"))
    values = values_of(framework, [row("S", a=1, b=2), row("T", a=1, b=2)])
    assert said(values.value("r", "C", 2019)) == ("OK", Fraction(1, 2), 2, 2)
    values = values_of(framework, [row("S", a=1, b=2), row("T", a=1, b=None)])
    assert said(values.value("r", "C", 2019)) == ("OK", 1, 2, 1)


# --- exactness ------------------------------------------------------------------------------------------------------

PURE = FORM.replace("unit: 人", "unit: ratio").replace("unit: 元", "unit: ratio")


def test_a_mean_of_exactly_zero_divides_nothing(pack: PackWriter) -> None:
    framework = framework_of(pack, PURE, x=table("sum(m)", "ratio"), cv=across("x", "cv(value, weight => 1)", "ratio"))
    tree = [unit("C", "county"), *(unit(f"S{i}", "school", "C") for i in range(3))]
    values = values_of(framework, [row(f"S{i}", m=m) for i, m in enumerate((0.1, 0.2, -0.3))], tree)
    assert values.value("cv", "C", 2019).status is Status.ZERO_DENOMINATOR


@given(st.integers(1, 10**12), st.integers(1, 9))
def test_a_denominator_of_exactly_zero_divides_nothing(number: int, top: int) -> None:
    import numpy as np

    from jiaodu.core.formula.nodes import Arithmetic, Number, Reference
    from jiaodu.core.indicators.arithmetic import exact_value, vector_value
    from jiaodu.core.indicators.series import Vector

    values = {"top": Fraction(top), "p": Fraction(number), "q": Fraction(number, 10)}
    zero = Arithmetic("-", Arithmetic("*", Reference("p"), Number(Fraction(1, 10))), Reference("q"))
    tree = Arithmetic("/", Reference("top"), zero)
    found = vector_value(
        tree,
        lambda leaf: Vector(np.array([float(values[leaf.name])]), np.zeros(1, np.int8)),
        lambda node, _: exact_value(node, lambda leaf: values[leaf.name]),
    )
    assert int(found.status[0]) == Status.ZERO_DENOMINATOR


def test_a_denominator_of_almost_zero_divides(pack: PackWriter) -> None:
    formula = "sum(b) / (sum(m) - sum(m) filter (where k = 'x'))"
    framework = framework_of(pack, PURE, x=table(formula, "ratio"))
    rows = [row("S", b=5, m=Decimal(99_999_999_999_999), k="x"), row("T", b=5, m=Decimal("0.0001"), k="y")]
    assert values_of(framework, rows).value("x", "C", 2019).exact == 100_000


@pytest.mark.parametrize(
    ("formula", "items"), [("sum(a * b)", {"a": 2**40, "b": 2**40}), ("sum(m * m)", {"m": 99_999_999})]
)
def test_products_are_exact_or_refused(pack: PackWriter, formula: str, items: Row) -> None:
    framework = framework_of(pack, PURE, x=table(formula, "ratio"))
    try:
        first, second = ("a", "b") if "a" in items else ("m", "m")
        assert values_of(framework, [row("S", **items)]).value("x", "S", 2019).exact == items[first] * items[second]
    except JiaoduError as error:
        assert [p.code for p in error.problems] == ["V13"]


def test_sums_beyond_64_bits_are_refused(pack: PackWriter) -> None:
    framework = framework_of(pack, x=table("sum(a)"))
    values = values_of(framework, [row("S", a=2**62), row("T", a=2**62)])
    with pytest.raises(JiaoduError) as caught:
        values.value("x", "C", 2019)
    assert [p.code for p in caught.value.problems] == ["V13"]


def test_decimals_of_many_units_add_up_exactly(pack: PackWriter) -> None:
    framework = framework_of(pack, x=table("sum(m)", "万元"), r=table("sum(m) / sum(a)", "元/人"))
    codes = [f"S{i:04}" for i in range(2000)]
    rows = [row(c, a=3, m=Decimal("0.1")) for c in codes]
    values = values_of(framework, rows, [unit("C", "county"), *(unit(c, "school", "C") for c in codes)])
    assert [values.value(i, "C", 2019).exact for i in "xr"] == [Fraction(200, 10_000), Fraction(1, 30)]


@given(st.fractions(-(10**30), 10**30), st.integers(0, 8))
def test_rounding_is_within_half_a_step_and_ties_go_away_from_zero(value: Fraction, digits: int) -> None:
    step = Fraction(1, 10**digits)
    off = Fraction(round_half_up(value, digits)) - value
    assert abs(off) <= step / 2
    assert off == 0 or abs(off) < step / 2 or (off > 0) == (value > 0)


# --- order ----------------------------------------------------------------------------------------------------------


def test_the_order_of_sheets_does_not_matter_when_they_do_not_meet(pack: PackWriter) -> None:
    framework = framework_of(pack, x=table("sum(a) / sum(b)", "ratio"), q=table("quantile(a, 0.3)"))
    form = framework.forms["f"]
    sheets = [
        staged(form, [row("S", a=1, b=3)]),
        staged(form, [row("T", a=7, b=4)]),
        staged(form, [row("S", 2018, a=9, b=8)]),
    ]
    found = set()
    for order in itertools.permutations(sheets):
        values = compute(framework, MemoryFacts(order, TREE), periods={PeriodKind.CALENDAR_YEAR: [2018, 2019]})
        found.add(tuple(said(values.value(i, o, p)) for i in "xq" for o in "STC" for p in (2018, 2019)))
    assert len(found) == 1


# --- one scan for many indicators -----------------------------------------------------------------------------------


def test_counting_the_rows_of_a_form_needs_no_item(pack: PackWriter) -> None:
    framework = framework_of(pack, BY_STAGE, n=table("count(*)"))
    rows = [
        row("S", stage="primary", a=1),
        row("S", stage="junior", a=None),
        row("S", stage="junior", a=9, source="school"),
    ]
    assert said(values_of(framework, rows).value("n", "S", 2019)) == ("OK", 2, 1, 1)


def test_breakdowns_of_many_cells_together_stay_apart_or_are_refused(pack: PackWriter) -> None:
    codes = {c: {f"{c}{i}": {"name": {"zh": f"{c}{i}", "en": f"{c}{i}"}} for i in range(50)} for c in "ghi"}
    columns = "".join(f"    {c}: {{name: {{zh: {c}, en: {c}}}, type: code, codes: {codes[c]}}}\n" for c in "ghi")
    form = FORM.replace("  items:\n", f"  grain:\n{columns}  items:\n")
    cells = [(0, 0, 0), (49, 49, 49), (30, 20, 10), (1, 40, 2)]
    rows = [row("S", p, g=f"g{i}", h=f"h{j}", i=f"i{k}", a=p + i + j) for p in (2018, 2019) for i, j, k in cells]
    try:
        framework = framework_of(pack, form, p=table("sum(a)", by=["g", "h"]), q=table("sum(a)", by=["h", "i"]))
        values = values_of(framework, rows)
        for r in rows:
            assert values.value("p", "S", r["period"], (r["g"], r["h"])).exact == r["a"]
            assert values.value("q", "S", r["period"], (r["h"], r["i"])).exact == r["a"]
    except JiaoduError as error:
        assert error.problems


def test_a_unit_due_eighty_times_is_asked_eighty_times_or_refused(pack: PackWriter) -> None:
    codes = {f"x{i}": {"name": {"zh": f"段{i}", "en": f"x{i}"}} for i in range(80)}
    register = (pack.root / "forms" / "organisations.yaml").read_text()
    pack.write(
        "forms/organisations.yaml", register.replace("codes: {primary", f"codes: {{{str(codes)[1:-1]}, primary", 1)
    )
    grain = f"  grain: {{stage: {{name: {{zh: 学段, en: stage}}, type: code, codes: {codes}}}}}\n  items:\n"
    form = FORM.replace("  items:\n", grain).replace("  counts", "  due: {each: [stage]}\n  counts")
    tree = [unit("C", "county"), unit("S", "school", "C", stage=list(codes))]
    try:
        framework = framework_of(pack, form, x=table("sum(a)"), y=table("sum(a)", by=["stage"]))
        values = values_of(framework, [row("S", stage=c, a=n) for n, c in enumerate(codes)], tree)
        assert said(values.value("x", "C", 2019)) == ("OK", 80 * 79 // 2, 80, 80)
        assert [values.value("y", "S", 2019, (c,)).exact for c in codes] == list(range(80))
    except JiaoduError as error:
        assert error.problems


def test_a_breakdown_that_does_not_apply_leaves_the_unit_complete(pack: PackWriter) -> None:
    framework = framework_of(pack, y=table("sum(a)", by=["k"]))
    rows = [row("S", a=5, k=None, _missing={"k": "not_applicable"}), row("T", a=7, k="x")]
    assert said(values_of(framework, rows).value("y", "C", 2019, ("x",))) == ("OK", 7, 2, 2)


def test_a_value_does_not_depend_on_what_else_is_computed(pack: PackWriter) -> None:
    form = FORM.replace("en: b}, type: count, unit: 人}", "en: b}, type: count, unit: 人, sources: [school, stat]}", 1)
    formulas = {"x": "sum(a)", "y": "sum(b)", "n": "count(*)", "z": "sum(b) - sum(a)", "s": "sum(m)"}
    units = {"s": "元"}
    framework = framework_of(pack, form, **{i: table(f, units.get(i, "人")) for i, f in formulas.items()})
    facts = facts_of(framework, TREE, f=[
        row("S", a=1, b=10, m=1.5), row("S", a=2, b=20, m=2.5, source="school"), row("T", a=None, b=3, m=4, source="school"),
    ])  # fmt: skip
    for id_ in formulas:
        found = set()
        for others in itertools.permutations(formulas, 2):
            ids = [id_, *others]
            values = compute(framework, facts, ids, periods={PeriodKind.CALENDAR_YEAR: [2019]})
            found.add(tuple(said(values.value(id_, org, 2019)) for org in "STC"))
        assert len(found) == 1, id_


# --- one example each of what random worlds meet too rarely ---------------------------------------------------------


@pytest.mark.parametrize(
    ("share", "wanted"), [("0", 1), ("0.25", Fraction(7, 4)), ("0.5", 3), ("0.9", Fraction(34, 5)), ("1", 8)]
)
def test_quantiles_lie_between_the_values(pack: PackWriter, share: str, wanted: Fraction) -> None:
    """1, 2, 4, 8: the quantile p lies at (n - 1)·p, interpolated linearly."""
    framework = framework_of(pack, q=table(f"quantile(a, {share})"))
    codes = ("S", "T", "U", "V")
    tree = [unit("C", "county"), *(unit(c, "school", "C") for c in codes)]
    values = values_of(framework, [row(c, a=a) for c, a in zip(codes, (8, 2, 4, 1), strict=True)], tree)
    assert values.value("q", "C", 2019).exact == wanted


@pytest.mark.parametrize(
    ("share", "whole", "primary"),
    [("0.25", Fraction(7, 4), Fraction(7, 4)), ("0.5", 3, Fraction(5, 2)), ("0.9", Fraction(34, 5), Fraction(22, 5))],
)
def test_quantiles_of_many_rows_a_unit(pack: PackWriter, share: str, whole: Fraction, primary: Fraction) -> None:
    form = BY_STAGE.replace("  items:\n", "    class_: {name: {zh: 班, en: class}, type: text}\n  items:\n", 1)
    framework = framework_of(
        pack, form, q=table(f"quantile(a, {share})"), r=table(f"quantile(b, {share})", by=["stage"])
    )
    given = (("S", "1", 8, 1), ("S", "2", 2, 2), ("S", "3", 4, 3), ("T", "4", 1, 5))
    values = values_of(framework, [row(o, stage="primary", class_=c, a=a, b=b) for o, c, a, b in given])
    assert values.value("q", "C", 2019).exact == whole
    assert values.value("r", "C", 2019, ("primary",)).exact == primary


@pytest.mark.parametrize(("align", "wanted"), [("starts", Fraction(100, 30)), ("ends", Fraction(100, 20))])
def test_a_calendar_year_takes_the_school_year_that_is_named(pack: PackWriter, align: str, wanted: Fraction) -> None:
    other = (
        FORM.replace("f:", "g:", 1)
        .replace("zh: 表", "zh: 学年表")
        .replace("calendar_year", "school_year")
        .replace("12-31", "09-01")
    )
    framework = framework_of(
        pack, FORM + other, money=table("sum(m)", "元"), heads={"table": "g", "formula": "sum(a)", "unit": "人", "levels": ["school", "county"]},
        each=between("money / heads", "元/人", align=align), fewer=between("heads - previous(heads)", "人", tree="restated"),
    )  # fmt: skip
    facts = facts_of(
        framework,
        TREE[:2],
        f=[row("S", 2019, m=100)],
        g=[row("S", 2018, a=20), row("S", 2019, a=30), row("S", 2017, a=11)],
    )
    for years in ([2019], [2018, 2019]):
        values = compute(framework, facts, ["each"], periods={PeriodKind.CALENDAR_YEAR: years})
        assert [values.value("each", org, 2019).exact for org in "SC"] == [wanted] * 2


def test_a_closed_school_counts_where_its_successor_stands(pack: PackWriter) -> None:
    tree = [
        unit("C", "county"), unit("D", "county"), unit("S", "school", "C"), unit("N", "school", "D"),
        unit("E", "school", "C", closed="2019-03-01", successor="N"), unit("F", "school", "C", closed="2019-03-01"),
    ]  # fmt: skip
    framework = framework_of(pack, x=table("sum(a)"), b=between("x - previous(x)", "人", tree="restated"))
    rows = [row(o, 2018, a=a) for o, a in (("S", 1), ("N", 10), ("E", 100), ("F", 1000))] + [
        row(o, 2019, a=5000) for o in "SN"
    ]
    values = values_of(framework, rows, tree)
    assert [values.value("b", org, 2019).exact for org in "CD"] == [5000 - 1001, 5000 - 110]


def test_each_asks_only_for_the_values_that_where_names(pack: PackWriter) -> None:
    """A complete secondary school (junior and senior) owes a form for primary and junior stages one report, not two."""
    due = "  due: {where: {stage: [primary, junior]}, each: [stage]}\n  counts"
    register = (pack.root / "forms" / "organisations.yaml").read_text()
    senior = register.replace("codes: {primary", "codes: {senior: {name: {zh: 高中, en: s}}, primary", 1)
    pack.write("forms/organisations.yaml", senior)
    framework = framework_of(
        pack, BY_STAGE.replace("  counts", due), x=table("sum(a)"), y=table("sum(a)", by=["stage"])
    )
    tree = [
        unit("C", "county"),
        unit("S", "school", "C", stage=["junior", "senior"]),
        unit("T", "school", "C", stage=["senior"]),
    ]
    values = values_of(framework, [row("S", stage="junior", a=3)], tree)
    assert said(values.value("x", "C", 2019)) == ("OK", 3, 1, 1)
    assert said(values.value("y", "C", 2019, ("junior",))) == ("OK", 3, 1, 1)
