"""Shares of a whole, and wholes against the sum of their parts.

Floor: engines.claims. In: a `Document`. Out: `Check`s K03 (share), K04 (sum), K11 (a part above its whole).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from jiaodu.engines.claims import intervals
from jiaodu.engines.claims.binding.measure import stem_of
from jiaodu.engines.claims.binding.words import AMID, HAS_TOTAL
from jiaodu.engines.claims.checks.judging import found, judge
from jiaodu.engines.claims.document import COUNTS_OUT, RATES, Document
from jiaodu.engines.claims.explain import spread
from jiaodu.engines.claims.intervals import exactly
from jiaodu.engines.claims.model import Check, Verdict

# lists that fill their whole: every pupil is in a public or a private school
PARTITIONS: tuple[tuple[re.Pattern[str], ...], ...] = tuple(
    tuple(re.compile(part) for part in parts)
    for parts in (
        ("公办", "民办|私立"),
        ("小学", "初中|初级中学"),
        ("城(?:市|镇|区)", "农村|乡村|镇乡|镇区"),
        ("男", "女"),
        ("专任|专职", "兼职|行政|其他"),
        ("本科", "专科|高职"),
        ("硕士", "博士"),
        ("中央|中直", "地方|本级"),
        ("普通高中", "中等职业|中职"),
        ("线上", "线下"),
        ("上半年|一期", "下半年|二期"),
    )
)
_EXHAUSTIVE = re.compile(
    r"[:]|构成|组成|包括|分别|依次|由[^,;。]{0,10}(?:组成|构成)|按[^,;。]{1,8}(?:分|划分|看)|分(?:学段|城乡|类别|区域|性质)"
)
_OPENS_PARTS = re.compile(r"^(?:其中|包括|按|分)|构成|组成|分别|依次")
_GRADES = re.compile("优秀|良好|合格|达标|一般|较好|优等|良等|中等|[ABCD]等|[一二三]等")
_ADDED = re.compile("新增|净增|增加|减少|新建|改扩建|新改扩建")  # what came is not what there is
# Before a level: it is all there is (全年经费, 全县学校).
_ALL = re.compile(r"[,、]?全(?:年|县|市|区|省|镇|校|部)[\u4e00-\u9fff]{0,8}$")
_MEAN = re.compile("[校生班人园户县师]均|平均")
# Before a level: another whole begins, or what is said is of a part (专任教师中具有研究生学历的).
_ANOTHER = re.compile(
    r"总(?:收入|支出|投资|产值|面积)|[结盈]余|[校生班人园户县师]均|平均|[\u4e00-\u9fff]{2}中(?:,|具有|有|拥有|取得|获得|来自)"
)
_RATIO = re.compile(r"\d[:∶]\d")
_MAX_PARTS, _DOUBTED, _BACK = 16, 6, 60


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
    checks = [_share_check(document, i, part, whole) for whole in wholes]
    together = _joined(document, part)
    if together and wholes and not any(c.verdict is not Verdict.CONTRADICTS for c in checks):
        yield from _joined_share(document, i, together, wholes, named)
        return
    good = next((c for c in checks if c.verdict in (Verdict.CONSISTENT, Verdict.WITHIN_HEDGE)), None)
    good = good or next((c for c in checks if c.verdict is not Verdict.CONTRADICTS), None)
    if not wholes and len(ref) > 1:
        wholes = _whole_behind(document, i, part, ref)
        checks = [_share_check(document, i, part, whole) for whole in wholes]
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
        yield _share_check(document, i, part, whole)


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
        yield _share_check(document, i, parts[0], wholes[0])


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
            if same and _share_check(document, k, said.of, whole).verdict is Verdict.CONSISTENT:
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
            if same and _is_partition(document, pair):
                return list(pair)
    return []


def _share_check(document: Document, i: int, part: int, whole: int) -> Check:
    texts = (document.claims[part].quantity.text, document.claims[whole].quantity.text)
    computed = intervals.share(document.claims[part].interval, document.claims[whole].interval)
    return judge(document, "K03", (i, part, whole), f"{texts[0]} ÷ {texts[1]}", computed)


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


# --- sums ----------------------------------------------------------------------------------------------------------


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
            yield _total(document, whole, run[:size])
        return
    between = document.between(whole, run[0])
    if run[0] == whole + 1 and between.startswith(("、", "和", "与")) and not HAS_TOTAL.search(document.lead(whole)):
        return
    partial = bool(AMID.search(document.mention(run[0]).gap))
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
        yield _total(document, whole, parts[:size])
        return
    if sure or partial:
        full = _total(document, whole, parts)
        assert full.computed is not None and full.stated is not None
        if sure or full.stated.is_below(full.computed) or _is_partition(document, parts):
            yield full
        elif _one_topic(document, whole, parts) and _one_slip(document, whole, parts):
            yield replace(full, verdict=Verdict.NEEDS_NOTE)
        return
    if _GRADES.search(document.claims[whole].measure):
        return  # 优秀96所、良好108所、合格36所: one of the list itself
    if all(_GRADES.search(document.claims[j].measure) for j in parts):
        full = _total(document, whole, parts)
        if full.stated is not None and full.computed is not None and full.stated.is_below(full.computed):
            yield full
        return
    for size in range(min(len(parts), _DOUBTED), 1, -1):
        chosen = parts[:size]
        slipped = _one_topic(document, whole, chosen) and _one_slip(document, whole, chosen)
        if slipped or _is_partition(document, chosen):
            if _fills_another(document, whole, chosen):
                return
            yield _total(document, whole, chosen)
            return


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


def _total(document: Document, whole: int, parts: Sequence[int]) -> Check:
    computed = intervals.total(document.claims[j].interval for j in parts)
    left = " + ".join(document.claims[j].quantity.text for j in parts)
    return judge(document, "K04", (whole, *parts), left, computed)


def _is_partition(document: Document, parts: Sequence[int]) -> bool:
    """Whether the parts are named as the two halves of something, right behind one another."""
    names = [document.claims[j].measure for j in parts]
    for given in PARTITIONS:
        patterns = given if given[0].search(names[0]) else given[::-1]
        if len(names) == len(patterns) and all(
            p.search(n) and not any(q.search(n) for q in patterns if q is not p)
            for p, n in zip(patterns, names, strict=True)
        ):
            tails = {p.sub("", n, count=1) for p, n in zip(patterns, names, strict=True)}
            return len(tails) == 1
    return False


def _one_topic(document: Document, whole: int, parts: Sequence[int]) -> bool:
    """Whether only separators and short nouns stand between: 在校生92988人，小学67424人、初中25564人."""
    order = [whole, *parts]
    gaps = [document.between(a, b) for a, b in itertools.pairwise(order)]
    return document.claims[parts[-1]].sentence == document.claims[whole].sentence and all(len(g) <= 40 for g in gaps)


def _one_slip(document: Document, whole: int, parts: Sequence[int]) -> bool:
    """Whether one wrong or swapped digit, or a slip by ten, in one number would make the sum right. Long numbers only."""
    numbers = [document.claims[j].quantity for j in (whole, *parts)]
    if all((q.value or 0) < 1000 * (q.step or 1) for q in numbers):
        return False
    if any(q.value is None or q.step is None or not q.step or q.unit != numbers[0].unit for q in numbers):
        return False
    steps = [q.step for q in numbers if q.step is not None]
    step = min(steps)
    units = [int((q.value or 0) / step) for q in numbers]
    rest = units[0] - sum(units[1:])
    if units[0] == 10 * sum(units[1:]) or sum(units[1:]) == 10 * units[0]:
        return True
    while units and all(u % 10 == 0 for u in units):  # rounded numbers leave a round rest by themselves
        units, rest = [u // 10 for u in units], rest // 10
    if not rest or max(units) < 1000:
        return False
    return _is_slip(abs(rest), units)


def _is_slip(rest: int, units: Sequence[int]) -> bool:
    """A rest of one digit (d × 10^k) or of two digits swapped (9 × d × 10^k), short beside the numbers."""
    bare = rest
    while bare % 10 == 0:
        bare //= 10
    return bare < 10 or (bare % 9 == 0 and bare // 9 < 10) or any(rest in (9 * u, u - u // 10) for u in units[1:])


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
        checks = [_total(document, j, parts) for j in before]
        good = next((c for c in checks if c.verdict is not Verdict.CONTRADICTS), None)
        if good is not None:
            yield good
        elif all(c.stated is not None and c.computed is not None and c.stated.is_below(c.computed) for c in checks):
            yield checks[-1]


# --- totals behind their parts, rates named after what they count, shares that go over the whole ----------------------

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
        check = _total(document, whole, parts[first:])
        if check.verdict is not Verdict.CONTRADICTS:
            yield check
            return
    yield _total(document, whole, parts)


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
        yield _share_check(document, i, part, whole)  # 视力不良6.8万人,视力不良检出率54.0%
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
        check = _share_check(document, i, part, other)
        same = document.claims[other].quantity.unit == b.quantity.unit and document.claims[other].sentence == b.sentence
        if same and check.verdict is not Verdict.CONTRADICTS:
            yield check
            return
    yield _share_check(document, i, part, whole)


def _completed(document: Document, i: int) -> Iterator[Check]:
    """任务为1.5万人,实际录取1.62万人,完成率108%: the one plan and the one deed before it."""
    before = [j for j in document.levels(document.beside(i)) if j < i]
    held = document.claims[i - 1].relation
    if before and held is not None and held.kind == "target" and held.of is not None and held.of >= before[0]:
        yield _share_check(document, i, held.of, i - 1)  # 628人,超额完成500人的目标,完成率125.6%
        return
    plans = [j for j in before if re.search("任务|计划|目标|应|规划", document.lead(j))]
    deeds = [j for j in before if re.match("实际|已|目前|现|累计完成", document.lead(j))]
    if len(plans) != 1 or len(deeds) != 1 or plans == deeds:
        return
    if document.claims[plans[0]].quantity.unit == document.claims[deeds[0]].quantity.unit:
        yield _share_check(document, i, deeds[0], plans[0])


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
