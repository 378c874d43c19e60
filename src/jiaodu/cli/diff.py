"""`jiaodu diff`: what differs between two snapshots, and by which cells. Floor: cli."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jiaodu.cli.opening import open_framework, year_of
from jiaodu.cli.output import Output
from jiaodu.cli.tables import outcome_cell, value_cell
from jiaodu.core.base.organisations import OrganisationTree
from jiaodu.core.base.text import Text
from jiaodu.core.evaluation import CellValue, Outcome, Verdict
from jiaodu.core.evaluation.differences import ChangedCell, ChangedVerdict, Differences, find_differences
from jiaodu.core.facts.reading import open_snapshot
from jiaodu.core.framework.model import Framework
from jiaodu.core.indicators import STATUS_NAMES, Value
from jiaodu.core.lineage.why import print_cell

SHOWN = 30


def run(options: Any) -> int:
    """Compare two snapshots and print what differs."""
    out = Output(options)
    year = year_of(options.period)
    before = open_snapshot(Path(options.store), options.before)
    after = before.another(options.after)
    framework = open_framework(options, after)
    found = find_differences(framework, before, after, year)
    if out.as_json:
        out.json(found.to_json())
    else:
        _Page(out, found, framework, after.tree(), None if options.all else SHOWN).show()
    return 0


class _Page:
    def __init__(
        self, out: Output, found: Differences, framework: Framework, tree: OrganisationTree, shown: int | None
    ) -> None:
        self.out, self.found, self.framework, self.tree, self.shown = out, found, framework, tree, shown

    def show(self) -> None:
        found = self.found
        self.out.heading(
            f"{found.before} → {found.after},{found.year}年", f"{found.before} → {found.after}, {found.year}"
        )
        if found.register:
            self.out.line("机构名录有变动,全部数值逐一比较", "the register differs: every value was compared")
        if not found.values and not found.verdicts:
            self.out.line(
                "数值和结论都没有变化" + ("" if found.cells else ",也没有涉及该年度的更正"),
                "no value and no verdict differs" + ("" if found.cells else ", nor any cell that they read"),
            )
        self._cells()
        self._values()
        self._verdicts()

    def _cells(self) -> None:
        cells = self.found.cells
        if not cells:
            return
        more = "以上" if self.found.more_cells else ""
        self.out.heading(f"更正的数据 {len(cells)} 项{more}", f"{len(cells)} cells differ{' and more' if more else ''}")
        headings = [
            ("#", "#"), ("单位", "unit"), ("数据项", "item"), ("期间", "period"), ("原", "before"), ("现", "after"),
            ("出处", "from"),
        ]  # fmt: skip
        self.out.table(headings, [self._cell(n, c) for n, c in enumerate(cells, 1)][: self.shown], (4, 5), marked=False)
        self._rest(len(cells))

    def _cell(self, number: int, cell: ChangedCell) -> list[str]:
        form = self.framework.forms[cell.form]
        item = form.item(cell.item)

        def said(side: CellValue | None) -> str:
            return "—" if side is None else self.out.text(print_cell(item.unit or "one", side))

        address = cell.after.address if cell.after else None
        place = "—"
        if address:
            when = address.when.replace("T", " ")[:16]
            load = self.out.t(
                f"第 {address.load} 次装入,{address.by},{when}", f"load {address.load}, {address.by}, {when}"
            )
            place = f"{address} ({load})"
        name = self.out.text(item.name)
        return [str(number), self._unit(cell.org), name, str(cell.period), said(cell.before), said(cell.after), place]

    def _unit(self, org: str) -> str:
        return self.tree.name(org, self.out.language)

    def _values(self) -> None:
        values = self.found.values
        if not values:
            return
        self.out.heading(f"变化的数值 {len(values)} 个", f"{len(values)} values differ")
        rows = []
        for changed in values[: self.shown]:
            value = changed.value
            name = self.out.text(self.framework.indicators[value.indicator].name)
            cells = ", ".join(f"#{n}" for n in changed.cells[:5]) + (" …" if len(changed.cells) > 5 else "")
            words = [self._unit(value.org), " ".join([name, *value.cell]), str(value.period)]
            rows.append([*words, self._value(changed.before), self._value(changed.after), cells])
        headings = [
            ("单位", "unit"), ("指标", "indicator"), ("期间", "period"), ("原", "before"), ("现", "after"),
            ("因", "by"),
        ]  # fmt: skip
        self.out.table(headings, rows, (3, 4), marked=False)
        self._rest(len(values))

    def _value(self, value: Value | None) -> str:
        if value is None:
            return "—"
        return value_cell(self.out, value, self.framework) if value.exact is not None else self._status(value)

    def _status(self, value: Value) -> str:
        words: Text = STATUS_NAMES[value.status]
        return f"{self.out.text(words)} ({value.complete}/{value.due})"

    def _verdicts(self) -> None:
        """Verdicts that turned first; of the others only how many."""
        turned = [v for v in self.found.verdicts if _outcome(v.before) is not _outcome(v.after)]
        others = len(self.found.verdicts) - len(turned)
        if turned:
            self.out.heading(f"变化的结论 {len(turned)} 个", f"{len(turned)} verdicts turned")
            headings = [("单位", "unit"), ("标准", "standard"), ("原", "before"), ("现", "after")]
            self.out.table(headings, [self._verdict(v) for v in turned[: self.shown]])
            self._rest(len(turned))
        if others:
            self.out.line(
                f"另有 {others} 个结论不变,差距变了", f"{others} more verdicts stand as they were, with another margin"
            )

    def _verdict(self, changed: ChangedVerdict) -> list[str]:
        verdict = changed.verdict
        name = self.out.text(self.framework.standards[verdict.standard].name)
        sides = ["—" if v is None else outcome_cell(self.out, v) for v in (changed.before, changed.after)]
        return [self._unit(verdict.org), " ".join([name, *verdict.cell]), *sides]

    def _rest(self, total: int) -> None:
        if self.shown is not None and total > self.shown:
            more = total - self.shown
            self.out.line(
                f"另有 {more} 行,加 --all 或 --json 查看", f"{more} more; --all or --json shows them", style="dim"
            )


def _outcome(verdict: Verdict | None) -> Outcome | None:
    return verdict.outcome if verdict else None
