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
}
