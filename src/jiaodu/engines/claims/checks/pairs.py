"""Comparisons of pairs: 高于…增幅(5.12%)2.45个百分点; 小学0.43、初中0.38,分别低于0.50和0.45.

Floor: engines.claims. In: a `Document`. Out: `Check`s K02 (difference), K09 (limit).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiaodu.engines.claims.checks.judging import found, judge
from jiaodu.engines.claims.document import Document
from jiaodu.engines.claims.model import Check, Verdict

_ABOVE = r"(?:高于|高出|超过|超出|多于|大于|快于)"
_BELOW = r"(?:低于|少于|小于|慢于|不足|未达到)"
_BRACKET = re.compile(rf"(?:(?P<up>{_ABOVE})|(?P<down>{_BELOW}))[^,;。()]{{1,20}}[(][^()0-9]{{0,6}}$")
_PLAIN = re.compile(rf"^[,、]?(?:(?P<up>{_ABOVE})|(?P<down>{_BELOW}))[^,;。()]{{0,10}}$")
_NEVER = re.compile(r"(?!)")
_EACH = re.compile(rf"(?:分别(?:均|都)?|均|都)(?:(?P<up>{_ABOVE})|(?P<down>{_BELOW}))[^,;。()0-9]{{0,10}}$")
_LISTED = re.compile(r"[、,]|[和与及]|[、和与及,][\u4e00-\u9fff]{1,6}(?:为|是)?")


def check_pairs(document: Document) -> Iterator[Check]:
    """Each figure that stands behind such words."""
    for i in range(2, len(document.claims)):
        yield from _behind_bracket(document, i)
        yield from _each(document, i)


def _behind_bracket(document: Document, i: int) -> Iterator[Check]:
    """7.57%,高于…增幅(5.12%)2.45个百分点; 78学时,超过规定的72学时6学时: the first less the second."""
    me, base, level = (document.claims[j] for j in (i, i - 1, i - 2))
    between = document.between(i - 2, i - 1)
    told = {")": _BRACKET, "": _PLAIN, "的": _PLAIN}.get(document.between(i - 1, i), _NEVER).search(between)
    if told is None or me.sentence != level.sentence:
        return
    points = me.quantity.unit == "百分点" and level.quantity.unit == base.quantity.unit == "%"
    if not points and not me.quantity.unit == level.quantity.unit == base.quantity.unit:
        return
    difference = level.interval - base.interval if told["up"] else base.interval - level.interval
    yield judge(document, "K02", (i, i - 2, i - 1), f"{level.quantity.text} − {base.quantity.text}", difference)


def _each(document: Document, i: int) -> Iterator[Check]:
    """小学0.43、初中0.38,分别低于0.50和0.45的上限: the first with the first, the second with the second."""
    told = _EACH.search(document.between(i - 1, i))
    if told is None:
        return
    limits = [i]
    while limits[-1] + 1 < len(document.claims) and _LISTED.fullmatch(document.between(limits[-1], limits[-1] + 1)):
        limits.append(limits[-1] + 1)
    levels = list(range(i - len(limits), i))
    if len(limits) < 2 or levels[0] < 0:
        return
    if any(not _LISTED.fullmatch(document.between(j, j + 1)) for j in levels[:-1]):
        return
    all_ = [document.claims[j] for j in (*levels, *limits)]
    if len({c.quantity.unit for c in all_}) != 1 or len({c.sentence for c in all_}) != 1:
        return
    for j, limit in zip(levels, limits, strict=True):
        a, b = document.claims[j], document.claims[limit]
        wrong = a.interval.is_below(b.interval) if told["up"] else b.interval.is_below(a.interval)
        sign = ">" if told["up"] else "<"
        zh, en = (
            f"文中写{told['up'] or told['down']} {b.quantity.text}",
            f"said to be {'above' if told['up'] else 'below'} {b.quantity.text}",
        )
        holds = "" if not wrong else (" 不成立", " does not hold")
        yield found(
            document, "K09", Verdict.CONTRADICTS if wrong else Verdict.CONSISTENT, (j, limit),
            f"{zh}：{a.quantity.text} {sign} {b.quantity.text}{holds[0] if holds else ''}",
            f"{en}: {a.quantity.text} {sign} {b.quantity.text}{holds[1] if holds else ''}",
        )  # fmt: skip
