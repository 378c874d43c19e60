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
_LEGEND = re.compile(r"(?:注|Note)\s?[：:]")
# what a web page puts under a text: labels of lists of links, credits, buttons
_FURNITURE = re.compile(
    r"(?:(?:推荐|相关|热门|延伸|精彩)(?:访问|阅读|推荐|链接|文章|热词|信息)|标签|关键词|责任编辑|责编|文章来源|本文(?:来源|链接|地址|标签)"
    r"|[上下]一(?:篇|条)|分享(?:到|至))\s*[：:].*"
    r"|[\[【〖(（]?(?:打印(?:本页)?|关闭(?:窗口|本页)?|返回顶部|返回列表|扫一扫.*|加入收藏)[\]】〗)）]?"
)
FURNITURE_ROOM = 80
TITLES = 4
SHOWN = 5


def mark_parts(text: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Blocks with titles found at the head, and all from the first annex heading on marked as annex.

    A title is a short line without a stop before the first running text or heading. An annex begins where a heading or a
    short line of its own says 附件 or 附表; a mention inside a sentence does not count. Captions, sources and 注： under a table
    are notes.
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
        under_table = bool(marked) and marked[-1].kind in ("cell", "note")
        if block.kind == "paragraph" and (is_caption or _SOURCE.match(said) or (under_table and _LEGEND.match(said))):
            block = replace(block, kind="note")
        annexed = annexed or (block.kind in ("heading", "paragraph", "note") and _opens_annex(block, said))
        marked.append(replace(block, part="annex") if annexed and block.part == "body" else block)
    return _without_furniture(text, marked)


def _without_furniture(text: str, blocks: list[Block]) -> tuple[Block, ...]:
    """What a web page put under the text is no part of it: short last lines that are a label with links, or a button.

    Only from the end upwards, and only as long as every line is one: 责任编辑 in the middle of a text stays.
    """
    for i in reversed(range(len(blocks))):
        said = text[blocks[i].start : blocks[i].end].strip()
        if blocks[i].kind == "cell" or len(said) > FURNITURE_ROOM or "。" in said or not _FURNITURE.fullmatch(said):
            break
        blocks[i] = replace(blocks[i], part="aside")
    return tuple(blocks)


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
