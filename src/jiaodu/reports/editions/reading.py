"""What a printed thing reads: the indicators that a value, an outcome or a grade rests on, down to items of forms.

Floor: reports. In: a `PrintedValue`, a standard, an evaluation. Out: ids of indicators; items with form and period.
"""

from __future__ import annotations

from collections.abc import Iterator

from jiaodu.core.framework import Framework
from jiaodu.core.framework.model import Indicator
from jiaodu.core.indicators import Values
from jiaodu.reports.editions.record import PrintedValue
from jiaodu.reports.grades import key_of
from jiaodu.reports.sources import read_indicators


def asked_of(value: PrintedValue, framework: Framework, standard: str = "") -> tuple[str, ...]:
    """The indicators that a line of the annex asks for: its own, those of a standard (by default of none), of a scheme."""
    found = [value.indicator] if value.data else []
    named = [standard] if standard else []
    if not value.data:
        named += [v["standard"] for v in value.verdicts] + [s for s in value.key.split("--")[1:2] if s]
        schemes = (g for g in framework.gradings.values() if key_of(g.id) == value.key)
        found += [i for scheme in schemes for i in framework.graded_by(scheme)]
    found += [i for s in named if s in framework.standards for i in framework.judged_by(framework.standards[s])]
    return tuple(dict.fromkeys(i for i in found if i in framework.indicators))


def read_down(value: PrintedValue, values: Values, ids: tuple[str, ...]) -> Iterator[tuple[Indicator, int]]:
    """The indicators over a table that these rest on, conditions included, with the period that is read of each."""
    framework, periods = values.framework, values.results.periods
    own = (
        framework.indicators[value.indicator].period_kind
        if value.data and value.indicator in framework.indicators
        else None
    )
    for id_ in framework.closure(ids):
        kind = framework.indicators[id_].period_kind
        yield from read_indicators(values, id_, value.ordinal if kind is own else periods[kind][-1])


def orgs_of(value: PrintedValue, org: str) -> tuple[str, ...]:
    """The units that a line is about: that of its value, else those of its verdicts, else the report's."""
    if value.data:
        return (str(value.data["org"]),)
    return tuple(dict.fromkeys(str(v["org"]) for v in value.verdicts)) or (org,)
