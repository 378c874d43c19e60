"""Progress as pages: places × forms, down to single tasks; the same numbers as a workbook. Floor: web."""

from __future__ import annotations

import datetime as dt
import functools
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from jiaodu.actions.acting import may
from jiaodu.actions.holdings import read_framework, read_tree
from jiaodu.actions.progress import PAGE, SORTS, Matrix, PlaceLine, TaskFilter, extendable, list_tasks, read_progress
from jiaodu.actions.progress_sheets import progress_sheets
from jiaodu.actions.rounds import TO_FILL, extend_tasks
from jiaodu.actions.states import STATE_NAMES
from jiaodu.actions.workbooks import write_sheets
from jiaodu.core.base.problems import JiaoduError, problem
from jiaodu.core.base.text import Text
from jiaodu.records.models import Round
from jiaodu.web.acting import Request, needs
from jiaodu.web.language import language, said, say
from jiaodu.web.views.rounds import workbook

# with more rows than these a picture says less than the table
CHARTED = 20
STANDINGS = {
    "": Text("全部", "all"),
    "late": Text("逾期", "late"),
    **{state: STATE_NAMES[state] for state in ("open", "returned", "submitted", "reviewed", "approved")},
    "problems": Text("有错", "with errors"),
    "void": STATE_NAMES["void"],
}


@needs("progress.see")
def show(request: Request, number: int) -> HttpResponse:
    """The matrix of a place."""
    matrix = _matrix(request, number)
    page = Paginator(matrix.lines, PAGE).get_page(request.GET.get("page"))
    context = {
        "matrix": matrix,
        "round": matrix.round,
        "page": page,
        "rows": [_row(line, number) for line in page],
        "foot": [(f, matrix.place.cells.get(f.form), _tasks(number, matrix.place.code, f.form)) for f in matrix.forms],
        "crumb": [(f"{reverse('progress', args=[number])}?unit={code}", name) for code, name in matrix.above],
        "charted": 1 < len(page) <= CHARTED,
        "query": _query(request),
        "sorts": [(name, *_sort(request, name)) for name in SORTS],
        "may_remind": matrix.round.state == Round.State.OPEN and may(request.actor, "task.remind"),
    }
    return render(request, "web/progress/matrix.html", context)


@needs("progress.see")
def export(request: Request, number: int) -> HttpResponse:
    """The matrix as a workbook: what stands on the page, all rows."""
    matrix = _matrix(request, number)
    place = said(matrix.place.name)
    name = say(f"进度-{place}-{matrix.day:%Y%m%d}.xlsx", f"progress-{place}-{matrix.day:%Y%m%d}.xlsx")
    return workbook(write_sheets(progress_sheets(matrix, language())), name)


@needs("progress.see")
def tasks(request: Request, number: int) -> HttpResponse:
    """The tasks of a place, chosen by form and standing; more time for those that are not submitted."""
    given = request.GET
    chosen = TaskFilter(given.get("form", ""), given.get("standing", ""))
    page_number = int(given["page"]) if given.get("page", "").isdecimal() and len(given["page"]) < 7 else 1
    made, place, page = list_tasks(request.actor, number, unit=given.get("unit", ""), chosen=chosen, page=page_number)
    forms, tree = read_framework(made.packs).forms, read_tree()
    names = {f.form: forms[f.form].name if f.form in forms else Text(f.form, f.form) for f in made.forms.all()}
    today = timezone.localdate()
    code = place.rstrip("/").rsplit("/", 1)[-1]
    lines = [
        {
            "task": t,
            "form": said(names.get(t.form, Text(t.form, t.form))),
            "unit": tree.name(t.org, language()),
            "late": t.state in TO_FILL and t.deadline < today,
            "extendable": t.state in TO_FILL,
            "opens": may(request.actor, "task.see", t.path, t.form),
        }
        for t in page
    ]
    context = {
        "round": made,
        "place": tree.name(code, language()),
        "code": code,
        "page": page,
        "lines": lines,
        "names": [(f, said(n)) for f, n in names.items()],
        "chosen": chosen,
        "standings": STANDINGS.items(),
        "query": _query(request),
        "today": today,
        "may_extend": made.state == Round.State.OPEN and may(request.actor, "task.extend"),
    }
    return render(request, "web/progress/tasks.html", context)


@needs("task.extend")
@require_POST
def extend(request: Request, number: int) -> HttpResponse:
    """More time for chosen tasks, for a reason."""
    given = request.POST
    try:
        until = dt.date.fromisoformat(given.get("until", "").strip())
    except ValueError:
        raise JiaoduError(problem("W14", text=given.get("until", "")[:40])) from None
    ids = [int(i) for i in given.getlist("task") if i.isdecimal() and len(i) < 18]
    if given.get("who") == "all":
        asked = QueryDict(given.get("query", ""))
        chosen = TaskFilter(asked.get("form", ""), asked.get("standing", ""))
        ids = extendable(request.actor, number, unit=asked.get("unit", ""), chosen=chosen, until=until)
    count = extend_tasks(request.actor, number, ids, until, given.get("reason", ""))
    messages.success(request, say(f"{count} 项任务已延期到 {until}。", f"{count} tasks extended to {until}."))
    query = given.get("query", "")
    return redirect(reverse("progress-tasks", args=[number]) + (f"?{query}" if query else ""))


def _matrix(request: Request, number: int) -> Matrix:
    given = request.GET
    return read_progress(
        request.actor, number, unit=given.get("unit", ""), level=given.get("level", ""), sort=given.get("sort", "unit"),
        descending=given.get("down") == "1",
    )  # fmt: skip


def _row(line: PlaceLine, number: int) -> dict[str, object]:
    below = not line.own and not line.is_unit
    href = (
        f"{reverse('progress', args=[number])}?{urlencode({'unit': line.code})}" if below else _tasks(number, line.code)
    )
    return {"line": line, "total": line.total, "href": href}


def _tasks(number: int, unit: str, form: str = "") -> str:
    asked = {"unit": unit, **({"form": form} if form else {})}
    return f"{_tasks_page(number)}?{urlencode(asked)}"


@functools.lru_cache(maxsize=256)
def _tasks_page(number: int) -> str:
    """The page without its query: a matrix has thousands of links to it."""
    return reverse("progress-tasks", args=[number])


def _query(request: Request) -> str:
    """What was asked, without the page, for links that keep it."""
    return urlencode([(k, v) for k, v in request.GET.items() if k != "page"])


def _sort(request: Request, name: str) -> tuple[str, str]:
    """The address that sorts by a column, and how it is sorted now (for aria-sort)."""
    now, down = request.GET.get("sort", "unit"), request.GET.get("down") == "1"
    asked = {k: v for k, v in request.GET.items() if k not in ("page", "sort", "down")}
    next_down = not down if now == name else name != "unit"
    asked |= {"sort": name, **({"down": "1"} if next_down else {})}
    return f"?{urlencode(asked)}", ("descending" if down else "ascending") if now == name else "none"


urlpatterns = [
    path("rounds/<int:number>/progress/", show, name="progress"),
    path("rounds/<int:number>/progress/export/", export, name="progress-export"),
    path("rounds/<int:number>/progress/tasks/", tasks, name="progress-tasks"),
    path("rounds/<int:number>/progress/extend/", extend, name="progress-extend"),
]
