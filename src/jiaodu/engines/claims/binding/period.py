"""Years and spans of years in a text, and which of them a figure is of.

Floor: engines.claims. In: plain text. Out: `years_in`, `span_in`; years as numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_YEAR = re.compile(r"(?<![\d.])((?:19|20)\d\d)(?=年|届|学年|—\d|-\d|至(?:19|20)\d\d)")
_SPAN = re.compile(r"(?<!\d)((?:19|20)\d\d)年?[-—~至到]((?:19|20)\d\d|\d\d)(?:年|学年)(?!度?月)")
_PLANS = {"十一五": 2006, "十二五": 2011, "十三五": 2016, "十四五": 2021, "十五五": 2026, "十五": 2001}
_PLAN_END = re.compile(r"“?(十[一二三四五]五)”?期?末")
_PLAN = re.compile("十[一二三四五]五")
_AGAINST = re.compile(r"(?:比|较|对比|与|同|相比|自|从|由|是|为|以|于)$")
_COUNT = {c: n for n, c in enumerate("零一二三四五六七八九十")} | {"两": 2}


@dataclass(frozen=True, slots=True)
class Year:
    """A year with where it stands, and whether it is only compared with."""

    year: int
    start: int
    compared: bool


def years_in(text: str) -> list[Year]:
    """The years of a stretch of plain text, the last year of a plan (“十三五”末) among them; 〔2017〕 is none."""
    found = [(m.start(), int(m[1])) for m in _YEAR.finditer(text)]
    found += [(m.start(), _PLANS[m[1]] + 4) for m in _PLAN_END.finditer(text)]
    return [Year(year, start, bool(_AGAINST.search(text[max(0, start - 3) : start]))) for start, year in sorted(found)]


def year_named(when: str) -> int | None:
    """The year that words for a time name: 2018年末, “十二五”末."""
    years = years_in(when if when[-1:] in "年届末" else when + "年")
    return years[-1].year if years else None


def span_in(text: str) -> tuple[int, int] | None:
    """The last span of years of a stretch: 2011—2015年, “十三五”."""
    found: tuple[int, int] | None = None
    at = -1
    for m in _SPAN.finditer(text):
        last = int(m[2]) if len(m[2]) == 4 else int(m[1][:2] + m[2])
        if int(m[1]) < last:
            found, at = (int(m[1]), last), m.start()
    for m in _PLAN.finditer(text):
        if m.start() > at:
            found = (_PLANS[m[0]], _PLANS[m[0]] + 4)
    return found


def small_number(text: str) -> int | None:
    """A number below 100 in digits or Chinese numerals."""
    if text.isdigit():
        return int(text)
    if not text or any(c not in _COUNT for c in text):
        return None
    if len(text) == 1:
        return _COUNT[text]
    tens, _, ones = text.partition("十")
    if "十" not in text or len(ones) > 1 or len(tens) > 1:
        return None
    return (_COUNT[tens] if tens else 1) * 10 + (_COUNT[ones] if ones else 0)
