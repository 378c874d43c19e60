"""Whether a written note is a reason: a warning that is right after all is kept by one, an empty phrase keeps nothing.

Floor: core.rules. In: the note of an item. Out: the reason, or an empty text.
"""

from __future__ import annotations

import re

LEAST_CHARACTERS = 6
LEAST_LETTERS = 12
_EMPTY = frozenset(
    {
        "无", "没有", "暂无", "正常", "属实", "正确", "无误", "情况属实", "数据属实", "数据无误", "核实无误", "已核实无误", "经核实无误",
        "经核实情况属实", "经核实数据属实", "已核实情况属实", "确属实情", "实际情况", "实际情况如此", "同上", "同去年", "同上年", "见附件",
        "none", "nothing", "ok", "okay", "correct", "checked", "confirmed", "seeabove", "asabove", "itiscorrect", "dataiscorrect",
        "thedataarecorrect", "nochange", "notapplicable",
    }
)  # fmt: skip
_WORDS = re.compile(r"[0-9A-Za-z\u3400-\u9fff\uf900-\ufaff]+")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


def written_reason(note: str | None) -> str:
    """The note when it says something: at least 6 Chinese characters (or 12 letters), and no set phrase; else ''.

    One character over and over is no reason either.
    """
    said = "".join(_WORDS.findall(note or "")).lower()
    least = LEAST_CHARACTERS if _HAN.search(said) else LEAST_LETTERS
    if len(said) < least or said in _EMPTY or len(set(said)) < 4:
        return ""
    return " ".join((note or "").split())
