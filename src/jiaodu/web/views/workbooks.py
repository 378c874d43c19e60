"""The form as a workbook: downloaded, uploaded, had back with its problems marked. Floor: web."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods

from jiaodu.actions.evidence import LARGEST
from jiaodu.actions.filling_rights import may_fill
from jiaodu.actions.sheets import read_sheet
from jiaodu.actions.tasks import find_task
from jiaodu.actions.uploading import mark_upload, upload_workbook, write_workbook
from jiaodu.core.base.problems import JiaoduError, Problem, problem
from jiaodu.web.acting import Request, limited
from jiaodu.web.language import language, say

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@require_GET
def download(request: Request, number: int) -> HttpResponse:
    """The form as a workbook, with what stands in it."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "form.xlsx"
        name = write_workbook(request.actor, number, target, language())
        return _file(name, target.read_bytes())


@login_required
@limited("upload")
@require_http_methods(["GET", "POST"])
def upload(request: Request, number: int) -> HttpResponse:
    """Choose a workbook; what is wrong with it, or back to the form with its figures."""
    task = find_task(request.actor, number, "task.see" if request.method == "GET" else "task.fill")
    page = {"task": task, "sheet": read_sheet(task), "fills": may_fill(request.actor, task)}
    if request.method == "GET":
        return render(request, "web/filling/upload.html", page)
    file = request.FILES.get("file")
    problems: tuple[Problem, ...] = (problem("W33", name="—"),) if file is None else ()
    if file is not None:
        try:
            done = upload_workbook(request.actor, number, file.name or "", file.read(LARGEST + 1))
        except JiaoduError as error:
            if any(p.code == "A01" for p in error.problems):
                raise
            problems = error.problems
        else:
            if done.saved is None:
                page |= {"upload": done.file, "problems": done.problems, "errors": done.errors}
                return render(request, "web/filling/upload.html", page, status=422)
            saved = done.saved
            count = sum(1 for c in saved.cells if c.revision == saved.revision or c.note_revision == saved.revision)
            messages.success(
                request, say(f"工作簿已读入，改了 {count} 格。", f"The workbook was read; {count} cells changed.")
            )
            for found in [p for p in done.problems if p.code == "W28"] + [p for _, p in saved.refused[:5]]:
                messages.warning(request, f"{found.what(language())} {found.remedy(language())}")
            return redirect(f"/tasks/{number}/?check=1")
    page |= {"problems": problems, "errors": len(problems)}
    return render(request, "web/filling/upload.html", page, status=422)


@login_required
@require_GET
def marked(request: Request, number: int, upload: int) -> HttpResponse:
    """An uploaded workbook with its problems marked in it."""
    return _file(*mark_upload(request.actor, number, upload, language()))


def _file(name: str, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type=_XLSX)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


urlpatterns = [
    path("tasks/<int:number>/workbook/", download, name="form_workbook"),
    path("tasks/<int:number>/upload/", upload, name="form_upload"),
    path("tasks/<int:number>/upload/<int:upload>/marked/", marked, name="form_marked"),
]
