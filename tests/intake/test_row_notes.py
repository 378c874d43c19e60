"""A note of a whole row goes to the items that it is of, and comes back as it was written; a warning is kept by it."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaodu.core.base.organisations import Organisation, OrganisationTree
from jiaodu.core.facts.reading import MemoryFacts
from jiaodu.core.facts.staging import Origin, Staged, stage_rows
from jiaodu.core.facts.store import Store
from jiaodu.core.framework import Framework, load_framework
from jiaodu.core.rules import check_staged
from jiaodu.intake import read_sources
from jiaodu.intake.headings import Headings
from jiaodu.intake.row_notes import RowNotes, asked_items, row_notes
from jiaodu.intake.templates.model import Request
from jiaodu.intake.templates.write import write_template

REASON = "两名教师支教一年,编制在外校"
UNITS = ("A", "B")
TREE = OrganisationTree([Organisation(c, c, "school", attributes={"stage": ("primary",)}) for c in UNITS])
NOTED = ("staff", "teachers", "pe_teachers")


@pytest.fixture(scope="module")
def framework() -> Framework:
    return load_framework("school-items")


@pytest.fixture(scope="module")
def notes(framework: Framework) -> RowNotes:
    form = framework.forms["staff"]
    return RowNotes(Headings(form), tuple(form.spec.items), NOTED)


def test_text_without_a_name_is_of_the_items_asked_about_that_are_given(notes: RowNotes) -> None:
    assert notes.split("新校区九月启用", {"staff", "teachers", "art_teachers"}) == dict.fromkeys(
        ("staff", "teachers"), "新校区九月启用"
    )
    # a row that gives none of them: the note is not lost
    assert notes.split("新校区九月启用", set()) == dict.fromkeys(NOTED, "新校区九月启用")


def test_a_name_and_a_colon_begin_the_note_of_an_item(notes: RowNotes) -> None:
    text = "新校区九月启用;专任教师数：三人轮岗;下学期回校\n美术教师数、音乐教师数:外聘"
    assert notes.split(text, {"staff"}) == {
        "staff": "新校区九月启用",
        "teachers": "三人轮岗;下学期回校",
        "art_teachers": "外聘",
        "music_teachers": "外聘",
    }
    # what is no name of an item begins nothing
    assert notes.split("原因:扩班;学校:扩建", {"staff"}) == {"staff": "原因:扩班;学校:扩建"}


def test_an_item_with_a_column_of_its_own_is_not_meant_unless_named(framework: Framework) -> None:
    form = framework.forms["staff"]
    asked = asked_items(framework, form)
    assert "teachers" in asked and len(asked) > 1
    found = row_notes(Headings(form), framework, tuple(form.spec.items), own={"teachers"})
    assert "teachers" not in found.split("新校区九月启用", set(form.spec.items))
    assert found.split("专任教师数:三人轮岗", set(form.spec.items)) == {"teachers": "三人轮岗"}


WORDS = st.text(st.sampled_from("甲乙丙丁:：;；,、 数教师班"), min_size=1, max_size=12).filter(
    lambda t: t.strip(" ;；")
)


@given(st.dictionaries(st.sampled_from(("staff", "teachers", "pe_teachers", "art_teachers")), WORDS), st.data())
def test_what_is_written_for_a_row_is_read_as_the_same_notes(
    notes: RowNotes, found: dict[str, str], data: st.DataObject
) -> None:
    # notes stand beside figures; a note of an item not asked about is written by name
    given = {*found, *data.draw(st.sets(st.sampled_from(NOTED)))}
    read = notes.split(notes.join(found, given), given)
    said = {i: "".join(c for c in n if c not in ";；, ") for i, n in found.items()}
    assert {i: "".join(c for c in n if c not in ";；, ") for i, n in read.items()} == said
    assert notes.split(notes.join(read, given), given) == read


def _template(framework: Framework, facts: MemoryFacts, path: Path) -> dict[str, int]:
    write_template(Request(framework, facts, [framework.forms["staff"]], "2024"), path)
    sheet = openpyxl.load_workbook(path)["教职工与专任教师"]
    head = next(row for row in sheet.iter_rows(max_row=12) if "机构代码" in [c.value for c in row])
    # last year's column has the same name and stands right of the item's
    return {str(c.value).split("(")[0]: c.column for c in reversed(head) if c.value} | {"": head[0].row}


def _last(framework: Framework) -> MemoryFacts:
    return MemoryFacts([_staged_last(framework)], TREE)


def _staged_last(framework: Framework) -> Staged:
    form = framework.forms["staff"]
    rows = [
        {"org": c, "period": 2023, "as_of": form.reference_date(form.period("2023")), "stage": "primary", "_row": n}
        | {"source": form.spec.sources[-1], "staff": 50, "teachers": 48}
        for n, c in enumerate(UNITS, 1)
    ]
    return stage_rows(form.table, Origin("f.csv", "0", "", "rows", {}), rows)


def test_a_reason_under_the_note_of_the_row_keeps_a_warning(framework: Framework, tmp_path: Path) -> None:
    """B halves its teachers like A and says why: its warnings are notes with that reason, those of A stand."""
    path, facts = tmp_path / "t.xlsx", _last(framework)
    columns = _template(framework, facts, path)
    book = openpyxl.load_workbook(path)
    sheet, head = book["教职工与专任教师"], columns[""]
    for row in (head + 1, head + 2):
        sheet.cell(row, columns["教职工数"]).value = 25
        sheet.cell(row, columns["专任教师数"]).value = 20
    assert not sheet.cell(head + 2, columns["说明"]).protection.locked
    sheet.cell(head + 2, columns["说明"]).value = REASON
    book.save(path)
    intake = read_sources([path], framework, TREE)
    assert intake.ok, intake.problems
    (staged,) = intake.staged
    assert [dict(r or ()) for r in staged.rows["_note"].to_pylist()] == [{}, {"staff": REASON, "teachers": REASON}]
    found = check_staged(framework, Store(tmp_path / "store").head(), [_staged_last(framework), *intake.staged])
    jumps = [(p.data["unit"], p.code, p.severity) for p in found if p.data.get("unit") and p.data["ordinal"] == 2024]
    assert {(c, s) for u, c, s in jumps if u == "A" and s == "warning"}
    assert not [c for u, c, s in jumps if u == "B" and s == "warning"]
    kept = [p for p in found if p.code == "D30" and p.data["unit"] == "B"]
    assert kept and all(REASON in p.what() for p in kept)


def test_a_template_made_again_brings_the_notes_that_were_returned(framework: Framework, tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    columns = _template(framework, _last(framework), path)
    book = openpyxl.load_workbook(path)
    sheet, head = book["教职工与专任教师"], columns[""]
    sheet.cell(head + 1, columns["教职工数"]).value = 25
    sheet.cell(head + 1, columns["专任教师数"]).value = 20
    sheet.cell(head + 1, columns["说明"]).value = f"{REASON};美术教师数:外聘一人,不在编"
    book.save(path)
    (staged,) = read_sources([path], framework, TREE).staged
    again = tmp_path / "again.xlsx"
    columns = _template(framework, MemoryFacts([staged], TREE), again)
    sheet = openpyxl.load_workbook(again)["教职工与专任教师"]
    assert sheet.cell(columns[""] + 1, columns["说明"]).value == f"{REASON};美术教师数:外聘一人,不在编".replace(
        "美术教师数", "美术专任教师数"
    )
    (back,) = read_sources([again], framework, TREE).staged
    assert back.rows["_note"].to_pylist() == staged.rows["_note"].to_pylist()
