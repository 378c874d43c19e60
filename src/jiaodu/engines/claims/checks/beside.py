"""What follows from the one or two figures right beside: posts left, change a year, the level named behind, rates of 全部.

Floor: engines.claims. In: a `Document`. Out: `Check`s K02 (difference), K03 (rate of all), K04 (posts left), K05 (mean), K09 (limits).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiaodu.engines.claims.binding.period import small_number
from jiaodu.engines.claims.checks.gaps import list_before
from jiaodu.engines.claims.checks.judging import compare, found, judge
from jiaodu.engines.claims.document import Document
from jiaodu.engines.claims.intervals import exactly
from jiaodu.engines.claims.model import Check, Verdict

_LEFT = re.compile(
    r"^(?:目前|尚|现|还)?(?P<of>空编|缺编|空缺|超编|缺口|短缺|结余|结存|节余)(?:为|是|达|学位|教师|资金)?$"
)
_WHOLE, _USED = (
    re.compile("核定|编制|需求|需要|应配|征收|收入|到位|下达"),
    re.compile("实有|在编|实际|现有|已配|支出|使用|支付|拨付"),
)
_YEARS = re.compile(r"(?P<n>[两二三四五六七八九十]|\d)年(?:间|来|共|累计|内)?[\u4e00-\u9fff]{0,6}$")
_ABOVE = re.compile(
    r"(?:(?P<up>高出|高于|超过|超出|领先)|(?P<down>低于|落后于?))(?P<name>[\u4e00-\u9fff]{2,10}?)(?:的?水平)?$"
)
_EACH = re.compile(
    r"(?:均|都|全部)(?:已)?(?:(?P<up>高于|超过|高出|优于)|(?P<down>低于|少于))[^,;。()]{0,14}\((?:(?:分别|依次)(?:为|是)?)?$"
)
_WITHIN = re.compile(r"^(?:均|都|全部)(?:已)?(?:控制|保持|稳定|下降|降)(?:在|到|至)$")
_MOST_CHANGES = 12


def check_beside(document: Document) -> Iterator[Check]:
    """Each figure with what it stands beside."""
    for i in range(1, len(document.claims)):
        yield from _posts(document, i)
        yield from _a_year(document, i)
        yield from _all(document, i)
        yield from _each(document, i)
        yield from _within(document, i)
        if i + 1 < len(document.claims):
            yield from _level_behind(document, i)


def _posts(document: Document, i: int) -> Iterator[Check]:
    """核定教师编制4860名,实有在编教师4625名,空编235名."""
    told = _LEFT.match(document.lead(i))
    if told is None or i < 2:
        return
    whole, used, me = (document.claims[j] for j in (i - 2, i - 1, i))
    if whole.sentence != me.sentence or not whole.quantity.unit == used.quantity.unit == me.quantity.unit:
        return
    if not _WHOLE.search(document.lead(i - 2)) or not _USED.search(document.lead(i - 1)):
        return
    over = told["of"] == "超编"
    one, other = (used, whole) if over else (whole, used)
    if one.interval.is_below(other.interval):
        return  # of other things than these two
    left = f"{one.quantity.text} − {other.quantity.text}"
    yield judge(document, "K04", (i, i - 2, i - 1), left, one.interval - other.interval, me.interval)


def _a_year(document: Document, i: int) -> Iterator[Check]:
    """五年提高4.2个百分点,年均提高0.84个百分点."""
    me, whole = document.claims[i], document.claims[i - 1]
    if me.quantity.unit == "%" or me.quantity.unit != whole.quantity.unit or me.sentence != whole.sentence:
        return
    told = _YEARS.search(document.lead(i - 1))
    number = small_number(told["n"]) if told else None
    kinds = [c.relation.kind if c.relation else None for c in (whole, me)]
    if not number or kinds != ["change", "change"] or not re.match("年均|平均每年|每年平均", document.lead(i)):
        return
    checks = [  # three years have two steps between them, or three from the year before
        judge(document, "K05", (i, i - 1), f"{whole.quantity.text} ÷ {n}", whole.interval / exactly(n), me.interval)
        for n in (number, number - 1)
        if n > 0
    ]
    yield next((c for c in checks if c.verdict is not Verdict.CONTRADICTS), checks[0])


def _level_behind(document: Document, i: int) -> Iterator[Check]:
    """93.2%,高出全省平均水平2.1个百分点,全省平均为91.1%."""
    level, me, base = (document.claims[j] for j in (i - 1, i, i + 1))
    told = _ABOVE.search(document.lead(i))
    if told is None or not level.sentence == me.sentence == base.sentence:
        return
    name = told["name"].removesuffix("水平").removesuffix("平均")
    points = me.quantity.unit == "百分点" and level.quantity.unit == base.quantity.unit == "%"
    if not points and not me.quantity.unit == level.quantity.unit == base.quantity.unit:
        return
    if len(name) < 2 or not re.match(f"而?{name}(?:的?平均)?(?:水平)?(?:为|是|达)?$", document.lead(i + 1)):
        return
    one, other = (level, base) if told["up"] else (base, level)
    left = f"{one.quantity.text} − {other.quantity.text}"
    yield judge(document, "K02", (i, i - 1, i + 1), left, one.interval - other.interval, me.interval)


def _all(document: Document, i: int) -> Iterator[Check]:
    """32个投诉全部办结,办结率100%: all of them make 100 %."""
    me = document.claims[i]
    told = re.search(r"([\u4e00-\u9fff]{2})率(?:为|达到?|是)?$", document.lead(i))
    if told is None or me.quantity.unit != "%" or me.quantity.approx or me.relation is not None:
        return
    mention = document.mention(i)
    start = document.reading.sentences[mention.sentence].start
    before = document.reading.plain[max(start, mention.start - 30) : mention.clause]
    what = told[1]
    if not re.search(rf"全部(?:均|都|已|按[期时]|如期|按规定)*{what}[,、]$", before):
        return
    wrong = me.interval.is_below(exactly(1))
    verdict = Verdict.CONTRADICTS if wrong else Verdict.CONSISTENT
    zh, en = (
        f"全部{what}应为 100%，文中写 {me.quantity.text}",
        f"all of them make 100 %; the text says {me.quantity.text}",
    )
    yield found(document, "K03", verdict, (i,), zh, en)


def _each(document: Document, i: int) -> Iterator[Check]:
    """A、B、C,均高于全省平均水平(分别为a、b、c): each with its own."""
    told = _EACH.search(document.mention(i).gap)
    if told is None:
        return
    last = i
    while last + 1 < len(document.claims) and len(list_before(document, last + 1)) > last + 1 - i:
        last += 1
    size = last - i + 1
    levels = list(range(i - size, i))
    if size < 2 or levels[0] < 0:
        return
    both = [document.claims[j] for j in (*levels, *range(i, last + 1))]
    if len({c.sentence for c in both}) != 1 or len({c.quantity.unit for c in both}) != 1:
        return
    for a, b in zip(levels, range(i, last + 1), strict=True):
        level, limit = document.claims[a], document.claims[b]
        wrong = level.interval.is_below(limit.interval) if told["up"] else limit.interval.is_below(level.interval)
        yield compare(document, a, b, ">" if told["up"] else "<", wrong)


def _within(document: Document, i: int) -> Iterator[Check]:
    """小学0.8%,初中1.5%,均控制在2%以内: each of the figures right before."""
    me = document.claims[i]
    behind = me.quantity.text + document.mention(i).tail[:3]
    if not _WITHIN.match(document.lead(i)) or not re.search("以[下内]", behind) or me.quantity.value is None:
        return
    run: list[int] = []
    for j in range(i - 1, max(-1, i - _MOST_CHANGES), -1):
        other = document.claims[j]
        said = other.relation.kind if other.relation else None
        if (
            other.sentence != me.sentence
            or other.quantity.unit != me.quantity.unit
            or said in ("growth", "change", "base_level")
        ):
            break
        if run and other.measure[-2:] != document.claims[run[0]].measure[-2:]:
            break
        run.insert(0, j)
    if len(run) < 2:
        return
    for j in run:
        yield compare(document, j, i, "≤", exactly(me.quantity.value).is_below(document.claims[j].interval))
