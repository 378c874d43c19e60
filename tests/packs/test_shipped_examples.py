"""The shipped examples: every heading is an item of its form, every figure stands as it was published."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from jiaodu.core.base.units import parse_unit
from jiaodu.core.framework import Framework, load_framework
from jiaodu.core.framework.schema import Item

EXAMPLES = Path(__file__).parents[2] / "examples"
PROVINCES = sorted((EXAMPLES / "provinces").glob("*.csv"))
KEYS = {"机构代码", "机构名称", "年度", "学年", "统计时点", "来源"}
HEADING = re.compile(r"(?P<name>.+?)\((?P<unit>[^()]+)\)")


@pytest.fixture(scope="module")
def duty() -> Framework:
    return load_framework(["provincial-duty@2020"])


def read_csv(name: str) -> list[dict[str, str]]:
    with (EXAMPLES / "provinces" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def item_named(items: dict[str, Item], name: str) -> Item:
    return next(item for item in items.values() if name in (item.name.zh, *item.aliases))


def sheets() -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_path(str(EXAMPLES / "beijing-2019" / "beijing-2019.xlsx"))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


@pytest.mark.parametrize("path", PROVINCES, ids=lambda path: path.stem)
def test_headings_are_items_in_their_units(duty: Framework, path: Path) -> None:
    form = duty.forms[path.stem].spec
    for heading in list(read_csv(path.stem)[0]):
        if heading in KEYS:
            continue
        match = HEADING.fullmatch(heading)
        item = item_named(dict(form.items), match["name"] if match else heading)
        if match:
            assert item.unit and parse_unit(match["unit"]).like(parse_unit(item.unit))


@pytest.mark.parametrize("path", [p for p in PROVINCES if p.stem != "organisations"], ids=lambda path: path.stem)
def test_thirty_one_provinces_over_twenty_years(path: Path) -> None:
    rows = read_csv(path.stem)
    years = [row.get("年度") or row["学年"][:4] for row in rows]
    assert len(rows) == 31 * 20
    assert len({(row["机构代码"], year) for row, year in zip(rows, years, strict=True)}) == len(rows)
    assert (min(years), max(years)) == ("2000", "2019")


@pytest.mark.parametrize("path", [p for p in PROVINCES if p.stem != "organisations"], ids=lambda path: path.stem)
def test_numbers_stand_as_published(duty: Framework, path: Path) -> None:
    """No trailing zeros, no exponents; people are whole after conversion."""
    form = duty.forms[path.stem].spec
    for row in read_csv(path.stem):
        for heading, text in row.items():
            if heading in KEYS or text == "":
                continue
            assert re.fullmatch(r"-?\d+(\.\d*[1-9])?", text), (heading, text)
            match = HEADING.fullmatch(heading)
            assert match
            item = item_named(dict(form.items), match["name"])
            factor = parse_unit(match["unit"]).to(parse_unit(item.unit or ""))
            if item.type == "count":
                assert (Decimal(text) * factor.numerator / factor.denominator) % 1 == 0, (heading, text)


def test_known_figures_of_beijing() -> None:
    at = {(r["机构代码"], r["年度"]): r for r in read_csv("local_budget")}
    assert at["110000", "2019"]["地方财政教育支出(亿元)"] == "1137.1772"
    assert at["110000", "2018"]["地方财政教育支出(亿元)"] == "1025.507"
    pupils = {(r["机构代码"], r["学年"]): r for r in read_csv("enrolment")}
    assert pupils["110000", "2019-2020"]["小学在校学生数(万人)"] == "94.1614"


def test_unpublished_years_stay_blank() -> None:
    blank = {r["年度"] for r in read_csv("education_funds") if r["教育经费总额(万元)"] == ""}
    assert blank == {"2012", "2019"}


def test_every_sheet_is_a_form_and_holds_all_its_items(duty: Framework) -> None:
    by_name = {form.name.zh: form.spec for form in duty.forms.values()}
    for name, rows in sheets().items():
        form = by_name[name]
        if form.layout.orientation == "columns":
            head = {str(row[0]): row[1] for row in rows[:6]}
            assert head["表名"] == name and head["机构代码"] == "110000" and head["来源"] == "自评报告"
            assert rows[6][:4] == ["数据项", "单位", "数值", "说明"]
            assert [row[0] for row in rows[7:]] == [item.name.zh for item in form.items.values()]
            for row in rows[7:]:
                item = item_named(dict(form.items), str(row[0]))
                assert parse_unit(str(row[1])).like(parse_unit(item.unit or "")), row
        else:
            assert rows[0][:5] == ["机构代码", "机构名称", "年度", "统计时点", "来源"]


def test_the_report_brings_a_sheet_for_every_duty_form(duty: Framework) -> None:
    own = {f.name.zh for f in duty.forms.values() if f.pack == "provincial-duty"}
    assert set(sheets()) == own | {"地方财政支出"}


@pytest.mark.parametrize(
    ("sheet", "item", "value"),
    [
        ("学前教育", "普惠性幼儿园覆盖率", 80.73),
        ("学前教育", "公办园在园幼儿占比", 62.96),
        ("学前教育", "配套幼儿园治理任务完成比例", "97以上"),
        ("义务教育与高中阶段普及", "九年义务教育巩固率", 102.04),
        ("教育督导", "专职督学人数", 407),
        ("教育督导", "国家义务教育质量监测参与学生数", "近9600"),
        ("党的建设", "专职辅导员数", "有表述无数据"),
        ("集团化与学区制", "纳入学区制管理的中小学校比例", "三分之二以上"),
        ("民办教育与校外培训", "应参加年检民办学校数", ""),
    ],
)
def test_known_figures_of_the_report(sheet: str, item: str, value: object) -> None:
    assert next(row[2] for row in sheets()[sheet] if row[0] == item) == value
