"""What a chart says in words: dates, gaps and sources below it, and the text that stands for the picture.

Floor: reports. In: values and a `Spec`. Out: its note and its alternative text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from jiaodu.core.base.text import Language
from jiaodu.core.framework.model import Indicator
from jiaodu.core.indicators import Value
from jiaodu.reports.charts.spec import Kind, Mark, Spec
from jiaodu.reports.figures import Figures

KINDS: dict[Kind, tuple[str, str]] = {
    "trend": ("折线图", "Line chart"), "units": ("条形图", "Bar chart"),
    "distribution": ("分布图", "Distribution"), "map": ("分级地图", "Map"),
}  # fmt: skip
NAMED = 6


def say_note(figures: Figures, values: Sequence[Value], marks: Sequence[Mark], kind: Kind, more: Sequence[str]) -> str:
    """Reference dates, sources, what is missing; the standard and anything more that is not empty."""
    said = [_dates(figures, values), _sources(figures, values)]
    gaps = [mark for mark in marks if mark.value is None]
    if gaps:
        named = _list([mark.label for mark in gaps], figures.language, kind)
        said.append(figures.t(f"无数据：{named}", f"no data: {named}"))
    said += more
    return figures.t("；", "; ").join(s for s in said if s) + figures.t("。", ".")


def _dates(figures: Figures, values: Sequence[Value]) -> str:
    days = sorted({v.as_of for v in values})
    if not days:
        return ""
    if len(days) > 1 and len({(d.month, d.day) for d in days}) == 1:
        day = days[0]
        return figures.t(
            f"统计时点：各年{day.month}月{day.day}日", f"as of {day.day} {day.strftime('%B')} of each year"
        )
    span = figures.t("至", " to ").join(d.isoformat() for d in dict.fromkeys((days[0], days[-1])))
    return figures.t(f"统计时点：{span}", f"as of {span}")


def _sources(figures: Figures, values: Sequence[Value]) -> str:
    """The forms and sources that the indicator is computed from."""
    if not values:
        return ""
    found = figures.evaluated.values
    forms = {base.spec.table or "": base for base in _tables(figures, values[0].indicator)}
    names: dict[str, None] = {}
    for form_id, base in forms.items():
        form = found.framework.forms[form_id]
        lead = base.spec.source or (form.spec.sources[0] if len(form.spec.sources) == 1 else "")
        source = found.framework.sources[lead].name if lead in found.framework.sources else None
        words = figures.text(form.name) + (f" ({figures.text(source)})" if source and figures.language == "en" else "")
        names[words + (f"（{figures.text(source)}）" if source and figures.language == "zh" else "")] = None
    return figures.t("来源：", "source: ") + figures.t("、", ", ").join(names)


def _tables(figures: Figures, id_: str) -> Iterator[Indicator]:
    """The indicators over a table that an indicator reads, itself among them."""
    framework = figures.framework
    for name in framework.closure([id_]):
        if framework.indicators[name].spec.table:
            yield framework.indicators[name]


def _list(labels: Sequence[str], language: Language, kind: Kind) -> str:
    comma = "、" if language == "zh" else ", "
    shown = comma.join(labels[:NAMED])
    if len(labels) <= NAMED:
        return shown
    return f"{shown}等{len(labels)}个" if language == "zh" else f"{shown} and {len(labels) - NAMED} more"


def say_chart(spec: Spec) -> Spec:
    """The same chart with the text that stands for it: what is drawn, from where to where, how many meet the limit."""
    zh = spec.language == "zh"
    marks = list(spec.marks())
    there = [m for m in marks if m.value is not None]
    kind = KINDS[spec.kind][0 if zh else 1]
    said = [f"{kind}：{spec.axis}" if zh else f"{kind}: {spec.axis}"]
    if not there:
        said.append("没有数据" if zh else "no data")
    elif spec.kind == "trend":
        ends = [there[0], there[-1]] if len(there) > 1 else there
        said.append(("至" if zh else " to ").join(f"{m.label}{'年' * zh * m.label.isdigit()} {m.text}" for m in ends))
    else:
        most, least = there[0], there[-1]
        count = f"{len(marks)}个单位" if zh else f"{len(marks)} units"
        extremes = (
            f"最高{most.label} {most.text}，最低{least.label} {least.text}"
            if zh
            else f"highest {most.label} {most.text}, lowest {least.label} {least.text}"
        )
        said += [count, extremes]
    if spec.limit:
        said.append(spec.limit.text)
    outcomes = Counter(m.said for m in marks if m.said)
    if spec.kind != "trend":
        said += [f"{name}{n}个" if zh else f"{name}: {n}" for name, n in outcomes.items()]
    gaps = [m.label for m in marks if m.value is None]
    if gaps and there:
        said.append(("无数据：" if zh else "no data: ") + _list(gaps, spec.language, spec.kind))
    return replace(spec, alt=("，" if zh else "; ").join(said) + ("。" if zh else "."))
