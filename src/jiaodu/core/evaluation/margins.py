"""Margins in words: with sign, unit, rate of growth, and the numerator's own unit.

Floor: core.evaluation. In: a verdict and its indicator. Out: text in both languages.
"""

from __future__ import annotations

from jiaodu.core.base.text import Text
from jiaodu.core.base.units import parse_unit, printed_unit
from jiaodu.core.evaluation.model import Verdict
from jiaodu.core.framework.model import Indicator
from jiaodu.core.indicators import round_half_up


def print_margin(verdict: Verdict, indicator: Indicator) -> Text:
    """The margin with sign and unit; a share's margin is in percentage points; the numerator's own unit behind it."""
    assert verdict.margin is not None
    unit = verdict.unit or ("pp" if indicator.unit.kind == "share" else indicator.spec.unit)
    digits = 0 if verdict.unit else indicator.spec.round.digits
    number = f"{round_half_up(verdict.margin, digits):+,f}"
    zh, en = f"{number} {printed_unit(unit)}".strip(), f"{number} {printed_unit(unit, 'en')}".strip()
    if verdict.growth is not None:
        grown = f"{round_half_up(verdict.growth, 2):+f}%"
        zh, en = f"{zh}({grown})", f"{en} ({grown})"
    if verdict.own_margin is not None and verdict.own_unit:
        own = verdict.own_margin
        amount = f"{abs(round_half_up(own, 0 if own.denominator == 1 else 2)):,f}{printed_unit(verdict.own_unit)}"
        en_amount = f"{abs(round_half_up(own, 0 if own.denominator == 1 else 2)):,f} {parse_unit(verdict.own_unit).en}"
        zh += f",{'多' if own >= 0 else '差'} {amount}"
        en += f", {en_amount} {'above' if own >= 0 else 'short'}"
    return Text(zh, en)
