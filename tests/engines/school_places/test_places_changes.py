"""Events, scenarios, shocks and splits over the invented city: what they add, what they must leave as it was, what is said."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import shutil
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))

import city

from jiaodu.cli.main import main
from jiaodu.core.base.organisations import Organisation
from jiaodu.core.base.problems import JiaoduError, Place
from jiaodu.core.evaluation import evaluate
from jiaodu.core.facts.reading import open_snapshot
from jiaodu.core.facts.store import Store
from jiaodu.core.framework import Framework, load_framework
from jiaodu.engines.school_places import (
    Forecast,
    History,
    make_forecast,
    publish,
    read_events,
    read_history,
    run_backtest,
    shock_years,
)
from jiaodu.engines.school_places.planning.model import Sheet
from jiaodu.engines.school_places.scenarios import choose_scenario, factors

LAST = city.FIRST + city.YEARS - 1
NEW = "9900900"
HEAD = ("单位", "学年", "事件", "学段", "年级", "数量", "学位", "去向", "住宅类型")


def migrants(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One in ten in the first year, one more in a hundred each year."""
    return [{**r, "migrant_pupils": int(r["pupils"] * (0.1 + 0.01 * (r["period"] - city.FIRST)))} for r in rows]


def register() -> list[Organisation]:
    """A school that opens in two years, and every other school private."""
    found = [
        dataclasses.replace(o, attributes={**o.attributes, "ownership": ("private" if i % 2 else "public",)})
        if o.level == "school"
        else o
        for i, o in enumerate(city.organisations())
    ]
    stage = {"stage": ("primary",), "ownership": ("public",)}
    return [
        *found,
        Organisation(NEW, "虚构新校", "school", "9900", valid_from=dt.date(LAST + 2, 7, 1), attributes=stage),
    ]


@pytest.fixture(scope="module")
def framework() -> Framework:
    return load_framework("school-places@1")


@pytest.fixture(scope="module")
def store(framework: Framework, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return city.build(tmp_path_factory.mktemp("city") / "store", framework, change=migrants, register=register())


@pytest.fixture(scope="module")
def history(framework: Framework, store: Path) -> History:
    return read_history(framework, open_snapshot(store))


@pytest.fixture(scope="module")
def expected(history: History) -> Forecast:
    return make_forecast(history, 4)


def sheet(*rows: tuple[str, ...]) -> Sheet:
    whole = [list(HEAD), *([*row, *[""] * (len(HEAD) - len(row))] for row in rows)]
    return Sheet(whole, lambda row, column: Place("events.csv", cell=f"{column},{row}"))


def forecast_with(history: History, *rows: tuple[str, ...]) -> Forecast:
    history, events, _ = read_events(history, sheet(*rows), 4)
    return make_forecast(history, 4, events=events)


def faults(history: History, *rows: tuple[str, ...]) -> list[str]:
    with pytest.raises(JiaoduError) as caught:
        read_events(history, sheet(*rows), 4)
    return sorted(p.code for p in caught.value.problems)


def year(ahead: int) -> str:
    return str(LAST + ahead)


# --- events -------------------------------------------------------------------------------------------------------


def test_arrivals_move_up_with_their_cohort(history: History, expected: Forecast) -> None:
    school = city.school(0, 1)
    found = forecast_with(history, (school, year(2), "转入", "", "五年级", "30"))
    more = found.units.grades - expected.units.grades
    at = history.unit_codes.index(school)
    assert more[at, 1, 4] == pytest.approx(30) and more[at, 2, 5] == pytest.approx(30)
    # and then to the junior schools of the county, as they are large
    junior = [history.unit_codes.index(city.school(0, s)) for s in (4, 5)]
    assert more[junior, 3, 6].sum() == pytest.approx(30) and (more[junior, 3, 6] > 5).all()
    assert more.sum() == pytest.approx(90)
    assert found.districts.grades[0].sum() - expected.districts.grades[0].sum() == pytest.approx(90)
    gone = forecast_with(history, ("9901", year(1), "转出", "小学", "", "60"))
    assert (expected.districts.middle - gone.districts.middle)[1, 0, 0] == pytest.approx(60)


def test_more_cannot_leave_than_there_are(history: History) -> None:
    found = forecast_with(history, (city.school(0, 1), year(1), "转出", "", "三年级", "100000"))
    (said,) = [p for p in found.problems if p.code == "L18"]
    assert said.data["number"] > 90_000 and (found.units.grades >= 0).all()


def test_dwellings_fill_by_the_yield_of_their_kind(history: History, expected: Forecast) -> None:
    found = forecast_with(history, ("9902", year(2), "新建住宅", "", "", "1000", "", "", "保障性住房"))
    more = (found.districts.middle - expected.districts.middle)[2]
    kind = history.spec.housing["affordable"]
    by_hand = [[0.0, 0.0]] + [
        [10 * float(kind.pupils[s] * there) / 100 for s in ("primary", "junior")] for there in kind.there
    ]
    assert more == pytest.approx(np.array(by_hand))
    assert found.districts.middle[0] == pytest.approx(expected.districts.middle[0])
    assert any("保障性住房" in t.zh and "未核实" in t.zh for t in found.assumptions)


def test_opening_and_closing_leave_the_county_as_it_was(history: History, expected: Forecast) -> None:
    gone, to = city.school(1, 0), city.school(1, 2)
    found = forecast_with(
        history,
        (NEW, year(2), "开办", "小学", "", "80"),
        (gone, year(3), "撤并", "", "", "", "", to),
        (gone, year(9), "撤并"),
    )
    assert found.districts.middle == pytest.approx(expected.districts.middle)
    new, closed, taken = (found.history.unit_codes.index(c) for c in (NEW, gone, to))
    grades = found.units.grades
    assert grades[new, 0].sum() == 0
    assert grades[new, 1:, :3] == pytest.approx(np.array([[80, 0, 0], [80, 80, 0], [80, 80, 80]]))
    assert grades[closed, 1].sum() > 0 and (grades[closed, 2:] == 0).all()
    before = expected.units.grades
    assert grades[taken, 2] == pytest.approx(before[taken, 2] + before[closed, 2])
    # places: six grades of 80 from the opening on, none in the school that closed
    more = [found.places_of_district(0, a)[0] - expected.places_of_district(0, a)[0] for a in range(4)]
    assert more == pytest.approx([0, 480, 480, 480])
    less = [expected.places_of_district(1, a)[0] - found.places_of_district(1, a)[0] for a in range(4)]
    assert less[:2] == [0, 0] and less[2] == less[3] == expected.places[closed, 0, 0]


def test_a_school_must_be_registered_and_events_must_be_clear(history: History) -> None:
    assert faults(history, ("9900999", year(1), "开办", "小学", "", "80")) == ["L15"]
    assert faults(history, ("9900", year(1), "搬迁", "", "", "80"), ("9900", "明年", "转入", "", "", "-3")) == [
        "L16",
        "L21",
        "L21",
    ]
    assert faults(history, ("9900", year(1), "开办", "小学", "", "80")) == ["L21"]
    assert faults(history, ("9900", year(1), "新建住宅", "", "", "80", "", "", "帐篷")) == ["L19"]
    assert faults(history, ("9900", year(1), "转入", "大学", "", "80")) == ["L21"]
    _, events, said = read_events(history, sheet(("9900", "2031", "转入", "", "", "5")), 4)
    assert events == () and [p.code for p in said] == ["L17"]
    with pytest.raises(JiaoduError) as caught:
        read_events(history, Sheet([["单位", "事件"]], lambda row, column: Place("events.csv")), 4)
    assert [p.code for p in caught.value.problems] == ["L20"]


# --- scenarios and shocks -----------------------------------------------------------------------------------------


def test_a_scenario_of_flow_by_hand(history: History, expected: Forecast) -> None:
    found = make_forecast(history, 4, scenario="outflow")
    for ahead in range(4):
        assert found.whole.middle[0, ahead] == pytest.approx(expected.whole.middle[0, ahead] * 0.99 ** (ahead + 1))
    assert found.scenarios[""] == pytest.approx(expected.whole.middle[0])
    assert found.scenarios["outflow"] == pytest.approx(found.whole.middle[0])
    assert "scenario=outflow" in found.parameters and any("人口流出" in t.zh for t in found.assumptions)


def test_a_scenario_of_migrant_children_leaves_the_others(history: History, expected: Forecast) -> None:
    """A fifth of them go home in the first year: others stay, so do shares of schools within their district's grades."""
    found = make_forecast(history, 4, scenario="return_home")
    before, after = (next(s for s in f.splits if s.id == "migrants").middle for f in (expected, found))
    assert after[0] == pytest.approx(before[0] * 0.8) and after[1] == pytest.approx(before[1])
    assert found.whole.middle[0] == pytest.approx(before[1] + 0.8 * before[0])
    ratio = found.units.grades[:, 1, 0] / np.where(
        expected.units.grades[:, 1, 0] > 0, expected.units.grades[:, 1, 0], np.nan
    )
    mine = history.units.parents == 0
    assert np.nanmax(ratio[mine]) == pytest.approx(np.nanmin(ratio[mine]))


def test_births_of_a_scenario_reach_only_children_not_born_yet(framework: Framework, store: Path) -> None:
    read = read_history(framework, open_snapshot(store), horizon=5)
    cohorts = read.districts.cohorts
    assert cohorts is not None
    # as if births were known only for who enters in the next two years
    cohorts = cohorts.copy()
    cohorts[:, city.YEARS + 2 :] = np.nan
    units = dataclasses.replace(read.units, cohorts=cohorts[read.units.parents])
    read = dataclasses.replace(read, units=units, districts=dataclasses.replace(read.districts, cohorts=cohorts))
    found = make_forecast(read, 4)
    change = found.scenarios["births_low"] / found.scenarios[""]
    assert change[:2] == pytest.approx(np.ones((2, 2)))
    assert (change[2:, 0] < 0.995).all() and change[3, 0] < change[2, 0] and change[:, 1] == pytest.approx(np.ones(4))


def test_factors_by_hand(history: History) -> None:
    spec = history.spec.scenarios["return_home"].model_copy(
        update={"entry": Decimal(10), "flow": Decimal(2), "migrants": Decimal(0), "lasts": 2}
    )
    made = factors(spec, 3, 3)
    # entrants of the first two years carry their tenth up; flow adds up for two years
    by_hand = [
        [1.1 * 1.02, 1.02, 1.02],
        [1.1 * 1.02**2, 1.1 * 1.02**2, 1.02**2],
        [1.02**2, 1.1 * 1.02**2, 1.1 * 1.02**2],
    ]
    assert made == pytest.approx(np.array(by_hand))


def test_shocks_and_scenarios_by_name(history: History) -> None:
    spec = history.spec
    assert shock_years(spec, ["新冠疫情", "2015"]) == (2015, 2020, 2021, 2022)
    assert choose_scenario(spec, "人口流入") == "inflow"
    for option, ask in (
        ("--shock", lambda: shock_years(spec, ["abc"])),
        ("--scenario", lambda: choose_scenario(spec, "abc")),
    ):
        with pytest.raises(JiaoduError) as caught:
            ask()
        (said,) = caught.value.problems
        assert said.code == "L19" and said.place is not None and said.place.key == option


# --- splits and the whole -----------------------------------------------------------------------------------------


def test_parts_add_up_to_the_whole(history: History, expected: Forecast) -> None:
    assert [s.id for s in expected.splits] == ["ownership", "migrants"]
    for split in expected.splits:
        assert split.middle.sum(axis=0) == pytest.approx(expected.whole.middle[0])
    private = [c for c, v in zip(history.unit_codes, history.splits["ownership"], strict=True) if v == "private"]
    rows = [history.unit_codes.index(c) for c in private]
    split = expected.splits[0]
    assert split.middle[list(split.values).index("private")] == pytest.approx(expected.units.middle[rows].sum(axis=0))
    assert expected.whole.middle[0] == pytest.approx(expected.districts.middle.sum(axis=0))
    assert (expected.whole.low <= expected.whole.middle).all() and (expected.whole.middle <= expected.whole.high).all()


def test_migrant_children_are_a_flow_of_their_own(history: History, expected: Forecast) -> None:
    assert history.migrants is not None
    split = next(s for s in expected.splits if s.id == "migrants")
    share = split.middle[0].sum(axis=1) / split.middle.sum(axis=(0, 2))
    last = history.migrants.counts[:, -1].sum() / history.districts.counts[:, -1].sum()
    assert last == pytest.approx(0.19, abs=0.01)
    assert (share > last - 0.01).all() and share[-1] > last + 0.005  # their share went up every year
    scores = run_backtest(history, 2)
    for level in ("all", "by:ownership", "by:migrants"):
        score = scores.of(level, 1)
        assert score is not None and set(score.methods) == {"ours", "naive", "plain", "ets", "theta"}


def test_chances_follow_the_intervals(history: History, expected: Forecast) -> None:
    for d in range(city.COUNTIES):
        for ahead in range(4):
            places = expected.places_of_district(d, ahead)
            for s in range(2):
                low, high = expected.districts.low[d, ahead, s], expected.districts.high[d, ahead, s]
                chance = expected.chance[d, ahead, s]
                assert chance < 0.2 if places[s] > high else chance > 0.8 if places[s] < low else 0.02 < chance < 0.98


def test_every_opponent_has_intervals(history: History) -> None:
    score = run_backtest(history, 3).of("county", 3)
    assert score is not None
    for measures in score.methods.values():
        assert measures.pinball > 0 and 0 <= measures.within_80 <= measures.within_95 <= 1


# --- the command line ---------------------------------------------------------------------------------------------


def test_the_doors_of_events_and_scenarios(store: Path, tmp_path: Path, capsys: Any) -> None:
    table = tmp_path / "events.csv"
    table.write_text(f"单位,学年,事件,数量\n9900,{LAST + 1},新建住宅,3000\n", encoding="utf-8")
    words = [
        "places",
        "forecast",
        "--store",
        str(store),
        "--years",
        "3",
        "--events",
        str(table),
        "--scenario",
        "inflow",
    ]
    assert main([*words, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (
        found["scenario"] == "inflow"
        and "events=1" in found["method"]
        and set(found["splits"]) == {"ownership", "migrants"}
    )
    assert main([*words, "--shock", "pandemic", "--lang", "en"]) == 0
    text = capsys.readouterr().out
    for word in (
        "warnings (1, 3 years ahead)",
        "scenarios",
        "new housing 3000",
        "chance short",
        "without the years of shock",
        "Theta",
    ):
        assert word in text, word
    assert main(["places", "backtest", "--store", str(store), "--shock", "abc", "--lang", "en"]) == 1
    text = capsys.readouterr().err
    assert "L19" in text and "--shock" in text and "--period" not in text


# --- kindergartens ------------------------------------------------------------------------------------------------


def with_kindergartens(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Two kindergartens in each county beside the schools, fed by births three and four years before."""
    rng, found = np.random.default_rng(8), list(rows)
    for c in range(city.COUNTIES):
        for k, t, g in np.ndindex(2, city.YEARS, 3):
            born = city.FIRST + t - g
            mean = 0.4 * (city.births_of(c, born - 4) / 3 + city.births_of(c, born - 3) * 2 / 3)
            found.append(
                {
                    "org": f"{city.county(c)}50{k}", "period": city.FIRST + t, "as_of": dt.date(city.FIRST + t, 9, 1),
                    "stage": "kindergarten", "grade": ("small", "middle", "large")[g], "source": "school_return",
                    "pupils": int(rng.poisson(mean)), "classes": 12, "migrant_pupils": 0,
                }
            )  # fmt: skip
    return found


def test_kindergartens_are_forecast_and_judged_beside_schools(framework: Framework, tmp_path: Path) -> None:
    stage = {"stage": ("kindergarten",), "ownership": ("public",)}
    more = [
        Organisation(f"{city.county(c)}50{k}", f"虚构{c}县{k}园", "school", city.county(c), attributes=stage)
        for c in range(city.COUNTIES)
        for k in range(2)
    ]
    folder = city.build(
        tmp_path / "store", framework, change=with_kindergartens, register=[*city.organisations(), *more]
    )
    made: dict[str, Forecast] = {}
    for name in ("compulsory_places", "kindergarten_places"):
        made[name] = make_forecast(read_history(framework, open_snapshot(folder), name), 3)
        publish(Store(folder), framework, made[name])
    young = made["kindergarten_places"]
    assert len(young.history.unit_codes) == 2 * city.COUNTIES
    # 12 classes of each age group: 25, 30 and 35 children in a class
    assert young.places[0, 0].tolist() == [12 * (25 + 30 + 35)]
    cohorts = young.history.districts.cohorts
    assert cohorts is not None
    assert cohorts[1, 0] == pytest.approx(
        city.births_of(1, city.FIRST - 4) / 3 + city.births_of(1, city.FIRST - 3) * 2 / 3
    )
    found = evaluate(framework, open_snapshot(folder), LAST + 3, level="county").evaluation
    judged = {(v.standard, v.org, v.cell[0]): v.outcome.name.lower() for v in found.verdicts if "suffice" in v.standard}
    assert len(judged) == 3 * city.COUNTIES
    for d, code in enumerate(young.history.district_codes):
        gap = 2 * 12 * 90 - young.districts.middle[d, 2, 0]
        expected = "met" if gap >= 0 else "not_met"
        assert judged["kindergarten_places_suffice", code, "kindergarten"] == expected
        assert judged["places_suffice", code, "primary"] in ("met", "not_met")


# --- the walk: warnings as ordinary verdicts ----------------------------------------------------------------------


def test_warnings_are_verdicts_of_years_ahead(framework: Framework, store: Path, tmp_path: Path, capsys: Any) -> None:
    """Forecast with events and published by the command line: each year's verdict is the sign of places minus demand."""
    folder, table = tmp_path / "store", tmp_path / "events.csv"
    shutil.copytree(store, folder)
    lines = [f"{NEW},{LAST + 2},开办,小学,80,480", f"9902,{LAST + 1},新建住宅,,4000,"]
    table.write_text("单位,学年,事件,学段,数量,学位\n" + "\n".join(lines) + "\n", encoding="utf-8")
    words = [
        "places",
        "forecast",
        "--store",
        str(folder),
        "--years",
        "5",
        "--events",
        str(table),
        "--publish",
        "--json",
    ]
    assert main(words) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["published"] == "S2"
    gaps = {(r["org"], r["stage"], r["period"]): r["places"] - r["middle"] for r in said["districts"]}
    rows = {(r["org"], r["stage"], r["period"]): r for r in said["units"]}
    assert (NEW, "primary", LAST + 1) not in rows and rows[NEW, "primary", LAST + 3]["middle"] == pytest.approx(160)
    outcomes = set()
    for ahead in (1, 3, 5):
        found = evaluate(framework, open_snapshot(folder), LAST + ahead, level="county").evaluation
        assert not [p for p in found.problems if p.code in ("V05", "V07")]
        for verdict in (v for v in found.verdicts if v.standard == "places_suffice"):
            gap = gaps[verdict.org, verdict.cell[0], LAST + ahead]
            assert verdict.outcome.name.lower() == ("met" if gap > -0.01 else "not_met")
            outcomes.add(verdict.outcome.name.lower())
    assert outcomes == {"met", "not_met"}
