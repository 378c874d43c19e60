"""Problems of editions of reports, their comparison and their archive (R40 to R49). Floor: core.base; data only."""

from jiaodu.core.base.problems import Entry
from jiaodu.core.base.text import Text

ENTRIES: dict[str, Entry] = {
    "R40": Entry(
        "error",
        Text("数据库 {store} 里没有报告版次 {edition}", "the store {store} keeps no edition {edition} of a report"),
        Text(
            "没有当时的记录,就不知道报告印了什么、凭什么印",
            "without its record it is not known what the report printed, and from what",
        ),
        Text(
            "用 --store 指明写报告时的数据库;最近的版次:{known}",
            "name the store that the report was written from with --store; the latest editions: {known}",
        ),
    ),
    "R41": Entry(
        "error",
        Text("“{file}”不是 jiaodu 写出的报告:{detail}", "“{file}” is no report that jiaodu wrote: {detail}"),
        Text("认不出版次,就无法比较或归档", "an edition that is not known cannot be compared or archived"),
        Text(
            "给出 report write 写出的 .docx、.html 或 .pdf,或版次编号 ed-…",
            "give a .docx, .html or .pdf that report write made, or the id of an edition, ed-…",
        ),
    ),
    "R42": Entry(
        "error",
        Text(
            "报告版次 {edition} 的记录已损坏或被改动:{detail}",
            "the record of the edition {edition} is damaged or was changed: {detail}",
        ),
        Text("记录与编号不符,不能作为凭据", "a record that does not fit its id is no evidence"),
        Text(
            "从备份恢复这个文件,或按同一快照重写报告",
            "restore the file from backup, or write the report again from the same snapshot",
        ),
    ),
    "R43": Entry(
        "error",
        Text(
            "报告版次 {edition} 所用的框架包文件不全或已改动:{detail}",
            "the pack files behind the edition {edition} are gone or were changed: {detail}",
        ),
        Text(
            "没有当时的公式和标准,就不能按原样重算",
            "without the formulas and standards of the day it cannot be recomputed",
        ),
        Text("从备份恢复 {folder}", "restore {folder} from backup"),
    ),
    "R44": Entry(
        "error",
        Text("两个版次不能比较:{first};{second}", "the two editions cannot be compared: {first}; {second}"),
        Text(
            "只有同一单位、同一语言的报告才能逐个数字比较",
            "figure by figure, only reports of one unit in one language can be compared",
        ),
        Text("换成同一单位、同一语言的两个版次", "name two editions of one unit in one language"),
    ),
    "R45": Entry(
        "error",
        Text(
            "版次 {edition}(程序 {jiaodu})不能照原样重新排出,不同的有:{names}",
            "the edition {edition} (program {jiaodu}) does not come out as it was printed; what differs: {names}",
        ),
        Text(
            "归档的报告必须与当时印出的一样",
            "the report in the archive must be what was printed",
        ),
        Text(
            "给出当时写出的文件,归档时收入原件;或用当时的程序版本归档",
            "name the files that were written then, and they go in as they are; or archive with the program of the day",
        ),
    ),
    "R46": Entry(
        "error",
        Text("归档件不能写在数据库 {store} 里面", "an archive cannot be written inside the store {store}"),
        Text(
            "数据库里只有它自己的文件,复制它就会连归档件一起复制",
            "a store holds its own files only; a copy of it would hold its archives",
        ),
        Text("换一个目录", "choose another folder"),
    ),
    "R47": Entry(
        "error",
        Text("归档件里的“{name}”{what_is}", "“{name}” of the archive {what_is}"),
        Text("归档件已不是当初写出的样子,不能作为凭据", "the archive is not what was written and is no evidence"),
        Text("换另一份副本", "use another copy"),
    ),
    "R48": Entry(
        "error",
        Text("“{file}”不是报告的归档件:{detail}", "“{file}” is no archive of a report: {detail}"),
        Text("没有校验清单,什么也核对不了", "without its list of hashes nothing can be checked"),
        Text("给出 report archive 写出的 .zip", "give a .zip that report archive wrote"),
    ),
    "R49": Entry(
        "warning",
        Text("“{name}”没有归入:{reason}", "“{name}” was left out of the archive: {reason}"),
        Text("归档件里没有它,重算时要另找", "whoever computes again has to look for it elsewhere"),
        Text("需要时另行保存,并限制查阅", "keep it apart where it is needed, and restrict who may see it"),
    ),
}
