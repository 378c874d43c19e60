"""Outline: headings that skip, repeat or jump a level. Floor: reports. In: a `Reading`. Out: R66."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiaodu.core.base.text import Text
from jiaodu.core.prose import Block, heading_level, quoted
from jiaodu.reports.lint.model import Finding
from jiaodu.reports.lint.reading import Reading

_NUMBER = re.compile(r"\s*(?:第|[（(])?\s*([一二三四五六七八九十百〇零]+|\d{1,3}|[IVX]{1,5}(?=\.))")
_ROMAN = {"I": 1, "V": 5, "X": 10}
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0}


def number_of(heading: str) -> int | None:
    """The number before a heading: （十二） is 12."""
    match = _NUMBER.match(heading)
    if match is None or not heading_level(heading):
        return None
    said = match[1]
    if said.isdecimal() and said.isascii():
        return int(said)
    if said.isascii():
        worth = [_ROMAN[c] for c in said]
        return sum(-w if w < max(worth[i:]) else w for i, w in enumerate(worth))
    tens, _, ones = said.rpartition("十")
    if "十" not in said:
        return _DIGITS.get(said) if len(said) == 1 else None
    return (_DIGITS.get(tens, 1) if tens else 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0)


def find_disorder(reading: Reading) -> Iterator[Finding]:
    """R66 for a heading that is not the next of its level, or stands two levels below the one before it."""
    last: dict[int, int] = {}
    before = 0
    for block in _headings(reading):
        text = quoted(reading.prose.of(block))
        level, number = block.level or heading_level(text), number_of(text)
        for deeper in [k for k in last if k > level]:
            del last[deeper]
        expected = last.get(level, 0) + 1
        if number is not None and number != expected:
            yield reading.finding("R66", [(block.start, block.end)], heading=text, detail=_order(number, expected))
        elif before and level > before + 1:
            detail = Text("跳过了一级标题", "a level is skipped")
            yield reading.finding("R66", [(block.start, block.end)], heading=text, detail=detail)
        last[level], before = number if number is not None else expected, level


def _headings(reading: Reading) -> Iterator[Block]:
    for block in reading.prose.blocks:
        if block.part == "body" and block.kind == "heading" and heading_level(reading.prose.of(block)):
            yield block


def _order(number: int, expected: int) -> Text:
    return Text(f"序号是{number}，应为{expected}", f"it is number {number} and should be {expected}")
