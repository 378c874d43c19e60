"""Numbers in English text: scales, units and hedges around digits, and numbers in words.

Floor: methods. In: plain text, where digits stand. Out: scale, unit, end and hedge; or a number in words.
"""

from __future__ import annotations

import re
from fractions import Fraction

from jiaodu.methods.quantities.hedges import Hedge
from jiaodu.methods.quantities.lexicon.english import BEFORE, DOWN, LABELS, MONTHS, NOUNS, ONES, PARTS, SCALES, TENS, UP
from jiaodu.methods.quantities.lexicon.units import ONE, SHARE, UNKNOWN, Unit
from jiaodu.methods.quantities.model import Direction

_WORD = re.compile(r"[ \n]?([A-Za-z²]{1,20}+2?)")
_PERCENT = re.compile(r" ?(?:%|percent\b|per cent\b|pct\b)(?! ?points?)", re.IGNORECASE)
_POINTS = re.compile(r" ?(?:%|percentage|percent|per cent) ?-?points?\b", re.IGNORECASE)
_BEFORE = re.compile(r"((?:[A-Za-z]{1,12}[ \n]){1,4})$")
_CURRENCY = re.compile(r"(RMB|CNY|USD|EUR|GBP|US\$|\$|¥|￥|€|£|yuan)[ ]?$")
_CURRENCIES = {"USD": "美元", "US$": "美元", "$": "美元", "EUR": "欧元", "€": "欧元", "GBP": "英镑", "£": "英镑"}
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b")
_WORDS = re.compile(r"[A-Za-z]{2,12}+(?:[- ][A-Za-z]{2,12}+)?")
_POINT = Unit("", "百分点", Fraction(1, 100), "share")
_PER_HUNDRED = Unit("", "%", Fraction(1, 100), "share")
_OF_WHICH = re.compile(r"\bof (?:which|whom) $", re.IGNORECASE)
_AGED = re.compile(r"\bage[ds]?(?: of)? (?:(?:between )?[0-9]{1,2}(?: to | and | or |[-—]))?$", re.IGNORECASE)
_OLD = re.compile(r"[- ]years?[- ]olds?\b|-? to [0-9]{1,2}-years?-olds?\b")
# Nine in ten, two out of three.
_IN = re.compile(r"([a-z]{3,5}) (?:in|out of) (?:every )?([a-z]{3,7})\b", re.IGNORECASE)
_BELOW = {**{word: n for word, n in ONES.items() if 2 < n < 13}, "twenty": 20, "hundred": 100}
_REACH = 4


def read_english(plain: str, start: int, end: int) -> tuple[int, Unit | None, int, Hedge | None] | None:
    """What English words around digits say: scale, unit, end of the span and hedge; None where none follow."""
    scale = 1
    begun = end
    word = _WORD.match(plain, end)
    currency = _CURRENCY.search(plain[max(0, start - 5) : start])
    joined = word is not None and (word[0][0].isspace() or word[1] in ("bn", "mn") or (currency and word[1] == "m"))
    if word is not None and word[1].lower() in SCALES and joined:
        scale, end = SCALES[word[1].lower()], word.end()
    points = _POINTS.match(plain, end)
    percent = points or _PERCENT.match(plain, end)
    hedge = read_hedge(plain, _before_currency(plain, start))
    if percent is not None:
        if percent.group() == "%" and not _is_latin(plain, start, percent.end()):
            return None
        return scale, _POINT if points else _PER_HUNDRED, percent.end(), hedge
    if currency is not None and (currency[1] in _CURRENCIES or _is_latin(plain, start, end)):
        return scale, Unit("", _CURRENCIES.get(currency[1], "元"), ONE, "money"), end, hedge
    noun = _noun(plain, end)
    if noun is None and _OF_WHICH.search(plain[max(0, start - 9) : start]):
        return scale, UNKNOWN, end, hedge
    if noun is not None:
        return scale, Unit("", noun, ONE, "money" if noun.endswith("元") else "count"), end, hedge
    return (scale, None, end, hedge) if end > begun else None


def _is_latin(plain: str, start: int, end: int) -> bool:
    """Whether the words on either side are English."""
    around = plain[max(0, start - 3) : start] + plain[end : end + 3]
    return bool(around) and around.isascii() and any(c.isalpha() for c in around)


def _before_currency(plain: str, start: int) -> int:
    currency = _CURRENCY.search(plain[max(0, start - 5) : start])
    return start - len(currency.group()) if currency else start


def _noun(plain: str, end: int) -> str | None:
    """The unit of the first noun that is known, up to four words on (3,339 public primary schools)."""
    for _ in range(_REACH):
        word = _WORD.match(plain, end)
        if word is None or (not word[0][0].isspace() and word[0][0] != word[1][0]):
            return None
        noun = NOUNS.get(word[1].lower())
        if noun is not None:
            return noun
        if word[1].lower() in ("and", "to", "in", "for", "by", "from", "percent", "or", "is", "was", "were"):
            return None
        end = word.end()
    return None


def read_hedge(plain: str, start: int) -> Hedge | None:
    """The English hedge right before a place."""
    before = _BEFORE.search(plain[max(0, start - 40) : start])
    if before is None:
        return None
    words = before[1].split()
    for count in (3, 2, 1):
        phrase = " ".join(words[-count:]).lower()
        if len(words) >= count and phrase in BEFORE:
            return BEFORE[phrase], start - 1 - len(phrase), start - 1
    return None


def read_english_direction(plain: str, start: int) -> tuple[Direction, int, int] | None:
    """Rose 3 %, fell by 2: the nearest word of direction among the three before, not when "to" leads to a level."""
    window = plain[max(0, start - 48) : start]
    offset = start - len(window)
    for word in list(re.finditer(r"[A-Za-z]{1,20}+", window))[:-5:-1]:
        text = word.group().lower()
        if any(c in ",.;(" for c in window[word.end() :]) or text == "to":
            return None
        if text in UP or text in DOWN:
            return "up" if text in UP else "down", offset + word.start(), offset + word.end()
    return None


def is_label(plain: str, start: int) -> bool:
    """Whether an English word before digits makes them a number of something: Table 3, No. 49, 5 May."""
    before = re.search(r"([A-Za-z]{1,12}\.?)[ ]?$", plain[max(0, start - 14) : start])
    return before is not None and before[1].lower() in LABELS | MONTHS


def is_base(plain: str, start: int) -> bool:
    """Whether digits are a base: per 100 pupils, every 5 years."""
    return plain[max(0, start - 4) : start].lower() == "per " or plain[max(0, start - 6) : start].lower() == "every "


def is_age(plain: str, start: int, end: int) -> bool:
    """Whether digits are an age: aged 3 to 5, ages 6-15, 12 years old, 3- to 5-year-olds."""
    before = _AGED.search(plain[max(0, start - 16) : start])
    return before is not None or _OLD.match(plain, end) is not None


def is_ordinal(plain: str, end: int) -> bool:
    """3rd, 21st."""
    return _ORDINAL.match(plain, end) is not None


def is_day(plain: str, end: int) -> bool:
    """Whether a month follows: 5 May."""
    word = _WORD.match(plain, end)
    return word is not None and word[1].lower() in MONTHS


def read_words(plain: str, at: int) -> tuple[Fraction, Unit | None, int, Hedge | None] | None:
    """A number in words with a known noun behind it: two-thirds of schools, twenty-five schools."""
    if at and (plain[at - 1].isalnum() or plain[at - 1] == "-"):
        return None
    share = _IN.match(plain, at)
    if share is not None:
        above, below = ONES.get(share[1].lower(), 0), _BELOW.get(share[2].lower(), 0)
        if 0 < above < below:
            return Fraction(above, below), SHARE, share.end(), read_hedge(plain, at)
    found = _WORDS.match(plain, at)
    if found is None:
        return None
    text = found.group().lower()
    hedge = read_hedge(plain, at)
    for words, (above, below) in PARTS.items():
        if text == words or text.startswith(words + " "):
            return Fraction(above, below), SHARE, at + len(words), hedge
    return _cardinal(plain, at, text, hedge)


def _cardinal(
    plain: str, at: int, text: str, hedge: Hedge | None
) -> tuple[Fraction, Unit | None, int, Hedge | None] | None:
    first, _, second = text.replace("-", " ").partition(" ")
    if first in TENS:
        joined = second in ONES and 0 < ONES[second] < 10
        value, size = TENS[first] + (ONES[second] if joined else 0), len(text) if joined else len(first)
    elif first in ONES and ONES[first] > 1:
        value, size = ONES[first], len(first)
        if second in SCALES:
            value, size = value * SCALES[second], len(text)
    else:
        return None
    noun = _noun(plain, at + size)
    return (Fraction(value), Unit("", noun, ONE, "count"), at + size, hedge) if noun else None
