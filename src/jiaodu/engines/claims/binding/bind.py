"""Walk through the mentions of each sentence and say what each figure has to do with those before it.

Floor: engines.claims. In: a `Reading`. Out: `bind_claims`: one `Claim` for each mention, in order.

A sentence has a level that it speaks of (the amount or rate last named with a noun of its own), maybe a base (上年为 …), and
growth, changes and shares that are said of the level. A figure that is only compared with never becomes the level.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from jiaodu.engines.claims.binding import words
from jiaodu.engines.claims.binding.measure import noun_before, stem_of
from jiaodu.engines.claims.binding.period import span_in, year_named, years_in
from jiaodu.engines.claims.binding.scope import ownership_in, place_in, stage_in
from jiaodu.engines.claims.model import Claim, Relation, RelationKind
from jiaodu.engines.claims.reading import Mention, Reading
from jiaodu.methods.quantities import Direction

_RATES = ("%", "百分点")
_OPENING, _REACH, _FAR = 24, 90, 300
_CLAUSE = re.compile(r"[,;:。、]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NEXT = re.compile(r"^(?:[、和与及]|以及|,)$")


@dataclass
class _State:
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
            walk.pass_by(reading.plain[sentence.start : min(sentence.end, sentence.start + _FAR)])
    return tuple(walk.claims)


class _Walk:
    """One walk through a text."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.mentions: Sequence[Mention] = reading.mentions
        self.claims: list[Claim] = []
        self.state = _State()
        self.steps: dict[int, tuple[str, int | None, Relation | None]] = {}

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

    # --- one figure ----------------------------------------------------------------------------------------------

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

    def claims_in(self, m: Mention) -> int:
        """How many claims the sentence of a mention has so far."""
        return len(self.claims) - self.reading.sentences[m.sentence].first

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
        elif m.quantity.unit in _RATES and re.search("增长|增幅|增速|增减|同比|比上年|变化", column):
            relation = Relation("growth" if m.quantity.unit == "%" else "change", column, m.quantity.direction or "up")
        elif m.quantity.unit == "%" and re.search("占比|比重|比例", column):
            relation = Relation("share_of", None)
        generic = re.fullmatch(
            r"(?:数值|数量|数据|值|本年|当年|结果|现状|完成情况|实际|指标值|数|内容|说明)(?:[(].*[)])?", column
        )
        measure = label if label and (generic or relation is not None) else f"{label}{column}"
        years = [y.year for head in heads for y in years_in(head)]
        return self._claim(m, noun_before(measure) or measure, relation, period=str(years[-1]) if years else None)

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

    # --- rules ---------------------------------------------------------------------------------------------------

    def _like(self, m: Mention, other: int | None) -> bool:
        """Whether a claim of the same sentence has the same unit."""
        return other is not None and self.claims[other].quantity.unit == m.quantity.unit

    def _near(self, m: Mention) -> int | None:
        """The level of the sentence that has the unit of a mention."""
        if m.quantity.unit in _RATES:
            return self.state.rate
        return self.state.amounts.get(m.quantity.unit)

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
            i + count < len(self.mentions)
            and _NEXT.match(self.mentions[i + count].gap)
            and (
                self.mentions[i + count].sentence == m.sentence
                and self.mentions[i + count].quantity.unit == m.quantity.unit
            )
        ):
            count += 1
        if count < 2:
            return None
        start = self.reading.sentences[m.sentence].start
        text = self.reading.plain[max(start, m.start - _FAR) : m.start]
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

    def _whole(self, i: int, m: Mention) -> Claim | None:
        """按全市生产总值 W 计: what the share after it is taken of."""
        if not re.match("(?:来)?(?:计算?|测算|核算|推算)", m.tail) or not re.match("(?:按|以|照)", m.lead):
            return None
        self.state.whole = i
        return self._claim(m, noun_before(m.lead), None)

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
        clauses = _CLAUSE.split(self.reading.plain[max(start, m.clause - _FAR) : m.clause])
        return noun_before(clauses[-2]) if len(clauses) > 1 and len(clauses[-2]) < 16 else ""

    def _earlier(self, when: str | None) -> str | None:
        """The year that a word for an earlier period names."""
        if when and (named := year_named(when)):
            return str(named)
        year = self.state.year
        return str(year - 1) if year is not None and when and re.search("上|去|前一", when) else None

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
        if noun and not _alike(noun, self.claims[level].measure):
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

    def _same_kind(self, m: Mention, other: int) -> bool:
        return self.claims[other].quantity.unit == m.quantity.unit

    def _next_moves(self, i: int) -> bool:
        """Whether the next figure is how much more or less."""
        if i + 1 >= len(self.mentions) or self.mentions[i + 1].sentence != self.mentions[i].sentence:
            return False
        after = self.mentions[i + 1]
        moves = after.quantity.direction is not None or after.quantity.unit == "百分点"
        return moves and len(after.gap) < 14 and not re.search("[;。]", after.gap)

    def _share(self, i: int, m: Mention) -> Claim | None:
        """占 W 的 s, 占比 s: a share, said of the level unless the clause has a noun of its own before 占."""
        q = m.quantity
        if q.unit != "%" or q.direction is not None or self._is_held(m):
            return None
        clause = self.reading.plain[max(m.clause, m.start - _FAR) : m.start]
        of_all = words.OF_ALL.search(clause) or words.OF_ALL.search(m.lead)
        figure = self._figure_inside(i, m)
        whole: int | None = None
        noun = ""
        if figure is not None:
            whole, noun, ref = figure
        elif of_all is not None:
            noun = noun_before(_CLAUSE.split(clause[: of_all.start()])[-1])
            ref = of_all["ref"] or None
        elif words.SHARE_NOUN.search(m.lead):
            noun, ref = noun_before(words.SHARE_NOUN.sub("", m.lead)), None
        else:
            return None
        level = self.state.amount if whole is None else self._level_before(whole)
        of = None if level is None or (noun and not _alike(noun, self.claims[level].measure)) else level
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
            or self.claims[i - 1].quantity.unit in (*_RATES, "倍", "比")
        ):
            return None
        if not re.match(r"^[^,;。、占]{0,12}[)]?[^,;。、占]{0,8}的(?:比例|比重|份额)?(?:为|是|达到?)?$", m.gap):
            return None
        found = words.OF_FIGURE.search(self.mentions[i - 1].gap.rstrip("("))
        if found is None:
            return None
        before = _CLAUSE.split(self.mentions[i - 1].gap[: found.start()])[-1]
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
            if unit not in (*_RATES, "倍", "比") and (measure == noun or measure.endswith(noun)):
                return j
            if unit not in (*_RATES, "倍", "比") and len(noun) > 1 and measure.startswith(noun):
                return j
        return None

    def _is_held(self, m: Mention) -> bool:
        """Whether a figure is a target or standard that something is held against: 超过国家规定占比50%的要求."""
        found = words.COMPARED.search(m.gap)
        told = "" if found is None else found["ref"] + m.tail[:12]
        return self._near(m) is not None and bool(words.TARGET.search(told) or words.STANDARD.search(told))

    def _depth_before(self, i: int) -> int:
        return self.mentions[i - 1].depth if i else 0

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

    def _moved(self, i: int, m: Mention) -> Claim | None:
        """Growth and changes: 增长10.25%, 提高1.77个百分点, 减少5610所."""
        q = m.quantity
        clause = m.lead if m.first else m.gap
        average = bool(words.AVERAGE.search(clause))
        moves = q.direction is not None or bool(words.STRETCHED.search(clause))
        moves = moves or (q.unit in _RATES and bool(words.GROWTH.search(clause[-6:])))
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
        if kind == "change" and q.unit not in _RATES and noun and not ahead and not self._same_noun(noun, m):
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
            kinds = ("%",) if m.quantity.unit in _RATES else (m.quantity.unit,)
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
                if level is not None and _alike(noun, self.claims[level].measure):
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
        head = _CLAUSE.split(m.gap[: at + 1])[-1]
        return len(noun_before(head)) > 1

    def _same_clause(self, i: int, m: Mention) -> bool:
        return not _CLAUSE.search(m.gap)

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
        before = self.state.amounts.get(m.quantity.unit) if m.quantity.unit not in _RATES else self.state.rate
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
        if m.quantity.unit in _RATES:
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

    def _cue(self, m: Mention) -> str:
        """The word of direction as it stands in the plain text."""
        return "" if m.quantity.cue is None else "".join(self.reading.text[slice(*m.quantity.cue)].split())

    def _is_whole_inside(self, m: Mention) -> bool:
        """Whether a figure is the whole of the share right behind it: (20.0亿元)的93%."""
        return bool(
            re.match(
                r"[^,;。、占]{0,8}[)]?[^,;。、占]{0,8}的(?:比例|比重|份额)?(?:为|是|达到?)?[\d百一二三四五六七八九]",
                self.reading.plain[m.end : m.end + 24],
            )
        )

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
        if m.quantity.unit in (*_RATES, "元", "倍", "比"):
            return ""
        found = re.match(r"(?:的)?([\u4e00-\u9fff]{2,12})", m.tail)
        return found[1] if found else ""

    def _set_level(self, i: int, m: Mention, measure: str) -> None:
        if m.quantity.unit in _RATES:
            self._set_rate(i)
        else:
            self.state.amount = i
            self.state.amounts[m.quantity.unit] = i
        self.state.latest = i
        self.state.measure = measure or self.state.measure

    def _set_rate(self, i: int) -> None:
        self.state.rate = i
        self.state.latest = i


def _alike(noun: str, measure: str) -> bool:
    """Whether a noun names what a measure is about: one is part of the other."""
    a, b = stem_of(noun), stem_of(measure)
    return bool(a and b) and (a in b or b in a)


_MAY_BE_MORE = re.compile("完成|预算|计划|任务|目标|相当于")
_OF_SOME = re.compile("在|就读|入读|参加|参与|接受|享受|到|被|获得|进入|升入|具有|具备|取得|通过")

_HEADS = re.compile(
    "(?:净入学率|毛入[学园]率|巩固率|覆盖率|达标率|合格率|就业率|占比|比例|人数|经费|支出|学校数|在校生|在校学生|专任教师|升学率|辍学率|普及率|入园率|优良率|参与率|满意度|普惠率)$"
)


def _shared_head(names: list[str]) -> list[str]:
    """小学、初中巩固率: the head of the last name goes with those that have none."""
    head = _HEADS.search(names[-1])
    if head is None or head.start() == 0:
        return names
    return [n if _HEADS.search(n) or not n else n + head[0] for n in names]
