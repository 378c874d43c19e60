"""Why: from a figure back to its verdict, formula, numerator and denominator, rows, file, sheet and cell, and article.

Floor: core.lineage. In: values, a judge, an indicator, a unit and a period. Out: a `Trace`.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from jiaodu.core.base.missing import HEDGE_NAMES, REASON_NAMES, Hedge, MissingReason
from jiaodu.core.base.periods import Period
from jiaodu.core.base.text import Text
from jiaodu.core.base.units import printed_unit
from jiaodu.core.evaluation.addresses import Addresses, CellValue
from jiaodu.core.evaluation.judge import Judge
from jiaodu.core.evaluation.margins import print_margin
from jiaodu.core.evaluation.model import BASIS_NAMES, OP_NAMES, Verdict
from jiaodu.core.evaluation.reasons import why_no_value
from jiaodu.core.formula.nodes import AcrossVerb, Previous, Reference, operand_leaves
from jiaodu.core.framework.model import Form, Indicator
from jiaodu.core.indicators import Status, Value, Values, round_half_up
from jiaodu.core.indicators.plan import operand_ordinal
from jiaodu.core.lineage.trace import Trace

SHOWN_UNITS = 6
MAX_DEPTH = 8


def explain_value(values: Values, judge: Judge, id_: str, org: str, ordinal: int, cell: tuple[str, ...] = ()) -> Trace:
    """Explain the value of an indicator of a unit: every verdict on it, and the way down to the cells."""
    return Explainer(values, judge).root(values.framework.indicators[id_], org, ordinal, cell)


class Explainer:
    """Explains what one evaluation gave: values, and the verdicts on them."""

    def __init__(self, values: Values, judge: Judge) -> None:
        self.values, self.judge = values, judge
        self.framework, self.results = values.framework, values.results
        self.addresses = Addresses(self.results.facts)

    def root(self, indicator: Indicator, org: str, ordinal: int, cell: tuple[str, ...]) -> Trace:
        value = self.values.value(indicator.id, org, ordinal, cell)
        verdicts = [
            self.verdict(v) for s in self.framework.standards.values()
            if s.spec.indicator == indicator.id or s.judged == indicator.id
            for v in self.judge.judge(s, org, ordinal) if v.cell == cell
        ]  # fmt: skip
        trace = self.explain(value, 0)
        made = [*verdicts, *trace.steps, self.made_from()]
        return Trace(trace.kind, trace.text, trace.data, tuple(made))

    def made_from(self) -> Trace:
        facts, packs = self.results.facts.name, ", ".join(p.ref for p in self.framework.packs)
        digest = self.framework.hash[:12]
        text = Text(
            f"依据:快照 {facts},框架 {packs}(校验值 {digest})",
            f"made from snapshot {facts}, framework {packs} (hash {digest})",
        )
        return Trace("run", text, {"snapshot": facts, "packs": packs, "framework": self.framework.hash})

    # --- verdicts -----------------------------------------------------------------------------------------------

    def verdict(self, verdict: Verdict) -> Trace:
        standard = self.framework.standards[verdict.standard]
        basis = BASIS_NAMES[verdict.basis]
        unit = verdict.unit or self.framework.indicators[verdict.indicator].spec.unit
        zh, en = f"判定:{standard.name.zh} — {verdict.name.zh}", f"verdict: {standard.name.en} — {verdict.name.en}"
        if verdict.limit is not None:
            limit = f"{OP_NAMES[verdict.op]} {verdict.limit}"
            zh += f"(标准 {limit}{printed_unit(unit)},{basis.zh})"
            en += f" (limit {limit} {printed_unit(unit, 'en')}, {basis.en})"
        steps = [
            s
            for s in (
                self._margin(verdict),
                self._reason(verdict),
                self.article(verdict.document, verdict.article, verdict.unverified),
            )
            if s
        ]
        return Trace("verdict", Text(zh, en), verdict.to_json(), tuple(steps))

    def _margin(self, verdict: Verdict) -> Trace | None:
        if verdict.margin is None:
            return None
        indicator = self.framework.indicators[verdict.indicator]
        shown = print_margin(verdict, indicator)
        return Trace("margin", Text(f"差距:{shown.zh}", f"margin: {shown.en}"), {})

    @staticmethod
    def _reason(verdict: Verdict) -> Trace | None:
        if verdict.reason is None:
            return None
        return Trace("reason", Text(f"原因:{verdict.reason.zh}", f"reason: {verdict.reason.en}"))

    def article(self, document_id: str, name: str, unverified: bool) -> Trace | None:
        """The article that something rests on, with its text or what it says in short."""
        document = self.framework.documents.get(document_id)
        if document is None:
            return None
        article = document.articles.get(name)
        flag = Text("〔未核实〕", " [unverified]") if unverified else Text("", "")
        zh = f"依据:《{document.title.zh}》{document.number} {name}".rstrip() + flag.zh
        en = f"basis: {document.title.en} {document.number} {name}".rstrip() + flag.en
        steps = []
        if article is not None and article.quote:
            steps.append(Trace("quote", Text(f"原文:“{article.quote}”", f"text: “{article.quote}”")))
        elif article is not None and article.summary is not None:
            steps.append(Trace("quote", Text(f"要点:{article.summary.zh}", f"in short: {article.summary.en}")))
        return Trace("article", Text(zh, en), {"document": document_id, "address": document.address}, tuple(steps))

    # --- values -------------------------------------------------------------------------------------------------

    def explain(self, value: Value, depth: int, shift: int = 0) -> Trace:
        indicator = self.framework.indicators[value.indicator]
        cell = self.results.cell_name(indicator, value.cell)
        tree = self.results.tree
        shown = self._shown(value, indicator)
        zh = f"{tree.name(value.org)} {value.period.zh} {indicator.name.zh}{cell.zh and f'({cell.zh})'} = {shown.zh}"
        en = (
            f"{tree.name(value.org, 'en')} {value.period} {indicator.name.en}{cell.en and f' ({cell.en})'} = {shown.en}"
        )
        steps: list[Trace] = [self._formula(indicator)]
        if depth < MAX_DEPTH:
            steps += self._parts(value, indicator)
            steps += self._below(value, indicator, depth, shift)
            steps += self._conditions(value, indicator, depth, shift)
        return Trace("value", Text(zh, en), value.to_json(), tuple(steps))

    def _shown(self, value: Value, indicator: Indicator) -> Text:
        if value.rounded is None:
            reason = why_no_value(self.values, value)
            return Text(f"无值({reason.zh})", f"no value ({reason.en})")
        word = HEDGE_NAMES[value.hedge] if value.hedge else Text("", "")
        day = value.as_of.isoformat()
        unit, unit_en = printed_unit(indicator.spec.unit), printed_unit(indicator.spec.unit, "en")
        zh = f"{word.zh}{value.rounded}{unit}(时点 {day})"
        return Text(zh, f"{word.en} {value.rounded} {unit_en} (as of {day})".strip())

    def _formula(self, indicator: Indicator) -> Trace:
        zh, en = self.framework.sentence(indicator), self.framework.sentence(indicator, "en")
        data = {"formula": indicator.canonical, "declared": str(indicator.place)}
        scope = indicator.spec.scope
        steps = [Trace("scope", Text(f"口径:{scope.zh}", f"scope: {scope.en}"))] if scope else []
        if applies := self.framework.conditions_in_words(indicator):
            other = Text("其他单位计为 0", "0 for other units")
            if indicator.spec.elsewhere == "not_applicable":
                other = Text("其他单位不适用", "not applicable to other units")
            said = Text(f"适用:{applies.zh}({other.zh})", f"applies where {applies.en} ({other.en})")
            steps.append(Trace("applies", said))
        return Trace("formula", Text(f"公式:{zh}", f"formula: {en}"), data, tuple(steps))

    def _parts(self, value: Value, indicator: Indicator) -> Iterator[Trace]:
        if value.denominator is not None and value.numerator is not None:
            top, bottom = print_exact(value.numerator), print_exact(value.denominator)
            yield Trace(
                "parts",
                Text(f"分子 {top} ÷ 分母 {bottom}(基本单位)", f"numerator {top} ÷ denominator {bottom} (base units)"),
            )
        if value.due > 1 or value.complete < value.due:
            zh = f"填报:应报 {value.due},齐全 {value.complete}"
            yield Trace("coverage", Text(zh, f"coverage: {value.complete} complete of {value.due} due"))

    def _conditions(self, value: Value, indicator: Indicator, depth: int, shift: int) -> Iterator[Trace]:
        """The values that decide whether the indicator applies to the unit."""
        for id_ in dict.fromkeys(indicator.conditions()):
            operand = self.framework.indicators[id_]
            ordinal = operand_ordinal(indicator, operand, value.period.ordinal, 0)
            inner = self.values.value(id_, value.org, ordinal, value.cell if operand.by else (), shift)
            trace = self.explain(inner, depth + 1, shift)
            text = Text(f"适用条件:{trace.text.zh}", f"condition: {trace.text.en}")
            yield Trace("condition", text, trace.data, trace.steps)

    def _below(self, value: Value, indicator: Indicator, depth: int, shift: int) -> Iterator[Trace]:
        if indicator.spec.table:
            yield from self._rows(value, indicator, shift)
        elif indicator.spec.across:
            yield from self._units(value, indicator, depth, shift)
        else:
            for leaf in operand_leaves(indicator.formula):
                operand, back, placed = self.results.operand(indicator, leaf)
                ordinal = operand_ordinal(indicator, operand, value.period.ordinal, back)
                cell, later = (value.cell if operand.by else ()), shift + placed
                inner = self.values.value(operand.id, value.org, ordinal, cell, later)
                trace = self.explain(inner, depth + 1, later)
                word = Text("上期:", "earlier: ") if isinstance(leaf, Previous) else Text("", "")
                text = Text(word.zh + trace.text.zh, word.en + trace.text.en)
                yield Trace("operand", text, trace.data, trace.steps)

    # --- rows and cells -----------------------------------------------------------------------------------------

    def _rows(self, value: Value, indicator: Indicator, shift: int) -> Iterator[Trace]:
        """The units whose rows make a value, the largest few, each down to its cells."""
        form = self.framework.forms[indicator.spec.table or ""]
        if value.level not in indicator.spec.levels:
            return
        data = self.results.placed(indicator, value.level, shift)
        at = self.results.frames.index.get(value.org, -2)
        mine = np.flatnonzero((data.frame.period == value.period.ordinal) & (data.frame.ancestors[value.level] == at))
        codes = list(dict.fromkeys(str(self.results.frames.codes[data.frame.org[i]]) for i in mine))
        if len(codes) == 1 and codes[0] == value.org:
            yield from self._cells(form, indicator, value.org, value)
            return
        for code in codes[:SHOWN_UNITS]:
            name = Text(self.results.tree.name(code), self.results.tree.name(code, "en"))
            yield Trace("unit", name, {"org": code}, tuple(self._cells(form, indicator, code, value)))
        if len(codes) > SHOWN_UNITS:
            more = len(codes) - SHOWN_UNITS
            yield Trace("more", Text(f"另有 {more} 个单位", f"and {more} more units"), {"units": codes[SHOWN_UNITS:]})

    def _cells(self, form: Form, indicator: Indicator, org: str, value: Value) -> Iterator[Trace]:
        grain = dict(zip(indicator.by, value.cell, strict=False)) if value.cell else {}
        grain = {name: code for name, code in grain.items() if name in form.spec.grain}
        for item in indicator.items():
            if item in form.spec.grain:
                continue
            cells = self.addresses.cells(form, item, org, value.period.ordinal, value.as_of.isoformat(), grain)
            if indicator.spec.source:
                cells = [c for c in cells if c.source == indicator.spec.source]
            name = form.item(item).name
            if not cells:
                text = Text(
                    f"{name.zh}:没有记录(表“{form.name.zh}”未报)",
                    f"{name.en}: no record (form “{form.name.en}” not returned)",
                )
                yield Trace("cell", text, {"form": form.id, "item": item, "org": org})
            # another source that says nothing of the item has no part in it
            told = [c for i, c in enumerate(cells) if i == 0 or c.value is not None or c.missing or c.note]
            for i, cell in enumerate(told):
                yield self._cell(form, item, cell, leading=i == 0 or len({c.source for c in cells}) == 1)

    def _cell(self, form: Form, item: str, cell: CellValue, leading: bool) -> Trace:
        spec = form.item(item)
        source = (
            self.framework.sources[cell.source].name
            if cell.source in self.framework.sources
            else Text(cell.source, cell.source)
        )
        shown = print_cell(spec.unit or "one", cell)
        where = str(cell.address) if cell.address else "—"
        aside = Text("", "") if leading else Text("(非主来源,不参与计算)", " (not the leading source, not used)")
        zh = f"{spec.name.zh} = {shown.zh} ← {source.zh}:{where}{aside.zh}"
        en = f"{spec.name.en} = {shown.en} ← {source.en}: {where}{aside.en}"
        steps = []
        scope = spec.scopes.get(cell.source) or spec.scope
        if scope:
            steps.append(Trace("scope", Text(f"口径:{scope.zh}", f"scope: {scope.en}")))
        if cell.note:
            steps.append(Trace("note", Text(f"说明:{cell.note}", f"note: {cell.note}")))
        if cell.address:
            a = cell.address
            zh_load = f"装入:第 {a.load} 次,{a.by},{a.when},文件校验值 {a.sha256[:12]}"
            steps.append(
                Trace("load", Text(zh_load, f"load {a.load} by {a.by} at {a.when}, file hash {a.sha256[:12]}"))
            )
        data: dict[str, object] = {
            "form": form.id,
            "item": item,
            "source": cell.source,
            "value": None if cell.value is None else str(cell.value),
        }
        data |= {"address": cell.address.to_json()} if cell.address else {}
        return Trace("cell", Text(zh, en), data, tuple(steps))

    # --- units below --------------------------------------------------------------------------------------------

    def _units(self, value: Value, indicator: Indicator, depth: int, shift: int) -> Iterator[Trace]:
        across = indicator.spec.across
        assert across is not None
        view = self.results.tree.at(value.as_of)
        codes = view.children(value.org, across.level)
        weights = [
            n.weight.name
            for n in indicator.formula.walk()
            if isinstance(n, AcrossVerb) and isinstance(n.weight, Reference)
        ]
        for code in codes[:SHOWN_UNITS]:
            at = (value.period.ordinal, value.cell, shift)
            trace = self.explain(self.values.value(across.indicator, code, *at), depth + 1, shift)
            extra = tuple(self.explain(self.values.value(w, code, *at), MAX_DEPTH, shift) for w in weights)
            yield Trace("unit", trace.text, trace.data, (*extra, *trace.steps))
        if len(codes) > SHOWN_UNITS:
            more = len(codes) - SHOWN_UNITS
            yield Trace(
                "more", Text(f"另有 {more} 个单位", f"and {more} more units"), {"units": list(codes[SHOWN_UNITS:])}
            )


def print_cell(unit: str, cell: CellValue) -> Text:
    """A stored value in words: hedge, number and unit; why there is none."""
    if cell.value is None:
        reason = REASON_NAMES[MissingReason(cell.missing)] if cell.missing else Text("空", "blank")
        return reason
    word = HEDGE_NAMES[Hedge(cell.hedge)] if cell.hedge else Text("", "")
    number = f"{cell.value.normalize():f}" if hasattr(cell.value, "normalize") else str(cell.value)
    return Text(f"{word.zh}{number}{printed_unit(unit)}", f"{word.en} {number} {printed_unit(unit, 'en')}".strip())


def print_exact(number: Fraction) -> str:
    """A fraction as people read it: whole, a short decimal, or a ratio rounded to 6 digits."""
    if number.denominator == 1:
        return f"{number.numerator:,}"
    return f"{round_half_up(number, 6).normalize():,f}"


def print_period(period: Period) -> Text:
    """A period in both languages."""
    return Text(period.zh, str(period))


__all__ = ["Status", "explain_value", "print_exact", "print_margin", "print_period"]
