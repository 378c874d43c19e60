"""Texts that are no reports: valid offsets, no crash."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaodu.core.prose import prose_of_text
from jiaodu.engines.claims import check_claims
from jiaodu.engines.claims.marked import render_page

_PIECES = [
    "增长",
    "10.25%",
    "比上年的",
    "占",
    "其中",
    "小学",
    "初中",
    "由",
    "从",
    "升至",
    "下降",
    "12.5万人",
    "3所",
    "(",
    ")",
    "、",
    ",",
    ";",
    "。",
    ":",
    "2019年",
    "“",
    "”",
    "的",
    "超过",
    "目标",
    "1:200",
    "连续",
    "年",
    "三分之二",
    "翻两番",
    "分别为",
    "\n",
    "\t",
    "共有",
    "在校生",
    "生师比",
    "优秀",
    "均不存在",
    "研究制订",
    "亿元",
    "百分点",
    "-3.2%",
    "约",
    "近",
    "xx",
    "",
    "\u202e",
    "\u200b",
    "臺灣",
    "１２３％",
]


@given(st.lists(st.sampled_from(_PIECES), max_size=60))
def test_any_text_is_checked_with_valid_offsets(pieces: list[str]) -> None:
    text = "".join(pieces)
    if not text.strip():
        return
    found = check_claims(prose_of_text(text))
    for check in found.checks:
        start, end = check.span
        assert 0 <= start < end <= len(text)
    for claim in found.document.claims:
        assert text[slice(*claim.span)] == claim.quantity.text


@pytest.mark.parametrize(
    "unit",
    [
        "增长10%,",
        "的",
        "其中小学3所、",
        "比上年",
        "(",
        "12所",
        "2019年",
        "由5元升至",
        "占",
        "A、",
        "2019年比2018年增长3%,",
        "1:",
        "、",
        "优秀3个,",
    ],
)
def test_one_piece_without_end_is_read_to_the_end(unit: str) -> None:
    """How time grows is measured in benchmarks/claims_check.py."""
    text = (unit * 1500)[:9_000]
    found = check_claims(prose_of_text(text))
    assert all(text[slice(*c.span)] == c.quantity.text for c in found.document.claims)


def test_a_page_of_document_numbers_has_no_claims() -> None:
    text = "国办发〔2017〕49号\n教督〔2019〕3号\n京政发〔2020〕12号\n"
    found = check_claims(prose_of_text(text))
    assert found.document.claims == () and found.inside == ()


def test_a_template_full_of_blanks_raises_no_alarm() -> None:
    text = "____年,全市共有学校xx所,在校生xx人,比上年增长xx%,普惠率达××%,超过80%的目标。"
    assert [c for c in check_claims(prose_of_text(text)).inside if not c.is_good] == []


def test_traditional_characters_are_checked_too() -> None:
    text = "2021年教育經費12.50億元,上年為11.80億元,增長9.53%。"
    assert [c.code for c in check_claims(prose_of_text(text)).inside if not c.is_good] == ["K01"]


def test_signs_that_turn_the_line_round_are_shown_as_signs() -> None:
    page = render_page(check_claims(prose_of_text("增长‮%52.01‬了。教育经费12.5亿元。", "a.txt")))
    assert "‮" not in page


def test_random_noise_is_read_to_the_end() -> None:
    r = random.Random(4)
    text = "".join(r.choice("0123456789.%,。、年月增长降占由至万亿元人所(): \n") for _ in range(8_000))
    found = check_claims(prose_of_text(text))
    assert all(text[slice(*c.span)] == c.quantity.text for c in found.document.claims)
