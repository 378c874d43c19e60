"""An evaluation as a workbook: verdicts, values, problems, and how to read them.

Floor: reports. In: an `Evaluated`. Out: an .xlsx file in office layout; numbers are numbers.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from jiaodu.core.base.problems import SEVERITY_NAMES
from jiaodu.core.base.text import Language, Text, width_of
from jiaodu.core.base.units import printed_unit
from jiaodu.core.base.writing import write_atomically
from jiaodu.core.evaluation import BASIS_NAMES, OP_NAMES, Evaluated, Outcome, Verdict
from jiaodu.core.evaluation.grading import COLUMN_NAMES, Graded
from jiaodu.core.evaluation.grading.model import PartResult
from jiaodu.core.evaluation.grading.wording import part_name, print_range, say_grade, say_mark
from jiaodu.core.evaluation.margins import print_margin
from jiaodu.core.framework.model import Framework
from jiaodu.core.indicators import STATUS_NAMES, Value, round_half_up

_FILLS = {
    Outcome.MET: "#E2F0D9",
    Outcome.NOT_MET: "#F8CBAD",
    Outcome.NOT_ASSESSABLE: "#FFF2CC",
    Outcome.NOT_APPLICABLE: "#EDEDED",
}
Row = Sequence[Any]
LINE_HEIGHT, HEAD_HEIGHT, MOST_LINES = 15.0, 22.0, 25


def write_evaluation_workbook(
    evaluated: Evaluated, framework: Framework, path: Path, language: Language = "zh"
) -> Path:
    """Write the workbook."""
    return write_atomically(Path(path), lambda draft: _Writer(evaluated, framework, language).write(draft))


class _Writer:
    def __init__(self, evaluated: Evaluated, framework: Framework, language: Language) -> None:
        self.evaluated, self.framework, self.language = evaluated, framework, language
        self.evaluation = evaluated.evaluation

    def t(self, zh: str, en: str) -> str:
        return zh if self.language == "zh" else en

    def text(self, text: Text) -> str:
        return text.in_(self.language)

    def write(self, path: Path) -> None:
        import xlsxwriter.exceptions  # only where a workbook is written

        try:
            self._write_book(path)
        except xlsxwriter.exceptions.FileCreateError as error:
            raise OSError(str(error)) from error

    def _write_book(self, path: Path) -> None:
        import xlsxwriter

        with xlsxwriter.Workbook(str(path), {"in_memory": True}) as book:
            self.book = book
            made = dt.datetime.fromisoformat(self.evaluation.run.made).astimezone(dt.UTC).replace(tzinfo=None)
            book.set_properties({"author": "教督 jiaodu", "title": self.t("评价结果", "evaluation"), "created": made})
            base = {
                "font_name": "宋体",
                "font_size": 11,
                "valign": "top",
                "text_wrap": True,
                "border": 1,
                "border_color": "#BFBFBF",
            }
            self.cell = book.add_format(base)
            self.head = book.add_format(
                base | {"bold": True, "bg_color": "#DDEBF7", "valign": "vcenter", "font_name": "黑体"}
            )
            self.fills = {o: book.add_format(base | {"bg_color": c, "bold": True}) for o, c in _FILLS.items()}
            self.formats: dict[int, Any] = {
                d: book.add_format(base | {"num_format": "#,##0" + ("." + "0" * d if d else "")}) for d in range(9)
            }
            self._verdicts()
            self._values()
            self._grades()
            self._problems()
            self._notes()

    def _sheet(self, zh: str, en: str, columns: Sequence[tuple[str, str, int]], rows: Iterable[Row]) -> None:
        sheet = self.book.add_worksheet(self.t(zh, en))
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_footer("&C&P / &N")
        for i, (name_zh, name_en, width) in enumerate(columns):
            sheet.set_column(i, i, width)
            sheet.write_string(0, i, self.t(name_zh, name_en), self.head)
        sheet.set_row(0, HEAD_HEIGHT)
        last = 0
        for last, row in enumerate(rows, 1):
            sheet.set_row(last, _height(row, [width for _, _, width in columns]))
            for i, given in enumerate(row):
                self._write(sheet, last, i, given)
        sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)

    def _write(self, sheet: Any, row: int, column: int, given: Any) -> None:
        value, style = given if isinstance(given, tuple) else (given, self.cell)
        if value is None:
            sheet.write_blank(row, column, None, style)
        elif isinstance(value, str):
            # never as a formula: a text of a file may begin with =
            sheet.write_string(row, column, value, style)
        else:
            sheet.write_number(row, column, float(value), style)

    def _number(self, value: Any, digits: int) -> Any:
        return None if value is None else (round_half_up(value, digits), self.formats[digits])

    def _verdicts(self) -> None:
        columns = [("单位", "unit", 14), ("标准", "standard", 40), ("分组", "breakdown", 12), ("值", "value", 14), ("单位(量)", "measure", 10), ("要求", "asked", 12), ("差距", "margin", 26), ("结论", "verdict", 12), ("性质", "basis", 10), ("依据", "article", 40), ("原因", "reason", 40), ("统计时点", "as of", 12)]  # fmt: skip
        self._sheet("判定", "verdicts", columns, (self._verdict(v) for v in self.evaluation.verdicts))

    def _verdict(self, v: Verdict) -> Row:
        standard, indicator = self.framework.standards[v.standard], self.framework.indicators[v.indicator]
        document = self.framework.documents.get(v.document)
        article = f"{self.text(document.title)} {document.number} {v.article}".strip() if document else ""
        flag = self.t("〔未核实〕", " [unverified]") if v.unverified else ""
        return [
            self.evaluation.name(v.org, self.language), self.text(standard.name) + flag,
            self.text(self.evaluated.values.results.cell_name(indicator, v.cell)),
            self._number(v.compared, 0 if v.unit else indicator.spec.round.digits),
            printed_unit(v.unit or indicator.spec.unit, self.language),
            f"{OP_NAMES.get(v.op, '')} {v.limit}" if v.limit is not None else "",
            self.text(print_margin(v, indicator)) if v.margin is not None else "",
            (self.text(v.name), self.fills[v.outcome]), self.text(BASIS_NAMES[v.basis]), article,
            self.text(v.reason) if v.reason else "", v.as_of.isoformat(),
        ]  # fmt: skip

    def _values(self) -> None:
        columns = [("单位", "unit", 14), ("指标", "indicator", 40), ("编号", "id", 28), ("分组", "breakdown", 12), ("期别", "period", 12), ("值", "value", 16), ("单位(量)", "measure", 10), ("状态", "status", 12), ("应报", "due", 8), ("齐全", "complete", 8), ("统计时点", "as of", 12)]  # fmt: skip
        shown = (v for v in self.evaluation.values if "__" not in v.indicator)
        self._sheet("指标值", "values", columns, (self._value(v) for v in shown))

    def _value(self, v: Value) -> Row:
        indicator = self.framework.indicators[v.indicator]
        return [
            self.evaluation.name(v.org, self.language), self.text(indicator.name), v.indicator,
            self.text(self.evaluated.values.results.cell_name(indicator, v.cell)), str(v.period),
            self._number(v.exact, v.digits), printed_unit(indicator.spec.unit, self.language),
            self.text(STATUS_NAMES[v.status]), (v.due, self.formats[0]), (v.complete, self.formats[0]), v.as_of.isoformat(),
        ]  # fmt: skip

    def _grades(self) -> None:
        """A sheet of grades and one of the parts with their four columns; none where nothing is graded."""
        grades = self.evaluation.grades
        if not grades:
            return
        columns = [("单位", "unit", 14), ("方案", "scheme", 30), ("等次", "grade", 18), ("总分", "total", 12), ("满分", "of", 8), *((n.zh, n.en, 10) for n in COLUMN_NAMES.values()), ("否决、降等、封顶", "strikes", 50), ("说明", "notes", 60)]  # fmt: skip
        self._sheet("等次", "grades", columns, (self._grade(g) for g in grades))
        parts = [("单位", "unit", 14), ("方案", "scheme", 30), ("评分项", "part", 30), *((n.zh, n.en, 10) for n in COLUMN_NAMES.values()), ("计分", "points", 12), ("满分", "of", 8), ("权重", "weight", 8), ("分档", "mark", 12), ("评分人、理由", "given by, reason", 50)]  # fmt: skip
        self._sheet("评分", "scores", parts, (self._part(g, p) for g in grades for p in g.parts))

    def _points(self, number: Fraction | None) -> Any:
        """Points with as many digits as they have, up to four."""
        digits = next((d for d in range(4) if number is not None and (number * 10**d).denominator == 1), 4)
        return self._number(number, digits)

    def _grade(self, g: Graded) -> Row:
        spec = self.framework.gradings[g.scheme].spec
        flag = self.t("〔未核实〕", " [unverified]") if g.unverified else ""
        total = (
            print_range(g.total)
            if g.total and g.total.exact is None
            else self._points(g.total.exact if g.total else None)
        )
        struck = [f"{self.text(s.name)}:{self.text(s.effect)}" for s in g.struck if s.outcome is not Outcome.NOT_MET]
        return [
            self.evaluation.name(g.org, self.language), self.text(spec.name), self.text(say_grade(spec, g)) + flag, total,
            self._points(g.full or None), *(self._points(g.totals.get(c)) for c in COLUMN_NAMES), "\n".join(struck),
            "\n".join(self.text(n) for n in g.notes),
        ]  # fmt: skip

    def _part(self, g: Graded, p: PartResult) -> Row:
        spec = self.framework.gradings[g.scheme].spec
        points: Any = None
        if p.points is not None and p.full != 0:
            points = print_range(p.points) if p.points.exact is None else self._points(p.points.exact)
        given = [self._points(p.scores[c].score) if c in p.scores else None for c in COLUMN_NAMES]
        said = [
            f"{self.text(COLUMN_NAMES[c])}:{' '.join(w for w in (s.given_by, s.reason) if w)}"
            for c, s in p.scores.items() if s.given_by or s.reason
        ]  # fmt: skip
        mark = say_mark(spec, p.mark)
        return [
            self.evaluation.name(g.org, self.language), self.text(spec.name),
            self.text(part_name(self.framework, spec, p.part)), *given, points, self._points(p.full or None),
            self._points(p.weight), self.text(mark) if mark else "",
            "\n".join([*said, *([self.text(p.reason)] if p.reason else [])]),
        ]  # fmt: skip

    def _problems(self) -> None:
        columns = [("级别", "severity", 8), ("代码", "code", 8), ("位置", "place", 36), ("现象", "what", 60), ("影响", "why", 44), ("处理", "what to do", 44)]  # fmt: skip
        rows = (
            [self.text(SEVERITY_NAMES[p.severity]), p.code, str(p.place), p.what(self.language), p.why(self.language), p.remedy(self.language)]
            for p in self.evaluation.problems
        )  # fmt: skip
        self._sheet("问题", "problems", columns, rows)

    def _notes(self) -> None:
        run = self.evaluation.run
        rows = [
            [self.t("年度", "year"), str(run.year)],
            [self.t("快照", "snapshot"), run.snapshot],
            [self.t("框架", "packs"), ", ".join(run.packs)],
            [self.t("框架校验值", "framework hash"), run.framework],
            [self.t("程序", "versions"), f"jiaodu {run.jiaodu}, duckdb {run.duckdb}"],
            [self.t("判定时间", "made"), run.made],
            [
                self.t("无法判定", "not assessable"),
                self.t("应报数据不全;缺的数不当作 0", "due data are incomplete; missing is not zero"),
            ],
            [
                self.t("代理口径", "proxy"),
                self.t("用相近的公开数代替,不是法定结论", "a published figure stands in; not a finding under the law"),
            ],
            [
                self.t("〔未核实〕", "[unverified]"),
                self.t("条文或数值没有核对过原件", "the article or the limit was not checked against its source"),
            ],
        ]
        self._sheet("说明", "notes", [("项目", "item", 18), ("内容", "content", 90)], rows)


def _height(row: Row, widths: Sequence[int]) -> float:
    """A height that shows the longest text of a row; a Chinese character is two wide. Not every program fits rows itself."""
    lines = 1
    for given, width in zip(row, widths, strict=True):
        text = given[0] if isinstance(given, tuple) else given
        if isinstance(text, str):
            lines = max(lines, sum(max(1, math.ceil(width_of(part) * 2 / (width - 1))) for part in text.split("\n")))
    return LINE_HEIGHT * min(lines, MOST_LINES) + 3
