"""Problems of templates and layouts (T). Floor: core.base; data only."""

from jiaodu.core.base.problems import Entry
from jiaodu.core.base.text import Text

ENTRIES = {
    "T01": Entry(
        "error",
        Text("表“{form}”没有期别“{period}”(它按{kind}填报)", "“{form}” has no period “{period}” (its kind: {kind})"),
        Text("期别决定统计时点和应报单位", "the period decides the reference date and who is due"),
        Text("年度写2024,学年写2024-2025,月份写2024-03", "write 2024, 2024-2025 or 2024-03"),
    ),
    "T02": Entry(
        "warning",
        Text("表“{form}”在{day}没有应报单位", "nobody is due to return “{form}” on {day}"),
        Text("这张表只有空行", "the sheet has empty rows only"),
        Text(
            "先装入机构名录,或核对 --org 和名录中的属性(学段、办学性质)",
            "load the register first, or check --org and the register's attributes",
        ),
    ),
    "T03": Entry(
        "warning",
        Text("{org}对“{item}”的统计数有不同意见:{note}", "{org} objects to the statistics of “{item}”: {note}"),
        Text("统计数没有改,评价仍按统计数计算", "the statistics stand and are what is evaluated"),
        Text(
            "与统计部门核对;确有错误的由统计部门更正后重新装入",
            "check with the statistical office; load its correction where it was wrong",
        ),
    ),
    "T04": Entry(
        "error",
        Text("表“{form}”要列出的行超过{limit}", "“{form}” would list more than {limit} rows"),
        Text("这样的表没有人能填", "nobody could fill in such a sheet"),
        Text("用 --org 分县生成,或用 --per school 一校一册", "use --org for single counties, or --per school"),
    ),
    "T05": Entry(
        "error",
        Text("没有选定表:框架里没有可以填报的表", "no form was chosen, and the packs have none to fill in"),
        Text("模板由表生成", "a template is made of forms"),
        Text("写出表名,或换一个框架包", "name the forms, or another pack"),
    ),
    "T06": Entry(
        "error",
        Text("一校一册需要名录,并且要有应报单位", "a workbook for each unit needs a register with units that are due"),
        Text("没有名录不知道该给谁", "without a register nobody is known"),
        Text("先装入机构名录(jiaodu load),再生成", "load the register (jiaodu load) and try again"),
    ),
    "T07": Entry(
        "error",
        Text("“{text}”读不成算式:{detail}", "“{text}” cannot be read: {detail}"),
        Text("官方表的单元格按它由系统填写", "the system fills in cells of an official table by it"),
        Text(
            "写指标、指标[分组]、指标.numerator、表.数据项,用 + 相加、用 / 相除;或单写 standard:标准",
            "write indicators, indicator[code], indicator.numerator, form.item with + and /; or standard:id alone",
        ),
    ),
    "T08": Entry(
        "error",
        Text("在这张表里找不到:{missing}", "not found on this sheet: {missing}"),
        Text("官方表按栏目和行名读取,找不到的格读不出来", "an official table is read by its headings and lines"),
        Text("按原表恢复这些栏目或行名", "put these headings or lines back as the form prescribes them"),
    ),
    "T09": Entry(
        "error",
        Text("“{cell}”与应填的句子对不上:{wanted}", "“{cell}” does not fit the sentence to be filled in: {wanted}"),
        Text("句子里的数读不出来", "the numbers in the sentence cannot be read"),
        Text("只填空白处,不改其余的字", "fill in the blanks only and leave the other words"),
    ),
    "T10": Entry(
        "warning",
        Text(
            "{org}“{form}”里“{item}”填的是{stated},由数据算得{computed}(填在 {address})",
            "{org}, “{form}”: “{item}” states {stated}; computed from the data: {computed} (stated in {address})",
        ),
        Text("申报的数与学校、部门数据不一致", "what is declared and the data disagree"),
        Text("核对后改申报表,或更正学校、部门数据", "correct the table, or the data of schools and departments"),
    ),
    "T11": Entry(
        "error",
        Text(
            "“{form}”不是官方表,不能由系统填写", "“{form}” is no official table and cannot be filled in by the system"
        ),
        Text("只有规定了栏目的表可以写出结果", "only forms with prescribed headings show results"),
        Text("去掉 --filled,或换成申报表等官方表", "leave out --filled, or choose an official table"),
    ),
}
