"""A completeness table as a workbook that a district can send round: totals, units by forms, who is missing and whom to ring.

Floor: intake. In: `Completeness`. Out: an .xlsx file, written whole or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from jiaodu.core.base.text import Language, Text
from jiaodu.core.base.writing import write_atomically
from jiaodu.intake.returns.completeness import STATUS_NAMES, Completeness, Line, Status, due_count, in_count

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_FILLS = {
    Status.MISSING: "#F8CBAD", Status.FAULTY: "#FFD966", Status.TWICE: "#DDEBF7", Status.NOT_DUE: "#E7E6E6",
    Status.SENT: "#E2EFDA", Status.STORED: "#E2EFDA",
}  # fmt: skip


def write_completeness(path: Path, table: Completeness, language: Language = "zh") -> None:
    """Write the workbook. Raises JiaoduError (C04) where it cannot be written."""
    write_atomically(path, lambda draft: _write(draft, table, language))


def _write(path: Path, table: Completeness, language: Language) -> None:
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    _Writer(book, table, language).write()
    try:
        book.close()
    except xlsxwriter.exceptions.FileCreateError as error:
        raise OSError(str(error)) from error


class _Writer:
    """One workbook in the making. Every text is written as a text: nothing runs when the file is opened."""

    def __init__(self, book: Any, table: Completeness, language: Language) -> None:
        self.book, self.table, self.language = book, table, language
        self.head = book.add_format(
            {"bold": True, "bg_color": "#D9E1F2", "border": 1, "text_wrap": True, "valign": "vcenter"}
        )
        self.body = book.add_format({"border": 1, "valign": "top"})
        self.long = book.add_format({"border": 1, "valign": "top", "text_wrap": True})
        self.share = book.add_format({"border": 1, "num_format": "0.0%"})
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.filled = {s: book.add_format({"border": 1, "bg_color": colour}) for s, colour in _FILLS.items()}

    def write(self) -> None:
        """Write every sheet; lists without a line are left out."""
        self._totals()
        self._matrix()
        self._missing()
        self._list(Text("有错", "errors"), (Status.FAULTY,))
        self._list(Text("重复报送", "sent twice"), (Status.TWICE,))
        self._list(Text("不应报", "not due"), (Status.NOT_DUE,))

    def t(self, zh: str, en: str) -> str:
        return zh if self.language == "zh" else en

    def _sheet(self, name: Text, title: str, headings: Sequence[str], widths: Sequence[int]) -> Any:
        sheet = self.book.add_worksheet(name.in_(self.language))
        sheet.write_string(0, 0, title, self.title)
        for column, heading in enumerate(headings):
            sheet.write_string(2, column, _clean(heading), self.head)
            sheet.set_column(column, column, widths[min(column, len(widths) - 1)])
        sheet.freeze_panes(3, 2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(2)
        return sheet

    def _totals(self) -> None:
        headings = [self.t("分组", "group"), "", *self._count_names()]
        scope = "、".join(self.table.scope[:6]) + ("…" if len(self.table.scope) > 6 else "")
        sheet = self._sheet(
            Text("汇总", "totals"), self.t(f"报送情况:{scope}", f"Returns: {scope}"), headings, (14, 30, 9)
        )
        row = 3
        groups: list[tuple[str, Callable[[Line], object], Callable[[Any], str]]] = [
            (self.t("表", "form"), lambda line: line.form, lambda key: self.table.forms[key].in_(self.language)),
            (self.t("地区", "area"), lambda line: line.area, str),
            (self.t("类别", "kind"), lambda line: line.kind, lambda key: key.in_(self.language)),
            (self.t("合计", "all"), lambda line: "", str),
        ]
        for name, by, say in groups:
            for key, counts in sorted(self.table.tally(by).items(), key=lambda entry: say(entry[0])):
                sheet.write_string(row, 0, name, self.body)
                sheet.write_string(row, 1, _clean(say(key)), self.body)
                due = due_count(counts)
                for column, number in enumerate([due, *(counts[s] for s in Status)]):
                    sheet.write_number(row, 2 + column, number, self.body)
                sheet.write_number(row, 3 + len(Status), in_count(counts) / due if due else 0, self.share)
                row += 1

    def _count_names(self) -> list[str]:
        return [self.t("应报", "due"), *(STATUS_NAMES[s].in_(self.language) for s in Status), self.t("报送率", "share")]

    def _columns(self) -> dict[tuple[str, Any], str]:
        """Forms and periods across; the period is named where a form has several."""
        found = dict.fromkeys((line.form, line.period) for line in self.table.lines)
        several = {form for form, _ in found if sum(f == form for f, _ in found) > 1}
        return {
            (form, period): self.table.forms[form].in_(self.language) + (f" {period}" if form in several else "")
            for form, period in sorted(found, key=lambda k: (list(self.table.forms).index(k[0]), k[1]))
        }

    def _matrix(self) -> None:
        columns = self._columns()
        headings = [
            self.t("地区", "area"),
            self.t("单位", "unit"),
            self.t("代码", "code"),
            self.t("类别", "kind"),
            *columns.values(),
        ]
        sheet = self._sheet(
            Text("逐单位", "units"), self.t("各单位各表", "Units by forms"), headings, (14, 30, 14, 14, 12)
        )
        place = {key: 4 + i for i, key in enumerate(columns)}
        rows: dict[str, int] = {}
        for line in self.table.lines:
            if line.org not in rows:
                rows[line.org] = 3 + len(rows)
                self._texts(sheet, rows[line.org], [line.area, line.name, line.org, line.kind.in_(self.language)])
            name = STATUS_NAMES[line.status].in_(self.language)
            sheet.write_string(rows[line.org], place[line.form, line.period], name, self.filled[line.status])
        sheet.autofilter(2, 0, 2 + max(1, len(rows)), 3 + len(columns))

    def _missing(self) -> None:
        headings = [
            self.t("地区", "area"), self.t("单位", "unit"), self.t("代码", "code"), self.t("未报张数", "missing forms"),
            self.t("未报的表", "which"), self.t("联系人", "contact"), self.t("联系电话", "telephone"),
        ]  # fmt: skip
        sheet = self._sheet(
            Text("未报名单", "missing"), self.t("未报名单", "Who is missing"), headings, (14, 30, 14, 9, 50, 12, 16)
        )
        for row, (org, lines) in enumerate(self.table.of(Status.MISSING).items(), start=3):
            contact = self.table.contacts.get(org)
            self._texts(sheet, row, [lines[0].area, lines[0].name, org])
            sheet.write_number(row, 3, len(lines), self.body)
            sheet.write_string(row, 4, _clean(said_forms(self.table, lines, self.language)), self.long)
            self._texts(sheet, row, [contact.name if contact else "", contact.telephone if contact else ""], first=5)

    def _list(self, name: Text, statuses: tuple[Status, ...]) -> None:
        found = [line for lines in self.table.of(*statuses).values() for line in lines]
        if not found:
            return
        headings = [
            self.t("地区", "area"), self.t("单位", "unit"), self.t("代码", "code"), self.t("表", "form"), self.t("年度", "period"),
            self.t("以哪份为准", "which counts"), self.t("收到的文件", "files that came"),
        ]  # fmt: skip
        sheet = self._sheet(name, name.in_(self.language), headings, (14, 30, 14, 24, 10, 40, 60))
        for row, line in enumerate(found, start=3):
            counts = line.counts or self.t("未定", "unsettled")
            form = self.table.forms[line.form].in_(self.language)
            self._texts(
                sheet, row, [line.area, line.name, line.org, form, str(line.period), counts, "\n".join(line.files)]
            )

    def _texts(self, sheet: Any, row: int, texts: Iterable[str], first: int = 0) -> None:
        for column, text in enumerate(texts, start=first):
            sheet.write_string(row, column, _clean(text), self.long if "\n" in text else self.body)


def said_forms(table: Completeness, lines: Sequence[Line], language: Language) -> str:
    """The forms of lines with their periods, each form once: 学校情况(2023、2024)."""
    periods: dict[str, list[str]] = {}
    for line in lines:
        periods.setdefault(line.form, []).append(str(line.period))
    several = len({line.period for line in table.lines}) > 1
    zh = language == "zh"
    said = []
    for form, found in periods.items():
        name = table.forms[form].in_(language)
        span = found if len(found) < 4 else [f"{found[0]} … {found[-1]}"]
        said.append(f"{name}({('、' if zh else ', ').join(span)})" if several else name)
    return ("、" if zh else ", ").join(said)


def _clean(text: str) -> str:
    return _CONTROLS.sub("", text)[:32_000]
