"""The digits of a number: 1,125.36, １１２５．３６, 320多万, 46?36, 2/3, and those in Chinese characters.

Floor: methods. In: plain text (`reading`) and a place. Out: `Numeral`, or None where no number begins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from jiaodu.methods.quantities.lexicon.characters import BIG, CHINESE, DIGITS, TENS

_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})++(?![0-9])")
_WHOLE = re.compile(r"[0-9]++")
_DECIMALS = re.compile(r"\.([0-9]++)")
# What scanning makes of a decimal point: 136。66, 46?36%, 0·5%.
_FAULTY_POINT = re.compile(r"([。?·•'‚;,][.。]?)([0-9]{1,4})(?![0-9])")
_BIG = re.compile(r"[百千万亿兆]{1,3}+(?!分)")
_MORE = re.compile(
    r"多(?!元化|样|媒|功能|渠道|层次|维度|方位|边形|数|少)|余(?!额|热|姚|杭|万人口)|来(?=[个名所年万人天])"
)
_REST = re.compile(r"([0-9]{1,4})(万|千|百)?(?![0-9.%年月日多余])")
_CHINESE = re.compile(rf"[{CHINESE}]++")
_CHINESE_DECIMALS = re.compile(r"点([〇零一二三四五六七八九]++)")
_PARTS = re.compile(rf"([{CHINESE}]{{1,12}}+)分之([{CHINESE}]{{1,12}}+)(?:点([〇零一二三四五六七八九]{{1,12}}+))?")
_PARTS_ARABIC = re.compile(r"([0-9]{1,4}+)分之([0-9]{1,4}+)")
_PERCENT_ARABIC = re.compile(r"百分之([0-9]{1,3}+(?:\.[0-9]{1,4}+)?)")
_SLASH = re.compile(r"([0-9]{1,2})/([0-9]{1,3})(?![0-9/.年月日%])")
# More digits than this are no number that a text means.
LONGEST = 40


@dataclass(frozen=True, slots=True)
class Numeral:
    """Digits between two places of the plain text. `step` is worth one unit of the last digit, `coarse` of the last non-zero."""

    start: int
    end: int
    value: Fraction
    step: Fraction
    coarse: Fraction
    whole: bool
    """Printed in full: no 万 behind it, no decimals, so that a count of things is exact."""
    chinese: bool = False
    more: tuple[int, int] | None = None
    """Where 多 or 余 stands inside or right behind."""
    part: bool = False
    """A part of a whole in words: 三分之二, 百分之九十, 2/3."""
    scale: int = 1
    """What 万 and 亿 behind the digits multiply by."""
    low: Fraction | None = None
    high: Fraction | None = None
    """What is printed as the bounds: 50±5."""

    @property
    def size(self) -> int:
        """How many characters."""
        return self.end - self.start

    def times(self, scale: int) -> Numeral:
        """The same number with a 万 or million behind it that stands elsewhere."""
        if scale == 1:
            return self
        return replace(
            self,
            value=self.value * scale,
            step=self.step * scale,
            coarse=self.coarse * scale,
            whole=False,
            scale=self.scale * scale,
        )


def read_numeral(plain: str, at: int) -> Numeral | None:
    """The longest number that begins here."""
    first = plain[at]
    if first.isascii():
        if first.isdigit():
            return _read_parts_arabic(plain, at) or _read_arabic(plain, at)
        return None
    return _read_parts(plain, at) or _read_chinese(plain, at)


def _read_arabic(plain: str, at: int) -> Numeral | None:
    found = _GROUPED.match(plain, at) or _WHOLE.match(plain, at)
    if found is None:
        return None
    digits, end = found.group().replace(",", ""), found.end()
    decimals, end = _read_decimals(plain, end)
    if len(digits) + len(decimals) > LONGEST:
        return None
    return _scaled(plain, at, end, digits, decimals)


def _read_decimals(plain: str, end: int) -> tuple[str, int]:
    """The digits after the decimal point and where they end; a spoilt point counts where a unit follows."""
    clean = _DECIMALS.match(plain, end)
    if clean is not None:
        return clean[1], clean.end()
    faulty = _FAULTY_POINT.match(plain, end)
    if faulty is not None and _is_point(plain, faulty):
        return faulty[2], faulty.end()
    return "", end


_AFTER_STOP = re.compile(r"年(?![0-9代级前后来间内度初末底])|[倍册台米岁]")
_LISTED = re.compile(r"分别|依次|各为")
_AFTER_FAULTY = re.compile(r"%|万|亿|个百分点|百分点|平方|公里|公顷|元(?!月)")


def _is_point(plain: str, faulty: re.Match[str]) -> bool:
    """Whether a sign between digits must be a decimal point: a unit stands behind the second part."""
    sign = faulty[1]
    if sign == ",":
        return len(faulty[2]) < 3 and not _LISTED.search(plain, max(0, faulty.start() - 20), faulty.start())
    if sign == "。" and len(faulty[2]) == 1 and _AFTER_STOP.match(plain, faulty.end()):
        return True
    if not _AFTER_FAULTY.match(plain, faulty.end()):
        return sign in "?•" and plain[faulty.end() : faulty.end() + 1] in "倍人年台册米吨亩"
    return sign[0] in "。?·•'‚" or len(sign) == 2


def _scaled(plain: str, start: int, end: int, digits: str, decimals: str) -> Numeral:
    """Digits, then 多 or 余, 万 or 亿, and 多 or 余 once more."""
    more = _MORE.match(plain, end)
    if more is not None:
        end = more.end()
    scale, end = _read_scale(plain, end)
    if more is None:
        more = _MORE.match(plain, end)
        end = more.end() if more else end
    printed = digits + decimals
    step = Fraction(scale, 10 ** len(decimals))
    zeros = len(printed) - len(printed.rstrip("0")) if printed.strip("0") else 0
    whole = not decimals and scale == 1
    first = Numeral(
        start, end, int(printed) * step, step, step * 10**zeros, whole, more=more.span() if more else None, scale=scale
    )
    return first if decimals or more is not None else _with_rest(plain, first)


def _with_rest(plain: str, first: Numeral) -> Numeral:
    """1125亿3600万, 2万3000: the rest of a number behind its 亿 or 万."""
    found = _REST.match(plain, first.end) if first.scale in (10**4, 10**8) else None
    if found is None:
        return first
    scale = BIG.get(found[2], 1) if found[2] in BIG else TENS.get(found[2], 1)
    rest = int(found[1]) * scale
    if rest >= first.scale or (scale == 1 and len(found[1]) < 3):
        return first
    step = Fraction(scale)
    return Numeral(
        first.start, found.end(), first.value + rest, step, step, scale == 1, scale=1 if scale == 1 else first.scale
    )


def _read_scale(plain: str, at: int) -> tuple[int, int]:
    """What 万, 亿, 万亿 and the like multiply by, and where they end."""
    found = _BIG.match(plain, at)
    if found is None:
        return 1, at
    scale = 1
    for character in found.group():
        scale *= BIG.get(character) or TENS[character]
    return scale, found.end()


def _read_chinese(plain: str, at: int) -> Numeral | None:
    """一千一百二十五点三六亿, 二十多万, 百余, 万余, 上千."""
    found = _CHINESE.match(plain, at)
    if found is None or len(found.group()) > LONGEST:
        return None
    text, end = found.group(), found.end()
    more = _MORE.match(plain, end) if text[-1] in "十百千万亿" else None
    scale = 1
    if more is not None:
        end = more.end()
        scale, end = _read_scale(plain, end)
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
    scale, end = _read_scale(plain, decimals.end())
    more = _MORE.match(plain, end)
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
    step, value = Fraction(1, below), Fraction(above, below)
    if found[3]:
        step /= 10 ** len(found[3])
        value += _by_digit(found[3]) * step
    return Numeral(at, found.end(), value, step, step, False, True, part=True)


def _read_parts_arabic(plain: str, at: int) -> Numeral | None:
    """3分之2, 2/3."""
    found = _PARTS_ARABIC.match(plain, at)
    if found is not None and int(found[1]):
        step = Fraction(1, int(found[1]))
        return Numeral(at, found.end(), int(found[2]) * step, step, step, False, part=True)
    found = _SLASH.match(plain, at)
    if found is None or plain[at - 1 : at] in ("/", ".", "-") or not 0 < int(found[1]) < int(found[2]):
        return None
    step = Fraction(1, int(found[2]))
    return Numeral(at, found.end(), int(found[1]) * step, step, step, False, part=True)
