"""Tags of the pages on rounds: shares, levels, cells of the matrix, what a task's day means. Floor: web."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction
from urllib.parse import urlencode

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from jiaodu.actions.progress import FormHead, PlaceLine, Tally
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
def cells(line: PlaceLine, forms: Sequence[FormHead]) -> SafeString:
    """The cells of a row of the matrix, each leading to its tasks: sent of due and below it what is wrong; where it is one
    task, its state in a word. Words stand beside every colour. Made in one piece: a page has thousands.
    """
    nothing = format_html('<td class="none">—<span class="unseen">{}</span></td>', say("不应报", "not due"))
    late, returned, problems = say("逾期", "late"), say("退回", "returned"), say("有错", "errors")
    words = {state: say(zh, en) for state, (zh, en) in _STATES.items()}
    found: list[str] = []
    for form in forms:
        tally = line.cells.get(form.form)
        if tally is None or not tally.due:
            found.append(nothing)
            continue
        if line.is_unit and tally.due == 1:
            text = late if tally.late and not tally.returned else next(w for s, w in words.items() if getattr(tally, s))
            marks = [(tally.late if tally.returned else 0, late), (tally.problems, problems)]
            small = "".join(f"<small>{word}</small>" for count, word in marks if count)
        else:
            text = f"{tally.sent}/{tally.due}"
            marks = [(tally.late, late), (tally.returned, returned), (tally.problems, problems)]
            small = "".join(f"<small>{word} {count}</small>" for count, word in marks if count)
        href = escape(f"tasks/?{urlencode({'unit': line.code, 'form': form.form})}")
        found.append(f'<td class="{look_of(tally)}"><a href="{href}">{text}{small}</a></td>')
    return SafeString("".join(found))


_STATES = {
    "approved": ("核准", "approved"),
    "reviewed": ("已审", "reviewed"),
    "submitted": ("已报", "sent"),
    "returned": ("退回", "returned"),
    "open": ("待填", "to fill in"),
}


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
