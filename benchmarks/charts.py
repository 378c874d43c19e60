"""Draw a chart for a page and a Word file: ours against plain matplotlib with the same data and the same font.

`python -m benchmarks.charts [--repeat N]`. In: nothing. Out: lines; processor time, the quickest of N, and the ratio.
"""

from __future__ import annotations

import argparse
import io
import statistics
from collections.abc import Callable
from fractions import Fraction

from benchmarks.timing import processor_times
from jiaodu.reports.charts import Limit, Mark, Row, Spec, draw
from jiaodu.reports.fonts import find_fonts

SIZES = {
    "trend of 10 years": ("trend", 10),
    "16 districts": ("units", 16),
    "62 schools": ("units", 62),
    "distribution of 62": ("distribution", 62),
}


def make_spec(kind: str, count: int) -> Spec:
    """A chart of made-up values against a limit of 80."""
    marks = []
    for i in range(count):
        value = Fraction(6000 + (i * 7919) % 4000, 100)
        met = "met" if value >= 80 else "not_met"
        label = str(2010 + i) if kind == "trend" else f"第{i + 1}中心小学"
        marks.append(
            Mark(label, value, f"{float(value):.2f}%", met, "达标" if met == "met" else "不达标", Fraction(80), str(i))
        )
    if kind != "trend":
        marks.sort(key=lambda m: -(m.value or 0))
    return Spec(
        kind, "share", "普惠性幼儿园覆盖率", "%", 2, "zh", (Row(tuple(marks)),), Limit(Fraction(80), "≥", "目标≥80%")
    )  # type: ignore[arg-type]


def draw_ours(spec: Spec) -> None:
    """SVG and PNG, nothing kept from before."""
    for kept in (draw._figure, draw._svg, draw._png):
        kept.cache_clear()
    draw.draw_inline_svg(spec)
    draw.draw_png(spec)


def draw_plain(spec: Spec) -> None:
    """What a short script does: pyplot, tight layout, savefig twice."""
    import matplotlib.pyplot as plt
    from matplotlib import rcParams

    rcParams["font.family"], rcParams["svg.fonttype"] = "Noto Sans CJK JP", "none"
    marks = list(spec.marks())
    numbers = [float(m.value or 0) for m in marks]
    figure, axes = plt.subplots(figsize=(6.14, 2.7 if spec.kind != "units" else 0.21 * len(marks) + 1))
    if spec.kind == "trend":
        axes.plot([m.label for m in marks], numbers, marker="o", label=spec.axis)
        axes.axhline(80, linestyle="--", label="目标≥80%")
        for i, mark in enumerate(marks):
            axes.annotate(mark.text, (i, numbers[i]))
    elif spec.kind == "units":
        bars = axes.barh([m.label for m in marks], numbers, hatch="///", label=spec.axis)
        axes.bar_label(bars, [m.text for m in marks])
        axes.axvline(80, linestyle="--", label="目标≥80%")
    else:
        axes.hist(numbers, bins=10, hatch="///", label=spec.axis)
        axes.axvline(80, linestyle="--", label="目标≥80%")
    axes.legend()
    figure.tight_layout()
    figure.savefig(io.StringIO(), format="svg")
    figure.savefig(io.BytesIO(), format="png", dpi=200)
    plt.close(figure)


def quickest(work: Callable[[], None], repeat: int) -> tuple[float, float]:
    """Processor seconds: the least, and the median."""
    found = processor_times(work, repeat)
    return min(found), statistics.median(found)


def main() -> int:
    """Everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=9)
    repeat = parser.parse_args().repeat
    print(f"font: {find_fonts().families('hei')[:1]}")
    draw_ours(make_spec("trend", 3))
    draw_plain(make_spec("trend", 3))
    for name, (kind, count) in SIZES.items():
        spec = make_spec(kind, count)
        ours, plain = quickest(lambda s=spec: draw_ours(s), repeat), quickest(lambda s=spec: draw_plain(s), repeat)  # type: ignore[misc]
        print(
            f"{name:22} ours {ours[0]:.3f} s (median {ours[1]:.3f})  plain matplotlib {plain[0]:.3f} s "
            f"(median {plain[1]:.3f})  {plain[0] / ours[0]:.1f} x"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
