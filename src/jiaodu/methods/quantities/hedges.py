"""Words before and after a number that say how exact it is: 近, 约, 超过, 不少于, 以上, 左右, 余.

Floor: methods. In: plain text, where a number stands. Out: the approximation and its place; the bounds it leaves.
"""

from __future__ import annotations

import re
from fractions import Fraction

from jiaodu.methods.quantities.lexicon.hedges import AFTER, BEFORE, BETWEEN
from jiaodu.methods.quantities.model import Approximation

_LONGEST = max(map(len, BEFORE))
_AFAR = re.compile(
    r"(至少|最少|起码|最多|至多)[\u4e00-\u9fff]{1,4}$|(约)(?:占|(?:为|是|相当于|等于)(?=[^,。]*的$))[\u4e00-\u9fff]{1,14}$"
    r"|(不低于|不少于|不得低于|不得少于|不应低于|不超过|不高于|不得超过|不得高于)[\u4e00-\u9fff、()]{1,18}(?:的|比例|总数|经费|额)$"
)
Hedge = tuple[Approximation, int, int]


def read_before(plain: str, at: int) -> Hedge | None:
    """The hedge that ends right before a place, a 了 or 到 between them left out."""
    end = at
    if plain[end - 1 : end] in BETWEEN and end > 1:
        end -= 1
        found = _before(plain, end)
        if found is not None:
            return found
        end = at
    return _before(plain, end) or _from_afar(plain, end)


def _from_afar(plain: str, end: int) -> Hedge | None:
    """至少配备1名, 约占总人口的六分之一: hedges that a verb or a whole stands behind."""
    found = _AFAR.search(plain, max(0, end - 20), end)
    if found is None:
        return None
    word = found[1] or found[2] or found[3]
    return BEFORE[word][0], found.start(), found.start() + len(word)


def _before(plain: str, end: int) -> Hedge | None:
    for length in range(min(_LONGEST, end), 0, -1):
        word = plain[end - length : end]
        found = BEFORE.get(word)
        if found is not None:
            approx, never = found
            if end - length > 0 and plain[end - length - 1] in never:
                return None
            if word in ("过", "上") and plain[end : end + 1] not in "十百千万亿半":
                return None
            return approx, end - length, end
    return None


def read_after(plain: str, at: int) -> Hedge | None:
    """The hedge that begins right here."""
    for length in (5, 4, 3, 2, 1):
        word = plain[at : at + length]
        found = AFTER.get(word)
        if found is not None:
            approx, never = found
            end = at + len(word)
            after = plain[end : end + 1]
            if after and after in never:
                return None
            return approx, at, end
    return None


def bounds(
    value: Fraction, step: Fraction, round_: Fraction, exact: bool, approx: Approximation | None, more: bool
) -> tuple[Fraction | None, Fraction | None]:
    """What the true value may be: half a step around printed digits, opened by the hedge.

    About leaves one unit of the last non-zero digit on both sides, 近 one below, 多 and 余 one above; the others are open.
    """
    half = Fraction(0) if exact else step / 2
    if approx is None:
        return value - half, value + half
    if approx == "about":
        return value - round_, value + round_
    if approx == "under":
        return value - round_, value
    if approx == "over":
        return value, value + round_ if more else None
    return (value - half, None) if approx == "at_least" else (None, value + half)
