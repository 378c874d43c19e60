"""The words that stand where there is no number: not reported, no data, no limit, no comparison, not applicable.

Floor: reports. In: nothing. Out: bilingual words; the reason behind them is the value's.
"""

from __future__ import annotations

from jiaodu.core.base.organisations import LEVEL_NAMES
from jiaodu.core.base.text import Text
from jiaodu.core.framework.references import ABOVE_PARTS

NOT_REPORTED = Text("未报", "not reported")
NO_DATA = Text("无数据", "no data")
NOT_APPLICABLE = Text("不适用", "not applicable")
NO_LIMIT = Text("无标准", "no limit")
UNDECIDED = Text("只有界限,不能比较", "only a bound, which decides nothing")
NOT_CHANGED = Text("不能与上年比较", "no comparison with the year before")
NOT_OVER = Text("不能与标准比较", "no comparison with the limit")
# a comparison without a number says of what it is one: the sentence around it does not
COMPARED_WORDS = {
    "previous": Text("无上年数", "none for the year before"),
    "change": NOT_CHANGED,
    "change_rate": NOT_CHANGED,
    "over": NOT_OVER,
    **{p: Text(f"无{LEVEL_NAMES[p].zh}数", f"none for the {LEVEL_NAMES[p].en}") for p in ABOVE_PARTS},
    **{
        f"over_{p}": Text(f"不能与{LEVEL_NAMES[p].zh}比较", f"no comparison with the {LEVEL_NAMES[p].en}")
        for p in ABOVE_PARTS
    },
}
