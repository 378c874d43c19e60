"""Fill in a form: save cells, merge what two people do at once, keep every change.

Floor: actions. In: changes of cells, each with the revision from which it started. Out: what stands now, what was kept aside, problems of the cells.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from jiaodu.actions.acting import Actor
from jiaodu.actions.filling_rights import find_filled, is_on_behalf, own_items, place_of_task
from jiaodu.actions.sheets import Sheet, closed_of, shown_value, typed_of
from jiaodu.actions.tasks import find_task
from jiaodu.core.base.problems import JiaoduError, Place, Problem, problem
from jiaodu.core.base.text import Text
from jiaodu.core.framework.model import Form
from jiaodu.intake.model import shown
from jiaodu.intake.typed import check_cells
from jiaodu.records.models import Cell, CellChange, Presence, RowKey, Task, User

LONGEST = 2000  # characters of a cell or a note
MOST_ROWS = 2000
NEWEST = 2**31 - 1  # the base of a change that somebody makes knowing what stands
Via = Literal["typed", "pasted", "upload", "prefill", "restored", "removed"]
Spot = tuple[int, str]  # row, item
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Change:
    """A change of one cell. `text` or `note` is None where it stays. `base` is the task's revision from which the person started.

    A row that a page added has no number yet: `row` is 0 and `key` the page's own word for it.
    """

    row: int
    item: str
    text: str | None = None
    note: str | None = None
    base: int = 0
    key: str = ""
    via: Via = "typed"


@dataclass(frozen=True, slots=True)
class Lost:
    """A change that met a newer one in its cell: it is in the history, the newer one stands."""

    row: int
    item: str
    part: Literal["text", "note"]
    mine: str
    standing: str
    who: str
    change: int = 0


@dataclass(slots=True)
class Saved:
    """What a save did. `cells` are all cells that changed since the page last knew, `problems` those of the cells that were saved."""

    revision: int
    sheet: Sheet
    rows: dict[str, int] = field(default_factory=dict)
    cells: list[Cell] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)
    refused: list[tuple[Spot, Problem]] = field(default_factory=list)
    problems: dict[Spot, tuple[Problem, ...]] = field(default_factory=dict)
    lost_problems: list[Problem] = field(default_factory=list)


# --- saving -----------------------------------------------------------------------------------------------------


def prepare_task(actor: Actor, number: int) -> None:
    """Give a task its rows and what the store knows of it already, once, before somebody fills it in."""
    with transaction.atomic():
        task, sheet = find_filled(actor, number)
        _prepare(task, sheet)


def save_cells(actor: Actor, number: int, changes: Sequence[Change], since: int = 0) -> Saved:
    """Save cells one by one: each is taken, refused or kept aside on its own; nothing that was acknowledged is ever lost.

    A change whose cell was changed by somebody after `base` does not win: it is kept in the history (`lost`), and the newer text
    stands. Text and note of a cell are merged apart. The same change sent twice is one change.

    Args:
        since: the newest revision that the page knows; `cells` are all that changed later.

    Raises: NotThere; JiaoduError (A01, W20, W26).
    """
    with transaction.atomic():
        task, sheet = find_filled(actor, number)
        _prepare(task, sheet)
        saving = _Saving(actor, task, sheet)
        saved = saving.run(changes)
    saved.cells = list(changed_cells(task, since)) if since < saved.revision else []
    return saved


def changed_cells(task: Task, since: int) -> Iterable[Cell]:
    """The cells whose text or note is newer than a revision."""
    newer = Q(revision__gt=since) | Q(note_revision__gt=since)
    return Cell.objects.filter(newer, task=task).select_related("by").order_by("row", "id")


def _prepare(task: Task, sheet: Sheet) -> None:
    """Rows of codes and figures that were already returned, as cells of revision 1."""
    if task.revision:
        return
    cells = []
    for number, line in enumerate((line for line in sheet.plan.lines if not line.is_open), 1):
        values = {**line.grain, **line.values}
        for item in {*values, *line.notes}:
            spec = sheet.form.item(item)
            text, note = shown_value(spec, values.get(item), "zh"), line.notes.get(item, "")[:LONGEST]
            cells.append(
                Cell(
                    task=task,
                    row=number,
                    item=item,
                    text=text[:LONGEST],
                    note=note,
                    revision=1,
                    note_revision=int(bool(note)),
                )
            )
    task.revision = 1
    task.asked = sum(
        len(sheet.form.spec.items) - len(line.official)
        for line in sheet.plan.lines
        if not line.is_open or not sheet.form.spec.grain
    )
    task.filled = sum(c.item in sheet.form.spec.items and bool(c.text) for c in cells)
    Cell.objects.bulk_create(cells)
    CellChange.objects.bulk_create(
        CellChange(
            task=task,
            row=c.row,
            item=c.item,
            after=c.text,
            note_after=c.note,
            revision=1,
            version=task.version,
            via="prefill",
        )
        for c in cells
    )
    task.save(update_fields=["revision", "asked", "filled"])


class _Saving:
    """One save: the cells it touches, read once; what became of each change."""

    def __init__(self, actor: Actor, task: Task, sheet: Sheet) -> None:
        self.actor, self.task, self.sheet = actor, task, sheet
        self.form: Form = sheet.form
        self.allowed = own_items(actor, task, sheet)
        self.at = timezone.now()
        self.revision = task.revision + 1
        self.saved = Saved(task.revision, sheet)
        self.history: list[CellChange] = []
        self.touched: dict[Spot, Cell] = {}
        self.filled = 0

    def run(self, changes: Sequence[Change]) -> Saved:
        """All changes, in order; at the end one write of each table."""
        changes = [self._numbered(c) for c in changes] if any(c.key for c in changes) else list(changes)
        rows = {c.row for c in changes}
        self.cells = {
            (c.row, c.item): c for c in Cell.objects.filter(task=self.task, row__in=rows).select_related("by")
        }
        self.rows = (
            {row for row, _ in self.cells} | {*self.saved.rows.values()} | (set() if self.form.spec.grain else {1})
        )
        if rows - self.rows:
            self.rows |= set(RowKey.objects.filter(task=self.task, row__in=rows).values_list("row", flat=True))
        self.closed = self._closed(changes)
        for change in changes:
            self._change(change)
        self._write()
        return self.saved

    def _numbered(self, change: Change) -> Change:
        """A row that the page added gets its number, the same one however often it is sent."""
        if not change.key:
            return change
        rows = self.saved.rows
        if change.key not in rows:
            known = RowKey.objects.filter(task=self.task, key=change.key).first()
            rows[change.key] = known.row if known else self._new_row(change.key)
        return replace(change, row=rows[change.key])

    def _new_row(self, key: str) -> int:
        last = Cell.objects.filter(task=self.task).aggregate(last=Max("row"))["last"] or 0
        allotted = RowKey.objects.filter(task=self.task).aggregate(last=Max("row"))["last"] or 0
        row = max(last, allotted) + 1
        if row > MOST_ROWS or not self.sheet.has_open_rows:
            raise JiaoduError(
                problem("W26", place_of_task(self.task), limit=MOST_ROWS if self.sheet.has_open_rows else last)
            )
        RowKey.objects.create(task=self.task, key=key[:40], row=row)
        return row

    def _closed(self, changes: Sequence[Change]) -> Mapping[int, frozenset[str]]:
        """The locked cells of the rows concerned, by the grain that stands after the save."""
        if not self.sheet.plan.official.rows:
            return {}
        typed = typed_of(self.task, self.sheet, self.cells.values())
        texts = {row: dict(of) for row, of in typed.cells.items()}
        for c in changes:
            if c.text is not None and c.item in self.form.spec.grain:
                texts.setdefault(c.row, {})[c.item] = c.text
        return closed_of(self.sheet, replace(typed, cells=texts))

    def _change(self, change: Change) -> None:
        spot = (change.row, change.item)
        if refusal := self._refusal(change):
            self.saved.refused.append((spot, refusal))
            return
        cell = self.cells.get(spot)
        if cell is None:
            cell = self.cells[spot] = Cell(task=self.task, row=change.row, item=change.item)
        if change.text is not None:
            self._merge(cell, change, "text", _cleaned(change.text))
        if change.note is not None:
            self._merge(cell, change, "note", _cleaned(change.note))

    def _refusal(self, change: Change) -> Problem | None:
        known = {**self.form.spec.grain, **self.form.spec.items}
        place = _cell_place(self.task, change.row, change.item)
        if change.item not in known or change.row not in self.rows:
            return problem("W21", place, form=self.form.name, row=change.row, item=shown(change.item))
        item = known[change.item]
        size = max(len(change.text or ""), len(change.note or ""))
        if size > LONGEST:
            return problem("W25", place, item=item.name, size=size, limit=LONGEST)
        if change.item not in self.allowed:
            owner = Text(item.owner, item.owner) if item.owner else Text("本单位", "the unit itself")
            return problem("W23", place, item=item.name, owner=owner)
        if change.text is not None and item.computed:
            return problem("W29", place, item=item.name)
        if change.text is not None and change.item in self.closed.get(change.row, ()):
            return problem("W22", place, item=item.name)
        return None

    def _merge(self, cell: Cell, change: Change, part: Literal["text", "note"], new: str) -> None:
        """Take one part of a cell, or keep it aside where a newer one stands."""
        stands = cell.text if part == "text" else cell.note
        newest = cell.revision if part == "text" else cell.note_revision
        if new == stands:
            return
        lost = newest > change.base
        self._remember(cell, change, part, stands, new, lost)
        if lost:
            who = cell.by.name if cell.by else ""
            self.saved.lost.append(Lost(cell.row, cell.item, part, new, stands, who))
            name = self.form.item(cell.item).name
            said = problem(
                "W24", _cell_place(self.task, cell.row, cell.item), item=name, who=who, standing=stands, mine=new
            )
            self.saved.lost_problems.append(said)
            return
        if part == "text":
            if cell.item in self.form.spec.items:
                self.filled += bool(new) - bool(stands)
            cell.text, cell.revision, cell.by, cell.at = new, self.revision, self.actor.user, self.at
        else:
            cell.note, cell.note_revision = new, self.revision
            if cell.by is None:
                cell.by = self.actor.user
        self.touched[cell.row, cell.item] = cell

    def _remember(
        self, cell: Cell, change: Change, part: Literal["text", "note"], stands: str, new: str, lost: bool
    ) -> None:
        parts = {"before": stands, "after": new} if part == "text" else {"note_before": stands, "note_after": new}
        self.history.append(
            CellChange(
                task=self.task, row=cell.row, item=cell.item, revision=self.revision, version=self.task.version,
                via=change.via, lost=lost, on_behalf=is_on_behalf(self.actor, self.task), by=self.actor.user, at=self.at, **parts,
            )
        )  # fmt: skip

    def _write(self) -> None:
        if not self.history:
            return
        CellChange.objects.bulk_create(self.history)
        self.saved.revision = self.revision
        if self.touched:
            Cell.objects.bulk_create(
                [_without_number(cell) for cell in self.touched.values()],
                update_conflicts=True,
                unique_fields=["task", "row", "item"],
                update_fields=["text", "note", "revision", "note_revision", "by", "at"],
            )
            typed = typed_of(self.task, self.sheet, self.cells.values())
            self.saved.problems = check_cells(typed, self.touched)
        self.task.revision = self.revision
        self.task.filled = max(0, self.task.filled + self.filled)
        if self.task.first_saved is None:
            self.task.first_saved = self.at
        self.task.save(update_fields=["revision", "filled", "first_saved"])


def _without_number(cell: Cell) -> Cell:
    """A cell as a new row, so that one statement inserts or updates by the cell's own key on every database."""
    fields = {f.attname: getattr(cell, f.attname) for f in Cell._meta.concrete_fields if not f.primary_key}
    return Cell(**fields)


def _cleaned(text: str) -> str:
    """What people wrote, without signs that steer a terminal or turn the line round."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


# --- who else is there ------------------------------------------------------------------------------------------

STAYS = dt.timedelta(seconds=45)


def note_presence(actor: Actor, task: Task, row: int, item: str) -> None:
    """Remember in which cell somebody is; nothing that anything is decided by."""
    if actor.user is not None:
        where = {"row": row, "item": item[:64], "at": timezone.now()}
        Presence.objects.update_or_create(task=task, user=actor.user, defaults=where)


def others_at(actor: Actor, task: Task) -> list[Presence]:
    """Who else has the form open now."""
    since = timezone.now() - STAYS
    found = Presence.objects.filter(task=task, at__gte=since).exclude(user=actor.user).select_related("user")
    return list(found.order_by("user_id"))


# --- history ------------------------------------------------------------------------------------------------------


def text_at(task: Task, revision: int) -> dict[Spot, str]:
    """The texts that stood at a revision, of the cells that changed since: for a page without scripts, which sends all its cells."""
    later = CellChange.objects.filter(task=task, revision__gt=revision, lost=False).order_by("-id")
    return {(c.row, c.item): c.before for c in later if c.before or c.after}


def history_of(task: Task, row: int, item: str) -> list[CellChange]:
    """All that was ever in a cell, the newest first."""
    return list(CellChange.objects.filter(task=task, row=row, item=item).select_related("by").order_by("-id"))


def restore_change(actor: Actor, number: int, change: int) -> Saved:
    """Put back what a line of the history held after it (a change that lost), or before it (one that was taken)."""
    task = find_task(actor, number, "task.fill")
    found = CellChange.objects.filter(task=task, pk=change).first()
    if found is None:
        raise JiaoduError(problem("W34", place_of_task(task), detail=str(change)))
    text = found.after if found.lost else found.before
    note = found.note_after if found.lost else found.note_before
    is_text = bool(found.before or found.after)
    made = Change(found.row, found.item, text if is_text else None, None if is_text else note, NEWEST, via="restored")
    return save_cells(actor, number, [made], task.revision)


def name_of(user: User | None) -> str:
    """A person's name as others see it; empty for one whose account is gone."""
    return user.name if user else ""


def when(at: dt.datetime) -> str:
    """A moment as pages write it."""
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")


def _cell_place(task: Task, row: int, item: str) -> Place:
    return Place(f"task:{task.pk}", sheet=task.form, cell=f"{row}/{item}")
