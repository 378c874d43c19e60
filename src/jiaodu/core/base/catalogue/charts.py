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
    "R22": Entry(
        "error",
        Text("边界文件不能用:{detail}", "the file of boundaries cannot be used: {detail}"),
        Text("没有边界就画不出地图", "without boundaries no map can be drawn"),
        Text(
            "给一个经纬度坐标的 GeoJSON 文件,每个面的属性里有单位代码或名称",
            "give a GeoJSON file in degrees, each area with the unit's code or name among its properties",
        ),
    ),
    "R23": Entry(
        "warning",
        Text("“{name}”的地图:{detail}", "the map of “{name}”: {detail}"),
        Text("读者在图上看不到这些单位的位置", "the reader does not see where these units lie"),
        Text(
            "用 --boundaries 给出含全部单位的 GeoJSON 边界文件;公开使用的地图须有审图号",
            "give a GeoJSON file with all units by --boundaries; a map that is published in China needs a review number",
        ),
    ),
    "R24": Entry(
        "error",
        Text(
            "图里的标准 {name} 不是“{indicator}”的限值", "the standard {name} of a chart sets no limit to “{indicator}”"
        ),
        Text("标准线会画在别的数上", "its line would be drawn over other numbers"),
        Text(
            "写一个对该指标设限值的标准,或删去 standard",
            "name a threshold standard on the indicator, or leave standard out",
        ),
    ),
}
