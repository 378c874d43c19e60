"""What the figures of an edition were made from: forms, items, periods and units.

Floor: reports. In: an `Edition` and its evaluation. Out: `Need`s, one a form, and the indicators and standards involved.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from jiaodu.core.base.organisations import LEVELS
from jiaodu.core.base.units import parse_unit
from jiaodu.core.evaluation import Evaluated
from jiaodu.core.evaluation.evaluate import last_day
from jiaodu.core.framework.model import Form, Indicator
from jiaodu.core.indicators import Values
from jiaodu.reports.editions.record import Edition, PrintedValue
from jiaodu.reports.sources import read_indicators


@dataclass
class Need:
    """The rows of a form that figures read: items, and for each period and reference date the units."""

    form: Form
    items: dict[str, None] = field(default_factory=dict)
    rows: dict[tuple[int, dt.date], set[str]] = field(default_factory=dict)

    @property
    def of_persons(self) -> bool:
        """Whether a row is a person: such rows never leave."""
        return is_of_persons(self.form)


def is_of_persons(form: Form) -> bool:
    """Whether a row of a form is a person, by what the pack says that a row counts."""
    return parse_unit(form.spec.counts).dimensions == parse_unit("人").dimensions


def find_needs(edition: Edition, evaluated: Evaluated) -> dict[str, Need]:
    """The needs of all figures, verdicts and grades of an edition, by form."""
    needs: dict[str, Need] = {}
    for org, id_, ordinal in _asked(edition, evaluated):
        for base, when in read_indicators(evaluated.values, id_, ordinal):
            form = evaluated.values.framework.forms[base.spec.table or ""]
            need = needs.setdefault(form.id, Need(form))
            need.items |= dict.fromkeys(i for i in base.items() if i in form.spec.items)
            day = evaluated.values.results.reference_date(base, when)
            need.rows.setdefault((when, day), set()).update(_units(evaluated.values, form, org, day, edition.year))
    return dict(sorted(needs.items()))


def _asked(edition: Edition, evaluated: Evaluated) -> Iterator[tuple[str, str, int]]:
    """Unit, indicator and period of everything that the report says, and of what decides it."""
    framework, results = evaluated.values.framework, evaluated.values.results
    for value in edition.values:
        if not value.data:
            continue
        ids = dict.fromkeys([value.indicator, *_judged_by(value, evaluated)])
        for id_ in framework.closure(i for i in ids if i in framework.indicators):
            indicator = framework.indicators[id_]
            same = indicator.period_kind is framework.indicators[value.indicator].period_kind
            yield value.data["org"], id_, value.ordinal if same else results.periods[indicator.period_kind][-1]
    schemes = {s for g in evaluated.evaluation.grades if g.org == edition.org for s in [g.scheme]}
    printed = {v.key for v in edition.values if not v.data}
    for scheme in sorted(s for s in schemes if any(s in key for key in printed)):
        for id_ in framework.closure(framework.graded_by(framework.gradings[scheme])):
            yield edition.org, id_, results.periods[framework.indicators[id_].period_kind][-1]


def _judged_by(value: PrintedValue, evaluated: Evaluated) -> Iterable[str]:
    standards = evaluated.values.framework.standards
    return [i for v in value.verdicts if v["standard"] in standards for i in _reads(evaluated, v["standard"])]


def _reads(evaluated: Evaluated, standard: str) -> tuple[str, ...]:
    framework = evaluated.values.framework
    return framework.judged_by(framework.standards[standard])


def _units(values: Values, form: Form, org: str, day: dt.date, year: int) -> set[str]:
    """The unit, and those of the form's level under it on the reference date or at the end of the year."""
    found = {org}
    for when in (day, last_day(year)):
        view = values.results.tree.at(when)
        unit = view.units.get(org)
        if unit is not None and (unit.level not in LEVELS or unit.level != form.spec.level):
            found |= {code for code in view.at_level(form.spec.level) if view.under(code, org)}
    return found


def indicators_of(edition: Edition, evaluated: Evaluated) -> tuple[Indicator, ...]:
    """The indicators behind the figures and all that they read, operands first."""
    framework = evaluated.values.framework
    ids = [v.indicator for v in edition.values if v.data and v.indicator in framework.indicators]
    return tuple(framework.indicators[i] for i in framework.closure(ids))
