"""The cells of official tables that the system fills in, and returned tables that say something else.

Floor: core.evaluation. In: `Values`, a judge, a form, a unit. Out: values by item as they are printed; problems (T10).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow as pa

from jiaodu.core.base.missing import REASON_NAMES, MissingReason
from jiaodu.core.base.periods import Period
from jiaodu.core.base.problems import Problem, problem
from jiaodu.core.base.tables import ItemType
from jiaodu.core.base.units import parse_unit
from jiaodu.core.evaluation.addresses import Addresses
from jiaodu.core.evaluation.judge import Judge
from jiaodu.core.evaluation.model import Outcome
from jiaodu.core.framework import schema
from jiaodu.core.framework.computed import Term, parse_computed
from jiaodu.core.framework.model import Form, Framework
from jiaodu.core.indicators import Status, Value, Values, round_half_up

Given = Decimal | bool | str | None
NOT_APPLICABLE = REASON_NAMES[MissingReason.NOT_APPLICABLE].zh
NOT_THERE = REASON_NAMES[MissingReason.NOT_YET_AVAILABLE].zh


@dataclass(frozen=True, slots=True)
class ComputedCell:
    """What a cell shows: a rounded number, a verdict as yes or no, or a word that says why there is none.

    `values` are the values behind it.
    """

    item: str
    shown: Given
    values: tuple[Value, ...] = ()


class OfficialTables:
    """Computes cells of official tables of one year."""

    def __init__(self, values: Values, judge: Judge) -> None:
        self.values, self.judge = values, judge
        self.framework: Framework = values.framework
        self.ordinals = values.results.periods
        self._stored: dict[tuple[str, str, str], Any] = {}
        self._counts: dict[tuple[str, str, str, str], list[Outcome]] = {}

    def cells(self, form: Form, org: str, grain: Mapping[str, Any]) -> dict[str, ComputedCell]:
        """The computed cells of one record. `grain` also chooses the breakdown cell of indicators."""
        found = {}
        for id_, item in form.spec.items.items():
            if item.computed:
                found[id_] = self._cell(id_, item, org, grain)
        return found

    def _cell(self, id_: str, item: schema.Item, org: str, grain: Mapping[str, Any]) -> ComputedCell:
        computed = parse_computed(item.computed)
        if computed.top[0].kind == "standard":
            return ComputedCell(id_, self._verdict(computed.top[0], org, grain))
        tops = [self._term(t, item, org, grain) for t in computed.top]
        bottoms = [self._term(t, item, org, grain) for t in computed.bottom]
        behind = tuple(v for _, v in (*tops, *bottoms) if v is not None)
        word = next((t for t, _ in (*tops, *bottoms) if isinstance(t, str)), None)
        if word is not None and all(t == NOT_APPLICABLE for t, _ in (*tops, *bottoms)):
            return ComputedCell(id_, NOT_APPLICABLE, behind)
        # a part of a combined whole that does not apply adds nothing; one that is not there leaves the sum open
        if any(t == NOT_THERE for t, _ in (*tops, *bottoms)):
            return ComputedCell(id_, NOT_THERE, behind)
        total = sum((t for t, _ in tops if isinstance(t, Fraction)), Fraction(0))
        if bottoms:
            under = sum((t for t, _ in bottoms if isinstance(t, Fraction)), Fraction(0))
            if not under:
                return ComputedCell(id_, NOT_APPLICABLE, behind)
            total /= under
        assert item.unit is not None
        shown = total / parse_unit(item.unit).factor
        return ComputedCell(id_, round_half_up(shown, item.digits if item.type is ItemType.NUMBER else 0), behind)

    def _term(
        self, term: Term, item: schema.Item, org: str, grain: Mapping[str, Any]
    ) -> tuple[Fraction | str, Value | None]:
        """A term in base units, or the word for its absence."""
        if term.kind == "item":
            return self._item(term, org), None
        if term.kind in ("met", "judged"):
            return self._count(term, org, grain), None
        indicator = self.framework.indicators[term.id]
        cell = term.cell or tuple(str(grain[name]) for name in indicator.by if name in grain)
        value = self.values.value(term.id, org, self.ordinals[indicator.period_kind][0], cell)
        if value.status is Status.NOT_APPLICABLE:
            return NOT_APPLICABLE, value
        found = value.exact if not term.part else getattr(value, term.part)
        if value.status is not Status.OK and not (term.part and found is not None):
            return (NOT_APPLICABLE if value.status is Status.ZERO_DENOMINATOR else NOT_THERE), value
        assert found is not None
        return (found if term.part else found * indicator.unit.factor), value

    def _item(self, term: Term, org: str) -> Fraction | str:
        """The leading value of an item of another form, at its first reference date."""
        form = self.framework.forms[term.id]
        key = (term.id, org, term.part)
        if key not in self._stored:
            self._stored |= {(term.id, org, i): v for i, v in self._row(form, org).items()}
        value = self._stored.get(key)
        spec = form.spec.items[term.part]
        if isinstance(value, str):
            return NOT_APPLICABLE if value == MissingReason.NOT_APPLICABLE.value else NOT_THERE
        if value is None or spec.unit is None:
            return NOT_THERE
        return Fraction(value) * parse_unit(spec.unit).factor

    def _row(self, form: Form, org: str) -> dict[str, Any]:
        ordinal = self.ordinals[form.spec.period][0]
        rows = stored_rows(self.values, form, [org], ordinal)
        found: dict[str, Any] = {}
        for id_ in form.spec.items:
            row = next((r for s in form.sources_of(id_) for r in rows if r["source"] == s), None)
            if row is not None:
                found[id_] = row[id_] if row[id_] is not None else dict(row["_missing"] or ()).get(id_)
        return found

    def _count(self, term: Term, org: str, grain: Mapping[str, Any]) -> Fraction | str:
        """How many units below meet a standard, or are judged by it; open while one cannot be judged."""
        standard = self.framework.standards[term.id]
        indicator = self.judge.indicator_of(standard)
        ordinal = self.ordinals[indicator.period_kind][0]
        key = (term.id, org, "", str(sorted(grain.items())))
        if key not in self._counts:
            view = self.values.results.tree.at(self.values.results.reference_date(indicator, ordinal))
            below = [c for level in standard.spec.levels for c in view.children(org, level)]
            verdicts = [v for c in below for v in self.judge.judge(standard, c, ordinal)]
            cell = term.cell or tuple(str(v) for v in grain.values())
            self._counts[key] = [v.outcome for v in verdicts if not cell or v.cell in ((), cell)]
        outcomes = self._counts[key]
        if Outcome.NOT_ASSESSABLE in outcomes:
            return NOT_THERE
        wanted = (Outcome.MET,) if term.kind == "met" else (Outcome.MET, Outcome.NOT_MET)
        return Fraction(sum(o in wanted for o in outcomes))

    def _verdict(self, term: Term, org: str, grain: Mapping[str, Any]) -> Given:
        standard = self.framework.standards[term.id]
        indicator = self.judge.indicator_of(standard)
        cell = term.cell or tuple(str(grain[name]) for name in indicator.by if name in grain)
        ordinal = self.ordinals[indicator.period_kind][0]
        verdict = next((v for v in self.judge.judge(standard, org, ordinal) if v.cell == cell), None)
        words: dict[Outcome, Given] = {
            Outcome.MET: True,
            Outcome.NOT_MET: False,
            Outcome.NOT_APPLICABLE: NOT_APPLICABLE,
        }
        return NOT_APPLICABLE if verdict is None else words.get(verdict.outcome, NOT_THERE)


def stored_rows(values: Values, form: Form, orgs: Iterable[str], ordinal: int) -> list[dict[str, Any]]:
    """The rows of units in a form at its first reference date."""
    facts = values.results.facts
    table = facts.table(form.id)
    if table is None or not table.rows:
        return []
    day = form.reference_date(Period(form.spec.period, ordinal)).isoformat()
    sql = f"SELECT * FROM {facts.source(form.id)} WHERE list_contains(?, org) AND period = ? AND as_of = DATE '{day}'"
    found = facts.connection().sql(sql, params=[list(orgs), ordinal]).to_arrow_table()
    return [{**dict.fromkeys(form.spec.items), **row} for row in pa.table(found).to_pylist()]


def check_tables(tables: OfficialTables, orgs: Iterable[str]) -> list[Problem]:
    """T10 where a returned table states another figure than the one computed from the data."""
    found: list[Problem] = []
    framework, facts = tables.framework, tables.values.results.facts
    addresses, tree, asked = Addresses(facts), tables.values.results.tree, list(orgs)
    for form in framework.forms.values():
        if not any(i.computed for i in form.spec.items.values()) or facts.table(form.id) is None:
            continue
        ordinal = tables.ordinals[form.spec.period][0]
        for row in stored_rows(tables.values, form, asked, ordinal):
            org, grain = row["org"], {name: row[name] for name in form.spec.grain}
            for id_, cell in tables.cells(form, org, grain).items():
                if row[id_] is None or isinstance(cell.shown, str) or cell.shown is None or row[id_] == cell.shown:
                    continue
                where = addresses.of(form, id_, org, ordinal, row["source"], {n: str(v) for n, v in grain.items()})
                found.append(
                    problem(
                        "T10", None, form=form.name, org=tree.name(org), item=form.spec.items[id_].name,
                        stated=_plain(row[id_]), computed=_plain(cell.shown), address=str(where) if where else "—",
                    )
                )  # fmt: skip
    return found


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
