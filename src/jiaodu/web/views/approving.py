"""Pages of a task on its way up: look at it, submit, withdraw, review, approve, send back, reopen. Floor: web."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from jiaodu.actions.acting import Actor, may
from jiaodu.actions.approving import (
    Remark,
    remark,
    reopen,
    review,
    send_back,
    settle,
    submit,
    withdraw,
)
from jiaodu.actions.publishing import approve_one
from jiaodu.actions.reviewing import Reviewed, cell_of, read_review
from jiaodu.actions.states import STEP_NAMES
from jiaodu.actions.submissions import short_code
from jiaodu.core.base.problems import JiaoduError
from jiaodu.core.base.text import Text
from jiaodu.web.acting import Request
from jiaodu.web.language import language, said, say

MOST_REMARKS = 200
_REMARK = re.compile(r"remark-(\d{1,6})(?:-(\w{1,64}))?")
STEPS = (
    ("open", Text("填报", "fill in")),
    ("submitted", Text("提交", "submit")),
    ("reviewed", Text("区级审核", "review")),
    ("approved", Text("核准", "approve")),
)


@login_required
def show(request: Request, number: int) -> HttpResponse:
    """The figures of a version with all that a decision needs; a POST is the district's review."""
    if request.method == "POST":
        return _pass(request, number)
    return render(request, "web/approving/review.html", _context(request.actor, read_review(request.actor, number)))


def _context(actor: Actor, reviewed: Reviewed) -> dict[str, Any]:
    task = reviewed.task
    return {
        "review": reviewed,
        "task": task,
        "form": reviewed.form,
        "period": reviewed.period.zh if language() == "zh" else str(reviewed.period),
        "code": short_code(task.digest) if task.digest else "",
        "problems": [{**p, "place": _where(reviewed, p)} for p in reviewed.problems if p["severity"] != "note"],
        "notes": [{**p, "place": _where(reviewed, p)} for p in reviewed.problems if p["severity"] == "note"],
        "history": [(d, STEP_NAMES.get(d.step, Text(d.step, d.step))) for d in reversed(reviewed.decisions)],
        "way": list(_way(reviewed)),
        "reason": _last_reason(reviewed),
        "may_remark": may(actor, "task.comment", task.path, task.form),
        "may_settle": any(may(actor, verb, task.path, task.form) for verb in ("task.comment", "task.fill")),
        "evidence": [(e, _spot(reviewed, e.row, e.item)) for e in reviewed.evidence],
        "open_remarks": [(r, _spot(reviewed, r.row, r.item)) for r in reviewed.remarks if r.settled is None],
    }


def _way(reviewed: Reviewed) -> Iterator[tuple[Text, bool, bool]]:
    """The steps of a task: name, done, current. What no district reviews has no such step."""
    steps = [step for step in STEPS if step[0] != "reviewed" or reviewed.needs_review]
    states = [state for state, _ in steps]
    at = states.index(reviewed.task.state) if reviewed.task.state in states else 0
    for i, (_, name) in enumerate(steps):
        yield name, 0 < at >= i, i == at + 1 if at else i == 0


def _last_reason(reviewed: Reviewed) -> Any:
    """Why it came back, as long as it has not been submitted again."""
    if reviewed.task.state != "returned":
        return None
    return next((d for d in reversed(reviewed.decisions) if d.step in ("return", "reopen")), None)


def _where(reviewed: Reviewed, problem: Any) -> str:
    return _spot(reviewed, *cell_of(problem))


def _spot(reviewed: Reviewed, row: int, item: str) -> str:
    """A cell in words: the row where the form has several, the item's name."""
    names = {id_: spec.name for id_, spec in reviewed.columns}
    parts = [say(f"第 {row} 行", f"row {row}")] if row and not reviewed.goes_down else []
    return " › ".join([*parts, said(names[item])] if item in names else parts) or said(reviewed.form.name)


def _deed(act: Callable[[Request, int], object], zh: str, en: str) -> Callable[..., HttpResponse]:
    """A step as a POST: done, it leads back to the page and says so; refused, the page says why and stands as it was."""

    @login_required
    @require_POST
    def view(request: Request, number: int) -> HttpResponse:
        try:
            act(request, number)
        except JiaoduError as error:
            if any(p.code == "A01" for p in error.problems):
                raise
            return _refused(request, number, error)
        messages.success(request, say(zh, en))
        return redirect("review", number=number)

    return view


def _refused(request: Request, number: int, error: JiaoduError) -> HttpResponse:
    reviewed = read_review(request.actor, number)
    against = [{**p.to_json(), "place": _where(reviewed, p.to_json())} for p in error.problems]
    context = _context(request.actor, reviewed) | {"against": against, "given": request.POST.get("reason", "")}
    return render(request, "web/approving/review.html", context, status=422)


def _revision(request: Request) -> int | None:
    given = request.POST.get("revision", "")
    return int(given) if given.isdecimal() and len(given) < 10 else None


def _remarks(request: Request) -> list[Remark]:
    """The remarks written beside cells; `remark-3-pupils`, or `remark-3` with its item in `item-3`."""
    found = []
    for name, text in request.POST.items():
        match = _REMARK.fullmatch(name)
        if match and isinstance(text, str) and text.strip():
            item = match[2] or str(request.POST.get(f"item-{match[1]}", ""))
            found.append(Remark(int(match[1]), item, text))
    return found[:MOST_REMARKS]


def _digest(request: Request) -> str:
    return request.POST.get("digest", "")


def _send_back(request: Request, number: int) -> object:
    return send_back(request.actor, number, request.POST.get("reason", ""), _remarks(request), _digest(request))


_pass = _deed(lambda r, n: review(r.actor, n, _digest(r)), "已审核，报上级核准。", "Reviewed and passed on.")


@login_required
@require_POST
def add_remark(request: Request, number: int) -> HttpResponse:
    """Remarks without returning the task: one of the form at the foot of the page, or those beside cells."""
    row, text = request.POST.get("row", ""), request.POST.get("text", "")
    one = [Remark(int(row), request.POST.get("item", ""), text)] if row.isdecimal() and len(row) < 7 else []
    for given in one or _remarks(request):
        remark(request.actor, number, given)
    messages.success(request, say("已写批注。", "Remarked."))
    return redirect("review", number=number)


@login_required
@require_POST
def settle_remark(request: Request, number: int, comment: int) -> HttpResponse:
    """A remark that has been dealt with."""
    settle(request.actor, number, comment)
    return redirect(f"/tasks/{number}/" if request.POST.get("back") == "fill" else f"/tasks/{number}/review/")


urlpatterns = [
    path("tasks/<int:number>/review/", show, name="review"),
    path(
        "tasks/<int:number>/submit/",
        _deed(lambda r, n: submit(r.actor, n, _revision(r)), "已提交。", "Submitted."),
        name="task-submit",
    ),
    path(
        "tasks/<int:number>/withdraw/",
        _deed(lambda r, n: withdraw(r.actor, n), "已撤回，可以继续填报。", "Taken back; it can be filled in again."),
        name="task-withdraw",
    ),
    path(
        "tasks/<int:number>/approve/",
        _deed(lambda r, n: approve_one(r.actor, n, _digest(r)), "已核准并写入数据库。", "Approved and in the store."),
        name="task-approve",
    ),
    path(
        "tasks/<int:number>/return/",
        _deed(
            _send_back, "已退回，对方的工作台上会看到原因。", "Returned; its people see the reason on their workbench."
        ),
        name="task-return",
    ),
    path(
        "tasks/<int:number>/reopen/",
        _deed(lambda r, n: reopen(r.actor, n, r.POST.get("reason", "")), "已重新开放。", "Reopened."),
        name="task-reopen",
    ),
    path("tasks/<int:number>/remark/", add_remark, name="task-remark"),
    path("tasks/<int:number>/remarks/<int:comment>/settle/", settle_remark, name="task-settle"),
]
