"""Problems of rounds (W01 to W19), of forms filled in on the web (W20 to W49) and of approval (W50 to W79). Floor: core.base; data only."""

from jiaodu.core.base.problems import Entry
from jiaodu.core.base.text import Text

ENTRIES: dict[str, Entry] = {
    "W01": Entry("error", Text("还缺{what}", "{what} is missing"), Text("没有它,一轮评价开启不了", "without it the round cannot be opened"), Text("补上后再试", "give it and try again")),
    "W02": Entry("error", Text("{packs} 里没有表“{form}”", "{packs} has no form “{form}”"), Text("任务按表布置", "tasks are set by form"), Text("从列出的表中选", "choose among the forms listed")),
    "W03": Entry("error", Text("{org} 之下没有单位应报所选的表", "no unit below {org} owes any of the chosen forms"), Text("开启后不会有任何任务", "the round would have no task at all"), Text("先装入学校名录,或另选评价框架", "load the register of schools first, or choose another framework")),
    "W04": Entry("error", Text("期限 {day} 已经过去:{forms}", "the deadline {day} has passed: {forms}"), Text("一开启就全部逾期", "everything would be late from the first day"), Text("改一个今天或以后的日期", "choose today or a later day")),
    "W05": Entry("error", Text("“{round}”现在不能这样办", "“{round}” does not allow that now"), Text("每个状态只允许相应的操作", "each state allows what fits it"), Text("刷新页面,看这一轮现在的状态", "reload the page and look at the state of the round")),
    "W06": Entry("warning", Text("还没有 {year} 年的放假安排,{day} 是否工作日未核实", "the holidays of {year} are not known yet; whether {day} is worked is unverified"), Text("期限可能落在放假的日子", "the deadline may fall on a holiday"), Text("国务院办公厅通知发布后再核对一次", "look again when the notice of that year is out")),
    "W07": Entry("warning", Text("期限 {day} 不是工作日:{forms}", "the deadline {day} is not a working day: {forms}"), Text("当天没有人办公", "nobody is in the office that day"), Text("提前到前一个工作日,或确认就用这一天", "take the working day before, or keep it knowingly")),
    "W08": Entry("warning", Text("{count} 个单位还没有能填报的账号,如 {units}", "{count} units have no account that may fill in, for instance {units}"), Text("没有账号就没有人能填", "without an account nobody can fill in"), Text("先在“账号”中建立,或由区里代填", "make accounts first, or let the district fill in for them")),
    "W09": Entry("warning", Text("{count} 张表已在{rounds}中布置,如 {forms}", "{count} forms are asked for in {rounds} already, for instance {forms}"), Text("同一数据只应填报一次,重复布置会让基层填两遍", "the same data should be asked for once; people would fill it in twice"), Text("不勾选这些表;确需再报一次的才勾选", "leave these forms out; tick them only where they are really wanted again")),
    "W10": Entry("error", Text("{count} 项任务不能延到 {day}", "{count} tasks cannot be extended to {day}"), Text("已报送的不需要延期,延期后的日期须晚于现在的期限", "what is submitted needs no more time, and the new day lies after the present one"), Text("只选未报送的任务,另选更晚的日期", "choose tasks that are not submitted, and a later day")),
    "W11": Entry("error", Text("{day} 晚于本轮允许延期的最后一天 {last}", "{day} lies after {last}, the last day to which this round may be extended"), Text("更晚的延期由开启本轮的机构决定", "the office that opened the round decides on anything later"), Text("选 {last} 或之前的日期,或报请上级延期", "choose {last} or earlier, or ask the office above")),
    "W12": Entry("error", Text("一次选了 {count} 项任务,最多 {most} 项", "{count} tasks were chosen; at least one, at most {most}"), Text("一次办理的量有限", "what is done at once is limited"), Text("选一项以上,或分几次办", "choose some, or do it in several steps")),
    "W13": Entry("error", Text("话太长:最多 {most} 字", "the text is too long: {most} characters at most"), Text("通知要让人一眼看完", "a notice is read at a glance"), Text("写短些", "shorten it")),
    "W14": Entry("error", Text("“{text}”不是日期", "“{text}” is not a day"), Text("期限要准确到日", "a deadline is a day"), Text("写成 2026-03-31 的样子", "write it like 2026-03-31")),
    "W15": Entry("error", Text("“{user}”不能填报这项任务", "“{user}” may not fill in this task"), Text("责任人必须有权办理", "whoever is responsible must have the right to do it"), Text("选本单位有填报权限的人", "choose a person of the unit who may fill in")),
}  # fmt: skip
