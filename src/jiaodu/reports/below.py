"""Units below that fall short: which of them do not meet a standard, by how much, or why that cannot be judged.

Floor: reports. In: standards and a level, and the `Figures` of a report. Out: a table whose numbers are figures.
"""

from __future__ import annotations

from collections.abc import Iterator

from jiaodu.core.evaluation import Outcome, Verdict
from jiaodu.core.evaluation.evaluate import last_day
from jiaodu.core.framework import schema
from jiaodu.reports.annex import UNVERIFIED
from jiaodu.reports.document import Block, Inline, Paragraph, Run, Table
from jiaodu.reports.figures import Figures
from jiaodu.reports.judged import Judged

WIDTHS = (22, 34, 30, 14)
SHORT = (Outcome.NOT_MET, Outcome.NOT_ASSESSABLE)


class Below:
    """Writes the tables of units below of one report."""

    def __init__(self, figures: Figures, judged: Judged) -> None:
        self.figures, self.judged, self.framework = figures, judged, figures.framework
        self.t, self.text = figures.t, figures.text

    def blocks(self, block: schema.ReportBlock) -> Iterator[Block]:
        """The table, or a sentence where no unit falls short."""
        assert block.units is not None
        units = self._units(block.units.level)
        found = [(unit, v) for unit in units for name in block.units.standards for v in self._verdicts(name, unit)]
        caption = self.text(block.caption) if block.caption else ""
        if not found:
            none = self.t(f"{caption}：无。", f"{caption}: none.")
            yield Paragraph((Run(none),))
            return
        head = (self.t("单位", "unit"), self.t("标准", "standard"), self.t("情况", "found"), self.t("结论", "verdict"))
        yield Table(caption, head, tuple(self._row(unit, v) for unit, v in found), WIDTHS)

    def _units(self, level: str) -> list[str]:
        tree = self.figures.evaluated.values.results.tree
        view = tree.at(last_day(self.figures.evaluation.run.year))
        under = [c for c in tree.codes if c in view.units and view.under(c, self.figures.org)]
        return [c for c in under if c != self.figures.org and view.units[c].level == level]

    def _verdicts(self, name: str, unit: str) -> Iterator[Verdict]:
        """The verdicts that fall short; under a combined standard those of its members."""
        judge = self.figures.evaluated.judge
        standard = self.framework.standards[name]
        ordinal = self.figures.ordinal(judge.indicator_of(standard))
        for verdict in judge.judge(standard, unit, ordinal):
            if verdict.outcome in SHORT:
                yield verdict
                for member in standard.spec.members:
                    inner = self.framework.standards[member]
                    of = self.figures.ordinal(judge.indicator_of(inner))
                    yield from (
                        v for v in judge.judge(inner, unit, of) if v.outcome in SHORT and v.cell == verdict.cell
                    )

    def _row(self, unit: str, verdict: Verdict) -> tuple[tuple[Inline, ...], ...]:
        standard = self.framework.standards[verdict.standard]
        name = self.text(standard.name) + (self.text(UNVERIFIED) if verdict.unverified else "")
        words = self.text(self.figures.cell_name(verdict.indicator, verdict.cell))
        if words and words not in name:
            name += self.t(f"（{words}）", f" ({words})")
        outcome = Run(self.text(verdict.name), strong=True, outcome=verdict.outcome.value)
        unit_name = Run(self.figures.org_name(unit).in_(self.figures.language))
        return ((unit_name,), (Run(name),), tuple(self.judged.found(verdict)) or (Run("—"),), (outcome,))
