"""The rows that rules look at: one temporary table a form, with the periods wanted and those before them.

Floor: core.rules. In: facts, periods, and the keys of rows on their way in (none: every row of the periods counts).
Out: table names for SQL. `fresh` marks the rows that are looked at, `lead` those of the leading source, `main` those of
the form's first reference date. An inexact number (约, 以上) is null: what is not known exactly breaks no rule.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from jiaodu.core.base.organisations import Organisation
from jiaodu.core.base.periods import Period, PeriodKind, shift_ordinal
from jiaodu.core.base.tables import NUMERIC, SYSTEM
from jiaodu.core.facts.reading import Facts
from jiaodu.core.framework.model import Form, Framework, Rule

Periods = Mapping[PeriodKind, Sequence[int]]


class RuleRows:
    """The tables of one check."""

    def __init__(
        self, framework: Framework, facts: Facts, periods: Periods, keys: Mapping[str, pa.Table] | None = None
    ) -> None:
        self.framework, self.facts, self.keys = framework, facts, keys
        self.periods = {kind: tuple(sorted(set(found))) for kind, found in periods.items()}
        self.connection = facts.connection()
        self.tree = facts.tree()
        self._made: dict[str, str] = {}
        self._units: dict[object, str] = {}
        self._registered: list[str] = []
        self._items = self._items_of_rules()

    def _items_of_rules(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, dict[str, None]] = {}
        for rule in self.framework.rules.values():
            for form, items in rule.items().items():
                found.setdefault(form, {}).update(dict.fromkeys(items))
            groups = [g for g in getattr(rule.spec, "group", ()) if g in rule.form.spec.items]
            found[rule.form.id] |= dict.fromkeys(groups)
        return {form: tuple(items) for form, items in found.items()}

    def ordinals(self, form: Form) -> tuple[int, ...]:
        """The periods of a form that are looked at."""
        return self.periods.get(form.spec.period, ())

    def is_fresh(self, form: Form) -> bool:
        """Whether any row of the form is looked at."""
        if self.facts.table(form.id) is None or not self.ordinals(form):
            return False
        return self.keys is None or form.id in self.keys

    def table(self, form: Form) -> str | None:
        """The name of the form's table, None where nothing was ever loaded."""
        if self.facts.table(form.id) is None or not self.ordinals(form):
            return None
        if form.id not in self._made:
            self._made[form.id] = self._make(form)
        return self._made[form.id]

    def close(self) -> None:
        """Drop what was made: the connection is the facts' own."""
        for name in self._made.values():
            self.connection.execute(f"DROP TABLE IF EXISTS {name}")
        for name in self._registered:
            self.connection.unregister(name)
        self._made.clear()
        self._registered.clear()

    def units(self, rule: Rule) -> str:
        """A condition on `org` and `period` for the attributes that a rule asks for; empty when it asks for none."""
        wanted = rule.choices["units"][0]
        if not wanted:
            return ""
        key = (rule.form.id, tuple(sorted(wanted.items())))
        if key not in self._units:
            self._units[key] = self._register_units(rule.form, wanted)
        return f"(org, period) IN (SELECT (org, period) FROM {self._units[key]})"

    def _register_units(self, form: Form, wanted: Mapping[str, Sequence[str]]) -> str:
        orgs: list[str] = []
        periods: list[int] = []
        for ordinal in self.ordinals(form):
            view = self.tree.at(form.reference_date(Period(form.spec.period, ordinal)))
            for code, unit in view.units.items():
                if has(unit, wanted):
                    orgs.append(code)
                    periods.append(ordinal)
        return self.register(
            f"rule_units_{len(self._units)}",
            pa.table({"org": pa.array(orgs, pa.string()), "period": pa.array(periods, pa.int32())}),
        )

    def register(self, name: str, table: pa.Table) -> str:
        """Make an Arrow table readable for SQL until `close`."""
        self.connection.register(name, table)
        self._registered.append(name)
        return name

    # --- the table of a form ------------------------------------------------------------------------------------

    def _make(self, form: Form) -> str:
        version = self.facts.table(form.id)
        assert version is not None
        source, types = self.facts.source(form.id), form.table.column_types()
        stored = set(self.connection.sql(f"SELECT * FROM {source} LIMIT 0").columns)
        wanted = dict.fromkeys((*form.table.key, *self._items.get(form.id, ()), *SYSTEM))
        columns = []
        for name in wanted:
            if name not in stored:
                columns.append(f'CAST(NULL AS {types[name]}) AS "{name}"')
            elif version.hedged and name in form.spec.items and form.spec.items[name].type in NUMERIC:
                columns.append(f'CASE WHEN _hedge[\'{name}\'] IS NULL THEN "{name}" END AS "{name}"')
            else:
                columns.append(f'"{name}"')
        columns += [
            f"{self._fresh(form)} AS fresh",
            f"{self._main(form)} AS main",
            f"{_lead(form, version.sources)} AS lead",
        ]
        name = f'"rule_{form.id}"'
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT {', '.join(columns)} FROM {source} WHERE period IN ({_list(self._needed(form))})"
        )
        return name

    def _needed(self, form: Form) -> list[int]:
        wanted = self.ordinals(form)
        return sorted({*wanted, *(shift_ordinal(form.spec.period, o, -1) for o in wanted)})

    def _fresh(self, form: Form) -> str:
        if self.keys is None:
            return f"period IN ({_list(self.ordinals(form))})"
        keys = self.keys.get(form.id)
        if keys is None:
            return "false"
        columns = ", ".join(f'"{name}"' for name in form.table.key)
        return f"({columns}) IN (SELECT ({columns}) FROM {self.register(f'rule_keys_{form.id}', keys)})"

    def _main(self, form: Form) -> str:
        days = " ".join(
            f"WHEN {o} THEN DATE '{form.reference_date(Period(form.spec.period, o))}'" for o in self._needed(form)
        )
        return f"coalesce(as_of = CASE period {days} END, false)"


def has(unit: Organisation, wanted: Mapping[str, Sequence[str]]) -> bool:
    """Whether a unit has one of the values of every attribute asked for."""
    return all(set(values) & set(unit.attributes.get(name, ())) for name, values in wanted.items())


def _lead(form: Form, sources: Sequence[str]) -> str:
    if len(sources) < 2:
        return "true"
    order = [s for s in form.spec.sources if s in sources]
    ranks = " ".join(f"WHEN '{s}' THEN {n}" for n, s in enumerate(order)) or "WHEN '' THEN 0"
    rank = f"coalesce(CASE source {ranks} END, {len(order)})"
    return f"{rank} = min({rank}) OVER (PARTITION BY org, period, as_of)"


def _list(ordinals: Sequence[int]) -> str:
    return ", ".join(map(str, ordinals)) or "NULL"
