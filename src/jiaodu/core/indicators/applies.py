"""Applies: an indicator that concerns some units only; for the others it has no value, or counts as zero.

Floor: core.indicators. In: a series, and for each row whether the conditions hold. Out: the series so restricted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from fractions import Fraction

import numpy as np

from jiaodu.core.base.organisations import Organisation, OrganisationTree
from jiaodu.core.framework import schema
from jiaodu.core.indicators.series import Bools, Codes, Floats, Series, Status

# of three-valued logic: `and` is the least, `or` the greatest
NO, UNKNOWN, YES = np.int8(0), np.int8(1), np.int8(2)
NEAR = 1e-9
_HOLDS: Mapping[str, Callable[[Floats, float], Bools]] = {
    ">=": np.greater_equal, "<=": np.less_equal, ">": np.greater, "<": np.less, "=": np.equal,
}  # fmt: skip
_HOLDS_EXACTLY: Mapping[str, Callable[[Fraction, Fraction], bool]] = {
    ">=": lambda a, b: a >= b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, "<": lambda a, b: a < b,
    "=": lambda a, b: a == b,
}  # fmt: skip


def fits(unit: Organisation | None, where: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether a unit has the attributes asked for."""
    return unit is not None and all(set(v) & set(unit.attributes.get(n, ())) for n, v in where.items())


def last_day_after(
    tree: OrganisationTree, after: schema.ExpiresAfter | None, unit: Organisation | None, day: dt.date
) -> dt.date | None:
    """The last day of what holds some years from a date of the register: the unit's own, else that of the nearest unit
    above it. None while there is no such date."""
    seen = {""}
    while after is not None and unit is not None and unit.code not in seen:
        seen.add(unit.code)
        if written := unit.attributes.get(after.from_):
            return years_after(dt.date.fromisoformat(written[0]), after.years)
        unit = tree.last_known(unit.parent, day) if unit.parent else None
    return None


def years_after(day: dt.date, years: int) -> dt.date:
    """The same day years later; 28 February for a 29 February that is not there."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def compare(series: Series, rows: np.ndarray, found: Bools, op: str, limit: Fraction) -> Codes:
    """Whether rows of a series satisfy `op limit` (base units). What does not apply does not hold; no value: unknown.

    What is near the limit is compared in fractions: no float decides.
    """
    if not len(series.keys):
        return np.full(len(rows), NO, np.int8)
    value = series.value[rows]
    status = np.where(found, series.status[rows], np.int8(Status.NOT_APPLICABLE))
    known = status == Status.OK
    holds = _HOLDS[op](np.where(known, value, 0.0), float(limit))
    for row in np.flatnonzero(known & (np.abs(value - float(limit)) <= NEAR * max(1.0, abs(float(limit))))):
        exact = series.exact(int(rows[row]))
        holds[row] = exact is not None and _HOLDS_EXACTLY[op](exact, limit)
    result = np.where(known, np.where(holds, YES, NO), UNKNOWN)
    return np.where(status == Status.NOT_APPLICABLE, NO, result).astype(np.int8)


def restrict(series: Series, holds: Codes, zero: bool) -> Series:
    """The series where the conditions hold; elsewhere not applicable or 0; not assessable where that is not known.

    With `zero`, a due unit to which the formula itself does not apply (it has no row of the cell) counts as 0 as well.
    """
    outside, unknown = holds == NO, holds == UNKNOWN
    if zero:
        outside = outside | ((holds == YES) & (series.status == Status.NOT_APPLICABLE) & (series.due > 0))
    beyond = np.int8(Status.OK if zero else Status.NOT_APPLICABLE)
    status = np.where(outside, beyond, np.where(unknown, np.int8(Status.NOT_ASSESSABLE), series.status)).astype(np.int8)
    value = np.where(outside & zero, 0.0, np.where(status == Status.OK, series.value, np.nan))
    complete = np.where(outside & zero, series.due, series.complete)
    return Series(
        series.keys,
        value,
        status,
        series.due,
        complete,
        lambda row: (Fraction(0) if zero else None) if outside[row] else series.exact(row),
        lambda row: (None, None) if outside[row] else series.parts(row),
    )
