"""Style numbers of single cells changed in a worksheet's own XML; every other byte stays.

Floor: intake. In: the bytes of a worksheet part, and marks. Out: the bytes with those cells restyled.

A worksheet of 1.6 million cells is 70 MB of XML: a tree of it would take a gigabyte, so that rows are found by their tags
and only rows with marks are looked into. Text never holds a bare <, so that a tag that is found is a tag.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable, Mapping, Sequence

from jiaodu.core.base.problems import Severity
from jiaodu.core.facts.staging import column_letter
from jiaodu.intake.marking.marks import Mark, Spot, position
from jiaodu.intake.marking.package import OFFICE, STRICT_OFFICE, parse_xml

Restyle = Callable[[int, Severity], int]
_ROOT = re.compile(rb"<(?![?!])([\w.-]+:)?worksheet\b[^>]*>")
_TAG = re.compile(rb"<(/?)([\w.:-]+)((?:[^>\"']|\"[^\"]*\"|'[^']*')*?)(/?)>")
_AFTER_LEGACY = frozenset(
    b"legacyDrawingHF drawingHF picture oleObjects controls webPublishItems tableParts extLst AlternateContent".split()
)
_REFERENCE = re.compile(rb"""\br=["']([A-Z]{1,3})?(\d+)["']""")
_STYLE = re.compile(rb"""\bs=["'](\d+)["']""")
_SPANS = re.compile(rb"""\s+spans=["'][^"']*["']""")


class SheetXml:
    """A worksheet part. `head` ends before the rows, `tail` begins behind them."""

    def __init__(self, xml: bytes) -> None:
        xml = _plain(xml)
        match = _ROOT.search(xml)
        if match is None:
            raise ValueError("no worksheet")
        self.prefix = match[1] or b""
        self.is_strict = b"purl.oclc.org/ooxml" in match[0]
        opening = re.compile(rb"<" + re.escape(self.prefix) + rb"sheetData\s*(/?)>").search(xml, match.end())
        if opening is None:
            raise ValueError("no sheetData")
        if opening[1]:
            self.head, self.rows, self.tail = xml[: opening.start()], b"", xml[opening.end() :]
        else:
            end = xml.rindex(b"</" + self.prefix + b"sheetData>")
            self.head = xml[: opening.start()]
            self.rows = xml[opening.end() : end]
            self.tail = xml[end + len(self.prefix) + 12 :]

    def print(self) -> bytes:
        """The part."""
        name = self.prefix + b"sheetData"
        return b"".join((self.head, b"<", name, b">", self.rows, b"</", name, b">", self.tail))

    def legacy_drawing(self) -> str:
        """The relation id of the drawing that holds the notes, '' when there is none."""
        tag = re.compile(rb"<" + re.escape(self.prefix) + rb"""legacyDrawing\b[^>]*?\bid=["']([^"']+)["'][^>]*>""")
        match = tag.search(self.tail)
        return match[1].decode() if match else ""

    def add_legacy_drawing(self, relation: str) -> None:
        """Name the drawing that holds the notes, where the order of the elements wants it."""
        space = (STRICT_OFFICE if self.is_strict else OFFICE).encode()
        node = b'<%slegacyDrawing xmlns:r="%s" r:id="%s"/>' % (self.prefix, space, relation.encode())
        at = _place_for_legacy(self.tail)
        self.tail = self.tail[:at] + node + self.tail[at:]

    def drop_legacy_drawing(self) -> None:
        """Remove the element."""
        tag = re.compile(rb"<" + re.escape(self.prefix) + rb"legacyDrawing\b[^>]*?(/>|>\s*</[\w.:-]*legacyDrawing>)")
        self.tail = tag.sub(b"", self.tail, count=1)

    def restyle(self, marks: Sequence[Mark], restyle: Restyle) -> dict[Mark, Spot]:
        """Give the marked cells their styles, making cells and rows that are not there. Gives where each mark stands."""
        by_row: dict[int, list[Mark]] = {}
        for mark in marks:
            by_row.setdefault(max(mark.row, 0), []).append(mark)
        patch = _Rows(self.prefix, by_row, restyle, _column_styles(self.head, self.prefix))
        self.rows = patch.run(self.rows)
        return patch.stands


class _Rows:
    def __init__(
        self, prefix: bytes, by_row: Mapping[int, Sequence[Mark]], restyle: Restyle, columns: Callable[[int], int]
    ) -> None:
        p = re.escape(prefix)
        self.prefix, self.by_row, self.restyle, self.columns = prefix, by_row, restyle, columns
        self.row_tag = re.compile(rb"<" + p + rb"row(?=[\s/>])([^>]*?)(/?)>")
        self.cell_tag = re.compile(rb"<" + p + rb"c(?=[\s/>])([^>]*?)(/?)>")
        self.row_end = b"</" + prefix + b"row>"
        self.stands: dict[Mark, Spot] = {}

    def run(self, xml: bytes) -> bytes:
        wanted, pieces, at, row = sorted(self.by_row), [], 0, -1
        following = 0
        for match in self.row_tag.finditer(xml):
            found = _REFERENCE.search(match[1])
            row = int(found[2]) - 1 if found else row + 1
            while following < len(wanted) and wanted[following] < row:
                pieces += [xml[at : match.start()], self._new_row(wanted[following])]
                at, following = match.start(), following + 1
            if following == len(wanted):
                break
            if wanted[following] == row:
                end = match.end() if match[2] else xml.index(self.row_end, match.end())
                pieces += [xml[at : match.start()], self._row(row, match, xml[match.end() : end])]
                at, following = end + (0 if match[2] else len(self.row_end)), following + 1
        pieces.append(xml[at:])
        pieces += [self._new_row(r) for r in wanted[following:]]
        return b"".join(pieces)

    def _new_row(self, row: int) -> bytes:
        cells = self._new_cells(row, sorted(self._columns(row, 0)), None)
        return b'<%srow r="%d">%s%s' % (self.prefix, row + 1, cells, self.row_end)

    def _row(self, row: int, match: re.Match[bytes], inner: bytes) -> bytes:
        attributes = match[1].rstrip()
        own = _STYLE.search(attributes) if b"customFormat" in attributes else None
        pieces: list[bytes] = []
        cells = self._cells(inner)
        wanted = self._columns(row, cells[0][0] if cells else 0)
        at, numbers = 0, [c for c, _ in cells]
        absent = sorted(set(wanted) - set(numbers))
        for column, cell in cells:
            before = absent[: bisect.bisect_left(absent, column)]
            if before:
                pieces += [inner[at : cell.start()], self._new_cells(row, before, own)]
                at, absent = cell.start(), absent[len(before) :]
            if column in wanted:
                pieces += [inner[at : cell.start()], self._cell(cell, wanted[column])]
                at = cell.end()
        pieces += [inner[at:], self._new_cells(row, absent, own)]
        if absent or not cells:
            attributes = _SPANS.sub(b"", attributes)
        return b"<%srow%s>%s%s" % (self.prefix, attributes, b"".join(pieces), self.row_end)

    def _cells(self, inner: bytes) -> list[tuple[int, re.Match[bytes]]]:
        cells, column = [], -1
        for match in self.cell_tag.finditer(inner):
            found = _REFERENCE.search(match[1])
            column = _column(found[1]) if found and found[1] else column + 1
            cells.append((column, match))
        return cells

    def _columns(self, row: int, first: int) -> dict[int, Severity]:
        """The columns that are marked in a row; a mark of a whole row goes to its first cell."""
        found: dict[int, Severity] = {}
        for mark in self.by_row[row]:
            column = mark.column if mark.column >= 0 else first
            found.setdefault(column, mark.severity)
            self.stands[mark] = (row, column)
        return found

    def _cell(self, match: re.Match[bytes], severity: Severity) -> bytes:
        attributes, old = match[1].rstrip(), _STYLE.search(match[1])
        new = b's="%d"' % self.restyle(int(old[1]) if old else 0, severity)
        changed = attributes[: old.start()] + new + attributes[old.end() :] if old else attributes + b" " + new
        return b"<%sc%s%s>" % (self.prefix, changed, match[2])

    def _new_cells(self, row: int, columns: Sequence[int], own: re.Match[bytes] | None) -> bytes:
        by_column = {self.stands[m][1]: m.severity for m in reversed(self.by_row[row]) if m in self.stands}
        cells = []
        for column in columns:
            style = self.restyle(int(own[1]) if own else self.columns(column), by_column[column])
            cells.append(b'<%sc r="%s%d" s="%d"/>' % (self.prefix, column_letter(column + 1).encode(), row + 1, style))
        return b"".join(cells)


def _plain(xml: bytes) -> bytes:
    """Worksheet XML in UTF-8 without comments and CDATA, in which the bytes < and > are tags; nearly always as it was."""
    if xml.startswith((b"\xff\xfe", b"\xfe\xff")) or b"<!--" in xml or b"<![CDATA[" in xml or not _is_utf8(xml):
        from lxml import etree

        root = parse_xml(xml)
        for node in list(root.iter(etree.Comment)):
            node.getparent().remove(node)
        return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
    return xml


def _is_utf8(xml: bytes) -> bool:
    match = re.match(rb"""\s*(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding=["']([\w.-]+)["']""", xml[:200])
    return match is None or match[1].lower() in (b"utf-8", b"utf8", b"us-ascii", b"ascii")


def _column_styles(head: bytes, prefix: bytes) -> Callable[[int], int]:
    """The style that a column gives to cells that are not there."""
    tag = re.compile(rb"<" + re.escape(prefix) + rb"col\s([^>]*)>")
    spans = []
    for match in tag.finditer(head):
        found = {name: int(value) for name, value in re.findall(rb"""\b(min|max|style)=["'](\d+)["']""", match[1])}
        if found.get(b"style"):
            spans.append((found.get(b"min", 1) - 1, found.get(b"max", 1) - 1, found[b"style"]))
    return lambda column: next((style for first, last, style in spans if first <= column <= last), 0)


def _place_for_legacy(tail: bytes) -> int:
    """Where in the elements behind the rows a legacyDrawing belongs."""
    depth = 0
    for match in _TAG.finditer(tail):
        if match[1]:
            if depth == 0:
                return match.start()  # the end of the worksheet
            depth -= 1
            continue
        if depth == 0 and match[2].rpartition(b":")[2] in _AFTER_LEGACY:
            return match.start()
        depth += 0 if match[4] else 1
    return len(tail)


def _column(letters: bytes) -> int:
    spot = position(letters.decode())
    assert spot is not None
    return spot[1]
