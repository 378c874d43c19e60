"""Write a template: cover, one sheet a form, and two hidden sheets with lists and the mark.

Floor: intake. In: a `Request` and a path. Out: an .xlsx file, the same bytes for the same facts; what could not be planned.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import xlsxwriter
import xlsxwriter.exceptions

from jiaodu.core.base.organisations import Organisation
from jiaodu.core.base.problems import Problem
from jiaodu.core.base.writing import write_atomically
from jiaodu.intake.templates.cover import COVER_SHEET, Cover
from jiaodu.intake.templates.inputs import Lists
from jiaodu.intake.templates.items_sheet import ItemsSheet
from jiaodu.intake.templates.lists_sheet import ListSheet
from jiaodu.intake.templates.mark import MARK_SHEET, mark_rows
from jiaodu.intake.templates.model import Plan, Request, SheetPlan
from jiaodu.intake.templates.official_list import OfficialList
from jiaodu.intake.templates.plan import clean, due_units, plan_template
from jiaodu.intake.templates.styles import Styles
from jiaodu.intake.templates.table_sheet import TableSheet


def write_template(request: Request, path: Path) -> Plan:
    """Write one workbook for all that the request names. Raises JiaoduError (T01, T04, C04)."""
    plan = plan_template(request)
    write_atomically(Path(path), lambda draft: _draw(plan, draft))
    return plan


def write_templates_by_unit(request: Request, folder: Path) -> tuple[tuple[Path, ...], tuple[Problem, ...]]:
    """Write a workbook for each unit that is due, with the forms of its own; files are named by code and name."""
    written: list[Path] = []
    problems: list[Problem] = []
    for unit in _units(request):
        plan = plan_template(replace(request, scope=(unit.code,)))
        own = tuple(s for s in plan.sheets if s.unit)
        names = {s.sheet for s in own}
        marks = tuple(m for m in plan.mark.sheets if m.sheet in names)
        plan = replace(plan, sheets=own, mark=replace(plan.mark, sheets=marks))
        path = Path(folder) / f"{file_name(unit)}.xlsx"
        write_atomically(path, lambda draft, plan=plan: _draw(plan, draft))  # type: ignore[misc]
        written.append(path)
    return tuple(written), tuple(problems)


def file_name(unit: Organisation) -> str:
    """A unit's code and name as a file system takes them."""
    name = "".join(c for c in clean(unit.name) if c not in '\\/:*?"<>|').strip(" .")
    return f"{unit.code}-{name}" if name else unit.code


def _units(request: Request) -> Sequence[Organisation]:
    found: dict[str, Organisation] = {}
    if request.facts is None:
        return ()
    tree = request.facts.tree()
    for form in request.forms:
        day = form.reference_date(form.period(request.period))
        found |= {unit.code: unit for unit in due_units(form, tree, day, request.scope)}
    return [found[code] for code in sorted(found)]


def _draw(plan: Plan, path: Path) -> None:
    try:
        with xlsxwriter.Workbook(str(path), {"in_memory": True, "strings_to_urls": False}) as book:
            _draw_book(plan, book)
    except xlsxwriter.exceptions.FileCreateError as error:
        raise OSError(str(error)) from error


def _kind(sheet: SheetPlan) -> type[ListSheet] | type[ItemsSheet] | type[TableSheet] | type[OfficialList]:
    layout = sheet.form.spec.layout
    if layout.is_official:
        return TableSheet if layout.lines else OfficialList
    return ItemsSheet if sheet.goes_down else ListSheet


def _draw_book(plan: Plan, book: Any) -> None:
    created = max((sheet.as_of for sheet in plan.sheets), default=dt.date(1980, 1, 1))
    title = plan.request.framework.main.spec.title.zh
    book.set_properties(
        {"title": title, "author": "教督 jiaodu", "created": dt.datetime.combine(created, dt.time()), "comments": ""}
    )
    styles = Styles(book)
    cover = book.add_worksheet(COVER_SHEET)
    sheets = [book.add_worksheet(sheet.sheet) for sheet in plan.sheets]
    lists = Lists(book)
    Cover(plan, cover, styles).draw()
    request = plan.request
    for sheet, drawn in zip(plan.sheets, sheets, strict=True):
        kind = _kind(sheet)
        kind(sheet, drawn, styles, lists, request.framework, request.language).draw()
    mark = book.add_worksheet(MARK_SHEET)
    mark.very_hidden()
    for row, cells in enumerate(mark_rows(plan.mark)):
        for column, text in enumerate(cells):
            mark.write_string(row, column, text)
    cover.activate()
