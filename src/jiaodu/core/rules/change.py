"""This period against the one before, item by item: the ratio edit within groups, a plain band where there are few units.

Floor: core.rules. In: rows and rules of kind change. Out: findings D06 (ratio edit) and D07 (band).
Rows are compared with the same unit's row of the same source one period before; dates that are not one period apart are not.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from jiaodu.core.base.periods import Period, one_period_apart
from jiaodu.core.base.text import Text
from jiaodu.core.framework import schema
from jiaodu.core.framework.model import Rule
from jiaodu.core.indicators.sql import row_sql
from jiaodu.core.rules.findings import BOUND, Cell, Findings, cell_columns, print_number
from jiaodu.core.rules.hidiroglou_berthelot import Bools, Edit, Floats, Ints, edit_ratios
from jiaodu.core.rules.records import grain_said
from jiaodu.core.rules.rows import RuleRows


def check_change(rows: RuleRows, rule: Rule, findings: Findings) -> None:
    """Try a rule on every item of this period's rows that have a row one period before."""
    form, table = rule.form, rows.table(rule.form)
    if table is None or not rows.is_fresh(form):
        return
    for ordinal in rows.ordinals(form):
        period = Period(form.spec.period, ordinal)
        if one_period_apart(form.spec.period, form.reference_date(period.shift(-1)), form.reference_date(period)):
            _Pairs(rows, rule, table, period, findings).check()


class _Pairs:
    """The rows of one period beside those of the period before."""

    def __init__(self, rows: RuleRows, rule: Rule, table: str, period: Period, findings: Findings) -> None:
        self.rows, self.rule, self.table, self.period, self.findings = rows, rule, table, period, findings
        assert isinstance(rule.spec, schema.Change)
        self.spec = rule.spec

    def check(self) -> None:
        items = self.rule.lists["items"]
        values = ", ".join(
            f'CAST(n."{i}" AS DOUBLE) AS "n{k}", CAST(b."{i}" AS DOUBLE) AS "b{k}"' for k, i in enumerate(items)
        )
        query = f"SELECT n.rowid AS id, n._load AS load, n.fresh, n.org, {self._grouping()} AS grouping, {values} {self._joined()}"
        found = self.rows.connection.sql(query).fetchnumpy()
        if not len(found["id"]):
            return
        ids, fresh, loads = _plain(found["id"]), _plain(found["fresh"]).astype(np.bool_), _plain(found["load"])
        groups = self._groups(found)
        flagged: dict[int, list[tuple[int, str, Text]]] = {}
        for k, item in enumerate(items):
            now, before = _floats(found[f"n{k}"]), _floats(found[f"b{k}"])
            for spot, code, expected in self._item(item, now, before, groups, fresh, loads):
                flagged.setdefault(int(ids[spot]), []).append((k, code, expected))
        if flagged:
            self._report(flagged, items)

    def _joined(self) -> str:
        form = self.rule.form
        keys = ["org", "source", *form.spec.grain]
        on = " AND ".join(f'n."{k}" = b."{k}"' for k in keys)
        earlier = self.period.shift(-1).ordinal
        where = [f"n.period = {self.period.ordinal}", f"b.period = {earlier}", "n.main", "b.main"]
        now = f"SELECT rowid, * FROM {self.table}"
        if "where" in self.rule.conditions:
            now += f" WHERE coalesce({row_sql(self.rule.conditions['where'])}, false)"
        if units := self.rows.units(self.rule):
            where.append(units.replace("(org, period) IN", "(n.org, n.period) IN"))
        return f"FROM ({now}) n JOIN {self.table} b ON {on} WHERE {' AND '.join(where)}"

    # --- groups -------------------------------------------------------------------------------------------------

    def _grouping(self) -> str:
        columns = [g for g in self.spec.group if g in {**self.rule.form.spec.grain, **self.rule.form.spec.items}]
        return " || '|' || ".join(f"coalesce(n.\"{c}\", '')" for c in columns) or "''"

    def _groups(self, found: Any) -> Ints:
        """Numbers of groups: by columns of the row and by attributes of the unit."""
        attributes = [g for g in self.spec.group if g not in {**self.rule.form.spec.grain, **self.rule.form.spec.items}]
        _, numbers = np.unique(_plain(found["grouping"]).astype(str), return_inverse=True)
        if not attributes:
            return np.asarray(numbers, np.int64)
        view = self.rows.tree.at(self.rule.form.reference_date(self.period))
        codes, at = np.unique(_plain(found["org"]).astype(str), return_inverse=True)
        words = []
        for code in codes:
            unit = view.units.get(str(code))
            words.append("|".join("、".join(unit.attributes.get(a, ())) if unit else "" for a in attributes))
        _, kinds = np.unique(np.array(words), return_inverse=True)
        _, both = np.unique(numbers * (len(codes) + 1) + kinds[at], return_inverse=True)
        return np.asarray(both, np.int64)

    # --- one item -----------------------------------------------------------------------------------------------

    def _item(
        self, item: str, now: Floats, before: Floats, groups: Ints, fresh: Bools, loads: Any
    ) -> list[tuple[int, str, Text]]:
        """Where an item moved unusually: the spot in the arrays, the code, what was expected."""
        known = ~np.isnan(now) & ~np.isnan(before)
        far = known & (np.abs(now - before) >= float(self.spec.band.least)) & (now != before)
        method = self.spec.method
        edited = np.zeros(len(now), np.bool_)
        edit: Edit | None = None
        if method is not None:
            positive = known & (now > 0) & (before > 0)
            sizes = np.bincount(groups[positive], minlength=int(groups.max()) + 1)
            edited = positive & (sizes[groups] >= method.group_size)
        if method is not None and edited.any():
            edit = edit_ratios(
                now[edited], before[edited], groups[edited], float(method.u), float(method.a), float(method.c)
            )
        low, high = before * (1 - float(self.spec.band.down) / 100), before * (1 + float(self.spec.band.up) / 100)
        with np.errstate(invalid="ignore"):
            outside = (now < low) | (now > high)
        plain = far & ~edited & outside & fresh
        found = [(int(s), "D07", self._band_said()) for s in _bounded(self, np.flatnonzero(plain), loads)]
        if edit is not None:
            spots = np.flatnonzero(edited)
            hits = edit.unusual & far[spots] & fresh[spots]
            chosen = _bounded(self, spots[hits], loads)
            place = {int(s): n for n, s in enumerate(spots)}
            found += [(int(s), "D06", _edit_said(edit, place[int(s)])) for s in chosen]
        return found

    def _band_said(self) -> Text:
        down, up = print_number(self.spec.band.down), print_number(self.spec.band.up)
        return Text(f"通常减少不超过 {down}%、增加不超过 {up}%", f"usually at most {down} % down and {up} % up")

    # --- what is said -------------------------------------------------------------------------------------------

    def _report(self, flagged: dict[int, list[tuple[int, str, Text]]], items: Sequence[str]) -> None:
        wanted = sorted({items[k] for hits in flagged.values() for k, _, _ in hits})
        grain = [f'n."{g}" AS "{g}"' for g in self.rule.form.spec.grain]
        for side, other in (("n", "now"), ("b", "before")):
            columns = [
                "n.rowid AS id",
                "n.org AS org",
                f"{side}.period AS period",
                f"{side}.as_of AS as_of",
                *grain,
                *cell_columns(wanted, side),
            ]
            query = f"SELECT {', '.join(columns)} {self._joined()} AND n.rowid IN ({', '.join(map(str, flagged))})"
            found = {r["id"]: r for r in self.rows.connection.sql(query).to_arrow_table().to_pylist()}
            if other == "now":
                now = found
            else:
                before = found
        for id_ in sorted(flagged):
            for k, code, expected in flagged[id_]:
                self._add(code, items[k], now[id_], before[id_], expected)

    def _add(self, code: str, item: str, now: dict[str, Any], before: dict[str, Any], expected: Text) -> None:
        form = self.rule.form
        (cell,), (earlier,) = self.findings.cells(form, (item,), now), self.findings.cells(form, (item,), before)
        last = Cell(
            Text(f"上年{earlier.name.zh}", f"{earlier.name.en} the year before"),
            earlier.unit,
            earlier.value,
            earlier.place,
            item,
        )
        moved = [change_said(now[item], before[item]), *grain_said(form, now)]
        key = (now["org"], now["period"], now["as_of"])
        self.findings.add(code, self.rule, key, [cell, last], more=moved, expected=expected, item=cell.name)


def change_said(now: Any, before: Any) -> Text:
    """How far a value moved, in its own unit and in per cent."""
    difference = now - before
    share = f",{float(difference) / float(before) * 100:+.1f}%" if before else ""
    sign = "+" if difference > 0 else ""
    moved = f"{sign}{print_number(difference)}{share}"
    return Text(f"变动 {moved}", f"change {moved.replace(',', ', ')}")


def _edit_said(edit: Edit, at: int) -> Text:
    low, high, median = edit.low[at], edit.high[at], edit.median[at]
    return Text(
        f"同组单位本年与上年之比中位数 {median:.3f},此规模的单位通常在 {low:.3f} 至 {high:.3f} 之间",
        f"the median ratio of its group is {median:.3f}; units of this size lie between {low:.3f} and {high:.3f}",
    )


def _bounded(pairs: _Pairs, spots: Ints, loads: Any) -> Ints:
    """At most `BOUND` spots a sheet; the rest is counted."""
    if len(spots) <= BOUND:
        return spots
    kept: list[int] = []
    for load in np.unique(loads[spots]):
        mine = spots[loads[spots] == load]
        kept += [int(s) for s in mine[:BOUND]]
        if len(mine) > BOUND:
            home = pairs.findings.place("", int(load), 1)
            pairs.findings.rest(pairs.rule, home, len(mine) - BOUND)
    return np.array(kept, np.int64)


def _plain(column: Any) -> Any:
    return (
        column.filled(None) if isinstance(column, np.ma.MaskedArray) and column.dtype == object else np.asarray(column)
    )


def _floats(column: Any) -> Floats:
    if isinstance(column, np.ma.MaskedArray):
        return np.asarray(column.filled(np.nan), np.float64)
    return np.asarray(column, np.float64)
