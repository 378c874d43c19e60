"""The progress of a round as a workbook: the numbers of the page, one sheet a measure, and unit by unit and form by form.

Floor: actions. In: a `Matrix`, a language. Out: `Sheet`s.
"""

from __future__ import annotations

from collections.abc import Sequence

from jiaodu.actions.progress import NOTHING, Matrix, PlaceLine, Tally
from jiaodu.actions.reminders import Call
from jiaodu.actions.workbooks import Sheet, Value
from jiaodu.core.base.text import Language, Text

# the measures, in the order of the page: attribute of a tally, words
MEASURES: tuple[tuple[str, Text], ...] = (
    ("due", Text("应报", "due")),
    ("sent", Text("已报", "sent")),
    ("approved", Text("已核准", "approved")),
    ("late", Text("逾期", "late")),
    ("returned", Text("退回", "returned")),
    ("problems", Text("有错", "with errors")),
)
SHARES: tuple[tuple[str, Text], ...] = (
    ("completeness", Text("完整率", "completeness")),
    ("timeliness", Text("及时率", "timeliness")),
)
UNIT, CODE, FORM, TOTAL = Text("单位", "Unit"), Text("代码", "Code"), Text("表", "Form"), Text("合计", "Total")
OWN = Text("本级", "itself")


def progress_sheets(matrix: Matrix, language: Language = "zh") -> tuple[Sheet, ...]:
    """Overview by unit, a sheet for each measure (units × forms), and every unit and form in a line."""
    title = f"{matrix.round.name} {matrix.place.name.in_(language)}"
    stated = Text(
        f"统计日期 {matrix.day:%Y-%m-%d}。完整率=已报÷应报；及时率=首次报送在期限内的÷(已报送过的+逾期未报的)。",
        f"As of {matrix.day:%Y-%m-%d}. Completeness = sent ÷ due; timeliness = first sent on time ÷ (ever sent + overdue).",
    ).in_(language)
    overview = Text("概况", "Overview").in_(language)
    detail = Text("明细", "Detail").in_(language)
    lines = (*matrix.lines, matrix.place)
    return (
        Sheet(overview, _heads(language), [_overall(line, matrix, language) for line in lines], title, (stated,), 2),
        *(_measure(matrix, name, words, language) for name, words in MEASURES),
        Sheet(detail, _heads(language, FORM), list(_detail(matrix, language)), title, (stated,), 3),
    )


def call_sheet(calls: Sequence[Call], forms: dict[str, Text], title: str, language: Language = "zh") -> Sheet:
    """Whom to ring: names and telephones of officials, for the office only."""
    heads = (
        Text("区县", "District"), UNIT, CODE, Text("未报的表", "Forms owed"), Text("逾期", "Late"), Text("最早期限", "Earliest day"),
        Text("联系人", "Contact"), Text("电话", "Telephone"), Text("有账号的人", "People with an account"),
    )  # fmt: skip
    sign = "、" if language == "zh" else ", "
    rows: list[Sequence[Value]] = [
        (
            c.area.in_(language), c.name.in_(language), c.org, sign.join(forms.get(f, Text(f, f)).in_(language) for f in c.forms), c.late, c.deadline,
            c.contact, c.telephone, sign.join(f"{name} {telephone}".strip() for name, telephone in c.people),
        )
        for c in calls
    ]  # fmt: skip
    note = Text(
        "含工作人员联系方式，仅供催报使用。", "Holds officials' telephone numbers; only for asking after returns."
    )
    return Sheet(
        Text("催报名单", "Whom to ring").in_(language),
        [h.in_(language) for h in heads],
        rows,
        title,
        (note.in_(language),),
        2,
    )


def unit_name(line: PlaceLine, language: Language) -> str:
    """A row's name: the place itself is marked so."""
    name = line.name.in_(language)
    return f"{name}（{OWN.zh}）" if line.own and language == "zh" else f"{name} ({OWN.en})" if line.own else name


def _heads(language: Language, *extra: Text) -> list[str]:
    return [h.in_(language) for h in (UNIT, CODE, *extra, *(w for _, w in MEASURES), *(w for _, w in SHARES))]


def _overall(line: PlaceLine, matrix: Matrix, language: Language) -> list[Value]:
    name = TOTAL.in_(language) if line is matrix.place else unit_name(line, language)
    return [name, line.code, *_values(line.total)]


def _values(tally: Tally) -> list[Value]:
    return [getattr(tally, name) for name, _ in (*MEASURES, *SHARES)]


def _measure(matrix: Matrix, name: str, words: Text, language: Language) -> Sheet:
    heads = [UNIT.in_(language), CODE.in_(language), TOTAL.in_(language), *(f.name.in_(language) for f in matrix.forms)]
    rows: list[Sequence[Value]] = []
    for line in (*matrix.lines, matrix.place):
        label = TOTAL.in_(language) if line is matrix.place else unit_name(line, language)
        # a form that nobody there owes is blank, which is not the same as none
        cells = [getattr(line.cells[f.form], name) if f.form in line.cells else None for f in matrix.forms]
        rows.append([label, line.code, getattr(line.total, name), *cells])
    return Sheet(words.in_(language), heads, rows, f"{matrix.round.name} {words.in_(language)}", (), 2)


def _detail(matrix: Matrix, language: Language) -> list[Sequence[Value]]:
    return [
        [unit_name(line, language), line.code, f.name.in_(language), *_values(line.cells.get(f.form, NOTHING))]
        for line in matrix.lines
        for f in matrix.forms
        if f.form in line.cells
    ]
