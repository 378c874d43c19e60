"""Two writings of one number are the same; another number, unit, hedge or word is not."""

from __future__ import annotations

import pytest

from jiaodu.reports.refresh.sameness import agreement, same


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("80.73%", "８０．７３％"),
        ("80.73%", "80.73 %"),
        ("1,125.36亿元", "1125.36亿元"),
        ("30000个", "3万个"),
        ("17000节以上", "1.7万节以上"),
        ("1137.18亿元", "11371800万元"),
        ("近20个", "近二十个"),
        ("〔无数据：未报〕", "〔无数据：未报〕"),
    ],
)
def test_the_same_number(text: str, other: str) -> None:
    assert same(text, other) and same(other, text)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("80.73%", "80.7%"),
        ("80.73%", "80.73个百分点"),
        ("97%以上", "97%"),
        ("近20个", "约20个"),
        ("30000个", "30000人"),
        ("+4.73个百分点", "-4.73个百分点"),
        ("〔无数据：未报〕", "〔无数据：停报〕"),
        ("1,23", "123"),
        ("达标", "不达标"),
    ],
)
def test_another_number(text: str, other: str) -> None:
    assert not same(text, other) and not same(other, text)


def test_words_agree_while_numbers_change() -> None:
    found = agreement("覆盖率80.73%，目标为", "；公办园", "普惠性幼儿园覆盖率81%，目标为", "；公办园占比")
    assert (found.left, found.right) == (len("覆盖率#%,目标为"), len(";公办园"))
    assert found.whole_left and found.whole_right
    assert not agreement("甲", "乙", "丙", "丁").is_enough(1)
