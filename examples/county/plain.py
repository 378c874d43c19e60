"""Plain workbooks: one sheet a form, one record a row, Chinese headings; as an office without templates would send them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from world import CITY, CITY_NAME, COUNTY, COUNTY_NAME, Unit

from jiaodu.core.framework import Framework
from jiaodu.core.framework.model import Form

Row = Mapping[str, Any]
WRITTEN = dt.datetime(2024, 12, 2, 9, 0)
HEAD = {"bold": True, "bg_color": "#DDE7F0", "border": 1, "text_wrap": True, "valign": "vcenter", "align": "center"}


def write_tables(
    path: Path, framework: Framework, year: int, tables: Mapping[tuple[str, str], Sequence[Row]], words: Mapping[tuple[str, str], str]
) -> None:  # fmt: skip
    """One workbook with a sheet for each form and source; `words` names the source in Chinese."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": WRITTEN, "comments": "虚构的县,仅作示例 / an invented county, an example only"})
        head = book.add_format(HEAD)
        for part, rows in tables.items():
            form = framework.forms[part[0]]
            sheet = book.add_worksheet((form.spec.layout.sheet or form.name.zh)[:31])
            names = [n for n in (*form.spec.grain, *form.spec.items) if any(n in r for r in rows)]
            period = "学年" if form.spec.period.value == "school_year" else "年度"
            headings = ["机构代码", period, "来源", *(heading(form, n) for n in names)]
            sheet.write_row(0, 0, headings, head)
            sheet.set_row(0, 34)
            sheet.set_column(0, len(headings), 14)
            sheet.freeze_panes(1, 1)
            stated = f"{year}-{year + 1}" if period == "学年" else str(year)
            for i, row in enumerate(rows, 1):
                sheet.write_row(i, 0, [row["org"], stated, words[part], *(shown(form, n, row.get(n)) for n in names)])


def heading(form: Form, name: str) -> str:
    """An item's Chinese name with its unit."""
    item = form.item(name)
    return f"{item.name.zh}({item.unit})" if item.unit and item.unit not in ("ratio",) else item.name.zh


def shown(form: Form, name: str, value: Any) -> Any:
    """A value as an office writes it: codes by their names, 是 and 否."""
    item = form.item(name)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, str) and value in item.codes:
        return item.codes[value].name.zh
    return "" if value is None else value


def write_register(path: Path, framework: Framework, units: Sequence[Unit], rows: Sequence[Row]) -> None:
    """The register: the city, the county, then every school and kindergarten."""
    form = framework.forms["schools"]
    names = [
        n
        for n in form.spec.items
        if n not in ("name", "name_en", "level", "parent", "valid_from", "closed", "successor", "contact", "telephone")
    ]
    above = [
        {"org": CITY, "name": CITY_NAME, "level": "市"},
        {"org": COUNTY, "name": COUNTY_NAME, "level": "县", "parent": CITY},
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": WRITTEN, "comments": "虚构的县,仅作示例 / an invented county, an example only"})
        head = book.add_format(HEAD)
        sheet = book.add_worksheet(form.spec.layout.sheet)
        headings = [
            "机构代码",
            "机构名称",
            "层级",
            "上级代码",
            *(form.item(n).name.zh for n in names),
            "联系人",
            "联系电话",
        ]
        sheet.write_row(0, 0, headings, head)
        sheet.set_column(0, len(headings), 15)
        sheet.freeze_panes(1, 2)
        for i, row in enumerate([*above, *rows], 1):
            cells = [row.get(n, "") for n in ("org", "name", "level", "parent")]
            for name in names:
                value = row.get(name, "")
                cells.append(
                    "、".join(shown(form, name, v) for v in value)
                    if isinstance(value, tuple)
                    else shown(form, name, value)
                )
            sheet.write_row(i, 0, [*cells, row.get("contact", ""), row.get("telephone", "")])
