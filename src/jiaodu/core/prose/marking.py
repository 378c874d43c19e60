"""What is title, body, annex, or no part of a report; and the characters that nobody sees.

Floor: core.prose. In: blocks as read. Out: blocks with their part; a problem for what is hidden in the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from jiaodu.core.base.problems import Place, Problem, problem
from jiaodu.core.prose.model import Block
from jiaodu.core.prose.outline import is_annex, looks_like_a_heading

_HIDDEN = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb\x00-\x08\x0b\x0c\x0e-\x1f]"
)
_SHORT_NAMES = {0xAD: "U+00AD SOFT HYPHEN", 0xFEFF: "U+FEFF ZERO WIDTH NO-BREAK SPACE"}
_CAPTION = re.compile(r"[图表]\s?[\d一二三四五六七八九十]{1,3}[\s　：:.]")
# what stands under a table or a chart
_SOURCE = re.compile(r"(?:统计时点|(?:资料|数据)?来源)\s?[：:]")
TITLES = 4
SHOWN = 5


def mark_parts(text: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Blocks with titles found at the head, and all from the first annex heading on marked as annex.

    A title is a short line without a stop before the first running text or heading. An annex begins where a heading or a
    short line of its own says 附件 or 附表; a mention inside a sentence does not count.
    """
    marked: list[Block] = []
    heading, annexed = True, False
    for i, block in enumerate(blocks):
        said = text[block.start : block.end]
        if block.part == "aside":
            marked.append(block)
            continue
        if heading and block.kind == "paragraph" and i < TITLES and looks_like_a_heading(said):
            block = replace(block, kind="title")
        elif block.kind != "title":
            heading = False
        is_caption = _CAPTION.match(said) and looks_like_a_heading(said)
        if block.kind == "paragraph" and (is_caption or _SOURCE.match(said)):
            block = replace(block, kind="note")
        annexed = annexed or (block.kind in ("heading", "paragraph", "note") and _opens_annex(block, said))
        marked.append(replace(block, part="annex") if annexed and block.part == "body" else block)
    return tuple(marked)


def _opens_annex(block: Block, said: str) -> bool:
    return is_annex(said) and (block.kind == "heading" or "\t" not in said)


def hidden_characters(text: str, file: str) -> Iterator[Problem]:
    """N21 for zero-width characters and those that turn the line round; a mark at the very beginning is none."""
    found = Counter(m[0] for m in _HIDDEN.finditer(text, 1 if text.startswith("\ufeff") else 0))
    if found:
        names = [_name(c) for c, _ in found.most_common(SHOWN)]
        yield problem("N21", Place(file), count=found.total(), names=names)


def _name(character: str) -> str:
    code = ord(character)
    return _SHORT_NAMES.get(code) or f"U+{code:04X} {unicodedata.name(character, 'CONTROL')}"
