"""Read the history that a forecast stands on: every number through core.indicators, placed in today's units.

Floor: engines.school_places. In: a framework, a snapshot. Out: `History`, with what was wrong on the way.
"""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from jiaodu.core.base.organisations import OrganisationTree
from jiaodu.core.base.periods import PeriodKind
from jiaodu.core.base.problems import JiaoduError, Place, Problem, problem
from jiaodu.core.base.text import Text
from jiaodu.core.facts.reading import Facts
from jiaodu.core.framework import schema
from jiaodu.core.framework.model import Framework
from jiaodu.core.indicators.compute import Results
from jiaodu.core.indicators.series import Status, cells_of, orgs_of, periods_of
from jiaodu.engines.school_places.checks import (
    check_births,
    check_cohorts,
    check_jumps,
    check_span,
    check_totals,
    check_units,
    fill_last_year,
)
from jiaodu.engines.school_places.model import History
from jiaodu.methods.cohort import Panel
from jiaodu.methods.cohort.model import Array, Mask, sum_by

FEWEST = 6  # school years: five behind the first origin, and one to see how it went
FARTHEST = 15


def choose_places(framework: Framework, name: str | None = None) -> tuple[str, schema.Places]:
    """The definition asked for, or the first. Raises JiaoduError (L09)."""
    for id_, spec in framework.places.items():
        if name is None or name in (id_, spec.name.zh, spec.name.en):
            return id_, spec
    near = difflib.get_close_matches(name or "", framework.places, 3, 0.4) or sorted(framework.places)
    raise JiaoduError(problem("L09", Place(key="places/"), name=name or "", known=near or "—"))


@dataclass(frozen=True)
class _Reading:
    """One opened evaluation of the indicators of a forecast."""

    results: Results
    spec: schema.Places
    tree: OrganisationTree
    years: tuple[int, ...]
    days: Mapping[int, dt.date]

    def names(self) -> dict[str, Text]:
        """The names of the grades."""
        indicator = self.results.framework.indicators[self.spec.pupils]
        codes = self.results.framework.forms[indicator.spec.table or ""].item(indicator.by[0]).codes
        return {id_: code.name for id_, code in codes.items()}

    def table(self, indicator: str, level: str) -> _Counts:
        """Counts of an indicator by grade, placed in today's units."""
        series = self.results.series(indicator, level)
        org, year, cell = orgs_of(series.keys), periods_of(series.keys) - self.years[0], cells_of(series.keys)
        value = np.where(series.status == Status.NOT_APPLICABLE, 0.0, series.value)
        there = (year >= 0) & (year < len(self.years))
        org, year, cell, value = org[there], year[there], cell[there], value[there]
        pairs, pair = np.unique(org * len(self.years) + year, return_inverse=True)
        moves = [self._pieces(*divmod(int(p), len(self.years))) for p in pairs]
        codes = tuple(sorted({code for pieces in moves for code in pieces}))
        index = {code: i for i, code in enumerate(codes)}
        grades = {grade: i for i, grade in enumerate(self.spec.grades)}
        column = np.array([grades.get(v[0], -1) if len(v) == 1 else -1 for v in self.results.cells.values])[cell]
        counts = np.zeros((len(codes), len(self.years), len(grades)))
        beyond: list[tuple[int, int, str, float]] = []
        for slot in range(max(map(len, moves), default=0)):
            row = np.array([index[list(m)[slot]] if slot < len(m) else -1 for m in moves])[pair]
            share = np.array([float(list(m.values())[slot]) if slot < len(m) else 0.0 for m in moves])[pair]
            mine = (row >= 0) & (column >= 0)
            np.add.at(counts, (row[mine], year[mine], column[mine]), value[mine] * share[mine])
            other = (row >= 0) & (column < 0) & (value > 0)
            names = [self.results.cells.values[c][0] for c in cell[other]]
            beyond += zip(row[other].tolist(), year[other].tolist(), names, value[other].tolist(), strict=True)
        return _Counts(codes, counts, beyond)

    def _pieces(self, org: int, year: int) -> dict[str, Fraction]:
        """What a unit of a year is in the last one, with shares. Where a share was not declared it stays what it was."""
        code = self.tree.codes[org]
        pieces = self.tree.pieces(code, self.days[self.years[year]], self.days[self.years[-1]])
        whole = {c: s for c, s in pieces.items() if s is not None}
        return whole if len(whole) == len(pieces) else {code: Fraction(1)}


@dataclass(frozen=True)
class _Counts:
    """Counts [unit, year, grade] of units, and the cells beyond the chain of grades: unit, year, grade, count."""

    codes: tuple[str, ...]
    counts: Array
    beyond: list[tuple[int, int, str, float]]

    def rows(self, codes: Sequence[str]) -> Array:
        """The counts of some units, zeros for those that have none."""
        at = {code: i for i, code in enumerate(self.codes)}
        blank = np.zeros((1, *self.counts.shape[1:]))
        return np.concatenate([self.counts, blank])[[at.get(code, len(at)) for code in codes]]


def read_history(
    framework: Framework,
    facts: Facts,
    name: str | None = None,
    *,
    until: int | None = None,
    horizon: int = 5,
    under: str = "",
) -> History:
    """Read pupils, births and classes. `until` is the last school year to know of, `under` the unit above all units read.

    Raises:
        JiaoduError: L03 too short a history, L09 no such definition, L10 nothing to forecast.
    """
    id_, spec = choose_places(framework, name)
    years = _years(framework, facts, spec, until)
    if len(years) < FEWEST:
        raise JiaoduError(problem("L03", Place(key=id_), years=len(years), needed=FEWEST))
    reading = _open(framework, facts, spec, years, horizon)
    found = reading.table(spec.pupils, spec.unit)
    homes = _districts(reading, found.codes)
    keep = _under(reading, found.codes, under) & (np.nansum(found.counts, axis=(1, 2)) > 0)
    if not keep.any():
        raise JiaoduError(problem("L10", Place(key=under), org=under or id_))
    units = tuple(code for code, kept in zip(found.codes, keep, strict=True) if kept)
    districts = tuple(sorted({homes[unit] for unit in units}))
    parents = np.array([districts.index(homes[unit]) for unit in units], np.int64)
    beyond = [(found.codes[unit], years[year], grade, value) for unit, year, grade, value in found.beyond]
    names = reading.names()
    problems = [*check_span(units, years, homes, found.counts[keep])]
    problems += check_totals(units, years, spec, names, found.counts[keep], beyond)
    problems += check_jumps(units, years, spec, names, found.counts[keep])
    counts, carried = fill_last_year(found.counts[keep], units, years)
    problems += [*carried, *check_units(reading.tree, years, units, parents, counts)]
    above = counts
    if spec.unit != spec.district:
        above = reading.table(spec.pupils, spec.district).rows(districts)
        above = np.where(above > 0, above, sum_by(parents, counts))
    problems += check_cohorts(districts, years, spec, names, above)
    cohorts, faults = _cohorts(reading, districts, horizon, np.nan_to_num(above[:, :, 0]).max(axis=1))
    problems += faults
    known = cohorts is not None and bool(np.isfinite(cohorts).any())
    upper = Panel(above, np.zeros(len(districts), np.int64), cohorts if known else None)
    # a school draws on the births of its whole district; its share of them is learnt
    shared = cohorts[parents] if known and cohorts is not None else None
    lower = Panel(counts, parents, shared) if spec.unit != spec.district else upper
    days = _days(framework, spec, years, FARTHEST)
    classes = reading.table(spec.classes, spec.unit).rows(units)[:, -1]
    stages = framework.forms[spec.demand].item("stage").codes
    migrants = None
    if spec.migrants is not None:
        given = np.nan_to_num(reading.table(spec.migrants, spec.district).rows(districts))
        migrants = Panel(np.minimum(given, np.nan_to_num(above)), upper.parents) if given.any() else None
    return History(
        id_, spec, facts.name, reading.tree, years, days, units, districts, lower, upper, classes, known, tuple(problems),
        {stage: stages[stage].name for stage in spec.stages}, names, migrants, _splits(reading, units),
        {name: _value_names(framework, name) for name in spec.splits},
    )  # fmt: skip


def _years(framework: Framework, facts: Facts, spec: schema.Places, until: int | None) -> tuple[int, ...]:
    """The school years of which there is anything, without gaps."""
    form = framework.indicators[spec.pupils].spec.table or ""
    if facts.table(form) is None:
        return ()
    rows = facts.connection().sql(f"SELECT min(period), max(period) FROM {facts.source(form)}").fetchall()
    first, last = rows[0]
    if first is None:
        return ()
    return tuple(range(first, min(last, until if until is not None else last) + 1))


def _days(framework: Framework, spec: schema.Places, years: tuple[int, ...], ahead: int) -> dict[int, dt.date]:
    form = framework.forms[framework.indicators[spec.pupils].spec.table or ""]
    return {year: form.date_of(year) for year in range(years[0], years[-1] + ahead + 1)}


def _open(framework: Framework, facts: Facts, spec: schema.Places, years: tuple[int, ...], horizon: int) -> _Reading:
    ids = [spec.pupils, spec.classes, *([spec.migrants] if spec.migrants else [])]
    periods: dict[PeriodKind, Sequence[int]] = {PeriodKind.SCHOOL_YEAR: years}
    if spec.births and spec.entry:
        ids.append(spec.births)
        back = [b.years_before for b in spec.entry.births]
        periods[PeriodKind.CALENDAR_YEAR] = range(years[0] - max(back), years[-1] + horizon - min(back) + 1)
    results = Results(framework, facts, ids, periods)
    return _Reading(results, spec, results.tree, years, _days(framework, spec, years, 0))


def _districts(reading: _Reading, units: Sequence[str]) -> dict[str, str]:
    """The district of each unit, as of the last year in which it stood; '' for one that never had any."""
    found: dict[str, str] = {}
    for year in reversed(reading.years):
        view = reading.tree.at(reading.days[year])
        for unit in units:
            if unit not in found and unit in view.units:
                own = view.units[unit].level == reading.spec.district
                found[unit] = unit if own else view.ancestors.get(unit, {}).get(reading.spec.district, "")
    return {unit: found.get(unit, "") for unit in units}


def _splits(reading: _Reading, units: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """What each unit was by each attribute when it last stood; '' where the register does not say, attributes that none has left out."""
    last: dict[str, Mapping[str, tuple[str, ...]]] = {}
    for year in reading.years:
        view = reading.tree.at(reading.days[year])
        last |= {unit: view.units[unit].attributes for unit in units if unit in view.units}
    found = {name: tuple((last.get(unit, {}).get(name) or ("",))[0] for unit in units) for name in reading.spec.splits}
    return {name: values for name, values in found.items() if any(values)}


def _value_names(framework: Framework, attribute: str) -> dict[str, Text]:
    """The names of an attribute and of its values (the attribute's own under ''), as the register has them."""
    for form in framework.forms.values():
        if form.spec.is_register and attribute in form.spec.items:
            item = form.spec.items[attribute]
            return {"": item.name} | {id_: code.name for id_, code in item.codes.items()}
    return {"": Text(attribute, attribute)}


def _under(reading: _Reading, units: Sequence[str], org: str) -> Mask:
    if not org:
        return np.ones(len(units), bool)
    views = [reading.tree.at(reading.days[year]) for year in reading.years]
    return np.array([unit == org or any(v.under(unit, org) for v in views) for unit in units], bool)


def _cohorts(
    reading: _Reading, districts: Sequence[str], horizon: int, entrants: Array
) -> tuple[Array | None, list[Problem]]:
    """Children of entry age [district, year or later], by the months of the entry rule; NaN where a birth year is missing."""
    spec = reading.spec
    if spec.births is None or spec.entry is None:
        return None, []
    series = reading.results.series(spec.births, spec.district)
    back = [b.years_before for b in spec.entry.births]
    first = reading.years[0] - max(back)
    size = reading.years[-1] + horizon - min(back) - first + 1
    births = np.full((len(districts), size), np.nan)
    rows = {code: i for i, code in enumerate(districts)}
    good = series.status == Status.OK
    for org, year, value in zip(
        orgs_of(series.keys[good]), periods_of(series.keys[good]), series.value[good], strict=True
    ):
        row = rows.get(reading.tree.codes[org])
        if row is not None and 0 <= year - first < size:
            births[row, year - first] = value
    births, problems = check_births(births, first, districts, reading.years, entrants)
    out = np.zeros((len(districts), len(reading.years) + horizon))
    for b in spec.entry.births:
        start = reading.years[0] - b.years_before - first
        out += births[:, start : start + out.shape[1]] * (b.months / 12)
    return out, problems
