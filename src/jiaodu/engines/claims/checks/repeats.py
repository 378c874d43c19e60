"""The same measure of the same place and year with two values.

Floor: engines.claims. In: a `Document`. Out: `Check`s K14.
"""

from __future__ import annotations

from collections.abc import Iterator

from jiaodu.engines.claims.checks.judging import found
from jiaodu.engines.claims.document import Document
from jiaodu.engines.claims.model import Check, Claim, Verdict

_SHORTEST = 6


def check_repeats(document: Document) -> Iterator[Check]:
    """Each figure whose measure was stated before, in another sentence."""
    before: dict[tuple[str, str | None, str | None, str], int] = {}
    for i, claim in enumerate(document.claims):
        if not _is_distinct(claim):
            continue
        key = (claim.measure, claim.period, claim.scope, claim.quantity.unit)
        first = before.setdefault(key, i)
        other = document.claims[first]
        if first == i or other.sentence == claim.sentence:
            continue
        same = other.interval.meets(claim.interval)
        a, b = other.quantity.text, claim.quantity.text
        zh = f"“{claim.measure}”前面写 {a}，这里写 {b}"
        en = f"“{claim.measure}” is {a} before and {b} here"
        yield found(document, "K14", Verdict.CONSISTENT if same else Verdict.NEEDS_NOTE, (i, first), zh, en)


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
