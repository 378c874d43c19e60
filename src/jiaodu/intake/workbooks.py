"""Open files: their bytes, their sheets as grids.

Floor: intake. In: documents or paths. Out: `OpenFile` with sheets read one at a time; `Unusable` for what cannot be.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from python_calamine import (
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from jiaodu.core.base.text import Text
from jiaodu.intake.contents import CONTENT_NAMES, ENDINGS, Content, content_of
from jiaodu.intake.csv_files import looks_like_csv, read_csv
from jiaodu.intake.documents import Document, document_of
from jiaodu.intake.limits import MAX_SHEETS, Unusable
from jiaodu.intake.model import CellError, Grid, Source, is_blank
from jiaodu.intake.packages import check_package
from jiaodu.intake.sheet_xml import SheetScan, check_extent, check_ods, scan_sheet

_OLE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A sheet by name, before it is read. A CSV file has one, without a name."""

    name: str
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class OpenFile:
    """An open file. `sheets` are known at once; cells are read sheet by sheet.

    `traits` are codes of problems of the file as a whole, with their data: macros, links, another content than its name.
    """

    source: Source
    sheets: tuple[SheetEntry, ...]
    data: bytes
    workbook: CalamineWorkbook | None
    traits: tuple[tuple[str, dict[str, Any]], ...] = ()

    @property
    def is_text(self) -> bool:
        """Whether it is a CSV file."""
        return self.workbook is None

    @property
    def hides_errors(self) -> bool:
        """Whether failed formulas of this format look like empty cells and cannot be told from them."""
        return self.data.startswith(_OLE)

    @property
    def why_not_patched(self) -> Text | None:
        """Why this file cannot be sent back with changes in it and has to be written anew; None when it can."""
        if any(code == "I67" for code, _ in self.traits):
            return Text("文件里有会自己动作的内容", "something in the file would act by itself")
        if self.data.startswith(b"PK") and not self.is_ods:
            return None
        kind = "CSV" if self.is_text else ".ods" if self.is_ods else ".xls"
        return Text(f"{kind} 文件里不能标注", f"a {kind} file cannot be marked")

    @property
    def is_ods(self) -> bool:
        """Whether it is an OpenDocument file."""
        return self.data.startswith(b"PK") and b"opendocument" in self.data[:200]

    def read(self, sheet: SheetEntry) -> Grid:
        """The cells of a sheet. Raises Unusable."""
        if self.workbook is None:
            return Grid(self.source, "", read_csv(self.data), is_text=True)
        scan = scan_sheet(self.data, sheet.name)  # before the reader lays the sheet out
        with _reader_errors(self.data):
            return _grid(self.source, self.workbook.get_sheet_by_name(sheet.name), scan)


def open_file(file: Path | Document) -> OpenFile:
    """Read a file's bytes once, hash them, and list its sheets. Raises Unusable."""
    document = document_of(file) if isinstance(file, Path) else file
    suffix = document.suffix
    if not any(suffix in endings for endings in ENDINGS.values()):
        raise Unusable("I04", kind=suffix or document.stem)
    data = document.content()
    source = Source(document.name, document.path, hashlib.sha256(data).hexdigest())
    content = content_of(data)
    traits: list[tuple[str, dict[str, Any]]] = []
    if suffix not in ENDINGS[content]:
        traits.append(("I61", {"ending": suffix, "kind": CONTENT_NAMES[content]}))
    if content is Content.TEXT:
        if traits and not looks_like_csv(data):
            raise Unusable("I60", kind=Text("文本或别的格式", "text or something else"))
        return OpenFile(source, (SheetEntry(""),), data, None, tuple(traits))
    if content is Content.PACKAGE:
        traits += check_package(data).found
        check_ods(data)
    elif "_VBA_PROJECT".encode("utf-16-le") in data:
        traits.append(("I65", {}))
    workbook = _open_workbook(data)
    sheets = tuple(
        SheetEntry(meta.name, meta.visible != SheetVisibleEnum.Visible)
        for meta in workbook.sheets_metadata
        if meta.typ == SheetTypeEnum.WorkSheet
    )
    if len(sheets) > MAX_SHEETS:
        size = Text(f"{len(sheets)} 张工作表", f"{len(sheets)} sheets")
        raise Unusable("I03", size=size, limit=Text(f"{MAX_SHEETS} 张", f"{MAX_SHEETS} sheets"))
    return OpenFile(source, sheets, data, workbook, tuple(traits))


def _open_workbook(data: bytes) -> CalamineWorkbook:
    with _reader_errors(data):
        return load_workbook(io.BytesIO(data))


@contextlib.contextmanager
def _reader_errors(data: bytes) -> Iterator[None]:
    """Whatever the spreadsheet reader raises becomes Unusable; a panic of its native code is no Exception."""
    try:
        yield
    except PasswordError as error:
        raise Unusable("I02") from error
    except BaseException as error:
        if isinstance(error, Unusable | KeyboardInterrupt | SystemExit):
            raise
        is_locked = data.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in data
        raise Unusable("I02" if is_locked else "I01", detail=str(error)) from error


def _grid(source: Source, sheet: CalamineSheet, scan: SheetScan | None) -> Grid:
    check_extent(sheet.total_height, sheet.total_width)
    rows: list[Any] = sheet.to_python(skip_empty_area=False)
    if scan is not None:
        _mark_bad_formulas(rows, scan.bad)
    while rows and all(map(is_blank, rows[-1])):
        rows.pop()
    return Grid(source, sheet.name, rows, _merged(sheet), acting=() if scan is None else tuple(scan.acting))


def _merged(sheet: CalamineSheet) -> Sequence[Any]:
    return tuple(r for r in sheet.merged_cell_ranges or () if r[0] != r[1])


def _mark_bad_formulas(rows: list[list[Any]], bad: Mapping[tuple[int, int], str]) -> None:
    """Put errors where the reader left empty cells."""
    for (row, column), error in bad.items():
        rows += [[] for _ in range(row + 1 - len(rows))]
        rows[row] += [""] * (column + 1 - len(rows[row]))
        if is_blank(rows[row][column]):
            rows[row][column] = CellError(error)
