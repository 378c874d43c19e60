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
}
