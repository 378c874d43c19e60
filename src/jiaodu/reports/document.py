"""The document tree: what a report is made of, before it is a Word file or a page.

Floor: reports. In: made by `compose`. Out: read by the writers. Every number that comes from a value is a `Figure`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jiaodu.core.base.text import Language


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in the text, bound to a value. `id` is ASCII, at most 40 characters, unique in the document."""

    id: str
    text: str
    name: str
    entry: str
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """Plain text."""

    text: str
    strong: bool = False


Inline = Run | Figure


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is 一、, level 2 is (一)."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of runs and figures."""

    inlines: tuple[Inline, ...]
    note: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table; cells are runs and figures."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[tuple[Inline, ...], ...], ...]


Block = Heading | Paragraph | Table


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the annex: everything that stands behind the figures of one value."""

    key: str
    number: int
    name: str
    value: str
    as_of: str
    parts: str
    scope: str
    sources: tuple[str, ...]
    notes: tuple[str, ...]
    verdicts: tuple[str, ...]
    articles: tuple[str, ...]
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A report. `characters` counts the body without spaces, as the official limit does."""

    title: str
    addressee: str
    language: Language
    blocks: tuple[Block, ...]
    annex: tuple[Entry, ...]
    findings: tuple[str, ...]
    footer: str
    characters: int
    limit: int | None

    def figures(self) -> Iterator[Figure]:
        """Every figure of the body, in order."""
        for block in self.blocks:
            yield from (i for i in inlines_of(block) if isinstance(i, Figure))


def inlines_of(block: Block) -> Iterator[Inline]:
    """The runs and figures of a block."""
    if isinstance(block, Paragraph):
        yield from block.inlines
    elif isinstance(block, Table):
        for row in block.rows:
            for cell in row:
                yield from cell


def text_of(block: Block) -> str:
    """A block as plain text."""
    return block.text if isinstance(block, Heading) else "".join(i.text for i in inlines_of(block))
