"""Cells of a form as the page's script sends and asks for them: JSON. Floor: web."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from jiaodu.actions.checking import check_form
from jiaodu.actions.filling import (
    Change,
    Saved,
    Via,
    changed_cells,
    name_of,
    note_presence,
    others_at,
    save_cells,
    when,
)
from jiaodu.actions.sheets import Sheet, read_sheet, shown_cell
from jiaodu.actions.tasks import find_task
from jiaodu.core.base.problems import JiaoduError, problem
from jiaodu.records.models import Cell, Task
from jiaodu.web.acting import Request
from jiaodu.web.grid import told
from jiaodu.web.language import language

MOST_CHANGES = 5000
_VIA = {"typed", "pasted", "removed"}


@login_required
@require_http_methods(["GET", "POST"])
def cells(request: Request, number: int) -> HttpResponse:
    """GET: what changed since a revision, and who else is there. POST: save changes of cells."""
    if request.method == "GET":
        return _since(request, find_task(request.actor, number))
    try:
        since, changes = _read_changes(request.body)
        saved = save_cells(request.actor, number, changes, since)
    except JiaoduError as error:
        if any(p.code == "A01" for p in error.problems):
            raise
        return JsonResponse({"problems": [told(p) for p in error.problems]}, status=409)
    return JsonResponse(_saved(saved, saved.sheet))


@login_required
@require_POST
def check(request: Request, number: int) -> HttpResponse:
    """Check the whole form; `?all=1` compares it with all other units too."""
    checked = check_form(request.actor, number, near="all" not in request.GET)
    task = find_task(request.actor, number)
    found = [told(p) for p in checked.problems]
    return JsonResponse(
        {"errors": checked.errors, "warnings": checked.warnings, "problems": found, "filled": task.filled, "asked": task.asked}
    )  # fmt: skip


def _since(request: Request, task: Task) -> HttpResponse:
    since = _whole(request.GET.get("since"))
    if request.GET.get("here") is not None:
        row, _, item = request.GET["here"].partition("/")
        note_presence(request.actor, task, _whole(row), item)
    sheet = read_sheet(task)
    found = changed_cells(task, since) if since < task.revision else ()
    people = [{"name": p.user.name, "row": p.row, "item": p.item} for p in others_at(request.actor, task)]
    return JsonResponse(
        {"revision": task.revision, "state": task.state, "cells": _cells(found, sheet), "people": people}
    )


def _saved(saved: Saved, sheet: Sheet) -> dict[str, Any]:
    items = {**sheet.form.spec.grain, **sheet.form.spec.items}
    lost = [
        {
            "row": x.row, "item": x.item, "part": x.part, "who": x.who, "name": items[x.item].name.in_(language()),
            "mine": x.mine if x.part == "note" else shown_cell(items[x.item], x.mine, language()),
            "standing": x.standing if x.part == "note" else shown_cell(items[x.item], x.standing, language()),
        }
        for x in saved.lost
    ]  # fmt: skip
    refused = [told(p) | {"row": row, "item": item} for (row, item), p in saved.refused]
    problems = {f"{row}/{item}": [told(p) for p in found] for (row, item), found in saved.problems.items()}
    return {
        "revision": saved.revision, "rows": saved.rows, "cells": _cells(saved.cells, sheet), "lost": lost,
        "refused": refused, "problems": problems,
    }  # fmt: skip


def _cells(found: Iterable[Cell], sheet: Sheet) -> list[dict[str, Any]]:
    items = {**sheet.form.spec.grain, **sheet.form.spec.items}
    return [
        {
            "row": c.row, "item": c.item, "text": shown_cell(items[c.item], c.text, language()), "note": c.note,
            "by": name_of(c.by), "at": when(c.at), "newText": c.revision, "newNote": c.note_revision,
        }
        for c in found
        if c.item in items
    ]  # fmt: skip


def _read_changes(body: bytes) -> tuple[int, list[Change]]:
    """The changes of a page. Raises JiaoduError (W34) for what no page of ours sends."""
    try:
        sent = json.loads(body)
        given = sent["changes"]
        if not isinstance(given, list) or len(given) > MOST_CHANGES:
            raise ValueError(f"changes: at most {MOST_CHANGES}")
        return _whole(sent.get("since")), [_change(c) for c in given]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise JiaoduError(problem("W34", detail=f"{type(error).__name__} {error}"[:120])) from error


def _change(given: dict[str, Any]) -> Change:
    text, note, key = given.get("text"), given.get("note"), given.get("key", "")
    if not all(part is None or isinstance(part, str) for part in (text, note)) or not isinstance(key, str):
        raise TypeError("text, note, key")
    via = given.get("via", "typed")
    if via not in _VIA or len(key) > 40 or not key.isprintable():
        raise ValueError("via, key")
    return Change(
        _whole(given.get("row")), str(given["item"])[:64], text, note, _whole(given.get("base")), key, cast(Via, via)
    )


def _whole(given: object) -> int:
    """A number of a page; 0 for anything else."""
    try:
        number = int(str(given))
    except ValueError:
        return 0
    return number if 0 <= number < 2**31 else 0


urlpatterns = [
    path("tasks/<int:number>/cells/", cells, name="cells"),
    path("tasks/<int:number>/check/", check, name="check"),
]
