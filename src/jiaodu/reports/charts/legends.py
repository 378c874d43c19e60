"""What the tones, hatchings and lines of a chart mean, and what its axis measures.

Floor: reports. In: a `Spec` and its figure. Out: words at the top of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jiaodu.reports.charts.axes import say_tick, shorten
from jiaodu.reports.charts.canvas import BLUE, INK, LOOKS, SIZE, SMALL, WIDTH, font, inches
from jiaodu.reports.charts.spec import Spec

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LINE, KEY, BETWEEN, MARGIN = 0.19, 0.24, 0.2, 0.05
OWN = "◆"  # marks the report's unit among others
ORDER = ("met", "not_met", "not_assessable", "not_applicable")


def entries(spec: Spec) -> list[tuple[str, str]]:
    """What must be explained: outcomes by their words (with how many, where units are counted), and the limit."""
    found: dict[tuple[str, str], int] = {}
    drawn = ORDER if spec.kind != "map" else ("not_met",)  # the tones of a map tell values, not verdicts
    for mark in spec.marks():
        if mark.outcome and (mark.value is not None or spec.kind in ("map", "distribution")):
            found[mark.outcome, mark.said] = found.get((mark.outcome, mark.said), 0) + 1
    counted = spec.kind != "trend"
    said = []
    for outcome in drawn:
        for (key, words), n in found.items():
            if key == outcome:
                said.append((key, f"{words} {n}" if counted else words))
    if spec.limit is not None:
        said.append(("limit" if spec.kind != "map" else "", spec.limit.text))
    if any(mark.own for mark in spec.marks()):
        said.append(("own", "本单位" if spec.language == "zh" else "the unit of this report"))
    return said


def add_legend(figure: Figure, spec: Spec, height: float) -> float:
    """Keys with words along the top, in as many lines as they need. Returns how high they are, in inches."""
    rows: list[list[tuple[str, str]]] = [[]]
    used = MARGIN
    for key, words in entries(spec):
        wide = KEY + inches(words) + BETWEEN
        if rows[-1] and used + wide > WIDTH:
            rows.append([])
            used = MARGIN
        rows[-1].append((key, words))
        used += wide
    for i, row in enumerate(rows):
        x, y = MARGIN, height - LINE * (i + 0.6)
        for key, words in row:
            _key(figure, spec, key, x, y, height)
            figure.text((x + KEY) / WIDTH, y / height, words, va="center", fontproperties=font(SIZE), color=INK)
            x += KEY + inches(words) + BETWEEN
    return LINE * len(rows) if rows[0] else 0.0


def _key(figure: Figure, spec: Spec, key: str, x: float, y: float, height: float) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Rectangle

    across = ([x / WIDTH, (x + KEY - 0.06) / WIDTH], [y / height] * 2)
    middle = ([(x + (KEY - 0.06) / 2) / WIDTH], [y / height])
    made: Any
    if not key:
        return
    if key == "own":
        figure.text(middle[0][0], middle[1][0], OWN, ha="center", va="center", fontproperties=font(SIZE), color=INK)
        return
    if key == "limit":
        made = Line2D(*across, color=INK, linewidth=1.1, linestyle=(0, (4, 2)))
    elif spec.kind == "trend":
        made = Line2D(*middle, linestyle="none", **point_look(key == "not_met"))
    else:
        fill, hatch, edge = LOOKS[key]
        made = Rectangle(
            (x / WIDTH, (y - 0.055) / height), (KEY - 0.06) / WIDTH, 0.11 / height, facecolor=fill, hatch=hatch * 2,
            edgecolor=edge, linewidth=0.8,
        )  # fmt: skip
    made.set_transform(figure.transFigure)
    figure.add_artist(made)


def point_look(missed: bool) -> dict[str, Any]:
    """How a point of a line looks: full and round, or a hollow square where the limit is missed."""
    return {
        "marker": "s" if missed else "o", "markersize": 5.5 if missed else 5.0, "markeredgewidth": 1.4,
        "markerfacecolor": "white" if missed else BLUE, "markeredgecolor": "#8c1d18" if missed else BLUE,
    }  # fmt: skip


def axis_words(figure: Figure, spec: Spec, y: float, height: float, begins: float = 0.0) -> None:
    """What the value axis measures, above it; and where it does not begin at zero, that too."""
    zh = spec.language == "zh"
    unit = f"（{spec.unit}）" if zh else f" ({spec.unit})"
    words = spec.axis + (unit if spec.unit else "")
    if begins > 0:
        start = say_tick(begins, begins, spec.language)
        words += f"　纵轴从{start}起" if zh else f"  (axis begins at {start})"
    words = shorten(words, (WIDTH - 2 * MARGIN) / (SMALL / 72))
    figure.text(MARGIN / WIDTH, y / height, words, va="bottom", fontproperties=font(SMALL), color=INK)
