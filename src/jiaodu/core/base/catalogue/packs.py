"""Problems of packs (P). Floor: core.base; data only."""

from jiaodu.core.base.problems import Entry
from jiaodu.core.base.text import Text

_WRONG_FRAME = Text("框架不完整,算出来的结果不能作数", "with a broken frame no result can be relied on")

ENTRIES = {
    "P01": Entry(
        "error",
        Text("文件读不了:{detail}", "the file cannot be read: {detail}"),
        _WRONG_FRAME,
        Text("检查 YAML 的缩进、引号和编码(UTF-8)", "check the YAML's indentation, quotes and encoding (UTF-8)"),
    ),
    "P02": Entry(
        "error",
        Text("“{name}”重复出现(前一处在 {first})", "“{name}” stands twice (first at {first})"),
        Text("后一处会悄悄盖掉前一处", "the second would silently replace the first"),
        Text("改名或删去一处", "rename or remove one"),
    ),
    "P03": Entry(
        "error",
        Text("{path}:{detail}", "{path}: {detail}"),
        _WRONG_FRAME,
        Text("按 JSON Schema 修改;可用的词:{known}", "follow the JSON Schema; words that may stand here: {known}"),
    ),
    "P04": Entry(
        "error",
        Text("没有这个{kind}:“{name}”", "there is no {kind} “{name}”"),
        _WRONG_FRAME,
        Text("相近的有:{near}", "near ones: {near}"),
    ),
    "P05": Entry(
        "error",
        Text("找不到框架包“{name}”", "the pack “{name}” was not found"),
        Text("没有框架包就没有指标和标准", "without it there are no indicators and no standards"),
        Text("现有:{known};用 --packs 指定目录", "known: {known}; name another folder with --packs"),
    ),
    "P06": Entry(
        "error",
        Text("框架包“{pack}”没有版本“{edition}”", "the pack “{pack}” has no edition “{edition}”"),
        Text("每年的框架不同,不能随便换一个", "frames differ by year and cannot be exchanged"),
        Text("现有版本:{known}", "its editions: {known}"),
    ),
    "P07": Entry(
        "error",
        Text("框架包相互依赖成环:{cycle}", "packs build on each other in a circle: {cycle}"),
        _WRONG_FRAME,
        Text("去掉一处 builds_on", "remove one builds_on"),
    ),
    "P08": Entry(
        "error",
        Text("文档“{document}”没有条目“{article}”", "the document “{document}” has no article “{article}”"),
        Text("判定必须能指到条文", "a verdict must be able to name its article"),
        Text("现有条目:{known}", "its articles: {known}"),
    ),
    "P09": Entry(
        "warning",
        Text("数据项“{item}”没有任何指标、核对规则使用", "the item “{item}” is read by no indicator and no check"),
        Text("基层白填了一个数", "people fill in a number that nobody reads"),
        Text("删去,或写出用它的指标", "remove it, or write the indicator that uses it"),
    ),
    "P10": Entry(
        "error",
        Text("“{name}”的层级 {levels} 不适用:{detail}", "the levels {levels} of “{name}” do not fit: {detail}"),
        _WRONG_FRAME,
        Text("改 levels", "change levels"),
    ),
    "P11": Entry(
        "error",
        Text(
            "版本“{edition}”评价年度,但没有写明 align",
            "the edition “{edition}” evaluates a calendar year without saying align",
        ),
        Text("学年指标对应哪一年,不能默认", "which school year counts is not to be guessed"),
        Text(
            "在 pack.yaml 的版本里写 align: starts 或 ends", "write align: starts or ends in the edition of pack.yaml"
        ),
    ),
    "P12": Entry(
        "error",
        Text("样例“{name}”算出 {found},应为 {wanted}", "the worked example “{name}” gives {found} instead of {wanted}"),
        Text(
            "样例是条文的试金石:不符则公式或标准有错",
            "examples are the touchstone of a rule: formula or standard is wrong",
        ),
        Text("改公式、标准或样例", "correct the formula, the standard or the example"),
    ),
    "P13": Entry(
        "warning",
        Text("标准“{standard}”缺少样例:{missing}", "the standard “{standard}” lacks worked examples: {missing}"),
        Text(
            "刚达到、刚未达到、无法判定三种情形都要试过", "just met, just missed and not assessable must all be tried"
        ),
        Text("在 tests/ 里补上", "add them in tests/"),
    ),
    "P14": Entry(
        "error",
        Text("报告模板引用的“{name}”不存在", "the report template refers to “{name}”, which does not exist"),
        Text("报告里会出现没有来源的数字", "a figure of the report would have no source"),
        Text("相近的有:{near}", "near ones: {near}"),
    ),
    "P15": Entry(
        "error",
        Text("名称“{name}”同时属于“{first}”和“{second}”", "the name “{name}” belongs to both “{first}” and “{second}”"),
        Text("公式里用中文名时会取错", "a formula that uses the name would take the wrong one"),
        Text("改名或去掉别名", "rename one, or drop the alias"),
    ),
    "P16": Entry(
        "error",
        Text(
            "标准“{standard}”的条目日期重叠或次序不对:{detail}",
            "the dated entries of “{standard}” overlap or stand in a wrong order: {detail}",
        ),
        Text("同一天不能有两条达标线", "one day cannot have two limits"),
        Text("按日期先后排列,前一条在后一条开始时自然结束", "order them by date; an entry ends where the next begins"),
    ),
    "P19": Entry(
        "error",
        Text(
            "标准“{standard}”的 units 里,“{code}”不像 {levels} 一级单位的代码",
            "“{code}” in the units of “{standard}” is no code of a unit of {levels}",
        ),
        Text(
            "units 只认代码:写成名称或别级的代码,标准就不对任何单位判定",
            "units are told by code: with a name, or a code of another level, the standard judges nobody",
        ),
        Text('写名录里的代码,如 "110000"(加引号)', 'write the code of the register, such as "110000", in quotes'),
    ),
    "P20": Entry(
        "error",
        Text(
            "样例“{name}”用单位 {org} 试标准“{standard}”,而它只针对 {units}",
            "the worked example “{name}” tries “{standard}” on {org}, but it is only for {units}",
        ),
        Text("对别的单位,这个标准不作判定,样例试不出什么", "it judges no other unit, so the example tries nothing"),
        Text("样例里写 org: 这些单位之一", "let the example say org: one of these units"),
    ),
    "P18": Entry(
        "error",
        Text(
            "指标“{name}”的分组有 {cells} 格,上限 {limit}",
            "the breakdown of “{name}” has {cells} cells; the limit is {limit}",
        ),
        Text("这么多格的表没有人能读", "nobody can read a table of so many cells"),
        Text("减少分组项", "break down by less"),
    ),
    "P17": Entry(
        "error",
        Text("文件过大({size} 字节,上限 {limit})", "the file is too large ({size} bytes; limit {limit})"),
        Text("读取时间和内存必须有界", "reading must take bounded time and memory"),
        Text("拆成几个文件", "split it into several files"),
    ),
}
