"""The report as PDF/A in the layout of official documents, with the fonts in it and every figure a link to its line.

Floor: reports. In: a `Document`. Out: a .pdf made by typst. All text goes to typst as data, none of it as markup.
"""

from __future__ import annotations

import contextlib
import ctypes
import datetime as dt
import json
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from jiaodu.core.base.problems import JiaoduError, Place, Problem, problem
from jiaodu.core.base.writing import write_atomically
from jiaodu.reports.charts.draw import draw_svg
from jiaodu.reports.document import Chart, Document, Entry, Figure, Heading, Inline, Paragraph, Run, Signature, Table
from jiaodu.reports.fonts import ROLE_NAMES, ROLES, Fonts, find_fonts
from jiaodu.reports.signature import SEAL_LINES, annex_lines, box_width
from jiaodu.reports.wording import annex_heads, annex_titles, break_title

HERE = Path(__file__).parent
# archival (PDF/A) with the structure that a screen reader follows (PDF/UA); a report whose headings skip a level is not UA
STANDARDS: tuple[tuple[str, ...], ...] = (("a-2a", "ua-1"), ("a-2a",), ())
LATIN = "Libertinus Serif"  # comes with typst, so that letters and digits are the same everywhere
TITLE_ROOM = 20  # characters of 22 pt in a line
TEXT_WIDTH = 156 / 25.4 * 72  # pt
ANNEX_WIDTHS = (12, 42, 40, 22, 62, 47)
# about as many characters as fit on half a page: a longer line of the annex may break over two
LONG_ENTRY = 500
DEEPEST = 4
RUNS_KEPT = 11  # typst keeps what it set for ten runs
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Pdf:
    """The bytes of a PDF, and what there is to say about them: fonts that stand in, characters that no font has."""

    content: bytes
    problems: tuple[Problem, ...]


def write_pdf(document: Document, path: Path, fonts: Fonts | None = None) -> tuple[Problem, ...]:
    """Write the PDF. Raises JiaoduError (R20 no Chinese font, R25 typst failed, C04)."""
    return keep_pdf(render_pdf(document, fonts), path)


def keep_pdf(made: Pdf, path: Path) -> tuple[Problem, ...]:
    """Write the bytes of a PDF; its problems. Raises JiaoduError (C04)."""

    def write(draft: Path) -> None:
        draft.write_bytes(made.content)

    write_atomically(Path(path), write)
    return made.problems


def render_pdf(document: Document, fonts: Fonts | None = None) -> Pdf:
    """The PDF in memory. The same document and fonts make the same bytes. Raises JiaoduError (R20, R25)."""
    return begin_pdf(document, fonts)()


def begin_pdf(document: Document, fonts: Fonts | None = None) -> Callable[[], Pdf]:
    """Begin to set the PDF beside other work; what comes back waits for it. Raises JiaoduError (R20); the waiting R25."""
    fonts = find_fonts() if fonts is None else fonts
    if not fonts:
        raise JiaoduError(fonts.problems)
    data = json.dumps(_data(document, fonts), ensure_ascii=False)
    # typst computes outside the interpreter: on a second processor while this one writes the other formats
    setting = _PRESSROOM.submit(_compile, data, fonts, _made(document))
    problems = fonts.problems

    def finish() -> Pdf:
        content, undrawn = setting.result()
        more = (problem("R26", Place(), detail=undrawn),) if undrawn else ()
        return Pdf(content, (*problems, *more))

    return finish


def warm_up() -> None:
    """Read the fonts beside other work, for a PDF that will be asked for; what is wrong with them is said then."""
    _PRESSROOM.submit(lambda: _press(_folders(fonts)) if (fonts := find_fonts()) else None)


def _folders(fonts: Fonts) -> tuple[Path, ...]:
    return tuple(dict.fromkeys(path.parent for path in fonts.paths()))


# one at a time: a press remembers what it was given last
_PRESSROOM = ThreadPoolExecutor(max_workers=1, thread_name_prefix="typst")


def _compile(data: str, fonts: Fonts, made: dt.datetime) -> tuple[bytes, str]:
    """The pages by the strictest standard that they keep; where they keep none, what typst said of the last."""
    import typst  # heavy: only where a PDF is made

    press = _press(_folders(fonts))
    options: dict[str, Any] = {"format": "pdf", "sys_inputs": {"report": data}, "timestamp": made}
    refused = ""
    for standards in STANDARDS:
        try:
            return press.compile(pdf_standards=list(standards), **options), "" if standards else refused
        except typst.TypstError as error:
            refused = error.message
    raise JiaoduError(problem("R25", Place(), detail=refused))


@lru_cache(maxsize=2)
def _press(folders: tuple[Path, ...]) -> _Press:
    """One compiler with its fonts read, for all reports of a run."""
    return _Press(folders)


class _Press:
    """typst, made to forget: it would keep 40 MB for each report, and has no word for giving it back."""

    def __init__(self, folders: Sequence[Path]) -> None:
        import typst

        found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=list(folders))
        self.compiler = typst.Compiler(HERE / "report.typ", root=HERE, font_paths=found, ignore_system_fonts=True)
        none = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False)
        self.empty = typst.Compiler(HERE / "empty.typ", root=HERE, font_paths=none, ignore_system_fonts=True)
        self.used = False

    def compile(self, **options: Any) -> bytes:
        """The bytes of a PDF. Raises typst.TypstError."""
        if self.used:
            for _ in range(RUNS_KEPT):  # each run ages what the earlier ones kept
                self.empty.compile(format="svg")
            _give_back()
        self.used = True
        content = self.compiler.compile(**options)
        assert isinstance(content, bytes)
        return content


def _give_back() -> None:
    """Memory that was let go, back to the system, where the C library has a word for it."""
    with contextlib.suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


# --- a document as data -----------------------------------------------------------------------------------------


def _data(document: Document, fonts: Fonts) -> dict[str, Any]:
    zh = document.language == "zh"
    made = _made(document)
    titles = dict(annex_titles(document))
    numbers = {entry.key: entry.number for entry in document.annex}
    printed = {figure.id for figure in document.figures()}
    coverage = document.coverage
    return {
        "language": document.language,
        "title": _clean(document.title),
        "title-lines": break_title(_clean(document.title), TITLE_ROOM),
        "author": "教督 jiaodu",
        "keywords": [document.edition, f"snapshot {document.snapshot}", f"framework {document.framework}"],
        "made": {name: getattr(made, name) for name in ("year", "month", "day", "hour", "minute", "second")},
        "addressee": _clean(document.addressee) + ("：" if zh else ":") if document.addressee else "",
        "latin": LATIN,
        "faces": {role: fonts.families(role) for role in ROLES},
        "blocks": list(_blocks(document, numbers)),
        "annex": {
            "title": titles["annex"],
            "heads": annex_heads(document.language),
            "widths": ANNEX_WIDTHS,
            "entries": [_entry(entry, printed, zh) for entry in document.annex],
        },
        "coverage": None if coverage is None else _table(coverage, numbers),
        "coverage-title": titles.get("coverage", ""),
        "charts": [_table(chart.table, numbers) for chart in document.charts()],
        "charts-title": titles.get("charts", ""),
        "files": {"title": "出处文件" if zh else "Files", "lines": _cleaned(document.files)},
        "findings": {
            "title": "成稿前请核对（不属于正文）" if zh else "To settle before this is final (not part of the report)",
            "lines": _cleaned(document.findings),
        },
        "footer": _clean(document.footer),
        "words": {
            "back": "正文：" if zh else "in the text: ",
            "data": "图中数据" if zh else "Data",
            "fonts": _fonts_said(fonts, zh),
        },
    }


def _blocks(document: Document, numbers: dict[str, int]) -> Iterator[dict[str, Any]]:
    drawn = 0
    for block in document.blocks:
        if isinstance(block, Chart):
            drawn += 1
            yield _picture(block, drawn)
        else:
            yield _block(block, numbers)


def _block(block: Heading | Paragraph | Table | Signature, numbers: dict[str, int]) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"kind": "heading", "level": min(block.level, DEEPEST), "text": _clean(block.text)}
    if isinstance(block, Signature):
        return _signature(block)
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "note": block.note, "inlines": _inlines(block.inlines, numbers)}
    return _table(block, numbers)


def _signature(block: Signature) -> dict[str, Any]:
    return {
        "kind": "signature",
        "annexes": [{"lead": lead, "text": _clean(line)} for lead, line in annex_lines(block)],
        "unit": _clean(block.unit),
        "dated": _clean(block.dated),
        "contact": _clean(block.contact),
        "width": box_width(block, TEXT_WIDTH),
        "seal-lines": SEAL_LINES,
    }


def _picture(chart: Chart, number: int) -> dict[str, Any]:
    svg = draw_svg(chart.spec)
    assert svg is not None  # there is a Chinese font, or no PDF is made
    said = {"caption": _clean(chart.caption), "note": _clean(chart.spec.note), "alt": _clean(chart.spec.alt)}
    return {"kind": "picture", "number": number, "svg": svg, **said}


def _table(block: Table, numbers: dict[str, int]) -> dict[str, Any]:
    return {
        "kind": "table",
        "caption": _clean(block.caption),
        "header": _cleaned(block.header),
        "widths": block.widths or [1] * len(block.header),
        "rows": [[_inlines(cell, numbers) for cell in row] for row in block.rows],
    }


def _inlines(inlines: Sequence[Inline], numbers: dict[str, int]) -> list[dict[str, Any]]:
    return [_inline(inline, numbers) for inline in inlines]


def _inline(inline: Run | Figure, numbers: dict[str, int]) -> dict[str, Any]:
    if isinstance(inline, Figure):
        return {"figure": inline.id, "entry": numbers.get(inline.entry), "text": _clean(inline.text)}
    return {"text": _clean(inline.text), "strong": inline.strong, "outcome": inline.outcome}


def _entry(entry: Entry, printed: set[str], zh: bool) -> dict[str, Any]:
    said: list[str] = []
    for ruling in entry.rulings:
        said += [f"{ruling.name}{'：' if zh else ': '}{ruling.standard}", ruling.reason, ruling.article]
    cells = [[entry.value, entry.parts], [entry.as_of, entry.period], [*entry.sources, *entry.notes], said]
    return {
        "number": entry.number,
        "name": _cleaned([entry.name, entry.scope]),
        "cells": [_cleaned(lines) for lines in cells],
        "figures": [id_ for id_ in entry.figures if id_ in printed],
        "long": max(sum(map(len, lines)) for lines in cells) > LONG_ENTRY,
    }


def _fonts_said(fonts: Fonts, zh: bool) -> str:
    """Which font each face was printed in."""
    said = []
    for role in ROLES:
        name, face = ROLE_NAMES[role], fonts.faces[role]
        stands_in = role in fonts.standing_in
        if face is not None and zh:
            said.append(f"{name.zh}{'（代用）' if stands_in else ''} {face.family}")
        elif face is not None:
            said.append(f"{name.en}{' (stand-in)' if stands_in else ''}: {face.family}")
    return f"字体：{'；'.join(said)}。" if zh else f"Fonts: {'; '.join(said)}."


def _made(document: Document) -> dt.datetime:
    """The time of the evaluation; the PDF has no other."""
    return dt.datetime.fromisoformat(document.made).astimezone(dt.UTC).replace(microsecond=0)


def _cleaned(lines: Sequence[str]) -> list[str]:
    return [_clean(line) for line in lines]


def _clean(text: str) -> str:
    """Without the control characters that a page cannot carry."""
    return _CONTROL.sub("", text)
