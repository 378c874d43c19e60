"""What a spreadsheet reader does not tell: failed and unsaved formulas, and how large a sheet would become in memory.

Floor: intake. In: the bytes of an xlsx or ods package. Out: `SheetScan` of a sheet; `Unusable` when it is too large.

calamine gives a failed formula as an empty cell, which would pass as "not reported", and it lays a sheet out densely, so
that one stray cell in the last corner asks for hundreds of gigabytes. Both are seen in the package's own XML beforehand.
"""

from __future__ import annotations

import contextlib
import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

from jiaodu.intake.limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Unusable

_CHUNK = 4_000_000
_PREFIX = re.compile(rb"<([\w.-]+:)?sheetData")
_REFERENCE = re.compile(rb"""\br=["']([A-Z]{1,3})(\d{1,7})["']""")
# functions and links that reach out of the workbook when it is opened or calculated
_ACTING = rb"(?:WEBSERVICE|RTD|CALL|REGISTER(?:\.ID)?|EXEC|DDE)\s*\(|\|[^<!]{0,200}!"
_ODS_TAG = re.compile(rb"<(/?)table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])([^<>]*)>")
_ODS_REPEAT = re.compile(rb"""number-(?:columns|rows)-repeated=["'](\d{1,9})["']""")


@dataclass(slots=True)
class SheetScan:
    """The extent of a sheet's values (one-based), and its bad formulas by zero-based (row, column).

    A failed formula maps to its error, one that was saved without a result to an empty text. `acting` are formulas that
    would reach out of the workbook.
    """

    rows: int = 0
    columns: int = 0
    bad: dict[tuple[int, int], str] = field(default_factory=dict)
    acting: list[tuple[int, int]] = field(default_factory=list)


def scan_sheet(data: bytes, name: str) -> SheetScan | None:
    """Scan a sheet of an xlsx file; None for other formats. Raises Unusable, also for a broken package."""
    if not data.startswith(b"PK"):
        return None
    with _open(data) as package:
        names = package.namelist()
        if "content.xml" in names:
            return None
        part = _sheet_parts(package).get(name, "")
        return _scan(package, part) if part in names else None


def check_ods(data: bytes) -> None:
    """Refuse an OpenDocument file whose repeated cells and rows come to too much: the reader lays every one of them out."""
    with _open(data) as package:
        if "content.xml" in package.namelist():
            _check_repeats(package.read("content.xml"))


@contextlib.contextmanager
def _open(data: bytes) -> Iterator[zipfile.ZipFile]:
    """The package; whatever is wrong inside it becomes Unusable."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            yield package
    except (zipfile.BadZipFile, zlib.error, ElementTree.ParseError, KeyError, EOFError, OSError) as error:
        raise Unusable("I01", detail=str(error)) from error
    except (NotImplementedError, RuntimeError, ValueError) as error:
        raise Unusable("I01", detail=str(error)) from error


def _sheet_parts(package: zipfile.ZipFile) -> dict[str, str]:
    """Sheet names with their parts inside the package."""
    book = "xl/workbook.xml"
    targets = {}
    for node in ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels")):
        target = node.get("Target", "")
        targets[node.get("Id", "")] = (
            target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        )
    found = {}
    for node in ElementTree.fromstring(package.read(book)).iter():
        if node.tag.endswith("}sheet"):
            relation = next((value for name, value in node.items() if name.endswith("}id")), "")
            found[node.get("name", "")] = targets.get(relation, "")
    return found


def _scan(package: zipfile.ZipFile, part: str) -> SheetScan:
    """Empty cells count too at first; where that comes to too much, the sheet is scanned again without them."""
    try:
        return _scan_part(package, part, exact=False)
    except Unusable:
        return _scan_part(package, part, exact=True)


def _scan_part(package: zipfile.ZipFile, part: str, exact: bool) -> SheetScan:
    scan = SheetScan()
    with package.open(part) as stream:
        first = stream.read(_CHUNK)
        match = _PREFIX.search(first)
        patterns = _Patterns(match[1] or b"" if match else b"")
        for block in _blocks(first, stream, patterns.row_end):
            patterns.read(block, scan, exact)
            check_extent(scan.rows, scan.columns)
    return scan


def _blocks(first: bytes, stream: object, row_end: bytes) -> Iterator[bytes]:
    """Stretches of XML that end with a row."""
    rest, chunk = b"", first
    while chunk:
        rest += chunk
        end = rest.rfind(row_end)
        cut = end + len(row_end) if end >= 0 else len(rest)
        if end >= 0 or len(rest) > 16 * _CHUNK:
            yield rest[:cut]
            rest = rest[cut:]
        chunk = stream.read(_CHUNK)  # type: ignore[attr-defined]
    yield rest


def check_extent(rows: int, columns: int) -> None:
    """Raise Unusable for a sheet that is too large."""
    if columns > MAX_COLUMNS or rows > MAX_ROWS or rows * columns > MAX_CELLS:
        raise Unusable("I03", size=f"{rows} × {columns}", limit=f"{MAX_ROWS} × {MAX_COLUMNS}, {MAX_CELLS}")


class _Patterns:
    """The patterns of a worksheet part, whose elements may carry a namespace prefix.

    No pattern runs past the next tag: on broken XML that would take the square of its length.
    """

    def __init__(self, prefix: bytes) -> None:
        p = re.escape(prefix)
        self.row_end, self.cell_end, self.cell = b"</" + prefix + b"row>", b"</" + prefix + b"c>", b"<" + prefix + b"c"
        self.formula, self.value = b"<" + prefix + b"f", b"<" + prefix + b"v>"
        self.last = re.compile(rb"<" + p + rb"c(?=[\s/>])[^<>]*")
        # nearly every program writes <c r="A1" first; that is counted fast, empty cells included
        self.unusual = re.compile(rb"<" + p + rb"""c(?=[\s>/])(?! r="[A-Z]{1,3}\d{1,7}")""")
        self.letters = re.compile(rb"<" + p + rb"""c r="([A-Z]{1,3})""")
        self.numbers = re.compile(rb"<" + p + rb"""c r="[A-Z]{1,3}(\d{1,7})""")
        # cells that hold something: where they say to stand, in whatever order they come
        self.places = re.compile(rb"<" + p + rb"""c\s[^<>]*?\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["'][^<>]*(?<!/)>""")
        self.misplaced = re.compile(
            rb"<" + p + rb"""c\s(?:[^<>]*\s)?r\s*=\s*["'](?![A-Z]{1,3}\d{1,7}["'])([^<>"']{0,40})"""
        )
        self.row = re.compile(rb"<" + p + rb"""row\s[^<>]*?\br\s*=\s*["'](\d{1,9})["']""")
        self.error = re.compile(rb"<" + p + rb"""c\b([^<>]*\bt=["']e["'][^<>]*)>""")
        body = rb"<" + p + rb"f\b(?:[^<>]*/>|[^<>]*>[^<]*</" + p + rb"f>)\s*"
        empty = rb"(?:<" + p + rb"v\s*/>|<" + p + rb"v></" + p + rb"v>)?\s*"
        self.unsaved = re.compile(rb"<" + p + rb"c\b([^<>]*)>\s*" + body + empty + rb"</" + p + rb"c>")
        self.acting = re.compile(rb"<" + p + rb"c\b([^<>]*)>\s*<" + p + rb"f\b[^<>]*>[^<]*?(?:" + _ACTING + rb")", re.I)

    def read(self, block: bytes, scan: SheetScan, exact: bool) -> None:
        """Take one stretch of rows into the scan."""
        if exact or self.unusual.search(block):
            self._measure_places(block, scan)
        else:
            self._measure_usual(block, scan)
        if b't="e"' in block or b"t='e'" in block:
            for match in self.error.finditer(block):
                self._note_error(block, match, scan)
        if self.formula in block:
            for match in self.unsaved.finditer(block):
                if b't="str"' not in match[1]:
                    _note(scan, match[1], "")
            for match in self.acting.finditer(block):
                if found := _REFERENCE.search(match[1]):
                    scan.acting.append(_position(found))

    def _measure_usual(self, block: bytes, scan: SheetScan) -> None:
        """All cells, empty ones too; the order in which they come is not believed."""
        scan.rows = max(scan.rows, *map(int, set(self.numbers.findall(block))), 0)
        scan.columns = max(scan.columns, *map(_column, set(self.letters.findall(block))), 0)

    def _measure_places(self, block: bytes, scan: SheetScan) -> None:
        """The cells that hold something, wherever they say to stand."""
        if wrong := self.misplaced.search(block):
            raise ValueError(f"r={wrong[1]!r}")
        places = self.places.findall(block)
        if places:
            letters, numbers = (set(found) for found in zip(*places, strict=True))
            scan.rows = max(scan.rows, *map(int, numbers))
            scan.columns = max(scan.columns, *map(_column, letters))
        if len(places) < block.count(self.cell_end):
            self._measure(block, scan)

    def _measure(self, block: bytes, scan: SheetScan) -> None:
        """Cells that say no place stand side by side, rows that say no number one below the other."""
        for row in block.split(self.row_end):
            if count := row.count(self.cell_end):
                scan.rows += 1
                scan.columns = max(scan.columns, count, len(self.last.findall(row)))
        scan.rows = max(scan.rows, *map(int, self.row.findall(block)), 0)

    def _note_error(self, block: bytes, match: re.Match[bytes], scan: SheetScan) -> None:
        end = block.find(self.cell_end, match.end())
        if end < 0:
            raise ValueError("a cell without an end")
        start = block.find(self.value, match.end(), end)
        if start >= 0:
            text = block[start + len(self.value) : end].partition(b"<")[0]
            _note(scan, match[1], text.decode("utf-8", "replace") or "#ERROR")


def _note(scan: SheetScan, attributes: bytes, error: str) -> None:
    if match := _REFERENCE.search(attributes):
        scan.bad[_position(match)] = error


def _position(match: re.Match[bytes]) -> tuple[int, int]:
    return int(match[2]) - 1, _column(match[1]) - 1


def _column(letters: bytes) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return column


def _check_repeats(content: bytes) -> None:
    """Count rows and columns up to the last value, as often as they are repeated."""
    rows = width = cells = column = last = times = 0
    for match in _ODS_TAG.finditer(content):
        closes, kind, attributes = match[1], match[2], match[3]
        found = _ODS_REPEAT.search(attributes)
        repeat = int(found[1]) if found else 1
        if kind == b"table":
            rows = cells = width = 0
        elif kind == b"table-row" and not closes:
            column, last, times = 0, 0, repeat
            if attributes.endswith(b"/"):
                rows += repeat
        elif kind == b"table-row":
            rows += times
            if last:
                width = max(width, last)
                cells += last * times
                check_extent(rows, width)
            if cells > MAX_CELLS:
                raise Unusable("I03", size=str(cells), limit=str(MAX_CELLS))
        elif not closes:
            column += repeat
            if b"value-type" in attributes:
                last = column
