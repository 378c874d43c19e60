"""What went wrong in the first returns of the invented county, and what was sent again.

Every fault is of a kind that offices really meet; each is named here once, so that the README can count them.
"""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

MISSING = ("9901010030", "9901020034")
TWICE = "9901010012"


def files(folder: Path, code: str) -> list[Path]:
    """The workbooks of a unit."""
    return sorted(p for p in folder.glob("*.xlsx") if p.name.startswith(code))


def correct(sent: Path, corrected: Path) -> None:
    """What is sent again: the clean workbooks of those that were missing, had an error, or a figure that was wrong."""
    corrected.mkdir(parents=True)
    for code in (*MISSING, *STOPPING, *WRONG):
        for path in files(sent, code):
            shutil.copy(path, corrected / path.name)


def spoil(sent: Path) -> None:
    """Take away what was not sent, send one twice, and make the faults."""
    for code in MISSING:
        for path in files(sent, code):
            path.unlink()
    for code, fault in {**STOPPING, **WRONG, **RIGHT}.items():
        (path,) = files(sent, code)
        _edit(path, fault)
    (path,) = files(sent, TWICE)
    first = path.with_name(f"{path.stem}(第一稿).xlsx")
    shutil.copy(path, first)
    _edit(first, lambda book: _put(book, "教师交流轮岗", "符合交流轮岗条件教师数", 31))
    _edit(path, lambda book: None, hour=15)


def _edit(path: Path, change: Callable[[Any], None], hour: int = 10) -> None:
    """Change a workbook as an office program would, at a fixed time."""
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    saved = f"2024-12-09T{hour:02d}:00:00Z".encode()
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    core = "docProps/core.xml"
    parts[core] = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + saved, parts[core])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name, (2024, 12, 9, hour, 0, 0)), content, zipfile.ZIP_DEFLATED)


def _cell(sheet: Worksheet, heading: str, row: int = 0) -> Any:
    """The cell below a heading (row 0 is the first record), or beside it on a sheet that goes down."""
    for cells in sheet.iter_rows():
        for cell in cells:
            text = str(cell.value or "").replace("\n", "")
            if text.split("(")[0] == heading.split("(")[0] and "上年" not in text:
                labels = [str(c.value or "") for c in sheet[_head(sheet)]]
                if "数据项" in labels:
                    return sheet.cell(cell.row, labels.index("数值") + 1)
                return sheet.cell(_head(sheet) + 1 + row, cell.column)
    raise KeyError(f"{sheet.title}: {heading}")


def _head(sheet: Worksheet) -> int:
    """The row of the headings."""
    for cells in sheet.iter_rows(max_row=30):
        words = {str(c.value or "").split("(")[0].replace("\n", "") for c in cells}
        if words & {"数据项"} or (len(words) > 3 and words & {"机构代码", "序号"}):
            return int(cells[0].row)
    raise KeyError(sheet.title)


def _put(book: Any, sheet: str, heading: str, value: Any, row: int = 0) -> None:
    _cell(book[sheet], heading, row).value = value


def _text_for_number(book: Any) -> None:
    _put(book, "学校公用经费", "公用经费决算总额", "见附表")


def _failed_formula(book: Any) -> None:
    _put(book, "学校公用经费", "教师培训经费决算", "=1/0")


def _more_certified(book: Any) -> None:
    cell = _cell(book["教师队伍补充"], "持有教师资格证的专任教师数")
    cell.value = int(cell.value) + 11


def _room_of_unknown_kind(book: Any) -> None:
    _put(book, "音乐美术专用教室", "专用教室类别", "多功能")


def _class_twice(book: Any) -> None:
    sheet = book["班额登记"]
    name = _cell(sheet, "班级名称", 0).value
    _cell(sheet, "班级名称", 1).value = name


def _wrong_year(book: Any) -> None:
    sheet = book["教师交流轮岗"]
    for cells in sheet.iter_rows():
        for cell in cells:
            if cell.value == "2024-2025":
                cell.value = "2203-2204"


def _in_wan(book: Any) -> None:
    """Money in 万元 where 元 is asked for."""
    for heading in ("公用经费预算总额", "公用经费决算总额"):
        cell = _cell(book["学校公用经费"], heading)
        cell.value = round(float(cell.value) / 10_000, 2)


def _one_class_too_full(book: Any) -> None:
    cell = _cell(book["班额登记"], "班级学生数")
    cell.value = int(cell.value) + 13


def _kept(book: Any) -> None:
    """Money that came too late to be spent: it looks like a slip of units and is right, so a reason stands beside it."""
    sheet = book["学校公用经费"]
    for heading in ("公用经费预算总额", "教师培训经费预算"):
        cell = _cell(sheet, heading)
        cell.value = round(float(cell.value) * 2.4, 2)
    labels = [str(c.value or "") for c in sheet[_head(sheet)]]
    for heading in ("公用经费预算总额", "公用经费决算总额"):
        row = _cell(sheet, heading).row
        sheet.cell(row, labels.index("说明") + 1).value = "12月追加校舍维修预算,当年未执行完,结转下年"


def _harmless(book: Any) -> None:
    """Full-width digits and a thousands separator: read as they are meant."""
    sheet = book["学校公用经费"]
    cell = _cell(sheet, "公用经费预算总额")
    cell.value = f"{float(cell.value):,.2f}".translate(str.maketrans("0123456789", "０１２３４５６７８９"))


# code of the unit → what stops its workbook from being loaded
STOPPING: dict[str, Callable[[Any], None]] = {
    "9901010004": _text_for_number, "9901010016": _failed_formula,
    "9901010021": _room_of_unknown_kind, "9901010046": _class_twice, "9901010009": _wrong_year,
}  # fmt: skip
# what a rule asks about, and rightly so
WRONG: dict[str, Callable[[Any], None]] = {
    "9901010039": _more_certified, "9901010018": _in_wan, "9901010014": _one_class_too_full,
}  # fmt: skip
# what looks odd and is right: kept with its reason, or read as it is meant
RIGHT: dict[str, Callable[[Any], None]] = {"9901010047": _kept, "9901010011": _harmless}
