"""Compare what is printed with what follows from the other figures.

Floor: engines.claims. In: two intervals, the claims they came from. Out: a verdict, a `Check`.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from jiaodu.core.base.text import Text
from jiaodu.engines.claims.document import Document
from jiaodu.engines.claims.explain import spread
from jiaodu.engines.claims.intervals import Interval
from jiaodu.engines.claims.model import Check, Verdict

LAST_DIGIT = "K24"


def judge(
    document: Document, code: str, claims: Sequence[int], left: str, computed: Interval, stated: Interval | None = None
) -> Check:
    """Whether a printed figure (the first of the claims) agrees with what was computed.

    A figure that was cut off instead of rounded, or rounded up, is one unit of its last digit away at most; that is noted
    (K24) and not called a contradiction.
    """
    first = document.claims[claims[0]]
    quantity = first.quantity
    own = stated if stated is not None else first.interval
    step = quantity.step or Fraction(0)
    verdict = Verdict.CONSISTENT
    if own.meets(computed):
        if any(document.claims[i].quantity.approx for i in claims):
            verdict = Verdict.WITHIN_HEDGE
    elif step and not _is_whole(quantity.low, quantity.high) and own.widened(step / 2).meets(computed):
        code, verdict = LAST_DIGIT, Verdict.NEEDS_NOTE
    else:
        verdict = Verdict.CONTRADICTS
    shown = spread(computed, quantity.unit, step)
    arithmetic = Text(f"{left} = {shown}，文中写 {quantity.text}", f"{left} = {shown}; the text says {quantity.text}")
    return Check(code, verdict, tuple(claims), arithmetic, first.span, own, computed, {"printed": quantity.text})


def _is_whole(low: Fraction | None, high: Fraction | None) -> bool:
    return low is not None and low == high


def found(
    document: Document, code: str, verdict: Verdict, claims: Sequence[int], zh: str, en: str, **data: object
) -> Check:
    """A check that compares no two intervals."""
    first = document.claims[claims[0]]
    return Check(code, verdict, tuple(claims), Text(zh, en), first.span, data={"printed": first.quantity.text, **data})


def compare(document: Document, level: int, limit: int, sign: str, wrong: bool) -> Check:
    """A level that is said to be above, below or within another figure (K09)."""
    a, b = document.claims[level].quantity.text, document.claims[limit].quantity.text
    verdict = Verdict.CONTRADICTS if wrong else Verdict.CONSISTENT
    zh, en = f"{a} {sign} {b}{' 不成立' if wrong else ''}", f"{a} {sign} {b}{' does not hold' if wrong else ''}"
    return found(document, "K09", verdict, (level, limit), zh, en)


def printed(document: Document, i: int) -> str:
    """A figure as the text prints it, on one line."""
    return " ".join(document.claims[i].quantity.text.split())
