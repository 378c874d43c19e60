"""`{% t "中文" "English" %}`, `{{ text|said }}`, and the parts that every page uses: chips, crumbs, fields, problems. Floor: web."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.forms import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from jiaodu.actions.states import ROUND_STATE_NAMES, STATE_NAMES
from jiaodu.core.base.problems import Problem
from jiaodu.core.base.text import Text
from jiaodu.web.language import language, say
from jiaodu.web.language import said as said_
from jiaodu.web.packaged import ADDRESS, echarts_file

register = template.Library()

# the words of every state that a page may show
STATES: Mapping[str, Text] = {
    **ROUND_STATE_NAMES,
    **STATE_NAMES,
    "late": Text("逾期", "late"),
    "due": Text("临近期限", "due soon"),
    "queued": Text("排队中", "queued"),
    "running": Text("进行中", "running"),
    "done": Text("已完成", "done"),
    "failed": Text("失败", "failed"),
    "cancelled": Text("已取消", "cancelled"),
    "error": Text("错误", "error"),
    "will_be_error": Text("将成为错误", "will be an error"),
    "warning": Text("警告", "warning"),
    "note": Text("提示", "note"),
}
LOOKS = {"will_be_error": "warning", "note": "info", "draft": "open"}


@register.simple_tag
def t(zh: str, en: str, **values: object) -> SafeString:
    """Words with `{name}` places; values are escaped, words come from the template."""
    return format_html(say(zh, en), **values) if values else SafeString(say(zh, en))


@register.filter
def said(text: object) -> str:
    """A `Text` in the reader's language; anything else as it is."""
    return said_(text) if isinstance(text, Text) else str(text)


@register.simple_tag
def chip(state: str, zh: str = "", en: str = "") -> SafeString:
    """A state as a chip with its sign: `{% chip task.state %}`; other words may be given: `{% chip "late" "逾期 3 天" "3 days late" %}`."""
    word = say(zh, en) if zh else said(STATES.get(state, Text(state, state)))
    return format_html('<span class="chip chip-{}">{}</span>', LOOKS.get(state, state), word)


@register.simple_tag
def crumbs(*parts: object) -> SafeString:
    """The way to a page: `{% crumbs "/rounds/" rounds_word round.name %}`, pairs of address and name, the page itself last."""
    pairs = list(zip(parts[0:-1:2], parts[1:-1:2], strict=True))
    links = format_html_join("", '<li><a href="{}">{}</a></li>', ((href, said(name)) for href, name in pairs))
    here = format_html('<li aria-current="page">{}</li>', said(parts[-1]))
    return format_html(
        '<nav class="crumbs" aria-label="{}"><ol>{}{}</ol></nav>', say("所在位置", "Where you are"), links, here
    )


@register.inclusion_tag("web/parts/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """A form's field with label, hint and error, tied together for screen readers: `{% field form.name %}`."""
    return {"field": bound}


@register.inclusion_tag("web/parts/problems.html")
def problems(found: Any) -> dict[str, Any]:
    """Problems as a list: what, where, why it matters, what to do. Takes `Problem`s or their `to_json()`."""
    return {"problems": list(found)}


@register.inclusion_tag("web/parts/chart.html")
def chart(table: str, title: str, kind: str = "stacked") -> dict[str, Any]:
    """The picture of a table on the page: `{% chart "its id" words %}`; columns whose head has `data-series="good"` are drawn."""
    return {"table": table, "title": title, "kind": kind, "echarts": ADDRESS if echarts_file() else ""}


def _part(problem: Any, name: str) -> str:
    if isinstance(problem, Problem):
        return str(getattr(problem, name)(language()))
    return str(problem.get(name, {}).get(language(), ""))


@register.filter
def what(problem: Any) -> str:
    """What happened."""
    return _part(problem, "what")


@register.filter
def why(problem: Any) -> str:
    """Why it matters."""
    return _part(problem, "why")


@register.filter
def remedy(problem: Any) -> str:
    """What to do about it."""
    return _part(problem, "remedy")


@register.filter
def place(problem: Any) -> str:
    """Where it is; empty where no place is known."""
    return str(problem.place if isinstance(problem, Problem) else problem.get("place", ""))
