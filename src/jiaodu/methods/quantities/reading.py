"""A text made ready for scanning: plain digits, plain characters, no spaces, and the way back to each place.

Floor: methods. In: a text. Out: `Reading`, whose `span` gives the original offsets of a scanned stretch.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from jiaodu.methods.quantities.lexicon.characters import FORMAL, IGNORED, PLAIN

_GAP = re.compile(rf"[\s{''.join(sorted(IGNORED))}]+")
_WORDY = re.compile(r"[²³0-9A-Za-z.,%]")
_FORMAL = str.maketrans(FORMAL)
_FORMAL_NUMERAL = re.compile(rf"[{''.join(FORMAL)}](?=[{''.join(FORMAL)}万亿])[{''.join(FORMAL)}零万亿]{{1,40}}")
# What scanning makes of 0 and 1, where digits and a unit stand beside it: 1O5所, O.5%, l2.5%.
_LIKE_DIGITS = re.compile(
    r"(?<![0-9A-Za-z])(?=[OolI.。,]{0,3}[0-9])(?=[0-9.。,]{0,8}[OolI])[0-9OolI]{1,9}+(?:,[0-9OolI]{3})*+(?:[.。][0-9OolI]{1,4}+)?"
    r"(?=[ ]?(?:%|个百分|[万亿年月日人名所元个台册间平项家节次倍]))"
)
_LETTERS = str.maketrans("OolI", "0011")
_LINE_ENDS = frozenset("\n\r\u2028\u2029")
_LINE_END = re.compile(r"\r\n|[\n\r\u2028\u2029]")
_CELL_ENDS = frozenset("\t\v\f")


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as it is scanned: `plain[i]` stands at `places[i]` of the original."""

    original: str
    plain: str
    places: list[int]
    lines: tuple[int, ...]
    """Where lines begin in `plain`, in order; the first is 0."""
    starts: frozenset[int]
    """The same, to ask."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original offsets of a stretch of `plain` that is not empty."""
        return self.places[start], self.places[end - 1] + 1


def read_plain(text: str) -> Reading:
    """Take out spaces, line breaks and invisible characters, except where they may part two words or numbers.

    A broken number is joined where it can only be one (321\\n所, 1125 .36亿元); two numbers are never run together.
    """
    plain = _FORMAL_NUMERAL.sub(lambda found: found.group().translate(_FORMAL), text.translate(PLAIN))
    plain = _LIKE_DIGITS.sub(lambda found: found.group().translate(_LETTERS), plain)
    pieces: list[str] = []
    places: list[int] = []
    lines = [0]
    last = 0
    for gap in _GAP.finditer(plain):
        begin, end = gap.span()
        pieces.append(plain[last:begin])
        places.extend(range(last, begin))
        last = end
        before, after = _kept(plain, begin, end)
        pieces.append(before)
        places.extend([begin] * len(before))
        if not _LINE_ENDS.isdisjoint(gap.group()) and lines[-1] != len(places):
            lines.append(len(places))
        pieces.append(after)
        places.extend([end - 1] * len(after))
    pieces.append(plain[last:])
    places.extend(range(last, len(plain)))
    return Reading(text, "".join(pieces), places, tuple(lines), frozenset(lines))


def _kept(plain: str, begin: int, end: int) -> tuple[str, str]:
    """What stays of a gap, before and after its first line break.

    Tabs part cells and all stay; between letters and digits a space or line break stays; next to Chinese text nothing.
    """
    gap = plain[begin:end]
    if begin == 0 or end == len(plain) or all(c in IGNORED for c in gap):
        return "", ""
    if not _CELL_ENDS.isdisjoint(gap):
        line, _, rest = _LINE_END.sub("\n", gap).partition("\n")
        return "\t" * _cell_ends(line), "\t" * _cell_ends(rest.rpartition("\n")[2])
    before, after = plain[begin - 1], plain[end]
    if not (_WORDY.match(before) and _WORDY.match(after)) or after == ",":
        return "", ""
    if after == "." and not plain[end + 1 : end + 2].isdigit():
        return "", ""
    digits = (before.isdigit() or before in ".,") and (after.isdigit() or after in ".%,")
    if digits and _is_one_number(plain, begin, end):
        return "", ""
    return (" ", "") if _LINE_ENDS.isdisjoint(gap) else ("\n", "")


def _cell_ends(gap: str) -> int:
    return sum(character in _CELL_ENDS for character in gap)


_UNIT = r"(?:[万亿%‰]|个百分点|百分点|多|余|[人名所元个项台册间家门节座平]|亩|倍|公)"
_TAIL = re.compile(rf"\s?[.,]?\s?[0-9]{{1,4}}(?:\s?\.\s?[0-9]{{1,4}})?\s?{_UNIT}|\.\s?[0-9]{{1,4}}|%")
_THOUSANDS = re.compile(r"[,]?\s?[0-9]{3}(?![0-9])")
_GROUP = re.compile(rf"[0-9]{{3}}(?:\.[0-9]{{1,4}})?\s?{_UNIT}")
_SPACED_TAIL = re.compile(
    rf"(?:[0-9]\s){{0,8}}[0-9](?:\s?,(?:\s?[0-9]){{3}}){{0,2}}(?:\s?\.(?:\s?[0-9]){{1,4}})?\s?{_UNIT}"
)
_AROUND_POINT = re.compile(r"(?<=[0-9])\s(?=[.,])|(?<=[0-9][.,])\s(?=[0-9])")
_YEAR_AHEAD = re.compile(r"[12][0-9]{3}\s?年")
_LEFT = re.compile(r"(?:[0-9][,.]?){1,8}$")
_LEFT_SPACED = re.compile(r"[\u3400-\u9fff、，,:(]\s?[0-9](?:\s[0-9]){0,8}[.,]?$")


def _is_one_number(plain: str, begin: int, end: int) -> bool:
    """Whether what stands before and after a gap can only be one number.

    That is so when the left part follows a Chinese character, a unit follows the right part, and neither is a year.
    """
    if plain[end] == "%":
        return True
    if (end - begin > 1 and plain[begin:end] != "\r\n") or _YEAR_AHEAD.match(plain, end):
        return False
    window = _AROUND_POINT.sub("", plain[max(0, begin - 20) : begin])
    if _LEFT_SPACED.search(window) and (
        _SPACED_TAIL.match(plain, end) or (window[-1] == "," and _GROUP.match(plain, end))
    ):
        return True
    left = _LEFT.search(window)
    first = left.start() if left else len(window)
    if left is None:
        return False
    if window[first - 1 : first].isspace() and (window[-1] in ".," or plain[end] in ".,"):
        first -= 1
    if window[first - 1 : first].isspace() and _GROUP.match(plain, end):
        first -= 1
    if first == 0 or not "\u3400" <= window[first - 1] <= "\u9fff":
        return False
    text = left.group()
    if len(text) == 4 and text[:2] in ("19", "20"):
        return False
    if (window[-1] == "," or plain[end] == ",") and not _THOUSANDS.match(plain, end):
        return False
    tail = _TAIL.match(plain, end)
    return tail is not None and not ("." in text.rstrip(".") and "." in tail.group())
