"""What may be typed into a cell: drop-down lists, whole numbers, ranges, dates, with messages in plain words.

Floor: intake. In: items. Out: data validation of xlsxwriter; lists stand on a hidden sheet under defined names.
A stated reason (不适用, 暂缺 …) is as good as a value everywhere.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from jiaodu.core.base.missing import REASON_NAMES, MissingReason
from jiaodu.core.base.tables import ItemType
from jiaodu.core.base.text import Language
from jiaodu.core.base.units import printed_unit
from jiaodu.core.framework import schema
from jiaodu.intake.row_notes import RowNotes
from jiaodu.intake.templates.mark import LISTS_SHEET

MISSING_NAME = "jiaodu_missing"
MISSING_WORDS = (*(REASON_NAMES[r].zh for r in MissingReason), "无此项", "暂缺", "待定", "保密")
_MESSAGE = 255
Codes = tuple[str, ...]


class Lists:
    """The hidden sheet of lists; equal lists stand once."""

    def __init__(self, book: Any) -> None:
        self._book, self._sheet = book, book.add_worksheet(LISTS_SHEET)
        self._sheet.hide()
        self._names: dict[Codes, str] = {}
        self.add(MISSING_WORDS, MISSING_NAME)

    def add(self, words: Codes, name: str = "") -> str:
        """A defined name for a list of words."""
        if words not in self._names:
            column = len(self._names)
            name = name or f"jiaodu_list_{column}"
            for row, word in enumerate(words):
                self._sheet.write_string(row, column, word)
            letter = _letter(column)
            self._book.define_name(name, f"='{LISTS_SHEET}'!${letter}$1:${letter}${max(len(words), 1)}")
            self._names[words] = name
        return self._names[words]


def validation_of(item: schema.Item, cell: str, lists: Lists, language: Language, is_key: bool = False) -> Any:
    """The validation of an item's cells; `cell` is the first of them, as A1. None where any text will do."""
    words = choices(item, is_key)
    message = message_of(item, language)
    common = {
        "input_title": item.name.in_(language)[:32],
        "input_message": message[:_MESSAGE],
        "error_title": "填写不符合要求" if language == "zh" else "not accepted",
        "error_message": message[:_MESSAGE],
    }
    if words:
        return {**common, "validate": "list", "source": f"={lists.add(words)}"}
    formula = _formula(item, cell)
    if formula:
        return {**common, "validate": "custom", "value": formula}
    return {**common, "validate": "any"} if item.scope else None


def note_input(notes: RowNotes, language: Language) -> Any:
    """What is said at a cell that takes the note of a whole row; any text will do."""
    name = notes.headings.item((notes.asked or notes.items)[0]).name.in_(language)
    message = (
        f"数确实特殊的(比上年变动大、与其他数不合等),写明原因,至少6个字。写在这里的,说的是本行各项;只说一项时先写项目名,如“{name}:原因”。"
        if language == "zh"
        else f"Why a figure is right though it is out of the ordinary, 12 letters or more. It is of all items of the row, unless it begins with a name: “{name}: reason”."
    )
    return {
        "validate": "any",
        "input_title": "说明" if language == "zh" else "note",
        "input_message": message[:_MESSAGE],
    }


def choices(item: schema.Item, is_key: bool = False) -> Codes:
    """The words of a drop-down list, none for other types."""
    reasons = () if is_key else (REASON_NAMES[MissingReason.NOT_APPLICABLE].zh,)
    if item.type is ItemType.CODE:
        return (*(code.name.zh for code in item.codes.values()), *reasons)
    if item.type is ItemType.YES_NO:
        return ("是", "否", *reasons)
    return ()


def message_of(item: schema.Item, language: Language) -> str:
    """What is wanted in one or two sentences."""
    zh = language == "zh"
    parts = [_wanted(item, zh)]
    if item.scope:
        parts.append(f"口径:{item.scope.zh}" if zh else f"Covers: {item.scope.en}")
    if item.type is not ItemType.TEXT:
        parts.append(
            "没有数的写“不适用”“尚未产生”等,不要留空或填0代替。" if zh else "Without a figure write 不适用 or 尚未产生."
        )
    return "\n".join(part for part in parts if part)


def _wanted(item: schema.Item, zh: bool) -> str:
    unit = printed_unit(item.unit, "zh" if zh else "en") if item.unit else ""
    low, high = item.minimum, item.maximum
    limits = (f"不小于{_plain(low)}" if zh else f"at least {_plain(low)}") if low is not None else ""
    if high is not None:
        limits += ("," if limits else "") + (f"不大于{_plain(high)}" if zh else f" at most {_plain(high)}")
    tail = (f"(单位:{unit})" if zh else f" ({unit})") if unit else ""
    limits = f",{limits.strip(',')}" if limits else ""
    if item.type is ItemType.COUNT:
        return f"填整数{tail}{limits}。" if zh else f"A whole number{tail}{limits}."
    if item.type is ItemType.NUMBER:
        kept = f",最多{item.digits}位小数" if zh else f", at most {item.digits} decimals"
        return f"填数字{tail}{limits}{kept}。" if zh else f"A number{tail}{limits}{kept}."
    if item.type is ItemType.DATE:
        return "填日期,如 2024-09-01。" if zh else "A date such as 2024-09-01."
    if item.type in (ItemType.CODE, ItemType.YES_NO):
        return "从下拉列表中选择。" if zh else "Choose from the list."
    return ""


def _formula(item: schema.Item, cell: str) -> str:
    """A condition on the cell; a stated reason fulfils it too."""
    if item.type in (ItemType.COUNT, ItemType.NUMBER):
        digits = 0 if item.type is ItemType.COUNT else item.digits
        parts = [f"ISNUMBER({cell})", f"ABS(ROUND({cell},{digits})-{cell})<0.0000000001"]
        parts += [f"{cell}>={_plain(item.minimum)}"] if item.minimum is not None else []
        parts += [f"{cell}<={_plain(item.maximum)}"] if item.maximum is not None else []
    elif item.type is ItemType.DATE:
        parts = [f"ISNUMBER({cell})", f"{cell}>0", f"{cell}<2958466"]
    else:
        return ""
    # IF, since AND looks at all its parts: ROUND of a word would be an error and refuse the word
    return f"=IF({parts[0]},AND({','.join(parts[1:])}),COUNTIF({MISSING_NAME},{cell})>0)"


def _plain(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"


def _letter(column: int) -> str:
    letters, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
