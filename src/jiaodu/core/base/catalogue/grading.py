"""Problems of combined standards and gradings (G). Floor: core.base; data only."""

from jiaodu.core.base.problems import Entry
from jiaodu.core.base.text import Text

ENTRIES = {
    "G01": Entry(
        "error",
        Text("标准互为成员,成环:{cycle}", "standards are made of each other: {cycle}"),
        Text("成环的标准没有结论", "such a standard has no outcome"),
        Text("去掉一处 members 或 count_of", "remove one of members or count_of"),
    ),
    "G02": Entry(
        "error",
        Text(
            "成员“{name}”放不进这个综合标准:{detail}({found})", "the member “{name}” does not fit: {detail} ({found})"
        ),
        Text("成员必须对同一个单位、同一个分组判定", "members must judge one unit and one breakdown"),
        Text("改 members 或 levels", "change members or levels"),
    ),
    "G03": Entry(
        "error",
        Text("成员“{name}”的标准 {limit} 没有“达到几成”可言", "no share can be taken of the limit {limit} of “{name}”"),
        Text("rest 要求未达标的成员达到其标准的一定比例", "rest asks unmet members to reach a share of their limits"),
        Text("去掉 rest,或把这个成员放进另一个标准", "drop rest, or put the member into a standard of its own"),
    ),
    "G04": Entry(
        "error",
        Text(
            "豁免条件的指标“{name}”用不上:{detail}({found})",
            "“{name}” in an exemption's condition does not fit: {detail} ({found})",
        ),
        Text("条件必须能对同一个单位、同一个分组判断", "it must be answerable for one unit and one breakdown"),
        Text("换一个指标,或改 levels", "take another indicator, or change levels"),
    ),
    "G05": Entry(
        "error",
        Text("评分方案用的“{name}”不在 {levels} 层级", "“{name}” of the scheme is not there at {levels}"),
        Text("方案在这个层级没有东西可评", "the scheme has nothing to grade there"),
        Text("改方案或指标的 levels", "change the levels of the scheme or of the indicator"),
    ),
    "G06": Entry(
        "error",
        Text("等次重叠:{detail}", "grades overlap: {detail}"),
        Text("同一个分数不能有两个等次", "one number of points cannot have two grades"),
        Text(
            "从高到低写 at_least,每个 below 等于上一等的 at_least",
            "write at_least from the best down; each below is the at_least of the grade above",
        ),
    ),
    "G07": Entry(
        "error",
        Text("等次有空档:{detail}", "grades leave a gap: {detail}"),
        Text("有的分数定不了等", "some points get no grade"),
        Text(
            "补齐界线,最低一等不写 at_least;界线不详的方案写 table: unknown",
            "close the gap; the lowest grade has no at_least; where bounds are not known write table: unknown",
        ),
    ),
    "G08": Entry(
        "warning",
        Text("“{grade}”达不到:{detail}", "“{grade}” cannot be reached: {detail}"),
        Text("没有单位能得到这个等次", "no unit could ever get it"),
        Text("核对分值和数量", "check points and counts"),
    ),
    "G09": Entry(
        "error",
        Text("档次次序不对:{detail}", "tiers are out of order: {detail}"),
        Text("先试高档,低档必须更容易", "the best tier is tried first; a lower one must ask less"),
        Text("从高到低排列 tiers", "order the tiers from the best down"),
    ),
    "G10": Entry(
        "error",
        Text("次序不对:{found},应为 {wanted}", "out of order: {found} instead of {wanted}"),
        Text("次序颠倒,差的会得高分", "out of order the worse would get more"),
        Text("调整次序", "put them in order"),
    ),
    "G11": Entry(
        "error",
        Text("表“{form}”不能这样用:{detail}", "the form “{form}” cannot serve here: {detail}"),
        Text("评分或历年等次读不出来", "scores or earlier grades could not be read"),
        Text("改表或方案", "change the form or the scheme"),
    ),
    "G12": Entry(
        "error",
        Text("“{name}”不能用在这里:{detail}", "“{name}” cannot stand here: {detail}"),
        Text("算不出一个分数", "it gives no single number of points"),
        Text("换一个", "take another"),
    ),
    "G13": Entry(
        "warning",
        Text("评分方案“{grading}”没有样例", "the grading scheme “{grading}” has no worked example"),
        Text("没有试过的方案不能放心用", "a scheme that was never tried cannot be relied on"),
        Text("在 tests/ 里写一个 grading 样例", "add an example with grading in tests/"),
    ),
    "G20": Entry(
        "error",
        Text(
            "{part} 的{column}分 {score} 超出 0 至 {full}",
            "the {column} score {score} of {part} is not from 0 to {full}",
        ),
        Text("总分会失实", "the total would be wrong"),
        Text("请打分人更正", "ask who gave it to correct it"),
    ),
}
