"""An official list: one record a row under prescribed headings; the keys that the form lacks stand right of it.

Floor: intake. In: a `SheetPlan` of a form with headings and no lines. Out: a drawn sheet that `rows_layout` reads back.
"""

from __future__ import annotations

from typing import Any

from jiaodu.core.base.tables import ItemType
from jiaodu.core.base.text import Language
from jiaodu.core.facts.staging import column_letter
from jiaodu.core.framework.model import Framework
from jiaodu.intake.row_notes import ROW_NOTE
from jiaodu.intake.templates.drawing import protect, put, set_up_page, width_of
from jiaodu.intake.templates.inputs import Lists, note_input, validation_of
from jiaodu.intake.templates.lists_sheet import labels_of, row_note_of, row_notes_of, word_of
from jiaodu.intake.templates.model import Line, PlanColumn, SheetPlan
from jiaodu.intake.templates.official_head import OfficialHead
from jiaodu.intake.templates.styles import Styles


class OfficialList:
    """Draws one sheet."""

    def __init__(
        self, plan: SheetPlan, sheet: Any, styles: Styles, lists: Lists, framework: Framework, language: Language
    ) -> None:
        self.plan, self.sheet, self.styles, self.lists = plan, sheet, styles, lists
        self.framework, self.language = framework, language
        self.layout = plan.form.spec.layout
        self.ids = [path[-1].of for path in self.layout.paths]
        keys = ["org"] if plan.unit is None else []
        self.extra = [name for name in (*keys, *plan.form.spec.grain) if name not in self.ids]
        if any(c.role == "row_note" for c in plan.columns):
            self.extra.append("row_note")
        self.row_notes = row_notes_of(plan, framework)
        self.widths = [self._width(n) for n in range(len(self.ids))] + [
            28.0 if n == "row_note" else 14.0 for n in self.extra
        ]

    def draw(self) -> None:
        """Draw it."""
        for column, width in enumerate(self.widths):
            self.sheet.set_column(column, column, width)
        head = OfficialHead(self.sheet, self.styles, self.layout, self.widths)
        first = head.top(self.plan.title, labels_of(self.plan, self.framework))
        row = head.headings(first)
        for number, name in enumerate(self.extra):
            title = {"org": "机构代码", "row_note": ROW_NOTE}.get(name) or self.plan.form.spec.grain[name].name.zh
            put(self.sheet, row - 1, len(self.ids) + number, title, self.styles.look("head_last"))
        for number, line in enumerate(self.plan.lines):
            self._line(row + number, number, line)
        end = row + len(self.plan.lines)
        self._inputs(row, end - 1)
        last = head.foot(end, {})
        set_up_page(self.sheet, first, row - 1, self.plan.title, False)
        self.sheet.print_area(0, 0, last, len(self.ids) - 1)
        self.sheet.freeze_panes(row, min(2, len(self.ids) - 1))
        protect(self.sheet, any(line.is_open for line in self.plan.lines))

    def _line(self, row: int, number: int, line: Line) -> None:
        for column, name in enumerate((*self.ids, *self.extra)):
            value, look = self._cell(name, number, line)
            put(self.sheet, row, column, value, look)
        self.sheet.set_row(row, 22)

    def _cell(self, name: str, number: int, line: Line) -> tuple[Any, Any]:
        spec = self.plan.form.spec
        if name in ("number", ""):
            return number + 1, self.styles.look("centre")
        if name in ("org", "org_name"):
            value = line.org if name == "org" else line.name
            is_open = line.is_open and name == "org"
            return value, self.styles.look("fill_in" if is_open else "key", "@")
        if name == "row_note":
            return row_note_of(self.plan, line, self.row_notes), self.styles.look("fill_in", "@")
        if name in spec.grain:
            item = spec.grain[name]
            value = word_of(PlanColumn("grain", name, "", item), line.grain.get(name))
            return value, self.styles.look("fill_in" if line.is_open else "key", "@")
        item = spec.items[name]
        value = word_of(PlanColumn("item", name, "", item), line.official.get(name, line.values.get(name)))
        return value, self.styles.cell("figure" if item.computed else "figure_open", item)

    def _inputs(self, first: int, last: int) -> None:
        spec = self.plan.form.spec
        for column, name in enumerate((*self.ids, *self.extra)):
            if name == "row_note" and last >= first:
                self.sheet.data_validation(first, column, last, column, note_input(self.row_notes, self.language))
            item = spec.items.get(name) or spec.grain.get(name)
            if item is None or item.computed or last < first:
                continue
            options = validation_of(
                item, f"{column_letter(column + 1)}{first + 1}", self.lists, self.language, name in spec.grain
            )
            if options:
                self.sheet.data_validation(first, column, last, column, options)

    def _width(self, number: int) -> float:
        name = self.ids[number]
        if name == "number":
            return 6
        item = self.plan.form.spec.items.get(name) or self.plan.form.spec.grain.get(name)
        is_text = name == "org_name" or (item is not None and item.type is ItemType.TEXT)
        title = width_of(self.layout.paths[number][-1].name.zh)
        return 22.0 if is_text else min(max(title / 4 + 3, 9.0), 16.0)


__all__ = ["OfficialList"]
