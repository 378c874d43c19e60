"""Print a plan: what starts where, year by year, what is missing, how sure it is, how far pupils go, which classes are too large. Floor: cli."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jiaodu.cli.output import Output
from jiaodu.engines.school_places.planning import Plan, Regret, ZoneMap, class_means, ways_to_school
from jiaodu.methods.location import Solved

STARTS = (
    ("年份", "year"), ("措施", "measure"), ("地点", "site"), ("次数", "times"), ("启用", "stands from"), ("学位", "seats"), ("花费(万元)", "cost (万元)"),
)  # fmt: skip
YEARS = (
    ("学年", "year"), ("学段", "stage"), ("需求", "demand"), ("现有学位", "places"), ("新增学位", "new places"), ("仍缺", "missing"),
    ("预算(万元)", "budget (万元)"), ("花费(万元)", "cost (万元)"),
)  # fmt: skip
SHORT = (("区域", "zone"), ("学段", "stage"), ("学年", "year"), ("仍缺", "missing"))


CLASSES = (
    ("学年", "year"),
    ("地点", "site"),
    ("学段", "stage"),
    ("学生", "pupils"),
    ("班数", "classes"),
    ("班均", "a class"),
    ("", ""),
)
STATES = {
    "optimal": ("已证明最优", "proved optimal"),
    "time": ("时间到", "out of time"),
    "stopped": ("被中断", "stopped"),
}
PROVED = 1e-6
SHOWN = 6
MOST_ROWS = 20


def show_plan(out: Output, plan: Plan) -> None:
    case, answer = plan.case, plan.answer
    span = f"{case.years[0]}—{case.years[-1]}"
    out.heading(f"学位建设方案：{span} 学年", f"plan of school places: {span}")
    out.table(STARTS, list(_starts(out, plan)), numbers=(3, 4, 6), marked=False)
    if case.percent != 50:
        out.line(
            f"· 按各区域需求的 {case.percent:g}% 分位排；各区域的分位数相加高于全域的分位数，偏稳妥",
            f"- planned for the {case.percent:g} % point of each zone's demand; these points add up to more than that point of the whole",
        )
    out.heading("逐年", "by year")
    out.table(YEARS, list(_years(out, plan)), numbers=(2, 3, 4, 5, 6, 7), marked=False)
    if rows := list(_short(out, plan)):
        out.heading("仍缺学位的区域", "where places are missing")
        out.table(SHORT, rows, numbers=(3,), marked=False)
    out.heading("把握", "how sure")
    _sure(out, "仍缺学位(各年相加)", "places missing (summed over years)", answer.missing)
    _sure(out, "花费(万元)", "cost (万元)", answer.cost)
    _money(out, plan)
    out.line("· 方案已由求解器之外的程序逐条核对", "- every rule of the plan was checked apart from the solver")
    _ways(out, plan)
    _classes(out, plan)


def _money(out: Output, plan: Plan) -> None:
    """What more money and more places would do."""
    case = plan.case
    for margin in plan.margins:
        year, least, most = case.years[margin.year], f"{margin.least:,.0f}", f"{margin.most:,.0f}"
        number = least if least == most else f"{least}—{most}"
        out.line(
            f"· {year} 年预算再加 100 万元：少缺 {number} 个学位(重新求解)",
            f"- one more million yuan in {year}: {number} fewer places missing (solved again)",
        )
    at: dict[int, set[int]] = {}
    for site, _, year in plan.wanted:
        at.setdefault(site, set()).add(case.years[year])
    if at:
        names = [f"{case.sites[j]}({min(years)}—{max(years)})" for j, years in list(at.items())[:SHOWN]]
        more = "…" if len(at) > SHOWN else ""
        out.line(
            f"· 在这些地点每多 1 个学位就少缺 1 个：{'、'.join(names)}{more}",
            f"- one place more at any of these takes in one pupil more: {', '.join(names)}{more}",
        )


def _ways(out: Output, plan: Plan) -> None:
    """How far pupils go: the mean, what nine of ten stay within, the farthest; who changes school."""
    if not (ways := ways_to_school(plan)).people:
        return
    out.heading("就学路程", "ways to school")
    out.line(
        f"· 最后一年：平均 {ways.mean:.2f} 公里，九成学生不超过 {ways.nine_tenths:.2f} 公里，最远 {ways.farthest:.2f} 公里",
        f"- last year: {ways.mean:.2f} km on the mean, nine of ten within {ways.nine_tenths:.2f} km, the farthest {ways.farthest:.2f} km",
    )
    if ways.worst_zone:
        out.line(
            f"· 平均路程最远的区域 {ways.worst_zone}：{ways.worst_mean:.2f} 公里；各区域平均路程的基尼系数 {ways.gini:.3f}",
            f"- farthest on the mean: zone {ways.worst_zone}, {ways.worst_mean:.2f} km; Gini coefficient over pupils of their zones' means {ways.gini:.3f}",
        )
    if plan.answer.moved is not None:
        out.line(
            f"· 不去今天学区学校的学生 {plan.answer.moved.value:,.0f} 人次(各年相加)，是这些措施下最少的",
            f"- pupils sent elsewhere than today's map: {plan.answer.moved.value:,.0f} (summed over years), the fewest with these measures",
        )


def _classes(out: Output, plan: Plan) -> None:
    """Classes above the standard, and those that have a name for being large."""
    rows = []
    for mean in class_means(plan):
        name = "" if mean.large is None else out.text(mean.large.name)
        year, stage = str(plan.case.years[mean.year]), out.text(plan.case.stages[mean.stage])
        rows.append(
            [
                year,
                plan.case.sites[mean.site],
                stage,
                f"{mean.pupils:,.0f}",
                f"{mean.classes:,.1f}",
                f"{mean.size:.1f}",
                name,
            ]
        )
    if rows:
        out.heading("班均人数超过标准班额的学校", "where classes are larger than the standard, on the mean")
        out.table(CLASSES, rows[:MOST_ROWS], numbers=(3, 4, 5), marked=False)
        if len(rows) > MOST_ROWS:
            out.line(
                f"  还有 {len(rows) - MOST_ROWS} 行，见 --json", f"  {len(rows) - MOST_ROWS} more rows with --json"
            )
    elif plan.case.large:
        large = plan.case.large[0]
        out.line(
            f"· 班额：按平均，没有学校超过标准班额，更没有{large.name.zh}({large.pupils} 人以上)；单个班级要到校核对",
            f"- classes: on the mean none above the standard, and no {large.name.en} ({large.pupils} and more); single classes must be looked at in the school",
        )


def show_maps(out: Output, plan: Plan, maps: Sequence[ZoneMap]) -> None:
    """Zones and their schools: those that change, what does not fit, how sure."""
    zones, sites = plan.case.zones, plan.case.sites
    for made in maps:
        stage, site, today = plan.case.stages[made.stage], made.map.site, made.today
        out.heading(f"整区连片划片：{stage.zh}，{made.year} 学年", f"whole zones in one piece: {stage.en}, {made.year}")
        shown = [z for z in range(len(zones)) if today is None or int(today[z]) != int(site[z])]
        names = [
            [zones[z], *(("—" if s[z] < 0 else sites[int(s[z])]) for s in ([site] if today is None else [today, site]))]
            for z in shown
        ]
        headings = [("区域", "zone"), *([("今天", "today")] if today is not None else []), ("学校", "school")]
        if names:
            out.table(headings, names[:MOST_ROWS], marked=False)
        if len(names) > MOST_ROWS:
            out.line(
                f"  还有 {len(names) - MOST_ROWS} 行，见 --json", f"  {len(names) - MOST_ROWS} more rows with --json"
            )
        _sure(out, "超出学校学位的学生", "pupils beyond the places of their school", made.map.over)
        if today is not None:
            _sure(out, "换学校的学生", "pupils whose school changes", made.map.moved)
        _sure(out, "路程(人·公里)", "ways (pupil-km)", made.map.length)
        out.line("· 每所学校的学区连成一片(已逐片走过)", "- the zones of each school are one piece (each was walked)")


def show_regret(out: Output, regret: Regret) -> None:
    """The table of regret: rows are plans, columns what comes true."""
    names = {
        "low": ("低(10%)", "low (10 %)"),
        "middle": ("中", "middle"),
        "p80": ("80%分位", "80 % point"),
        "high": ("高(90%)", "high (90 %)"),
    }
    shown = {name: out.t(*names.get(name, (name, name))) for name in regret.plans}
    out.heading("后悔值：按一种情景排的方案，遇上另一种", "regret: a plan for one scenario when another comes true")
    headings = [("为它排的方案", "planned for"), ("花费(万元)", "cost (万元)")]
    headings += [(f"缺：{n}", f"missing: {n}") for n in shown.values()]
    rows = [
        [shown[made], f"{regret.plans[made].cost.value:,.0f}", *(
            f"{regret.missing[made, true]:,.0f} (+{regret.regret[made, true]:,.0f})" for true in shown
        ), f"{regret.worst(made):,.0f}"]
        for made in shown
    ]  # fmt: skip
    out.table(
        [*headings, ("最大后悔值", "largest regret")], rows, numbers=tuple(range(1, len(shown) + 3)), marked=False
    )
    out.line(
        f"· 最大后悔值最小的是按“{shown[regret.safest]}”排的方案(缺的学位各年相加；括号里是比该情景最好的方案多缺的)",
        f"- the largest regret is least for the plan for: {shown[regret.safest]} (places missing, summed over years; in brackets above the best plan there)",
    )
    if any(a.missing.status != "optimal" for a in regret.plans.values()):
        out.line(
            "· 有情景到时间还没有证明最优，后悔值可能偏小",
            "- some scenario was not proved in the time; regrets may be larger",
        )


def _sure(out: Output, zh: str, en: str, solved: Solved) -> None:
    state = STATES[solved.status]
    if solved.status == "optimal" and solved.gap > PROVED:
        state = ("已在要求的差距内", "within the gap asked for")
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
