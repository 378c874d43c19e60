"""Figures that no other check took up, held against what the figures nearby make: shares, growths, differences, ratios.

Floor: engines.claims. In: a `Document`, the claims that are spoken for. Out: `Check`s K01, K02, K03, K04, K05.

Which figures belong together is guessed here from units and nearness, so a contradiction needs more than a result that
differs: the one pair that fits in the sentence and names the same thing, or a pair whose result differs from what is printed
by one slip of the pen (a wrong digit, two digits swapped, a point one place off), which chance makes seldom.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from fractions import Fraction

from jiaodu.engines.claims.checks.judging import judge
from jiaodu.engines.claims.checks.partitions import is_partition
from jiaodu.engines.claims.document import COUNTS_OUT, Document
from jiaodu.engines.claims.intervals import Interval, growth, growth_by_change, share, total
from jiaodu.engines.claims.model import Check, Verdict

_NEAR = 4
_MANY = 3
_DIGITS = 3
_SHARE = re.compile(r"(?:占|占比|比例|比重|率|覆盖面|百分比)(?:的)?(?:为|是|达到?|约|仅|均)*$")
_RISE = re.compile(
    r"(?:增[长加幅多]|提高|上升|提升|增|涨|上涨|扩大|下降|减少|降低|缩小|缩减|降|减)(?:了|幅度?|率)?(?:为|达|约)*$"
)
_APART = re.compile(
    r"(?:相差|高出?|多出?|低|少|差距|[高低多少]于(?:[\u4e00-\u9fff]{2,6})?|增加|减少|提高|下降|降低|上升|缩小|扩大|净增|增)(?:了|为|达)*$"
)
_TEACHING = re.compile(r"(?:(?P<pupils>生师比)|师生比)(?:为|是|达|约)*$")
_RATIO = re.compile(
    r"(?P<one>[\u4e00-\u9fff]{2,4}?)[与和](?P<other>[\u4e00-\u9fff]{2,4}?)(?:之|的)?比(?:例)?(?:为|是|达|约)*$"
)
_COMPLETED = re.compile(r"完成[^,;。]{0,8}的$")
_AVERAGE = re.compile(r"年均(?:增[长加幅]|提高|递增|下降)|平均每年")
_TOGETHER = re.compile(r"(?:[两二三四五六][类者项级个种])?合计[^,;。]{0,6}$")
_EACH = re.compile(r"(?:每[人生名校所班园户台套间]|[人生校班园户]均)[^,;。0-9]{0,8}$")
_ALL = re.compile(r"(?:累计|合计|总计|共计|全年|总额|总数|总量|共)[\u4e00-\u9fff]{0,6}$")
_SUM = re.compile(r"核定|编制|排查|发现|总|共|全部|应|计划|累计|合计|全年")


@dataclass(frozen=True, slots=True)
class _Guess:
    """What two figures nearby would make, the first of them over or less the second."""

    code: str
    one: int
    other: int
    left: str
    computed: Interval


def check_nearby(document: Document, taken: Collection[int]) -> Iterator[Check]:
    """Each figure that is not among the claims spoken for."""
    for i, claim in enumerate(document.claims):
        if i in taken or claim.interval.is_open or claim.quantity.approx or not claim.quantity.value:
            continue
        guesses = list(_guesses(document, i))
        if guesses:
            yield from _settled(document, i, guesses)


def _settled(document: Document, i: int, guesses: list[_Guess]) -> Iterator[Check]:
    checks = [judge(document, g.code, (i, g.one, g.other), g.left, g.computed) for g in guesses]
    good = next((c for c in checks if c.verdict is not Verdict.CONTRADICTS), None)
    if good is not None:
        yield good
        return
    if len(guesses) == 1 and _names_it(document, i, guesses[0]):
        yield checks[0]
        return
    slipped = [c for c, g in zip(checks, guesses, strict=True) if _is_slip(document, i, g.computed)]
    if len(slipped) == 1 and len(guesses) <= _MANY:
        yield slipped[0]


def _guesses(document: Document, i: int) -> Iterator[_Guess]:
    me, lead = document.claims[i].quantity, document.lead(i)
    if me.unit == "%" and me.direction is None and _TOGETHER.search(lead):
        yield from _shares_together(document, i)
    elif me.unit == "%" and me.direction is None and (_SHARE.search(lead) or _COMPLETED.search(lead)):
        yield from _shares(document, i, completed=bool(_COMPLETED.search(lead)))
    elif me.unit == "%" and _RISE.search(lead):
        yield from _growths(document, i)
        yield from _growth_by_change(document, i)
    elif me.unit not in ("%", "倍", "比", "") and _APART.search(lead):
        yield from _differences(document, i)
    elif me.unit == "比" and _TEACHING.search(lead):
        yield from _teaching(document, i)
    elif me.unit == "比" and (told := _RATIO.search(lead)):
        yield from _ratio(document, i, told["one"], told["other"])
    elif _is_amount(document, i):
        yield from _products(document, i)
        yield from _sums(document, i)


def _levels(document: Document, i: int, behind: bool = False) -> list[int]:
    """Levels near a figure, in its sentence, or (`behind`) also in those before; what is hedged makes nothing exact."""
    numbers = document.around(i) if behind else document.beside(i)
    last = document.beside(i).stop
    return [
        j
        for j in numbers
        if j != i
        and j < last
        and abs(j - i) <= _NEAR
        and not document.claims[j].quantity.approx
        and _is_amount(document, j)
    ]


def _is_amount(document: Document, j: int) -> bool:
    said = document.claims[j].relation
    return document.is_level(j) or (said is not None and said.kind == "base_level")


def _shares_together(document: Document, i: int) -> Iterator[_Guess]:
    """公办园占52.52%;普惠性民办园占32.87%;两类合计85.39%."""
    parts = [
        j
        for j in document.beside(i)
        if j < i and document.claims[j].quantity.unit == "%" and not document.claims[j].quantity.approx
    ]
    if len(parts) > 1 and all(document.claims[j].quantity.direction is None for j in parts):
        left = " + ".join(document.claims[j].quantity.text for j in parts)
        yield _Guess("K04", parts[0], parts[-1], left, total(document.claims[j].interval for j in parts))


def _shares(document: Document, i: int, completed: bool = False) -> Iterator[_Guess]:
    levels = _levels(document, i)
    for part in levels:
        for whole in levels:
            a, b = document.claims[part], document.claims[whole]
            if part == whole or a.quantity.unit != b.quantity.unit:
                continue
            if not (a.interval.is_below(b.interval) or (completed and whole < part)):
                continue
            yield _Guess("K03", part, whole, f"{a.quantity.text} ÷ {b.quantity.text}", share(a.interval, b.interval))
    yield from _halves(document, i, levels)


def _halves(document: Document, i: int, levels: list[int]) -> Iterator[_Guess]:
    """公办园5.12万人,民办园3.78万人,公办园占比57.5%: of the two halves together."""
    unit = document.claims[levels[0]].quantity.unit if levels else ""
    if (
        len(levels) != 2
        or any(document.claims[j].quantity.unit != unit for j in levels)
        or not is_partition(document, levels)
    ):
        return
    both = total(document.claims[j].interval for j in levels)
    texts = " + ".join(document.claims[j].quantity.text for j in levels)
    named = [j for j in levels if document.claims[j].measure[:3] in document.claims[i].measure]
    if len(named) == 1:
        part = document.claims[named[0]]
        left = f"{part.quantity.text} ÷ ({texts})"
        yield _Guess("K03", named[0], next(j for j in levels if j != named[0]), left, share(part.interval, both))


def _growths(document: Document, i: int) -> Iterator[_Guess]:
    falls = document.claims[i].quantity.direction == "down"
    levels = _levels(document, i, behind=True)
    for now in levels:
        for before in levels:
            a, b = document.claims[now], document.claims[before]
            if now == before or not _is_same_thing(document, now, before) or not b.quantity.value:
                continue
            up = b.interval.is_below(a.interval)
            if up == falls or (a.period and b.period and a.period < b.period):
                continue
            made = growth(a.interval, b.interval)
            if _AVERAGE.search(document.lead(i)):
                years = (
                    int(a.period or 0) - int(b.period or 0)
                    if (a.period or "").isdigit() and (b.period or "").isdigit()
                    else 0
                )
                if years < 2:
                    continue
                made = _a_year(made, years)
            yield _Guess("K01", now, before, f"{a.quantity.text} ÷ {b.quantity.text} − 1", -made if falls else made)


def _growth_by_change(document: Document, i: int) -> Iterator[_Guess]:
    """新增设备值1.2亿元,总值达到9.8亿元,增长14.0%: what came over what there was before."""
    levels = [j for j in _levels(document, i) if j < i]
    came = [j for j in levels if re.search(r"新增|净增", document.lead(j))]
    if len(came) == 1 and len(levels) == 2 and document.claims[i].quantity.direction == "up":
        now = next(j for j in levels if j != came[0])
        a, c = document.claims[now], document.claims[came[0]]
        if (
            a.quantity.unit == c.quantity.unit
            and c.interval.is_below(a.interval)
            and re.search("总|达", document.lead(now))
        ):
            left = f"{c.quantity.text} ÷ ({a.quantity.text} − {c.quantity.text})"
            yield _Guess("K01", now, came[0], left, growth_by_change(a.interval, c.interval))


def _a_year(whole: Interval, years: int) -> Interval:
    """The growth a year that makes a growth over years; a little wider than floats are wrong."""
    if whole.low is None or whole.high is None or whole.low <= -1:
        return Interval(None, None)
    ends = [Fraction(float(1 + end) ** (1 / years) - 1) for end in (whole.low, whole.high)]
    return Interval(ends[0], ends[1]).widened(Fraction(1, 10**9))


def _differences(document: Document, i: int) -> Iterator[_Guess]:
    unit = document.claims[i].quantity.unit
    if unit == "百分点":
        near = [
            j for j in document.beside(i)
            if j != i and abs(j - i) <= _NEAR and document.claims[j].quantity.unit == "%" and not document.claims[j].quantity.approx
            and not _RISE.search(document.lead(j))
        ]  # fmt: skip
    else:
        near = [j for j in _levels(document, i, behind=True) if document.claims[j].quantity.unit == unit]
    for one in near:
        for other in near:
            a, b = document.claims[one], document.claims[other]
            if b.interval.is_below(a.interval) and (unit == "百分点" or _is_same_thing(document, one, other)):
                yield _Guess("K02", one, other, f"{a.quantity.text} − {b.quantity.text}", a.interval - b.interval)


def _teaching(document: Document, i: int) -> Iterator[_Guess]:
    told = _TEACHING.search(document.lead(i))
    people = [j for j in _levels(document, i) if document.claims[j].quantity.unit == "人"]
    pupils = [j for j in people if re.search("学生|在校生|幼儿", document.claims[j].measure + document.lead(j))]
    staff = [j for j in people if re.search("教师", document.claims[j].measure + document.lead(j)) and j not in pupils]
    if told is not None and len(pupils) == len(staff) == 1:
        pair = (pupils[0], staff[0]) if told["pupils"] else (staff[0], pupils[0])
        a, b = document.claims[pair[0]], document.claims[pair[1]]
        yield _Guess("K05", *pair, f"{a.quantity.text} ÷ {b.quantity.text}", a.interval / b.interval)


def _ratio(document: Document, i: int, one: str, other: str) -> Iterator[_Guess]:
    """教职工与幼儿比为1:7.2,教职工1250人,在园幼儿9000人."""
    levels = [j for j in _levels(document, i) if (r := document.claims[j].relation) is None or r.kind != "part_of"]
    first = [j for j in levels if document.claims[j].measure.endswith(one)]
    second = [j for j in levels if document.claims[j].measure.endswith(other)]
    if len(first) == len(second) == 1 and first != second:
        a, b = document.claims[first[0]], document.claims[second[0]]
        yield _Guess("K05", first[0], second[0], f"{a.quantity.text} ÷ {b.quantity.text}", a.interval / b.interval)


def _products(document: Document, i: int) -> Iterator[_Guess]:
    """每人每月400元,惠及3500名教师,每月支出140万元."""
    unit = document.claims[i].quantity.unit
    levels = [j for j in _levels(document, i) if j < i]
    each = [j for j in levels if document.claims[j].quantity.unit == unit and _EACH.search(document.lead(j))]
    numbers = [j for j in levels if document.claims[j].quantity.unit != unit]
    if len(each) == len(numbers) == 1 and not _EACH.search(document.lead(i)):
        a, b = document.claims[each[0]], document.claims[numbers[0]]
        left = f"{a.quantity.text} × {b.quantity.text}"
        yield _Guess("K05", each[0], numbers[0], left, a.interval * b.interval)


def _sums(document: Document, i: int) -> Iterator[_Guess]:
    """Three amounts of one unit in a sentence, one of them called the whole: it less one of the others makes the third."""
    unit = document.claims[i].quantity.unit
    same = [j for j in document.beside(i) if document.claims[j].quantity.unit == unit]
    if len(same) > 3 and same[-1] == i and _ALL.search(document.lead(i)):
        yield from _sum_of_run(document, i, same[:-1])
    if len(same) != 3 or i not in same or not all(_is_amount(document, j) for j in same):
        return
    if any(document.claims[j].quantity.approx or _EACH.search(document.lead(j)) for j in same):
        return
    by_size = sorted(same, key=lambda j: document.claims[j].quantity.value or 0)
    whole, parts = by_size[-1], by_size[:-1]
    if i == whole and _ALL.search(document.lead(i)):
        first, last = sorted(parts)
        a, b = document.claims[first], document.claims[last]
        yield _Guess("K04", first, last, f"{a.quantity.text} + {b.quantity.text}", a.interval + b.interval)
    elif i == same[-1] and _SUM.search(document.lead(whole)) and document.claims[i].own:
        other = next(j for j in parts if j != i) if i != whole else None
        if other is not None:
            a, b = document.claims[whole], document.claims[other]
            yield _Guess("K04", whole, other, f"{a.quantity.text} − {b.quantity.text}", a.interval - b.interval)


def _sum_of_run(document: Document, i: int, parts: list[int]) -> Iterator[_Guess]:
    """2020年38.6亿元,2021年41.2亿元,2022年44.9亿元,三年累计124.7亿元."""
    amounts = [document.claims[j] for j in parts]
    if (
        parts != list(range(parts[0], i))
        or any(c.quantity.approx for c in amounts)
        or not all(_is_amount(document, j) for j in parts)
    ):
        return
    left = " + ".join(c.quantity.text for c in amounts)
    yield _Guess("K04", parts[0], parts[-1], left, total(c.interval for c in amounts))


def _is_same_thing(document: Document, one: int, other: int) -> bool:
    """Whether two levels are of one measure, or one of them says only a year."""
    a, b = document.claims[one], document.claims[other]
    if a.quantity.unit != b.quantity.unit or a.quantity.unit in COUNTS_OUT:
        return False
    return a.measure == b.measure or not b.own or not a.own


def _names_it(document: Document, i: int, guess: _Guess) -> bool:
    """Whether the one pair that fits names the same thing as the rate: 应交流2400人,实际交流408人,交流比例17%."""
    lead = document.lead(i)
    if guess.code == "K05":
        return document.claims[i].quantity.unit == "比"
    if guess.code in ("K01", "K02"):
        return _are_years(document, i, guess)
    if guess.code != "K03" or max(guess.one, guess.other) >= i or i - min(guess.one, guess.other) > 2:
        return False
    if re.fullmatch(r"[,、]?(?:占比?|占比为|所占比例)(?:为|达)?", lead):
        return guess.one == i - 1 and guess.other == i - 2
    adjacent = guess.one == i - 1 and guess.other == i - 2
    stem = re.sub(r"(?:比例|比重|占比|率|占)(?:的)?(?:为|是|达到?|约|仅)*$", "", lead).lstrip(",、;")
    if len(stem) < 2 or stem[-2:] not in document.lead(guess.one):
        return False
    return stem[-2:] in document.lead(guess.other) or (adjacent and lead.endswith("率"))


_LAST_YEAR = re.compile(r"^[,、]?(?:上年|去年|上一年|前一年)")
_THIS_YEAR = re.compile(r"^[,、]?(?:今年|本年|当年|目前|现)")
_ON_YEAR = re.compile(r"[比较](?:上年|去年|上一年|前一年)|同比|^[,、]?(?:增加|减少|增长|提高|下降|净增)(?:了)?$")


def _are_years(document: Document, i: int, guess: _Guess) -> bool:
    """Whether the pair is one measure in two years that follow, and the figure is said of a year on the year before."""
    now, before = document.claims[guess.one], document.claims[guess.other]
    if document.claims[i].quantity.direction == "down":
        falls = before.interval.is_below(now.interval)
        now, before = (before, now) if falls and guess.code == "K02" else (now, before)
    if not now.measure or now.measure != before.measure or not _ON_YEAR.search(document.lead(i)):
        return False
    if document.claims[i].measure not in ("", now.measure):
        return False
    if now.period and before.period and now.period.isdigit() and before.period.isdigit():
        return int(now.period) - int(before.period) == 1 and document.claims[i].period in (now.period, None)
    one, other = document.lead(guess.one), document.lead(guess.other)
    return bool(
        _LAST_YEAR.search(other) and (_THIS_YEAR.search(one) or document.claims[guess.other].relation is not None)
    )


def _is_slip(document: Document, i: int, computed: Interval) -> bool:
    """Whether what is printed becomes what was computed by one wrong digit, two swapped, or a point one place off."""
    quantity = document.claims[i].quantity
    if quantity.value is None or not quantity.step or computed.low is None or computed.high is None:
        return False
    step = quantity.step
    printed = abs(quantity.value) / step
    low, high = -(-computed.low // step) - 1, computed.high // step + 1
    if printed.denominator != 1 or high - low > 4 or high <= 0:
        return False
    digits = str(int(printed))
    half = Fraction(1, 2)
    right = [
        n
        for n in range(int(max(low, 1)), int(high) + 1)
        if computed.low <= (n + half) * step and (n - half) * step <= computed.high
    ]
    return any(_one_slip(digits, str(n)) for n in right)


def _one_slip(printed: str, right: str) -> bool:
    """Of figures of two digits only a swap counts: a third of them are one digit away from any other."""
    if len(printed) >= _DIGITS and (printed == right + "0" or right == printed + "0"):
        return True
    if len(printed) != len(right):
        return False
    differ = [k for k in range(len(printed)) if printed[k] != right[k]]
    if len(differ) == 1:
        return len(printed) >= _DIGITS
    return (
        len(differ) == 2
        and differ[1] == differ[0] + 1
        and printed[differ[0]] == right[differ[1]]
        and printed[differ[1]] == right[differ[0]]
    )
