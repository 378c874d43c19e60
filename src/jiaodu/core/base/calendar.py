"""The working-day calendar: national holidays and exchanged working days as dated data.

Floor: core.base. In: dates. Out: whether a day is worked, and deadlines counted in working days.
A year without data is refused, not guessed: the State Council fixes each year's days by notice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from jiaodu.core.base.problems import JiaoduError, problem


@dataclass(frozen=True, slots=True)
class YearCalendar:
    """One year's exceptions to the plain week: days off, and weekend days that are worked."""

    days_off: frozenset[dt.date]
    worked: frozenset[dt.date]
    source: str
    unverified: bool = True


def _days(year: int, *spans: str) -> frozenset[dt.date]:
    found: set[dt.date] = set()
    for span in spans:
        first, _, last = span.partition("..")
        day = dt.date.fromisoformat(f"{year}-{first}")
        end = dt.date.fromisoformat(f"{year}-{last or first}")
        while day <= end:
            found.add(day)
            day += dt.timedelta(days=1)
    return frozenset(found)


# The numbers of the notices were not checked against their texts: unverified.
CALENDARS: Mapping[int, YearCalendar] = {
    2019: YearCalendar(
        _days(2019, "01-01", "02-04..02-10", "04-05", "05-01..05-04", "06-07", "09-13", "10-01..10-07"),
        _days(2019, "02-02", "02-03", "04-28", "05-05", "09-29", "10-12"),
        "国办发明电〔2018〕15号、国办发明电〔2019〕3号",
    ),
    2020: YearCalendar(
        _days(2020, "01-01", "01-24..02-02", "04-04..04-06", "05-01..05-05", "06-25..06-27", "10-01..10-08"),
        _days(2020, "01-19", "04-26", "05-09", "06-28", "09-27", "10-10"),
        "国办发明电〔2019〕16号、国办发明电〔2020〕1号",
    ),
}


def is_working_day(day: dt.date) -> bool:
    """Whether a day is worked. Raises JiaoduError (V90) for a year without a calendar."""
    calendar = CALENDARS.get(day.year)
    if calendar is None:
        raise JiaoduError(problem("V90", year=day.year, known=sorted(CALENDARS)))
    return day in calendar.worked or (day.weekday() < 5 and day not in calendar.days_off)


def add_working_days(start: dt.date, count: int) -> dt.date:
    """The day on which the count-th working day after `start` falls."""
    day = start
    while count > 0:
        day += dt.timedelta(days=1)
        count -= is_working_day(day)
    return day
