"""Rates that cannot be, and rates that can be but need a word: above 100 %, fractions above one.

Floor: engines.claims. In: a `Document`. Out: `Check`s K10 (impossible), K18 (no unit), K19 (needs a note).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from jiaodu.engines.claims.checks.judging import found
from jiaodu.engines.claims.document import Document
from jiaodu.engines.claims.model import Check, Claim, Verdict

# may pass 100 %, for a reason that has to be said: pupils of other ages, pupils moved in, more done than planned
_MAY_PASS: tuple[tuple[re.Pattern[str], Fraction, str, str], ...] = (
    (re.compile("毛入[学园]|毛就学"), Fraction(3, 2), "毛入学率分子含超龄和低龄学生，可以超过 100%", "a gross rate counts pupils of other ages"),
    (re.compile("固率|保留率"), Fraction(13, 10), "随迁转入可使巩固率超过 100%，须说明口径", "pupils who moved in can lift retention above 100 %"),
    (re.compile("完成|任务|进度|执行率|到位率"), Fraction(3, 2), "超额完成可以超过 100%，须说明基数", "more may be done than was planned"),
    (re.compile("利用率|使用率|产销率|入住率|达产率|满员率|承载率|超编"), Fraction(3), "可以超过 100%，须说明口径", "it can pass 100 %, for a reason"),
)  # fmt: skip
_PROPER = re.compile(r"(?:率|占比|比例|比重|份额|覆盖面|满意度)$")
_FREE = re.compile(
    "增长率|增速|增幅|负债率|资产负债|回报率|收益率|汇率|增值|杠杆|弹性|发展速度|师生比|生师比|指数|达成度|升幅|涨幅|溢价|报录|比率|翻"
)
_FRACTION = re.compile("分之")
_HEADLINE = re.compile(r"(?:率|占比|比重|比例)(?:达到?|为|是|约|近|超过?|高达|保持在)?$")


def check_ranges(document: Document) -> Iterator[Check]:
    """Every rate and share against what it can be."""
    for i, claim in enumerate(document.claims):
        if claim.quantity.unit == "%":
            yield from _rate(document, i, claim)
    yield from _without_unit(document)


def _rate(document: Document, i: int, claim: Claim) -> Iterator[Check]:
    low, high, text = claim.quantity.low, claim.quantity.high, claim.quantity.text
    kind = claim.relation.kind if claim.relation else None
    if kind in ("growth", "change", "multiple_of", "denied"):
        if claim.relation is not None and claim.relation.direction == "down" and low is not None and low > 1:
            yield found(
                document,
                "K10",
                Verdict.CONTRADICTS,
                (i,),
                f"下降 {text}，降幅超过 100%",
                f"down by {text}: more than all of it",
            )
        return
    if _FRACTION.search(text) and low is not None and claim.quantity.value is not None and claim.quantity.value > 1:
        yield found(
            document,
            "K10",
            Verdict.CONTRADICTS,
            (i,),
            f"{text} 大于 1，不能是一个份额",
            f"{text} is above 1 and no share",
        )
        return
    if kind == "completion_of" and claim.relation is not None and claim.relation.base is not None:
        return  # more may be done than was planned, and the plan stands beside it
    if kind == "completion_of" and re.search("超额", document.sentence(i)):
        return  # the sentence says itself that more was done
    is_share = kind == "share_of" or bool(_PROPER.search(claim.measure)) or _far_above(document, i, low)
    if not is_share or _FREE.search(claim.measure):
        return
    if high is not None and high < 0:
        yield found(document, "K10", Verdict.CONTRADICTS, (i,), f"{text} 小于 0", f"{text} is below 0")
    elif low is not None and low > 1:
        yield _above(document, i, claim, low)
    else:
        yield found(document, "K10", Verdict.CONSISTENT, (i,), f"{text} ≤ 100%", f"{text} ≤ 100 %")


def _far_above(document: Document, i: int, low: Fraction | None) -> bool:
    """A part of a rate (小学, 初中) that is far above 100 %, in a sentence that speaks of a rate and of no growth."""
    if low is None or low < Fraction(3, 2):
        return False
    sentence = document.sentence(i)
    return bool(re.search("率|占比|比例", sentence)) and not re.search(
        "增|倍|完成|超|提高到|相当于|占.{0,8}的", sentence
    )


def _above(document: Document, i: int, claim: Claim, low: Fraction) -> Check:
    text = claim.quantity.text
    for pattern, limit, zh, en in _MAY_PASS:
        if pattern.search(claim.measure):
            if low <= limit:
                return found(document, "K19", Verdict.NEEDS_NOTE, (i,), f"{text} > 100%：{zh}", f"{text} > 100 %: {en}")
            break
    measure = claim.measure or "比率"
    return found(
        document, "K10", Verdict.CONTRADICTS, (i,), f"{measure} {text} 超过 100%", f"{measure} {text} is above 100 %"
    )


def _without_unit(document: Document) -> Iterator[Check]:
    """普及率达99.02: a rate whose sign is missing."""
    numbers = [q for q in document.reading.quantities if q.kind == "bare" or (q.claim and not q.unit_text)]
    for q in numbers:
        start = document.reading.text[max(0, q.start - 24) : q.start]
        bare = re.sub(r"\s", "", start)
        if _HEADLINE.search(bare) and "." in q.text and re.fullmatch(r"\d{1,3}\.\d+", q.text.strip()):
            from jiaodu.core.base.text import Text

            text = Text(f"{q.text} 没有单位，比率应写 {q.text}%", f"{q.text} has no unit; a rate is written {q.text}%")
            yield Check("K18", Verdict.NEEDS_NOTE, (), text, (q.start, q.end), data={"printed": q.text})
