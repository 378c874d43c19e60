"""Charts as drawn: the same bytes each time, every name and number in the picture, nothing cut off, and legible in grey."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import warnings
import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from tests.reports.charts.chart_building import compose_drawn

from jiaodu.core.base.text import width_of
from jiaodu.reports import fonts, write_docx, write_html
from jiaodu.reports.charts import Limit, Mark, Row, Shape, Spec, draw
from jiaodu.reports.charts.areas import class_edges, class_of, label_spot
from jiaodu.reports.charts.axes import say_tick, shorten, tell_apart, ticks, value_ticks, wrap
from jiaodu.reports.charts.canvas import LOOKS
from jiaodu.reports.charts.distribution import classify

needs_font = pytest.mark.skipif(not fonts.find_fonts(), reason="no Chinese font is installed")
SVG = "{http://www.w3.org/2000/svg}"


def spec(kind: Any, values: Sequence[int | str | None], limit: str | None = None, op: str = "≥", **more: Any) -> Spec:
    """A chart of some values, in order, judged against a limit."""
    asked = None if limit is None else Fraction(limit)
    marks = []
    for i, value in enumerate(values):
        number = None if value is None else Fraction(value)
        met = number is not None and asked is not None and (number >= asked if op == "≥" else number <= asked)
        outcome = "" if number is None or asked is None else "met" if met else "not_met"
        said = {"met": "达标", "not_met": "不达标", "": ""}[outcome]
        label = f"{2010 + i}" if kind == "trend" else f"第{i}小学"
        marks.append(
            Mark(label, number, "无数据：未报" if value is None else f"{value}%", outcome, said, asked, str(i))
        )
    drawn = None if asked is None else Limit(asked, op, f"标准{op}{limit}%")
    fields: dict[str, Any] = {"axis": "覆盖率", "unit": "%", "digits": 2, "language": "zh", **more}
    return Spec(kind, "share", rows=(Row(tuple(marks)),), limit=drawn, **fields)


def long_names() -> Spec:
    """As many units of two-line names as one column takes."""
    drawn = spec("units", range(24, 0, -1), "12")
    names = (f"{m.label}（北京师范大学附属实验中学丰台学校小学部东校区）" for m in drawn.marks())
    return replace(drawn, rows=(Row(tuple(replace(m, label=n) for m, n in zip(drawn.marks(), names, strict=True))),))


SQUARES = tuple(Shape(str(i), (((i, 0.0), (i + 1.0, 0.0), (i + 1.0, 1.0), (i, 1.0)),)) for i in range(4))
CASES = {
    "trend with a gap": spec("trend", [70, 74, None, "79.9", 80], "80"),
    "one point": spec("trend", ["80.73"], "80"),
    "nothing but zero": spec("trend", [0, 0, 0]),
    "negative": spec("trend", ["3.1", "-1.88", None, "-38.09"]),
    "above a hundred": spec("trend", ["99.7", "100.3", 131], "100"),
    "thirty years": spec("trend", [i * i for i in range(30)]),
    "bars": spec("units", [99, 80, "79.99", 0, None], "80"),
    "bars below zero": spec("units", [12, 0, "-38.09"]),
    "sixty-two bars": spec("units", [*range(61, 0, -1), None], "30"),
    "eighty bars": spec("units", [*range(80, 0, -1)], "30"),
    "long names": long_names(),
    "distribution": spec("distribution", [3, 4, 4, 5, 5, 5, 6, None], "4"),
    "distribution of one": spec("distribution", [3]),
    "map of two hundred": spec("map", range(200), shapes=tuple(
        Shape(str(i), ((((i % 20), i // 20), (i % 20 + 1, i // 20), (i % 20 + 1, i // 20 + 1), (i % 20, i // 20 + 1)),)) for i in range(200)
    )),
    "map": spec("map", [90, 75, None, 60], "70", shapes=SQUARES),
}  # fmt: skip


@pytest.mark.parametrize("drawn", CASES.values(), ids=CASES.keys())
def test_a_chart_holds_its_words_and_is_the_same_bytes_each_time(drawn: Spec) -> None:
    text = draw.draw_inline_svg(drawn)
    draw._svg.cache_clear()
    draw._figure.cache_clear()
    assert draw.draw_inline_svg(drawn) == text
    root = ElementTree.fromstring(text)
    words = " ".join("".join(e.itertext()) for e in root.iter("text"))
    assert "覆盖率" in words or "单位数" in words
    if drawn.limit:
        assert drawn.limit.text in words
    if drawn.kind == "units":
        assert (
            all(m.label in words.replace("\n", "") for m in drawn.marks())
            or max(len(m.label) for m in drawn.marks()) > 12
        )
        assert all(m.text in words for m in drawn.marks() if m.value is not None)
    if any(m.value is None for m in drawn.marks()) and drawn.kind != "distribution":
        assert "无数据" in words
    ids = [e.get("id") for e in root.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    assert not re.search(r"https?://|<script|<metadata", text)
    assert root.get("role") == "img" and root.get("aria-label") == drawn.alt


@needs_font
@pytest.mark.parametrize("drawn", CASES.values(), ids=CASES.keys())
def test_a_picture_has_no_empty_boxes_and_nothing_at_its_very_edge(drawn: Spec) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a missing glyph is a warning
        picture = draw.draw_png(drawn)
        printed = draw.draw_svg(drawn)
    assert picture is not None and printed is not None and "<text" in printed
    face = fonts.find_fonts().faces["hei"]
    assert face is not None and printed.count(face.family) == printed.count("<text")
    assert "DejaVu" not in printed
    image = Image.open(io.BytesIO(picture)).convert("L")
    wide, high = image.size
    assert abs(wide - 156 / 25.4 * 200) <= 1 and high <= 195 / 25.4 * 200 + 1
    edges = [
        image.crop(box)
        for box in ((0, 0, 2, high), (wide - 2, 0, wide, high), (0, 0, wide, 2), (0, high - 2, wide, high))
    ]
    assert all(edge.getextrema()[0] > 200 for edge in edges)
    draw._png.cache_clear()
    draw._figure.cache_clear()
    assert draw.draw_png(drawn) == picture


def test_verdicts_differ_by_more_than_colour() -> None:
    looks = {outcome: (hatch, fill == "#ffffff") for outcome, (fill, hatch, _) in LOOKS.items()}
    assert looks["met"] != looks["not_met"] != looks["not_assessable"] != looks["met"]


def test_matplotlib_is_imported_when_a_chart_is_drawn_and_not_before() -> None:
    asked = "import sys, jiaodu.reports, jiaodu.cli.main; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0


def test_two_charts_in_a_page_share_no_id() -> None:
    found = [
        set(re.findall(r'\bid="([^"]+)"', draw.draw_inline_svg(CASES[name]))) for name in ("bars", "sixty-two bars")
    ]
    assert found[0] and not found[0] & found[1]


# --- without a font -----------------------------------------------------------------------------------------------


def test_without_a_chinese_font_the_word_file_has_the_table_and_the_page_the_chart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = compose_drawn(tmp_path / "packs")
    none = fonts.find_fonts([tmp_path])
    monkeypatch.setattr(draw, "find_fonts", lambda: none)
    drawn = document.charts()[1].spec
    assert draw.draw_png(drawn) is None and draw.draw_svg(drawn) is None
    assert "R20" in [p.code for p in draw.check_charts(document)]
    file = docx.Document(str(write_docx(document, tmp_path / "r.docx")))
    assert not file.inline_shapes
    assert [t.rows[1].cells[0].text for t in file.tables[:2]] == ["2020", "第A小学"]
    assert write_html(document, tmp_path / "r.html").read_text(encoding="utf-8").count("<svg") == len(document.charts())


def test_an_english_chart_needs_no_chinese_font(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    none = fonts.find_fonts([tmp_path])
    monkeypatch.setattr(draw, "find_fonts", lambda: none)
    marks = (Mark("2019", Fraction(1), "1"), Mark("2020", Fraction(2), "2"))
    assert draw.can_picture(Spec("trend", "i", "teachers", "", 0, "en", (Row(marks),)))


@needs_font
def test_a_picture_in_the_word_file_says_what_it_shows(tmp_path: Path) -> None:
    document = compose_drawn(tmp_path / "packs")
    file = docx.Document(str(write_docx(document, tmp_path / "r.docx")))
    said = [shape._inline.docPr.get("descr") for shape in file.inline_shapes]
    assert said == [c.spec.alt for c in document.charts()]


# --- axes -----------------------------------------------------------------------------------------------------------


@given(st.lists(st.integers(-10_000, 10_000), min_size=1, max_size=20), st.booleans())
def test_ticks_are_even_and_hold_the_values(values: list[int], from_zero: bool) -> None:
    numbers = [v / 100 for v in values]
    at = value_ticks(numbers, from_zero)
    steps = [b - a for a, b in pairwise(at)]
    assert at[0] <= min(numbers) + 1e-9 and at[-1] >= max(numbers) - 1e-9
    assert max(steps) - min(steps) < 1e-6 * max(steps) and 2 <= len(at) <= 9
    if from_zero:
        assert at[0] <= 0 <= at[-1]
    texts = [say_tick(t, steps[0], "zh") for t in at]
    assert len(set(texts)) == len(texts)
    assert all(abs(float(text) - t) < 1e-6 * max(steps) for text, t in zip(texts, at, strict=True))


def test_a_scale_makes_no_mountains() -> None:
    assert value_ticks([80.7, 80.7], False)[0] == 0
    at = value_ticks([99.9, 99.91], False)
    assert at[0] <= 99 and at[-1] >= 100.9


def test_counts_have_whole_ticks() -> None:
    assert ticks(0, 2, 4, whole=True) == [0, 1, 2]


def test_an_axis_that_does_not_begin_at_zero_says_so() -> None:
    words = draw.draw_inline_svg(spec("trend", ["79.9", "80.1"]))
    assert "纵轴从" in words
    assert "纵轴从" not in draw.draw_inline_svg(spec("trend", [10, 80]))


@pytest.mark.parametrize("room", [6, 10, 20])
def test_long_names_are_cut_in_the_middle_and_stay_apart(room: int) -> None:
    names = [f"江州市青石县第{i}中心小学附属幼儿园" for i in range(1, 40)]
    assert all(width_of(shorten(name, room)) <= room for name in names)
    assert all(width_of(line) <= room for name in names for line in wrap(name, room, 2).split("\n"))
    assert len(set(tell_apart(names, room))) == len(names)
    assert shorten("第一小学", room) == "第一小学"


# --- classes --------------------------------------------------------------------------------------------------------

VALUES = st.lists(st.fractions(-50, 50, max_denominator=20), min_size=1, max_size=40)


@given(VALUES, st.fractions(-40, 40, max_denominator=20), st.sampled_from(["≥", "≤"]))
def test_no_class_mixes_what_meets_the_limit_with_what_does_not(
    values: list[Fraction], limit: Fraction, op: str
) -> None:
    classes = classify(spec("distribution", values, str(limit), op))
    totals = classes.totals()
    assert sum(totals) == len(values)
    met = classes.counts.get("met", (0,) * len(totals))
    missed = classes.counts.get("not_met", (0,) * len(totals))
    assert not any(a and b for a, b in zip(met, missed, strict=True))
    assert sum(met) == sum(v >= limit if op == "≥" else v <= limit for v in values)
    # each class, counted one value at a time
    for i, total in enumerate(totals):
        low, high = classes.first + i * classes.step, classes.first + (i + 1) * classes.step
        assert total == sum(low <= v < high if op == "≥" else low < v <= high for v in values)


@given(st.lists(st.integers(-1000, 1000), min_size=1, max_size=30))
def test_the_tones_of_a_map_hold_every_value(values: list[int]) -> None:
    edges = class_edges(values)
    for value in values:
        i = class_of(value, edges)
        assert edges[i] - 1e-9 <= value <= edges[i + 1] + 1e-9
    assert len(edges) <= 6


def test_a_label_stands_inside_a_crooked_area() -> None:
    horseshoe = ((0.0, 0.0), (5.0, 0.0), (5.0, 5.0), (4.0, 5.0), (4.0, 1.0), (1.0, 1.0), (1.0, 5.0), (0.0, 5.0))
    (x, y), room = label_spot(horseshoe)
    assert (0 < y < 1 or x < 1 or x > 4) and room[0] > 0 and room[1] > 0
