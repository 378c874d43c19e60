"""What is left to the whole in words: 后者占, 仍有 … 未, 另外, the highest and the lowest of several, and who has more.

Floor: engines.claims. In: a `Document`. Out: `Check`s K03 (share), K04 (rest), K09 (comparison), K12 (mean), K14 (two values).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiaodu.engines.claims.checks.judging import compare, found, judge
from jiaodu.engines.claims.checks.partitions import is_partition
from jiaodu.engines.claims.document import Document
from jiaodu.engines.claims.intervals import exactly, share, total
from jiaodu.engines.claims.model import Check, Verdict

_ONE_OF_TWO = re.compile(r"(?P<which>前者|后者)(?:所?占(?:比|比例|比重)?|比例|比重)(?:为|是|达)?$")
_STILL = re.compile(r"(?:仍有|尚有|还有|另有|其余|其他|剩余|剩下|余下|另外|另)(?:的)?$")
_NOT_YET = re.compile(r"^(?:的?[\u4e00-\u9fff]{0,8}?)?(?:没有?|尚未|还未|未|正在|在建|不(?!断|仅|足|低于|少于|超过))")
_HIGHEST = re.compile(r"(?:最高|最大|最多|最好)[^,;。0-9]{0,12}$")
_LOWEST = re.compile(r"(?:最低|最小|最少|最差)[^,;。0-9]{0,12}$")
_MEAN = re.compile(r"平均(?:值|水平|数)?(?:为|是|达|约)?$")
_BETWEEN = re.compile(r"^(?:之间|不等)")
_MORE = re.compile(
    r"[,;](?:且|即)?(?P<one>[\u4e00-\u9fff]{2,10}?)(?:仍|已|均|略|明显|总体)?(?:(?P<up>高于|多于|超过|大于|优于|不低于|不少于)|(?P<down>低于|少于|小于|不及))(?P<other>[\u4e00-\u9fff]{2,10}?)(?:的?水平)?(?=[,;。]|$)"
)


def check_halves(document: Document) -> Iterator[Check]:
    """Each figure behind such words; then each sentence that says who has more."""
    for i in range(1, len(document.claims)):
        yield from _one_of_two(document, i)
        yield from _still(document, i)
        yield from _mean_within(document, i)
        yield from _ends(document, i)
        yield from _two_shares(document, i)
        yield from _kept_by_all(document, i)
        yield from _each_reaches(document, i)
    for number, sentence in enumerate(document.reading.sentences):
        if sentence.last - sentence.first >= 2:
            yield from _who_has_more(document, number)


def _one_of_two(document: Document, i: int) -> Iterator[Check]:
    """公办园1210所、民办园890所,后者占42.4%."""
    told, me = _ONE_OF_TWO.search(document.lead(i)), document.claims[i]
    if told is None or me.quantity.unit != "%":
        return
    before = [j for j in document.levels(document.beside(i)) if j < i]
    if len(before) < 2 or document.claims[before[-1]].quantity.unit != document.claims[before[-2]].quantity.unit:
        return
    one, other = before[-2:]
    part = one if told["which"] == "前者" else other
    both = total(document.claims[j].interval for j in (one, other))
    texts = (document.claims[one].quantity.text, document.claims[other].quantity.text)
    left = f"{document.claims[part].quantity.text} ÷ ({texts[0]} + {texts[1]})"
    yield judge(document, "K03", (i, one, other), left, share(document.claims[part].interval, both))


def _still(document: Document, i: int) -> Iterator[Check]:
    """87.5%的学校达标,仍有12.5%未达标; 300所学校中有276所配备,仍有24所没有配备."""
    me, last = document.claims[i], i - 1
    if last > 0 and me.quantity.unit != "%" and document.claims[last].quantity.unit == "%":
        last -= 1  # 14个街镇建有公办园,占87.5%,其余2个正在建设
    before = document.claims[last]
    if (
        not _STILL.search(document.lead(i))
        or me.sentence != before.sentence
        or me.quantity.unit != before.quantity.unit
    ):
        return
    mention = document.mention(i)
    if not _NOT_YET.match(document.reading.plain[mention.end : mention.end + 16]) or me.quantity.approx:
        return
    if me.quantity.unit == "%":
        if before.quantity.direction is not None or (
            before.relation is not None and before.relation.kind not in ("share_of", "part_of")
        ):
            return
        if _NOT_YET.match(document.reading.plain[document.mention(last).end :][:12]):
            return
        left = f"100% − {before.quantity.text}"
        yield judge(document, "K04", (i, last), left, exactly(1) - before.interval)
        return
    said = before.relation
    if said is None or said.kind != "part_of" or said.of is None or not document.is_level(i):
        return
    whole = document.claims[said.of]
    if whole.quantity.unit != me.quantity.unit or said.of != last - 1:
        return
    left = f"{whole.quantity.text} − {before.quantity.text}"
    yield judge(document, "K04", (i, said.of, last), left, whole.interval - before.interval)


def _mean_within(document: Document, i: int) -> Iterator[Check]:
    """最高的区18.6:1,最低的区11.2:1,全市平均14.7:1: a mean lies between."""
    me = document.claims[i]
    if not _MEAN.search(document.lead(i)):
        return
    high, low = _extremes(document, i)
    if high is None or low is None:
        high, low = _ends_of_list(document, i)
    if high is None or low is None:
        return
    a, b = document.claims[high], document.claims[low]
    wrong = a.interval.is_below(me.interval) or me.interval.is_below(b.interval)
    texts = (b.quantity.text, me.quantity.text, a.quantity.text)
    verdict = Verdict.CONTRADICTS if wrong else Verdict.CONSISTENT
    no = ("不", "does not lie") if wrong else ("", "lies")
    yield found(
        document, "K12", verdict, (i, high, low), f"平均 {texts[1]} {no[0]}在最低 {texts[0]} 与最高 {texts[2]} 之间",
        f"the mean {texts[1]} {no[1]} between the lowest {texts[0]} and the highest {texts[2]}",
    )  # fmt: skip


_OF_THEM = re.compile(
    r"(?:[两二三四五六七八九十]|各|上述|以上|全部|几)[类者项级个群组学段区县校科]{0,4}(?:人群|群体)?(?:的)?平均(?:值|水平|数)?(?:为|是|达|约)?$"
)


def _ends_of_list(document: Document, i: int) -> tuple[int | None, int | None]:
    """The greatest and the least of the figures right before 三类群体平均."""
    run: list[int] = []
    if not _OF_THEM.search(document.lead(i)):
        return None, None
    for j in range(i - 1, -1, -1):
        other = document.claims[j]
        if other.sentence != document.claims[i].sentence or other.quantity.unit != document.claims[i].quantity.unit:
            break
        if other.quantity.direction is not None or other.quantity.value is None:
            break
        run.append(j)
    if len(run) < 2:
        return None, None
    by_size = sorted(run, key=lambda j: document.claims[j].quantity.value or 0)
    return by_size[-1], by_size[0]


def _extremes(document: Document, i: int) -> tuple[int | None, int | None]:
    """The highest and the lowest that the sentence names once each, in the unit of a figure."""
    same = [
        j for j in document.beside(i) if document.claims[j].quantity.unit == document.claims[i].quantity.unit and j != i
    ]
    high = [j for j in same if _HIGHEST.search(document.lead(j))]
    low = [j for j in same if _LOWEST.search(document.lead(j))]
    return (high[0] if len(high) == 1 else None), (low[0] if len(low) == 1 else None)


def _ends(document: Document, i: int) -> Iterator[Check]:
    """在81.2%到93.6%之间,最高的93.6%,最低的81.2%: the same two figures, and the highest not below the lowest."""
    high, low = _extremes(document, i)
    if high is None or low is None or i != max(high, low):
        return
    a, b = document.claims[high], document.claims[low]
    if a.interval.is_below(b.interval):
        texts = (a.quantity.text, b.quantity.text)
        zh, en = f"最高 {texts[0]} < 最低 {texts[1]}", f"highest {texts[0]} < lowest {texts[1]}"
        yield found(document, "K11", Verdict.CONTRADICTS, (high, low), zh, en)
        return
    first = min(high, low)
    for j in document.beside(i):
        mention = document.mention(j)
        if j + 1 >= first or not re.fullmatch(r"到|至|~|-|—|和|与", document.between(j, j + 1)):
            continue
        after = document.reading.plain[document.mention(j + 1).end : document.mention(j + 1).end + 3]
        if not _BETWEEN.match(after) or mention.quantity.unit != a.quantity.unit:
            continue
        for end, claim in ((j, low), (j + 1, high)):
            yield _same(document, claim, end)


def _same(document: Document, i: int, other: int) -> Check:
    me, it = document.claims[i], document.claims[other]
    verdict = Verdict.CONSISTENT if me.interval.meets(it.interval) else Verdict.CONTRADICTS
    texts = (it.quantity.text, me.quantity.text)
    return found(
        document, "K14", verdict, (i, other), f"前文 {texts[0]}，后文 {texts[1]}", f"{texts[0]} before, {texts[1]} here"
    )


def _two_shares(document: Document, i: int) -> Iterator[Check]:
    """女教师占71.2%,男教师占28.8%: two halves of one whole make all of it. 优良率 is 优秀率 and 良好率."""
    me, before = document.claims[i], document.claims[i - 1]
    if me.sentence != before.sentence or me.quantity.unit != "%" or before.quantity.unit != "%":
        return
    if me.quantity.approx or before.quantity.approx or me.quantity.direction or before.quantity.direction:
        return
    both = before.interval + me.interval
    texts = (before.quantity.text, me.quantity.text)
    if document.lead(i).endswith("占") and document.lead(i - 1).endswith("占") and is_partition(document, (i - 1, i)):
        yield judge(document, "K04", (i, i - 1), f"100% − {texts[0]}", exactly(1) - before.interval)
    elif i > 1 and "优秀" in before.measure and "良好" in me.measure and "优良" in document.claims[i - 2].measure:
        whole = document.claims[i - 2]
        if whole.sentence == me.sentence and whole.quantity.unit == "%":
            yield judge(document, "K04", (i - 2, i - 1, i), f"{texts[0]} + {texts[1]}", both)


_ALL_WITHIN = re.compile(r"(?:均|都|全部)(?:在|低于|小于|不超过|控制在)$")
_ALL_ABOVE = re.compile(r"(?:均|都|全部)(?:在|高于|超过|达到|不低于)$")
_REACH_EACH = re.compile(r"(?:均|都|全部|分别)(?:已)?(?:达到|达|不低于|超过|高于)[^,;。()0-9]{0,12}$")


def _kept_by_all(document: Document, i: int) -> Iterator[Check]:
    """均在0.45以下,最大的为0.438."""
    limit = document.claims[i - 1]
    if limit.sentence != document.claims[i].sentence or limit.quantity.unit != document.claims[i].quantity.unit:
        return
    behind = limit.quantity.text + document.mention(i - 1).tail[:3]
    within = _ALL_WITHIN.search(document.lead(i - 1)) and (
        re.search("以[下内]", behind) or not document.lead(i - 1).endswith("在")
    )
    above = _ALL_ABOVE.search(document.lead(i - 1)) and ("以上" in behind or not document.lead(i - 1).endswith("在"))
    if limit.quantity.value is None:
        return
    bound, me = exactly(limit.quantity.value), document.claims[i]
    if within and _HIGHEST.search(document.lead(i)):
        yield compare(document, i, i - 1, "≤", bound.is_below(me.interval))
    elif above and _LOWEST.search(document.lead(i)):
        yield compare(document, i, i - 1, "≥", me.interval.is_below(bound))


def _each_reaches(document: Document, i: int) -> Iterator[Check]:
    """小学4.86平方米,初中6.12平方米,均达到国家规定的4.5平方米和5.8平方米: the first the first, the second the second."""
    if not _REACH_EACH.search(document.lead(i)) or i < 2:
        return
    limits = [i]
    while limits[-1] + 1 < len(document.claims) and document.between(limits[-1], limits[-1] + 1) in (
        "和",
        "、",
        "与",
        "及",
    ):
        limits.append(limits[-1] + 1)
    levels = list(range(i - len(limits), i))
    if len(limits) < 2 or levels[0] < 0:
        return
    all_ = [document.claims[j] for j in (*levels, *limits)]
    if (
        len({c.quantity.unit for c in all_}) != 1
        or len({c.sentence for c in all_}) != 1
        or any(c.quantity.direction for c in all_)
    ):
        return
    for j, limit in zip(levels, limits, strict=True):
        yield compare(document, j, limit, "≥", document.claims[j].interval.is_below(document.claims[limit].interval))


def _who_has_more(document: Document, number: int) -> Iterator[Check]:
    """教师平均工资11.2万元,公务员平均工资11.0万元,教师工资高于公务员."""
    sentence = document.reading.sentences[number]
    levels = [
        j
        for j in range(sentence.first, sentence.last)
        if document.claims[j].relation is None and not document.claims[j].quantity.approx
    ]
    if len(levels) != 2 or document.claims[levels[0]].quantity.unit != document.claims[levels[1]].quantity.unit:
        return
    end = document.mention(levels[1]).end
    told = _MORE.match(document.reading.plain[end : min(sentence.end, end + 40)])
    if told is None:
        return
    names = [document.claims[j].measure for j in levels]
    one = [j for j, name in zip(levels, names, strict=True) if told["one"][:2] in name]
    other = [j for j, name in zip(levels, names, strict=True) if told["other"][:2] in name]
    if len(one) != 1 or len(other) != 1 or one == other:
        return
    a, b = document.claims[one[0]], document.claims[other[0]]
    wrong = a.interval.is_below(b.interval) if told["up"] else b.interval.is_below(a.interval)
    yield compare(document, one[0], other[0], ">" if told["up"] else "<", wrong)
