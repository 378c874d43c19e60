"""One statement an indicator and level: what comes out when every indicator is its own query.

In: the Parquet files that the store's head names. Out: Arrow tables, one an indicator and level.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from benchmarks.contenders.base import Cells, Setting, in_order
from benchmarks.contenders.hand import OVER_FORMS, Found, _of
from benchmarks.contenders.statements import (
    group_expression,
    growth_expression,
    school_expression,
    source,
    variation_expression,
)
from benchmarks.workload import PUPILS, Measure


@dataclass
class Single:
    """One query an indicator and level."""

    setting: Setting
    name: str = "one query an indicator"

    def prepare(self) -> None:
        """Know the files."""
        _ = self.setting.files

    def run(self) -> Found:
        """A connection, then query after query."""
        connection = duckdb.connect(":memory:")
        connection.execute("SET enable_progress_bar = false; SET preserve_insertion_order = false")
        return [
            (level, connection.sql(self._statement(measure, level)).to_arrow_table())
            for measure in self.setting.workload.measures
            for level in measure.levels
        ]

    def cells(self, found: Found) -> Cells:
        """By indicator and level."""
        cells: Cells = {}
        for level, table in found:
            (name,) = (n for n in table.column_names if n not in (level, "period"))
            cells |= in_order(table, level, {name: name}, self.setting, level)
        return cells

    def _rows(self, measure: Measure) -> str:
        files, workload = self.setting.files, self.setting.workload
        schools = f"(SELECT org AS school, parent AS county FROM {source(self.setting.register_files)} WHERE level = 'school')"
        own = f"{source(files[workload.form_of(measure)])} f JOIN {schools} s ON f.org = s.school"
        if measure.family not in OVER_FORMS:
            return f"(SELECT county, school, period, {', '.join(dict.fromkeys(measure.items))} FROM {own})"
        item = measure.items[0]
        pupils = f"(SELECT org, period, {PUPILS} FROM {source(files[0])}) p"
        value = f"{item}::DOUBLE / nullif(p.{PUPILS}, 0) AS v_{item}"
        return f"(SELECT county, school, f.period, f.{item}, p.{PUPILS}, {value} FROM {own} JOIN {pupils} ON p.org = f.org AND p.period = f.period)"

    def _statement(self, measure: Measure, level: str) -> str:
        item, unit = measure.items[0], {"school": "school", "county": "county", "province": "'110000'"}[level]
        if measure.family.startswith("cv"):
            expression = _of(variation_expression(measure), measure)
        elif measure.family == "per_capita":
            expression = f"sum({item})::DOUBLE / nullif(sum({PUPILS}), 0)::DOUBLE"
        elif level == "school":
            inner = f"SELECT school, period, {school_expression(measure)} AS {measure.id} FROM {self._rows(measure)}"
            return self._grown(measure, inner, level)
        else:
            expression = group_expression(measure, True)
        inner = (
            f"SELECT {unit} AS {level}, period, {expression} AS {measure.id} FROM {self._rows(measure)} GROUP BY ALL"
        )
        return self._grown(measure, inner, level)

    @staticmethod
    def _grown(measure: Measure, inner: str, level: str) -> str:
        if measure.family != "growth":
            return inner
        return f"SELECT {level}, period, {growth_expression(measure, level)} AS {measure.id} FROM ({inner})"
