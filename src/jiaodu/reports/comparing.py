"""Comparisons in running text: with the period before, with a limit, with the unit above; the direction is a word.

Floor: reports. In: exact numbers with their indicator. Out: whole phrases in one language (比上年提高1.2个百分点), so that
the sentence around them stays right whichever way the number went. None where an inexact number does not decide it.
"""

from __future__ import annotations

from fractions import Fraction

from jiaodu.core.base.missing import Hedge
from jiaodu.core.base.periods import PeriodKind
from jiaodu.core.base.text import Language, Text
from jiaodu.core.framework.model import Indicator
from jiaodu.core.indicators import Value, round_half_up
from jiaodu.reports.numbers import HEDGED, MOST_DIGITS, print_number

BEFORE = {
    PeriodKind.CALENDAR_YEAR: Text("上年", "the year before"),
    PeriodKind.SCHOOL_YEAR: Text("上学年", "the school year before"),
    PeriodKind.MONTH: Text("上月", "the month before"),
}
LIMIT_NAMES = {
    "legal": Text("规定标准", "the limit set by rule"),
    "target": Text("目标", "the target"),
    "proxy": Text("参照值", "the reference value"),
}


def print_change(value: Value, indicator: Indicator, language: Language) -> str | None:
    """The change of a value on the period before; `indicator` is that of the value itself, `value` the change."""
    if value.exact is None:
        return None
    verbs = ("增加", "减少") if _counted(indicator) else ("提高", "下降")
    points = "pp" if indicator.unit.kind == "share" else indicator.spec.unit
    shown = _amount(value.exact, points, value.digits, value.hedge, language, amount=indicator.unit.kind == "amount")
    return _moved(value, shown, verbs, language)


def print_rate(value: Value, language: Language) -> str | None:
    """The relative change of a value on the period before, in percent."""
    if value.exact is None:
        return None
    shown = _amount(value.exact, "%", 2, value.hedge, language)
    return _moved(value, shown, ("增长", "下降"), language)


def _moved(value: Value, shown: str, verbs: tuple[str, str], language: Language) -> str:
    assert value.exact is not None
    before = BEFORE[value.period.kind]
    if value.exact == 0 and value.hedge is None:
        return f"与{before.zh}持平" if language == "zh" else f"unchanged from {before.en}"
    if round_half_up(value.exact, value.digits) == 0:
        return f"与{before.zh}基本持平" if language == "zh" else f"nearly unchanged from {before.en}"
    if language == "zh":
        return f"比{before.zh}{verbs[value.exact < 0]}{shown}"
    return f"{'up' if value.exact > 0 else 'down'} {shown} on {before.en}"


def print_over(
    difference: Fraction, hedge: Hedge | None, indicator: Indicator, other: Text, language: Language
) -> str | None:
    """How a value stands to another number (a limit, the unit above) of that name."""
    if difference == 0 and hedge is None:
        return f"与{other.zh}持平" if language == "zh" else f"equal to {other.en}"
    # at least 85 says nothing of 90, and of 80 only that it is at least 5 more
    sure = {Hedge.AT_LEAST: difference >= 0, Hedge.AT_MOST: difference <= 0}
    if hedge is not None and not sure.get(hedge, difference != 0):
        return None
    far = Hedge.AT_LEAST if hedge in (Hedge.AT_LEAST, Hedge.AT_MOST) else hedge
    unit = "pp" if indicator.unit.kind == "share" else indicator.spec.unit
    shown = _amount(
        difference, unit, indicator.spec.round.digits, far, language, amount=indicator.unit.kind == "amount"
    )
    if language == "zh":
        more, less = ("多", "少") if _counted(indicator) else ("高", "低")
        return f"{more if difference > 0 or hedge is Hedge.AT_LEAST else less}于{other.zh}{shown}"
    return f"{shown} {'above' if difference > 0 or hedge is Hedge.AT_LEAST else 'below'} {other.en}"


def name_above(name: Text, indicator: Indicator) -> Text:
    """The unit above as a comparison names it: what is no count is its average."""
    if _counted(indicator):
        return Text(name.zh, f"{name.en}'s")
    return Text(f"{name.zh}平均", f"the average of {name.en}")


def _counted(indicator: Indicator) -> bool:
    """Whether people count it: 增加 and 多于 are said of counts and sums, 提高 and 高于 of rates and ratios."""
    return indicator.unit.kind == "amount" and bool(indicator.unit.dimensions) and "/" not in indicator.spec.unit


def _amount(
    exact: Fraction, unit: str, digits: int, hedge: Hedge | None, language: Language, *, amount: bool = False
) -> str:
    """The size of a difference; it gets as many digits as it needs not to look like none."""
    while exact and digits < MOST_DIGITS and abs(exact) * 2 * 10**digits < 1:
        digits += 1
    trim = hedge is not None or (amount and exact.denominator == 1)
    shown = print_number(abs(exact), digits, unit, language, trim=trim)
    return HEDGED[hedge].in_(language).format(shown) if hedge else shown
