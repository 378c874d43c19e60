"""What should stand in the file: every figure with what was printed, what would be printed now, and the words around it.

Floor: reports. In: the `Edition` that was written, where it is known, and the one of today. Out: `Expected`s. The words
of a verdict in a table are bound like figures: they change with them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from jiaodu.reports.editions import Edition
from jiaodu.reports.marks import outcome_mark
from jiaodu.reports.refresh.model import Cell, Expected, Kind

CONTEXT = 60  # characters kept on either side


def expected_figures(written: Edition | None, today: Edition) -> tuple[Expected, ...]:
    """The figures of the written edition with their texts of today; where it is not known, those of today."""
    new = _Today(today)
    if written is None:
        return tuple(replace(e, order=i) for i, e in enumerate(new.figures))
    return tuple(replace(new.of(e), printed=e.now, order=i) for i, e in enumerate(_figures(written)))


class _Today:
    """Finds the text of today for a figure of another day.

    It is the figure of the same id if that says the same of a value (`slot`); else what stands in the same cell of the
    same table without being a figure, such as a dash; else another figure that says the same.
    """

    def __init__(self, today: Edition) -> None:
        self.figures = tuple(_figures(today))
        self.by_id = {e.id: e for e in self.figures}
        self.by_slot = {e.slot: e for e in reversed(self.figures)}
        self.cells = dict(_plain_cells(today))

    def of(self, figure: Expected) -> Expected:
        """The figure with today's text and verdict in it."""
        same = self.by_id.get(figure.id)
        if same is None or same.slot != figure.slot:
            if figure.cell in self.cells:
                return replace(figure, now=self.cells[figure.cell], outcome="")
            same = self.by_slot.get(figure.slot)
        return replace(figure, now=same.now if same else None, outcome=same.outcome if same else "")


def new_figures(written: Edition | None, today: Edition) -> tuple[Expected, ...]:
    """The figures that today's report prints and the written one did not."""
    if written is None:
        return ()
    old = {e.slot for e in _figures(written)}
    return tuple(e for e in _figures(today) if e.slot not in old)


def _figures(edition: Edition) -> Iterator[Expected]:
    """In the order of the file: the data of the charts stand in an annex at the end."""
    charts = [b for b in edition.blocks if b["kind"] == "chart"]
    for block in (*(b for b in edition.blocks if b["kind"] != "chart"), *charts):
        yield from _of_inlines(edition, block.get("inlines", ()), "", "paragraph", "")
        for row in block.get("rows", ()):
            yield from _of_row(edition, str(block["caption"]), row)


def _plain_cells(edition: Edition) -> Iterator[tuple[Cell, str]]:
    """The cells of tables that hold words only."""
    for block in edition.blocks:
        for row in block.get("rows", ()):
            for column, cell in enumerate(row):
                if all(isinstance(i, str) for i in cell):
                    yield (str(block["caption"]), _words(row[0]), column), _words(cell)


def _of_row(edition: Edition, caption: str, row: Sequence[Sequence[Any]]) -> Iterator[Expected]:
    first = next((i["figure"] for cell in row for i in cell if isinstance(i, Mapping) and "figure" in i), "")
    before = ""
    for column, cell in enumerate(row):
        alone = (caption, _words(row[0]), column) if len(cell) == 1 else None
        for made in _of_inlines(edition, cell, before, "table", first):
            yield replace(made, cell=alone)
        before += _words(cell) + "\t"


def _of_inlines(edition: Edition, inlines: Sequence[Any], before: str, kind: Kind, first: str) -> Iterator[Expected]:
    texts = [_text(i) for i in inlines]
    for at, inline in enumerate(inlines):
        if isinstance(inline, str):
            continue
        id_ = inline.get("figure", first)
        printed = edition.figure(id_)
        if printed is None:
            continue
        left, right = (before + "".join(texts[:at]))[-CONTEXT:], "".join(texts[at + 1 :])[:CONTEXT]
        made = Expected(
            id_, printed.name, printed.part, printed.value, None, inline["text"], left, right, kind, printed.slot
        )
        if "figure" not in inline:
            made = replace(
                made, id=outcome_mark(id_), part="outcome", slot=(*printed.slot, "outcome"), outcome=inline["outcome"]
            )
        yield made


def _words(inlines: Sequence[Any]) -> str:
    return "".join(_text(i) for i in inlines)


def _text(inline: Any) -> str:
    return inline if isinstance(inline, str) else str(inline["text"])
