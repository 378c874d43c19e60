"""A submission as a document: the cells of a task as they stood, in one fixed text whose SHA-256 is signed, printed and stored.

Floor: actions. In: a task and its cells. Out: the document and its digest; rows to stage, whole or only what differs.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa

from jiaodu.actions.holdings import read_facts, read_framework
from jiaodu.actions.sheets import closed_of, read_sheet
from jiaodu.core.base.periods import ZONE, Period
from jiaodu.core.base.problems import JiaoduError, Place, Problem, problem
from jiaodu.core.base.tables import ItemType
from jiaodu.core.facts.staging import Staged
from jiaodu.core.framework import Framework
from jiaodu.core.rules import check_staged
from jiaodu.intake.model import Intake, is_blank
from jiaodu.intake.typed import TypedForm, read_typed
from jiaodu.records.models import Cell, Decision, Evidence, Task

FORMAT = 1
# row number as text -> item -> [text, note, login name, moment]
Frozen = Mapping[str, Mapping[str, Sequence[str]]]
Closed = Mapping[str, Sequence[str]]  # row number as text -> items for which the official statistics stand


@dataclass(frozen=True, slots=True)
class Submission:
    """One version of a task, as it stood."""

    task: Task
    version: int
    cells: Frozen
    closed: Closed
    evidence: Sequence[Sequence[str | int]] = ()  # row, item, name, sha256 of each file

    def document(self) -> bytes:
        """Canonical JSON, UTF-8: the same submission always gives the same bytes."""
        content = {name: getattr(self.task, name) for name in ("org", "form", "period", "source")}
        content |= {"format": FORMAT, "task": self.task.pk, "round": self.task.round_id, "version": self.version}
        content |= {"cells": self.cells, "closed": self.closed, "evidence": [list(e) for e in self.evidence]}
        return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    @property
    def digest(self) -> str:
        """The SHA-256 of the document, 64 hexadecimal digits."""
        return hashlib.sha256(self.document()).hexdigest()

    @property
    def file(self) -> str:
        """The name under which addresses give it."""
        return f"task:{self.task.pk}@{self.version}"


@dataclass(frozen=True)
class Checked:
    """What the checks say of cells: what was read, all problems, and those that stand against submitting."""

    intake: Intake
    problems: tuple[Problem, ...]
    against: tuple[Problem, ...]


def freeze(task: Task, version: int) -> Submission:
    """The cells of a task as they stand, what is empty left out."""
    frozen: dict[str, dict[str, list[str]]] = {}
    for cell in Cell.objects.filter(task=task).select_related("by").order_by("row", "item"):
        if cell.text or cell.note:
            moment = cell.at.astimezone(ZONE).isoformat(timespec="seconds")
            who = cell.by.username if cell.by else ""
            frozen.setdefault(str(cell.row), {})[cell.item] = [cell.text, cell.note, who, moment]
    submission = Submission(task, version, frozen, {})
    sheet = read_sheet(task)
    closed = closed_of(sheet, typed_form(submission, sheet.framework))
    files = Evidence.objects.filter(task=task, removed=None, kind="evidence").order_by("id")
    evidence: list[list[str | int]] = [[e.row, e.item, e.name, e.sha256] for e in files]
    return replace(
        submission, evidence=evidence, closed={str(row): sorted(items) for row, items in sorted(closed.items())}
    )


def submission_of(task: Task, decision: Decision) -> Submission:
    """A submission as it was kept."""
    return Submission(task, decision.version, decision.cells or {}, decision.closed or {}, decision.evidence or ())


def last_submission(task: Task) -> Decision | None:
    """The submission that stands, with its cells."""
    return task.decisions.filter(step="submit", version=task.version).last()


def approved_submission(task: Task) -> Decision | None:
    """The submission whose figures the store holds: that of the last approval."""
    last = task.decisions.filter(step="approve").last()
    return None if last is None else task.decisions.filter(step="submit", version=last.version).last()


def short_code(digest: str) -> str:
    """The digest as people compare it: its first 16 digits in groups of four."""
    return " ".join(digest[i : i + 4].upper() for i in range(0, 16, 4))


def read_submission(submission: Submission, framework: Framework) -> Intake:
    """Cells read as a workbook's would be, with the address of each: submission, form, row, item, who typed it and when."""
    return read_typed(typed_form(submission, framework))


def typed_form(submission: Submission, framework: Framework) -> TypedForm:
    """A submission as intake takes it."""
    task = submission.task
    form = framework.forms[task.form]
    cells: dict[int, dict[str, str]] = {}
    notes: dict[int, dict[str, str]] = {}
    users: dict[tuple[int, str], str] = {}
    for row, given in submission.cells.items():
        for item, (text, note, who, moment) in given.items():
            cells.setdefault(int(row), {})[item] = text
            notes.setdefault(int(row), {})[item] = note
            users[int(row), item] = f"{who} {moment[:16]}".strip()
    return TypedForm(
        form, task.org, read_facts().tree().name(task.org), Period(form.spec.period, task.period), task.source,
        submission.file, cells, notes, {int(r): frozenset(i) for r, i in submission.closed.items()}, users,
        submission.digest,
    )  # fmt: skip


def check_submission(submission: Submission) -> Checked:
    """Every check that a workbook meets, with the unit's other submitted forms beside it; and what stands against submitting."""
    task = submission.task
    framework = read_framework(tuple(task.round.packs))
    intake = read_submission(submission, framework)
    staged = intake.staged or intake.drafts
    beside = [s for other in _siblings(task, framework) for s in _staged_of(other, framework)]
    found = check_staged(framework, read_facts(), [*staged, *beside]) if staged else ()
    own = submission.file
    rules = [p for p in found if p.place.file == own or any(c.file == own for c in p.data.get("places", ()))]
    problems = (*intake.problems, *rules, *_blanks(submission, framework))
    gone = _gone(submission, framework) if intake.ok else []
    return Checked(intake, problems, (*_against(submission, problems), *gone))


def _against(submission: Submission, problems: Sequence[Problem]) -> list[Problem]:
    """A form in which nothing is written; errors; and what rules find out of the ordinary and nobody has given a reason for."""
    if not submission.cells and not submission.closed:
        return [problem("W51")]
    errors = [p for p in problems if p.severity == "error"]
    return errors + [p for p in problems if p.severity in ("warning", "will_be_error") and p.data.get("rule_id")]


def _gone(submission: Submission, framework: Framework) -> list[Problem]:
    """Rows of the approved version that a correction no longer has: said before it is handed in."""
    before = approved_submission(submission.task)
    count = removed_rows(submission, submission_of(submission.task, before), framework) if before else 0
    return [problem("W66", Place(submission.file), count=count)] if count else []


def _blanks(submission: Submission, framework: Framework) -> list[Problem]:
    """One warning for the figures that were left blank, in rows in which something stands."""
    typed = typed_form(submission, framework)
    items = [i for i, spec in typed.form.spec.items.items() if spec.type is not ItemType.TEXT]
    empty = [
        (row, item)
        for row in typed.rows()
        for item in items
        if item not in typed.closed.get(row, ()) and is_blank(typed.text(row, item))
    ]
    if not empty or not submission.cells:
        return []
    place = Place(submission.file, sheet=typed.form.id, cell=f"{empty[0][0]}/{empty[0][1]}")
    names = [typed.form.item(item).name for item in dict.fromkeys(item for _, item in empty)]
    return [problem("W56", place, count=len(empty), items=names[:8])]


def _siblings(task: Task, framework: Framework) -> list[Task]:
    """The unit's other forms of the round that some rule reads together with this one, submitted and not yet in the store."""
    pairs = [{r.form.id, r.other.id} for r in framework.rules.values() if r.other is not None]
    forms = {form for pair in pairs if task.form in pair for form in pair} - {task.form}
    waiting = (Task.State.SUBMITTED, Task.State.REVIEWED)
    found = Task.objects.filter(round=task.round_id, org=task.org, form__in=forms, state__in=waiting)
    return list(found.select_related("round")) if forms else []


def _staged_of(task: Task, framework: Framework) -> Sequence[Staged]:
    decision = last_submission(task)
    return read_submission(submission_of(task, decision), framework).staged if decision else ()


def stage_submission(task: Task, decision: Decision, before: Decision | None, framework: Framework) -> list[Staged]:
    """The rows that an approval brings in: all of a first one; of a correction only the items that differ.

    The origin of each is the submission's document under its digest.

    Raises: JiaoduError (W61, and what is wrong) where the cells can no longer be read as they were when they were submitted.
    """
    submission = submission_of(task, decision)
    intake = read_submission(submission, framework)
    if not intake.ok or submission.digest != decision.digest:
        wrong = [p for p in intake.problems if p.severity == "error"]
        raise JiaoduError([problem("W61", Place(submission.file), task=task.pk), *wrong])
    if before is None:
        return list(intake.staged)
    earlier = read_submission(submission_of(task, before), framework).staged
    return [part for s in intake.staged for part in _differing(s, earlier)]


def removed_rows(submission: Submission, before: Submission, framework: Framework) -> int:
    """How many rows of the version before are no longer there."""
    now, then = (read_submission(one, framework).staged for one in (submission, before))
    keys = {_key(s, row) for s in now for row in s.rows.to_pylist()}
    return sum(_key(s, row) not in keys for s in then for row in s.rows.to_pylist())


def _differing(staged: Staged, earlier: Sequence[Staged]) -> list[Staged]:
    """The rows and items of a correction that differ from what was approved, one sheet for each set of items."""
    known = {_key(staged, row): row for s in earlier for row in s.rows.to_pylist()}
    groups: dict[tuple[str, ...], list[int]] = {}
    for index, row in enumerate(staged.rows.to_pylist()):
        before = known.get(_key(staged, row))
        names = tuple(i for i in staged.items if before is None or _of(row, i) != _of(before, i))
        # a row that was not there before comes in even if all of it is blank
        if names or before is None:
            groups.setdefault(names, []).append(index)
    return [_part(staged, names, indexes) for names, indexes in groups.items()]


def _key(staged: Staged, row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in staged.table.key)


def _of(row: Mapping[str, Any], item: str) -> tuple[Any, ...]:
    """What a row says of an item: value, reason, hedge, note."""
    return (row.get(item), *(dict(row.get(name) or ()).get(item) for name in ("_missing", "_hedge", "_note")))


def _part(staged: Staged, names: Sequence[str], indexes: Sequence[int]) -> Staged:
    left_out = set(staged.items) - set(names)
    rows = staged.rows.take(pa.array(indexes, pa.int64())).drop_columns(list(left_out))
    for name in ("_missing", "_hedge", "_note"):
        if name in rows.column_names:
            kept = [[(k, v) for k, v in row or () if k in names] or None for row in rows[name].to_pylist()]
            at = rows.column_names.index(name)
            rows = rows.set_column(at, name, pa.array(kept, rows.schema.field(name).type))
    return Staged(staged.table, staged.origin, rows)
