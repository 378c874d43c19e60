"""The text as one page with every claim marked and every verdict explained: by keyboard, without colour, on paper.

Floor: engines.claims. In: a `Checked`, perhaps what it was held against. Out: one HTML file without scripts.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from jiaodu.core.base.problems import shown_text
from jiaodu.core.base.text import Language, Text
from jiaodu.core.base.writing import write_atomically
from jiaodu.core.prose import Block
from jiaodu.engines.claims.check import Checked
from jiaodu.engines.claims.marked.marks import GRAVITY, SIGNS, UNCHECKED, Mark, marks_of
from jiaodu.engines.claims.model import GOOD, VERDICT_NAMES, Check
from jiaodu.engines.claims.publish import problem_of, sentence_around
from jiaodu.engines.claims.store import Against

_STYLE = """
:root{color-scheme:light dark}
body{font:16px/1.9 "Noto Serif CJK SC","Source Han Serif SC",SimSun,serif;margin:0 auto;max-width:48em;padding:1em}
h1{font-size:1.4em;line-height:1.4}h2{font-size:1.15em}
p{margin:.5em 0;text-indent:2em}p.heading,p.title{font-weight:bold;text-indent:0}
table{border-collapse:collapse;margin:1em 0}td,th{border:1px solid;padding:.1em .5em;text-align:left;vertical-align:top}
a.m{color:inherit;text-decoration-thickness:1px;text-underline-offset:.25em}
a.contradicts{text-decoration:underline double 2px;font-weight:bold}
a.stale,a.other_scope,a.needs_note{text-decoration:underline wavy 1px}
a.unsupported,a.undecided{text-decoration:underline dashed 1px}
a.consistent,a.within_hedge{text-decoration:underline dotted 1px}
span.u{border-bottom:1px dotted}
a.m sup{font-size:.7em;margin-left:.1em}
a:focus{outline:3px solid;outline-offset:2px}
:target{outline:2px dashed;outline-offset:3px}
ol.f{padding-left:2.2em}ol.f>li{margin:.8em 0}
.v{font-weight:bold}.q{display:block;border-left:3px solid;padding-left:.6em;margin:.2em 0}
.k{font-size:.9em}pre{white-space:pre-wrap;font-size:.85em;line-height:1.5}
nav a{margin-right:1em}ul.s{list-style:none;padding:0}ul.s li{display:inline-block;margin-right:1.2em}
@media print{a.m{color:#000}nav{display:none}details{display:block}}
@media (max-width:30em){body{font-size:15px;padding:.6em}p{text-indent:1em}}
"""


def write_page(checked: Checked, path: str | Path, language: Language = "zh", against: Against | None = None) -> Path:
    """Write the page. Raises JiaoduError (C04)."""
    text = render_page(checked, language, against)

    def write(draft: Path) -> None:
        draft.write_text(text, encoding="utf-8")

    return write_atomically(Path(path), write)


def render_page(checked: Checked, language: Language = "zh", against: Against | None = None) -> str:
    """The page as text: summary, the text, what must be looked at, what agrees."""

    def say(zh: str, en: str) -> str:
        return zh if language == "zh" else en

    marks = marks_of(checked)
    numbered = {id(m): n for n, m in enumerate((m for m in marks if m.checks), 1)}
    title = say("数字核对", "Figures checked")
    name = checked.prose.title or Path(checked.prose.file).name
    doubtful = [m for m in marks if m.checks and not all(c.is_good for c in m.checks)]
    good = [m for m in marks if m.checks and all(c.is_good for c in m.checks)]
    parts = [
        f'<!DOCTYPE html><html lang="{say("zh-CN", "en")}"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        f"<title>{_safe(title)}：{_safe(name)}</title><style>{_STYLE}</style></head><body>",
        f"<h1>{_safe(title)}：{_safe(name)}</h1>",
        f'<nav><a href="#text">{say("正文", "Text")}</a><a href="#look">{say("须看", "To look at")}</a><a href="#good">{say("相符", "Agreeing")}</a></nav>',
        _summary(checked, language),
        f'<main><section id="text"><h2>{say("正文", "Text")}</h2>',
        *_text(checked, marks, numbered, language),
        f'</section><section id="look"><h2>{say("须看的", "To be looked at")}（{len(doubtful)}）</h2><ol class="f">',
        *(_finding(checked, m, numbered[id(m)], language, against) for m in doubtful),
        f'</ol></section><section id="good"><h2>{say("相符的", "What agrees")}（{len(good)}）</h2><ol class="f">',
        *(_finding(checked, m, numbered[id(m)], language, against) for m in good),
        "</ol></section></main></body></html>",
    ]
    return "\n".join(parts)


def _safe(text: str) -> str:
    return escape(shown_text(text))


def _summary(checked: Checked, language: Language) -> str:
    counts = Counter(c.verdict for c in checked.checks)
    items = [f"<li>{SIGNS[v]} {escape(VERDICT_NAMES[v].in_(language))} {counts[v]}</li>" for v in GRAVITY if counts[v]]
    total = len(checked.document.claims)
    told = f"{total} 个数量" if language == "zh" else f"{total} quantities"
    return f'<p>{told}</p><ul class="s">{"".join(items)}</ul>'


# --- the text ------------------------------------------------------------------------------------------------------


def _text(checked: Checked, marks: Sequence[Mark], numbered: dict[int, int], language: Language) -> Iterator[str]:
    """The blocks in order; the cells of a table as a table."""
    at = 0

    def piece(block: Block) -> str:
        nonlocal at
        while at < len(marks) and marks[at].end <= block.start:
            at += 1
        found, here = [], block.start
        for mark in itertools.takewhile(lambda m: m.start < block.end, marks[at:]):
            start, end = max(mark.start, block.start), min(mark.end, block.end)
            found.append(_safe(checked.prose.text[here:start]))
            found.append(_marked(checked.prose.text[start:end], mark, numbered.get(id(mark)), language))
            here = end
        found.append(_safe(checked.prose.text[here : block.end]))
        return "".join(found)

    for table, blocks in itertools.groupby(checked.prose.blocks, key=lambda b: b.table if b.kind == "cell" else 0):
        if not table:
            for block in blocks:
                kind = block.kind if block.kind in ("heading", "title") else "paragraph"
                yield f'<p class="{kind}">{piece(block)}</p>'
            continue
        rows = [
            "<tr>"
            + "".join(f"<{'th' if b.is_head else 'td'}>{piece(b)}</{'th' if b.is_head else 'td'}>" for b in row)
            + "</tr>"
            for _, row in itertools.groupby(blocks, key=lambda b: b.row)
        ]
        yield f"<table>{''.join(rows)}</table>"


def _marked(text: str, mark: Mark, number: int | None, language: Language) -> str:
    if mark.verdict is None or number is None:
        return f'<span class="u" title="{escape(UNCHECKED.in_(language))}">{_safe(text)}</span>'
    name = VERDICT_NAMES[mark.verdict].in_(language)
    return (
        f'<a class="m {mark.verdict.value}" id="m{number}" href="#f{number}" title="{escape(name)}">{_safe(text)}'
        f"<sup>{SIGNS[mark.verdict]}{number}</sup></a>"
    )


# --- the verdicts --------------------------------------------------------------------------------------------------


def _finding(checked: Checked, mark: Mark, number: int, language: Language, against: Against | None) -> str:
    quote = _safe(sentence_around(checked.prose, mark.start, mark.end))
    place = _safe(checked.prose.place_at(mark.start).in_(language))
    checks = "".join(_check(checked, c, language) for c in mark.checks)
    back = "返回正文" if language == "zh" else "back to the text"
    return (
        f'<li id="f{number}" value="{number}"><span class="q">{quote}</span>{checks}'
        f'{_trace(checked, mark, language, against)}<span class="k">{place} · <a href="#m{number}">{back}</a></span></li>'
    )


def _check(checked: Checked, check: Check, language: Language) -> str:
    verdict = f'<span class="v">{SIGNS[check.verdict]} {escape(VERDICT_NAMES[check.verdict].in_(language))}</span>'
    line = f"{verdict} {_safe(check.arithmetic.in_(language))}"
    if check.verdict in GOOD:
        return f"<div>{line}</div>"
    made = problem_of(checked.prose, check)
    label = Text("影响：", "Why: "), Text("处理：", "Do: ")
    why = f"{label[0].in_(language)}{_safe(made.why(language))}"
    todo = f"{label[1].in_(language)}{_safe(made.remedy(language))}"
    return f'<div>{line} <span class="k">{check.code}</span><div class="k">{why}　{todo}</div></div>'


def _trace(checked: Checked, mark: Mark, language: Language, against: Against | None) -> str:
    """The cells and the article behind a linked value, to be unfolded."""
    if against is None:
        return ""
    for found in checked.linked:
        if found.value is not None and checked.document.claims[found.claim].span == (mark.start, mark.end):
            trace = against.trace(found.value)
            if trace is not None:
                head = "这个数从哪里来" if language == "zh" else "where the value comes from"
                return f"<details><summary>{head}</summary><pre>{_safe(chr(10).join(trace.lines(language)))}</pre></details>"
    return ""
