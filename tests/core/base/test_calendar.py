"""Working days: against the notices of the State Council, against a plain walk, and years that nobody has fixed yet."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaodu.core.base.calendar import (
    FIRST_YEAR,
    LAST_YEAR,
    MOST_DAYS,
    add_working_days,
    deadline_after,
    is_known_year,
    is_working_day,
    working_days_until,
)
from jiaodu.core.base.problems import JiaoduError

# 国办发明电〔2018〕15号 and 〔2019〕3号; 国办发明电〔2019〕16号 and 国办发明电〔2020〕1号: days off of 2019 and 2020, weekend days worked
OFF = {
    2019: "01-01 02-04..02-10 04-05 05-01..05-04 06-07 09-13 10-01..10-07",
    2020: "01-01 01-24..02-02 04-04..04-06 05-01..05-05 06-25..06-27 10-01..10-08",
}
WORKED = {
    2019: "02-02 02-03 04-28 05-05 09-29 10-12",
    2020: "01-19 04-26 05-09 06-28 09-27 10-10",
}


def days(year: int, text: str) -> set[dt.date]:
    found: set[dt.date] = set()
    for span in text.split():
        first, _, last = span.partition("..")
        day, end = (dt.date.fromisoformat(f"{year}-{d}") for d in (first, last or first))
        while day <= end:
            found.add(day)
            day += dt.timedelta(1)
    return found


@pytest.mark.parametrize("year", [2019, 2020])
def test_two_years_day_by_day(year: int) -> None:
    off, worked = days(year, OFF[year]), days(year, WORKED[year])
    day = dt.date(year, 1, 1)
    while day.year == year:
        assert is_working_day(day) is (day in worked or (day.weekday() < 5 and day not in off)), day
        day += dt.timedelta(1)


def test_a_year_that_is_not_fixed_is_refused_or_said() -> None:
    unknown = LAST_YEAR + 1
    assert is_known_year(LAST_YEAR) and not is_known_year(unknown) and not is_known_year(FIRST_YEAR - 1)
    with pytest.raises(JiaoduError, match="V90"):
        add_working_days(dt.date(unknown, 1, 1), 1)
    into = deadline_after(dt.date(LAST_YEAR, 12, 31), 5)
    assert into.unverified and into.day.weekday() < 5
    assert not deadline_after(dt.date(2020, 3, 2), 5).unverified
    with pytest.raises(ValueError):
        deadline_after(dt.date(2020, 1, 1), MOST_DAYS + 1)


@given(st.dates(dt.date(2010, 1, 1), dt.date(2024, 6, 1)), st.integers(1, 60))
def test_counting_there_and_back(start: dt.date, count: int) -> None:
    found = deadline_after(start, count)
    assert found.day == add_working_days(start, count) and is_working_day(found.day)
    assert working_days_until(start, found.day) == count and working_days_until(found.day, start) == -count
