"""A level held against a target, a standard, an average, or another figure that the sentence names.

Floor: engines.claims. In: a `Document`. Out: `Check`s K09.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiaodu.engines.claims.checks.judging import found, judge
from jiaodu.engines.claims.document import Document
from jiaodu.engines.claims.intervals import Interval
from jiaodu.engines.claims.model import GOOD, Check, Verdict

_WAYS = {
    "high": ("超过", "above", ">"),
    "least": ("达到", "at least", "≥"),
    "low": ("低于", "below", "<"),
    "most": ("不超过", "at most", "≤"),
}
_NAMED = re.compile(
    r"^[,、]?(?:首次|仍|均|已|明显|略|继续|历史性)*(?P<way>反超|超过|高于|首超|赶超|领先|优于|多于|低于|少于|落后于|不及)(?:了)?(?P<name>[\u4e00-\u9fff]{2,10}?)(?:的?(?:水平|平均水平|平均))?(?=[,;。、)]|$)"
)


def check_limits(document: Document) -> Iterator[Check]:
    """Every figure that something is held against."""
    for i, claim in enumerate(document.claims):
        said = claim.relation
        if said is not None and said.kind in ("target", "standard") and said.of is not None and said.ref:
            way, colon, _ = said.ref.partition(":")
            if colon and way in _WAYS:
                held = _held(document, i, said.of, way)
                standard = _standard_before(document, i) if held.verdict not in GOOD else None
                yield held if standard is None else _by_so_much(document, i, said.of, standard)
        yield from _named(document, i)
        yield from _aimed(document, i)
        yield from _planned(document, i)


# 达到生均25册的标准;…低于标准4册: by so much, since the standard is named before.
_BY_SO_MUCH = re.compile(r"(?P<down>低于|少于)?(?:高于|超过|超出|多于)?标准$")


def _standard_before(document: Document, i: int) -> int | None:
    """The standard of the same unit that the sentence names before a figure behind 低于标准; None where it names none."""
    if not _BY_SO_MUCH.search(document.lead(i)):
        return None
    unit = document.claims[i].quantity.unit
    named = [
        j
        for j in document.beside(i)
        if j < i
        and document.claims[j].quantity.unit == unit
        and (r := document.claims[j].relation) is not None
        and r.kind in ("standard", "target")
    ]
    return named[-1] if named else None


def _by_so_much(document: Document, i: int, level: int, standard: int) -> Check:
    told = _BY_SO_MUCH.search(document.lead(i))
    a, b = document.claims[standard], document.claims[level]
    if told is None or not told["down"]:
        a, b = b, a
    return judge(
        document, "K02", (i, level, standard), f"{a.quantity.text} − {b.quantity.text}", a.interval - b.interval
    )


_AIM = re.compile(r"(?:目标|指标|任务|要求|标准)(?:值|数)?(?:为|是|定为)?$")
_KEPT = re.compile(r"超额|超过|高于|完成|达到|实现|达标")
_MISSED = re.compile(r"未(?:能)?(?:完成|达到|达标|实现)|没有(?:完成|达到)|低于|不足|(?<!相)差(?![距异])")


def _aimed(document: Document, i: int) -> Iterator[Check]:
    """达标率97%,目标为95%,超额完成: the words that decide come after the target."""
    claim, mention = document.claims[i], document.mention(i)
    if claim.relation is not None or not _AIM.search(mention.lead) or i == 0:
        return
    level = document.claims[i - 1]
    if level.sentence != claim.sentence or level.quantity.unit != claim.quantity.unit:
        return
    sentence = document.reading.sentences[mention.sentence]
    after = document.reading.plain[mention.end : min(sentence.end, mention.end + 14)]
    if _MISSED.search(after):
        yield _held(document, i, i - 1, "low")
    elif _KEPT.search(after):
        yield _held(document, i, i - 1, "least")


def _planned(document: Document, i: int) -> Iterator[Check]:
    """计划新建12所,实际建成15所,超额完成: a plan and what was done right behind it."""
    if i == 0 or not re.match("实际|已|全年|现", document.lead(i)) or not document.is_level(i):
        return
    plan, done = document.claims[i - 1], document.claims[i]
    same = plan.sentence == done.sentence and plan.quantity.unit == done.quantity.unit
    if (
        not same
        or not re.search("计划|任务|目标", document.lead(i - 1))
        or plan.quantity.approx
        or done.quantity.approx
    ):
        return
    mention = document.mention(i)
    after = document.reading.plain[mention.end : mention.end + 12]
    if re.match("[^,;。]{0,4},(?:超额|超计划|超任务)", after):
        yield _held(document, i - 1, i, "high")
    elif re.match("[^,;。]{0,4},(?:圆满|如期|全面|提前|顺利)?完成(?!率|比|进度|投资的?[0-9])", after):
        yield _held(document, i - 1, i, "least")
    elif re.match("[^,;。]{0,4},(?:未|没有)完成", after):
        yield _held(document, i - 1, i, "low")


def _held(document: Document, limit: int, level: int, way: str) -> Check:
    a, b = document.claims[level], document.claims[limit]
    zh, en, sign = _WAYS[way]
    verdict = _verdict(a.interval, b.interval, way)
    if verdict in GOOD and (a.quantity.approx or b.quantity.approx):
        verdict = Verdict.WITHIN_HEDGE
    texts = (a.quantity.text, b.quantity.text)
    kept = verdict in GOOD
    said = f"{texts[0]} {sign} {texts[1]} {'成立' if kept else '不成立'}"
    return found(
        document, "K09", verdict, (level, limit), f"文中写{zh} {texts[1]}：{said}",
        f"said to be {en} {texts[1]}: {texts[0]} {sign} {texts[1]} {'holds' if kept else 'does not hold'}",
    )  # fmt: skip


def _verdict(level: Interval, limit: Interval, way: str) -> Verdict:
    """Whether some true numbers that print so keep the words."""
    same = level.low is not None and level.low == level.high == limit.low == limit.high
    if way in ("high", "least"):
        wrong = level.is_below(limit) or (way == "high" and same)
    else:
        wrong = limit.is_below(level) or (way == "low" and same)
    return Verdict.CONTRADICTS if wrong else Verdict.CONSISTENT


def _named(document: Document, i: int) -> Iterator[Check]:
    """高职高专92.1%，首次反超本科: against the figure of that name in the sentence."""
    mention = document.mention(i)
    sentence = document.reading.sentences[mention.sentence]
    stop = document.mention(i + 1).start if i + 1 < len(document.claims) else sentence.end
    told = _NAMED.match(document.reading.plain[mention.end : min(stop, sentence.end)])
    if told is None:
        return
    for j in document.beside(i):
        other = document.claims[j]
        if j < i and other.measure == told["name"] and other.quantity.unit == document.claims[i].quantity.unit:
            yield _held(document, j, i, "low" if re.search("低|少|落后|不及", told["way"]) else "high")
            return
