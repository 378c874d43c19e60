"""Walk through the mentions of each sentence and say what each figure has to do with those before it.

Floor: engines.claims. In: a `Reading`. Out: `bind_claims`: one `Claim` for each mention, in order.

A sentence has a level that it speaks of (the amount or rate last named with a noun of its own), maybe a base (上年为 …), and
growth, changes and shares that are said of the level. A figure that is only compared with never becomes the level.
"""

from __future__ import annotations

import re
from dataclasses import replace

from jiaodu.engines.claims.binding import words
from jiaodu.engines.claims.binding.ground import FAR
from jiaodu.engines.claims.binding.levels import Levels
from jiaodu.engines.claims.binding.period import years_in
from jiaodu.engines.claims.binding.scope import place_in
from jiaodu.engines.claims.model import Claim
from jiaodu.engines.claims.reading import Reading

_OPENING = 24
_YEAR = re.compile(r"(?:19|20)\d\d")


def bind_claims(reading: Reading) -> tuple[Claim, ...]:
    """Every mention as a claim with measure, period, scope and relation."""
    walk = _Walk(reading)
    for sentence in reading.sentences:
        walk.state.new_sentence()
        opening = reading.plain[sentence.start : min(sentence.end, sentence.start + _OPENING)]
        walk.state.place = place_in(opening) or walk.state.place
        for i in range(sentence.first, sentence.last):
            walk.bind(i)
        walk.settle(sentence.first, sentence.last)
        if sentence.first == sentence.last:
            walk.pass_by(reading.plain[sentence.start : min(sentence.end, sentence.start + FAR)])
    return tuple(walk.claims)


class _Walk(Levels):
    """One walk through a text."""

    def settle(self, first: int, last: int) -> None:
        """At the end of a sentence: growth and changes whose level or base came after them."""
        for i in range(first, last):
            said = self.claims[i].relation
            if said is None or said.kind not in ("growth", "change", "multiple_of") or said.of == i:
                continue
            of, base = said.of, said.base
            if of is None and said.kind == "multiple_of":
                of = next((j for j in range(i + 1, min(last, i + 4)) if j in self.state.base), None)
            elif of is None:
                of = self._level_after(i, last)
            if of is not None and base is None:
                base = self._base_for(of, said.ref)
            if (of, base) != (said.of, said.base):
                measure = self.claims[of].measure if of is not None else self.claims[i].measure
                self.claims[i] = replace(self.claims[i], measure=measure, relation=replace(said, of=of, base=base))

    def _level_after(self, i: int, last: int) -> int | None:
        """增长8.2%,达到 L: the level right after a growth or change, or after another one."""
        for j in range(i + 1, min(last, i + 3)):
            other = self.claims[j].relation
            if other is not None and other.kind in ("growth", "change", "base_level") and other.of != j:
                continue
            gap = self.mentions[j].gap
            fits = (self.mentions[i].quantity.unit == "百分点") == (self.mentions[j].quantity.unit == "%")
            if words.REACHED_SELF.match(gap) and fits:
                return j
            return None
        return None

    def _base_for(self, of: int, ref: str | None) -> int | None:
        """The base of a level, where a growth is not said against another year than the base is of."""
        base = self.state.base.get(of)
        if base is None:
            return None
        when = self.claims[base].relation.ref if self.claims[base].relation else None  # type: ignore[union-attr]
        one, other = _YEAR.search(ref or ""), _YEAR.search(when or "")
        if one is not None and one[0] != (other[0] if other else self.claims[base].period):
            return None
        if one is None and other is not None and ref in ("上年", "去年") and self.claims[base].period:
            level = self.claims[of].period
            if level and level.isdigit() and int(other[0]) != int(level) - 1:
                return None
        return base

    def pass_by(self, text: str) -> None:
        """A sentence or heading without figures may name the year of what follows; a report's title does not."""
        years = [y for y in years_in(text) if not y.compared]
        if years and not re.search("报告|公报|公告|通知|通报|办法|意见|规划", text):
            self.state.year = years[-1].year

    def bind(self, i: int) -> None:
        """Decide what a figure is, from the most telling cue to the least."""
        m = self.mentions[i]
        self._when(i, m)
        heads = self.reading.heads.get(m.paragraph)
        if heads and self.claims_in(m) == 0 and not self._noun(m):
            self.claims.append(self._cell(i, m, heads))
            return
        for rule in (
            self._in_step,
            self._whole,
            self._to,
            self._base,
            self._versus,
            self._share,
            self._multiple,
            self._moved,
            self._compared,
        ):
            claim = rule(i, m)
            if claim is not None:
                self.claims.append(claim)
                return
        self.claims.append(self._level(i, m))
