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
}  # fmt: skip
