"""Problems of forecasting school places (L). Floor: core.base; data only."""

from jiaodu.core.base.problems import Entry
from jiaodu.core.base.text import Text

_SKEWED = Text("预测会照着错的历史走下去", "the forecast carries a wrong history on")

ENTRIES: dict[str, Entry] = {
    "L01": Entry("error", Text("{org} 的出生数小于 0：{years}", "births of {org} are below zero: {years}"), _SKEWED, Text("更正出生数；在更正前这些年不用", "correct the births; until then these years are not used")),
    "L02": Entry("warning", Text("{org} 缺出生数：{years}", "births of {org} are missing: {years}"), Text("缺出生数的区县只能按以往入学数推算，三年以后误差明显变大", "without births entry can only follow the past, and errors grow clearly after three years"), Text("装入这些年的出生人口", "load the births of these years")),
    "L03": Entry("error", Text("只有 {years} 个学年的数据，至少要 {needed} 个", "there are {years} school years of data and at least {needed} are needed"), Text("历史太短，就没有回测误差，没有误差的预测不打印", "with so short a history no past forecast can be tested, and none is printed without its error"), Text("装入更早学年的班级与学生数", "load pupils by grade of earlier years")),
    "L04": Entry("warning", Text("{org} 最近学年（{year}）没有数据，沿用 {used}", "{org} has no data of the last year ({year}); {used} is used"), Text("这些学校的预测少了一年的信息", "its forecast knows a year less"), Text("催报这一年的数，再预测一次", "ask for this year's return and forecast again")),
    "L05": Entry("warning", Text("{gone} 在 {year} 年没有了学生，{came} 同年出现、人数相近：可能是同一所学校换了代码", "{gone} lost all pupils in {year} and {came} began with about as many: perhaps one school with a new code"), Text("换了代码的学校会被当成一撤一建，升级率断开", "a school with a new code is taken for one closed and one opened, and its ratios break off"), Text("在名录中给原代码写撤销日期和承继机构代码", "write closing day and successor on the old code in the register")),
    "L06": Entry("note", Text("{org} 已没有学生（最后有学生的学年 {year}，{pupils} 人），预测为 0", "{org} has no pupils any more (last in {year}: {pupils}); its forecast is 0"), Text("撤并是事件，不会由趋势恢复", "a closure is an event, no trend brings the school back"), Text("若仍在办学，补报数据", "if it still runs, send the missing return")),
    "L07": Entry("error", Text("{org} {year} 年“{grade}”{pupils} 人，恰等于其余各年级之和：像是合计", "{org} {year}: {grade} has {pupils} pupils, just the sum of all other grades: it reads like a total"), Text("合计当成一个年级，学生数就翻一倍", "a total among the grades doubles the pupils"), Text("删去合计行，或改正年级", "remove the total or correct the grade")),
    "L08": Entry("warning", Text("{org} {year} 年“{grade}”没有学生，上一年级前一年有 {pupils} 人", "{org} {year}: nobody in {grade}, though {pupils} were in the grade below a year before"), Text("整个区县的一届学生不会消失，多半是漏报", "a whole cohort of a district does not vanish; it was most likely left out"), Text("补报这一年级的人数", "send the missing numbers of this grade")),
    "L09": Entry("error", Text("框架中没有可用的学位预测定义“{name}”", "the framework has no forecast of places {name}"), Text("预测要知道读哪些指标、几岁入学、标准班额多大", "a forecast must know which indicators to read, who enters and how large a class is"), Text("用 --pack school-places，或在框架包的 places/ 中定义；已有：{known}", "use --pack school-places, or define one in places/ of a pack; known: {known}")),
    "L10": Entry("error", Text("{org} 没有可预测的学校或区县", "{org} has no schools or districts to forecast"), Text("没有学生数就没有预测", "without pupils there is no forecast"), Text("核对代码；装入班级与学生数", "look at the code; load pupils by grade")),
    "L11": Entry("error", Text("不能预测 {years} 年，可以是 1 至 {most} 年", "{years} years cannot be forecast, 1 to {most} can"), Text("再远的学生还没有出生，也没有检验过", "further off, nobody is born yet and nothing was ever tested"), Text("改用 --years 1 至 {most}", "use --years 1 to {most}")),
    "L12": Entry("warning", Text("{years} 学年没有任何数据", "there are no data at all of the school years {years}"), Text("缺一年，前后两个升级率都断开", "a year left out breaks the ratios on both sides"), Text("装入这些学年的班级与学生数", "load pupils by grade of these years")),
    "L13": Entry("warning", Text("{number} 所学校上面没有区县，如 {org}", "{number} schools stand under no district, such as {org}"), Text("它们只能合在一起预测，也没有出生数", "they are forecast as one lump, without births"), Text("在名录中写上级代码", "write the parent code in the register")),
    "L14": Entry("warning", Text("要求预测 {asked} 年，历史只够检验 {tested} 年，只给出 {tested} 年", "{asked} years were asked for; the history can test {tested}, and no more are given"), Text("没有检验过的预测没有误差可说", "a forecast that was never tested has no error to state"), Text("装入更早学年的数据", "load earlier school years")),
}  # fmt: skip
