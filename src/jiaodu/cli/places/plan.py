"""`jiaodu places plan`: which measures, where and when, within the budget, with bound and gap. Floor: cli."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jiaodu.cli.opening import open_facts, open_framework, org_of
from jiaodu.cli.output import Output
from jiaodu.cli.places.plan_files import read_budget, read_sheet
from jiaodu.core.base.problems import JiaoduError, Place, problem
from jiaodu.core.base.text import Text
from jiaodu.core.framework import Framework
from jiaodu.engines.school_places import choose_places
from jiaodu.engines.school_places.planning import Case, Plan, make_plan, published_demand, read_case
from jiaodu.methods.location import Solved

STARTS = (
    ("年份", "year"), ("措施", "measure"), ("地点", "site"), ("次数", "times"), ("启用", "stands from"), ("学位", "seats"), ("花费(万元)", "cost (万元)"),
)  # fmt: skip
YEARS = (
    ("学年", "year"), ("学段", "stage"), ("需求", "demand"), ("现有学位", "places"), ("新增学位", "new places"), ("仍缺", "missing"),
    ("预算(万元)", "budget (万元)"), ("花费(万元)", "cost (万元)"),
)  # fmt: skip
SHORT = (("区域", "zone"), ("学段", "stage"), ("学年", "year"), ("仍缺", "missing"))


def run(options: Any) -> int:
    """Read the case, solve it, print it."""
    out = Output(options)
    case = _case(options)
    plan = make_plan(case, options.seconds)
    if out.as_json:
        out.json(_json(plan))
    else:
        _show(out, plan)
        out.problems(plan.problems, everything=options.all)
    return 0


def _case(options: Any) -> Case:
    budget = read_budget(options.budget)
    distances = read_sheet(Path(options.distances)) if options.distances else None
    within = math.inf if options.within is None else options.within
    if not within >= 0:
        wanted = Text("不小于0的公里数", "kilometres, not below zero")
        raise JiaoduError(problem("L21", Place(key="--within"), column="--within", text=str(within), wanted=wanted))
    measures = read_sheet(Path(options.measures))
    if options.demand:
        framework: Framework = open_framework(options) if options.pack else _shipped(options)
        _, places = choose_places(framework, options.places)
        demand, source = read_sheet(Path(options.demand)), options.demand
        return read_case(
            framework, places, measures, demand=demand, budget=budget, distances=distances, within=within, source=source
        )
    facts = open_facts(options)
    framework = open_framework(options, facts)
    _, places = choose_places(framework, options.places)
    under = org_of(facts.tree(), options.org) if options.org else ""
    found = published_demand(facts, places, schools=options.level == "school", high=options.high, under=under)
    return read_case(
        framework, places, measures, demand=found, budget=budget, distances=distances, within=within, source=facts.name
    )


def _shipped(options: Any) -> Framework:
    options.pack = "school-places"
    return open_framework(options)


def _show(out: Output, plan: Plan) -> None:
    case, answer = plan.case, plan.answer
    span = f"{case.years[0]}—{case.years[-1]}"
    out.heading(f"学位建设方案：{span} 学年", f"plan of school places: {span}")
    out.table(STARTS, list(_starts(out, plan)), numbers=(3, 4, 6), marked=False)
    out.heading("逐年", "by year")
    out.table(YEARS, list(_years(out, plan)), numbers=(2, 3, 4, 5, 6, 7), marked=False)
    if rows := list(_short(out, plan)):
        out.heading("仍缺学位的区域", "where places are missing")
        out.table(SHORT, rows, numbers=(3,), marked=False)
    out.heading("把握", "how sure")
    _sure(out, "仍缺学位(各年相加)", "places missing (summed over years)", answer.missing)
    _sure(out, "花费(万元)", "cost (万元)", answer.cost)
    if answer.length is not None and answer.length.value:
        out.line(
            f"· 就学路程合计 {answer.length.value:,.0f} 人·公里",
            f"- way to school {answer.length.value:,.0f} pupil-km in all",
        )
    for margin in plan.margins:
        year, least, most = case.years[margin.year], f"{margin.least:,.0f}", f"{margin.most:,.0f}"
        number = least if least == most else f"{least}—{most}"
        out.line(
            f"· {year} 年预算再加 100 万元：少缺 {number} 个学位(重新求解)",
            f"- one more million yuan in {year}: {number} fewer places missing (solved again)",
        )
    out.line("· 方案已由求解器之外的程序逐条核对", "- every rule of the plan was checked apart from the solver")


def _sure(out: Output, zh: str, en: str, solved: Solved) -> None:
    ended = solved.status == "optimal"
    state = ("已证明最优", "proved optimal") if ended else ("时间到", "out of time")
    numbers = f"{solved.value:,.0f}", f"{solved.bound:,.0f}", f"{100 * solved.gap:.2f}%"
    out.line(
        f"· {zh}：{numbers[0]}，下界 {numbers[1]}，差距 {numbers[2]}，{state[0]}",
        f"- {en}: {numbers[0]}, bound {numbers[1]}, gap {numbers[2]}, {state[1]}",
    )


def _starts(out: Output, plan: Plan) -> Iterator[list[str]]:
    case = plan.case
    for t, year in enumerate(case.years):
        for i, (kind, measure) in enumerate(zip(case.kinds, case.problem.measures, strict=True)):
            if number := int(plan.answer.starts[i, t]):
                seats = " ".join(
                    f"{out.text(name)} {number * n:+,.0f}"
                    for name, n in zip(case.stages.values(), measure.seats, strict=True)
                    if n
                )
                cost = number * sum(measure.paid(t, other) for other in range(len(case.years)))
                yield [
                    str(year), out.text(kind.name), case.sites[measure.site], str(number), str(year + measure.lead), seats, f"{cost:,.0f}",
                ]  # fmt: skip


def _years(out: Output, plan: Plan) -> Iterator[list[str]]:
    case, asked = plan.case, plan.case.problem
    for t, year in enumerate(case.years):
        for s, name in enumerate(case.stages.values()):
            demand, places = float(asked.demand[:, s, t].sum()), float(asked.seats[:, s, t].sum())
            if not demand and not places:
                continue
            new, missing = _new_seats(plan, s, t), float(plan.answer.short[:, s, t].sum())
            budget = "—" if asked.budgets is None else f"{asked.budgets[t]:,.0f}"
            money = [budget, f"{_paid(plan, t):,.0f}"] if s == 0 else ["", ""]
            yield [str(year), out.text(name), *(f"{n:,.0f}" for n in (demand, places, new, missing)), *money]


def _new_seats(plan: Plan, stage: int, year: int) -> float:
    starts = plan.answer.starts
    return sum(
        float(m.seats[stage]) * int(starts[i, start])
        for i, m in enumerate(plan.case.problem.measures)
        for start in range(starts.shape[1])
        if m.stands(start, year)
    )


def _paid(plan: Plan, year: int) -> float:
    starts = plan.answer.starts
    return sum(
        int(starts[i, s]) * m.paid(s, year)
        for i, m in enumerate(plan.case.problem.measures)
        for s in range(starts.shape[1])
    )


def _short(out: Output, plan: Plan) -> Iterator[list[str]]:
    for z, zone in enumerate(plan.case.zones):
        for s, name in enumerate(plan.case.stages.values()):
            for t, year in enumerate(plan.case.years):
                missing = float(plan.answer.short[z, s, t])
                if missing >= 0.5:
                    yield [zone, out.text(name), str(year), f"{missing:,.0f}"]


def _json(plan: Plan) -> dict[str, Any]:
    case, answer = plan.case, plan.answer
    years, stages = case.years, tuple(case.stages)
    measures = case.problem.measures
    proved = {"missing": answer.missing, "cost": answer.cost} | ({"way_km": answer.length} if answer.length else {})
    return {
        "source": case.source, "years": years, "money": "万元",
        "starts": [
            {"measure": m.id, "site": case.sites[m.site], "year": years[t], "times": int(answer.starts[i, t])}
            for i, m in enumerate(measures) for t in range(len(years)) if answer.starts[i, t]
        ],
        "sent": [
            {"zone": case.zones[z], "site": case.sites[j], "stage": stages[s], "year": years[t], "pupils": round(float(answer.sent[p, s, t]), 3)}
            for p, (z, j) in enumerate(answer.pairs) for s in range(len(stages)) for t in range(len(years)) if answer.sent[p, s, t] > 0.0005
        ],
        "missing": [
            {"zone": zone, "stage": stages[s], "year": years[t], "pupils": round(float(answer.short[z, s, t]), 3)}
            for z, zone in enumerate(case.zones) for s in range(len(stages)) for t in range(len(years)) if answer.short[z, s, t] > 0.0005
        ],
        "proved": {name: {"value": s.value, "bound": s.bound, "gap": s.gap, "status": s.status} for name, s in proved.items()},
        "one_more_million": [{"year": years[m.year], "fewer_missing": [m.least, m.most]} for m in plan.margins],
        "short_of_money": None if plan.needed is None else {
            "by_year": dict(zip(map(str, years), plan.needed.more.tolist(), strict=True)), "total": plan.needed.total.value,
            "bound": plan.needed.total.bound, "missing_whatever_the_money": plan.needed.missing.value,
        },
        "problems": [p.to_json() for p in plan.problems],
    }  # fmt: skip
