"""The digits of a number: 1,125.36, １１２５．３６, 一千一百二十五点三六, 320多万, 三分之二, 百分之九十五, 46?36.

Floor: methods. In: plain text (`reading`) and a place. Out: `Numeral`, or None where no number begins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from jiaodu.methods.quantities.lexicon.characters import BIG, DIGITS, TENS

CHINESE = "〇零一二三四五六七八九十百千万亿两"
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})++(?![0-9])")
_WHOLE = re.compile(r"[0-9]++")
_DECIMALS = re.compile(r"\.([0-9]++)")
# What scanning makes of a decimal point: 136。66, 46?36, 0·5.
_FAULTY_POINT = re.compile(r"[。?·•、'](?=[0-9])([0-9]{1,4}+)")
_LIKE_ZERO = re.compile(r"[Oo](?=[.。][0-9])")
_BIG = re.compile(r"[百千万亿兆]{1,3}+")
_MORE = re.compile(r"[多余](?![元种样媒边方功能彩])|余(?=元)|来(?=[个名所年万人天])")
_CHINESE = re.compile(rf"[{CHINESE}]++")
_CHINESE_DECIMALS = re.compile(r"点([〇零一二三四五六七八九]++)")
_FRACTION = re.compile(rf"([{CHINESE}]{{1,12}}+)分之([{CHINESE}]{{1,12}}+)(?:点([〇零一二三四五六七八九]++))?")
_FRACTION_ARABIC = re.compile(r"([0-9]{1,4}+)分之([0-9]{1,4}+)")
_FEW = re.compile(r"[几数]")


@dataclass(frozen=True, slots=True)
class Numeral:
    """Digits between two places of the plain text. `step` is one unit of the last digit, `round` of the last non-zero one."""

    start: int
    end: int
    value: Fraction
    step: Fraction
    round: Fraction
    whole: bool
    """Printed in full: no 万, no decimals, so that a count is exact."""
    chinese: bool
    more: tuple[int, int] | None = None
    """Where 多 or 余 stands inside."""
    part: bool = False
    """A fraction in words, 三分之二 or 百分之九十."""
    scaled: bool = False
    """Written with 万 or 亿 after digits."""
    faulty: bool = False
    """With a decimal point that scanning has spoilt."""


def read_numeral(plain: str, at: int) -> Numeral | None:
    """The longest number that begins here."""
    first = plain[at]
    if first.isdigit() and first.isascii():
        return _read_fraction(plain, at) or _read_arabic(plain, at)
    if first in "Oo":
        return _read_arabic(plain, at) if _LIKE_ZERO.match(plain, at) else None
    return _read_fraction(plain, at) or _read_chinese(plain, at)


def _read_arabic(plain: str, at: int) -> Numeral | None:
    found = _GROUPED.match(plain, at) or _WHOLE.match(plain, at)
    end = found.end() if found else at + 1
    digits = found.group().replace(",", "") if found else "0"
    if len(digits) > 40:
        return None
    faulty = False
    decimals = _DECIMALS.match(plain, end)
    if decimals is None:
        decimals = _FAULTY_POINT.match(plain, end)
        if decimals is not None and not _spoilt(plain, at, end, decimals):
            decimals = None
        faulty = decimals is not None
    places = 0
    if decimals is not None:
        if len(decimals[1]) > 40:
            return None
        digits, places, end = digits + decimals[1], len(decimals[1]), decimals.end()
    return _scaled(plain, at, end, int(digits), places, digits, faulty)


def _spoilt(plain: str, at: int, end: int, decimals: re.Match[str]) -> bool:
    """Whether a sign between digits must be a decimal point: a unit follows the whole and none the first part."""
    after = plain[decimals.end() : decimals.end() + 1]
    if not after or after not in "%万亿元平公个人所吨米亩公":
        return False
    if plain[end] == "、":
        return False
    return after in "%万亿平公" or plain[end] in "?·"


def _scaled(plain: str, start: int, end: int, digits: int, places: int, printed: str, faulty: bool) -> Numeral:
    """Digits, then 多 or 余, 万 or 亿, and 多 or 余 once more."""
    more = _MORE.match(plain, end)
    if more is not None:
        end = more.end()
    factor, scale = 1, None
    if more is None or plain[end : end + 1] in BIG:
        scale = _BIG.match(plain, end)
    if scale is not None:
        end = scale.end()
        for character in scale.group():
            factor *= BIG.get(character) or TENS[character]
        later = _MORE.match(plain, end) if more is None else None
        if later is not None:
            more, end = later, later.end()
    step = Fraction(factor, 10**places)
    zeros = len(printed) - len(printed.rstrip("0")) if digits else 0
    return Numeral(
        start=start,
        end=end,
        value=digits * step,
        step=step,
        round=step * 10**zeros,
        whole=places == 0 and factor == 1,
        chinese=False,
        more=more.span() if more else None,
        scaled=factor > 1,
        faulty=faulty,
    )


def _read_chinese(plain: str, at: int) -> Numeral | None:
    found = _CHINESE.match(plain, at)
    if found is None:
        return None
    start, end, more = at, found.end(), None
    text = found.group()
    if len(text) > 60:
        return None
    tail = _MORE.match(plain, end)
    if tail is not None and text[-1] in "十百千万亿" and plain[tail.end() : tail.end() + 1] not in DIGITS:
        more, end = tail, tail.end()
        scale = re.compile("[万亿]{1,2}+").match(plain, end)
        if scale is not None:
            text, end = text + scale.group(), scale.end()
    parsed = parse_chinese(text)
    if parsed is None:
        return None
    value, step, whole = Fraction(parsed), Fraction(1), True
    decimals = None if more else _CHINESE_DECIMALS.match(plain, end)
    if decimals is not None and len(decimals[1]) < 40:
        places = len(decimals[1])
        end = decimals.end()
        scale = _BIG.match(plain, end)
        factor = 1
        if scale is not None:
            end = scale.end()
            for character in scale.group():
                factor *= BIG.get(character) or TENS[character]
        digits = int("".join(str(DIGITS[c]) for c in decimals[1]))
        step = Fraction(factor, 10**places)
        value, whole = value * factor + digits * step, False
        later = _MORE.match(plain, end)
        if later is not None:
            more, end = later, later.end()
    spare = _round_of(value, step)
    return Numeral(
        start, end, value, step if not whole else min(step, spare), spare, whole, True, more.span() if more else None
    )


def _round_of(value: Fraction, step: Fraction) -> Fraction:
    """What one unit of the last non-zero digit is worth."""
    count = value / step
    if not count:
        return step
    digits = str(int(count))
    return step * Fraction(10) ** (len(digits) - len(digits.rstrip("0")))


def parse_chinese(text: str) -> int | None:
    """The value of a whole number in Chinese characters, read by place (一百零五) or by digit (二〇一九); None if it is none."""
    if all(c in DIGITS for c in text):
        return int("".join(str(DIGITS[c]) for c in text)) if len(text) == 1 or "两" not in text else None
    total = section = number = 0
    last = None
    for character in text:
        if character in DIGITS:
            if last is not None and last in DIGITS and last not in "〇零":
                return None
            number = DIGITS[character]
        elif character in TENS:
            if character == "十" and number == 0 and (last is None or last in "〇零" or last in "百千万亿"):
                number = 1
            elif number == 0 and last is not None:
                return None
            section += (number or 1) * TENS[character]
            number = 0
        else:
            if last is None:
                section = 1
            section += number
            number = 0
            if section:
                total = (
                    (total + section) * BIG[character] if BIG[character] > total else total + section * BIG[character]
                )
            else:
                total *= BIG[character]
            section = 0
        last = character
    if number and last in DIGITS and len(text) > 1 and text[-2] in "百千万亿":
        unit = text[-2]
        number *= (TENS.get(unit) or BIG[unit]) // 10
    return total + section + number


def _read_fraction(plain: str, at: int) -> Numeral | None:
    """三分之二, 百分之九十五点六, 千分之三, 3分之2."""
    found = _FRACTION.match(plain, at)
    if found is None:
        found = _FRACTION_ARABIC.match(plain, at)
        if found is None or not int(found[1]):
            return None
        value = Fraction(int(found[2]), int(found[1]))
        return Numeral(
            at, found.end(), value, Fraction(1, int(found[1])), Fraction(1, int(found[1])), False, False, part=True
        )
    below, above = parse_chinese(found[1]), parse_chinese(found[2])
    if not below or above is None:
        return None
    step, top = Fraction(1, below), Fraction(above, below)
    if found[3]:
        step /= 10 ** len(found[3])
        top += int("".join(str(DIGITS[c]) for c in found[3])) * step
    return Numeral(at, found.end(), top, step, step, False, True, part=True)
