"""Problems of values and verdicts (V). Floor: core.base; data only."""

from jiaodu.core.base.problems import Entry
from jiaodu.core.base.text import Text

ENTRIES = {
    "V01": Entry(
        "warning",
        Text(
            "{org} {period} {item}:{first_source} {first},{second_source} {second},两个来源不一致",
            "{org} {period} {item}: {first_source} says {first}, {second_source} says {second}",
        ),
        Text(
            "同一个数有两个说法;判定用“{first_source}”。口径:{first_scope};{second_scope}",
            "one number has two versions; verdicts use “{first_source}”. Scope: {first_scope}; {second_scope}",
        ),
        Text(
            "核对两处并写明差异原因:{first_place};{second_place}",
            "compare both and write down the reason: {first_place}; {second_place}",
        ),
    ),
    "V02": Entry(
        "warning",
        Text(
            "{org} {period} {indicator} 的分母为 0,没有值",
            "{org} {period} {indicator}: the denominator is 0, there is no value",
        ),
        Text("除以 0 不是无穷大,更不是达标", "division by 0 is not infinity and does not meet a limit"),
        Text("检查分母所用的数据项", "check the items of the denominator"),
    ),
    "V03": Entry(
        "warning",
        Text(
            "{period} {item}:应报 {due} 个单位,{blank} 个没有数",
            "{period} {item}: of {due} due units {blank} have no value",
        ),
        Text(
            "缺的数不当作 0:用到它的 {indicators} 个指标无法判定",
            "missing is not zero: {indicators} indicators that read it are not assessable",
        ),
        Text(
            "补报,或注明缺的原因(不适用、尚未产生等);例如 {units}",
            "report it, or state why it is missing; for instance {units}",
        ),
    ),
    "V04": Entry(
        "warning",
        Text(
            "{org} {period} {indicator} 为 {value},超出合理范围,须有书面说明",
            "{org} {period} {indicator} is {value}, outside its plausible range: a written explanation is needed",
        ),
        Text("{why}", "{why}"),
        Text(
            "核对数据;确属实情的,在报送表“说明”栏写明口径和原因",
            "check the data; where they are right, write scope and reason into the note column",
        ),
    ),
    "V05": Entry(
        "warning",
        Text(
            "{org} {period}:{left_name} {left} 与 {right_name} {right} 相差 {difference},超过允许的 {within}",
            "{org} {period}: {left_name} {left} and {right_name} {right} differ by {difference}, more than {within}",
        ),
        Text("{why}", "{why}"),
        Text("{remedy}{elsewhere}", "{remedy}{elsewhere}"),
    ),
    "V06": Entry(
        "warning",
        Text(
            "{indicator} {period} 与上期的统计时点({earlier}、{later})不相隔一期,不能比较",
            "{indicator} {period}: the reference dates ({earlier}, {later}) are not one period apart and cannot be compared",
        ),
        Text("不同时点的数相比没有意义", "figures of different reference dates are not comparable"),
        Text("取同一时点的数", "take figures of the same reference date"),
    ),
    "V07": Entry(
        "warning",
        Text(
            "{org} 不在 {period} 的应报范围内,但报了表“{form}”",
            "{org} is not due in {period} but has reported form “{form}”",
        ),
        Text("它的数不计入任何指标", "its figures enter no indicator"),
        Text(
            "更正机构登记(开办、撤销、层级、类别),或删去这条记录",
            "correct the register (opening, closing, level, kind), or remove the record",
        ),
    ),
    "V09": Entry(
        "warning",
        Text(
            "{org} {period} {item}:主来源“{leading}”有记录但此项为空,而“{other}”为 {value}",
            "{org} {period} {item}: the leading source “{leading}” has a record without this item; “{other}” says {value}",
        ),
        Text("主来源的空格不会悄悄换成别处的数", "a blank of the leading source is not silently replaced"),
        Text(
            "在主来源补报,或在框架包里调整来源次序",
            "report it in the leading source, or reorder the sources in the pack",
        ),
    ),
    "V10": Entry(
        "error",
        Text("没有机构“{org}”", "there is no organisation “{org}”"),
        Text("没有对象就没有结果", "without a unit there is no result"),
        Text("相近的有:{near};机构由登记表装入", "near ones: {near}; organisations come with the register"),
    ),
    "V11": Entry(
        "error",
        Text("“{org}”({level})没有这一层级的指标或标准", "“{org}” ({level}) has no indicator or standard at its level"),
        Text("框架只对规定的层级作出判定", "a frame judges the levels it names only"),
        Text("此框架的层级:{levels}", "levels of this frame: {levels}"),
    ),
    "V12": Entry(
        "error",
        Text("没有指标“{name}”", "there is no indicator “{name}”"),
        Text("没有公式就没有值", "without a formula there is no value"),
        Text("相近的有:{near}", "near ones: {near}"),
    ),
    "V13": Entry(
        "error",
        Text(
            "{form} {org} {period}:数值之和超出可精确计算的范围",
            "{form} {org} {period}: a sum is beyond the range of exact arithmetic",
        ),
        Text("溢出的和是错的", "a sum that overflows is wrong"),
        Text("检查该表是否有多打了零的数", "check the form for values with extra zeros"),
    ),
    "V15": Entry(
        "error",
        Text("没有这一期:“{text}”", "“{text}” is no period"),
        Text("期别决定读哪些数", "the period decides which figures are read"),
        Text(
            "写年度 2019、学年 2019-2020 或月份 2019-03",
            "write a year 2019, a school year 2019-2020 or a month 2019-03",
        ),
    ),
    "V16": Entry(
        "warning",
        Text(
            "{period} 表“{form}”:应报 {due} 个单位,无一报送",
            "{period} form “{form}”: none of {due} due units has returned it",
        ),
        Text(
            "读取这张表的 {indicators} 个指标全部无法判定",
            "all {indicators} indicators that read it are not assessable",
        ),
        Text("催报;例如 {units}", "ask for it; for instance {units}"),
    ),
    "V17": Entry(
        "error",
        Text("表“{form}”算不下去:{detail}", "form “{form}” cannot be computed: {detail}"),
        Text("结果没有写出", "no result was written"),
        Text(
            "检查该表是否有多打了零的数,或公式里的乘积太大",
            "check the form for values with extra zeros, or the formula for products that are too large",
        ),
    ),
    "V90": Entry(
        "error",
        Text("没有 {year} 年的工作日历", "there is no working-day calendar for {year}"),
        Text(
            "期限按国务院办公厅公布的节假日安排计算,不能推测",
            "deadlines follow the published holidays of the year and are not guessed",
        ),
        Text(
            "现有年份:{known};该年通知发布后更新 chinesecalendar,或直接写明日期",
            "years known: {known}; update chinesecalendar when the year's notice is out, or state the day itself",
        ),
    ),
}
