"""Figures that only what stands nearby can settle: a slip is found, what merely stands together is left alone."""

from __future__ import annotations

import pytest

from jiaodu.core.prose import prose_of_text
from jiaodu.engines.claims import check_claims
from jiaodu.engines.claims.model import Verdict


def _wrong(text: str) -> list[str]:
    return [c.code for c in check_claims(prose_of_text(text)).inside if c.verdict is Verdict.CONTRADICTS]


@pytest.mark.parametrize(
    "text",
    [
        "投入500万元修缮校舍,资助学生3500人,发放补助420万元,按时发放率97.3%。",  # of nothing that is printed
        "新建学校12所,撤并教学点31个,新增学位1.2万个,公办园占54.6%。",
        "全市学校860所,教师5.2万名,图书馆开放率88%,食堂312个。",  # two digits are near to any two others
        "2018年投入12.6亿元,2019年新建学校18所,校舍面积增长23.4%。",
    ],
)
def test_figures_that_only_stand_together_raise_no_alarm(text: str) -> None:
    assert _wrong(text) == []


def test_a_share_that_is_one_digit_off_is_found() -> None:
    text = "教育支出占比为{},一般公共预算支出2350亿元,其中教育289亿元。"
    assert _wrong(text.format("12.3%")) == []
    assert _wrong(text.format("15.3%")) == ["K03"]
    assert _wrong(text.format("21.3%")) == ["K03"]
    assert _wrong(text.format("44.8%")) == []  # too far from it: perhaps of another whole


def test_the_one_pair_that_names_the_rate_decides_whatever_the_digits() -> None:
    text = "应交流教师2400人,实际交流408人,交流比例{}。"
    assert _wrong(text.format("17%")) == []
    assert _wrong(text.format("44%")) == ["K03"]


def test_a_base_two_sentences_back_of_the_same_measure() -> None:
    text = "2018年生均经费1.52万元,2019年1.68万元。经费保障水平持续提高。2019年比上年提高{}。"
    assert _wrong(text.format("10.5%")) == []
    assert _wrong(text.format("20.5%")) == ["K01"]
