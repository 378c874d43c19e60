"""Problems of formulas (F). Floor: core.base; data only."""

from jiaodu.core.base.problems import Entry
from jiaodu.core.base.text import Text

_WRONG_NUMBER = Text(
    "读错的公式会算出错误的数,却不报错", "a formula that is misread gives a wrong number without an error"
)

ENTRIES = {
    "F01": Entry(
        "error",
        Text(
            "公式里的“{name}”不是{subject}的数据项或指标",
            "“{name}” in the formula is no item or indicator of {subject}",
        ),
        _WRONG_NUMBER,
        Text("检查名称;相近的有:{near}", "check the name; near ones: {near}"),
    ),
    "F02": Entry(
        "error",
        Text(
            "公式第{column}字处的“{text}”不能出现在公式里", "“{text}” at character {column} cannot stand in a formula"
        ),
        Text(
            "公式只能是一个聚合表达式;其他内容可能改变含义或数据",
            "a formula is one aggregate expression; anything else may change its meaning or the data",
        ),
        Text("删去它;可用的写法见 docs/formulas.md", "remove it; what may be written is listed in docs/formulas.md"),
    ),
    "F03": Entry(
        "error",
        Text("公式读不通:{detail}", "the formula cannot be read: {detail}"),
        _WRONG_NUMBER,
        Text("检查括号、运算符和函数的参数", "check brackets, operators and the arguments of functions"),
    ),
    "F04": Entry(
        "error",
        Text("函数“{name}”不在公式语言里", "the function “{name}” is not part of the formula language"),
        Text("未知的函数在不同的计算引擎里含义不同", "an unknown function means different things to different engines"),
        Text("可用的函数:{known}", "functions that may be used: {known}"),
    ),
    "F05": Entry(
        "error",
        Text(
            "公式写“{text}”,但规范形式“{canonical}”读回来不是同一个公式",
            "“{text}” and its canonical form “{canonical}” do not read back as the same formula",
        ),
        _WRONG_NUMBER,
        Text("加括号,使先后次序明确", "add brackets so that the order is plain"),
    ),
    "F06": Entry(
        "error",
        Text("量纲不同的两个量不能{verb}:{left} 与 {right}", "unlike units cannot be {verb}: {left} and {right}"),
        Text("人数与金额相加没有意义", "persons and money do not add up to anything"),
        Text("换用同类的数据项,或先相除", "use like items, or divide first"),
    ),
    "F07": Entry(
        "error",
        Text(
            "公式的量纲是 {found},指标的单位“{unit}”要求 {wanted}",
            "the formula's dimension is {found}; the indicator's unit “{unit}” asks for {wanted}",
        ),
        Text("单位错了,达标线就比错了对象", "with a wrong unit the limit is compared with something else"),
        Text("改单位,或改公式(例如缺了分母)", "change the unit, or the formula (a denominator may be missing)"),
    ),
    "F08": Entry(
        "error",
        Text("“{name}”是{type}型数据项,不能{use}", "“{name}” is a {type} item and cannot be {use}"),
        _WRONG_NUMBER,
        Text(
            "文字和代码只能放在筛选条件里;数值项才能求和",
            "texts and codes stand in conditions only; numbers can be added",
        ),
    ),
    "F09": Entry(
        "error",
        Text("“{code}”不在数据项“{name}”的代码表里", "“{code}” is not in the code list of “{name}”"),
        Text("筛选条件永远不成立,结果总是 0", "the condition can never hold and the result is always 0"),
        Text("代码表:{known}", "the code list: {known}"),
    ),
    "F10": Entry(
        "error",
        Text("聚合函数里不能做除法:{text}", "there is no division inside an aggregate: {text}"),
        Text(
            "先除后加会丢失精确值,分子分母也无从追溯",
            "dividing before adding loses exactness and the trace of numerator and denominator",
        ),
        Text("把除法移到聚合函数之间:sum(a) / sum(b)", "divide between aggregates: sum(a) / sum(b)"),
    ),
    "F11": Entry(
        "error",
        Text("{verb}() 缺少权重:{text}", "{verb}() has no weight: {text}"),
        Text(
            "加权与不加权的结果不同(0.515 与 0.489),能决定一个县是否达标",
            "weighted and unweighted differ (0.515 and 0.489) and can decide a county",
        ),
        Text(
            "写明权重:{verb}(value, weight => 学生数);确需不加权时写 weight => 1",
            "state it: {verb}(value, weight => pupils); where none is meant, weight => 1",
        ),
    ),
    "F12": Entry(
        "error",
        Text("指标之间循环引用:{cycle}", "indicators refer to each other in a circle: {cycle}"),
        Text("循环的公式没有结果", "a circle has no value"),
        Text("断开其中一处引用", "break one of the references"),
    ),
    "F13": Entry(
        "error",
        Text(
            "公式跨用学年与年度,但没有写明 align",
            "the formula joins school years and calendar years without saying align",
        ),
        Text("对错一年,增长和生均就都错了", "one year off makes every growth and every per-pupil figure wrong"),
        Text(
            "写 align: starts(年内开始的学年)或 align: ends(年内结束的学年)",
            "write align: starts (the school year that starts in the year) or align: ends",
        ),
    ),
    "F14": Entry(
        "error",
        Text("{name} 用到上期数,但没有写明 tree", "{name} reads an earlier period without saying tree"),
        Text("区划或学校归属变动时,两种口径的增长不同", "where units moved, the two comparisons give different growth"),
        Text(
            "写 tree: restated(上期数按本期归属重算)或 tree: as_reported(按当时归属)",
            "write tree: restated (last year on this year's tree) or tree: as_reported",
        ),
    ),
    "F15": Entry(
        "error",
        Text(
            "stated() 只能用在表的填报层级({level})上,指标却要求 {levels}",
            "stated() reads the form's own level ({level}) only; the indicator asks for {levels}",
        ),
        Text("只报了比率的单位不能相加成上一级的比率", "stated rates cannot be added up to a rate of the level above"),
        Text("只保留填报层级,或改用分子分母", "keep the form's own level, or collect numerator and denominator"),
    ),
    "F16": Entry(
        "error",
        Text(
            "两个百分数相减得到百分点,指标的单位却是“{unit}”",
            "a difference of two shares is in percentage points, but the unit is “{unit}”",
        ),
        Text("百分数与百分点不同:降低 0.5 个百分点不是降低 0.5%", "per cent and percentage points differ"),
        Text("把单位改为 pp", "make the unit pp"),
    ),
    "F17": Entry(
        "error",
        Text("{verb}() 的参数不对:{detail}", "wrong arguments of {verb}(): {detail}"),
        _WRONG_NUMBER,
        Text("写法:{usage}", "usage: {usage}"),
    ),
    "F18": Entry(
        "error",
        Text("公式没有聚合:“{text}”", "the formula does not aggregate: “{text}”"),
        Text(
            "一个单位可能有多行;不聚合就不知道取哪一行",
            "a unit may have many rows; without an aggregate it is not said which one counts",
        ),
        Text(
            "写 sum(…)、count(*) 等;单位只填一个比率时写 stated(…)",
            "write sum(…), count(*) …; stated(…) where a unit only states a rate",
        ),
    ),
    "F19": Entry(
        "error",
        Text("“{name}”的值没有{part},不能这样用", "“{name}” has no {part} to be used like this"),
        _WRONG_NUMBER,
        Text("检查所引用的指标的 levels 与 by", "check levels and by of the indicator referred to"),
    ),
    "F20": Entry(
        "error",
        Text("公式太长或嵌套太深(上限 {limit})", "the formula is too long or too deeply nested (limit {limit})"),
        Text("读它的时间必须有界", "reading it must take bounded time"),
        Text("拆成几个指标", "split it into several indicators"),
    ),
}
