"""Habits of filling in: figures that end in 0 or 5, constant columns, rows that repeat last year's or another unit's.

Floor: core.rules. In: rows and rules of kinds digits and copies. Out: findings D11 to D14, which are notes: they prove nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from jiaodu.core.base.periods import Period
from jiaodu.core.base.problems import Place, problem
from jiaodu.core.base.text import Text
from jiaodu.core.framework import schema
from jiaodu.core.framework.model import Rule
from jiaodu.core.indicators.sql import row_sql
from jiaodu.core.rules.chance import chance_of
from jiaodu.core.rules.findings import BOUND, Cell, Findings, cell_columns, explained, print_value, severity_on
from jiaodu.core.rules.rows import RuleRows

SHOWN_OTHERS = 3


def check_digits(rows: RuleRows, rule: Rule, findings: Findings) -> None:
    """D11: more figures end in 0 or 5 than chance explains, over each column or over each unit's figures."""
    table = rows.table(rule.form)
    if table is None or not rows.is_fresh(rule.form):
        return
    assert isinstance(rule.spec, schema.Digits)
    tries = list(_by_unit(rows, rule, table) if rule.spec.over == "unit" else _by_column(rows, rule, table))
    tried = [t for t in tries if t["values"] >= rule.spec.values]
    for found in tried:
        # each of the m tries may fail by chance alone: together no more often than `chance` (Bonferroni)
        if chance_of(found["hits"], found["values"]) * len(tried) < float(rule.spec.chance):
            _heaped(rule, found, findings)


def _by_column(rows: RuleRows, rule: Rule, table: str) -> Iterator[dict[str, Any]]:
    """For each period and item: how many figures count, and how many of them end in 0 or 5."""
    for period in rows.ordinals(rule.form):
        found, first, as_of = _figures(rows, rule, table, period)
        for item in rule.lists["items"] if first else ():
            values, hits = _ends(rule, found[item])
            yield {
                "item": item, "org": "", "period": period, "as_of": as_of, "first": first,
                "values": int(values.sum()), "hits": int(hits.sum()),
            }  # fmt: skip


def _by_unit(rows: RuleRows, rule: Rule, table: str) -> Iterator[dict[str, Any]]:
    """For each period and unit the same, over all items."""
    for period in rows.ordinals(rule.form):
        found, first, as_of = _figures(rows, rule, table, period)
        if not first:
            continue
        codes, at, where = np.unique(found["org"].astype(str), return_index=True, return_inverse=True)
        values, hits = np.zeros(len(codes), np.int64), np.zeros(len(codes), np.int64)
        for item in rule.lists["items"]:
            for total, counted in zip((values, hits), _ends(rule, found[item]), strict=True):
                total += np.bincount(where, counted, len(codes)).astype(np.int64)
        for n, code in enumerate(codes):
            place = (int(found["_load"][at[n]]), int(found["_row"][at[n]]))
            yield {
                "item": "", "org": str(code), "period": period, "as_of": as_of, "first": place,
                "values": int(values[n]), "hits": int(hits[n]),
            }  # fmt: skip


def _figures(rows: RuleRows, rule: Rule, table: str, period: int) -> tuple[Any, tuple[int, int] | None, Any]:
    """The columns of a period's rows, the address of the first, and the reference date; no address where there is no row."""
    items = ", ".join(f'CAST("{i}" AS DOUBLE) AS "{i}"' for i in rule.lists["items"])
    query = f"SELECT org, _load, _row, {items} FROM {table} WHERE period = {period} AND {_fresh(rows, rule)} ORDER BY _load, _row, org"
    found = rows.connection.sql(query).fetchnumpy()
    found = {
        name: c.filled(np.nan) if isinstance(c, np.ma.MaskedArray) and c.dtype != object else c
        for name, c in found.items()
    }
    day = rule.form.reference_date(Period(rule.form.spec.period, period))
    return found, (int(found["_load"][0]), int(found["_row"][0])) if len(found["org"]) else None, day


def _ends(rule: Rule, figures: Any) -> tuple[Any, Any]:
    """Which figures are large enough to count, and which of them end in 0 or 5."""
    assert isinstance(rule.spec, schema.Digits)
    with np.errstate(invalid="ignore"):
        large = figures >= rule.spec.least
        return large, large & (figures % 5 == 0)


def _fresh(rows: RuleRows, rule: Rule) -> str:
    return " AND ".join(["fresh", *_wanted(rows, rule)])


def _wanted(rows: RuleRows, rule: Rule) -> list[str]:
    """Conditions for the rows of the rule: leading source, first reference date, what the rule itself asks for."""
    parts = ["main", "lead", f"period IN ({', '.join(map(str, rows.ordinals(rule.form)))})"]
    if "where" in rule.conditions:
        parts.append(f"coalesce({row_sql(rule.conditions['where'])}, false)")
    if units := rows.units(rule):
        parts.append(units)
    return parts


def _heaped(rule: Rule, found: dict[str, Any], findings: Findings) -> None:
    load, row = found["first"]
    item = found["item"]
    home = findings.place(item or rule.lists["items"][0], load, row)
    subject = rule.form.item(item).name if item else findings.org(found["org"])
    period = Period(rule.form.spec.period, found["period"])
    assert isinstance(rule.spec, schema.Digits)
    share = f"{100 * found['hits'] / found['values']:.0f}%"
    findings.found.append(
        problem(
            "D11", Place(home.file, sheet=home.sheet, cell=home.cell, key=rule.id), severity_on(rule, found["as_of"]),
            **explained(rule), rule=rule.name, rule_id=rule.id, subject=subject, period=Text(period.zh, str(period)),
            values=found["values"], hits=found["hits"], share=share, chance=f"{rule.spec.chance.normalize():f}",
            unit=found["org"], ordinal=found["period"], form_id=rule.form.id, items=(item,) if item else (),
        )
    )  # fmt: skip


def check_copies(rows: RuleRows, rule: Rule, findings: Findings) -> None:
    """D12 constant columns, D13 rows that repeat last year's, D14 rows that are equal in several units."""
    table = rows.table(rule.form)
    if table is None or not rows.is_fresh(rule.form):
        return
    _constant(rows, rule, table, findings)
    _as_last_year(rows, rule, table, findings)
    _as_others(rows, rule, table, findings)


def _constant(rows: RuleRows, rule: Rule, table: str, findings: Findings) -> None:
    assert isinstance(rule.spec, schema.Copies)
    items = rule.lists["items"]
    parts = [
        f'CASE WHEN min("{i}") = max("{i}") AND min("{i}") <> 0 THEN min("{i}") END AS "c{n}", count("{i}") AS "v{n}"'
        for n, i in enumerate(items)
    ]
    query = f"SELECT period, first(as_of) AS as_of, min((_load, _row)) AS first, count(DISTINCT org) AS units, {', '.join(parts)} FROM {table} WHERE {_fresh(rows, rule)} GROUP BY period ORDER BY period"
    for row in rows.connection.sql(query).to_arrow_table().to_pylist():
        for n, item in enumerate(items):
            if row[f"c{n}"] is None or row["units"] < rule.spec.among or row[f"v{n}"] < row["units"]:
                continue
            load, at = row["first"].values()
            spec = rule.form.item(item)
            cell = Cell(spec.name, spec.unit or "one", row[f"c{n}"], findings.place(item, load, at), item)
            value = print_value(row[f"c{n}"], spec.unit or "one")
            findings.add(
                "D12", rule, ("", row["period"], row["as_of"]), [cell], item=spec.name, value=value, values=row["units"]
            )


def _others_than_zero(items: Sequence[str], alias: str = "") -> str:
    return " + ".join(f'CAST(coalesce({alias}"{i}" <> 0, false) AS INTEGER)' for i in items)


def _as_last_year(rows: RuleRows, rule: Rule, table: str, findings: Findings) -> None:
    assert isinstance(rule.spec, schema.Copies)
    items, form = rule.lists["items"], rule.form
    keys = ["org", "source", *form.spec.grain]
    same = " AND ".join(f'n."{i}" IS NOT DISTINCT FROM b."{i}"' for i in items)
    on = " AND ".join(f'n."{k}" = b."{k}"' for k in keys)
    count = _others_than_zero(items, "n.")
    steps = " OR ".join(
        f"(n.period = {o} AND b.period = {Period(form.spec.period, o).shift(-1).ordinal})" for o in rows.ordinals(form)
    )
    now = f"(SELECT * FROM {table} WHERE {_fresh(rows, rule)})"
    query = (
        f"SELECT n.org AS org, n.period AS period, n.as_of AS as_of, {', '.join(cell_columns(items[:1], 'n'))}, {count} AS filled "
        f"FROM {now} n JOIN {table} b ON {on} AND ({steps}) AND b.main WHERE {same} AND {count} >= {rule.spec.values} "
        f"ORDER BY n._load, n._row LIMIT {10 * BOUND}"
    )
    for row in rows.connection.sql(query).to_arrow_table().to_pylist():
        cells = findings.cells(form, items[:1], row)
        findings.add("D13", rule, (row["org"], row["period"], row["as_of"]), cells, values=row["filled"])


def _as_others(rows: RuleRows, rule: Rule, table: str, findings: Findings) -> None:
    assert isinstance(rule.spec, schema.Copies)
    items, form = rule.lists["items"], rule.form
    names = ", ".join(f'"{n}"' for n in dict.fromkeys(("period", *form.spec.grain, *items)))
    count = _others_than_zero(items)
    query = (
        f"SELECT period, first(as_of) AS as_of, first({count}) AS filled, "
        f"list({{'org': org, 'load': _load, 'row': _row, 'fresh': fresh}} ORDER BY _load, _row)[1:{BOUND}] AS units "
        f"FROM {table} WHERE {' AND '.join(_wanted(rows, rule))} AND {count} >= {rule.spec.values} "
        f"GROUP BY {names} HAVING count(DISTINCT org) > 1 AND bool_or(fresh) LIMIT {10 * BOUND}"
    )
    for row in rows.connection.sql(query).to_arrow_table().to_pylist():
        for unit in row["units"]:
            if not unit["fresh"]:
                continue
            others = list(dict.fromkeys(u["org"] for u in row["units"] if u["org"] != unit["org"]))
            spec = form.item(items[0])
            place = findings.place(items[0], unit["load"], unit["row"])
            cell = Cell(spec.name, spec.unit or "one", None, place, items[0])
            said = [findings.org(o) for o in others[:SHOWN_OTHERS]]
            more = Text("等", "and others")
            findings.add(
                "D14", rule, (unit["org"], row["period"], row["as_of"]), [cell], values=row["filled"],
                others=[*said, *([more] if len(others) > SHOWN_OTHERS else [])],
            )  # fmt: skip
