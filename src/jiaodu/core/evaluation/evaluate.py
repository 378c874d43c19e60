"""Evaluate: one framework, one snapshot, one year: values, verdicts and problems of the units asked for.

Floor: core.evaluation. In: framework, facts, year, units. Out: `Evaluation`, which names everything that it came from.
"""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from jiaodu import __version__
from jiaodu.core.base.periods import Align, PeriodKind, aligned_ordinal, now
from jiaodu.core.base.problems import JiaoduError, Place, Problem, problem
from jiaodu.core.evaluation.checks import find_problems
from jiaodu.core.evaluation.computed import OfficialTables, check_tables
from jiaodu.core.evaluation.grading import Graded, Grader
from jiaodu.core.evaluation.judge import Judge
from jiaodu.core.evaluation.model import Outcome, Verdict
from jiaodu.core.facts.changes import Changes
from jiaodu.core.facts.reading import Facts
from jiaodu.core.framework.model import Framework, Indicator
from jiaodu.core.indicators import Value, Values
from jiaodu.core.indicators.compute import Judge as AskJudge
from jiaodu.core.indicators.compute import Results
from jiaodu.core.indicators.recompute import Recomputed, recompute
from jiaodu.core.rules import check_stored

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Run:
    """What an evaluation was made from: enough to repeat it to the digit."""

    snapshot: str
    framework: str
    packs: tuple[str, ...]
    year: int
    level: str
    orgs: tuple[str, ...]
    made: str
    jiaodu: str
    duckdb: str

    @property
    def name(self) -> str:
        """The name under which an evaluation is kept: snapshot and framework."""
        return f"{self.snapshot}-{self.framework[:12]}"


@dataclass(frozen=True)
class Evaluation:
    """Values and verdicts of the units asked for, problems, and how to repeat it. `org_names` carry the names of units."""

    run: Run
    values: tuple[Value, ...]
    verdicts: tuple[Verdict, ...]
    problems: tuple[Problem, ...]
    org_names: Mapping[str, tuple[str, str]]
    grades: tuple[Graded, ...] = ()

    def value(self, indicator: str, org: str, cell: tuple[str, ...] = ()) -> Value | None:
        """A value of the evaluated period, None where the indicator is not at the unit's level."""
        return self._index.get((indicator, org, cell))

    def verdicts_on(self, indicator: str, org: str) -> tuple[Verdict, ...]:
        """The verdicts whose standard is about an indicator."""
        return tuple(v for v in self.verdicts if v.org == org and v.indicator.split("__")[0] == indicator)

    def veto(self, org: str) -> tuple[Verdict, ...]:
        """Vetoes that struck (不达标) or may strike (无法判定) a unit."""
        grave = (Outcome.NOT_MET, Outcome.NOT_ASSESSABLE)
        return tuple(v for v in self.verdicts if v.org == org and v.veto and v.outcome in grave)

    def name(self, org: str, language: str = "zh") -> str:
        """The name of a unit."""
        zh, en = self.org_names.get(org, (org, org))
        return (en or zh) if language == "en" else zh

    @property
    def _index(self) -> dict[tuple[str, str, tuple[str, ...]], Value]:
        found = self.__dict__.get("_indexed")
        if found is None:
            found = {(v.indicator, v.org, v.cell): v for v in self.values}
            self.__dict__["_indexed"] = found
        return found


@dataclass(frozen=True, slots=True)
class Evaluated:
    """An evaluation with the live values that it was made from, for `why` and for reports."""

    evaluation: Evaluation
    values: Values
    judge: Judge
    grader: Grader


def periods_of_year(framework: Framework, year: int) -> dict[PeriodKind, list[int]]:
    """The periods that an evaluated year reads, by kind; school years as the edition aligns them."""
    align = framework.edition.align or Align.STARTS
    return {
        PeriodKind.CALENDAR_YEAR: [year],
        PeriodKind.SCHOOL_YEAR: [aligned_ordinal(align, year)],
        PeriodKind.MONTH: [year * 100 + month for month in range(1, 13)],
    }


def open_values(
    framework: Framework, facts: Facts, year: int, ids: Sequence[str] | None = None
) -> tuple[Values, Judge]:
    """Values of a year, with the judge that across-indicators may ask."""
    wanted = tuple(framework.indicators) if ids is None else framework.closure(ids)
    return values_of_periods(framework, facts, periods_of_year(framework, year), wanted)


def values_of_periods(
    framework: Framework, facts: Facts, periods: Mapping[PeriodKind, Sequence[int]], ids: Sequence[str]
) -> tuple[Values, Judge]:
    """Values of the periods given by kind, with the judge that across-indicators may ask."""
    judges: list[Judge] = []
    values = Values(Results(framework, facts, tuple(ids), periods, _asking(judges)))
    judges.append(Judge(values))
    return values, judges[0]


def recompute_values(values: Values, facts: Facts, changes: Changes | None = None) -> tuple[Values, Judge, Recomputed]:
    """The values over later facts, doing again only what changed, with a judge of their own. See `recompute`."""
    judges: list[Judge] = []
    found = recompute(values.results, facts, _asking(judges), changes)
    judges.append(Judge(Values(found.results)))
    return judges[0].values, judges[0], found


def _asking(judges: Sequence[Judge]) -> AskJudge:
    """Results and their judge ask each other: the judge is looked up when it is asked, since it is made last."""
    return lambda *asked: judges[0].outcomes(*asked)


def evaluate(
    framework: Framework,
    facts: Facts,
    year: int,
    *,
    orgs: Sequence[str] | None = None,
    level: str | None = None,
    progress: Progress | None = None,
    problems: bool = True,
) -> Evaluated:
    """Evaluate units (by default all of the frame's level) for a year; without `problems`, the data are not looked over.

    Raises:
        JiaoduError: V10 an unknown unit, V11 a level without indicators.
    """
    values, judge = open_values(framework, facts, year)
    chosen = _choose(framework, values, year, orgs, level)
    found: list[Value] = []
    verdicts: list[Verdict] = []
    for i, org in enumerate(chosen):
        if progress:
            progress(org, i, len(chosen))
        found += _values_of(values, org, year)
        verdicts += _verdicts_of(values, judge, org, year)
    if progress:
        progress("", len(chosen), len(chosen))
    asked = chosen if orgs is not None else None
    doubts: list[Problem] = []
    if problems:
        doubts += [*find_problems(values, found, asked), *_broken_rules(values, year, asked)]
        doubts += check_tables(OfficialTables(values, judge), _at_or_below(values, chosen, year))
    tree = values.results.tree
    grader = Grader(judge)
    grades = [g for org in chosen for g in grader.all_of(org, _level_of(values, org, year), year)]
    for graded in grades if problems else ():
        doubts += grader.problems(framework.gradings[graded.scheme], graded.org, year)
    names = {code: (tree.name(code), tree.name(code, "en")) for code in tree.codes}
    unit_level = tree.last_known(chosen[0], last_day(year)) if chosen else None
    run = Run(
        facts.name, framework.hash, tuple(p.ref for p in framework.packs), year, unit_level.level if unit_level else "",
        tuple(chosen), now().isoformat(timespec="seconds"), __version__, duckdb.__version__,
    )  # fmt: skip
    evaluation = Evaluation(run, tuple(found), tuple(verdicts), tuple(doubts), names, tuple(grades))
    return Evaluated(evaluation, values, judge, grader)


def _level_of(values: Values, org: str, year: int) -> str:
    unit = values.results.tree.last_known(org, last_day(year))
    return unit.level if unit else ""


def _at_or_below(values: Values, orgs: Sequence[str], year: int) -> list[str]:
    """Units with those under them, each once."""
    view, wanted = values.results.tree.at(last_day(year)), frozenset(orgs)
    return [c for c in view.units if c in wanted or wanted & set(view.ancestors[c].values())]


def _broken_rules(values: Values, year: int, orgs: Sequence[str] | None) -> list[Problem]:
    """What the data rules find in the year: in all units, or in those asked for and those under them."""
    facts = values.results.facts
    found = check_stored(values.framework, facts, periods_of_year(values.framework, year))
    if orgs is None:
        return list(found)
    view = values.results.tree.at(last_day(year))
    return [p for p in found if (unit := p.data.get("unit", "")) in orgs or any(view.under(unit, org) for org in orgs)]


def last_day(year: int) -> dt.date:
    """The last day of a year: the day whose tree names the units of an evaluation."""
    return dt.date(year, 12, 31)


def _choose(
    framework: Framework, values: Values, year: int, orgs: Sequence[str] | None, level: str | None
) -> list[str]:
    tree = values.results.tree
    view = tree.at(last_day(year))
    if orgs is None:
        wanted = level or (framework.frame.level if framework.frame else None)
        return [c for c in tree.codes if c in view.units and (wanted is None or view.units[c].level == wanted)]
    unknown = [org for org in orgs if org not in view.units]
    if unknown:
        known = [*tree.codes, *(tree.name(c) for c in tree.codes)]
        raise JiaoduError(
            problem("V10", Place(key=org), org=org, near=difflib.get_close_matches(org, known, 3, 0.4) or "—")
            for org in unknown
        )
    levels = {lv for i in framework.indicators.values() for lv in i.spec.levels}
    levels |= {lv for g in framework.gradings.values() for lv in g.spec.levels}
    faults = [
        problem("V11", Place(key=org), org=org, level=view.units[org].level, levels=sorted(levels))
        for org in orgs
        if view.units[org].level not in levels
    ]
    if faults:
        raise JiaoduError(faults)
    return list(orgs)


def _ordinals(values: Values, indicator: Indicator, year: int) -> Sequence[int]:
    return values.results.periods.get(indicator.period_kind, ())


def _values_of(values: Values, org: str, year: int) -> list[Value]:
    found = []
    for indicator in values.framework.indicators.values():
        for ordinal in _ordinals(values, indicator, year):
            found += [v for v in values.all_cells(indicator.id, org, ordinal)]
    return found


def _verdicts_of(values: Values, judge: Judge, org: str, year: int) -> list[Verdict]:
    found: list[Verdict] = []
    for standard in values.framework.standards.values():
        indicator = judge.indicator_of(standard)
        for ordinal in _ordinals(values, indicator, year):
            found += judge.judge(standard, org, ordinal)
    return found


def check_facts(framework: Framework, facts: Facts, years: Sequence[int]) -> list[Problem]:
    """The problems of the data over years: sources that differ, blanks, units not due, and the rules of the packs."""
    periods: dict[PeriodKind, list[int]] = {}
    for year in years:
        for kind, ordinals in periods_of_year(framework, year).items():
            periods.setdefault(kind, []).extend(ordinals)
    values = Values(Results(framework, facts, tuple(framework.indicators), periods))
    return [*find_problems(values, ()), *check_stored(framework, facts, periods)]
