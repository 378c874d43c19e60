"""Problems that data rules find (D). Floor: core.base; data only."""

from __future__ import annotations

from jiaodu.core.base.problems import Entry, Severity
from jiaodu.core.base.text import Text

_WHY = Text("{why}", "{why}")
_REMEDY = Text(
    "{remedy}{owner};确属实情的,在该项“说明”栏写明原因",
    "{remedy}{owner}; where the figures are right, write the reason into the item's note",
)


def _rule(zh: str, en: str, severity: Severity = "warning", remedy: Text = _REMEDY) -> Entry:
    """A finding of a rule of a pack: the rule says why it matters and what to do."""
    return Entry(severity, Text(zh, en), _WHY, remedy)


ENTRIES: dict[str, Entry] = {
    "D01": _rule(
        "{org} {period} 没有填“{item}”:“{rule}”要求填报",
        "{org} {period}: “{item}” is not given; “{rule}” asks for it",
        "warning",
        Text(
            "{remedy}{owner};没有的,写明原因(不适用、不公布、尚未产生)",
            "{remedy}{owner}; where there is none, state why (不适用, 不公布, 尚未产生)",
        ),
    ),
    "D02": _rule(
        "{org} {period} 不合“{rule}”:{read};应{expected}",
        "{org} {period} breaks “{rule}”: {read}; expected: {expected}",
    ),
    "D03": _rule("{org} {period} 不合“{rule}”:{read};{expected}", "{org} {period} breaks “{rule}”: {read}; {expected}"),
    "D04": _rule(
        "{org} {period} 不合“{rule}”:{read};应为:{expected}",
        "{org} {period} breaks “{rule}”: {read}; expected: {expected}",
    ),
    "D05": _rule("{org} {period} 不合“{rule}”:{read};{expected}", "{org} {period} breaks “{rule}”: {read}; {expected}"),
    "D10": _rule("{org} {period} 不合“{rule}”:{read};{expected}", "{org} {period} breaks “{rule}”: {read}; {expected}"),
    "D20": Entry(
        "note",
        Text(
            "“{rule}”({of})还有 {more} 条,只列出前 {bound} 条",
            "“{rule}” ({of}): {more} more; the first {bound} are listed",
        ),
        Text("通常是同一个原因", "usually they have one cause"),
        Text("先改列出的,再查一次", "correct those listed and check again"),
    ),
    "D30": Entry(
        "note",
        Text("已写明原因,保留:{finding}。原因:{reason}", "kept with a reason: {finding}. Reason: {reason}"),
        Text(
            "这个数与规则不合,但填报人说明了理由;理由随数走,用到它的报告也会写出",
            "the figure breaks a rule, but whoever filled the form says why; the reason goes with the figure into reports",
        ),
        Text("核实理由是否成立", "see whether the reason holds"),
    ),
    "D90": Entry(
        "error",
        Text("规则“{rule}”算不下去:{detail}", "the rule “{rule}” cannot be computed: {detail}"),
        Text("这条规则没有查", "the rule was not tried"),
        Text(
            "检查该表是否有多打了零的数,或规则里的乘积太大",
            "check the form for values with extra zeros, or the rule for products that are too large",
        ),
    ),
    "D91": Entry(
        "error",
        Text("规则“{rule}”写得不对:{detail}", "the rule “{rule}” makes no sense: {detail}"),
        Text("这样的规则查不出任何问题", "such a rule can find nothing"),
        Text("改正 checks/ 里的定义", "correct its definition in checks/"),
    ),
}
