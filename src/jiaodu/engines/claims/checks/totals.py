"""Totals behind their parts, rates named after what they count, shares that go over the whole.

Floor: engines.claims. In: a `Document`. Out: `Check`s K03 (rate), K04 (total).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from jiaodu.engines.claims import intervals
from jiaodu.engines.claims.checks.judging import found
from jiaodu.engines.claims.checks.partitions import share_check, total_check
from jiaodu.engines.claims.document import RATES, Document
from jiaodu.engines.claims.explain import spread
from jiaodu.engines.claims.intervals import exactly
from jiaodu.engines.claims.model import Check, Verdict

_MAX_PARTS = 16
_TOTAL_LAST = re.compile(
    r"^(?:[两二三四五六]?[者项级类批市区县地]?[\u4e00-\u9fff]{0,10}?|以上|全部|[一二三四五六七八九十]年)?(?:合计|总计|共计|一共|总共|共)(?:为|是|有|达|新增|增加|招聘|投入|招收|招生|录取|毕业|培训|发放|安排|新建|建成|投资|资助|开设|完成|举办|培养|引进|选派|认定)?$"
)
_NAMED_RATE = re.compile(r"(?P<what>[\u4e00-\u9fff]{2})率$|(?P<kept>[达合][标格])比例$|(?P<much>满意)度$")
_FAMILIES = tuple(
    re.compile(words)
    for words in (
        "高级|中级|初级|未定级|未评",
        "研究生|本科|专科|大专|高中|中专",
        "城区|镇区|乡村|农村|城市|县镇",
        "优秀|良好|及格|合格|不及格|不合格",
        "中央|省级|市级|县级|市县|区级",
        "财政|社会|学费|捐赠|其他",
        "岁",
    )
)


def check_totals(document: Document) -> Iterator[Check]:
    """男生1234人、女生1111人，合计2345人; 应入学1000人，实际998人，入学率99.8%; shares of one whole."""
    for i, claim in enumerate(document.claims):
        if document.is_level(i) and _TOTAL_LAST.search(document.lead(i)):
            yield from _total_last(document, i)
        elif claim.quantity.unit == "%" and (
            claim.relation is None or claim.relation.kind in ("exceeds", "below", "completion_of")
        ):
            yield from _named_rate(document, i)
    yield from _shares_together(document)


def _total_last(document: Document, whole: int) -> Iterator[Check]:
    claim = document.claims[whole]
    parts: list[int] = []
    for j in range(whole - 1, max(-1, whole - _MAX_PARTS), -1):
        other = document.claims[j]
        if other.sentence == claim.sentence and other.quantity.unit in RATES:
            continue  # 问卷12680份,满意度92.3%;问卷1523份,满意度94.5%
        earlier = other.relation is not None and other.relation.kind == "base_level"  # 2020年138人,2021年156人
        level = earlier or document.is_level(j)
        if other.sentence != claim.sentence or other.quantity.unit != claim.quantity.unit or not level:
            break
        parts.insert(0, j)
    firsts = [j for n, j in enumerate(parts) if not n or ";" in document.between(parts[n - 1], j)]
    if 1 < len(firsts) < len(parts):
        parts = firsts
    if len(parts) < 2:
        return
    noun = re.sub("(?:合计|总计|共计|一共|总共|共).*", "", document.lead(whole))
    if len(noun) > 4 and not all(noun[-2:] in document.claims[j].measure for j in parts[-2:]):
        return  # 高中阶段在校生合计: of parts that are 在校生 too
    shares = [document.claims[j].relation for j in document.beside(whole) if parts[0] < j < whole]
    if any(s is not None and s.kind == "share_of" and s.ref and s.ref[-2:] in noun for s in shares):
        return  # 占专任教师的18.5%, … 专任教师共17622人: the whole of the shares, which need not be all that are named
    for first in range(len(parts) - 1):
        if first and document.mention(parts[first]).gap.startswith("、"):
            continue  # half of a list is no list
        check = total_check(document, whole, parts[first:])
        if check.verdict is not Verdict.CONTRADICTS:
            yield check
            return
    yield total_check(document, whole, parts)


def _two_before(document: Document, i: int) -> tuple[int, int]:
    """The part and the whole that may stand before a rate; what the part itself consists of is left out."""
    if (
        i > 3
        and (r := document.claims[i - 1].relation) is not None
        and r.kind == "part_of"
        and r.of in range(i - 5, i - 1)
    ):
        assert r.of is not None
        if i - 2 == r.of + 1 and document.claims[r.of + 1].quantity.unit == "%":
            return (
                i - 1,
                r.of,
            )  # 本科上线528人,上线率63.2%,其中特控线上线142人,上线率17.0%: of the 836 before, or not at all
        return r.of, r.of - 1
    return i - 1, i - 2


def _named_rate(document: Document, i: int) -> Iterator[Check]:
    """A rate named after what its part did: 入学率 of those that 实际入学 among those that should."""
    named = _NAMED_RATE.search(document.claims[i].measure)
    if named is None or i < 2:
        return
    if named["what"] == "完成":
        yield from _completed(document, i)
        return
    what = named["what"] or named["much"] or named["kept"]
    part, whole = _two_before(document, i)
    a, b, me = document.claims[part], document.claims[whole], document.claims[i]
    if not (a.sentence == b.sentence == me.sentence and a.quantity.unit == b.quantity.unit):
        return
    if not document.is_level(part) or not document.is_level(whole) or ";" in document.between(part, i):
        return
    if re.search("总体|整体|综合|平均|合计", me.measure) and i > 2 and document.claims[i - 3].sentence == me.sentence:
        return  # of several groups together
    if len(a.measure) > 1 and me.measure.startswith(a.measure) and me.measure.endswith("检出率"):
        yield share_check(document, i, part, whole)  # 视力不良6.8万人,视力不良检出率54.0%
        return
    around = (document.lead(part) + document.mention(part).tail).replace("升入", "升学")
    sure = re.search(
        "应|计划|任务|目标|共|总|中|全部|发放|发出|收回|回收|抽[查取]?|调查|问卷|测评|报名|参加|受检|受理",
        document.lead(whole) + document.mention(whole).tail,
    )
    told = bool(sure) or (a.relation is not None and a.relation.of == whole)
    bare = document.lead(part) in (what, "有", "其中") or document.lead(part).startswith("升入")
    if what not in around or not (told or bare):
        return
    for other in (whole, whole - 1):
        check = share_check(document, i, part, other)
        same = document.claims[other].quantity.unit == b.quantity.unit and document.claims[other].sentence == b.sentence
        if same and check.verdict is not Verdict.CONTRADICTS:
            yield check
            return
    yield share_check(document, i, part, whole)


def _completed(document: Document, i: int) -> Iterator[Check]:
    """任务为1.5万人,实际录取1.62万人,完成率108%: the one plan and the one deed before it."""
    before = [j for j in document.levels(document.beside(i)) if j < i]
    held = document.claims[i - 1].relation
    if before and held is not None and held.kind == "target" and held.of is not None and held.of >= before[0]:
        yield share_check(document, i, held.of, i - 1)  # 628人,超额完成500人的目标,完成率125.6%
        return
    plans = [j for j in before if re.search("任务|计划|目标|应|规划", document.lead(j))]
    deeds = [j for j in before if re.match("实际|已|目前|现|累计完成", document.lead(j))]
    if len(plans) != 1 or len(deeds) != 1 or plans == deeds:
        return
    if document.claims[plans[0]].quantity.unit == document.claims[deeds[0]].quantity.unit:
        yield share_check(document, i, deeds[0], plans[0])


def _shares_together(document: Document) -> Iterator[Check]:
    """高级职称占31%、中级占42%、初级占27%: shares of one whole are not more than all of it."""
    run: list[int] = []
    for i in range(len(document.claims) + 1):
        if i < len(document.claims) and _is_share_like(document, i, run):
            run.append(i)
            continue
        if len(run) > 2 and any(
            sum(bool(f.search(document.claims[j].measure)) for j in run) == len(run) for f in _FAMILIES
        ):
            yield _together(document, run)
        run = [i] if i < len(document.claims) and _is_share_like(document, i, []) else []


def _is_share_like(document: Document, i: int, run: Sequence[int]) -> bool:
    claim = document.claims[i]
    if claim.quantity.unit != "%" or claim.quantity.direction is not None or not claim.own:
        return False
    if claim.relation is not None and claim.relation.kind != "share_of":
        return False
    return not run or (document.claims[run[-1]].sentence == claim.sentence and run[-1] == i - 1)


def _together(document: Document, run: Sequence[int]) -> Check:
    found_ = intervals.total(document.claims[j].interval for j in run)
    over = exactly(1).is_below(found_)
    texts = " + ".join(document.claims[j].quantity.text for j in run)
    verdict = Verdict.CONTRADICTS if over else Verdict.CONSISTENT
    shown = spread(found_, "%", document.claims[run[0]].quantity.step)
    return found(
        document,
        "K04",
        verdict,
        run,
        f"{texts} = {shown}{' > 100%' if over else ''}",
        f"{texts} = {shown}{' > 100 %' if over else ''}",
    )
