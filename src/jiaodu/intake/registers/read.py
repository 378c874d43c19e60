"""Register forms: rows become organisations, dated and with their attributes.

Floor: intake. In: a block of a register form. Out: `StagedRegister`, and findings for what the tree cannot hold.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from jiaodu.core.base.organisations import (
    DAY_ONE,
    LEVEL_NAMES,
    Organisation,
    OrganisationTree,
    check_organisations,
)
from jiaodu.core.base.tables import ItemType
from jiaodu.core.base.text import Text
from jiaodu.core.facts.staging import Origin, StagedRegister
from jiaodu.core.framework import schema
from jiaodu.core.framework.groupings import Groupings, kind_words
from jiaodu.intake.columns import CellColumn, CellProblems, Unreadable, written
from jiaodu.intake.findings import Findings
from jiaodu.intake.headings import NAME, ORG, Headings, plain
from jiaodu.intake.model import Cell, is_blank
from jiaodu.intake.numbers import half_width
from jiaodu.intake.rows_layout import Block, item_addresses, report_items
from jiaodu.intake.word_cells import code_list, code_words, parse_date

FIELDS = ("name", "name_en", "level", "parent", "valid_from", "closed", "successor", "contact", "telephone")
_LIST = re.compile(r"[、,;|]+")
_BRACKETS = re.compile(r"\(.*\)")
_LEVELS: Mapping[str, str] = {
    word: level
    for level, name in LEVEL_NAMES.items()
    for word in (plain(level), plain(name.zh), _BRACKETS.sub("", plain(name.zh)), plain(name.en))
}


@dataclass(frozen=True, slots=True)
class RegisterReading:
    """The organisations that could be read, and the sheet row of each."""

    register: StagedRegister
    rows: Sequence[int]


def read_register(
    block: Block,
    headings: Headings,
    tree: OrganisationTree,
    origin: Origin,
    findings: Findings,
    groupings: Groupings = MappingProxyType({}),
) -> RegisterReading:
    """Read every row; check the new organisations together with those already known."""
    columns = _columns(block, headings)
    report_items(headings.form, {c.id for c in columns.values()}, findings, block.header.row)
    for wanted in ("name", "level"):
        if wanted not in columns:
            findings.add("I14", block.header.row, item=_name_of(headings, wanted))
    found = [(_organisation(block, index, columns, findings, groupings), row) for index, row in enumerate(block.rows)]
    units = [(unit, row) for unit, row in found if unit is not None]
    _check_tree(units, tree, block, findings, tuple(groupings))
    rows = [row for _, row in units]
    return RegisterReading(StagedRegister(origin, [unit for unit, _ in units], [row + 1 for row in rows]), rows)


def joined(tree: OrganisationTree, new: Iterable[Organisation]) -> OrganisationTree:
    """The tree with further organisations; a version of the same day replaces the old one."""
    new = list(new)
    if not new:
        return tree
    versions = {(o.code, o.valid_from): o for o in tree.rows()}
    versions |= {(o.code, o.valid_from): o for o in new}
    return OrganisationTree(versions.values(), tree.memberships)


def register_addresses(block: Block) -> dict[str, str]:
    """The column letter of every item of the register, as found."""
    return item_addresses(block.header)


def _columns(block: Block, headings: Headings) -> dict[str, CellColumn]:
    found: dict[str, CellColumn] = {}
    for column, heading in block.header.known.items():
        if heading.role == "item":
            item = headings.item(heading.id)
            found.setdefault(heading.id, CellColumn(heading.id, item, block.cells(column), block.rows, column))
    name = block.header.key(NAME)
    if "name" not in found and name is not None:
        item = schema.Item(name=Text("机构名称", "name"), type=ItemType.TEXT)
        found["name"] = CellColumn("name", item, block.cells(name), block.rows, name)
    return found


def _name_of(headings: Headings, id_: str) -> Text:
    items = headings.form.spec.items
    return items[id_].name if id_ in items else Text(id_, id_)


def _organisation(
    block: Block, index: int, columns: Mapping[str, CellColumn], findings: Findings, groupings: Groupings
) -> Organisation | None:
    row = block.rows[index]
    spot = block.spot(ORG, row)
    code = half_width(written(spot.cell)) if spot else ""
    if not code:
        findings.add("I41", row, spot.column if spot else None, item=Text("机构代码", "organisation code"))
        return None
    fields = {id_: _field(c, index, findings) for id_, c in columns.items() if id_ in FIELDS}
    attributes = {id_: _values(c, index, findings) for id_, c in columns.items() if id_ not in FIELDS}
    name = str(fields.get("name") or "")
    if not name and "name" in columns:
        findings.add("I41", row, columns["name"].column, item=columns["name"].name)
    return Organisation(
        code=code,
        name=name,
        level=_level(str(fields.get("level") or ""), groupings),
        parent=str(fields.get("parent") or ""),
        valid_from=_day(fields.get("valid_from")) or DAY_ONE,
        closed=_day(fields.get("closed")),
        attributes={id_: values for id_, values in attributes.items() if values},
        name_en=str(fields.get("name_en") or ""),
        successor=str(fields.get("successor") or ""),
        contact=str(fields.get("contact") or ""),
        telephone=str(fields.get("telephone") or ""),
    )


def _field(column: CellColumn, index: int, findings: Findings) -> Any:
    """A field of the register: a day, or a text."""
    cell, problems = column.cells[index], CellProblems(column, findings)
    if is_blank(cell) or problems.is_failed(index, cell):
        return None
    if column.id not in ("valid_from", "closed"):
        text = written(cell)
        return half_width(text) if column.id in ("parent", "successor") else text
    day = parse_date(cell)
    if day is None:
        problems.unreadable(Unreadable("I36"), index)
    return day


def _day(value: object) -> dt.date | None:
    return value if isinstance(value, dt.date) else None


def _level(text: str, groupings: Groupings) -> str:
    """The level's id; an unknown word stays as it is, for the check of the tree to report."""
    word = plain(text)
    kinds = {plain(w): kind for w, kind in kind_words(groupings).items()}
    return kinds.get(word) or _LEVELS.get(word) or _LEVELS.get(word.removesuffix("级")) or text


def _values(column: CellColumn, index: int, findings: Findings) -> tuple[str, ...]:
    """The values of an attribute; several are separated by 、."""
    cell, problems = column.cells[index], CellProblems(column, findings)
    if is_blank(cell) or problems.is_failed(index, cell):
        return ()
    if column.item.type is ItemType.DATE:
        day = parse_date(cell)
        if day is None:
            problems.unreadable(Unreadable("I36"), index)
        return () if day is None else (day.isoformat(),)
    words = [word for word in _LIST.split(half_width(written(cell))) if word.strip()]
    if column.item.type is not ItemType.CODE:
        return tuple(word.strip() for word in words)
    return _codes(words, column, index, problems)


def _codes(words: Sequence[Cell], column: CellColumn, index: int, problems: CellProblems) -> tuple[str, ...]:
    known = code_words(column.item)
    for word in words:
        if plain(word) not in known:
            problems.add("I29", index, cell=word, codes=code_list(column.item), near=[])
    return tuple(dict.fromkeys(known[plain(word)] for word in words if plain(word) in known))


def _check_tree(
    units: Sequence[tuple[Organisation, int]],
    tree: OrganisationTree,
    block: Block,
    findings: Findings,
    kinds: Sequence[str],
) -> None:
    new = [unit for unit, _ in units]
    keys = {(o.code, o.valid_from) for o in new}
    old = [o for o in tree.rows() if (o.code, o.valid_from) not in keys]
    rows: dict[str, int] = {}
    for unit, row in units:
        rows[unit.code] = row
    for found in check_organisations([*old, *new], kinds=kinds):
        if found.data["org"] in rows:
            findings.add_problem(found, rows[found.data["org"]], block.header.key(ORG))
