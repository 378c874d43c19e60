"""`jiaodu places forecast`: demand for places beside the places, with its error and its assumptions. Floor: cli."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from jiaodu.cli.output import Output
from jiaodu.cli.places.opening import open_history
from jiaodu.cli.places.parts import parts_json, show_scenarios, show_splits, show_warnings
from jiaodu.cli.places.plan_files import read_sheet
from jiaodu.cli.places.scores import scores_json, show_scores
from jiaodu.core.base.problems import Problem, worst
from jiaodu.core.facts.store import Store
from jiaodu.engines.school_places import (
    Forecast,
    choose_scenario,
    make_forecast,
    publish,
    read_events,
    shock_years,
)
from jiaodu.engines.school_places.model import Event, Level

HEADINGS = (
    ("单位", "unit"), ("学段", "stage"), ("学年", "year"), ("低", "low"), ("中", "middle"), ("高", "high"), ("现有学位", "places"),
    ("余缺", "gap"), ("高需求余缺", "gap, high"), ("不足的可能%", "chance short %"),
)  # fmt: skip
SHOWN_AHEAD = (1, 3, 5, 10, 15)


def run(options: Any) -> int:
    """Forecast, print, and publish where that is asked for. A history with errors is not published."""
    out = Output(options)
    framework, history = open_history(options)
    spec = history.spec
    events: tuple[Event, ...] = ()
    doubts: tuple[Problem, ...] = ()
    scenario = choose_scenario(spec, options.scenario) if options.scenario else ""
    shocks = shock_years(spec, options.shock)
    if options.events:
        history, events, doubts = read_events(history, read_sheet(Path(options.events)), options.years)
    forecast = make_forecast(history, options.years, shocks=shocks, events=events, scenario=scenario)
    forecast = replace(forecast, problems=(*forecast.problems, *doubts))
    failed = worst(forecast.problems) == "error"
    manifest = publish(Store(options.store), framework, forecast) if options.publish and not failed else None
    snapshot = manifest.name if manifest is not None else None
    if out.as_json:
        out.json(
            {
                "places": history.id, "snapshot": history.snapshot, "last": history.last, "method": forecast.parameters,
                "assumptions": [{"zh": t.zh, "en": t.en} for t in forecast.assumptions],
                "districts": list(_json(forecast, forecast.districts)), "units": list(_json(forecast, forecast.units)),
                **parts_json(forecast), "backtest": scores_json(forecast.backtest), "problems": [p.to_json() for p in forecast.problems], "published": snapshot,
            }
        )  # fmt: skip
    else:
        _show(out, forecast, options.units)
        out.problems(forecast.problems, everything=options.all)
    if snapshot:
        out.line(f"已发布：快照 {snapshot}", f"published: snapshot {snapshot}")
    elif options.publish:
        out.line("历史数据有错误，没有发布", "nothing was published: the history has errors")
    return 1 if failed else 0


def _show(out: Output, forecast: Forecast, units: bool) -> None:
    history = forecast.history
    zh, en = history.spec.name.zh, history.spec.name.en
    out.heading(
        f"{zh}：{forecast.years[0]}—{forecast.years[-1]} 学年需求",
        f"{en}: demand {forecast.years[0]} to {forecast.years[-1]}",
    )
    out.table(HEADINGS, list(_rows(out, forecast, forecast.districts)), numbers=tuple(range(3, 10)), marked=False)
    if len(history.district_codes) > 1:
        out.heading("合计", "all together")
        out.table(HEADINGS[:6], list(_whole_rows(out, forecast)), numbers=(3, 4, 5), marked=False)
    show_warnings(out, forecast)
    show_scenarios(out, forecast)
    show_splits(out, forecast)
    if units and history.has_two_levels:
        out.heading("各校", "units")
        out.table(HEADINGS[:-1], list(_rows(out, forecast, forecast.units)), numbers=tuple(range(3, 9)), marked=False)
    show_scores(out, history, forecast.backtest, aheads=SHOWN_AHEAD, sizes=False)
    out.heading("前提", "assumptions")
    for text in forecast.assumptions:
        out.line(f"· {text.zh}", f"- {text.en}")
    out.line(
        f"· 方法 {forecast.parameters}，数据 {history.snapshot}",
        f"- method {forecast.parameters}, data {history.snapshot}",
    )


def _lines(forecast: Forecast, level: Level) -> Iterator[tuple[int, int, int, float]]:
    """Unit, stage, year ahead and places of each line that has any pupils or places."""
    of_districts = level is forecast.districts
    for i in range(len(level.codes)):
        for s in range(len(forecast.history.stages)):
            for ahead in range(len(forecast.years)):
                places = forecast.places_of_district(i, ahead)[s] if of_districts else forecast.places[i, ahead, s]
                if level.high[i, ahead, s] > 0 or places > 0:
                    yield i, s, ahead, float(places)


def _rows(out: Output, forecast: Forecast, level: Level) -> Iterator[list[str]]:
    before = None
    for i, s, ahead, places in _lines(forecast, level):
        low, middle, high = (round(float(v[i, ahead, s])) for v in (level.low, level.middle, level.high))
        known = not np.isnan(places)
        first = [
            _name(out, forecast, level.codes[i]),
            out.text(forecast.history.stage_names[forecast.history.stages[s]]),
        ]
        gaps = [str(round(places - n)) if known else "—" for n in (middle, high)]
        numbers = [str(low), str(middle), str(high), str(round(places)) if known else "—", *gaps]
        chance = [_chance(forecast.chance[i, ahead, s])] if level is forecast.districts else []
        yield [*(first if (i, s) != before else ["", ""]), str(forecast.years[ahead]), *numbers, *chance]
        before = (i, s)


def _whole_rows(out: Output, forecast: Forecast) -> Iterator[list[str]]:
    level = forecast.whole
    for s, stage in enumerate(forecast.history.stages):
        for ahead, year in enumerate(forecast.years):
            numbers = [str(round(float(v[0, ahead, s]))) for v in (level.low, level.middle, level.high)]
            name = [out.t("全部", "all"), out.text(forecast.history.stage_names[stage])] if not ahead else ["", ""]
            yield [*name, str(year), *numbers]


def _chance(value: float) -> str:
    return "—" if np.isnan(value) else f"{100 * value:.0f}"


def _name(out: Output, forecast: Forecast, code: str) -> str:
    return forecast.history.tree.name(code, out.language) if code else out.t("（无区县）", "(no district)")


def _json(forecast: Forecast, level: Level) -> Iterator[dict[str, Any]]:
    for i, s, ahead, places in _lines(forecast, level):
        low, middle, high = (round(float(v[i, ahead, s]), 2) for v in (level.low, level.middle, level.high))
        yield {
            "org": level.codes[i], "stage": forecast.history.stages[s], "period": forecast.years[ahead], "low": low, "middle": middle,
            "high": high, "places": None if np.isnan(places) else places,
            **({"chance_short": _plain(forecast.chance[i, ahead, s])} if level is forecast.districts else {}),
        }  # fmt: skip


def _plain(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 4)
