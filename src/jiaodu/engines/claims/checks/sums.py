"""Wholes against the sum of the parts behind them.

Floor: engines.claims. In: a `Document`. Out: `Check`s K04 (sum), K11 (a part above its whole).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from jiaodu.engines.claims import intervals
from jiaodu.engines.claims.binding.words import AMID, HAS_TOTAL
from jiaodu.engines.claims.checks.judging import found
from jiaodu.engines.claims.checks.partitions import is_partition, total_check
from jiaodu.engines.claims.checks.slips import is_one_slip, is_one_topic
from jiaodu.engines.claims.document import Document
from jiaodu.engines.claims.intervals import exactly
from jiaodu.engines.claims.model import Check, Verdict

_EXHAUSTIVE = re.compile(
    r"[:]|构成|组成|包括|分别|依次|由[^,;。]{0,10}(?:组成|构成)|按[^,;。]{1,8}(?:分|划分|看)|分(?:学段|城乡|类别|区域|性质)"
)
_GRADES = re.compile("优秀|良好|合格|达标|一般|较好|优等|良等|中等|[ABCD]等|[一二三]等")
_MEAN = re.compile("[校生班人园户县师]均|平均")
# Before a level: another whole begins, or what is said is of a part (专任教师中具有研究生学历的).
_ANOTHER = re.compile(
    r"总(?:收入|支出|投资|产值|面积)|[结盈]余|[校生班人园户县师]均|平均|[\u4e00-\u9fff]{2}中(?:,|具有|有|拥有|取得|获得|来自)"
)
_RATIO = re.compile(r"\d[:∶]\d")
_MAX_PARTS = 16
_DOUBTED = 6
_BACK = 60


def check_sums(document: Document) -> Iterator[Check]:
    """Each level with the list behind it, and each part against its whole."""
    for i, claim in enumerate(document.claims):
        if document.is_level(i) and claim.quantity.approx is None:
            yield from _sum(document, i)
        if claim.relation is not None and claim.relation.kind == "part_of" and claim.relation.of is not None:
            yield from _part(document, i, claim.relation.of)
    yield from _grades(document)


def _part(document: Document, i: int, whole: int) -> Iterator[Check]:
    part, of = document.claims[i].interval, document.claims[whole].interval
    if document.claims[whole].quantity.unit != document.claims[i].quantity.unit:
        return
    if re.search("满分|总分", document.lead(i)):
        return  # 4.62分(满分5分)
    before = document.claims[i - 1].relation if i else None
    named = before.ref if before is not None and before.kind == "share_of" else None
    if document.mention(i).depth and named and document.claims[i].measure[:4] in named:
        return  # 占义务教育学生总数的98%(义务教育学生6.0万人)
    if _is_mean(document, whole) and "标准" not in document.claims[i].measure:
        return  # 平均规模16820人,其中公办18235人
    a, b = document.claims[i].quantity.text, document.claims[whole].quantity.text
    verdict = Verdict.CONTRADICTS if of.is_below(part) else Verdict.CONSISTENT
    sign = ">" if verdict is Verdict.CONTRADICTS else "≤"
    yield found(document, "K11", verdict, (i, whole), f"部分 {a} {sign} 总数 {b}", f"part {a} {sign} whole {b}")


def _sum(document: Document, whole: int) -> Iterator[Check]:
    unit = document.claims[whole].quantity.unit
    if unit == "分" and not re.search("合计|总得分", document.lead(whole)):
        return  # a score is no sum of the scores behind it
    same = (j for j in document.beside(whole) if j <= whole and document.claims[j].quantity.unit == unit)
    if not HAS_TOTAL.search(document.lead(whole)) and any(_MEAN.search(document.lead(j)) for j in same):
        return  # 城镇学校生均3215元,乡村学校3842元: means go on as means
    if _is_mean(document, whole):
        return
    bracket = _bracketed(document, whole)
    if len(bracket) > 1:
        partial = bool(AMID.search(document.mention(bracket[0]).gap))
        yield from _compare(document, whole, bracket, sure=not partial, partial=partial)
        return
    run = _run(document, whole)
    if len(run) < 2:
        return
    if _in_step(document, whole, run):
        if size := _fitting(document, whole, run):
            yield total_check(document, whole, run[:size])
        return
    between = document.between(whole, run[0])
    if run[0] == whole + 1 and between.startswith(("、", "和", "与")) and not HAS_TOTAL.search(document.lead(whole)):
        return
    partial = bool(AMID.search(document.mention(run[0]).gap))
    if partial and ";" in document.between(run[0], run[1]) and run[1] > run[0] + 1:
        return  # 其中教师编制3.98万名,占93.4%;实有3.87万名: the semicolon ends what is said of the whole
    if AMID.search(between) and not partial:
        return
    listed = (
        bool(_EXHAUSTIVE.search(_RATIO.sub("", between)))
        and not partial
        and document.claims[run[-1]].sentence == document.claims[whole].sentence
    )
    others = re.match("其[他它余]", document.lead(run[-1])) and document.mention(run[-1]).gap[:1] in "、,和及"
    full = (
        bool(others)
        and partial
        and run[0] == whole + 1
        and all(len(document.between(a, b)) < 16 for a, b in itertools.pairwise(run))
    )
    yield from _compare(document, whole, run, sure=listed or full, partial=partial and not full)


def _is_mean(document: Document, i: int) -> bool:
    """Whether a level is a mean, which parts do not add up to."""
    told = document.claims[i].measure + document.lead(i)
    return bool(re.search("平均|[人生校园师班户镇村县]均(?!衡|等)", told))


def _in_step(document: Document, whole: int, run: Sequence[int]) -> bool:
    """小学2915人、初中1767人,研究生学历教师分别为146人和212人: a figure for each of the list before, no parts of its last."""
    if not re.search("分别|依次", document.between(whole, run[0])) or whole == 0:
        return False
    before = document.claims[whole - 1]
    same = before.sentence == document.claims[whole].sentence and document.is_level(whole - 1)
    return same and before.quantity.unit == document.claims[whole].quantity.unit


def _bracketed(document: Document, whole: int) -> list[int]:
    """The parts in the brackets right behind a level."""
    mention = document.mention(whole)
    found_: list[int] = []
    for j in document.beside(whole):
        if j <= whole:
            continue
        if document.mention(j).depth != mention.depth + 1:
            break
        if not found_ and not document.mention(j).gap.lstrip().startswith("("):
            break
        if document.is_level(j) and document.claims[j].quantity.unit == document.claims[whole].quantity.unit:
            found_.append(j)
    return found_


def _run(document: Document, whole: int) -> list[int]:
    """The levels of the same unit behind a level, on the same depth, up to the next total or the end of the sentence."""
    me, mention = document.claims[whole], document.mention(whole)
    found_: list[int] = []
    for j in document.around(whole):
        if j <= whole or document.claims[j].sentence > me.sentence + 1 or len(found_) >= _MAX_PARTS:
            continue
        if (
            document.claims[j].sentence > me.sentence
            and not found_
            and not _EXHAUSTIVE.search(document.mention(j).lead)
            and not re.match("其中[,:]", document.mention(j).gap)
        ):
            break
        if found_ and document.claims[j].sentence != document.claims[found_[0]].sentence:
            break
        if document.claims[j].quantity.unit != me.quantity.unit or not document.is_level(j):
            continue
        if document.mention(j).depth != mention.depth:
            continue
        if mention.depth and document.claims[j].measure != me.measure:
            continue
        lead = document.lead(j)
        if HAS_TOTAL.search(lead) or _ANOTHER.search(lead) or document.claims[j].quantity.approx:
            break
        found_.append(j)
    return found_


def _compare(document: Document, whole: int, parts: Sequence[int], *, sure: bool, partial: bool) -> Iterator[Check]:
    """The sum of a list against the level before it.

    A list that need not be complete is held against its whole only where it fills it by its nature (小学 and 初中), where
    it comes out right, or where one slip of a digit in it would make it come out right.
    """
    size = _fitting(document, whole, parts)
    if size:
        yield total_check(document, whole, parts[:size])
        return
    if sure or partial:
        full = total_check(document, whole, parts)
        assert full.computed is not None and full.stated is not None
        if partial and not sure and _overlap(document, whole, parts):
            return
        if sure or full.stated.is_below(full.computed) or is_partition(document, parts):
            yield full
        elif is_one_topic(document, whole, parts) and is_one_slip(document, whole, parts):
            yield replace(full, verdict=Verdict.NEEDS_NOTE)
        return
    if _GRADES.search(document.claims[whole].measure):
        return  # 优秀96所、良好108所、合格36所: one of the list itself
    if all(_GRADES.search(document.claims[j].measure) for j in parts):
        full = total_check(document, whole, parts)
        if full.stated is not None and full.computed is not None and full.stated.is_below(full.computed):
            yield full
        return
    if _is_sibling(document, whole, parts[0]):
        return
    for size in range(min(len(parts), _DOUBTED), 1, -1):
        chosen = parts[:size]
        slipped = is_one_topic(document, whole, chosen) and is_one_slip(document, whole, chosen)
        if slipped or is_partition(document, chosen):
            if _fills_another(document, whole, chosen):
                return
            yield total_check(document, whole, chosen)
            return


def _is_sibling(document: Document, one: int, other: int) -> bool:
    """Whether both are parts of one whole: 其中学前52.3万人,小学98.4万人."""
    a, b = document.claims[one].relation, document.claims[other].relation
    return a is not None and b is not None and a.kind == b.kind == "part_of" and a.of is not None and a.of == b.of


def _overlap(document: Document, whole: int, parts: Sequence[int]) -> bool:
    """Whether each part has a share of the whole that holds: 城镇人口占87.8%;外来人口占37.7%. Such parts need not add up."""
    for part in parts:
        said = document.claims[part + 1].relation if part + 1 < len(document.claims) else None
        if said is None or said.kind != "share_of" or said.of != part:
            return False
        made = intervals.share(document.claims[part].interval, document.claims[whole].interval)
        if not document.claims[part + 1].interval.meets(made):
            return False
    return True


def _fills_another(document: Document, whole: int, parts: Sequence[int]) -> bool:
    """Whether the parts add up to a level before: 4872人,其中本科4310人,研究生562人;男生1653人,女生3219人."""
    sum_ = intervals.total(document.claims[j].interval for j in parts)
    earlier = (j for j in document.around(whole) if j < whole and document.is_level(j))
    unit = document.claims[whole].quantity.unit
    return any(document.claims[j].quantity.unit == unit and document.claims[j].interval.meets(sum_) for j in earlier)


def _fitting(document: Document, whole: int, parts: Sequence[int]) -> int:
    """How many of the parts, the most first, add up to the whole; 0 for none."""
    stated, step = document.claims[whole].interval, document.claims[whole].quantity.step or Fraction(0)
    wide = stated if stated.low == stated.high else stated.widened(step / 2)
    sum_, best = exactly(0), 0
    for size, part in enumerate(parts, 1):
        sum_ += document.claims[part].interval
        if size > 1 and wide.meets(sum_):
            best = size
        if wide.is_below(sum_):
            break
    return best


def _grades(document: Document) -> Iterator[Check]:
    """优秀15个，良好9个: never more than the number that was judged, which stands before."""
    by_sentence: dict[int, list[int]] = {}
    for j in document.levels(range(len(document.claims))):
        if _GRADES.search(document.claims[j].measure) and document.claims[j].own:
            by_sentence.setdefault(document.claims[j].sentence, []).append(j)
    for parts in by_sentence.values():
        unit = document.claims[parts[0]].quantity.unit
        if not 1 < len(parts) <= _MAX_PARTS or any(document.claims[j].quantity.unit != unit for j in parts):
            continue
        before = [
            j for j in document.levels(range(max(0, parts[0] - _BACK), parts[0]), unit)
            if document.claims[j].paragraph >= document.claims[parts[0]].paragraph - 4
            and not _GRADES.search(document.claims[j].measure)
            and document.claims[j].quantity.value
        ]  # fmt: skip
        if not before or document.claims[parts[0]].sentence == document.claims[before[-1]].sentence:
            continue
        checks = [total_check(document, j, parts) for j in before]
        good = next((c for c in checks if c.verdict is not Verdict.CONTRADICTS), None)
        if good is not None:
            yield good
        elif all(c.stated is not None and c.computed is not None and c.stated.is_below(c.computed) for c in checks):
            yield checks[-1]
