"""Cells typed into a form become the same rows and problems as a workbook with the same cells.

Floor: intake. In: texts and notes by row and item, of one form of one unit. Out: `Intake`; problems whose place is a cell `row/item`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jiaodu.core.base.periods import Period
from jiaodu.core.base.problems import Place, Problem
from jiaodu.core.base.text import Text
from jiaodu.core.facts.reading import Snapshot
from jiaodu.core.facts.staging import Origin
from jiaodu.core.framework.model import Form, Framework
from jiaodu.core.rules import check_staged
from jiaodu.intake.columns import CellColumn
from jiaodu.intake.findings import Findings
from jiaodu.intake.keys import Key
from jiaodu.intake.model import Cell, Intake, Seen, is_blank
from jiaodu.intake.records import Records, read_records
from jiaodu.intake.word_cells import read_column

Texts = Mapping[int, Mapping[str, str]]  # row -> item or grain column -> what stands there
_ADDRESS = re.compile(r"(\d+)(?:/([^/]+)(?:/.*)?)?")


@dataclass(frozen=True, slots=True)
class TypedForm:
    """A form as one unit typed it. Rows are numbered from 1; a form without grain has row 1 only.

    `file` names the submission, `sha256` is the digest of its cells. `closed` are the items of a row for which the official
    statistics stand: nothing is asked there, and a note beside them is an objection (T03). `users` say who typed a cell.
    """

    form: Form
    org: str
    name: str
    period: Period
    source: str
    file: str
    cells: Texts
    notes: Texts = field(default_factory=dict)
    closed: Mapping[int, frozenset[str]] = field(default_factory=dict)
    users: Mapping[tuple[int, str], str] = field(default_factory=dict)
    sha256: str = ""

    def rows(self) -> list[int]:
        """The rows that count: those in which something stands; row 1 alone where the form has no grain."""
        if not self.form.spec.grain:
            return [1]
        return sorted(row for row in {*self.cells, *self.notes} if self._is_written(row))

    def asked(self) -> list[str]:
        """The items that somebody has to give in some row, in the form's order."""
        rows = self.rows() or [1]
        return [i for i in self.form.spec.items if any(i not in self.closed.get(row, ()) for row in rows)]

    def text(self, row: int, item: str) -> str:
        """What stands in a cell; nothing where the statistics stand."""
        return "" if item in self.closed.get(row, ()) else self.cells.get(row, {}).get(item, "")

    def note(self, row: int, item: str) -> str:
        """What is written beside a cell."""
        return self.notes.get(row, {}).get(item, "")

    def _is_written(self, row: int) -> bool:
        return any(not is_blank(text) for part in (self.cells, self.notes) for text in part.get(row, {}).values())


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The form as findings see it: rows and columns with places of the form."""

    typed: TypedForm
    columns: Sequence[str]

    def cell(self, row: int, column: int) -> Cell:
        return self.typed.text(row + 1, self.columns[column])

    def place(self, row: int | None = None, column: int | None = None) -> Place:
        item = "" if column is None else f"/{self.columns[column]}"
        return Place(self.typed.file, sheet=self.typed.form.id, cell="" if row is None else f"{row + 1}{item}")


def read_typed(typed: TypedForm) -> Intake:
    """Read every cell. Nothing is raised for what was typed: every flaw is a problem."""
    form, rows, asked = typed.form, typed.rows(), typed.asked()
    names = [*form.spec.grain, *form.spec.items]
    findings = Findings(_Sheet(typed, names))
    _report_objections(typed, rows, names, findings)
    key = Key(typed.org, typed.period.ordinal, form.reference_date(typed.period), typed.source)
    seen = Seen(typed.file, form.id, form.id, ((key.org, key.period, key.source),), True, True, (typed.org,))
    if not asked or not rows:
        return Intake(problems=findings.problems(), files=(typed.file,), seen=(seen,))
    columns = {name: _column(typed, rows, names, name) for name in (*form.spec.grain, *asked)}
    notes = {i: [typed.note(r, i) for r in rows] for i in asked if any(typed.note(r, i) for r in rows)}
    records = Records(
        form, _origin(typed, asked), [key] * len(rows), rows, [columns[g] for g in form.spec.grain],
        [columns[i] for i in asked], notes, _closed(typed, rows),
    )  # fmt: skip
    reading = read_records(records, findings)
    staged = () if reading.staged is None or not reading.staged.rows.num_rows else (reading.staged,)
    drafts = () if reading.draft is None else (reading.draft,)
    return Intake(staged, problems=findings.problems(), files=(typed.file,), seen=(seen,), drafts=drafts)


def check_typed(typed: TypedForm, framework: Framework, snapshot: Snapshot) -> tuple[Intake, tuple[Problem, ...]]:
    """What was read, and all that is wrong: cells first, then what the packs' data rules say of the form with the store behind it."""
    intake = read_typed(typed)
    unread = {cell_of(p) for p in intake.problems if p.severity == "error"}
    found = check_staged(framework, snapshot, [*intake.staged, *intake.drafts])
    ruled = tuple(p for p in found if cell_of(p) is None or cell_of(p) not in unread)
    return intake, (*intake.problems, *ruled)


def check_cells(typed: TypedForm, cells: Iterable[tuple[int, str]]) -> dict[tuple[int, str], tuple[Problem, ...]]:
    """What is wrong with single cells, by the same readers as the whole form: for checks while somebody types."""
    names = [*typed.form.spec.grain, *typed.form.spec.items]
    sheet = _Sheet(typed, names)
    found = {}
    for row, item in cells:
        findings = Findings(sheet)
        read_column(_column(typed, [row], names, item), findings)
        found[row, item] = findings.problems()
    return found


def grain_of(typed: TypedForm, rows: Iterable[int]) -> dict[int, tuple[Any, ...] | None]:
    """The grain of rows as the store keeps it; None where a part of it is blank or cannot be read."""
    rows, names = list(rows), [*typed.form.spec.grain, *typed.form.spec.items]
    findings = Findings(_Sheet(typed, names))
    parts = [
        read_column(_column(typed, rows, names, name), findings).values.to_pylist() for name in typed.form.spec.grain
    ]
    found = {row: tuple(part[index] for part in parts) for index, row in enumerate(rows)}
    return {row: None if None in key else key for row, key in found.items()}


def cell_of(problem: Problem) -> tuple[int, str] | None:
    """The row and item that a problem of a typed form stands at; the item is empty where it is of a row, None where of the form."""
    match = _ADDRESS.fullmatch(problem.place.cell)
    return (int(match[1]), match[2] or "") if match else None


def _column(typed: TypedForm, rows: Sequence[int], names: Sequence[str], name: str) -> CellColumn:
    cells = [typed.text(row, name) for row in rows]
    return CellColumn(name, typed.form.item(name), cells, [row - 1 for row in rows], names.index(name))


def _closed(typed: TypedForm, rows: Sequence[int]) -> frozenset[int]:
    """The rows in which nothing was given, where the statistics stand for every item of some row: they lead for the unit as a whole."""
    items = typed.form.spec.items
    if not any(set(items) <= typed.closed.get(row, frozenset()) for row in rows):
        return frozenset()

    def is_empty(row: int) -> bool:
        return all(is_blank(typed.text(row, i)) and is_blank(typed.note(row, i)) for i in items)

    return frozenset(index for index, row in enumerate(rows) if is_empty(row))


def _origin(typed: TypedForm, asked: Sequence[str]) -> Origin:
    """Who typed most is named once, the others at their cells."""
    addresses = {item: item for item in asked}
    most = Counter(user for user in typed.users.values() if user).most_common(1)
    if most:
        addresses["@"] = most[0][0]
        addresses |= {f"{item}@{row}": user for (row, item), user in typed.users.items() if user != most[0][0]}
    return Origin(typed.file, typed.sha256, typed.form.id, "web", addresses)


def _report_objections(typed: TypedForm, rows: Sequence[int], names: Sequence[str], findings: Findings) -> None:
    for row in rows:
        for item in typed.closed.get(row, ()):
            if note := typed.note(row, item).strip():
                name = typed.form.item(item).name
                unit = Text(typed.name, typed.name)
                findings.add("T03", row - 1, names.index(item), org=unit, item=name, note=note)


__all__ = ["TypedForm", "cell_of", "check_cells", "check_typed", "grain_of", "read_typed"]
