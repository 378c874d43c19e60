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
ANNEX_LIST, SIGNED = "jiaodu annex list", "jiaodu signature"
PITCH = Pt(28.95)  # 22 lines on the 225 mm of the type area
INDENT = 200  # hundredths of a character
BODY_SIZE, TITLE_SIZE, PAGE_SIZE = Pt(16), Pt(22), Pt(14)
# 28 characters of 16 pt are 448 pt, and the type area has 442: each stands a quarter of a point closer to the next. A
# grid of characters would say the same, but LibreOffice gives a character that is wider than its cell two of them.
CLOSER = -5


def prepare_styles(file: Any, language: Language) -> None:
    """Set every style that the report uses."""
    _language(file)
    _substitutes(file)
    indent = INDENT if language == "zh" else 0
    normal = _style(file, "Normal", BODY, BODY_SIZE, pitch=PITCH)
    normal.paragraph_format.widow_control = False
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
    for name in (ANNEX_LIST, SIGNED):
        below = _style(file, name, BODY, BODY_SIZE).paragraph_format
        below.alignment = WD_ALIGN_PARAGRAPH.CENTER if name == SIGNED else WD_ALIGN_PARAGRAPH.LEFT
        below.keep_together = True
    file.styles[ANNEX_LIST].paragraph_format.keep_with_next = True
    _style(file, NOTE_TEXT, SECOND, Pt(14), indent=indent)
    _style(file, TABLE_TEXT, BODY, Pt(11), pitch=Pt(16))
    _style(file, ANNEX_TEXT, BODY, Pt(9), pitch=Pt(12.5))
    headings = [f"Heading {level}" for level in (1, 2, 3, 4)]
    for name in ("Normal", "Body Text", *headings) if language == "zh" else ():
        _move_closer(file.styles[name])
    for name in ("Title", *headings):
        file.styles[name].next_paragraph_style = body
    for name in ("Title", "Caption", PICTURE, CHART_CAPTION, CHART_NOTE, NOTE_TEXT, TABLE_TEXT, ANNEX_TEXT):
        _switch_off(file.styles[name], "w:snapToGrid")


def _style(
    file: Any, name: str, font: str, size: Any, *, pitch: Any = None, indent: int = 0, before: float = 0,
    after: float = 0, bold: bool = False,
) -> Any:  # fmt: skip
    styles = file.styles
    if name not in styles:
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
    style = styles[name]
    style.font.size, style.font.bold, style.font.italic = size, bold, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    set_fonts(style, font)
    layout = style.paragraph_format
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, pitch or PITCH
    layout.space_before, layout.space_after = Pt(before), Pt(after)
    if indent:
        layout.first_line_indent = size * 2
        style.element.get_or_add_pPr().get_or_add_ind().set(qn("w:firstLineChars"), str(indent))
    for spaced in ("w:spacing", "w:kern"):
        _drop(style.element.rPr, spaced)
    for gap in ("w:autoSpaceDE", "w:autoSpaceDN"):  # between Chinese and digits; LibreOffice does not inherit it
        _switch_off(style, gap)
    return style


def _move_closer(style: Any) -> None:
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), str(CLOSER))
    style.element.rPr.insert_element_before(spacing, "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:lang")


def set_fonts(holder: Any, east_asian: str) -> None:
    """Times New Roman for letters and digits, a Chinese font for Chinese; no theme font in between."""
    holder.font.name = LATIN
    fonts = holder.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    fonts.set(qn("w:eastAsia"), east_asian)


# what the schema has behind the switches of a paragraph
_AFTER = (
    "w:bidi",
    "w:adjustRightInd",
    "w:snapToGrid",
    "w:spacing",
    "w:ind",
    "w:contextualSpacing",
    "w:jc",
    "w:outlineLvl",
)


def _switch_off(style: Any, name: str) -> None:
    """Switch off a property of paragraphs that is on by default."""
    properties = style.element.get_or_add_pPr()
    _drop(properties, name)
    element = OxmlElement(name)
    element.set(qn("w:val"), "0")
    at = _AFTER.index(name) + 1 if name in _AFTER else 0
    properties.insert_element_before(element, *_AFTER[at:])


def _language(file: Any) -> None:
    """East Asian text is simplified Chinese: otherwise a viewer may draw it with Japanese shapes."""
    for element in file.styles.element.iter(qn("w:lang")):
        element.set(qn("w:eastAsia"), "zh-CN")
    settings = file.settings.element
    for element in settings.iter(qn("w:themeFontLang")):
        element.set(qn("w:eastAsia"), "zh-CN")
    for element in settings.iter(qn("w:zoom")):  # the schema wants a number
        element.set(qn("w:percent"), "100")
    for element in settings.iter(qn("w:compatSetting")):
        if element.get(qn("w:name")) == "compatibilityMode":  # or Word opens the file in its mode for 2010
            element.set(qn("w:val"), "15")


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


def set_grid(section: Any, language: Language) -> None:
    """22 lines a page; the 28 characters of a line come from the styles, see `CLOSER`."""
    grid = section._sectPr.find(qn("w:docGrid"))
    grid.set(qn("w:linePitch"), str(int(PITCH.pt * 20)))
    if language == "zh":
        grid.set(qn("w:type"), "lines")


def clear_grid(section: Any) -> None:
    """Lines as close as their styles say."""
    grid = section._sectPr.find(qn("w:docGrid"))
    grid.attrib.pop(qn("w:type"), None)


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
            run.font.name, run.font.size = PAGE_NUMBER, PAGE_SIZE
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
