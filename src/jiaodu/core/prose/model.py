"""The nouns of prose: a text, its blocks, where each stands, and which of its numbers are bound.

Floor: core.prose. In: made by the readers. Out: read by lint and by the claims engine.
"""

from __future__ import annotations

import bisect
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from jiaodu.core.base.problems import Problem
from jiaodu.core.base.text import Text

BlockKind = Literal["title", "heading", "paragraph", "list", "cell", "note"]
Part = Literal["body", "annex", "aside"]


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch `text[start:end]` of a `Prose`: a title, heading, paragraph, list item, table cell, or a note (a footnote
    or the caption of a table).

    `place` says in words where it stands (第3页第2段, 表1第2行第3列). `level` is that of a heading, 1 for 一、. `part` is
    `annex` for what stands behind the body and `aside` for what is no part of the report (contents, drafting notes).
    `heads` are a cell's column heads, outermost first, and after them the label of its row; `is_head` marks head cells.
    `table`, `row` and `column` count from 1. `page` is that of a PDF. `line` is that of a text file. `address` is the
    paragraph of a Word file: its part and its number among all `w:p` of the part (`word/document.xml#17`).
    """

    start: int
    end: int
    kind: BlockKind
    place: Text
    level: int = 0
    part: Part = "body"
    heads: tuple[str, ...] = ()
    is_head: bool = False
    table: int = 0
    row: int = 0
    column: int = 0
    page: int = 0
    line: int = 0
    address: str = ""


@dataclass(frozen=True, slots=True)
class Bound:
    """A stretch of the text that is bound to a figure, by a bookmark or control in Word or `data-figure` in a page."""

    start: int
    end: int
    id: str


@dataclass(frozen=True)
class Prose:
    """A document as one string.

    Offsets are characters of `text`, end exclusive. Of a text file, `text` is exactly what
    `open(path, encoding=prose.encoding, newline="").read()` gives: line ends as they are, and a byte order mark, where
    there is one, is the character U+FEFF at offset 0. Of other formats, blocks are joined by line feeds and the cells of
    a row by tabs. Blocks are in order and do not overlap; what lies between them is white space.
    """

    file: str
    format: str
    text: str
    blocks: tuple[Block, ...]
    bounds: tuple[Bound, ...] = ()
    title: str = ""
    encoding: str = ""
    pages: int = 0
    properties: tuple[tuple[str, str], ...] = ()
    problems: tuple[Problem, ...] = field(default=())

    @cached_property
    def _starts(self) -> list[int]:
        return [block.start for block in self.blocks]

    def of(self, block: Block) -> str:
        """The characters of a block as they stand."""
        return self.text[block.start : block.end]

    def index_at(self, offset: int) -> int:
        """The number of the block that holds an offset, or of the last one before it; -1 before the first."""
        return bisect.bisect_right(self._starts, offset) - 1

    def block_at(self, offset: int) -> Block | None:
        """The block that holds an offset, None between blocks."""
        at = self.index_at(offset)
        return self.blocks[at] if at >= 0 and offset < self.blocks[at].end else None

    def place_at(self, offset: int) -> Text:
        """Where an offset stands, in words."""
        at = max(self.index_at(offset), 0)
        return self.blocks[at].place if self.blocks else Text("", "")

    def bounds_within(self, start: int, end: int) -> tuple[Bound, ...]:
        """The bound figures that share a character with a stretch."""
        return tuple(b for b in self.bounds if b.start < end and start < b.end)
