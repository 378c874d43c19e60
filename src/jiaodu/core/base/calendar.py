"""The working-day calendar: national holidays and exchanged working days, and deadlines counted in working days.

Floor: core.base. In: dates. Out: whether a day is worked; deadlines. The days of each year, as the State Council fixes them by
notice, come from the package chinesecalendar (2004 on). A year without data is refused, or counted on the plain week and said so.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from chinese_calendar import is_workday
from chinese_calendar.constants import holidays

from jiaodu.core.base.problems import JiaoduError, problem

FIRST_YEAR: int = min(holidays).year
LAST_YEAR: int = max(holidays).year
# no deadline lies further off; a count from outside cannot make the search long
MOST_DAYS = 1000


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day counted in working days. `unverified`: a year on the way has no notice yet, its plain week was counted."""

    day: dt.date
    unverified: bool = False


def is_known_year(year: int) -> bool:
    """Whether the holidays of a year are known."""
    return FIRST_YEAR <= year <= LAST_YEAR


def is_working_day(day: dt.date) -> bool:
    """Whether a day is worked. Raises JiaoduError (V90) for a year without a calendar."""
    if not is_known_year(day.year):
        raise JiaoduError(problem("V90", year=day.year, known=[f"{FIRST_YEAR}–{LAST_YEAR}"]))
    return bool(is_workday(day))


def add_working_days(start: dt.date, count: int) -> dt.date:
    """The day on which the count-th working day after `start` falls. Raises JiaoduError (V90) where a year has no calendar."""
    day = start
    while count > 0:
        day += dt.timedelta(days=1)
        count -= is_working_day(day)
    return day


def deadline_after(start: dt.date, count: int) -> Deadline:
    """The same for any year: where a year has no calendar yet, Monday to Friday are counted and the deadline says so.

    Raises: ValueError for more than MOST_DAYS.
    """
    if not 0 <= count <= MOST_DAYS:
        raise ValueError(f"0 to {MOST_DAYS} working days, not {count}")
    day, unverified = start, False
    while count > 0:
        day += dt.timedelta(days=1)
        count -= _is_worked_or_weekday(day)
        unverified = unverified or not is_known_year(day.year)
    return Deadline(day, unverified)


def working_days_until(today: dt.date, day: dt.date) -> int:
    """How many working days are left after `today`, `day` included; negative for those that have passed.

    Years without a calendar count Monday to Friday. It walks from day to day: for spans of months, not of decades.
    """
    first, last = sorted((today, day))
    count = sum(_is_worked_or_weekday(first + dt.timedelta(days=n)) for n in range(1, (last - first).days + 1))
    return count if today <= day else -count


def _is_worked_or_weekday(day: dt.date) -> bool:
    return is_working_day(day) if is_known_year(day.year) else day.weekday() < 5
