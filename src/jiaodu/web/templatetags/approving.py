"""Cells and rows of a submission as a page shows them; made here, not in templates, since a form has thousands. Floor: web."""

from __future__ import annotations

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from jiaodu.actions.reviewing import Figure, Line, Reviewed
from jiaodu.web.language import said, say
from jiaodu.web.templatetags.words import chip

register = template.Library()
EMPTY = SafeString("")


@register.simple_tag
def figure(found: Figure) -> SafeString:
    """What stands in a cell: the text, what stood there before, problems, remarks."""
    if found.closed:
        parts = format_html('<span class="muted">{}</span>', say("以统计数为准", "statistics stand"))
    else:
        parts = format_html("{}", found.text or "—")
    if found.before is not None:
        was = say("上一版：", "was: ")
        parts += format_html(' <small class="muted">{}<del>{}</del></small>', was, found.before or "—")
    for problem in found.problems:
        if problem["severity"] != "note":
            parts += format_html(" {}", chip(problem["severity"], problem["code"], problem["code"]))
    for remark in found.remarks:
        parts += format_html('<div class="quote{}">{}</div>', " muted" if remark.settled else "", remark.text)
    return parts


@register.simple_tag
def row(line: Line, review: Reviewed, options: str = "") -> SafeString:
    """A row of a form with many: number, cells, and where an office writes a remark (`options` of its items)."""
    state, word = (
        ("gone", say("已删", "gone")) if line.gone else ("changed", say("新增", "new")) if line.new else ("", "")
    )
    sign = format_html(" <small>{}</small>", word) if word else EMPTY
    cells = format_html_join("", "<td{}>{}{}</td>", ((_changed(f), figure(f), _beside(f)) for f in line.figures))
    head = format_html('<th scope="row" class="fit number">{}{}</th>', line.number, sign)
    return format_html(
        "<tr{}>{}{}{}</tr>", _class(state), head, cells, _remark(line.number, options) if options else EMPTY
    )


@register.simple_tag
def item_options(review: Reviewed) -> SafeString:
    """The items of a form as options, once for all rows; empty where nothing can be returned."""
    if "return" not in review.steps:
        return EMPTY
    first = format_html('<option value="">{}</option>', say("整行", "the row"))
    return first + format_html_join(
        "", '<option value="{}">{}</option>', ((i, said(s.name)) for i, s in review.columns)
    )


def _beside(found: Figure) -> SafeString:
    """What the store knows of a cell, and its note."""
    parts = EMPTY
    for word, text in ((say("上期", "before"), found.last), (say("统计", "statistics"), found.official)):
        if text:
            parts += format_html('<div class="muted"><small>{} {}</small></div>', word, said(text))
    return parts + format_html('<div class="muted">{}</div>', found.note) if found.note else parts


def _remark(number: int, options: str) -> SafeString:
    item, remark = say("哪一项", "Which item"), say(f"第 {number} 行的批注", f"Remark on row {number}")
    return format_html(
        '<td class="noprint"><details><summary>{}</summary><select form="send-back" name="item-{}" aria-label="{}">{}</select>'
        '<input form="send-back" name="remark-{}" maxlength="2000" aria-label="{}"></details></td>',
        say("批注", "Remark"), number, item, options, number, remark,
    )  # fmt: skip


def _changed(found: Figure) -> SafeString:
    return _class("changed" if found.before is not None else "")


def _class(name: str) -> SafeString:
    return format_html(' class="{}"', name) if name else EMPTY
