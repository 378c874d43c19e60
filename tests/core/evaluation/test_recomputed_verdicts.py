"""Verdicts, counts and shares of schools that meet a standard follow a correction; the store says what changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packs_in_text import PackWriter, facts_of, staged
from test_judge import FORMS, INDICATORS, ORGS, STANDARDS, school

from jiaodu.core.base.organisations import Membership, Organisation
from jiaodu.core.evaluation import open_values
from jiaodu.core.evaluation.evaluate import recompute_values
from jiaodu.core.evaluation.judge import Judge
from jiaodu.core.facts.changes import find_changes
from jiaodu.core.facts.reading import open_snapshot
from jiaodu.core.facts.staging import Origin, StagedRegister
from jiaodu.core.facts.store import Store
from jiaodu.core.framework import Framework
from jiaodu.core.indicators import Values

YEAR = 2019
SCHOOLS = ("s0", "s1", "s2")
# verdicts that hang on the verdicts of another indicator's standard
MORE = """
full_count:
  name: {zh: 双达标学校比例, en: share that meets both}
  across: {level: school, indicator: pupils, standard: enough}
  formula: share(met)
  unit: percent
  levels: [county]
unnamed:
  name: {zh: 达标比例, en: share by the first standard}
  across: {level: school, indicator: pupils}
  formula: share(met)
  unit: percent
  levels: [county]
two_count:
  name: {zh: 两校达标比例, en: share of two schools}
  across: {level: school, indicator: pupils, standard: two}
  formula: share(met)
  unit: percent
  levels: [county]
"""
MORE_STANDARDS = """
two:
  {name: {zh: 两校, en: two schools}, indicator: per_hundred, basis: target, levels: [school], units: [s0, s2], entries: [{from: 2010-01-01, op: ">=", value: 50, document: law, article: "1"}]}
big:
  {name: {zh: 大, en: big}, indicator: pupils, basis: target, levels: [school, county], entries: [{from: 2010-01-01, op: ">=", value: 3, document: law, article: "1"}]}
"""


@pytest.fixture(scope="module")
def framework(tmp_path_factory: pytest.TempPathFactory) -> Framework:
    writer = PackWriter(tmp_path_factory.mktemp("pack"))
    return writer.add(forms=FORMS, indicators=INDICATORS + MORE, standards=STANDARDS + MORE_STANDARDS).load()


def everything(values: Values, judge: Judge) -> list[Any]:
    """Every value and every verdict of every unit."""
    found: list[Any] = []
    for org in ("c", *SCHOOLS):
        for id_ in values.framework.indicators:
            found += values.all_cells(id_, org, YEAR)
        for standard in values.framework.standards.values():
            found += judge.judge(standard, org, YEAR)
    return found


cells = st.integers(0, 9) | st.none()
returns = st.tuples(st.sampled_from(SCHOOLS), st.sampled_from((2018, 2019)), cells, cells)


def rows_of(given_: list[tuple[Any, ...]], hedges: dict[Any, str] | None = None) -> list[dict[str, Any]]:
    rows = {(org, year): school(org, year, pupils, teachers) for org, year, pupils, teachers in given_}
    for key, hedge in (hedges or {}).items():
        if key in rows:
            rows[key]["_hedge"] = {"teachers": hedge}
    return list(rows.values())


@pytest.mark.slow
@settings(max_examples=max(20, settings().max_examples // 3))
@given(
    st.lists(returns, min_size=6, max_size=9),
    st.lists(returns, max_size=2),
    st.dictionaries(
        st.tuples(st.sampled_from(SCHOOLS), st.just(2019)), st.sampled_from(["at_least", "about"]), max_size=1
    ),
)
def test_verdicts_follow(
    framework: Framework, first: list[tuple[Any, ...]], second: list[tuple[Any, ...]], hedges: dict[Any, str]
) -> None:
    before, after = rows_of(first), rows_of([*first, *second], hedges)
    values, judge = open_values(framework, facts_of(framework, ORGS, schools=before), YEAR)
    earlier = everything(values, judge)
    facts = facts_of(framework, ORGS, schools=after)
    later, later_judge, found = recompute_values(values, facts)
    assert not found.full
    assert everything(later, later_judge) == everything(*open_values(framework, facts, YEAR))
    assert everything(values, judge) == earlier


# --- in a store -----------------------------------------------------------------------------------------------------


def load(framework: Framework, folder: Path, *rows: dict[str, Any]) -> None:
    Store(folder).commit([staged(framework.forms["schools"], rows)])


def register(folder: Path, orgs: list[Organisation]) -> None:
    Store(folder).commit(registers=[StagedRegister(Origin("r.xlsx", "1" * 64, "1", "rows", {}), orgs)])


@pytest.fixture
def store(framework: Framework, tmp_path: Path) -> Path:
    register(tmp_path, ORGS)
    load(framework, tmp_path, *(school(s, y, 100, 4 + n) for y in (2018, 2019) for n, s in enumerate(SCHOOLS)))
    return tmp_path


def test_several_loads_later_and_back(framework: Framework, store: Path) -> None:
    load(framework, store, school("s0", 2019, 100, 5))
    load(framework, store, {"org": "s1", "period": 2018, "pupils": None})
    load(framework, store, school("s2", 2019, 100, 6, source="school"))
    load(framework, store, school("s9", 2019, 1, 1))
    for start, end in (("S2", None), ("S5", "S2"), ("S3", "S4")):
        values, judge = open_values(framework, open_snapshot(store, start), YEAR)
        everything(values, judge)
        facts = open_snapshot(store, end)
        later, later_judge, found = recompute_values(values, facts)
        assert not found.full
        assert everything(later, later_judge) == everything(*open_values(framework, facts, YEAR)), (start, end)


def test_what_changed_is_read_from_the_store(framework: Framework, store: Path) -> None:
    load(framework, store, school("s0", 2019, 100, 5))
    load(framework, store, {"org": "s1", "period": 2018, "pupils": None})
    tables = [framework.forms["schools"].table]

    def between(a: str, b: str) -> list[tuple[Any, ...]]:
        changes = find_changes(open_snapshot(store, a), open_snapshot(store, b), tables)
        return [
            (c.period, c.source, set(c.items), c.rows, set(c.orgs)) for found in changes.tables.values() for c in found
        ]

    assert between("S2", "S3") == [(2019, "stat", {"teachers"}, False, {"s0"})]
    assert between("S3", "S4") == [(2018, "stat", {"pupils"}, False, {"s1"})]
    assert between("S4", "S2") == [
        (2018, "stat", {"pupils"}, False, {"s1"}),
        (2019, "stat", {"teachers"}, False, {"s0"}),
    ]
    assert between("S3", "S3") == []
    load(framework, store, school("s1", 2019, 100, 5))
    assert between("S4", "S5") == [], "brought once more, and the same"
    load(framework, store, school("s3", 2019, 1, 1))
    assert between("S5", "S6")[0][3:] == (True, {"s3"})


def test_another_register_means_everything_anew_and_the_same_once_more_does_not(
    framework: Framework, store: Path
) -> None:
    values, judge = open_values(framework, open_snapshot(store), YEAR)
    everything(values, judge)
    register(store, ORGS)
    assert not recompute_values(values, open_snapshot(store))[2].full
    register(store, [Organisation("s2", "s2", "school", "c", closed=ORGS[0].valid_from.replace(year=2018))])
    facts = open_snapshot(store)
    later, later_judge, found = recompute_values(values, facts)
    assert found.full and found.changes.register
    assert everything(later, later_judge) == everything(*open_values(framework, facts, YEAR))


def test_many_corrections_do_not_make_a_series_grow(framework: Framework, store: Path) -> None:
    values, _ = open_values(framework, open_snapshot(store), YEAR)
    values.results.series("per_hundred", "county")
    for teachers in range(10, 16):
        load(framework, store, school("s0", 2019, 100, teachers))
        values, _, _ = recompute_values(values, open_snapshot(store))
        pieces = values.results.series("per_hundred", "county").pieces
        assert pieces is not None and len(pieces.series) <= 2


def test_another_group_means_everything_anew(framework: Framework, store: Path) -> None:
    values, judge = open_values(framework, open_snapshot(store), YEAR)
    everything(values, judge)
    member = Membership("s0", "s1", valid_from=ORGS[0].valid_from)
    Store(store).commit(
        registers=[StagedRegister(Origin("g.xlsx", "2" * 64, "1", "rows", {}), [], memberships=[member])]
    )
    assert recompute_values(values, open_snapshot(store))[2].full
