"""The opponent: a bare Django page over the same records, for `python -m benchmarks.web`. A session, its user, fifty rows, a template.

In: requests. Out: one page, `/`. Nothing of what a page of the product does besides:
no rights, no languages, no security headers, no layout, no menu.
"""

from __future__ import annotations

import functools
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from jiaodu.records.models import Task

ROWS = """<!doctype html><title>{{ user }}</title><table>{% for task in tasks %}<tr><td>{{ task.form }}</td><td>{{ task.org }}</td>
<td>{{ task.due|date:"Y-m-d" }}</td><td>{{ task.state }}</td></tr>{% endfor %}</table>"""


@functools.cache
def _template() -> Any:
    return engines["django"].from_string(ROWS)


def show(request: HttpRequest) -> HttpResponse:
    """Fifty tasks of the user's unit."""
    tasks = Task.objects.filter(org=request.user.org)[:50]  # type: ignore[union-attr]
    return HttpResponse(_template().render({"tasks": tasks, "user": request.user}))


urlpatterns = [path("", show)]
