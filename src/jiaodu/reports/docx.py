"""The report as a Word file in the layout of official documents (GB/T 9704), each figure findable after editing.

Floor: reports. In: a `Document`. Out: a .docx: real headings, editable tables, and every figure as a content control
(alias: its name) inside a bookmark that carries its id; LibreOffice drops control tags and keeps bookmarks.
"""

from __future__ import annotations

import copy
import datetime as dt
import io
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt
from docx.table import _Cell as Cell

from jiaodu.core.base.writing import write_atomically
from jiaodu.reports.charts.draw import draw_png
from jiaodu.reports.document import Chart, Document, Entry, Figure, Heading, Inline, Paragraph, Run, Signature, Table
from jiaodu.reports.docx_styles import (
    ANNEX_LIST,
    ANNEX_TEXT,
    BODY_SIZE,
    CHART_CAPTION,
    CHART_NOTE,
    NOTE_TEXT,
    PICTURE,
    PITCH,
    SIGNED,
    TABLE_TEXT,
    add_footers,
    clear_grid,
    prepare_styles,
    set_grid,
)
from jiaodu.reports.editions.finding import PROPERTY
from jiaodu.reports.marks import SHADES, outcome_mark
from jiaodu.reports.signature import SEAL_LINES, annex_lines, box_width
from jiaodu.reports.wording import annex_heads, annex_titles, break_title, entry_lines, lines_to_settle, list_titles
from jiaodu.reports.writing import add_property, drop_thumbnail, settle_package

A4 = (210, 297)
TOP, BOTTOM, LEFT, RIGHT = 37, 35, 28, 26
TITLE_ROOM = 20  # characters of 22 pt in a line
TEXT_WIDTH = A4[0] - LEFT - RIGHT
ANNEX_WIDTHS = (12, 42, 40, 22, 62, 47)
LONGEST_PROPERTY, LONGEST_ALIAS = 255, 64
SHORT_TABLE = 12  # rows
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write_docx(document: Document, path: Path) -> Path:
    """Write the Word file. Raises JiaoduError (C04)."""
    made = _Writer(document).make()

    def write(draft: Path) -> None:
        made.save(str(draft))
        settle_package(draft)

    return write_atomically(Path(path), write)


class _Writer:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.file = docx.Document()
        self.bookmarks = 0

    def t(self, zh: str, en: str) -> str:
        return zh if self.document.language == "zh" else en

    def make(self) -> Any:
        prepare_styles(self.file, self.document.language)
        # asked for every paragraph, and found anew each time by a walk over all styles: two thirds of the writing
        part: Any = self.file.part
        part.get_style_id = cache(part.get_style_id)
        self._page()
        self._properties()
        self._title()
        signed: Any = None
        for block in self.document.blocks:
            if isinstance(block, Heading):
                self.file.add_heading(_clean(block.text), min(block.level, 4))
            elif isinstance(block, Paragraph):
                made = self.file.add_paragraph(style=NOTE_TEXT if block.note else "Body Text")
                self._inlines(made, block.inlines)
            elif isinstance(block, Chart):
                self._chart(block)
            elif isinstance(block, Signature):
                self._signature(block)
            else:
                self._table(block, TEXT_WIDTH, TABLE_TEXT)
            if signed is not None and signed.getnext().tag == qn("w:p"):  # what is annexed begins on a page of its own
                properties = signed.getnext().get_or_add_pPr()
                properties.get_or_add_pageBreakBefore()
            signed = self.file.element.body[-2] if isinstance(block, Signature) else None
        self._annexes()
        return self.file

    # --- page, properties, title --------------------------------------------------------------------------------

    def _page(self) -> None:
        section = self.file.sections[0]
        section.page_width, section.page_height = (Mm(side) for side in A4)
        section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
        section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
        # the page number stands 7 mm below the type area
        section.footer_distance = Mm(24)
        self.file.settings.odd_and_even_pages_header_footer = True
        set_grid(section, self.document.language)
        add_footers(section)

    def _properties(self) -> None:
        core, document = self.file.core_properties, self.document
        core.title, core.author = _clean(document.title)[:LONGEST_PROPERTY], "教督 jiaodu"
        core.comments = _clean(document.footer)[:LONGEST_PROPERTY]
        core.language = self.t("zh-CN", "en")
        made = dt.datetime.fromisoformat(document.made).astimezone(dt.UTC)
        core.created = core.modified = made.replace(tzinfo=None)
        core.last_modified_by = core.author
        add_property(self.file, PROPERTY, document.edition)
        drop_thumbnail(self.file)

    def _title(self) -> None:
        title = self.file.add_paragraph(style="Title")
        for i, line in enumerate(break_title(_clean(self.document.title), TITLE_ROOM)):
            run = title.add_run()
            if i:
                run.add_break()
            run.add_text(line)
        if self.document.addressee:
            self.file.add_paragraph(_clean(self.document.addressee) + self.t("：", ":"))

    # --- runs and figures ---------------------------------------------------------------------------------------

    def _inlines(self, paragraph: Any, inlines: Sequence[Inline], row: str = "") -> None:
        """Runs and figures; in a row of a table the words of a verdict are marked by the row's first figure."""
        for inline in inlines:
            if isinstance(inline, Figure):
                run = paragraph.add_run(_clean(inline.text))
                self._mark(paragraph, inline.id, _control(inline, run._r, self.bookmarks + 1))
            else:
                run = paragraph.add_run(_clean(inline.text))
                run.bold = inline.strong or None
                if inline.outcome and row:
                    self._mark(paragraph, outcome_mark(row), run._r)

    def _mark(self, paragraph: Any, name: str, content: Any) -> None:
        """Put content at the end of a paragraph, inside a bookmark."""
        self.bookmarks += 1
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for mark in (start, end):
            mark.set(qn("w:id"), str(self.bookmarks))
        start.set(qn("w:name"), name)
        paragraph._p.extend([start, content, end])

    # --- tables -------------------------------------------------------------------------------------------------

    def _table(self, block: Table, width: int, style: str, *, marked: bool = True) -> None:
        """A table; a second time without its marks, since an id stands once in a file."""
        if block.caption:
            self.file.add_paragraph(_clean(block.caption), style="Caption")
        widths = [width * share / sum(block.widths) for share in block.widths] if block.widths else []
        table = self._grid(block.header, widths or [width / len(block.header)] * len(block.header), style)
        for row in block.rows:
            first = next((i.id for inlines in row for i in inlines if isinstance(i, Figure)), "")
            for cell, inlines in zip(_new_row(table), row, strict=True):
                cell.paragraphs[0].style = style
                self._inlines(cell.paragraphs[0], inlines if marked else _plain(inlines), first if marked else "")
                _shade(cell, next((i.outcome for i in inlines if isinstance(i, Run)), ""))
        _keep_together(table)

    def _grid(self, header: Sequence[str], widths: Sequence[float], style: str) -> Any:
        if self.file.element.body[-2:-1] and self.file.element.body[-2].tag == qn("w:tbl"):
            self.file.add_paragraph(style=ANNEX_TEXT)  # or this table would grow into the one before
        table = self.file.add_table(rows=1, cols=len(header))
        table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        for cell, text, width in zip(table.rows[0].cells, header, widths, strict=True):
            cell.paragraphs[0].style = style
            cell.paragraphs[0].add_run(text).bold = True
            cell.width = Mm(width)
            _shade(cell, "head")
        _row_property(table.rows[0], "w:tblHeader")
        return table

    # --- charts -------------------------------------------------------------------------------------------------

    def _chart(self, block: Chart) -> None:
        """The picture with its text in words, its caption, what it rests on; where it cannot be drawn, its data."""
        picture = draw_png(block.spec)
        if picture is None:
            self._table(block.table, TEXT_WIDTH, TABLE_TEXT, marked=False)
        else:
            paragraph = self.file.add_paragraph(style=PICTURE)
            shape = paragraph.add_run().add_picture(io.BytesIO(picture), width=Mm(TEXT_WIDTH))
            shape._inline.docPr.set("descr", _clean(block.spec.alt))
            shape._inline.docPr.set("title", _clean(block.caption))
            self.file.add_paragraph(_clean(block.caption), style=CHART_CAPTION)
        self.file.add_paragraph(_clean(block.spec.note), style=CHART_NOTE)

    # --- below the body -----------------------------------------------------------------------------------------

    def _signature(self, block: Signature) -> None:
        """The annexes by name, room for the seal, name and date in the middle of one box; never alone on a page."""
        last = self.file.element.body[-2]
        if last.tag == qn("w:p"):
            last.get_or_add_pPr().get_or_add_keepNext()
        zh = self.document.language == "zh"
        lead, own, left = (3 * BODY_SIZE, 0.75 * BODY_SIZE, 2 * BODY_SIZE) if zh else (5 * BODY_SIZE, BODY_SIZE, 0)
        for i, (word, line) in enumerate(annex_lines(block)):
            layout = self.file.add_paragraph(_clean(word + line), style=ANNEX_LIST).paragraph_format
            layout.left_indent = Emu(int(left + lead + own))
            layout.first_line_indent = Emu(-int(own + (lead if word else 0)))
            if i == 0:
                layout.space_before = PITCH
        room = Mm(TEXT_WIDTH)
        for said in (block.unit, block.dated):
            layout = self.file.add_paragraph(_clean(said), style=SIGNED).paragraph_format
            layout.left_indent = Emu(room - Pt(box_width(block, room.pt)))
            layout.keep_with_next = said is block.unit or bool(block.contact)
            if said is block.unit:
                layout.space_before = Emu(SEAL_LINES * PITCH)
        if block.contact:
            self.file.add_paragraph(_clean(block.contact), style="Body Text")

    # --- annexes ------------------------------------------------------------------------------------------------

    def _annexes(self) -> None:
        """Everything behind the figures on landscape pages."""
        section = self.file.add_section(WD_SECTION.NEW_PAGE)
        _end_without_a_line(self.file.element.body)
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(A4[1]), Mm(A4[0])
        section.top_margin, section.bottom_margin = Mm(LEFT), Mm(RIGHT)
        section.left_margin, section.right_margin = Mm(BOTTOM), Mm(TOP)
        section.footer_distance = Mm(15)
        clear_grid(section)
        titles = [title for _, title in annex_titles(self.document)]
        self.file.add_heading(titles[0], 1)
        table = self._grid(annex_heads(self.document.language), ANNEX_WIDTHS, ANNEX_TEXT)
        for entry in self.document.annex:
            self._entry(_new_row(table), entry)
        _keep_together(table)
        files, to_settle = list_titles(self.document.language)
        self._list(files, self.document.files)
        if self.document.coverage is not None:
            self.file.add_heading(titles[1], 1)
            self._table(self.document.coverage, sum(ANNEX_WIDTHS), ANNEX_TEXT)
        if self.document.charts():
            self.file.add_heading(titles[-1], 1)
        for chart in self.document.charts():
            self._table(chart.table, sum(ANNEX_WIDTHS), ANNEX_TEXT)
        self._list(to_settle, lines_to_settle(self.document.findings, self.document.language))
        self.file.add_paragraph(_clean(self.document.footer), style=ANNEX_TEXT)

    def _list(self, title: str, lines: Sequence[str]) -> None:
        if lines:
            self.file.add_paragraph(style=ANNEX_TEXT).add_run(title).bold = True
        for line in lines:
            self.file.add_paragraph(f"· {_clean(line)}", style=ANNEX_TEXT)

    def _entry(self, cells: Sequence[Any], entry: Entry) -> None:
        for cell, lines in zip(cells[1:], entry_lines(entry, self.document.language), strict=True):
            _lines(cell, lines)
        _link(cells[0].paragraphs[0], str(entry.number), entry.figures[0])


def _plain(inlines: Sequence[Inline]) -> list[Inline]:
    return [Run(i.text) if isinstance(i, Figure) else i for i in inlines]


def _new_row(table: Any) -> Sequence[Any]:
    """A row that does not break over two pages: the head copied, without its words, shade and repetition."""
    row = copy.deepcopy(table._tbl.find(qn("w:tr")))
    row.trPr.clear()
    row.trPr.append(OxmlElement("w:cantSplit"))
    for tag in ("w:shd", "w:r"):
        for element in list(row.iter(qn(tag))):
            element.getparent().remove(element)
    table._tbl.append(row)
    return [Cell(cell, table) for cell in row.iterchildren(qn("w:tc"))]


def _keep_together(table: Any) -> None:
    """A short table stands on one page; of a long one, the head stands with its first row."""
    rows = table._tbl.tr_lst
    for row in rows[:-1] if len(rows) <= SHORT_TABLE else rows[:1]:
        for paragraph in row.iter(qn("w:p")):
            paragraph.get_or_add_pPr().get_or_add_keepNext()


def _end_without_a_line(body: Any) -> None:
    """The end of a section on the last line of its text, not on an empty one that could make a page of its own."""
    end = next(
        p for p in reversed(body.findall(qn("w:p"))) if p.pPr is not None and p.pPr.find(qn("w:sectPr")) is not None
    )
    last = end.getprevious()
    if last is not None and last.tag == qn("w:p"):
        last.get_or_add_pPr().append(end.pPr.find(qn("w:sectPr")))
        body.remove(end)
    else:
        end.style = ANNEX_TEXT.replace(" ", "")


def _row_property(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _lines(cell: Any, lines: Sequence[str]) -> None:
    """One paragraph for each line, in the style that the row has from its head."""
    first = cell._tc.find(qn("w:p"))
    blank = copy.deepcopy(first)
    for i, line in enumerate(lines):
        paragraph = copy.deepcopy(blank) if i else first
        if i:
            cell._tc.append(paragraph)
        paragraph.add_r().text = _clean(line)


def _shade(cell: Any, outcome: str) -> None:
    colour = "F2F2F2" if outcome == "head" else SHADES.get(outcome)
    if colour:
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
            shade.set(qn(f"w:{name}"), value)
        cell._tc.get_or_add_tcPr().append(shade)


def _link(paragraph: Any, text: str, bookmark: str) -> None:
    """A link to a bookmark: from the annex back to the sentence."""
    run = paragraph.add_run(text)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), bookmark)
    link.append(run._r)
    paragraph._p.append(link)


def _control(figure: Figure, run: Any, number: int) -> Any:
    """A content control around a run. No plain-text one: LibreOffice 7.4 writes the text of those out several times."""
    control, properties, content = (OxmlElement(f"w:{n}") for n in ("sdt", "sdtPr", "sdtContent"))
    if run.rPr is not None:  # the control repeats the run's look: LibreOffice takes it from here
        properties.append(copy.deepcopy(run.rPr))
    alias = _clean(figure.name)[:LONGEST_ALIAS]
    for name, value in (("alias", alias), ("tag", figure.id), ("id", str(100_000 + number))):
        element = OxmlElement(f"w:{name}")
        element.set(qn("w:val"), value)
        properties.append(element)
    content.append(run)
    control.extend([properties, content])
    return control


def _clean(text: str) -> str:
    """Without the control characters that XML cannot carry."""
    return _CONTROL.sub("", text)
