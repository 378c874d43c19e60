"""The report as a Word file in the layout of official documents (GB/T 9704), each figure findable after editing.

Floor: reports. In: a `Document`. Out: a .docx: real headings, editable tables, and every figure as a plain-text content
control (alias: its name) inside a bookmark that carries its id; LibreOffice drops control tags and keeps bookmarks.
"""

from __future__ import annotations

import copy
import datetime as dt
from pathlib import Path
from typing import Any

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from jiaodu.reports.document import Document, Entry, Figure, Heading, Inline, Paragraph, Table
from jiaodu.reports.writing import write_atomically

LATIN = "Times New Roman"
TITLE, BODY, FIRST, SECOND = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
LINE_PITCH = Pt(28.95)  # 22 lines on the 225 mm of the type area
BODY_SIZE, TITLE_SIZE, TABLE_SIZE, ANNEX_SIZE = Pt(16), Pt(22), Pt(12), Pt(9)


def write_docx(document: Document, path: Path) -> Path:
    """Write the Word file."""
    made = _Writer(document).make()
    return write_atomically(Path(path), lambda draft: made.save(str(draft)))


class _Writer:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.file = docx.Document()
        self.bookmarks = 0

    def t(self, zh: str, en: str) -> str:
        return zh if self.document.language == "zh" else en

    def make(self) -> Any:
        self._page()
        self._styles()
        self._properties()
        self._title()
        for block in self.document.blocks:
            if isinstance(block, Heading):
                self.file.add_heading(block.text, min(block.level, 3))
            elif isinstance(block, Paragraph):
                self._paragraph(block)
            else:
                self._table(block)
        self._annex()
        return self.file

    # --- page and styles ----------------------------------------------------------------------------------------

    def _page(self) -> None:
        section = self.file.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        footer = section.footer.paragraphs[0]
        footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
        footer.add_run("— ")
        _field(footer, "PAGE")
        footer.add_run(" —")
        for run in footer.runs:
            _fonts(run, "宋体")
            run.font.size = Pt(14)

    def _styles(self) -> None:
        body = self.file.styles["Normal"]
        body.font.size = BODY_SIZE
        _style_fonts(body, BODY)
        spacing = body.paragraph_format
        spacing.line_spacing_rule, spacing.line_spacing = WD_LINE_SPACING.EXACTLY, LINE_PITCH
        spacing.space_after = spacing.space_before = Pt(0)
        for level, font in ((1, FIRST), (2, SECOND), (3, BODY)):
            style = self.file.styles[f"Heading {level}"]
            _style_fonts(style, font)
            style.font.size, style.font.bold, style.font.italic = BODY_SIZE, level == 3, False
            style.font.color.rgb = RGBColor(0, 0, 0)
            style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
            style.paragraph_format.first_line_indent = Pt(32)

    def _properties(self) -> None:
        core = self.file.core_properties
        core.title, core.author, core.comments = self.document.title, "教督 jiaodu", self.document.footer
        core.language = "zh-CN" if self.document.language == "zh" else "en"
        # the file says when its data stood, not when it was written: the same evaluation makes the same bytes
        core.created = core.modified = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)

    def _title(self) -> None:
        title = self.file.add_paragraph()
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        title.paragraph_format.line_spacing = Pt(34)
        title.paragraph_format.space_after = Pt(24)
        run = title.add_run(self.document.title)
        run.font.size = TITLE_SIZE
        _fonts(run, TITLE)
        if self.document.addressee:
            self.file.add_paragraph(self.document.addressee + self.t("：", ":"))

    # --- blocks -------------------------------------------------------------------------------------------------

    def _paragraph(self, block: Paragraph) -> None:
        made = self.file.add_paragraph()
        made.paragraph_format.first_line_indent = Pt(32)
        made.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        self._inlines(made, block.inlines, SECOND if block.note else BODY, BODY_SIZE)

    def _inlines(self, paragraph: Any, inlines: tuple[Inline, ...], font: str, size: Any) -> None:
        for inline in inlines:
            if isinstance(inline, Figure):
                self._figure(paragraph, inline, font, size)
            else:
                run = paragraph.add_run(inline.text)
                run.bold = inline.strong or None
                run.font.size = size
                _fonts(run, font)

    def _figure(self, paragraph: Any, figure: Figure, font: str, size: Any) -> None:
        run = paragraph.add_run(figure.text)
        run.font.size = size
        _fonts(run, font)
        self.bookmarks += 1
        control = _control(figure, run._r, self.bookmarks)
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for mark in (start, end):
            mark.set(qn("w:id"), str(self.bookmarks))
        start.set(qn("w:name"), figure.id)
        paragraph._p.extend([start, control, end])

    def _table(self, block: Table) -> None:
        if block.caption:
            caption = self.file.add_paragraph()
            caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
            run = caption.add_run(block.caption)
            _fonts(run, FIRST)
            run.font.size = Pt(14)
        table = self._grid(block.header, TABLE_SIZE)
        for column, width in zip(table.columns, (52, 30, 26, 26, 22), strict=False):
            column.width = Mm(width)
        for row in block.rows:
            cells = table.add_row().cells
            for cell, inlines in zip(cells, row, strict=True):
                self._inlines(_tight(cell.paragraphs[0]), inlines, BODY, TABLE_SIZE)

    def _grid(self, header: tuple[str, ...], size: Any) -> Any:
        table = self.file.add_table(rows=1, cols=len(header))
        table.style, table.alignment = "Table Grid", WD_TABLE_ALIGNMENT.CENTER
        for cell, text in zip(table.rows[0].cells, header, strict=True):
            run = _tight(cell.paragraphs[0]).add_run(text)
            _fonts(run, FIRST)
            run.font.size = size
        repeat = OxmlElement("w:tblHeader")
        repeat.set(qn("w:val"), "true")
        table.rows[0]._tr.get_or_add_trPr().append(repeat)
        return table

    # --- annex --------------------------------------------------------------------------------------------------

    def _annex(self) -> None:
        self.file.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        self.file.add_heading(self.t("附件 数字一览", "Annex: all figures"), 1)
        heads = ((("序号"), "no."), ("指标", "indicator"), ("值", "value"), ("统计时点", "as of"), ("出处", "source"), ("判定与依据", "verdict and basis"))  # fmt: skip
        table = self._grid(tuple(self.t(*h) for h in heads), ANNEX_SIZE)
        table.autofit = False
        for entry in self.document.annex:
            self._entry(table.add_row().cells, entry)
        widths = (10, 34, 24, 20, 34, 34)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        for row in table.rows:
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = Mm(width)
        note = self.file.add_paragraph()
        run = note.add_run(self.document.footer)
        run.font.size = ANNEX_SIZE
        _fonts(run, BODY)

    def _entry(self, cells: Any, entry: Entry) -> None:
        said = "\n".join((*entry.verdicts, *entry.articles))
        notes = tuple(self.t("说明:", "note: ") + n for n in entry.notes)
        texts = (
            str(entry.number), "\n".join(x for x in (entry.name, entry.scope) if x),
            "\n".join(x for x in (entry.value, entry.parts) if x), entry.as_of, "\n".join((*entry.sources, *notes)), said,
        )  # fmt: skip
        for cell, text in zip(cells, texts, strict=True):
            run = _tight(cell.paragraphs[0]).add_run(text)
            run.font.size = ANNEX_SIZE
            _fonts(run, BODY)


def _control(figure: Figure, run: Any, number: int) -> Any:
    """A plain-text content control around a run."""
    control, properties, content = (OxmlElement(f"w:{n}") for n in ("sdt", "sdtPr", "sdtContent"))
    # the control repeats the run's look: LibreOffice takes it from here
    properties.append(copy.deepcopy(run.rPr))
    for name, value in (("alias", figure.name[:64]), ("tag", figure.id), ("id", str(100_000 + number))):
        element = OxmlElement(f"w:{name}")
        element.set(qn("w:val"), value)
        properties.append(element)
    properties.append(OxmlElement("w:text"))
    content.append(run)
    control.append(properties)
    control.append(content)
    return control


def _field(paragraph: Any, code: str) -> None:
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        run = paragraph.add_run()
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def _tight(paragraph: Any) -> Any:
    """A paragraph of a table cell: single spacing, no indent."""
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    paragraph.paragraph_format.first_line_indent = Pt(0)
    return paragraph


def _fonts(run: Any, east_asian: str) -> None:
    run.font.name = LATIN
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), east_asian)


def _style_fonts(style: Any, east_asian: str) -> None:
    style.font.name = LATIN
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    fonts.set(qn("w:eastAsia"), east_asian)
