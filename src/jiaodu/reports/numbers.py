"""Numbers in running text: rounding, units, hedges, margins; and Chinese punctuation.

Floor: reports. In: exact numbers with their indicator. Out: text in one language.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from jiaodu.core.base.missing import Hedge
from jiaodu.core.base.text import Language, Text
from jiaodu.core.base.units import parse_unit, printed_unit
from jiaodu.core.evaluation import Verdict
from jiaodu.core.formula.nodes import Aggregate
from jiaodu.core.framework.model import Indicator
from jiaodu.core.indicators import Value, round_half_up

HEDGED: dict[Hedge, Text] = {
    Hedge.AT_LEAST: Text("{}以上", "at least {}"),
    Hedge.AT_MOST: Text("近{}", "nearly {}"),
    Hedge.ABOUT: Text("约{}", "about {}"),
}
TURNED = {Hedge.AT_LEAST: Hedge.AT_MOST, Hedge.AT_MOST: Hedge.AT_LEAST, Hedge.ABOUT: Hedge.ABOUT}
MARGIN_HEDGED: dict[Hedge, Text] = {
    Hedge.AT_LEAST: Text("不小于{}", "at least {}"),
    Hedge.AT_MOST: Text("不大于{}", "at most {}"),
    Hedge.ABOUT: Text("约{}", "about {}"),
}
MOST_DIGITS = 8
MYRIAD = 10_000
_ENDLESS = (3, 6, 7, 9)
_DIGITS = "零一二三四五六七八九"
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")  # fmt: skip
# units that an English noun beside the number already says: 14 inspection groups
_WORDED = {"money", "area", "time", "lesson_hour", "year", "month", "day", "occasion", "point", "character"}
_SINGULAR = {"thing": "item", "occasion": "time", "lesson_hour": "lesson hour"}


@dataclass(frozen=True, slots=True)
class Measure:
    """How a unit is printed: what the number is multiplied with, by how many digits that shifts it, and the word."""

    factor: int
    shift: int
    word: str


def measure(unit: str, language: Language) -> Measure:
    """Chinese prints the unit of the indicator; English has no 万 and 亿 and says what is counted in the sentence."""
    if language == "zh":
        return Measure(1, 0, printed_unit(unit))
    top, _, bottom = unit.partition("/")
    parsed = parse_unit(top)
    if not parsed.dimensions:
        return Measure(1, 0, {"share": parsed.en, "difference": f" {parsed.en}"}.get(parsed.kind, ""))
    dimension = parsed.dimensions[0][0]
    factor, word = int(parsed.factor), ""
    if dimension == "money":
        factor, word = (factor // 1_000_000, " million yuan") if factor >= 100_000_000 else (factor, " yuan")
    elif dimension == "time":
        factor, word = 1, f" {parsed.en}"
    elif dimension in _WORDED:
        word = f" {parse_unit(top).en.split()[-1]}"
    return Measure(factor, len(str(factor)) - 1, word + _per(bottom, bool(word)))


def _per(bottom: str, worded: bool) -> str:
    if not bottom:
        return ""
    parsed = parse_unit(bottom)
    if not parsed.dimensions or (parsed.factor == 1 and not worded):
        return ""
    name = parsed.dimensions[0][0]
    name = _SINGULAR.get(name, name.replace("_", " "))
    return (
        f" per {name}"
        if parsed.factor == 1
        else f" per {int(parsed.factor):,} {name}{'es' if name.endswith('s') else 's'}"
    )


def print_number(
    exact: Fraction, digits: int, unit: str, language: Language, *, trim: bool = False, sign: bool = False
) -> str:
    """A number with its unit, half-up; a zero has no sign."""
    how = measure(unit, language)
    rounded = round_half_up(exact * how.factor, max(0, digits - how.shift))
    if rounded == 0:
        rounded = abs(rounded)
    if trim:
        rounded = rounded.normalize()
    form = ("+" if sign and rounded else "") + ("," if language == "en" else "") + "f"
    return f"{rounded:{form}}{how.word}"


def print_value(value: Value, indicator: Indicator, language: Language) -> str | None:
    """A value as a sentence carries it, None where there is none. Counted things and inexact figures lose their zeros."""
    if value.exact is None:
        return None
    whole = value.exact.denominator == 1 and indicator.unit.kind == "amount"
    trim = whole or value.hedge is not None or _stated(indicator)
    shown = _as_fraction(value, indicator, language) or _in_myriads(value.exact, indicator, language)
    if shown is None:
        exact = _bound(value.exact, value.digits, value.hedge)
        shown = print_number(exact, value.digits, indicator.spec.unit, language, trim=trim)
    return HEDGED[value.hedge].in_(language).format(shown) if value.hedge else shown


def _bound(exact: Fraction, digits: int, hedge: Hedge | None) -> Fraction:
    """A bound that is printed shorter stays true: what is at least 66.666 is not said to be at least 66.67."""
    if hedge not in (Hedge.AT_LEAST, Hedge.AT_MOST):
        return exact
    scaled = exact * 10**digits
    whole = math.floor(scaled) if hedge is Hedge.AT_LEAST else math.ceil(scaled)
    return Fraction(whole, 10**digits)


def _as_fraction(value: Value, indicator: Indicator, language: Language) -> str | None:
    """三分之二以上 is read as 66.6666 % and printed as it was written; None for what decimals can say."""
    if value.hedge is None or indicator.unit.kind != "share" or value.exact is None:
        return None
    for bottom in _ENDLESS:
        for top in range(1, bottom):
            if math.gcd(top, bottom) == 1 and value.exact == Fraction(top * 10**6 // bottom, 10**4):
                return f"{_DIGITS[bottom]}分之{_DIGITS[top]}" if language == "zh" else f"{top}/{bottom}"
    return None


def _in_myriads(exact: Fraction, indicator: Indicator, language: Language) -> str | None:
    """30000个 is written 3万个, which loses nothing; None where it would, or where the unit has 万 already."""
    unit = indicator.spec.unit
    if language != "zh" or indicator.unit.kind != "amount" or indicator.unit.factor != 1 or "/" in unit:
        return None
    if not indicator.unit.dimensions or abs(exact) < MYRIAD or (exact / MYRIAD * 100).denominator != 1:
        return None
    return f"{round_half_up(exact / MYRIAD, 2).normalize():f}万{printed_unit(unit)}"


def _stated(indicator: Indicator) -> bool:
    """A number that is repeated as it was reported: 80.1 is not made 80.10, which would claim another digit."""
    formula = indicator.formula
    return isinstance(formula, Aggregate) and formula.verb == "stated"


def print_limit(limit: Decimal, indicator: Indicator, language: Language) -> str:
    """A limit with all its digits: rounding would move the law."""
    return print_number(Fraction(limit), MOST_DIGITS, indicator.spec.unit, language, trim=True)


def print_margin(verdict: Verdict, indicator: Indicator, hedge: Hedge | None, language: Language) -> str | None:
    """By how much a value clears the limit, signed; a share's margin in percentage points; the own unit behind it."""
    if verdict.margin is None:
        return None
    unit = "pp" if indicator.unit.kind == "share" else indicator.spec.unit
    digits = _visible(verdict.margin, indicator.spec.round.digits)
    whole = verdict.margin.denominator == 1 and indicator.unit.kind == "amount"
    shown = print_number(verdict.margin, digits, unit, language, trim=whole or hedge is not None, sign=True)
    if hedge is not None:
        turned = TURNED[hedge] if verdict.op in ("<=", "<") else hedge
        shown = MARGIN_HEDGED[turned].in_(language).format(shown)
    said = [shown]
    if verdict.growth is not None:
        said.append(print_growth(verdict.growth, language, sign=True))
    # nothing to spare is worth saying where the margin is not 0 itself
    spare = verdict.own_margin if verdict.own_margin or verdict.margin else None
    if spare is not None and verdict.own_unit and hedge is None:
        said.append(_own(spare, verdict.own_unit, language))
    return ("，" if language == "zh" else ", ").join(said)


def _visible(exact: Fraction, digits: int) -> int:
    """Enough digits that a margin that is not 0 does not print as 0."""
    while exact and digits < MOST_DIGITS and abs(exact) * 10**digits < 1:
        digits += 1
    return digits


def _own(own: Fraction, unit: str, language: Language) -> str:
    """The gap in the unit of what is counted: 差2人, 多27人; not one to spare is no 多0人."""
    if own == 0:
        return "没有富余" if language == "zh" else "none to spare"
    amount = print_number(abs(own), 0 if own.denominator == 1 else 2, unit, language)
    if language == "zh":
        return f"{'多' if own >= 0 else '差'}{amount}"
    return f"{amount} {'above' if own >= 0 else 'short'}"


def print_growth(growth: Fraction, language: Language, *, sign: bool = False) -> str:
    """A change in percent; a sentence that says 增长 needs no plus."""
    return print_number(growth, _visible(growth, 2), "%", language, sign=sign)


def print_day(day: dt.date, language: Language) -> str:
    """A day as a sentence writes it."""
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


# --- punctuation ------------------------------------------------------------------------------------------------

_HAN = "\u3007\u4e00-\u9fff"
_NEAR = f"{_HAN}〔〕“”《》（）％%"
_FULL = {",": "，", ":": "：", ";": "；", "?": "？", "!": "！"}
_MARK = re.compile(rf"(?<=[{_NEAR}])[,:;?!] ?|[,:;?!](?=[{_HAN}“〔《])")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_GAP = re.compile(rf"(?<=[{_HAN}]) (?=\d)|(?<=\d) (?=[个项字处名所位条])")


def typeset(text: str) -> str:
    """Chinese punctuation as printed: full width beside Chinese characters, no space before digits."""
    for _ in range(2):  # a bracket may stand inside another
        text = _BRACKETS.sub(_bracket, text)
    return _GAP.sub("", _MARK.sub(lambda m: _FULL[m[0].strip()], text))


def _bracket(match: re.Match[str]) -> str:
    before = match.string[match.start() - 1 : match.start()]
    chinese = re.search(f"[{_HAN}]", match[1] + before)
    return f"（{match[1]}）" if chinese else match[0]
