"""Problems of returns and registers (I80 to I91) and of lists of units (I52 to I59). Floor: core.base; data only."""

from jiaodu.core.base.problems import Entry
from jiaodu.core.base.text import Text

ENTRIES: dict[str, Entry] = {
    "I80": Entry(
        "error",
        Text("压缩包读不了:{detail}", "the zip file cannot be read: {detail}"),
        Text("里面的报表一张也没有读入", "none of the returns in it was read"),
        Text(
            "重新打包成普通的 .zip,或解压后装入文件夹",
            "pack it again as a plain .zip, or unpack it and load the folder",
        ),
    ),
    "I81": Entry(
        "error",
        Text("解开后太大或文件太多:{size},上限 {limit}", "too much in it: {size}; the limit is {limit}"),
        Text(
            "没有解开:再读下去会耗尽内存或时间,恶意压缩包也是这个样子",
            "it was not unpacked: reading on would exhaust memory or time, and malicious archives look like this",
        ),
        Text("拆成几个压缩包或文件夹分批装入", "split it into several and load one after another"),
    ),
    "I82": Entry(
        "error",
        Text("压缩包 {name} 没有打开({kind})", "the archive {name} was not opened ({kind})"),
        Text(
            "只打开 .zip 和它里面的一层 .zip;别的格式和更深的嵌套里的报表没有读入",
            "only .zip and one .zip inside it are opened; returns in other formats or deeper were not read",
        ),
        Text("解压后放回文件夹,或重新打包成 .zip", "unpack it into the folder, or pack it again as .zip"),
    ),
    "I83": Entry(
        "error",
        Text("压缩包里的这个文件有密码", "this member of the zip file is protected by a password"),
        Text("加密的内容无法读取", "encrypted content cannot be read"),
        Text("请报送单位去掉密码重发", "ask the sender for a copy without a password"),
    ),
    "I84": Entry(
        "error",
        Text(
            "{org} {name} 的“{form}”({period})有几份不同的报表,看不出以哪份为准:{files}。{reason}",
            "{org} {name} sent “{form}” ({period}) more than once, and which counts cannot be told: {files}. {reason}",
        ),
        Text("取错一份,数就错了", "the wrong one would make the figures wrong"),
        Text("用 --prefer 文件名 指定,或只留一份", "name the one that counts with --prefer FILE, or keep only one"),
    ),
    "I85": Entry(
        "note",
        Text(
            "以“{counts}”为准,不用“{other}”:{units} 个单位、{forms} 张表两份都报了。{reason}",
            "“{counts}” counts and “{other}” does not: {units} units and {forms} forms stand in both. {reason}",
        ),
        Text("不用的那份里的数没有装入", "the figures of the other one are not loaded"),
        Text("要用另一份,加 --prefer {other}", "to take the other one, add --prefer {other}"),
    ),
    "I86": Entry(
        "note",
        Text("与“{first}”内容完全相同,只读一份", "the same content as “{first}”; it was read once"),
        Text("重复的一份不影响结果", "the second copy changes nothing"),
        Text("不需处理", "nothing to do"),
    ),
    "I87": Entry(
        "warning",
        Text(
            "按文件名或模板是 {named} 的,里面填的却是 {found}",
            "by its name or template it is of {named}, but it holds {found}",
        ),
        Text("可能放错了文件,或把别校的表改名后报来", "a wrong file may have been sent, or another unit's was renamed"),
        Text("请报送单位核对;以表里的代码为准", "ask the sender; the code in the sheet counts"),
    ),
    "I88": Entry(
        "note",
        Text(
            "这份有 {errors} 个错误,但其中各单位后来都重报了(“{later}”),不再计较",
            "it has {errors} errors, but all its units sent again later (“{later}”), so they do not matter",
        ),
        Text("这份里的数没有装入", "nothing of it is loaded"),
        Text("不需处理", "nothing to do"),
    ),
    "I89": Entry(
        "warning",
        Text("压缩包里的文件名想写到别处去:{name}", "a name in the zip file points outside: {name}"),
        Text(
            "解压软件可能被它骗去覆盖别的文件;本程序不解压到磁盘,没有受影响",
            "an unpacking program might be tricked into overwriting files; nothing is unpacked to disk here",
        ),
        Text("不要用别的软件解压它;问清来源", "do not unpack it with other programs; ask where it comes from"),
    ),
    "I90": Entry(
        "error",
        Text("--prefer:没有叫“{name}”的文件,或有好几个", "--prefer: no file, or more than one, is called “{name}”"),
        Text("不知道以哪一份为准", "which one counts stays unknown"),
        Text("写出压缩包或文件夹里的完整名称;相近的:{near}", "give the whole name as listed; near ones: {near}"),
    ),
    "I91": Entry(
        "note",
        Text("有 {count} 个文件不是表格,没有读:{files}", "{count} files are no tables and were not read: {files}"),
        Text("如果里面有数,这些数没有装入", "figures in them have not been loaded"),
        Text("只是附件的,不需处理", "nothing to do for mere attachments"),
    ),
    "I52": Entry(
        "warning",
        Text(
            "“{name}”与“{other}”({first})可能是同一个单位:{score} 分({reasons})",
            "“{name}” and “{other}” ({first}) may be one unit: score {score} ({reasons})",
        ),
        Text(
            "同一所学校登记两次,会被算作两所,应报的也多一家",
            "a school that is registered twice counts twice, and one more return is due than can come",
        ),
        Text(
            "由人核对;是同一个的,撤销其中一个并写明承继机构;程序不会自行合并",
            "a person has to look; if they are one, close one and name its successor; nothing is merged by itself",
        ),
    ),
    "I53": Entry(
        "warning",
        Text("“{name}”的{kind}“{code}”有误:{what}", "“{name}”: the {kind} “{code}” is wrong: {what}"),
        Text("代码录错一位就是另一个单位,或谁也不是", "one wrong sign makes it another unit, or none"),
        Text("对照证书更正", "correct it from the certificate"),
    ),
    "I54": Entry(
        "warning",
        Text("区划代码 {code}“{name}”可疑:{what}", "division code {code} “{name}” is doubtful: {what}"),
        Text("按代码归属上级时会归错地方", "by its code it would be counted in the wrong place"),
        Text("对照当年的区划代码表更正", "correct it from the year's list of division codes"),
    ),
    "I55": Entry(
        "warning",
        Text("“{name}”:{what}", "“{name}”: {what}"),
        Text("没有代码或名称就不能与别的表对上", "without code or name it cannot be matched with other tables"),
        Text("补上,或说明它为什么没有(如功能区)", "add it, or say why there is none (a development zone)"),
    ),
    "I56": Entry(
        "warning",
        Text("一张表里混有几个层级:{levels}", "several levels stand in one table: {levels}"),
        Text("整列相加会重复计算", "adding up a column would count everybody twice"),
        Text("按层级分开,或只取一个层级", "split it by level, or take one level only"),
    ),
    "I57": Entry(
        "warning",
        Text("经纬度“{cell}”不在地球上", "the coordinates “{cell}” are not on the globe"),
        Text("不能据此算距离", "no distance can be computed from them"),
        Text("检查是否颠倒或缺小数点", "check for swapped columns or a lost decimal point"),
    ),
    "I58": Entry(
        "error",
        Text(
            "代码 {code} 出现两次:“{name}”和“{other}”({first})",
            "the code {code} stands twice: “{name}” and “{other}” ({first})",
        ),
        Text("一个代码只能属于一个单位", "a code can belong to one unit only"),
        Text("更正代码,或删去重复的一行", "correct the code, or remove the second line"),
    ),
    "I59": Entry(
        "error",
        Text("看不出这是一张单位名录", "it cannot be seen that this is a list of units"),
        Text("至少要有名称和另一列", "it needs a column of names and one more"),
        Text(
            "表头写 {known} 等,或用 --column 指出,如 --column name=校名",
            "use headings such as {known}, or name the columns: --column name=HEADING",
        ),
    ),
}
