"""The Word file in LibreOffice: what is saved there says what was written, figure by figure."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from tests.reports.office import DOCX, save_as

from jiaodu.reports import Document, write_docx


def texts_of_bookmarks(path: Path) -> dict[str, str]:
    """The text between the start and the end of every bookmark, in plain loops over the body."""
    texts: dict[str, str] = {}
    open_: dict[str, str] = {}
    for element in docx.Document(str(path)).element.body.iter():
        if element.tag == qn("w:bookmarkStart"):
            open_[element.get(qn("w:id"))] = element.get(qn("w:name"))
            texts[element.get(qn("w:name"))] = ""
        elif element.tag == qn("w:bookmarkEnd"):
            open_.pop(element.get(qn("w:id")), None)
        elif element.tag == qn("w:t"):
            for name in open_.values():
                texts[name] += element.text or ""
    return texts


def body_text(path: Path) -> list[str]:
    """Every paragraph of the body and of its tables."""
    paragraphs = docx.Document(str(path)).element.body.iter(qn("w:p"))
    return [text for p in paragraphs if (text := "".join(t.text or "" for t in p.iter(qn("w:t"))))]


@pytest.mark.parametrize("through", [[DOCX], ["odt", DOCX]])
def test_what_libreoffice_saves_says_what_was_written(
    beijing_report: Document, tmp_path: Path, through: list[str]
) -> None:
    written = file = write_docx(beijing_report, tmp_path / "r.docx")
    for step, kind in enumerate(through):
        file = save_as(file, kind, tmp_path / f"out{step}")
    texts = texts_of_bookmarks(file)
    assert {f.id: texts.get(f.id) for f in beijing_report.figures()} == {f.id: f.text for f in beijing_report.figures()}
    assert body_text(file) == body_text(written)
