"""Shares, the wholes that they name, and multiples.

Floor: engines.claims. In: `Bases`. Out: `Shares`, the rules for 占 W 的 s and 是 B 的 m 倍.
"""

from __future__ import annotations

import re

from jiaodu.engines.claims.binding import words
from jiaodu.engines.claims.binding.bases import Bases
from jiaodu.engines.claims.binding.ground import CLAUSE, FAR, RATES, alike
from jiaodu.engines.claims.binding.measure import noun_before
from jiaodu.engines.claims.model import Claim, Relation, RelationKind
from jiaodu.engines.claims.reading import Mention

_MAY_BE_MORE = re.compile("完成|预算|计划|任务|目标|相当于")
_OF_SOME = re.compile("在|就读|入读|参加|参与|接受|享受|到|被|获得|进入|升入|具有|具备|取得|通过")


class Shares(Bases):
    """A walk that knows shares and multiples."""

    def _whole(self, i: int, m: Mention) -> Claim | None:
        """按全市生产总值 W 计: what the share after it is taken of."""
        if not re.match("(?:来)?(?:计算?|测算|核算|推算)", m.tail) or not re.match("(?:按|以|照)", m.lead):
            return None
        self.state.whole = i
        return self._claim(m, noun_before(m.lead), None)

    def _share(self, i: int, m: Mention) -> Claim | None:
        """占 W 的 s, 占比 s: a share, said of the level unless the clause has a noun of its own before 占."""
        q = m.quantity
        if q.unit != "%" or q.direction is not None or self._is_held(m):
            return None
        clause = self.reading.plain[max(m.clause, m.start - FAR) : m.start]
        of_all = words.OF_ALL.search(clause) or words.OF_ALL.search(m.lead)
        figure = self._figure_inside(i, m)
        whole: int | None = None
        noun = ""
        if figure is not None:
            whole, noun, ref = figure
        elif of_all is not None:
            noun = noun_before(CLAUSE.split(clause[: of_all.start()])[-1])
            ref = of_all["ref"] or None
        elif words.SHARE_NOUN.search(m.lead):
            noun, ref = noun_before(words.SHARE_NOUN.sub("", m.lead)), None
        else:
            return None
        level = self.state.amount if whole is None else self._level_before(whole)
        of = None if level is None or (noun and not alike(noun, self.claims[level].measure)) else level
        if (
            of is not None
            and _OF_SOME.match(noun.removeprefix(self.claims[of].measure))
            and noun.startswith(self.claims[of].measure)
        ):
            self._set_rate(i)  # 随迁子女在公办学校就读比例 is of some of them, who are not counted here
            return self._claim(m, noun, None)
        if of is None and noun:
            of = self._named(noun, m, whole)
        measure = noun or (self.claims[level].measure if level is not None else self.state.measure)
        whole = self.state.whole if whole is None else whole
        self._set_rate(i)
        if figure is not None and of is not None and self._like(self.mentions[figure[0]], of):
            # 占符合条件教师2510人的20.8%,其中 …: what was compared with is not spoken of any longer
            self.state.amount = self.state.amounts[self.claims[of].quantity.unit] = of
        kind: RelationKind = (
            "completion_of" if figure is not None and _MAY_BE_MORE.search(self.mentions[i - 1].lead) else "share_of"
        )
        return self._claim(
            m, (measure or "") + ("完成率" if kind == "completion_of" else "占比"), Relation(kind, ref.strip("“”") if ref else None, of=of, base=whole),
            own=bool(noun),
        )  # fmt: skip

    def _figure_inside(self, i: int, m: Mention) -> tuple[int, str, str | None] | None:
        """占 W(203330.03亿元)的 s, 占全国29.5万所幼儿园的 s: the whole stands between 占 and the share."""
        if (
            not i
            or self.mentions[i - 1].sentence != m.sentence
            or self.claims[i - 1].quantity.unit in (*RATES, "倍", "比")
        ):
            return None
        if not re.match(r"^[^,;。、占]{0,12}[)]?[^,;。、占]{0,8}的(?:比例|比重|份额)?(?:为|是|达到?)?$", m.gap):
            return None
        found = words.OF_FIGURE.search(self.mentions[i - 1].gap.rstrip("("))
        if found is None:
            return None
        before = CLAUSE.split(self.mentions[i - 1].gap[: found.start()])[-1]
        return i - 1, noun_before(before), found["ref"].strip("(") or None

    def _level_before(self, i: int) -> int | None:
        """The level of the same unit before a whole that stands in brackets behind it."""
        for j in range(i - 1, max(-1, i - 5), -1):
            if self.claims[j].sentence != self.claims[i].sentence:
                return None
            said = self.claims[j].relation
            if self._same_kind(self.mentions[i], j) and (said is None or said.kind in ("part_of", "exceeds", "below")):
                return j
        return None

    def _named(self, noun: str, m: Mention, whole: int | None) -> int | None:
        """The level of the sentence with just this name: 公办园45所、民办园55所,公办园占 …"""
        first = self.reading.sentences[m.sentence].first
        for j in range(len(self.claims) - 1, max(first, len(self.claims) - 8) - 1, -1):
            measure, unit = self.claims[j].measure, self.claims[j].quantity.unit
            if j == whole or "占" in measure:
                continue
            if unit not in (*RATES, "倍", "比") and (measure == noun or measure.endswith(noun)):
                return j
            if unit not in (*RATES, "倍", "比") and len(noun) > 1 and measure.startswith(noun):
                return j
        return None

    def _is_held(self, m: Mention) -> bool:
        """Whether a figure is a target or standard that something is held against: 超过国家规定占比50%的要求."""
        found = words.COMPARED.search(m.gap)
        told = "" if found is None else found["ref"] + m.tail[:12]
        return self._near(m) is not None and bool(words.TARGET.search(told) or words.STANDARD.search(told))

    def _multiple(self, i: int, m: Mention) -> Claim | None:
        """是2012年的4.87倍, 翻两番, 增长3倍."""
        if m.quantity.unit != "倍":
            return None
        when = words.MULTIPLE.search(m.gap)
        ref = (when["when"] if when else None) or self._reference(m)
        level = self.state.latest
        noun = self._noun(m) if m.first else ""
        of = level if level is not None and (not noun or when) else None
        base = self.state.base.get(of) if of is not None else None
        if m.gap in ("的", ")的") and i and self.claims[i - 1].sentence == m.sentence and base is None:
            of, base = self._level_before(i - 1), i - 1  # 是 B 的 m 倍
        measure = self.claims[of].measure if of is not None else noun
        return self._claim(
            m, measure, Relation("multiple_of", ref, m.quantity.direction, of=of, base=base), own=of is None
        )  # fmt: skip
