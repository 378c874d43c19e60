"""Numbers in sentences: rounding, units in both languages, margins that do not vanish, Chinese punctuation."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaodu.core.base.missing import Hedge
from jiaodu.core.base.periods import Period, PeriodKind
from jiaodu.core.base.problems import Place
from jiaodu.core.base.text import Language, Text, width_of
from jiaodu.core.base.units import parse_unit
from jiaodu.core.formula.nodes import Aggregate, Item, Node, Reference
from jiaodu.core.framework import schema
from jiaodu.core.framework.model import Indicator
from jiaodu.core.indicators import Status, Value
from jiaodu.reports.numbers import print_growth, print_number, print_value, typeset
from jiaodu.reports.wording import break_title


@pytest.mark.parametrize(
    ("number", "digits", "unit", "zh", "en"),
    [
        ("80.725", 2, "percent", "80.73%", "80.73%"),
        ("1137.1772", 2, "亿元", "1137.18亿元", "113,718 million yuan"),
        ("320", 2, "万人", "320.00万人", "3,200,000"),
        ("55361.4", 0, "元/人", "55361元/人", "55,361 yuan per person"),
        ("8.25", 1, "个/所", "8.3个/所", "8.3"),
        ("6.8", 1, "人/百人", "6.8人/百人", "6.8 per 100 persons"),
        ("2", 0, "次", "2次", "2 times"),
        ("17.77", 2, "pp", "17.77个百分点", "17.77 pp"),
        ("4.12", 2, "m²/人", "4.12m²/人", "4.12 m² per person"),
        ("-0.001", 2, "percent", "0.00%", "0.00%"),
    ],
)
def test_numbers_with_units(number: str, digits: int, unit: str, zh: str, en: str) -> None:
    assert print_number(Fraction(number), digits, unit, "zh") == zh
    assert print_number(Fraction(number), digits, unit, "en") == en


def a_value(exact: Fraction, digits: int, hedge: Hedge | None) -> Value:
    day = dt.date(2020, 12, 31)
    period = Period(PeriodKind.CALENDAR_YEAR, 2020)
    return Value("x", "C", "county", period, (), day, Status.OK, exact, None, None, 1, 1, digits, hedge)


def an_indicator(unit: str, formula: Node) -> Indicator:
    spec = schema.Indicator(
        name=Text("某", "some"), formula="x", unit=unit, levels=("county",), round=schema.Rounding(digits=2)
    )
    return Indicator("x", spec, "between", formula, parse_unit(unit), Place(), "p", PeriodKind.CALENDAR_YEAR)


COMPUTED, STATED = Reference("y"), Aggregate("stated", Item("y"))


@pytest.mark.parametrize(
    ("exact", "unit", "hedge", "formula", "zh"),
    [
        # counts that 万 says without loss; everything else stays as it is
        ("30000", "个", None, COMPUTED, "3万个"),
        ("85000", "门次", Hedge.AT_LEAST, COMPUTED, "8.5万门次以上"),
        ("12300", "人", None, COMPUTED, "1.23万人"),
        ("12345", "人", None, COMPUTED, "12345人"),
        ("9999", "人", None, COMPUTED, "9999人"),
        ("55361", "元/人", None, COMPUTED, "55361元/人"),
        ("20000", "万人", None, COMPUTED, "20000万人"),
        # a bound stays true when it is rounded
        ("66.678", "percent", Hedge.AT_LEAST, COMPUTED, "66.67%以上"),
        ("66.671", "percent", Hedge.AT_MOST, COMPUTED, "近66.68%"),
        ("66.675", "percent", Hedge.ABOUT, COMPUTED, "约66.68%"),
        ("66.675", "percent", None, COMPUTED, "66.68%"),
        # fractions that were written as such
        ("66.6666", "percent", Hedge.AT_LEAST, STATED, "三分之二以上"),
        ("33.3333", "percent", Hedge.ABOUT, STATED, "约三分之一"),
        ("66.6666", "percent", None, STATED, "66.67%"),
        # a repeated number gets no digit that nobody reported; a computed one has all of its own
        ("80.1", "percent", None, STATED, "80.1%"),
        ("80.1", "percent", None, COMPUTED, "80.10%"),
        ("100", "percent", None, STATED, "100%"),
    ],
)
def test_values_as_a_sentence_carries_them(exact: str, unit: str, hedge: Hedge | None, formula: Node, zh: str) -> None:
    assert print_value(a_value(Fraction(exact), 2, hedge), an_indicator(unit, formula), "zh") == zh


@given(st.integers(1, 10**7), st.integers(0, 3), st.sampled_from([Hedge.AT_LEAST, Hedge.AT_MOST]))
def test_a_printed_bound_is_never_on_the_wrong_side(thousandths: int, digits: int, hedge: Hedge) -> None:
    exact = Fraction(thousandths, 100_000)
    said = print_value(a_value(exact, digits, hedge), an_indicator("percent", COMPUTED), "zh")
    assert said is not None
    if "分之" not in said:
        printed = Fraction(said.strip("近以上%"))
        assert printed <= exact if hedge is Hedge.AT_LEAST else printed >= exact


def test_a_change_keeps_the_digits_that_show_it() -> None:
    assert print_growth(Fraction("-0.0004"), "zh") == "-0.0004%"
    assert print_growth(Fraction("10.886"), "zh") == "10.89%"
    assert print_growth(Fraction("10.886"), "zh", sign=True) == "+10.89%"


@given(
    st.integers(-(10**9), 10**9),
    st.sampled_from(["percent", "亿元", "万人", "元", "人/百人"]),
    st.sampled_from(["zh", "en"]),
)
def test_trimming_changes_no_number(thousandths: int, unit: str, language: Language) -> None:
    exact = Fraction(thousandths, 1000)
    long, short = (print_number(exact, 3, unit, language, trim=t) for t in (False, True))
    assert float(long.replace(",", "").rstrip("%亿元万人/百 abcdefghijklmnopqrstuvwxyz").split()[0]) == float(
        short.replace(",", "").rstrip("%亿元万人/百 abcdefghijklmnopqrstuvwxyz").split()[0]
    )


@pytest.mark.parametrize(
    ("given_", "printed"),
    [
        ("毕业生总体就业率(8月20日)", "毕业生总体就业率（8月20日）"),
        ("缺:本学段支出(有表述无数据)等 6 项", "缺：本学段支出（有表述无数据）等6项"),
        ("表1 中小学规模", "表1 中小学规模"),
        ("按1:200配备", "按1:200配备"),
        ("beijing.xlsx › C9", "beijing.xlsx › C9"),
        ("〔2018〕82号", "〔2018〕82号"),
        ("10,000", "10,000"),
    ],
)
def test_chinese_punctuation(given_: str, printed: str) -> None:
    assert typeset(given_) == printed


@given(st.text(alphabet="自评报告(),:; 12ab", max_size=30))
def test_typesetting_twice_changes_nothing_more(text: str) -> None:
    once = typeset(text)
    assert typeset(typeset(once)) == typeset(once)


def test_a_title_breaks_where_a_phrase_ends() -> None:
    title = "北京市人民政府2019年度履行教育职责自评报告"
    assert break_title(title, 20) == ("北京市人民政府2019年度", "履行教育职责自评报告")
    assert break_title("自评报告", 20) == ("自评报告",)
    assert break_title("字" * 30, 20) == ("字" * 30,)
    assert width_of("2019年") == 3
