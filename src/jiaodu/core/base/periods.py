"""Calendar years, school years and months, and the reference dates (统计时点) inside them.

Floor: core.base. In: period texts such as 2019, 2019-2020, 2019-03. Out: `Period` and exact dates; zone Asia/Shanghai.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")


class PeriodKind(StrEnum):
    """The kinds of period that a form can declare."""

    CALENDAR_YEAR = "calendar_year"
    SCHOOL_YEAR = "school_year"
    MONTH = "month"


class Align(StrEnum):
    """Which school year stands for a calendar year: the one that starts in it, or the one that ends in it."""

    STARTS = "starts"
    ENDS = "ends"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A period. `ordinal` is the year (a school year: the year it starts in), or YYYYMM for a month; tables store it."""

    kind: PeriodKind
    ordinal: int

    def __str__(self) -> str:
        if self.kind is PeriodKind.SCHOOL_YEAR:
            return f"{self.ordinal}-{self.ordinal + 1}"
        if self.kind is PeriodKind.MONTH:
            return f"{self.ordinal // 100}-{self.ordinal % 100:02}"
        return str(self.ordinal)

    @property
    def zh(self) -> str:
        """The period as Chinese prose writes it."""
        if self.kind is PeriodKind.SCHOOL_YEAR:
            return f"{self.ordinal}—{self.ordinal + 1}学年"
        if self.kind is PeriodKind.MONTH:
            return f"{self.ordinal // 100}年{self.ordinal % 100}月"
        return f"{self.ordinal}年"

    @property
    def year(self) -> int:
        """The calendar year in which the period starts."""
        return self.ordinal // 100 if self.kind is PeriodKind.MONTH else self.ordinal

    def shift(self, count: int) -> Period:
        """The period `count` periods later (earlier when negative)."""
        return Period(self.kind, shift_ordinal(self.kind, self.ordinal, count))


def shift_ordinal(kind: PeriodKind, ordinal: int, count: int) -> int:
    """Move a period's ordinal by whole periods; months carry into years."""
    if kind is not PeriodKind.MONTH:
        return ordinal + count
    months = ordinal // 100 * 12 + ordinal % 100 - 1 + count
    return months // 12 * 100 + months % 12 + 1


_YEAR = re.compile(r"^(\d{4})(?:\.0)?年?度?$")
_SCHOOL_YEAR = re.compile(r"^(\d{4})\s*[-–—/~至]+\s*(\d{4}|\d{2})(?:学年)?度?$")
_MONTH = re.compile(r"^(\d{4})[-/.年](\d{1,2})月?$")


def parse_period(text: str, kind: PeriodKind | None = None) -> Period:
    """Read a period. With a kind, a plain year is accepted for a school year too (the year in which it starts).

    Raises:
        ValueError: when the text is no period, or none of that kind.
    """
    text = str(text).strip()
    if match := _YEAR.match(text):
        if kind is PeriodKind.MONTH:
            raise ValueError(f"{text!r} names a year where a month is wanted")
        return Period(kind or PeriodKind.CALENDAR_YEAR, int(match[1]))
    # a month is tried first: 2019-03 is a month, 2019-2020 is not
    if (match := _MONTH.match(text)) and kind in (None, PeriodKind.MONTH) and 1 <= int(match[2]) <= 12:
        return Period(PeriodKind.MONTH, int(match[1]) * 100 + int(match[2]))
    if (match := _SCHOOL_YEAR.match(text)) and kind in (None, PeriodKind.SCHOOL_YEAR):
        start, end = int(match[1]), int(match[2])
        if end in (start + 1, (start + 1) % 100):
            return Period(PeriodKind.SCHOOL_YEAR, start)
    raise ValueError(f"{text!r} is not a period" + (f" of kind {kind.value}" if kind else ""))


@dataclass(frozen=True, slots=True)
class ReferenceDate:
    """A day of the year, 'MM-DD' (or 'end' for the last day of a month), from a first period on."""

    day: str
    from_: int = 0

    def on(self, period: Period) -> dt.date:
        """The date inside the period. A school year's date before July falls into its second calendar year."""
        if period.kind is PeriodKind.MONTH:
            first = dt.date(period.ordinal // 100, period.ordinal % 100, 1)
            return (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
        month, day = (int(part) for part in self.day.split("-"))
        year = period.ordinal + (1 if period.kind is PeriodKind.SCHOOL_YEAR and month < 7 else 0)
        return dt.date(year, month, day)


def one_period_apart(kind: PeriodKind, earlier: dt.date, later: dt.date, count: int = 1) -> bool:
    """Whether two reference dates lie exactly `count` periods apart (29 February counts as 28 February)."""
    if kind is PeriodKind.MONTH:
        return (later.year - earlier.year) * 12 + later.month - earlier.month == count
    same_day = (earlier.month, min(earlier.day, 28 if earlier.month == 2 else 31)) == (
        later.month,
        min(later.day, 28 if later.month == 2 else 31),
    )
    return same_day and later.year - earlier.year == count


def aligned_ordinal(align: Align, year: int) -> int:
    """The school year that stands for a calendar year."""
    return year if align is Align.STARTS else year - 1


def now() -> dt.datetime:
    """The present moment in the zone of the product."""
    return dt.datetime.now(ZONE)
