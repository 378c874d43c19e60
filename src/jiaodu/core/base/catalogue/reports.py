"""Problems of reports (R). Floor: core.base; data only."""

from jiaodu.core.base.problems import Entry
from jiaodu.core.base.text import Text

ENTRIES: dict[str, Entry] = {
    "R01": Entry(
        "error",
        Text("框架包 {pack} 没有报告模板", "the pack {pack} has no report template"),
        Text("没有模板就不知道报告写什么", "without one it is not said what the report contains"),
        Text(
            "在 report/ 里写出该版本的模板,或换一个框架包",
            "write the edition's template in report/, or choose another pack",
        ),
    ),
}
