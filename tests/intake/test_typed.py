"""Cells typed into a form against the same cells in a file: the same rows, the same problems, at the same cells."""

from __future__ import annotations

import csv
import functools
import re
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.town import FIRST, NORTH, PACKS, build_store

from jiaodu.core.base.periods import Period
from jiaodu.core.base.problems import Problem
from jiaodu.core.base.tables import NUMERIC, ItemType
from jiaodu.core.facts.reading import Snapshot
from jiaodu.core.facts.store import Store
from jiaodu.core.framework import Framework, load_framework
from jiaodu.core.framework.model import Form
from jiaodu.core.rules import check_staged
from jiaodu.intake import Intake, read_sources
from jiaodu.intake.typed import TypedForm, cell_of, check_cells, check_typed, read_typed

Cells = dict[int, dict[str, str]]
UNITS = {"school": FIRST, "county": NORTH}
FORMS = (
    "school_funds",
    "pupils",
    "staff",
    "county_basic",
    "county_monitoring",
    "kindergarten_practice",
    "special_rooms",
)


@functools.cache
def framework() -> Framework:
    return load_framework(list(PACKS), [])


@functools.cache
def snapshot() -> Snapshot:
    folder = Path(tempfile.mkdtemp()) / "store"
    build_store(folder)
    return Store(folder).head()


def typed_form(form: Form, cells: Cells, notes: Cells, **more: Any) -> TypedForm:
    unit = UNITS[form.spec.level]
    return TypedForm(
        form, unit, "虚构", Period(form.spec.period, 2024), form.spec.sources[-1], "task:1@0", cells, notes, **more
    )


def read_file(form: Form, cells: Cells, notes: Cells, folder: Path) -> tuple[Intake, dict[str, str]]:
    """The same cells in a CSV file with one record a row; and which column letter is which item."""
    names = [*form.spec.grain, *form.spec.items]
    noted = [i for i in form.spec.items if any(notes[r].get(i) for r in notes)]
    path = folder / "return.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            [
                "机构代码",
                "年度",
                *(form.item(n).name.zh for n in names),
                *(f"{form.item(n).name.zh}说明" for n in noted),
            ]
        )
        for row in sorted(cells):
            keys = [UNITS[form.spec.level], "2024"]
            writer.writerow([*keys, *(cells[row].get(n, "") for n in names), *(notes[row].get(n, "") for n in noted)])
    source = framework().sources[form.spec.sources[-1]].name.zh
    intake = read_sources([path], framework(), snapshot().tree(), form=form.id, default_source=source)
    return intake, {_letter(number + 2): name for number, name in enumerate(names)}


def _letter(number: int) -> str:
    return chr(65 + number) if number < 26 else chr(64 + number // 26) + chr(65 + number % 26)


def found_in_file(problems: tuple[Problem, ...], columns: dict[str, str]) -> list[tuple[Any, ...]]:
    """(row, item, code, severity, words); a file's row 2 is the form's row 1."""
    found = []
    for p in problems:
        match = re.fullmatch(r"([A-Z]*)(\d*)", p.place.cell)
        assert match
        row = int(match[2]) - 1 if match[2] else 0
        found.append((row, columns.get(match[1], ""), p.code, p.severity, *_words(p)))
    return sorted(found)


def found_in_form(problems: tuple[Problem, ...]) -> list[tuple[Any, ...]]:
    return sorted((*(cell_of(p) or (0, "")), p.code, p.severity, *_words(p)) for p in problems)


def _words(p: Problem) -> tuple[str, str]:
    """What a problem says; one that names two rows names other numbers in a file."""
    return ("", "") if p.code == "I22" else (p.what("zh"), p.remedy("en"))


WORDS = ["不适用", "尚未产生", "—", "/", "无", "…", "很多", "#DIV/0!", "约5", "不少于12", "1,234", "１２", "3.5", "80%", "0.8", "1e3", "-4", "12人", "99999999999999999999", " 7 "]  # fmt: skip


@st.composite
def filled(draw: st.DrawFn) -> tuple[Form, Cells, Cells]:
    form = framework().forms[draw(st.sampled_from(FORMS))]
    count = draw(st.integers(1, 4)) if form.spec.grain else 1
    cells: Cells = {}
    notes: Cells = {}
    for row in range(1, count + 1):
        cells[row] = {name: draw(_cell(form, name)) for name in (*form.spec.grain, *form.spec.items)}
        notes[row] = {i: draw(st.sampled_from(["", "", "", "经核实确属实情", "附文件第三条"])) for i in form.spec.items}
    return form, cells, notes


def _cell(form: Form, name: str) -> st.SearchStrategy[str]:
    item = form.item(name)
    if item.type in NUMERIC:
        return st.one_of(st.sampled_from(WORDS), st.integers(0, 400).map(str), st.just(""))
    if item.type is ItemType.CODE:
        codes = [w for id_, code in item.codes.items() for w in (id_, code.name.zh, *code.aliases)]
        return st.sampled_from(codes if name in form.spec.grain else [*codes, "", "不适用", "别的"])
    return st.sampled_from(["是", "否", "", "×", "可能", "2024-09-01", "—"])


@settings(max_examples=25)
@given(filled())
def test_typed_cells_and_the_same_file_give_the_same_rows_and_problems(case: tuple[Form, Cells, Cells]) -> None:
    form, cells, notes = case
    with tempfile.TemporaryDirectory() as folder:
        from_file, columns = read_file(form, cells, notes, Path(folder))
    typed = typed_form(form, cells, notes)
    from_form = read_typed(typed)
    assert found_in_form(from_form.problems) == found_in_file(from_file.problems, columns)
    assert _rows(from_form) == _rows(from_file)
    unread = {p.place for p in from_file.problems if p.severity == "error"}
    ruled = check_staged(framework(), snapshot(), [*from_file.staged, *from_file.drafts])
    by_file = [*from_file.problems, *(p for p in ruled if replace(p.place, key="") not in unread)]
    assert _codes(check_typed(typed, framework(), snapshot())[1]) == _codes(tuple(by_file))


def _rows(intake: Intake) -> list[dict[str, Any]]:
    rows = [row for staged in (*intake.staged, *intake.drafts) for row in staged.rows.to_pylist()]
    return [{k: v for k, v in row.items() if k != "_row" and v is not None} for row in rows]


def _codes(problems: tuple[Problem, ...]) -> list[tuple[str, str]]:
    return sorted((p.code, p.severity) for p in problems)


@given(filled())
def test_a_cell_alone_is_read_as_in_the_whole_form(case: tuple[Form, Cells, Cells]) -> None:
    form, cells, notes = case
    typed = typed_form(form, cells, notes)
    whole = [p for p in read_typed(typed).problems if p.code not in ("I22", "I41", "I77", "I27")]
    alone = check_cells(typed, [(row, name) for row in cells for name in cells[row]])
    each = [p for found in alone.values() for p in found if p.code not in ("I77", "I27")]
    assert sorted((p.place.cell, p.code) for p in each if p.code != "I38") == sorted(
        (p.place.cell, p.code) for p in whole if p.code != "I38"
    )


def test_an_address_leads_to_row_item_and_person() -> None:
    form = framework().forms["school_funds"]
    cells = {1: {"public_funds_budget": "5", "training_budget": "6"}}
    users = {(1, "public_funds_budget"): "first", (1, "training_budget"): "north"}
    origin = read_typed(typed_form(form, cells, {}, users=users)).staged[0].origin
    assert origin.orientation == "web" and origin.sheet == "school_funds"
    assert origin.cell("public_funds_budget", 1) == "1/public_funds_budget/first"
    assert origin.cell("training_budget", 1) == "1/training_budget/north"


def test_where_statistics_stand_nothing_is_asked_and_a_note_is_an_objection() -> None:
    form = framework().forms["school_funds"]
    closed = {1: frozenset({"public_funds_budget"})}
    cells = {1: {"public_funds_budget": "5", "training_budget": "6"}}
    intake = read_typed(typed_form(form, cells, {1: {"public_funds_budget": "应为8"}}, closed=closed))
    assert "public_funds_budget" not in intake.staged[0].items
    assert [(p.code, cell_of(p)) for p in intake.problems] == [("T03", (1, "public_funds_budget"))]
    everything = {1: frozenset(form.spec.items)}
    assert read_typed(typed_form(form, cells, {}, closed=everything)) == Intake(
        files=("task:1@0",), seen=read_typed(typed_form(form, cells, {}, closed=everything)).seen
    )


def test_a_form_without_rows_brings_none_and_rows_without_anything_do_not_count() -> None:
    form = framework().forms["county_monitoring"]
    assert read_typed(typed_form(form, {1: {"subject": ""}}, {})).staged == ()
    assert read_typed(typed_form(form, {1: {"subject": ""}, 2: {"subject": "语文"}}, {})).staged[0].rows.num_rows == 1
