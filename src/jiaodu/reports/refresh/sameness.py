"""Whether two texts say the same, however people and programs write it, and how far the words around them agree.

Floor: reports. In: texts. Out: yes or no; a number of characters.
"""

from __future__ import annotations

import re
import unicodedata

_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def plain(text: str) -> str:
    """A text without spaces, width and unseen characters: ８０．７３％ and 80.73% are written alike."""
    return _UNSEEN.sub("", "".join(unicodedata.normalize("NFKC", text).split()))


def same(text: str, other: str) -> bool:
    """Whether two texts say the same; a comma between thousands does not count."""
    return text == other or _THOUSANDS.sub("", plain(text)) == _THOUSANDS.sub("", plain(other))


def agreement(left: str, right: str, other_left: str, other_right: str) -> tuple[int, int]:
    """How many characters agree going left and going right; numbers agree with any number, since they change."""
    return _common(_masked(left)[::-1], _masked(other_left)[::-1]), _common(_masked(right), _masked(other_right))


def _masked(text: str) -> str:
    return _NUMBER.sub("#", plain(text))


def _common(text: str, other: str) -> int:
    for at, (one, two) in enumerate(zip(text, other, strict=False)):
        if one != two:
            return at
    return min(len(text), len(other))
