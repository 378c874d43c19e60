"""Problems of what a text's numbers claim (K). Floor: core.base; data only."""

from jiaodu.core.base.problems import Entry
from jiaodu.core.base.text import Text

_WRONG = Text("数字前后对不上，读者会怀疑全部数字", "figures that do not agree cast doubt on all the others")
_CHECK = Text("核对原始数据，改正其中写错的一个", "look up the data and put the wrong figure right")
_NOTE = Text("在文中或脚注写明口径", "say in the text or a footnote how it is counted")

ENTRIES: dict[str, Entry] = {
    "K01": Entry("error", Text("“{printed}”与两期数对不上：{arithmetic}", "“{printed}” does not follow from the two levels: {arithmetic}"), _WRONG, _CHECK),
    "K02": Entry("error", Text("“{printed}”与两数之差对不上：{arithmetic}", "“{printed}” is not the difference: {arithmetic}"), _WRONG, _CHECK),
    "K03": Entry("error", Text("占比“{printed}”对不上：{arithmetic}", "the share “{printed}” does not come out: {arithmetic}"), _WRONG, _CHECK),
    "K04": Entry("error", Text("合计“{printed}”与各分项对不上：{arithmetic}", "the total “{printed}” is not the sum of its parts: {arithmetic}"), _WRONG, _CHECK),
    "K05": Entry("error", Text("“{printed}”与两数之比对不上：{arithmetic}", "“{printed}” is not the ratio: {arithmetic}"), _WRONG, _CHECK),
    "K06": Entry("error", Text("年均“{printed}”与全期增长对不上：{arithmetic}", "“{printed}” a year does not make the growth over the whole: {arithmetic}"), _WRONG, _CHECK),
    "K07": Entry("error", Text("年数对不上：{arithmetic}", "the number of years does not come out: {arithmetic}"), _WRONG, _CHECK),
    "K08": Entry("error", Text("列举与个数对不上：{arithmetic}", "a list and its number differ: {arithmetic}"), _WRONG, Text("数一数列举的项目", "count the items of the list")),
    "K09": Entry("error", Text("与目标或标准的比较不成立：{arithmetic}", "a comparison with a target or standard does not hold: {arithmetic}"), Text("是否达标是评价的结论，写反就是错误的结论", "whether a standard is met is what the evaluation is for"), _CHECK),
    "K10": Entry("error", Text("不可能的数：{arithmetic}", "an impossible figure: {arithmetic}"), _WRONG, _CHECK),
    "K11": Entry("error", Text("部分与总数的大小不合理：{arithmetic}", "part and whole are in the wrong order: {arithmetic}"), _WRONG, _CHECK),
    "K12": Entry("error", Text("总体不在各部分之间：{arithmetic}", "a mean outside its parts: {arithmetic}"), Text("总体是各部分的加权平均，必在其间", "a whole is a weighted mean of its parts and lies between them"), _CHECK),
    "K13": Entry("warning", Text("升降与数字不一致：{arithmetic}", "direction and figures differ: {arithmetic}"), Text("读者会把降看成升", "a reader takes a fall for a rise"), Text("改用“下降”并写正数", "write “fell by” and a positive figure")),
    "K14": Entry("warning", Text("同一指标写了两个数：{arithmetic}", "one measure with two values: {arithmetic}"), Text("同年同口径只能有一个数", "one year and scope has one value"), Text("改成同一个数，或写明口径、时点的不同", "make them one, or say how they differ")),
    "K15": Entry("warning", Text("标题年份与正文年份不同：{arithmetic}", "title and body are of different years: {arithmetic}"), Text("报告年度要与数据年度分清", "the year of the report and that of its data must be told apart"), Text("统一年份，或写明数据年度", "use one year, or say of which year the data are")),
    "K16": Entry("error", Text("比较的年份不对：{arithmetic}", "a wrong year of comparison: {arithmetic}"), _WRONG, Text("核对基期年份", "look up the year compared with")),
    "K17": Entry("warning", Text("百分点写成了百分比：{arithmetic}", "per cent where percentage points may be meant: {arithmetic}"), Text("84% 提高 39% 与提高 39 个百分点相差很大", "84 % up by 39 % and up by 39 points are far apart"), Text("比率的差写“个百分点”", "write percentage points for a difference of rates")),
    "K18": Entry("warning", Text("缺单位：{arithmetic}", "a unit is missing: {arithmetic}"), Text("没有单位的数不能核对", "a figure without a unit cannot be checked"), Text("补上单位", "add the unit")),
    "K19": Entry("warning", Text("须说明口径：{arithmetic}", "a note is needed: {arithmetic}"), Text("超过 100% 的比率读者会当成差错", "a rate above 100 % looks like a mistake"), _NOTE),
    "K20": Entry("warning", Text("尚未完成的工作写在成效里：“{printed}”", "work that is not done yet among the achievements: “{printed}”"), Text("研究、筹备、探索不是成效，只能算计划", "to draft, prepare or explore is a plan, no achievement"), Text("移到下一步措施，写明时限和责任单位", "move it to the measures, with deadline and responsible unit")),
    "K21": Entry("note", Text("全称判断，没有数字：“{printed}”", "a universal claim without a figure: “{printed}”"), Text("一个反例就能推翻", "one counter-example refutes it"), Text("写出总数和达到的个数", "give the total and how many reach it")),
    "K22": Entry("warning", Text("说了变化，没有数字：“{printed}”", "a change is claimed without a figure: “{printed}”"), Text("没有数字就无从核对", "what has no figure cannot be checked"), Text("写出两年的数和增幅", "give both years' values and the growth")),
    "K24": Entry("note", Text("末位相差一：{arithmetic}", "off by one in the last digit: {arithmetic}"), Text("多半是截尾或由未取整的数算出", "it was probably cut off, or made from unrounded data"), Text("按四舍五入重算末位", "round the last digit anew")),
    "K25": Entry("warning", Text("两个数不可比：{arithmetic}", "two figures that cannot be compared: {arithmetic}"), Text("时点不同的率相减没有意义", "rates of different dates must not be subtracted"), Text("写明各自的统计时点，不作升降比较", "state the date of each and compare neither")),
    "K30": Entry("error", Text("“{printed}”与数据库不符：{arithmetic}", "“{printed}” is not what the store says: {arithmetic}"), Text("报告和数据必须是同一个数", "a report and its data must have one figure"), Text("用 jiaodu why 查出处，改正报告或数据", "look at its source with jiaodu why; put the report or the data right")),
    "K31": Entry("warning", Text("“{printed}”口径不同：{arithmetic}", "“{printed}” is of another scope: {arithmetic}"), Text("两个口径的数并存，读者不知哪个为准", "with two scopes side by side, nobody knows which holds"), _NOTE),
    "K32": Entry("warning", Text("“{printed}”已过期：{arithmetic}", "“{printed}” is stale: {arithmetic}"), Text("数据更正之后报告没有跟着改", "the data were corrected and the report was not"), Text("改成新数，或写明统计时点", "use the new figure, or state the date")),
    "K33": Entry("warning", Text("“{printed}”须加说明：{arithmetic}", "“{printed}” needs a note: {arithmetic}"), Text("超出常见范围的数没有说明，会被当成差错", "an unusual figure without a note looks like a mistake"), _NOTE),
    "K34": Entry("warning", Text("“{printed}”没有依据：{arithmetic}", "“{printed}” has no support: {arithmetic}"), Text("数据库里没有能支持它的数", "nothing in the store supports it"), Text("装入数据，或写明出处", "load the data, or state the source")),
    "K35": Entry("note", Text("“{printed}”对应哪个指标不能确定，候选：{arithmetic}", "it is not certain of which indicator “{printed}” speaks; candidates: {arithmetic}"), Text("拿不准就不判断", "what is not certain is not judged"), Text("在文中写出指标全称，或把别名写进框架包", "write the indicator's full name, or add the synonym to the pack")),
    "K36": Entry("error", Text("标准写的是“{printed}”，现行标准不同：{arithmetic}", "the standard in force is not “{printed}”: {arithmetic}"), Text("引用的标准错了，结论就错了", "with a wrong standard the finding is wrong"), Text("核对条文", "look up the article")),
}  # fmt: skip
