"""What waits for an office in a round: look through it, decide what is ticked, or let the worker approve it all. Floor: web."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from jiaodu.actions.acting import may
from jiaodu.actions.publishing import Approval
from jiaodu.actions.waiting import AT_ONCE, approve_all, decide_many, read_waiting
from jiaodu.web.acting import Request, needs
from jiaodu.web.language import say

VERBS = ("approve", "review")


@login_required
def show(request: Request, number: int) -> HttpResponse:
    """The tasks that wait for this person's review or approval; a POST decides those that are ticked."""
    verb = _verb(request)
    if request.method == "POST":
        return _decide(request, number, verb)
    return _page(request, number, verb)


def _verb(request: Request) -> str:
    """The one that was asked for, else the highest that the person may do."""
    asked = request.POST.get("verb") or request.GET.get("verb", "")
    possible = [v for v in VERBS if may(request.actor, f"task.{v}")]
    if not possible or (asked and asked not in possible):
        raise PermissionDenied
    return asked or possible[0]


def _page(request: Request, number: int, verb: str, outcome: Approval | None = None) -> HttpResponse:
    given = request.GET
    page = given.get("page", "1")
    waiting = read_waiting(
        request.actor, number, verb, given.get("area", ""), given.get("form", ""), int(page) if page.isdecimal() and len(page) < 7 else 1
    )  # fmt: skip
    context = {
        "waiting": waiting,
        "round": waiting.round,
        "verbs_here": [v for v in VERBS if may(request.actor, f"task.{v}")],
        "given": given,
        "most": AT_ONCE,
        "refused": list(outcome.refused.items()) if outcome else [],
    }
    return render(request, "web/approving/waiting.html", context, status=422 if outcome and outcome.refused else 200)


def _decide(request: Request, number: int, verb: str) -> HttpResponse:
    """`task` holds a number and the digest that was looked at: 17:3f…"""
    ticked = [value.partition(":") for value in request.POST.getlist("task")]
    chosen = [(int(n), digest) for n, _, digest in ticked if n.isdecimal() and len(n) < 19]
    outcome = decide_many(request.actor, number, verb, [n for n, _ in chosen], dict(chosen))
    done = len(outcome.approved)
    if done and verb == "approve":
        text = say(
            f"已核准 {done} 张表，快照 {outcome.snapshot}。", f"{done} forms approved, snapshot {outcome.snapshot}."
        )
        messages.success(request, text)
    elif done:
        messages.success(request, say(f"已审核 {done} 张表。", f"{done} forms reviewed."))
    if outcome.refused:
        return _page(request, number, verb, outcome)
    return redirect(f"/rounds/{number}/waiting/?verb={verb}")


@needs("task.approve")
@require_POST
def approve_every(request: Request, number: int) -> HttpResponse:
    """All that waits (in a district, of a form), by the worker."""
    job = approve_all(request.actor, number, request.POST.get("area", ""), request.POST.get("form", ""))
    return redirect("job", number=job.pk)


urlpatterns = [
    path("rounds/<int:number>/waiting/", show, name="waiting"),
    path("rounds/<int:number>/waiting/all/", approve_every, name="waiting-all"),
]
