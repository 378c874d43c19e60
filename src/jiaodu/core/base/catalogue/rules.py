"""Problems that data rules find (D). Floor: core.base; data only."""

from __future__ import annotations

from jiaodu.core.base.problems import Entry, Severity
from jiaodu.core.base.text import Text

_WHY = Text("{why}", "{why}")
_REMEDY = Text("{remedy}{owner}{keep}", "{remedy}{owner}{keep}")
_MEND = Text("{remedy}{owner}", "{remedy}{owner}")


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
    "D06": _rule(
        "{org} {period}“{item}”与上年相比变动异常:{read};{expected}",
        "{org} {period}: “{item}” moved unusually against the year before: {read}; {expected}",
    ),
    "D07": _rule(
        "{org} {period}“{item}”与上年相比变动过大:{read};{expected}",
        "{org} {period}: “{item}” moved too far against the year before: {read}; {expected}",
    ),
    "D08": _rule("{org} {period} {rule}:{read};{expected}", "{org} {period} {rule}: {read}; {expected}"),
    "D09": _rule("{org} {period} 不合“{rule}”:{read};{expected}", "{org} {period} breaks “{rule}”: {read}; {expected}"),
    "D10": _rule("{org} {period} 不合“{rule}”:{read};{expected}", "{org} {period} breaks “{rule}”: {read}; {expected}"),
    "D11": _rule(
        "{subject} {period} {rule}:{values} 个数中有 {hits} 个以 0 或 5 结尾({share}),偶然出现的概率不到 {chance}",
        "{subject} {period} {rule}: {hits} of {values} figures end in 0 or 5 ({share}); the chance of that is below {chance}",
        "note",
        _MEND,
    ),
    "D12": _rule(
        "{period}“{item}”{values} 个单位全部填 {value}",
        "{period}: “{item}” is {value} in all of {values} units",
        "note",
        _MEND,
    ),
    "D13": _rule(
        "{org} {period} 表“{form}”的 {values} 项数据与上年完全相同",
        "{org} {period} form “{form}”: all {values} figures equal those of the year before",
        "note",
        _MEND,
    ),
    "D14": _rule(
        "{org} {period} 表“{form}”的 {values} 项数据与 {others} 完全相同",
        "{org} {period} form “{form}”: all {values} figures equal those of {others}",
        "note",
        _MEND,
    ),
    "D20": Entry(
        "note",
        Text(
            "“{rule}”还有 {more} 条,只列出前 {bound} 条",
            "“{rule}”: {more} more; the first {bound} are listed",
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
    "D92": Entry(
        "error",
        Text(
            "样例里规则“{rule}”应查出 {wanted},实际查出 {found}",
            "in the example the rule “{rule}” should find {wanted} and finds {found}",
        ),
        Text("规则或样例有一个不对", "either the rule or the example is wrong"),
        Text("改正其一", "correct one of them"),
    ),
    "D93": Entry(
        "warning",
        Text("规则“{rule}”没有这样的样例:{missing}", "the rule “{rule}” has no example of: {missing}"),
        Text("没有试过的规则可能从不报错,也可能乱报", "a rule that was never tried may find nothing, or everything"),
        Text("在 tests/ 里补样例(finds)", "add examples in tests/ (finds)"),
    ),
}
