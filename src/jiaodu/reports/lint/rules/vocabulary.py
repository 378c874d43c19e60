"""Vocabulary: what is not done yet, what was not filled in, what must not be published.

Floor: reports. In: a `Reading`. Out: R65, R67, R68.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from jiaodu.core.base.text import Text
from jiaodu.core.framework.schema.wording import Use
from jiaodu.core.prose import quoted
from jiaodu.reports.lint.model import Finding, Span
from jiaodu.reports.lint.reading import Line, Reading, counted, doubt
from jiaodu.reports.lint.words import Words

_PERSONAL = (
    (
        re.compile(r"(?<!\d)[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dXx])"),
        Text("身份证号码", "an identity number"),
    ),
    (re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"), Text("手机号码", "a mobile phone number")),
)
LONGEST_REASON, MANY = 80, 20
_UNFINISHED_WHY = Text(
    "没有做完的事写在成效里，是把计划当成结果", "what is not done is a plan, and it stands among results"
)
_SENSITIVE_WHY = Text(
    "报告要公开，这样的用语会引起误解或不妥", "the report is made public; such words mislead or offend"
)
_REVIEW = Text("由起草人核对后改写", "let the author settle and reword it")


def find_unfinished(reading: Reading) -> Iterator[Finding]:
    """R65: one finding a list, with how often each word stands among the achievements and where."""
    yield from _listed(reading, "unfinished", "R65", _UNFINISHED_WHY)


def find_sensitive(reading: Reading) -> Iterator[Finding]:
    """R67: one finding a list of words that a published report should not have."""
    yield from _listed(reading, "sensitive", "R67", _SENSITIVE_WHY)


def find_placeholders(reading: Reading) -> Iterator[Finding]:
    """R68 for each place that was to be filled in and was not; many of them, and what was not verified, are listed once."""
    for words in reading.lists("placeholder"):
        found = [(word, _to_its_end(reading, span)) for word, span in _matches(reading, words)]
        together = bool(found) and (words.spec.severity == "note" or len(found) > MANY)
        if together:
            said = counted([w for w, _ in found])
            yield reading.finding("R68", [s for _, s in found], words.spec.severity, name=words.spec.name, words=said)
        for _, span in found if not together else ():
            said = Text(*[quoted(reading.prose.text[slice(*span)], LONGEST_REASON)] * 2)
            yield reading.finding("R68", [span], words.spec.severity, name=words.spec.name, words=said)


def _to_its_end(reading: Reading, span: Span) -> Span:
    """A bracket that a word opens is marked to where it closes."""
    text, (start, end) = reading.prose.text, span
    closing = {"〔": "〕", "[": "]"}.get(text[start])
    at = text.find(closing, end, end + LONGEST_REASON) if closing and closing not in text[start:end] else -1
    return (start, at + 1) if at >= 0 else span


def find_personal_data(reading: Reading) -> Iterator[Finding]:
    """R67 for numbers of persons, which must not leave with a report; the annexes are read too."""
    text = reading.prose.text
    for pattern, name in _PERSONAL:
        for match in pattern.finditer(text):
            why = Text("个人信息不得随报告公开", "personal data must not be published with a report")
            remedy = Text("删去", "remove it")
            hidden = f"{match[0][:3]}…{match[0][-2:]}"
            place = reading.finding("R67", [match.span()], "error", name=name, words=hidden, reason=why, instead=remedy)
            yield _without_quote(place, hidden)


def _without_quote(finding: Finding, hidden: str) -> Finding:
    """What was found is not spread further by quoting it."""
    data = {**finding.problem.data, "quote": hidden}
    return replace(finding, problem=replace(finding.problem, data=data), quote=hidden)


def _listed(reading: Reading, use: Use, code: str, why: Text) -> Iterator[Finding]:
    for words in reading.lists(use):
        found = list(_matches(reading, words))
        if found:
            spec = words.spec
            yield reading.finding(
                code, [s for _, s in found], spec.severity, name=spec.name, words=counted([w for w, _ in found]),
                reason=_doubted(spec.why or why, spec.unverified), instead=spec.instead or _REVIEW,
            )  # fmt: skip


def _doubted(reason: Text, unverified: bool) -> Text:
    added = doubt(unverified)
    return Text(reason.zh + added.zh, reason.en + added.en)


def _matches(reading: Reading, words: Words) -> Iterator[tuple[str, Span]]:
    within = words.spec.within
    for line in reading.lines:
        if (not within or line.role in within) and _counts(line, words):
            for match in words.find(line.flat.text):
                yield match["word"], line.flat.span(*match.span("word"))


def _counts(line: Line, words: Words) -> bool:
    """A heading or caption names a subject (推进……改革); it does not promise."""
    return line.block.kind not in ("heading", "note") or words.spec.use != "unfinished"
