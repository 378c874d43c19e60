"""Sentences: a text of a template becomes runs and figures.

Floor: reports. In: a text with references, and the `Figures` of a report. Out: inlines in the report's language.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from jiaodu.core.base.text import Text
from jiaodu.core.framework import schema
from jiaodu.core.framework.references import FigureReference, read_reference, split_text
from jiaodu.reports.annex import UNVERIFIED
from jiaodu.reports.document import Inline, Paragraph, Run
from jiaodu.reports.figures import Cell, Figures

# what leads a comparison whose figure is a bare number
_LEADS = {
    "previous": Text("上年", "the year before "),
    "limit": Text("标准", "asked "),
    "country": Text("全国", "nation "),
    "province": Text("全省", "province "),
    "city": Text("全市", "city "),
    "county": Text("全县", "county "),
}


class Sentences:
    """Writes the sentences of one report."""

    def __init__(self, figures: Figures) -> None:
        self.figures, self.framework = figures, figures.framework
        self.t, self.text = figures.t, figures.text
        year = figures.evaluation.run.year
        unit = figures.text(figures.org_name(figures.org))
        self.words = {"{unit}": unit, "{year}": str(year), "{next_year}": str(year + 1)}

    def filled(self, text: Text) -> str:
        """A text without figures, with the words of the report put in."""
        return self._fill(text.in_(self.figures.language))

    def inlines(self, text: Text) -> tuple[Inline, ...]:
        """A text as runs and figures."""
        made: list[Inline] = []
        for piece in split_text(text.in_(self.figures.language)):
            if isinstance(piece, str):
                made.append(Run(self._fill(piece)))
                continue
            found = list(self.asked(piece))
            if self.figures.language == "en" and (not made or made[-1].text.endswith(". ")):
                found[0] = begun(found[0])
            made += found
        return tuple(made)

    def _fill(self, text: str) -> str:
        for word, said in self.words.items():
            text = text.replace(word, said)
        return text

    def asked(self, asked: FigureReference) -> Iterator[Inline]:
        """The figure that a reference asks for; of an indicator with a breakdown one for each cell, named."""
        figures, indicator = self.figures, self.framework.indicators[asked.indicator]
        shift = asked.years_from(figures.evaluation.run.year)
        cells: Sequence[Cell] = [c for c in figures.cells(indicator) if c[: len(asked.cell)] == asked.cell]
        for i, cell in enumerate(cells or [asked.cell]):
            if len(cell) > len(asked.cell):
                words = figures.evaluated.values.results.cell_name(indicator, cell)
                yield Run((self.t("、", ", ") if i else "") + self.t(words.zh, f"{words.en} "))
            yield figures.figure(indicator.id, asked.part, cell, shift=shift)
            if asked.part in ("limit", "over") and any(v.unverified for v in figures.in_force(indicator.id, cell)[:1]):
                yield Run(self.text(UNVERIFIED))

    # --- statistics ---------------------------------------------------------------------------------------------

    def statistics(self, block: schema.ReportBlock) -> Paragraph:
        """A block of statistics: each value with what stands beside it."""
        made: list[Inline] = []
        if block.caption:
            made.append(Run(self.filled(block.caption) + self.t("：", ": ")))
        for i, statistic in enumerate(block.statistics):
            if i:
                made.append(Run(self.t("；", "; ")))
            made += self._statistic(statistic)
        return Paragraph((*made, Run(self.t("。", "."))))

    def _statistic(self, statistic: schema.Statistic) -> Iterator[Inline]:
        own = read_reference(statistic.indicator)
        name = statistic.name or self.framework.indicators[own.indicator].name
        yield Run(self.filled(name) if statistic.name else self.text(name))
        yield Run(self.t("", " "))
        yield from self.asked(own)
        for part in statistic.compare:
            lead = _LEADS.get(part, Text("", ""))
            yield Run(self.t("，", ", ") + self.text(lead))
            yield from self.asked(replace(own, part=part))


def begun(inline: Inline) -> Inline:
    """What begins a sentence has a capital letter."""
    text = inline.text[:1].upper() + inline.text[1:]
    return replace(inline, text=text)
