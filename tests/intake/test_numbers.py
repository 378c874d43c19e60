"""Numbers in cells: what is read, what is refused, and the exactness of the fast way.

Floor: tests. In: generated numbers. Out: nothing.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaodu.core.base.missing import Hedge
from jiaodu.core.base.units import parse_unit
from jiaodu.core.framework import schema
from jiaodu.intake.columns import CellColumn
from jiaodu.intake.findings import Findings
from jiaodu.intake.model import Grid, Source
from jiaodu.intake.number_cells import _plain_cells, read_numbers
from jiaodu.intake.numbers import parse_quantity

AT_LEAST, AT_MOST, ABOUT = Hedge.AT_LEAST, Hedge.AT_MOST, Hedge.ABOUT
READ = [
    ("12", "12", None, ""),
    ("1,234,567.5", "1234567.5", None, ""),
    ("１２３", "123", None, ""),
    ("-3.5", "-3.5", None, ""),
    ("80.73%", "80.73", None, "%"),
    ("８０％", "80", None, "%"),
    ("近20", "20", AT_MOST, ""),
    ("约300人", "300", ABOUT, "人"),
    ("≥4", "4", AT_LEAST, ""),
    ("<5", "5", AT_MOST, ""),
    ("不少于50所", "50", AT_LEAST, "所"),
    ("不超过 6", "6", AT_MOST, ""),
    ("超过98%", "98", AT_LEAST, "%"),
    ("98%以上", "98", AT_LEAST, "%"),
    ("9000以下", "9000", AT_MOST, ""),
    ("1.7万余", "17000", AT_LEAST, ""),
    ("1.7万余人", "17000", AT_LEAST, "人"),
    ("320多万", "3200000", AT_LEAST, ""),
    ("320余万人", "3200000", AT_LEAST, "人"),
    ("19.67亿元", "1967000000", None, "元"),
    ("50所以上", "50", AT_LEAST, "所"),
    ("三分之二以上", "2/3", AT_LEAST, "one"),
    ("百分之八十五", "17/20", None, "one"),
    ("1 234 567.5", "1234567.5", None, ""),
    ("1\u2009234\xa0人", "1234", None, "人"),
    ("１，２３４．５", "1234.5", None, ""),
    ("－１２", "-12", None, ""),
    ("12\u200b\ufeff", "12", None, ""),
    ("1 23", None, None, ""),
    ("2019 100", None, None, ""),
    ("近1/3", None, None, ""),
    ("约近5", None, None, ""),
    ("不少于5以下", None, None, ""),
    ("1,23", "1", None, ",23"),
    ("若干", None, None, ""),
    ("", None, None, ""),
    ("九成", None, None, ""),
]


@pytest.mark.parametrize(("text", "value", "hedge", "unit"), READ)
def test_texts(text: str, value: str | None, hedge: Hedge | None, unit: str) -> None:
    quantity = parse_quantity(text)
    if value is None:
        assert quantity is None or quantity.unit == "/3"
        return
    assert quantity is not None
    assert (quantity.value, quantity.hedge, quantity.unit) == (Fraction(value), hedge, unit)


def column(
    cells: list[object], kind: str = "number", digits: int = 4, unit: str = "人", written: str = ""
) -> CellColumn:
    item = schema.Item.model_validate(
        {"name": {"zh": "数", "en": "number"}, "type": kind, "unit": unit, "digits": digits}
    )
    factor = parse_unit(written).to(parse_unit(unit)) if written else Fraction(1)
    return CellColumn("x", item, cells, range(len(cells)), 0, parse_unit(written) if written else None, factor)


def findings() -> Findings:
    return Findings(Grid(Source("f", "f", ""), "s", []))


def read_one(cell: object, **options: object) -> tuple[object, list[str]]:
    found = findings()
    values = read_numbers(column([cell], **options), found).values.to_pylist()  # type: ignore[arg-type]
    return values[0], [p.code for p in found.problems()]


DECIMALS = st.decimals(min_value=-(10**9), max_value=10**9, places=4, allow_nan=False)


@given(DECIMALS)
def test_texts_and_floats_of_a_decimal_give_the_decimal(value: Decimal) -> None:
    for cell in (f"{value:f}", float(value), f"{value:,f}"):
        assert read_one(cell) == (value, [])


@given(st.integers(min_value=0, max_value=10**12), st.sampled_from([1, 10, 100, 1000, 10_000]))
def test_counts_in_ten_thousands_come_back_whole(count: int, step: int) -> None:
    written = Decimal(count * step) / 10_000
    for cell in (f"{written:f}", float(written)):
        assert read_one(cell, kind="count", digits=0, written="万人") == (count * step, [])


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_the_fast_way_never_differs_from_the_decimal_of_the_float(value: float) -> None:
    scaled, valid = _plain_cells(column([value]))
    if valid[0]:
        assert Fraction(int(scaled[0]), 10**4) == Fraction(Decimal(repr(value)))


@given(st.text(max_size=20))
def test_any_text_is_read_or_refused(text: str) -> None:
    value, codes = read_one(text)
    assert value is None or codes in ([], ["I27"])


@given(
    DECIMALS.filter(lambda d: d >= 0), st.sampled_from(["近{}", "约{}", "≥{}", "不超过{}", "{}以上", "{}余", "{}以下"])
)
def test_hedges_do_not_change_the_number(value: Decimal, pattern: str) -> None:
    found = findings()
    converted = read_numbers(column([pattern.format(f"{value:f}")]), found)
    assert converted.values.to_pylist() == [value]
    assert 0 in converted.hedges


def test_fractions_go_to_the_safe_side() -> None:
    for text, value in (("三分之二以上", "66.6666"), ("不超过三分之二", "66.6667"), ("约三分之二", "66.6667")):
        assert read_one(text, unit="percent") == (Decimal(value), [])
    assert read_one("三分之二", unit="percent") == (None, ["I26"])
    assert read_one("四分之三", unit="percent") == (Decimal(75), [])


def test_decimals_beyond_those_kept() -> None:
    assert read_one("1.23456") == (None, ["I26"])
    assert read_one(1.23456) == (None, ["I26"])
    assert read_one(0.1 + 0.2) == (Decimal("0.3"), ["I27"])
    assert read_one("12.5", kind="count") == (None, ["I25"])
    assert read_one(12.0, kind="count") == (12, [])
    assert read_one("12.0", kind="count") == (12, [])


def test_multipliers_and_units() -> None:
    assert read_one("320多万", unit="人", kind="count") == (3_200_000, [])
    assert read_one("320多万", unit="人", kind="count", written="万人") == (None, ["I44"])
    assert read_one("320多万人", unit="人", kind="count", written="万人") == (3_200_000, [])
    assert read_one("5亿元", unit="万元") == (Decimal(50_000), [])
    assert read_one("5所", unit="人") == (None, ["I13"])
    assert read_one("5斤", unit="人") == (None, ["I24"])
    assert read_one("1" * 18, unit="人", kind="number") == (None, ["I45"])


def test_a_share_that_may_be_a_fraction() -> None:
    assert read_one(0.8073, unit="percent") == (Decimal("0.8073"), ["I38"])
    assert read_one("0.8%", unit="percent") == (Decimal("0.8"), [])
    assert read_one(1.0, unit="percent") == (Decimal(1), [])
    assert read_one(0.0, unit="percent") == (Decimal(0), [])


def test_what_is_no_number() -> None:
    for cell in (True, float("inf"), "约", "2019-03-04", "1,23", "#", "*", "一"):
        assert read_one(cell) == (None, ["I24"])
    for cell in ("#DIV/0!", "#REF!", "#N/A"):
        assert read_one(cell) == (None, ["I28"])
