"""What a number in a text is: its place, value, unit, hedge and direction, or the kind of thing that is no claim.

Floor: methods. In: nothing. Out: `Quantity`, the frozen noun of this room.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Approximation = Literal["over", "under", "about", "at_least", "at_most"]
Direction = Literal["up", "down"]
Span = tuple[int, int]

# Why a number claims nothing: what it is instead.
Kind = Literal[
    "age",  # 3—6岁儿童
    "anniversary",  # 70周年
    "article",  # a plain 一个, 一名
    "bare",  # a number that nothing says the meaning of
    "base",  # 每百名, 每10万人口
    "class_size",  # 56人及以上大班额
    "cohort",  # 2019届
    "date",
    "docno",
    "heading",
    "name",  # 九年一贯制, 四个意识, 互联网+
    "ordinal",
    "period",  # 十年间
    "time",
    "version",
]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text. Offsets are characters of the text as given, end exclusive.

    `value` is exact and normalised: 万 and 亿 multiplied out, per cent and percentage points as fractions, a:b as a/b,
    成 as tenths, areas in square metres. `low` and `high` bound what the printed digits and the hedge leave open; None
    means open. A whole count that is printed in full is exact. `step` is what one unit of the last printed digit is worth.
    """

    start: int
    end: int
    text: str
    claim: bool
    kind: Kind | None = None
    value: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    step: Fraction | None = None
    unit: str = ""
    """The normal form: 人 for 名 and 位, 比 for ratios, % for fractions of a whole; empty where nothing tells."""
    unit_text: str = ""
    """The unit as written; empty where it is implied."""
    approx: Approximation | None = None
    hedge: Span | None = None
    """Where the hedge stands, before or after the digits."""
    direction: Direction | None = None
    cue: Span | None = None
    """Where the word of direction stands (增长, 下降)."""
    number: Span = (0, 0)
    """The digits with their 万 and 亿, without unit and hedge."""
    range_with: int | None = None
    """Where the other end of a range (5—10人) starts."""

    @property
    def span(self) -> Span:
        """Start and end."""
        return self.start, self.end
