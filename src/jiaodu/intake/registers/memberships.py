"""Sheets that say which units are in which groups: rows become dated memberships.

Floor: intake. In: a block of a form with `memberships: true`; its columns are the unit's code and the items group, and
where they apply kind, role, valid_from, until. Out: `StagedRegister` with memberships, and findings.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from jiaodu.core.base.organisations import DAY_ONE, Membership, OrganisationTree, with_memberships
from jiaodu.core.base.problems import problem
from jiaodu.core.base.text import Text
from jiaodu.core.facts.staging import Origin, StagedRegister
from jiaodu.core.framework.groupings import Groupings, check_memberships, kind_words, level_of
from jiaodu.intake.columns import CellColumn, CellProblems, Unreadable, written
from jiaodu.intake.findings import Findings
from jiaodu.intake.headings import ORG, Headings, plain
from jiaodu.intake.model import is_blank
from jiaodu.intake.numbers import half_width
from jiaodu.intake.rows_layout import Block, report_items
from jiaodu.intake.word_cells import parse_date

MEMBER_ITEMS = ("group", "kind", "role", "valid_from", "until")


def read_memberships(
    block: Block,
    headings: Headings,
    tree: OrganisationTree,
    groupings: Groupings,
    origin: Origin,
    findings: Findings,
) -> StagedRegister:
    """Read every row; check the new memberships together with those already known."""
    columns = _columns(block, headings)
    report_items(headings.form, set(columns), findings, block.header.row)
    if "group" not in columns:
        findings.add("I14", block.header.row, item=Text("分组代码", "group code"))
        return StagedRegister(origin, ())
    found: list[Membership] = []
    rows: list[int] = []
    for index, row in enumerate(block.rows):
        membership = _membership(block, index, columns, groupings, findings)
        if membership is not None:
            found.append(membership)
            rows.append(row)
            _check_kind(membership, columns, index, tree, groupings, findings)
    for number, fault in check_memberships(found, tree, groupings):
        findings.add_problem(fault, rows[number], columns["group"].column)
    return StagedRegister(origin, (), [row + 1 for row in rows], tuple(found))


def joined_memberships(tree: OrganisationTree, register: StagedRegister) -> OrganisationTree:
    """The tree with the memberships of a sheet."""
    return with_memberships(tree, register.memberships)


def _columns(block: Block, headings: Headings) -> dict[str, CellColumn]:
    found: dict[str, CellColumn] = {}
    for column, heading in block.header.known.items():
        if heading.role == "item" and heading.id in MEMBER_ITEMS:
            item = headings.item(heading.id)
            found.setdefault(heading.id, CellColumn(heading.id, item, block.cells(column), block.rows, column))
    return found


def _membership(
    block: Block, index: int, columns: Mapping[str, CellColumn], groupings: Groupings, findings: Findings
) -> Membership | None:
    row = block.rows[index]
    spot = block.spot(ORG, row)
    unit = half_width(written(spot.cell)) if spot else ""
    group = half_width(_text(columns.get("group"), index, findings))
    if not unit or not group:
        column = (spot.column if spot else None) if not unit else columns["group"].column
        name = Text("分组代码", "group code") if unit else Text("机构代码", "organisation code")
        findings.add("I41", row, column, item=name)
        return None
    role = _text(columns.get("role"), index, findings)
    return Membership(
        unit,
        group,
        _role(role, groupings),
        _day(columns.get("valid_from"), index, findings) or DAY_ONE,
        _day(columns.get("until"), index, findings),
    )


def _role(text: str, groupings: Groupings) -> str:
    """The role's id; a word that no kind knows stays as it is, for the check to report."""
    for spec in groupings.values():
        for id_, code in spec.roles.items():
            if plain(text) in {plain(w) for w in (id_, code.name.zh, code.name.en, *code.aliases)}:
                return id_
    return text


def _check_kind(
    m: Membership,
    columns: Mapping[str, CellColumn],
    index: int,
    tree: OrganisationTree,
    groupings: Groupings,
    findings: Findings,
) -> None:
    """Where the sheet states the kind, it must be that of the group."""
    column = columns.get("kind")
    text = _text(column, index, findings)
    if column is None or not text:
        return
    words = {plain(word): kind for word, kind in kind_words(groupings).items()}
    found = level_of(m.group, tree)
    if words.get(plain(text)) != found and found in groupings:
        name = groupings[found].name
        detail = Text(f"写的是“{text}”,登记的是{name.zh}", f"the sheet says “{text}”, the register {name.en}")
        fault = problem("V38", unit=m.unit, group=m.group, detail=detail)
        findings.add_problem(fault, column.rows[index], column.column)


def _text(column: CellColumn | None, index: int, findings: Findings) -> str:
    if column is None:
        return ""
    cell = column.cells[index]
    return "" if is_blank(cell) or CellProblems(column, findings).is_failed(index, cell) else written(cell)


def _day(column: CellColumn | None, index: int, findings: Findings) -> dt.date | None:
    if column is None:
        return None
    cell, problems = column.cells[index], CellProblems(column, findings)
    if is_blank(cell) or problems.is_failed(index, cell):
        return None
    day = parse_date(cell)
    if day is None:
        problems.unreadable(Unreadable("I36"), index)
    return day
