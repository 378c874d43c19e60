"""`jiaodu report diff A B`: what differs between two editions of a report, and what changed each figure. Floor: cli."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jiaodu.cli.output import Output
from jiaodu.core.base.text import Text
from jiaodu.core.evaluation import CellValue
from jiaodu.core.evaluation.differences import ChangedCell
from jiaodu.reports.editions import Edition, find_edition
from jiaodu.reports.editions.definitions import ChangedDefinition
from jiaodu.reports.editions.differences import ChangedFigure, EditionDifferences, compare_editions
from jiaodu.reports.editions.printed import PART_NAMES

SHOWN, AROUND = 40, 20
CAUSE_NAMES: Mapping[str, Text] = {
    "year": Text("年度", "year"),
    "data": Text("数据", "data"),
    "organisation": Text("机构", "organisation"),
    "formula": Text("公式", "formula"),
    "standard": Text("标准", "standard"),
    "text": Text("文字", "text"),
    "pack": Text("框架包", "pack"),
    "program": Text("程序", "program"),
    "unknown": Text("未查明", "unknown"),
}
_NUMBERED = {
    "data": ("cells", "D"),
    "formula": ("formulas", "F"),
    "standard": ("standards", "L"),
    "organisation": ("units", "O"),
}


def run(options: Any) -> int:
    """Compare; exit status 1 where causes could not be found."""
    out = Output(options)
    store = Path(options.store)
    before, after = (find_edition(named, store) for named in (options.first, options.second))
    with out.progress("重新排出报告", "composing the report again") as progress:
        found = compare_editions(before, after, store, progress)
    if out.as_json:
        out.json(found.to_json())
    else:
        _Page(out, found, None if options.all else SHOWN).show()
    return 1 if found.problems else 0


class _Page:
    def __init__(self, out: Output, found: EditionDifferences, shown: int | None) -> None:
        self.out, self.found, self.shown = out, found, shown

    def show(self) -> None:
        found, out = self.found, self.out
        out.heading(found.after.title, found.after.title)
        for zh, en, edition in (("原", "before", found.before), ("现", "after", found.after)):
            out.line(f"{zh} {self._edition(edition)}", f"{en:<6} {self._edition(edition)}")
        if not found.figures and not found.texts:
            out.line("两个版次的数字、结论和文字都一样", "figures, verdicts and text are the same in both")
        self._figures()
        self._texts()
        self._cells()
        self._definitions("F", "改了的公式和口径", "formulas that differ", found.formulas)
        self._definitions("L", "改了的标准", "standards that differ", found.standards)
        self._units()
        out.problems(found.problems)

    def _edition(self, edition: Edition) -> str:
        when = edition.made.replace("T", " ")[:16]
        return f"{edition.id}  {edition.snapshot}  {' '.join(edition.packs)} ({edition.framework[:12]})  {when}"

    # --- figures ------------------------------------------------------------------------------------------------

    def _figures(self) -> None:
        figures = self.found.figures
        if not figures:
            return
        self.out.heading(f"变化的数字和结论 {len(figures)} 个", f"{len(figures)} figures and verdicts differ")
        headings = [("指标", "indicator"), ("原", "before"), ("现", "after"), ("原因", "cause"), ("依据", "by")]
        self.out.table(headings, [self._figure(f) for f in figures[: self.shown]], (1, 2), marked=False)
        self._rest(len(figures))

    def _figure(self, figure: ChangedFigure) -> list[str]:
        part = self.out.text(PART_NAMES.get(figure.part, Text(figure.part, figure.part)))
        name = f"{figure.name}·{part}" if part and self.out.language == "zh" else f"{figure.name} {part}".strip()
        causes = self.out.t("、", ", ").join(self.out.text(CAUSE_NAMES[c]) for c in figure.causes)
        return [name, self._said(figure.before), self._said(figure.after), causes, self._by(figure)]

    def _said(self, text: str | None) -> str:
        return "—" if text is None else text

    def _by(self, figure: ChangedFigure) -> str:
        """The numbers of what stands below; of several causes what each would have made alone."""
        said = []
        for cause in figure.causes:
            numbers, letter = _NUMBERED.get(cause, ("", ""))
            named = [f"{letter}{n}" for n in getattr(figure, numbers)] if numbers else []
            listed = " ".join(named[:5]) + (" …" if len(named) > 5 else "")
            if cause in figure.alone:
                alone = self._said(figure.alone[cause])
                word = self.out.text(CAUSE_NAMES[cause])
                listed = self.out.t(f"只改{word}:{alone} {listed}", f"{word} alone: {alone} {listed}").strip()
            said.append(listed)
        return self.out.t("；", "; ").join(x for x in said if x)

    # --- text, and what stands behind ---------------------------------------------------------------------------

    def _texts(self) -> None:
        texts = self.found.texts
        if not texts:
            return
        # what somebody wrote differently before what the data wrote differently
        texts = tuple(sorted(texts, key=lambda text: "text" not in text.causes))
        own = sum("text" in text.causes for text in texts)
        zh, en = (
            f"变化的文字 {len(texts)} 处,其中改写 {own} 处",
            f"{len(texts)} passages differ, {own} of them reworded",
        )
        self.out.heading(zh, en)
        for text in texts[: self.shown]:
            causes = self.out.t("、", ", ").join(self.out.text(CAUSE_NAMES[c]) for c in text.causes)
            self.out.line(f"({causes})", f"({causes})", style="dim")
            for sign, side in zip("-+", _excerpts(text.before, text.after), strict=True):
                if side:
                    self.out.line(f"  {sign} {side}", f"  {sign} {side}")
        self._rest(len(texts))

    def _cells(self) -> None:
        cells = self.found.cells
        if not cells:
            return
        more = " …" if self.found.more_cells else ""
        self.out.heading(f"更正的数据 {len(cells)} 项{more}", f"{len(cells)} cells differ{more}")
        headings = [("#", "#"), ("单位", "unit"), ("数据项", "item"), ("期间", "period"), ("原", "before"), ("现", "after"), ("出处", "from")]  # fmt: skip
        rows = [self._cell(n, c) for n, c in enumerate(cells, 1)][: self.shown]
        self.out.table(headings, rows, (4, 5), marked=False)
        self._rest(len(cells))

    def _cell(self, number: int, cell: ChangedCell) -> list[str]:
        address = cell.after.address if cell.after else None
        item, unit = (
            self.out.text(self.found.names.get(key, Text(key, key))) for key in (f"{cell.form}.{cell.item}", cell.org)
        )
        sides = [_plain(cell.before), _plain(cell.after)]
        return [f"D{number}", unit, item, str(cell.period), *sides, str(address) if address else "—"]

    def _definitions(self, letter: str, zh: str, en: str, found: Sequence[ChangedDefinition]) -> None:
        if not found:
            return
        self.out.heading(f"{zh} {len(found)} 个", f"{len(found)} {en}")
        headings = [("#", "#"), ("名称", "name"), ("原", "before"), ("现", "after"), ("位置", "place")]
        rows = [
            [f"{letter}{n}", self.out.text(d.name), d.before or "—", d.after or "—", d.place]
            for n, d in enumerate(found, 1)
        ]
        self.out.table(headings, rows[: self.shown], marked=False)
        self._rest(len(found))

    def _units(self) -> None:
        units = self.found.units
        if not units:
            return
        self.out.heading(f"名录有变动的单位 {len(units)} 个", f"the register differs for {len(units)} units")
        headings = [("#", "#"), ("单位", "unit"), ("原", "before"), ("现", "after")]
        rows = [[f"O{n}", f"{u.name} {u.code}", u.before or "—", u.after or "—"] for n, u in enumerate(units, 1)]
        self.out.table(headings, rows[: self.shown], marked=False)
        self._rest(len(units))

    def _rest(self, total: int) -> None:
        if self.shown is not None and total > self.shown:
            more = total - self.shown
            self.out.line(
                f"另有 {more} 行,加 --all 或 --json 查看", f"{more} more; --all or --json shows them", style="dim"
            )


def _plain(cell: CellValue | None) -> str:
    if cell is None:
        return "—"
    return str(cell.value) if cell.value is not None else cell.missing or "—"


def _excerpts(before: str, after: str) -> tuple[str, str]:
    """Two long passages from shortly before the first letter that differs to shortly after the last."""
    if not before or not after:
        return before, after
    start = _alike(before, after)
    tail = _alike(before[start:][::-1], after[start:][::-1])
    start, tail = max(0, start - AROUND), max(0, tail - AROUND)

    def cut(text: str) -> str:
        return ("…" if start else "") + text[start : len(text) - tail] + ("…" if tail else "")

    return cut(before), cut(after)


def _alike(one: str, other: str) -> int:
    """How many letters two texts begin with alike."""
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
