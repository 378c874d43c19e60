"""A trend: values over periods as a line, the limit of its standard as steps, gaps where nothing was reported.

Floor: reports. In: a `Spec`. Out: a matplotlib figure.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from jiaodu.reports.charts.axes import say_tick, value_ticks
from jiaodu.reports.charts.canvas import BLUE, DIM, PALE, SMALL, WIDTH, inches, paper
from jiaodu.reports.charts.legends import add_legend, axis_words, point_look
from jiaodu.reports.charts.panel import DASHED, Panel
from jiaodu.reports.charts.spec import Mark, Spec

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HEIGHT, BOTTOM, RIGHT, GAP = 2.7, 0.3, 0.25, 0.12
MOST_LABELS = 11  # values written beside their points
LINE = 0.17  # inches of a line of text


def draw_trend(spec: Spec) -> Figure:
    """The line, its points by verdict, its limit."""
    marks = spec.rows[0].marks
    figure = paper(HEIGHT)
    numbers = [float(m.value) for m in marks if m.value is not None]
    limits = [float(m.limit) for m in marks if m.limit is not None]
    at = value_ticks([*numbers, *limits], from_zero=len(numbers) < 2)
    step = at[1] - at[0]
    left = max(inches(say_tick(v, step, spec.language), SMALL) for v in at) + 0.18
    top = HEIGHT - LINE - GAP - add_legend(figure, spec, HEIGHT)
    # room for the numbers above the highest point and below the lowest
    low = at[0] - (0.7 * step if at[0] < 0 else 0)
    high = at[-1] + (0.5 * step if max(numbers) > at[-1] - 0.5 * step else 0)
    box = (left, BOTTOM, WIDTH - left - RIGHT, top - BOTTOM)
    panel = Panel(figure, box, (-0.5, len(marks) - 0.5), (low, high))
    panel.scale_up(at, spec.language)
    slot = panel.wide / len(marks)
    every = math.ceil((max(inches(m.label, SMALL) for m in marks) + 0.06) / slot)
    shown = range((len(marks) - 1) % every, len(marks), every)
    panel.scale_along(shown, [marks[i].label for i in shown])
    panel.upright(-0.5, DIM, 0.8)
    panel.across(low, DIM, 0.8)
    if low < 0:
        panel.across(0, DIM, 0.8)
    _gaps(panel, spec)
    _limits(panel, marks)
    _line(panel, marks)
    _labels(panel, spec, slot)
    axis_words(figure, spec, top + 0.07, HEIGHT, at[0])
    return figure


def _line(panel: Panel, marks: Sequence[Mark]) -> None:
    """Joined where periods follow each other; a gap stays open. Points differ by shape."""
    for there, group in groupby(enumerate(marks), key=lambda pair: pair[1].value is not None):
        points = [(i, float(m.value or 0)) for i, m in group]
        if there:
            panel.line(points, BLUE, 1.6)
    for missed in (False, True):
        points = [
            (i, float(m.value))
            for i, m in enumerate(marks)
            if m.value is not None and (m.outcome == "not_met") is missed
        ]
        if points:
            panel.line(points, linestyle="none", zorder=4, **point_look(missed))


def _limits(panel: Panel, marks: Sequence[Mark]) -> None:
    """The limit in force in each period, in steps."""
    for limit, group in groupby(enumerate(marks), key=lambda pair: pair[1].limit):
        where = [i for i, _ in group]
        if limit is not None:
            ends = [(where[0] - 0.5, float(limit)), (where[-1] + 0.5, float(limit))]
            panel.line(ends, linestyle=DASHED, zorder=3)


def _gaps(panel: Panel, spec: Spec) -> None:
    """A pale band with words where a period has no value."""
    empty = [i for i, mark in enumerate(spec.rows[0].marks) if mark.value is None]
    low, high = panel.y
    bands = ((i - 0.32, low, i + 0.32, high) for i in empty)
    panel.boxes(bands, facecolor="none", edgecolor=PALE, hatch="///", linewidth=0, zorder=1)
    words = "无数据" if spec.language == "zh" else "no data"
    for i in empty:
        panel.say(i, low, words, up=0.1, ha="center", va="bottom", colour=DIM, rotation=90, ground=1.0)


def _labels(panel: Panel, spec: Spec, slot: float) -> None:
    """Values beside their points, all of them or the ends and the extremes; on the side where the line does not run."""
    marks = spec.rows[0].marks
    texts = [spec.short(m) for m in marks]
    there = [(i, float(m.value)) for i, m in enumerate(marks) if m.value is not None]
    many = len(there) > MOST_LABELS or max(inches(texts[i], SMALL) for i, _ in there) > 1.15 * slot
    if many:
        extremes = {min(there, key=lambda p: p[1]), max(there, key=lambda p: p[1]), there[0], there[-1]}
        there = sorted(extremes)
    low, high = panel.y
    for i, value in there:
        sides = [float(m.value) for j in (i - 1, i + 1) if 0 <= j < len(marks) and (m := marks[j]).value is not None]
        below = bool(sides) and all(value < other for other in sides) and value - low > 0.14 * (high - low)
        side = "left" if many and not i else "right" if many and i == len(marks) - 1 else "center"
        up, from_ = (-0.1, "top") if below else (0.09, "bottom")
        panel.say(i, value, texts[i], up=up, ha=side, va=from_, ground=0.85)
