"""Rounds as pages: the list, opening one after a look at what it asks, its own page and all that is done to it. Floor: web."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

from jiaodu.actions import reminders
from jiaodu.actions.acting import Actor, may
from jiaodu.actions.due_units import Unit, places
from jiaodu.actions.holdings import read_framework, view_on
from jiaodu.actions.opening import Preview, RoundPlan, go_on, known_packs, preview_round, start_round
from jiaodu.actions.progress import NOTHING, sum_rounds
from jiaodu.actions.progress_sheets import call_sheet
from jiaodu.actions.register_changes import apply_register, compare_register
from jiaodu.actions.reminders import list_calls, remind
from jiaodu.actions.rounds import (
    change_due,
    change_form,
    close_round,
    discard_round,
    find_round,
    reopen_round,
    rounds_within,
)
from jiaodu.actions.workbooks import MEDIA_TYPE, write_sheets
from jiaodu.core.base.calendar import MOST_DAYS, deadline_after
from jiaodu.core.base.problems import JiaoduError, Problem, problem
from jiaodu.core.base.text import Text
from jiaodu.records.models import Round
from jiaodu.web.acting import Request, needs
from jiaodu.web.language import language, said, say

# units in one list of a page
SHOWN = 100


@needs("round.see")
def show_all(request: Request) -> HttpResponse:
    """The rounds that reach the user's units, with how far each is."""
    rounds = rounds_within(request.actor)
    sums = sum_rounds(request.actor, rounds) if may(request.actor, "progress.see") else {}
    names = _names()
    lines = [(r, sums.get(r.pk, NOTHING), said(names.get(r.org, Text(r.org, r.org)))) for r in rounds]
    return render(request, "web/rounds/list.html", {"lines": lines})


@needs("round.manage")
def plan(request: Request) -> HttpResponse:
    """Plan a round: choose packs, year, unit and days; look at what it asks of whom; open it."""
    given = request.POST if request.method == "POST" else QueryDict()
    read = _read_plan(given) if given else None
    preview, faults = None, list(read.problems) if read else []
    if read and not faults:
        try:
            if given.get("step") == "open":
                made, job = start_round(request.actor, read.plan)
                messages.success(request, say(f"已开启“{made.name}”。", f"“{made.name}” is open."))
                return redirect("job", number=job.pk) if job else redirect("round", number=made.pk)
            preview = preview_round(request.actor, read.plan)
            faults = list(preview.problems)
        except JiaoduError as error:
            faults = list(error.problems)
    return render(request, "web/rounds/plan.html", _plan_page(request.actor, given, preview, faults))


@needs("round.see")
def show(request: Request, number: int) -> HttpResponse:
    """A round: what it asks for, by when, who answers for it, how far it is; and what can be done to it."""
    made = find_round(request.actor, number)
    forms = read_framework(made.packs).forms
    sums = sum_rounds(request.actor, [made]) if may(request.actor, "progress.see") else {}
    context = {
        "round": made,
        "unit": said(_names().get(made.org, Text(made.org, made.org))),
        "packs": _titles(made.packs),
        "forms": [(f, forms[f.form].name if f.form in forms else Text(f.form, f.form)) for f in made.forms.all()],
        "total": sums.get(made.pk),
        "may_manage": may(request.actor, "round.manage", made.path),
        "may_remind": made.state == Round.State.OPEN and may(request.actor, "task.remind"),
        "may_see_progress": may(request.actor, "progress.see"),
        "today": timezone.localdate(),
    }
    return render(request, "web/rounds/round.html", context)


@needs("round.manage")
@require_POST
def close(request: Request, number: int) -> HttpResponse:
    """Close it."""
    made = close_round(request.actor, number, request.POST.get("reason", ""))
    messages.success(request, say(f"已结束“{made.name}”。", f"“{made.name}” is closed."))
    return redirect("round", number=number)


@needs("round.manage")
@require_POST
def reopen(request: Request, number: int) -> HttpResponse:
    """Open it again, for a reason."""
    made = reopen_round(request.actor, number, request.POST.get("reason", ""))
    messages.success(request, say(f"已重新开启“{made.name}”。", f"“{made.name}” is open again."))
    return redirect("round", number=number)


@needs("round.manage")
@require_POST
def due(request: Request, number: int) -> HttpResponse:
    """Another day for the whole round."""
    day, faults = _day(request.POST.get("due", ""))
    if faults or day is None:
        raise JiaoduError(faults or problem("W01", what=Text("期限", "a day")))
    count = change_due(request.actor, number, day, request.POST.get("reason", ""))
    messages.success(request, say(f"期限改为 {day}，涉及 {count} 张表。", f"Due on {day} now, for {count} forms."))
    return redirect("round", number=number)


@needs("round.manage")
@require_POST
def resume(request: Request, number: int) -> HttpResponse:
    """Go on with an opening that was interrupted."""
    return redirect("job", number=go_on(request.actor, number).pk)


@needs("round.manage")
@require_POST
def discard(request: Request, number: int) -> HttpResponse:
    """Remove a draft."""
    discard_round(request.actor, number)
    messages.success(request, say("草稿已删除。", "The draft is removed."))
    return redirect("rounds")


@needs("round.manage")
def form(request: Request, number: int, form: str) -> HttpResponse:
    """Another day, or another department, for one form of the round."""
    made = find_round(request.actor, number, "round.manage")
    if request.method == "POST":
        given = request.POST
        due, faults = _day(given.get("due", ""))
        if faults or due is None:
            raise JiaoduError(faults or problem("W01", what=Text("期限", "a day")))
        change_form(
            request.actor,
            number,
            form,
            due=due,
            department=given.get("department", "").strip()[:64],
            reason=given.get("reason", ""),
        )
        messages.success(request, say("已保存。", "Saved."))
        return redirect("round", number=number)
    asked = made.forms.filter(form=form).first()
    if asked is None:
        return redirect("round", number=number)
    name = read_framework(made.packs).forms[form].name
    return render(request, "web/rounds/form.html", {"round": made, "asked": asked, "name": said(name)})


@needs("round.manage")
def register(request: Request, number: int) -> HttpResponse:
    """What the register, as it stands now, changes in the round; and making it so."""
    made = find_round(request.actor, number, "round.manage")
    if request.method == "POST":
        done = apply_register(request.actor, number)
        counts = [len(done.new) + len(done.back), len(done.gone), len(done.moved)]
        messages.success(
            request,
            say(
                f"已更新：新增 {counts[0]} 项，作废 {counts[1]} 项，变更所在地 {counts[2]} 项。",
                f"Done: {counts[0]} tasks added, {counts[1]} void, {counts[2]} moved.",
            ),
        )
        return redirect("round", number=number)
    changes = compare_register(request.actor, number)
    names = _names()
    units = [(org, names.get(org, Text(org, org)), dict(what)) for org, what in sorted(changes.by_unit.items())]
    return render(
        request, "web/rounds/register.html",
        {"round": made, "changes": changes, "units": units[:200], "more": max(len(units) - 200, 0)},
    )  # fmt: skip


@needs("task.remind")
def calls(request: Request, number: int) -> HttpResponse:
    """Who owes what, whom to ring; reminding them."""
    made = find_round(request.actor, number)
    late = request.GET.get("all") != "1"
    if request.method == "POST":
        given = request.POST
        chosen = given.getlist("org") if given.get("who") != "all" else []
        if given.get("who") != "all" and not chosen:
            raise JiaoduError(problem("W01", what=Text("至少一个单位", "at least one unit")))
        done = remind(request.actor, number, orgs=chosen, late_only=late, text=given.get("text", ""))
        messages.success(
            request,
            say(
                f"已催报 {done.units} 个单位" + (f"；{done.already} 个单位今天已催过。" if done.already else "。"),
                f"{done.units} units reminded"
                + (f"; {done.already} had been reminded today already." if done.already else "."),
            ),
        )
        return redirect(request.get_full_path())
    found, count = list_calls(request.actor, number, late_only=late, most=SHOWN)
    names = _form_names(made)
    shown = [(c, [said(names.get(f, Text(f, f))) for f in c.forms]) for c in found]
    context = {"round": made, "calls": shown, "more": count - len(found), "count": count, "late": late}
    return render(request, "web/rounds/calls.html", context | {"today": timezone.localdate()})


@needs("task.remind")
def export_calls(request: Request, number: int) -> HttpResponse:
    """The list as a workbook."""
    made, found = reminders.export_calls(request.actor, number, late_only=request.GET.get("all") != "1")
    sheet = call_sheet(found, _form_names(made), made.name, language())
    return workbook(write_sheets([sheet]), say(f"催报名单-{made.year}.xlsx", f"calls-{made.year}.xlsx"))


def workbook(content: bytes, name: str) -> HttpResponse:
    """A workbook as an answer, to be saved under a name."""
    response = HttpResponse(content, content_type=MEDIA_TYPE)
    from django.utils.http import content_disposition_header

    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    response["Cache-Control"] = "private, no-store"
    return response


# --- the form of a plan ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Read:
    plan: RoundPlan
    problems: tuple[Problem, ...]


def _read_plan(given: QueryDict) -> _Read:
    """A plan out of what was sent, with everything that cannot be read."""
    today, faults = timezone.localdate(), list[Problem]()
    due, found = _day(given.get("due", ""))
    faults += found
    days = given.get("days", "").strip()
    if days and not given.get("due", "").strip():
        if days.isdecimal() and 0 < int(days) <= MOST_DAYS:
            due = deadline_after(today, int(days)).day
        else:
            faults.append(problem("W14", text=days))
    if due is None and not faults:
        faults.append(problem("W01", what=Text("期限", "a deadline")))
    extend_until, found = _day(given.get("extend_until", ""))
    faults += found
    forms: dict[str, dt.date | None] = {}
    for name in given.getlist("form"):
        forms[name], found = _day(given.get(f"due_{name}", ""))
        forms[name] = None if forms[name] == due else forms[name]
        faults += found
    packs = tuple(p for p in known_packs() if p in given.getlist("pack"))
    if not packs:
        faults.append(problem("W01", what=Text("评价框架", "a framework")))
    year = given.get("year", "")
    if not (year.isdecimal() and 1990 <= int(year) <= 2100):
        faults.append(problem("W01", what=Text("评价年度(四位数字)", "the year (four digits)")))
    departments = {name: d for name in forms if (d := given.get(f"department_{name}", "").strip()[:64])}
    plan = RoundPlan(
        given.get("name", "")[:120], packs, int(year) if year.isdecimal() else 0, given.get("org", ""), due or today, forms,
        departments, extend_until,
    )  # fmt: skip
    return _Read(plan, tuple(faults))


def _plan_page(actor: Actor, given: QueryDict, preview: Preview | None, faults: list[Problem]) -> dict[str, Any]:
    today = timezone.localdate()
    units = [u for u in _manageable(actor)]
    return {
        "given": given,
        "chosen_packs": given.getlist("pack"),
        "packs": [(ref, title) for ref, title in known_packs().items()],
        "units": units,
        "preview": preview,
        "problems": faults,
        "errors": any(p.severity == "error" for p in faults),
        "year": given.get("year") or today.year,
        "org": given.get("org") or (units[0].code if units else ""),
        "due": preview.plan.due if preview else given.get("due", ""),
        "today": today,
    }


def _manageable(actor: Actor) -> list[Unit]:
    """The governments for which the user may open a round, by place."""
    view = view_on(timezone.localdate())
    found = [u for u in places(view).values() if view.units[u.code].level not in ("school", *_groups(view))]
    return sorted((u for u in found if may(actor, "round.manage", u.path)), key=lambda u: u.path)


def _groups(view: Any) -> tuple[str, ...]:
    from jiaodu.core.base.organisations import LEVELS

    return tuple({u.level for u in view.units.values()} - set(LEVELS))


def _day(text: str) -> tuple[dt.date | None, list[Problem]]:
    text = text.strip()
    if not text:
        return None, []
    try:
        return dt.date.fromisoformat(text), []
    except ValueError:
        return None, [problem("W14", text=text[:40])]


def _names() -> Mapping[str, Text]:
    return {code: Text(u.name, u.name_en) for code, u in places(view_on(timezone.localdate())).items()}


def _form_names(made: Round) -> dict[str, Text]:
    return {id_: form.name for id_, form in read_framework(made.packs).forms.items()}


def _titles(packs: list[str]) -> list[tuple[str, Text]]:
    known = known_packs()
    return [(ref, known.get(ref, Text(ref, ref))) for ref in packs]


urlpatterns = [
    path("rounds/", show_all, name="rounds"),
    path("rounds/new/", plan, name="round-new"),
    path("rounds/<int:number>/", show, name="round"),
    path("rounds/<int:number>/due/", due, name="round-due"),
    path("rounds/<int:number>/close/", close, name="round-close"),
    path("rounds/<int:number>/reopen/", reopen, name="round-reopen"),
    path("rounds/<int:number>/resume/", resume, name="round-resume"),
    path("rounds/<int:number>/discard/", discard, name="round-discard"),
    path("rounds/<int:number>/forms/<slug:form>/", form, name="round-form"),
    path("rounds/<int:number>/register/", register, name="round-register"),
    path("rounds/<int:number>/calls/", calls, name="round-calls"),
    path("rounds/<int:number>/calls/export/", export_calls, name="round-calls-export"),
]
