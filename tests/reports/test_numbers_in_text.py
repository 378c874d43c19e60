"""Numbers in sentences: rounding, units in both languages, margins that do not vanish, Chinese punctuation."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaodu.core.base.text import Language, width_of
from jiaodu.reports.numbers import print_growth, print_number, typeset
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
