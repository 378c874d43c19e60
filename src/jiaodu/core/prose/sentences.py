"""Sentences: where each begins and ends, never across a block.

Floor: core.prose. In: a `Prose`. Out: `Sentence`s with offsets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jiaodu.core.prose.model import Block, Prose

# a full stop between digits (89。7) is a scanner's decimal point; an English stop needs a space behind it
_STOP = re.compile(r"(?:(?<!\d)。|。(?!\d)|[！？!?]|(?<=[^\d\s.]{2})\.(?=\s))[”’」』）)\"']*|[；;]")
_SPACES = re.compile(r"\s+")
_BETWEEN = re.compile(r"(?<=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]) (?=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef])")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or a clause between semicolons: `prose.text[start:end]`, and the block that it stands in."""

    start: int
    end: int
    block: Block


def sentences_of(prose: Prose, block: Block) -> Iterator[Sentence]:
    """The sentences of a block, without the white space around them; a heading, title or cell is one."""
    if block.kind in ("title", "heading", "cell"):
        yield from _bare(prose, block, block.start, block.end)
        return
    at = block.start
    for stop in _STOP.finditer(prose.text, block.start, block.end):
        yield from _bare(prose, block, at, stop.end())
        at = stop.end()
    yield from _bare(prose, block, at, block.end)


def _bare(prose: Prose, block: Block, start: int, end: int) -> Iterator[Sentence]:
    text = prose.text[start:end]
    inner = text.strip()
    if inner:
        begin = start + len(text) - len(text.lstrip())
        yield Sentence(begin, begin + len(inner), block)


def quoted(text: str, room: int = 0) -> str:
    """A stretch of text on one line; with `room`, at most so many characters."""
    line = _BETWEEN.sub("", _SPACES.sub(" ", text)).strip()
    return line if not room or len(line) <= room else line[: room - 1] + "…"
