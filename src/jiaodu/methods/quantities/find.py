"""Go through a text once and read every number in it.

Floor: methods. In: a text. Out: `find_quantities`, every `Quantity` in order; time grows with the length of the text.
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from jiaodu.methods.quantities.amounts import Amount, read_amount
from jiaodu.methods.quantities.dates import is_bare_year, read_date
from jiaodu.methods.quantities.directions import Towards, read_direction
from jiaodu.methods.quantities.english import read_english_direction, read_words
from jiaodu.methods.quantities.hedges import bounds
from jiaodu.methods.quantities.judging import SKIP, judge
from jiaodu.methods.quantities.lexicon.characters import CHINESE
from jiaodu.methods.quantities.lexicon.units import UNKNOWN
from jiaodu.methods.quantities.lexicon.words import words
from jiaodu.methods.quantities.marks import read_mark
from jiaodu.methods.quantities.model import Kind, Quantity
from jiaodu.methods.quantities.names import read_names
from jiaodu.methods.quantities.numeral import Numeral
from jiaodu.methods.quantities.reading import Reading, read_plain
from jiaodu.methods.quantities.sharing import share_units
from jiaodu.methods.quantities.tables import read_headers

_START = re.compile(
    rf"[0-9{CHINESE}第每翻半对〔\[(①-⑳⑴-⒇⒈-⒛㈠-㈩㊀-㊉Ⅰ-Ⅻ]|—(?=[0-9]{{1,4}}—)"
    r"|(?i:\b(?=half\b|one[- ]|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|a third\b|a quarter\b))"
)
_HALF_PERIOD = re.compile(r"半(?:年|个?月|天|小时|学期|个世纪|个学期|学年)(?!度)")
_PARTS_AHEAD = re.compile(rf"[0-9{CHINESE}]{{1,12}}+分之[0-9{CHINESE}]|百分百")
_RUN = re.compile(rf"[0-9]++|[{CHINESE}]++")
_SEPARATORS = words("、 和 与 及 以及")

Other = tuple[int, int, Kind]


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Every number of a text, claims and others, in order and without overlap."""
    reading = read_plain(text)
    amounts, others = _scan(reading)
    found = [_other(reading, *other) for other in others]
    found += _claims(reading, amounts)
    return tuple(sorted(found, key=lambda quantity: quantity.start))


def _scan(reading: Reading) -> tuple[list[Amount], list[Other]]:
    """What may claim something, and what does not, each in order."""
    plain = reading.plain
    amounts: list[Amount] = []
    others: list[Other] = []
    at = 0
    while (start := _START.search(plain, at)) is not None:
        at = start.start()
        character = plain[at : at + 1]
        if start.end() == at and character.isascii():
            at = _scan_words(plain, at, amounts)
            continue
        skipped = None if _PARTS_AHEAD.match(plain, at) else _read_other(reading, at)
        if skipped is not None:
            others.append((at, *skipped))
            at = skipped[0]
            continue
        amount = read_amount(plain, at)
        if amount is None:
            at = _past_run(plain, at)
            continue
        amount = _within_cell(reading, amount)
        kind = judge(plain, amount)
        if kind is None:
            amounts.append(amount)
        elif kind != SKIP:
            others.append((amount.start, amount.end, kind))
        at = max(amount.end if kind != SKIP else amount.numeral.end, at + 1)
    return amounts, others


def _within_cell(reading: Reading, amount: Amount) -> Amount:
    """The last cell of a row ends with its line: what begins the next row is no unit of it."""
    end = amount.numeral.end
    if amount.end == end or end not in reading.starts or reading.plain[amount.start - 1 : amount.start] != "\t":
        return amount
    return replace(amount, unit=None, written="", end=end)


def _past_run(plain: str, at: int) -> int:
    """Where to go on after what is no number: behind a run of digits too long for one, or of numerals like 七八百."""
    run = _RUN.match(plain, at)
    return run.end() if run is not None else at + 1


def _scan_words(plain: str, at: int, amounts: list[Amount]) -> int:
    """An English number in words; gives where to go on."""
    words = read_words(plain, at)
    if words is None:
        return at + 1
    value, unit, end, hedge = words
    part = unit is not None and unit.sort == "share"
    numeral = Numeral(
        at, end, value, Fraction(1, 10) if part else Fraction(1), Fraction(1, 10) if part else Fraction(1), not part
    )
    amounts.append(Amount(numeral, at, end, unit, "", hedge, english=True))
    return end


def _read_other(reading: Reading, at: int) -> tuple[int, Kind] | None:
    """The first reading of what begins here as something that claims nothing."""
    plain = reading.plain
    found = read_mark(reading, at)
    if found is not None:
        return found
    half = _HALF_PERIOD.match(plain, at)
    if half is not None:
        return half.end(), "period"
    if plain[at].isdigit() or plain[at] in CHINESE:
        return read_date(plain, at) or read_names(plain, at)
    return None


def _other(reading: Reading, start: int, end: int, kind: Kind) -> Quantity:
    begin, close = reading.span(start, end)
    return Quantity(begin, close, reading.original[begin:close], False, kind, number=(begin, close))


def _claims(reading: Reading, amounts: list[Amount]) -> list[Quantity]:
    """The amounts with a unit from somewhere as claims; the others as bare numbers."""
    headers = read_headers(reading)
    shared = share_units(reading.plain, amounts, headers)
    found: list[Quantity] = []
    towards: Towards | None = None
    ended = 0
    before: Amount | None = None
    for amount, other in shared:
        if amount.unit is None:
            found.append(_bare(reading, amount))
            continue
        lead = amount.hedge[1] if amount.hedge and amount.hedge[1] < amount.start else amount.start
        between = reading.plain[ended : amount.start]
        seen = read_direction(reading.plain, lead) or read_english_direction(reading.plain, lead)
        towards = seen or (towards if between in _SEPARATORS else None)
        ended = amount.end
        if amount.hedge is None and between in _SEPARATORS and before is not None and _spreads(reading.plain, before):
            amount = replace(amount, hedge=before.hedge)
        before = amount
        claim = _claim(reading, amount, towards)
        if other is not None:
            claim = replace(claim, range_with=reading.span(shared[other][0].start, shared[other][0].end)[0])
        found.append(claim)
    return found


def _spreads(plain: str, amount: Amount) -> bool:
    """Whether the hedge of an amount holds for the next of its list: 分别不超过45人、50人."""
    hedge = amount.hedge
    return hedge is not None and hedge[2] <= amount.start and "分别" in plain[max(0, hedge[1] - 4) : amount.start]


def _bare(reading: Reading, amount: Amount) -> Quantity:
    kind: Kind = "date" if is_bare_year(reading.plain, amount.numeral.start, amount.numeral.end) else "bare"
    return _other(reading, amount.start, amount.numeral.end, kind)


def _claim(reading: Reading, amount: Amount, towards: Towards | None) -> Quantity:
    numeral, unit = amount.numeral, amount.unit or UNKNOWN
    factor = unit.factor
    start, end = reading.span(amount.start, amount.end)
    value = numeral.value * factor * amount.sign
    hedge = amount.hedge
    exact = numeral.whole and unit.sort == "count" and not amount.english
    low, high = bounds(
        value,
        numeral.step * factor,
        numeral.coarse * factor,
        exact,
        hedge[0] if hedge else None,
        numeral.more is not None,
    )
    if numeral.low is not None and numeral.high is not None:
        low, high = numeral.low * factor, numeral.high * factor
    return Quantity(
        start=start,
        end=end,
        text=reading.original[start:end],
        claim=True,
        value=value,
        low=low,
        high=high,
        step=numeral.step * factor,
        unit=unit.normal,
        unit_text=amount.written,
        approx=hedge[0] if hedge else None,
        hedge=reading.span(hedge[1], hedge[2]) if hedge else None,
        direction=towards[0] if towards else None,
        cue=reading.span(towards[1], towards[2]) if towards else None,
        number=reading.span(numeral.start, numeral.end),
    )
