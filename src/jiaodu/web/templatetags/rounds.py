"""Tags of the pages on rounds: shares, levels, cells of the matrix, what a task's day means. Floor: web."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from jiaodu.actions.progress import Tally
from jiaodu.core.base.calendar import working_days_until
from jiaodu.core.base.organisations import LEVEL_NAMES
from jiaodu.core.base.text import Text
from jiaodu.core.indicators import round_half_up
from jiaodu.web.language import said, say

register = template.Library()


@register.simple_tag
def share(value: Fraction | None) -> str:
    """A share as per cent with one decimal, half up; — where there is none."""
    return "—" if value is None else f"{round_half_up(value * 100, 1):.1f}%"


@register.simple_tag
def level(name: str) -> str:
    """The name of a level of units."""
    return said(LEVEL_NAMES.get(name, Text(name, name)))


@register.simple_tag
def cell(tally: Tally | None, href: str = "") -> SafeString:
    """A cell of the matrix: sent of due, and below it what is wrong; words beside every colour."""
    if tally is None or not tally.due:
        return format_html('<td class="none"><span class="unseen">{}</span>{}</td>', say("不应报", "not due"), "—")
    marks = [
        (count, say(zh, en))
        for count, zh, en in (
            (tally.late, "逾期", "late"),
            (tally.returned, "退回", "returned"),
            (tally.problems, "有错", "with errors"),
        )
        if count
    ]
    small = format_html_join("", "<small>{1} {0}</small>" if say("x", "") else "<small>{0} {1}</small>", marks)
    inside = format_html("{}/{}{}", tally.sent, tally.due, small)
    link = format_html('<a href="{}">{}</a>', href, inside) if href else inside
    return format_html('<td class="{}">{}</td>', look_of(tally), link)


def look_of(tally: Tally) -> str:
    """The gravest standing gives the shade."""
    if tally.late:
        return "late"
    if tally.returned:
        return "returned"
    if tally.approved == tally.due:
        return "done"
    return "part" if tally.sent else ""


@register.simple_tag
def days_left(day: dt.date, today: dt.date) -> str:
    """How many working days are left, or since when it is overdue, in words; in plain days where it is more than three months."""
    span = abs((day - today).days)
    if span > 92:
        late = day < today
        return say(
            f"逾期 {span} 天" if late else f"还有 {span} 天", f"{span} days late" if late else f"{span} days left"
        )
    left = working_days_until(today, day)
    if day < today:
        gone = max(-left, 1)
        return say(f"逾期 {gone} 个工作日", f"{gone} working day{'s' if gone > 1 else ''} late")
    if day == today:
        return say("今天到期", "due today")
    return say(f"还有 {left} 个工作日", f"{left} working day{'s' if left != 1 else ''} left")
