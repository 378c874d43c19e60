"""The sheet that lists every problem of a workbook, as XML with texts in the cells themselves; and how it is known again.

Floor: intake. In: problems, styles, the shades of the marks. Out: the bytes of a worksheet part.

Every text is written as text, so that nothing a sender wrote can run here. The last columns are hidden: they keep the
table of shades by which the marks can be taken off again (see styles).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from jiaodu.core.base.problems import SEVERITIES, SEVERITY_NAMES, Problem, Severity
from jiaodu.core.base.text import Language, width_of
from jiaodu.core.facts.staging import column_letter
from jiaodu.intake.marking.marks import COLOURS, MOST_NOTES, SIGN, clean, position
from jiaodu.intake.marking.styles import Styles, solid
from jiaodu.intake.model import Grid, is_blank

NAMES: Mapping[Language, str] = {"zh": "问题清单", "en": "Problems"}
_TITLE = SIGN + "问题清单"
_SHADE = "shade:"
_HEADER = 5
_COLUMNS = (
    ("序号", "no.", 6.0),
    ("级别", "severity", 9.0),
    ("工作表", "sheet", 16.0),
    ("单元格", "cell", 9.0),
    ("读到的", "what was read", 20.0),
    ("问题", "what is wrong", 44.0),
    ("应为", "what was expected", 26.0),
    ("影响", "why it matters", 34.0),
    ("怎么改", "what to do", 40.0),
    ("代码", "code", 8.0),
)
_HIDDEN = len(_COLUMNS) + 1
_MOST_LINKS = 60_000
_LINE, _MOST_LINES = 15.0, 20
_BORDER = "".join(
    f'<{side} style="thin"><color rgb="FFBFBFBF"/></{side}>' for side in ("left", "right", "top", "bottom")
)


@dataclass(frozen=True, slots=True)
class Looks:
    """Style numbers of the list."""

    title: int
    said: int
    head: int
    cell: int
    middle: int
    link: int
    severity: Mapping[Severity, int]


def is_problem_sheet(grid: Grid) -> bool:
    """Whether a sheet is the list of problems of an earlier marking, which holds no data."""
    first = grid.cell(0, 0)
    return isinstance(first, str) and first.startswith(_TITLE)


def recorded_shades(grid: Grid) -> dict[str, str]:
    """The table of shades that an earlier list kept: colour to the fill below."""
    found = {}
    for row in grid.rows:
        for cell in row[_HIDDEN - 1 :]:
            if isinstance(cell, str) and cell.startswith(_SHADE):
                colour, _, below = cell.removeprefix(_SHADE).partition(" ")
                if below == "" or (below.startswith("<fill") and len(below) < 3_000):
                    found[colour] = below
    return found


def make_looks(styles: Styles) -> Looks:
    """Add the styles of the list to a workbook."""
    border = f"<border>{_BORDER}<diagonal/></border>"
    plain = '<font><sz val="10"/><color rgb="FF000000"/><name val="宋体"/></font>'
    blue = '<font><u/><sz val="10"/><color rgb="FF0563C1"/><name val="宋体"/></font>'
    bold = '<font><b/><sz val="10"/><color rgb="FF000000"/><name val="黑体"/></font>'
    big = '<font><b/><sz val="16"/><color rgb="FF000000"/><name val="黑体"/></font>'
    text = '<alignment vertical="top" wrapText="1"/>'
    middle = '<alignment horizontal="center" vertical="top" wrapText="1"/>'
    return Looks(
        title=styles.add(big, inner='<alignment vertical="center"/>'),
        said=styles.add(plain, inner='<alignment vertical="center" wrapText="1"/>'),
        head=styles.add(
            bold, solid("DDEBF7"), border, '<alignment horizontal="center" vertical="center" wrapText="1"/>'
        ),
        cell=styles.add(plain, border=border, inner=text),
        middle=styles.add(plain, border=border, inner=middle),
        link=styles.add(blue, border=border, inner=middle),
        severity={s: styles.add(bold, solid(COLOURS[s]), border, middle) for s in SEVERITIES},
    )


def write_problem_sheet(
    problems: Sequence[Problem],
    sheets: Sequence[str],
    shades: Mapping[str, str],
    looks: Looks,
    name: str,
    language: Language,
    namespace: str,
) -> bytes:
    """The worksheet part.

    Args:
        problems: in the order of the list.
        sheets: the names of the workbook's sheets, to which cells are linked.
        name: the file's name as shown.
    """
    sheet = _Sheet(language)
    last = column_letter(len(_COLUMNS))
    sheet.row(1, [(_TITLE if language == "zh" else f"{_TITLE} / list of problems", looks.title)], 30)
    sheet.row(2, [(said := _summary(problems, name, language), looks.said)], _LINE * _lines(said, 212))
    sheet.row(3, [(said := _guide(language), looks.said)], _LINE * _lines(said, 212))
    legend = [(SEVERITY_NAMES[s].in_(language), looks.severity[s]) for s in SEVERITIES if _has(problems, s)]
    sheet.row(4, [("", looks.said), *legend], 18)
    sheet.row(_HEADER, [(zh if language == "zh" else en, looks.head) for zh, en, _ in _COLUMNS], 24)
    for number, found in enumerate(problems, 1):
        sheet.problem(number, found, looks, sheets)
    for number, (colour, below) in enumerate(sorted(shades.items()), 1):
        sheet.hide(number, f"{_SHADE}{colour} {below}")
    bottom = _HEADER + max(len(problems), 1)
    merged = "".join(f'<mergeCell ref="A{row}:{last}{row}"/>' for row in (1, 2, 3))
    parts = [
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n',
        f'<worksheet xmlns="{namespace}"><sheetPr><tabColor rgb="FFC00000"/><pageSetUpPr fitToPage="1"/></sheetPr>',
        f'<dimension ref="A1:{column_letter(_HIDDEN)}{bottom}"/><sheetViews><sheetView showGridLines="0" '
        f'workbookViewId="0"><pane ySplit="{_HEADER}" topLeftCell="A{_HEADER + 1}" activePane="bottomLeft" '
        f'state="frozen"/><selection pane="bottomLeft" activeCell="A{_HEADER + 1}" sqref="A{_HEADER + 1}"/>'
        '</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>',
        "".join(f'<col min="{i}" max="{i}" width="{w}" customWidth="1"/>' for i, (_, _, w) in enumerate(_COLUMNS, 1)),
        f'<col min="{_HIDDEN}" max="{_HIDDEN}" width="10" hidden="1" customWidth="1"/></cols>',
        f"<sheetData>{sheet.print()}</sheetData>",
        f'<autoFilter ref="A{_HEADER}:{last}{bottom}"/><mergeCells count="3">{merged}</mergeCells>',
        f"<hyperlinks>{''.join(sheet.links)}</hyperlinks>" if sheet.links else "",
        '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
        "<headerFooter><oddFooter>&amp;C&amp;P / &amp;N</oddFooter></headerFooter></worksheet>",
    ]
    return "".join(parts).encode()


class _Sheet:
    def __init__(self, language: Language) -> None:
        self.language = language
        self.rows: dict[int, list[str]] = {}
        self.heights: dict[int, float] = {}
        self.links: list[str] = []

    def row(self, number: int, cells: Sequence[tuple[Any, int]], height: float) -> None:
        self.rows[number] = [_cell(i, number, value, style) for i, (value, style) in enumerate(cells, 1)]
        self.heights[number] = height

    def hide(self, number: int, text: str) -> None:
        self.rows.setdefault(number, []).append(_cell(_HIDDEN, number, text, 0))

    def problem(self, number: int, found: Problem, looks: Looks, sheets: Sequence[str]) -> None:
        row, language, place = _HEADER + number, self.language, found.place
        is_linked = place.sheet in sheets and position(place.cell) is not None and len(self.links) < _MOST_LINKS
        texts = [
            found.read(language), found.what(language), found.expected(language), found.why(language), found.remedy(language)
        ]  # fmt: skip
        cells: list[tuple[Any, int]] = [
            (number, looks.middle),
            (SEVERITY_NAMES[found.severity].in_(language), looks.severity[found.severity]),
            (place.sheet, looks.cell),
            (_shown_place(place.cell, language), looks.link if is_linked else looks.middle),
            *((text, looks.cell) for text in texts),
            (found.code, looks.middle),
        ]
        widths = [w for _, _, w in _COLUMNS]
        lines = max(_lines(str(text), widths[i]) for i, (text, _) in enumerate(cells))
        self.row(row, cells, _LINE * min(lines, _MOST_LINES) + 4)
        if is_linked:
            self.links.append(_link(f"D{row}", place.sheet, place.cell))

    def print(self) -> str:
        return "".join(
            f'<row r="{number}"'
            + (f' ht="{self.heights[number]}" customHeight="1"' if number in self.heights else "")
            + f">{''.join(cells)}</row>"
            for number, cells in sorted(self.rows.items())
        )


def _shown_place(cell: str, language: Language) -> str:
    """The cell; a whole row or column in words."""
    spot = position(cell)
    if spot is None or -1 not in spot:
        return cell
    if language == "zh":
        return f"第{cell}行" if spot[1] < 0 else f"{cell}列"
    return f"row {cell}" if spot[1] < 0 else f"column {cell}"


def _summary(problems: Sequence[Problem], name: str, language: Language) -> str:
    counts = Counter(p.severity for p in problems)
    parts = [f"{SEVERITY_NAMES[s].in_(language)} {counts[s]}" for s in SEVERITIES if counts[s]]
    if language == "zh":
        return clean(f"文件:{name}    " + (",".join(parts) if parts else "没有发现问题"))
    return clean(f"file: {name}    " + (", ".join(parts) if parts else "no problem was found"))


def _guide(language: Language) -> str:
    if language == "zh":
        return (
            "有颜色的格子有问题,鼠标停在格子上看批注;点本表“单元格”一栏可跳到原处。“错误”必须改,改完才能装入;"
            f"“警告”请核对,属实的在说明栏写明理由。批注至多 {MOST_NOTES:,} 条,全部问题都在本表。"
            "改好后直接交回,颜色、批注和本表不用删。"
        )
    return (
        "Coloured cells have problems; rest the mouse on one for its note, or follow the links of the column “cell”. "
        "Errors must be corrected before anything is loaded. Check warnings; where a figure is right, write the reason "
        f"in its remark. At most {MOST_NOTES:,} notes are set; this sheet lists everything. Send the file back as it is "
        "when corrected: colours, notes and this sheet need not be removed."
    )


def _has(problems: Sequence[Problem], severity: Severity) -> bool:
    return any(p.severity == severity for p in problems)


def _cell(column: int, row: int, value: Any, style: int) -> str:
    at = f'r="{column_letter(column)}{row}"' + (f' s="{style}"' if style else "")
    if isinstance(value, int):
        return f"<c {at}><v>{value}</v></c>"
    if is_blank(value):
        return f"<c {at}/>"
    return f'<c {at} t="inlineStr"><is><t xml:space="preserve">{escape(clean(str(value)))}</t></is></c>'


def _link(at: str, sheet: str, cell: str) -> str:
    spot = position(cell)
    assert spot is not None
    target = f"'{sheet.replace(chr(39), chr(39) * 2)}'!{column_letter(max(spot[1], 0) + 1)}{max(spot[0], 0) + 1}"
    return f'<hyperlink ref="{at}" location={quoteattr(target)}/>'


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a column; a Chinese character is two wide."""
    return sum(max(1, math.ceil(width_of(part) * 2 / (width - 1.5))) for part in text.split("\n"))
