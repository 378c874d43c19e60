"""A snapshot as one unit sees it: its own rows and those above and below, none of its neighbours; checks of the unit come out the same."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.town import CITY, FIRST, NORTH, OTHER, PACKS, SECOND, THIRD, build_store

from jiaodu.core.facts.near import Near, near_units
from jiaodu.core.facts.reading import Snapshot
from jiaodu.core.facts.staging import Origin, stage_rows
from jiaodu.core.facts.store import Store
from jiaodu.core.framework import Framework, load_framework
from jiaodu.core.rules import check_staged


@pytest.fixture(scope="module")
def framework() -> Framework:
    return load_framework(list(PACKS), [])


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, framework: Framework) -> Snapshot:
    folder = tmp_path_factory.mktemp("near") / "store"
    build_store(folder)
    form = framework.forms["staff"]
    key = {"period": 2023, "as_of": dt.date(2023, 9, 1), "stage": "primary", "source": "school_return"}
    rows = [{**key, "org": org, "staff": 30, "teachers": 20, "_row": n} for n, org in enumerate((FIRST, SECOND, OTHER))]
    origin = Origin("a.xlsx", "3" * 64, "x", "rows", {"staff": "A", "teachers": "B"})
    Store(folder).commit([stage_rows(form.table, origin, rows)], (), packs=PACKS, by="test")
    return Store(folder).head()


def test_who_is_near(whole: Snapshot) -> None:
    assert near_units(whole.tree(), FIRST) == {FIRST, NORTH, CITY}
    assert near_units(whole.tree(), NORTH) == {FIRST, SECOND, THIRD, NORTH, CITY}


def test_only_rows_of_the_near(whole: Snapshot) -> None:
    near = Near(whole, near_units(whole.tree(), FIRST))
    connection = near.another_connection()
    assert connection.sql(f"SELECT org FROM {near.source('staff')}").fetchall() == [(FIRST,)]
    assert set(near.tree().codes) == {FIRST, NORTH, CITY} and near.name == whole.name


def test_what_is_wrong_with_the_unit_itself_is_found_all_the_same(whole: Snapshot, framework: Framework) -> None:
    form = framework.forms["staff"]
    row = {"org": FIRST, "period": 2024, "as_of": dt.date(2024, 9, 1), "stage": "primary", "source": "school_return"}
    staged = [
        stage_rows(
            form.table,
            Origin("b", "4" * 64, "y", "web", {"staff": "staff"}),
            [{**row, "staff": 9, "teachers": 70, "_row": 1}],
        )
    ]
    near = Near(whole, near_units(whole.tree(), FIRST))
    found = [p.data.get("rule_id") for p in check_staged(framework, near, staged)]
    assert found and sorted(map(str, found)) == sorted(
        str(p.data.get("rule_id")) for p in check_staged(framework, whole, staged)
    )
