"""A single cell: its files, remarks and history; and the files themselves. Floor: web."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from jiaodu.actions.acting import may
from jiaodu.actions.evidence import add_evidence, find_evidence, remove_evidence
from jiaodu.actions.filling import history_of, restore_change
from jiaodu.actions.filling_rights import may_fill
from jiaodu.actions.sheets import Sheet, read_sheet, shown_cell
from jiaodu.actions.tasks import find_task
from jiaodu.core.base.problems import JiaoduError
from jiaodu.core.base.text import Text
from jiaodu.records.models import CellChange, CellComment, Evidence, Task
from jiaodu.web.acting import Request, limited
from jiaodu.web.language import language, say

VIA: dict[str, Text] = {
    "typed": Text("填写", "typed"), "pasted": Text("粘贴", "pasted"), "upload": Text("上传工作簿", "workbook"),
    "prefill": Text("预填", "brought in"), "restored": Text("恢复", "restored"), "removed": Text("删除行", "row removed"),
}  # fmt: skip


@login_required
@require_GET
def cell(request: Request, number: int) -> HttpResponse:
    """One cell: as a part for the panel, or as a page of its own."""
    task = find_task(request.actor, number)
    sheet = read_sheet(task)
    row, item = request.GET.get("row", ""), request.GET.get("item", "")
    if not row.isdecimal() or len(row) > 6 or item not in {**sheet.form.spec.grain, **sheet.form.spec.items}:
        raise Http404
    part = request.headers.get("X-Requested-With") == "fetch"
    page = {
        "task": task, "sheet": sheet, "row": int(row), "item": item, "about": sheet.form.item(item),
        "files": list(Evidence.objects.filter(task=task, row=int(row), item=item, removed=None, kind="evidence").order_by("id")),
        "comments": list(CellComment.objects.filter(task=task, row=int(row), item=item).select_related("by", "settled_by").order_by("id")),
        "lines": [_line(c, sheet) for c in history_of(task, int(row), item)[:50]], "fills": may_fill(request.actor, task),
        "adds": item in sheet.form.spec.items and _adds(request, task),
    }  # fmt: skip
    return render(request, "web/filling/cell.html" if part else "web/filling/cell_page.html", page)


@login_required
@require_GET
def history(request: Request, number: int) -> HttpResponse:
    """All that ever happened to the figures of a form, the newest first."""
    task = find_task(request.actor, number)
    sheet = read_sheet(task)
    changes = (
        CellChange.objects.filter(task=task)
        .exclude(via="prefill", by=None, before="", after="")
        .select_related("by")
        .order_by("-id")
    )
    pages = Paginator(changes, 100)
    here = pages.get_page(request.GET.get("page"))
    page = {
        "task": task,
        "sheet": sheet,
        "here": here,
        "lines": [_line(c, sheet) for c in here],
        "fills": may_fill(request.actor, task),
    }
    return render(request, "web/filling/history.html", page)


@login_required
@require_POST
def restore(request: Request, number: int) -> HttpResponse:
    """Put an earlier figure back."""
    change = request.POST.get("change", "")
    try:
        saved = restore_change(request.actor, number, int(change) if change.isdecimal() and len(change) < 18 else 0)
        for _, refusal in saved.refused:
            messages.error(request, f"{refusal.what(language())} {refusal.remedy(language())}")
        if not saved.refused:
            messages.success(request, say("已恢复。", "It was put back."))
    except JiaoduError as error:
        _say(request, error)
    return redirect("task", number)


@login_required
@limited("upload")
@require_POST
def add(request: Request, number: int) -> HttpResponse:
    """Add files to an item or to the whole form."""
    find_task(request.actor, number, "evidence.add")
    row, item = request.POST.get("row", "0"), request.POST.get("item", "")
    added = 0
    for file in request.FILES.getlist("file")[:20]:
        try:
            add_evidence(
                request.actor,
                number,
                file.name or "",
                file.chunks(),
                int(row) if row.isdecimal() and len(row) < 7 else 0,
                item,
            )
            added += 1
        except JiaoduError as error:
            _say(request, error)
    if added:
        messages.success(request, say(f"已添加 {added} 个附件。", f"{added} files added."))
    return redirect("task", number)


@login_required
@require_POST
def remove(request: Request, number: int, evidence: int) -> HttpResponse:
    """Take a file off the form."""
    try:
        remove_evidence(request.actor, number, evidence)
        messages.success(request, say("已删除附件。", "The file was removed."))
    except JiaoduError as error:
        _say(request, error)
    return redirect("task", number)


@login_required
@require_GET
def download(request: Request, number: int, evidence: int) -> FileResponse:
    """The file itself: always to be saved, never to be run in the page."""
    found, place = find_evidence(request.actor, number, evidence)
    response = FileResponse(place.open("rb"), as_attachment=True, filename=found.name, content_type=found.media_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _adds(request: Request, task: Task) -> bool:
    return may_fill(request.actor, task) and may(request.actor, "evidence.add", task.path, task.form)


def _line(change: CellChange, sheet: Sheet) -> dict[str, object]:
    """A line of the history in the reader's language."""
    items = {**sheet.form.spec.grain, **sheet.form.spec.items}
    item = items.get(change.item)
    is_note = not (change.before or change.after)
    before, after = (change.note_before, change.note_after) if is_note else (change.before, change.after)
    if item is not None and not is_note:
        before, after = (shown_cell(item, text, language()) for text in (before, after))
    return {
        "change": change, "name": item.name if item else change.item, "is_note": is_note, "before": before, "after": after,
        "via": VIA.get(change.via, Text(change.via, change.via)),
    }  # fmt: skip


def _say(request: Request, error: JiaoduError) -> None:
    if any(p.code == "A01" for p in error.problems):
        raise error
    for found in error.problems:
        messages.error(request, f"{found.what(language())} {found.remedy(language())}")


urlpatterns = [
    path("tasks/<int:number>/cell/", cell, name="cell"),
    path("tasks/<int:number>/history/", history, name="cell_history"),
    path("tasks/<int:number>/history/restore/", restore, name="cell_restore"),
    path("tasks/<int:number>/evidence/", add, name="evidence_add"),
    path("tasks/<int:number>/evidence/<int:evidence>/", download, name="evidence"),
    path("tasks/<int:number>/evidence/<int:evidence>/remove/", remove, name="evidence_remove"),
]
