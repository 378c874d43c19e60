"""A trend: values over periods as a line, the limit of its standard as steps, gaps where nothing was reported.

Floor: reports. In: a `Spec`. Out: a matplotlib figure.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from jiaodu.reports.charts.axes import bare, number_axis, say_tick, value_ticks
from jiaodu.reports.charts.canvas import BLUE, DIM, INK, PALE, SMALL, WIDTH, font, inches, paper
from jiaodu.reports.charts.legends import add_legend, axis_words
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
    axes: Any = figure.add_axes((left / WIDTH, BOTTOM / HEIGHT, 1 - (left + RIGHT) / WIDTH, (top - BOTTOM) / HEIGHT))
    bare(axes, ("left", "bottom"))
    number_axis(axes, "y", at, spec.language)
    # room for the numbers above the highest point and below the lowest
    low, high = at[0], at[-1] + (0.5 * step if max(numbers) > at[-1] - 0.5 * step else 0)
    axes.set_ylim(low - (0.7 * step if low < 0 else 0), high)
    axes.set_xlim(-0.5, len(marks) - 0.5)
    slot = (WIDTH - left - RIGHT) / len(marks)
    every = math.ceil((max(inches(m.label, SMALL) for m in marks) + 0.06) / slot)
    shown = range((len(marks) - 1) % every, len(marks), every)
    axes.set_xticks(shown, [marks[i].label for i in shown], fontproperties=font(SMALL))
    if low < 0:
        axes.axhline(0, color=DIM, linewidth=0.8)
    _gaps(axes, spec)
    _limits(axes, marks)
    _line(axes, marks)
    _labels(axes, spec, high - low, slot)
    axis_words(figure, spec, top + 0.07, HEIGHT, at[0])
    return figure


def _line(axes: Any, marks: Sequence[Mark]) -> None:
    """Joined where periods follow each other; a gap stays open. Points differ by shape."""
    for there, group in groupby(enumerate(marks), key=lambda pair: pair[1].value is not None):
        pairs = list(group)
        if there:
            axes.plot([i for i, _ in pairs], [float(m.value or 0) for _, m in pairs], color=BLUE, linewidth=1.6)
    for i, mark in enumerate(marks):
        if mark.value is not None:
            hollow = mark.outcome == "not_met"
            axes.plot(
                [i], [float(mark.value)], marker="s" if hollow else "o", markersize=5.5 if hollow else 5,
                markerfacecolor="white" if hollow else BLUE, markeredgecolor="#8c1d18" if hollow else BLUE,
                markeredgewidth=1.4, linestyle="none", clip_on=False, zorder=4,
            )  # fmt: skip


def _limits(axes: Any, marks: Sequence[Mark]) -> None:
    """The limit in force in each period, in steps."""
    for limit, group in groupby(enumerate(marks), key=lambda pair: pair[1].limit):
        where = [i for i, _ in group]
        if limit is not None:
            ends = [where[0] - 0.5, where[-1] + 0.5]
            axes.plot(ends, [float(limit)] * 2, color=INK, linewidth=1.1, linestyle=(0, (5, 2.5)), zorder=3)


def _gaps(axes: Any, spec: Spec) -> None:
    """A pale band with words where a period has no value."""
    for i, mark in enumerate(spec.rows[0].marks):
        if mark.value is None:
            axes.axvspan(i - 0.32, i + 0.32, facecolor="none", edgecolor=PALE, hatch="///", linewidth=0, zorder=1)
            words = "无数据" if spec.language == "zh" else "no data"
            axes.text(
                i, 0.06, words, transform=axes.get_xaxis_transform(), ha="center", va="bottom", color=DIM,
                fontproperties=font(SMALL), rotation=90, backgroundcolor="white",
            )  # fmt: skip


def _labels(axes: Any, spec: Spec, height: float, slot: float) -> None:
    """Values beside their points, all of them or the ends and the extremes; on the side where the line does not run."""
    marks = spec.rows[0].marks
    texts = [spec.short(m) for m in marks]
    there = [(i, float(m.value)) for i, m in enumerate(marks) if m.value is not None]
    many = len(there) > MOST_LABELS or max(inches(texts[i], SMALL) for i, _ in there) > 1.15 * slot
    if many:
        extremes = {min(there, key=lambda p: p[1]), max(there, key=lambda p: p[1]), there[0], there[-1]}
        there = sorted(extremes)
    for i, value in there:
        sides = [float(m.value) for j in (i - 1, i + 1) if 0 <= j < len(marks) and (m := marks[j]).value is not None]
        low, _ = axes.get_ylim()
        below = bool(sides) and all(value < other for other in sides) and value - low > 0.14 * height
        axes.annotate(
            texts[i], (i, value), (0, -8 if below else 7), textcoords="offset points",
            ha="left" if many and not i else "right" if many and i == len(marks) - 1 else "center",
            va="top" if below else "bottom", fontproperties=font(SMALL), color=INK, zorder=5,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.4, "alpha": 0.85},
        )  # fmt: skip
