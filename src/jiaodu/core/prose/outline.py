"""The outline of an official text: 一、 （一） 1. （1） at the head of a line, and the body that follows a heading.

Floor: core.prose. In: lines. Out: levels of headings, where a line divides.
"""

from __future__ import annotations

import re

_NUMERAL = "一二三四五六七八九十百〇零"
_LEVELS = (
    (
        1,
        re.compile(rf"第[{_NUMERAL}\d]{{1,4}}(?:部分|章)|[{_NUMERAL}]{{1,4}}、(?![{_NUMERAL}])|[IVX]{{1,5}}\.\s(?=\S)"),
    ),
    (2, re.compile(rf"[（(][{_NUMERAL}]{{1,4}}[)）]|第[{_NUMERAL}\d]{{1,4}}节")),
    (3, re.compile(r"\d{1,2}(?:[．、]|\.(?![\d]))\s?(?=\D)")),
    (4, re.compile(r"[（(]\d{1,2}[)）]")),
)
_INLINE = re.compile(rf"(?:(?<=[\s。；;])|^)(?:[{_NUMERAL}]{{1,4}}、(?![{_NUMERAL}])|[（(][{_NUMERAL}]{{1,4}}[)）])")
_ANNEX = re.compile(
    r"附\s?(?:件|表|录)\s?[一二三四五六七八九十\d]{0,3}\s?[：:\s]?|Annex(?:es)?\b|Appendix\b", re.IGNORECASE
)
_ENDS = "。！？；：!?;:…"
_STOPS = re.compile(r"[。；;！!？?]")
# a space between two Chinese characters, where the typesetter would have begun a new line
_GAP = re.compile(r"(?<=[\u4e00-\u9fff”）)])[ \u3000]+(?=[\u4e00-\u9fff“])")
LONGEST_HEADING = 50


def heading_level(text: str) -> int:
    """The level of a heading by the number before it (1 一、, 2 （一）, 3 1., 4 （1）); 0 where there is none."""
    bare = text.lstrip()
    return next((level for level, mark in _LEVELS if mark.match(bare)), 0)


def is_annex(text: str) -> bool:
    """Whether a heading or short line opens the annexes."""
    bare = text.strip()
    return len(bare) <= LONGEST_HEADING and not _STOPS.search(bare) and bool(_ANNEX.match(bare))


def looks_like_a_heading(text: str) -> bool:
    """A short line without a stop or comma: a title, heading or label, never the first half of a sentence."""
    bare = text.strip()
    return len(bare) <= LONGEST_HEADING and not re.search(r"[，,。；;：:]", bare)


def is_closed(text: str) -> bool:
    """Whether a line ends where a sentence or clause may end."""
    bare = text.rstrip().rstrip("”’」』）)\"'")
    return bare[-1:] in _ENDS or not bare


def divide_line(line: str) -> list[tuple[int, int, int]]:
    """A line as (start, end, level) pieces: a heading that stands in a line with its text is a piece of its own.

    Level 0 is text. Only what a mark after a space or a stop begins is a heading; it ends at the line's end, at its stop,
    or at a space between two Chinese characters behind which running text follows.
    """
    marks = [m.start() for m in _INLINE.finditer(line)]
    if not marks:
        level = heading_level(line)
        return _heading(line, 0, len(line), level) if level else [(0, len(line), 0)]
    pieces = [(0, marks[0], 0)] if line[: marks[0]].strip() else []
    for start, end in zip(marks, [*marks[1:], len(line)], strict=True):
        pieces += _heading(line, start, end, heading_level(line[start:end]))
    return pieces


def _heading(line: str, start: int, end: int, level: int) -> list[tuple[int, int, int]]:
    text = line[start:end]
    stop = _STOPS.search(text)
    gap = _GAP.search(text, 4)
    if gap and gap.start() <= LONGEST_HEADING and (stop is None or gap.start() < stop.start()):
        return [(start, start + gap.start(), level), (start + gap.end(), end, 0)]
    if stop is None:
        bare = len(text.strip())
        return [(start, end, level if bare <= LONGEST_HEADING else 0)]
    rest = text[stop.end() :].strip()
    if stop.end() <= LONGEST_HEADING and "，" not in text[: stop.start()] and stop[0] in "。" and rest:
        return [(start, start + stop.end(), level), (start + stop.end(), end, 0)]
    return [(start, end, 0)]
