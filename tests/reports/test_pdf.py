"""The PDF: archival, its fonts inside, every figure a link to its line of the annex and back, any text safe in it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pypdfium2.raw as raw
import pytest

from jiaodu.core.base.problems import JiaoduError
from jiaodu.reports import Document, write_pdf
from jiaodu.reports.document import Chart, Figure, Heading, Paragraph, Run, Table, inlines_of
from jiaodu.reports.editions.finding import read_edition_id
from jiaodu.reports.fonts import find_fonts
from jiaodu.reports.pdf import render_pdf
from jiaodu.reports.wording import annex_titles

NASTY = (
    r"""#panic("a") $x^2$ @b <c> *d* _e_ `f` \ "g" 'h' // i /* j */ = k - l [m](n) {o} ~ \u{41} --- https://p.example"""
)


@pytest.fixture(scope="module")
def content(beijing_report: Document) -> bytes:
    return render_pdf(beijing_report).content


@pytest.fixture(scope="module")
def pages(content: bytes) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(content)


def text_of_pages(pages: pypdfium2.PdfDocument) -> str:
    """All text, without the line breaks and the number of the page."""
    said = (re.sub(r"\s", "", page.get_textpage().get_text_range()) for page in pages)
    return "".join(re.sub(r"—\d+—", "", page) for page in said)


def with_text(document: Document, *texts: str) -> Document:
    """A short report of these paragraphs, with one line of the annex."""
    blocks = tuple(Paragraph((Run(text),)) for text in texts)
    return replace(document, blocks=(*document.blocks[:8], *blocks), findings=(), coverage=None)


def links_of(pages: pypdfium2.PdfDocument) -> list[tuple[int, int]]:
    """Each link as (page it stands on, page it leads to), read from the annotations by pdfium."""
    found = []
    for number, page in enumerate(pages):
        for i in range(raw.FPDFPage_GetAnnotCount(page.raw)):
            annotation = raw.FPDFPage_GetAnnot(page.raw, i)
            link = raw.FPDFAnnot_GetLink(annotation)
            if link:
                target = raw.FPDFLink_GetDest(pages.raw, link)
                found.append((number, raw.FPDFDest_GetDestPageIndex(pages.raw, target)))
            raw.FPDFPage_CloseAnnot(annotation)
    return found


def test_its_fonts_are_inside_and_are_the_ones_that_it_names(content: bytes, pages: pypdfium2.PdfDocument) -> None:
    used = {}
    for page in pages:
        for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=9):  # charts are forms in forms
            font = raw.FPDFTextObj_GetFont(thing.raw)
            name = bytes(200)
            length = raw.FPDFFont_GetBaseFontName(font, name, 200)
            used[name[: length - 1].decode()] = raw.FPDFFont_GetIsEmbedded(font)
    families = {font.family for font in find_fonts().faces.values() if font} | {"Libertinus Serif"}
    plain = {name.replace(" ", "").casefold() for name in families}
    assert used and all(embedded == 1 for embedded in used.values()), used
    for name in used:
        family = re.sub(r"-(Regular|Bold|SemiBold|Identity-H).*$", "", name.partition("+")[2] or name).casefold()
        assert family in plain, (name, plain)
    said = text_of_pages(pages)
    assert all(re.sub(r"\s", "", font.family) in said for font in find_fonts().faces.values() if font)


def test_every_figure_leads_to_the_annex_and_the_annex_leads_back(
    beijing_report: Document, pages: pypdfium2.PdfDocument
) -> None:
    links = links_of(pages)
    sizes = [page.get_size() for page in pages]
    annex = next(i for i, (width, height) in enumerate(sizes) if width > height)
    body = sum(isinstance(i, Figure) for b in beijing_report.blocks if not isinstance(b, Chart) for i in inlines_of(b))
    # one that is broken over two lines is two annotations
    assert sum(start < annex <= end for start, end in links) >= body > 100
    back = [(start, end) for start, end in links if start >= annex]
    many = sum(len(e.figures) for e in beijing_report.annex if len(e.figures) > 1)
    assert len(back) >= len(beijing_report.annex) + many


def test_headings_are_bookmarks(beijing_report: Document, pages: pypdfium2.PdfDocument) -> None:
    said = [(mark.level + 1, mark.get_title()) for mark in pages.get_toc()]
    headings = [(b.level, b.text) for b in beijing_report.blocks if isinstance(b, Heading)]
    assert [mark for mark in said if mark in headings] == headings
    assert [title for _, title in said][len(headings) :] == [t for _, t in annex_titles(beijing_report)]


def test_it_says_what_the_report_says(beijing_report: Document, pages: pypdfium2.PdfDocument) -> None:
    said = text_of_pages(pages)
    for block in beijing_report.blocks:
        if isinstance(block, Paragraph):
            for inline in block.inlines:
                assert re.sub(r"\s", "", inline.text) in said, inline.text
    for figure in beijing_report.figures():
        assert re.sub(r"\s", "", figure.text) in said


def test_it_is_archival_and_tagged_and_carries_the_edition(
    beijing_report: Document, content: bytes, pages: pypdfium2.PdfDocument, tmp_path: Path
) -> None:
    assert b"pdfaid:part>2</pdfaid:part" in content and b"pdfaid:conformance>A<" in content
    assert b"<pdfuaid:part>1<" in content
    assert raw.FPDFCatalog_IsTagged(pages.raw) == 1
    assert pages.get_metadata_dict()["Title"] == beijing_report.title
    path = tmp_path / "r.pdf"
    write_pdf(beijing_report, path)
    assert read_edition_id(path) == beijing_report.edition


def test_pages_are_a4_upright_for_the_body_and_flat_for_the_annex(pages: pypdfium2.PdfDocument) -> None:
    sizes = [tuple(round(side * 25.4 / 72) for side in page.get_size()) for page in pages]
    assert set(sizes) == {(210, 297), (297, 210)}
    assert sizes == sorted(sizes)  # upright first


def test_a_full_page_has_twenty_two_lines(beijing_report: Document) -> None:
    made = render_pdf(with_text(beijing_report, "教" * 3000)).content
    page = pypdfium2.PdfDocument(made)[2]
    lines = page.get_textpage().get_text_range().split()
    assert len([line for line in lines if set(line) == {"教"}]) == 22


def test_the_same_report_is_the_same_bytes(beijing_report: Document, content: bytes) -> None:
    assert render_pdf(beijing_report).content == content


def test_text_is_never_markup(beijing_report: Document) -> None:
    nasty = with_text(beijing_report, NASTY, "a\x00b\x07c\u2028d")
    table = Table(NASTY, (NASTY, "b"), (((Run(NASTY),), (Run(NASTY, True, "met"),)),))
    entry = replace(nasty.annex[0], name=NASTY, sources=(NASTY,), key=NASTY, figures=nasty.annex[0].figures)
    nasty = replace(
        nasty, title=NASTY, addressee=NASTY, footer=NASTY, findings=(NASTY,), files=(NASTY,),
        blocks=(*nasty.blocks, Heading(2, NASTY), table), annex=(entry, *nasty.annex[1:]),
    )  # fmt: skip
    said = text_of_pages(pypdfium2.PdfDocument(render_pdf(nasty).content))
    assert said.count(re.sub(r"\s", "", NASTY)) >= 4 and "abcd" in said


def test_a_character_that_no_font_has_costs_the_standard_and_not_the_report(beijing_report: Document) -> None:
    made = render_pdf(with_text(beijing_report, "学生\U000e0fff与\ue123"))
    assert "R26" in {p.code for p in made.problems}
    assert b"pdfaid:part" not in made.content and "学生" in text_of_pages(pypdfium2.PdfDocument(made.content))


def test_headings_that_skip_a_level_cost_the_reading_standard_alone(beijing_report: Document) -> None:
    skipping = with_text(beijing_report, "一")
    skipping = replace(skipping, blocks=(*skipping.blocks, Heading(1, "一"), Heading(4, "四")))
    made = render_pdf(skipping)
    assert b"pdfuaid" not in made.content and b"pdfaid:part>2" in made.content
    assert "R26" not in {p.code for p in made.problems}


def test_no_chinese_font_is_a_problem_and_no_file(beijing_report: Document, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    with pytest.raises(JiaoduError) as caught:
        write_pdf(beijing_report, tmp_path / "r.pdf", find_fonts([tmp_path / "none"]))
    assert [p.code for p in caught.value.problems] == ["R20"]
    assert not list(tmp_path.glob("*.pdf"))


def test_a_figure_without_a_line_of_the_annex_is_printed_without_a_link(beijing_report: Document) -> None:
    lost = replace(beijing_report, annex=beijing_report.annex[:3], coverage=None)
    assert render_pdf(lost).content.startswith(b"%PDF-")
