"""Problems of reports (R). Floor: core.base; data only."""

from jiaodu.core.base.problems import Entry
from jiaodu.core.base.text import Text

ENTRIES: dict[str, Entry] = {
    "R01": Entry(
        "error",
        Text("框架包 {pack} 没有报告模板", "the pack {pack} has no report template"),
        Text("没有模板就不知道报告写什么", "without one it is not said what the report contains"),
        Text(
            "在 report/ 里写出该版本的模板,或换一个框架包",
            "write the edition's template in report/, or choose another pack",
        ),
    ),
    "R30": Entry(
        "error",
        Text("Word 文件读不了:{detail}", "the Word file cannot be read: {detail}"),
        Text("文件损坏,或内容与扩展名不符", "it is damaged or not what its name says"),
        Text(
            "用 Word、WPS 或 LibreOffice 打开,另存为 .docx 再试",
            "open it in Word, WPS or LibreOffice and save it as .docx",
        ),
    ),
    "R31": Entry(
        "error",
        Text("Word 文件有打开密码", "the Word file is protected by a password"),
        Text("加密的内容无法读取,也不能更新", "encrypted content can neither be read nor updated"),
        Text("去掉密码后另存", "save a copy without the password"),
    ),
    "R32": Entry(
        "error",
        Text("不能用这种文件:{kind}", "this kind of file cannot be used: {kind}"),
        Text("只读写不带宏、没有签名的 .docx", "only .docx files without macros and signatures are read and written"),
        Text(
            "另存为 .docx;有签名的,更新后重新签", "save it as .docx; a signed one must be signed again after an update"
        ),
    ),
    "R33": Entry(
        "error",
        Text("Word 文件太大:{size},上限 {limit}", "the Word file is too large: {size}; the limit is {limit}"),
        Text("展开它会耗尽内存", "unpacking it would exhaust memory"),
        Text("压缩图片,或删去不属于报告的内容", "compress the pictures, or remove what is no part of the report"),
    ),
    "R34": Entry(
        "error",
        Text("文件里没有一个认得出的数字", "the file has no figure that can be told"),
        Text(
            "书签、控件都不在,数值和上下文也对不上,说不出数字是否过期",
            "there are neither bookmarks nor controls, and no value in its context; what is stale cannot be said",
        ),
        Text("确认是 report write 写出的文件或其改稿", "check that report write made it, or what it was made from"),
    ),
    "R35": Entry(
        "error",
        Text("看不出是哪一份报告", "it cannot be told which report this is"),
        Text(
            "文件里没有报告版次的编号,不知道当时印了什么",
            "it carries no id of an edition; what was printed is not known",
        ),
        Text(
            "用 --edition 指明版次,或用 --pack、--org、--period 指明报告",
            "name the edition with --edition, or the report with --pack, --org and --period",
        ),
    ),
    "R36": Entry(
        "error",
        Text("“{name}”过期:文中 {text},现在 {now}", "“{name}” is stale: it says {text}, now {now}"),
        Text("报告会印出已经更正的数", "the report would print a number that has been corrected"),
        Text("加 --update 更新,并核对所在的句子", "update it with --update, and look at its sentence"),
    ),
    "R37": Entry(
        "error",
        Text("“{name}”被手改:文中 {text},应为 {now}", "“{name}” was typed over: it says {text}, the value is {now}"),
        Text("手改的数没有出处,核对不了", "a number typed by hand has no source and cannot be checked"),
        Text(
            "改回原数;原数有误的,更正数据后重新装入",
            "put the number back; if the number is wrong, correct the data and load them again",
        ),
    ),
    "R38": Entry(
        "warning",
        Text("“{name}”在文中:{state}", "“{name}” in the file: {state}"),
        Text("报告应有的数字没有了", "a figure that the report should have is missing"),
        Text("确认是有意删去的", "check that it was left out on purpose"),
    ),
    "R39": Entry(
        "warning",
        Text("“{name}”(文中 {text})不是现在这份报告的数字", "“{name}” (it says {text}) is no figure of today's report"),
        Text(
            "可能从别的报告粘来,或模板已不用它;它不会被更新",
            "it may come from another report, or the template has dropped it; it is never updated",
        ),
        Text("删去,或改用本报告的数字", "remove it, or use a figure of this report"),
    ),
    "R10": Entry(
        "error",
        Text(
            "框架包 {pack} 没有给这个单位({level})的报告模板;有模板的层级:{known}",
            "the pack {pack} has no report template for this unit ({level}); levels with one: {known}",
        ),
        Text("不同层级、不同类别的单位报告不同的内容", "units of different levels and kinds report different things"),
        Text(
            "换一个单位、模板或框架包,或在 report/<版本>/ 里写出给它的模板",
            "choose another unit, template or pack, or write one for it in report/<edition>/",
        ),
    ),
    "R11": Entry(
        "error",
        Text(
            "框架包 {pack} 没有报告模板“{name}”;有:{known}",
            "the pack {pack} has no report template “{name}”; it has: {known}",
        ),
        Text("不知道报告写什么", "it is not said what the report contains"),
        Text("换一个名字,或不写,由层级决定", "choose another name, or none: the level decides"),
    ),
    "R12": Entry(
        "warning",
        Text("报告里“{name}”没有数:{reason}", "the report has no number for “{name}”: {reason}"),
        Text(
            "句子里印的是原因,不是数;没有报不等于零",
            "the sentence carries the reason instead of a number; not reported is not zero",
        ),
        Text(
            "补报数据;确实没有的,在模板里改写这句话",
            "report the data; where there is none, let the template say it differently",
        ),
    ),
    "R13": Entry(
        "error",
        Text("报告模板里的“{{{name}}}”不认识", "“{{{name}}}” of the report template is not known"),
        Text("它会原样印在报告里", "it would be printed as it stands"),
        Text("可以写:{known}", "what can be written: {known}"),
    ),
    "R14": Entry(
        "error",
        Text("报告模板的“{name}”印不出来:{detail}", "“{name}” of the report template cannot be printed: {detail}"),
        Text("报告里永远没有这个数", "the report would never have this number"),
        Text("改写这个引用", "write another reference"),
    ),
    "R15": Entry(
        "warning",
        Text("问题“{name}”的措施{lacking}", "the measure for “{name}” states {lacking}"),
        Text(
            "没有时限和责任单位的措施无法督办",
            "nobody can follow up a measure without a deadline and a responsible unit",
        ),
        Text(
            "在 duties/ 的 problems 里写 deadline 和 department;来源没有写明的,不要代写",
            "state deadline and department under problems in duties/; invent none that the source does not state",
        ),
    ),
}
