"""What a refresh finds: pieces of text with their bytes, marks, where each figure stands and in what state it is.

Floor: reports. In: made by `read`, `match` and `states`. Out: read by `patch` and by the command line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from jiaodu.core.base.text import Text

State = Literal["current", "stale", "typed_over", "emptied", "deleted", "gone", "unclear", "retired"]
By = Literal["bookmark", "tag", "alias", "value", "context", ""]
Cell = tuple[str, str, int]  # caption of a table, first cell of the row, column
Kind = Literal["paragraph", "table", "note", "text_box", "margin"]

STATES: Mapping[State, Text] = {
    "current": Text("最新", "current"),
    "stale": Text("过期", "stale"),
    "typed_over": Text("手改", "typed over"),
    "emptied": Text("清空", "emptied"),
    "deleted": Text("修订中删除", "deleted in tracked changes"),
    "gone": Text("不见了", "gone"),
    "unclear": Text("说不清", "unclear"),
    "retired": Text("报告不再用", "no longer printed"),
}
BYS: Mapping[By, Text] = {
    "bookmark": Text("书签", "bookmark"),
    "tag": Text("控件标记", "control tag"),
    "alias": Text("控件名称", "control title"),
    "value": Text("数值和上下文", "value and context"),
    "context": Text("上下文", "context"),
    "": Text("", ""),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A text node: its paragraph, where it begins there, its characters, and its bytes in the part (-1: a tab or break).

    `live` is False for what tracked changes delete or move away; `tracked` is True for what they insert.
    """

    line: int
    at: int
    text: str
    start: int
    end: int
    live: bool = True
    tracked: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph: its live text, the heading over it, and in a table the cells before it in its row.

    `number` counts the paragraphs under the heading, or says table, row and column; `mirror` is True for the copy that
    Word keeps for older programs; `shade` are the bytes of the tag that colours its cell.
    """

    kind: Kind
    text: str
    heading: str
    number: tuple[int, ...]
    before: str = ""
    level: int = 0
    mirror: bool = False
    shade: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Mark:
    """A bookmark, a content control or a link inside the file over pieces `first` to `last` (end exclusive)."""

    kind: Literal["bookmark", "control", "link"]
    name: str
    alias: str
    first: int
    last: int
    placeholder: bool = False
    mirror: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: its paragraph, the relation that leads to its file, and the bytes of the tag that describes it."""

    line: int
    relation: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Story:
    """The text of one part of the package: body, notes, header or footer."""

    part: str
    data: bytes
    pieces: tuple[Piece, ...]
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class Slice:
    """Characters `start` to `end` of a piece of a story."""

    story: int
    piece: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Expected:
    """A figure that a report printed or would print now. `printed` is None where the edition is not known, `now` where
    today's report does not print it. `slot` says what it says: value, part, standard; `outcome` is the verdict of today
    that the words stand for, `cell` the cell of a table that it fills alone."""

    id: str
    name: str
    part: str
    entry: str
    printed: str | None
    now: str | None
    before: str = ""
    after: str = ""
    kind: Kind = "paragraph"
    slot: tuple[str, ...] = ()
    order: int = 0
    outcome: str = ""
    cell: Cell | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """One place in the file where a figure stands. `mirrors` are the same characters kept for older programs."""

    id: str
    by: By
    text: str
    slices: tuple[Slice, ...]
    kind: Kind
    order: tuple[int, int, int]
    where: Text
    deleted: bool = False
    tracked: bool = False
    copy: bool = False
    mirrors: tuple[tuple[Slice, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class FigureState:
    """A figure's state at one place, or that it stands nowhere."""

    figure: Expected
    state: State
    found: Found | None = None
    moved: bool = False
    updated: bool = False

    def to_json(self) -> dict[str, Any]:
        """A plain mapping."""
        figure, found = self.figure, self.found
        return {
            "id": figure.id,
            "name": figure.name,
            "part": figure.part,
            "indicator": figure.entry,
            "state": self.state,
            "moved": self.moved,
            "copy": bool(found and found.copy),
            "tracked": bool(found and found.tracked),
            "by": found.by if found else "",
            "text": found.text if found else "",
            "printed": figure.printed,
            "now": figure.now,
            "place": {"zh": found.where.zh, "en": found.where.en} if found else None,
            "updated": self.updated,
        }


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What became of every figure, and of marks that no figure of the report answers to.

    `old_charts` are the captions of charts whose data have changed and whose picture has not.
    """

    states: tuple[FigureState, ...]
    strangers: tuple[Found, ...] = ()
    new: tuple[Expected, ...] = ()
    old_charts: tuple[str, ...] = ()
    changed: bool = False
    content: bytes = field(default=b"", repr=False)
