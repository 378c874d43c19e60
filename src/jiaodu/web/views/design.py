"""A page with every part of the design, for those who build pages; there only where DEBUG is on. Floor: web."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from jiaodu.core.base.problems import Place, problem
from jiaodu.web.templatetags.words import STATES


def show(request: HttpRequest) -> HttpResponse:
    """All parts in all states."""
    if not settings.DEBUG:
        raise Http404
    examples = [problem("A01", Place(file="county.xlsx", sheet="表一", cell="C7"), "error", verb="task.fill", user="x")]
    examples.append(problem("A01", Place(), "warning", verb="task.review", user="y"))
    return render(request, "web/design.html", {"states": STATES, "examples": examples, "lines": range(40)})
