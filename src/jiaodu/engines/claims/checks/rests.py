"""What is left of a whole, years that are said to rise or to be level, quarters of a year, figures for each hundred.

Floor: engines.claims. In: a `Document`. Out: `Check`s K04 (rest, quarters), K05 (each hundred), K13 (direction).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from fractions import Fraction

from jiaodu.engines.claims.checks.judging import found, judge
from jiaodu.engines.claims.document import Document
from jiaodu.engines.claims.intervals import exactly, growth, share, total
from jiaodu.engines.claims.model import Check, Verdict

_LEFT = re.compile(
    r"(?:^|[,、])(?:[尚还仍](?:余|剩余?|有|欠|缺|差)|剩余|剩下|余下|其余|未完成|(?:正在|尚在|仍在)(?:办理|整改|处理|推进|办结|实施|建设)|[尚还仍]?未(?:整改|完成|达标|通过|解决|到位|开工|落实|发放|配备))(?:的)?(?:为|有)?$"
)
_UNDONE = re.compile(r"(?:^|[,、])[尚还仍]?未(?P<what>[\u4e00-\u9fff]{2,4})的?(?:有|为)?$")
_DONE = re.compile(
    r"^(?:目前|现|均)?(?:已|完成|实际|其中|通过|达标|办结|整改|采纳|建成|开工)|(?:已|完成)[\u4e00-\u9fff]{0,6}$"
)
_DONE_THERE = re.compile(r"(?:已|实际)[\u4e00-\u9fff]{1,8}$")
_WHOLE = re.compile(r"问题|隐患|线索|应|共|总|计划|需|排查|发现|任务|核定|全部|查出|反馈|认领|受理|收到|下达")
_TREND = re.compile(
    r"^,?(?:呈|呈现|实现|均)?(?:逐年|连年|年年)(?:稳步)?(?:(?P<up>增[加长多]|提[高升]|上升|递增|攀升)|(?P<down>减少|下降|降低|递减|回落))"
)
_SEPARATOR = re.compile(r"[、,]|和|与|及")
_YEAR = re.compile(r"(?:19|20)\d\d(?=年)")


def check_rests(document: Document) -> Iterator[Check]:
    """应整改64处,已整改61处,尚余3处; 分别为310人、342人、365人,逐年增加; 与上年6300人持平; 每百人14台; 四个季度, 全年; 结余; 完成率."""
    for i in range(2, len(document.claims)):
        yield from _rest(document, i)
        yield from _trend(document, i)
    for i in range(1, len(document.claims)):
        yield from _level_with(document, i)
        yield from _each_hundred(document, i)
        yield from _quarters(document, i)
        yield from _balance(document, i)
        yield from _over_years(document, i)
        yield from _between_years(document, i)
        yield from _completion(document, i)


def _rest(document: Document, i: int) -> Iterator[Check]:
    """A whole, what is done of it and what is left; the share that is done may stand between."""
    undone = _UNDONE.search(document.lead(i))
    if not _LEFT.search(document.lead(i)) and undone is None:
        return
    left = document.claims[i]
    before = [j for j in document.levels(document.beside(i), left.quantity.unit) if i - 4 < j < i]
    if len(before) == 3 and document.claims[before[0]].sentence == left.sentence:
        yield from _rest_of_three(document, i, before)
        return
    if len(before) != 2 or not document.is_level(i):
        return
    if "应" in document.lead(before[1]) and re.search("完成|已", document.lead(before[0])):
        before.reverse()  # 完成268所,占应建学校275所的97.5%,还有7所未完成
    whole, part = (document.claims[j] for j in before)
    done = _DONE.search(document.lead(before[1])) or _DONE_THERE.search(document.between(*sorted(before)))
    about = document.lead(before[0]) + document.mention(before[0]).tail + document.between(*sorted(before))
    if undone is not None and undone["what"] not in document.lead(before[1]):
        return
    if not done or not _WHOLE.search(about) or whole.interval.is_below(part.interval):
        return
    shown = f"{whole.quantity.text} − {part.quantity.text}"
    yield judge(document, "K04", (i, *before), shown, whole.interval - part.interval)


def _rest_of_three(document: Document, i: int, before: list[int]) -> Iterator[Check]:
    """规划新建32所,已建成18所,在建9所,尚未开工5所."""
    whole, one, other = (document.claims[j] for j in before)
    leads = [document.lead(j) for j in before]
    told = _WHOLE.search(leads[0]) or re.search("规划|拟", leads[0])
    if not told or not re.search("已", leads[1]) or not re.match("正?在|正", leads[2]):
        return
    shown = f"{whole.quantity.text} − {one.quantity.text} − {other.quantity.text}"
    yield judge(document, "K04", (i, *before), shown, whole.interval - one.interval - other.interval)


def _trend(document: Document, last: int) -> Iterator[Check]:
    """A list that ends here and is said to go one way every year."""
    mention, claim = document.mention(last), document.claims[last]
    told = _TREND.search(document.reading.plain[mention.end : mention.end + 16])
    if told is None:
        return
    run = [last]
    while run[0] > 0 and _SEPARATOR.fullmatch(document.between(run[0] - 1, run[0])):
        if document.claims[run[0] - 1].quantity.unit != claim.quantity.unit:
            return
        run.insert(0, run[0] - 1)
    if len(run) < 3:
        return
    sentence = document.reading.sentences[claim.sentence]
    years = [int(y) for y in _YEAR.findall(document.reading.plain[sentence.start : mention.start])]
    if len(years) > 1 and years == sorted(years, reverse=True):
        run.reverse()
    pairs = [(document.claims[a].interval, document.claims[b].interval) for a, b in itertools.pairwise(run)]
    wrong = any(b.is_below(a) if told["up"] else a.is_below(b) for a, b in pairs)
    texts = "、".join(document.claims[j].quantity.text for j in run)
    zh = f"{texts}，写的是逐年{'上升' if told['up'] else '下降'}"
    en = f"{texts}: said to {'rise' if told['up'] else 'fall'} every year"
    yield found(document, "K13", Verdict.CONTRADICTS if wrong else Verdict.CONSISTENT, (last, *run[:-1]), zh, en)


_LEVEL = re.compile(r"^(?P<about>基本|大体|大致|总体)?持平")
_AS_BEFORE = re.compile(r"(?:与|同|和|较|比)(?:上年|去年|上一?年度?|前一年|前年|上届|(?:19|20)\d\d年)[^,。;]{0,8}$")


def _level_with(document: Document, i: int) -> Iterator[Check]:
    """6300人,与上年6300人持平: the two figures are the same, or nearly."""
    mention, claim, before = document.mention(i), document.claims[i], document.claims[i - 1]
    told = _LEVEL.match(document.reading.plain[mention.end : mention.end + 6])
    if told is None or not _AS_BEFORE.search(document.lead(i)):
        return
    if claim.sentence != before.sentence or claim.quantity.unit != before.quantity.unit or not claim.quantity.value:
        return
    slack = abs(claim.quantity.value) * (Fraction(1, 20) if told["about"] else Fraction(1, 50))
    wrong = not claim.interval.widened(slack).meets(before.interval)
    texts = (before.quantity.text, claim.quantity.text)
    zh, en = f"{texts[0]} 与 {texts[1]}，写的是持平", f"{texts[0]} and {texts[1]}: said to be level"
    yield found(document, "K13", Verdict.CONTRADICTS if wrong else Verdict.CONSISTENT, (i, i - 1), zh, en)


_EACH = re.compile(r"每(?P<n>[百千万])(?:名|位|个)?(?:学生|人口?|生|师生|教师|幼儿|居民)[^,。;]{0,12}$")
_NEAR = 12
_TIMES = {"百": 100, "千": 1000, "万": 10000}


def _each_hundred(document: Document, i: int) -> Iterator[Check]:
    """计算机5460台,学生39000人,平均每百人14台."""
    told, me = _EACH.search(document.lead(i)), document.claims[i]
    if told is None or (me.relation is not None and me.relation.kind != "part_of"):
        return
    before = [j for j in document.levels(document.beside(i)) if j < i]
    heads = [j for j in before if document.claims[j].quantity.unit == "人"]
    things = [j for j in before if document.claims[j].quantity.unit == me.quantity.unit and j not in heads]
    if me.quantity.unit == "人" or len(heads) != 1 or len(things) != 1:
        return
    times = _TIMES[told["n"]]
    a, b = document.claims[things[0]], document.claims[heads[0]]
    left = f"{a.quantity.text} ÷ {b.quantity.text} × {times}"
    yield judge(document, "K05", (i, things[0], heads[0]), left, a.interval / b.interval * exactly(times))


def _quarters(document: Document, i: int) -> Iterator[Check]:
    """四个季度分别完成12项、15项、9项、14项,全年50项."""
    if i < 4 or not re.match(r"[,、]?全年(?:共|合计|共计|累计|总计)?[\u4e00-\u9fff]{0,2}$", document.lead(i)):
        return
    parts, me = list(range(i - 4, i)), document.claims[i]
    if "四个季度" not in document.sentence(i) or any(
        document.claims[j].quantity.unit != me.quantity.unit for j in parts
    ):
        return
    if any(document.claims[j].sentence != me.sentence for j in parts) or not document.is_level(i):
        return
    left = " + ".join(document.claims[j].quantity.text for j in parts)
    yield judge(document, "K04", (i, *parts), left, total(document.claims[j].interval for j in parts))


_INCOME = re.compile(r"(?:总收入|收入(?:合计|总计|总额))(?:为|是|达)?$")
_SPENT = re.compile(r"(?:总支出|支出(?:合计|总计|总额))(?:为|是|达)?$")
_BALANCE = re.compile(r"(?:^|[,、])(?:年末|当年|收支)?(?:结余|盈余|节余)(?:资金)?(?:为|是)?$")


def _balance(document: Document, i: int) -> Iterator[Check]:
    """总收入8460万元,总支出8320万元,结余140万元."""
    if not _BALANCE.search(document.lead(i)):
        return
    before = [j for j in document.around(i) if i - _NEAR < j < i]
    same = [j for j in before if document.claims[j].quantity.unit == document.claims[i].quantity.unit]
    income = [j for j in same if _INCOME.search(document.lead(j))]
    spent = [j for j in same if _SPENT.search(document.lead(j))]
    if len(income) != 1 or len(spent) != 1:
        return
    a, b = document.claims[income[0]], document.claims[spent[0]]
    shown = f"{a.quantity.text} − {b.quantity.text}"
    yield judge(document, "K04", (i, income[0], spent[0]), shown, a.interval - b.interval)


_PLANNED = re.compile(r"(?:计划|应|任务|目标|预算)[\u4e00-\u9fff]{0,12}$")
_ACTUAL = re.compile(r"^[,、]?(?:实际|已)[\u4e00-\u9fff]{0,8}$")


_RATE_OF_DONE = re.compile(r"(?:完成|执行|到位|落实|整改|办结|拨付)[率的]?(?:为|达)?$")


def _completion(document: Document, i: int) -> Iterator[Check]:
    """计划培训3000人次,实际培训3360人次,完成率112%; 12个问题已完成9个,完成率75%."""
    if i < 2 or document.claims[i].quantity.unit != "%" or not _RATE_OF_DONE.search(document.lead(i)):
        return
    plan, done = document.claims[i - 2], document.claims[i - 1]
    if not plan.sentence == done.sentence == document.claims[i].sentence or done.quantity.unit != plan.quantity.unit:
        return
    told = _PLANNED.search(document.lead(i - 2)) and _ACTUAL.search(document.lead(i - 1))
    if ";" in document.between(i - 2, i) or not (told or _DONE_THERE.search(document.between(i - 2, i - 1))):
        return
    left = f"{done.quantity.text} ÷ {plan.quantity.text}"
    yield judge(document, "K03", (i, i - 1, i - 2), left, share(done.interval, plan.interval))


_IN_YEARS = re.compile(
    r"[两二三四五六七八九十0-9]年(?:间|来|共|累计|合计|总共|一共)*(?:提高|上升|增长|提升|下降|降低|减少)了?$"
)


def _over_years(document: Document, i: int) -> Iterator[Check]:
    """分别为17.6%、18.1%和18.7%,三年提高1.1个百分点: the last of the list less the first."""
    me = document.claims[i]
    if me.quantity.unit != "百分点" or not _IN_YEARS.search(document.lead(i)):
        return
    run = [i - 1]
    while run[0] > 0 and _SEPARATOR.fullmatch(document.between(run[0] - 1, run[0])):
        run.insert(0, run[0] - 1)
    listed = [document.claims[j] for j in run]
    if len(run) < 3 or any(c.quantity.unit != "%" or c.sentence != me.sentence for c in listed):
        return
    shown = f"{listed[-1].quantity.text} − {listed[0].quantity.text}"
    yield judge(
        document, "K02", (i, run[-1], run[0]), shown, listed[-1].interval - listed[0].interval, document.signed(i)
    )


_TWO_YEARS = re.compile(
    r"(?P<a>(?:19|20)[0-9]{2})年?(?:比|较)(?P<b>(?:19|20)[0-9]{2})年(?:[^,;。]{0,6})?(?:增[加长]|提高|上升|减少|下降|降低|多|少)了?$"
)


def _between_years(document: Document, i: int) -> Iterator[Check]:
    """2020年138人,2021年156人,2022年171人,2022年较2020年增加33人(,增长23.9%): the figures right behind these years."""
    me = document.claims[i]
    told = _TWO_YEARS.search(document.lead(i))
    change = told is not None
    if told is None and i > 0 and me.quantity.unit == "%":
        told = _TWO_YEARS.search(document.lead(i - 1)) if document.claims[i - 1].sentence == me.sentence else None
    if told is None or me.quantity.direction is None:
        return
    levels = []
    for year in (told["a"], told["b"]):
        named = [j for j in document.beside(i) if j < i and re.search(rf"{year}年(?:为|是|有)?$", document.lead(j))]
        if len(named) != 1:
            return
        levels.append(named[0])
    a, b = (document.claims[j] for j in levels)
    if a.quantity.unit != b.quantity.unit:
        return
    texts = (a.quantity.text, b.quantity.text)
    if me.quantity.unit == "%" and a.quantity.unit != "%":
        yield judge(
            document,
            "K01",
            (i, *levels),
            f"{texts[0]} ÷ {texts[1]} − 1",
            growth(a.interval, b.interval),
            document.signed(i),
        )
    elif change and me.quantity.unit == a.quantity.unit:
        yield judge(
            document, "K02", (i, *levels), f"{texts[0]} − {texts[1]}", a.interval - b.interval, document.signed(i)
        )
