"""Lists that fill their whole by their nature, and a sum or share written out.

Floor: engines.claims. In: a `Document`. Out: `PARTITIONS`, `is_partition`, and `Check`s K03 (share), K04 (sum) of given figures.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from jiaodu.engines.claims import intervals
from jiaodu.engines.claims.checks.judging import judge
from jiaodu.engines.claims.document import Document
from jiaodu.engines.claims.model import Check

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


def is_partition(document: Document, parts: Sequence[int]) -> bool:
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


def total_check(document: Document, whole: int, parts: Sequence[int]) -> Check:
    computed = intervals.total(document.claims[j].interval for j in parts)
    left = " + ".join(document.claims[j].quantity.text for j in parts)
    return judge(document, "K04", (whole, *parts), left, computed)


def share_check(document: Document, i: int, part: int, whole: int) -> Check:
    texts = (document.claims[part].quantity.text, document.claims[whole].quantity.text)
    computed = intervals.share(document.claims[part].interval, document.claims[whole].interval)
    return judge(document, "K03", (i, part, whole), f"{texts[0]} ÷ {texts[1]}", computed)
