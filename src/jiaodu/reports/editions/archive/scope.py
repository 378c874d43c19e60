"""What the figures of an edition were made from: forms, items, periods and units.

Floor: reports. In: an `Edition` and its evaluation. Out: `Need`s, one a form, and the indicators and standards involved.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from jiaodu.core.base.organisations import LEVELS
from jiaodu.core.base.units import parse_unit
from jiaodu.core.evaluation import Evaluated
from jiaodu.core.evaluation.evaluate import last_day
from jiaodu.core.framework.model import Form, Indicator
from jiaodu.core.indicators import Values
from jiaodu.reports.editions.reading import asked_of, orgs_of, read_down
from jiaodu.reports.editions.record import Edition


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
    framework, results = evaluated.values.framework, evaluated.values.results
    units: dict[tuple[str, str, dt.date], set[str]] = {}
    for value in edition.values:
        standards = [v["standard"] for v in value.verdicts]
        ids = dict.fromkeys(i for s in standards or [""] for i in asked_of(value, framework, s))
        for base, when in read_down(value, evaluated.values, tuple(ids)):
            form = framework.forms[base.spec.table or ""]
            need = needs.setdefault(form.id, Need(form))
            need.items |= dict.fromkeys(i for i in base.items() if i in form.spec.items)
            day = results.reference_date(base, when)
            for org in orgs_of(value, edition.org):
                key = (form.spec.level, org, day)
                if key not in units:
                    units[key] = _units(evaluated.values, form, org, day, edition.year)
                need.rows.setdefault((when, day), set()).update(units[key])
    return dict(sorted(needs.items()))


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
    ids = [i for v in edition.values for i in asked_of(v, framework)]
    return tuple(framework.indicators[i] for i in framework.closure(ids))
