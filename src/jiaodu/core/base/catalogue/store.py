"""Problems of the store (S). Floor: core.base; data only."""

from jiaodu.core.base.problems import Entry
from jiaodu.core.base.text import Text

_HEAD_KEPT = Text(
    "数据库仍停在上一个完整版本,没有写入一半的数据",
    "the store still stands at its last complete version; nothing is half-written",
)

ENTRIES = {
    "S01": Entry(
        "error",
        Text("“{path}”里没有数据库", "there is no store in “{path}”"),
        Text("没有数据就没有结果", "without data there is no result"),
        Text(
            "先装入数据:jiaodu load 数据 --store {path};或先运行 jiaodu demo",
            "load data first: jiaodu load DATA --store {path}; or run jiaodu demo",
        ),
    ),
    "S02": Entry(
        "error",
        Text("数据库的清单读不了:{detail}", "the store's manifest cannot be read: {detail}"),
        Text("清单说明哪个版本有效;它坏了就不能猜", "the manifest says which versions count; it must not be guessed"),
        Text(
            "从 {folder} 里最后一份完整清单恢复:复制为 {head}",
            "restore the last whole one of {folder}: copy it to {head}",
        ),
    ),
    "S03": Entry(
        "error",
        Text("没有快照“{snapshot}”", "there is no snapshot “{snapshot}”"),
        Text("旧结果必须能按原数据重算", "an old result must be repeatable on its own data"),
        Text("现有:{known}", "known: {known}"),
    ),
    "S04": Entry(
        "error",
        Text(
            "表“{table}”缺少第 {version} 版的文件:{detail}",
            "files of version {version} of table “{table}” are missing: {detail}",
        ),
        Text("清单所指的数据不全,结果不能作数", "the data that the manifest names are not whole"),
        Text(
            "从备份恢复 {folder};不要手工删除数据文件", "restore {folder} from backup; do not delete data files by hand"
        ),
    ),
    "S05": Entry(
        "error",
        Text("另一个进程(进程号 {holder})正在写入数据库", "another process (id {holder}) is writing to the store"),
        Text("两个写入者会相互覆盖", "two writers would overwrite each other"),
        Text("等它结束后再试;已等待 {seconds} 秒", "try again when it has ended; waited {seconds} seconds"),
    ),
    "S06": Entry(
        "error",
        Text("写入失败:{detail}", "writing failed: {detail}"),
        _HEAD_KEPT,
        Text("腾出磁盘空间或检查权限,再装入一次", "free disk space or check permissions, then load again"),
    ),
    "S07": Entry(
        "error",
        Text(
            "数据库由较新的格式 {found} 写成,本程序只认识到 {known}",
            "the store was written in format {found}; this program knows up to {known}",
        ),
        Text("旧程序可能误读新数据", "an old program may misread newer data"),
        Text("升级 jiaodu", "upgrade jiaodu"),
    ),
    "S08": Entry(
        "error",
        Text(
            "表“{table}”的列“{column}”原为 {old},框架现为 {new}",
            "column “{column}” of table “{table}” was {old}; the frame now says {new}",
        ),
        Text("同一列不能有两种含义", "one column cannot mean two things"),
        Text("给新的数据项起新的编号", "give the new item a new id"),
    ),
    "S09": Entry(
        "error",
        Text(
            "表“{table}”的同一条记录({key})在这次装入里出现两次:{files}",
            "one record ({key}) of table “{table}” stands twice in this load: {files}",
        ),
        Text("不知道该取哪一个", "it cannot be told which one counts"),
        Text("每条记录只留一处,再装入", "keep one of them and load again"),
    ),
    "S10": Entry(
        "error",
        Text("数据库目录的路径里有“%”:{path}", "the path of the store has a “%” in it: {path}"),
        Text(
            "存储库会把它当作编码读成另一个目录", "the storage library would read it as an encoding of another folder"
        ),
        Text("换一个不含“%”的目录", "choose a folder without “%”"),
    ),
}
