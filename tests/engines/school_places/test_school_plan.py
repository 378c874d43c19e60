"""Plans of school places from tables and from a published forecast: what is read, refused, planned and said."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import city
import xlsxwriter

from jiaodu.cli.main import main
from jiaodu.core.base.problems import JiaoduError, Place
from jiaodu.core.facts.reading import open_snapshot
from jiaodu.core.facts.store import Store
from jiaodu.core.framework import Framework, load_framework, try_framework
from jiaodu.engines.school_places import make_forecast, publish, read_history
from jiaodu.engines.school_places.planning import Plan, Sheet, make_plan, published_demand, read_case

DEMAND = """区域,学段,学年,需求,现有学位
东,小学,2026,950,900
东,小学,2027,1020,900
东,小学,2028,1150,900
东,初中,2026,480,500
东,初中,2027,520,500
东,初中,2028,560,500
西,小学,2026,600,650
西,小学,2027,610,650
西,小学,2028,640,650
"""
MEASURES = """措施,地点,小学学位,造价,建设周期
收回出租出借校舍,东,180,400,0
extend,东,270,2700,2
nine_year,西,,,
"""
NEAR = "zone,site,km\n东,西,3\n西,东,3\n"


def sheet(text: str) -> Sheet:
    return Sheet(
        [line.split(",") for line in text.splitlines()], lambda row, column: Place("t.csv", cell=f"{row},{column}")
    )


@pytest.fixture(scope="module")
def framework() -> Framework:
    return load_framework("school-places@1")


def plan(
    framework: Framework,
    demand: str = DEMAND,
    measures: str = MEASURES,
    budget: Any = 600.0,
    near: str | None = NEAR,
    **more: Any,
) -> Plan:
    places = framework.places["compulsory_places"]
    given = sheet(budget) if isinstance(budget, str) else budget
    distances = sheet(near) if near else None
    return make_plan(
        read_case(framework, places, sheet(measures), demand=sheet(demand), budget=given, distances=distances, **more)
    )


def started(plan: Plan) -> list[tuple[str, str, int, int]]:
    case = plan.case
    return [
        (m.id, case.sites[m.site], year, int(plan.answer.starts[i, t]))
        for i, m in enumerate(case.problem.measures)
        for t, year in enumerate(case.years)
        if plan.answer.starts[i, t]
    ]


def codes(plan: Plan) -> list[str]:
    return sorted({p.code for p in plan.problems})


def test_the_plan_by_hand(framework: Framework) -> None:
    """Primary lacks 0, 80 and 240, junior 0, 20 and 60. Recovering closes 80 and 180; the nine-year school would take 90 to give 80."""
    found = plan(framework)
    assert [(id_, site, times) for id_, site, _, times in started(found)] == [("recover_premises", "东", 1)]
    assert found.answer.missing.value == pytest.approx(240 - 180 + 20 + 60, abs=1e-4)
    assert found.answer.cost.value == pytest.approx(400)
    assert codes(found) == ["L27", "L30"]
    # all three measures close all; the two slow ones must start in the first year
    assert found.needed is not None and found.needed.more.tolist() == pytest.approx([2700 + 150 - 600, 0, 0], abs=1e-4)
    assert [m.most for m in found.margins] == pytest.approx([0, 0, 0], abs=1e-4)


def test_money_enough_and_just_not_enough(framework: Framework) -> None:
    everything = "学年,预算\n2026,3250\n2027,0\n2028,0\n"
    assert plan(framework, budget=everything).answer.missing.value == pytest.approx(0, abs=1e-4)
    found = plan(framework, budget=everything.replace("3250", "3249"))
    assert (
        found.answer.missing.value > 1
        and found.needed is not None
        and found.needed.total.value == pytest.approx(1, abs=1e-4)
    )


def test_no_money_helps_where_nothing_is_near(framework: Framework) -> None:
    found = plan(framework, budget=None, near=None)
    assert "L32" in codes(found) and "L27" not in codes(found)
    # without ways between them the east's junior pupils cannot go west
    assert found.answer.missing.value == pytest.approx(20 + 60, abs=1e-4)
    assert plan(framework, budget=None, within=2.9).answer.missing.value == pytest.approx(80, abs=1e-4)
    assert plan(framework, budget=None, within=3.0).answer.missing.value == pytest.approx(0, abs=1e-4)


@pytest.mark.parametrize(
    ("part", "old", "new", "code"),
    [
        ("demand", "需求,现有学位", "人数,现有学位", "L20"),
        ("demand", "950", "很多", "L21"),
        ("demand", "950", "-950", "L21"),
        ("demand", "950", "nan", "L21"),
        ("demand", "950", "1e300", "L21"),
        ("demand", "东,小学,2026", "东,大学,2026", "L21"),
        ("demand", "2028", "2029", "L25"),
        ("demand", "东,小学,2027", "东,小学,2026", "L31"),
        ("measures", "extend", "改建扩建楼", "L22"),
        ("measures", "400", "四百", "L21"),
        ("measures", "400", "", ""),
        ("measures", "extend,东", "extend,", "L21"),
        ("budget", "2026,600", "2026,-1", "L21"),
        ("budget", "2027,600", "2026,600", "L31"),
        ("near", "km", "miles", "L20"),
        ("near", "西,东", "东,西", "L31"),
    ],
)
def test_bad_tables(framework: Framework, part: str, old: str, new: str, code: str) -> None:
    given = {
        "demand": DEMAND,
        "measures": MEASURES,
        "budget": "学年,预算\n2026,600\n2027,600\n2028,600\n",
        "near": NEAR,
    }
    given[part] = given[part].replace(old, new)
    if not code:
        assert plan(framework, **given)
        return
    with pytest.raises(JiaoduError) as raised:
        plan(framework, **given)
    assert code in {p.code for p in raised.value.problems}


def test_no_demand_and_doubts(framework: Framework) -> None:
    with pytest.raises(JiaoduError) as raised:
        plan(framework, demand=DEMAND.splitlines()[0])
    assert [p.code for p in raised.value.problems] == ["L23"]
    found = plan(framework, measures=MEASURES + "build,北,270,1,0\n", budget="学年,预算\n2026,600\n")
    assert {"L24", "L26"} <= set(codes(found))


def test_a_case_beyond_a_desk_is_refused(framework: Framework, monkeypatch: pytest.MonkeyPatch) -> None:
    # 4 ways, 2 stages, 3 years
    monkeypatch.setattr("jiaodu.engines.school_places.planning.tables.LARGEST_CASE", 24)
    assert plan(framework)
    monkeypatch.setattr("jiaodu.engines.school_places.planning.tables.LARGEST_CASE", 23)
    with pytest.raises(JiaoduError) as raised:
        plan(framework)
    assert [p.code for p in raised.value.problems] == ["L33"]


def test_time_runs_out_and_a_plan_is_there(framework: Framework) -> None:
    found = plan(framework, measures=MEASURES + "".join(f"extend,东,{70 + i},{301 + 7 * i},0\n" for i in range(40)))
    assert found.answer.missing.bound <= found.answer.missing.value
    assert found.answer.missing.gap == 0 or "L28" in codes(found)


def test_the_menu_must_fit(tmp_path: Path) -> None:
    pack = tmp_path / "mine"
    (pack / "measures").mkdir(parents=True)
    (pack / "pack.yaml").write_text(
        "id: mine\ntitle: {zh: 一, en: one}\nissuer: {zh: 无, en: none}\ndescription: {zh: 一, en: one}\nbuilds_on: [school-places@1]\n"
        'editions:\n  "1": {title: {zh: 一, en: one}, align: starts}\n'
    )
    good = "hut:\n  name: {zh: 板房, en: Hut}\n  seats: {primary: 45}\n  cost: 20\n  unverified: true\n"
    for old, new, code in (
        ("", "", ""), ("primary", "university", "P03"), ("45", "-45", "P03"), ("cost: 20", "cost: -1", "P03"), ("unverified: true", "document: nowhere", "P04"),
        ("  unverified: true\n", "", "P03"),
    ):  # fmt: skip
        (pack / "measures" / "m.yaml").write_text(good.replace(old, new, 1), encoding="utf-8")
        found = [p.code for p in try_framework(["mine"], [tmp_path]).problems if p.severity == "error"]
        assert found[:1] == ([code] if code else []), (old, new, found)


def test_every_shipped_measure_is_marked_as_an_example(framework: Framework) -> None:
    assert len(framework.measures) >= 9
    assert all(kind.example and kind.unverified for kind in framework.measures.values())


def test_a_published_forecast_is_planned_for(
    framework: Framework, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = city.build(tmp_path / "store", framework)
    forecast = make_forecast(read_history(framework, open_snapshot(store)), 3)
    publish(Store(store), framework, forecast)
    places = framework.places["compulsory_places"]
    demand = published_demand(open_snapshot(store), places, schools=False, under="9901")
    for (zone, stage, year), (number, *_) in demand.items():
        i, s, ahead = (
            forecast.districts.codes.index(zone),
            ("primary", "junior").index(stage),
            forecast.years.index(year),
        )
        assert zone == "9901" and number == pytest.approx(float(forecast.districts.middle[i, ahead, s]), abs=0.1)

    assert all(w.low <= w.demand <= w.high for w in demand.values() if w.low is not None and w.high is not None)
    book = tmp_path / "measures.xlsx"
    with xlsxwriter.Workbook(book) as workbook:
        page = workbook.add_worksheet("措施")
        for row, cells in enumerate(
            (
                ("措施", "地点", "小学学位", "造价", "建设周期"),
                ("改扩建", 9900, 200, 900, 1),
                ("临时扩班", "9901", "", "", ""),
            )
        ):
            page.write_row(row, 0, cells)
    assert (
        main(["places", "plan", "--store", str(store), "--measures", str(book), "--budget", "1000", "--high", "--json"])
        == 0
    )
    printed = json.loads(capsys.readouterr().out)
    assert printed["source"] == open_snapshot(store).name and set(printed["proved"]) >= {"missing", "cost"}
    assert (
        main(
            [
                "places",
                "plan",
                "--store",
                str(tmp_path / "store"),
                "--org",
                "9902",
                "--measures",
                str(book),
                "--budget",
                "x",
            ]
        )
        == 1
    )


def test_the_command_in_both_languages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, text in (("d", DEMAND), ("m", MEASURES), ("k", NEAR)):
        (tmp_path / f"{name}.csv").write_text(text, encoding="gb18030")
    words = [
        "places",
        "plan",
        "--demand",
        str(tmp_path / "d.csv"),
        "--measures",
        str(tmp_path / "m.csv"),
        "--distances",
        str(tmp_path / "k.csv"),
    ]
    assert main([*words, "--budget", "600"]) == 0
    printed = capsys.readouterr().out
    assert printed.lstrip().startswith("■ 学位建设方案") and "已证明最优" in printed and "收回出租出借校舍" in printed
    assert main([*words, "--budget", "600", "--lang", "en"]) == 0
    printed = capsys.readouterr().out
    assert "proved optimal" in printed and "Recover premises" in printed and "one more million yuan" in printed
    assert main([*words, "--within", "-1"]) == 1 == main([*words, "--within", "nan"])
    assert main([*words[:2], "--demand", str(tmp_path / "none.csv"), *words[4:]]) == 1
