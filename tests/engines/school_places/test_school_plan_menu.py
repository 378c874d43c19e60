"""The whole menu of measures: ways, eligible sites, large classes, points of the interval, regret, plans compared."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

import openpyxl
import pytest

sys.path.insert(0, str(Path(__file__).parent))

import city

from jiaodu.cli.main import main
from jiaodu.cli.places import plan as plan_command
from jiaodu.core.base.problems import JiaoduError, Place
from jiaodu.core.facts.reading import open_snapshot
from jiaodu.core.facts.store import Store
from jiaodu.core.framework import Framework, load_framework
from jiaodu.engines.school_places import make_forecast, publish, read_history
from jiaodu.engines.school_places.planning import (
    Plan,
    Sheet,
    class_means,
    make_plan,
    make_regret,
    read_case,
    ways_to_school,
    zone_maps,
)

# the east lacks 100 places in 2027; the west, 2 km away, has 60 to spare, the north, 7 km away, 50
DEMAND = """区域,学段,学年,需求,现有学位,需求低值,需求高值
东,小学,2026,900,900,880,930
东,小学,2027,1000,900,950,1080
西,小学,2026,590,650,580,600
西,小学,2027,590,650,580,600
北,小学,2026,250,300,240,260
北,小学,2027,250,300,240,260
"""
NEAR = "区域,地点,公里\n东,西,2\n西,东,2\n西,北,3\n东,北,7\n"
MAP = "区域,地点\n东,东\n西,西\n北,北\n"
BORDERS = "区域,相邻区域\n东,西\n西,北\n"
HEAD = "措施,地点,来源区域,结对学校,小学学位,造价,建设周期,次数上限,可送人数\n"


def sheet(text: str) -> Sheet:
    return Sheet([line.split(",") for line in text.splitlines()], lambda r, c: Place("t.csv", cell=f"{r},{c}"))


@pytest.fixture(scope="module")
def framework() -> Framework:
    return load_framework("school-places@1")


def plan(framework: Framework, rows: str, **more: Any) -> Plan:
    given: dict[str, Any] = {
        "demand": sheet(DEMAND),
        "distances": sheet(NEAR),
        "today": sheet(MAP),
        "borders": sheet(BORDERS),
        "within": 3.0,
        "budget": None,
    }
    places = framework.places["compulsory_places"]
    return make_plan(read_case(framework, places, sheet(HEAD + rows), **{**given, **more}))


def codes(plan: Plan) -> set[str]:
    return {p.code for p in plan.problems}


@pytest.mark.parametrize(
    ("row", "missing"),
    [
        # a zone line sends as many as the west has room for; so does a pair; a bus takes 45, two take 50 (the room in the north)
        ("重新划片,西,东,,,5,0,,", 40), ("集团化、学区内学校结对,东,,西,,60,0,,", 40),
        ("校车,北,东,,,40,0,1,45", 55), ("校车,北,东,,,40,0,2,45", 50), ("校车,北,东,,,40,0,1,44", 56),
        ("临时扩班,东,,,45,30,0,1,", 55), ("临时扩班,东,,,45,30,0,2,", 10), ("改扩建,东,,,100,2700,1,,", 0), ("改扩建,东,,,100,2700,2,,", 100),
        ("收回出租出借校舍,东,,,99,400,0,,", 1), ("面向校外拓展办学用房,东,,,100,400,1,,", 0), ("统筹使用各类教育设施,东,,,90,60,0,,", 10),
        # twenty classes of at most 55, so 200 seats squeezed in would do; one more than 55 a class is not allowed
        ("临时扩大班额,东,,,300,10,0,,", 0),
    ],
)  # fmt: skip
def test_each_measure_by_hand(framework: Framework, row: str, missing: float) -> None:
    found = plan(framework, row + "\n")
    assert found.answer.missing.value == pytest.approx(missing, abs=1e-4) and found.answer.missing.status == "optimal"


def test_no_large_class_is_made(framework: Framework) -> None:
    """The east squeezes in what it can: 20 classes of 55 are 1,100 of 1,101."""
    more = DEMAND.replace("2027,1000,900,950,1080", "2027,1101,900,950,1180")
    found = plan(framework, "临时扩大班额,东,,,300,10,0,,\n", demand=sheet(more))
    assert found.answer.missing.value == pytest.approx(1, abs=1e-4)
    means = list(class_means(found))
    assert [(m.site, m.year, m.large) for m in means] == [(found.case.sites.index("东"), 1, None)]
    assert means[0].size == pytest.approx(55)


def test_kindergartens_change_sides(framework: Framework) -> None:
    """Fifty inclusive places are missing; a conversion gives 60 and takes 60 others of 100, of which 70 are in use."""
    demand = "区域,学段,学年,需求,现有学位\n东,普惠园,2026,150,100\n东,非普惠性幼儿园,2026,70,100\n"
    rows = "措施,地点,普惠性幼儿园学位,非普惠性幼儿园学位,造价,建设周期\n民办园转为普惠性,东,60,-60,20,0\n"
    places = framework.places["compulsory_places"]
    made = make_plan(read_case(framework, places, sheet(rows), demand=sheet(demand), budget=None))
    assert made.answer.missing.value == pytest.approx(30, abs=1e-4)
    rows += "接收小区配套幼儿园,东,50,,300,0\n"
    made = make_plan(read_case(framework, places, sheet(rows), demand=sheet(demand), budget=None))
    assert made.answer.missing.value == pytest.approx(0, abs=1e-4)
    assert [m.id for i, m in enumerate(made.case.problem.measures) if made.answer.starts[i].any()] == [
        "community_kindergarten"
    ]
    only = read_case(framework, places, sheet(rows), demand=sheet(demand.rsplit("\n", 2)[0] + "\n"), budget=None)
    assert "L51" in {p.code for p in only.problems}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("新建学校,东,,,,,,,", "L40"), ("改扩建,新址,,,,,,,", "L40"), ("重新划片,西,无此区,,,5,0,,", "L45"),
        ("改扩建,东,,,,,,不限,", "L48"), ("改扩建,东,,,,,,99999,", "L48"), ("集团化、学区内学校结对,东,,,,60,0,,", "L21"),
        ("集团化、学区内学校结对,东,,无此校,,60,0,,", ""),
    ],
)  # fmt: skip
def test_measures_that_cannot_be(framework: Framework, row: str, code: str) -> None:
    if not code:
        assert "L42" in codes(plan(framework, row + "\n"))
        return
    with pytest.raises(JiaoduError) as raised:
        plan(framework, row + "\n")
    assert code in {p.code for p in raised.value.problems}


def test_measures_that_are_doubted(framework: Framework) -> None:
    assert "L49" in codes(plan(framework, "收回出租出借校舍,东,,,10,0,0,,\n"))
    # without a map every school nearby is open, and a new zone line opens nothing
    assert "L42" in codes(plan(framework, "重新划片,西,东,,,5,0,,\n", today=None))
    # the east does not adjoin the north
    apart = plan(framework, "重新划片,北,东,,,5,0,,\n", within=9.0)
    assert {"L42", "L43"} <= codes(apart) and apart.answer.missing.value == pytest.approx(100, abs=1e-4)
    # together with the west between them it does
    joined = plan(framework, "重新划片,北,,,,5,0,,\n", within=9.0)
    assert "L43" not in codes(joined) and joined.answer.missing.value == pytest.approx(50, abs=1e-4)
    lonely = DEMAND + "岛,小学,2026,5,0,5,5\n岛,小学,2027,5,0,5,5\n"
    assert "L41" in codes(plan(framework, "改扩建,东,,,,,,,\n", demand=sheet(lonely)))


@pytest.mark.parametrize(("table", "text", "code"), [
    ("today", "区域,地点\n东,没有\n", "L44"), ("today", "区域,地点\n没有,东\n", "L45"), ("today", "区域,地点\n东,东\n东,东\n", "L31"),
    ("today", "区域,地点\n北,东\n", "L44"), ("borders", "区域,相邻区域\n东,没有\n", "L45"), ("borders", "区域\n东\n", "L20"),
])  # fmt: skip
def test_maps_that_are_wrong(framework: Framework, table: str, text: str, code: str) -> None:
    with pytest.raises(JiaoduError) as raised:
        plan(framework, "改扩建,东,,,,,,,\n", **{table: sheet(text)})
    assert code in {p.code for p in raised.value.problems}


def test_the_point_of_the_interval(framework: Framework) -> None:
    """90 % is the high demand, 10 % the low, 50 % the middle, 80 % two thirds of the way (0.8416 / 1.2816)."""
    for percent, east in ((90.0, 1080.0), (10.0, 950.0), (50.0, 1000.0), (80.0, 1000 + 80 * 0.841621 / 1.281552)):
        found = plan(framework, "改扩建,东,,,,,,,\n", percent=percent)
        assert found.case.problem.demand[found.case.zones.index("东"), 0, 1] == pytest.approx(east, abs=1e-3)
    with pytest.raises(JiaoduError) as raised:
        plan(
            framework,
            "改扩建,东,,,,,,,\n",
            percent=80.0,
            demand=sheet("区域,学段,学年,需求,现有学位\n东,小学,2026,9,9\n西,小学,2026,9,9\n北,小学,2026,9,9\n"),
        )
    assert [p.code for p in raised.value.problems] == ["L46"]


def test_regret_by_hand(framework: Framework) -> None:
    """One classroom block of 100 at 1,000, one of 180 at 1,500, budget 1,500: who plans for low builds the small one."""
    rows = "改扩建,东,,,100,1000,0,,\n改扩建,东,,,180,1500,0,,\n"
    found = plan(framework, rows, budget=1500.0, today=None, distances=None)
    regret = make_regret(found.case, 20)
    # low: 50 missing in 2027, both blocks do, the small one is cheaper; high: 30 in 2026 and 180 in 2027
    assert regret.missing["low", "low"] == pytest.approx(0, abs=1e-4) and regret.plans[
        "low"
    ].cost.value == pytest.approx(1000)
    assert regret.missing["low", "high"] == pytest.approx(80, abs=1e-4) == pytest.approx(regret.worst("low"), abs=1e-4)
    assert regret.worst("high") == pytest.approx(0, abs=1e-4) and regret.safest in {"p80", "high"}
    for true in regret.plans:
        assert regret.regret[true, true] == pytest.approx(0, abs=1e-4)


def test_ways_and_evenness(framework: Framework) -> None:
    found = plan(framework, "重新划片,西,东,,,5,0,,\n")
    ways = ways_to_school(found)
    # 60 of 1,800 pupils sent go 2 km
    assert ways.farthest == 2 and ways.mean == pytest.approx(120 / 1800, abs=1e-3) and ways.nine_tenths == 0
    assert ways.worst_zone == "东" and ways.worst_mean == pytest.approx(120 / 960, abs=1e-3)
    # all the way is walked by the east's: half the mean difference over the mean is the share of the others
    assert ways.gini == pytest.approx(840 / 1800, abs=1e-3)


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    tables = {
        "demand": DEMAND,
        "measures": HEAD + "重新划片,西,东,,,5,0,,\n临时扩班,东,,,45,30,0,2,\n",
        "distances": NEAR,
        "map": MAP,
    }
    words = ["places", "plan", "--within", "3"]
    for name, text in tables.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        words += [f"--{name}", str(tmp_path / f"{name}.csv")]
    return words


def test_plans_compared(files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for budget in ("5", "70"):
        assert main([*files, "--budget", budget, "--json"]) == 0
        (tmp_path / f"{budget}.json").write_text(capsys.readouterr().out, encoding="utf-8")
    assert main(["places", "compare", str(tmp_path / "5.json"), str(tmp_path / "70.json"), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["totals"]["missing"] == {"before": pytest.approx(40, abs=1e-3), "after": pytest.approx(0, abs=1e-3)}
    assert {c["measure"]["en"] for c in found["changes"]} >= {"Temporary extra classes"}
    assert found["missing"][0]["year"] == 2027
    same = str(tmp_path / "5.json")
    assert main(["places", "compare", same, same, "--lang", "en"]) == 0
    assert "the same measures" in capsys.readouterr().out
    (tmp_path / "bad.json").write_text('{"kind": "other"}', encoding="utf-8")
    for bad in ("bad.json", "none.json", "map.csv"):
        assert main(["places", "compare", same, str(tmp_path / bad)]) == 1


def test_options_of_the_command(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*files, "--budget", "70", "--regret", "--fair", "--percent", "80", "--lang", "en"]) == 0
    printed = capsys.readouterr().out
    for words in ("regret", "80 % point", "nine of ten", "today's map", "largest regret"):
        assert words in printed
    assert main([*files, "--percent", "99"]) == 1 and main([*files, "--gap", "60"]) == 1


def test_stopped_by_hand_the_best_plan_so_far_is_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """SIGINT while the solver runs: exit 0, a plan, and L47."""
    rows = "".join(
        f"改扩建,{z},,,{61 + 7 * i % 90},{301 + 37 * i % 400},{i % 3},2,\n" for z in range(60) for i in range(5)
    )
    demand = "区域,学段,学年,需求,现有学位\n" + "".join(
        f"{z},小学,{2026 + t},{100 + (z * 37 + t * 29) % 170},{60 + z % 50}\n" for z in range(60) for t in range(6)
    )
    pairs = [(a, b) for a in range(60) for b in range(60) if a != b and abs(a - b) < 5]
    near = "区域,地点,公里\n" + "".join(f"{a},{b},{abs(a - b)}\n" for a, b in pairs)
    given = []
    for name, text in (("demand", demand), ("measures", HEAD + rows), ("distances", near)):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        given += [f"--{name}", str(tmp_path / f"{name}.csv")]
    slow = plan_command.make_plan

    def interrupted(*args: Any, **options: Any) -> Plan:
        threading.Timer(1.5, os.kill, (os.getpid(), signal.SIGINT)).start()
        return slow(*args, **options)

    monkeypatch.setattr(plan_command, "make_plan", interrupted)
    assert main(["places", "plan", *given, "--budget", "1500", "--seconds", "120", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["proved"]["cost"]["status"] == "stopped"
    assert found["proved"]["missing"]["value"] >= found["proved"]["missing"]["bound"] >= 0
    assert "L47" in {p["code"] for p in found["problems"]}


def test_whole_zones_in_one_piece(
    framework: Framework, files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """East A and east B share the east's school; with a new line the whole of B, 80 pupils, goes west and not a part of it."""
    demand = DEMAND + "".join(f"东乙,小学,{year},{n},0,{n},{n}\n" for year, n in ((2026, 40), (2027, 80)))
    near = NEAR + "东乙,东,1\n东乙,西,1\n"
    given = {
        "demand": sheet(demand),
        "distances": sheet(near),
        "today": sheet(MAP + "东乙,东\n"),
        "borders": sheet(BORDERS + "东乙,东\n东乙,西\n"),
    }
    found = plan(
        framework,
        "重新划片,西,东乙,,,5,0,,\n收回出租出借校舍,东,,,100,400,0,,\n收回出租出借校舍,西,,,20,400,0,,\n",
        **given,
    )
    maps, problems = zone_maps(found, 20)
    assert [m.stage for m in maps] == ["primary"] and not problems
    zones, sites = found.case.zones, found.case.sites
    assert {zone: sites[maps[0].map.site[z]] for z, zone in enumerate(zones)} == {
        "东": "东",
        "东乙": "西",
        "北": "北",
        "西": "西",
    }
    assert maps[0].map.over.value == 0 and maps[0].map.moved.value == pytest.approx(80)
    # with room for 79 of them one is left over, which whole zones cannot share out better
    tight = plan(
        framework,
        "重新划片,西,东乙,,,5,0,,\n收回出租出借校舍,东,,,100,400,0,,\n收回出租出借校舍,西,,,19,400,0,,\n",
        **given,
    )
    maps, problems = zone_maps(tight, 20)
    assert maps[0].map.over.value == pytest.approx(1) == pytest.approx(tight.answer.missing.value)
    # without borders there is no map
    assert zone_maps(plan(framework, "改扩建,东,,,,,,,\n", borders=None), 5) == ((), ())
    island = {
        **given,
        "borders": sheet("区域,相邻区域\n东,东乙\n西,北\n"),
        "demand": sheet(demand.replace("东乙,小学,2027,80,0", "东乙,小学,2027,80,0")),
    }
    assert zone_maps(plan(framework, "改扩建,东,,,,,,,\n", **island), 5)[0][0].map.site.min() >= 0
    (tmp_path / "borders.csv").write_text(BORDERS, encoding="utf-8")
    assert main([*files, "--borders", str(tmp_path / "borders.csv"), "--lang", "en"]) == 0
    assert "one piece" in capsys.readouterr().out


SQUARE = '{"type":"FeatureCollection","attribution":"invented","features":[{"type":"Feature","properties":{"name":"东"},"geometry":{"type":"Polygon","coordinates":[[[1,1],[2,1],[2,2],[1,2],[1,1]]]}}]}'


def test_the_folder_of_a_plan(files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "b.geojson").write_text(SQUARE, encoding="utf-8")
    folder = tmp_path / "out"
    words = [
        *files,
        "--budget",
        "5",
        "--out",
        str(folder),
        "--boundaries",
        str(tmp_path / "b.geojson"),
        "--json",
        "--lang",
        "en",
    ]
    assert main(words) == 0
    printed = json.loads(capsys.readouterr().out)
    assert json.loads((folder / "plan.json").read_text(encoding="utf-8"))["starts"] == printed["starts"]
    assert "R23" in {p["code"] for p in printed["problems"]}
    assert {"plan.xlsx", "missing-by-year-primary.svg", "missing-map-primary.svg", "missing-by-zone-primary.png"} <= {
        f.name for f in folder.iterdir()
    }
    book = openpyxl.load_workbook(folder / "plan.xlsx")
    assert book.sheetnames == ["measures", "zones", "ways"]
    missing = sum(row[4] for row in book["zones"].iter_rows(min_row=2, values_only=True))
    assert missing == pytest.approx(printed["proved"]["missing"]["value"], abs=0.1)
    # again into the same folder, from which two plans can be compared; never into a folder of other things
    assert main([*words[:-1], "zh"]) == 0
    assert main(["places", "compare", str(folder), str(folder)]) == 0
    other = tmp_path / "other"
    other.mkdir()
    (other / "mine.txt").write_text("mine")
    capsys.readouterr()
    assert main([*files, "--out", str(other)]) == 1 and "L54" in capsys.readouterr().err
    assert [f.name for f in other.iterdir()] == ["mine.txt"]
    assert not [f.name for f in tmp_path.iterdir() if f.name.startswith(".")]


def test_a_plan_is_published_for_reports(
    framework: Framework, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What stays missing becomes a value of the store, as the plan has it."""
    store = city.build(tmp_path / "store", framework)
    publish(Store(store), framework, make_forecast(read_history(framework, open_snapshot(store)), 3))
    (tmp_path / "m.csv").write_text(
        "措施,地点,小学学位,造价,建设周期\n收回出租出借校舍,9901,30,400,0\n", encoding="utf-8"
    )
    words = [
        "places",
        "plan",
        "--store",
        str(store),
        "--measures",
        str(tmp_path / "m.csv"),
        "--budget",
        "500",
        "--percent",
        "80",
    ]
    assert main([*words, "--publish", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    facts = open_snapshot(store)
    rows = (
        facts.connection()
        .sql(
            f"SELECT sum(missing_with), sum(missing_without), max(planned_places) FROM {facts.source('places_plan_district')}"
        )
        .fetchall()
    )
    with_, without, added = (float(n) for n in rows[0])
    assert printed["published"] == facts.name and with_ == pytest.approx(
        printed["proved"]["missing"]["value"], abs=0.05
    )
    assert without >= with_ and added == (30 if printed["starts"] else 0)
    (tmp_path / "d.csv").write_text(DEMAND, encoding="utf-8")
    assert main([*words, "--demand", str(tmp_path / "d.csv"), "--publish"]) == 1
