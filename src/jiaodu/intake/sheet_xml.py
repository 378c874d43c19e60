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

from jiaodu.intake.limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, MAX_UNPACKED, Unusable

_CHUNK = 4_000_000
_PREFIX = re.compile(rb"<([\w.-]+:)?sheetData")
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_ODS_CELL = re.compile(rb"<table:table-cell\b([^>]*)>")
_ODS_ROW = re.compile(rb'<table:table-row\b[^>]*number-rows-repeated="(\d+)"[^>]*[^/]>(.*?)</table:table-row>', re.S)
_ODS_REPEAT = re.compile(rb'number-columns-repeated="(\d+)"')


@dataclass(slots=True)
class SheetScan:
    """The extent of a sheet's values (one-based), and its bad formulas by zero-based (row, column).

    A failed formula maps to its error, one that was saved without a result to an empty text.
    """

    rows: int = 0
    columns: int = 0
    bad: dict[tuple[int, int], str] = field(default_factory=dict)


def check_package(data: bytes) -> None:
    """Refuse an xlsx or ods file that is broken or unpacks to too much; says nothing of other formats."""
    if data.startswith(b"PK"):
        with _open(data) as package:
            _check_unpacked(package)
            if "content.xml" in package.namelist():
                _check_ods(package)


def scan_sheet(data: bytes, name: str) -> SheetScan | None:
    """Scan a sheet of an xlsx file; None for other formats. Raises Unusable, also for a broken package."""
    if not data.startswith(b"PK"):
        return None
    with _open(data) as package:
        part = "" if "content.xml" in package.namelist() else _sheet_parts(package).get(name, "")
        return _scan(package, part) if part in package.namelist() else None


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


def _check_unpacked(package: zipfile.ZipFile) -> None:
    size = sum(entry.file_size for entry in package.infolist())
    if size > MAX_UNPACKED:
        raise Unusable("I03", size=f"{size // 1_000_000} MB", limit=f"{MAX_UNPACKED // 1_000_000} MB")
    if any(name.endswith("workbook.bin") for name in package.namelist()):
        raise Unusable("I04", kind="xlsb")


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
    scan = SheetScan()
    with package.open(part) as stream:
        first = stream.read(_CHUNK)
        match = _PREFIX.search(first)
        patterns = _Patterns(match[1] or b"" if match else b"")
        for block in _blocks(first, stream, patterns.row_end):
            patterns.read(block, scan)
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
    """The patterns of a worksheet part, whose elements may carry a namespace prefix."""

    def __init__(self, prefix: bytes) -> None:
        p = re.escape(prefix)
        self.row_end, self.cell_end, self.cell = b"</" + prefix + b"row>", b"</" + prefix + b"c>", b"<" + prefix + b"c "
        self.formula = b"<" + prefix + b"f"
        self.error = re.compile(
            rb"<" + p + rb'c\b([^>]*\bt="e"[^>]*)>(?:(?!</' + p + rb"c>).)*?<" + p + rb"v>([^<]*)", re.S
        )
        body = rb"<" + p + rb"f\b(?:[^>]*/>|[^>]*>[^<]*</" + p + rb"f>)\s*"
        empty = rb"(?:<" + p + rb"v\s*/>|<" + p + rb"v></" + p + rb"v>)?\s*"
        self.unsaved = re.compile(rb"<" + p + rb"c\b([^>]*)>\s*" + body + empty + rb"</" + p + rb"c>")

    def read(self, block: bytes, scan: SheetScan) -> None:
        """Take one stretch of rows into the scan."""
        for row in block.split(self.row_end):
            last = row.rfind(self.cell, 0, row.rfind(self.cell_end) + 1)
            if last >= 0 and (match := _REFERENCE.search(row, last, last + 200)):
                at = _position(match)
                scan.rows, scan.columns = max(scan.rows, at[0] + 1), max(scan.columns, at[1] + 1)
        if b't="e"' in block:
            for match in self.error.finditer(block):
                _note(scan, match[1], match[2].decode("utf-8", "replace") or "#ERROR")
        if self.formula in block:
            for match in self.unsaved.finditer(block):
                if b't="str"' not in match[1]:
                    _note(scan, match[1], "")


def _note(scan: SheetScan, attributes: bytes, error: str) -> None:
    if match := _REFERENCE.search(attributes):
        scan.bad[_position(match)] = error


def _position(match: re.Match[bytes]) -> tuple[int, int]:
    column = 0
    for letter in match[1]:
        column = column * 26 + letter - 64
    return int(match[2]) - 1, column - 1


def _check_ods(package: zipfile.ZipFile) -> None:
    """Refuse values repeated over thousands of columns or rows: the reader would lay every one of them out."""
    content = package.read("content.xml")
    for match in _ODS_CELL.finditer(content):
        repeat = _ODS_REPEAT.search(match[1])
        if b"value-type" in match[1] and repeat and int(repeat[1]) > MAX_COLUMNS:
            raise Unusable("I03", size=repeat[1].decode(), limit=str(MAX_COLUMNS))
    for match in _ODS_ROW.finditer(content):
        if b"value-type" in match[2] and int(match[1]) > 10_000:
            raise Unusable("I03", size=match[1].decode(), limit="10000")
