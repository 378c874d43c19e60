"""A map: units shaded by class of value, light to dark; hatched where the limit is not met, dashed where there are no data.

Floor: reports. In: a `Spec` with shapes. Out: a matplotlib figure. Areas too small for a name carry a number and stand in a list.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jiaodu.core.base.text import width_of
from jiaodu.reports.charts.axes import nice_step, say_tick, shorten
from jiaodu.reports.charts.canvas import DIM, HIGHEST, INK, LOOKS, SMALL, WIDTH, font, inches, paper
from jiaodu.reports.charts.legends import MARGIN, add_legend
from jiaodu.reports.charts.panel import Panel
from jiaodu.reports.charts.spec import Mark, Ring, Shape, Spec

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TONES = ("#f4f4f2", "#d5dde6", "#aabacb", "#7d94ad", "#56708c")
SIDE = 1.55  # inches for the classes and the list
LINE = 0.16
KEYS = 0.19 * 2 + 0.25  # the legend, and space
TINY = 7.0


@dataclass(frozen=True, slots=True)
class Placed:
    """A shape on paper: its mark, its rings in inches, where its label may stand and how much room it has there."""

    mark: Mark
    rings: tuple[Ring, ...]
    spot: tuple[float, float]
    room: tuple[float, float]


def draw_map(spec: Spec) -> Figure:
    """The map, and beside it what the tones mean and which numbers stand for whom."""
    marks = {m.code: m for m in spec.marks()}
    wide = WIDTH - SIDE - 2 * MARGIN
    placed, high = _place(spec.shapes, marks, wide)
    edges = class_edges([float(m.value) for m in spec.marks() if m.value is not None])
    # a list longer than the page ends there: the table behind the map has them all
    room = int((HIGHEST - KEYS) / LINE) - len(edges) - 4
    listed = [p for p in placed if _label_size(spec, p) is None][:room]
    height = max(high, LINE * (len(edges) + len(listed) + 4)) + KEYS
    figure = paper(height)
    top = height - add_legend(figure, spec, height) - 0.08
    panel = Panel(figure, (MARGIN, top - high, wide, high), (0, wide), (0, high))
    numbers = {p.mark.code: i for i, p in enumerate(listed, 1)}
    for item in placed:
        _area(panel, item, edges)
    for item in placed:
        _name(panel, spec, item, numbers)
    _side(figure, spec, edges, [(numbers[p.mark.code], p.mark) for p in listed], (WIDTH - SIDE, top, height))
    return figure


def class_edges(values: Sequence[float]) -> list[float]:
    """Round edges of at most as many classes as there are tones."""
    if not values:
        return []
    low, high = min(values), max(values)
    if low == high:
        return [low, high]
    for count in range(len(TONES), 0, -1):
        step = nice_step(high - low, count)
        first = math.floor(low / step + 1e-9)
        last = max(first + 1, math.ceil(high / step - 1e-9))
        if last - first <= len(TONES):
            return [i * step for i in range(first, last + 1)]
    return [low, high]


def class_of(value: float, edges: Sequence[float]) -> int:
    """The class of a value; the highest edge belongs to the highest class."""
    return next((i for i in range(len(edges) - 2, -1, -1) if value >= edges[i] - 1e-12), 0)


def _place(shapes: Sequence[Shape], marks: dict[str, Mark], wide: float) -> tuple[list[Placed], float]:
    """Shapes in inches: degrees shrunk towards the poles as on a plane map, as wide as there is room."""
    spots = [p for shape in shapes for ring in shape.rings for p in ring]
    west, east = min(x for x, _ in spots), max(x for x, _ in spots)
    south, north = min(y for _, y in spots), max(y for _, y in spots)
    narrow = math.cos(math.radians((south + north) / 2))
    scale = min(wide / ((east - west) * narrow or 1), 6.2 / (north - south or 1))
    shift = (wide - (east - west) * narrow * scale) / 2

    def on_paper(ring: Ring) -> Ring:
        return tuple((shift + (x - west) * narrow * scale, (y - south) * scale) for x, y in ring)

    placed = []
    for shape in shapes:
        rings = tuple(on_paper(ring) for ring in shape.rings)
        spot, room = label_spot(max(rings, key=lambda r: abs(_surface(r))))
        placed.append(Placed(marks[shape.code], rings, spot, room))
    return placed, (north - south) * scale


def _surface(ring: Ring) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], ring[0]), strict=True)) / 2


def label_spot(ring: Ring) -> tuple[tuple[float, float], tuple[float, float]]:
    """Where a ring is widest inside, on some levels across it: the middle of that stretch, its width, and the height there
    with as much above as below."""
    low, high = min(y for _, y in ring), max(y for _, y in ring)
    best, best_score = ((0.0, 0.0), (0.0, 0.0)), -1.0
    for i in range(1, 20):
        y = low + (high - low) * i / 20
        for left, right in _stretches(ring, y, 1):
            x = (left + right) / 2
            tall = next((2 * min(y - a, b - y) for a, b in _stretches(ring, x, 0) if a <= y <= b), 0.0)
            score = min(right - left, 3 * tall) + tall / 10
            if score > best_score:
                best, best_score = ((x, y), (right - left, tall)), score
    return best


def _stretches(ring: Ring, at: float, axis: int) -> list[tuple[float, float]]:
    """Where a line across the ring is inside it: along x at a height (axis 1), or along y (axis 0)."""
    crossings = sorted(
        a[1 - axis] + (at - a[axis]) * (b[1 - axis] - a[1 - axis]) / (b[axis] - a[axis])
        for a, b in zip(ring, (*ring[1:], ring[0]), strict=True)
        if (a[axis] > at) != (b[axis] > at)
    )
    return list(zip(crossings[::2], crossings[1::2], strict=False))


def _label_size(spec: Spec, item: Placed) -> float | None:
    """The size in which name and value fit into an area; None where they do not."""
    for size in (SMALL, TINY):
        wide = max(inches(item.mark.label, size), inches(_short(spec, item.mark), size)) + 0.04
        if wide <= item.room[0] and 2.3 * size / 72 <= item.room[1]:
            return size
    return None


def _short(spec: Spec, mark: Mark) -> str:
    return spec.short(mark) if mark.value is not None else ""


def _area(panel: Panel, item: Placed, edges: Sequence[float]) -> None:
    rings = [[panel.at(x, y) for x, y in ring] for ring in item.rings]
    value = item.mark.value
    fill = "#ffffff" if value is None else TONES[class_of(float(value), edges)]
    hatch = "---" if value is None else "////" if item.mark.outcome == "not_met" else ""
    line = LOOKS["not_met"][2] if hatch == "////" else DIM
    panel.shape(rings, facecolor=fill, edgecolor=line, hatch=hatch, linewidth=0)
    panel.shape(rings, facecolor="none", edgecolor=INK, linewidth=0.7)


def _name(panel: Panel, spec: Spec, item: Placed, numbers: dict[str, int]) -> None:
    size = _label_size(spec, item)
    if size is None and item.mark.code not in numbers:
        return
    text = str(numbers[item.mark.code]) if size is None else f"{item.mark.label}\n{_short(spec, item.mark)}".strip()
    panel.say(*item.spot, text, ha="center", fontproperties=font(size or TINY), linespacing=1.15, ground=0.82)


def _side(
    figure: Figure, spec: Spec, edges: Sequence[float], listed: Sequence[tuple[int, Mark]],
    place: tuple[float, float, float],
) -> None:  # fmt: skip
    from matplotlib.patches import Rectangle

    x, y, height = place
    zh = spec.language == "zh"
    unit = (f"（{spec.unit}）" if zh else f" ({spec.unit})") if spec.unit else ""
    room = SIDE / (SMALL / 72)

    def say(text: str, indent: float = 0.0) -> None:
        figure.text((x + indent) / WIDTH, y / height, text, va="center", fontproperties=font(SMALL), color=INK)

    def key(fill: str, hatch: str) -> None:
        box = Rectangle(
            (x / WIDTH, (y - 0.05) / height), 0.2 / WIDTH, 0.1 / height, facecolor=fill, hatch=hatch, edgecolor=DIM,
            linewidth=0.6, transform=figure.transFigure,
        )  # fmt: skip
        figure.add_artist(box)

    for line in _two_lines(spec.axis + unit, room):
        y -= LINE
        say(line)
    step = edges[1] - edges[0] if len(edges) > 1 and edges[1] > edges[0] else (abs(edges[0]) if edges else 1) or 1
    for i in range(len(edges) - 2, -1, -1):
        y -= LINE
        key(TONES[i], "")
        low, high = (say_tick(edge, step, spec.language) for edge in (edges[i], edges[i + 1]))
        say(low if low == high else f"{low}至{high}" if zh else f"{low} to {high}", 0.26)
    if any(m.value is None for m in spec.marks()):
        y -= LINE
        key("#ffffff", "------")
        say("无数据" if zh else "no data", 0.26)
    y -= LINE * 0.5
    for number, mark in listed:
        y -= LINE
        text = spec.short(mark) if mark.value is not None else ("无数据" if zh else "no data")
        name = shorten(mark.label, room - 2.5 - width_of(text))
        say(f"{number} {name} {text}")


def _two_lines(text: str, room: float) -> list[str]:
    if width_of(text) <= room:
        return [text]
    half = next(i for i in range(len(text), 0, -1) if width_of(text[:i]) <= room)
    return [text[:half], shorten(text[half:], room)]
