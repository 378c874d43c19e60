"""Problems of intake. Floor: core.base; data only."""

from jiaodu.core.base.problems import Entry
from jiaodu.core.base.text import Text

ENTRIES: dict[str, Entry] = {
    "I31": Entry(
        "error",
        Text("机构 {org} 的层级“{level}”不认识", "organisation {org} has the unknown level “{level}”"),
        Text("层级决定它归到哪里", "the level decides where it is counted"),
        Text("可用的层级:{known}", "levels: {known}"),
    ),
    "I32": Entry(
        "error",
        Text("机构 {org} 的上级 {parent} 没有登记", "organisation {org} names the parent {parent}, which is not registered"),
        Text("没有上级就汇总不到上一级", "without its parent it is counted nowhere above"),
        Text("先登记上级,或更正代码", "register the parent, or correct the code"),
    ),
    "I33": Entry(
        "error",
        Text("机构 {org} 的上级 {parent} 层级不高于它", "the parent {parent} of {org} is not of a higher level"),
        Text("树会成环或倒挂", "the tree would be upside down"),
        Text("更正上级或层级", "correct the parent or the level"),
    ),
    "I34": Entry(
        "error",
        Text("机构 {org} 在 {day} 有两条登记", "organisation {org} has two entries for {day}"),
        Text("同一天只能有一种情况", "one day can have one state only"),
        Text("保留正确的一条", "keep the right one"),
    ),
    "I35": Entry(
        "error",
        Text("机构 {org} 的撤销日期 {day} 不晚于生效日期", "organisation {org} closes on {day}, not after it opens"),
        Text("它从未存在过", "it would never have existed"),
        Text("更正日期", "correct the dates"),
    ),
}
