"""The paper of a chart: sizes, fonts, tones that survive black and white; and its way out as SVG and PNG.

Floor: reports. In: a drawn matplotlib figure. Out: text of an SVG, bytes of a PNG; the same chart, the same bytes.
matplotlib is imported when the first chart is drawn.
"""

from __future__ import annotations

import hashlib
import html
import io
import logging
import re
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from jiaodu.core.base.text import width_of
from jiaodu.reports.fonts import find_fonts

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

WIDTH = 156 / 25.4  # inches: the type area of an official document
HIGHEST = 195 / 25.4  # with caption and note on one page
SIZE, SMALL = 9.0, 8.0  # points
DPI = 200
INK, DIM, PALE, BLUE, LIGHT = "#1a1a1a", "#5f5f5f", "#d8d2c8", "#4d6f95", "#b9cbe0"
# what a verdict looks like: tone, hatching, edge; told apart without colour
WIDE = "…—≥≤“”·×÷◆"
LOOKS: dict[str, tuple[str, str, str]] = {
    "met": (LIGHT, "", "#3b5a7d"), "not_met": ("#ffffff", "/////", "#8c1d18"),
    "not_assessable": ("#ffffff", "---", DIM), "not_applicable": ("#ffffff", "", DIM), "": (BLUE, "", "#3b5a7d"),
}  # fmt: skip
# the page's fonts decide: text stays text in the page
FAMILIES = "&quot;黑体&quot;,SimHei,&quot;Noto Sans CJK SC&quot;,&quot;PingFang SC&quot;,&quot;Microsoft YaHei&quot;,sans-serif"
_LOCK = threading.RLock()
_ID = re.compile(r'\b(id="|url\(#|xlink:href="#)([A-Za-z][\w.-]*)')
_OWN_IDS = re.compile(
    r' id="(?:figure|axes|patch|text|line2d|matplotlib\.axis|[xy]tick|legend|LineCollection|PolyCollection|PathCollection|PatchCollection)_\d+"'
)
_HEAD = re.compile(r"^.*?(?=<svg)", re.DOTALL)
_FONT = re.compile(r"font: ([^;\"]*?)([\d.]+)px [^;\"]*")
_FAMILY = re.compile(r"font-family: [^;\"]*")
_NAMESPACE = re.compile(r' xmlns(?::\w+)?="[^"]*"')
# hundredths of a point are enough; numbers below 1 are left alone: they may be scales
_NUMBER = re.compile(r"(?<![\d.])([1-9]\d*\.\d\d)\d+")
_METADATA = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)


@contextmanager
def drawing() -> Iterator[None]:
    """matplotlib with our settings, for one thread at a time."""
    with _LOCK:
        logging.getLogger("matplotlib").setLevel(logging.ERROR)
        import matplotlib

        settings: Any = {
            "svg.hashsalt": "jiaodu", "svg.fonttype": "none", "hatch.linewidth": 0.7,
            "axes.unicode_minus": False, "path.simplify": False, "axes.linewidth": 0.7,
        }  # fmt: skip
        with matplotlib.rc_context(settings):
            yield


def paper(height: float) -> Figure:
    """An empty figure as wide as the text, `height` inches (at most HIGHEST) high."""
    from matplotlib.figure import Figure

    return Figure(figsize=(WIDTH, height), dpi=DPI, facecolor="white")


@lru_cache(maxsize=16)
def font(size: float = SIZE) -> FontProperties:
    """The sans serif of the machine with Chinese characters; matplotlib's own where there is none."""
    from matplotlib.font_manager import FontPath, FontProperties

    face = find_fonts().faces["hei"]
    if face is None:
        return FontProperties(size=size)
    return FontProperties(fname=FontPath(str(face.path), face.index), size=size)


def inches(text: str, size: float = SIZE) -> float:
    """About how wide a text is; close enough to leave room for it, and the same on every machine."""
    # punctuation such as … and — is as wide as a character in a Chinese font
    return (width_of(text) + 0.5 * sum(char in WIDE for char in text)) * size / 72


def svg_of(figure: Figure) -> str:
    """The figure as an SVG: no ids but its own, no date; text stays text."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    out = io.StringIO()
    canvas: Any = FigureCanvasSVG(figure)
    with warnings.catch_warnings():
        # its text stays text: whoever reads the page has the font that this machine may lack
        warnings.filterwarnings("ignore", "Glyph .* missing from font")
        canvas.print_svg(out, metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    text = _OWN_IDS.sub("", _METADATA.sub("", _HEAD.sub("", out.getvalue(), count=1)))
    text = _FONT.sub(lambda m: f"font: {m[1]}{m[2]}px {FAMILIES}", text)
    text = _FAMILY.sub(f"font-family: {FAMILIES}", text)
    text = _NUMBER.sub(r"\1", text)
    own = hashlib.sha256(text.encode()).hexdigest()[:8]
    return _ID.sub(lambda m: f"{m[1]}c{own}-{m[2]}", text)


def inline(svg: str, alt: str) -> str:
    """An SVG that a page can hold: a picture with words for it, without the names of namespaces, which a page knows."""
    text = _NAMESPACE.sub("", svg).replace("xlink:href", "href")
    return text.replace("<svg ", f'<svg role="img" aria-label="{html.escape(alt)}" ', 1)


def png_of(figure: Figure) -> bytes:
    """The figure as a PNG for print."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    out = io.BytesIO()
    canvas: Any = FigureCanvasAgg(figure)
    canvas.print_png(out, metadata={"Software": None})
    return out.getvalue()
