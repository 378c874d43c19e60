"""Problems of one sheet, gathered in order and bounded: a wrong column of 4,000 cells is not 4,000 lines.

Floor: intake. In: codes with cells. Out: problems in order of place, closed by one that counts what was left out.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, Protocol

from jiaodu.core.base.problems import Place, Problem, Severity, problem
from jiaodu.intake.model import Cell, shown

BOUND = 200


class Placing(Protocol):
    """What findings ask of a sheet: the cells of a file's sheet, or those typed into a form."""

    def cell(self, row: int, column: int) -> Cell:
        """A cell by zero-based row and column; empty outside."""
        ...

    def place(self, row: int | None = None, column: int | None = None) -> Place:
        """The place of a zero-based cell, of a row, or of the sheet."""
        ...


class Findings:
    """Collects the problems of one sheet; each code at most `BOUND` times."""

    def __init__(self, grid: Placing) -> None:
        self._grid = grid
        self._found: list[tuple[int, int, Problem]] = []
        self._counts: Counter[str] = Counter()
        self._severity: dict[str, Severity] = {}

    def add(self, code: str, row: int | None = None, column: int | None = None, **data: Any) -> None:
        """Note a problem at a zero-based cell, or at the sheet."""
        if self.take(code):
            self.describe(code, row, column, **data)

    def describe(self, code: str, row: int | None = None, column: int | None = None, **data: Any) -> None:
        """Describe a problem for which there was room (`take`); for messages that are costly to make."""
        if row is not None and column is not None:
            data.setdefault("cell", shown(self._grid.cell(row, column)))
        self._append(row, column, problem(code, self._grid.place(row, column), **data))

    def add_problem(self, found: Problem, row: int | None = None, column: int | None = None) -> None:
        """Note a problem made elsewhere, at a cell of this sheet."""
        if self.take(found.code):
            self._append(row, column, found.at(self._grid.place(row, column)))

    def take(self, code: str) -> bool:
        """Count a problem; whether there is still room to describe it."""
        self._counts[code] += 1
        return self._counts[code] <= BOUND

    def count(self, code: str) -> int:
        """How many problems of a code there were."""
        return self._counts[code]

    @property
    def has_errors(self) -> bool:
        """Whether an error was found."""
        return "error" in self._severity.values()

    def problems(self) -> tuple[Problem, ...]:
        """All problems by row and column; those of the sheet come first, what was left out last."""
        ordered = [p for _, _, p in sorted(self._found, key=lambda entry: entry[:2])]
        return (*ordered, *(self._rest(code, n) for code, n in self._counts.items() if n > BOUND))

    def _append(self, row: int | None, column: int | None, found: Problem) -> None:
        self._severity[found.code] = found.severity
        self._found.append((-1 if row is None else row, -1 if column is None else column, found))

    def _rest(self, code: str, count: int) -> Problem:
        place: Place = self._grid.place()
        return problem("I40", place, self._severity[code], of=code, more=count - BOUND, bound=BOUND)
