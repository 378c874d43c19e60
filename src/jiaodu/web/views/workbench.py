"""The workbench: what I must do, by when. Floor: web."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render

from jiaodu.actions.tasks import tasks_within
from jiaodu.web.acting import Request


@login_required
def show(request: Request) -> HttpResponse:
    """The open tasks of the user's reach, the most urgent first."""
    tasks = tasks_within(request.actor).select_related("round").order_by("due")[:50]
    return render(request, "web/workbench.html", {"tasks": tasks})
