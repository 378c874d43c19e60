"""A sheet with one record a row: title, labels, bands, headings, lines, signatures.

Floor: intake. In: a `SheetPlan`. Out: a drawn sheet that `rows_layout` reads back.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

from jiaodu.core.base.tables import ItemType
from jiaodu.core.base.text import Language
from jiaodu.core.facts.staging import column_letter
from jiaodu.core.framework.model import Form, Framework
from jiaodu.intake.headings import Headings
from jiaodu.intake.row_notes import RowNotes, row_notes
from jiaodu.intake.templates.drawing import height_of, protect, put, put_across, put_reason, set_up_page, width_of
from jiaodu.intake.templates.inputs import Lists, note_input, validation_of
from jiaodu.intake.templates.model import Line, PlanColumn, SheetPlan
from jiaodu.intake.templates.styles import Styles

_HEADS = {"official": "head_official", "last": "head_last"}
_LOOKS = {"number": "centre", "org": "key", "name": "key", "grain": "key", "last": "last", "official": "official"}
SIGNATURES = "填表人:              审核人:              单位负责人:              联系电话:              填表日期:"


class ListSheet:
    """Draws one sheet."""

    def __init__(
        self, plan: SheetPlan, sheet: Any, styles: Styles, lists: Lists, framework: Framework, language: Language
    ) -> None:
        self.plan, self.sheet, self.styles, self.lists = plan, sheet, styles, lists
        self.framework, self.language = framework, language
        self.widths = [self._width(column) for column in plan.columns]
        self.last_column = len(plan.columns) - 1
        self.row_notes = row_notes_of(plan, framework)

    def draw(self) -> None:
        """Draw it."""
        head = self._top()
        for number, line in enumerate(self.plan.lines):
            self._line(head + 1 + number, number, line)
        end = head + len(self.plan.lines)
        self._inputs(head + 1, end)
        put(self.sheet, end + 2, 0, SIGNATURES, self.styles.look("sign"))
        for column, width in enumerate(self.widths):
            level = {"level": 1} if self.plan.columns[column].role == "last" else {}
            self.sheet.set_column(column, column, width, None, level)
        set_up_page(self.sheet, head - 1, head, self.plan.title, False)
        self.sheet.print_area(0, 0, end + 2, self.last_column)
        self.sheet.freeze_panes(head + 1, self._frozen())
        protect(self.sheet, any(line.is_open for line in self.plan.lines))

    def _top(self) -> int:
        """Title, labels and headings; the zero-based row of the headings."""
        across = max(self.last_column, 0)
        put_across(self.sheet, 0, 0, across, self.plan.title, self.styles.look("title"))
        self.sheet.set_row(0, 34)
        row = self._labels(1)
        self._bands(row)
        texts = []
        for number, column in enumerate(self.plan.columns):
            look = _HEADS.get(column.role, "head")
            put(self.sheet, row + 1, number, column.heading, self.styles.look(look))
            texts.append((column.heading, self.widths[number]))
            self._explain(row + 1, number, column)
        self.sheet.set_row(row + 1, height_of(texts, least=2))
        return row + 1

    def _labels(self, row: int) -> int:
        """The labels 年度, 统计时点, 来源 and the one unit's code and name; the next free row."""
        labels = [f"{word}:{value}" for word, value in labels_of(self.plan, self.framework)]
        look = self.styles.look("label")
        starts = self._spread(labels)
        for label, (line, column) in zip(labels, starts, strict=True):
            put(self.sheet, row + line, column, label, look)
        return row + max(line for line, _ in starts) + 1

    def _spread(self, labels: Sequence[str]) -> list[tuple[int, int]]:
        """Line and column of each label, so that no label runs into the next."""
        found: list[tuple[int, int]] = []
        line, column = 0, 0
        for label in labels:
            if column and sum(self.widths[column:]) < width_of(label) + 2:
                line, column = line + 1, 0
            found.append((line, column))
            room = 0.0
            while room < width_of(label) + 2 and column <= self.last_column:
                room += self.widths[column]
                column += 1
        return found

    def _bands(self, row: int) -> None:
        """A row of merged headings: the department that answers for the items below."""
        look = self.styles.look("band")
        start = 0
        for name, columns in itertools.groupby(self.plan.columns, self._band):
            count = len(list(columns))
            put_across(self.sheet, row, start, start + count - 1, name, look)
            start += count
        self.sheet.set_row(row, 20)

    def _band(self, column: PlanColumn) -> str:
        if column.role in ("number", "org", "name"):
            return "填报单位"
        if column.role == "row_note":
            return "特殊情况"
        if column.role == "grain":
            return "分组"
        owner = column.item.owner if column.item else ""
        return f"归口部门:{owner}" if owner else "填报内容"

    def _explain(self, row: int, number: int, column: PlanColumn) -> None:
        item = column.item
        if column.role in ("item", "official") and item is not None and item.scope:
            text = item.scope.in_(self.language)
            self.sheet.write_comment(row, number, f"口径:{text}", {"x_scale": 2, "font_name": "宋体", "font_size": 9})

    def _line(self, row: int, number: int, line: Line) -> None:
        for position, column in enumerate(self.plan.columns):
            value, look = self._cell(column, line, number)
            put(self.sheet, row, position, value, look)
            if column.role == "last" and column.id in line.reasons:
                put_reason(self.sheet, row, position, line.reasons[column.id])
        self.sheet.set_row(row, 20)

    def _cell(self, column: PlanColumn, line: Line, number: int) -> tuple[Any, Any]:
        if column.role == "number":
            return number + 1, self.styles.look("centre")
        if column.role in ("org", "name", "grain"):
            return self._key(column, line)
        if column.role == "item":
            if column.id in line.official:
                return None, self.styles.cell("official", column.item)
            return word_of(column, line.values.get(column.id)), self.styles.cell("fill_in", column.item)
        if column.role == "note":
            return line.notes.get(column.id), self.styles.look("fill_in", "@")
        if column.role == "row_note":
            return row_note_of(self.plan, line, self.row_notes), self.styles.look("fill_in", "@")
        known = line.last if column.role == "last" else line.official
        return word_of(column, known.get(column.id)), self.styles.cell(_LOOKS[column.role], column.item)

    def _key(self, column: PlanColumn, line: Line) -> tuple[Any, Any]:
        if line.is_open and column.role != "name":
            return None, self.styles.cell("fill_in", column.item) if column.item else self.styles.look("fill_in", "@")
        value = {"org": line.org, "name": line.name}.get(column.role, "")
        if column.role == "grain":
            value = word_of(column, line.grain.get(column.id))
        return value, self.styles.look("key", "@")

    def _inputs(self, first: int, last: int) -> None:
        is_open = any(line.is_open for line in self.plan.lines)
        for number, column in enumerate(self.plan.columns):
            if column.role == "row_note":
                options = note_input(self.row_notes, self.language)
                self.sheet.data_validation(first, number, max(last, first), number, options)
            key = column.role == "grain" and is_open
            if column.item is not None and (column.role == "item" or key):
                cell = f"{column_letter(number + 1)}{first + 1}"
                options = validation_of(column.item, cell, self.lists, self.language, key)
                if options:
                    self.sheet.data_validation(first, number, max(last, first), number, options)

    def _width(self, column: PlanColumn) -> float:
        if column.role == "number":
            return 6
        texts = [
            width_of(str(word_of(column, v))) for v in itertools.islice(self._values(column), 400) if v is not None
        ]
        longest = max(texts, default=0.0)
        if column.role in ("org", "name", "grain"):
            return min(max(longest + 2, 10.0), 30.0)
        if column.role == "note":
            return 20
        if column.role == "row_note":
            return 28
        wide = column.item is not None and column.item.type is ItemType.TEXT
        half = width_of(column.heading) / 3 + 3  # headings take up to three lines
        return min(max(longest + 3, half, 24.0 if wide else 10.0), 36.0 if wide else 20.0)

    def _values(self, column: PlanColumn) -> Any:
        for line in self.plan.lines:
            match column.role:
                case "org":
                    yield line.org
                case "name":
                    yield line.name
                case "grain":
                    yield line.grain.get(column.id)
                case "last":
                    yield line.last.get(column.id)
                case "official":
                    yield line.official.get(column.id)
                case _:
                    yield line.values.get(column.id)

    def _frozen(self) -> int:
        keys = [n for n, c in enumerate(self.plan.columns) if c.role in ("number", "org", "name", "grain")]
        return min(len(keys), 5)


def row_notes_of(plan: SheetPlan, framework: Framework) -> RowNotes:
    """Which items of a sheet a note of a whole row may belong to, as intake reads it."""
    brought = [c.id for c in plan.columns if c.role == "item"]
    return row_notes(Headings(plan.form), framework, brought, _with_own_note(plan))


def row_note_of(plan: SheetPlan, line: Line, notes: RowNotes) -> str:
    """What was already written beside the figures of a line, in one text."""
    own = _with_own_note(plan)
    left = {i: n for i, n in line.notes.items() if i not in own}
    return notes.join(left, [i for i in notes.items if i in line.values]) if left else ""


def _with_own_note(plan: SheetPlan) -> set[str]:
    """The items with a column 说明 of their own; prescribed headings have none."""
    return set() if plan.form.spec.layout.is_official else {c.id for c in plan.columns if c.role == "note"}


def labels_of(plan: SheetPlan, framework: Framework) -> list[tuple[str, str]]:
    """The labels above the headings with their values."""
    found = [("机构代码", plan.unit[0]), ("机构名称", plan.unit[1])] if plan.unit else []
    return [*found, *period_labels(plan.form, str(plan.period), plan.as_of.isoformat(), plan.source, framework)]


def period_labels(form: Form, period: str, as_of: str, source: str, framework: Framework) -> list[tuple[str, str]]:
    """The labels of a period, in the words that intake reads."""
    word = {"school_year": "学年", "month": "月份"}.get(form.spec.period.value, "年度")
    name = framework.sources[source].name.zh if source in framework.sources else source
    return [(word, period), ("统计时点", as_of), ("来源", name)]


def word_of(column: PlanColumn, value: Any) -> Any:
    """A value as people write it: the Chinese name of a code."""
    item = column.item
    if item is not None and item.type is ItemType.CODE and value in item.codes:
        return item.codes[value].name.zh
    return value


__all__ = ["SIGNATURES", "ListSheet", "labels_of", "period_labels", "row_note_of", "row_notes_of", "word_of"]
