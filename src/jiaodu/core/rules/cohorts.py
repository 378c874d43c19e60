"""Grade cohorts: grade g + 1 of this year is grade g of last year, but for those who came and went.

Floor: core.rules. In: rows and rules of kind cohort. Out: findings D08. Grades stand in rows (a grain column) or in items; units
that were merged into another are compared at the unit that is open now.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from jiaodu.core.base.periods import Period, one_period_apart
from jiaodu.core.base.text import Text
from jiaodu.core.base.units import printed_unit
from jiaodu.core.framework import schema
from jiaodu.core.framework.model import Rule
from jiaodu.core.indicators.sql import row_sql
from jiaodu.core.rules.findings import BOUND, Cell, Findings, print_number
from jiaodu.core.rules.records import quoted
from jiaodu.core.rules.rows import RuleRows

_SIDE = ("value", "load", "row", "corrected", "note", "missing")


def check_cohort(rows: RuleRows, rule: Rule, findings: Findings) -> None:
    """Try a rule on each period that lies one period after the one before."""
    form, table = rule.form, rows.table(rule.form)
    if table is None or not rows.is_fresh(form):
        return
    for ordinal in rows.ordinals(form):
        period = Period(form.spec.period, ordinal)
        earlier, day = form.reference_date(period.shift(-1)), form.reference_date(period)
        if one_period_apart(form.spec.period, earlier, day):
            _Cohort(rows, rule, table, period, findings).check(earlier, day)


class _Cohort:
    """One rule over one period."""

    def __init__(self, rows: RuleRows, rule: Rule, table: str, period: Period, findings: Findings) -> None:
        self.rows, self.rule, self.table, self.period, self.findings = rows, rule, table, period, findings
        assert isinstance(rule.spec, schema.Cohort)
        self.spec, self.band = rule.spec, rule.spec.band
        self.grades = rule.lists["grades"]

    def check(self, earlier: dt.date, day: dt.date) -> None:
        """D08 where a grade is not what last year's grade below it lets expect."""
        places = self.rows.register(f"rule_stand_{self.rule.id}_{self.period.ordinal}", self._standing(earlier, day))
        now = self._side(self.table, self.period.ordinal, "org", True)
        before = self._side(
            f"(SELECT x.* EXCLUDE (org), m.now AS org, m.part FROM {self.table} x JOIN {places} m ON x.org = m.org)",
            self.period.shift(-1).ordinal, "org", False,
        )  # fmt: skip
        pairs = (
            f"SELECT n.*, {', '.join(f'b.{c} AS b_{c}' for c in _SIDE)}, b.units AS b_units, "
            f"b.value + coalesce(n.came, 0) - coalesce(n.went, 0) AS expected FROM ({now}) n JOIN ({before}) b "
            "ON n.org = b.org AND n.step = b.step + 1"
        )
        if self.spec.entrants:
            blank = ", ".join(f"n.{c} AS b_{c}" if c != "value" else "n.entrants AS b_value" for c in _SIDE)
            pairs += (
                f" UNION ALL SELECT n.*, {blank}, 0 AS b_units, n.entrants AS expected FROM ({now}) n WHERE n.step = 0"
            )
        down, up, least = (f"{v.normalize():f}" for v in (self.band.down, self.band.up, self.band.least))
        fails = f"abs(value - expected) >= {least} AND (100 * (expected - value) > {down} * expected OR 100 * (value - expected) > {up} * expected)"
        query = (
            f"SELECT *, count(*) OVER (PARTITION BY load) AS in_sheet FROM ({pairs}) WHERE fresh AND {fails} "
            f"QUALIFY row_number() OVER (PARTITION BY load ORDER BY row, org, step) <= {BOUND} ORDER BY load, row, org, step"
        )
        found = self.rows.connection.sql(query).to_arrow_table().to_pylist()
        self._report(found)

    def _standing(self, earlier: dt.date, day: dt.date) -> pa.Table:
        """Where last year's units stand now, with the part that went there; no part where a split declares none."""
        orgs = [str(o[0]) for o in self.rows.connection.sql(f"SELECT DISTINCT org FROM {self.table}").fetchall()]
        pieces = [
            (org, now, None if part is None else float(part))
            for org in orgs
            for now, part in self.rows.tree.pieces(org, earlier, day).items()
        ]
        return pa.table(
            {
                "org": pa.array([org for org, _, _ in pieces], pa.string()),
                "now": pa.array([now for _, now, _ in pieces], pa.string()),
                "part": pa.array([part for _, _, part in pieces], pa.float64()),
            }
        )

    def _side(self, table: str, ordinal: int, org: str, now: bool) -> str:
        """One line a unit and step of the ladder: the pupils, unknown where a row has none, and the first cell."""
        where, part = [f"period = {ordinal}", "main", "lead"], "1" if now else "part"
        if now and "where" in self.rule.conditions:
            where.append(f"coalesce({row_sql(self.rule.conditions['where'])}, false)")
        if now and (units := self.rows.units(self.rule)):
            where.append(units)
        entrants = self.rule.lists.get("entrants", ("",))[0]
        entry = f'"{entrants}"' if entrants else "NULL::BIGINT"
        longs = []
        for step, grade in enumerate(self.grades):
            item = self.rule.lists["value"][0] if self.rule.is_column else grade
            came, went = (self._moved(side) for side in ("came", "went"))
            only = [f'"{self.spec.column}" = {quoted(grade)}'] if self.rule.is_column else []
            longs.append(
                f'SELECT org, as_of, fresh, {step} AS step, "{item}" * {part} AS value, {came} AS came, {went} AS went, {entry} AS entrants, '
                f"_load AS load, _row AS row, _cells['{item}'] AS corrected, _note['{item}'] AS note, _missing['{item}'] AS missing "
                f"FROM {table} WHERE {' AND '.join([*where, *only])}"
            )
        sums = ", ".join(
            f"CASE WHEN count(*) = count({c}) THEN sum({c}) END AS {c}" if c == "value" else f"sum({c}) AS {c}"
            for c in ("value", "came", "went", "entrants")
        )
        firsts = ", ".join(
            f"first({c} ORDER BY load, row) AS {c}" for c in ("load", "row", "corrected", "note", "missing")
        )
        return (
            f"SELECT org, step, first(as_of) AS as_of, bool_or(fresh) AS fresh, count(*) AS units, {sums}, {firsts} "
            f"FROM ({' UNION ALL '.join(longs)}) GROUP BY org, step"
        )

    def _moved(self, side: str) -> str:
        items = self.rule.lists.get(side, ())
        return f'"{items[0]}"' if items else "NULL::BIGINT"

    def _report(self, found: Sequence[dict[str, Any]]) -> None:
        counted: set[int] = set()
        for row in found:
            item = self.rule.lists["value"][0] if self.rule.is_column else self.grades[row["step"]]
            spec = self.rule.form.item(item)
            cell = self._cell(row, "", item, self._grade(row["step"]))
            earlier = self._grade(row["step"] - 1) if row["step"] else Text("新生", "entrants")
            word = Text(f"上年{earlier.zh}", f"{earlier.en} the year before") if row["b_units"] else earlier
            before = self._cell(row, "b_", item, word)
            merged = row["b_units"] > 1
            expected = self._expected(row, spec.unit or "one", merged)
            self.findings.add(
                "D08",
                self.rule,
                (row["org"], self.period.ordinal, row["as_of"]),
                [cell, before],
                expected=expected,
                item=spec.name,
            )
            if row["in_sheet"] > BOUND and row["load"] not in counted:
                counted.add(row["load"])
                self.findings.rest(self.rule, cell.place, row["in_sheet"] - BOUND)

    def _cell(self, row: dict[str, Any], side: str, item: str, name: Text) -> Cell:
        place = self.findings.place(item, row[f"{side}load"], row[f"{side}row"], row[f"{side}corrected"])
        unit, value = self.rule.form.item(item).unit or "one", row[f"{side}value"]
        return Cell(
            name,
            unit,
            round(value, 1) if value % 1 else int(value),
            place,
            item,
            row[f"{side}note"] or "",
            row[f"{side}missing"] or "",
        )

    def _grade(self, step: int) -> Text:
        if not self.rule.is_column:
            return self.rule.form.item(self.grades[step]).name
        return self.rule.form.item(self.spec.column or "").codes[self.grades[step]].name

    def _expected(self, row: dict[str, Any], unit: str, merged: bool) -> Text:
        down, up, least = (print_number(v) for v in (self.band.down, self.band.up, self.band.least))
        number = print_number(row["expected"])
        moves = self.spec.moves is not None and row["b_units"]
        zh = f"应在 {number}{printed_unit(unit)} 的 -{down}% 至 +{up}% 之内,或相差不到 {least}{printed_unit(unit)}"
        en = f"expected within -{down} % and +{up} % of {number}, or less than {least} apart"
        if moves:
            zh, en = f"{zh}(已计转入转出)", f"{en} (those who came and went are counted)"
        if merged:
            zh, en = f"{zh}(上年数含并入的学校)", f"{en} (with the units merged into it)"
        return Text(zh, en)
