"""SQL by hand over the wide Parquet files: a few statements a form, every indicator of a level in one of them.

In: the Parquet files that the store's head names. Out: Arrow tables, one a form and level. This is the opponent.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import duckdb
import pyarrow as pa

from benchmarks.contenders.base import Cells, Setting, in_order
from benchmarks.contenders.statements import (
    given_expression,
    group_expression,
    growth_expression,
    school_expression,
    source,
    variation_expression,
)
from benchmarks.workload import ABOVE, FORMS, LEVELS, PUPILS, Measure

Found = list[tuple[str, pa.Table]]
OVER_FORMS = ("per_capita", "cv_plain", "cv_weighted")


@dataclass
class Hand:
    """Hand-written SQL. `masked`: same null rules as jiaodu; `counted`: complete schools too, for a coverage."""

    setting: Setting
    name: str = "hand"
    masked: bool = True
    counted: bool = False
    files: dict[int, list[str]] = field(default_factory=dict)

    def prepare(self) -> None:
        """Know the files."""
        self.files = self.files or self.setting.files

    def run(self) -> Found:
        """A connection, the schools, then form after form."""
        connection = duckdb.connect(":memory:")
        connection.execute("SET enable_progress_bar = false; SET preserve_insertion_order = false")
        register = source(self.setting.register_files)
        connection.execute(
            f"CREATE TEMP TABLE schools AS SELECT org AS school, parent AS county FROM {register} WHERE level = 'school'"
        ).fetchall()
        found: Found = []
        for form in range(FORMS):
            found += self._form(connection, form)
        return found + self._over_forms(connection)

    def cells(self, found: Found) -> Cells:
        """By indicator and level."""
        wanted = {measure.id for measure in self.setting.workload.measures}
        cells: Cells = {}
        for level, table in found:
            names = {name: name for name in table.column_names if name in wanted}
            cells |= in_order(table, level, names, self.setting, level)
        return cells

    # --- one form -----------------------------------------------------------------------------------------------

    def _form(self, connection: duckdb.DuckDBPyConnection, form: int) -> Found:
        workload = self.setting.workload
        own = [m for m in workload.measures if m.family not in OVER_FORMS and workload.form_of(m) == form]
        shared = [m for m in workload.measures if m.family in OVER_FORMS and workload.form_of(m) == form]
        items = dict.fromkeys(i for m in own for i in m.items)
        kept = {m.items[0] for m in shared} | ({PUPILS} if form == 0 else set())
        columns = ", ".join(dict.fromkeys([*items, *kept]))
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE rows_{form} AS SELECT county, school, period, {columns} "
            f"FROM {source(self.files[form])} JOIN schools ON org = school"
        ).fetchall()
        return [(level, self._level(connection, form, own, level)) for level in LEVELS] if own else []

    def _level(self, connection: duckdb.DuckDBPyConnection, form: int, own: list[Measure], level: str) -> pa.Table:
        return connection.sql(self._statement(form, own, level)).to_arrow_table()

    def _statement(self, form: int, own: list[Measure], level: str) -> str:
        if level == "school":
            columns = [f"{school_expression(m)} AS {m.id}" for m in own]
            inner = f"SELECT school, period, {', '.join(columns)} FROM rows_{form}"
        else:
            columns = [f"{group_expression(m, self.masked)} AS {m.id}" for m in own]
            if self.counted:
                columns += [f"{given_expression(m)} AS given_{m.id}" for m in own]
            unit = "county" if level == "county" else "'110000'"
            inner = f"SELECT {unit} AS {level}, period, {', '.join(columns)} FROM rows_{form} GROUP BY ALL"
        growth = [f"{growth_expression(m, level)} AS {m.id}" for m in own if m.family == "growth"]
        return f"SELECT * REPLACE ({', '.join(growth)}) FROM ({inner})" if growth else inner

    # --- items of two forms -------------------------------------------------------------------------------------

    def _over_forms(self, connection: duckdb.DuckDBPyConnection) -> Found:
        """Everything per pupil whose pupils stand on the first form."""
        workload = self.setting.workload
        capita = [m for m in workload.measures if m.family == "per_capita"]
        varied = [m for m in workload.measures if m.family == "cv_plain"]
        found: Found = []
        items = [m.items[0] for m in (*capita, *varied)]
        joins = " ".join(
            f"JOIN rows_{form} USING (school, period)" for form in dict.fromkeys(workload.items[i].form for i in items)
        )
        columns = [f"{item}" for item in items]
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE per_pupil AS SELECT rows_0.county, school, period, {PUPILS}, "
            f"{', '.join(columns)} FROM rows_0 {joins}"
        ).fetchall()
        school = ", ".join(f"{m.items[0]}::DOUBLE / nullif({PUPILS}, 0) AS {m.id}" for m in capita)
        found.append(("school", connection.sql(f"SELECT school, period, {school} FROM per_pupil").to_arrow_table()))
        for level in ABOVE:
            found.append((level, connection.sql(self._above(level, capita)).to_arrow_table()))
        return found

    def _above(self, level: str, capita: list[Measure]) -> str:
        workload = self.setting.workload
        unit = "county" if level == "county" else "'110000'"
        sums = [f"sum({m.items[0]})::DOUBLE / nullif(sum({PUPILS}), 0)::DOUBLE AS {m.id}" for m in capita]
        varied = [m for m in workload.measures if m.family.startswith("cv")]
        per_pupil = [
            f"{m.items[0]}::DOUBLE / nullif({PUPILS}, 0) AS v_{m.items[0]}" for m in varied[: len(varied) // 2]
        ]
        spread = [f"{_of(variation_expression(m), m)} AS {m.id}" for m in varied]
        return (
            f"SELECT {unit} AS {level}, period, {', '.join([*sums, *spread])} "
            f"FROM (SELECT *, {', '.join(per_pupil)} FROM per_pupil) GROUP BY ALL"
        )


def _of(expression: str, measure: Measure) -> str:
    """The expression over this measure's column; a school without the measure weighs nothing."""
    value = f"v_{measure.items[0]}"
    weight = f"CASE WHEN {value} IS NOT NULL THEN {PUPILS} END"
    words = {"(v)": f"({value})", "* v": f"* {value}", "(w)": f"({weight})", "(w ": f"({PUPILS} "}
    for short, long in words.items():
        expression = expression.replace(short, long)
    return expression
