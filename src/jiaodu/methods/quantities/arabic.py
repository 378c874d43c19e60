"""Numbers in digits: 1,125.36, 320多万, 1125亿3600万, 2/3, and those with a spoilt point (46?36%).

Floor: methods. In: plain text (`reading`) and a place. Out: `Numeral`, or None where no number begins.
"""

from __future__ import annotations

import math
import re
from fractions import Fraction

from jiaodu.methods.quantities.lexicon.characters import BIG, TENS
from jiaodu.methods.quantities.numeral import LONGEST, MORE, Numeral, part, read_scale

_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})++(?![0-9])")
_WHOLE = re.compile(r"[0-9]++")
_DECIMALS = re.compile(r"\.([0-9]++)")
# What scanning makes of a decimal point: 136。66, 46?36%, 0·5%.
_FAULTY_POINT = re.compile(r"([。?·•'‚;,][.。]?)([0-9]{1,4})(?![0-9])")
# What must stand behind the second part.
_AFTER_FAULTY = re.compile(r"%|万|亿|个百分点|百分点|平方|公里|公顷|元(?!月)")
_AFTER_STOP = re.compile(r"年(?![0-9代级前后来间内度初末底])|[倍册台米岁]")
_LISTED = re.compile(r"分别|依次|各为")
_AFTER_QUESTION = ("倍", "人", "年", "台", "册", "米", "吨", "亩")
_REST = re.compile(
    r"((?:[0-9]{1,3}(?:,[0-9]{3})++|[0-9]{1,4}+))((?:[千百]?万|[千百])(?!分|瓦|米|克))?(?:(多|余)(?![元样额]))?(?![0-9.%年月日多余])"
)
_PARTS_ARABIC = re.compile(r"([0-9]{1,4}+)分之([0-9]{1,4}+)")
_SLASH = re.compile(r"([0-9]{1,2})/([0-9]{1,3})(?![0-9/.年月日%])")


def read_arabic(plain: str, at: int) -> Numeral | None:
    """The longest number in digits that begins here."""
    return _read_parts(plain, at) or _read_digits(plain, at)


def _read_digits(plain: str, at: int) -> Numeral | None:
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


def _is_point(plain: str, faulty: re.Match[str]) -> bool:
    """Whether a sign between digits must be a decimal point: a unit stands behind the second part."""
    sign = faulty[1]
    if sign == ",":
        return len(faulty[2]) < 3 and not _LISTED.search(plain, max(0, faulty.start() - 20), faulty.start())
    if sign == "。" and len(faulty[2]) == 1 and _AFTER_STOP.match(plain, faulty.end()):
        return True
    if not _AFTER_FAULTY.match(plain, faulty.end()):
        return sign in "?•" and plain.startswith(_AFTER_QUESTION, faulty.end())
    return sign[0] in "。?·•'‚" or len(sign) == 2


def _scaled(plain: str, start: int, end: int, digits: str, decimals: str) -> Numeral:
    """Digits, then 多 or 余, 万 or 亿, and 多 or 余 once more."""
    more = MORE.match(plain, end)
    if more is not None:
        end = more.end()
    scale, end = read_scale(plain, end)
    if more is None:
        more = MORE.match(plain, end)
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
    """1125亿3600万, 2万3000, 28万6,410, 9万8千余: the rest of a number behind its 亿 or 万."""
    found = _REST.match(plain, first.end) if first.scale in (10**4, 10**8) else None
    if found is None:
        return first
    scale = math.prod(BIG.get(character) or TENS[character] for character in found[2] or "")
    rest = int(found[1].replace(",", "")) * scale
    if rest >= first.scale or (scale == 1 and len(found[1]) < 3):
        return first
    step, more = Fraction(scale), found.span(3) if found[3] else None
    whole = scale == 1 and more is None
    return Numeral(
        first.start, found.end(), first.value + rest, step, step, whole, more=more, scale=1 if whole else first.scale
    )


def _read_parts(plain: str, at: int) -> Numeral | None:
    """3分之2, 2/3."""
    found = _PARTS_ARABIC.match(plain, at)
    if found is not None and int(found[1]):
        return part(at, found.end(), int(found[2]), int(found[1]))
    found = _SLASH.match(plain, at)
    if found is None or plain[at - 1 : at] in ("/", ".", "-") or not 0 < int(found[1]) < int(found[2]):
        return None
    return part(at, found.end(), int(found[1]), int(found[2]))
