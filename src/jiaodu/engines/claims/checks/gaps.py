"""What is said of two or more rates together: the gap between two, the rest to 100 %, the change over a list of years.

Floor: engines.claims. In: a `Document`. Out: `Check`s K02 (gap, change over a list), K04 (rest to 100 %), K09 (each of a list).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiaodu.engines.claims import intervals
from jiaodu.engines.claims.checks.judging import found, judge
from jiaodu.engines.claims.document import Document
from jiaodu.engines.claims.intervals import Interval, exactly
from jiaodu.engines.claims.model import Check, Verdict

_GAP = re.compile(r"(?:差距|相差|差额|差值|落差|距(?:离)?目标(?:值|还|尚|仍)*[差有])(?:达到?|为|是|仅为?|只有|约|有)?$")
_REST = re.compile(
    r"(?:^|而|[,;、])(?:尚|仍|还)?(?:[未没不](?!满意|足)[\u4e00-\u9fff]{1,10}|非(?!常)[\u4e00-\u9fff]{1,10}|其余|其他|剩余|余下)[\u4e00-\u9fff]{0,10}(?:占比?|比例|比重|仅占)(?:为|是)?$"
)
_OVER = re.compile(r"(?:累计|共|总共|合计|[二两三四五六七八九十]年(?:间|来)?)[\u4e00-\u9fff]{0,8}$")
_LONGEST = 40  # a longer list is none that figures are said of, and time must not grow by its square
_NEXT = re.compile(r"(?:[、,]|和|与|及|以及)")
_EACH = re.compile(
    r"(?:均|都)(?:已|保持|稳定|控制)?(?:在|达到?|(?P<high>超过|高于)|(?P<least>不低于)|(?P<low>低于)|(?P<most>不超过|不高于))(?:了)?$"
)
_MOST = re.compile(r"以[下内]")
_LEAST = re.compile(r"以上|及以上")


def check_gaps(document: Document) -> Iterator[Check]:
    """城镇78.5%，农村71.3%，差距7.2个百分点 and its like."""
    for i in range(1, len(document.claims)):
        if _GAP.search(document.lead(i)):
            yield from _gap(document, i)
        elif _REST.search(document.lead(i)):
            yield from _rest(document, i)
        elif document.claims[i].relation is not None and _OVER.search(document.lead(i)):
            yield from _over(document, i)
    for i in range(len(document.claims)):
        yield from _each(document, i)
        yield from _against_plan(document, i)
        yield from _of_growth(document, i)
        yield from _between_growths(document, i)
        yield from _mean_of_list(document, i)
        yield from _latter(document, i)


def _before(document: Document, i: int, unit: str) -> list[int]:
    """The figures of a unit before one in its sentence that are no change."""
    kinds = ("growth", "change", "multiple_of", "target", "standard", "denied")
    return [
        j
        for j in document.beside(i)
        if j < i
        and document.claims[j].quantity.unit == unit
        and ((said := document.claims[j].relation) is None or said.kind not in kinds or said.of == j)
    ]


def _gap(document: Document, i: int) -> Iterator[Check]:
    """The difference of the only two levels before, whichever is more."""
    unit = document.claims[i].quantity.unit
    levels = _before(document, i, "%" if unit == "百分点" else unit)
    if unit == "%" or len(levels) != 2 or levels[-1] != i - 1:
        return
    a, b = (document.claims[j] for j in levels)
    less, more = sorted((a, b), key=lambda c: c.quantity.value or 0)
    left = f"{more.quantity.text} − {less.quantity.text}"
    yield judge(document, "K02", (i, *levels), left, more.interval - less.interval, document.claims[i].interval)


def _rest(document: Document, i: int) -> Iterator[Check]:
    """未达到的占 r behind 达到的占 s: together they are 100 %."""
    if document.claims[i].quantity.unit != "%" or document.claims[i].quantity.direction is not None:
        return
    shares = _before(document, i, "%")
    if not shares or shares[-1] != i - 1:
        return
    checks = []
    for first in range(len(shares) - 1, -1, -1):
        run = shares[first:]
        left = "100% − " + " − ".join(document.claims[j].quantity.text for j in run)
        rest = exactly(1) - intervals.total(document.claims[j].interval for j in run)
        checks.append(judge(document, "K04", (i, *run), left, rest))
    good = next((c for c in checks if c.verdict is not Verdict.CONTRADICTS), None)
    if good is not None:
        yield good
    elif len(shares) == 1 and "占" in document.lead(i - 1):
        yield checks[0]


_FASTER = re.compile(
    r"(?P<of>增[幅速]|[降跌]幅|涨幅)[^,;。]{0,10}?(?:(?P<more>扩大|提高|加快|上升)|(?P<less>收窄|回落|放缓|缩小|下降))了?$"
)


def _of_growth(document: Document, i: int) -> Iterator[Check]:
    """下降3.6%,降幅比上年扩大1.2个百分点,上年下降2.4%: the growths themselves compared."""
    told = _FASTER.search(document.lead(i))
    if told is None or not 0 < i < len(document.claims) - 1 or document.claims[i].quantity.unit != "百分点":
        return
    now, before = document.claims[i - 1], document.claims[i + 1]
    kinds = [c.relation.kind if c.relation else None for c in (now, before)]
    if now.sentence != before.sentence or kinds != ["growth", "growth"] or now.quantity.unit != "%":
        return
    if now.quantity.unit != before.quantity.unit or not re.match("而?(?:上年|去年|上一年)", document.lead(i + 1)):
        return
    one, other = (now, before) if told["more"] else (before, now)
    left = f"{one.quantity.text} − {other.quantity.text}"
    yield judge(document, "K02", (i, i - 1, i + 1), left, one.interval - other.interval, document.claims[i].interval)


_FASTER_THAN = re.compile(r"增[幅速长率]*(?:高于|低于|快于|慢于|高出|超过)[^,;。]{2,16}增[幅速长率]+$")


def _between_growths(document: Document, i: int) -> Iterator[Check]:
    """支出增长7.8%,收入增长6.5%,支出增幅高于收入增幅1.3个百分点: the only two growths before."""
    if document.claims[i].quantity.unit != "百分点" or not _FASTER_THAN.search(document.lead(i)):
        return
    both = [j for j in document.beside(i) if j < i and (said := document.claims[j].relation) and said.kind == "growth"]
    if len(both) != 2 or both != [i - 2, i - 1] or any(document.claims[j].quantity.unit != "%" for j in both):
        return
    less, more = sorted((document.claims[j] for j in both), key=lambda c: c.quantity.value or 0)
    left = f"{more.quantity.text} − {less.quantity.text}"
    yield judge(document, "K02", (i, *both), left, more.interval - less.interval, document.claims[i].interval)


def _mean_of_list(document: Document, i: int) -> Iterator[Check]:
    """分别投入2.1亿元、2.4亿元、2.7亿元,年均2.4亿元."""
    if i < 2 or not re.search("(?:年均|年平均|平均每年)[\u4e00-\u9fff]{0,4}$", document.lead(i)):
        return
    run = list_before(document, i - 1)
    unit = document.claims[i].quantity.unit
    if len(run) < 2 or not re.search("分别|依次", document.mention(run[0]).gap) or unit in ("%", "百分点", "倍"):
        return
    if document.claims[run[0]].sentence != document.claims[i].sentence or document.claims[i - 1].quantity.unit != unit:
        return
    if not all(document.is_level(j) for j in run):
        return
    left = f"({' + '.join(document.claims[j].quantity.text for j in run)}) ÷ {len(run)}"
    mean = intervals.total(document.claims[j].interval for j in run) / exactly(len(run))
    yield judge(document, "K05", (i, *run), left, mean)


def _latter(document: Document, i: int) -> Iterator[Check]:
    """小学六年级58.3%,初中三年级71.6%,后者比前者高13.3个百分点."""
    told = re.search("(?P<one>前者|后者)比(?P<other>前者|后者)(?:多|高|少|低)(?:出|了)?$", document.lead(i))
    unit = document.claims[i].quantity.unit
    levels = _before(document, i, "%" if unit == "百分点" else unit)
    if told is None or told["one"] == told["other"] or len(levels) < 2 or levels[-1] != i - 1:
        return
    first, last = (document.claims[j] for j in levels[-2:])
    one, other = (last, first) if told["one"] == "后者" else (first, last)
    if re.search("[少低]", told[0]):
        one, other = other, one
    left = f"{one.quantity.text} − {other.quantity.text}"
    yield judge(document, "K02", (i, *levels[-2:]), left, one.interval - other.interval, document.claims[i].interval)


_SPARED = re.compile(r"^,?(?P<less>节约|节省|结余|压减|压降|压缩|核减|少)?(?P<more>超支|超出|多)?(?:支出)?(?:了)?$")


def _against_plan(document: Document, i: int) -> Iterator[Check]:
    """支出186万元,比预算210万元节约24万元."""
    if (
        i < 2
        or not re.match("比|较", document.lead(i - 1))
        or not re.search("预算|计划|概算|控制价|标底|年初|上年|去年|年前", document.lead(i - 1))
    ):
        return
    told = _SPARED.match(document.mention(i).gap)
    if told is None or not (told["less"] or told["more"]):
        return
    level, plan, less = (document.claims[j] for j in (i - 2, i - 1, i))
    if level.sentence != less.sentence or not level.quantity.unit == plan.quantity.unit == less.quantity.unit:
        return
    one, other = (plan, level) if told["less"] else (level, plan)
    left = f"{one.quantity.text} − {other.quantity.text}"
    yield judge(document, "K02", (i, i - 2, i - 1), left, one.interval - other.interval, less.interval)


def _over(document: Document, i: int) -> Iterator[Check]:
    """依次为89.6%、91.2%、92.7%，累计提高3.1个百分点: the last less the first."""
    said, unit = document.claims[i].relation, document.claims[i].quantity.unit
    if said is None or said.kind != "change" or said.average:
        return
    run = list_before(document, i - 1)
    if len(run) < 3 or document.claims[i].sentence != document.claims[run[0]].sentence:
        return
    first, last = document.claims[run[0]], document.claims[run[-1]]
    if first.quantity.unit != ("%" if unit == "百分点" else unit):
        return
    left = f"{last.quantity.text} − {first.quantity.text}"
    yield judge(document, "K02", (i, run[-1], run[0]), left, last.interval - first.interval, document.signed(i))


def list_before(document: Document, last: int) -> list[int]:
    """The figures of one unit that a list with 、 ends with."""
    run = [last]
    while run[0] > 0 and len(run) < _LONGEST and _NEXT.fullmatch(document.between(run[0] - 1, run[0])):
        if document.claims[run[0] - 1].quantity.unit != document.claims[last].quantity.unit:
            break
        run.insert(0, run[0] - 1)
    return run


def _each(document: Document, i: int) -> Iterator[Check]:
    """均在95%以上,其中甲97.2%、乙96.8%: each of the list is held against the limit."""
    told = _EACH.search(document.lead(i))
    if told is None or document.claims[i].quantity.unit in ("百分点", "倍", "比"):
        return
    behind = document.claims[i].quantity.text + document.mention(i).tail[:4]
    way = "most" if told["low"] or told["most"] or _MOST.search(behind) else "least"
    if not any(told.groupdict().values()) and not _MOST.search(behind) and not _LEAST.search(behind):
        return
    value = document.claims[i].quantity.value
    if value is None:
        return
    for j in document.beside(i):
        if j <= i:
            continue
        other = document.claims[j]
        if other.quantity.unit != document.claims[i].quantity.unit or other.relation is not None or not other.own:
            break
        if j == i + 1 and not re.match(r"[左以][右上下内]?[^,;。]{0,6}[,:;(]?|[,:(]", document.between(i, j)):
            break
        if j == i + 1 and not re.search("其中|分别|[:(]", document.between(i, j)):
            break
        yield _held(document, i, j, way, Interval(value, value))


def _held(document: Document, limit: int, level: int, way: str, bound: Interval) -> Check:
    own = document.claims[level].interval
    wrong = own.is_below(bound) if way == "least" else bound.is_below(own)
    a, b = document.claims[level].quantity.text, document.claims[limit].quantity.text
    sign = ("<" if wrong else "≥") if way == "least" else (">" if wrong else "≤")
    verdict = Verdict.CONTRADICTS if wrong else Verdict.CONSISTENT
    return found(document, "K09", verdict, (level, limit), f"{a} {sign} {b}", f"{a} {sign} {b}")
