"""The rows of a first load, made without a query, are those that the merging query makes beside a row of somebody else."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from jiaodu.core.base.organisations import Organisation
from jiaodu.core.base.tables import Column, ItemType, Table
from jiaodu.core.facts.merge import Merge
from jiaodu.core.facts.reading import MemoryFacts, connect
from jiaodu.core.facts.staging import Origin, stage_rows

_ORIGIN = Origin("f", "", "", "rows", {})
_ITEMS = {
    "n": (ItemType.COUNT, st.none() | st.integers(-(2**62), 2**62)),
    "d": (ItemType.NUMBER, st.none() | st.decimals(-1000, 1000, places=2)),
    "c": (ItemType.CODE, st.none() | st.sampled_from(["a", "乙"])),
    "t": (ItemType.TEXT, st.none() | st.text(max_size=3)),
    "day": (ItemType.DATE, st.none() | st.dates(dt.date(2000, 1, 1), dt.date(2030, 1, 1))),
    "y": (ItemType.YES_NO, st.none() | st.booleans()),
}
_TABLE = Table(
    "t",
    (Column("grade", ItemType.CODE),),
    tuple(Column(name, type_, 2 if type_ is ItemType.NUMBER else 0) for name, (type_, _) in _ITEMS.items()),
)


@st.composite
def _sheets(draw: st.DrawFn) -> list[dict[str, Any]]:
    brought = draw(st.sets(st.sampled_from(sorted(_ITEMS)), min_size=1))
    maps = draw(st.sets(st.sampled_from(["_missing", "_hedge", "_note"])))
    keys = draw(
        st.lists(
            st.tuples(st.sampled_from(["b", "a", "Ä", "校"]), st.sampled_from([2020, 2019]), st.sampled_from(["g2", "g1", None])),
            unique=True, min_size=1, max_size=6,
        )
    )  # fmt: skip
    rows = []
    for number, (org, period, grade) in enumerate(keys):
        row: dict[str, Any] = {
            "org": org, "period": period, "as_of": dt.date(period, 9, 1), "grade": grade, "source": "s", "_row": number,
        }  # fmt: skip
        row |= {name: draw(_ITEMS[name][1]) for name in sorted(brought)}
        row |= {
            name: draw(st.none() | st.dictionaries(st.sampled_from(sorted(brought)), st.just("x"))) for name in maps
        }
        rows.append(row)
    return rows


@given(_sheets())
def test_first_rows_are_those_of_the_query(rows: list[dict[str, Any]]) -> None:
    connection = connect()
    other = {"org": "else", "period": 2019, "as_of": dt.date(2019, 9, 1), "source": "s", "_row": 0, "n": 1}
    connection.register("there", Merge(_TABLE, connection).run(None, [(1, stage_rows(_TABLE, _ORIGIN, [other]))]).rows)
    sheet = stage_rows(_TABLE, _ORIGIN, rows)
    beside = Merge(_TABLE, connection).run("there", [(2, sheet)]).rows
    first = Merge(_TABLE, connection).run(None, [(2, sheet)]).rows
    wanted = [row for row in beside.to_pylist() if row["org"] != "else"]
    assert first.to_pylist() == wanted
    assert first.schema.equals(beside.schema)


def test_facts_in_memory_do_not_see_each_other() -> None:
    """They share one database, each with tables of its own."""
    unit = Organisation("a", "a", "school", "", dt.date(1900, 1, 1))
    both = [
        MemoryFacts(
            [stage_rows(_TABLE, _ORIGIN, [
                {"org": "a", "period": 2020, "as_of": dt.date(2020, 9, 1), "source": "s", "_row": 0, "d": Decimal(n)}
            ])],
            [unit],
        )
        for n in (1, 2)
    ]  # fmt: skip
    found = [f.connection().sql(f"SELECT d FROM {f.source('t')}").fetchall() for f in both]
    assert found == [[(Decimal(1),)], [(Decimal(2),)]]
    both[0].connection().execute("CREATE TEMP TABLE mine AS SELECT 1 AS one")
    assert "mine" not in [row[0] for row in both[1].connection().sql("SHOW TABLES").fetchall()]
