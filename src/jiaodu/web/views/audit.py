"""The audit as a page: filters, lines with before and after, export. Floor: web."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_POST

from jiaodu.actions.auditing import Wanted, export_audit, read_audit
from jiaodu.actions.deeds import DEED_NAMES
from jiaodu.actions.workbooks import MEDIA_TYPE, write_sheets
from jiaodu.web.acting import Request, needs
from jiaodu.web.language import language, said, say

NOUNS = {
    "login": ("登录", "log-ins"),
    "account": ("账号", "accounts"),
    "grant": ("授权", "grants"),
    "round": ("评价轮次", "rounds"),
    "task": ("填报任务", "tasks"),
    "job": ("后台任务", "jobs"),
}


@needs("audit.see")
def show(request: Request) -> HttpResponse:
    """The lines in reach, the newest first."""
    wanted, wrong = _wanted(request)
    before = request.GET.get("before", "")
    page = read_audit(request.actor, wanted, int(before) if before.isdecimal() and len(before) < 19 else None)
    query = {k: v for k, v in request.GET.items() if v and k != "before"}
    context = {
        "page": page,
        "given": request.GET,
        "wrong": wrong,
        "older": f"?{urlencode({**query, 'before': page.older})}" if page.older else "",
        "newest": f"?{urlencode(query)}" if before else "",
        "filtered": bool(query),
        "nouns": [(deed, say(*words)) for deed, words in NOUNS.items()],
        "deeds": [(deed, said(name)) for deed, name in DEED_NAMES.items()],
    }
    return render(request, "web/audit/list.html", context)


@needs("audit.see")
@require_POST
def export(request: Request) -> HttpResponse:
    """What the filters find, as a workbook."""
    wanted, _ = _wanted(request)
    response = HttpResponse(write_sheets([export_audit(request.actor, wanted, language())]), content_type=MEDIA_TYPE)
    response["Content-Disposition"] = 'attachment; filename="audit.xlsx"'
    return response


def _wanted(request: Request) -> tuple[Wanted, list[str]]:
    """The filters; days that are none are left out and named."""
    given = request.POST if request.method == "POST" else request.GET
    wrong: list[str] = []

    def day(name: str) -> dt.date | None:
        text = given.get(name, "").strip()
        try:
            return dt.date.fromisoformat(text) if text else None
        except ValueError:
            wrong.append(text[:40])
            return None

    def text(name: str) -> str:
        return given.get(name, "").strip()[:120]

    return Wanted(text("user"), text("deed"), text("org"), text("subject"), day("since"), day("until")), wrong


urlpatterns = [
    path("audit/", show, name="audit"),
    path("audit/export/", export, name="audit-export"),
]
