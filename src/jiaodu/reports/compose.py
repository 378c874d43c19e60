"""Compose: the pack's report template and an evaluation become a document tree.

Floor: reports. In: an `Evaluated` and a unit. Out: `Document`, in which every number is a figure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from jiaodu.core.base.problems import JiaoduError, Place, problem
from jiaodu.core.base.text import Language, Text
from jiaodu.core.evaluation import OP_NAMES, Evaluated, Verdict
from jiaodu.core.framework import schema
from jiaodu.core.framework.links import FIGURE
from jiaodu.core.framework.model import Indicator
from jiaodu.reports.annex import PROXY, UNVERIFIED, Annex
from jiaodu.reports.charts.making import make_charts
from jiaodu.reports.document import Block, Chart, Document, Heading, Inline, Paragraph, Run, Table, text_of
from jiaodu.reports.editions.record import record_edition
from jiaodu.reports.figures import Cell, Figures
from jiaodu.reports.findings import find_findings

WIDTHS, PLAIN_WIDTHS = (27, 22, 15, 21, 15), (56, 26, 18)
Cells = tuple[tuple[Inline, ...], ...]


def compose_report(evaluated: Evaluated, org: str, language: Language = "zh") -> Document:
    """Write the report of a unit.

    Raises:
        JiaoduError: R01 when the pack has no report template.
    """
    framework = evaluated.values.framework
    if framework.report is None:
        raise JiaoduError(problem("R01", Place(key=framework.main.ref), pack=framework.main.ref))
    return _Composer(Figures(evaluated, org, language), framework.report).document()


class _Composer:
    def __init__(self, figures: Figures, template: schema.ReportTemplate) -> None:
        self.figures, self.template = figures, template
        self.framework, self.frame = figures.framework, figures.framework.frame
        self.t, self.text = figures.t, figures.text

    def document(self) -> Document:
        template, run = self.template, self.figures.evaluation.run
        blocks = tuple(self._blocks())
        characters = sum(len("".join(text_of(b).split())) for b in blocks if not isinstance(b, Table | Chart))
        annex = Annex(self.figures)
        entries = annex.entries()
        packs = self.t("、", ", ").join(run.packs)
        footer = self.t(
            f"快照 {run.snapshot} · 框架 {packs}（校验值 {run.framework[:12]}） · 教督 {run.jiaodu}",
            f"snapshot {run.snapshot} · packs {packs} (hash {run.framework[:12]}) · jiaodu {run.jiaodu}",
        )
        document = Document(
            self.text(template.title), self.text(template.addressee) if template.addressee else "",
            self.figures.language, blocks, entries, annex.coverage(),
            find_findings(annex, entries, characters, template.limit_characters), annex.files(), footer, characters,
            template.limit_characters, self.figures.org, run.year, run.snapshot, run.framework, run.made,
            self.figures.evaluation.name(self.figures.org, self.figures.language), run.packs, run.jiaodu,
        )  # fmt: skip
        return replace(document, edition=record_edition(document).id)

    def _blocks(self) -> Iterator[Block]:
        for block in self.template.opening:
            yield from self._block(block)
        for section in self.template.sections:
            yield from self._section(section, 1)
        for block in self.template.closing:
            yield from self._block(block)

    def _section(self, section: schema.ReportSection, level: int) -> Iterator[Block]:
        yield Heading(level, self.text(section.title))
        for block in section.blocks:
            yield from self._block(block)
        for named in self.frame.problems.values() if self.frame else ():
            if section.include == "problems":
                yield from self._problem(named, level + 1)
            elif section.include == "measures":
                yield from self._measure(named, level + 1)
        for inner in section.sections:
            yield from self._section(inner, level + 1)

    def _block(self, block: schema.ReportBlock) -> Iterator[Block]:
        if block.text is not None:
            yield Paragraph(tuple(self._inlines(block.text.in_(self.figures.language))))
        if block.table:
            yield from self._table(block)
        if block.chart:
            yield from make_charts(self.figures, block)

    # --- sentences ----------------------------------------------------------------------------------------------

    def _inlines(self, text: str) -> Iterator[Inline]:
        at = 0
        for match in FIGURE.finditer(text):
            if match.start() > at:
                yield Run(text[at : match.start()])
            made = self._figures(self.framework.indicators[match[1]], match[2] or "value")
            yield from self._begun(made) if not match.start() or text[: match.start()].endswith(". ") else made
            at = match.end()
        if at < len(text):
            yield Run(text[at:])

    @staticmethod
    def _begun(inlines: Iterator[Inline]) -> Iterator[Inline]:
        """What begins a sentence has a capital letter."""
        for i, inline in enumerate(inlines):
            yield inline if i else replace(inline, text=inline.text[:1].upper() + inline.text[1:])

    def _figures(self, indicator: Indicator, part: str) -> Iterator[Inline]:
        """The figure that a sentence asks for; of an indicator with a breakdown one for each cell, named."""
        for i, cell in enumerate(self.figures.cells(indicator) or [()]):
            if cell:
                words = self.figures.evaluated.values.results.cell_name(indicator, cell)
                comma = self.t("、", ", ") if i else ""
                yield Run(comma + self.t(words.zh, f"{words.en} "))
            yield self.figures.figure(indicator.id, part, cell)
            if part == "limit" and any(v.unverified for v in self.figures.in_force(indicator.id, cell)[:1]):
                yield Run(self.text(UNVERIFIED))

    # --- tables -------------------------------------------------------------------------------------------------

    def _table(self, block: schema.ReportBlock) -> Iterator[Block]:
        """Values beside what is asked of them; where nothing is asked of any, beside their reference dates."""
        lines = [
            (indicator, cell, self.figures.in_force(indicator.id, cell))
            for indicator in (self.framework.indicators[id_] for id_ in block.table)
            for cell in self.figures.cells(indicator) or [()]
        ]
        caption = self.text(block.caption) if block.caption else ""
        shown = [v for _, _, found in lines for v in found]
        head: tuple[str, ...] = (self.t("指标", "indicator"), self.t("值", "value"))
        if not shown:
            rows = tuple(self._plain_row(indicator, cell) for indicator, cell, _ in lines)
            yield Table(caption, (*head, self.t("统计时点", "as of")), rows, PLAIN_WIDTHS)
            return
        head = (*head, self.t("标准", "asked"), self.t("差距", "margin"), self.t("结论", "verdict"))
        judged = tuple(
            self._row(indicator, cell, v, len(found) > 1) for indicator, cell, found in lines for v in found or (None,)
        )
        yield Table(caption, head, judged, WIDTHS)
        yield from self._legend(shown)

    def _plain_row(self, indicator: Indicator, cell: Cell) -> Cells:
        day = self.figures.value(indicator, cell).as_of.isoformat()
        name = Run(self.figures.name(indicator, cell))
        return ((name,), (self.figures.figure(indicator.id, "value", cell),), (Run(day),))

    def _legend(self, shown: list[Verdict]) -> Iterator[Block]:
        """What the marks of a table mean, where it bears any."""
        said = []
        if any(v.basis == "proxy" for v in shown):
            said.append(self.t(f"“代理值”为{PROXY.zh}", "verdicts on a proxy are no findings under the law"))
        if any(v.unverified for v in shown):
            said.append(
                self.t("〔未核实〕指条文或数值没有核对过原件", "[unverified]: not checked against the document")
            )
        if said:
            yield Paragraph(
                (Run(self.t("注：", "Note: ") + self.t("；", "; ").join(said) + self.t("。", ".")),), note=True
            )

    def _row(self, indicator: Indicator, cell: Cell, verdict: Verdict | None, several: bool) -> Cells:
        """A value beside one standard in force; where several ask something of it, each has its row."""
        figures = self.figures
        name = figures.name(indicator, cell)
        value = figures.figure(indicator.id, "value", cell)
        none = (Run("—"),)
        if verdict is None:
            return ((Run(name),), (value,), none, none, none)
        if several:
            standard = self.text(self.framework.standards[verdict.standard].name)
            name += self.t(f"（{standard}）", f" ({standard})")
        asked = self._asked(indicator, cell, verdict)
        if verdict.unverified:
            asked = (*asked, Run(self.text(UNVERIFIED).strip()))
        margin: tuple[Inline, ...] = none
        if verdict.margin is not None:
            margin = (figures.figure(indicator.id, "margin", cell, verdict),)
        outcome = Run(self.text(verdict.name), strong=True, outcome=verdict.outcome.value)
        return ((Run(name),), (value,), asked, margin, (outcome,))

    def _asked(self, indicator: Indicator, cell: Cell, verdict: Verdict) -> tuple[Inline, ...]:
        if self.figures.growing(verdict) and not verdict.limit:
            words = {">=": Text("不低于上年", "not below last year"), ">": Text("高于上年", "above last year"),
                     "<=": Text("不高于上年", "not above last year"), "<": Text("低于上年", "below last year")}  # fmt: skip
            return (Run(self.text(words.get(verdict.op, Text("与上年相同", "as last year")))),)
        lead = self.t("比上年变化", "change ") if self.figures.growing(verdict) else ""
        return (Run(f"{lead}{OP_NAMES[verdict.op]}"), self.figures.figure(indicator.id, "limit", cell, verdict))

    # --- problems and measures ----------------------------------------------------------------------------------

    def _problem(self, named: schema.NamedProblem, level: int) -> Iterator[Block]:
        """A problem that the report names, with its figures."""
        yield Heading(level, f"{self._number(named.number)}{self.text(named.name)}")
        for id_ in named.indicators:
            indicator = self.framework.indicators[id_]
            lead = Run(f"{self.text(indicator.name)}{self.t('：', ': ')}")
            yield Paragraph((lead, *self._figures(indicator, "value"), Run(self.t("。", "."))))

    def _measure(self, named: schema.NamedProblem, level: int) -> Iterator[Block]:
        """Its measure; what is not stated is said to be missing."""
        yield Heading(level, f"{self._number(named.number)}{self.text(named.measure)}")
        if named.measure_items:
            items = self.t("；", "; ").join(self.text(i) for i in named.measure_items)
            yield Paragraph((Run(f"{items}{self.t('。', '.')}"),))
        unit = self.t("未写明责任单位", "no responsible unit stated")
        if named.department and self.frame:
            department = self.frame.departments[named.department]
            flag = self.text(UNVERIFIED) if department.unverified else ""
            unit = f"{self.t('责任单位：', 'responsible: ')}{self.text(department.name)}{flag}"
        day = self.t("未写明期限", "no deadline stated")
        if named.deadline:
            day = f"{self.t('期限：', 'deadline: ')}{named.deadline.isoformat()}"
        yield Paragraph((Run(self.t(f"〔{unit}；{day}〕", f"[{unit}; {day}]")),), note=True)

    def _number(self, number: int) -> str:
        if self.figures.language == "en":
            return f"({number}) "
        digits = "零一二三四五六七八九"
        tens, ones = divmod(number, 10)
        words = ("" if tens < 2 else digits[tens]) + ("十" if tens else "") + (digits[ones] if ones else "")
        return f"（{words}）"
