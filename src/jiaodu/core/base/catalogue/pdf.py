"""Problems of the PDF and of reports written in one go (R25-R29). Floor: core.base; data only."""

from jiaodu.core.base.problems import Entry
from jiaodu.core.base.text import Text

ENTRIES: dict[str, Entry] = {
    "R25": Entry(
        "error",
        Text("PDF 没有排成:{detail}", "the PDF could not be set: {detail}"),
        Text("只缺 PDF,其他格式照常写出", "only the PDF is missing; the other formats are written"),
        Text(
            "请把这条信息和报告一起交给维护人员;可先从 Word 文件另存为 PDF",
            "send this message with the report to the maintainers; meanwhile save the Word file as PDF",
        ),
    ),
    "R26": Entry(
        "warning",
        Text("PDF 不符合存档标准 PDF/A:{detail}", "the PDF is not PDF/A: {detail}"),
        Text(
            "有的字在这台机器的字体里没有字形,页面上是空框;归档时可能不被接收",
            "some characters have no shape in the fonts of this machine and show as empty boxes; an archive may refuse the file",
        ),
        Text(
            "安装收字更多的字体(如 Noto Serif CJK SC,收 2 万多字)后重做",
            "install a font with more characters (Noto Serif CJK SC has over 20,000) and write the report again",
        ),
    ),
    "R27": Entry(
        "error",
        Text("{name} {year} 年没有任何数据,报告没有写", "{name} has no data for {year}; no report was written"),
        Text(
            "报告里的 {figures} 个指标全部没有数据,写出来只有空白",
            "all {figures} indicators of the report have no data: it would say nothing",
        ),
        Text(
            "用 jiaodu completeness 看缺哪些表,装入后重写;也核对 --period 和单位代码",
            "see with jiaodu completeness which sheets are missing, load them, write again; check --period and the code too",
        ),
    ),
    "R28": Entry(
        "error",
        Text("{name} 的报告没有写成:{detail}", "the report of {name} was not written: {detail}"),
        Text("这是程序的错误;其他单位的报告照常写出", "this is a fault of the program; the other reports are written"),
        Text("请把这条信息和用到的框架包交给维护人员", "send this message with the packs to the maintainers"),
    ),
    "R29": Entry(
        "error",
        Text("{year} 年没有层级为 {level} 的单位", "there is no unit of level {level} in {year}"),
        Text("没有可以写报告的单位", "there is no unit to report on"),
        Text("用 jiaodu org 查看名录中的单位和层级", "see with jiaodu org which units and levels are known"),
    ),
}
