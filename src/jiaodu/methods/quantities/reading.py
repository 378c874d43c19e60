"""A text made ready for scanning: plain digits, plain characters, no spaces, and the way back to each place.

Floor: methods. In: a text. Out: `Reading`, whose `span` gives the original offsets of a scanned stretch.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from jiaodu.methods.quantities.lexicon.characters import IGNORED, PLAIN

_GAP = re.compile(r"[\s\u00a0\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\u3000\ufeff\u00ad]+")
_WORDY = re.compile(r"[0-9A-Za-z.,%:;()/+\-–—'\"]")


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as it is scanned. `plain[i]` stands at `places[i]` of the original; gaps between words are in `plain`."""

    original: str
    plain: str
    places: list[int]
    starts: frozenset[int]
    """Where lines begin, in `plain`."""
    breaks: tuple[int, ...]
    """The same, sorted."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original offsets of a stretch of `plain` that is not empty."""
        return self.places[start], self.places[end - 1] + 1


def read_plain(text: str) -> Reading:
    """Take out spaces, line breaks and invisible characters, except where a letter or digit stands on both sides.

    A broken number is joined where it can only be one (321\\n所, 1125 .36亿元); two numbers are never run together.
    """
    plain = text.translate(PLAIN)
    pieces: list[str] = []
    places: list[int] = []
    starts = {0}
    size = last = 0
    for gap in _GAP.finditer(plain):
        begin, end = gap.span()
        if begin > last:
            pieces.append(plain[last:begin])
            places.extend(range(last, begin))
            size += begin - last
        last = end
        kept = _kept(plain, begin, end)
        if kept:
            pieces.append(kept)
            places.append(begin)
            size += 1
        if "\n" in gap.group() or "\r" in gap.group() or "\u2028" in gap.group():
            starts.add(size)
    pieces.append(plain[last:])
    places.extend(range(last, len(plain)))
    return Reading(text, "".join(pieces), places, frozenset(starts), tuple(sorted(starts)))


def _kept(plain: str, begin: int, end: int) -> str:
    """What stays of a gap: nothing next to Chinese text, a space or line break between letters and digits."""
    gap = plain[begin:end]
    if begin == 0 or end == len(plain) or all(c in IGNORED for c in gap):
        return ""
    before, after = plain[begin - 1], plain[end]
    broken = "\n" in gap or "\r" in gap
    if "\t" in gap or "\v" in gap or "\f" in gap:
        return "\t"
    if not (_WORDY.match(before) and _WORDY.match(after)):
        return ""
    if (before.isdigit() and after in ".%") or (
        before == "." and after.isdigit() and plain[begin - 2 : begin - 1].isdigit()
    ):
        return ""
    if before.isdigit() and after.isdigit() and _one_number(plain, begin, end):
        return ""
    return "\n" if broken else " "


_TAIL = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,4})?[\s]?(?:[万亿%]|个百分点|[人名所元个项台册间家门节座平])")
_YEAR_AHEAD = re.compile(r"[12][0-9]{3}年")


def _one_number(plain: str, begin: int, end: int) -> bool:
    """Whether the digits before and after a gap can only be one number: Chinese text before, a unit after, no year."""
    if end - begin > 1 and plain[begin:end] not in ("\r\n",):
        return False
    first = begin
    while first > 0 and begin - first < 8 and (plain[first - 1].isdigit() or plain[first - 1] in ".,"):
        first -= 1
    left = plain[first:begin]
    if first == 0 or not "\u3400" <= plain[first - 1] <= "\u9fff":
        return False
    if (len(left) == 4 and left[:2] in ("19", "20")) or _YEAR_AHEAD.match(plain, end):
        return False
    tail = _TAIL.match(plain, end)
    return tail is not None and not ("." in left and "." in tail.group())
