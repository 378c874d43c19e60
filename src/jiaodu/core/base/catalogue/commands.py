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
    "C07": Entry(
        "error",
        Text("看不懂参数“{text}”", "the option “{text}” cannot be understood"),
        Text("参数没有生效,结果会与想要的不同", "without it the result would not be the one asked for"),
        Text("写法:名称=值;可用的:{known}", "write NAME=VALUE; known: {known}"),
    ),
    "C08": Entry(
        "warning",
        Text(
            "旧名录 {size} 个单位中有 {gone} 个在新名录里找不到",
            "{gone} of the {size} units of the old list are not in the new one",
        ),
        Text(
            "这么多,多半是两张名录的范围不同,不是都撤销了",
            "so many more likely means that the lists cover different units than that all of them closed",
        ),
        Text("用 --where 取同样的范围再比", "take the same units of both with --where and compare again"),
    ),
}
