"""A small framework and tree for the tests of intake, and writers of small files.

Floor: tests. In: nothing. Out: `FRAMEWORK`, `TREE`, writers and readers of results.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import xlsxwriter

from jiaodu.core.base.organisations import Organisation, OrganisationTree
from jiaodu.core.base.problems import Place
from jiaodu.core.base.tables import Table
from jiaodu.core.framework import Form, Framework, schema
from jiaodu.intake import Intake

SCHOOLS: dict[str, Any] = {
    "name": {"zh": "学校情况", "en": "Schools"},
    "level": "county",
    "period": "calendar_year",
    "reference_dates": {"year_end": "12-31", "august": "08-20"},
    "sources": ["statistics", "report"],
    "items": {
        "pupils": {"name": {"zh": "小学在校学生数", "en": "pupils"}, "type": "count", "unit": "人", "minimum": 0},
        "funds": {"name": {"zh": "教育经费", "en": "funds"}, "type": "number", "unit": "万元", "digits": 2},
        "share": {
            "name": {"zh": "普惠率", "en": "share"},
            "type": "number",
            "unit": "percent",
            "digits": 2,
            "aliases": ["普惠性幼儿园覆盖率"],
            "maximum": 200,
        },
        "schools": {"name": {"zh": "学校(机构)数", "en": "schools"}, "type": "count", "unit": "所"},
        "kind": {
            "name": {"zh": "类别", "en": "kind"},
            "type": "code",
            "codes": {"public": {"name": {"zh": "公办", "en": "public"}, "aliases": ["国有"]},
                      "private": {"name": {"zh": "民办", "en": "private"}}},
        },
        "remark": {"name": {"zh": "做法", "en": "remark"}, "type": "text"},
        "opened": {"name": {"zh": "开办日期", "en": "opened"}, "type": "date"},
        "has_plan": {"name": {"zh": "有无规划", "en": "has plan"}, "type": "yes_no"},
    },
}  # fmt: skip
STAGES: dict[str, Any] = {
    "name": {"zh": "分学段情况", "en": "By stage"},
    "level": "county",
    "period": "school_year",
    "reference_dates": {"start": "09-01"},
    "sources": ["report"],
    "grain": {
        "stage": {
            "name": {"zh": "学段", "en": "stage"},
            "type": "code",
            "codes": {
                "primary": {"name": {"zh": "小学", "en": "primary"}},
                "junior": {"name": {"zh": "初中", "en": "junior"}},
            },
        }
    },
    "items": {"teachers": {"name": {"zh": "专任教师数(人)", "en": "teachers"}, "type": "count", "unit": "人"}},
}
REGISTER: dict[str, Any] = {
    "name": {"zh": "机构名录", "en": "Register"},
    "level": "county",
    "period": "calendar_year",
    "reference_dates": {"year_end": "12-31"},
    "sources": ["statistics"],
    "register": True,
    "items": {
        "name": {"name": {"zh": "机构名称", "en": "name"}, "type": "text"},
        "level": {"name": {"zh": "层级", "en": "level"}, "type": "text"},
        "parent": {"name": {"zh": "上级代码", "en": "parent"}, "type": "text"},
        "valid_from": {"name": {"zh": "生效日期", "en": "valid from"}, "type": "date"},
        "closed": {"name": {"zh": "撤销日期", "en": "closed"}, "type": "date"},
        "stage": STAGES["grain"]["stage"],
    },
}


def make_form(id_: str, data: dict[str, Any]) -> Form:
    """A form from plain data."""
    spec = schema.Form.model_validate(data)
    return Form(id_, spec, Table(id_, *spec.columns()), Place(), "test")


def make_framework(**forms: dict[str, Any]) -> Framework:
    """A framework that holds forms and two sources, and nothing else."""
    sources = {
        "statistics": schema.Source.model_validate({"name": {"zh": "统计数据", "en": "Statistics"}}),
        "report": schema.Source.model_validate({"name": {"zh": "自评报告", "en": "Report"}}),
    }
    empty: Any = MappingProxyType({})
    made = {id_: make_form(id_, data) for id_, data in forms.items()}
    return Framework((), empty, sources, made, empty, empty, empty, empty, None, None, "test")


TREE = OrganisationTree(
    [
        Organisation("110000", "北京市", "province"),
        Organisation("110105", "朝阳区", "county", "110000"),
        Organisation("110108", "海淀区", "county", "110000"),
        Organisation("110103", "崇文区", "county", "110000", closed=dt.date(2010, 7, 1)),
    ]
)
FRAMEWORK = make_framework(schools=SCHOOLS, stages=STAGES, organisations=REGISTER)
Rows = Sequence[Sequence[Any]]


def write_book(path: Path, sheets: dict[str, Rows], merged: Sequence[str] = ()) -> Path:
    """An xlsx file; `merged` are ranges of the first sheet, merged with the value of their first cell."""
    book = xlsxwriter.Workbook(str(path))
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for number, (name, rows) in enumerate(sheets.items()):
        sheet = book.add_worksheet(name)
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if isinstance(value, dt.date):
                    sheet.write_datetime(r, c, dt.datetime(value.year, value.month, value.day), day)
                elif value != "":
                    sheet.write(r, c, value)
        if number == 0:
            for where in merged:
                sheet.merge_range(where, "合并")
    book.close()
    return path


def write_csv(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """A CSV file."""
    path.write_bytes(text.encode(encoding))
    return path


def codes(intake: Intake, *severities: str) -> list[str]:
    """The codes of the problems, of all severities but notes unless told."""
    wanted = severities or ("error", "warning")
    return [p.code for p in intake.problems if p.severity in wanted]


def cells(intake: Intake, code: str) -> list[str]:
    """The cells in which a problem was found."""
    return [p.place.cell for p in intake.problems if p.code == code]


def rows_of(intake: Intake) -> list[dict[str, Any]]:
    """The rows of the first staged sheet, maps as dicts."""
    found = intake.staged[0].rows.to_pylist()
    return [{k: dict(v) if k in ("_missing", "_hedge", "_note") and v else v for k, v in row.items()} for row in found]
