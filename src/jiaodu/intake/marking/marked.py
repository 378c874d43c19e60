"""A workbook with its problems marked in it, made from the sender's own package.

Floor: intake. In: an open file and its problems. Out: `Marked`: the bytes of an .xlsx file, and what could not be carried.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from lxml import etree

from jiaodu.core.base.problems import Place, Problem, problem
from jiaodu.core.base.text import Language, Text
from jiaodu.intake.documents import Document
from jiaodu.intake.marking.marks import Mark, collect_marks, ordered
from jiaodu.intake.marking.notes import Notes
from jiaodu.intake.marking.package import OFFICE, STRICT_OFFICE, Package
from jiaodu.intake.marking.problem_sheet import (
    NAMES,
    is_problem_sheet,
    make_looks,
    recorded_shades,
    write_problem_sheet,
)
from jiaodu.intake.marking.rebuilt import rebuild_workbook
from jiaodu.intake.marking.sheet_cells import SheetXml
from jiaodu.intake.marking.styles import Styles
from jiaodu.intake.workbooks import OpenFile, open_file

_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


@dataclass(frozen=True, slots=True)
class Marked:
    """The marked workbook: bytes of an .xlsx file, and notes on what it does not carry over."""

    content: bytes
    problems: tuple[Problem, ...] = ()


def mark_file(file: Path | Document, problems: Sequence[Problem], language: Language = "zh") -> Marked:
    """Mark a file with its problems; earlier marks are replaced. Raises Unusable for a file that cannot be opened.

    A file that is no .xlsx package, that would run something when opened, or whose parts do not hold together is built
    anew from its values; a note among `problems` says so.

    Args:
        problems: those of this file; others are left out.
    """
    opened = open_file(file)
    mine = [p for p in problems if p.place.file == opened.source.name]
    reason = opened.why_not_patched
    if reason is None and any(p.code == "I76" for p in mine):
        reason = Text("有公式会伸到工作簿之外", "formulas reach out of the workbook")
    if reason is None:
        try:
            return Marked(_Marking(opened, opened.data, mine, language).run())
        except (ValueError, KeyError, StopIteration, LookupError, etree.LxmlError):
            reason = Text("文件内部结构不全", "the parts of the file do not hold together")
    content, names = rebuild_workbook(opened)
    moved = [p.at(replace(p.place, sheet=names.get(p.place.sheet, p.place.sheet))) for p in mine]
    left = problem("I73", Place(opened.source.name), reason=reason)
    return Marked(_Marking(opened, content, moved, language, names).run(), (left,))


class _Marking:
    def __init__(
        self,
        opened: OpenFile,
        content: bytes,
        problems: Sequence[Problem],
        language: Language,
        names: Mapping[str, str] | None = None,
    ) -> None:
        self.opened, self.language, self.names = opened, language, names or {}
        self.problems = ordered(problems)
        self.package = Package(content)
        self.book = next((r.target for r in self.package.relations("") if r.kind == "officeDocument"), "")
        self.root = self.package.edit(self.book)
        self.namespace = etree.QName(self.root).namespace or ""
        self.parts = {r.id: r.target for r in self.package.relations(self.book)}
        self.sheets = {n.get("name", ""): self.parts.get(_relation_id(n), "") for n in self._sheet_nodes()}

    def run(self) -> bytes:
        old = self._old_list()
        old_name = self.names.get(old.name, old.name) if old is not None else ""
        styles = Styles(self.package, self.book, self.namespace)
        styles.unmark(recorded_shades(old) if old is not None else {})
        marks = collect_marks(self.problems, self.language)
        for name, part in self.sheets.items():
            is_list = old is not None and name == old_name
            if part in self.package and not is_list and (name in marks or old is not None):
                self._mark_sheet(part, marks.get(name, []), styles)
        self._write_list(old_name, styles)
        self._drop_macros()
        return self.package.write()

    def _sheet_nodes(self) -> list[Any]:
        sheets = self.root.find(f"{{{self.namespace}}}sheets")
        return [] if sheets is None else [n for n in sheets if isinstance(n.tag, str)]

    def _old_list(self) -> Any:
        for entry in self.opened.sheets:
            if entry.name.startswith(tuple(NAMES.values())):
                grid = self.opened.read(entry)
                if is_problem_sheet(grid):
                    return grid
        return None

    def _mark_sheet(self, part: str, marks: Sequence[Mark], styles: Styles) -> None:
        relations = {r.kind for r in self.package.relations(part)}
        if not marks and "comments" not in relations:
            return
        sheet = SheetXml(self.package.read(part))
        notes = Notes(self.package, part, sheet)
        notes.clear()
        stands = sheet.restyle(marks, styles.marked)
        notes.add({stands[mark]: mark.note for mark in marks if mark.note})
        self.package.put(part, sheet.print())

    def _write_list(self, old: str, styles: Styles) -> None:
        name = old or self._free_sheet_name()
        part = self.sheets.get(old, "") or self.package.free_name("xl/worksheets/sheet{}.xml")
        content = write_problem_sheet(
            self.problems,
            [sheet for sheet in self.sheets if sheet != old],
            styles.shades,
            make_looks(styles),
            Path(self.opened.source.name).name,
            self.language,
            self.namespace,
        )
        if old:
            self.package.drop(part)
        self.package.put(part, content)
        self.package.declare(part, _SHEET_TYPE)
        if not old:
            self._add_sheet(name, part)

    def _add_sheet(self, name: str, part: str) -> None:
        nodes = self._sheet_nodes()
        number = max((int(n.get("sheetId", "0")) for n in nodes), default=0) + 1
        node = etree.SubElement(nodes[0].getparent(), nodes[0].tag)
        node.set("name", name)
        node.set("sheetId", str(number))
        space = STRICT_OFFICE if "purl.oclc.org" in self.namespace else OFFICE
        node.set(f"{{{space}}}id", self.package.relate(self.book, "worksheet", part))

    def _free_sheet_name(self) -> str:
        name, taken = NAMES[self.language], {sheet.lower() for sheet in self.sheets}
        names = (name, *(f"{name} ({n})" for n in range(2, 1_000)))
        return next(n for n in names if n.lower() not in taken)

    def _drop_macros(self) -> None:
        """A workbook that was opened by us runs nothing when it is opened again."""
        for relation in self.package.relations(self.book):
            if relation.kind in ("vbaProject", "xlMacrosheet"):
                self.package.unrelate(self.book, relation.target)
                self.package.drop(relation.target)
        if "macroEnabled" in self.package.content_type(self.book):
            self.package.declare(self.book, _BOOK_TYPE)


def _relation_id(node: Any) -> str:
    return next((value for name, value in node.items() if name.endswith("}id")), "")
