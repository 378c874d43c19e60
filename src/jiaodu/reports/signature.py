"""Below the body: the list of annexes, the signature of the issuing body, the date, whom to ask (GB/T 9704, 7.3.4 to 7.3.6).

Floor: reports. In: a report template, the titles of the annexes, a day. Out: a `Signature`, and where its lines stand.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from jiaodu.core.base.text import Language, width_of
from jiaodu.core.framework import schema
from jiaodu.reports.document import Signature
from jiaodu.reports.sentences import Sentences

SIZE = 16.0  # pt, of the body
# the date ends four characters from the edge, a long name of the issuing body no nearer than two
DATE_ROOM, UNIT_ROOM = 4 * SIZE, 2 * SIZE
# the upper edge of a seal of 42 mm stands within a line of the text, its middle a little above name and date
SEAL_LINES = 2
UNDATED = {"zh": "\u3000\u3000\u3000\u3000年\u3000\u3000月\u3000\u3000日", "en": "Date: ____________"}
_NUMBERED = re.compile(r"(附件|附表|Annex)\s?(\d{1,2}|[A-Z])[.\s：:]\s*(.+)", re.DOTALL)
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def make_signature(
    spec: schema.ReportTemplate, sentences: Sentences, titles: Sequence[str], day: dt.date | None
) -> Signature | None:
    """What a template puts below the body; None where it names no issuing body. `titles` are captions and annex titles."""
    if spec.signature is None:
        return None
    language = sentences.figures.language
    contact = sentences.filled(spec.contact) if spec.contact else ""
    if contact:
        contact = f"（{contact}）" if language == "zh" else f"({contact})"
    dated = UNDATED[language] if day is None else say_day(day, language)
    return Signature(tuple(_lists(titles)), sentences.filled(spec.signature), day, dated, contact)


def say_day(day: dt.date, language: Language) -> str:
    """2020年9月15日: the year whole, month and day without a leading nought."""
    return (
        f"{day.year}年{day.month}月{day.day}日"
        if language == "zh"
        else f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    )


def _lists(titles: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Titles with a number, by their word; one that stands alone has no number."""
    found = [m for m in map(_NUMBERED.fullmatch, titles) if m]
    for word, group in groupby(found, key=lambda m: m[1]):
        mine = list(group)
        plain = word == "附件" and len(mine) == 1
        lines = [m[3] if plain else f"{m[2]}.{'' if word != 'Annex' else ' '}{m[3]}" for m in mine]
        yield (f"{word}es" if word == "Annex" and len(mine) > 1 else word), tuple(lines)


def annex_lines(signature: Signature) -> Iterator[tuple[str, str]]:
    """Each line of the lists with what leads it: the word of the list with its colon, or nothing."""
    for word, lines in signature.annexes:
        for i, line in enumerate(lines):
            yield (word + (": " if word.isascii() else "：") if i == 0 else ""), line


def box_width(signature: Signature, room: float) -> float:
    """The width in pt of a box at the right edge, in whose middle name and date stand; `room` is that of the page."""
    unit, date = (width_of(said) * SIZE for said in (signature.unit, signature.dated))
    middle = max(DATE_ROOM + date / 2, UNIT_ROOM + unit / 2)
    return min(room, 2 * middle)
