"""Accounts from a list: template, check, making, slips. Floor: web."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiaodu.actions.accounts import Person
from jiaodu.actions.roles import read_roles
from jiaodu.actions.rosters import (
    MOST_BYTES,
    MOST_ROWS,
    Entry,
    Roster,
    check_roster,
    make_roster,
    read_roster,
    renew_slips,
    write_roster_template,
)
from jiaodu.core.base.problems import JiaoduError, Problem
from jiaodu.web.acting import Request, limited, needs
from jiaodu.web.language import language, said, say
from jiaodu.web.units import unit_names
from jiaodu.web.views.accounts import slips
from jiaodu.web.views.rounds import workbook

# what was shown is what is made: the rows travel signed, for as long as somebody looks at them
_HOUR = 3600
_SHOWN = 200


@needs("account.manage")
@limited("batch")
@require_http_methods(["GET", "POST"])
def index(request: Request) -> HttpResponse:
    """Choose a list; what is wrong with it, all at once, or what would be made."""
    context: dict[str, object] = {"most": MOST_ROWS}
    found: Sequence[Problem] = ()
    if request.method == "POST":
        file = request.FILES.get("file")
        try:
            read = read_roster(file.name or "", file.read(MOST_BYTES + 1)) if file else Roster((), ())
            roster = check_roster(request.actor, read)
            found = roster.problems
            if not found and roster.entries:
                context |= _preview(request, roster)
        except JiaoduError as error:
            if any(p.code == "A01" for p in error.problems):
                raise
            found = error.problems
    context |= {"problems": found[:_SHOWN], "count": len(found)}
    return render(request, "web/accounts/roster.html", context, status=422 if found else 200)


@needs("account.manage")
@require_GET
def template(request: Request) -> HttpResponse:
    """The list to fill in."""
    name = say("账号名单.xlsx", "accounts.xlsx")
    return workbook(write_roster_template(request.actor, language()), name)


@needs("account.manage")
@limited("batch")
@require_POST
def make(request: Request) -> HttpResponse:
    """Make the accounts that were shown; the answer is the slips."""
    try:
        rows = signing.loads(request.POST.get("rows", ""), salt=_salt(request), max_age=_HOUR)
    except signing.BadSignature:
        messages.error(request, say("名单已经过期，请再上传一次。", "The list is over; choose it again."))
        return redirect("roster")
    entries = tuple(Entry(row, Person(**person), role, tuple(forms)) for row, person, role, forms in rows)
    try:
        return slips(request, make_roster(request.actor, Roster(entries, ())))
    except JiaoduError as error:
        if any(p.code == "A01" for p in error.problems):
            raise
        context = {"most": MOST_ROWS, "problems": error.problems[:_SHOWN], "count": len(error.problems)}
        return render(request, "web/accounts/roster.html", context, status=422)


@needs("account.reset")
@limited("batch")
@require_POST
def again(request: Request) -> HttpResponse:
    """New slips for those below a unit who were never logged in."""
    try:
        return slips(request, renew_slips(request.actor, request.POST.get("org", "").strip()))
    except JiaoduError as error:
        if any(p.code == "A01" for p in error.problems):
            raise
        context = {"most": MOST_ROWS, "problems": error.problems, "count": len(error.problems)}
        return render(request, "web/accounts/roster.html", context, status=422)


def _preview(request: Request, roster: Roster) -> dict[str, object]:
    names = unit_names(entry.person.org for entry in roster.entries)
    roles = read_roles()
    rows = [
        {"entry": e, "unit": names[e.person.org], "role": said(roles[e.role].name)} for e in roster.entries[:_SHOWN]
    ]
    data = [[e.row, asdict(e.person), e.role, list(e.forms)] for e in roster.entries]
    return {
        "rows": rows,
        "total": len(roster.entries),
        "signed": signing.dumps(data, salt=_salt(request), compress=True),
    }


def _salt(request: Request) -> str:
    return f"jiaodu.roster:{request.user.pk}"


urlpatterns = [
    path("accounts/list/", index, name="roster"),
    path("accounts/list/template/", template, name="roster-template"),
    path("accounts/list/make/", make, name="roster-make"),
    path("accounts/list/slips/", again, name="roster-slips"),
]
