"""A number as digits: what they are worth, how exactly they are printed, and the 万 and 亿 behind them.

Floor: methods. In: nothing. Out: `Numeral`; `read_scale` and `MORE`, which every script has behind its digits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from jiaodu.methods.quantities.lexicon.characters import BIG, TENS

# More digits than this are no number that a text means.
LONGEST = 40
# 多, 余 and 来 behind digits, where they begin no other word (多样, 余额).
MORE = re.compile(
    r"多(?!元化|样|媒|功能|渠道|层次|维度|方位|边形|数|少)|余(?!额|热|姚|杭|万人口)|来(?=[个名所年万人天])"
)
# 千 of 千瓦 and 千克 belongs to the unit.
_BIG = re.compile(r"(?:[百万亿兆]|千(?![瓦米克伏帕卡赫焦])){1,3}+(?!分)")


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


def part(start: int, end: int, above: int, below: int, chinese: bool = False) -> Numeral:
    """So many parts of a whole. 三分之二 is rough: a twentieth is its step; 百分之九十 is as exact as its digits."""
    step = Fraction(1, below if below % 100 == 0 else 20)
    return Numeral(start, end, Fraction(above, below), step, step, False, chinese, part=True)


def read_scale(plain: str, at: int) -> tuple[int, int]:
    """What 万, 亿, 万亿 and the like multiply by, and where they end."""
    found = _BIG.match(plain, at)
    if found is None:
        return 1, at
    scale = 1
    for character in found.group():
        scale *= BIG.get(character) or TENS[character]
    return scale, found.end()
