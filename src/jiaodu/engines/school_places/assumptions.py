"""What a forecast rests on, said in words: no forecast is printed without it.

Floor: engines.school_places. In: a `History`, events, a scenario. Out: lines in two languages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jiaodu.core.base.text import Text
from jiaodu.engines.school_places.events import KINDS
from jiaodu.engines.school_places.model import Event, History
from jiaodu.engines.school_places.scenarios import explain_scenario


def assumptions_of(history: History, events: Sequence[Event] = (), scenario: str = "") -> Iterator[Text]:
    """Every assumption, what is not verified marked."""
    spec = history.spec
    mark = Text("（未核实）", " (unverified)")
    first, last = history.years[0], history.last
    yield Text(
        f"按 {first}—{last} 学年的分年级学生数推算：升级率和入学数的趋势沿续并逐年减弱；没有写进事件表的新建住宅、政策变化不在内",
        f"from pupils by grade of {first} to {last}: ratios and entry go on as they moved, fading; housing and policy that no event says are not in it",
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
        sizes = " / ".join(str(n) for n in dict.fromkeys(stage.size_of(grade) for grade in stage.grades))
        yield Text(
            f"{name.zh}：标准班额 {sizes} 人{tail.zh}", f"{name.en}: {sizes} pupils in a standard class{tail.en}"
        )
    tail = mark if spec.buffer.unverified else Text("", "")
    yield Text(
        f"学位 = {last} 学年班级数 × 标准班额，余量 {spec.buffer.percent}%{tail.zh}；其后的新建、扩建写进事件表才算",
        f"places = classes of {last} x standard size, buffer {spec.buffer.percent} %{tail.en}; what is built since counts where an event says so",
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
    if scenario:
        spec_ = spec.scenarios[scenario]
        said = explain_scenario(spec_)
        yield Text(f"情景“{spec_.name.zh}”：{said.zh}", f"scenario {spec_.name.en}: {said.en}")
    yield from _events(history, events)


def _events(history: History, events: Sequence[Event]) -> Iterator[Text]:
    """What each event does, and where the yield of housing is from."""
    for event in events:
        name, year = KINDS[event.kind], history.last + 1 + event.ahead
        who = history.tree.name(event.org, "zh"), history.tree.name(event.org, "en")
        number = f" {event.number:g}" if event.number else ""
        yield Text(f"事件：{year} 学年 {who[0]} {name.zh}{number}", f"event: {year} {who[1]} {name.en}{number}")
    for id_ in dict.fromkeys(e.housing for e in events if e.housing):
        kind = history.spec.housing[id_]
        pupils = "、".join(f"{history.stage_names[s].zh} {n}" for s, n in kind.pupils.items())
        english = ", ".join(f"{history.stage_names[s].en} {n}" for s, n in kind.pupils.items())
        tail = Text("（未核实）", " (unverified)") if kind.unverified else Text("", "")
        yield Text(
            f"{kind.name.zh}：每百套带来学生 {pupils}{tail.zh}",
            f"{kind.name.en}: a hundred dwellings bring {english}{tail.en}",
        )
