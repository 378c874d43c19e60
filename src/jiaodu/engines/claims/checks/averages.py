"""Growth a year against the growth over the whole: 五年增长61.1%,年均增长10.0%.

Floor: engines.claims. In: a `Document`. Out: `Check`s K06.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from jiaodu.core.base.text import Text
from jiaodu.engines.claims import intervals
from jiaodu.engines.claims.binding.period import small_number, span_in
from jiaodu.engines.claims.checks.judging import judge, printed
from jiaodu.engines.claims.document import RATES, Document
from jiaodu.engines.claims.explain import spread
from jiaodu.engines.claims.intervals import Interval, exactly
from jiaodu.engines.claims.model import Check, Verdict

_YEARS = re.compile(r"(?<!\d)([一二三四五六七八九十两\d]{1,3})年(?:间|来|里|内|中|以来|累计|合计|共|时间|期|年均)")


def check_averages(document: Document) -> Iterator[Check]:
    """年均 against the growth over the whole, in the same clause group: (1 + a)^n = 1 + g."""
    for i, claim in enumerate(document.claims):
        if claim.relation is None or claim.relation.kind != "growth" or not claim.relation.average:
            continue
        whole = _whole_beside(document, i)
        if whole is None:
            continue
        total, of, text = whole
        years = _years_between(document, i, of)
        if not years:
            continue
        tried = [
            (
                n,
                judge(
                    document,
                    "K06",
                    (i, *of),
                    f"(1 + {printed(document, i)})^{n} − 1，即 {text}",
                    total,
                    _compound(document, i, n),
                ),
            )
            for n in years
        ]
        n, best = next(((n, c) for n, c in tried if c.verdict is not Verdict.CONTRADICTS), tried[0])
        yield _explained(document, best, i, n, total, text)


def _compound(document: Document, i: int, years: int) -> Interval:
    """What a printed growth a year comes to, its last digit either rounded or cut off."""
    step = document.claims[i].quantity.step or Fraction(0)
    a = document.signed(i).widened(step / 2) + exactly(1)
    return a.power(years) - exactly(1)


def _explained(document: Document, check: Check, i: int, years: int, total: Interval, text: str) -> Check:
    rate = printed(document, i)
    shown = spread(_compound(document, i, years), "%", Fraction(1, 10_000))
    per_year = _root(total, years)
    zh = f"年均 {rate}，{years} 年共 (1 + {rate})^{years} − 1 = {shown}；文中全期为 {text}，合年均 {per_year}"
    en = f"{rate} a year makes (1 + {rate})^{years} − 1 = {shown} in {years} years; the text says {text}, or {per_year} a year"
    verdict = check.verdict if check.verdict is not Verdict.NEEDS_NOTE else Verdict.CONSISTENT
    return replace(check, arithmetic=Text(zh, en), code="K06", verdict=verdict, data={"printed": rate})


def _root(total: Interval, years: int) -> str:
    """The growth a year, for reading only: floats decide nothing here."""
    ends = [e for e in (total.low, total.high) if e is not None and e > -1]
    middle = sum(float(e) for e in ends) / len(ends) if ends else 0.0
    return f"{((1 + middle) ** (1 / years) - 1) * 100:.2f}%"


def _whole_beside(document: Document, i: int) -> tuple[Interval, tuple[int, ...], str] | None:
    """Growth over the whole in the same clause group: a rate of growth, both levels, or a multiple."""
    me = document.claims[i].relation
    mention = document.mention(i)
    near = [j for j in document.beside(i) if j != i and document.mention(j).group == mention.group]
    for j in sorted(near, key=lambda j: abs(j - i)):
        said = document.claims[j].relation
        if (
            said is not None
            and said.kind == "growth"
            and not said.average
            and said.ref not in (None, "上年", "同比", "年均")
        ):
            return document.signed(j), (j,), f"增长 {printed(document, j)}"
        if said is not None and said.kind == "multiple_of" and "番" in document.claims[j].quantity.text:
            times = document.claims[j].quantity.value or Fraction(1)
            return Interval(times * Fraction(9, 10) - 1, times * Fraction(3, 2) - 1), (j,), printed(document, j)
    if me is not None and me.of is not None and me.base is not None:
        level, base = document.claims[me.of], document.claims[me.base]
        if level.quantity.unit == base.quantity.unit and level.quantity.unit not in RATES:
            text = f"{printed(document, me.base)} → {printed(document, me.of)}"
            return intervals.growth(level.interval, base.interval), (me.of, me.base), text
    return None


def _years_between(document: Document, i: int, of: tuple[int, ...]) -> list[int]:
    """How many years a growth a year may be counted over, the likeliest first."""
    found_: dict[int, None] = {}
    claim = document.claims[of[0]]
    ref = claim.relation.ref if claim.relation else None
    end = document.claims[i].period or claim.period or ""
    last = int(end[-4:]) if end[-4:].isdigit() else None
    start = re.search(r"(?:19|20)\d\d", ref or "")
    if start is None and len(of) == 2:
        base = document.claims[of[1]].period
        start = re.search(r"(?:19|20)\d\d", base or "")
        level = document.claims[of[0]].period
        last = int(level[-4:]) if level and level[-4:].isdigit() else last
    if start is not None and last is not None and 1 < last - int(start[0]) <= 40:
        found_[last - int(start[0])] = None
    sentence = document.sentence(i)
    for m in _YEARS.finditer(sentence):
        n = small_number(m[1])
        if n is not None and 1 < n <= 40:
            found_[n] = None
    span = span_in(sentence)
    if span and not found_:
        found_[span[1] - span[0]] = None
        found_[span[1] - span[0] + 1] = None
    return list(found_)
