"""What differs between two snapshots: exactly what two full evaluations say, each with the cells that made it differ."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from packs_in_text import PackWriter
from test_judge import FORMS, INDICATORS, ORGS, STANDARDS, school
from test_recomputed_verdicts import MORE, MORE_STANDARDS, SCHOOLS, YEAR, load, register

from jiaodu.cli.main import main
from jiaodu.core.evaluation import Outcome, open_values
from jiaodu.core.evaluation.differences import Differences, find_differences
from jiaodu.core.facts.reading import Facts, open_snapshot
from jiaodu.core.framework import Framework


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> PackWriter:
    writer = PackWriter(tmp_path_factory.mktemp("pack"))
    return writer.add(forms=FORMS, indicators=INDICATORS + MORE, standards=STANDARDS + MORE_STANDARDS)


@pytest.fixture(scope="module")
def framework(packs: PackWriter) -> Framework:
    return packs.load()


@pytest.fixture
def store(framework: Framework, tmp_path: Path) -> Path:
    """S2: schools above their limit; S3: one teacher less; S4: a school silent no more; S5: a figure of the year before."""
    register(tmp_path, ORGS)
    load(framework, tmp_path, *(school(s, y, 100, 5) for y in (2018, 2019) for s in SCHOOLS if (s, y) != ("s2", 2019)))
    load(framework, tmp_path, school("s0", 2019, 100, 4))
    load(framework, tmp_path, school("s2", 2019, 100, 5))
    load(framework, tmp_path, school("s1", 2018, 90, 5))
    return tmp_path


def by_brute_force(framework: Framework, before: Facts, after: Facts) -> tuple[set[Any], set[Any]]:
    """Values and verdicts that differ, from two evaluations of everything."""
    values: list[dict[Any, Any]] = []
    verdicts: list[dict[Any, Any]] = []
    for facts in (before, after):
        v, judge = open_values(framework, facts, YEAR)
        ids = [i for i in framework.indicators if "__" not in i]
        orgs = ("P", "c", *SCHOOLS)
        values.append({(x.indicator, x.org, x.cell): x for i in ids for o in orgs for x in v.all_cells(i, o, YEAR)})
        standards = framework.standards.values()
        verdicts.append({(x.standard, x.org): x for s in standards for o in orgs for x in judge.judge(s, o, YEAR)})
    return tuple(  # type: ignore[return-value]
        {key for key in a.keys() | b.keys() if a.get(key) != b.get(key)} for a, b in (values, verdicts)
    )


def found_in(found: Differences) -> tuple[set[Any], set[Any]]:
    values = {(v.value.indicator, v.value.org, v.value.cell) for v in found.values}
    return values, {(v.verdict.standard, v.verdict.org) for v in found.verdicts}


@pytest.mark.parametrize("pair", [("S2", "S3"), ("S3", "S4"), ("S4", "S5"), ("S2", "S5"), ("S5", "S2"), ("S5", "S5")])
def test_exactly_what_two_evaluations_say(framework: Framework, store: Path, pair: tuple[str, str]) -> None:
    before, after = (open_snapshot(store, name) for name in pair)
    found = find_differences(framework, before, after, YEAR)
    assert found_in(found) == by_brute_force(framework, before, after)
    assert bool(found.verdicts) == (pair[0] != pair[1])


def test_each_difference_names_its_cells(framework: Framework, store: Path) -> None:
    found = find_differences(framework, open_snapshot(store, "S2"), open_snapshot(store, "S3"), YEAR)
    (cell,) = found.cells
    assert (cell.org, cell.item, cell.period) == ("s0", "teachers", YEAR)
    assert cell.before and cell.after and (cell.before.value, cell.after.value) == (5, 4)
    assert cell.after.address and cell.after.address.load == 3
    assert all(v.cells == (1,) for v in found.values)
    (own,) = (v for v in found.values if (v.value.indicator, v.value.org) == ("per_hundred", "s0"))
    assert own.before and own.after and (own.before.exact, own.after.exact) == (Fraction(5), Fraction(4))
    (verdict,) = (v for v in found.verdicts if (v.verdict.standard, v.verdict.org) == ("enough", "s0"))
    assert verdict.before and verdict.before.outcome is Outcome.MET
    assert verdict.after and verdict.after.outcome is Outcome.NOT_MET


def test_another_register_compares_everything(framework: Framework, store: Path) -> None:
    register(store, [*ORGS, ORGS[-1].__class__("s7", "s7", "school", "c")])
    before, after = open_snapshot(store, "S5"), open_snapshot(store)
    found = find_differences(framework, before, after, YEAR)
    assert found.register
    wanted = by_brute_force(framework, before, after)
    mine = found_in(found)
    assert {x for x in mine[0] if x[1] != "s7"} == wanted[0] and {x for x in mine[1] if x[1] != "s7"} == wanted[1]


def test_the_command(packs: PackWriter, store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    common = ["diff", "S2", "S3", "--store", str(store), "--period", "2019"]
    common += ["--packs", str(packs.folder), "--pack", packs.id]
    assert main(common) == 0
    page = capsys.readouterr().out
    assert "更正的数据 1 项" in page and "够" in page and "达标" in page
    assert main([*common, "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["cells"][0]["after"]["value"] == "4" and data["register"] is False
