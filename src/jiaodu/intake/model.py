"""The nouns of intake: a grid of cells, a sheet with its form, and what a reading gives back.

Floor: intake. In: made by the readers of CSV files and workbooks. Out: `Grid`, `CellError`, `Intake`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jiaodu.core.base.problems import Place, Problem
from jiaodu.core.facts.staging import Origin, Staged, StagedRegister, column_letter
from jiaodu.intake.documents import Document

# white space, and signs that nobody sees
_UNSEEN = " \t\r\n\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\u200b\u2060\ufeff\u200e\u200f"
Cell = Any  # str, int, float, bool, date, datetime, time, timedelta or CellError; "" is an empty cell
Row = Sequence[Cell]
Range = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class CellError:
    """A cell whose formula failed (`text` is #DIV/0!, …) or was saved without a result (`text` is empty)."""

    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """A file with the name the user gave it, and the hash of exactly the bytes that were read."""

    name: str
    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one sheet from A1 on, trailing empty rows cut; rows may be shorter than the widest.

    `name` is empty for a CSV file. `merged` holds ranges of zero-based (row, column) corners, `acting` the cells whose
    formulas would reach out of the workbook.
    """

    source: Source
    name: str
    rows: Sequence[Row]
    merged: Sequence[Range] = ()
    is_text: bool = False
    acting: Sequence[tuple[int, int]] = ()

    def cell(self, row: int, column: int) -> Cell:
        """A cell by zero-based row and column; empty outside the sheet."""
        cells = self.rows[row] if row < len(self.rows) else ()
        return cells[column] if column < len(cells) else ""

    def place(self, row: int | None = None, column: int | None = None) -> Place:
        """The place of a zero-based cell, row, column, or of the sheet."""
        letter = "" if column is None else column_letter(column + 1)
        return Place(self.source.name, sheet=self.name, cell=letter + ("" if row is None else str(row + 1)))


@dataclass(frozen=True, slots=True)
class Seen:
    """Whose records a sheet holds: (organisation, period, source) of each key that could be read.

    `readable` says that every key could be read, `whole` that the rows are among the staged. `asked` are the codes of
    the units that the sheet was made for, where it is one of our templates; without a key that could be read, their
    records count as sent.
    """

    file: str
    sheet: str
    form: str
    keys: tuple[tuple[str, int, str], ...]
    readable: bool
    whole: bool
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CoverContact:
    """Whom a template's cover names as contact of a unit. Personal data of an official: in no repr, no message."""

    origin: Origin
    row: int
    org: str
    name: str = field(repr=False)
    telephone: str = field(repr=False)


@dataclass(frozen=True)
class Intake:
    """What was read. An error among the problems means that nothing may be loaded.

    `files` are all files by the names given; `marked` those that still bear the list of problems of an earlier check.
    `members` are the documents inside zip files, by hash: their bytes must be kept by whoever loads. `repeated` are
    files with the same bytes as one before them: name -> name of the first. `drafts` are what could be read of sheets
    with errors: for checking, never for loading.
    """

    staged: tuple[Staged, ...] = ()
    registers: tuple[StagedRegister, ...] = ()
    problems: tuple[Problem, ...] = ()
    skipped: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    marked: tuple[str, ...] = ()
    seen: tuple[Seen, ...] = ()
    members: Mapping[str, Document] = field(default_factory=dict)
    repeated: Mapping[str, str] = field(default_factory=dict)
    drafts: tuple[Staged, ...] = ()
    contacts: tuple[CoverContact, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing stands against loading."""
        return not any(p.severity == "error" for p in self.problems)


def is_blank(cell: Cell) -> bool:
    """Whether nothing is written in the cell."""
    return cell == "" or cell is None or (isinstance(cell, str) and not cell.strip(_UNSEEN))


def shown(cell: Cell) -> str:
    """A cell as a message quotes it: short, one line, whole floats without .0."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, CellError):
        return cell.text
    text = " ".join(str(cell).split())
    return text if len(text) <= 40 else text[:39] + "…"
