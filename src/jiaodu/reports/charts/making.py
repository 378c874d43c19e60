"""Make the charts of a report: values, limits and verdicts are asked of core, as any figure's are.

Floor: reports. In: the `Figures` of a report and a `chart:` of its template. Out: `Chart` blocks, one for each breakdown cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from jiaodu.core.base.organisations import LEVELS, Organisation, TreeView
from jiaodu.core.base.periods import Period, PeriodKind, shift_ordinal
from jiaodu.core.base.problems import problem
from jiaodu.core.base.text import Text
from jiaodu.core.evaluation import OP_NAMES, Judge, Verdict, values_over
from jiaodu.core.framework import schema
from jiaodu.core.framework.model import Indicator, Standard
from jiaodu.core.indicators import Status, Value, Values
from jiaodu.reports.charts.boundaries import Boundaries, thin
from jiaodu.reports.charts.spec import Kind, Limit, Mark, Row, Shape, Spec
from jiaodu.reports.charts.words import say_chart, say_note
from jiaodu.reports.document import Chart, Inline, Paragraph, Run, Table
from jiaodu.reports.figures import Cell, Figures, Subject
from jiaodu.reports.numbers import measure, print_limit, print_value
from jiaodu.reports.sources import why_missing

TREND_WIDTHS, UNIT_WIDTHS = (25, 35, 40), (40, 25, 35)
MOST_BARS, MOST_FIGURES = 80, 40
NO_BOUNDARIES = Text("没有给出边界文件,改画条形图", "no file of boundaries was given; drawn as bars")
LIMIT_WORDS = {
    "legal": Text("标准", "limit"),
    "target": Text("目标", "target"),
    "proxy": Text("参照值", "reference value"),
}
UNVERIFIED = Text("〔未核实〕", " [unverified]")


def make_charts(
    figures: Figures, block: schema.ReportBlock, boundaries: Boundaries | None = None
) -> Iterator[Chart | Paragraph]:
    """The charts of a block; of an indicator with a breakdown one for each cell, named in the caption.

    Where no value is there, a sentence says so in place of an empty picture.
    """
    assert block.chart is not None
    indicator = figures.framework.indicators[block.chart.indicator]
    caption = figures.text(block.caption) if block.caption else figures.text(indicator.name)
    cells = block.chart.cells or _cells(figures, block.chart, indicator) or [()]
    for cell in cells:
        maker = _Maker(figures, block.chart, indicator, tuple(cell), boundaries)
        if maker.own.status is Status.NOT_APPLICABLE and (
            block.chart.kind == "trend" or block.chart.level == figures.level
        ):
            continue  # a stage that the unit does not have
        spec, shown = maker.make()
        words = figures.evaluated.values.results.cell_name(indicator, tuple(cell)) if cell and len(cells) > 1 else None
        named = "" if words is None else figures.t(f"（{words.zh}）", f" ({words.en})")
        if any(mark.value is not None for mark in spec.marks()):
            yield Chart(caption + named, spec, _table(figures, spec, shown, caption + named))
        else:
            yield Paragraph((Run(_empty(figures, caption + named, spec)),), note=True)


def _cells(figures: Figures, chart: schema.ReportChart, indicator: Indicator) -> Sequence[Cell]:
    """The breakdown cells of the unit, or of the units shown; in the order of the form's codes."""
    if chart.kind == "trend" or not indicator.by:
        return figures.cells(indicator)
    own = figures.value(indicator)
    values = figures.evaluated.values
    found = {
        value.cell
        for code in units_shown(figures, chart, own)
        for value in values.all_cells(indicator.id, code, own.period.ordinal)
        if value.status is not Status.NOT_APPLICABLE
    }
    form = values.results.form_of(indicator)
    orders = [list(form.item(name).codes) for name in indicator.by]
    return sorted(found, key=lambda cell: [order.index(code) for order, code in zip(orders, cell, strict=True)])


def units_shown(figures: Figures, chart: schema.ReportChart, own: Value) -> Sequence[str]:
    """The units of the chart's level: under the unit, or beside it under the same one above."""
    view = figures.evaluated.values.results.tree.at(own.as_of)
    unit = view.units.get(figures.org)
    level = chart.level or ""
    if unit is None:
        return ()
    return _beside(view, unit) if unit.level == level else view.children(figures.org, level)


def _empty(figures: Figures, caption: str, spec: Spec) -> str:
    """Why a chart is not drawn."""
    why = next((mark.text for mark in spec.marks()), figures.t("没有这一级的单位", "there are no units of this level"))
    return figures.t(f"〔{caption}：没有画出；{why}〕", f"[{caption}: not drawn; {why}]")


class _Maker:
    """Makes one chart: of one indicator in one cell."""

    def __init__(
        self, figures: Figures, chart: schema.ReportChart, indicator: Indicator, cell: Cell,
        boundaries: Boundaries | None,
    ) -> None:  # fmt: skip
        self.figures, self.chart, self.indicator, self.cell = figures, chart, indicator, cell
        self.boundaries = boundaries
        self.language = figures.language
        self.own = figures.value(indicator, cell)
        self.measure = measure(indicator.spec.unit, self.language)

    def make(self) -> tuple[Spec, Sequence[Value]]:
        """The chart, and the values that its marks show, mark by mark."""
        if self.chart.kind == "trend":
            values, judge = values_over(self.figures.evaluated.values, self.indicator.id, self.chart.periods)
            for back in range(1, self.chart.periods):
                self.figures.keep(values, self.indicator.id, -back)
            return self._spec(self._trend(values), values, judge)
        values = self.figures.evaluated.values
        return self._spec(self._below(values), values, self.figures.evaluated.judge)

    def _spec(self, shown: list[Value], values: Values, judge: Judge) -> tuple[Spec, Sequence[Value]]:
        standard = self._standard(shown)
        judged = [self._judge(standard, judge, v) if standard else None for v in shown]
        marks = [self._mark(v, verdict, values) for v, verdict in zip(shown, judged, strict=True)]
        if self.chart.kind != "trend":
            order = sorted(range(len(marks)), key=lambda i: _order(marks[i]))
            marks, shown = [marks[i] for i in order], [shown[i] for i in order]
            judged = [judged[i] for i in order]
        limit = self._limit(standard, judged)
        name = self.figures.name(self.indicator, self.cell)
        kind, shapes, said = self._kind(marks)
        spec = Spec(
            kind, self.indicator.id, name, self.measure.word.strip(),
            max(0, self.indicator.spec.round.digits - self.measure.shift), self.language, (Row(tuple(marks)),), limit,
            shapes, note=say_note(self.figures, shown, marks, kind, (limit.name if limit else "", said)),
        )  # fmt: skip
        return say_chart(spec), shown

    def _kind(self, marks: Sequence[Mark]) -> tuple[Kind, tuple[Shape, ...], str]:
        """How it is drawn: a map without boundaries becomes bars, bars of very many units a distribution."""
        kind: Kind = self.chart.kind
        shapes: tuple[Shape, ...] = ()
        said = ""
        if kind == "map":
            shapes, said = self._shapes(marks)
            kind = "map" if shapes else "units"
        return ("distribution" if kind == "units" and len(marks) > MOST_BARS else kind), shapes, said

    def _shapes(self, marks: Sequence[Mark]) -> tuple[tuple[Shape, ...], str]:
        """The outlines of the units, and what must be said of them."""
        figures = self.figures
        name = Text(self.indicator.name.zh, self.indicator.name.en)
        if self.boundaries is None:
            figures.problems.append(problem("R23", figures.place, name=name, detail=NO_BOUNDARIES))
            return (), ""
        names = {m.code: figures.org_name(m.code) for m in marks}
        found = [self.boundaries.shape(m.code, (names[m.code].zh, names[m.code].en)) for m in marks]
        lacking = [m.label for m, shape in zip(marks, found, strict=True) if shape is None]
        if lacking:
            listed = "、".join(lacking)
            detail = Text(f"边界文件里没有{listed}", f"the file of boundaries has no {', '.join(lacking)}")
            figures.problems.append(problem("R23", figures.place, name=name, detail=detail))
        credit = self.boundaries.credit or self.boundaries.file
        return thin(shape for shape in found if shape), figures.t(f"边界：{credit}", f"boundaries: {credit}")

    # --- which values -------------------------------------------------------------------------------------------

    def _trend(self, values: Values) -> list[Value]:
        """The unit's values up to the evaluated period, from the first that is there."""
        kind, last = self.indicator.period_kind, self.own.period.ordinal
        ordinals = [shift_ordinal(kind, last, -back) for back in reversed(range(self.chart.periods))]
        found = [values.value(self.indicator.id, self.figures.org, ordinal, self.cell) for ordinal in ordinals]
        first = next((i for i, v in enumerate(found) if v.exact is not None), len(found) - 1)
        return found[first:]

    def _below(self, values: Values) -> list[Value]:
        """The values of the units shown; in a map also of those to which the indicator does not apply."""
        codes = units_shown(self.figures, self.chart, self.own)
        found = [values.value(self.indicator.id, code, self.own.period.ordinal, self.cell) for code in codes]
        return [v for v in found if v.status is not Status.NOT_APPLICABLE or self.chart.kind == "map"]

    # --- what is asked of them ----------------------------------------------------------------------------------

    def _standard(self, shown: Sequence[Value]) -> Standard | None:
        """The standard that the values are measured against: the one named, else the first in force on them."""
        standards = self.figures.framework.standards
        if self.chart.standard:
            return standards[self.chart.standard]
        levels = {v.level for v in shown}
        mine = [
            s
            for s in standards.values()
            if s.spec.indicator == self.indicator.id and s.spec.kind == "threshold" and levels & set(s.spec.levels)
        ]
        judge = self.figures.evaluated.judge
        for standard in mine:
            for value in shown:
                verdict = self._judge(standard, judge, value) if value.period == self.own.period else None
                if verdict is not None and verdict.limit is not None:
                    return standard
        return None

    def _judge(self, standard: Standard, judge: Judge, value: Value) -> Verdict | None:
        found = judge.judge(standard, value.org, value.period.ordinal)
        return next((v for v in found if v.cell == value.cell), None)

    def _limit(self, standard: Standard | None, judged: Sequence[Verdict | None]) -> Limit | None:
        """The limit in force at the end; marks carry their own where it is another."""
        found = [v for v in judged if v is not None and v.limit is not None]
        if standard is None or not found:
            return None
        last = found[-1] if self.chart.kind == "trend" else found[0]
        assert last.limit is not None
        flag = self.figures.text(UNVERIFIED) if last.unverified else ""
        text = f"{OP_NAMES[last.op]}{print_limit(last.limit, self.indicator, self.language)}{flag}"
        short = self.figures.text(LIMIT_WORDS[last.basis])
        value, name = Fraction(last.limit) * self.measure.factor, self.figures.text(standard.spec.name)
        return Limit(value, OP_NAMES[last.op], f"{short}{self.figures.t('', ' ')}{text}", name)

    def _mark(self, value: Value, verdict: Verdict | None, values: Values) -> Mark:
        figures = self.figures
        text = print_value(value, self.indicator, self.language)
        if text is None:
            why = figures.text(why_missing(values, value))
            text = figures.t(f"无数据：{why}", f"no data: {why}")
        trend = self.chart.kind == "trend"
        label = short_period(value.period) if trend else figures.evaluated.evaluation.name(value.org, self.language)
        judged = verdict is not None and verdict.limit is not None
        own = not trend and value.org == figures.org
        return Mark(
            label, None if value.exact is None else value.exact * self.measure.factor, text,
            verdict.outcome.value if verdict and judged else "", figures.text(verdict.name) if verdict and judged else "",
            Fraction(verdict.limit) * self.measure.factor if verdict and verdict.limit is not None else None, value.org, own,
        )  # fmt: skip


def _beside(view: TreeView, unit: Organisation) -> Sequence[str]:
    """The units of a unit's level under the nearest level above it."""
    above = view.ancestors[unit.code]
    for level in reversed(LEVELS[: LEVELS.index(unit.level)] if unit.level in LEVELS else ()):
        if level in above:
            return view.children(above[level], unit.level)
    return view.at_level(unit.level)


def short_period(period: Period) -> str:
    """A period as an axis names it: 2019, 2019-20, 2019-03."""
    if period.kind is PeriodKind.SCHOOL_YEAR:
        return f"{period.ordinal}-{(period.ordinal + 1) % 100:02}"
    return str(period)


def _order(mark: Mark) -> tuple[bool, Fraction, str]:
    """Highest first, units of like value by code, those without a value last."""
    return mark.value is None, -(mark.value or Fraction(0)), mark.code


def _table(figures: Figures, spec: Spec, values: Sequence[Value], caption: str) -> Table:
    """The table behind a chart; its numbers are figures, unless they are very many or of units beside the own one."""
    trend = spec.kind == "trend"
    head = figures.t("时期", "period") if trend else figures.t("单位", "unit")
    judged = any(m.outcome for m in spec.marks())
    # units beside the report's own are there to compare with; their own reports lead on to their cells
    bound = sum(1 for _ in spec.marks()) <= MOST_FIGURES and not any(m.own for m in spec.marks())
    header = (head, figures.t("值", "value"), *((figures.t("结论", "verdict"),) if judged else ()))
    rows = []
    for mark, value in zip(spec.marks(), values, strict=True):
        said = Run(mark.said or "—", strong=bool(mark.said), outcome=mark.outcome)
        rows.append(
            ((Run(mark.label),), (_cell(figures, mark, value, bound or mark.own),), *(((said,),) if judged else ()))
        )
    widths = (TREND_WIDTHS if trend else UNIT_WIDTHS) if judged else (60, 40)
    return Table(caption, header, tuple(rows), widths)


def _cell(figures: Figures, mark: Mark, value: Value, bound: bool) -> Inline:
    """A number as a figure with its line in the annex; the words of what is missing as they are."""
    if mark.value is None or not bound:
        return Run(mark.text)
    own = figures.value(figures.framework.indicators[value.indicator], value.cell)
    shift = periods_between(own.period, value.period)
    return figures.figure_of(Subject(value.indicator, value.cell, value.org, shift))


def periods_between(first: Period, second: Period) -> int:
    """How many periods later the second is than the first."""
    if first.kind is not PeriodKind.MONTH:
        return second.ordinal - first.ordinal
    months = [ordinal // 100 * 12 + ordinal % 100 for ordinal in (first.ordinal, second.ordinal)]
    return months[1] - months[0]
