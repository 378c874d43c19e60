"""A form as a page lays it out: columns, rows and cells in the reader's language. Floor: web.

In: a task, its sheet and cells. Out: `Grid`, which the template draws and the page's script works on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jiaodu.actions.sheets import Sheet, shown_cell, shown_value
from jiaodu.core.base.missing import REASON_NAMES
from jiaodu.core.base.problems import Problem
from jiaodu.core.base.tables import NUMERIC, ItemType
from jiaodu.core.base.text import Language, Text
from jiaodu.core.base.units import printed_unit
from jiaodu.core.framework import schema
from jiaodu.core.framework.model import YES_NO
from jiaodu.intake.model import is_blank
from jiaodu.intake.typed import TypedForm, cell_of, grain_of
from jiaodu.web.language import language, said

GRAVITY = ("error", "will_be_error", "warning", "note")


@dataclass(frozen=True, slots=True)
class GridColumn:
    """An item or grain column of the form."""

    id: str
    item: schema.Item
    unit: str
    is_grain: bool
    is_open: bool  # whether the reader may write into it

    @property
    def name(self) -> Text:
        """Its name."""
        return self.item.name

    @property
    def is_numeric(self) -> bool:
        """Whether figures stand in it."""
        return self.item.type in NUMERIC

    @property
    def has_choices(self) -> bool:
        """Whether a list of words belongs to it."""
        return self.item.type in (ItemType.CODE, ItemType.YES_NO)


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell as it is shown. `lock` is official (the statistics stand), computed, fixed (a code of a prepared row), other (another
    department's, or the form is not open), or '' where the reader may write."""

    row: int
    column: GridColumn
    text: str
    note: str = ""
    last: str = ""
    reason: str = ""
    official: str = ""
    lock: str = ""
    problems: tuple[Problem, ...] = ()
    comments: int = 0
    files: int = 0

    @property
    def name(self) -> str:
        """The name of its field."""
        return f"c-{self.row}-{self.column.id}"

    @property
    def worst(self) -> str:
        """The gravest severity of its problems; '' where there is none."""
        found = {p.severity for p in self.problems}
        return next((s for s in GRAVITY if s in found), "")


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row of the form."""

    row: int
    cells: tuple[GridCell, ...]

    @property
    def groups(self) -> list[tuple[str, list[GridCell]]]:
        """Its cells by the table of the statistics, or the department that answers for them: neighbours of one kind together."""
        found: list[tuple[str, list[GridCell]]] = []
        for cell in self.cells:
            of = cell.column.item.source_table or cell.column.item.owner
            if not found or found[-1][0] != of:
                found.append((of, []))
            found[-1][1].append(cell)
        return found if len(found) > 1 and len(found) * 2 <= len(self.cells) else [("", list(self.cells))]


@dataclass(frozen=True, slots=True)
class Grid:
    """The whole form. `goes_down` says that items stand below one another, for forms of one row."""

    columns: tuple[GridColumn, ...]
    rows: tuple[GridRow, ...]
    goes_down: bool
    has_last: bool
    has_official: bool
    may_add: bool
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    unplaced: tuple[Problem, ...] = ()
    blanks: tuple[GridRow, ...] = ()  # rows for what is added; their numbers are the page's own


NEW_ROWS = range(900_001, 900_004)


def build_grid(
    sheet: Sheet,
    typed: TypedForm,
    own: frozenset[str],
    problems: Sequence[Problem] = (),
    comments: Mapping[tuple[int, str], int] | None = None,
    files: Mapping[tuple[int, str], int] | None = None,
) -> Grid:
    """Lay a form out. `own` are the items that the reader may fill in."""
    spec = sheet.form.spec
    columns = tuple(
        GridColumn(id_, item, printed_unit(item.unit, language()) if item.unit else "", id_ in spec.grain, id_ in own)
        for id_, item in {**spec.grain, **spec.items}.items()
    )
    by_cell: dict[tuple[int, str], list[Problem]] = {}
    for found in problems:
        if (spot := cell_of(found)) and spot[1]:
            by_cell.setdefault(spot, []).append(found)
    laying = _Laying(sheet, typed, language(), by_cell, Counter(comments or {}), Counter(files or {}))
    rows = tuple(laying.rows(columns))
    return Grid(
        columns, rows, not spec.grain, any(c.last for r in rows for c in r.cells), any(c.official for r in rows for c in r.cells),
        sheet.has_open_rows and bool(own), {c.id: choices_of(c.item) for c in columns if c.has_choices},
        tuple(p for p in problems if not ((spot := cell_of(p)) and spot[1])),
        tuple(laying.blank(row, columns) for row in NEW_ROWS) if sheet.has_open_rows and own else (),
    )  # fmt: skip


def choices_of(item: schema.Item) -> list[str]:
    """The words that a cell of codes takes, reasons for having none last."""
    names = [code.name for code in item.codes.values()] if item.type is ItemType.CODE else [*YES_NO.values()]
    return [said(name) for name in (*names, *REASON_NAMES.values())]


def told(found: Problem) -> dict[str, Any]:
    """A problem as the page's script takes it, in the reader's language, with its row and item."""
    row, item = cell_of(found) or (0, "")
    words = {part: getattr(found, part)(language()) for part in ("what", "why", "remedy")}
    return {"code": found.code, "severity": found.severity, "row": row, "item": item, **words}


@dataclass(frozen=True, slots=True)
class _Laying:
    sheet: Sheet
    typed: TypedForm
    language: Language
    problems: Mapping[tuple[int, str], Sequence[Problem]]
    comments: Mapping[tuple[int, str], int]
    files: Mapping[tuple[int, str], int]

    def rows(self, columns: Sequence[GridColumn]) -> Iterable[GridRow]:
        """The rows in which something stands."""
        rows = self.typed.rows()
        grains = grain_of(self.typed, rows)
        return [self._row(row, grains[row], columns) for row in rows]

    def blank(self, row: int, columns: Sequence[GridColumn]) -> GridRow:
        """A row that is not there yet."""
        return self._row(row, None, columns)

    def _row(self, row: int, grain: tuple[Any, ...] | None, columns: Sequence[GridColumn]) -> GridRow:
        key, plan = self.sheet.line(grain), self.sheet.plan
        last = plan.last.of(key) if key else {}
        official = plan.official.of(key) if key else {}
        reasons = plan.last.reasons_of(key) if key else {}
        return GridRow(row, tuple(self._cell(row, c, last, official, reasons) for c in columns))

    def _cell(
        self,
        row: int,
        column: GridColumn,
        last: Mapping[str, Any],
        official: Mapping[str, Any],
        reasons: Mapping[str, str],
    ) -> GridCell:
        id_, item, spot = column.id, column.item, (row, column.id)
        text = "" if id_ in official else self.typed.cells.get(row, {}).get(id_, "")
        return GridCell(
            row, column, shown_cell(item, text, self.language), self.typed.note(row, id_),
            shown_value(item, last.get(id_), self.language), reasons.get(id_, ""), shown_value(item, official.get(id_), self.language),
            self._lock(column, id_ in official), tuple(self.problems.get(spot, ())), self.comments.get(spot, 0), self.files.get(spot, 0),
        )  # fmt: skip

    def _lock(self, column: GridColumn, is_official: bool) -> str:
        """Why a cell cannot be written into; '' where it can."""
        if is_official:
            return "official"
        if column.item.computed:
            return "computed"
        if column.is_grain and not self.sheet.has_open_rows:
            return "fixed"
        return "" if column.is_open else "other"


def is_changed(shown: str, sent: str) -> bool:
    """Whether what a page sent differs from what it had shown."""
    return sent.strip() != shown.strip() and not (is_blank(sent) and is_blank(shown))
