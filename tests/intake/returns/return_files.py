"""A county of four schools, its forms, and writers of the workbooks and zip files that schools send.

Floor: tests. In: nothing. Out: `FORMS`, `SCHOOLS`, writers.
"""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter
from small_files import REGISTER, STAGES, make_framework

from jiaodu.core.base.organisations import Organisation, OrganisationTree

STAGE = STAGES["grain"]["stage"]
PUPILS: dict[str, Any] = {
    "name": {"zh": "学生情况", "en": "Pupils"},
    "level": "school",
    "period": "calendar_year",
    "reference_dates": {"year_end": "12-31"},
    "sources": ["report"],
    "items": {
        "pupils": {"name": {"zh": "在校学生数", "en": "pupils"}, "type": "count", "unit": "人", "minimum": 0},
        "classes": {"name": {"zh": "班数", "en": "classes"}, "type": "count", "unit": "个"},
    },
}
STAFF: dict[str, Any] = PUPILS | {
    "name": {"zh": "教师情况", "en": "Staff"},
    "items": {"teachers": {"name": {"zh": "专任教师数", "en": "teachers"}, "type": "count", "unit": "人"}},
}
JUNIOR: dict[str, Any] = STAFF | {
    "name": {"zh": "初中情况", "en": "Junior"},
    "due": {"where": {"stage": ["junior"]}},
    "items": {"rooms": {"name": {"zh": "实验室数", "en": "rooms"}, "type": "count", "unit": "间"}},
}
FRAMEWORK = make_framework(organisations=REGISTER, pupils=PUPILS, staff=STAFF, junior=JUNIOR)


def school(code: str, name: str, *stages: str, contact: str = "", telephone: str = "", **rest: Any) -> Organisation:
    """A school of the county 360321 (invented)."""
    return Organisation(
        code, name, "school", "360321", attributes={"stage": stages}, contact=contact, telephone=telephone, **rest
    )


TREE = OrganisationTree(
    [
        Organisation("360000", "虚构省", "province"),
        Organisation("360321", "沙河县", "county", "360000"),
        Organisation("360322", "云溪县", "county", "360000"),
        school("S1", "沙河县第一小学", "primary", contact="某甲", telephone="000-0001"),
        school("S2", "沙河县第二小学", "primary", contact="某乙", telephone="000-0002"),
        school("S3", "沙河县第三中学", "junior", contact="某丙", telephone="000-0003"),
        school("S4", "沙河县旧校", "primary", closed=dt.date(2020, 7, 1)),
        Organisation("T1", "云溪县第一小学", "school", "360322", attributes={"stage": ("primary",)}),
    ]
)
Sheets = Mapping[str, Sequence[Sequence[Any]]]


def book(sheets: Sheets, saved: dt.datetime | None = None) -> bytes:
    """The bytes of a workbook that states when it was saved (UTC)."""
    data = io.BytesIO()
    made = xlsxwriter.Workbook(data, {"in_memory": True})
    made.set_properties({"created": saved or dt.datetime(2024, 1, 1)})
    for name, rows in sheets.items():
        sheet = made.add_worksheet(name)
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                sheet.write(r, c, value)
    made.close()
    return data.getvalue()


def pupils(*rows: tuple[str, Any, Any], year: int = 2024) -> Sheets:
    """The sheet 学生情况 with (school, pupils, classes) rows."""
    return {"学生情况": [["机构代码", "年度", "在校学生数", "班数"], *([code, year, n, c] for code, n, c in rows)]}


def staff(*rows: tuple[str, Any], year: int = 2024) -> Sheets:
    """The sheet 教师情况 with (school, teachers) rows."""
    return {"教师情况": [["机构代码", "年度", "专任教师数"], *([code, year, n] for code, n in rows)]}


def zipped(members: Mapping[str, bytes], time: tuple[int, int, int, int, int, int] = (2024, 12, 1, 8, 0, 0)) -> bytes:
    """The bytes of a zip file."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, time), content, zipfile.ZIP_DEFLATED)
    return data.getvalue()


def gbk_zipped(members: Mapping[str, bytes]) -> bytes:
    """A zip file as Chinese Windows writes it: names in GBK, and nothing that says so."""
    plain = {f"n{i:030}.xlsx": content for i, content in enumerate(members.values())}
    data = bytearray(zipped(plain))
    for new, old in zip(members, plain, strict=True):
        raw = new.encode("gbk")
        data = bytearray(_renamed(bytes(data), old.encode(), raw))
    return bytes(data)


def _renamed(data: bytes, old: bytes, new: bytes) -> bytes:
    """Write another name of any length over a name of the archive: the rest of the field becomes an extra field."""
    rest = len(old) - len(new)
    assert rest == 0 or rest >= 4, "choose shorter names"
    padded = new + (struct.pack("<HH", 0xFFFF, rest - 4) + b"\0" * (rest - 4) if rest else b"")
    at = 0
    while (at := data.find(old, at)) >= 0:
        central = data[at - 46 : at - 42] == b"PK\x01\x02"
        lengths = at - 46 + 28 if central else at - 30 + 26
        extra = struct.unpack_from("<H", data, lengths + 2)[0]
        sizes = struct.pack("<HH", len(new), extra + rest)
        data = data[:lengths] + sizes + data[lengths + 4 : at] + padded + data[at + len(old) :]
        at += len(padded)
    return data
