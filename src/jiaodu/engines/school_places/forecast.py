"""The forecast: both levels reconciled, with intervals, places beside, and everything that it rests on said.

Floor: engines.school_places. In: a `History`. Out: `Forecast`, back-test and assumptions included.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from jiaodu.core.base.problems import Place, problem
from jiaodu.core.base.text import Text
from jiaodu.engines.school_places.backtest import FIRST_ORIGIN, combine, make_past, run_backtest
from jiaodu.engines.school_places.model import METHOD, Forecast, History, Level
from jiaodu.methods.cohort import forecast, learn_trust
from jiaodu.methods.cohort.intervals import Spread
from jiaodu.methods.cohort.model import Array, Mask, sum_by

LOW, HIGH = 0.1, 0.9


def make_forecast(
    history: History, horizon: int, *, shocks: Sequence[int] = (), series_models: bool = False
) -> Forecast:
    """Forecast so many school years after the last one, but no further than the history can test (L14)."""
    tested = history.units.years - FIRST_ORIGIN
    problems = history.problems
    if horizon > tested:
        problems = (*problems, problem("L14", Place(key="--years"), asked=horizon, tested=tested))
        horizon = tested
    past = make_past(history, horizon)
    backtest = run_backtest(history, horizon, past, shocks=shocks, series_models=series_models)
    above = forecast(history.districts, horizon)
    below = forecast(history.units, horizon) if history.has_two_levels else above
    years = tuple(history.last + ahead for ahead in range(1, horizon + 1))
    stands = _open(history, years)
    below = _move_on(below, stands, history) if history.has_two_levels else below
    made = combine(history, history.units, history.districts, below, above, past, horizon)
    trust = None
    if history.has_two_levels:
        trust = learn_trust(history.units, history.districts, past.units, past.districts, horizon)
    units = _level(history.unit_codes, history, made.units, made.unit_spread)
    districts = _level(history.district_codes, history, made.districts, made.district_spread)
    return Forecast(
        history, backtest, years, units, districts, _places(history), stands, trust, tuple(_assumptions(history)),
        problems, f"{METHOD} h={horizon}",
    )  # fmt: skip


def _level(codes: tuple[str, ...], history: History, made: Array, spread: Spread) -> Level:
    middle = made @ history.groups
    return Level(codes, spread.quantile(middle, LOW), middle, spread.quantile(middle, HIGH), made)


def _open(history: History, years: Sequence[int]) -> Mask:
    """Which units will still be open [unit, year ahead], as far as the register knows."""
    days = [history.days[year] for year in years]
    return np.array([[history.tree.on(code, day) is not None for day in days] for code in history.unit_codes], bool)


def _move_on(below: Array, stands: Mask, history: History) -> Array:
    """Pupils of a unit that closes go to the others of its district that run their grade, by size."""
    parents = history.units.parents
    kept = np.where(stands[:, :, None], below, 0.0)
    gone, rest = sum_by(parents, below - kept), sum_by(parents, kept)
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = np.where(rest > 0, 1 + gone / rest, 1.0)
    return np.asarray(kept * factor[parents])


def _places(history: History) -> Array:
    """Places [unit, stage]: classes of the last year times the standard size, less the buffer."""
    sizes = np.array([stage.class_size for stage in history.spec.stages.values()], float)
    return np.asarray(history.classes @ history.groups * sizes * (1 - float(history.spec.buffer.percent) / 100))


def _assumptions(history: History) -> Iterator[Text]:
    spec = history.spec
    mark = Text("（未核实）", " (unverified)")
    first, last = history.years[0], history.last
    yield Text(
        f"按 {first}—{last} 学年的分年级学生数推算：升级率和入学数的趋势沿续并逐年减弱；新建住宅、政策变化不在内",
        f"from pupils by grade of {first} to {last}: ratios and entry go on as they moved, fading; new housing and new policy are not in it",
    )
    if history.births_known and spec.entry is not None:
        rule = spec.entry
        zh = "，".join(f"{b.years_before} 年前出生的 {b.months} 个月" for b in rule.births)
        en = ", ".join(f"{b.months} months of births {b.years_before} years before" for b in rule.births)
        tail = mark if rule.unverified else Text("", "")
        yield Text(
            f"入学：{zh}{tail.zh}；尚未出生的按最近一届",
            f"entry: {en}{tail.en}; children not born yet are taken to be as many as the last known",
        )
    else:
        yield Text("没有可用的出生数：入学数只按以往推算", "no births: entry follows the past alone")
    for id_, stage in spec.stages.items():
        tail, name = mark if stage.unverified else Text("", ""), history.stage_names[id_]
        yield Text(
            f"{name.zh}：标准班额 {stage.class_size} 人{tail.zh}",
            f"{name.en}: {stage.class_size} pupils in a standard class{tail.en}",
        )
    tail = mark if spec.buffer.unverified else Text("", "")
    yield Text(
        f"学位 = {last} 学年班级数 × 标准班额，余量 {spec.buffer.percent}%{tail.zh}；不含其后的新建、扩建",
        f"places = classes of {last} x standard size, buffer {spec.buffer.percent} %{tail.en}; nothing built since",
    )
    yield Text(
        "低、中、高为区间的 10%、50%、90% 分位，宽度来自过去各年预测的误差",
        "low, middle and high are the 10, 50 and 90 % points of intervals as wide as past forecasts went wrong",
    )
    if history.has_two_levels:
        yield Text(
            "各校中值之和等于区县中值；低、高不能相加。登记要撤并的学校，学生按人数分到本区县其他学校",
            "the schools' middles add up to the district's, low and high do not; pupils of schools registered to close go to the others of the district by size",
        )
