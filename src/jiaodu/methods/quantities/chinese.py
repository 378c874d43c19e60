"""Numbers in Chinese characters: 一千一百二十五点三六亿, 二十多万, 百余, 三分之二, 百分之九十五点六.

Floor: methods. In: plain text (`reading`) and a place. Out: `Numeral`, or None where no number begins.
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from jiaodu.methods.quantities.lexicon.characters import BIG, CHINESE, DIGITS, TENS
from jiaodu.methods.quantities.numeral import LONGEST, MORE, Numeral, part, read_scale

_CHINESE = re.compile(rf"[{CHINESE}]++")
_CHINESE_DECIMALS = re.compile(r"点([〇零一二三四五六七八九]++)")
_PARTS = re.compile(rf"([{CHINESE}]{{1,12}}+)分之([{CHINESE}]{{1,12}}+)(?:点([〇零一二三四五六七八九]{{1,12}}+))?")
_PERCENT_ARABIC = re.compile(r"百分之([0-9]{1,3}+(?:\.[0-9]{1,4}+)?)")


def read_chinese(plain: str, at: int) -> Numeral | None:
    """The longest number in Chinese characters that begins here."""
    return _read_parts(plain, at) or _read_whole(plain, at)


def _read_whole(plain: str, at: int) -> Numeral | None:
    """一千一百二十五点三六亿, 二十多万, 百余, 万余, 上千."""
    found = _CHINESE.match(plain, at)
    if found is None or len(found.group()) > LONGEST:
        return None
    text, end = found.group(), found.end()
    more = MORE.match(plain, end) if text[-1] in "十百千万亿" else None
    scale = 1
    if more is not None:
        end = more.end()
        scale, end = read_scale(plain, end)
    parsed = parse_chinese(text)
    if parsed is None:
        return None
    if more is None:
        decimals = _CHINESE_DECIMALS.match(plain, end)
        if decimals is not None and len(decimals[1]) < LONGEST:
            return _chinese_decimal(plain, at, parsed, decimals)
    value = Fraction(parsed * scale)
    coarse = Fraction(_last_place(parsed) * scale)
    whole = scale == 1 and text[-1] not in BIG
    step = Fraction(1) if whole else coarse
    if scale == 1 and not whole and text[-2:-1] not in ("百", "千"):
        step = Fraction(BIG[text[-1]])
    return Numeral(at, end, value, step, coarse, whole, chinese=True, more=more.span() if more else None, scale=scale)


def _chinese_decimal(plain: str, at: int, whole: int, decimals: re.Match[str]) -> Numeral:
    scale, end = read_scale(plain, decimals.end())
    more = MORE.match(plain, end)
    step = Fraction(scale, 10 ** len(decimals[1]))
    value = whole * scale + _by_digit(decimals[1]) * step
    end = more.end() if more else end
    return Numeral(at, end, value, step, step, False, chinese=True, more=more.span() if more else None, scale=scale)


def _last_place(value: int) -> int:
    """What one unit of the last non-zero digit is worth."""
    digits = str(value)
    return int(10 ** (len(digits) - len(digits.rstrip("0")))) if value else 1


def _by_digit(text: str) -> int:
    return int("".join(str(DIGITS[c]) for c in text))


def parse_chinese(text: str) -> int | None:
    """A whole number in Chinese characters, by place (一百零五) or by digit (二〇一九); None where it is none."""
    if all(c in DIGITS for c in text):
        # 三五 is three to five; by digit go only years and codes, which have a zero or four places.
        spelt = len(text) == 1 or len(text) > 3 or "〇" in text or "零" in text
        return _by_digit(text) if spelt and (len(text) == 1 or "两" not in text) else None
    total = section = number = 0
    last = ""
    for character in text:
        if character in DIGITS:
            if last in DIGITS and last not in "〇零":
                return None
            number = DIGITS[character]
        elif character in TENS:
            if number == 0 and character != "十" and last:
                return None
            section += (number or 1) * TENS[character]
            number = 0
        else:
            big = BIG[character]
            section += number or (0 if last else 1)
            total = (total + section) * big if big > total else total + section * big
            section = number = 0
        last = character
    if number and len(text) > 1 and text[-2] in "百千万亿":
        # 三万五 is 35,000: the last digit has the place below.
        number *= (TENS.get(text[-2]) or BIG[text[-2]]) // 10
    return total + section + number


def _read_parts(plain: str, at: int) -> Numeral | None:
    """三分之二, 百分之九十五点六, 百分之95, 百分百."""
    if plain.startswith("百分百", at):
        return Numeral(at, at + 3, Fraction(1), Fraction(1, 100), Fraction(1, 100), False, True, part=True)
    found = _PERCENT_ARABIC.match(plain, at)
    if found is not None:
        value = Fraction(found[1]) / 100
        step = Fraction(1, 100 * 10 ** len(found[1].partition(".")[2]))
        return Numeral(at, found.end(), value, step, step, False, part=True)
    found = _PARTS.match(plain, at)
    if found is None:
        return None
    below, above = parse_chinese(found[1]), parse_chinese(found[2])
    if not below or above is None:
        return None
    whole = part(at, found.end(), above, below, chinese=True)
    if not found[3]:
        return whole
    step = Fraction(1, below * 10 ** len(found[3]))
    return replace(whole, value=whole.value + _by_digit(found[3]) * step, step=step, coarse=step)
