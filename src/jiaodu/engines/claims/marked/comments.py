"""A Word copy of the text with a comment on every figure that must be looked at.

Floor: engines.claims. In: a `Checked`, the path of the file that was read. Out: a .docx.

A Word file is copied and only gets comments: a run is cut in two where a comment begins or ends inside it, with its
formatting on both halves, and nothing else changes. Other files become plain paragraphs with the same comments.
"""

from __future__ import annotations

import copy
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docx import Document as new_document
from docx.text.run import Run

from jiaodu.core.base.text import Language
from jiaodu.core.base.writing import write_atomically
from jiaodu.core.prose import Block, Prose
from jiaodu.core.prose.word_file import Piece, W, pieces_of
from jiaodu.engines.claims.check import Checked
from jiaodu.engines.claims.marked.marks import SIGNS, Mark, marks_of
from jiaodu.engines.claims.model import VERDICT_NAMES
from jiaodu.engines.claims.publish import problem_of

AUTHOR, INITIALS = "jiaodu", "jd"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def write_comments(checked: Checked, path: str | Path, language: Language = "zh") -> Path:
    """Write the copy. Raises JiaoduError (C04)."""
    prose = checked.prose
    if prose.format == "docx":
        file = new_document(io.BytesIO(Path(prose.file).read_bytes()))
        paragraphs = {f"word/document.xml#{n}": p for n, p in enumerate(file.element.iter(W + "p"))}
        where = {id(b): paragraphs[b.address] for b in prose.blocks if b.address in paragraphs}
    else:
        file, where = _plain(prose)
    for block, marks in _by_block(prose, marks_of(checked)):
        paragraph = where.get(id(block))
        for mark in marks if paragraph is not None else ():
            first, last = _runs(paragraph, prose, block, mark)
            if first is not None:
                file.add_comment([Run(first, file), Run(last, file)], _told(checked, mark, language), AUTHOR, INITIALS)
    return write_atomically(Path(path), lambda draft: file.save(str(draft)))


def _plain(prose: Prose) -> tuple[Any, dict[int, Any]]:
    """A new Word file of the blocks, one paragraph each."""
    file, where = new_document(), {}
    for block in prose.blocks:
        style = (
            "Title"
            if block.kind == "title"
            else f"Heading {min(block.level or 1, 4)}"
            if block.kind == "heading"
            else None
        )
        text = "".join(c for c in prose.of(block) if c.isprintable() or c in "\n\t")
        paragraph = file.add_paragraph(
            text.replace("\n", " ").replace("\t", " ") if len(text) == block.end - block.start else "", style
        )
        if not paragraph.text:
            paragraph.add_run("".join(c if c.isprintable() else " " for c in prose.of(block)))
        where[id(block)] = paragraph._p
    return file, where


def _by_block(prose: Prose, marks: tuple[Mark, ...]) -> Iterator[tuple[Block, list[Mark]]]:
    """The marks with something to say, by the block that they begin in."""
    found: dict[int, list[Mark]] = {}
    for mark in marks:
        if mark.checks and not all(c.is_good for c in mark.checks):
            found.setdefault(max(prose.index_at(mark.start), 0), []).append(mark)
    for number, inside in found.items():
        yield prose.blocks[number], inside


def _runs(paragraph: Any, prose: Prose, block: Block, mark: Mark) -> tuple[Any, Any]:
    """The first and last run of a mark, cut out of longer ones where that changes nothing else."""
    pieces = pieces_of(paragraph)
    text = "".join(p.text for p in pieces)
    lead = len(text) - len(text.lstrip())
    start = mark.start - block.start + lead
    end = min(mark.end, block.end) - block.start + lead
    inside = [p for p in pieces if p.start < end and start < p.end]
    if not inside:
        return None, None
    _cut(inside[-1], end)
    first = _cut(inside[0], start)
    last = first if len(inside) == 1 else _run_of(inside[-1].element)
    return first, last


def _run_of(element: Any) -> Any:
    while element.tag != W + "r":
        element = element.getparent()
    return element


def _cut(piece: Piece, at: int) -> Any:
    """Cut the run of a piece at a place of the paragraph; give the run that begins there (or holds it, if not cut)."""
    run = _run_of(piece.element)
    parts = [child for child in run if child.tag != W + "rPr"]
    if not piece.start < at < piece.end or parts != [piece.element] or piece.element.tag != W + "t":
        return run
    after = copy.deepcopy(run)
    text = piece.element.text or ""
    piece.element.text = text[: at - piece.start]
    other = after.find(W + "t")
    other.text = text[at - piece.start :]
    for element in (piece.element, other):
        element.set(_SPACE, "preserve")
    run.addnext(after)
    return after


def _told(checked: Checked, mark: Mark, language: Language) -> str:
    """What a comment says: verdict, arithmetic, what to do."""
    lines = []
    for check in mark.checks:
        if not check.is_good:
            made = problem_of(checked.prose, check)
            name = VERDICT_NAMES[check.verdict].in_(language)
            lines.append(
                f"{SIGNS[check.verdict]} {name} {check.code}：{check.arithmetic.in_(language)}\n{made.remedy(language)}"
            )
    return "\n".join(lines)
