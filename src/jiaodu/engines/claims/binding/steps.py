"""Lists in step: A、B、C分别为 1%、2%、3%.

Floor: engines.claims. In: a `Ground`. Out: `Steps`, the rule for them.
"""

from __future__ import annotations

import re
from dataclasses import replace

from jiaodu.engines.claims.binding import words
from jiaodu.engines.claims.binding.ground import FAR, Ground
from jiaodu.engines.claims.binding.measure import noun_before
from jiaodu.engines.claims.model import Claim, Relation, RelationKind
from jiaodu.engines.claims.reading import Mention

_LONGEST = 40  # time must not grow by the square of a list
_NEXT = re.compile(r"^(?:[、和与及]|以及|,)$")


class Steps(Ground):
    """A walk that knows lists in step."""

    def _in_step(self, i: int, m: Mention) -> Claim | None:
        """A、B、C分别为 1%、2%、3%: each figure has the name of its place in the list; a later list goes back to the first."""
        step = self.steps.get(i)
        if step is None:
            step = self._open_step(i, m)
        if step is None:
            return None
        name, of, relation = step
        if relation is not None:
            relation = replace(relation, of=of)
        if relation is None:
            self._set_level(i, m, name)
        return self._claim(m, name, relation)

    def _open_step(self, i: int, m: Mention) -> tuple[str, int | None, Relation | None] | None:
        """Whether a list in step begins here; then the places of all its figures are kept."""
        count = 1
        while (
            count <= _LONGEST
            and i + count < len(self.mentions)
            and _NEXT.match(self.mentions[i + count].gap)
            and (
                self.mentions[i + count].sentence == m.sentence
                and self.mentions[i + count].quantity.unit == m.quantity.unit
            )
        ):
            count += 1
        if not 1 < count <= _LONGEST:
            return None
        start = self.reading.sentences[m.sentence].start
        text = self.reading.plain[max(start, m.start - FAR) : m.start]
        relation: Relation | None = None
        moved = m.quantity.direction is not None or m.quantity.unit == "百分点"
        if moved:
            kind: RelationKind = "growth" if m.quantity.unit == "%" else "change"
            relation = Relation(kind, self._reference(m), m.quantity.direction or "up")
            before = [j for j in self.steps if j < i and self.mentions[j].sentence == m.sentence]
            if len(before) == count:
                for k, j in enumerate(before):
                    self.steps[i + k] = (self.claims[j].measure, j, relation)
                return self.steps[i]
        if moved and re.search("分别|依次", m.lead):
            own = list(range(i - count, i))
            unit = "%" if m.quantity.unit == "百分点" else m.quantity.unit
            first = self.reading.sentences[m.sentence].first
            if own[0] >= first and count > 2 and all(self.claims[j].quantity.unit == unit for j in own):
                for k, j in enumerate(own):  # 2019年84.6%,2020年86.3%,2021年88.1%,分别较上年提高 …
                    self.steps[i + k] = (self.claims[j].measure, j, relation)
                return self.steps[i]
        listed = words.LISTED.search(re.sub(r"(?:约|近|超过?|达到?)$", "", text))
        if listed is None and not moved:
            return None
        clause = re.split(r"[,;:。]", re.sub(r",$", "", text[: listed.start()] if listed else text))[-1]
        names = _shared_head([noun_before(n) for n in re.split("[、和与及]", clause)])
        if len(names) != count or not all(names):
            return None
        for k, name in enumerate(names):
            self.steps[i + k] = (name, None, relation)
        return self.steps[i]


_HEADS = re.compile(
    "(?:净入学率|毛入[学园]率|巩固率|覆盖率|达标率|合格率|就业率|占比|比例|人数|经费|支出|学校数|在校生|在校学生|专任教师|升学率|辍学率|普及率|入园率|优良率|参与率|满意度|普惠率)$"
)


def _shared_head(names: list[str]) -> list[str]:
    """小学、初中巩固率: the head of the last name goes with those that have none."""
    head = _HEADS.search(names[-1])
    if head is None or head.start() == 0:
        return names
    return [n if _HEADS.search(n) or not n else n + head[0] for n in names]
