"""What waits for an office's review or approval in a round: to be looked through, and decided one by one, together, or by the worker.

Floor: actions. In: an actor, a round, filters. Out: `Waiting`; what became of each task.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet

from jiaodu.actions.acting import Actor, demand, may, within
from jiaodu.actions.approving import review
from jiaodu.actions.holdings import read_framework, read_tree
from jiaodu.actions.jobs import Run, start_job, work
from jiaodu.actions.publishing import Approval, approve
from jiaodu.actions.rounds import find_round
from jiaodu.actions.tasks import find_task
from jiaodu.core.base.problems import JiaoduError, Problem
from jiaodu.core.base.text import Text
from jiaodu.records.models import Job, Round, Task

KIND = "task.approve_all"
SHOWN = 100
AT_ONCE = 100  # more than these are the worker's
STANDING = {
    "review": Q(state=Task.State.SUBMITTED) & ~Q(path=F("area")),
    # what a district has reviewed, and what it or its departments hand in themselves
    "approve": Q(state=Task.State.REVIEWED) | Q(state=Task.State.SUBMITTED, path=F("area")),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A task that waits, in words."""

    task: Task
    unit: Text
    area: Text
    form: Text


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for one verb: how many in all, those of a page, and what the filters can be."""

    round: Round
    verb: str
    count: int
    rows: tuple[Row, ...]
    areas: tuple[tuple[str, Text], ...]
    forms: tuple[tuple[str, Text], ...]
    page: int
    pages: int


def read_waiting(actor: Actor, number: int, verb: str, area: str = "", form: str = "", page: int = 1) -> Waiting:
    """What waits, the longest first. Raises: NotThere; JiaoduError (A01) for those who decide nothing."""
    made = find_round(actor, number)
    demand(actor, f"task.{verb}")
    every = _every(actor, made, verb)
    found = _narrowed(every, area, form)
    count = found.count()
    pages = max(1, -(-count // SHOWN))
    page = min(max(page, 1), pages)
    tasks = found.order_by("submitted", "id")[(page - 1) * SHOWN : page * SHOWN]
    tree, forms = read_tree(), read_framework(tuple(made.packs)).forms

    def name(org: str) -> Text:
        return Text(tree.name(org), tree.name(org, "en"))

    rows = tuple(Row(t, name(t.org), name(_code(t.area)), forms[t.form].name) for t in tasks)
    areas = sorted({a for a in every.values_list("area", flat=True).distinct() if a})
    asked = sorted(set(every.values_list("form", flat=True).distinct()))
    return Waiting(
        made, verb, count, rows, tuple((a, name(_code(a))) for a in areas), tuple((f, forms[f].name) for f in asked), page,
        pages,
    )  # fmt: skip


def decide_many(actor: Actor, number: int, verb: str, numbers: Sequence[int], digests: Mapping[int, str]) -> Approval:
    """Review or approve the tasks that were ticked, each as it was looked at; those that cannot be are said with their reasons."""
    find_round(actor, number)
    numbers = list(dict.fromkeys(numbers))[:AT_ONCE]
    if verb == "approve":
        return approve(actor, numbers, digests) if numbers else Approval()
    for one in numbers:  # a task that is not there stops all before anything is done
        find_task(actor, one, "task.review")
    done, refused = [], dict[int, tuple[Problem, ...]]()
    for one in numbers:
        try:
            review(actor, one, digests.get(one, ""))
            done.append(one)
        except JiaoduError as error:
            refused[one] = error.problems
    return Approval(tuple(done), refused)


def approve_all(actor: Actor, number: int, area: str = "", form: str = "") -> Job:
    """Let the worker approve all that waits in a district, or in the round, by one move of the store."""
    made = find_round(actor, number)
    demand(actor, "task.approve")
    arguments = {"round": number, "area": area, "form": form}
    return start_job(actor, KIND, arguments, org=made.org, path=made.path)


@work(KIND, "核准全部待核准的表", "approving all that waits")
def run_approval(run: Run, round: int, area: str, form: str) -> Mapping[str, Any]:
    """Approve all that waits. What is submitted or returned meanwhile is left out; done again, it goes on with what is left."""
    made = find_round(run.actor, round)
    waiting = _narrowed(_every(run.actor, made, "approve"), area, form)
    tasks = list(waiting.order_by("id").values_list("pk", "digest"))
    found = approve(
        run.actor, [pk for pk, _ in tasks], dict(tasks), lambda done, total: run.step(done, total)
    ) if tasks else Approval()  # fmt: skip
    refused = len(found.refused)
    kinds = sorted({p.code for problems in found.refused.values() for p in problems})
    zh = f"核准 {len(found.approved)} 张表" + (f"，快照 {found.snapshot}" if found.snapshot else "")
    en = f"{len(found.approved)} forms approved" + (f", snapshot {found.snapshot}" if found.snapshot else "")
    if refused:
        zh += f"；{refused} 张没有核准（{'、'.join(kinds)}），打开各表看原因"
        en += f"; {refused} were not ({', '.join(kinds)}): open each to see why"
    return {"zh": zh + "。", "en": en + ".", "link": f"/rounds/{made.pk}/waiting/", "refused": sorted(found.refused)}


def _every(actor: Actor, made: Round, verb: str) -> QuerySet[Task]:
    if not may(actor, f"task.{verb}"):
        return Task.objects.none()
    reach = within(actor, f"task.{verb}", form_field="form")
    return Task.objects.filter(reach, STANDING[verb], round=made, publication=None)


def _narrowed(found: QuerySet[Task], area: str, form: str) -> QuerySet[Task]:
    if area:
        found = found.filter(area=area)
    return found.filter(form=form) if form else found


def _code(path: str) -> str:
    return path.strip("/").rpartition("/")[2]
