"""Figures: the words that stand for a value, its limit, margin or growth, each with a stable id.

Floor: reports. In: an `Evaluated` and a unit. Out: `Figure`s, and what was used of each indicator, for the annex.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from jiaodu.core.base.text import Language, Text
from jiaodu.core.evaluation import Addresses, Evaluated, Verdict
from jiaodu.core.framework.model import Indicator
from jiaodu.core.indicators import Value
from jiaodu.core.lineage.why import print_exact
from jiaodu.reports.document import Figure
from jiaodu.reports.numbers import print_growth, print_limit, print_margin, print_value, typeset
from jiaodu.reports.sources import why_missing

MAX_ID = 40
Cell = tuple[str, ...]


class Figures:
    """Makes the figures of one report and remembers what the annex must say."""

    def __init__(self, evaluated: Evaluated, org: str, language: Language) -> None:
        self.evaluated, self.org, self.language = evaluated, org, language
        self.evaluation, self.framework = evaluated.evaluation, evaluated.values.framework
        self.addresses = Addresses(evaluated.values.results.facts)
        self.made: dict[tuple[str, Cell], list[str]] = {}
        self._uses: dict[str, int] = {}
        self._ids: set[str] = set()

    def t(self, zh: str, en: str) -> str:
        """A text in the language of the report."""
        return zh if self.language == "zh" else en

    def text(self, text: Text) -> str:
        """A bilingual text in the language of the report, with the punctuation of print."""
        return typeset(text.zh) if self.language == "zh" else text.en

    # --- what is asked of the evaluation ------------------------------------------------------------------------

    def cells(self, indicator: Indicator) -> Sequence[Cell]:
        """The breakdown cells in which an indicator has values or is judged; one empty cell without a breakdown."""
        if not indicator.by:
            return [()]
        values = self.evaluated.values.all_cells(indicator.id, self.org, self._ordinal(indicator))
        found = [*(v.cell for v in values), *(v.cell for v in self._judged(indicator.id))]
        return list(dict.fromkeys(found))

    def value(self, indicator: Indicator, cell: Cell = ()) -> Value:
        """The value of an indicator of the unit in the evaluated year."""
        return self.evaluated.values.value(indicator.id, self.org, self._ordinal(indicator), cell)

    def _ordinal(self, indicator: Indicator) -> int:
        return self.evaluated.values.results.periods[indicator.period_kind][-1]

    def _judged(self, indicator_id: str) -> list[Verdict]:
        standards = self.framework.standards
        mine = (v for v in self.evaluation.verdicts if v.org == self.org)
        return [v for v in mine if standards[v.standard].spec.indicator == indicator_id]

    def verdicts(self, indicator_id: str, cell: Cell = ()) -> list[Verdict]:
        """The verdicts on a value, those of standards in force first."""
        return sorted((v for v in self._judged(indicator_id) if v.cell == cell), key=lambda v: v.limit is None)

    def in_force(self, indicator_id: str, cell: Cell = ()) -> list[Verdict]:
        """The verdicts of standards that are in force."""
        return [v for v in self.verdicts(indicator_id, cell) if v.limit is not None]

    def growing(self, verdict: Verdict) -> bool:
        """Whether a verdict compares with the period before."""
        return self.framework.standards[verdict.standard].spec.kind == "growth"

    def name(self, indicator: Indicator, cell: Cell = ()) -> str:
        """The name of an indicator, with the words of its breakdown."""
        name, words = self.text(indicator.name), self.evaluated.values.results.cell_name(indicator, cell)
        if not cell:
            return name
        return f"{name}（{words.zh}）" if self.language == "zh" else f"{name} ({words.en})"

    # --- figures ------------------------------------------------------------------------------------------------

    def figure(self, id_: str, part: str = "value", cell: Cell = (), verdict: Verdict | None = None) -> Figure:
        """A figure: a value, or of a verdict (the first in force by default) the limit, margin or growth."""
        indicator = self.framework.indicators[id_]
        value = self.value(indicator, cell)
        asked = self._asked(indicator, cell, part, verdict)
        text = self._part(indicator, value, part, verdict)
        shown = self._missing(value, part) if text is None else text
        made = self._id("_".join((id_, *cell)), part)
        self.made.setdefault((id_, cell), []).append(made)
        number = None if text is None else _number(value, part, asked)
        return Figure(
            made, shown, indicator.name.in_(self.language), self.key(id_, cell), text is None, part,
            "" if number is None else str(Fraction(number)), asked.standard if asked else "",
        )  # fmt: skip

    def _asked(self, indicator: Indicator, cell: Cell, part: str, verdict: Verdict | None) -> Verdict | None:
        """The verdict whose limit, margin or growth is printed; None for what the value alone says."""
        if part not in ("limit", "margin", "growth"):
            return None
        found = [verdict] if verdict else self.in_force(indicator.id, cell)
        return next((v for v in found if part != "growth" or v.growth is not None), None)

    @staticmethod
    def key(id_: str, cell: Cell) -> str:
        """The key of an annex entry."""
        return "--".join((id_, *cell))

    def _id(self, stem: str, part: str) -> str:
        """Stable: the same report makes the same ids. Letters that a bookmark cannot carry are hashed away."""
        stem = stem if part == "value" else f"{stem}_{part}"
        self._uses[stem] = self._uses.get(stem, 0) + 1
        tail = "" if self._uses[stem] == 1 else f"__{self._uses[stem]}"
        room = MAX_ID - len("jd_f_") - len(tail)
        plain = "".join(c if c.isascii() and c.isalnum() else "_" for c in stem)
        if len(plain) > room or plain != stem:
            plain = f"{plain[: room - 9]}_{hashlib.sha256(stem.encode()).hexdigest()[:8]}"
        made = f"jd_f_{plain}{tail}"
        if made in self._ids:  # another indicator may be called just that
            return self._id(stem, "value")
        self._ids.add(made)
        return made

    def _part(self, indicator: Indicator, value: Value, part: str, verdict: Verdict | None) -> str | None:
        if part == "value":
            return print_value(value, indicator, self.language)
        if part in ("numerator", "denominator"):
            number = value.numerator if part == "numerator" else value.denominator
            return None if number is None else print_exact(number)
        found = [verdict] if verdict else self.in_force(indicator.id, value.cell)
        if part == "growth":
            grown = [v.growth for v in found if v.growth is not None]
            return print_growth(grown[0], self.language) if grown else None
        if not found or found[0].limit is None:
            return None
        if part == "limit":
            return print_limit(found[0].limit, indicator, self.language)
        return print_margin(found[0], indicator, value.hedge, self.language)

    def _missing(self, value: Value, part: str) -> str:
        """What stands where there is no number: never a digit of one."""
        if part == "limit" or (part == "margin" and value.exact is not None):
            word = Text("无标准", "no limit")
            reasons = [v.reason for v in self.verdicts(value.indicator, value.cell) if v.reason]
            why = reasons[0] if reasons else Text("没有规定", "none is set")
        elif value.exact is not None:
            word = Text("无数据", "no data")
            why = (
                Text("上年不可比", "no comparable year before") if part == "growth" else Text("不是比值", "not a ratio")
            )
        else:
            word, why = Text("无数据", "no data"), why_missing(self.evaluated.values, value)
        return self.t(f"〔{word.zh}：{typeset(why.zh)}〕", f"[{word.en}: {why.en}]")


def _number(value: Value, part: str, verdict: Verdict | None) -> Fraction | Decimal | None:
    """The exact number behind a printed part."""
    if verdict is not None:
        return {"limit": verdict.limit, "margin": verdict.margin, "growth": verdict.growth}[part]
    return {"numerator": value.numerator, "denominator": value.denominator}.get(part, value.exact)
