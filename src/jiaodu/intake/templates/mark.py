"""The mark of a template: which form, period and units each sheet was made for, in a hidden sheet of the workbook.

Floor: intake. In: what a template is made of, or the cells of the hidden sheet. Out: `TemplateMark`, and its rows.
Whoever receives a filled template reads from it who was asked for what; no name of a file or sheet is guessed at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from jiaodu.intake.model import Cell, Grid, is_blank

MARK_SHEET, LISTS_SHEET = "_jiaodu", "_jiaodu_lists"
_FIRST = "jiaodu template"
_VERSION = "1"
CONTACT_WORDS = {"name": ("填报联系人", "name"), "telephone": ("联系电话", "telephone")}
_HEADS = ("sheet", "form", "period", "as_of", "source", "orgs")


@dataclass(frozen=True, slots=True)
class MarkedSheet:
    """One sheet: its name as written, form id, period, reference date (ISO), id of the source, codes of the due units."""

    sheet: str
    form: str
    period: str
    as_of: str
    source: str
    orgs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TemplateMark:
    """What a workbook was made as: packs (ID@EDITION), whom it is for (codes), its sheets."""

    packs: tuple[str, ...]
    scope: tuple[str, ...]
    sheets: tuple[MarkedSheet, ...]

    @property
    def unit(self) -> str:
        """The one unit that the workbook was made for; empty where it was made for several."""
        units = {org for sheet in self.sheets for org in sheet.orgs}
        if len(units) == 1:
            return units.pop()
        return self.scope[0] if len(self.scope) == 1 else ""

    def sheet(self, name: str) -> MarkedSheet | None:
        """What is known of a sheet by name."""
        return next((s for s in self.sheets if s.sheet == name), None)


@dataclass(frozen=True, slots=True)
class NamedContact:
    """A contact as a cover names it, with its one-based row. Personal data: in no repr."""

    row: int
    name: str = field(repr=False)
    telephone: str = field(repr=False)


def cover_contact(grid: Grid) -> NamedContact | None:
    """The contact written on a cover; None where nothing is written."""
    found: dict[str, tuple[str, int]] = {}
    for number, row in enumerate(grid.rows, start=1):
        texts = _texts(row)
        for role, words in CONTACT_WORDS.items():
            if len(texts) > 1 and texts[0].strip() in words:
                found.setdefault(role, (texts[1].strip().removesuffix(".0"), number))
    name, telephone = found.get("name", ("", 0)), found.get("telephone", ("", 0))
    return NamedContact(name[1] or telephone[1], name[0], telephone[0]) if name[0] or telephone[0] else None


def mark_rows(mark: TemplateMark) -> list[list[str]]:
    """The mark as rows of text for the hidden sheet."""
    rows = [[_FIRST, _VERSION], ["packs", *mark.packs], ["scope", *mark.scope], list(_HEADS)]
    rows += [[s.sheet, s.form, s.period, s.as_of, s.source, *_chunks(s.orgs)] for s in mark.sheets]
    return rows


def read_mark(grid: Grid) -> TemplateMark | None:
    """Read the hidden sheet; None when it is none of ours or of a version that is not known."""
    rows = [_texts(row) for row in grid.rows]
    if len(rows) < 4 or rows[0][:2] != [_FIRST, _VERSION] or tuple(rows[3][: len(_HEADS)]) != _HEADS:
        return None
    sheets = tuple(_marked_sheet(row) for row in rows[4:] if len(row) >= 5)
    return TemplateMark(tuple(rows[1][1:]), tuple(rows[2][1:]), sheets)


def _marked_sheet(row: Sequence[str]) -> MarkedSheet:
    sheet, form, period, as_of, source, *codes = row
    return MarkedSheet(sheet, form, period, as_of, source, tuple(code for part in codes for code in part.split()))


def _chunks(codes: Sequence[str], size: int = 1000) -> list[str]:
    """Codes joined by blanks, as many cells as a cell's 32,767 characters ask for."""
    return [" ".join(codes[i : i + size]) for i in range(0, len(codes), size)]


def _texts(row: Sequence[Cell]) -> list[str]:
    found = ["" if is_blank(cell) else str(cell) for cell in row]
    while found and not found[-1]:
        found.pop()
    return found
