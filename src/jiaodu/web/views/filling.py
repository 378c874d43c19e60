"""The form of a task: shown as a grid, saved without scripts too. Floor: web."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from jiaodu.actions.acting import may
from jiaodu.actions.checking import check_form, read_task
from jiaodu.actions.filling import Change, Saved, prepare_task, save_cells, text_at
from jiaodu.actions.filling_rights import is_on_behalf, may_fill, own_items, state_of
from jiaodu.actions.sheets import Sheet, read_sheet, shown_cell
from jiaodu.actions.tasks import find_task
from jiaodu.core.base.problems import JiaoduError, Place, Problem
from jiaodu.intake.typed import cell_of
from jiaodu.records.models import CellComment, Decision, Evidence, Task
from jiaodu.web.acting import Request
from jiaodu.web.grid import Grid, build_grid, is_changed
from jiaodu.web.language import language, said, say

_FIELD = re.compile(r"([cn])-(\d+)-(\w+)")


@login_required
@require_http_methods(["GET", "POST"])
def show(request: Request, number: int) -> HttpResponse:
    """The form; sent without scripts it saves all that was changed."""
    task = find_task(request.actor, number)
    if request.method == "POST":
        return _save_all(request, task)
    fills = may_fill(request.actor, task)
    if fills and not task.revision:
        prepare_task(request.actor, number)
        task.refresh_from_db()
    sheet, checked = read_sheet(task), "check" in request.GET
    problems = check_form(request.actor, number).problems if checked else ()
    if checked:
        task.refresh_from_db()
    own = own_items(request.actor, task, sheet) if fills else frozenset()
    comments = list(CellComment.objects.filter(task=task, settled=None).select_related("by").order_by("row", "id"))
    files = list(Evidence.objects.filter(task=task, removed=None, kind="evidence").order_by("id"))
    grid = build_grid(
        sheet, read_task(task), own, problems,
        Counter((c.row, c.item) for c in comments), Counter((f.row, f.item) for f in files if f.item),
    )  # fmt: skip
    page = {
        "task": task, "sheet": sheet, "grid": grid, "fills": fills, "checked": checked, "problems": [_placed(p, sheet) for p in problems],
        "comments": [(c, sheet.form.item(c.item).name if c.item else sheet.form.name) for c in comments if _is_known(c.item, sheet)],
        "files": [f for f in files if not f.item], "behalf": fills and is_on_behalf(request.actor, task), "state": state_of(task),
        "returned": _last_return(task), "about": _about(sheet, grid), "partly": fills and len(own) < len(grid.columns),
        "adds": fills and may(request.actor, "evidence.add", task.path, task.form),
        "due": task.extended_to or task.due, "period": sheet.period.zh if language() == "zh" else str(sheet.period),
    }  # fmt: skip
    return render(request, "web/filling/form.html", page)


def _placed(found: Problem, sheet: Sheet) -> Problem:
    """A problem whose place reads as the form does: row and item in words."""
    spot = cell_of(found)
    if spot is None:
        return found.at(Place(said(sheet.form.name)))
    row = say(f"第{spot[0]}行", f"row {spot[0]}") if sheet.form.spec.grain else ""
    return found.at(Place(said(sheet.form.item(spot[1]).name) if spot[1] else said(sheet.form.name), key=row))


def _is_known(item: str, sheet: Sheet) -> bool:
    return not item or item in sheet.form.spec.items or item in sheet.form.spec.grain


def _last_return(task: Task) -> Decision | None:
    """Why the task came back, where it did."""
    if task.state != Task.State.RETURNED:
        return None
    return Decision.objects.filter(task=task, step="return").select_related("by").order_by("-at", "-id").first()


def _about(sheet: Sheet, grid: Grid) -> dict[str, Any]:
    """What the panel beside the grid says of each item; the page's script reads it."""
    frame = {}
    for column in grid.columns:
        item, sources = column.item, sheet.form.sources_of(column.id)
        leading = sheet.framework.sources.get(sources[0]) if sources else None
        frame[column.id] = {
            "name": said(item.name), "unit": column.unit, "scope": said(item.scope) if item.scope else "",
            "owner": item.owner, "type": item.type.value, "choices": list(grid.choices.get(column.id, ())), "grain": column.is_grain,
            "source": said(leading.name) if leading else "", "open": column.is_open and not item.computed,
        }  # fmt: skip
    return frame


def _save_all(request: Request, task: Task) -> HttpResponse:
    """Every field of the page against what stood when the page was made: only what the person changed is saved."""
    sheet = read_sheet(task)
    sent = request.POST.get("revision", "")
    base = int(sent) if sent.isdecimal() and len(sent) < 10 else 0
    changes = list(_changes(request, task, sheet, base))
    try:
        saved = save_cells(request.actor, task.pk, changes, base)
    except JiaoduError as error:
        if any(p.code == "A01" for p in error.problems):
            raise
        for found in error.problems:
            messages.error(request, f"{found.what(language())} {found.remedy(language())}")
        return redirect("task", task.pk)
    _say_saved(request, saved, len(changes))
    return redirect(f"/tasks/{task.pk}/" + ("?check=1#check" if "check" in request.POST else ""))


def _changes(request: Request, task: Task, sheet: Sheet, base: int) -> Any:
    typed, then, known = read_task(task), text_at(task, base), {**sheet.form.spec.grain, **sheet.form.spec.items}
    for name, value in request.POST.items():
        match = _FIELD.fullmatch(name)
        if match is None or match[3] not in known or len(match[2]) > 6:
            continue
        row, item, value = int(match[2]), match[3], str(value)
        if match[1] == "n":
            if is_changed(typed.note(row, item), value):
                yield Change(row, item, note=value, base=base)
            continue
        before = then.get((row, item), typed.cells.get(row, {}).get(item, ""))
        if is_changed(shown_cell(known[item], before, language()), value):
            key = f"page-{base}-{row}" if row > 900_000 else ""
            yield Change(0 if key else row, item, value, base=base, key=key)


def _say_saved(request: Request, saved: Saved, count: int) -> None:
    done = count - len(saved.refused) - len(saved.lost)
    messages.success(request, say(f"已保存 {done} 格。", f"{done} cells saved."))
    for _, refusal in saved.refused:
        messages.error(request, f"{refusal.what(language())} {refusal.remedy(language())}")
    for lost in saved.lost_problems:
        messages.warning(request, f"{lost.what(language())} {lost.remedy(language())}")


urlpatterns = [path("tasks/<int:number>/", show, name="task")]
