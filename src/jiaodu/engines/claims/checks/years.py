"""Years: streaks and spans that do not come out, bases later than what they are compared with, title against body.

Floor: engines.claims. In: a `Document`. Out: `Check`s K07 (streak), K15 (title), K16 (year).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from jiaodu.core.base.text import Text
from jiaodu.engines.claims.binding.period import small_number, span_in
from jiaodu.engines.claims.checks.judging import found
from jiaodu.engines.claims.document import Document
from jiaodu.engines.claims.model import Check, Verdict

_NUMBER = r"[一二三四五六七八九十两\d]{1,3}"
_STREAK = re.compile(rf"连续(?:第)?(?P<n>{_NUMBER})个?年")
_SINCE = re.compile(r"(?:自|从|以)?(?P<y>(?:19|20)\d\d)年[^,。;]{0,16}?(?P<how>起|以来|开始|算起|首次|至今)")
_YEAR = re.compile(r"(?:19|20)\d\d(?=年|届)")
_DECADE = re.compile(rf"(?P<n>{_NUMBER})年(?:间|来|里)")
_REPORT = re.compile(r"(?P<y>(?:19|20)\d\d)\s*年度?")


def check_years(document: Document) -> Iterator[Check]:
    """Streaks, spans and bases sentence by sentence; then the title."""
    plain = document.reading.plain
    year: int | None = None
    for sentence in document.reading.sentences:
        text = plain[sentence.start : sentence.end]
        years = [int(y) for y in _YEAR.findall(text)]
        yield from _streak(document, text, sentence.start, years, year)
        yield from _decade(document, text, sentence.start)
        plain_years = [
            int(m[0])
            for m in _YEAR.finditer(text)
            if not re.search(r"[比较与同自从以]$", text[max(0, m.start() - 1) : m.start()])
        ]
        year = plain_years[0] if plain_years else year
    for i, _ in enumerate(document.claims):
        yield from _base_year(document, i)
    yield from _title(document)


def _place(document: Document, start: int, end: int) -> tuple[int, int]:
    return document.reading.original(start, end)


def _streak(document: Document, text: str, at: int, years: list[int], year: int | None) -> Iterator[Check]:
    streak = _STREAK.search(text)
    since = _SINCE.search(text)
    if streak is None:
        return
    span = span_in(text)
    if since is None and span is not None:
        yield from _spanned(document, streak, at, span)
    if since is None:
        return
    said, first = small_number(streak["n"]), int(since["y"])
    later = [y for y in years if y > first]
    if not later and not since[0].startswith(("自", "从", "以")):
        return  # 2017年首次突破 names no beginning of the streak
    last = max(later, default=year)
    if said is None or last is None or last <= first:
        return
    count = last - first + 1
    open_ = since["how"] in ("以来", "至今")
    good = said == count or (open_ and said == count - 1)
    zh = f"{first} 年到 {last} 年是 {count} 年，文中写 {streak[0]}"
    en = f"{first} to {last} makes {count} years; the text says {said}"
    verdict = Verdict.CONSISTENT if good else Verdict.CONTRADICTS
    where = _place(document, at + streak.start(), at + streak.end())
    yield Check("K07", verdict, (), Text(zh, en), where, data={"printed": streak[0]})


def _spanned(document: Document, streak: re.Match[str], at: int, span: tuple[int, int]) -> Iterator[Check]:
    """2016—2020年连续五年: both ends count."""
    said, count = small_number(streak["n"]), span[1] - span[0] + 1
    if said is None:
        return
    zh = f"{span[0]} 年到 {span[1]} 年是 {count} 年，文中写 {streak[0]}"
    en = f"{span[0]} to {span[1]} makes {count} years; the text says {said}"
    where = _place(document, at + streak.start(), at + streak.end())
    verdict = Verdict.CONSISTENT if said == count else Verdict.CONTRADICTS
    yield Check("K07", verdict, (), Text(zh, en), where, data={"printed": streak[0]})


def _decade(document: Document, text: str, at: int) -> Iterator[Check]:
    """截至2023年 … 10年间 … 比2013年: 2023 − 2013."""
    told = _DECADE.search(text)
    base = re.search(r"(?:比|较|与|同)((?:19|20)\d\d)年", text)
    until = re.search(r"(?:截至|截止|到|至)?((?:19|20)\d\d)年(?:底|末)?", text)
    if told is None or base is None or until is None:
        return
    said, first, last = small_number(told["n"]), int(base[1]), int(until[1])
    if said is None or said < 2 or last <= first:
        return
    good = said in (last - first, last - first + 1)
    zh = f"{first} 年到 {last} 年是 {last - first} 年，文中写 {told[0]}"
    en = f"{first} to {last} makes {last - first} years; the text says {said}"
    span = _place(document, at + told.start(), at + told.end())
    yield Check(
        "K07", Verdict.CONSISTENT if good else Verdict.CONTRADICTS, (), Text(zh, en), span, data={"printed": told[0]}
    )


def _base_year(document: Document, i: int) -> Iterator[Check]:
    """A year compared with that is the year itself or a later one."""
    claim = document.claims[i]
    said = claim.relation
    if (
        said is None
        or said.kind not in ("growth", "change")
        or not said.ref
        or not claim.period
        or not claim.period.isdigit()
    ):
        return
    ref = re.match(r"((?:19|20)\d\d)(?:年|届)?(?:底|末|度)?$", said.ref)
    if ref is None or said.of == i:
        return
    own = _YEAR.findall(document.sentence(i))
    if int(ref[1]) > int(claim.period) and claim.period in own:
        zh = f"{claim.period} 年的数与 {ref[1]} 年比，基期不早于报告期"
        en = f"a figure of {claim.period} is compared with {ref[1]}, which is not earlier"
        yield found(document, "K16", Verdict.CONTRADICTS, (i,), zh, en)


def _title(document: Document) -> Iterator[Check]:
    """The year of the title against the years that the body speaks of."""
    plain = document.reading.plain
    heads = [(a, b) for a, b, kind in document.reading.paragraphs[:4] if kind in ("title", "heading") or b - a < 45]
    named = []
    for a, b in heads:
        m = _REPORT.search(plain, a, b)
        if m and re.search("报告|自评|评价|公报|公告|通报|总结", plain[a:b]):
            named.append((int(m["y"]), m.start(), m.end()))
    if document.title and (m := _REPORT.search(document.title)) and not named:
        named.append((int(m["y"]), 0, 0))
    if not named:
        return
    first = named[0]
    other = next((n for n in named[1:] if n[0] != first[0]), None)
    body = Counter(int(y) for y in _YEAR.findall(plain[heads[-1][1] if heads else 0 :]))
    if other is not None:
        zh = f"标题写 {first[0]} 年，正文题名写 {other[0]} 年" + (
            f"，正文提到最多的是 {body.most_common(1)[0][0]} 年" if body else ""
        )
        en = f"the title says {first[0]}, the heading {other[0]}"
        yield Check(
            "K15",
            Verdict.NEEDS_NOTE,
            (),
            Text(zh, en),
            _place(document, first[1], first[2]),
            data={"printed": str(first[0])},
        )
    elif body and sum(body.values()) >= 4 and body[first[0]] == 0 and body.most_common(1)[0][0] != first[0] - 1:
        most = body.most_common(1)[0][0]
        zh, en = (
            f"标题写 {first[0]} 年，正文没有这一年，提到最多的是 {most} 年",
            f"the title says {first[0]}, the body mostly {most}",
        )
        yield Check(
            "K15",
            Verdict.NEEDS_NOTE,
            (),
            Text(zh, en),
            _place(document, first[1], max(first[2], 1)),
            data={"printed": str(first[0])},
        )
