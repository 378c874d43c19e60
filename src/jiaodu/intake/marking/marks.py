"""Which cells are marked, how gravely, and what their notes say.

Floor: intake. In: problems of one file. Out: `Mark`s by sheet and cell; at most `MOST_NOTES` of them carry a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from jiaodu.core.base.problems import SEVERITIES, SEVERITY_NAMES, Problem, Severity
from jiaodu.core.base.text import Language

MOST_NOTES = 1_000
MOST_IN_A_NOTE = 4
SIGN = "【教督】"
# Light enough for black print, far enough apart for a grey copy; close variants stand for what lay below (see styles).
COLOURS: Mapping[Severity, str] = {
    "error": "F8B4B0",
    "will_be_error": "F8CFA0",
    "warning": "FFE890",
    "note": "C8DCF4",
}
_CELL = re.compile(r"([A-Z]{0,3})(\d{0,7})")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Excel reads _x0041_ in any text as the character A; an underscore that begins such a word is written as one itself
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
Spot = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Mark:
    """A cell to colour, by zero-based row and column. A column of -1 means the first cell of the row, a row of -1 the top.

    `note` is empty where only the colour is set.
    """

    row: int
    column: int
    severity: Severity
    note: str = ""


def collect_marks(problems: Sequence[Problem], language: Language) -> dict[str, list[Mark]]:
    """The marks of each sheet in order of place; the gravest cells get their notes first."""
    cells: dict[tuple[str, Spot], list[Problem]] = {}
    for found in problems:
        spot = position(found.place.cell)
        if spot is not None:
            cells.setdefault((found.place.sheet, spot), []).append(found)
    ranked = sorted(cells, key=lambda at: _rank(cells[at]))
    noted = set(ranked[:MOST_NOTES])
    marks: dict[str, list[Mark]] = {}
    for at in sorted(cells):
        found_here = sorted(cells[at], key=lambda p: SEVERITIES.index(p.severity))
        note = _note(found_here, language) if at in noted else ""
        marks.setdefault(at[0], []).append(Mark(*at[1], found_here[0].severity, note))
    return marks


def position(cell: str) -> Spot | None:
    """D12 -> (11, 3); a row without a column, or a column without a row, has -1 there; None for no cell at all."""
    match = _CELL.fullmatch(cell)
    if match is None or not cell:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2] or 0) - 1, column - 1


def clean(text: str, most: int = 32_000) -> str:
    """A text as a cell can hold it: no characters that XML forbids, no escapes that Excel would resolve, not too long."""
    text = _ESCAPE.sub("_x005F_", _UNPRINTABLE.sub("\ufffd", text))
    return text if len(text) <= most else text[: most - 1] + "…"


def ordered(problems: Iterable[Problem]) -> list[Problem]:
    """Problems as the list shows them: the gravest first, else as found."""
    return sorted(problems, key=lambda p: SEVERITIES.index(p.severity))


def _rank(problems: Sequence[Problem]) -> int:
    return min(SEVERITIES.index(p.severity) for p in problems)


def _note(problems: Sequence[Problem], language: Language) -> str:
    parts = [_said(p, language) for p in problems[:MOST_IN_A_NOTE]]
    if len(problems) > MOST_IN_A_NOTE:
        more = len(problems) - MOST_IN_A_NOTE
        parts.append(f"另有 {more} 条,见问题清单" if language == "zh" else f"{more} more: see the list of problems")
    return SIGN + clean("\n\n".join(parts), 2_000)


def _said(found: Problem, language: Language) -> str:
    name = SEVERITY_NAMES[found.severity].in_(language)
    todo = "处理:" if language == "zh" else "Do: "
    return f"{name} {found.code}\n{found.what(language)}\n{todo}{found.remedy(language)}"
