"""What an office looks at before it decides: the figures of a version, what changed since the one before, what the checks said.

Floor: actions. In: an actor and a task. Out: `Reviewed`, nouns for a page; nothing is changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jiaodu.actions.acting import Actor, may
from jiaodu.actions.approving import missing_signatures, needs_review
from jiaodu.actions.filling_rights import fills_whole
from jiaodu.actions.holdings import read_tree
from jiaodu.actions.sheets import Sheet, read_sheet, shown_value
from jiaodu.actions.submissions import Frozen, Submission, freeze, last_submission, submission_of, typed_form
from jiaodu.actions.tasks import find_task
from jiaodu.core.base.organisations import OrganisationTree
from jiaodu.core.base.periods import Period
from jiaodu.core.base.text import Text
from jiaodu.core.base.units import printed_unit
from jiaodu.core.framework import schema
from jiaodu.core.framework.model import Form
from jiaodu.intake.typed import grain_of
from jiaodu.records.models import CellComment, Decision, Evidence, Round, SignOff, Task

State = Task.State


@dataclass(frozen=True, slots=True)
class Figure:
    """A cell as an office sees it. `before` is what stood in the version before, None where nothing changed.

    `last` is what led in the period before, `official` what the statistics say, where the store has them.
    """

    row: int
    item: str
    name: Text
    unit: Text
    text: str = ""
    note: str = ""
    who: str = ""
    moment: str = ""
    before: str | None = None
    closed: bool = False
    last: Text | None = None
    official: Text | None = None
    problems: tuple[Mapping[str, Any], ...] = ()
    remarks: tuple[CellComment, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A row with its cells; `gone`: it stood in the version before and is no longer there."""

    number: int
    figures: tuple[Figure, ...]
    gone: bool = False
    new: bool = False


@dataclass(frozen=True)
class Reviewed:
    """A task with all that a decision needs. `steps` are the deeds that the actor may do now."""

    task: Task
    form: Form
    period: Period
    unit: Text
    decision: Decision | None
    columns: tuple[tuple[str, schema.Item], ...]
    lines: tuple[Line, ...]
    problems: tuple[Mapping[str, Any], ...]
    remarks: tuple[CellComment, ...]
    decisions: tuple[Decision, ...]
    signatures: tuple[SignOff, ...]
    missing: tuple[str, ...]
    evidence: tuple[Evidence, ...] = ()
    steps: frozenset[str] = frozenset()
    changed: int = 0
    needs_review: bool = True

    @property
    def is_draft(self) -> bool:
        """Whether the cells shown are still being filled in."""
        return self.task.state in (State.OPEN, State.RETURNED)

    @property
    def has_last(self) -> bool:
        """Whether the store has figures of the period before."""
        return any(f.last for line in self.lines for f in line.figures)

    @property
    def has_official(self) -> bool:
        """Whether the statistics say something."""
        return any(f.official for line in self.lines for f in line.figures)

    @property
    def goes_down(self) -> bool:
        """Whether items stand below one another: a form of one row."""
        return not self.form.spec.grain


@dataclass(frozen=True)
class _Sides:
    """What was said of cells, by row and item; what the store knows of them, by row."""

    problems: Mapping[tuple[int, str], tuple[Mapping[str, Any], ...]] = field(default_factory=dict)
    remarks: Mapping[tuple[int, str], tuple[CellComment, ...]] = field(default_factory=dict)
    last: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    official: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)


def read_review(actor: Actor, number: int) -> Reviewed:
    """A task to be looked at. Raises: NotThere."""
    task = find_task(actor, number)
    sheet = read_sheet(task)
    form = sheet.form
    decisions = tuple(task.decisions.select_related("by"))
    submits = [d for d in decisions if d.step == "submit"]
    is_draft = task.state in (State.OPEN, State.RETURNED)
    now = freeze(task, task.version) if is_draft else None
    decision = None if is_draft else (submits[-1] if submits else None)
    earlier = submits[-1] if is_draft and submits else (submits[-2] if len(submits) > 1 else None)
    shown = now or (submission_of(task, decision) if decision else Submission(task, 0, {}, {}))
    cells, closed = shown.cells, shown.closed
    remarks = tuple(task.comments.select_related("by", "settled_by").order_by("at"))
    problems = tuple(decision.problems) if decision else ()
    columns = tuple({**form.spec.grain, **form.spec.items}.items())
    sides = _Sides(_by_cell(problems), _remarks_by_cell(remarks), *_known(sheet, shown))
    lines = _lines(columns, cells, earlier.cells if earlier else None, closed, sides, not form.spec.grain)
    changed = sum(line.new or line.gone or any(f.before is not None for f in line.figures) for line in lines)
    changed = changed if form.spec.grain else sum(f.before is not None for f in lines[0].figures)
    return Reviewed(
        task, form, Period(form.spec.period, task.period), unit_name(read_tree(), task.org), decision, columns, lines,
        problems, remarks, decisions, tuple(task.signatures.filter(version=task.version).select_related("by", "copy")),
        tuple(missing_signatures(task)),
        tuple(task.evidence.filter(removed=None, kind="evidence").order_by("item", "row", "id")), steps_of(actor, task), changed if earlier else 0,
        needs_review(task),
    )  # fmt: skip


def unit_name(tree: OrganisationTree, org: str) -> Text:
    """The name of a unit in both languages."""
    return Text(tree.name(org), tree.name(org, "en"))


def steps_of(actor: Actor, task: Task) -> frozenset[str]:
    """The deeds that the actor may do on a task as it stands; the deeds themselves ask again."""
    if task.publication_id is not None or task.round.state != Round.State.OPEN:
        return frozenset()
    possible: Mapping[str, Sequence[str]] = {
        State.OPEN: ("submit",),
        State.RETURNED: ("submit",),
        State.SUBMITTED: ("withdraw", "review", "return", *(() if needs_review(task) else ("approve",))),
        State.REVIEWED: ("approve", "return"),
        State.APPROVED: ("reopen",),
    }
    own = any(g.org == task.org for g in actor.grants)
    submitting = "task.submit" if own else "task.submit_for"
    verbs = {"submit": submitting, "withdraw": submitting}
    return frozenset(
        step
        for step in possible.get(task.state, ())
        if may(actor, verbs.get(step, f"task.{step}"), task.path, task.form)
        and not (step == "withdraw" and not own and not _handed_in_for(task))
        and not (step == "submit" and not fills_whole(actor, task))
    )


def _handed_in_for(task: Task) -> bool:
    """Whether an office handed in what stands, and may therefore take it back."""
    handed_in = last_submission(task)
    return handed_in is not None and handed_in.on_behalf


def _lines(
    columns: Sequence[tuple[str, schema.Item]], cells: Frozen, before: Frozen | None, closed: Mapping[str, Sequence[str]],
    sides: _Sides, one_row: bool,
) -> tuple[Line, ...]:  # fmt: skip
    numbers = {int(row) for row in (*cells, *(before or ()), *closed)} | ({1} if one_row else set())
    found = []
    for number in sorted(numbers):
        row = str(number)
        was = None if before is None else before.get(row, {})
        figures = tuple(
            _figure(number, id_, item, cells.get(row, {}), was, id_ in closed.get(row, ()), sides)
            for id_, item in columns
        )
        gone = before is not None and row in before and row not in cells and not one_row
        found.append(Line(number, figures, gone, before is not None and row not in before and not one_row))
    return tuple(found)


def _figure(
    number: int, id_: str, item: schema.Item, now: Mapping[str, Sequence[str]], was: Mapping[str, Sequence[str]] | None,
    closed: bool, sides: _Sides,
) -> Figure:  # fmt: skip
    text, note, who, moment = now.get(id_, ("", "", "", ""))
    # a row that was not there before is new as a whole
    earlier = was.get(id_, ("", ""))[0] if was else text
    at = (number, id_)
    return Figure(
        number, id_, item.name, _unit(item), text, note, who, moment[:16].replace("T", " "), None if earlier == text else earlier,
        closed, _text(item, sides.last.get(number, {}).get(id_)), _text(item, sides.official.get(number, {}).get(id_)),
        sides.problems.get(at, ()), sides.remarks.get(at, ()),
    )  # fmt: skip


def _known(sheet: Sheet, shown: Submission) -> tuple[dict[int, Mapping[str, Any]], dict[int, Mapping[str, Any]]]:
    """What led in the period before and what the statistics say, by row."""
    plan = sheet.plan
    if not plan.last.rows and not plan.official.rows:
        return {}, {}
    typed = typed_form(shown, sheet.framework)
    rows = typed.rows() if sheet.form.spec.grain else [1]
    keys = {row: key for row, grain in grain_of(typed, rows).items() if (key := sheet.line(grain)) is not None}
    return {r: plan.last.of(k) for r, k in keys.items()}, {r: plan.official.of(k) for r, k in keys.items()}


def _text(item: schema.Item, value: Any) -> Text | None:
    return None if value is None else Text(shown_value(item, value, "zh"), shown_value(item, value, "en"))


def _unit(item: schema.Item) -> Text:
    return Text(printed_unit(item.unit), printed_unit(item.unit, "en")) if item.unit else Text("", "")


def cell_of(found: Mapping[str, Any]) -> tuple[int, str]:
    """Row and item of a kept problem; 0 and empty where it is of the form."""
    row, _, rest = str(found.get("cell", "")).partition("/")
    return (int(row) if row.isdecimal() else 0, rest.partition("/")[0])


def _by_cell(found: Sequence[Mapping[str, Any]]) -> dict[tuple[int, str], tuple[Mapping[str, Any], ...]]:
    by: dict[tuple[int, str], tuple[Mapping[str, Any], ...]] = {}
    for one in found:
        by[cell_of(one)] = (*by.get(cell_of(one), ()), one)
    return by


def _remarks_by_cell(remarks: Sequence[CellComment]) -> dict[tuple[int, str], tuple[CellComment, ...]]:
    by: dict[tuple[int, str], tuple[CellComment, ...]] = {}
    for one in remarks:
        by[one.row, one.item] = (*by.get((one.row, one.item), ()), one)
    return by
