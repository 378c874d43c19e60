"""Growth and changes, and the level that each is said of.

Floor: engines.claims. In: `Shares`. Out: `Changes`, the rules for 增长10.25% and 提高1.77个百分点.
"""

from __future__ import annotations

import re
from dataclasses import replace

from jiaodu.engines.claims.binding import words
from jiaodu.engines.claims.binding.ground import RATES, alike
from jiaodu.engines.claims.binding.measure import stem_of
from jiaodu.engines.claims.binding.shares import Shares
from jiaodu.engines.claims.model import Claim, Relation, RelationKind
from jiaodu.engines.claims.reading import Mention
from jiaodu.methods.quantities import Direction


class Changes(Shares):
    """A walk that knows growth and changes."""

    def _moved(self, i: int, m: Mention) -> Claim | None:
        """Growth and changes: 增长10.25%, 提高1.77个百分点, 减少5610所."""
        q = m.quantity
        clause = m.lead if m.first else m.gap
        average = bool(words.AVERAGE.search(clause))
        moves = q.direction is not None or bool(words.STRETCHED.search(clause))
        moves = moves or (q.unit in RATES and bool(words.GROWTH.search(clause[-6:])))
        listed = self._goes_on(i, m)
        if listed is not None or (q.unit != "百分点" and self._is_held(m)):
            return listed
        kind: RelationKind
        ahead = False
        if q.unit == "百分点" or (q.unit == "%" and (moves or average)):
            kind = "change" if q.unit == "百分点" else "growth"
        elif moves and re.search("合计|共计|总计", m.lead):
            return None  # 合计新增16200个 is a level of its own
        elif moves and (m.quantity.unit in self.state.amounts or self._like(m, self.state.versus)):
            kind = "change"
        elif moves and words.AGAINST_EARLIER.search(clause[: clause.rfind(self._cue(m))]):
            kind, ahead = "change", True
        else:
            return None
        noun = self._noun(m)
        pair = self._pair(noun, m)
        if pair is not None:
            said = Relation(kind, noun, q.direction or "up", of=pair[0], base=pair[1])
            return self._claim(m, self.claims[pair[0]].measure, said, own=False)
        if kind == "change" and q.unit not in RATES and noun and not ahead and not self._same_noun(noun, m):
            return None
        of = self._moved_level(m, noun, kind)
        ref = self._reference(m)
        from_versus = self._counts_from_versus(i)
        direction: Direction = q.direction or (
            self.state.way if from_versus else "down" if words.DOWN_WORDS.search(clause) else "up"
        )
        base = self.state.versus if from_versus else None
        if base is None and of is not None and ref != "skip":
            base = self.state.base.get(of)
        if base is not None and of is None:
            of = self.claims[base].relation.of if self.claims[base].relation else None  # type: ignore[union-attr]
        measure = (self.claims[of].measure if of is not None else noun or self.state.measure) or noun
        claim = self._claim(
            m, measure, Relation(kind, ref or ("年均" if average else None), direction, of=of, base=base, average=average or bool(words.YEARLY_MEAN.search(clause))),
            own=of is None,
        )  # fmt: skip
        if of is None and ahead:
            self.state.measure = noun or self.state.measure
        if of is None and noun and q.unit == "%":
            self.state.latest = i
            self.state.measure = noun
            self.state.amount = None
        if q.unit == "%" and kind == "growth" and of is None:
            self._set_rate(i)
        return claim

    def _same_noun(self, noun: str, m: Mention) -> bool:
        """在校生 L, … 在校生增 c: the change names its level again."""
        level, cue = self.state.amounts.get(m.quantity.unit), self._cue(m)
        if not cue or not m.lead.removesuffix("了").endswith(cue):
            return False  # 第二产业增加值 is no increase
        return level is not None and stem_of(noun) == stem_of(self.claims[level].measure)

    def _pair(self, noun: str, m: Mention) -> tuple[int, int] | None:
        """初中比小学(高 c): both levels by their names in the sentence."""
        found = words.NAMED_PAIR.match(noun)
        if found is None:
            return None
        first = self.reading.sentences[m.sentence].first
        near = range(max(first, len(self.claims) - 8), len(self.claims))

        def of(name: str) -> list[int]:
            kinds = ("%",) if m.quantity.unit in RATES else (m.quantity.unit,)
            fitting = (j for j in near if self.claims[j].quantity.unit in kinds and self.claims[j].relation is None)
            name = stem_of(name)  # 招生数比毕业数多
            return [
                j for j in fitting if self.claims[j].measure.startswith(name) or self.claims[j].measure.endswith(name)
            ]

        one, other = of(found["one"]), of(found["other"])
        return (one[0], other[0]) if len(one) == 1 and len(other) == 1 and one != other else None

    def _goes_on(self, i: int, m: Mention) -> Claim | None:
        """A list after one word: 分别增长 5.1%、4.2%; the second takes over what the first has."""
        if not i or m.gap not in ("、", "和", "与", "及") or self.mentions[i - 1].sentence != m.sentence:
            return None
        before = self.claims[i - 1]
        if before.relation is None or before.relation.kind not in ("growth", "change") or not self._like(m, i - 1):
            return None
        return self._claim(m, before.measure, replace(before.relation, of=None, base=None), own=False)

    def _moved_level(self, m: Mention, noun: str, kind: str) -> int | None:
        """The level that a growth or change is said of."""
        state = self.state
        if noun and not re.fullmatch(
            "占比|比重|比例|份额|占有率|覆盖率?|总量|总数|规模|总额|数量|人数|(?:压减|削减|减少|下降|缩减|增长|降低|精简|消除)率|[增降升涨减]幅",
            noun,
        ):
            for level in (state.rate if m.quantity.unit == "百分点" else state.amount, state.rate, state.amount):
                if level is not None and alike(noun, self.claims[level].measure):
                    return level
            return None
        if m.quantity.unit == "百分点":
            return state.rate
        if m.quantity.unit == "%":
            if state.latest is None:
                return None
            rate_is_last = state.latest == state.rate
            return state.rate if rate_is_last or state.amount is None else state.amount
        return state.amounts.get(m.quantity.unit)

    def _counts_from_versus(self, i: int) -> bool:
        """Whether the figure right before is what this one is counted from."""
        return self.state.versus is not None and self.state.versus == i - 1
