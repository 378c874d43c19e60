"""Shares of a whole: named, beside, behind, or the other half of the part.

Floor: engines.claims. In: a `Document`. Out: `Check`s K03 (share).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from jiaodu.engines.claims import intervals
from jiaodu.engines.claims.binding.measure import stem_of
from jiaodu.engines.claims.binding.words import HAS_TOTAL
from jiaodu.engines.claims.checks.judging import judge
from jiaodu.engines.claims.checks.partitions import is_partition, share_check
from jiaodu.engines.claims.document import COUNTS_OUT, Document
from jiaodu.engines.claims.model import Check, Verdict

_ADDED = re.compile("新增|净增|增加|减少|新建|改扩建|新改扩建")  # what came is not what there is
# Before a level: it is all there is (全年经费, 全县学校).
_ALL = re.compile(r"[,、]?全(?:年|县|市|区|省|镇|校|部)[\u4e00-\u9fff]{0,8}$")


def check_shares(document: Document) -> Iterator[Check]:
    """占 W 的 s: the part that it is said of over the whole that it names or that stands before it."""
    for i, claim in enumerate(document.claims):
        said = claim.relation
        if (
            said is None
            or said.kind not in ("share_of", "exceeds", "below", "completion_of")
            or claim.quantity.unit != "%"
        ):
            continue
        if said.of is None and said.kind == "share_of":
            yield from _share_of_names(document, i, said.ref or "")
        if said.of is None or document.claims[said.of].quantity.unit in COUNTS_OUT:
            continue
        yield from _share(document, i, said.of, said.base, said.ref or "")


def _share(document: Document, i: int, part: int, named: int | None, ref: str) -> Iterator[Check]:
    if re.match("世界|GDP|国内生产|地区生产", ref) and named is None:
        return
    if wide := re.match("(全[国省市])(.*)", ref):
        if not wide[2] and named is None and wide[1] != "全市":
            return
        ref = wide[2] or "全部"
        if wide[1] == "全国" and document.claims[part].scope not in (None, "全国"):
            return
    if named is None and (both := re.split("[、和与及]", ref)) and len(both) > 1:
        yield from _share_of_several(document, i, part, both)
        return
    wholes = [named] if named is not None else list(_wholes(document, i, part, ref))
    checks = [share_check(document, i, part, whole) for whole in wholes]
    together = _joined(document, part)
    if together and wholes and not any(c.verdict is not Verdict.CONTRADICTS for c in checks):
        yield from _joined_share(document, i, together, wholes, named)
        return
    good = next((c for c in checks if c.verdict in (Verdict.CONSISTENT, Verdict.WITHIN_HEDGE)), None)
    good = good or next((c for c in checks if c.verdict is not Verdict.CONTRADICTS), None)
    if not wholes and len(ref) > 1:
        wholes = _whole_behind(document, i, part, ref)
        checks = [share_check(document, i, part, whole) for whole in wholes]
        yield from checks
        return
    # 中级教师7240人 is no part of 高级教师3260人
    above = bool(wholes) and named is None and not ref and _is_above(document, part, wholes[0])
    siblings = [] if named is not None else _siblings(document, part)
    if good is not None:
        yield good
    elif siblings and not any(
        document.claims[i].sentence == document.claims[w].sentence for w in wholes if w not in siblings
    ):
        computed = intervals.share(
            document.claims[part].interval, intervals.total(document.claims[j].interval for j in siblings)
        )
        left = f"{document.claims[part].quantity.text} ÷ ({' + '.join(document.claims[j].quantity.text for j in siblings)})"
        yield judge(document, "K03", (i, part, *siblings), left, computed)
    elif checks and (named is not None or (_is_sure(document, part, wholes[0], ref) and not above)):
        yield checks[0]
    elif (whole := _whole_of_others(document, i, part, wholes)) is not None:
        yield share_check(document, i, part, whole)


def _share_of_several(document: Document, i: int, part: int, names: Sequence[str]) -> Iterator[Check]:
    """占村小和中心校总数的89.1%: of both together, where each is counted before."""
    unit = document.claims[part].quantity.unit
    before = [j for j in document.levels(document.beside(i), unit) if j < i and j != part]
    wholes = []
    for name in (stem_of(n) for n in names):
        found_ = [j for j in before if name and document.claims[j].measure.endswith(name)]
        if len(found_) != 1:
            return
        wholes += found_
    left = " + ".join(document.claims[j].quantity.text for j in wholes)
    of = intervals.total(document.claims[j].interval for j in wholes)
    left = f"{document.claims[part].quantity.text} ÷ ({left})"
    yield judge(document, "K03", (i, part, *wholes), left, intervals.share(document.claims[part].interval, of))


def _whole_behind(document: Document, i: int, part: int, ref: str) -> list[int]:
    """占教师总数的36%;教师总数为24000人: the whole stands behind, under just this name."""
    unit = document.claims[part].quantity.unit
    behind = [j for j in document.levels(document.around(i), unit) if i < j <= i + 4]
    return [
        j for j in behind if "总" in document.claims[j].measure and stem_of(document.claims[j].measure) == stem_of(ref)
    ][:1]


def _share_of_names(document: Document, i: int, ref: str) -> Iterator[Check]:
    """财政拨款占总收入的81.9%, both of which stand in sentences before under just these names."""
    name = document.claims[i].measure.removesuffix("占比")
    if len(name) < 3 or len(ref) < 3:
        return
    before = [
        j
        for j in document.levels(document.around(i))
        if j < i or document.claims[j].sentence == document.claims[i].sentence
    ]
    parts = [j for j in before if document.claims[j].measure == name]
    wholes = [j for j in before if document.claims[j].measure.endswith(ref)]
    same = len(parts) == len(wholes) == 1 and parts != wholes
    if same and document.claims[parts[0]].quantity.unit == document.claims[wholes[0]].quantity.unit:
        yield share_check(document, i, parts[0], wholes[0])


def _whole_of_others(document: Document, i: int, part: int, wholes: Sequence[int]) -> int | None:
    """优秀96所,占40%;良好108所,占45%: the whole of which another share of the sentence comes out right."""
    unit = document.claims[part].quantity.unit
    for whole in wholes:
        for k in document.beside(i):
            said = document.claims[k].relation
            if k == i or said is None or said.kind != "share_of" or said.of in (None, part, whole):
                continue
            assert said.of is not None
            same = document.claims[said.of].quantity.unit == unit
            if same and share_check(document, k, said.of, whole).verdict is Verdict.CONSISTENT:
                return whole
    return None


def _is_above(document: Document, part: int, whole: int) -> bool:
    """Whether a figure is more than another that has a share of its own: both are parts of something else."""
    said = document.claims[part].relation
    shared = any(
        (other := document.claims[j].relation) is not None and other.kind == "share_of" and other.of == whole
        for j in range(whole + 1, part)
    )
    if not shared or (said is not None and said.kind == "part_of"):
        return False
    return document.claims[whole].interval.is_below(document.claims[part].interval)


def _joined(document: Document, part: int) -> list[int]:
    """省级示范园46所、市级示范园88所(,占 …): the list that ends in a part, where it has more than one."""
    found_ = [part]
    while found_[0] > 0:
        first = found_[0]
        same = document.claims[first - 1].quantity.unit == document.claims[part].quantity.unit
        near = document.claims[first - 1].sentence == document.claims[part].sentence
        if not (
            same and near and document.mention(first).gap.startswith(("、", "和")) and document.is_level(first - 1)
        ):
            break
        found_.insert(0, first - 1)
    return found_ if len(found_) > 1 else []


def _joined_share(
    document: Document, i: int, parts: Sequence[int], wholes: Sequence[int], named: int | None
) -> Iterator[Check]:
    """A share that may be said of a whole list: it contradicts only where the whole is named."""
    left = " + ".join(document.claims[j].quantity.text for j in parts)
    of = intervals.total(document.claims[j].interval for j in parts)
    checks = [
        judge(document, "K03", (i, *parts, whole), f"({left}) ÷ {document.claims[whole].quantity.text}",
              intervals.share(of, document.claims[whole].interval))
        for whole in wholes if whole not in parts
    ]  # fmt: skip
    good = next((c for c in checks if c.verdict is not Verdict.CONTRADICTS), None)
    if good is not None:
        yield good
    elif checks and named is not None:
        yield checks[0]


def _siblings(document: Document, part: int) -> list[int]:
    """公办园45所、民办园55所: a part and its other half, which together are the whole."""
    for pair in ((part, part + 1), (part - 1, part)):
        inside = pair[0] >= 0 and pair[1] < len(document.claims)
        if (
            inside
            and document.claims[pair[0]].sentence == document.claims[pair[1]].sentence
            and all(document.is_level(j) for j in pair)
        ):
            same = document.claims[pair[0]].quantity.unit == document.claims[pair[1]].quantity.unit
            if same and is_partition(document, pair):
                return list(pair)
    return []


def _wholes(document: Document, i: int, part: int, ref: str) -> Iterator[int]:
    """What the share may be taken of: levels of the same unit, the named one first, then the nearest before the part."""
    unit, me = document.claims[part].quantity.unit, document.claims[part]
    before = [
        j
        for j in document.levels(document.around(i), unit)
        if j < i
        and j != part
        and not _ADDED.match(document.claims[j].measure)
        and me.sentence - document.claims[j].sentence <= 2
    ]
    stem = stem_of(ref)
    named = [j for j in before if stem and (stem in document.claims[j].measure or document.claims[j].measure in stem)]
    if ref and not named and me.relation is not None and me.relation.kind == "part_of" and me.relation.of is not None:
        whole = document.claims[me.relation.of].measure  # 轮岗交流523人,其中骨干教师118人,占交流教师的 s
        own = not re.match("应|符合|全|可|须|需|计划", ref)
        if own and any(a + b in whole and a + b not in me.measure for a, b in itertools.pairwise(ref)):
            yield me.relation.of
            return
    if ref and not named and not re.fullmatch("总|全部|其中?|总数|总体|全市|全县|全区", ref):
        return
    if me.relation is not None and me.relation.kind == "part_of" and me.relation.of is not None:
        yield me.relation.of
    yield from dict.fromkeys([*reversed(named), *(j for j in reversed(before) if j < part)])


def _is_sure(document: Document, part: int, whole: int, ref: str) -> bool:
    """Whether the whole is surely the right one: named, or a noun that the part's noun contains."""
    a, b = document.claims[part], document.claims[whole]
    if a.relation is not None and a.relation.of == whole:
        return True
    if whole == part - 1 and re.match("已|现已|其中|仅|只|责令|查处|发现|整改", document.lead(part)):
        return True
    if ref and b.measure and (stem_of(ref) in b.measure or stem_of(b.measure) in ref):
        return True
    if a.sentence == b.sentence and (
        _ALL.match(document.lead(whole)) or "总" in b.measure or HAS_TOTAL.search(document.lead(whole))
    ):
        return True
    head = stem_of(b.measure)[-2:]
    return bool(b.measure) and a.sentence == b.sentence and (head in a.measure or head[-1:] == stem_of(a.measure)[-1:])
