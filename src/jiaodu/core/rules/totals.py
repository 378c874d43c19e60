"""Totals against the rows that make them: a stage against its classes, a county's form against its schools'.

Floor: core.rules. In: rows and rules of kind sum (over rows) and district. Out: findings D05 and D09. A total that is larger than
the known parts proves nothing while a part is unknown; one that is smaller does, where no part can be negative.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from jiaodu.core.base.periods import Period
from jiaodu.core.base.text import Text
from jiaodu.core.framework import schema
from jiaodu.core.framework.model import Amount, Rule
from jiaodu.core.indicators.frame import is_due
from jiaodu.core.indicators.sql import row_sql
from jiaodu.core.rules.findings import BOUND, Cell, Findings, print_value
from jiaodu.core.rules.records import exact_sql, grain_said, items_of, never_negative, sentence, sum_said, unit_of
from jiaodu.core.rules.rows import RuleRows, has

SHOWN_PARTS = 20


@dataclass(frozen=True, slots=True)
class _Query:
    """The two sides of one rule as SQL."""

    rule: Rule
    totals: str
    parts: str

    def sql(self) -> str:
        """Groups in which the rule fails, at most `BOUND` a sheet of the total."""
        keys = ("org", "period", *(f'"{n}"' for n in self.rule.lists["by"]))
        on = " AND ".join(f"t.{k} = p.{k}" for k in keys)
        return (
            f"SELECT t.*, p.known, p.n, p.first_parts, coalesce(p.complete, r.complete) AS complete, "
            f"count(*) OVER (PARTITION BY t._load) AS in_sheet "
            f"FROM ({self.totals}) t LEFT JOIN ({self.parts}) p ON {on} "
            "LEFT JOIN returned r ON t.org = r.org AND t.period = r.period "
            f"WHERE r.org IS NOT NULL AND (t.fresh OR r.fresh) AND ({self._fails()}) "
            f"QUALIFY row_number() OVER (PARTITION BY t._load ORDER BY t._row, t.org) <= {BOUND} ORDER BY t._load, t._row, t.org"
        )

    def _fails(self) -> str:
        spec: Any = self.rule.spec
        total, known, within = "t.total", "coalesce(p.known, 0)", f"{spec.within.normalize():f}"
        complete = "coalesce(p.complete, r.complete)"
        few = f"({complete} AND {known} < {total} - {within})"
        many = f"({known} > {total} + {within})"
        rows = self.rule.amounts.get("rows")
        if rows is not None and self.rule.other is not None and not never_negative(self.rule.other, rows.tree):
            many = f"({complete} AND {many})"
        return {"=": f"{few} OR {many}", "<=": many, ">=": few}[getattr(spec, "op", "=")]


def check_totals(rows: RuleRows, rule: Rule, findings: Findings) -> None:
    """Try a rule whose parts stand in rows of a form."""
    form, other = rule.form, rule.other
    assert other is not None
    table, part_table = rows.table(form), rows.table(other)
    if table is None or part_table is None or not (rows.is_fresh(form) or rows.is_fresh(other)):
        return
    district = isinstance(rule.spec, schema.District)
    part_rows = _below(rows, rule, part_table) if district else _same_unit(part_table)
    query = _Query(rule, _totals(rows, rule, table), _parts(rows, rule, "part_rows"))
    statement = f"WITH part_rows AS ({part_rows}), returned AS ({_returned()}) {query.sql()}"
    found = rows.connection.sql(statement).to_arrow_table().to_pylist()
    _report(rule, found, findings, "D09" if district else "D05")


def _totals(rows: RuleRows, rule: Rule, table: str) -> str:
    """One line a unit, period and common grain: the total where all its rows have it, and its first cells."""
    keys = ["org", "period", *(f'"{n}"' for n in rule.lists["by"])]
    amount = rule.amounts["total"]
    tree = row_sql(amount.tree)
    firsts = ["_load", "_row", *_cells(items_of(amount.tree))]
    columns = [
        *keys, "first(as_of ORDER BY _row) AS as_of", f"CASE WHEN count(*) = count({tree}) THEN sum({tree}) END AS total",
        "bool_or(fresh) AS fresh", *(_first(name) for name in firsts),
    ]  # fmt: skip
    conditions = ["main", "lead", f"period IN ({', '.join(map(str, rows.ordinals(rule.form)))})"]
    if "where" in rule.conditions:
        conditions.append(f"coalesce({row_sql(rule.conditions['where'])}, false)")
    if units := rows.units(rule):
        conditions.append(units)
    return f"SELECT {', '.join(columns)} FROM {table} WHERE {' AND '.join(conditions)} GROUP BY {', '.join(keys)}"


def _cells(items: Sequence[str]) -> list[str]:
    return [part for i in items for part in (f'"{i}"', f"_cells['{i}']", f"_note['{i}']", f"_missing['{i}']")]


def _first(column: str) -> str:
    """The first row's value under the name that `Findings.cells` reads."""
    marks = {"_cells": "@", "_note": "#", "_missing": "?"}
    name = column.strip('"')
    for word, mark in marks.items():
        if column.startswith(word + "["):
            name = mark + column.split("'")[1]
    return f'first({column} ORDER BY _row) AS "{name}"'


def _same_unit(table: str) -> str:
    """The parts of a unit are its own rows; it has returned them when it has any."""
    return f"SELECT *, org AS owner, true AS given_all FROM {table} WHERE main AND lead"


def _below(rows: RuleRows, rule: Rule, table: str) -> str:
    """The parts of a government are the rows of the open units under it; all due ones must have returned them."""
    form, other = rule.form, rule.other
    assert other is not None
    found: dict[str, list[tuple[str, int, str]]] = {"open": [], "due": []}
    for ordinal in rows.ordinals(form):
        view = rows.tree.at(other.reference_date(Period(other.spec.period, ordinal)))
        for code, unit in view.units.items():
            above = view.ancestors[code].get(form.spec.level)
            if unit.level == other.spec.level and above is not None and has(unit, rule.choices["rows_units"][0]):
                found["open"].append((code, ordinal, above))
                if is_due(unit, other):
                    found["due"].append((code, ordinal, above))
    names = {word: rows.register(f"rule_{word}_{rule.id}", _owners(units)) for word, units in found.items()}
    silent = (
        f"SELECT owner, period FROM {names['due']} d WHERE NOT EXISTS "
        f"(SELECT 1 FROM {table} x WHERE x.org = d.org AND x.period = d.period AND x.main)"
    )
    return (
        f"SELECT x.*, o.owner, (o.owner, o.period) NOT IN ({silent}) AS given_all FROM {table} x "
        f"JOIN {names['open']} o ON x.org = o.org AND x.period = o.period WHERE x.main AND x.lead"
    )


def _owners(units: Sequence[tuple[str, int, str]]) -> pa.Table:
    """Units, periods, and the government that they count for."""
    orgs, periods, owners = zip(*units, strict=True) if units else ((), (), ())
    return pa.table(
        {
            "org": pa.array(orgs, pa.string()),
            "period": pa.array(periods, pa.int32()),
            "owner": pa.array(owners, pa.string()),
        }
    )


def _returned() -> str:
    """Units that have returned any row of the parts' form: a group without rows then adds up to 0."""
    return "SELECT owner AS org, period, bool_and(given_all) AS complete, bool_or(fresh) AS fresh FROM part_rows GROUP BY owner, period"


def _parts(rows: RuleRows, rule: Rule, source: str) -> str:
    total, amount = rule.amounts["total"], rule.amounts.get("rows")
    keys = [f'"{there}" AS "{here}"' for here, there in zip(rule.lists["by"], rule.lists["by_rows"], strict=True)]
    term = exact_sql(amount, amount.factor / total.factor) if amount else "1"
    items = items_of(amount.tree) if amount else ()
    first = items[0] if items else ""
    at = f"_cells['{first}']" if first else "NULL::VARCHAR"
    note = f"_note['{first}']" if first else "NULL::VARCHAR"
    shown = f"list({{'load': _load, 'row': _row, 'at': {at}, 'note': {note}}} ORDER BY _load, _row)[1:{SHOWN_PARTS}] AS first_parts"
    condition = (
        f"coalesce({row_sql(rule.conditions['rows_where'])}, false)" if "rows_where" in rule.conditions else "true"
    )
    unknown = f"({row_sql(rule.conditions['rows_where'])}) IS NULL" if "rows_where" in rule.conditions else "false"
    # a row of which it is not known whether it belongs makes the sum incomplete, as a blank part does
    complete = f"bool_and(given_all AND NOT ({unknown}) AND ({term} IS NOT NULL OR NOT ({condition})))"
    columns = [
        "owner AS org", "period", *keys, f"coalesce(sum(CASE WHEN {condition} THEN {term} END), 0) AS known",
        f"count(CASE WHEN {condition} THEN 1 END) AS n", f"{complete} AS complete", shown,
    ]  # fmt: skip
    groups = ["owner", "period", *(f'"{n}"' for n in rule.lists["by_rows"])]
    return f"SELECT {', '.join(columns)} FROM {source} GROUP BY {', '.join(groups)}"


def _report(rule: Rule, found: Sequence[dict[str, Any]], findings: Findings, code: str) -> None:
    total, amount = rule.amounts["total"], rule.amounts.get("rows")
    items = items_of(total.tree)
    counted: set[int] = set()
    for row in found:
        cells = findings.cells(rule.form, items, row)
        parts = _part_cells(rule, amount, row["first_parts"] or [], findings)
        said = _sum_said(rule, amount, row, parts)
        findings.add(
            code, rule, (row["org"], row["period"], row["as_of"]), [*cells],
            more=[said, *grain_said(rule.form, {n: row[n] for n in rule.lists["by"]}, ())], expected=_expected(rule, amount),
            item=cells[0].name, parts=tuple(p.place for p in parts), notes=tuple(p.note for p in parts if p.note),
        )  # fmt: skip
        if row["in_sheet"] > BOUND and row["_load"] not in counted:
            counted.add(row["_load"])
            findings.rest(rule, cells[0].place, row["in_sheet"] - BOUND)


def _part_cells(rule: Rule, amount: Amount | None, first: Sequence[dict[str, Any]], findings: Findings) -> list[Cell]:
    other = rule.other
    assert other is not None
    item = items_of(amount.tree)[0] if amount and items_of(amount.tree) else ""
    name = other.item(item).name if item else other.name
    return [
        Cell(name, "one", None, findings.place(item, p["load"], p["row"], p["at"]), item, p["note"] or "")
        for p in first
    ]


def _sum_said(rule: Rule, amount: Amount | None, row: dict[str, Any], parts: Sequence[Cell]) -> Text:
    """The sum of the rows, how many they are, and where the first stands."""
    other = rule.other
    assert other is not None
    unit = unit_of(rule, rule.amounts["total"].tree)
    value = print_value(row["known"] if row["known"] is not None else 0, unit)
    name = sentence(rule, amount.tree, other) if amount else Text("行数", "number of rows")
    n = row["n"] or 0
    first = parts[0].place if parts else None
    where = " › ".join(p for p in (first.file, first.sheet, first.cell) if p) if first and first.file else ""
    zh = f"表“{other.name.zh}”{name.zh}合计 {value.zh}({n} 行" + (f",自 {where} 起)" if where else ")")
    en = f"form “{other.name.en}”: {name.en} adds up to {value.en} ({n} rows" + (f", from {where})" if where else ")")
    return Text(zh, en)


def _expected(rule: Rule, amount: Amount | None) -> Text:
    other = rule.other
    assert other is not None
    total = rule.amounts["total"]
    part = sentence(rule, amount.tree, other) if amount else Text("行数", "the number of rows")
    where = f"({sentence(rule, rule.conditions['rows_where'], other).zh})" if "rows_where" in rule.conditions else ""
    where_en = (
        f" ({sentence(rule, rule.conditions['rows_where'], other).en})" if "rows_where" in rule.conditions else ""
    )
    side = Text(f"表“{other.name.zh}”{part.zh}{where}合计", f"form “{other.name.en}” {part.en}{where_en} in all")
    return sum_said(rule.spec, [side], sentence(rule, total.tree), unit_of(rule, total.tree))
