"""`jiaodu places plan`: which measures, where and when, within the budget, with bound and gap. Floor: cli."""

from __future__ import annotations

import contextlib
import dataclasses
import math
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jiaodu.cli.opening import open_facts, open_framework, org_of
from jiaodu.cli.output import Output
from jiaodu.cli.places.plan_files import read_budget, read_sheet
from jiaodu.cli.places.plan_json import maps_json, plan_json, regret_json
from jiaodu.cli.places.plan_out import missing_shapes, tables_of, write_plan
from jiaodu.cli.places.plan_show import show_maps, show_plan, show_regret
from jiaodu.core.base.problems import JiaoduError, Place, problem
from jiaodu.core.base.text import Text
from jiaodu.core.facts.store import Store
from jiaodu.core.framework import Framework
from jiaodu.engines.school_places import choose_places
from jiaodu.engines.school_places.planning import (
    Case,
    Plan,
    make_plan,
    make_regret,
    publish_plan,
    published_days,
    published_demand,
    read_case,
    zone_maps,
)
from jiaodu.methods.location import Stop
from jiaodu.reports.charts import read_boundaries

MOST_PERCENT = 50.0
# beyond it the interval of a forecast says nothing
LEAST_POINT = 5.0


def run(options: Any) -> int:
    """Read the case, solve it, print it."""
    out = Output(options)
    case = _case(options)
    with _interruptible() as stop:
        plan = make_plan(case, options.seconds, gap=_share(options.gap), fair=options.fair, stop=stop)
        regret = make_regret(case, options.seconds, stop) if options.regret and not stop.asked else None
        maps, doubts = zone_maps(plan, options.seconds / 2, stop)
    plan = dataclasses.replace(plan, problems=(*plan.problems, *doubts))
    boundaries = read_boundaries(Path(options.boundaries)) if options.boundaries else None
    if boundaries is not None:
        plan = dataclasses.replace(plan, problems=(*plan.problems, *missing_shapes(plan, boundaries)))
    data = (
        plan_json(plan) | {"maps": maps_json(plan, maps)} | ({} if regret is None else {"regret": regret_json(regret)})
    )
    if options.out:
        write_plan(out, Path(options.out), plan, data, tables_of(out, plan), boundaries)
        out.line(f"已写入 {options.out}", f"written to {options.out}")
    if options.publish:
        data |= {"published": _publish(options, plan)}
        out.line(f"已发布：快照 {data['published']}", f"published: snapshot {data['published']}")
    if out.as_json:
        out.json(data)
    else:
        show_plan(out, plan)
        show_maps(out, plan, maps)
        if regret is not None:
            show_regret(out, regret)
        out.problems(plan.problems, everything=options.all)
    return 0


def _publish(options: Any, plan: Plan) -> str:
    """Bring the plan into the store that its demand came from; the name of the snapshot."""
    if options.demand:
        wanted = Text(
            "不与 --demand 同用：发布的是数据库中单位的方案",
            "not together with --demand: plans of the store's units are published",
        )
        raise JiaoduError(problem("L21", Place(key="--publish"), column="--publish", text="--demand", wanted=wanted))
    facts, schools = open_facts(options), options.level == "school"
    framework = open_framework(options, facts)
    _, places = choose_places(framework, options.places)
    days = published_days(facts, places, schools=schools)
    return publish_plan(Store(options.store), framework, places, plan, days, schools=schools).name


@contextlib.contextmanager
def _interruptible() -> Iterator[Stop]:
    """Ctrl-C asks the search to stop, so that the best plan so far is printed; a second one ends the run."""
    stop = Stop()

    def ask(number: int, frame: object) -> None:
        if stop.asked:
            raise KeyboardInterrupt
        stop.asked = True

    try:
        before = signal.signal(signal.SIGINT, ask)
    except ValueError:  # not in the main thread: nobody presses keys there
        yield stop
        return
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


def _share(percent: float) -> float:
    if not 0 <= percent <= MOST_PERCENT:
        wanted = Text("0 至 50 的百分数", "a percentage from 0 to 50")
        raise JiaoduError(problem("L21", Place(key="--gap"), column="--gap", text=str(percent), wanted=wanted))
    return percent / 100


def _percent(options: Any) -> float:
    percent = 90.0 if options.high else float(options.percent)
    if not LEAST_POINT <= percent <= 100 - LEAST_POINT:
        wanted = Text("5 至 95 的分位", "a point from 5 to 95")
        raise JiaoduError(problem("L21", Place(key="--percent"), column="--percent", text=str(percent), wanted=wanted))
    return percent


def _case(options: Any) -> Case:
    budget = read_budget(options.budget)
    distances = read_sheet(Path(options.distances)) if options.distances else None
    within = math.inf if options.within is None else options.within
    if not within >= 0:
        wanted = Text("不小于0的公里数", "kilometres, not below zero")
        raise JiaoduError(problem("L21", Place(key="--within"), column="--within", text=str(within), wanted=wanted))
    given: dict[str, Any] = {
        "budget": budget, "distances": distances, "within": within, "percent": _percent(options),
        **{word: read_sheet(Path(file)) for word, file in (("today", options.map), ("borders", options.borders)) if file},
    }  # fmt: skip
    measures = read_sheet(Path(options.measures))
    if options.demand:
        framework: Framework = open_framework(options) if options.pack else _shipped(options)
        _, places = choose_places(framework, options.places)
        return read_case(
            framework, places, measures, demand=read_sheet(Path(options.demand)), source=options.demand, **given
        )
    facts = open_facts(options)
    framework = open_framework(options, facts)
    _, places = choose_places(framework, options.places)
    under = org_of(facts.tree(), options.org) if options.org else ""
    found = published_demand(facts, places, schools=options.level == "school", under=under)
    return read_case(framework, places, measures, demand=found, source=facts.name, **given)


def _shipped(options: Any) -> Framework:
    options.pack = "school-places"
    return open_framework(options)
