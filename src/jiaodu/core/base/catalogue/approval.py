"""Problems of submitting, reviewing, approving and signing (W50–W79), and of the audit (A30–A39). Floor: core.base; data only."""

from jiaodu.core.base.problems import Entry
from jiaodu.core.base.text import Text

_TURN = Text("每一步都要接着上一步做，记录才前后一致", "each step follows the one before, so that the record is whole")
_SAME = Text("核准的必须是看过的那一版", "what is approved has to be what was looked at")

ENTRIES: dict[str, Entry] = {
    "W50": Entry("error", Text("现在不能{step}：这张表{state}，要{wanted}时才能办", "cannot {step} now: the form is {state}; it has to be {wanted}"), _TURN, Text("刷新页面，看它现在轮到谁办", "reload the page to see whose turn it is")),
    "W51": Entry("error", Text("这张表还一格未填", "nothing is written in this form yet"), Text("空表不是零，也不是不适用", "an empty form is neither zero nor not applicable"), Text("填好后再提交；整张表都不适用的，各项写“不适用”", "fill it in; where nothing applies, write 不适用 in each item")),
    "W52": Entry("error", Text("{round} 已经结束或还没有开启", "{round} is closed or not yet open"), Text("结束后的数据不再变动", "what is closed does not change any more"), Text("请上级机构重新开启这一轮", "ask the office above to open the round again")),
    "W53": Entry("error", Text("页面打开后，这张表又有改动", "the form has changed since the page was shown"), _SAME, Text("刷新页面，看过改动后再办", "reload the page, look at the changes, and do it again")),
    "W54": Entry("error", Text("没有写原因（至少 {least} 个字）", "no reason is given (at least {least} characters)"), Text("对方要知道改什么、为什么", "the others need to know what to mend and why"), Text("写明原因", "write the reason")),
    "W55": Entry("error", Text("批注所指的项不在这张表里，或批注没有内容：{items}", "a remark is empty or points at no item of the form: {items}"), Text("批注要能对到具体一格", "a remark has to lead to a cell"), Text("从格子旁边的批注处填写", "write remarks beside the cells")),
    "W56": Entry("warning", Text("有 {count} 格没有填：{items}", "{count} cells are blank: {items}"), Text("空格只能算“未报”，会影响完整率和判定", "a blank counts as not reported and weighs on completeness and verdicts"), Text("补上；没有数的写“不适用”“尚未产生”等", "fill them in; where there is no figure write 不适用, 尚未产生 or the like")),
    "W57": Entry("error", Text("还缺签字：{missing}", "signatures are missing: {missing}"), Text("这一轮要求签字齐全才往上报", "the round asks for them before a form goes on"), Text("请对方补齐签字，或退回", "ask for the signatures, or return the form")),
    "W58": Entry("error", Text("提交人和核准人是同一个账号", "the one who submitted cannot approve"), Text("核准要另一个人把关", "approval is a second pair of eyes"), Text("请本机构另一位同事核准", "ask a colleague to approve")),
    "W59": Entry("error", Text("这张表正在写入数据库，暂时不能改动", "the form is on its way into the store and cannot be changed"), Text("写入中的数据必须保持不变", "what is being written has to stay as it is"), Text("等一会儿刷新；一直如此请系统管理员查看", "wait and reload; if it lasts, ask the administrator")),
    "W60": Entry("error", Text("另一次核准正在写入数据库（已等 {seconds} 秒）", "another approval is being written to the store (waited {seconds} s)"), Text("一次只能有一个写入者", "the store has one writer at a time"), Text("稍后再核准一次", "approve again in a moment")),
    "W61": Entry("error", Text("任务 {task} 提交时的内容现在读不出同样的数", "what task {task} submitted can no longer be read as it was"), Text("框架包在提交之后改过，或记录被改动", "the packs changed after it was submitted, or the record was altered"), Text("退回重填；记录被改动的，用 jiaodu audit verify 查", "return it; for an altered record run jiaodu audit verify")),
    "W62": Entry("error", Text("学校填报的表要先由区级审核", "what a school hands in is reviewed by the district first"), _TURN, Text("请区级督导机构先审核", "ask the district office to review it")),
    "W63": Entry("error", Text("{capacity} 已经签过这一版", "the {capacity} has signed this version already"), Text("一版只签一次", "a version is signed once in each capacity"), Text("要改，先退回重新提交，再签新的一版", "to change it, return the form; the next version is signed anew")),
    "W64": Entry("error", Text("没有写签字人姓名", "the signer's name is missing"), Text("签字要能对到人", "a signature has to lead to a person"), Text("写上姓名", "write the name")),
    "W65": Entry("error", Text("扫描件不能用：{detail}", "the scan cannot be used: {detail}"), Text("扫描件是签字盖章的凭据", "the scan is the proof of signature and seal"), Text("上传不超过 {limit} MB 的 PDF、JPG 或 PNG", "upload a PDF, JPG or PNG of at most {limit} MB")),
    "W66": Entry("error", Text("这一版里删去了 {count} 行已核准的记录，数据库只能改、不能删", "{count} approved rows are gone in this version; the store corrects records and removes none"), Text("删去的行会继续算在内", "the rows that are gone would still count"), Text("保留这些行，把各项写“不适用”，再提交", "keep the rows with 不适用 in their items, and submit again")),
    "A30": Entry("error", Text("审计链在第 {number} 行断开（前 {lines} 行完好）", "the audit chain breaks at line {number} ({lines} lines before it hold)"), Text("这一行或它前面的内容在写下之后被改动、删去或插入", "this line or what stands before it was changed, removed or put in after it was written"), Text("停止使用，保留现场，与备份和外存的校验值比对", "stop, keep everything as it is, compare with backups and hashes kept elsewhere")),
    "A31": Entry("error", Text("审计链最后的校验值不是 {expected}", "the audit chain does not contain the hash {expected}"), Text("链尾被截去或整条链被重写", "the end was cut off, or the whole chain was written anew"), Text("与备份比对", "compare with a backup")),
    "A32": Entry("error", Text("读不到操作日志：{detail}", "the audit cannot be read: {detail}"), Text("没有读到，就不能说它完好", "what was not read cannot be said to hold"), Text("用 --data 指明部署目录；数据库在别处的，设好 JIAODU_DATABASE_URL", "name the deployment's folder with --data; for a database elsewhere set JIAODU_DATABASE_URL")),
}  # fmt: skip
