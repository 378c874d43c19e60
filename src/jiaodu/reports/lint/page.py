"""The text as a page with its findings marked: by keyboard, without colour, on paper.

Floor: reports. In: a `Lint`. Out: one HTML file without scripts and without anything from outside.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from jiaodu.core.base.problems import SEVERITY_NAMES, shown_text
from jiaodu.core.base.text import Language
from jiaodu.core.base.writing import write_atomically
from jiaodu.core.prose import Block
from jiaodu.reports.lint.model import Finding, Lint, Span
from jiaodu.reports.lint.parts import without_mark

HERE = Path(__file__).parent
# every number of a foreign text is unbound: marked, but not numbered
UNNUMBERED = ("R55",)
FEW, LONGEST = 3, 2_000
_BREAK = re.compile(
    r"(?<=[\u2e80-\u9fff\u3000-\u303f\uff00-\uffef])\s*[\r\n]+\s*(?=[\u2e80-\u9fff\u3000-\u303f\uff00-\uffef])"
)
GRAVITY = ("error", "will_be_error", "warning", "note")


@dataclass(frozen=True, slots=True)
class Noted:
    """A finding with its number on the page."""

    number: int
    finding: Finding

    @property
    def severity(self) -> str:
        """The severity, which decides the stroke."""
        return self.finding.problem.severity


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a block under the same marks. `ends` are the findings whose stretch ends here, `opens` those whose
    first stretch begins here."""

    text: str
    severity: str = ""
    opens: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """One block of the page: a heading, a paragraph, or a table of rows of cells."""

    block: Block
    pieces: tuple[Piece, ...] = ()
    rows: tuple[tuple[tuple[Block, tuple[Piece, ...]], ...], ...] = ()


def write_marked(lint: Lint, path: Path, language: Language = "zh") -> Path:
    """Write the page. Raises JiaoduError (C04)."""
    text = render_marked(lint, language)

    def write(draft: Path) -> None:
        draft.write_text(text, encoding="utf-8")

    return write_atomically(Path(path), write)


def render_marked(lint: Lint, language: Language = "zh") -> str:
    """The page as text."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    page = environment.from_string((HERE / "page.jinja").read_text(encoding="utf-8"))
    noted = [Noted(i, f) for i, f in enumerate(lint.sorted(), 1)]
    blocks = list(_blocks(lint, noted))
    pieces = [p for b in blocks for p in (*b.pieces, *(p for row in b.rows for _, inner in row for p in inner))]
    return page.render(
        lint=lint, c=lint.counted, language=language, noted=noted,
        style=Markup((HERE / "page.css").read_text(encoding="utf-8")),
        blocks=blocks, anchored={n for p in pieces for n in p.opens}, marks=[section_mark(name) for name in lint.sections],
        t=lambda zh, en: zh if language == "zh" else en,
        names={s: n.in_(language) for s, n in SEVERITY_NAMES.items()},
    )  # fmt: skip


def section_mark(name: str) -> str:
    """What stands for a section at the head of a narrow column: its number, else its first characters."""
    mark = name.removesuffix(without_mark(name)).strip(" 。")
    return mark.rstrip("、.．") or name[:4]


def _blocks(lint: Lint, noted: Sequence[Noted]) -> Iterator[Shown]:
    """The body in order; the cells of one table together."""
    spans = _spans(noted)
    table: list[Block] = []
    for block in lint.prose.blocks:
        if block.part != "body":
            continue
        if table and (block.kind != "cell" or block.table != table[0].table):
            yield _table(lint, table, spans)
            table = []
        if block.kind == "cell":
            table.append(block)
        else:
            yield Shown(block, _pieces(lint, block, spans))
    if table:
        yield _table(lint, table, spans)


def _spans(noted: Sequence[Noted]) -> list[tuple[Span, Noted, bool]]:
    """Every stretch with its finding, and whether it is the first of it."""
    found = [(span, n, i == 0) for n in noted for i, span in enumerate(n.finding.spans) if span[0] < span[1]]
    return sorted(found, key=lambda f: f[0])


def _table(lint: Lint, cells: Sequence[Block], spans: list[tuple[Span, Noted, bool]]) -> Shown:
    rows: dict[int, list[tuple[Block, tuple[Piece, ...]]]] = {}
    for cell in cells:
        rows.setdefault(cell.row, []).append((cell, _pieces(lint, cell, spans)))
    return Shown(cells[0], rows=tuple(tuple(row) for row in rows.values()))


def _pieces(lint: Lint, block: Block, spans: list[tuple[Span, Noted, bool]]) -> tuple[Piece, ...]:
    """The block cut wherever a mark begins or ends; stretches that overlap share pieces."""
    # a stretch is a word or a sentence: none that begins long before the block reaches into it
    low = bisect.bisect_left(spans, block.start - LONGEST, key=lambda f: f[0][0])
    high = bisect.bisect_left(spans, block.end, key=lambda f: f[0][0])
    here = [(s, n, first) for s, n, first in spans[low:high] if block.start < s[1]]
    cuts = sorted({block.start, block.end, *(min(max(c, block.start), block.end) for s, _, _ in here for c in s)})
    pieces = []
    over: list[tuple[Span, Noted, bool]] = []
    coming = 0
    for start, end in itertools.pairwise(cuts):
        while coming < len(here) and here[coming][0][0] <= start:
            over.append(here[coming])
            coming += 1
        over = [f for f in over if f[0][1] >= end]
        numbered = [(s, n, first) for s, n, first in over if n.finding.problem.code not in UNNUMBERED]
        gravest = min((n.severity for _, n, _ in over), key=GRAVITY.index, default="")
        if over and not numbered:
            gravest = "unbound"
        pieces.append(
            Piece(
                _shown(lint.prose.text[start:end]), gravest,
                tuple(n.number for s, n, first in over if first and max(s[0], block.start) == start),
                tuple(n.number for s, n, first in numbered if min(s[1], block.end) == end and _is_shown(n, first)),
            )
        )  # fmt: skip
    return tuple(pieces)


def _is_shown(noted: Noted, first: bool) -> bool:
    """A note that points at many places has its number at the first of them only."""
    return first or noted.severity != "note" or len(noted.finding.spans) <= FEW


def _shown(text: str) -> str:
    """Line breaks of the file are spaces, and nothing between Chinese characters; what nobody sees is written out."""
    return shown_text(" ".join(_BREAK.sub("", text).splitlines()) if "\n" in text or "\r" in text else text)
