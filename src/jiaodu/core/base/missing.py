"""Why a value is not there. Missing is not zero.

Floor: core.base. In: a code or the words a form filler writes. Out: `MissingReason` and the words of each.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from jiaodu.core.base.text import Text


class MissingReason(StrEnum):
    """A stated reason. An empty cell without one is a null and nothing else."""

    NOT_APPLICABLE = "not_applicable"
    SUPPRESSED = "suppressed"
    NOT_YET_AVAILABLE = "not_yet_available"
    CLAIMED_WITHOUT_FIGURE = "claimed_without_figure"


REASON_NAMES: Mapping[MissingReason, Text] = {
    MissingReason.NOT_APPLICABLE: Text("不适用", "not applicable"),
    MissingReason.SUPPRESSED: Text("不公布", "suppressed"),
    MissingReason.NOT_YET_AVAILABLE: Text("尚未产生", "not yet available"),
    MissingReason.CLAIMED_WITHOUT_FIGURE: Text("有表述无数据", "claimed without a figure"),
}
_WORDS: Mapping[str, MissingReason] = {
    **{name.zh: reason for reason, name in REASON_NAMES.items()},
    **{name.en: reason for reason, name in REASON_NAMES.items()},
    **{reason.value: reason for reason in MissingReason},
    "N/A": MissingReason.NOT_APPLICABLE, "n/a": MissingReason.NOT_APPLICABLE, "无此项": MissingReason.NOT_APPLICABLE,
    "保密": MissingReason.SUPPRESSED, ":": MissingReason.SUPPRESSED,
    "暂缺": MissingReason.NOT_YET_AVAILABLE, "待定": MissingReason.NOT_YET_AVAILABLE,
    "未公布": MissingReason.SUPPRESSED,
}  # fmt: skip


class Hedge(StrEnum):
    """How an inexact number was stated. A hedged value is judged only where its bound alone decides."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ABOUT = "about"


HEDGE_NAMES: Mapping[Hedge, Text] = {
    Hedge.AT_LEAST: Text("不少于", "at least"),
    Hedge.AT_MOST: Text("不超过", "at most"),
    Hedge.ABOUT: Text("约", "about"),
}


def parse_reason(word: str) -> MissingReason | None:
    """The reason that a cell's word states, None when it states none."""
    return _WORDS.get(word.strip())
