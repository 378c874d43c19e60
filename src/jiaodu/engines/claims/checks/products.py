"""A total against what each has times how many there are, and a ratio of two named parts against both.

Floor: engines.claims. In: a `Document`. Out: `Check`s K05.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from jiaodu.engines.claims.checks.judging import judge
from jiaodu.engines.claims.document import COUNTS_OUT, Document
from jiaodu.engines.claims.model import Check, Verdict

_EACH = re.compile(
    r"(?:每(?P<each>期|批|场|轮|次|届|校|所|园|班|县|乡|镇|村|家|站|点|人|名|生|位|套|台|间|处|床|组)|(?P<mean>人均|生均|校均|园均|班均|户均))(?:[\u4e00-\u9fff]{0,6})$"
)
_PERSONS = {
    "人均": "人",
    "生均": "人",
    "校均": "所",
    "园均": "所",
    "班均": "班",
    "户均": "户",
    "校": "所",
    "园": "所",
    "生": "人",
    "名": "人",
    "位": "人",
}
_TOGETHER = re.compile(r"(?:^|[,、])?(?:累计|合计|总计|共计|一共|总共|共|总额|总量)[\u4e00-\u9fff]{0,10}$")
_OFTEN = re.compile(r"每[月年天周日季]|每学期|每学年|/|至|以上|以内")
_RATIO = re.compile(r"普职比|职普比|男女比|师生比|医教比|公民办比")
_PARTS = re.compile(r"普|职|男|女|公办|民办")
_LOOSE = Fraction(1, 20)


def check_products(document: Document) -> Iterator[Check]:
    """4期，每期65人，共260人; 普职比5.6:4.4，普高1.12万人，中职0.88万人."""
    for i, claim in enumerate(document.claims):
        if claim.quantity.unit in COUNTS_OUT:
            if claim.quantity.unit == "比" and _RATIO.search(claim.measure):
                yield from _ratio(document, i)
            continue
        each = _EACH.search(document.lead(i))
        if each is not None:
            yield from _product(document, i, each["each"] or each["mean"])


def _product(document: Document, i: int, word: str) -> Iterator[Check]:
    """What each has, how many there are just before, and the total just behind."""
    unit = _PERSONS.get(word, word)
    if i + 1 >= len(document.claims):
        return
    if (
        i + 2 < len(document.claims)
        and _is_number_of(document, i + 1, unit)
        and not (i and _is_number_of(document, i - 1, unit))
    ):
        yield from _of(document, i, i + 1, i + 2)  # 按每校50万元,对64所 … 共安排3200万元
    elif i and _is_number_of(document, i - 1, unit):
        yield from _of(document, i, i - 1, i + 1)


def _is_number_of(document: Document, j: int, unit: str) -> bool:
    """Whether a figure counts what each of has so much."""
    count, tail = document.claims[j], document.mention(j).tail
    fits = count.quantity.unit == unit or tail.startswith(unit) or count.measure.endswith(unit)
    return fits or (unit == "人" and count.quantity.unit == "人次")


def _of(document: Document, i: int, number: int, sum_: int) -> Iterator[Check]:
    """How much each has, how many there are and how much that is together."""
    count, total = document.claims[number], document.claims[sum_]
    if not count.sentence == document.claims[i].sentence == total.sentence or document.claims[i].quantity.approx:
        return
    same = total.quantity.unit == document.claims[i].quantity.unit or (
        {total.quantity.unit, document.claims[i].quantity.unit} == {"人", "人次"}
    )
    if not same or not _TOGETHER.search(document.lead(sum_)) or not document.is_level(sum_):
        return
    around = document.lead(i) + document.mention(i).tail
    if _OFTEN.search(around) or ";" in document.between(min(i, number), sum_):
        return
    left = f"{count.quantity.text} × {document.claims[i].quantity.text}"
    yield judge(document, "K05", (sum_, number, i), left, count.interval * document.claims[i].interval)


def _ratio(document: Document, i: int) -> Iterator[Check]:
    """A ratio of two parts that both stand in the sentence; such ratios are printed coarse."""
    beside = [j for j in document.levels(document.beside(i)) if _PARTS.search(document.claims[j].measure)]
    value = document.claims[i].quantity.value
    if len(beside) != 2 or not value or value < 0 or not all(abs(j - i) < 3 for j in beside):
        return
    a, b = (document.claims[j] for j in beside)
    if a.quantity.unit != b.quantity.unit or not a.quantity.value or not b.quantity.value:
        return
    left = f"{a.quantity.text} ÷ {b.quantity.text}"
    checks = [
        judge(document, "K05", (i, *beside), left, over, document.claims[i].interval.widened(value * _LOOSE))
        for over in (a.interval / b.interval, b.interval / a.interval)
    ]
    yield next((c for c in checks if c.verdict is not Verdict.CONTRADICTS), checks[0])
