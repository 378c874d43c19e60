"""A template that was filled in comes back as exactly what was filled in, wherever its columns were moved to.

Floor: tests. In: random values, written into the cells of a template with openpyxl. Out: nothing.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from small_files import FRAMEWORK, SCHOOLS, STAGES, TREE, codes, make_framework

from jiaodu.core.base.organisations import Organisation, OrganisationTree
from jiaodu.core.facts.reading import MemoryFacts
from jiaodu.core.facts.staging import Origin, stage_rows
from jiaodu.core.framework import Framework, schema
from jiaodu.intake import Intake, read_sources
from jiaodu.intake.model import Grid, Source
from jiaodu.intake.templates.mark import MARK_SHEET, read_mark
from jiaodu.intake.templates.model import Request
from jiaodu.intake.templates.write import write_template, write_templates_by_unit

DAY = dt.date(2024, 12, 31)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "pupils": st.one_of(st.integers(0, 10**6), st.sampled_from(["不适用", "暂缺"])),
    "funds": st.one_of(st.decimals(0, 10**7, places=2), st.none()),
    "share": st.decimals(1, 100, places=2),
    "schools": st.integers(0, 500),
    "kind": st.sampled_from(["公办", "民办"]),
    "remark": st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=8).filter(
        lambda t: t not in ("不适用", "保密", "待定", "暂缺")
    ),
    "opened": st.dates(dt.date(1950, 1, 1), dt.date(2024, 12, 31)),
    "has_plan": st.booleans(),
}
STORED = {"不适用": "not_applicable", "暂缺": "not_yet_available"}


def _official() -> Framework:
    """The test framework with official statistics that lead the reports."""
    found = make_framework(schools=SCHOOLS, stages=STAGES)
    source = schema.Source.model_validate({"name": {"zh": "统计数据", "en": "Statistics"}, "official": "true"})
    return Framework(
        found.packs, found.documents, {**found.sources, "statistics": source}, found.forms, found.indicators,
        found.standards, found.checks, found.examples, found.frame, found.report, found.hash,
    )  # fmt: skip


class _Main:
    """A pack that names itself; the test framework has none."""

    ref, edition = "test@1", "1"

    class spec:
        title = schema.Source.model_validate({"name": {"zh": "测试", "en": "Test"}}).name


def _framework(base: Framework) -> Framework:
    return Framework(
        (_Main(),), base.documents, base.sources, base.forms, base.indicators, base.standards, base.checks,  # type: ignore[arg-type]
        base.examples, base.frame, base.report, base.hash,
    )  # fmt: skip


PLAIN, OFFICIAL = _framework(FRAMEWORK), _framework(_official())


def _facts(framework: Framework, *rows: tuple[str, Sequence[dict[str, Any]]]) -> MemoryFacts:
    origin = Origin("f.csv", "0", "", "rows", {})
    staged = [
        stage_rows(framework.forms[form].table, origin, [{"_row": 1, **r} for r in given]) for form, given in rows
    ]
    return MemoryFacts(staged, TREE)


def _request(framework: Framework, facts: MemoryFacts, *forms: str, scope: tuple[str, ...] = ()) -> Request:
    return Request(framework, facts, [framework.forms[f] for f in forms], "2024", scope)


def _heading_row(sheet: Any, word: str) -> int:
    return next(r for r in range(1, 12) if word in [c.value for c in sheet[r]])


def _fill(path: Path, sheet: str, filled: Sequence[dict[str, Any]], moved: Sequence[int] = ()) -> Path:
    """Write values under their headings (item id -> value, one dict a line), then put the columns in another order."""
    book = openpyxl.load_workbook(path)
    found = book[sheet]
    head = _heading_row(found, "机构代码")
    columns = {c.value: c.column for c in found[head]}
    names = {id_: item.name.zh for id_, item in PLAIN.forms["schools"].spec.items.items()}
    for number, values in enumerate(filled):
        for id_, value in values.items():
            column = next(
                c
                for heading, c in columns.items()
                if heading.split("(人")[0].split("(万元")[0].split("(%")[0].split("(所)")[0] == names[id_]
            )
            if isinstance(value, bool):
                value = "是" if value else "否"
            found.cell(head + 1 + number, column).value = float(value) if isinstance(value, Decimal) else value
    if moved:
        rows = range(head, found.max_row + 1)
        cells = [[found.cell(r, c + 1) for c in range(len(moved))] for r in rows]
        old_cells = [[(cell.value, copy.copy(cell._style)) for cell in row] for row in cells]
        for merged in list(found.merged_cells.ranges):
            found.unmerge_cells(str(merged))
        for row, old_row in zip(cells, old_cells, strict=True):
            for cell, old in zip(row, moved, strict=True):
                cell.value, cell._style = old_row[old]
    target = path.with_name("back.xlsx")
    book.save(target)
    return target


def _rows(intake: Intake, form: str) -> list[dict[str, Any]]:
    return [row for staged in intake.staged if staged.table.name == form for row in staged.rows.to_pylist()]


@settings(
    max_examples=8, phases=(Phase.explicit, Phase.generate), suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_filled_values_come_back_as_they_were(tmp_path: Path, data: st.DataObject) -> None:
    facts = _facts(PLAIN)
    path = tmp_path / "t.xlsx"
    plan = write_template(_request(PLAIN, facts, "schools"), path)
    assert [line.org for line in plan.sheets[0].lines] == ["110105", "110108"]
    filled = [{id_: data.draw(values, id_) for id_, values in VALUES.items()} for _ in range(2)]
    count = len(plan.sheets[0].columns)
    order = data.draw(st.one_of(st.just(()), st.permutations(range(count))))
    intake = read_sources([_fill(path, "学校情况", filled, order)], PLAIN, TREE)
    assert codes(intake) == []
    for row, values, org in zip(_rows(intake, "schools"), filled, ["110105", "110108"], strict=True):
        assert (row["org"], row["period"], row["as_of"], row["source"]) == (org, 2024, DAY, "statistics")
        missing = dict(row.get("_missing") or ())
        for id_, value in values.items():
            if value in STORED:
                assert (row[id_], missing[id_]) == (None, STORED[value])
            elif id_ == "kind":
                assert row[id_] == {"公办": "public", "民办": "private"}[value]
            else:
                assert row[id_] == value


def test_an_empty_template_brings_units_without_values(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    write_template(_request(PLAIN, _facts(PLAIN), "schools"), path)
    intake = read_sources([path], PLAIN, TREE)
    assert codes(intake) == []
    assert [(r["org"], r["pupils"]) for r in _rows(intake, "schools")] == [("110105", None), ("110108", None)]


def test_one_unit_gets_a_sheet_that_goes_down(tmp_path: Path) -> None:
    written, _ = write_templates_by_unit(_request(PLAIN, _facts(PLAIN), "schools", scope=("110105",)), tmp_path)
    assert [p.name for p in written] == ["110105-朝阳区.xlsx"]
    book = openpyxl.load_workbook(written[0])
    sheet = book["学校情况"]
    head = _heading_row(sheet, "数据项")
    row = next(r for r in range(head, sheet.max_row) if sheet.cell(r, 1).value == "小学在校学生数")
    sheet.cell(row, 3).value = 77
    book.save(tmp_path / "back.xlsx")
    intake = read_sources([tmp_path / "back.xlsx"], PLAIN, TREE)
    assert codes(intake) == []
    assert [(r["org"], r["pupils"]) for r in _rows(intake, "schools")] == [("110105", 77)]
    assert intake.staged[0].origin.cell("pupils", 3) == f"C{row}"


def test_last_year_stands_beside_and_is_not_read(tmp_path: Path) -> None:
    before = {"org": "110105", "period": 2023, "as_of": dt.date(2023, 12, 31), "source": "report", "pupils": 41}
    facts = _facts(PLAIN, ("schools", [before]))
    path = tmp_path / "t.xlsx"
    write_template(_request(PLAIN, facts, "schools"), path)
    sheet = openpyxl.load_workbook(path)["学校情况"]
    head = _heading_row(sheet, "机构代码")
    heads = [c.value for c in sheet[head]]
    place = heads.index("小学在校学生数(上年)")
    assert heads[place - 1] == "小学在校学生数(人)"
    assert sheet.cell(head + 1, place + 1).value == 41
    assert sheet.cell(head + 1, place + 1).protection.locked
    assert not sheet.cell(head + 1, place).protection.locked
    assert sheet.protection.sheet
    intake = read_sources([path], PLAIN, TREE)
    assert codes(intake) == []
    assert [r["pupils"] for r in _rows(intake, "schools")] == [None, None]


@pytest.fixture
def with_statistics(tmp_path: Path) -> Path:
    known = {"org": "110105", "period": 2024, "as_of": DAY, "source": "statistics", "pupils": 500, "schools": 3}
    path = tmp_path / "t.xlsx"
    write_template(_request(OFFICIAL, _facts(OFFICIAL, ("schools", [known])), "schools"), path)
    return path


def test_official_statistics_are_locked_and_never_come_back_as_a_return(with_statistics: Path) -> None:
    sheet = openpyxl.load_workbook(with_statistics)["学校情况"]
    head = _heading_row(sheet, "机构代码")
    place = [c.value for c in sheet[head]].index("小学在校学生数(统计数)") + 1
    assert sheet.cell(head + 1, place).value == 500
    assert sheet.cell(head + 1, place).protection.locked
    assert sheet.cell(head + 1, place + 1).protection.locked  # the unit's own cell: the statistics stand
    assert not sheet.cell(head + 2, place + 1).protection.locked  # the other unit has none and fills it in
    intake = read_sources([with_statistics], OFFICIAL, TREE)
    assert codes(intake) == []
    assert {(r["source"], r["pupils"]) for r in _rows(intake, "schools")} == {("report", None)}


def test_an_objection_to_the_statistics_is_said_and_changes_nothing(with_statistics: Path) -> None:
    book = openpyxl.load_workbook(with_statistics)
    sheet = book["学校情况"]
    head = _heading_row(sheet, "机构代码")
    place = [c.value for c in sheet[head]].index("小学在校学生数说明") + 1
    sheet.cell(head + 1, place).value = "实为 502 人"
    book.save(with_statistics)
    intake = read_sources([with_statistics], OFFICIAL, TREE)
    (found,) = [p for p in intake.problems if p.code == "T03"]
    assert found.place.cell == sheet.cell(head + 1, place).coordinate
    assert "实为 502 人" in found.what()


def test_the_same_facts_make_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_template(_request(PLAIN, _facts(PLAIN), "schools", "stages"), tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_why_a_figure_was_kept_last_year_is_seen_beside_it(tmp_path: Path) -> None:
    """The reason is a note at last year's value; a set phrase is none; nothing of it is read back."""
    reason = "三名学生长期病休，学籍保留"
    row = {
        "org": "110105",
        "period": 2023,
        "as_of": dt.date(2023, 12, 31),
        "source": "report",
        "pupils": 300,
        "schools": 1,
    }
    kept = row | {"_note": {"pupils": reason, "schools": "情况属实"}}
    path = tmp_path / "t.xlsx"
    write_template(_request(PLAIN, _facts(PLAIN, ("schools", [kept])), "schools"), path)
    sheet = openpyxl.load_workbook(path)["学校情况"]
    notes = {cell.value: cell.comment.text for line in sheet.iter_rows() for cell in line if cell.comment}
    assert [text for text in notes.values() if "上年说明" in text] == [f"上年说明:{reason}"] and 300 in notes


def test_names_that_look_like_formulas_stay_texts(tmp_path: Path) -> None:
    names = ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "=1+1"]
    tree = OrganisationTree(
        [
            Organisation("1", "省", "province"),
            *(Organisation(str(i), n, "county", "1") for i, n in enumerate(names, 10)),
        ]
    )
    path = tmp_path / "t.xlsx"
    write_template(_request(PLAIN, MemoryFacts([], tree), "schools"), path)
    book = openpyxl.load_workbook(path)
    found = {c.value: c.data_type for sheet in book for row in sheet for c in row if c.value in names}
    assert found == dict.fromkeys(names, "s")
    assert not [c for sheet in book for row in sheet for c in row if c.data_type == "f"]
    assert codes(read_sources([path], PLAIN, tree)) == []


def test_control_characters_do_not_break_the_file(tmp_path: Path) -> None:
    tree = OrganisationTree([Organisation("1", "省", "province"), Organisation("2", "甲\x00\x0b县", "county", "1")])
    path = tmp_path / "t.xlsx"
    write_template(_request(PLAIN, MemoryFacts([], tree), "schools"), path)
    sheet = openpyxl.load_workbook(path)["学校情况"]
    assert "甲县" in [c.value for row in sheet for c in row] or "机构名称:甲县" in [
        c.value for row in sheet for c in row
    ]


def test_the_mark_says_what_a_sheet_is(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    plan = write_template(_request(PLAIN, _facts(PLAIN), "schools", "stages"), path)
    cells = [[c.value or "" for c in row] for row in openpyxl.load_workbook(path)[MARK_SHEET]]
    mark = read_mark(Grid(Source("t.xlsx", "", ""), MARK_SHEET, cells))
    assert mark == plan.mark
    assert mark is not None and mark.packs == ("test@1",)
    sheet = mark.sheet("分学段情况")
    assert sheet is not None and (sheet.form, sheet.period, sheet.source) == ("stages", "2024-2025", "report")
    assert read_mark(Grid(Source("t.xlsx", "", ""), MARK_SHEET, [["x"]])) is None


STAFF = {"name": {"zh": "教师", "en": "Staff"}, "level": "county", "period": "calendar_year", "sources": ["statistics", "report"]} | {
    "reference_dates": {"year_end": "12-31"},
    "items": {
        "staff": {"name": {"zh": "教职工数", "en": "staff"}, "type": "count", "unit": "人"},
        "teachers": {"name": {"zh": "教师数", "en": "teachers"}, "type": "count", "unit": "人"},
    },
}  # fmt: skip


def test_a_row_that_the_statistics_close_counts_as_sent_and_brings_nothing(tmp_path: Path) -> None:
    """110105 has both figures in the statistics, 110108 one: the blank of the first is nobody's statement."""
    base = make_framework(staff=STAFF)
    source = schema.Source.model_validate({"name": {"zh": "统计数据", "en": "Statistics"}, "official": "true"})
    framework = _framework(
        Framework(
            base.packs, base.documents, {**base.sources, "statistics": source}, base.forms, base.indicators,
            base.standards, base.checks, base.examples, base.frame, base.report, base.hash,
        )
    )  # fmt: skip
    known = {"period": 2024, "as_of": DAY, "source": "statistics"}
    rows = [known | {"org": "110105", "staff": 9, "teachers": 7}, known | {"org": "110108", "staff": 5}]
    path = tmp_path / "t.xlsx"
    write_template(_request(framework, _facts(framework, ("staff", rows)), "staff"), path)
    intake = read_sources([path], framework, TREE)
    assert codes(intake) == []
    assert [(r["org"], r["source"], r["teachers"]) for r in _rows(intake, "staff")] == [("110108", "report", None)]
    (seen,) = intake.seen
    assert {org for org, _, _ in seen.keys} == {"110105", "110108"} and seen.whole
    # what is written all the same comes in: a note, or a word for a missing value
    for heading, text in (("教师数说明", "教师数已按年报更正"), ("教师数(人)", "暂缺")):
        book = openpyxl.load_workbook(path)
        sheet = book["教师"]
        head = _heading_row(sheet, "机构代码")
        heads = [c.value for c in sheet[head]]
        sheet.cell(head + 1, heads.index(heading) + 1).value = text
        book.save(tmp_path / "back.xlsx")
        back = _rows(read_sources([tmp_path / "back.xlsx"], framework, TREE), "staff")
        assert [r["org"] for r in back] == ["110105", "110108"]
