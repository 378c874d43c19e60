"""Earlier levels and levels of something else, which a change is counted from.

Floor: engines.claims. In: `Steps`. Out: `Bases`, the rules for 由 B 升至 L, 上年为 B, 比 X 的 B.
"""

from __future__ import annotations

import re
from dataclasses import replace

from jiaodu.engines.claims.binding import words
from jiaodu.engines.claims.binding.ground import CLAUSE, FAR, alike
from jiaodu.engines.claims.binding.measure import noun_before
from jiaodu.engines.claims.binding.period import year_named
from jiaodu.engines.claims.binding.steps import Steps
from jiaodu.engines.claims.model import Claim, Relation
from jiaodu.engines.claims.reading import Mention


class Bases(Steps):
    """A walk that knows what levels are compared with."""

    def _to(self, i: int, m: Mention) -> Claim | None:
        """由 B 升至 L: the figure before is the base of this one."""
        if not i or self.mentions[i - 1].sentence != m.sentence or not self._like(m, i - 1):
            return None
        before = self.mentions[i - 1]
        start = words.FROM.search(before.lead)
        to = words.TO.match(m.gap) if len(m.gap) < 30 else None
        if start is None or to is None or not (to["up"] or to["down"] or words.REACHED.search(m.gap)):
            return None
        if (to["up"] or to["down"]) and not words.REACHED.search(m.gap):
            return None
        noun = noun_before(before.lead[: start.start()]) or self._subject_before(before)
        earlier = self.claims[i - 1]
        measure = noun or earlier.measure
        self.claims[i - 1] = replace(
            earlier, measure=measure, relation=Relation("base_level", start["when"] or "此前", of=i),
            period=self._earlier(start["when"]),
        )  # fmt: skip
        self._set_level(i, m, measure)
        self.state.base[i] = i - 1
        direction = "up" if to["up"] else "down" if to["down"] else None
        said = Relation("change", start["when"] or "此前", direction, of=i, base=i - 1) if direction else None  # type: ignore[arg-type]
        return self._claim(m, measure, said)

    def _subject_before(self, m: Mention) -> str:
        """The noun of the clause before: 事业费一项,初中由 …"""
        start = self.reading.sentences[m.sentence].start
        clauses = CLAUSE.split(self.reading.plain[max(start, m.clause - FAR) : m.clause])
        return noun_before(clauses[-2]) if len(clauses) > 1 and len(clauses[-2]) < 16 else ""

    def _base(self, i: int, m: Mention) -> Claim | None:
        """上年为 B, 较2010年的 B, (2016届 B): the level of the sentence at an earlier date."""
        found = words.BASE.search(m.gap)
        level = self._near(m)
        if found is None and re.match("的[0-9.]+倍", self.reading.plain[m.end : m.end + 12]):
            found = words.TIMES_OF.search(m.gap)
        if found is None:
            return self._noun_base(i, m)
        if level is None and not found["against"] and not re.match("上|去|前", found["when"]):
            return None
        if m.quantity.unit == "百分点" or (m.quantity.direction and not found["against"]):
            return None
        when = found["when"]
        year = year_named(when)
        if level is None and self.state.waiting is not None and year is not None:
            return None
        if level is None:
            claim = self._claim(m, self._noun(m), Relation("base_level", when), period=self._earlier(when))
            self.state.waiting = i
            self.state.measure = claim.measure or self.state.measure
            return claim
        of = self.claims[level]
        if found["against"] is None and (re.search("累计|累积", self.mentions[level].lead) or "-" in (of.period or "")):
            # a sum over years is no level that a year could be the base of
            self.state.year, self.state.when = year or self.state.year, None
            return None
        told = self.state.told and found["against"] is None
        if year and told and of.period and of.period.isdigit() and year > int(of.period):
            self.claims[level] = replace(of, relation=of.relation or Relation("base_level", of.period, of=i))
            self.state.year = year
            self._set_level(i, m, of.measure)
            self.state.base[i] = level
            return self._claim(m, of.measure, None, own=False)
        self.state.base[level] = i
        self.state.versus = i if found["against"] else self.state.versus
        self.state.way = "down" if found["against"] in ("低于", "少于") else "up"
        return self._claim(
            m, of.measure, Relation("base_level", when, of=level), own=False, period=self._earlier(when)
        )  # fmt: skip

    def _noun_base(self, i: int, m: Mention) -> Claim | None:
        """巩固率比上年的 B (提高 c, 达 L); 去年教育支出 B (, 今年 L)."""
        if m.quantity.direction is not None:
            return None
        found = words.NOUN_BASE.search(m.gap)
        if found is not None:
            noun, when = noun_before(found["noun"]), found["when"]
        elif words.LAST_YEAR.match(m.lead) and (level := self._near(m)) is not None:
            return self._same_last_year(i, m, level)
        elif words.LAST_YEAR.match(m.lead) and self._this_year_follows(i):
            noun, when = noun_before(words.LAST_YEAR.sub("", m.lead)), "上年"
        else:
            return None
        if not noun:
            return None
        level = self._near(m)
        if found is not None and level is not None and self.claims[level].measure == noun and self._next_moves(i):
            # 优良率54.2%;优良率较上年的51.7%上升2.5个百分点: the level stands before, by the same name
            self.state.base[level] = self.state.versus = i
            self.state.way = "up"
            said = Relation("base_level", when, of=level)
            return self._claim(m, noun, said, own=False, period=self._earlier(when))
        self.state.waiting = i
        self.state.measure = noun
        return self._claim(m, noun, Relation("base_level", when), period=self._earlier(when))

    def _same_last_year(self, i: int, m: Mention, level: int) -> Claim | None:
        """招生 L,同比增长 g,上年招生 B: the same noun a year before."""
        noun = noun_before(words.LAST_YEAR.sub("", m.lead))
        if noun and not alike(noun, self.claims[level].measure):
            return None
        self.state.base[level] = i
        said = Relation("base_level", "上年", of=level)
        return self._claim(m, self.claims[level].measure, said, own=False, period=self._earlier("上年"))

    def _this_year_follows(self, i: int) -> bool:
        after = self.mentions[i + 1] if i + 1 < len(self.mentions) else None
        return (
            after is not None
            and after.sentence == self.mentions[i].sentence
            and bool(words.THIS_YEAR.search(after.lead))
        )

    def _versus(self, i: int, m: Mention) -> Claim | None:
        """比 X 的 B (高出 c): a level of something else that the change after it is counted from."""
        clause = m.lead if m.first else m.gap
        found = words.VERSUS.match(clause)
        if found is None or not self._next_moves(i) or self.state.latest is None:
            return None
        points = i + 1 < len(self.mentions) and self.mentions[i + 1].quantity.unit == "百分点"
        if m.quantity.direction and not (points and m.quantity.unit == "%" and noun_before(found["ref"])):
            return None
        level = self.state.latest if self._same_kind(m, self.state.latest) else self._near(m)
        if level is None:
            return None
        self.state.versus = i
        self.state.way = "down" if re.match("低于|少于", clause) else "up"
        self.state.base[level] = i
        return self._claim(m, noun_before(found["ref"]) or found["ref"], Relation("base_level", found["ref"], of=level))
