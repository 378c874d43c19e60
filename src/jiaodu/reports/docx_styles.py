"""Styles of the Word file: GB/T 9704 fonts, sizes and pitch as named styles, so that an editor changes them once.

Floor: reports. In: an empty python-docx document. Out: the same with styles, fonts with their substitutes, page numbers.
"""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import quoteattr

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from jiaodu.core.base.text import Language

LATIN = "Times New Roman"
TITLE, BODY, FIRST, SECOND, PAGE_NUMBER = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
# what stands in where a font is not there: names of the same design, then a free one
SUBSTITUTES = {
    TITLE: "FZXiaoBiaoSong-B05S,Noto Serif CJK SC,SimSun", BODY: "FangSong,STFangsong,Noto Serif CJK SC",
    FIRST: "SimHei,Noto Sans CJK SC", SECOND: "KaiTi,STKaiti,Noto Serif CJK SC", PAGE_NUMBER: "SimSun,Noto Serif CJK SC",
}  # fmt: skip
TABLE_TEXT, ANNEX_TEXT, NOTE_TEXT = "jiaodu table", "jiaodu annex", "jiaodu note"
PICTURE, CHART_CAPTION, CHART_NOTE = "jiaodu chart", "jiaodu chart caption", "jiaodu chart note"
PITCH = Pt(28.95)  # 22 lines on the 225 mm of the type area
INDENT = 200  # hundredths of a character
BODY_SIZE, TITLE_SIZE, PAGE_SIZE = Pt(16), Pt(22), Pt(14)


def prepare_styles(file: Any, language: Language) -> None:
    """Set every style that the report uses."""
    _language(file)
    _substitutes(file)
    indent = INDENT if language == "zh" else 0
    normal = _style(file, "Normal", BODY, BODY_SIZE, pitch=PITCH)
    normal.paragraph_format.widow_control = False
    _no_extra_gaps(normal)
    body = _style(file, "Body Text", BODY, BODY_SIZE, indent=indent)
    body.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY if language == "zh" else WD_ALIGN_PARAGRAPH.LEFT
    title = _style(file, "Title", TITLE, TITLE_SIZE, pitch=Pt(34), after=28.95)
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _drop(title.element.pPr, "w:pBdr")
    for level, font, bold in ((1, FIRST, False), (2, SECOND, False), (3, BODY, True), (4, BODY, False)):
        heading = _style(file, f"Heading {level}", font, BODY_SIZE, indent=indent, bold=bold)
        heading.paragraph_format.keep_with_next = True
    caption = _style(file, "Caption", FIRST, PAGE_SIZE, before=8, after=4)
    caption.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    caption.paragraph_format.keep_with_next = True
    # the picture, its caption and its note stay on one page
    for name, font, size, after in (
        (PICTURE, BODY, BODY_SIZE, 2),
        (CHART_CAPTION, FIRST, PAGE_SIZE, 0),
        (CHART_NOTE, BODY, Pt(10), 10),
    ):
        made = _style(file, name, font, size, pitch=Pt(18), before=8 if name == PICTURE else 0, after=after)
        made.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        made.paragraph_format.keep_with_next = name != CHART_NOTE
    file.styles[PICTURE].paragraph_format.line_spacing = 1
    _style(file, NOTE_TEXT, SECOND, Pt(14), indent=indent)
    _style(file, TABLE_TEXT, BODY, Pt(11), pitch=Pt(16))
    _style(file, ANNEX_TEXT, BODY, Pt(9), pitch=Pt(12.5))


def _style(
    file: Any, name: str, font: str, size: Any, *, pitch: Any = None, indent: int = 0, before: float = 0,
    after: float = 0, bold: bool = False,
) -> Any:  # fmt: skip
    styles = file.styles
    style = styles[name] if name in styles else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.font.size, style.font.bold, style.font.italic = size, bold, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    set_fonts(style, font)
    layout = style.paragraph_format
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, pitch or PITCH
    layout.space_before, layout.space_after = Pt(before), Pt(after)
    if indent:
        layout.first_line_indent = size * 2
        style.element.get_or_add_pPr().get_or_add_ind().set(qn("w:firstLineChars"), str(indent))
    for spacing in style.element.rPr.findall(qn("w:spacing")) + style.element.rPr.findall(qn("w:kern")):
        style.element.rPr.remove(spacing)
    return style


def set_fonts(holder: Any, east_asian: str) -> None:
    """Times New Roman for letters and digits, a Chinese font for Chinese; no theme font in between."""
    holder.font.name = LATIN
    fonts = holder.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    fonts.set(qn("w:eastAsia"), east_asian)


def _no_extra_gaps(normal: Any) -> None:
    """No automatic space between Chinese and digits: 22 lines of 28 characters."""
    properties = normal.element.get_or_add_pPr()
    for name in ("w:autoSpaceDE", "w:autoSpaceDN"):
        element = OxmlElement(name)
        element.set(qn("w:val"), "0")
        properties.insert_element_before(
            element, "w:bidi", "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:outlineLvl"
        )


def _language(file: Any) -> None:
    """East Asian text is simplified Chinese: otherwise a viewer may draw it with Japanese shapes."""
    for element in file.styles.element.iter(qn("w:lang")):
        element.set(qn("w:eastAsia"), "zh-CN")


def _drop(parent: Any, name: str) -> None:
    for element in parent.findall(qn(name)):
        parent.remove(element)


def _substitutes(file: Any) -> None:
    """Name stand-ins in the font table."""
    part = next(p for p in file.part.package.iter_parts() if str(p.partname) == "/word/fontTable.xml")
    fonts = "".join(
        f"<w:font w:name={quoteattr(font)}><w:altName w:val={quoteattr(others)}/>"
        '<w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
        for font, others in SUBSTITUTES.items()
    )
    part._blob = part.blob.replace(b"</w:fonts>", fonts.encode() + b"</w:fonts>")


def add_footers(section: Any) -> None:
    """— 1 —: outside, one character in, on the right of odd pages and the left of even ones."""
    for footer, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        footer.is_linked_to_previous = False
        line = footer.paragraphs[0]
        line.alignment = side
        line.paragraph_format.left_indent = line.paragraph_format.right_indent = PAGE_SIZE
        line.add_run("— ")
        _field(line, "PAGE")
        line.add_run(" —")
        for run in line.runs:
            run.font.name, run.font.size = LATIN, PAGE_SIZE
            run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), PAGE_NUMBER)


def _field(paragraph: Any, code: str) -> None:
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        run = paragraph.add_run()
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)
