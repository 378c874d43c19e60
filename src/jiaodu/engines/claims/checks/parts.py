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
from jiaodu.engines.claims.document import COUNTS_OUT, Document
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
    )
)
_EXHAUSTIVE = re.compile(
    r"[:]|构成|组成|包括|分别|依次|由[^,;。]{0,10}(?:组成|构成)|按[^,;。]{1,8}(?:分|划分|看)|分(?:学段|城乡|类别|区域|性质)"
)
_OPENS_PARTS = re.compile(r"^(?:其中|包括|按|分)|构成|组成|分别|依次")
_GRADES = re.compile("优秀|良好|合格|达标|一般|较好|优等|良等|中等|[ABCD]等|[一二三]等")
_MAX_PARTS, _DOUBTED, _BACK = 16, 6, 60


def check_shares(document: Document) -> Iterator[Check]:
    """占 W 的 s: the part that it is said of over the whole that it names or that stands before it."""
    for i, claim in enumerate(document.claims):
        said = claim.relation
        if said is None or said.kind not in ("share_of", "exceeds", "below") or claim.quantity.unit != "%":
            continue
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
    wholes = [named] if named is not None else list(_wholes(document, i, part, ref))
    checks = [_share_check(document, i, part, whole) for whole in wholes]
    good = next((c for c in checks if c.verdict is not Verdict.CONTRADICTS), None)
    if good is not None:
        yield good
    elif checks and (named is not None or _is_sure(document, part, wholes[0], ref)):
        yield checks[0]


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
        if j < i and j != part and me.sentence - document.claims[j].sentence <= 2
    ]
    stem = stem_of(ref)
    named = [j for j in before if stem and (stem in document.claims[j].measure or document.claims[j].measure in stem)]
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
    if ref and b.measure and (stem_of(ref) in b.measure or stem_of(b.measure) in ref):
        return True
    if a.sentence == b.sentence and ("总" in b.measure or HAS_TOTAL.search(document.lead(whole))):
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
    a, b = document.claims[i].quantity.text, document.claims[whole].quantity.text
    verdict = Verdict.CONTRADICTS if of.is_below(part) else Verdict.CONSISTENT
    sign = ">" if verdict is Verdict.CONTRADICTS else "≤"
    yield found(document, "K11", verdict, (i, whole), f"部分 {a} {sign} 总数 {b}", f"part {a} {sign} whole {b}")


def _sum(document: Document, whole: int) -> Iterator[Check]:
    bracket = _bracketed(document, whole)
    if len(bracket) > 1:
        partial = bool(AMID.search(document.mention(bracket[0]).gap))
        yield from _compare(document, whole, bracket, sure=not partial, partial=partial)
        return
    run = _run(document, whole)
    if len(run) < 2:
        return
    between = document.between(whole, run[0])
    partial = bool(AMID.search(document.mention(run[0]).gap))
    if AMID.search(between) and not partial:
        return
    listed = (
        bool(_EXHAUSTIVE.search(between))
        and not partial
        and document.claims[run[-1]].sentence == document.claims[whole].sentence
    )
    yield from _compare(document, whole, run, sure=listed, partial=partial)


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
        ):
            break
        if document.claims[j].quantity.unit != me.quantity.unit or not document.is_level(j):
            continue
        if document.mention(j).depth != mention.depth:
            continue
        if mention.depth and document.claims[j].measure != me.measure:
            continue
        if HAS_TOTAL.search(document.lead(j)) or document.claims[j].quantity.approx:
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
        if sure or full.stated.is_below(full.computed):
            yield full
        elif _one_topic(document, whole, parts) and _one_slip(document, whole, parts):
            yield replace(full, verdict=Verdict.NEEDS_NOTE)
        return
    for size in range(min(len(parts), _DOUBTED), 1, -1):
        chosen = parts[:size]
        slipped = _one_topic(document, whole, chosen) and _one_slip(document, whole, chosen)
        if slipped or _is_partition(document, chosen):
            yield _total(document, whole, chosen)
            return


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
    for patterns in PARTITIONS:
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
