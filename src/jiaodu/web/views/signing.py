"""Signatures of a submission: who has signed, sign, the print with its check code, the scan of the sealed copy. Floor: web."""

from __future__ import annotations

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_POST

from jiaodu.actions.reviewing import Reviewed, read_review
from jiaodu.actions.rounds import find_round
from jiaodu.actions.signing import (
    CAPACITIES,
    MOST_BYTES,
    SUFFIXES,
    ask_for_signatures,
    attach_copy,
    may_attach,
    may_sign,
    read_copy,
    sign,
)
from jiaodu.actions.states import CAPACITY_NAMES
from jiaodu.actions.submissions import short_code
from jiaodu.core.base.problems import JiaoduError
from jiaodu.web.acting import Request, limited, needs
from jiaodu.web.language import language, said, say


@login_required
def show(request: Request, number: int) -> HttpResponse:
    """Who has signed; sign by POST."""
    if request.method == "POST":
        return _sign(request, number)
    return _page(request, number)


def _page(request: Request, number: int, refused: JiaoduError | None = None) -> HttpResponse:
    reviewed = read_review(request.actor, number)
    context = {
        "review": reviewed,
        "task": reviewed.task,
        "code": short_code(reviewed.task.digest) if reviewed.task.digest else "",
        "signatures": [(s, said(CAPACITY_NAMES[s.capacity])) for s in reviewed.signatures],
        "capacities": [(c, said(CAPACITY_NAMES[c])) for c in may_sign(request.actor, reviewed.task)],
        "may_attach": may_attach(request.actor, reviewed.task),
        "missing": [said(CAPACITY_NAMES[c]) for c in reviewed.missing],
        "limit": MOST_BYTES // 2**20,
        "against": refused.problems if refused else (),
        "given": request.POST.get("name", ""),
    }
    return render(request, "web/approving/signatures.html", context, status=422 if refused else 200)


def _sign(request: Request, number: int) -> HttpResponse:
    try:
        given = request.POST
        sign(request.actor, number, given.get("capacity", ""), given.get("name", ""), given.get("digest", ""))
    except JiaoduError as error:
        if any(p.code == "A01" for p in error.problems):
            raise
        return _page(request, number, error)
    messages.success(request, say("已签字。", "Signed."))
    return redirect("signatures", number=number)


@login_required
@limited("upload")
@require_POST
def attach(request: Request, number: int) -> HttpResponse:
    """The scan of the sealed print."""
    file = request.FILES.get("copy")
    content = b""
    if isinstance(file, UploadedFile):
        content = file.read(MOST_BYTES + 1)
    try:
        attach_copy(request.actor, number, file.name or "" if file else "", content, request.POST.get("digest", ""))
    except JiaoduError as error:
        if any(p.code == "A01" for p in error.problems):
            raise
        return _page(request, number, error)
    messages.success(request, say("扫描件已上传。", "The scan is kept."))
    return redirect("signatures", number=number)


@login_required
def copy(request: Request, number: int, signature: int) -> HttpResponseBase:
    """The scan, as a file to keep: never shown by the browser itself."""
    evidence, file = read_copy(request.actor, number, signature)
    name = f"task-{number}-v{signature}{SUFFIXES.get(evidence.media_type, '')}"
    response = FileResponse(file.open("rb"), as_attachment=True, filename=name, content_type=evidence.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    return response


@login_required
def print_(request: Request, number: int) -> HttpResponse:
    """The form on paper, with places to sign and the code by which paper and figures are compared."""
    reviewed = read_review(request.actor, number)
    task = reviewed.task
    signed = {s.capacity: s for s in reviewed.signatures}
    context = {
        "review": reviewed,
        "task": task,
        "form": reviewed.form,
        "period": reviewed.period.zh if language() == "zh" else str(reviewed.period),
        "code": short_code(task.digest) if task.digest and not reviewed.is_draft else "",
        "picture": None if reviewed.is_draft else _picture(reviewed),
        "capacities": [(said(CAPACITY_NAMES[c]), signed.get(c)) for c in CAPACITIES],
    }
    return render(request, "web/approving/print.html", context)


@needs("round.manage")
def asked(request: Request, number: int) -> HttpResponse:
    """Which signatures a round asks for."""
    if request.method == "POST":
        ask_for_signatures(request.actor, number, request.POST.getlist("capacity"))
        messages.success(request, say("已保存。", "Saved."))
        return redirect("round", number=number)
    made = find_round(request.actor, number, "round.manage")
    capacities = [(c, said(name), c in made.signatures) for c, name in CAPACITY_NAMES.items()]
    return render(request, "web/approving/asked.html", {"round": made, "capacities": capacities})


def _picture(reviewed: Reviewed) -> SafeString:
    """The digest as a QR code: what a scanner reads is text, and leads nowhere."""
    task = reviewed.task
    text = f"jiaodu task {task.pk} version {task.version} sha256 {task.digest}"
    return mark_safe(segno.make(text, error="m", micro=False).svg_inline(scale=2, light="white"))


urlpatterns = [
    path("rounds/<int:number>/signatures/", asked, name="round-signatures"),
    path("tasks/<int:number>/signatures/", show, name="signatures"),
    path("tasks/<int:number>/signatures/copy/", attach, name="task-copy"),
    path("tasks/<int:number>/signatures/<int:signature>/copy/", copy, name="signature-copy"),
    path("tasks/<int:number>/print/", print_, name="task-print"),
]
