"""The look of a template: fonts, borders and colours of office tables; what is locked is grey, what is filled in is not.

Floor: intake. In: an xlsxwriter workbook. Out: formats by purpose, made once each.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jiaodu.core.base.tables import ItemType
from jiaodu.core.base.text import Text
from jiaodu.core.framework import schema

TEXT_FONT, HEAD_FONT, TITLE_FONT = "仿宋", "宋体", "宋体"
FILL_IN, LOCKED, LAST, OFFICIAL, HEAD = "#FFFFFF", "#F2F2F2", "#EDEDED", "#DDEBF7", "#D9E2F3"
LEGEND: Mapping[str, tuple[str, Text]] = {
    "fill_in": (FILL_IN, Text("白色:由填报单位填写", "white: to be filled in")),
    "official": (
        OFFICIAL,
        Text(
            "蓝色:已从教育统计带入,不能改;有不同意见的写在“说明”列",
            "blue: brought in from the official statistics, locked; write an objection into the note beside it",
        ),
    ),
    "last": (LAST, Text("灰色斜体:上年数,供对照,不读取", "grey italics: last period, for comparison; not read")),
    "locked": (LOCKED, Text("浅灰:单位、分组、名称,不能改", "light grey: unit, group and names, locked")),
}
_BASE: dict[str, Any] = {
    "font_name": TEXT_FONT, "font_size": 11, "valign": "vcenter", "border": 1, "border_color": "#7F7F7F", "text_wrap": True,
}  # fmt: skip
_LOOKS: Mapping[str, dict[str, Any]] = {
    "title": {"font_name": TITLE_FONT, "font_size": 18, "bold": True, "align": "center", "border": 0},
    "subtitle": {"font_name": TITLE_FONT, "font_size": 12, "align": "center", "border": 0},
    "label": {"border": 0, "text_wrap": False},
    "band": {"font_name": HEAD_FONT, "bg_color": HEAD, "align": "center", "font_size": 10},
    "head": {"font_name": HEAD_FONT, "bold": True, "bg_color": HEAD, "align": "center", "font_size": 10.5},
    "head_last": {"font_name": HEAD_FONT, "italic": True, "bg_color": LAST, "align": "center", "font_size": 9.5},
    "head_official": {"font_name": HEAD_FONT, "bold": True, "bg_color": OFFICIAL, "align": "center", "font_size": 10.5},
    "key": {"bg_color": LOCKED, "align": "left", "indent": 1},
    "centre": {"bg_color": LOCKED, "align": "center"},
    "last": {"bg_color": LAST, "italic": True, "font_color": "#595959"},
    "official": {"bg_color": OFFICIAL},
    "fill_in": {"bg_color": FILL_IN, "locked": False},
    "small": {"font_size": 9.5, "font_color": "#404040", "bg_color": LOCKED, "align": "left", "indent": 1},
    "plain": {"align": "left", "indent": 1},
    "sign": {"border": 0, "text_wrap": False},
    "line_label": {"font_name": HEAD_FONT, "align": "left", "indent": 1},
    "line_number": {"font_name": HEAD_FONT, "align": "center"},
    "dash": {"align": "center"},
    "figure": {"align": "center"},
    "figure_open": {"align": "center", "locked": False},
    "sentence": {"align": "left", "indent": 1},
    "sentence_open": {"locked": False, "align": "left", "indent": 1},
    "note_open": {"border": 0, "font_size": 10, "valign": "top", "locked": False},
    "note": {"border": 0, "font_size": 10, "valign": "top"},
}


class Styles:
    """The formats of one workbook."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[str, str], Any] = {}

    def look(self, name: str, number_format: str = "") -> Any:
        """A format by purpose, with a number format where one is given."""
        key = (name, number_format)
        if key not in self._made:
            extra = {"num_format": number_format} if number_format else {}
            self._made[key] = self._book.add_format({**_BASE, **_LOOKS[name], **extra})
        return self._made[key]

    def cell(self, look: str, item: schema.Item | None) -> Any:
        """The format of a cell of an item."""
        return self.look(look, number_format(item) if item else "")


def number_format(item: schema.Item) -> str:
    """How a value of the item is shown; a percentage keeps its number (80.73), since the heading states the unit."""
    if item.type is ItemType.COUNT:
        return "#,##0"
    if item.type is ItemType.NUMBER:
        fixed = min(item.digits, 2)
        digits = "0" * fixed + "#" * (item.digits - fixed)
        return "#,##0" + (f".{digits}" if digits else "")
    if item.type is ItemType.DATE:
        return "yyyy-mm-dd"
    return "@"
