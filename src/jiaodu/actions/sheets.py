"""What a task's form asks of its unit: rows, locked statistics, last year; and the cells that stand in it.

Floor: actions. In: a task. Out: `Sheet`, `TypedForm` for the readers of intake.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from jiaodu.actions.holdings import read_facts, read_framework, store_folder
from jiaodu.core.base.missing import REASON_NAMES, MissingReason, parse_reason
from jiaodu.core.base.organisations import Organisation
from jiaodu.core.base.periods import Period
from jiaodu.core.base.tables import ItemType
from jiaodu.core.base.text import Language, Text
from jiaodu.core.framework import Framework, schema
from jiaodu.core.framework.model import YES_NO, Form
from jiaodu.core.rules.findings import print_number
from jiaodu.intake.headings import plain
from jiaodu.intake.templates.plan import UnitPlan, plan_unit
from jiaodu.intake.typed import Texts, TypedForm, grain_of
from jiaodu.intake.word_cells import code_words, parse_yes_no
from jiaodu.records.models import Cell, Task


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form of one unit for one period, with what the store knows of it."""

    framework: Framework
    form: Form
    period: Period
    unit: Organisation
    plan: UnitPlan

    @property
    def has_open_rows(self) -> bool:
        """Whether people add rows of their own."""
        return any(line.is_open for line in self.plan.lines) and bool(self.form.spec.grain)

    def line(self, grain: tuple[Any, ...] | None) -> tuple[Any, ...] | None:
        """The key under which last year's values and the statistics of a row stand."""
        return None if grain is None else (self.unit.code, *grain)


def read_sheet(task: Task) -> Sheet:
    """The sheet of a task; read once while the store's head stands."""
    facts = read_facts()
    return _sheet(store_folder(), facts.name, tuple(task.round.packs), task.form, task.period, task.org)


@functools.lru_cache(maxsize=2048)
def _sheet(folder: Path, snapshot: str, packs: tuple[str, ...], form_id: str, ordinal: int, org: str) -> Sheet:
    facts, framework = read_facts(), read_framework(packs)
    form = framework.form(form_id)
    period = Period(form.spec.period, ordinal)
    day = form.reference_date(period)
    unit = facts.tree().on(org, day) or facts.tree().last_known(org, day) or Organisation(org, org, form.spec.level)
    return Sheet(framework, form, period, unit, plan_unit(framework, facts, form, period, unit))


def typed_of(task: Task, sheet: Sheet, cells: Iterable[Cell]) -> TypedForm:
    """The cells of a task as the readers of intake take them. `cells` come with `by` selected."""
    texts: dict[int, dict[str, str]] = {}
    notes: dict[int, dict[str, str]] = {}
    users: dict[tuple[int, str], str] = {}
    for cell in cells:
        texts.setdefault(cell.row, {})[cell.item] = cell.text
        if cell.note:
            notes.setdefault(cell.row, {})[cell.item] = cell.note
        if cell.text and cell.by is not None:
            users[cell.row, cell.item] = cell.by.username
    file, unit = f"task:{task.pk}@{task.version}", sheet.unit
    typed = TypedForm(
        sheet.form,
        unit.code,
        unit.name,
        sheet.period,
        task.source,
        file,
        texts,
        notes,
        {},
        users,
        digest_of(texts, notes),
    )
    return replace(typed, closed=closed_of(sheet, typed))


def closed_of(sheet: Sheet, typed: TypedForm) -> Mapping[int, frozenset[str]]:
    """The items of each row for which official statistics stand."""
    official = sheet.plan.official
    if not official.rows:
        return {}
    found = {}
    for row, grain in grain_of(typed, sorted(typed.cells) if sheet.form.spec.grain else (1,)).items():
        key = sheet.line(grain)
        if key is not None and (values := official.of(key)):
            found[row] = frozenset(values)
    return found


def digest_of(texts: Texts, notes: Texts) -> str:
    """The SHA-256 of what stands in a form, blanks left out: what is signed, submitted and kept with each load."""
    cells: dict[str, dict[str, list[str]]] = {}
    for part, of in enumerate((texts, notes)):
        for row, by_item in of.items():
            for item, text in by_item.items():
                if text:
                    cells.setdefault(str(row), {}).setdefault(item, ["", ""])[part] = text
    whole = json.dumps(cells, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(whole.encode()).hexdigest()


def shown_value(item: schema.Item, value: Any, language: Language) -> str:
    """A value of the store as a cell shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES_NO[value].in_(language)
    if isinstance(value, str):
        return shown_cell(item, value, language)
    return print_number(value) if not hasattr(value, "isoformat") else value.isoformat()


def shown_cell(item: schema.Item, text: str, language: Language) -> str:
    """A cell's text in the reader's language: names of codes, yes and no, reasons for missing values; all else as typed."""
    found: Text | None = None
    if reason := parse_reason(text):
        found = REASON_NAMES[MissingReason(reason)]
    elif item.type is ItemType.CODE and (code := code_words(item).get(plain(text))):
        found = item.codes[code].name
    elif item.type is ItemType.YES_NO and (answer := parse_yes_no(text)) is not None:
        found = YES_NO[answer]
    return found.in_(language) if found else text


__all__ = ["Sheet", "closed_of", "digest_of", "read_sheet", "shown_cell", "shown_value", "typed_of"]
