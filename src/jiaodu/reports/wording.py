"""Words that every writer of a report needs: titles and column heads of the annexes, line breaks of a title.

Floor: reports. In: a language or a `Document`. Out: words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from jiaodu.core.base.text import Language, width_of
from jiaodu.reports.document import Document, Entry

_HEADS = (
    ("序号", "no."), ("指标", "indicator"), ("值", "value"), ("统计时点", "as of"), ("出处与说明", "source and notes"),
    ("判定与依据", "verdict and basis"),
)  # fmt: skip
_ANNEX = re.compile(
    r"附件\d+\s?(数字一览|评价重点对应情况|图中数据)|Annex [A-Z]\.\s?(All figures|The focuses of the round|The data of the charts)"
)
# a title breaks where a phrase ends
_PHRASE_END = re.compile(r"人民政府|年度|关于|情况|(?<=[^的])的|、|：|\s")


def annex_heads(language: Language) -> tuple[str, ...]:
    """The column heads of the annex of figures."""
    return tuple(zh if language == "zh" else en for zh, en in _HEADS)


def annex_titles(document: Document) -> tuple[tuple[str, str], ...]:
    """Anchor and title of each annex that the document has."""
    return name_annexes(document.language, document.coverage is not None, bool(document.charts()))


def name_annexes(language: Language, coverage: bool, charts: bool) -> tuple[tuple[str, str], ...]:
    """Anchor and title of each annex, of a document with or without coverage and charts."""
    zh = language == "zh"
    titles = [("annex", "附件1 数字一览" if zh else "Annex A. All figures")]
    if coverage:
        titles.append(("coverage", "附件2 评价重点对应情况" if zh else "Annex B. The focuses of the round"))
    if charts:
        number, letter = len(titles) + 1, "ABC"[len(titles)]
        titles.append(("charts", f"附件{number} 图中数据" if zh else f"Annex {letter}. The data of the charts"))
    return tuple(titles)


def entry_lines(entry: Entry, language: Language) -> tuple[tuple[str, ...], ...]:
    """The cells of a line of the annex behind its number, each as lines that say something."""
    colon = "：" if language == "zh" else ": "
    said = [
        line
        for ruling in entry.rulings
        for line in (f"{ruling.name}{colon}{ruling.standard}", ruling.reason, ruling.article)
    ]
    cells = (
        (entry.name, entry.scope), (entry.value, entry.parts), (entry.as_of, entry.period),
        (*entry.sources, *entry.notes), tuple(said),
    )  # fmt: skip
    return tuple(tuple(line for line in cell if line) for cell in cells)


def list_titles(language: Language) -> tuple[str, str]:
    """The titles of the lists behind the annexes: the files, and what must be settled."""
    if language == "zh":
        return "出处文件", "成稿前请核对（不属于正文）"
    return "Files", "To settle before this is final (not part of the report)"


def lines_to_settle(findings: Sequence[str], language: Language) -> tuple[str, ...]:
    """What must be settled before a report is final; a line that says so where nothing is left."""
    return tuple(findings) or ("没有需要核对的事项" if language == "zh" else "nothing is left to settle",)


def is_annex_title(text: str) -> bool:
    """Whether a heading is the title of an annex that a writer makes."""
    return _ANNEX.fullmatch(text.strip()) is not None


def break_title(title: str, room: int) -> tuple[str, ...]:
    """A long title in two lines of like length, broken where a phrase ends; one line where none fits."""
    if width_of(title) <= room:
        return (title,)
    ends = [m.end() for m in _PHRASE_END.finditer(title) if 0 < m.end() < len(title)]
    fitting = [e for e in ends if width_of(title[:e]) <= room and width_of(title[e:]) <= room]
    if not fitting:
        return (title,)
    at = min(fitting, key=lambda e: abs(width_of(title[:e]) - width_of(title[e:])))
    return title[:at].strip(), title[at:].strip()
