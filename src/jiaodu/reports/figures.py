"""Figures: the words that stand for a value, its limit, margin or growth, with ids and annex entries.

Floor: reports. In: an `Evaluated` and a unit. Out: `Figure`s, and at the end the annex.
"""

from __future__ import annotations

import hashlib
from fractions import Fraction

from jiaodu.core.base.missing import Hedge
from jiaodu.core.base.text import Language, Text
from jiaodu.core.base.units import printed_unit
from jiaodu.core.evaluation import BASIS_NAMES, OP_NAMES, Addresses, Evaluated, Outcome, Verdict
from jiaodu.core.evaluation.reasons import why_no_value
from jiaodu.core.framework.model import Indicator
from jiaodu.core.indicators import Value, round_half_up
from jiaodu.core.lineage.why import print_exact, print_margin
from jiaodu.reports.document import Entry, Figure

MAX_ID = 40
_HEDGED: dict[Hedge, Text] = {
    Hedge.AT_LEAST: Text("{}以上", "at least {}"),
    Hedge.AT_MOST: Text("近{}", "nearly {}"),
    Hedge.ABOUT: Text("约{}", "about {}"),
}


class Figures:
    """Makes the figures of one report and remembers what the annex must say."""

    def __init__(self, evaluated: Evaluated, org: str, language: Language) -> None:
        self.evaluated, self.org, self.language = evaluated, org, language
        self.evaluation, self.framework = evaluated.evaluation, evaluated.values.framework
        self.addresses = Addresses(evaluated.values.results.facts)
        self.made: dict[str, list[str]] = {}
        self._uses: dict[str, int] = {}

    def t(self, zh: str, en: str) -> str:
        """A text in the language of the report."""
        return zh if self.language == "zh" else en

    def text(self, text: Text) -> str:
        """A bilingual text in the language of the report."""
        return text.in_(self.language)

    def figure(self, indicator_id: str, part: str = "value") -> Figure:
        """A figure for a part of an indicator: value, limit, margin, growth, numerator or denominator."""
        indicator = self.framework.indicators[indicator_id]
        value = self.value(indicator)
        text = self._part(indicator, value, part)
        missing = text is None
        if text is None:
            text = (
                self.t("〔无数据:", "[no data: ")
                + self.text(why_no_value(self.evaluated.values, value))
                + self.t("〕", "]")
            )
        figure = Figure(self._id(indicator_id, part), text, self.text(indicator.name), indicator_id, missing)
        self.made.setdefault(indicator_id, []).append(figure.id)
        return figure

    def value(self, indicator: Indicator) -> Value:
        """The value of an indicator of the unit in the evaluated year."""
        ordinal = self.evaluated.values.results.periods[indicator.period_kind][0]
        return self.evaluated.values.value(indicator.id, self.org, ordinal)

    def _id(self, indicator: str, part: str) -> str:
        """Stable: the same report makes the same ids."""
        stem = indicator if part == "value" else f"{indicator}_{part}"
        self._uses[stem] = self._uses.get(stem, 0) + 1
        tail = "" if self._uses[stem] == 1 else f"_{self._uses[stem]}"
        room = MAX_ID - len("jd_f_") - len(tail)
        if len(stem) > room:
            stem = f"{stem[: room - 7]}_{hashlib.sha256(stem.encode()).hexdigest()[:6]}"
        return f"jd_f_{stem}{tail}"

    def _part(self, indicator: Indicator, value: Value, part: str) -> str | None:
        verdict = self.verdict(indicator.id)
        match part:
            case "limit":
                return (
                    None
                    if verdict is None or verdict.limit is None
                    else self.number(Fraction(verdict.limit), indicator, trim=True)
                )
            case "margin":
                return (
                    None if verdict is None or verdict.margin is None else self.text(print_margin(verdict, indicator))
                )
            case "growth":
                found = [v.growth for v in self.verdicts(indicator.id) if v.growth is not None]
                return f"{round_half_up(found[0], 2):+f}%" if found else None
            case "numerator" | "denominator":
                number = value.numerator if part == "numerator" else value.denominator
                return None if number is None else print_exact(number)
        if value.exact is None:
            return None
        shown = self.number(value.exact, indicator)
        return self.text(_HEDGED[value.hedge]).format(shown) if value.hedge else shown

    def number(self, exact: Fraction, indicator: Indicator, trim: bool = False) -> str:
        """A number with the indicator's digits and unit. Whole figures of counted things lose their zeros."""
        rounded = round_half_up(exact, indicator.spec.round.digits)
        if trim or (rounded == rounded.to_integral_value() and indicator.unit.kind == "amount"):
            rounded = rounded.normalize()
        unit = printed_unit(indicator.spec.unit, self.language)
        space = "" if self.language == "zh" or unit in ("", "%", "‰") else " "
        return f"{rounded:,f}{space}{unit}" if self.language == "en" else f"{rounded:f}{unit}"

    def verdicts(self, indicator_id: str) -> list[Verdict]:
        """The verdicts of standards on an indicator, those with a limit first."""
        standards = self.framework.standards
        found = [
            v
            for v in self.evaluation.verdicts
            if v.org == self.org and standards[v.standard].spec.indicator == indicator_id
        ]
        return sorted(found, key=lambda v: v.limit is None)

    def verdict(self, indicator_id: str) -> Verdict | None:
        """The first verdict on an indicator whose standard is in force."""
        return next((v for v in self.verdicts(indicator_id) if v.limit is not None), None)

    # --- annex --------------------------------------------------------------------------------------------------

    def annex(self) -> tuple[Entry, ...]:
        """One entry for each indicator that the report shows, in order of appearance."""
        return tuple(self._entry(n, id_, ids) for n, (id_, ids) in enumerate(self.made.items(), 1))

    def _entry(self, number: int, indicator_id: str, ids: list[str]) -> Entry:
        indicator = self.framework.indicators[indicator_id]
        value = self.value(indicator)
        shown = self._part(indicator, value, "value")
        if shown is None:
            shown = self.t("无数据:", "no data: ") + self.text(why_no_value(self.evaluated.values, value))
        parts = ""
        if value.numerator is not None and value.denominator is not None:
            parts = f"{print_exact(value.numerator)} ÷ {print_exact(value.denominator)}"
        verdicts = self.verdicts(indicator_id)
        sources, notes = self._sources(indicator, value)
        scope = self.text(indicator.spec.scope) if indicator.spec.scope else ""
        return Entry(
            indicator_id, number, self.text(indicator.name), shown, value.as_of.isoformat(), parts, scope, sources, notes,
            tuple(self._said(v) for v in verdicts), tuple(dict.fromkeys(a for v in verdicts if (a := self._article(v)))), tuple(ids),
        )  # fmt: skip

    def _sources(self, indicator: Indicator, value: Value) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Files, sheets and cells behind a value, at most six; and the notes written there."""
        found: dict[str, None] = {}
        notes: dict[str, None] = {}
        for id_ in self.framework.closure([indicator.id]):
            base = self.framework.indicators[id_]
            if not base.spec.table:
                continue
            form = self.framework.forms[base.spec.table]
            ordinal = self.evaluated.values.results.periods[base.period_kind][0]
            for item in base.items():
                if item in form.spec.grain:
                    continue
                for cell in self.addresses.cells(form, item, self.org, ordinal)[:2]:
                    if (
                        cell.value is not None
                        and cell.address is not None
                        and cell.source == (base.spec.source or cell.source)
                    ):
                        found[str(cell.address)] = None
                    if cell.note:
                        notes[cell.note] = None
        return tuple(found)[:6], tuple(notes)[:3]

    def _said(self, verdict: Verdict) -> str:
        standard = self.framework.standards[verdict.standard]
        limit = f"{OP_NAMES[verdict.op]} {verdict.limit}" if verdict.limit is not None else ""
        flag = self.t("〔未核实〕", " [unverified]") if verdict.unverified else ""
        basis = self.text(BASIS_NAMES[verdict.basis])
        why = f":{self.text(verdict.reason)}" if verdict.reason and verdict.outcome is not Outcome.MET else ""
        return f"{self.text(standard.name)} {limit}({basis}){flag} — {self.text(verdict.name)}{why}"

    def _article(self, verdict: Verdict) -> str:
        document = self.framework.documents.get(verdict.document)
        if document is None:
            return ""
        title = f"《{document.title.zh}》" if self.language == "zh" else document.title.en
        return f"{title}{document.number} {verdict.article}".strip()
