"""A number with what belongs to it: unit, hedge, sign; ratios, foldings, halves, plus-minus.

Floor: methods. In: plain text and a place. Out: `Amount`, whose unit may still have to come from its neighbours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from jiaodu.methods.quantities.arabic import read_arabic
from jiaodu.methods.quantities.chinese import read_chinese
from jiaodu.methods.quantities.english import read_english, read_hedge
from jiaodu.methods.quantities.hedges import Hedge, read_after, read_before
from jiaodu.methods.quantities.lexicon.characters import DIGITS
from jiaodu.methods.quantities.lexicon.units import FOLD, ONE, RATIO, SHARE, Unit, read_noun, read_unit
from jiaodu.methods.quantities.model import Approximation
from jiaodu.methods.quantities.numeral import Numeral

_FOLD = re.compile(r"翻倍(?!增)|翻了?(近|约|将近|超过?|逾)?(?:([一两二三四五])|([0-9]))?番")
_FOLDS = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5}
_HALF = re.compile(r"半数|一半(?!径|天|山)|对半(?=开)")
_OVER_HALF = re.compile(r"(?:超|过|近)半数?(?!年|个|天|小时|场|路|夜|百|岁|分|导|径)")
_COLON = re.compile(r"[:](?=[0-9])|比(?=[0-9]{1,3}(?:\.[0-9])?(?![0-9年月日%]))|/(?=1(?![0-9]))")
_PLUS_MINUS = re.compile(r"(?:±|\+/-)(?=[0-9])")
_PER = re.compile(
    r"/(?:人年|生年|百人|百名|百生|千人|万人|平方米|公里|人|生|年|班|月|户|亩|学期|学年|天|周|km2|次|校|所|间|册|台)"
)
# A stroke that leads from one number to the next: 30人-40人, 5%-8%, A-3.
_UP_TO = re.compile(r"[0-9A-Za-z%)/]-$|[0-9百千万亿][\u4e00-\u9fff]{1,4}-$")
# A dash that is a minus: 同比—3.86%.
_FALLING = re.compile(r"(?:增长|增速|增幅|同比|增减|为)—$")
_CURRENCIES = {
    sign: Unit("", unit, ONE, "money")
    for sign, unit in zip("¥￥$€£", ("元", "元", "美元", "欧元", "英镑"), strict=True)
}
_TENTH = re.compile(r"[一二三四五六七八九半](?![个所名人年])")
# 一个多小时, 两个多月.
_MORE_THAN = re.compile(r"个多(?=小时|月|星期|学期|季度|世纪)")
_MINUTES = re.compile(r"([0-9]{1,2}+)分钟?(?!之)")
_HALF_MORE = re.compile(r"半(?=[,。、;的以左]|$)")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number between two places of the plain text, with its unit as far as it is written."""

    numeral: Numeral
    start: int
    end: int
    unit: Unit | None
    written: str = ""
    hedge: Hedge | None = None
    sign: int = 1
    english: bool = False


def read_amount(plain: str, at: int) -> Amount | None:
    """What begins here: 翻两番, 半数以上, 1:200, 50±5人, 三分之二以上, -3.86%, 1.7万余节."""
    special = _read_fold(plain, at) or _read_half(plain, at)
    if special is not None:
        return special
    numeral = _read_numeral(plain, at)
    if numeral is None:
        return None
    if not numeral.chinese and not numeral.part:
        ratio = _read_ratio(plain, numeral)
        if ratio is not None:
            return ratio
        numeral = _with_spread(plain, numeral)
    return _with_unit(plain, numeral)


def _read_numeral(plain: str, at: int) -> Numeral | None:
    """The longest number that begins here, in digits or characters."""
    first = plain[at : at + 1]
    if first.isascii():
        return read_arabic(plain, at) if first.isdigit() else None
    return read_chinese(plain, at)


def _whole(start: int, end: int, value: Fraction, step: Fraction) -> Numeral:
    return Numeral(start, end, value, step, step, False, chinese=True)


def _read_fold(plain: str, at: int) -> Amount | None:
    """翻番, 翻两番: two to that power."""
    found = _FOLD.match(plain, at)
    if found is None:
        return None
    times = int(found[3]) if found[3] else _FOLDS[found[2]] if found[2] else 1
    numeral = _whole(at, found.end(), Fraction(2**times), Fraction(1, 10))
    after = read_after(plain, found.end())
    inside = read_before(plain, found.end(1)) if found[1] else None
    hedge = inside or after or read_before(plain, at)
    return Amount(numeral, at, after[2] if after else found.end(), FOLD, "番", hedge)


def _read_half(plain: str, at: int) -> Amount | None:
    """半数以上, 一半, 过半."""
    found = _OVER_HALF.match(plain, at - 1) if at else None
    if found is not None:
        numeral = _whole(at, found.end(), Fraction(1, 2), Fraction(1, 10))
        approx: Approximation = "under" if plain[at - 1] == "近" else "over"
        return Amount(numeral, at, found.end(), SHARE, "", (approx, at - 1, at))
    found = _HALF.match(plain, at)
    if found is None:
        return None
    after = read_after(plain, found.end())
    numeral = _whole(at, found.end(), Fraction(1, 2), Fraction(1, 10))
    return Amount(numeral, at, after[2] if after else found.end(), SHARE, "", after or read_before(plain, at))


def _read_ratio(plain: str, numeral: Numeral) -> Amount | None:
    """16.19:1, 1:200 and 1比15 as one number over the other."""
    colon = _COLON.match(plain, numeral.end)
    right = _read_numeral(plain, colon.end()) if colon else None
    if colon is None or right is None or not right.value or right.part or plain[right.end : right.end + 1] == ":":
        return None
    if colon.group() == "比" and read_unit(plain, right.end) is not None:
        return None
    if colon.group() == "/" and (numeral.value < 5 or numeral.scale > 1 or read_unit(plain, right.end) is not None):
        return None
    value = numeral.value / right.value
    step = max(
        numeral.step / right.value if right.value == 1 or not numeral.whole else Fraction(0),
        value * right.step / right.value if right.value != 1 else Fraction(0),
    )
    both = Numeral(numeral.start, right.end, value, step, step, False)
    after = read_after(plain, right.end)
    hedge = after or read_before(plain, numeral.start)
    return Amount(both, numeral.start, after[2] if after else right.end, RATIO, ":", hedge)


def _with_spread(plain: str, numeral: Numeral) -> Numeral:
    """50±5."""
    sign = _PLUS_MINUS.match(plain, numeral.end)
    spread = _read_numeral(plain, sign.end()) if sign else None
    if spread is None:
        return numeral
    return replace(numeral, end=spread.end, low=numeral.value - spread.value, high=numeral.value + spread.value)


def _with_unit(plain: str, numeral: Numeral) -> Amount:
    """A number with the unit, sign and hedges around it."""
    start, sign = _sign(plain, numeral.start)
    foreign = plain[start - 1 : start] in ("$", "€", "£")
    if (
        not numeral.chinese
        and plain[numeral.end : numeral.end + 1].isascii()
        and (foreign or read_unit(plain, numeral.end) is None)
    ):
        english = _in_english(plain, numeral, start, sign)
        if english is not None:
            return english
    numeral, unit, end = _read_unit(plain, numeral)
    if unit is None:
        unit = _CURRENCIES.get(plain[start - 1 : start])
    written = plain[numeral.end : end] if unit is not None and unit.written else ""
    after = None if unit is None and numeral.scale == 1 else read_after(plain, end)
    if after is not None and unit is not None and unit.sort == "count" and plain[after[1] : after[2]] == "多":
        after = None
    hedge: Hedge | None = (
        ("over", *numeral.more) if numeral.more else after or read_before(plain, start) or read_hedge(plain, start)
    )
    if numeral.low is not None:
        hedge = None
    return Amount(numeral, start, after[2] if after else end, unit, written, hedge, sign)


def _in_english(plain: str, numeral: Numeral, start: int, sign: int) -> Amount | None:
    found = read_english(plain, numeral.start, numeral.end)
    if found is None:
        return None
    scale, unit, end, hedge = found
    return Amount(numeral.times(scale), start, end, unit, "", hedge, sign, english=True)


def _read_unit(plain: str, numeral: Numeral) -> tuple[Numeral, Unit | None, int]:
    """The unit of a number and where it ends; tenths behind 成 and 倍 go to the number."""
    end = numeral.end
    if numeral.part:
        return numeral, SHARE, end
    if plain.startswith("个亿", end) and numeral.scale == 1:
        numeral = replace(numeral.times(10**8), end=end + 2)
        end += 2
    over = _MORE_THAN.match(plain, end)
    if over is not None and numeral.more is None:
        numeral = replace(numeral, end=end + 2, more=(end + 1, end + 2))
        end += 2
    unit = read_unit(plain, end)
    if unit is None and plain[end : end + 1] in (" ", "\n") and plain[numeral.start - 1 : numeral.start] != "\t":
        unit = read_unit(plain, end + 1)
        end += unit is not None
    if unit is None:
        noun = read_noun(plain, end)
        large = numeral.scale > 1 or numeral.more is not None or (numeral.value >= 100 and not numeral.chinese)
        return numeral, noun if large else None, end
    if unit.sort == "kind" and numeral.scale > 1:
        return numeral, None, end
    end += len(unit.written)
    if unit.written == "成" or unit.sort == "multiple":
        return _with_tenths(plain, numeral, unit, end)
    if unit.normal == "小时" and numeral.whole:
        return _with_minutes(plain, numeral, unit, end)
    if unit.sort in ("money", "measure", "count", "time"):
        per = _PER.match(plain, end)
        if per is not None:
            return numeral, replace(unit, normal=unit.normal + per.group()), per.end()
    return numeral, unit, end


def _with_minutes(plain: str, numeral: Numeral, unit: Unit, end: int) -> tuple[Numeral, Unit, int]:
    """1小时20分, 2小时30分钟."""
    found = _MINUTES.match(plain, end)
    if found is None:
        return numeral, unit, end
    minute = Fraction(1, 60)
    value = numeral.value + int(found[1]) * minute
    return replace(numeral, value=value, step=minute, coarse=minute, whole=False), unit, found.end()


def _with_tenths(plain: str, numeral: Numeral, unit: Unit, end: int) -> tuple[Numeral, Unit, int]:
    """六成五, 七成半, 一倍半."""
    found = (_TENTH if unit.written == "成" else _HALF_MORE).match(plain, end) if numeral.whole else None
    if found is None:
        return numeral, unit, end
    tenths = Fraction(1, 2) if found.group() == "半" else Fraction(DIGITS[found.group()], 10)
    tenth = Fraction(1, 10)
    return replace(numeral, value=numeral.value + tenths, step=tenth, coarse=tenth, whole=False), unit, found.end()


def _sign(plain: str, start: int) -> tuple[int, int]:
    """Where a number starts with its minus, and the sign."""
    minus = plain[start - 1 : start] if start else ""
    if minus == "负" or (minus == "—" and _FALLING.search(plain, max(0, start - 4), start)):
        return start - 1, -1
    if minus != "-":
        return start, 1
    return (start, 1) if _UP_TO.search(plain, max(0, start - 7), start) else (start - 1, -1)
