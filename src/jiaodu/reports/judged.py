"""Tables of a report: values beside what is asked of them, or beside their reference dates.

Floor: reports. In: the ids of indicators and the `Figures` of a report. Out: tables and their legend.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jiaodu.core.base.text import Text
from jiaodu.core.evaluation import OP_NAMES, Outcome, Verdict
from jiaodu.core.framework import schema
from jiaodu.core.framework.model import Indicator
from jiaodu.core.framework.references import read_reference
from jiaodu.reports.annex import PROXY, UNVERIFIED
from jiaodu.reports.document import Block, Inline, Paragraph, Run, Table
from jiaodu.reports.figures import Cell, Figures

WIDTHS, PLAIN_WIDTHS = (27, 22, 15, 21, 15), (56, 26, 18)
Cells = tuple[tuple[Inline, ...], ...]


class Judged:
    """Writes the tables of one report."""

    def __init__(self, figures: Figures) -> None:
        self.figures, self.framework = figures, figures.framework
        self.t, self.text = figures.t, figures.text

    def table(self, block: schema.ReportBlock) -> Iterator[Block]:
        """Values beside what is asked of them; where nothing is asked of any, beside their reference dates."""
        lines = [
            (indicator, cell, self.figures.in_force(indicator.id, cell))
            for asked in map(read_reference, block.table)
            for indicator in (self.framework.indicators[asked.indicator],)
            for cell in self.figures.cells(indicator) or [()]
            if cell[: len(asked.cell)] == asked.cell
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
        asked = self.asked(indicator, cell, verdict)
        if verdict.unverified:
            asked = (*asked, Run(self.text(UNVERIFIED).strip()))
        margin: tuple[Inline, ...] = none
        if verdict.margin is not None and self.framework.label_of(indicator, verdict.limit) is None:
            margin = (figures.figure(indicator.id, "margin", cell, verdict),)
        outcome = Run(self.text(verdict.name), strong=True, outcome=verdict.outcome.value)
        return ((Run(name),), (value,), asked, margin, (outcome,))

    def asked(self, indicator: Indicator, cell: Cell, verdict: Verdict) -> tuple[Inline, ...]:
        """What a standard asks: its comparison and limit."""
        if self.figures.growing(verdict) and not verdict.limit:
            words = {">=": Text("不低于上年", "not below last year"), ">": Text("高于上年", "above last year"),
                     "<=": Text("不高于上年", "not above last year"), "<": Text("低于上年", "below last year")}  # fmt: skip
            return (Run(self.text(words.get(verdict.op, Text("与上年相同", "as last year")))),)
        label = self.framework.label_of(indicator, verdict.limit)
        if label is not None and verdict.limit is not None:  # the number stands for a word: that, or a better one
            beyond = verdict.limit + Decimal(1 if verdict.op in (">=", ">") else -1)
            best = self.framework.label_of(indicator, beyond) is None
            more = () if best else (Run(self.t("及以上", " or better")),)
            return (self.figures.figure(indicator.id, "limit", cell, verdict), *more)
        lead = self.t("比上年变化", "change ") if self.figures.growing(verdict) else ""
        return (Run(f"{lead}{OP_NAMES[verdict.op]}"), self.figures.figure(indicator.id, "limit", cell, verdict))

    def found(self, verdict: Verdict) -> Iterator[Inline]:
        """What a verdict that falls short found: the value, what is asked and the gap, or why it cannot be judged."""
        figures, standard = self.figures, self.framework.standards[verdict.standard]
        own = standard.spec.indicator is not None and not verdict.unit
        if verdict.outcome is not Outcome.NOT_MET or verdict.compared is None or verdict.limit is None:
            if verdict.reason is not None:
                yield Run(self.text(verdict.reason))
        elif own:
            indicator = self.framework.indicators[standard.spec.indicator or ""]
            yield figures.figure(indicator.id, "value", verdict.cell, verdict)
            yield Run(self.t("，标准", ", asked "))
            yield from self.asked(indicator, verdict.cell, verdict)
            if verdict.margin is not None and self.framework.label_of(indicator, verdict.limit) is None:
                yield Run(self.t("，差距", ", margin "))
                yield figures.figure(indicator.id, "margin", verdict.cell, verdict)
        else:
            yield figures.standing(verdict, "compared")
            yield Run(self.t(f"，标准{OP_NAMES[verdict.op]}", f", asked {OP_NAMES[verdict.op]}"))
            yield figures.standing(verdict, "limit")
            yield from self._rest(verdict)

    def _rest(self, verdict: Verdict) -> Iterator[Inline]:
        """Of a combined standard that enough members meet: that what failed is one of the others."""
        rest = self.framework.standards[verdict.standard].spec.rest
        if rest is None or verdict.compared is None or verdict.compared < (verdict.limit or 0):
            return
        share = f"{(rest.share * 100).normalize():f}%"
        yield Run(self.t(f"，但其余项没有达到标准的{share}", f", but the rest do not come to {share} of their limits"))
