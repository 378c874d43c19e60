"""The SQL of one indicator at one level, as a person would write it for DuckDB.

In: `Measure`. Out: expressions over the columns of a form. `masked`: numerator and denominator run over the schools
that gave both, as jiaodu does; without it each sum runs over whatever is there, the cheapest thing that can be asked.
"""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.workload import Measure


def school_expression(measure: Measure) -> str:
    """The indicator of one school from its own row."""
    first, last = measure.items[0], measure.items[-1]
    match measure.family:
        case "ratio":
            return f"{first}::DOUBLE / nullif({last}, 0)"
        case "share":
            return f"({first} * {measure.parameter} >= {last})::INTEGER::DOUBLE"
        case "percentile" | "growth":
            return f"{first}::DOUBLE"
    raise ValueError(measure.family)


def group_expression(measure: Measure, masked: bool) -> str:
    """The indicator of the schools of one unit above."""
    first, last = measure.items[0], measure.items[-1]
    match measure.family:
        case "ratio" if masked:
            top = f"sum(CASE WHEN {last} IS NOT NULL THEN {first} END)::DOUBLE"
            return f"{top} / nullif(sum(CASE WHEN {first} IS NOT NULL THEN {last} END), 0)::DOUBLE"
        case "ratio":
            return f"sum({first})::DOUBLE / nullif(sum({last}), 0)::DOUBLE"
        case "share":
            return f"avg(({first} * {measure.parameter} >= {last})::INTEGER)"
        case "percentile":
            return f"quantile_cont({first}, {measure.parameter})::DOUBLE"
        case "growth":
            return f"sum({first})::DOUBLE"
    raise ValueError(measure.family)


def given_expression(measure: Measure) -> str:
    """How many schools gave everything that the indicator reads."""
    given = " AND ".join(f"{item} IS NOT NULL" for item in dict.fromkeys(measure.items))
    return f"count(CASE WHEN {given} THEN 1 END)"


def growth_expression(measure: Measure, unit: str) -> str:
    """The change on the year before, over a column that holds the sum."""
    window = f"(PARTITION BY {unit} ORDER BY period)"
    return f"{measure.id} / nullif(lag({measure.id}) OVER {window}, 0) - 1"


def variation_expression(measure: Measure) -> str:
    """The coefficient of variation over the column v (a school's measure per pupil) with weight w."""
    if measure.family == "cv_plain":
        return "stddev_pop(v) / avg(v)"
    mean, squares = "(sum(w * v) / sum(w))", "(sum(w * v * v) / sum(w))"
    return f"sqrt({squares} - {mean} * {mean}) / {mean}"


def source(files: Sequence[str]) -> str:
    """The files of a form as a table."""
    return "read_parquet([" + ", ".join(f"'{f}'" for f in files) + "])"
