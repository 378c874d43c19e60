"""School places over an invented city: what is read, what is found doubtful, what is forecast, published and scored."""

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
from jiaodu.core.base.problems import JiaoduError
from jiaodu.core.evaluation import evaluate
from jiaodu.core.facts.reading import open_snapshot
from jiaodu.core.facts.store import Store
from jiaodu.core.framework import Framework, load_framework, try_framework
from jiaodu.engines.school_places import History, make_forecast, publish, read_history, run_backtest

LAST = city.FIRST + city.YEARS - 1


@pytest.fixture(scope="module")
def framework() -> Framework:
    return load_framework("school-places@1")


@pytest.fixture(scope="module")
def store(framework: Framework, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return city.build(tmp_path_factory.mktemp("city") / "store", framework)


@pytest.fixture(scope="module")
def history(framework: Framework, store: Path) -> History:
    return read_history(framework, open_snapshot(store))


def codes(history: History) -> list[str]:
    return sorted({p.code for p in history.problems})


# --- the pack -----------------------------------------------------------------------------------------------------


def test_a_definition_must_fit(tmp_path: Path) -> None:
    pack = tmp_path / "mine"
    (pack / "places").mkdir(parents=True)
    (pack / "pack.yaml").write_text(
        "id: mine\ntitle: {zh: 一, en: one}\nissuer: {zh: 无, en: none}\ndescription: {zh: 一, en: one}\nbuilds_on: [school-places@1]\n"
        'editions:\n  "1": {title: {zh: 一, en: one}, align: starts}\n'
    )
    given = (Path(__file__).parents[3] / "packs/school-places/places/compulsory.yaml").read_text(encoding="utf-8")
    given = given.replace("compulsory_places:", "other:")
    for old, new, code in (
        ("grade_9]", "grade_99]", "P03"),
        ("pupils: pupils_by_grade", "pupils: pupils_by_stage", "P03"),
        ("births: live_births", "births: live_birth", "P04"),
        ("months: 4", "months: 5", "P03"),
        ("demand: places_demand\n", "demand: pupils\n", "P03"),
        ("document: places_class_size, ", "", "P03"),
    ):
        (pack / "places" / "p.yaml").write_text(given.replace(old, new, 1), encoding="utf-8")
        found = [p for p in try_framework(["mine"], [tmp_path]).problems if p.severity == "error"]
        assert [p.code for p in found][:1] == [code], (old, found)
    (pack / "places" / "p.yaml").write_text(given, encoding="utf-8")
    assert not [p for p in try_framework(["mine"], [tmp_path]).problems if p.severity == "error"]


# --- reading ------------------------------------------------------------------------------------------------------


def test_what_is_read_is_what_was_returned(history: History) -> None:
    counts = city.pupils()
    assert history.years == tuple(range(city.FIRST, LAST + 1)) and history.spec.grades[0] == "grade_1"
    for i, code in enumerate(history.unit_codes):
        c, s = int(code[2:4]), int(code[4:])
        assert np.array_equal(history.units.counts[i], counts[c, s])
        assert history.district_codes[history.units.parents[i]] == city.county(c)
        # the city's classes of a grade hold at most 45
        assert history.classes[i].tolist() == [-(-n // 45) for n in counts[c, s, -1].tolist()]
    assert np.array_equal(history.districts.counts, counts.sum(axis=1))


def test_the_entry_rule_takes_two_birth_years(history: History) -> None:
    cohorts = history.districts.cohorts
    assert cohorts is not None and cohorts.shape == (city.COUNTIES, city.YEARS + 5)
    for c in range(city.COUNTIES):
        for k in range(city.YEARS + 5):
            year = city.FIRST + k
            by_hand = city.births_of(c, year - 7) * 4 / 12 + city.births_of(c, year - 6) * 8 / 12
            assert cohorts[c, k] == pytest.approx(by_hand)


def test_a_registered_successor_takes_the_history_over(framework: Framework, tmp_path: Path) -> None:
    old, new, day = city.school(0, 0), "9900900", dt.date(2018, 8, 1)
    register = [o for o in city.organisations() if o.code != old]
    was = next(o for o in city.organisations() if o.code == old)
    register += [
        dataclasses.replace(was, closed=day, successor=new),
        Organisation(new, "新校", "school", was.parent, valid_from=day, attributes=was.attributes),
    ]
    renamed = lambda rows: [{**r, "org": new} if r["org"] == old and r["period"] >= 2018 else r for r in rows]  # noqa: E731
    read = read_history(
        framework, open_snapshot(city.build(tmp_path / "a", framework, change=renamed, register=register))
    )
    assert np.array_equal(read.units.counts[read.unit_codes.index(new)], city.pupils()[0, 0])
    assert old not in read.unit_codes and "L05" not in codes(read)
    # without the successor two schools come out, and somebody is told
    register[-2] = dataclasses.replace(register[-2], successor="")
    read = read_history(
        framework, open_snapshot(city.build(tmp_path / "b", framework, change=renamed, register=register))
    )
    (found,) = [p for p in read.problems if p.code == "L05"]
    assert found.data["gone"] == old and found.data["came"] == new and "L06" in codes(read)


# --- what is doubtful ---------------------------------------------------------------------------------------------


def test_a_clean_city_has_only_births_that_are_not_there_yet(history: History) -> None:
    assert codes(history) == []


def read_with(framework: Framework, folder: Path, **given: Any) -> History:
    return read_history(framework, open_snapshot(city.build(folder, framework, **given)))


def test_births_below_zero_and_missing(framework: Framework, tmp_path: Path) -> None:
    rows = [r | ({"births": -1} if r["period"] == 2010 and r["org"] == "9900" else {}) for r in city.birth_rows()]
    rows = [r for r in rows if (r["period"], r["org"]) != (2011, "9901")]
    read = read_with(framework, tmp_path / "s", births=rows)
    assert codes(read) == ["L01", "L02"] and np.isnan(read.districts.cohorts).any()  # type: ignore[arg-type]
    assert [p.data["years"] for p in read.problems if p.code == "L01"] == [[2010]]
    # children of 2010 enter in 2016 and 2017
    unknown = [city.FIRST + k for k in np.flatnonzero(np.isnan(read.districts.cohorts[0])).tolist()]  # type: ignore[index]
    assert unknown == [2016, 2017]
    none = read_with(framework, tmp_path / "none", births=[])
    assert codes(none) == ["L02"] and not none.births_known and none.districts.cohorts is None


def test_births_of_zero_are_not_known(framework: Framework, tmp_path: Path) -> None:
    rows = [r | ({"births": 0} if (r["period"], r["org"]) == (2010, "9901") else {}) for r in city.birth_rows()]
    read = read_with(framework, tmp_path / "s", births=rows)
    assert codes(read) == ["L02", "L34"]
    (said,) = [p for p in read.problems if p.code == "L34"]
    assert said.data["org"] == "9901" and said.data["years"] == [2010]
    assert np.isnan(read.districts.cohorts[1]).sum() == 2  # type: ignore[index]
    never = read_with(framework, tmp_path / "never", births=[r | {"births": 0} for r in city.birth_rows()])
    assert not never.births_known and np.isfinite(make_forecast(never, 2).units.high).all()


def test_a_zero_too_many_is_found_where_it_is(framework: Framework, tmp_path: Path) -> None:
    def times(n: int, year: int) -> Any:
        mine = (city.school(0, 0), year, "grade_3")
        return lambda rows: [
            r | ({"pupils": r["pupils"] * n} if (r["org"], r["period"], r["grade"]) == mine else {}) for r in rows
        ]

    for n, year, expected in ((10, 2016, ["L35"]), (3, 2016, []), (7, LAST, []), (30, LAST, ["L35"])):
        read = read_with(framework, tmp_path / f"{n}-{year}", change=times(n, year))
        assert codes(read) == expected, (n, year)
        for said in read.problems:
            assert (said.data["org"], said.data["year"], said.severity) == (city.school(0, 0), year, "error")
    # of a handful ten times as many are still a handful
    small = lambda rows: times(10, 2016)([r | {"pupils": r["pupils"] // 40} for r in rows])  # noqa: E731
    assert "L35" not in codes(read_with(framework, tmp_path / "small", change=small))


def test_a_grade_that_reads_total_is_refused_when_it_is_loaded(store: Path, tmp_path: Path, capsys: Any) -> None:
    folder, table = tmp_path / "store", tmp_path / "班级与学生.csv"
    shutil.copytree(store, folder)
    table.write_text(
        f"机构代码,学年,学段,年级,班级数,在校学生数\n{city.school(0, 0)},{LAST},小学,一年级,4,160\n"
        f"{city.school(0, 0)},{LAST},小学,合计,8,310\n{city.school(0, 1)},{LAST},小学,Total,8,310\n",
        encoding="utf-8",
    )
    words = [
        "load",
        str(table),
        "--store",
        str(folder),
        "--pack",
        "school-places@1",
        "--source",
        "education_statistics",
    ]
    assert main(words) == 1
    said = capsys.readouterr()
    text = said.out + said.err
    assert "I29" in text and "合计" in text and "Total" in text
    assert open_snapshot(folder).name == open_snapshot(store).name  # nothing was loaded


def test_counts_of_nothing_and_of_next_to_nothing(framework: Framework, tmp_path: Path) -> None:
    """Zero cohorts, handfuls of pupils, a last year of zeros: numbers stay finite and in order."""
    for name, change in (
        ("handfuls", lambda rows: [r | {"pupils": r["pupils"] % 3, "classes": 1} for r in rows]),
        ("nobody left", lambda rows: [r | ({"pupils": 0} if r["period"] == LAST else {}) for r in rows]),
        ("no first grade", lambda rows: [r | ({"pupils": 0} if r["grade"] == "grade_1" else {}) for r in rows]),
        ("no classes", lambda rows: [r | {"classes": 0} for r in rows]),
    ):
        made = make_forecast(read_with(framework, tmp_path / name, change=change), 3)
        for level in (made.units, made.districts, made.whole):
            assert np.isfinite(level.high).all() and (level.low >= 0).all(), name
            assert (level.low <= level.middle).all() and (level.middle <= level.high).all(), name
        assert ((made.chance >= 0) & (made.chance <= 1) | np.isnan(made.chance)).all()


def test_a_silent_school_goes_on_as_it_was(framework: Framework, tmp_path: Path) -> None:
    gone = city.school(1, 1)
    read = read_with(
        framework, tmp_path / "s", change=lambda rows: [r for r in rows if (r["org"], r["period"]) != (gone, LAST)]
    )
    assert codes(read) == ["L04"]
    at = read.unit_codes.index(gone)
    assert np.array_equal(read.units.counts[at, -1], city.pupils()[1, 1, -2])
    assert (make_forecast(read, 2).units.middle[at, :, 0] > 0).all()


def test_a_closed_school_and_a_total_and_a_lost_cohort(framework: Framework, tmp_path: Path) -> None:
    gone = city.school(2, 0)
    register = [
        dataclasses.replace(o, closed=dt.date(2019, 1, 1)) if o.code == gone else o for o in city.organisations()
    ]

    def change(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        rows = [r for r in rows if not (r["org"] == gone and r["period"] >= 2019)]
        rows = [
            r for r in rows if not (r["org"].startswith("9901") and r["period"] == 2016 and r["grade"] == "grade_8")
        ]
        whole = sum(r["pupils"] for r in rows if (r["org"], r["period"]) == (city.school(0, 1), 2015))
        some = next(r for r in rows if (r["org"], r["period"]) == (city.school(0, 1), 2015))
        return [*rows, {**some, "grade": "ungraded", "pupils": whole}]

    read = read_with(framework, tmp_path / "s", change=change, register=register)
    assert codes(read) == ["L06", "L07", "L08"]
    by = {p.code: p for p in read.problems}
    assert (
        by["L06"].data["org"] == gone and by["L07"].data["org"] == city.school(0, 1) and by["L07"].data["year"] == 2015
    )
    assert by["L08"].data["org"] == "9901" and by["L08"].data["year"] == 2016
    assert (make_forecast(read, 3).units.middle[read.unit_codes.index(gone)] == 0).all()


def test_what_cannot_be_forecast(framework: Framework, store: Path) -> None:
    facts = open_snapshot(store)
    for code, given in (
        ("L03", {"until": city.FIRST + 4}),
        ("L09", {"name": "nothing"}),
        ("L10", {"under": "nowhere"}),
    ):
        with pytest.raises(JiaoduError) as caught:
            read_history(framework, facts, **given)  # type: ignore[arg-type]
        assert [p.code for p in caught.value.problems] == [code]
    assert len(read_history(framework, facts, until=city.FIRST + 5).years) == 6
    assert len(read_history(framework, facts, under="9902").unit_codes) == city.SCHOOLS


def test_a_lost_year_and_schools_without_a_district(framework: Framework, tmp_path: Path) -> None:
    read = read_with(framework, tmp_path / "gap", change=lambda rows: [r for r in rows if r["period"] != 2016])
    assert [p.data["years"] for p in read.problems if p.code == "L12"] == [[2016]]
    assert np.isfinite(make_forecast(read, 3).units.middle).all()
    register = [o for o in city.organisations() if o.level != "county"]
    register = [dataclasses.replace(o, parent="99") if o.level == "school" else o for o in register]
    read = read_with(framework, tmp_path / "alone", register=register, births=[])
    assert codes(read) == ["L02", "L13"] and read.district_codes == ("",)
    assert [p.data["number"] for p in read.problems if p.code == "L13"] == [city.COUNTIES * city.SCHOOLS]


def test_nothing_is_forecast_further_than_it_was_tested(history: History) -> None:
    made = make_forecast(history, 15)
    assert made.years[-1] == LAST + city.YEARS - 5 and [p.code for p in made.problems] == ["L14"]
    assert made.backtest.of("county", len(made.years)) is not None


# --- forecasts ----------------------------------------------------------------------------------------------------


def test_schools_make_up_their_county_and_intervals_are_in_order(history: History) -> None:
    made = make_forecast(history, 5)
    for d in range(city.COUNTIES):
        mine = history.units.parents == d
        assert np.allclose(made.units.middle[mine].sum(axis=0), made.districts.middle[d], rtol=1e-12)
    for level in (made.units, made.districts):
        assert (level.low <= level.middle).all() and (level.middle <= level.high).all()
    width = (made.districts.high - made.districts.low) / made.districts.middle
    assert (np.diff(width.mean(axis=(0, 2))) > 0).all()
    assert made.assumptions and made.backtest.scores


def test_places_are_classes_times_the_standard_less_the_buffer(history: History) -> None:
    spec = history.spec.model_copy(update={"buffer": history.spec.buffer.model_copy(update={"percent": Decimal(10)})})
    made = make_forecast(dataclasses.replace(history, spec=spec), 1)
    for i, code in enumerate(history.unit_codes):
        grades = city.pupils()[int(code[2:4]), int(code[4:]), -1]
        classes = [-(-int(n) // 45) for n in grades]
        by_hand = [sum(classes[:6]) * 45 * 0.9, sum(classes[6:]) * 50 * 0.9]
        assert made.places[i, 0].tolist() == pytest.approx(by_hand)


def test_a_school_that_will_close_sends_its_pupils_next_door(
    framework: Framework, tmp_path: Path, history: History
) -> None:
    gone = city.school(0, 0)
    register = [
        dataclasses.replace(o, closed=dt.date(LAST + 2, 7, 1)) if o.code == gone else o for o in city.organisations()
    ]
    read = read_with(framework, tmp_path / "s", register=register)
    at, before, after = read.unit_codes.index(gone), make_forecast(history, 3), make_forecast(read, 3)
    assert after.units.middle[at, 0, 0] > 0 and (after.units.middle[at, 1:] == 0).all()
    assert np.allclose(before.districts.middle, after.districts.middle, rtol=1e-3)
    assert after.places_of_district(0, 1)[0] == pytest.approx(
        after.places_of_district(0, 0)[0] - after.places[at, 0, 0]
    )


# --- back-tests ---------------------------------------------------------------------------------------------------


def test_the_naive_score_by_hand(history: History) -> None:
    found = run_backtest(history, 3).of("school", 3)
    counts, off, came, targets = city.pupils(), 0.0, 0.0, 0
    for c in range(city.COUNTIES):
        for s in range(city.SCHOOLS):
            grades = slice(0, 6) if s < city.SCHOOLS - 2 else slice(6, 9)
            for origin in range(5, city.YEARS - 2):
                before, then = counts[c, s, origin - 1, grades].sum(), counts[c, s, origin + 2, grades].sum()
                off, came, targets = off + abs(then - before), came + then, targets + 1
    assert found is not None and found.targets == targets
    assert found.methods["naive"].wape == pytest.approx(off / came)
    assert found.skill("naive") == pytest.approx(1 - found.methods["ours"].wape / (off / came))


def test_a_wave_of_births_is_seen_coming(history: History) -> None:
    scores = run_backtest(history, 5)
    for ahead in (1, 3, 5):
        for level in ("school", "county"):
            score = scores.of(level, ahead)
            assert score is not None and score.methods["ours"].wape < 0.6 * score.methods["naive"].wape


def test_nothing_after_the_origin_is_read(history: History) -> None:
    later = history.units.counts.copy()
    later[:, 8:] *= 3
    above = np.zeros_like(history.districts.counts)
    np.add.at(above, history.units.parents, later)
    changed = dataclasses.replace(
        history,
        units=dataclasses.replace(history.units, counts=later),
        districts=dataclasses.replace(history.districts, counts=above),
    )
    first, second = (run_backtest(h, 2, shocks=history.years[8:]) for h in (history, changed))
    assert [s for s in first.scores if not s.shocks] == [s for s in second.scores if not s.shocks] != []
    assert first.of("county", 1) != second.of("county", 1)


def test_years_of_shock_are_left_out_of_a_second_table(history: History) -> None:
    found = run_backtest(history, 2, shocks=(2018,))
    every, without = found.of("county", 1), found.of("county", 1, shocks=False)
    assert every is not None and without is not None
    assert every.targets - without.targets == 2 * city.COUNTIES


# --- publishing ---------------------------------------------------------------------------------------------------


def test_what_is_published_is_an_ordinary_indicator(framework: Framework, tmp_path: Path) -> None:
    folder = city.build(tmp_path / "store", framework)
    made = make_forecast(read_history(framework, open_snapshot(folder)), 3)
    publish(Store(folder), framework, made)
    facts, year = open_snapshot(folder), LAST + 3
    found = evaluate(framework, facts, year, level="county").evaluation
    for d, code in enumerate(made.history.district_codes):
        for s, stage in enumerate(made.history.stages):
            demand = found.value("places_demand", code, (stage,))
            assert demand is not None and float(demand.exact or 0) == pytest.approx(
                made.districts.middle[d, 2, s], abs=0.05
            )
            gap = found.value("places_gap", code, (stage,))
            places = sum(made.places[i, 2, s] for i in np.flatnonzero(made.history.units.parents == d))
            assert gap is not None and float(gap.exact or 0) == pytest.approx(places - float(demand.exact or 0))
            (verdict,) = [
                v for v in found.verdicts if v.standard == "places_suffice" and v.org == code and stage in v.cell
            ]
            assert verdict.outcome.name.lower() == ("met" if gap.exact is not None and gap.exact >= 0 else "not_met")
            assert verdict.unverified
    assert not [p for p in found.problems if p.code == "V05"]
    again = publish(Store(folder), framework, make_forecast(read_history(framework, open_snapshot(folder)), 3))
    assert again.tables["places_demand"].rows == facts.manifest.tables["places_demand"].rows
    assert {
        r[0]
        for r in facts.connection()
        .sql(f"SELECT DISTINCT forecast_from FROM {facts.source('places_demand')}")
        .fetchall()
    } == {f"S1, {LAST}"}


def test_units_and_districts_may_be_one_level(store: Path, tmp_path: Path) -> None:
    pack = tmp_path / "packs" / "counties"
    (pack / "places").mkdir(parents=True)
    (pack / "pack.yaml").write_text(
        "id: counties\ntitle: {zh: 一, en: one}\nissuer: {zh: 无, en: none}\ndescription: {zh: 一, en: one}\nbuilds_on: [school-places@1]\n"
        'editions:\n  "1": {title: {zh: 一, en: one}, align: starts}\n'
    )
    given = (Path(__file__).parents[3] / "packs/school-places/places/compulsory.yaml").read_text(encoding="utf-8")
    given = given.replace("compulsory_places:", "counties_alone:").replace("unit: school", "unit: county")
    (pack / "places" / "p.yaml").write_text(
        given.replace("demand: places_demand\n", "demand: places_demand_district\n", 1), encoding="utf-8"
    )
    framework = load_framework(["counties"], [tmp_path / "packs"])
    folder = tmp_path / "store"
    shutil.copytree(store, folder)
    read = read_history(framework, open_snapshot(folder), "counties_alone")
    assert not read.has_two_levels and read.unit_codes == read.district_codes
    made = make_forecast(read, 3)
    assert made.units.middle is made.districts.middle or np.array_equal(made.units.middle, made.districts.middle)
    assert made.places[:, 0].sum() == pytest.approx(
        sum(made.places_of_district(d, 0).sum() for d in range(city.COUNTIES))
    )
    manifest = publish(Store(folder), framework, made)
    assert (
        manifest.tables["places_demand_district"].rows == city.COUNTIES * 2 * 3
        and "places_demand" not in manifest.tables
    )


# --- the command line ---------------------------------------------------------------------------------------------


def test_the_doors(store: Path, capsys: Any) -> None:
    assert main(["places", "backtest", "--store", str(store), "--years", "3", "--json"]) == 0
    scores = json.loads(capsys.readouterr().out)
    assert {s["ahead"] for s in scores["scores"]} == {1, 2, 3} and set(scores["scores"][0]["skill"]) >= {
        "naive",
        "plain",
    }
    assert main(["places", "forecast", "--store", str(store), "--years", "2", "--units", "--lang", "en"]) == 0
    text = capsys.readouterr().out
    for word in ("assumptions", "back-test", "skill", "unverified", "plain cohort survival"):
        assert word in text
    assert main(["places", "forecast", "--store", str(store), "--years", "40", "--json"]) == 1
    assert "L11" in capsys.readouterr().out


def test_a_history_with_errors_is_not_published(framework: Framework, tmp_path: Path, capsys: Any) -> None:
    rows = [r | ({"births": -1} if r["period"] == 2010 else {}) for r in city.birth_rows()]
    folder = city.build(tmp_path / "store", framework, births=rows)
    assert main(["places", "forecast", "--store", str(folder), "--years", "2", "--publish", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["published"] is None and {p["code"] for p in found["problems"]} >= {"L01"}
    assert open_snapshot(folder).name == "S1"


def test_a_traced_value_leads_back_to_the_forecast(framework: Framework, tmp_path: Path) -> None:
    folder = city.build(tmp_path / "store", framework)
    publish(Store(folder), framework, make_forecast(read_history(framework, open_snapshot(folder)), 1))
    facts = open_snapshot(folder)
    rows = facts.connection().sql(f"SELECT _load, _row, demand FROM {facts.source('places_demand')} LIMIT 1").fetchall()
    load, row, demand = rows[0]
    record = facts.load(load)
    assert record is not None and record.origin.file.startswith("places_demand-")
    kept = (folder / "files" / f"{record.origin.sha256}.csv").read_text().splitlines()
    assert str(demand) in kept[row - 1]
