"""A form as a workbook: written with what stands in it, taken back with every problem at its cell, its figures put into the form.

Floor: actions. In: a task, the bytes of a file. Out: an .xlsx file; `Uploaded`; the same file with its problems marked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

import pyarrow as pa
from django.db import transaction

from jiaodu.actions.acting import Actor, NotThere, write_audit
from jiaodu.actions.checking import read_task
from jiaodu.actions.evidence import LARGEST, find_evidence, keep_bytes, safe_name
from jiaodu.actions.filling import NEWEST, Change, Saved, save_cells
from jiaodu.actions.filling_rights import find_filled, own_items
from jiaodu.actions.holdings import read_facts
from jiaodu.actions.sheets import Sheet, read_sheet, shown_value
from jiaodu.actions.tasks import find_task
from jiaodu.core.base.missing import HEDGE_NAMES, REASON_NAMES, Hedge, MissingReason
from jiaodu.core.base.problems import JiaoduError, Place, Problem, problem
from jiaodu.core.base.text import Language
from jiaodu.core.facts.staging import Staged
from jiaodu.core.rules import check_staged
from jiaodu.core.rules.incoming import Incoming
from jiaodu.intake import Intake
from jiaodu.intake.documents import TABLE_SUFFIXES, Document
from jiaodu.intake.limits import Unusable
from jiaodu.intake.marking import mark_file
from jiaodu.intake.read import read_documents
from jiaodu.intake.records import UNREADABLE
from jiaodu.intake.templates.model import Request
from jiaodu.intake.templates.write import write_template
from jiaodu.intake.typed import TypedForm, grain_of, read_typed
from jiaodu.records.models import Evidence, Task


@dataclass(frozen=True, slots=True)
class Uploaded:
    """What became of an upload: the file kept, its problems, and what was saved (None where an error stands in it)."""

    file: Evidence
    problems: tuple[Problem, ...]
    saved: Saved | None = None
    rows_left: int = 0
    errors: int = field(default=0)


def write_workbook(actor: Actor, number: int, path: Path, language: Language = "zh") -> str:
    """Write the form as a workbook, with what stands in it; gives a name for the file. Raises NotThere, JiaoduError (T01, T04)."""
    task = find_task(actor, number)
    sheet, typed = read_sheet(task), read_task(task)
    intake = read_typed(typed)
    facts = Incoming(read_facts(), [*intake.staged, *map(_without_unreadable, intake.drafts)])
    scope = (task.org,)
    write_template(Request(sheet.framework, facts, (sheet.form,), str(sheet.period), scope, language), path)
    return safe_name(f"{sheet.form.name.in_(language)}-{sheet.unit.name}-{sheet.period}.xlsx")


def upload_workbook(actor: Actor, number: int, name: str, content: bytes) -> Uploaded:
    """Read a workbook of the form. Without an error its figures go into the form; with one nothing does, and it can be had back marked.

    Only cells in which something stands are taken: a blank of the workbook leaves the form's cell as it is.

    Raises: NotThere; JiaoduError (A01, W20, W30 kind, W31 size, W33 empty).
    """
    name = safe_name(name)
    _check_file(name, content)
    with transaction.atomic():
        task, sheet = find_filled(actor, number)
    intake, problems = _read(task, sheet, name, content)
    file = _keep(actor, task, name, content, problems)
    errors = sum(p.severity == "error" for p in problems)
    if errors:
        return Uploaded(file, problems, errors=errors)
    typed = read_task(task)
    changes, left = _changes(typed, sheet, own_items(actor, task, sheet), intake.staged)
    saved = save_cells(actor, number, changes, task.revision)
    if left:
        problems = (*problems, problem("W28", Place(name), count=left))
    return Uploaded(file, problems, saved, left)


def mark_upload(actor: Actor, number: int, upload: int, language: Language) -> tuple[str, bytes]:
    """An uploaded workbook with its problems marked in it. Raises NotThere, JiaoduError where it cannot be opened."""
    file, path = find_evidence(actor, number, upload)
    if file.kind != "upload":
        raise NotThere(str(upload))
    task = find_task(actor, number)
    content = path.read_bytes()
    _, problems = _read(task, read_sheet(task), file.name, content)
    try:
        marked = mark_file(_document(file.name, content), [p for p in problems if p.place.file], language)
    except Unusable as error:
        raise JiaoduError(problem(error.code, Place(file.name), **error.data)) from error
    return f"{PurePosixPath(file.name).stem}-已标注.xlsx", marked.content


def _check_file(name: str, content: bytes) -> None:
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in TABLE_SUFFIXES:
        raise JiaoduError(problem("W30", Place(name), kind=suffix or name))
    if len(content) > LARGEST:
        raise JiaoduError(
            problem(
                "W31", Place(name), name=name, size=f"{len(content) / 2**20:.1f} MB", limit=f"{LARGEST // 2**20} MB"
            )
        )
    if not content:
        raise JiaoduError(problem("W33", Place(name), name=name))


def _document(name: str, content: bytes) -> Document:
    pure = PurePosixPath(name)
    return Document(name, "", pure.suffix.lower(), pure.stem, lambda: content)


def _read(task: Task, sheet: Sheet, name: str, content: bytes) -> tuple[Intake, tuple[Problem, ...]]:
    """The sheets of the file that hold this form of this unit, and what is wrong in them or with the file."""
    facts, form = read_facts(), sheet.form
    given = form.id if PurePosixPath(name).suffix.lower() in (".csv", ".tsv") else None
    source = sheet.framework.sources.get(task.source)
    intake = read_documents(
        [_document(name, content)],
        sheet.framework,
        facts.tree(),
        form=given,
        default_source=source.name.zh if source else None,
    )
    sheets = {s.sheet for s in intake.seen if s.form == form.id}
    found = [p for p in intake.problems if not p.place.sheet or p.place.sheet in sheets]
    staged = [_of_task(s, task) for s in intake.staged if s.table.name == form.id]
    drafts = [_of_task(s, task) for s in intake.drafts if s.table.name == form.id]
    kept = [s for s in (*staged, *drafts) if s.rows.num_rows]
    if not kept and not any(p.severity == "error" for p in found):
        lacks = {"unit": sheet.unit.name, "period": str(sheet.period), "form": form.name}
        found = [p for p in found if p.code != "I43"] + [problem("W27", Place(name), **lacks)]
    unread = {p.place for p in found if p.severity == "error"}
    ruled = check_staged(sheet.framework, facts, kept)
    found += [p for p in ruled if not p.place.cell or replace(p.place, key="") not in unread]
    return replace(intake, staged=tuple(s for s in staged if s.rows.num_rows)), tuple(found)


def _of_task(staged: Staged, task: Task) -> Staged:
    """The rows of the task's unit and period."""
    orgs, periods = staged.rows["org"].to_pylist(), staged.rows["period"].to_pylist()
    mine = [i for i, key in enumerate(zip(orgs, periods, strict=True)) if key == (task.org, task.period)]
    return replace(staged, rows=staged.rows.take(pa.array(mine, pa.int64())))


def _keep(actor: Actor, task: Task, name: str, content: bytes, problems: Sequence[Problem]) -> Evidence:
    """The file as it came, and an audit line of the upload."""
    sha256 = keep_bytes(content)
    with transaction.atomic():
        made = Evidence.objects.create(
            task=task,
            kind="upload",
            name=name,
            sha256=sha256,
            size=len(content),
            media_type="application/octet-stream",
            by=actor.user,
        )
        after = {"name": name, "sha256": sha256, "errors": sum(p.severity == "error" for p in problems)}
        write_audit(actor, "task.upload", org=task.org, path=task.path, subject=f"task:{task.pk}", after=after)
    return made


def _changes(typed: TypedForm, sheet: Sheet, own: frozenset[str], staged: Sequence[Staged]) -> tuple[list[Change], int]:
    """What the workbook writes into the form, row by row of the same grain; and how many rows of the form it does not have."""
    grain, rows = tuple(sheet.form.spec.grain), typed.rows()
    numbers = {key: row for row, key in grain_of(typed, rows).items() if key is not None}
    changes: list[Change] = []
    met = set()
    for line in (line for one in staged for line in one.rows.to_pylist()):
        key = tuple(line[g] for g in grain)
        met.add(key)
        row = numbers.get(key, 0)
        new = "" if row else "upload:" + hashlib.sha256(repr(key).encode()).hexdigest()[:24]
        if not row:
            changes += [
                Change(0, g, shown_value(sheet.form.item(g), line[g], "zh"), base=NEWEST, key=new, via="upload")
                for g in grain
            ]
        for item, text, note in _cells(line, sheet):
            if item in own and item not in typed.closed.get(row, ()):
                changes.append(Change(row, item, text or None, note or None, NEWEST, new, "upload"))
    return changes, len(set(numbers) - met)


def _cells(line: Mapping[str, Any], sheet: Sheet) -> list[tuple[str, str, str]]:
    """Items of a row with what the cell says, as people write it, and the note beside it."""
    missing, hedges, notes = (dict(line.get(name) or ()) for name in ("_missing", "_hedge", "_note"))
    found = []
    for item, spec in sheet.form.spec.items.items():
        text = shown_value(spec, line.get(item), "zh")
        if item in missing:
            text = REASON_NAMES[MissingReason(missing[item])].zh
        elif text and item in hedges:
            text = HEDGE_NAMES[Hedge(hedges[item])].zh + text
        if text or item in notes:
            found.append((item, text, notes.get(item, "")))
    return found


def _without_unreadable(draft: Staged) -> Staged:
    """A draft as a template takes it: cells that could not be read are blank."""
    if "_missing" not in draft.rows.column_names:
        return draft
    at = draft.rows.column_names.index("_missing")
    column = draft.rows.column("_missing")
    kept = [[(i, r) for i, r in (of or ()) if r != UNREADABLE] for of in column.to_pylist()]
    return replace(draft, rows=draft.rows.set_column(at, "_missing", pa.array(kept, column.type)))
