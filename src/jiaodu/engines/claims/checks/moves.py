"""Growth against both levels or the change, differences against both levels, multiples.

Floor: engines.claims. In: a `Document`. Out: `Check`s K01 (growth), K02 (difference), K13 and K17 (wording).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction

from jiaodu.engines.claims import intervals
from jiaodu.engines.claims.checks.judging import found, judge, printed
from jiaodu.engines.claims.document import RATES, Document
from jiaodu.engines.claims.intervals import Interval, exactly
from jiaodu.engines.claims.model import Check, Relation, Verdict

_OTHERS = 8


def check_moves(document: Document) -> Iterator[Check]:
    """Each growth, change and multiple that has what it needs beside it."""
    for i, claim in enumerate(document.claims):
        said = claim.relation
        if said is None:
            continue
        if said.kind in ("growth", "change"):
            said = _base_behind(document, i, said)
        if said.kind == "growth" and not said.average:
            yield from _growth(document, i, said)
        elif said.kind == "change" and not said.average:
            yield from _change(document, i, said)
        elif said.kind == "multiple_of" and said.of is not None and said.base is not None:
            yield from _multiple(document, i, said)
        if said.kind in ("growth", "change"):
            yield from _wording(document, i, said)


_BEHIND = re.compile(
    r"^(?:其中|而)?(?P<when>(?:19|20)\d\d年|上一?年|去年|上年同期|去年同期)(?:同期|末|底)?(?:则?[为是]|仅为|达到?|投入)?$"
)


def _base_behind(document: Document, i: int, said: Relation) -> Relation:
    """42.65亿元,较2021年增长6.31%。2021年为40.12亿元。: a base that opens the sentence behind."""
    if said.of is None or said.of == i or said.base is not None or said.average or not said.ref:
        return said
    sentence = document.reading.sentences[document.claims[i].sentence]
    j = sentence.last
    if j >= len(document.claims) or document.claims[j].sentence != document.claims[i].sentence + 1:
        return said
    told = _BEHIND.match(document.lead(j))
    same = document.claims[j].quantity.unit == document.claims[said.of].quantity.unit
    if told is None or not same or document.claims[j].paragraph != document.claims[i].paragraph:
        return said
    if sum(1 for k in document.beside(i) if document.claims[k].quantity.unit == document.claims[j].quantity.unit) != 1:
        return said  # which of several levels it is the base of, nothing says
    when, ref = told["when"][:4], said.ref[:4]
    fits = when == ref or (not when.isdigit() and ref[:1] in "上去同")
    return replace(said, base=j) if fits else said


def _growth(document: Document, i: int, said: Relation) -> Iterator[Check]:
    if said.of is None:
        return
    level = document.claims[said.of]
    if said.base is not None and document.claims[said.base].quantity.unit == level.quantity.unit:
        if level.quantity.unit in RATES:
            yield from _growth_of_a_rate(document, i, said.of, said.base)
            return
        stated = document.signed(i)
        check = _grown(document, i, said.of, said.base, stated)
        yield (
            check if check.verdict is not Verdict.CONTRADICTS else _otherwise(document, i, said, check, _grown, stated)
        )
        return
    change = _change_beside(document, i, said)
    if change is not None and not _of_years(document, change, said.of):
        amount = document.signed(change)
        down = amount.high is not None and amount.high < 0
        left = f"{printed(document, change)} ÷ ({printed(document, said.of)} {'+' if down else '−'} {printed(document, change)})"
        grown = intervals.growth_by_change(level.interval, amount)
        stated = document.claims[i].interval if down else document.signed(i)
        if down and document.claims[i].relation is not None:
            grown, stated = -grown, -document.signed(i)
        yield judge(document, "K01", (i, said.of, change), left, grown, stated)


def _of_years(document: Document, change: int, of: int) -> bool:
    """三年合计465人,2022年较2020年增加33人: what is said of two years is not said of the sum."""
    together = re.search("合计|累计|共计|总计", document.lead(of))
    return together is not None and re.search(r"(?:19|20)[0-9]{2}年?[比较]", document.lead(change)) is not None


def _growth_of_a_rate(document: Document, i: int, of: int, base: int) -> Iterator[Check]:
    """A rate that rose by so many per cent: of itself, or (a slip) in percentage points."""
    level, before, stated = document.claims[of].interval, document.claims[base].interval, document.signed(i)
    points, own = level - before, intervals.growth(level, before)
    texts = (printed(document, of), printed(document, base), printed(document, i))
    if stated.meets(points) and not stated.meets(own):
        zh = f"{texts[0]} − {texts[1]} 是 {texts[2].replace('%', '个百分点')}，文中写成 {texts[2]}"
        en = f"{texts[0]} − {texts[1]} is {texts[2].replace('%', ' percentage points')}; the text says {texts[2]}"
        yield found(document, "K17", Verdict.NEEDS_NOTE, (i, of, base), zh, en)
        return
    yield judge(document, "K01", (i, of, base), f"{texts[0]} ÷ {texts[1]} − 1", own, stated)


def _change_beside(document: Document, i: int, said: Relation) -> int | None:
    """The change in amount that a growth is said with: 减少5610所，下滑1.90%."""
    for j in document.beside(i):
        other = document.claims[j].relation
        if other is None or other.kind != "change" or other.of != said.of or j == said.of or other.average:
            continue
        if document.claims[j].quantity.unit in RATES or abs(j - i) > 2:
            continue
        if said.of is not None and document.claims[j].quantity.unit != document.claims[said.of].quantity.unit:
            continue
        if said.ref == other.ref or said.ref is None or other.ref is None:
            return j
    return None


def _counts_from(document: Document, base: int) -> bool:
    """Whether a base has a change of its own right behind it: 比2017年的84.10%提高4.62个百分点."""
    if base + 1 >= len(document.claims) or not re.match(r"[,、]?[比较]", document.lead(base)):
        return False
    own = document.claims[base + 1].relation
    return own is not None and own.kind in ("change", "growth") and len(document.between(base, base + 1)) < 8


def _change(document: Document, i: int, said: Relation) -> Iterator[Check]:
    if said.of is None:
        return
    if said.base is None:
        yield from _possible(document, i, said)
        return
    level, base = document.claims[said.of], document.claims[said.base]
    if i < said.base and ";" in document.between(i, said.base):
        return  # what stands behind the semicolon is of another matter
    if i < said.base and _counts_from(document, said.base) and (said.ref or "")[:1] in "上去前同":
        return  # 比上年提高1.35个百分点,比2017年的84.10%提高4.62个百分点: the base of the second
    year = re.match(r"((?:19|20)[0-9]{2})年?$", said.ref or "")
    named = re.search(r"((?:19|20)[0-9]{2})年(?:为|是|有)?$", document.lead(said.base))
    if year is not None and named is not None and named[1] != year[1] and said.of != i:
        return  # 较2020年增加33人, beside the figure of another year
    if said.of == i:
        yield from _direction(document, i, said.base, said)
        return
    same = level.quantity.unit == base.quantity.unit
    if not same or (document.claims[i].quantity.unit == "百分点") != (level.quantity.unit in RATES):
        return
    stated = document.signed(i)
    check = _less(document, i, said.of, said.base, stated)
    yield check if check.verdict is not Verdict.CONTRADICTS else _otherwise(document, i, said, check, _less, stated)


def _grown(document: Document, i: int, of: int, base: int, stated: Interval) -> Check:
    left = f"{printed(document, of)} ÷ {printed(document, base)} − 1"
    grown = intervals.growth(document.claims[of].interval, document.claims[base].interval)
    return judge(document, "K01", (i, of, base), left, grown, stated)


def _less(document: Document, i: int, of: int, base: int, stated: Interval) -> Check:
    left = f"{printed(document, of)} − {printed(document, base)}"
    less = document.claims[of].interval - document.claims[base].interval
    return judge(document, "K02", (i, of, base), left, less, stated)


def _otherwise(
    document: Document,
    i: int,
    said: Relation,
    check: Check,
    compute: Callable[[Document, int, int, int, Interval], Check],
    stated: Interval,
) -> Check:
    """The same check with another level or base of the sentence, where one agrees: 其中 A、B，较上年 … speaks of the whole."""
    assert said.of is not None and said.base is not None
    unit = document.claims[said.of].quantity.unit
    others = [
        j for j in document.beside(i) if document.claims[j].quantity.unit == unit and j not in (i, said.of, said.base)
    ]
    for j in others[:_OTHERS]:
        for of, base in ((j, said.base), (said.of, j)):
            other = compute(document, i, of, base, stated)
            if other.verdict is Verdict.CONSISTENT:  # an open hedge would agree with anything
                return other
    return check


def _direction(document: Document, i: int, base: int, said: Relation) -> Iterator[Check]:
    """由 B 升至 L: whether it went that way."""
    level, before = document.claims[i].interval, document.claims[base].interval
    wrong = level.is_below(before) if said.direction == "up" else before.is_below(level)
    a, b = printed(document, base), printed(document, i)
    zh = f"从 {a} 到 {b}，写的是{'上升' if said.direction == 'up' else '下降'}"
    en = f"from {a} to {b}, said to {'rise' if said.direction == 'up' else 'fall'}"
    yield found(document, "K13", Verdict.CONTRADICTS if wrong else Verdict.CONSISTENT, (i, base), zh, en)


def _possible(document: Document, i: int, said: Relation) -> Iterator[Check]:
    """A rate cannot have risen by more than it is, an amount neither."""
    if said.of is None or said.of == i:
        return
    level, change = document.claims[said.of], document.claims[i]
    rate = level.quantity.unit in RATES
    if not rate and not said.ref:
        return  # 新招412人,退休187人,净增225人: of what the change is, nothing says
    if (change.quantity.unit == "百分点") != rate or (not rate and level.quantity.unit != change.quantity.unit):
        return
    before = level.interval - document.signed(i)
    if before.high is not None and before.high < 0:
        a, b = printed(document, said.of), printed(document, i)
        zh, en = f"{a} − {b} 小于 0，此前不可能为负", f"{a} − {b} is below 0, which the earlier value cannot be"
        yield found(document, "K02", Verdict.CONTRADICTS, (i, said.of), zh, en)
    elif rate and said.direction == "down" and before.low is not None and before.low > 1 and "毛" not in level.measure:
        a, b = printed(document, said.of), printed(document, i)
        zh, en = f"{a} + {b} 超过 100%", f"{a} + {b} is above 100 %"
        yield found(document, "K02", Verdict.NEEDS_NOTE, (i, said.of), zh, en)


def _multiple(document: Document, i: int, said: Relation) -> Iterator[Check]:
    """是 B 的 m 倍; 增长 m 倍 is m + 1 times, though many write it for m times."""
    assert said.of is not None and said.base is not None
    level, base = document.claims[said.of], document.claims[said.base]
    if level.quantity.unit != base.quantity.unit:
        return
    times = level.interval / base.interval
    claim = document.claims[i]
    more = said.direction == "up" and "番" not in claim.quantity.text
    if "番" in claim.quantity.text:
        value = claim.quantity.value or Fraction(1)
        yield judge(document, "K01", (i, said.of, said.base), f"{printed(document, said.of)} ÷ {printed(document, said.base)}", times,
                    Interval(value * Fraction(9, 10), value * Fraction(3, 2)))  # fmt: skip
        return
    stated = claim.interval
    if more and (stated + exactly(1)).meets(times):
        stated = stated + exactly(1)
    left = f"{printed(document, said.of)} ÷ {printed(document, said.base)}"
    yield judge(document, "K01", (i, said.of, said.base), left, times, stated)


_ONLY_UP = re.compile("只增不减|不降反升|稳步增长|持续增长|逐年增长|逐年提高|双增长")


# Words whose figure may have either sign: 增幅为-1.27%.
_MAY_FALL = re.compile(r"(?:增减|增幅|增速|增长率|增长幅度|变化|变动|同比|比上年)(?:率|量|额|数)?(?:为|是|达)?$")


def _wording(document: Document, i: int, said: Relation) -> Iterator[Check]:
    """A negative figure behind a word of direction; per cent where percentage points are meant."""
    claim = document.claims[i]
    value = claim.quantity.value
    text = printed(document, i)
    in_cell = claim.paragraph in document.reading.heads  # a column of growth has negative numbers
    if value is not None and value < 0 and not in_cell and not _MAY_FALL.search(document.lead(i)):
        around = _paragraph(document, i)
        against = said.direction == "up" and bool(_ONLY_UP.search(around))
        word = "增长" if said.direction == "up" else "下降"
        zh = f"“{word}”后面写了负数 {text}" + ("，同段却说只增不减" if against else "")
        en = f"a negative figure, {text}, behind a word for {'growth' if said.direction == 'up' else 'decline'}"
        yield found(document, "K13", Verdict.CONTRADICTS if against else Verdict.NEEDS_NOTE, (i,), zh, en)
    if said.kind == "growth" and not said.average and said.of is not None and said.base is None:
        level = document.claims[said.of]
        if (
            level.quantity.unit == "%"
            and _is_a_rate(level.measure, level.relation)
            and not _speaks_of_growth(document, i)
        ):
            zh = f"{level.measure or '比率'}是百分数，“{text}”是百分点还是百分比没有写清"
            en = f"the level is a percentage; whether {text} means per cent or percentage points is not said"
            yield found(document, "K17", Verdict.NEEDS_NOTE, (i, said.of), zh, en)


def _is_a_rate(measure: str, relation: Relation | None) -> bool:
    return measure.endswith(("率", "比例", "占比", "比重", "度", "面")) and (
        relation is None or relation.kind != "growth"
    )


def _speaks_of_growth(document: Document, i: int) -> bool:
    return bool(re.search("增幅|增速|增长|涨幅|降幅", document.mention(i).gap[-12:]))


def _paragraph(document: Document, i: int) -> str:
    start, end, _ = document.reading.paragraphs[document.claims[i].paragraph]
    return document.reading.plain[start:end]
