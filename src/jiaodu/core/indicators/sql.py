"""The SQL of a scan: from the rows of a form to one line a unit, leading source first.

Floor: core.indicators. In: a scan's aggregates and items. Out: text for DuckDB. FILTER is written as CASE, which the
engine runs many times faster; counts stay integers and amounts exact decimals.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jiaodu.core.base.missing import MissingReason
from jiaodu.core.base.tables import Table
from jiaodu.core.formula.nodes import (
    Aggregate,
    Among,
    Arithmetic,
    Compare,
    Item,
    Literal_,
    Logic,
    Negative,
    Node,
    Not,
    Number,
)
from jiaodu.core.formula.printing import print_number


def row_sql(node: Node) -> str:
    """A row expression or condition as SQL."""
    match node:
        case Number(value):
            return print_number(value)
        case Literal_(value):
            return str(value).lower() if isinstance(value, bool) else "'" + value.replace("'", "''") + "'"
        case Item(name):
            return f'"{name}"'
        case Negative(inner):
            return f"(- {row_sql(inner)})"
        case Arithmetic(op, left, right) | Compare(op, left, right) | Logic(op, left, right):
            return f"({row_sql(left)} {op} {row_sql(right)})"
        case Among(item, values):
            return f"({row_sql(item)} IN ({', '.join(row_sql(v) for v in values)}))"
        case Not(inner):
            return f"(NOT {row_sql(inner)})"
    raise TypeError(node)


def cell_sql(aggregate: Aggregate) -> str:
    """What one row contributes to an aggregate: its argument, or 1 for a count; null where the filter leaves it out."""
    if aggregate.verb == "count":
        given = "1" if aggregate.argument is None else f"CASE WHEN {row_sql(aggregate.argument)} IS NOT NULL THEN 1 END"
    else:
        assert aggregate.argument is not None
        given = row_sql(aggregate.argument)
    if aggregate.condition is None:
        return given
    return f"CASE WHEN {row_sql(aggregate.condition)} THEN {given} END"


@dataclass(frozen=True, slots=True)
class RowSource:
    """Where a scan reads: the SQL source, the periods with their reference dates, and the sources of each item."""

    source: str
    table: Table
    dates: Sequence[tuple[int, str]]
    present: tuple[str, ...]
    orders: Mapping[str, tuple[str, ...]]
    only: str | None = None
    not_applicable: frozenset[str] = frozenset()
    form_order: tuple[str, ...] = ()

    def sql(self, items: Sequence[str]) -> str:
        """Rows without their source: key, items, and flags for items stated not to apply."""
        where = self._at_the_reference_dates() + (f" AND source = '{self.only}'" if self.only else "")
        orders = [self.orders.get(i, ()) for i in items] or [self.form_order]
        alone = len(self.present) == 1 and all(self.present[0] in order for order in orders)
        if self.table.grain and not self.only:
            return self._rows_of_the_leading_source(items, where)
        if self.only or alone:
            columns = [f'"{name}"' for name in self._key()] + [f'"{name}"' for name in items]
            columns += [f"{self._stated(name)} AS {flag(name)}" for name in items if name in self.not_applicable]
            return f"SELECT {', '.join(columns)} FROM {self.source} WHERE {where}"
        columns = [f'"{name}"' for name in self._key()]
        columns += [f'{self._leading(name, chr(34) + name + chr(34))} AS "{name}"' for name in items]
        columns += [
            f"{self._leading(name, self._stated(name))} AS {flag(name)}"
            for name in items
            if name in self.not_applicable
        ]
        keys = ", ".join(f'"{name}"' for name in self._key())
        return f"SELECT {', '.join(columns)} FROM {self.source} WHERE {where} GROUP BY {keys}"

    def _at_the_reference_dates(self) -> str:
        """Each wanted period at its date. A CASE behind a range: an OR of pairs takes the engine half as long again."""
        ordinals = [ordinal for ordinal, _ in self.dates]
        dates = " ".join(f"WHEN {ordinal} THEN DATE '{day}'" for ordinal, day in self.dates)
        return f"(period BETWEEN {min(ordinals)} AND {max(ordinals)} AND as_of = CASE period {dates} END)"

    def _rows_of_the_leading_source(self, items: Sequence[str], where: str) -> str:
        """A form of many rows a unit: the first source of the form's order that has any row of the unit leads as a whole."""
        order = self.form_order
        ranks = (
            " ".join(f"WHEN '{s}' THEN {n}" for n, s in enumerate(s for s in order if s in self.present))
            or "WHEN '' THEN 0"
        )
        columns = [f'"{name}"' for name in self._key()] + [f'"{name}"' for name in items if name not in self._key()]
        columns += [f"{self._stated(name)} AS {flag(name)}" for name in items if name in self.not_applicable]
        return (
            f"SELECT {', '.join(columns)} FROM (SELECT *, CASE source {ranks} END AS source_rank FROM {self.source} WHERE {where}) "
            "WHERE source_rank IS NOT NULL QUALIFY source_rank = min(source_rank) OVER (PARTITION BY org, period)"
        )

    def _key(self) -> list[str]:
        return ["org", "period", *(column.name for column in self.table.grain)]

    @staticmethod
    def _stated(name: str) -> str:
        reason = MissingReason.NOT_APPLICABLE.value
        return f"coalesce(_missing['{name}'] = '{reason}', false)"

    def _leading(self, name: str, value: str) -> str:
        """The value of the first source in order that has a row, be it blank there: never a silent second choice."""
        order = [s for s in self.orders.get(name, ()) if s in self.present]
        whens = [
            f"WHEN bool_or(source = '{s}') THEN any_value(CASE WHEN source = '{s}' THEN {value} END)" for s in order
        ]
        # a typed null, where no source of the item has any row
        return f"CASE {' '.join(whens)} END" if whens else f"any_value(CASE WHEN false THEN {value} END)"


def flag(item: str) -> str:
    """The name of the column that tells whether an item was stated not to apply."""
    return f'"{item}?"'


@dataclass(frozen=True, slots=True)
class ScanColumns:
    """The columns that a scan brings: aggregates, and per item whether it is given and whether it does not apply."""

    aggregates: Mapping[str, Aggregate]
    items: tuple[str, ...]
    not_applicable: frozenset[str]


def unit_sql(rows: str, columns: ScanColumns, keys: Sequence[str], grouped: bool) -> str:
    """One line a unit (and breakdown cell) of a scan: the aggregates, `g:item` given, `n:item` not applicable."""
    key = ", ".join(f'"{k}"' for k in keys)
    out = [key]
    for name, aggregate in columns.aggregates.items():
        cell = cell_sql(aggregate)
        if not grouped:
            out.append(f'{cell} AS "{name}"')
        else:
            verb = {"sum": "sum", "count": "count", "min": "min", "max": "max", "stated": "max"}[aggregate.verb]
            out.append(f'{verb}({cell}) AS "{name}"')
    for item in columns.items:
        stated = item in columns.not_applicable
        given = f'"{item}" IS NOT NULL' + (f" OR {flag(item)}" if stated else "")
        out.append(f'{f"bool_and({given})" if grouped else f"({given})"} AS "g:{item}"')
        if stated:
            out.append(f'{f"bool_and({flag(item)})" if grouped else flag(item)} AS "n:{item}"')
    if any(a.verb == "stated" for a in columns.aggregates.values()) and grouped:
        out.append('count(*) AS "rows"')
    return f"SELECT {', '.join(out)} FROM ({rows})" + (f" GROUP BY {key}" if grouped else "")


def histogram_sql(rows: str, aggregate: Aggregate, keys: Sequence[str]) -> str:
    """How often each value occurs in each unit: enough for any quantile of any level."""
    key = ", ".join(f'"{k}"' for k in keys)
    return f"SELECT {key}, v, count(*) AS n FROM (SELECT {key}, {cell_sql(aggregate)} AS v FROM ({rows})) WHERE v IS NOT NULL GROUP BY {key}, v"
