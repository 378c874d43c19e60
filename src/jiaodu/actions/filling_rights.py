"""Who may write into a form, and into which of its items.

Floor: actions. In: an actor and a task. Out: yes or no, the items that are theirs, the task held for writing.
"""

from __future__ import annotations

from collections.abc import Iterable

from jiaodu.actions.acting import Actor, demand, may
from jiaodu.actions.roles import read_roles
from jiaodu.actions.sheets import Sheet, read_sheet
from jiaodu.actions.states import STATE_NAMES
from jiaodu.actions.tasks import find_task
from jiaodu.core.base.problems import JiaoduError, Place, problem
from jiaodu.core.base.text import Text
from jiaodu.core.framework.model import Framework
from jiaodu.records.models import Grant, RoundForm, Task

FILLED_IN = (Task.State.OPEN, Task.State.RETURNED)


def find_filled(actor: Actor, number: int) -> tuple[Task, Sheet]:
    """A task to be filled in, its row held until the transaction ends. Raises NotThere, JiaoduError (A01, W20)."""
    task = find_task(actor, number, "task.fill", locked=True)
    demand_filling(actor, task)
    if not is_open(task):
        raise JiaoduError(problem("W20", place_of_task(task), state=state_of(task)))
    return task, read_sheet(task)


def demand_filling(actor: Actor, task: Task) -> None:
    """Raises JiaoduError (A01) for whoever would fill in another unit's form without the right to do so on its behalf."""
    if is_on_behalf(actor, task) and not _own_part(actor, task):
        demand(actor, "task.fill_for", task.path, task.form)


def may_fill(actor: Actor, task: Task) -> bool:
    """Whether the actor may write into a task as it stands."""
    if not is_open(task) or not may(actor, "task.fill", task.path, task.form):
        return False
    return not is_on_behalf(actor, task) or _own_part(actor, task) or may(actor, "task.fill_for", task.path, task.form)


def is_open(task: Task) -> bool:
    """Whether cells of the task may change."""
    return task.state in FILLED_IN and task.round.state == "open"


def state_of(task: Task) -> Text:
    """The task's state in words; a round that is not open rules."""
    if task.round.state != "open":
        return Text("本轮收集没有开启", "the round is not open")
    return STATE_NAMES[task.state]


def is_on_behalf(actor: Actor, task: Task) -> bool:
    """Whether an office or a department writes into another unit's form."""
    return actor.user is not None and actor.user.org != task.org


def own_items(actor: Actor, task: Task, sheet: Sheet) -> frozenset[str]:
    """The items that the actor may fill in: all of the form, or those that the actor's department owns.

    A form that the round gave to a department as a whole is that department's, whoever owns its items in the pack.
    """
    grants = _filling_grants(actor, task)
    spec = sheet.form.spec
    if actor.user is None or any(not grant.department for grant in grants):
        return frozenset(spec.items) | frozenset(spec.grain)
    owners = {name for grant in grants for name in names_of_department(grant.department, sheet.framework)}
    given = RoundForm.objects.filter(round=task.round_id, form=task.form).values_list("department", flat=True).first()
    if given:
        whole = frozenset(spec.items) | frozenset(spec.grain)
        return whole if is_same_office(given, owners) else frozenset()
    return frozenset(i for i, item in spec.items.items() if item.owner and is_same_office(item.owner, owners))


def fills_whole(actor: Actor, task: Task) -> bool:
    """Whether no item of the form is another department's: who fills in a part does not hand in the whole."""
    grants = _filling_grants(actor, task)
    if actor.user is None or not grants or any(not grant.department for grant in grants):
        return True
    sheet = read_sheet(task)
    return {i for i, item in sheet.form.spec.items.items() if not item.computed} <= own_items(actor, task, sheet)


def _filling_grants(actor: Actor, task: Task) -> list[Grant]:
    roles = read_roles()
    return [
        g
        for g in actor.grants
        if g.role in roles
        and "task.fill" in roles[g.role].may
        and task.path.startswith(g.path)
        and (not g.forms or task.form in g.forms)
    ]


def _own_part(actor: Actor, task: Task) -> bool:
    """A department's items are its own, whose form it is; a grant of whole forms counts where it was given, not in units below."""
    return any(g.department or (g.forms and g.org == task.org) for g in _filling_grants(actor, task))


def names_of_department(department: str, framework: Framework) -> set[str]:
    """What a department is called: as the grant says it, and by its name where the grant has its id in the frame."""
    known = framework.frame.departments.get(department) if framework.frame is not None else None
    return {department, known.name.zh} if known else {department}


def is_same_office(owner: str, names: Iterable[str]) -> bool:
    """Whether an owner is one of these departments: 财政局 is the 县财政局 of a frame of the year."""
    return any(name == owner or name.endswith(owner) for name in names)


def place_of_task(task: Task) -> Place:
    return Place(f"task:{task.pk}", sheet=task.form)
