"""What the store already knows of a form: last period's values and those of the official statistics.

Floor: intake. In: facts, a form, a period. Out: `Known` values by unit and grain.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from jiaodu.core.base.missing import HEDGE_NAMES, REASON_NAMES, Hedge, MissingReason
from jiaodu.core.base.periods import Period
from jiaodu.core.facts.reading import Facts
from jiaodu.core.framework.model import Form, Framework
from jiaodu.core.rules import written_reason
from jiaodu.core.rules.findings import print_number

Key = tuple[Any, ...]  # organisation, then the grain's values in the form's order


@dataclass(frozen=True, slots=True)
class Known:
    """Values by record and item; `rows` also has the records that bring no value. `notes` as written."""

    rows: Mapping[Key, Mapping[str, Any]]
    notes: Mapping[Key, Mapping[str, str]] = field(default_factory=dict)

    def of(self, key: Key) -> Mapping[str, Any]:
        """The values of a record."""
        return self.rows.get(key, {})

    def reasons_of(self, key: Key) -> Mapping[str, str]:
        """Why figures of a record were kept: the notes that are reasons, by item."""
        found = {item: written_reason(note) for item, note in self.notes.get(key, {}).items()}
        return {item: reason for item, reason in found.items() if reason}


NOTHING = Known({})


def official_sources(form: Form, framework: Framework) -> frozenset[str]:
    """The sources whose values a template brings in, locked."""
    every = {*form.spec.sources, *(s for item in form.spec.items.values() for s in item.sources)}
    return frozenset(s for s in every if s in framework.sources and framework.sources[s].official)


def return_source(form: Form, framework: Framework) -> str:
    """The source of what people fill in: the first that is no official statistics, else the form's first."""
    official = official_sources(form, framework)
    return next((s for s in form.spec.sources if s not in official), form.spec.sources[0])


def read_official(facts: Facts, form: Form, period: Period, framework: Framework, unit: str = "") -> Known:
    """This period's values of the official statistics, of all units or of one."""
    wanted = official_sources(form, framework)
    if not wanted or return_source(form, framework) in wanted:
        return NOTHING
    return _leading(facts, form, period, wanted, unit)


def read_last(facts: Facts, form: Form, period: Period, unit: str = "") -> Known:
    """The values that led in the period before; a stated reason stands as its word."""
    return _leading(facts, form, period.shift(-1), None, unit)


def read_returned(facts: Facts, form: Form, period: Period, source: str, unit: str = "") -> Known:
    """What was already returned for the period."""
    return _leading(facts, form, period, frozenset({source}), unit)


def _leading(facts: Facts, form: Form, period: Period, sources: frozenset[str] | None, unit: str) -> Known:
    """Of each item, the value of the first of its sources that has a row."""
    table = facts.table(form.id)
    if table is None or not table.rows:
        return NOTHING
    day = form.reference_date(period).isoformat()
    sql = f"SELECT * FROM {facts.source(form.id)} WHERE period = {period.ordinal} AND as_of = DATE '{day}'"
    if unit:
        sql += " AND org = $unit"
    grouped: dict[Key, dict[str, dict[str, Any]]] = {}
    rows = facts.connection().sql(sql, params={"unit": unit} if unit else None)
    for row in rows.to_arrow_table().to_pylist():
        if sources is None or row["source"] in sources:
            key = (row["org"], *(row[g] for g in form.spec.grain))
            grouped.setdefault(key, {})[row["source"]] = row
    notes = {key: found for key, by_source in grouped.items() if (found := _notes(form, by_source))}
    return Known({key: _row(form, by_source) for key, by_source in grouped.items()}, notes)


def _notes(form: Form, by_source: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """The notes of a record's items, each of the source that leads."""
    found: dict[str, str] = {}
    for item in form.spec.items:
        row = next((by_source[s] for s in form.sources_of(item) if s in by_source), None)
        note = dict(row.get("_note") or ()).get(item) if row else None
        if note:
            found[item] = note
    return found


def _row(form: Form, by_source: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for item in form.spec.items:
        row = next((by_source[s] for s in form.sources_of(item) if s in by_source), None)
        if row is None or item not in row:
            continue
        value = row[item]
        if value is None:
            reason = dict(row.get("_missing") or ()).get(item)
            value = REASON_NAMES[MissingReason(reason)].zh if reason else None
        elif isinstance(value, int | Decimal) and (hedge := dict(row.get("_hedge") or ()).get(item)):
            value = f"{HEDGE_NAMES[Hedge(hedge)].zh}{print_number(value)}"  # an inexact number stays inexact
        if value is not None:
            found[item] = value
    return found
