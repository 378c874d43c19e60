"""`jiaodu why`: one figure, back to its cells and its article. Floor: cli."""

from __future__ import annotations

from typing import Any

from jiaodu.cli.opening import open_facts, open_framework, org_of
from jiaodu.cli.output import Output
from jiaodu.core.base.periods import PeriodKind, parse_period
from jiaodu.core.base.problems import JiaoduError, Place, problem
from jiaodu.core.evaluation import open_values
from jiaodu.core.evaluation.evaluate import periods_of_year
from jiaodu.core.framework.model import Framework, Indicator
from jiaodu.core.lineage import Trace, explain_value


def run(options: Any) -> int:
    """Print the trace."""
    out = Output(options)
    facts = open_facts(options)
    framework = open_framework(options, facts)
    indicator = framework.indicator(options.indicator)
    org = org_of(facts.tree(), options.org)
    year, ordinal = _period(framework, indicator, options.period)
    cell = _cell(framework, indicator, options.by)
    values, judge = open_values(framework, facts, year)
    trace = explain_value(values, judge, indicator.id, org, ordinal, cell)
    if out.as_json:
        out.json(trace.to_json())
    else:
        show(out, trace)
    return 0


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
