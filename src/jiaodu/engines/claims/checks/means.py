"""Means between their parts, amounts a head against total and number, years' means against their total.

Floor: engines.claims. In: a `Document`. Out: `Check`s K05 (ratio), K12 (mean).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiaodu.engines.claims import intervals
from jiaodu.engines.claims.binding.period import small_number, span_in
from jiaodu.engines.claims.binding.words import TOGETHER
from jiaodu.engines.claims.checks.judging import found, judge
from jiaodu.engines.claims.checks.partitions import PARTITIONS
from jiaodu.engines.claims.document import Document
from jiaodu.engines.claims.explain import spread
from jiaodu.engines.claims.intervals import exactly
from jiaodu.engines.claims.model import Check, Verdict

_RATE = re.compile("(?:率|度|比例|占比|均|均分|年限)$")
_NOT_A_PART = re.compile("率|占|比|其中|增|率$")
_PUPILS = re.compile("学生|在校生|在园幼儿|幼儿|在校")
_TEACHERS = re.compile("专任教师|教师|教职工")


def check_means(document: Document) -> Iterator[Check]:
    """就业率91.9%，本科91.6%，高职92.1%: whatever the weights, the whole lies between."""
    for i, claim in enumerate(document.claims):
        mean = claim.quantity.unit == "%" and _RATE.search(claim.measure)
        mean = mean or (claim.quantity.unit not in ("%", "百分点", "倍") and re.search("平均(?!每)", claim.measure))
        if not mean or claim.relation is not None or not claim.own:
            continue
        parts = _parts_of(document, i)
        if len(parts) < 2:
            continue
        lies = intervals.mean_between(document.claims[j].interval for j in parts)
        verdict = Verdict.CONSISTENT if lies.meets(claim.interval) else Verdict.CONTRADICTS
        texts = "、".join(document.claims[j].quantity.text for j in parts)
        zh = f"总体 {claim.quantity.text} {'在' if verdict is Verdict.CONSISTENT else '不在'}各部分 {texts} 之间（{spread(lies, '%', claim.quantity.step)}）"
        en = f"the whole, {claim.quantity.text}, {'lies' if verdict is Verdict.CONSISTENT else 'does not lie'} between its parts, {texts}"
        yield found(document, "K12", verdict, (i, *parts), zh, en)


def _parts_of(document: Document, i: int) -> list[int]:
    """The rates right behind a rate that have only the name of a part: 本科, 城市, 公办."""
    found_: list[int] = []
    for j in document.beside(i):
        if j <= i:
            continue
        other = document.claims[j]
        plain = other.relation is None or other.relation.kind in ("part_of", "exceeds", "below")
        if (
            other.quantity.unit != document.claims[i].quantity.unit
            or not plain
            or _NOT_A_PART.search(other.measure)
            or not other.own
            or len(other.measure) > 6
        ):
            break
        found_.append(j)
    names = [document.claims[j].measure for j in found_]
    for patterns in PARTITIONS:
        if len(names) >= 2 and all(any(p.search(n) for n in names) for p in patterns):
            return found_
    return []


def check_ratios(document: Document) -> Iterator[Check]:
    """生师比, 生均 and 校均 against the two figures that they are made of, and a mean a year against the sum of years."""
    for i, claim in enumerate(document.claims):
        if claim.relation is not None and claim.relation.kind not in ("part_of", "exceeds", "below"):
            continue
        if claim.quantity.unit == "比" and re.search("生师比|师生比", claim.measure):
            yield from _pupils_a_teacher(document, i)
        elif re.search(r"年均|平均每年|每年平均", document.lead(i)) and claim.quantity.unit not in ("%", "比", "倍"):
            yield from _a_year(document, i)
        elif a_head := re.search(
            "每平方米平均|平均每平方米|每[套间台辆]平均|平均每[套间台辆]|每个[\u4e00-\u9fff]{2,4}平均|平均每个[\u4e00-\u9fff]{2}|平均每[县区市乡镇村家园]|县均|园均|校均|平均每(?:所|校|园)|班均|平均班额|平均每班|生均|人均|平均每(?:人|生|名)",
            claim.measure + document.lead(i),
        ):
            yield from _a_head(document, i, a_head[0])


def _pupils_a_teacher(document: Document, i: int) -> Iterator[Check]:
    """The ratio counts weighted pupils where law says so; a small difference is not called a contradiction."""
    pupils, teachers = _beside(document, i, _PUPILS), _beside(document, i, _TEACHERS)
    if pupils is None or teachers is None:
        return
    ratio = document.claims[pupils].interval / document.claims[teachers].interval
    value = document.claims[i].quantity.value
    if value is not None and value < 1:
        ratio = ratio.inverse()
    left = f"{document.claims[pupils].quantity.text} ÷ {document.claims[teachers].quantity.text}"
    check = judge(document, "K05", (i, pupils, teachers), left, ratio)
    near = check.stated is not None and value is not None and check.stated.widened(value / 10).meets(ratio)
    if check.verdict is Verdict.CONTRADICTS and near:
        from dataclasses import replace

        check = replace(check, verdict=Verdict.NEEDS_NOTE)
    yield check


def _beside(document: Document, i: int, noun: re.Pattern[str]) -> int | None:
    """The one head count of the sentence with such a noun and the same stage; none where there are several."""
    me = document.claims[i]
    numbers = [
        j
        for j in document.levels(document.beside(i), "人")
        if noun.search(document.claims[j].measure)
        and (not me.stage or not document.claims[j].stage or document.claims[j].stage == me.stage)
    ]
    if noun is _PUPILS:
        numbers = [j for j in numbers if not _TEACHERS.search(document.claims[j].measure)]
    if not numbers and noun is _TEACHERS:
        # 专任教师356人 in a sentence before
        numbers = [
            j
            for j in document.levels(document.around(i), "人")
            if re.fullmatch(r"(?:其中)?专任教师(?:总?数)?", document.claims[j].measure) and j < i and not me.stage
        ]
    return numbers[0] if len(numbers) == 1 else None


_N_YEARS = re.compile(
    r"(?<![\d年])(?P<n>[一二三四五六七八九十两]|\d{1,2})年(?!级|制|一贯|义务|前|度)(?:间|来|里|内|共|总|累计)*[^,;。]{0,6}$"
)
_YEARS = re.compile(r"(?<!\d)([一二三四五六七八九十两\d]{1,3})年(?:间|来|里|内|中|以来|累计|合计|共|时间|期|年均|总)")


def _a_year(document: Document, i: int) -> Iterator[Check]:
    """五年累计 T，年均 t: T ÷ 5."""
    unit = document.claims[i].quantity.unit
    for j in document.beside(i):
        together = TOGETHER.search(document.lead(j)) or _N_YEARS.search(document.lead(j))
        if re.search("分别|依次", document.lead(j)):
            continue  # the first of a list, not what the years make together
        if document.claims[j].quantity.unit != unit or j == i or not together:
            continue
        sentence = document.sentence(i)
        told = _N_YEARS.search(document.lead(j))
        years = [n] if told and (n := small_number(told["n"])) and n > 1 else []
        years = years or [n for m in _YEARS.finditer(sentence) if (n := small_number(m[1])) and n > 1]
        span = span_in(sentence)
        if not years and span:
            years = [span[1] - span[0] + 1]
        for n in years[:1]:
            left = f"{document.claims[j].quantity.text} ÷ {n}"
            yield judge(document, "K05", (i, j), left, document.claims[j].interval / exactly(n))


def _is_head(document: Document, j: int, word: str) -> bool:
    """Whether a count is of what a mean is taken over: 学生 of 生均, 13个县 of 平均每县."""
    unit, tail = document.claims[j].quantity.unit, document.mention(j).tail
    if re.search("生|人|名", word):
        return unit in ("人", "人次")
    if "班" in word:
        named = document.claims[j].measure.endswith("班")
        return unit == "班" or (unit == "个" and (named or tail.startswith("班")))
    if "平方米" in word:
        return unit == "平方米"
    if found := re.search("[套间台辆]", word):
        return unit == found[0]
    if found := re.search("每个([\u4e00-\u9fff]{2})", word):
        return unit == "个" and (tail.startswith(found[1]) or found[1] in document.claims[j].measure)
    if found := re.search("[县区市乡镇村家]", word):
        return unit == found[0] or (unit == "个" and tail.startswith(found[0]))
    return unit == "所"


def _a_head(document: Document, i: int, word: str) -> Iterator[Check]:
    """校均 950 人 of 学校 120 所、在校生 11.4 万人."""
    me = document.claims[i]
    numbers = [j for j in document.levels(document.beside(i)) if j < i]
    heads = [j for j in numbers if _is_head(document, j, word)]
    if not heads and i + 1 < len(document.claims) and document.mention(i + 1).gap.startswith(","):
        behind = document.claims[i + 1]  # 图书368万册,生均32册,在校学生11.5万人
        if behind.sentence == me.sentence and document.is_level(i + 1) and _is_head(document, i + 1, word):
            heads = [i + 1]
    if len(heads) > 1:  # 学校36所,其中小学20所…: the whole
        parts = [j for j in heads if (r := document.claims[j].relation) is not None and r.kind == "part_of"]
        heads = [j for j in heads if j not in parts]
    totals = [
        j for j in numbers
        if document.claims[j].quantity.unit == me.quantity.unit and j not in heads and not re.search("均", document.claims[j].measure)
    ]  # fmt: skip
    if len(heads) != 1 or len(totals) != 1:
        return
    whose = (me.measure + document.lead(i)).partition(word)[0][-4:] if me.own else ""
    if whose and not any(
        whose[-2:] in document.claims[j].measure + document.mention(j).tail for j in (*heads, *totals)
    ):
        return
    left = f"{document.claims[totals[0]].quantity.text} ÷ {document.claims[heads[0]].quantity.text}"
    check = judge(
        document,
        "K05",
        (i, totals[0], heads[0]),
        left,
        document.claims[totals[0]].interval / document.claims[heads[0]].interval,
    )
    yield check
