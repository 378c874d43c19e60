"""Problems of charts and fonts (R2x). Floor: core.base; data only."""

from jiaodu.core.base.problems import Entry
from jiaodu.core.base.text import Text

ENTRIES: dict[str, Entry] = {
    "R20": Entry(
        "error",
        Text("这台机器上没有中文字体", "there is no Chinese font on this machine"),
        Text(
            "PDF 和图片里的汉字会成为空框；网页和 Word 的文字、表格不受影响,图改用表格",
            "Chinese characters in a PDF or a picture would be empty boxes; text and tables of the page and the Word file "
            "are not affected, and tables stand in for charts",
        ),
        Text(
            "安装一套中文字体后重做,例如 Debian:apt install fonts-noto-cjk(宋、黑),texlive-lang-chinese(仿宋、楷)。找过:{folders}",
            "install Chinese fonts and write the report again, on Debian: apt install fonts-noto-cjk (Song, Hei), "
            "texlive-lang-chinese (FangSong, Kai). Looked in: {folders}",
        ),
    ),
    "R21": Entry(
        "note",
        Text("没有{face},用 {family} 代替", "{face} is not installed; {family} stands in for it"),
        Text(
            "公文格式(GB/T 9704)规定了字体,代用字体只影响样子,不影响内容",
            "the layout of official documents (GB/T 9704) names its faces; another changes the look, not the content",
        ),
        Text("安装其中一种:{known}", "install one of: {known}"),
    ),
}
