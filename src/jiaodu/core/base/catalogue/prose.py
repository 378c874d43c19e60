"""Problems of reading prose (N). Floor: core.base; data only."""

from jiaodu.core.base.problems import Entry
from jiaodu.core.base.text import Text

_NOT_READ = Text("没有文字就无从核对", "without its text nothing can be checked")

ENTRIES: dict[str, Entry] = {
    "N01": Entry(
        "error",
        Text("文件打不开:{detail}", "the file cannot be opened: {detail}"),
        _NOT_READ,
        Text("检查路径和权限", "check the path and permissions"),
    ),
    "N02": Entry(
        "error",
        Text("文件过大:{what}{found},上限{limit}", "the file is too large: {found} {what}; the limit is {limit}"),
        Text(
            "这样大的文件不是一份报告,读下去会占满内存", "no report is so large, and reading on would fill the memory"
        ),
        Text("把报告本身另存为一个文件;图片可以压缩", "save the report itself as a file; pictures can be compressed"),
    ),
    "N03": Entry(
        "error",
        Text("读不了{format}", "{format} cannot be read"),
        _NOT_READ,
        Text(
            "用编辑它的软件另存为 .docx、.pdf、.html 或 .txt",
            "save it as .docx, .pdf, .html or .txt in the program that wrote it",
        ),
    ),
    "N04": Entry(
        "error",
        Text("文件有密码,打不开", "the file is protected by a password"),
        _NOT_READ,
        Text("去掉密码后另存一份", "save a copy without the password"),
    ),
    "N05": Entry(
        "error",
        Text("文件损坏,读不下去:{detail}", "the file is broken: {detail}"),
        Text("读出来的文字可能残缺,不能作为依据", "what could be read may be incomplete and proves nothing"),
        Text("重新下载或另存后再试", "download or save it again"),
    ),
    "N06": Entry(
        "error",
        Text("PDF 共{pages}页,只有图像,没有文字", "the PDF has {pages} pages of pictures and no text"),
        Text("扫描件要先识别文字才能核对", "a scan must be turned into text before it can be checked"),
        Text("用原来的电子稿,或先做文字识别", "use the original file, or recognise its text first"),
    ),
    "N07": Entry(
        "error",
        Text("文件里没有文字", "the file has no text"),
        _NOT_READ,
        Text("检查是不是选错了文件", "check that it is the right file"),
    ),
    "N08": Entry(
        "error",
        Text("认不出文字的编码(第{at}个字节)", "the encoding is not known (byte {at})"),
        Text("按错的编码读,文字和数字都会变", "in the wrong encoding, words and numbers change"),
        Text("另存为 UTF-8", "save it as UTF-8"),
    ),
    "N20": Entry(
        "warning",
        Text("第{pages}页没有文字,未核对", "pages without text, not checked: {pages}"),
        Text("这些页可能是扫描的图像", "they may be scanned pictures"),
        Text("把这些页的文字补上再核对", "supply their text and check again"),
    ),
    "N21": Entry(
        "warning",
        Text("有{count}个看不见的字符:{names}", "{count} characters cannot be seen: {names}"),
        Text(
            "看到的与文件里的不一样,搜索和核对会漏",
            "what is seen is not what the file holds; searches and checks miss words",
        ),
        Text("删去后再核对", "remove them and check again"),
    ),
    "N22": Entry(
        "note",
        Text(
            "文件名是{name},内容是{format};按内容读",
            "the name says {name}, the content is {format}; read as the content",
        ),
        Text("按文件名打开的软件会出错", "a program that goes by the name will fail"),
        Text("改正扩展名", "correct the extension"),
    ),
    "N23": Entry(
        "warning",
        Text(
            "有{count}处修订未接受;按全部接受后的文字核对",
            "{count} tracked changes are open; checked as if all were accepted",
        ),
        Text("定稿可能与核对过的文字不同", "the final text may differ from the one checked"),
        Text("接受或拒绝修订后再核对一次", "accept or reject them and check again"),
    ),
    "N24": Entry(
        "note",
        Text("编码是{encoding},不是UTF-8", "the encoding is {encoding}, not UTF-8"),
        Text("别的软件可能显示为乱码", "other programs may show it garbled"),
        Text("另存为 UTF-8", "save it as UTF-8"),
    ),
}
