"""Problems of the structure of reports (R50 to R69). Floor: core.base; data only."""

from jiaodu.core.base.problems import Entry
from jiaodu.core.base.text import Text

ENTRIES: dict[str, Entry] = {
    "R50": Entry(
        "error",
        Text(
            "正文{found}字,超过{limit}字的上限{over}字;从这里起超出",
            "the body has {found} characters, {over} more than the limit of {limit}; it is passed here",
        ),
        Text("超过字数的报告会被退回", "a report that is too long is sent back"),
        Text("压缩,或把数据移到附表", "shorten it, or move data into an annexed table"),
    ),
    "R51": Entry(
        "warning",
        Text("{name}在正文里没有一句话", "{name} has no sentence in the body"),
        Text(
            "评价按重点逐项进行,没有写的按没有做",
            "the evaluation goes focus by focus; what is not written counts as not done",
        ),
        Text("补写;责任部门:{departments}", "add it; departments: {departments}"),
    ),
    "R52": Entry(
        "warning",
        Text("没有提到{name}", "there is no word on {name}"),
        Text("这是评价会问到的职责{doubt}", "it is a duty that the evaluation asks about{doubt}"),
        Text(
            "写明做了什么、有多少;确实没有的,说明原因",
            "say what was done and how much, or why there is none",
        ),
    ),
    "R53": Entry(
        "warning",
        Text("{name}提到{count}处,没有一个数字", "{name} is mentioned ({count}×) without any figure"),
        Text("没有数字就无法核实,也无法与上年和标准比较", "without a figure it cannot be verified or compared"),
        Text("补上数字、时点和口径", "add figures with reference date and scope"),
    ),
    "R54": Entry(
        "warning",
        Text("“{number}”没有绑定数据", "“{number}” is bound to no figure"),
        Text(
            "数据更新或更正时,这个数字不会跟着变,也查不到出处",
            "when the data change this number will not, and nobody can tell where it came from",
        ),
        Text("在模板里写成 [[指标]],或注明出处", "write it as [[indicator]] in the template, or state its source"),
    ),
    "R55": Entry(
        "note",
        Text("文中{count}个数字都没有绑定数据", "none of the {count} numbers of the text is bound to data"),
        Text("没有出处的数字只能靠人工核对", "numbers without a source can only be checked by hand"),
        Text(
            "用 jiaodu claims check 核对数字,或用 jiaodu report write 从数据写出报告",
            "check them with jiaodu claims check, or write the report from data with jiaodu report write",
        ),
    ),
    "R56": Entry(
        "warning",
        Text("措施“{name}”没有期限", "the measure “{name}” has no deadline"),
        Text(
            "整改方案要有时限;没有期限的措施无法检查",
            "a rectification plan needs time limits; a measure without one cannot be checked",
        ),
        Text("写明何时完成,如“2020年12月底前”", "say by when, as in “by December 2020”"),
    ),
    "R57": Entry(
        "warning",
        Text("措施“{name}”没有责任单位", "the measure “{name}” has no responsible unit"),
        Text("没有责任单位就没有人对结果负责", "without one nobody answers for the result"),
        Text("写明牵头单位和配合单位", "name the unit that leads and those that help"),
    ),
    "R58": Entry(
        "warning",
        Text("问题“{name}”没有对应的措施", "no measure answers the problem “{name}”"),
        Text("每个问题都要有整改措施", "every problem needs a measure"),
        Text(
            "补写措施;已有的,用同样的说法写明对应哪个问题",
            "add one, or name the problem in the same words where there is one",
        ),
    ),
    "R59": Entry(
        "note",
        Text("措施“{name}”没有对应的问题", "the measure “{name}” answers no problem"),
        Text("读者看不出为什么要做这件事", "readers cannot tell why it is to be done"),
        Text("写明它针对的问题,或移到工作计划", "name the problem that it answers, or move it to the plan of work"),
    ),
    "R60": Entry(
        "error",
        Text(
            "标题写的是{titled}年,报告写的是{year}年度;正文的年份:{body}",
            "the title says {titled}, the report is about {year}; years in the body: {body}",
        ),
        Text("年份不一致的报告会被当成另一年的", "a report whose years differ is taken for that of another year"),
        Text("统一标题和正文的年度", "use one year in title and text"),
    ),
    "R61": Entry(
        "warning",
        Text("{year}年度报告的成效里写了以后的事:{later}", "the achievements of {year} tell of a later time: {later}"),
        Text("不在评价年度内的工作不能作为该年度的成效", "what was done outside the evaluated year is no result of it"),
        Text("注明时点,或移到别处", "state the date, or move it"),
    ),
    "R62": Entry(
        "warning",
        Text("写了“{word}”,没有数字", "“{word}” is said without a figure"),
        Text("增长多少、与什么比,都没有说", "it is not said by how much or against what"),
        Text("写明本年、上年和增幅", "give this year, the year before and the growth"),
    ),
    "R63": Entry(
        "warning",
        Text("写了“{word}”,没有数字", "“{word}” is said without figures"),
        Text("是否达到要求,看不出来", "whether the requirement is met cannot be seen"),
        Text("写明两边的数值", "give both values"),
    ),
    "R64": Entry(
        "note",
        Text("有{count}个不精确的数字:{names}", "{count} figures are not exact: {names}"),
        Text(
            "近、余、多、以上的数字不能与标准精确比较",
            "a figure with near, over or at least cannot be compared exactly",
        ),
        Text("能写准确数的写准确数,并注明时点", "where the exact figure is known, write it with its date"),
    ),
    "R65": Entry(
        "warning",
        Text("成效里写了{name}:{words}", "among the achievements: {name}: {words}"),
        Text("{reason}", "{reason}"),
        Text("{instead}", "{instead}"),
    ),
    "R66": Entry(
        "warning",
        Text("标题“{heading}”的次序不对:{detail}", "the heading “{heading}” is out of order: {detail}"),
        Text("可能漏了一节或重复了一节", "a section may be missing or doubled"),
        Text("核对并重排序号", "check and number anew"),
    ),
    "R67": Entry(
        "warning",
        Text("用语:{name}:{words}", "wording: {name}: {words}"),
        Text("{reason}", "{reason}"),
        Text("{instead}", "{instead}"),
    ),
    "R68": Entry(
        "error",
        Text("{name}:{words}", "{name}: {words}"),
        Text("报告还没有写完", "the report is not finished"),
        Text("补上内容,或删去这句话", "fill it in, or drop the sentence"),
    ),
    "R69": Entry(
        "warning",
        Text("没有找到“{part}”部分", "no part on {part} was found"),
        Text("自评报告应有成效、问题、措施三部分", "a self-evaluation has three parts: results, problems, measures"),
        Text("补上,或用通行的名称作标题", "add it, or give it a usual heading"),
    ),
}
