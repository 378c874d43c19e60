"""The form of a task: shown as a grid, saved cell by cell. Floor: web."""

from __future__ import annotations

import re

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from jiaodu.actions.filling import Change, check_form, may_fill, own_items, prepare_task, read_task, save_cells, text_at
from jiaodu.actions.sheets import read_sheet, shown_cell
from jiaodu.actions.tasks import find_task
from jiaodu.core.base.problems import JiaoduError
from jiaodu.web.acting import Request
from jiaodu.web.grid import build_grid, is_changed
from jiaodu.web.language import language, say

_FIELD = re.compile(r"([cn])-(\d+)-(\w+)")


@login_required
@require_http_methods(["GET", "POST"])
def show(request: Request, number: int) -> HttpResponse:
    """The form; sent without scripts it saves all that was changed."""
    task = find_task(request.actor, number)
    if request.method == "POST":
        return _save_all(request, number)
    fills = may_fill(request.actor, task)
    if fills and not task.revision:
        prepare_task(request.actor, number)
        task.refresh_from_db()
    sheet = read_sheet(task)
    own = own_items(request.actor, task, sheet) if fills else frozenset()
    problems = check_form(request.actor, number).problems if "check" in request.GET else ()
    grid = build_grid(sheet, read_task(task), own, language(), problems)
    page = {
        "task": task,
        "sheet": sheet,
        "grid": grid,
        "fills": fills,
        "problems": problems,
        "checked": "check" in request.GET,
    }
    return render(request, "web/filling/form.html", page)


def _save_all(request: Request, number: int) -> HttpResponse:
    """Every field of the page against what stood when the page was made: only what the person changed is saved."""
    task = find_task(request.actor, number)
    sheet, typed = read_sheet(task), read_task(task)
    base = int(request.POST.get("revision", "0") or 0) if request.POST.get("revision", "").isdigit() else 0
    then, known = text_at(task, base), {**sheet.form.spec.grain, **sheet.form.spec.items}
    changes = []
    for name, value in request.POST.items():
        match = _FIELD.fullmatch(name)
        if match is None or match[3] not in known:
            continue
        row, item = int(match[2]), match[3]
        before = then.get((row, item), typed.cells.get(row, {}).get(item, ""))
        if is_changed(shown_cell(known[item], before, language()), str(value)):
            changes.append(Change(row, item, str(value), base=base))
    try:
        saved = save_cells(request.actor, number, changes, base)
    except JiaoduError as error:
        messages.error(request, error.problems[0].what(language()))
        return redirect("task", number)
    messages.success(
        request,
        say(
            f"已保存 {len(changes) - len(saved.refused) - len(saved.lost)} 格",
            f"{len(changes) - len(saved.refused) - len(saved.lost)} cells saved",
        ),
    )
    for _, refusal in saved.refused:
        messages.error(request, refusal.what(language()))
    return redirect("task", number)


urlpatterns = [path("tasks/<int:number>/", show, name="task")]
