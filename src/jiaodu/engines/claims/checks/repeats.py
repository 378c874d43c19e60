"""The same measure of the same place and year with two values.

Floor: engines.claims. In: a `Document`. Out: `Check`s K14, and K25 where the dates differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiaodu.engines.claims.checks.judging import found
from jiaodu.engines.claims.document import Document
from jiaodu.engines.claims.model import Check, Claim, Verdict

_SHORTEST = 6


def check_repeats(document: Document) -> Iterator[Check]:
    """Each figure whose measure was stated before, in another sentence."""
    before: dict[tuple[str, str | None, str | None, str], int] = {}
    for i, claim in enumerate(document.claims):
        if not _is_distinct(claim) or _LIMIT.match(document.mention(i).tail + _after(document, i)):
            continue
        key = (claim.measure, claim.period, claim.scope, claim.quantity.unit)
        first = before.setdefault(key, i)
        other = document.claims[first]
        if first == i or other.sentence == claim.sentence or not (_told(document, first) and _told(document, i)):
            continue
        same = other.interval.meets(claim.interval)
        a, b = other.quantity.text, claim.quantity.text
        zh = f"“{claim.measure}”前面写 {a}，这里写 {b}"
        en = f"“{claim.measure}” is {a} before and {b} here"
        yield found(document, "K14", Verdict.CONSISTENT if same else Verdict.NEEDS_NOTE, (i, first), zh, en)
    yield from _not_comparable(document)


_LIMIT = re.compile(r"[^,;。]{0,4}[(]?[^,;。]{0,10}(?:目标|标准|要求|≥|≤)")


def _told(document: Document, i: int) -> bool:
    """Whether the sentence itself names the year; one taken over from far may be another's."""
    return (document.claims[i].period or "-") in document.sentence(i)


def _after(document: Document, i: int) -> str:
    end = document.mention(i).end
    return document.reading.plain[end : end + 16]


_AS_OF = re.compile(r"(?:截至|截止|到)?(?:(?:19|20)\d\d年)?(\d{1,2}月(?:\d{1,2}日|底|末|初))")
_COHORT = re.compile(r"((?:19|20)\d\d)届")


def _not_comparable(document: Document) -> Iterator[Check]:
    """One rate of two cohorts, the one at a stated date and the other not: 95.62% of 2019届, 80.1% of 2020届 on 20 August."""
    before: dict[str, tuple[int, str, str]] = {}
    for i, claim in enumerate(document.claims):
        if claim.quantity.unit != "%" or claim.relation is not None or len(claim.measure) < _SHORTEST:
            continue
        mention = document.mention(i)
        told = document.reading.plain[document.reading.sentences[mention.sentence].start : mention.start]
        cohorts, date = _COHORT.findall(told), _AS_OF.search(told)
        if not cohorts:
            continue
        day = date[1] if date else ""
        if claim.measure in before:
            first, cohort, other = before[claim.measure]
            if cohort != cohorts[-1] and day != other:
                a, b = document.claims[first].quantity.text, claim.quantity.text
                zh = f"{cohort}届 {a}（{other or '未写时点'}），{cohorts[-1]}届 {b}（{day or '未写时点'}）"
                en = f"class of {cohort}: {a} ({other or 'no date'}); class of {cohorts[-1]}: {b} ({day or 'no date'})"
                yield found(document, "K25", Verdict.NEEDS_NOTE, (i, first), zh, en)
        before[claim.measure] = (i, cohorts[-1], day)


def _is_distinct(claim: Claim) -> bool:
    """Whether a measure says enough to be the same thing when it is named again."""
    return (
        claim.relation is None
        and claim.own
        and claim.period is not None
        and len(claim.measure) >= _SHORTEST
        and claim.quantity.unit in ("%", "元", "人", "所")
        and claim.quantity.direction is None
    )
