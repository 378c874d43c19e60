"""The workbench: what I must do, by when; what came back and why; one click to each. Floor: web."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from jiaodu.actions.duties import assign_task, people_of
from jiaodu.actions.holdings import read_framework
from jiaodu.actions.notices import read_notice
from jiaodu.actions.workbench import GROUPS, read_workbench
from jiaodu.core.base.text import Text
from jiaodu.web.acting import Request, needs
from jiaodu.web.language import said, say

TITLES = {
    "returned": Text("退回，请修改后再报", "Returned: to be changed and sent again"),
    "late": Text("已逾期", "Overdue"),
    "soon": Text("五个工作日内到期", "Due within five working days"),
    "later": Text("待填报", "To fill in"),
    "waiting": Text("已提交，等待审核", "Submitted, with others now"),
    "done": Text("已核准", "Approved"),
}


@login_required
def show(request: Request) -> HttpResponse:
    """The user's own tasks by urgency, what waits for their review or approval, rounds within reach, notices."""
    bench = read_workbench(request.actor)
    groups = [(name, TITLES[name], bench.own[name]) for name in GROUPS if bench.own[name]]
    context = {"bench": bench, "groups": groups, "today": bench.today, "closed": ("waiting", "done")}
    return render(request, "web/workbench.html", context)


@login_required
@require_POST
def notice(request: Request, number: int) -> HttpResponse:
    """A notice has been seen."""
    read_notice(request.actor, number)
    return redirect("workbench")


@needs("task.fill")
def responsible(request: Request, number: int) -> HttpResponse:
    """Who in the unit answers for a form."""
    task, people = people_of(request.actor, number)
    if request.method == "POST":
        assign_task(request.actor, number, request.POST.get("user", ""))
        messages.success(request, say("已保存。", "Saved."))
        return redirect("workbench")
    form = read_framework(task.round.packs).forms[task.form].name
    return render(request, "web/rounds/responsible.html", {"task": task, "people": people, "name": said(form)})


urlpatterns = [
    path("", show, name="workbench"),
    path("notices/<int:number>/read/", notice, name="notice-read"),
    path("tasks/<int:number>/responsible/", responsible, name="task-responsible"),
]
