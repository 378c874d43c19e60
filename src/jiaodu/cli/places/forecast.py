"""`jiaodu places forecast`: demand for places beside the places, with its error and its assumptions. Floor: cli."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from jiaodu.cli.output import Output
from jiaodu.cli.places.opening import open_history, shock_years
from jiaodu.cli.places.scores import scores_json, show_scores
from jiaodu.core.base.problems import worst
from jiaodu.core.facts.store import Store
from jiaodu.engines.school_places import Forecast, make_forecast, publish
from jiaodu.engines.school_places.model import Level

HEADINGS = (
    ("单位", "unit"), ("学段", "stage"), ("学年", "year"), ("低", "low"), ("中", "middle"), ("高", "high"), ("现有学位", "places"),
    ("余缺", "gap"), ("高需求余缺", "gap, high"),
)  # fmt: skip
SHOWN_AHEAD = (1, 3, 5, 10, 15)


def run(options: Any) -> int:
    """Forecast, print, and publish where that is asked for. A history with errors is not published."""
    out = Output(options)
    framework, history = open_history(options)
    forecast = make_forecast(history, options.years, shocks=shock_years(options))
    failed = worst(forecast.problems) == "error"
    manifest = publish(Store(options.store), framework, forecast) if options.publish and not failed else None
    snapshot = manifest.name if manifest is not None else None
    if out.as_json:
        out.json(
            {
                "places": history.id, "snapshot": history.snapshot, "last": history.last, "method": forecast.parameters,
                "assumptions": [{"zh": t.zh, "en": t.en} for t in forecast.assumptions],
                "districts": list(_json(forecast, forecast.districts)), "units": list(_json(forecast, forecast.units)),
                "backtest": scores_json(forecast.backtest), "problems": [p.to_json() for p in forecast.problems], "published": snapshot,
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
    out.table(HEADINGS, list(_rows(out, forecast, forecast.districts)), numbers=tuple(range(3, 9)), marked=False)
    if units and history.has_two_levels:
        out.heading("各校", "units")
        out.table(HEADINGS, list(_rows(out, forecast, forecast.units)), numbers=tuple(range(3, 9)), marked=False)
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
                places = forecast.places_of_district(i, ahead)[s] if of_districts else forecast.places[i, s]
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
        yield [*(first if (i, s) != before else ["", ""]), str(forecast.years[ahead]), *numbers]
        before = (i, s)


def _name(out: Output, forecast: Forecast, code: str) -> str:
    return forecast.history.tree.name(code, out.language) if code else out.t("（无区县）", "(no district)")


def _json(forecast: Forecast, level: Level) -> Iterator[dict[str, Any]]:
    for i, s, ahead, places in _lines(forecast, level):
        low, middle, high = (round(float(v[i, ahead, s]), 2) for v in (level.low, level.middle, level.high))
        yield {
            "org": level.codes[i], "stage": forecast.history.stages[s], "period": forecast.years[ahead], "low": low, "middle": middle,
            "high": high, "places": None if np.isnan(places) else places,
        }  # fmt: skip
