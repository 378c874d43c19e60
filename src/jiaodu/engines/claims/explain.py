"""Numbers and arithmetic in words: 89.42亿元 ÷ 73.12亿元 − 1 = 22.28%～22.31%.

Floor: engines.claims. In: intervals, units. Out: text that a reader can do again on paper.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from jiaodu.core.base.text import Text
from jiaodu.core.indicators.values import round_half_up
from jiaodu.engines.claims.intervals import Interval

_SCALES = ((Fraction(10**12), "万亿"), (Fraction(10**8), "亿"), (Fraction(10**4), "万"))


def number(value: Fraction, digits: int) -> str:
    """A number with so many decimals, thousands parted."""
    found: Decimal = round_half_up(value, digits)
    return f"{found:,f}"


def spread(interval: Interval, unit: str, step: Fraction | None = None) -> str:
    """An interval as it is printed, one digit finer than the figure beside it."""
    if unit in ("%", "百分点"):
        return _spread(interval, Fraction(1, 100), _digits(step, Fraction(1, 100)) + 1, unit)
    if unit in ("比", "倍", ""):
        return _spread(interval, Fraction(1), _digits(step, Fraction(1)) + 1, "" if unit == "比" else unit)
    end = interval.high if interval.high is not None else interval.low
    if unit == "元" and end is not None:
        for scale, word in _SCALES:
            if abs(end) >= scale:
                return _spread(interval, scale, _digits(step, scale) + 1, word + unit)
    whole = all(e is None or e.denominator == 1 for e in (interval.low, interval.high))
    return _spread(interval, Fraction(1), 0 if whole else min(_digits(step, Fraction(1)) + 1, 6), unit)


def _digits(step: Fraction | None, scale: Fraction) -> int:
    """How many decimals a figure was printed with, in its scale."""
    if not step:
        return 1
    digits, left = 0, step / scale
    while left < 1 and digits < 6:
        left, digits = left * 10, digits + 1
    return digits


def _spread(interval: Interval, scale: Fraction, digits: int, unit: str) -> str:
    low = None if interval.low is None else number(interval.low / scale, digits)
    high = None if interval.high is None else number(interval.high / scale, digits)
    if low is not None and low == high:
        return f"{low}{unit}"
    if low is None or high is None:
        return f"≥ {low}{unit}" if low is not None else f"≤ {high}{unit}" if high is not None else "—"
    return f"{low}～{high}{unit}"


def equation(left: str, computed: str, stated: str) -> Text:
    """A calculation with its result and what is printed."""
    return Text(f"{left} = {computed}，文中写 {stated}", f"{left} = {computed}; the text says {stated}")
