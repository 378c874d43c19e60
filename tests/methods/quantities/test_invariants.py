"""What must hold for any number and any text: the way of writing changes nothing, offsets are valid, bounds enclose.

The writer of Chinese numerals here shares no code with the reader.
"""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.methods.quantities.test_pairs import Pair, read_pairs

from jiaodu.methods.quantities import Quantity, find_quantities

DIGITS = "零一二三四五六七八九"


def in_chinese(number: int) -> str:
    """A whole number below 10^12 in Chinese characters, section by section."""
    if number == 0:
        return "零"
    text = ""
    for size, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        section, number = divmod(number, size)
        if section:
            gap = text and section < 1000
            text += ("零" if gap else "") + _section(section) + name
    return text.removeprefix("一") if text.startswith("一十") else text


def _section(number: int) -> str:
    text = ""
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        if digit:
            text += DIGITS[digit] + name
        elif text and number:
            text += "零"
            text = text.replace("零零", "零")
    return text


def full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if c.isdigit() or c in ",." else c for c in text)


def only(sentence: str) -> Quantity:
    found = [q for q in find_quantities(sentence) if q.claim]
    assert len(found) == 1, (sentence, found)
    return found[0]


def worth(q: Quantity) -> tuple[object, ...]:
    return q.value, q.unit, q.approx, q.low, q.high


@given(st.integers(2, 10**12 - 1))
def test_a_whole_number_in_chinese_characters(number: int) -> None:
    assert only(f"全省共有{in_chinese(number)}元").value == number


@given(st.integers(1000, 10**7), st.integers(1, 99), st.sampled_from(["亿元", "万人", "%"]))
def test_every_way_of_writing_is_the_same_number(whole: int, decimals: int, unit: str) -> None:
    plain = f"{whole}.{decimals:02}{unit}"
    wanted = worth(only(f"达到{plain}"))
    grouped = f"{whole:,}.{decimals:02}"
    chinese = f"{in_chinese(whole)}点{''.join(DIGITS[int(c)] for c in f'{decimals:02}')}"
    forms = [
        f"达到{grouped}{unit}",
        f"达到{full_width(grouped)}{unit}",
        f"达到 {grouped} {unit}",
        f"达到\n{grouped}\n{unit}",
    ]
    if unit != "%":
        forms.append(f"达到{chinese}{unit}")
    assert [worth(only(form)) for form in forms] == [wanted] * len(forms)


def _prose() -> list[Pair]:
    skipped = ("english", "tables", "headings", "broken", "dates", "nonclaims")
    return [p for p in read_pairs() if not p.place.startswith(skipped) and "\n" not in p.sentence]


@pytest.mark.parametrize("gap", [" ", "\n", "\u3000", "\u200b", "\r\n"])
def test_a_gap_beside_a_number_changes_nothing(gap: str) -> None:
    for pair in _prose():
        found = [q for q in find_quantities(pair.sentence) if q.claim]
        for q in found:
            for at in {q.start, q.number[1], q.end} - {0}:
                sentence = pair.sentence[:at] + gap + pair.sentence[at:]
                again = [q for q in find_quantities(sentence) if q.claim]
                assert [worth(a) for a in again] == [worth(b) for b in found], sentence


@given(st.randoms(use_true_random=False))
def test_the_order_of_sentences_changes_nothing(shuffler: random.Random) -> None:
    sentences = [p.sentence for p in _prose() if p.claims]
    alone = {s: [worth(q) for q in find_quantities(s) if q.claim] for s in sentences}
    shuffler.shuffle(sentences)
    chosen = sentences[:12]
    text = "".join(f"{s}。" for s in chosen)
    assert [worth(q) for q in find_quantities(text) if q.claim] == [w for s in chosen for w in alone[s]]


ALPHABET = "0123456789０１２.,，。%％万亿千百十一二三两半几数第每〔〕()（）:：—-~年月日届级岁人名所个元点多余左右以上下翻番成倍 \n\t\r\u200b\u3000约近超不少于、；至到增长降ABolI①条章节“”/+±|百分之"


@given(st.text(alphabet=ALPHABET, max_size=60))
def test_any_text_gives_valid_spans_and_bounds(text: str) -> None:
    last = 0
    for q in find_quantities(text):
        assert last <= q.start < q.end <= len(text)
        assert text[q.start : q.end] == q.text
        last = q.end
        assert q.claim == (q.kind is None) == (q.value is not None)
        if q.value is not None:
            assert q.low is None or q.low <= q.value
            assert q.high is None or q.value <= q.high


@given(st.text(max_size=200))
def test_no_text_is_too_strange(text: str) -> None:
    for q in find_quantities(text):
        assert text[q.start : q.end] == q.text


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "1,111",
        "一",
        "万亿",
        "1 ",
        "(1)",
        "第一",
        "1:2",
        "1/2/",
        "百分之",
        "1\t|",
        "2019-2020-",
        "“一",
        "two ",
        "千",
        "每",
        "1\n",
    ],
)
def test_long_runs_of_one_piece_end(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    assert all(q.end <= len(text) for q in find_quantities(text))


@pytest.mark.parametrize(
    ("sentence", "low", "high"),
    [
        ("普惠率达80.73%", Fraction(80725, 100000), Fraction(80735, 100000)),
        ("投入19.67亿元", Fraction(1966500000), Fraction(1967500000)),
        ("督学407人", Fraction(407), Fraction(407)),
        ("新增3万个", Fraction(25000), Fraction(35000)),
        ("近9600名", Fraction(9500), Fraction(9600)),
        ("320多万人", Fraction(3200000), Fraction(3300000)),
        ("1.7万余节", Fraction(17000), Fraction(18000)),
        ("约9600名", Fraction(9500), Fraction(9700)),
        ("97%以上", Fraction(965, 1000), None),
        ("超过20所", Fraction(20), None),
        ("不超过45人", None, Fraction(45)),
        ("班额50±5人", Fraction(45), Fraction(55)),
        ("三分之二", Fraction(2, 3) - Fraction(1, 40), Fraction(2, 3) + Fraction(1, 40)),
        ("百分之六点二", Fraction(615, 10000), Fraction(625, 10000)),
        ("十二万人", Fraction(115000), Fraction(125000)),
        ("12万人", Fraction(115000), Fraction(125000)),
        ("三十万人", Fraction(295000), Fraction(305000)),
        ("三亿五千万元", Fraction(345000000), Fraction(355000000)),
        ("一百二十三人", Fraction(123), Fraction(123)),
    ],
)
def test_bounds_are_those_of_the_printed_digits(sentence: str, low: Fraction | None, high: Fraction | None) -> None:
    found = only(sentence)
    assert (found.low, found.high) == (low, high)
