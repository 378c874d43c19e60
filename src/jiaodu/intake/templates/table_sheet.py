"""An official table: the cells of its lines, sentences with blanks, filled from what is known.

Floor: intake. In: a `SheetPlan` of a form with lines. Out: a drawn sheet that `table_layout` reads back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from jiaodu.core.base.tables import ItemType
from jiaodu.core.base.text import Language
from jiaodu.core.facts.staging import column_letter
from jiaodu.core.framework import schema
from jiaodu.core.framework.model import Framework
from jiaodu.intake.headings import ASIDE, plain
from jiaodu.intake.sentences import fill_sentence
from jiaodu.intake.templates.drawing import height_of, protect, put, put_across, set_up_page, width_of
from jiaodu.intake.templates.inputs import Lists, validation_of
from jiaodu.intake.templates.lists_sheet import labels_of, word_of
from jiaodu.intake.templates.model import PlanColumn, SheetPlan
from jiaodu.intake.templates.official_head import OfficialHead
from jiaodu.intake.templates.styles import Styles


class TableSheet:
    """Draws one sheet."""

    def __init__(
        self, plan: SheetPlan, sheet: Any, styles: Styles, lists: Lists, framework: Framework, language: Language
    ) -> None:
        self.plan, self.sheet, self.styles, self.lists = plan, sheet, styles, lists
        self.framework, self.language = framework, language
        self.layout = plan.form.spec.layout
        self.labels = self.layout.labels
        self.widths = self._widths()
        self.values = {tuple(line.grain.items()): line.values for line in plan.lines}
        self.notes = {tuple(line.grain.items()): line.notes for line in plan.lines}

    def draw(self) -> None:
        """Draw it."""
        for column, width in enumerate(self.widths):
            self.sheet.set_column(column, column, width)
        head = OfficialHead(self.sheet, self.styles, self.layout, self.widths)
        labels = labels_of(self.plan, self.framework) if self.plan.unit else _blank_labels(self.plan, self.framework)
        first = head.top(self.plan.title, labels)
        row = head.headings(first)
        below = row
        for number, line in enumerate(self.layout.lines):
            self._line(row + number, line)
        self._line_labels(below)
        row += len(self.layout.lines)
        texts = {k: self._text(k, v) for values in list(self.values.values())[:1] for k, v in values.items()}
        last = head.foot(row, texts)
        landscape = sum(self.widths) > 100
        set_up_page(self.sheet, first, below - 1, self.plan.title, not landscape)
        self.sheet.print_area(0, 0, last, len(self.widths) - 1)
        self.sheet.freeze_panes(below, self.labels)
        protect(self.sheet, False)

    def _known(self, line: schema.Line) -> Mapping[str, Any]:
        return self.values.get(tuple(line.where.items()), {})

    def _line(self, row: int, line: schema.Line) -> None:
        texts = []
        for number, cell in enumerate(line.cells):
            column = self.labels + number
            self._cell(row, column, cell, self._known(line))
            if "{" in cell:
                texts.append((fill_sentence(cell, {}), self.widths[column]))
        if self.layout.has_notes:
            notes = self.notes.get(tuple(line.where.items()), {})
            text = next((notes[i] for i in line.items() if i in notes), "")
            put(self.sheet, row, len(self.widths) - 1, text, self.styles.look("sentence_open", "@"))
            texts.append((text, self.widths[-1]))
        for number, label in enumerate(line.labels):
            rest = self.labels - len(line.labels) if number == len(line.labels) - 1 else 0
            texts.append((label.zh, sum(self.widths[number : number + 1 + rest])))
        self.sheet.set_row(row, max(height_of(texts), 26))

    def _cell(self, row: int, column: int, cell: str, values: Mapping[str, Any]) -> None:
        items = self.plan.form.spec.items
        if cell == schema.DASH:
            put(self.sheet, row, column, cell, self.styles.look("dash"))
            return
        if "{" in cell:
            names = schema.items_of(cell)
            is_open = any(not items[name].computed for name in names)
            text = fill_sentence(cell, {n: self._text(n, values.get(n)) for n in names})
            put(self.sheet, row, column, text, self.styles.look("sentence_open" if is_open else "sentence", "@"))
            return
        item = items[cell]
        value = word_of(PlanColumn("item", cell, "", item), values.get(cell))
        put(self.sheet, row, column, value, self.styles.cell("figure" if item.computed else "figure_open", item))
        if not item.computed:
            address = f"{column_letter(column + 1)}{row + 1}"
            if options := validation_of(item, address, self.lists, self.language):
                self.sheet.data_validation(row, column, row, column, options)

    def _line_labels(self, first: int) -> None:
        """Labels, merged where neighbouring lines share them."""
        lines = self.layout.lines
        for level in range(self.labels):
            start = 0
            while start < len(lines):
                label = lines[start].labels[level].zh if level < len(lines[start].labels) else None
                end = start
                while level < self.labels - 1 and end + 1 < len(lines) and self._shares(start, end + 1, level):
                    end += 1
                if label is not None:
                    wide = self.labels - 1 if level == len(lines[start].labels) - 1 else level
                    look = self.styles.look("line_number" if self._is_number(level) else "line_label")
                    put_across(self.sheet, first + start, level, wide, label, look, first + end)
                start = end + 1

    def _shares(self, one: int, other: int, level: int) -> bool:
        lines = self.layout.lines
        a, b = lines[one].labels, lines[other].labels
        levels = [n for n in range(level + 1) if n == level or not self._is_number(n)]
        return len(a) > level + 1 and len(b) > level + 1 and all(a[n] == b[n] for n in levels)

    def _is_number(self, level: int) -> bool:
        """Whether a column of labels numbers the lines: it keeps none of the others from being merged."""
        return plain(self.layout.paths[level][-1].name.zh) in ASIDE

    def _text(self, name: str, value: Any) -> str:
        """A value as a sentence says it."""
        item = self.plan.form.spec.items[name]
        value = word_of(PlanColumn("item", name, "", item), value)
        if value is None:
            return ""
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, dt.date):
            return value.isoformat()
        if isinstance(value, Decimal) and item.type is ItemType.NUMBER:
            text = f"{value:.{item.digits}f}"
            return text.rstrip("0").rstrip(".") if item.digits > 3 else text
        return str(value)

    def _widths(self) -> list[float]:
        """Widths by content: sentences are wide, labels as long as they are up to a bound."""
        layout, found = self.layout, []
        values = [
            max((width_of(line.cells[n]) for line in layout.lines if "{" in line.cells[n]), default=0.0)
            for n in range(layout.values)
        ]
        for number, path in enumerate(layout.paths):
            if number < self.labels:
                texts = [width_of(line.labels[number].zh) for line in layout.lines if number < len(line.labels)]
                found.append(6.0 if self._is_number(number) else min(max([*texts, 8.0]) + 2, 44.0))
            elif number == self.labels + layout.values:
                found.append(40.0)
            else:
                sentence = values[number - self.labels]
                texts_only = any(self._is_text(line.cells[number - self.labels]) for line in layout.lines)
                plain = max(width_of(path[-1].name.zh) / 3 + 3, 9.0)
                found.append(60.0 if sentence or texts_only else min(plain, 18.0))
        return found

    def _is_text(self, cell: str) -> bool:
        item = self.plan.form.spec.items.get(cell)
        return item is not None and item.type is ItemType.TEXT


def _blank_labels(plan: SheetPlan, framework: Framework) -> list[tuple[str, str]]:
    return [("机构代码", ""), ("机构名称", ""), *labels_of(plan, framework)]


__all__ = ["TableSheet"]
