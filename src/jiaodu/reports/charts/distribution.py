"""How the values of many units are spread: how many units in each class, those that meet the limit apart from the others.

Floor: reports. In: a `Spec`. Out: a matplotlib figure. The limit is always the edge of a class, so that none is mixed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from jiaodu.reports.charts.axes import nice_step, say_tick, shorten, ticks
from jiaodu.reports.charts.canvas import DIM, LOOKS, SMALL, WIDTH, inches, paper
from jiaodu.reports.charts.legends import MARGIN, ORDER, add_legend
from jiaodu.reports.charts.panel import DASHED, Panel
from jiaodu.reports.charts.spec import Spec

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HEIGHT, BOTTOM, RIGHT, MOST_CLASSES, FEWEST, MOST_DIGITS = 2.8, 0.52, 0.2, 14, 6, 5
OUTCOMES = ("", *ORDER)


@dataclass(frozen=True, slots=True)
class Classes:
    """Equal classes from `first` on: their width, and how many units of each outcome are in each of them."""

    first: Fraction
    step: Fraction
    counts: dict[str, tuple[int, ...]]

    def totals(self) -> list[int]:
        """How many units in each class."""
        return [sum(numbers) for numbers in zip(*self.counts.values(), strict=True)]


def classify(spec: Spec) -> Classes:
    """Count the values by class, exactly. A class holds its lower edge, under an upper limit (≤, >) its upper one."""
    values = [(m.value, m.outcome) for m in spec.marks() if m.value is not None]
    numbers = [v for v, _ in values]
    low, high = min(numbers), max(numbers)
    wanted = min(MOST_CLASSES, max(4, math.isqrt(len(numbers)) + 3))
    step = Fraction(str(nice_step(float(high - low), wanted))) if high > low else Fraction(1)
    start = spec.limit.value if spec.limit else Fraction(0)
    upper = spec.limit is not None and spec.limit.op in ("≤", ">")

    def place(value: Fraction) -> int:
        steps = (value - start) / step
        return math.ceil(steps) - 1 if upper else math.floor(steps)

    places = [place(v) for v in numbers]
    begin, count = min(places), max(places) - min(places) + 1
    counts = {
        outcome: tuple(
            sum(1 for at, (_, found) in zip(places, values, strict=True) if found == outcome and at == begin + i)
            for i in range(count)
        )
        for outcome in OUTCOMES
        if any(found == outcome for _, found in values)
    }
    return Classes(start + begin * step, step, counts)


def draw_distribution(spec: Spec) -> Figure:
    """Columns from zero, stacked by verdict, the number of units above each."""
    classes = classify(spec)
    totals = classes.totals()
    figure = paper(HEIGHT)
    top = HEIGHT - add_legend(figure, spec, HEIGHT) - 0.3
    at = ticks(0, max(totals), 4, whole=True)
    left = max(inches(say_tick(v, 1, spec.language), SMALL) for v in at) + 0.18
    count = len(totals)
    # few classes are no wider than these
    spare = classes.step * max(Fraction(1, 4), Fraction(FEWEST - count, 2))
    ends = (float(classes.first - spare), float(classes.first + count * classes.step + spare))
    box = (left, BOTTOM, WIDTH - left - RIGHT, top - BOTTOM)
    panel = Panel(figure, box, ends, (0, max(at[-1], max(totals) * 1.14)))
    panel.scale_up(at, spec.language)
    panel.across(0, DIM, 0.8, zorder=2.5)
    _columns(panel, classes, totals)
    _edges(panel, spec, classes)
    zh = spec.language == "zh"
    panel.say(
        ends[0], panel.y[1], "单位数（个）" if zh else "number of units", right=MARGIN - left, up=0.06, va="bottom"
    )
    unit = (f"（{spec.unit}）" if zh else f" ({spec.unit})") if spec.unit else ""
    words = shorten(spec.axis + unit, (WIDTH - 2 * MARGIN) / (SMALL / 72))
    panel.say(sum(ends) / 2, 0, words, up=0.06 - BOTTOM, ha="center", va="bottom")
    return figure


def _columns(panel: Panel, classes: Classes, totals: Sequence[int]) -> None:
    step = float(classes.step)
    edges = [float(classes.first) + (i + 0.07) * step for i in range(len(totals))]
    below = [0] * len(totals)
    for outcome, numbers in classes.counts.items():
        fill, hatch, edge = LOOKS[outcome]
        corners = [(x, b, x + 0.86 * step, b + n) for x, b, n in zip(edges, below, numbers, strict=True) if n]
        panel.boxes(corners, facecolor=fill, hatch=hatch, edgecolor=edge, linewidth=0.8, zorder=2)
        below = [a + b for a, b in zip(below, numbers, strict=True)]
    for x, total in zip(edges, totals, strict=True):
        if total:
            panel.say(x + 0.43 * step, total, str(total), up=0.03, ha="center", va="bottom")


def _edges(panel: Panel, spec: Spec, classes: Classes) -> None:
    """The edges of the classes on the axis, the limit as a line."""
    count = len(classes.totals())
    edges = [classes.first + i * classes.step for i in range(count + 1)]
    digits = next((d for d in range(MOST_DIGITS) if all((e * 10**d).denominator == 1 for e in edges)), 2)
    texts = [say_tick(float(e), 10.0**-digits, spec.language) for e in edges]
    every = max(1, math.ceil((max(inches(t, SMALL) for t in texts) + 0.08) * (count + 1) / panel.wide))
    start = next((i for i, e in enumerate(edges) if spec.limit and e == spec.limit.value), 0) % every
    shown = range(start, count + 1, every)
    panel.scale_along([float(edges[i]) for i in shown], [texts[i] for i in shown])
    if spec.limit is not None:
        panel.upright(float(spec.limit.value), linestyle=DASHED, zorder=3)
    elif edges[0] < 0 < edges[-1]:
        panel.upright(0, DIM, 0.8)
