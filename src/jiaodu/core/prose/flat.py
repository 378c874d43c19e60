"""A block without its line breaks, spaces and invisible characters, with the way back to the offsets.

Floor: core.prose. In: a stretch of a text. Out: `Flat`, in which words can be looked for that a line break cuts in two.
"""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass

_BREAKING = re.compile("[\\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]+")


@dataclass(frozen=True, slots=True)
class Flat:
    """`text` is what is left; `offsets[i]` is where its character i stands in the document, one more for the end."""

    text: str
    offsets: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the document behind a non-empty stretch of the text."""
        return self.offsets[start], self.offsets[end - 1] + 1

    def at(self, offset: int) -> int:
        """The first character that stands at an offset of the document or after it."""
        return bisect.bisect_left(self.offsets, offset, 0, len(self.text))


def flatten(text: str, start: int, end: int) -> Flat:
    """`text[start:end]` without white space; between two Latin words one space is kept."""
    kept: list[str] = []
    offsets: list[int] = []
    at = start
    for gap in _BREAKING.finditer(text, start, end):
        kept.append(text[at : gap.start()])
        offsets += range(at, gap.start())
        if _is_between_words(text, gap.start(), gap.end(), start, end):
            kept.append(" ")
            offsets.append(gap.start())
        at = gap.end()
    kept.append(text[at:end])
    offsets += range(at, end)
    return Flat("".join(kept), (*offsets, end))


def _is_between_words(text: str, first: int, last: int, start: int, end: int) -> bool:
    if first == start or last == end or not any(c.isspace() for c in text[first:last]):
        return False
    before, after = text[first - 1], text[last]
    return before.isascii() and after.isascii() and after.isalnum() and (before.isalnum() or before in ",.;:)%")
