"""This period against the one before, item by item: the ratio edit within groups, a plain band where there are few units.

Floor: core.rules. In: rows and rules of kind change. Out: findings D06 (ratio edit) and D07 (band).
Rows are compared with the same unit's row of the same source one period before; dates that are not one period apart are not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class _Hits:
    """Where an item (by number) broke the rule: spots in the arrays; by the ratio edit, also the spots that it looked at."""

    item: int
    code: str
    spots: Ints
    edited: Ints | None = None
    edit: Edit | None = None

    def place(self, spot: int) -> int:
        """The place of a spot in the arrays of the edit."""
        return 0 if self.edited is None else int(np.searchsorted(self.edited, spot))


class _Pairs:
    """The rows of one period beside those of the period before."""

    def __init__(self, rows: RuleRows, rule: Rule, table: str, period: Period, findings: Findings) -> None:
        self.rows, self.rule, self.table, self.period, self.findings = rows, rule, table, period, findings
        assert isinstance(rule.spec, schema.Change)
        self.spec = rule.spec

    def check(self) -> None:
        """Every item; the first `BOUND` findings of each sheet are listed, in the order of rows."""
        items = self.rule.lists["items"]
        values = ", ".join(
            f'CAST(n."{i}" AS DOUBLE) AS "n{k}", CAST(b."{i}" AS DOUBLE) AS "b{k}"' for k, i in enumerate(items)
        )
        query = f"SELECT n.rowid AS id, n._load AS load, n._row AS row, n.fresh, n.org, {self._grouping()} AS grouping, {values} {self._joined()}"
        found = self.rows.connection.sql(query).fetchnumpy()
        if not len(found["id"]):
            return
        groups, fresh = self._groups(found), _plain(found["fresh"]).astype(np.bool_)
        hits: list[_Hits] = []
        for k in range(len(items)):
            now, before = _floats(found[f"n{k}"]), _floats(found[f"b{k}"])
            hits += [h for h in self._item(k, now, before, groups, fresh) if len(h.spots)]
        if hits:
            chosen = self._first(hits, _plain(found["load"]), _plain(found["row"]))
            self._report([(int(found["id"][spot]), hit, spot) for hit, spot in chosen], items)

    def _first(self, hits: Sequence[_Hits], loads: Any, row: Any) -> list[tuple[_Hits, int]]:
        """The findings to list, by sheet, row and item; what is beyond the bound is counted."""
        spots = np.concatenate([h.spots for h in hits])
        which = np.repeat(np.arange(len(hits)), [len(h.spots) for h in hits])
        order = np.lexsort((which, row[spots], loads[spots]))
        kept: list[tuple[_Hits, int]] = []
        for load in np.unique(loads[spots]):
            mine = order[loads[spots[order]] == load]
            kept += [(hits[which[m]], int(spots[m])) for m in mine[:BOUND]]
            if len(mine) > BOUND:
                self.findings.rest(self.rule, self.findings.place("", int(load), 1), len(mine) - BOUND)
        return kept

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

    def _item(self, k: int, now: Floats, before: Floats, groups: Ints, fresh: Bools) -> Iterator[_Hits]:
        """Where an item moved unusually."""
        known = ~np.isnan(now) & ~np.isnan(before)
        far = known & (np.abs(now - before) >= float(self.spec.band.least)) & (now != before)
        method = self.spec.method
        edited = np.zeros(len(now), np.bool_)
        if method is not None:
            positive = known & (now > 0) & (before > 0)
            sizes = np.bincount(groups[positive], minlength=int(groups.max()) + 1)
            edited = positive & (sizes[groups] >= method.group_size)
            spots = np.flatnonzero(edited)
            if len(spots):
                u, a, c = float(method.u), float(method.a), float(method.c)
                edit = edit_ratios(now[spots], before[spots], groups[spots], u, a, c)
                yield _Hits(k, "D06", spots[edit.unusual & far[spots] & fresh[spots]], spots, edit)
        low, high = before * (1 - float(self.spec.band.down) / 100), before * (1 + float(self.spec.band.up) / 100)
        with np.errstate(invalid="ignore"):
            outside = (now < low) | (now > high)
        yield _Hits(k, "D07", np.flatnonzero(far & ~edited & outside & fresh))

    def _band_said(self) -> Text:
        down, up = print_number(self.spec.band.down), print_number(self.spec.band.up)
        return Text(f"通常减少不超过 {down}%、增加不超过 {up}%", f"usually at most {down} % down and {up} % up")

    # --- what is said -------------------------------------------------------------------------------------------

    def _report(self, chosen: Sequence[tuple[int, _Hits, int]], items: Sequence[str]) -> None:
        wanted = sorted({items[hit.item] for _, hit, _ in chosen})
        ids = ", ".join(str(id_) for id_ in sorted({id_ for id_, _, _ in chosen}))
        now, before = (self._rows(side, wanted, ids) for side in ("n", "b"))
        for id_, hit, spot in chosen:
            expected = self._band_said() if hit.edit is None else _edit_said(hit.edit, hit.place(spot))
            self._add(hit.code, items[hit.item], now[id_], before[id_], expected)

    def _rows(self, side: str, items: Sequence[str], ids: str) -> dict[int, dict[str, Any]]:
        """This period's rows (n) or those before (b), by this period's row."""
        grain = [f'n."{g}" AS "{g}"' for g in self.rule.form.spec.grain]
        columns = [
            "n.rowid AS id",
            "n.org AS org",
            f"{side}.period AS period",
            f"{side}.as_of AS as_of",
            *grain,
            *cell_columns(items, side),
        ]
        query = f"SELECT {', '.join(columns)} {self._joined()} AND n.rowid IN ({ids})"
        return {r["id"]: r for r in self.rows.connection.sql(query).to_arrow_table().to_pylist()}

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


def _plain(column: Any) -> Any:
    return (
        column.filled(None) if isinstance(column, np.ma.MaskedArray) and column.dtype == object else np.asarray(column)
    )


def _floats(column: Any) -> Floats:
    if isinstance(column, np.ma.MaskedArray):
        return np.asarray(column.filled(np.nan), np.float64)
    return np.asarray(column, np.float64)
