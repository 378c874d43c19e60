"""Problems of the command line (C). Floor: core.base; data only."""

from jiaodu.core.base.problems import Entry
from jiaodu.core.base.text import Text

ENTRIES = {
    "C01": Entry(
        "error",
        Text("没有代码“{name}”", "there is no code “{name}”"),
        Text("只有目录里的代码有解释", "only codes of the catalogue are explained"),
        Text("全部代码:jiaodu explain --list", "all codes: jiaodu explain --list"),
    ),
    "C02": Entry(
        "error",
        Text("找不到“{path}”", "“{path}” was not found"),
        Text("没有文件就没有数据", "without the file there are no data"),
        Text("检查路径", "check the path"),
    ),
    "C03": Entry(
        "error",
        Text("没有表“{name}”", "there is no form “{name}”"),
        Text("表决定了列的含义", "the form decides what the columns mean"),
        Text("相近的有:{near}", "near ones: {near}"),
    ),
    "C04": Entry(
        "error",
        Text("这个目录不能作为输出目录:{detail}", "this folder cannot take the output: {detail}"),
        Text("结果没有写出", "nothing was written"),
        Text("换一个目录或检查权限", "choose another folder or check permissions"),
    ),
}
