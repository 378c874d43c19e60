"""Read what stands in a form and try all rules on it.

Floor: actions. In: a task. Out: `Checked`: the rows as a workbook would give them, every problem.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

from jiaodu.actions.acting import Actor
from jiaodu.actions.filling_rights import is_open
from jiaodu.actions.holdings import read_facts, store_folder
from jiaodu.actions.sheets import read_sheet, typed_of
from jiaodu.actions.tasks import find_task
from jiaodu.core.base.problems import Problem
from jiaodu.core.facts.near import Near, near_units
from jiaodu.core.facts.reading import Snapshot
from jiaodu.intake.model import Intake
from jiaodu.intake.typed import TypedForm, check_typed
from jiaodu.records.models import Cell, Task


@dataclass(frozen=True, slots=True)
class Checked:
    """A whole form read and tried by all rules."""

    typed: TypedForm
    intake: Intake
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> int:
        """How many problems stand against submitting."""
        return sum(p.severity == "error" for p in self.problems)

    @property
    def warnings(self) -> int:
        """How many anomalies have no written reason yet."""
        return sum(p.severity in ("warning", "will_be_error") for p in self.problems)


def read_task(task: Task) -> TypedForm:
    """The form as it stands."""
    return typed_of(task, read_sheet(task), Cell.objects.filter(task=task).select_related("by").order_by("row", "id"))


def check_task(task: Task, facts: Snapshot | None = None) -> Checked:
    """Read the form and try every rule on it, with the store behind it (or the facts that are given)."""
    typed, sheet = read_task(task), read_sheet(task)
    intake, problems = check_typed(typed, sheet.framework, facts or read_facts())
    return Checked(typed, intake, problems)


def facts_near(org: str) -> Snapshot:
    """The store's head as one unit sees it; one and the same object while the head stands."""
    return _near(store_folder(), read_facts().name, org)


@functools.lru_cache(maxsize=512)
def _near(folder: Path, snapshot: str, org: str) -> Snapshot:
    facts = read_facts()
    return Near(facts, near_units(facts.tree(), org))


def check_form(actor: Actor, number: int, *, near: bool = False) -> Checked:
    """Check a form that the actor may see; the numbers of what was found are kept with the task.

    `near` looks at the unit and those above and below it only: a third of the work or less where there are thousands of schools, for
    checks while somebody types. What compares a school with all others is found by the whole check, before it is submitted.
    """
    task = find_task(actor, number)
    checked = check_task(task, facts_near(task.org) if near else None)
    if is_open(task) and (task.errors, task.warnings) != (checked.errors, checked.warnings):
        # only of the cells that were checked, and not of what was handed in meanwhile
        same = Task.objects.filter(pk=task.pk, revision=task.revision, state=task.state)
        same.update(errors=checked.errors, warnings=checked.warnings)
    return checked
