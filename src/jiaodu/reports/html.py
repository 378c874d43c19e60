"""The report as one self-contained page: figures lead to the annex and back; readable on a phone, printable on A4.

Floor: reports. In: a `Document`. Out: an HTML file without scripts and without anything from outside.
"""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from jiaodu.core.base.writing import write_atomically
from jiaodu.reports.charts.draw import draw_inline_svg
from jiaodu.reports.document import Document, Figure, Heading
from jiaodu.reports.signature import annex_lines
from jiaodu.reports.wording import annex_heads, annex_titles, break_title

HERE = Path(__file__).parent
CONTENTS_LEVELS = 2
TITLE_ROOM = 20  # characters, as on paper: a longer title may break where a phrase ends, and nowhere else


def write_html(document: Document, path: Path) -> Path:
    """Write the page. Raises JiaoduError (C04)."""
    text = render_html(document)

    def write(draft: Path) -> None:
        draft.write_text(text, encoding="utf-8")

    return write_atomically(Path(path), write)


def render_html(document: Document) -> str:
    """The page as text."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    page = environment.from_string((HERE / "page.jinja").read_text(encoding="utf-8"), {"tip": _tips(document)})
    ids = {i: f"s{i}" for i, b in enumerate(document.blocks) if isinstance(b, Heading)}
    headings = [(b, ids[i]) for i, b in enumerate(document.blocks) if isinstance(b, Heading)]
    return page.render(
        d=document,
        title=Markup("<wbr>" if document.language == "zh" else " ").join(break_title(document.title, TITLE_ROOM)),
        style=Markup((HERE / "page.css").read_text(encoding="utf-8")),
        t=lambda zh, en: zh if document.language == "zh" else en,
        kind_of=lambda block: type(block).__name__,
        ids=ids,
        contents=[(b, id_) for b, id_ in headings if b.level <= CONTENTS_LEVELS],
        heads=annex_heads(document.language),
        parts=annex_titles(document),
        titles=dict(annex_titles(document)),
        annex_lines=annex_lines,
        svg=lambda spec: Markup(draw_inline_svg(spec)),
    )


class _tips:
    """What a figure says when it is pointed at: name, value, reference date, source, article."""

    def __init__(self, document: Document) -> None:
        self.entries = {entry.key: entry for entry in document.annex}

    def __call__(self, figure: Figure) -> str:
        entry = self.entries[figure.entry]
        articles = [r.article for r in entry.rulings if r.article]
        said = (entry.name, entry.value, entry.as_of, *entry.sources[:1], *articles[:1])
        return " · ".join(part for part in said if part)
