"""What is doubtful in a history before anything is forecast from it.

Floor: engines.school_places. In: counts and births. Out: problems L01, L02, L04 to L08, L12, L13, L34, L35; the births that may be used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from jiaodu.core.base.organisations import OrganisationTree
from jiaodu.core.base.problems import Place, Problem, problem
from jiaodu.core.base.text import Text
from jiaodu.core.framework import schema
from jiaodu.methods.cohort.model import Array, Index

TOTAL_OF, TOTAL_LEAST = 3, 60  # a total adds up at least so many grades and pupils; below that it may be chance
ALIKE, ALIKE_LEAST = 0.15, 30
COHORT_LEAST = 30
JUMP, JUMP_AT_END, JUMP_LEAST = 5, 10, 300  # times as many as around it; in the last year nothing follows; pupils more


def check_births(
    births: Array, first: int, districts: Sequence[str], years: Sequence[int], entrants: Array
) -> tuple[Array, list[Problem]]:
    """Births [district, year] without those below zero, or 0 where children do enter; L01, L02 and L34 say what is wrong.

    `first` is the first year, `entrants` [district] are the most that ever entered in a year.
    """
    problems = []
    none = (births == 0) & (entrants[:, None] >= COHORT_LEAST)
    for row, code in enumerate(districts):
        for number, found in (("L01", births[row] < 0), ("L34", none[row])):
            wrong = [first + i for i in np.flatnonzero(found).tolist()]
            if wrong:
                problems.append(problem(number, Place(key=code), org=code, years=wrong))
    clean = np.where((births < 0) | none, np.nan, births)
    if not np.isfinite(clean).any():
        span = f"{first}—{min(first + births.shape[1] - 1, years[-1])}"
        named = [code for code in districts if code][:5]
        return clean, [*problems, problem("L02", org="、".join(named) or "—", years=span)]
    for row, code in enumerate(districts):
        gone = [first + i for i in np.flatnonzero(~np.isfinite(clean[row])).tolist() if first + i <= years[-1]]
        if gone and code:
            problems.append(problem("L02", Place(key=code), org=code, years=gone))
    return clean, problems


def check_totals(
    units: Sequence[str], years: Sequence[int], spec: schema.Places, names: Mapping[str, Text], counts: Array,
    beyond: Iterable[tuple[str, int, str, float]],
) -> Iterator[Problem]:  # fmt: skip
    """L07: a grade that is just the sum of all others; of the chain, or one beyond it (`beyond`: unit, year, grade, count)."""
    whole = counts.sum(axis=2)
    several = (counts > 0).sum(axis=2)
    at = {code: i for i, code in enumerate(units)}
    same = (counts * 2 == whole[:, :, None]) & (counts >= TOTAL_LEAST) & (several[:, :, None] > TOTAL_OF)
    found = [(units[u], years[y], spec.grades[g], float(counts[u, y, g])) for u, y, g in np.argwhere(same).tolist()]
    for code, year, grade, value in beyond:
        row, column = at.get(code), year - years[0]
        if (
            row is not None
            and value >= TOTAL_LEAST
            and several[row, column] >= TOTAL_OF
            and value == whole[row, column]
        ):
            found.append((code, year, grade, value))
    for code, year, grade, value in found:
        yield problem(
            "L07", Place(key=code), org=code, year=year, grade=names.get(grade, Text(grade, grade)), pupils=int(value)
        )


def check_jumps(
    units: Sequence[str], years: Sequence[int], spec: schema.Places, names: Mapping[str, Text], counts: Array
) -> Iterator[Problem]:
    """L35: a grade several times as large as in the years around it, and as who moved up into it."""
    padded = np.pad(np.nan_to_num(counts), ((0, 0), (1, 1), (1, 0)))
    around = np.maximum(np.maximum(padded[:, :-2, 1:], padded[:, 2:, 1:]), padded[:, :-2, :-1])
    least = np.where(np.arange(len(years)) == len(years) - 1, JUMP_AT_END, JUMP)[None, :, None]
    found = (around > 0) & (counts >= least * around) & (counts >= around + JUMP_LEAST)
    for row, year, grade in np.argwhere(found).tolist():
        id_ = spec.grades[grade]
        yield problem(
            "L35", Place(key=units[row]), org=units[row], year=years[year], grade=names.get(id_, Text(id_, id_)),
            pupils=int(counts[row, year, grade]), others=int(around[row, year, grade]),
        )  # fmt: skip


def check_span(
    units: Sequence[str], years: Sequence[int], homes: Mapping[str, str], counts: Array
) -> Iterator[Problem]:
    """L12: years of which nothing is known; L13: units under no district."""
    whole = np.nan_to_num(counts).sum(axis=(0, 2))
    empty = [years[i] for i in np.flatnonzero(whole == 0).tolist()]
    if empty:
        yield problem("L12", years=empty)
    homeless = [unit for unit in units if not homes[unit]]
    if homeless:
        yield problem("L13", Place(key=homeless[0]), number=len(homeless), org=homeless[0])


def fill_last_year(counts: Array, units: Sequence[str], years: Sequence[int]) -> tuple[Array, list[Problem]]:
    """Units silent in the last year go on from the last year that is known; L04 names them."""
    filled, problems = counts.copy(), []
    for row in np.flatnonzero(np.isnan(counts[:, -1]).any(axis=1)).tolist():
        known = np.flatnonzero(np.isfinite(counts[row]).all(axis=1))
        used = int(known[-1]) if len(known) else None
        filled[row, -1] = counts[row, used] if used is not None else 0.0
        shown = "—" if used is None else str(years[used])
        problems.append(problem("L04", Place(key=units[row]), org=units[row], year=years[-1], used=shown))
    return filled, problems


def check_units(
    tree: OrganisationTree, years: Sequence[int], units: Sequence[str], parents: Index, counts: Array
) -> Iterator[Problem]:
    """L06: units that have no pupils any more; L05: where another began as one stopped and no successor is registered."""
    totals = np.nan_to_num(counts.sum(axis=2))
    stopped: dict[tuple[int, int], list[int]] = {}
    for row in np.flatnonzero(totals[:, -1] == 0).tolist():
        last = int(np.flatnonzero(totals[row] > 0)[-1])
        yield problem("L06", Place(key=units[row]), org=units[row], year=years[last], pupils=int(totals[row, last]))
        if not tree.exits(units[row]):
            stopped.setdefault((int(parents[row]), last + 1), []).append(row)
    began = np.argmax(totals > 0, axis=1)
    for row in np.flatnonzero((began > 0) & (totals[:, -1] > 0)).tolist():
        year = int(began[row])
        for gone in stopped.get((int(parents[row]), year), ()):
            before, after = totals[gone, year - 1], totals[row, year]
            if before >= ALIKE_LEAST and abs(after - before) <= ALIKE * before:
                yield problem("L05", Place(key=units[gone]), gone=units[gone], came=units[row], year=years[year])


def check_cohorts(
    districts: Sequence[str], years: Sequence[int], spec: schema.Places, names: Mapping[str, Text], counts: Array
) -> Iterator[Problem]:
    """L08: a grade of a whole district that is empty although there were pupils in the grade below a year before."""
    empty = (counts[:, 1:, 1:] == 0) & (counts[:, :-1, :-1] >= COHORT_LEAST)
    # a district that never had the grade does not run it
    runs = np.any(counts > 0, axis=1, keepdims=True)[:, :, 1:]
    for row, year, grade in np.argwhere(empty & runs).tolist():
        id_ = spec.grades[grade + 1]
        yield problem(
            "L08", Place(key=districts[row]), org=districts[row], year=years[year + 1], grade=names.get(id_, Text(id_, id_)),
            pupils=int(counts[row, year, grade]),
        )  # fmt: skip
