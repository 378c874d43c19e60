"""Findings: what must be settled before a draft report is final.

Floor: reports. In: the annex, the frame of the round and the length of the body. Out: sentences in one language.
"""

from __future__ import annotations

from collections.abc import Iterator

from jiaodu.core.base.text import unsaid
from jiaodu.core.evaluation import Outcome, Verdict
from jiaodu.core.framework import schema
from jiaodu.reports.annex import FOLLOWING, Annex
from jiaodu.reports.document import Entry, Signature
from jiaodu.reports.rectifying import lacking_in, problems_of


def find_findings(
    annex: Annex, entries: tuple[Entry, ...], characters: int, limit: int | None, signature: Signature | None = None
) -> tuple[str, ...]:
    """Everything that a reader of the draft must know."""
    undated = signature is not None and signature.day is None
    without = annex.figures.t("没有写明成文日期", "the report has no date") if undated else ""
    return (*_Findings(annex).all(entries, characters, limit), *([without] if without else []))


class _Findings:
    def __init__(self, annex: Annex) -> None:
        self.annex, self.figures = annex, annex.figures
        self.frame = annex.framework.frame
        self.t, self.text = annex.t, annex.text

    def all(self, entries: tuple[Entry, ...], characters: int, limit: int | None) -> Iterator[str]:
        yield from self._without_data(entries)
        yield from self._verdicts()
        yield from self._focuses()
        for named in problems_of(self.figures).values():
            yield from self._measure(named)
        yield from self._checks(entries)
        if limit and self.figures.language == "zh":  # the limit is one of Chinese characters
            over = characters - limit
            more = f"，超出{over}字" if over > 0 else ""
            yield f"正文{characters}字，限{limit}字{more}"

    def _list(self, names: list[str]) -> str:
        return self.t("、", ", ").join(dict.fromkeys(names))

    def _without_data(self, entries: tuple[Entry, ...]) -> Iterator[str]:
        names = [e.name for e in entries if e.lacks_data]
        if names:
            said = self._list(names)
            yield self.t(f"{len(names)}个指标没有数据：{said}", f"{len(names)} indicators have no data: {said}")

    def _verdicts(self) -> Iterator[str]:
        mine = [v for v in self.figures.evaluation.verdicts if v.org == self.figures.org and v.basis != "proxy"]
        for outcome, zh, en in (
            (Outcome.NOT_MET, "不达标", "not met"),
            (Outcome.NOT_ASSESSABLE, "无法判定", "not assessable"),
        ):
            names = [v.standard for v in mine if v.outcome is outcome]
            said = self._list([f"“{self._standard(id_, mine, outcome)}”" for id_ in names])
            if names:
                yield self.t(f"{zh}{len(names)}项：{said}", f"{len(names)} {en}: {said}")

    def _standard(self, id_: str, mine: list[Verdict], outcome: Outcome) -> str:
        """The name of a standard, with the breakdown cells in which it has this outcome."""
        results, indicators = self.annex.evaluated.values.results, self.annex.framework.indicators
        found = [v for v in mine if v.standard == id_ and v.outcome is outcome]
        cells = [self.text(results.cell_name(indicators[v.indicator], v.cell)) for v in found if v.cell]
        name = self.text(self.annex.framework.standards[id_].name)
        return name + (self.t(f"（{self._list(cells)}）", f" ({self._list(cells)})") if unsaid(name, cells) else "")

    def _focuses(self) -> Iterator[str]:
        mine = self.frame is not None and self.frame.level == self.figures.level
        for focus in self.frame.focuses.values() if self.frame and mine else ():
            there, asked = self.annex.with_data(focus)
            if asked and not there:
                name = self.text(focus.name)
                yield self.t(f"评价重点“{name}”没有一个有数据的指标", f"the focus “{name}” has no indicator with data")

    def _measure(self, named: schema.NamedProblem) -> Iterator[str]:
        said = lacking_in(named)
        if said is not None:
            name, what = self.text(named.name), self.text(said)
            yield self.t(f"问题“{name}”的措施{what}", f"the measure for “{name}” states {what}")

    def _checks(self, entries: tuple[Entry, ...]) -> Iterator[str]:
        """Doubts about single figures; each is written out in the annex."""
        marks = tuple(f"{word} {code}" for word in ("核查", "check") for code in FOLLOWING)
        numbers = [str(e.number) for e in entries if any(n.startswith(marks) for n in e.notes)]
        if numbers:
            said = self._list(numbers)
            yield self.t(
                f"{len(numbers)}个数字核查时有疑问，须写明原因：附件第{said}项",
                f"{len(numbers)} figures raised a doubt when checked and need an explanation: annex no. {said}",
            )
