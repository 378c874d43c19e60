"""Submit, withdraw, review, send back, reopen: the steps of a task before and after its approval.

Floor: actions. In: an actor and a task's number. Out: the task with its new state; a decision, a notice and an audit line.
Approval itself moves the store's manifest: `jiaodu.actions.publishing`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from jiaodu.actions.acting import Actor, NotThere, demand, may, write_audit
from jiaodu.actions.filling_rights import fills_whole
from jiaodu.actions.holdings import read_framework, view_on
from jiaodu.actions.rounds import note_submission
from jiaodu.actions.states import CAPACITY_NAMES, STATE_NAMES, STEP_NAMES
from jiaodu.actions.submissions import Submission, check_submission, freeze, last_submission
from jiaodu.actions.tasks import find_task
from jiaodu.core.base.problems import JiaoduError, Problem, problem
from jiaodu.records.models import CellComment, Decision, Notice, Round, SignOff, Task

State = Task.State
LEAST_REASON = 4
MOST_PROBLEMS = 400  # that a decision keeps


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark on a cell; `item` empty: on the row, `row` 0: on the whole form."""

    row: int
    item: str
    text: str


def submit(actor: Actor, number: int, revision: int | None = None) -> Task:
    """Freeze the cells as the next version and hand them up. `revision`: that of the cells the person saw; None does not ask.

    Raises: JiaoduError with W50 (not its turn), W52 (the round is closed), W53 (cells changed meanwhile), or every problem that
    stands against it: errors, and warnings without a written reason.
    """
    seen = find_task(actor, number, _submitting(actor, number))
    if not fills_whole(actor, seen):
        raise JiaoduError(problem("A01", verb="task.submit", user=actor.name))
    submission = freeze(seen, seen.version + 1)
    # the checks take their time: they run before anything is locked, and count only if no cell has changed since
    checked = check_submission(submission)
    with transaction.atomic():
        task = find_task(actor, number, _submitting(actor, number), locked=True)
        demand_state(task, "submit", State.OPEN, State.RETURNED)
        demand_open(task)
        if (task.revision, task.version) != (seen.revision, seen.version) or revision not in (None, task.revision):
            raise JiaoduError(problem("W53"))
        if checked.against:
            raise JiaoduError(checked.against)
        before = standing(task)
        task.version, task.digest = submission.version, submission.digest
        task.state, task.submitted = State.SUBMITTED, timezone.now()
        note_submission(task, task.submitted)
        task.errors, task.warnings = 0, sum(p.severity == "warning" for p in checked.problems)
        first = ("first_submitted", "on_time")
        task.save(update_fields=["version", "digest", "state", "submitted", *first, "errors", "warnings"])
        for_them = actor.user is not None and actor.user.org != task.org
        record_decision(actor, task, "submit", submission=submission, problems=checked.problems, on_behalf=for_them)
        _audit(actor, task, "submit", before)
    return task


def withdraw(actor: Actor, number: int) -> Task:
    """Take a submission back before anybody reviewed it. Raises: JiaoduError W50."""
    with transaction.atomic():
        task = find_task(actor, number, _submitting(actor, number), locked=True)
        demand_state(task, "withdraw", State.SUBMITTED)
        demand_open(task)
        handed_in = last_submission(task)
        if not any(g.org == task.org for g in actor.grants) and not (handed_in and handed_in.on_behalf):
            # what a unit handed in itself, an office returns with a reason
            raise JiaoduError(problem("A01", verb="task.withdraw", user=actor.name))
        return _move(actor, task, "withdraw", State.OPEN)


def review(actor: Actor, number: int, digest: str = "") -> Task:
    """The district found it good and passes it on. `digest`: the version that was looked at.

    Raises: JiaoduError W50, W53, W57 (a signature is missing).
    """
    with transaction.atomic():
        task = find_task(actor, number, "task.review", locked=True)
        demand_state(task, "review", State.SUBMITTED)
        demand_open(task)
        demand_same(task, digest)
        demand_signatures(task)
        return _move(actor, task, "review", State.REVIEWED)


def send_back(actor: Actor, number: int, reason: str, remarks: Sequence[Remark] = (), digest: str = "") -> Task:
    """Return a submission with a reason and remarks on cells; the unit's people find both on their workbench.

    Raises: JiaoduError W50, W53, W54 (no reason given), W55 (a remark on a cell that is not there).
    """
    with transaction.atomic():
        task = find_task(actor, number, "task.return", locked=True)
        demand_state(task, "return", State.SUBMITTED, State.REVIEWED)
        demand_open(task)
        demand_same(task, digest)
        said = _reason(reason)
        _write_remarks(actor, task, remarks)
        _notify(actor, task, "return", said)
        return _move(actor, task, "return", State.RETURNED, said)


def reopen(actor: Actor, number: int, reason: str) -> Task:
    """Let an approved task be corrected. What was approved stays in the store until the correction is approved.

    Raises: JiaoduError W50, W52, W54.
    """
    with transaction.atomic():
        task = find_task(actor, number, "task.reopen", locked=True)
        demand_state(task, "reopen", State.APPROVED)
        demand_open(task)
        said = _reason(reason)
        _notify(actor, task, "reopen", said)
        return _move(actor, task, "reopen", State.RETURNED, said)


def remark(actor: Actor, number: int, given: Remark) -> CellComment:
    """A remark on a cell without returning the task."""
    with transaction.atomic():
        task = find_task(actor, number, "task.comment", locked=True)
        [made] = _write_remarks(actor, task, [given])
        _audit(actor, task, "remark", after={"row": made.row, "item": made.item, "text": made.text})
        return made


def settle(actor: Actor, number: int, comment: int) -> CellComment:
    """The unit has dealt with a remark, or who made it takes it back."""
    with transaction.atomic():
        task = find_task(actor, number, "task.see", locked=True)
        if not may(actor, "task.comment", task.path, task.form):
            demand(actor, "task.fill", task.path, task.form)
        made = CellComment.objects.select_for_update().filter(task=task, pk=comment).first()
        if made is None:
            raise NotThere(str(comment))
        if made.settled is None:
            made.settled, made.settled_by = timezone.now(), actor.user
            made.save(update_fields=["settled", "settled_by"])
            _audit(actor, task, "settle", after={"remark": comment})
        return made


def needs_review(task: Task) -> bool:
    """Whether a district stands between: what a school hands in is reviewed before it is approved."""
    unit = view_on(timezone.localdate()).units.get(task.org)
    return unit is None or unit.level == "school"


def missing_signatures(task: Task) -> list[str]:
    """The capacities that the round asks for and that have not signed the version that stands."""
    signed = SignOff.objects.filter(task=task, version=task.version, digest=task.digest)
    have = set(signed.values_list("capacity", flat=True))
    return [capacity for capacity in task.round.signatures if capacity not in have]


def demand_signatures(task: Task) -> None:
    """Raises JiaoduError (W57) where a signature that the round asks for is missing."""
    missing = missing_signatures(task)
    if missing:
        raise JiaoduError(problem("W57", missing=[CAPACITY_NAMES[c] for c in missing]))


def demand_same(task: Task, digest: str) -> None:
    """Raises JiaoduError (W53) where the version that was looked at is no longer the one that stands."""
    if digest and digest != task.digest:
        raise JiaoduError(problem("W53"))


def record_decision(
    actor: Actor,
    task: Task,
    step: str,
    reason: str = "",
    *,
    submission: Submission | None = None,
    problems: Sequence[Problem] = (),
    on_behalf: bool = False,
) -> Decision:
    """A decision on the version that stands; that of a submission holds its cells."""
    made = Decision(task=task, version=task.version, step=step, reason=reason, on_behalf=on_behalf, by=actor.user)
    made.digest = task.digest
    if submission is not None:
        made.cells, made.closed, made.evidence = submission.cells, submission.closed, submission.evidence
        made.problems = [p.to_json() for p in problems[:MOST_PROBLEMS]]
    made.save()
    return made


def standing(task: Task) -> Mapping[str, Any]:
    """What an audit line says of a task before and after."""
    return {"state": task.state, "version": task.version, "digest": task.digest, "snapshot": task.snapshot}


def demand_state(task: Task, step: str, *wanted: str) -> None:
    """Raises JiaoduError: W50 where the step is not the task's next, W59 while it is on its way into the store."""
    if task.publication_id is not None:
        raise JiaoduError(problem("W59"))
    if task.state not in wanted:
        names = [STATE_NAMES[w] for w in wanted]
        raise JiaoduError(problem("W50", step=STEP_NAMES[step], state=STATE_NAMES[task.state], wanted=names))


def demand_open(task: Task) -> None:
    """Raises JiaoduError (W52) where the round takes nothing in."""
    if task.round.state != Round.State.OPEN:
        raise JiaoduError(problem("W52", round=task.round.name))


def _submitting(actor: Actor, number: int) -> str:
    """The verb: one's own form, or on behalf of a unit below."""
    org = Task.objects.filter(pk=number).values_list("org", flat=True).first()
    return "task.submit" if any(g.org == org for g in actor.grants) else "task.submit_for"


def _move(actor: Actor, task: Task, step: str, state: str, reason: str = "") -> Task:
    """One step with its decision and its audit line."""
    before = standing(task)
    task.state = state
    task.save(update_fields=["state"])
    record_decision(actor, task, step, reason)
    _audit(actor, task, step, before, {**standing(task), **({"reason": reason} if reason else {})})
    return task


def _audit(actor: Actor, task: Task, step: str, before: Any = None, after: Any = None) -> None:
    subject = f"task:{task.pk}"
    after = standing(task) if after is None else after
    write_audit(actor, f"task.{step}", org=task.org, path=task.path, subject=subject, before=before, after=after)


def _reason(text: str) -> str:
    said = " ".join(text.split())
    if len(said) < LEAST_REASON:
        raise JiaoduError(problem("W54", least=LEAST_REASON))
    return said[:2000]


def _write_remarks(actor: Actor, task: Task, remarks: Sequence[Remark]) -> list[CellComment]:
    form = read_framework(tuple(task.round.packs)).forms[task.form].spec
    unknown = [r for r in remarks if r.item and r.item not in form.items and r.item not in form.grain]
    empty = [r for r in remarks if not r.text.strip()]
    if unknown or empty or any(r.row < 0 for r in remarks):
        raise JiaoduError(problem("W55", items=[r.item for r in unknown]))
    return CellComment.objects.bulk_create(
        CellComment(task=task, version=task.version, row=r.row, item=r.item, text=r.text.strip()[:2000], by=actor.user)
        for r in remarks
    )


def _notify(actor: Actor, task: Task, kind: str, text: str) -> None:
    Notice.objects.create(round=task.round, task=task, org=task.org, kind=kind, text=text[:1000], by=actor.user)
