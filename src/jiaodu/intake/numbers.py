"""Numbers as officials write them in a cell: 1,234, 80.73%, 1.7万余, 320多万, 不少于50, 三分之二以上.

Floor: intake. In: the text of one cell. Out: `Quantity` (exact value, hedge, unit as written), or None when it is none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from jiaodu.core.base.missing import Hedge

_FULL_WIDTH: Mapping[int, int | str | None] = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **{0x3000: " ", 0x2212: "-", 0xA0: " ", 0x2006: " ", 0x2009: " ", 0x202F: " "},
    **{0x200B: None, 0x2060: None, 0xFEFF: None, 0x200E: None, 0x200F: None},  # signs that nobody sees
}
_PREFIXES: Mapping[str, Hedge] = {
    "不少于": Hedge.AT_LEAST, "不低于": Hedge.AT_LEAST, "至少": Hedge.AT_LEAST, "超过": Hedge.AT_LEAST,
    "≥": Hedge.AT_LEAST, ">=": Hedge.AT_LEAST, ">": Hedge.AT_LEAST,
    "不超过": Hedge.AT_MOST, "不高于": Hedge.AT_MOST, "至多": Hedge.AT_MOST, "不足": Hedge.AT_MOST,
    "≤": Hedge.AT_MOST, "<=": Hedge.AT_MOST, "<": Hedge.AT_MOST, "接近": Hedge.AT_MOST, "近": Hedge.AT_MOST,
    "大约": Hedge.ABOUT, "约": Hedge.ABOUT,
}  # fmt: skip
_SUFFIXES: Mapping[str, Hedge] = {
    "以上": Hedge.AT_LEAST,
    "余": Hedge.AT_LEAST,
    "多": Hedge.AT_LEAST,
    "以下": Hedge.AT_MOST,
    "左右": Hedge.ABOUT,
}
MULTIPLIERS: Mapping[str, int] = {"万": 10**4, "亿": 10**8, "": 1}
_DIGITS = {word: number for number, word in enumerate("零一二三四五六七八九")} | {"两": 2}
_WEIGHTS = {"十": 10, "百": 100}
_PREFIX = "|".join(sorted(map(re.escape, _PREFIXES), key=len, reverse=True))
_SUFFIX = "|".join(_SUFFIXES)
# groups of three by commas or by spaces, as GB/T 15835-2011 has them
_FIGURE = r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d{1,18})(?:\.\d{1,17})?(?:[eE][-+]?\d{1,2})?"
_PART = r"\d{1,4}|[零一二两三四五六七八九十百]{1,5}"
_NUMBER = re.compile(
    rf"(?P<prefix>{_PREFIX})?\s*(?P<figure>{_FIGURE})\s*(?P<inner>余|多)?(?P<scale>[万亿])?(?P<outer>{_SUFFIX})?"
    rf"(?P<unit>[^\d\s].*?)??(?P<last>{_SUFFIX})?"
)
_FRACTION = re.compile(rf"(?P<prefix>{_PREFIX})?(?P<below>{_PART})分之(?P<above>{_PART})(?P<last>{_SUFFIX})?")
PLAIN = re.compile(r"-?\d{1,15}(?:\.\d{1,14})?")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as written. `unit` is the unit behind it, '' when none; `scaled` when 万 or 亿 stands without a unit."""

    value: Fraction
    hedge: Hedge | None = None
    unit: str = ""
    scaled: bool = False
    is_fraction: bool = False


def half_width(text: str) -> str:
    """Full-width letters, digits and signs become ASCII; outer blanks go. Other characters (², ℃, Chinese) stay."""
    return text.translate(_FULL_WIDTH).strip()


def parse_quantity(text: str) -> Quantity | None:
    """Read a number with its hedge, multiplier and unit; None when the text is not exactly that."""
    text = half_width(text)
    if len(text) > 60:
        return None
    if match := _FRACTION.fullmatch(text.replace("百分之", "100分之")):
        return _fraction(match)
    match = _NUMBER.fullmatch(text)
    return _number(match) if match else None


def _number(match: re.Match[str]) -> Quantity | None:
    hedges = _hedges(match, ("inner", "outer", "last"))
    if len(hedges) > 1:
        return None
    value = Fraction(Decimal(match["figure"].replace(",", "").replace(" ", "")))
    scale, unit = match["scale"] or "", (match["unit"] or "").strip()
    return Quantity(value * MULTIPLIERS[scale], _only(hedges), unit, bool(scale) and not unit)


def _fraction(match: re.Match[str]) -> Quantity | None:
    below, above = _part(match["below"]), _part(match["above"])
    hedges = _hedges(match, ("last",))
    if below == 0 or len(hedges) > 1:
        return None
    return Quantity(Fraction(above, below), _only(hedges), "one", is_fraction=True)


def _hedges(match: re.Match[str], suffixes: tuple[str, ...]) -> set[Hedge]:
    found = {_SUFFIXES[match[name]] for name in suffixes if match[name]}
    return found | ({_PREFIXES[match["prefix"]]} if match["prefix"] else set())


def _only(hedges: set[Hedge]) -> Hedge | None:
    return next(iter(hedges), None)


def _part(text: str) -> int:
    """An integer below 1000 in digits or in Chinese numerals: 三, 八十五, 一百二十."""
    if text.isdigit():
        return int(text)
    total, current = 0, 0
    for character in text:
        weight = _WEIGHTS.get(character)
        if weight is None:
            current = _DIGITS[character]
        else:
            total, current = total + (current or 1) * weight, 0
    return total + current
