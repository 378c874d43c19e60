"""A grid with merged cells: every cell of a range says what the first one says.

Floor: intake. In: a grid. Out: texts as headings are compared, paths of headings that stand above each other.
"""

from __future__ import annotations

from collections.abc import Iterable

from jiaodu.intake.headings import plain
from jiaodu.intake.model import Grid, is_blank

_TOP, _WIDEST = 24, 400  # headings stand in the first rows; a range over whole rows is no heading


class Merged:
    """A grid in which every cell of a merged range says what its first one says."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self._over: dict[int, list[tuple[int, int, str]]] | None = None
        self._first: dict[tuple[int, int], tuple[int, int]] = {}
        for (top, left), (bottom, right) in grid.merged:
            for row in range(top, min(bottom, len(grid.rows) + 1) + 1):
                for column in range(left, min(right, left + _WIDEST) + 1):
                    self._first[row, column] = (top, left)

    def text(self, row: int, column: int) -> str:
        """The text of a cell as headings are compared."""
        cell = self.grid.cell(*self._first.get((row, column), (row, column)))
        return "" if is_blank(cell) else plain(cell)

    def above(self, row: int, column: int) -> tuple[str, ...]:
        """The headings over a cell that are merged over several columns, from the top down."""
        if self._over is None:
            self._over = {}
            for (top, left), (bottom, right) in sorted(self.grid.merged):
                if right > left and top < _TOP and (text := self.text(top, left)):
                    for under in range(left, min(right, left + _WIDEST) + 1):
                        self._over.setdefault(under, []).append((top, bottom, text))
        return tuple(text for top, bottom, text in self._over.get(column, ()) if bottom < row <= top + 4)

    def path(self, rows: Iterable[int], column: int) -> tuple[str, ...]:
        """The texts of a column from top to bottom, each once where it spans rows."""
        return once(self.text(row, column) for row in rows)

    def labels(self, row: int, columns: Iterable[int]) -> tuple[str, ...]:
        """The texts of a row over some columns, each once where it spans columns."""
        return once(self.text(row, column) for column in columns)


def once(texts: Iterable[str]) -> tuple[str, ...]:
    """Texts without blanks and without repeats of the one before."""
    kept: list[str] = []
    for text in texts:
        if text and (not kept or kept[-1] != text):
            kept.append(text)
    return tuple(kept)
