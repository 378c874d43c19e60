"""Read the text of a Word file with the place of every character in its bytes, its bookmarks and content controls.

Floor: reports. In: a `Package`. Out: `Story`s. expat tells where in the part each text node stands, so that a change
later touches the bytes of a figure and no others. Both namespaces of WordprocessingML are read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from jiaodu.reports.refresh.model import Kind, Line, Mark, Picture, Piece, Story
from jiaodu.reports.refresh.package import Package, elements_of, parse_part, strict_parser

_WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main ",
    "http://purl.oclc.org/ooxml/wordprocessingml/main ",
)
_DESCRIPTION = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing docPr"
_BLIP = "http://schemas.openxmlformats.org/drawingml/2006/main blip"
_FALLBACK = "http://schemas.openxmlformats.org/markup-compatibility/2006 Fallback"
ROW_CONTEXT = 200  # characters kept of the cells before a cell
_START_TAG = re.compile(rb"""<[^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*>""")
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "ptab": "\t"}
_DEPTHS = {
    "del": "gone",
    "moveFrom": "gone",
    "ins": "came",
    "moveTo": "came",
    "r": "run",
    "rPr": "look",
    "rt": "ruby",
    "tcPr": "cell",
}
_HEADING = re.compile(r"(?:heading|标题)\s*(\d)", re.I)


def read_stories(package: Package) -> tuple[Story, ...]:
    """Every part with text, the body first. Raises JiaoduError (R30, R33)."""
    levels = read_heading_levels(package)
    return tuple(_Reader(package, part, levels).read() for part in package.texts)


def read_heading_levels(package: Package) -> dict[str, int]:
    """Style id → level of heading (1 …), from the styles part."""
    part = package.related("styles", package.main)
    levels: dict[str, int] = {}
    style = ""
    for local, given in elements_of(package.path, part, package.read(part)) if part else ():
        if local == "style":
            style = given.get("styleId", "")
        elif local == "name" and (named := _HEADING.match(given.get("val", ""))):
            levels[style] = int(named[1])
        elif local == "outlineLvl" and given.get("val", "").isdigit() and int(given["val"]) < 9:
            levels.setdefault(style, int(given["val"]) + 1)
    return levels


@dataclass(slots=True)
class _OpenLine:
    index: int
    kind: Kind
    heading: str
    number: tuple[int, ...]
    before: str
    mirror: bool
    shade: tuple[int, int]
    texts: list[str] = field(default_factory=list)
    length: int = 0
    level: int = 0


@dataclass(slots=True)
class _OpenMark:
    kind: Literal["bookmark", "control", "link"]
    first: int
    mirror: bool
    name: str = ""
    alias: str = ""
    placeholder: bool = False


@dataclass(slots=True)
class _OpenTable:
    number: int
    row: int = 0
    column: int = 0
    before: str = ""
    cell: list[str] = field(default_factory=list)
    shade: tuple[int, int] = (0, 0)


class _Reader:
    """Walks one part once."""

    def __init__(self, package: Package, part: str, levels: dict[str, int]) -> None:
        self.package, self.part, self.levels = package, part, levels
        self.data = package.read(part)
        self.pieces: list[Piece] = []
        self.lines: list[Line | None] = []
        self.marks: list[Mark] = []
        self.pictures: list[Picture] = []
        self.described = (0, 0)
        self.depth = dict.fromkeys(("gone", "came", "run", "look", "ruby", "cell", "fallback", "box"), 0)
        self.open_lines: list[_OpenLine] = []
        self.open_controls: list[_OpenMark] = []
        self.open_bookmarks: dict[str, _OpenMark] = {}
        self.open_links: list[_OpenMark] = []
        self.tables: list[_OpenTable] = []
        self.text: list[str] | None = None
        self.start = -1
        self.table_count = self.under = self.note = 0
        self.heading = ""
        self.parser = strict_parser(package.path, part)

    def read(self) -> Story:
        parser = self.parser
        parser.StartElementHandler, parser.EndElementHandler = self._begin, self._end
        parser.CharacterDataHandler = self._characters
        parse_part(self.package.path, self.part, parser, self.data)
        for mark in self.open_bookmarks.values():  # an end that was lost: the bookmark is a point
            self._close(mark, mark.first)
        lines = tuple(line for line in self.lines if line is not None)
        return Story(self.part, self.data, tuple(self.pieces), lines, tuple(self.marks), tuple(self.pictures))

    # --- events -------------------------------------------------------------------------------------------------

    def _begin(self, full: str, given: dict[str, str]) -> None:
        if full == _FALLBACK:
            self.depth["fallback"] += 1
        name = _word_name(full)
        if name in _DEPTHS:
            self.depth[_DEPTHS[name]] += 1
        elif name in ("t", "delText"):
            self._begin_text()
        elif name in _BREAKS:
            if self.depth["run"] and not self.depth["look"]:
                self._add(_BREAKS[name], -1, -1)
        elif name in _BEGIN:
            _BEGIN[name](self, _local(given))
        elif full == _DESCRIPTION:
            tag = _START_TAG.match(self.data, self.parser.CurrentByteIndex)
            self.described = tag.span() if tag else (0, 0)
        elif full == _BLIP and self.open_lines:
            self.pictures.append(Picture(self.open_lines[-1].index, _local(given).get("embed", ""), *self.described))

    def _end(self, full: str) -> None:
        if full == _FALLBACK:
            self.depth["fallback"] -= 1
        name = _word_name(full)
        if name in _DEPTHS:
            self.depth[_DEPTHS[name]] -= 1
        elif name in ("t", "delText"):
            self._end_text(name)
        elif name in _END:
            _END[name](self)

    def _characters(self, text: str) -> None:
        if self.text is not None:
            self.text.append(text)

    # --- text ---------------------------------------------------------------------------------------------------

    def _begin_text(self) -> None:
        tag = _START_TAG.match(self.data, self.parser.CurrentByteIndex)
        self.start = -1 if tag is None or tag[0].endswith(b"/>") else tag.end()
        self.text = []

    def _end_text(self, name: str) -> None:
        text, self.text = "".join(self.text or ()), None
        if text and not self.depth["ruby"]:
            self._add(text, self.start, self.parser.CurrentByteIndex, name == "delText")

    def _add(self, text: str, start: int, end: int, deleted: bool = False) -> None:
        if not self.open_lines:
            return
        line, live = self.open_lines[-1], not deleted and not self.depth["gone"]
        self.pieces.append(Piece(line.index, line.length, text, start, end, live, bool(self.depth["came"])))
        if live:
            line.texts.append(text)
            line.length += len(text)

    # --- paragraphs and tables ----------------------------------------------------------------------------------

    def _begin_line(self, given: dict[str, str]) -> None:
        kind: Kind = "paragraph"
        number: tuple[int, ...] = ()
        before, shade = "", (0, 0)
        if self.depth["box"]:
            kind = "text_box"
        elif self.tables:
            table = self.tables[-1]
            kind, number = "table", (table.number, table.row, table.column)
            before, shade = table.before, table.shade
        elif self.note:
            kind, number = "note", (self.note,)
        elif self.part != self.package.main:
            kind = "margin"
        mirror = self.depth["fallback"] > 0
        self.open_lines.append(_OpenLine(len(self.lines), kind, self.heading, number, before, mirror, shade))
        self.lines.append(None)

    def _end_line(self) -> None:
        if not self.open_lines:
            return
        line = self.open_lines.pop()
        text, number = "".join(line.texts), line.number
        if line.kind == "table" and self.tables:
            self.tables[-1].cell.append(text)
        if line.kind == "paragraph":
            if line.level and text.strip():
                self.heading, self.under = text.strip(), 0
            elif text.strip():
                self.under += 1
            number = (self.under,)
        self.lines[line.index] = Line(
            line.kind, text, line.heading, number, line.before, line.level, line.mirror, line.shade
        )

    def _style(self, given: dict[str, str]) -> None:
        if self.open_lines:
            self.open_lines[-1].level = self.levels.get(given.get("val", ""), 0)

    def _begin_table(self, given: dict[str, str]) -> None:
        if not self.tables:
            self.table_count += 1
        self.tables.append(_OpenTable(self.table_count))

    def _begin_row(self, given: dict[str, str]) -> None:
        if self.tables:
            table = self.tables[-1]
            table.row, table.column, table.before = table.row + 1, 0, ""

    def _begin_cell(self, given: dict[str, str]) -> None:
        if self.tables:
            self.tables[-1].column += 1
            self.tables[-1].cell = []
            self.tables[-1].shade = (0, 0)

    def _shade(self, given: dict[str, str]) -> None:
        """The colour of a cell: it comes before the first paragraph."""
        if self.tables and self.depth["cell"]:
            tag = _START_TAG.match(self.data, self.parser.CurrentByteIndex)
            self.tables[-1].shade = tag.span() if tag else (0, 0)

    def _end_cell(self) -> None:
        if self.tables:
            table = self.tables[-1]
            table.before = f"{table.before}{chr(10).join(table.cell)}\t"[-ROW_CONTEXT:]

    def _end_table(self) -> None:
        if self.tables:
            self.tables.pop()

    def _begin_box(self, given: dict[str, str]) -> None:
        self.depth["box"] += 1

    def _end_box(self) -> None:
        self.depth["box"] -= 1

    def _begin_note(self, given: dict[str, str]) -> None:
        self.note += "type" not in given  # separators are notes with a type

    # --- marks --------------------------------------------------------------------------------------------------

    def _begin_bookmark(self, given: dict[str, str]) -> None:
        mark = _OpenMark("bookmark", len(self.pieces), self.depth["fallback"] > 0, given.get("name", ""))
        old = self.open_bookmarks.pop(given.get("id", ""), None)
        if old is not None:  # two starts with one id: the first has lost its end
            self._close(old, old.first)
        self.open_bookmarks[given.get("id", "")] = mark

    def _end_bookmark(self, given: dict[str, str]) -> None:
        mark = self.open_bookmarks.pop(given.get("id", ""), None)
        if mark is not None:
            self._close(mark, len(self.pieces))

    def _begin_control(self, given: dict[str, str]) -> None:
        self.open_controls.append(_OpenMark("control", len(self.pieces), self.depth["fallback"] > 0))

    def _end_control(self) -> None:
        self._close(self.open_controls.pop(), len(self.pieces))

    def _begin_link(self, given: dict[str, str]) -> None:
        self.open_links.append(_OpenMark("link", len(self.pieces), False, given.get("anchor", "")))

    def _end_link(self) -> None:
        self._close(self.open_links.pop(), len(self.pieces))

    def _alias(self, given: dict[str, str]) -> None:
        if self.open_controls:
            self.open_controls[-1].alias = given.get("val", "")

    def _tag(self, given: dict[str, str]) -> None:
        if self.open_controls:
            self.open_controls[-1].name = given.get("val", "")

    def _placeholder(self, given: dict[str, str]) -> None:
        if self.open_controls:
            self.open_controls[-1].placeholder = given.get("val", "1") not in ("0", "false", "off")

    def _close(self, mark: _OpenMark, last: int) -> None:
        self.marks.append(Mark(mark.kind, mark.name, mark.alias, mark.first, last, mark.placeholder, mark.mirror))


_BEGIN = {
    "p": _Reader._begin_line, "pStyle": _Reader._style, "tbl": _Reader._begin_table, "tr": _Reader._begin_row,
    "tc": _Reader._begin_cell, "txbxContent": _Reader._begin_box, "footnote": _Reader._begin_note,
    "endnote": _Reader._begin_note, "bookmarkStart": _Reader._begin_bookmark, "bookmarkEnd": _Reader._end_bookmark,
    "sdt": _Reader._begin_control, "alias": _Reader._alias, "tag": _Reader._tag,
    "showingPlcHdr": _Reader._placeholder, "shd": _Reader._shade, "hyperlink": _Reader._begin_link,
}  # fmt: skip
_END = {
    "p": _Reader._end_line, "tbl": _Reader._end_table, "tc": _Reader._end_cell, "txbxContent": _Reader._end_box,
    "sdt": _Reader._end_control, "hyperlink": _Reader._end_link,
}  # fmt: skip


def _local(given: dict[str, str]) -> dict[str, str]:
    return {key.rsplit(" ", 1)[-1]: value for key, value in given.items()}


def _word_name(full: str) -> str:
    """The local name of an element of WordprocessingML, '' for any other."""
    for namespace in _WORD:
        if full.startswith(namespace):
            return full[len(namespace) :]
    return ""
