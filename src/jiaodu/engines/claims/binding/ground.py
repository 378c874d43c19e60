"""What a walk through the mentions knows so far, and the questions that every rule asks of it.

Floor: engines.claims. In: a `Reading`. Out: `State`, `Ground`: the claims so far, the level, base and comparison of the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from jiaodu.engines.claims.binding import words
from jiaodu.engines.claims.binding.measure import noun_before, stem_of
from jiaodu.engines.claims.binding.period import span_in, year_named, years_in
from jiaodu.engines.claims.binding.scope import ownership_in, place_in, stage_in
from jiaodu.engines.claims.model import Claim, Relation
from jiaodu.engines.claims.reading import Mention, Reading
from jiaodu.methods.quantities import Direction

RATES = ("%", "百分点")
FAR = 300
CLAUSE = re.compile(r"[,;:。、]")
_REACH = 90


@dataclass
class State:
    """What has been said so far: in the document (year, place), in the sentence (level, base, comparison)."""

    year: int | None = None
    told: bool = False
    place: str | None = None
    amount: int | None = None
    amounts: dict[str, int] = field(default_factory=dict)
    amid: dict[str, int] = field(default_factory=dict)
    rate: int | None = None
    latest: int | None = None
    measure: str = ""
    base: dict[int, int] = field(default_factory=dict)
    waiting: int | None = None
    whole: int | None = None
    versus: int | None = None
    way: Direction = "up"
    against: str | None = None
    when: int | str | None = None

    def new_sentence(self) -> None:
        """Forget the levels; years and places last."""
        self.amount = self.rate = self.latest = self.waiting = self.versus = self.whole = None
        self.told = False
        self.measure, self.against, self.when, self.base = "", None, None, {}
        self.amounts, self.amid = {}, {}


class Ground:
    """The claims of a walk so far, with what the sentence has said."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.mentions: Sequence[Mention] = reading.mentions
        self.claims: list[Claim] = []
        self.state = State()
        self.steps: dict[int, tuple[str, int | None, Relation | None]] = {}

    def claims_in(self, m: Mention) -> int:
        """How many claims the sentence of a mention has so far."""
        return len(self.claims) - self.reading.sentences[m.sentence].first

    def _claim(
        self, m: Mention, measure: str, relation: Relation | None, *, own: bool = True, period: str | None = None
    ) -> Claim:
        context = self.reading.plain[max(m.start - _REACH, self.reading.sentences[m.sentence].start) : m.start]
        place = place_in(context) or self.state.place
        told = measure + m.lead
        stage = stage_in(measure) or stage_in(m.lead) or (self._stage_above(m) if not own else "")
        return Claim(
            m.quantity, measure, period or self._period(), place, stage, ownership_in(told), relation, m.sentence,
            m.paragraph, own,
        )  # fmt: skip

    def _stage_above(self, m: Mention) -> str:
        level = self.state.latest
        return self.claims[level].stage if level is not None and level < len(self.claims) else ""

    def _period(self) -> str | None:
        if self.state.when is not None:
            return str(self.state.when)
        return None if self.state.year is None else str(self.state.year)

    def _when(self, i: int, m: Mention) -> None:
        """Years named since the figure before: the year of what follows, or only a year compared with."""
        span = span_in(m.gap)
        if span and words.TOGETHER.search(m.gap):
            self.state.when = f"{span[0]}-{span[1]}"
        for year in years_in(m.gap):
            if year.compared or re.match(rf"{words.EARLIER}相比", m.gap[year.start : year.start + 12]):
                continue
            if year.start < len(m.gap) - 12 or not words.BASE.search(m.gap):
                self.state.year, self.state.when, self.state.told = year.year, None, True

    def _earlier(self, when: str | None) -> str | None:
        """The year that a word for an earlier period names."""
        if when and (named := year_named(when)):
            return str(named)
        year = self.state.year
        return str(year - 1) if year is not None and when and re.search("上|去|前一", when) else None

    def _like(self, m: Mention, other: int | None) -> bool:
        """Whether a claim of the same sentence has the same unit."""
        return other is not None and self.claims[other].quantity.unit == m.quantity.unit

    def _near(self, m: Mention) -> int | None:
        """The level of the sentence that has the unit of a mention."""
        if m.quantity.unit in RATES:
            return self.state.rate
        return self.state.amounts.get(m.quantity.unit)

    def _same_kind(self, m: Mention, other: int) -> bool:
        return self.claims[other].quantity.unit == m.quantity.unit

    def _next_moves(self, i: int) -> bool:
        """Whether the next figure is how much more or less."""
        if i + 1 >= len(self.mentions) or self.mentions[i + 1].sentence != self.mentions[i].sentence:
            return False
        after = self.mentions[i + 1]
        moves = after.quantity.direction is not None or after.quantity.unit == "百分点"
        return moves and len(after.gap) < 14 and not re.search("[;。]", after.gap)

    def _reference(self, m: Mention) -> str | None:
        """What a growth is compared with, in the text's words; that of the sentence where the clause names none."""
        found = None
        for pattern in (
            rf"{words.AGAINST}({words.EARLIER})",
            r"(同比|环比)",
            rf"({words.EARLIER})(?:相比|起|以来)",
            rf"(?:自|从|以)({words.EARLIER})",
        ):
            for match in re.finditer(pattern, m.gap):
                found = match[1]
        if found in ("同比", "上年同期", "去年", "上一年"):
            found = "上年"
        if found is not None:
            self.state.against = found
            return found
        if re.search(r"[;。]", m.gap) and self._noun(m):
            return self.state.against if self.state.against and self.state.against[:2] in ("19", "20") else None
        return self.state.against

    def _cue(self, m: Mention) -> str:
        """The word of direction as it stands in the plain text."""
        return "" if m.quantity.cue is None else "".join(self.reading.text[slice(*m.quantity.cue)].split())

    def _noun(self, m: Mention) -> str:
        """The noun of a clause; of one with a word of direction, what stands before that word."""
        lead = m.lead
        if m.quantity.cue is not None:
            word = self._cue(m)
            at = lead.rfind(word)
            if at >= 0:
                after = noun_before(lead[at + len(word) :])
                return noun_before(lead[:at]) or (word + after if after else "")
        return noun_before(lead)

    def _noun_after(self, m: Mention) -> str:
        """14个督查组: the noun behind the unit, where none stands before."""
        if m.quantity.unit in (*RATES, "元", "倍", "比"):
            return ""
        found = re.match(r"(?:的)?([\u4e00-\u9fff]{2,12})", m.tail)
        return found[1] if found else ""

    def _set_level(self, i: int, m: Mention, measure: str) -> None:
        if m.quantity.unit in RATES:
            self._set_rate(i)
        else:
            self.state.amount = i
            self.state.amounts[m.quantity.unit] = i
        self.state.latest = i
        self.state.measure = measure or self.state.measure

    def _set_rate(self, i: int) -> None:
        self.state.rate = i
        self.state.latest = i


def alike(noun: str, measure: str) -> bool:
    """Whether a noun names what a measure is about: one is part of the other."""
    a, b = stem_of(noun), stem_of(measure)
    return bool(a and b) and (a in b or b in a)
