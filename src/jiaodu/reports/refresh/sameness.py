"""Whether two texts say the same, however people and programs write it, and how far the words around them agree.

Floor: reports. In: texts. Out: yes or no; a number of characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from jiaodu.methods.quantities import Quantity, find_quantities

LEAST_WHOLE = 4
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def plain(text: str) -> str:
    """A text without spaces, width and unseen characters: ８０．７３％ and 80.73% are written alike."""
    return _UNSEEN.sub("", "".join(unicodedata.normalize("NFKC", text).split()))


def same(text: str, other: str) -> bool:
    """Whether two texts say the same: commas between thousands do not count, and 3万个 is 30000个."""
    one, two = (_THOUSANDS.sub("", plain(t)) for t in (text, other))
    return one == two or _same_numbers(one, two)


def _same_numbers(text: str, other: str) -> bool:
    """Whether the numbers are equal, with unit, hedge and direction, and the words around them are the same."""
    one, two = find_quantities(text), find_quantities(other)
    if not one or len(one) != len(two) or any(q.value is None for q in (*one, *two)):
        return False
    says = [[(q.value, q.unit, q.approx, q.direction) for q in found] for found in (one, two)]
    return says[0] == says[1] and _around(text, one) == _around(other, two)


def _around(text: str, quantities: Sequence[Quantity]) -> str:
    at, kept = 0, []
    for quantity in quantities:
        kept.append(text[at : quantity.start])
        at = quantity.end
    return "\0".join([*kept, text[at:]])


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many characters agree going left and going right, and whether all that stood there do."""

    left: int
    right: int
    whole_left: bool
    whole_right: bool

    def is_enough(self, least: int) -> bool:
        """Whether so many agree; where all do, fewer are enough. The words before must count for something."""
        whole = self.whole_left and self.whole_right and self.left + self.right >= LEAST_WHOLE
        return (self.left > 1 or self.whole_left) and (self.left + self.right >= least or whole)


def agreement(left: str, right: str, other_left: str, other_right: str) -> Agreement:
    """How far the words around two places agree; numbers agree with any number, since they change."""
    one, two = _masked(left), _masked(right)
    before, after = _common(one[::-1], _masked(other_left)[::-1]), _common(two, _masked(other_right))
    return Agreement(before, after, before == len(one), after == len(two))


def _masked(text: str) -> str:
    return _NUMBER.sub("#", plain(text))


def _common(text: str, other: str) -> int:
    for at, (one, two) in enumerate(zip(text, other, strict=False)):
        if one != two:
            return at
    return min(len(text), len(other))
