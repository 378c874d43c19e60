"""A sheet with one item a line: labels on top, then 数据项, 单位, 数值, 上年, 统计数, 说明, 口径.

Floor: intake. In: a `SheetPlan` that goes down. Out: a drawn sheet that `columns_layout` reads back.
"""

from __future__ import annotations

from typing import Any

from jiaodu.core.base.text import Language
from jiaodu.core.base.units import printed_unit
from jiaodu.core.framework import schema
from jiaodu.core.framework.model import Framework
from jiaodu.intake.templates.drawing import height_of, protect, put, put_across, put_reason, set_up_page
from jiaodu.intake.templates.inputs import Lists, validation_of
from jiaodu.intake.templates.lists_sheet import SIGNATURES, period_labels, word_of
from jiaodu.intake.templates.model import Line, PlanColumn, SheetPlan
from jiaodu.intake.templates.styles import Styles

# 数据项 单位 数值 上年 统计数 说明 口径 归口部门
_WIDTHS = {"数据项": 34, "单位": 10, "数值": 18, "上年": 14, "统计数": 14, "说明": 24, "口径": 34, "归口部门": 14}
_HEADS = {"上年": "head_last", "统计数": "head_official"}


class ItemsSheet:
    """Draws one sheet."""

    def __init__(
        self, plan: SheetPlan, sheet: Any, styles: Styles, lists: Lists, framework: Framework, language: Language
    ) -> None:
        self.plan, self.sheet, self.styles, self.lists = plan, sheet, styles, lists
        self.framework, self.language = framework, language
        self.line = plan.lines[0] if plan.lines else Line(is_open=True)
        items = plan.form.spec.items.values()
        present = {c.role for c in plan.columns}
        optional = {
            "上年": "last" in present,
            "统计数": "official" in present,
            "口径": any(i.scope for i in items),
            "归口部门": any(i.owner for i in items),
        }
        self.words = [word for word in _WIDTHS if optional.get(word, True)]

    def draw(self) -> None:
        """Draw it."""
        for number, word in enumerate(self.words):
            self.sheet.set_column(number, number, _WIDTHS[word])
        head = self._top()
        for number, (id_, item) in enumerate(self.plan.form.spec.items.items()):
            self._item(head + 1 + number, id_, item)
        end = head + len(self.plan.form.spec.items)
        put(self.sheet, end + 2, 0, SIGNATURES, self.styles.look("sign"))
        set_up_page(self.sheet, head, head, self.plan.title, len(self.words) <= 5)
        self.sheet.print_area(0, 0, end + 2, len(self.words) - 1)
        self.sheet.freeze_panes(head + 1, 1)
        protect(self.sheet, False)

    def _top(self) -> int:
        last = len(self.words) - 1
        put_across(self.sheet, 0, 0, last, self.plan.title, self.styles.look("title"))
        self.sheet.set_row(0, 34)
        row = 1
        for label, value in self._labels():
            put(self.sheet, row, 0, label, self.styles.look("centre"))
            look = "fill_in" if not value else "key"
            put_across(self.sheet, row, 1, min(3, last), value, self.styles.look(look, "@"))
            row += 1
        for number, word in enumerate(self.words):
            put(self.sheet, row + 1, number, word, self.styles.look(_HEADS.get(word, "head")))
        self.sheet.set_row(row + 1, 24)
        return row + 1

    def _labels(self) -> list[tuple[str, str]]:
        code, name = self.plan.unit or ("", "")
        when = period_labels(
            self.plan.form, str(self.plan.period), self.plan.as_of.isoformat(), self.plan.source, self.framework
        )
        return [("表名", self.plan.sheet), ("机构代码", code), ("机构名称", name), *when]

    def _item(self, row: int, id_: str, item: schema.Item) -> None:
        column = PlanColumn("item", id_, "", item)
        texts = []
        for number, word in enumerate(self.words):
            value, look = self._cell(word, id_, item, column)
            put(self.sheet, row, number, value, look)
            if word == "上年" and id_ in self.line.reasons:
                put_reason(self.sheet, row, number, self.line.reasons[id_])
            if isinstance(value, str):
                texts.append((value, float(_WIDTHS[word])))
            if word == "数值" and id_ not in self.line.official:
                options = validation_of(item, f"{chr(65 + number)}{row + 1}", self.lists, self.language)
                if options:
                    self.sheet.data_validation(row, number, row, number, options)
        self.sheet.set_row(row, height_of(texts, least=1) + 4)

    def _cell(self, word: str, id_: str, item: schema.Item, column: PlanColumn) -> tuple[Any, Any]:
        official = id_ in self.line.official
        match word:
            case "数据项":
                return item.name.zh, self.styles.look("key")
            case "单位":
                return (printed_unit(item.unit) if item.unit else ""), self.styles.look("centre")
            case "数值":
                value = None if official else word_of(column, self.line.values.get(id_))
                return value, self.styles.cell("official" if official else "fill_in", item)
            case "上年":
                return word_of(column, self.line.last.get(id_)), self.styles.cell("last", item)
            case "统计数":
                return word_of(column, self.line.official.get(id_)), self.styles.cell("official", item)
            case "说明":
                return self.line.notes.get(id_), self.styles.look("fill_in", "@")
            case "口径":
                return (item.scope.in_(self.language) if item.scope else ""), self.styles.look("small")
            case _:
                return item.owner, self.styles.look("small")


__all__ = ["ItemsSheet"]
