"""Lists and the number that says how long they are; two lists in step (依次为, 分别为).

Floor: engines.claims. In: a `Document`. Out: `Check`s K08.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiaodu.engines.claims.checks.judging import found
from jiaodu.engines.claims.document import Document
from jiaodu.engines.claims.model import Check, Verdict

_PARTS = re.compile("[、和与及]|以及")
_TELLING = re.compile(r"(?:等|这|共|合计|总计)$")
_GENERIC = re.compile(
    r"^(?:方面|领域|环节|项目|指标|类别|层次|学段|学科|专业|部门|单位|行动|工程|计划|重点|任务|维度|阶段|模块|平台|省份|区县|街道|乡镇|[省市区县镇乡])"
)


def check_lists(document: Document) -> Iterator[Check]:
    """A、B、C等N个: no more than N are named; A、B、C三个方面: just N."""
    for i, claim in enumerate(document.claims):
        value = claim.quantity.value
        if (
            value is None
            or value.denominator != 1
            or not 2 <= value <= 20
            or claim.quantity.unit
            not in ("个", "项", "类", "种", "门", "大类", "所", "家", "区", "县", "市", "省", "条")
        ):
            continue
        items = _named_before(document, i)
        if items is None:
            continue
        names, open_ended = items
        count = int(value)
        wrong = len(names) > count or (not open_ended and len(names) != count)
        listed = "、".join(names)
        verdict = Verdict.CONTRADICTS if wrong else Verdict.CONSISTENT
        zh = f"列出 {len(names)} 个（{listed}），写的是 {claim.quantity.text}"
        en = f"{len(names)} are listed ({listed}), {claim.quantity.text} is written"
        yield found(document, "K08", verdict, (i,), zh, en)


def _named_before(document: Document, i: int) -> tuple[list[str], bool] | None:
    """The items before a number and whether there may be more (等)."""
    mention = document.mention(i)
    sentence = document.reading.sentences[mention.sentence]
    text = document.reading.plain[max(sentence.start, mention.start - 120) : mention.start]
    clause = re.split(r"[,;:。()!?]", text)[-1]
    if "、" not in clause or re.search(r"\d", clause):
        return None
    telling = _TELLING.search(clause)
    if telling is None and not _GENERIC.match(mention.tail):
        return None
    names = [n for n in _PARTS.split(_TELLING.sub("", clause)) if n]
    if len(names) < 2 or any(len(n) > 10 for n in names[1:]):
        return None
    if telling is None and not _same_kind(names, mention.tail):
        return None
    names[0] = names[0][-10:]
    return names, telling is not None and telling[0] == "等"


def _same_kind(names: list[str], tail: str) -> bool:
    """Whether short items of like length are counted: 区域、学校、城乡三个方面."""
    lengths = [len(n) for n in names[1:]]
    return max(lengths) - min(lengths) <= 2 and len(names[0]) <= max(lengths) + 4
