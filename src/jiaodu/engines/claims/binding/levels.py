"""Plain levels, parts of a level, cells of tables, and what a level is held against.

Floor: engines.claims. In: `Changes`. Out: `Levels`, the rules for them.
"""

from __future__ import annotations

import re
from dataclasses import replace

from jiaodu.engines.claims.binding import words
from jiaodu.engines.claims.binding.changes import Changes
from jiaodu.engines.claims.binding.ground import CLAUSE, RATES
from jiaodu.engines.claims.binding.measure import noun_before
from jiaodu.engines.claims.binding.period import years_in
from jiaodu.engines.claims.model import Claim, Relation, RelationKind
from jiaodu.engines.claims.reading import Mention


class Levels(Changes):
    """A walk that knows levels, targets and cells."""

    def _cell(self, i: int, m: Mention, heads: tuple[str, ...]) -> Claim:
        """A figure alone in a cell: the heads of its column and the label of its row say what it is."""
        column, label = "".join(heads[:-1]) or heads[-1], heads[-1] if len(heads) > 1 else ""
        relation: Relation | None = None
        if words.TARGET.search(column):
            relation = Relation("target", column)
        elif words.STANDARD.search(column):
            relation = Relation("standard", column)
        elif re.search("上年|去年|基期|全国|全省|平均", column):
            relation = Relation("base_level", column)
        elif re.search("差距|差额|余缺|增减额|变动", column):
            relation = Relation("change", column, m.quantity.direction or "up")
        elif m.quantity.unit in RATES and re.search("增长|增幅|增速|增减|同比|比上年|变化", column):
            relation = Relation("growth" if m.quantity.unit == "%" else "change", column, m.quantity.direction or "up")
        elif m.quantity.unit == "%" and re.search("占比|比重|比例", column):
            relation = Relation("share_of", None)
        generic = re.fullmatch(
            r"(?:数值|数量|数据|值|本年|当年|结果|现状|完成情况|实际|指标值|数|内容|说明)(?:[(].*[)])?", column
        )
        measure = label if label and (generic or relation is not None) else f"{label}{column}"
        years = [y.year for head in heads for y in years_in(head)]
        return self._claim(m, noun_before(measure) or measure, relation, period=str(years[-1]) if years else None)

    def _compared(self, i: int, m: Mention) -> Claim | None:
        """超额完成76%的目标, 高于全国平均 B: what a level is held against."""
        found = words.COMPARED.search(m.gap)
        level = self._near(m)
        if level is None and self.state.latest == i - 1 and not m.quantity.unit_text:
            level = (
                None if self.claims[i - 1].quantity.unit_text else i - 1
            )  # two bare numbers: 0.42, 小于国家规定的0.50
        if found is None or level is None or m.quantity.unit == "百分点":
            return None
        after_it = self.mentions[i + 1] if i + 1 < len(self.mentions) else None
        if m.tail == "的" and after_it is not None and after_it.gap == "的" and after_it.quantity.unit == "%":
            return None  # 完成规划目标6万个的65%
        ref, after = found["ref"], m.tail[:12]
        told = ref + "|" + after
        named = words.TARGET.search(told) or words.STANDARD.search(told) or words.MEAN_OF.search(told)
        noun = noun_before(ref)
        if not named and not (noun and (found["high"] or found["low"])):
            return None
        if self._noun_of_clause_before(m, found.start()) and not self._same_clause(i, m):
            return None
        kind: RelationKind = "target" if words.TARGET.search(told) else "standard"
        joined = i + 1 < len(self.mentions) and re.match("[、和与]", self.mentions[i + 1].gap)
        if joined and re.search("均|都|分别", found[0]):
            return None  # 均低于45人、50人和55人: each with its own
        if m.quantity.unit == "比" and re.match("优于|好于", found["high"] or ""):
            return None  # of a ratio, the smaller may be the better
        way = next(w for w in ("most", "least", "low", "high") if found[w])
        if way == "least" and re.search("不超过|不高于|不多于|不大于|控制在", ref):
            way = "most"  # 符合每班不超过45人的规定
        if re.search("[还尚仍]?(?:差|缺)", m.tail):
            way = "low"  # 实现85%的目标还差5.4个百分点
        held = self.claims[level]
        said: RelationKind = "exceeds" if way in ("high", "least") else "below"
        if held.relation is None or held.relation.kind == "share_of":
            self.claims[level] = replace(
                held, relation=Relation(said, m.quantity.text, of=held.relation.of if held.relation else None,
                base=held.relation.base if held.relation else None),
            ) if held.relation is None else held  # fmt: skip
        self.state.versus = i
        self.state.way = "down" if way in ("low", "most") else "up"
        return self._claim(
            m, held.measure + ("目标" if kind == "target" else "要求"),
            Relation(kind, f"{way}:{ref or after}", of=level), own=False,
        )  # fmt: skip

    def _noun_of_clause_before(self, m: Mention, at: int) -> bool:
        """Whether the clause of a comparison has a noun of its own before the comparing word."""
        head = CLAUSE.split(m.gap[: at + 1])[-1]
        return len(noun_before(head)) > 1

    def _same_clause(self, i: int, m: Mention) -> bool:
        return not CLAUSE.search(m.gap)

    def _level(self, i: int, m: Mention) -> Claim:
        """A plain level; a share of what stands before it where it is introduced by 其中 or stands in brackets."""
        noun = self._noun(m)
        before = self._whole_of(i, m)
        relation: Relation | None = None
        if before is not None:
            relation = Relation("part_of", self.claims[before].measure or None, of=before)
        if m.quantity.approx in ("at_least", "at_most") and re.search("不少于|不低于|不得|至少|要求", m.gap[-10:]):
            relation = relation or Relation("standard", None)
        if words.COMPLETED.search(m.lead):
            relation = Relation("completion_of", noun or None)
        if words.DENIED.search(m.gap):
            relation = Relation("denied", None)
        measure = noun or self._noun_after(m) or self.state.measure
        if m.tail.startswith("的基础上"):
            self.state.waiting = i
            return self._claim(m, measure, Relation("base_level", "此前"), own=bool(noun))
        waiting = self.state.waiting
        earlier = self._earlier_level(i, m, noun) if waiting is None else None
        if relation is None and earlier is not None:
            self.state.base[i] = earlier
        if relation is None or relation.kind != "part_of" or m.depth == 0:
            self._set_level(i, m, measure)
        if waiting is not None and self._like(m, waiting):
            self.state.base[i] = waiting
            held = self.claims[waiting]
            self.claims[waiting] = replace(held, relation=replace(held.relation or Relation("base_level"), of=i))
            self.state.waiting = None
        return self._claim(m, measure, relation, own=bool(noun))

    def _earlier_level(self, i: int, m: Mention, noun: str) -> int | None:
        """2018年投入 B, 2019年投入 L: the level right before, of an earlier year and of the same noun."""
        before = self.state.amounts.get(m.quantity.unit) if m.quantity.unit not in RATES else self.state.rate
        if before is None or before != i - 1 or not years_in(m.gap):
            return None
        held = self.claims[before]
        now = self._period()
        same = not noun or noun == held.measure
        if same and held.relation is None and now and held.period and now.isdigit() and held.period.isdigit():
            return before if int(held.period) < int(now) else None
        return None

    def _whole_of(self, i: int, m: Mention) -> int | None:
        """What a figure is a part of: it stands in brackets behind it, after 其中, or goes on such a list."""
        if m.quantity.unit in RATES:
            return None
        near = self.state.amounts.get(m.quantity.unit)
        if words.OF_FIGURE.search(m.gap.rstrip("(")) and self._is_whole_inside(m):
            return None
        if words.AMID.search(m.gap):
            self.state.amid = dict(self.state.amounts)
            return near
        if m.depth and re.match("应|计划|任务|目标|总|全[市县区省国校]", m.lead):
            return None  # 参与率91.8%(应参加学生6.1万人): the whole, not a part
        if near is not None and m.depth > self.mentions[near].depth and self._noun(m):
            return near
        if near is not None and re.search("中(?:有|共有)?$", self.mentions[near].tail) and near == i - 1:
            return near
        if i and self.claims[i - 1].sentence == m.sentence and re.match("[、,和与]", m.gap) and len(m.gap) < 14:
            before = self.claims[i - 1].relation
            if before is not None and before.kind == "part_of" and m.depth == self.mentions[i - 1].depth:
                return self.state.amid.get(m.quantity.unit, before.of if self._like(m, i - 1) else None)
        return None

    def _is_whole_inside(self, m: Mention) -> bool:
        """Whether a figure is the whole of the share right behind it: (20.0亿元)的93%."""
        return bool(
            re.match(
                r"[^,;。、占]{0,8}[)]?[^,;。、占]{0,8}的(?:比例|比重|份额)?(?:为|是|达到?)?[\d百一二三四五六七八九]",
                self.reading.plain[m.end : m.end + 24],
            )
        )
