"""The head and foot of an official table: number, title, labels, merged headings of any depth, notes, signatures.

Floor: intake. In: a layout and an xlsxwriter sheet. Out: cells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jiaodu.core.framework import schema
from jiaodu.intake.sentences import fill_sentence
from jiaodu.intake.templates.drawing import height_of, put, put_across, width_of
from jiaodu.intake.templates.styles import Styles


class OfficialHead:
    """Draws what stands above and below the cells."""

    def __init__(self, sheet: Any, styles: Styles, layout: schema.Layout, widths: Sequence[float]) -> None:
        self.sheet, self.styles, self.layout, self.widths = sheet, styles, layout, widths
        self.last = len(layout.paths) - 1

    def top(self, title: str, labels: Sequence[tuple[str, str]]) -> int:
        """Number, title and labels; the first row of the headings."""
        put(self.sheet, 0, 0, self.layout.number, self.styles.look("label"))
        put_across(self.sheet, 1, 0, self.last, title, self.styles.look("title"))
        self.sheet.set_row(1, 36)
        row, column = 2, 0
        for word, value in labels:
            text = f"{word}:{value}"
            if column and sum(self.widths[column : self.last + 1]) < width_of(text) + 2:
                row, column = row + 1, 0
            put(self.sheet, row, column, text, self.styles.look("label"))
            room = 0.0
            while room < width_of(text) + 2 and column <= self.last:
                room += self.widths[column]
                column += 1
        return row + 1

    def headings(self, row: int) -> int:
        """Draw the headings; the first row below them."""
        column = 0
        for heading in self.layout.headings:
            column = self._heading(heading, row, column, self.layout.depth)
        texts: list[list[tuple[str, float]]] = [[] for _ in range(self.layout.depth)]
        for number, path in enumerate(self.layout.paths):
            rows = self.layout.depth - len(path) + 1
            texts[-1].append((path[-1].name.zh, self.widths[number] * max(rows, 1)))
        for level in range(self.layout.depth):
            self.sheet.set_row(row + level, max(height_of(texts[level], least=1), 24))
        return row + self.layout.depth

    def _heading(self, heading: schema.Heading, row: int, column: int, depth: int) -> int:
        """Draw a heading over its columns; the next free column. One without columns goes down to the last row."""
        look = self.styles.look("head")
        if not heading.columns:
            put_across(self.sheet, row, column, column, heading.name.zh, look, row + depth - 1)
            return column + 1
        after = column
        for under in heading.columns:
            after = self._heading(under, row + 1, after, depth - 1)
        put_across(self.sheet, row, column, after - 1, heading.name.zh, look)
        return after

    def foot(self, row: int, values: Mapping[str, str]) -> int:
        """Notes with their blanks filled in, and the signatures; the last row."""
        width = sum(self.widths[: self.last + 1])
        for note in self.layout.notes:
            text = fill_sentence(note.zh, values)
            is_typed = schema.BLANK.search(note.zh) is not None
            put_across(self.sheet, row, 0, self.last, text, self.styles.look("note_open" if is_typed else "note"))
            self.sheet.set_row(row, height_of([(text, width)]))
            row += 1
        if self.layout.signatures:
            row += 1
            text = "                ".join(f"{s.zh}:" for s in self.layout.signatures)
            put(self.sheet, row, 0, text, self.styles.look("sign"))
        return row
