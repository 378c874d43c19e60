"""The report of another day: the same document with other texts in some figures; and states by figure."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from jiaodu.reports import Document
from jiaodu.reports.document import Paragraph, Table
from jiaodu.reports.refresh import FigureState, Refreshed


def day_with(document: Document, texts: dict[str, str]) -> Document:
    """The report with other texts in some figures, of another snapshot."""

    def of(inlines: Any) -> Any:
        return tuple(replace(i, text=texts.get(i.id, i.text)) if hasattr(i, "id") else i for i in inlines)

    def block(b: Any) -> Any:
        if isinstance(b, Paragraph):
            return replace(b, inlines=of(b.inlines))
        if isinstance(b, Table):
            return replace(b, rows=tuple(tuple(of(cell) for cell in row) for row in b.rows))
        return b

    footer = document.footer.replace(f" {document.snapshot} ", " S2 ")
    blocks = tuple(block(b) for b in document.blocks)
    return replace(document, blocks=blocks, snapshot="S2", footer=footer)


def state_of(made: Refreshed, id_: str) -> FigureState:
    """The state of a figure where it stands first."""
    return next(s for s in made.states if s.figure.id == id_)


def others(made: Refreshed, *ids: str) -> set[tuple[str, bool]]:
    """State and whether it moved, of all other figures."""
    return {(s.state, s.moved) for s in made.states if s.figure.id not in ids}
