"""The verdicts of a round's units, each with article and values, and why each came out as it did. Floor: web."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from jiaodu.actions.judging import ask_for_verdicts, explain_verdict, read_verdicts
from jiaodu.actions.previewing import ask_for_preview, read_preview
from jiaodu.core.evaluation import OUTCOME_NAMES
from jiaodu.core.lineage import Trace
from jiaodu.web.acting import Request, needs
from jiaodu.web.language import said

_TASK = re.compile(r"task:(\d+)@\d+")
DEEPEST = 12


@needs("facts.see")
def show(request: Request, number: int, org: str = "") -> HttpResponse:
    """The units of a round, and the verdicts of one."""
    read = read_preview if request.GET.get("preview") else read_verdicts
    found = read(request.actor, number, org)
    context = {
        "found": found,
        "round": found.round,
        "outcomes": [(o.value, OUTCOME_NAMES[o]) for o in OUTCOME_NAMES if o.value != "not_applicable"],
        "made": found.made[:16].replace("T", " "),
        "working": found.job is not None and not found.job.ended,
    }
    return render(request, "web/verdicts/show.html", context)


@needs("facts.see")
@require_POST
def compute(request: Request, number: int) -> HttpResponse:
    """Let the worker judge the units on the store as it stands."""
    ask = ask_for_preview if request.POST.get("preview") else ask_for_verdicts
    return redirect("job", number=ask(request.actor, number).pk)


@needs("facts.see")
def why(request: Request, number: int, org: str, standard: str) -> HttpResponse:
    """One standard, down to task, cell, person and time."""
    made, trace = explain_verdict(request.actor, number, org, standard)
    context = {"round": made, "org": org, "trace": trace, "lines": list(_lines(trace.steps, 0))}
    return render(request, "web/verdicts/why.html", context)


def _lines(steps: tuple[Trace, ...], depth: int) -> Iterator[tuple[str, SafeString]]:
    """The tree as lists: words of a line, or what opens and closes a list."""
    if not steps or depth >= DEEPEST:
        return
    yield "open", SafeString("")
    for step in steps:
        yield "item", _linked(said(step.text))
        yield from _lines(step.steps, depth + 1)
        yield "end", SafeString("")
    yield "close", SafeString("")


def _linked(text: str) -> SafeString:
    """The text with the task that it names as a link to what was submitted."""
    match = _TASK.search(text)
    if not match:
        return format_html("{}", text)
    before, after = text[: match.start()], text[match.end() :]
    return format_html('{}<a href="/tasks/{}/review/">{}</a>{}', before, match[1], match[0], after)


urlpatterns = [
    path("rounds/<int:number>/verdicts/", show, name="verdicts"),
    path("rounds/<int:number>/verdicts/compute/", compute, name="verdicts-compute"),
    path("rounds/<int:number>/verdicts/<str:org>/", show, name="unit-verdicts"),
    path("rounds/<int:number>/verdicts/<str:org>/<slug:standard>/", why, name="verdict-why"),
]
