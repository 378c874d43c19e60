"""The tables of verdicts that people read in a terminal: one unit by duty, many units side by side.

Floor: cli. In: an `Evaluated`. Out: rows of text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from jiaodu.cli.output import Output
from jiaodu.core.base.missing import HEDGE_NAMES
from jiaodu.core.base.text import Text, unsaid
from jiaodu.core.base.units import printed_unit
from jiaodu.core.evaluation import OP_NAMES, OUTCOME_NAMES, Evaluated, Evaluation, Outcome, Verdict
from jiaodu.core.evaluation.margins import print_margin
from jiaodu.core.framework.model import Framework
from jiaodu.core.indicators import Value, round_half_up

_MARKS = {Outcome.MET: "[green]✔ {}[/]", Outcome.NOT_MET: "[bold red]✘ {}[/]", Outcome.NOT_ASSESSABLE: "[yellow]? {}[/]", Outcome.NOT_APPLICABLE: "[dim]– {}[/]"}  # fmt: skip


def outcome_cell(out: Output, verdict: Verdict) -> str:
    """The outcome with a mark that also reads without colour."""
    return _MARKS[verdict.outcome].format(out.text(verdict.name))


def value_cell(out: Output, value: Value | None, framework: Framework) -> str:
    """A value with unit and hedge; a dash where there is none."""
    if value is None or value.rounded is None:
        return "—"
    if label := framework.label_of(framework.indicators[value.indicator], value.exact):
        return out.text(label)
    unit = printed_unit(framework.indicators[value.indicator].spec.unit, out.language)
    word = out.text(HEDGE_NAMES[value.hedge]) if value.hedge else ""
    return f"{word}{value.rounded:,f}{unit if unit in ('%', '‰') else (' ' + unit if unit else '')}"


class DutyTable:
    """The verdicts on one unit, by focus of the frame."""

    def __init__(self, out: Output, evaluated: Evaluated, everything: bool = True) -> None:
        self.out, self.evaluated, self.everything = out, evaluated, everything
        self.evaluation: Evaluation = evaluated.evaluation
        self.framework: Framework = evaluated.values.framework

    def show(self, org: str) -> None:
        """Print the table of one unit."""
        headings = [
            ("标准", "standard"),
            ("值", "value"),
            ("要求", "asked"),
            ("差距", "margin"),
            ("结论", "verdict"),
            ("依据、原因", "basis, reason"),
        ]
        self.out.grouped_table(headings, list(self._rows(org)), widths=(32, 16, 12, 24, 14), numbers=(1, 2))

    def _rows(self, org: str) -> Iterator[Sequence[str]]:
        mine = [v for v in self.evaluation.verdicts if v.org == org and (self.everything or self._concerns(v))]
        done: set[str] = set()
        frame = self.framework.frame
        for focus in frame.focuses.values() if frame else ():
            wanted = [s for task in focus.tasks for s in task.standards]
            found = [v for v in mine if v.standard in wanted and v.standard not in done]
            if found:
                flag = self.out.t("〔未核实〕", " [unverified]") if focus.unverified else ""
                yield (f"{focus.number}. {self.out.text(focus.name)}{flag}",)
                yield from self._merged(found)
                done |= {v.standard for v in found}
        rest = [v for v in mine if v.standard not in done]
        legal = [v for v in rest if v.basis != "proxy"]
        proxies = [v for v in rest if v.basis == "proxy"]
        if legal:
            yield (self.out.t("其他", "others"),)
            yield from self._merged(legal)
        if proxies:
            yield (self.out.t("代理口径(不是法定结论)", "proxies (not findings under the law)"),)
            yield from self._merged(proxies)

    @staticmethod
    def _concerns(verdict: Verdict) -> bool:
        """Whether a standard says anything of the unit: one for a stage that it does not have says nothing."""
        return verdict.outcome is not Outcome.NOT_APPLICABLE or bool(verdict.exemption)

    def _merged(self, verdicts: Sequence[Verdict]) -> Iterator[Sequence[str]]:
        """Cells of one standard that say the same are one line."""
        groups: dict[tuple[str, str, str], list[Verdict]] = {}
        for v in verdicts:
            said = "" if v.compared is None else str(v.cell)
            groups.setdefault((v.standard, v.outcome.value, said), []).append(v)
        for group in groups.values():
            yield self._row(group)

    def _row(self, group: Sequence[Verdict]) -> Sequence[str]:
        verdict = group[0]
        standard = self.framework.standards[verdict.standard]
        indicator = self.framework.indicators[verdict.indicator]
        # a growth standard shows the level that grew, its change is the margin
        shown = standard.spec.indicator if standard.spec.kind == "growth" else verdict.indicator
        value = self.evaluated.values.value(
            shown or verdict.indicator, verdict.org, self._ordinal(verdict), verdict.cell
        )
        name = self.out.text(standard.name)
        cells = [self.out.text(self.evaluated.values.results.cell_name(indicator, v.cell)) for v in group if v.cell]
        if unsaid(name, cells):
            name += self.out.t(f"({'、'.join(cells)})", f" ({', '.join(cells)})")
        if verdict.unverified:
            name += self.out.t("〔未核实〕", " [unverified]")
        return [
            name,
            self._counted(verdict) if verdict.unit else value_cell(self.out, value, self.framework),
            self._asked(verdict),
            self._margin(verdict),
            outcome_cell(self.out, verdict),
            self._basis(verdict),
        ]

    def _counted(self, verdict: Verdict) -> str:
        """How many units or members were counted; the indicator's own value is another thing."""
        if verdict.compared is None:
            return "—"
        return f"{round_half_up(verdict.compared, 0):,f} {printed_unit(verdict.unit, self.out.language)}"

    def _ordinal(self, verdict: Verdict) -> int:
        kind = self.framework.indicators[verdict.indicator].period_kind
        return self.evaluated.values.results.periods[kind][0]

    def _asked(self, verdict: Verdict) -> str:
        if verdict.limit is None:
            return "—"
        standard = self.framework.standards[verdict.standard]
        if standard.spec.kind == "growth":
            return (
                self.out.t("不低于上年", "not below last year")
                if verdict.op == ">="
                else self.out.t("高于上年", "above last year")
            )
        indicator = self.framework.indicators[verdict.indicator]
        if not verdict.unit and (label := self.framework.label_of(indicator, verdict.limit)):
            return self.out.text(label)
        unit = printed_unit(verdict.unit or indicator.spec.unit, self.out.language)
        return (
            f"{OP_NAMES[verdict.op]} {verdict.limit:,f}{unit if unit in ('%', '‰') else (' ' + unit if unit else '')}"
        )

    def _margin(self, verdict: Verdict) -> str:
        indicator = self.framework.indicators[verdict.indicator]
        is_word = not verdict.unit and self.framework.label_of(indicator, verdict.compared) is not None
        if verdict.margin is None or is_word:
            return "—"
        return self.out.text(print_margin(verdict, indicator))

    def row_of(self, verdict: Verdict) -> Sequence[str]:
        """One verdict: standard, value, asked, margin, outcome, basis."""
        return self._row([verdict])

    def _basis(self, verdict: Verdict) -> str:
        if verdict.reason is not None and verdict.compared is None:
            return self.out.text(verdict.reason)
        document = self.framework.documents.get(verdict.document)
        if document is None:
            return "—"
        title = document.number or self.out.text(document.title)
        # which members fall short, behind the article that asks for them
        said = f"{self.out.text(verdict.reason)}" if verdict.reason is not None else ""
        notes = (self.out.t(";", "; ") + said if said else "") + self._explanations(verdict)
        return f"{title} {verdict.article}".strip() + notes

    def _explanations(self, verdict: Verdict) -> str:
        """A value that needs a written explanation says so beside its verdict."""
        key = f"{verdict.indicator} {verdict.org} "
        if any(p.code == "V04" and p.place.key.startswith(key) for p in self.evaluation.problems):
            return self.out.t(";须书面说明", "; a written explanation is needed")
        return ""


def show_matrix(out: Output, evaluated: Evaluated, orgs: Sequence[str], standards: Sequence[str]) -> None:
    """Units down, standards across: value and outcome."""
    framework = evaluated.values.framework
    names = [framework.standards[s].name for s in standards]
    headings = [("单位", "unit")] + [(n.zh, n.en) for n in names]
    found = {(v.org, v.standard): v for v in evaluated.evaluation.verdicts if not v.cell}
    rows = []
    for org in orgs:
        row = [evaluated.evaluation.name(org, out.language)]
        for standard in standards:
            verdict = found.get((org, standard))
            row.append(_matrix_cell(out, verdict, framework) if verdict else "—")
        rows.append(row)
    out.table(headings, rows)


def _matrix_cell(out: Output, verdict: Verdict, framework: Framework) -> str:
    if verdict.compared is None:
        return outcome_cell(out, verdict)
    indicator = framework.indicators[verdict.indicator]
    unit = printed_unit(verdict.unit or indicator.spec.unit, out.language)
    digits = 0 if verdict.unit else indicator.spec.round.digits
    number = f"{round_half_up(verdict.compared, digits):,f}{unit}"
    return _MARKS[verdict.outcome].format(f"{number:>10} {out.text(verdict.name)}")


def show_counts(out: Output, evaluated: Evaluated, orgs: Sequence[str]) -> None:
    """How many units have which outcome, standard by standard; cells of a breakdown count one by one."""
    framework = evaluated.values.framework
    shown = (Outcome.MET, Outcome.NOT_MET, Outcome.NOT_ASSESSABLE)
    counts: dict[str, Counter[Outcome]] = {}
    wanted = set(orgs)
    for verdict in evaluated.evaluation.verdicts:
        if verdict.org in wanted and verdict.outcome in shown:
            counts.setdefault(verdict.standard, Counter())[verdict.outcome] += 1
    headings = [("标准", "standard"), *((OUTCOME_NAMES[o].zh, OUTCOME_NAMES[o].en) for o in shown)]
    rows = [
        [out.text(framework.standards[s].name), *(str(found[o]) if found[o] else "" for o in shown)]
        for s, found in counts.items()
    ]
    out.table(headings, rows, numbers=(1, 2, 3))


def show_unmet(out: Output, evaluated: Evaluated, orgs: Sequence[str], most: int | None) -> None:
    """What is not met, unit by unit, with the gap in the item's own unit."""
    table, wanted = DutyTable(out, evaluated), set(orgs)
    unmet = [v for v in evaluated.evaluation.verdicts if v.org in wanted and v.outcome is Outcome.NOT_MET]
    if not unmet:
        return
    out.heading(f"不达标 {len(unmet)} 条", f"{len(unmet)} not met")
    headings = [
        ("单位", "unit"),
        ("标准", "standard"),
        ("值", "value"),
        ("要求", "asked"),
        ("差距", "margin"),
        ("依据、原因", "basis, reason"),
    ]
    rows = []
    for verdict in unmet[:most]:
        name, value, asked, margin, _, basis = table.row_of(verdict)
        rows.append([evaluated.evaluation.name(verdict.org, out.language), name, value, asked, margin, basis])
    out.grouped_table(headings, rows, widths=(20, 30, 14, 14, 26), numbers=(2, 3))
    if most is not None and len(unmet) > most:
        out.line(f"另有 {len(unmet) - most} 条,加 --all 查看", f"{len(unmet) - most} more: --all", style="dim")


def decided(evaluation: Evaluation, basis: str) -> list[str]:
    """Standards of a basis with a finding on any unit, in order."""
    findings = (Outcome.MET, Outcome.NOT_MET)
    found = dict.fromkeys(
        v.standard for v in evaluation.verdicts if v.basis == basis and v.outcome in findings and not v.cell
    )
    return list(found)


def tally(out: Output, verdicts: Sequence[Verdict]) -> Text:
    """How many verdicts of each outcome; proxies are counted apart."""
    found = [v for v in verdicts if v.basis != "proxy"]
    counts = {o: sum(v.outcome is o for v in found) for o in Outcome}
    zh = "、".join(f"{OUTCOME_NAMES[o].zh} {n}" for o, n in counts.items() if n)
    en = ", ".join(f"{OUTCOME_NAMES[o].en} {n}" for o, n in counts.items() if n)
    proxies = len(verdicts) - len(found)
    return Text(f"{zh};另有代理口径 {proxies}" if proxies else zh, f"{en}; proxies {proxies}" if proxies else en)
