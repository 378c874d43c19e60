"""`jiaodu why`: one figure, back to its cells and its article. Floor: cli."""

from __future__ import annotations

from typing import Any

from jiaodu.cli.opening import open_facts, open_framework, org_of, year_of
from jiaodu.cli.output import Output
from jiaodu.core.base.periods import PeriodKind, parse_period
from jiaodu.core.base.problems import JiaoduError, Place, problem
from jiaodu.core.evaluation import open_values
from jiaodu.core.evaluation.evaluate import last_day, periods_of_year
from jiaodu.core.facts.reading import Facts
from jiaodu.core.framework.model import Framework, Indicator
from jiaodu.core.lineage import Trace, explain_grade, explain_standard, explain_value


def run(options: Any) -> int:
    """Print the trace."""
    out = Output(options)
    facts = open_facts(options)
    framework = open_framework(options, facts)
    org = org_of(facts.tree(), options.org)
    other = _grade_or_standard(framework, facts, options, org)
    if other is not None:
        _print(out, other)
        return 0
    indicator = framework.indicator(options.indicator)
    year, ordinal = _period(framework, indicator, options.period)
    cell = _cell(framework, indicator, options.by)
    values, judge = open_values(framework, facts, year)
    trace = explain_value(values, judge, indicator.id, org, ordinal, cell)
    _print(out, trace)
    return 0


def _print(out: Output, trace: Trace) -> None:
    if out.as_json:
        out.json(trace.to_json())
    else:
        show(out, trace)


def _grade_or_standard(framework: Framework, facts: Facts, options: Any, org: str) -> Trace | None:
    """The trace of a grading scheme or a standard, where one has the name and no indicator does."""
    grading, standard = framework.grading(options.indicator), framework.standard(options.indicator)
    if options.indicator in framework.indicators or (grading is None and standard is None):
        return None
    year = year_of(options.period)
    values, judge = open_values(framework, facts, year)
    if grading is not None:
        unit = facts.tree().last_known(org, last_day(year))
        if unit is None or unit.level not in grading.spec.levels:
            level = unit.level if unit else "—"
            raise JiaoduError(problem("V11", Place(key=org), org=org, level=level, levels=list(grading.spec.levels)))
        return explain_grade(judge, grading, org, unit.level, year)
    assert standard is not None
    judged = judge.indicator_of(standard)
    codes = _cell(framework, judged, options.by) if options.by else ()
    return explain_standard(judge, standard, org, values.results.periods[judged.period_kind][0], codes)


def show(out: Output, trace: Trace) -> None:
    """Print a trace as a tree."""
    for i, line in enumerate(trace.lines(out.language)):
        out.line(line, line, style="bold" if i == 0 else "")


def _period(framework: Framework, indicator: Indicator, text: str) -> tuple[int, int]:
    """The evaluated year and the indicator's own period: a plain year is the evaluated one."""
    try:
        period = parse_period(text)
    except ValueError:
        raise JiaoduError(problem("V15", Place(key="--period"), text=text)) from None
    if period.kind is PeriodKind.CALENDAR_YEAR and indicator.period_kind is not PeriodKind.MONTH:
        return period.ordinal, periods_of_year(framework, period.ordinal)[indicator.period_kind][0]
    if period.kind is not indicator.period_kind:
        raise JiaoduError(problem("V15", Place(key="--period"), text=text))
    shift = period.year - periods_of_year(framework, period.year)[PeriodKind.SCHOOL_YEAR][0]
    return period.year + (shift if period.kind is PeriodKind.SCHOOL_YEAR else 0), period.ordinal


def _cell(framework: Framework, indicator: Indicator, given: list[str]) -> tuple[str, ...]:
    """The breakdown cell, by code or name; the first of all where none is given."""
    if not indicator.by:
        return ()
    root = indicator
    while not root.spec.table:
        root = framework.indicators[root.references()[0]]
    form = framework.forms[root.spec.table]
    cell = []
    for i, name in enumerate(indicator.by):
        codes = form.item(name).codes
        wanted = given[i] if i < len(given) else next(iter(codes))
        code = next((c for c, e in codes.items() if wanted in (c, e.name.zh, e.name.en)), None)
        if code is None:
            raise JiaoduError(problem("F09", Place(key="--by"), code=wanted, name=name, known=list(codes)))
        cell.append(code)
    return tuple(cell)
