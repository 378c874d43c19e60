"""Problems of intake. Floor: core.base; data only."""

from jiaodu.core.base.problems import Entry
from jiaodu.core.base.text import Text

ENTRIES: dict[str, Entry] = {
    "I01": Entry(
        "error",
        Text("文件打不开:{detail}", "the file cannot be read: {detail}"),
        Text(
            "文件损坏,或内容与扩展名不符,一个数也没有读入", "it is damaged or not what its name says; nothing was read"
        ),
        Text(
            "用表格软件打开,另存为 .xlsx 或 UTF-8 的 .csv 再试",
            "open it in a spreadsheet program and save it as .xlsx or as UTF-8 .csv",
        ),
    ),
    "I02": Entry(
        "error",
        Text("文件有打开密码", "the file is protected by a password"),
        Text("加密的内容无法读取", "encrypted content cannot be read"),
        Text("去掉密码后另存", "save a copy without the password"),
    ),
    "I03": Entry(
        "error",
        Text("太大:{size},上限 {limit}", "too large: {size}; the limit is {limit}"),
        Text(
            "读它会耗尽内存;常因表格最远处误留了一个字",
            "reading it would exhaust memory; often a stray character stands far out in the sheet",
        ),
        Text("删去数据以外的行和列,或拆成几个文件", "delete the rows and columns beyond the data, or split the file"),
    ),
    "I04": Entry(
        "error",
        Text("不支持这种文件:{kind}", "files of this kind are not supported: {kind}"),
        Text("读不出其中的表", "its tables cannot be read"),
        Text("另存为 .xlsx、.xls、.ods 或 .csv", "save it as .xlsx, .xls, .ods or .csv"),
    ),
    "I05": Entry(
        "error",
        Text("文字编码认不出", "the character encoding is unknown"),
        Text("编码认错会把汉字读成乱码", "a wrong encoding turns the text into nonsense"),
        Text("另存为 UTF-8 编码的 CSV(Excel:“CSV UTF-8”)", "save it as CSV in UTF-8 (in Excel: “CSV UTF-8”)"),
    ),
    "I06": Entry(
        "error",
        Text("看不出这个文件是哪张表", "it cannot be told which form this file holds"),
        Text("表决定了每一列的含义", "the form decides what each column means"),
        Text(
            "把文件名改成表名,或用参数指明表;相近的表:{near}",
            "name the file after its form, or name the form when loading; near ones: {near}",
        ),
    ),
    "I07": Entry(
        "warning",
        Text("工作表“{sheet}”不是任何一张表,没有读入", "the sheet “{sheet}” is no form and was not read"),
        Text("如果里面有数,这些数没有装入", "figures in it have not been loaded"),
        Text(
            "把工作表改名为表名;相近的表:{near}。只是说明的,改名为“说明”",
            "rename it after its form; near ones: {near}. If it only explains, name it 说明 or README",
        ),
    ),
    "I08": Entry(
        "error",
        Text("前 20 行里找不到表头", "no header row in the first 20 rows"),
        Text("不知道每一列是什么", "what the columns are is unknown"),
        Text(
            "表头须有“机构代码”一列,并用数据项的名称;例如:{wanted}",
            "the header needs a column 机构代码 (organisation code) and the names of items; for instance: {wanted}",
        ),
    ),
    "I09": Entry(
        "warning",
        Text("不认识“{heading}”,没有读入", "“{heading}” is unknown and was not read"),
        Text("其中的数没有装入", "its figures have not been loaded"),
        Text("改成数据项的名称;相近的:{near}", "use the name of an item; near ones: {near}"),
    ),
    "I10": Entry(
        "note",
        Text(
            "表“{form}”有 {count} 个数据项不在这个工作表里:{items}",
            "{count} items of the form “{form}” are not in this sheet: {items}",
        ),
        Text("这次装入不带来、也不改动这些数据项", "this load neither brings nor changes them"),
        Text("要报的,补上相应的列或行", "add their columns or rows if they are to be reported"),
    ),
    "I11": Entry(
        "error",
        Text("表头里没有表“{form}”的任何数据项", "the header names no item of the form “{form}”"),
        Text("没有可读的数", "there is nothing to read"),
        Text("用数据项的名称作表头,例如:{items}", "use the names of items as headings, for instance: {items}"),
    ),
    "I12": Entry(
        "error",
        Text("“{item}”出现了两次,另一处在 {first}", "“{item}” stands twice; the other place is {first}"),
        Text("不知道以哪一个为准", "which one counts is unknown"),
        Text("删去一个", "remove one"),
    ),
    "I13": Entry(
        "error",
        Text("单位“{unit}”不能换算成“{own}”", "the unit “{unit}” cannot be converted into “{own}”"),
        Text("单位错了,数就差成千上万倍", "a wrong unit makes figures wrong by orders of magnitude"),
        Text("写成同类的单位,例如“{own}”", "write a unit of the same kind, for instance “{own}”"),
        Text("与“{own}”同类的单位", "a unit like “{own}”"),
    ),
    "I14": Entry(
        "error",
        Text("缺少“{item}”", "“{item}” is missing"),
        Text("没有它,不知道一条记录属于谁、属于何时", "without it, whom and when a record concerns is unknown"),
        Text("补上这一列(或表上方的这一栏)", "add the column (or the labelled cell above the table)"),
    ),
    "I15": Entry(
        "error",
        Text("没有登记的机构:“{org}”", "unknown organisation: “{org}”"),
        Text("它的数不知归谁", "whose figures these are is unknown"),
        Text("更正代码,或先登记;相近的:{near}", "correct the code, or register it first; near ones: {near}"),
        Text("已登记的机构代码", "the code of a registered organisation"),
    ),
    "I16": Entry(
        "warning",
        Text("机构 {org} {name} 在 {day} 尚未开办或已撤销", "organisation {org} {name} is not open on {day}"),
        Text("它那时不在应报之列,其数不计入指标", "it is not due then, and its figures enter no indicator"),
        Text("核对代码、年度和机构登记", "check the code, the period and the register"),
    ),
    "I17": Entry(
        "error",
        Text(
            "机构 {org} {name} 的层级是“{is_}”,此表由“{wanted}”填报",
            "organisation {org} {name} is of level “{is_}”; this form is reported by level “{wanted}”",
        ),
        Text("层级不对的数会重复汇总或汇总不到", "figures of another level are counted twice or not at all"),
        Text("更正代码,或把数填在对应层级的表里", "correct the code, or use the form of that level"),
        Text("{wanted}的机构", "an organisation of level {wanted}"),
    ),
    "I18": Entry(
        "warning",
        Text(
            "名称“{name}”与机构 {org} 的登记名称“{known}”不符",
            "the name “{name}” contradicts the registered name “{known}” of {org}",
        ),
        Text("代码可能填错了行", "the code may have slipped into another row"),
        Text("核对代码和名称;以代码为准", "check both; the code counts"),
        Text("{known}", "{known}"),
    ),
    "I19": Entry(
        "error",
        Text("“{cell}”不是此表的期别", "“{cell}” is no period of this form"),
        Text("不知道数属于哪一年", "which year the figures belong to is unknown"),
        Text(
            "写成年度 2019、学年 2019-2020 或月份 2019-03,按表的要求({kind})",
            "write a year 2019, a school year 2019-2020 or a month 2019-03, as the form wants ({kind})",
        ),
        Text("此表的期别({kind})", "a period of the form ({kind})"),
    ),
    "I20": Entry(
        "error",
        Text("“{cell}”不是此表的统计时点", "“{cell}” is no reference date of this form"),
        Text("不同时点的数不能放在一起比", "figures of different dates cannot be compared"),
        Text("此期的统计时点:{known}", "reference dates of this period: {known}"),
        Text("{known}", "{known}"),
    ),
    "I21": Entry(
        "error",
        Text("此表没有来源“{cell}”", "the form has no source “{cell}”"),
        Text("来源决定以哪个数为准", "the source decides which figure leads"),
        Text("可用的来源:{known}", "sources: {known}"),
        Text("{known}", "{known}"),
    ),
    "I22": Entry(
        "error",
        Text(
            "机构 {org} 的这条记录与第 {first} 行(列)重复", "this record of {org} repeats that of row (column) {first}"
        ),
        Text("同一机构、同一期、同一来源只能有一条", "one organisation, period and source has one record only"),
        Text("第 {first} 和第 {second} 只留正确的一条", "keep the right one of {first} and {second}"),
    ),
    "I23": Entry(
        "warning",
        Text("合计行“{cell}”没有读入", "the total row “{cell}” was not read"),
        Text("上级的数由下级汇总,合计行会重复计算", "totals are computed; a total row would count everything twice"),
        Text("无须处理;不想再看到此提示就删去合计行", "nothing to do; delete the row if this message is unwanted"),
    ),
    "I24": Entry(
        "error",
        Text("“{item}”的“{cell}”不是数", "“{item}”: “{cell}” is not a number"),
        Text("不猜:猜错的数查不出来", "it is not guessed: a wrong guess is never found"),
        Text(
            "填数;没有数就留空,或写明:不适用、不公布、尚未产生",
            "write a number; leave the cell empty, or state why: 不适用, 不公布, 尚未产生",
        ),
        Text("一个数,或不适用、不公布、尚未产生", "a number, or 不适用, 不公布, 尚未产生"),
    ),
    "I25": Entry(
        "error",
        Text("“{item}”应为整数,“{cell}”合 {value}", "“{item}” is a whole number; “{cell}” is {value}"),
        Text("人数、校数没有小数", "people and schools have no decimals"),
        Text("核对数和单位", "check the figure and its unit"),
        Text("整数", "a whole number"),
    ),
    "I26": Entry(
        "error",
        Text(
            "“{item}”的“{cell}”合 {value},超过 {digits} 位小数",
            "“{item}”: “{cell}” is {value}, more than {digits} decimals",
        ),
        Text("悄悄舍去小数会改变数", "dropping decimals silently would change the figure"),
        Text("按 {digits} 位小数填写(公式可用 ROUND)", "write {digits} decimals (in a formula use ROUND)"),
        Text("至多 {digits} 位小数", "at most {digits} decimals"),
    ),
    "I27": Entry(
        "note",
        Text(
            "“{item}”有 {count} 个格子的小数过长,已四舍五入到 {digits} 位",
            "“{item}”: {count} cells have more decimals than are kept and were rounded to {digits}",
        ),
        Text(
            "差异不到数值的十亿分之一,是计算留下的尾数",
            "the difference is below one part in a thousand million: what a computation leaves behind",
        ),
        Text("无须处理", "nothing to do"),
    ),
    "I28": Entry(
        "error",
        Text("“{item}”的公式出错:{error}", "“{item}”: the formula failed: {error}"),
        Text("这个格子没有值,不能当作空格", "the cell has no value and must not pass as empty"),
        Text("改正公式,或填数", "correct the formula, or write the number"),
        Text("公式的结果,或一个数", "the result of the formula, or a number"),
    ),
    "I29": Entry(
        "error",
        Text("“{item}”没有“{cell}”这一类", "“{item}” has no code “{cell}”"),
        Text("类别决定数归到哪里", "the code decides where figures are counted"),
        Text("可用:{codes};相近的:{near}", "codes: {codes}; near ones: {near}"),
        Text("{codes}", "{codes}"),
    ),
    "I30": Entry(
        "error",
        Text("“{item}”的“{cell}”不是“是”或“否”", "“{item}”: “{cell}” is neither yes nor no"),
        Text("不猜", "it is not guessed"),
        Text("写是、否(或有、无)", "write 是 or 否 (or 有, 无)"),
        Text("是、否", "是 or 否"),
    ),
    "I31": Entry(
        "error",
        Text("机构 {org} 的层级“{level}”不认识", "organisation {org} has the unknown level “{level}”"),
        Text("层级决定它归到哪里", "the level decides where it is counted"),
        Text("可用的层级:{known}", "levels: {known}"),
        Text("{known}", "{known}"),
    ),
    "I32": Entry(
        "error",
        Text(
            "机构 {org} 的上级 {parent} 没有登记",
            "organisation {org} names the parent {parent}, which is not registered",
        ),
        Text("没有上级就汇总不到上一级", "without its parent it is counted nowhere above"),
        Text("先登记上级,或更正代码", "register the parent, or correct the code"),
    ),
    "I33": Entry(
        "error",
        Text("机构 {org} 的上级 {parent} 层级不高于它", "the parent {parent} of {org} is not of a higher level"),
        Text("树会成环或倒挂", "the tree would be upside down"),
        Text("更正上级或层级", "correct the parent or the level"),
    ),
    "I34": Entry(
        "error",
        Text("机构 {org} 在 {day} 有两条登记", "organisation {org} has two entries for {day}"),
        Text("同一天只能有一种情况", "one day can have one state only"),
        Text("保留正确的一条", "keep the right one"),
    ),
    "I35": Entry(
        "error",
        Text("机构 {org} 的撤销日期 {day} 不晚于生效日期", "organisation {org} closes on {day}, not after it opens"),
        Text("它从未存在过", "it would never have existed"),
        Text("更正日期", "correct the dates"),
    ),
    "I36": Entry(
        "error",
        Text("“{item}”的“{cell}”不是日期", "“{item}”: “{cell}” is not a date"),
        Text("日期决定哪一年的情况", "the date decides which year it concerns"),
        Text("写成 2020-08-20 或 2020年8月20日", "write 2020-08-20 or 2020年8月20日"),
        Text("日期,如 2020-08-20", "a date such as 2020-08-20"),
    ),
    "I37": Entry(
        "error",
        Text(
            "“{item}”为 {value},超出允许的范围({minimum} 至 {maximum})",
            "“{item}” is {value}, outside its range ({minimum} to {maximum})",
        ),
        Text("这样的数不可能对", "such a figure cannot be right"),
        Text("核对数和单位", "check the figure and its unit"),
        Text("{minimum} 至 {maximum}", "{minimum} to {maximum}"),
    ),
    "I38": Entry(
        "warning",
        Text("“{item}”为 {value}%,是否应为 {meant}%?", "“{item}” is {value} %; is {meant} % meant?"),
        Text("表格里显示为百分数的格子,存的是小数", "a cell shown as a percentage is stored as a fraction"),
        Text(
            "按百分数填写:填 {meant},或写成文字“{meant}%”;确为 {value}% 的无须处理",
            "write {meant}, or the text “{meant}%”; nothing to do if it is {value} %",
        ),
        Text("百分数,如 {meant}", "a percentage such as {meant}"),
    ),
    "I39": Entry(
        "error",
        Text("数据里有合并的单元格 {range}", "there are merged cells among the data: {range}"),
        Text(
            "合并的格子只有第一格有值,其余会被当成空", "only the first cell has a value; the others would pass as empty"
        ),
        Text("取消合并,逐格填写", "unmerge them and fill every cell"),
        Text("每格都有自己的值", "a value in every cell"),
    ),
    "I40": Entry(
        "error",
        Text(
            "还有 {more} 个同类问题({of}),只列出前 {bound} 个",
            "{more} further problems of this kind ({of}); the first {bound} are listed",
        ),
        Text("通常是同一个原因", "usually they have one cause"),
        Text("先改列出的,再装入一次", "correct those listed and load again"),
    ),
    "I41": Entry(
        "error",
        Text("“{item}”没有填", "“{item}” is empty"),
        Text("没有它,这一行的数不知归到哪里", "without it, where the figures of the row belong is unknown"),
        Text("补填;不是数据的行请删去", "fill it in; delete rows that are no data"),
        Text("必须填写", "not empty"),
    ),
    "I42": Entry(
        "error",
        Text("一张表里有 {count} 列“数值”", "the sheet has {count} columns 数值 (value)"),
        Text(
            "这种竖排的表一张只报一个机构的一期", "a sheet with one item a row reports one organisation and one period"
        ),
        Text(
            "分成几张工作表,或用横排(一行一个机构)的格式",
            "split it into sheets, or use the layout with one organisation a row",
        ),
    ),
    "I43": Entry(
        "error",
        Text("没有找到任何可以装入的表(看了 {files} 个文件)", "no form was found in {files} files"),
        Text("什么也没有装入", "nothing was loaded"),
        Text("检查路径、工作表名和文件类型", "check the path, the names of sheets and the kind of file"),
    ),
    "I44": Entry(
        "error",
        Text(
            "“{item}”的“{cell}”带有万或亿,而这一列的单位已是“{unit}”",
            "“{item}”: “{cell}” carries 万 or 亿 while the unit of the column is “{unit}”",
        ),
        Text("乘一次还是乘两次,相差一万倍", "whether it counts once or twice makes a factor of ten thousand"),
        Text("写出完整的单位(如 320万人),或只写数", "write the whole unit (as 320万人), or the bare number"),
        Text("写全单位的数,如 320万人", "a number with its whole unit, as 320万人"),
    ),
    "I45": Entry(
        "error",
        Text("“{item}”的“{cell}”太大,超过 {width} 位", "“{item}”: “{cell}” has more than {width} digits"),
        Text("超出可精确保存的范围", "it is beyond the range of exact storage"),
        Text("检查是否多打了零,或单位有误", "check for extra zeros or a wrong unit"),
        Text("至多 {width} 位", "at most {width} digits"),
    ),
    "I47": Entry(
        "error",
        Text("“{item}”的公式没有保存计算结果", "“{item}”: the formula was saved without its result"),
        Text(
            "文件由程序生成、未经表格软件计算,格子里没有值",
            "the file was written by a program and never calculated; the cell has no value",
        ),
        Text("用表格软件打开并保存一次,或填数", "open and save it in a spreadsheet program, or write the number"),
        Text("公式的结果,或一个数", "the result of the formula, or a number"),
    ),
    "I48": Entry(
        "note",
        Text(
            ".xls 格式看不出哪些公式出错,出错的格子会被当成空格",
            "the .xls format does not show which formulas failed; such a cell passes as empty",
        ),
        Text("空格不是 0,但也不会提示", "an empty cell is not zero, but nothing warns of it"),
        Text("另存为 .xlsx 再装入", "save it as .xlsx and load that"),
    ),
    "I60": Entry(
        "error",
        Text("文件其实是{kind},不是表格", "the file is {kind} and no table"),
        Text(
            "网页系统导出的“.xls”常是网页或别的格式,直接读会错位",
            "web systems often export pages or other formats under the name .xls; reading them would misplace figures",
        ),
        Text(
            "用 Excel 或 WPS 打开,另存为 .xlsx 再交", "open it in a spreadsheet program, save it as .xlsx and send that"
        ),
    ),
    "I61": Entry(
        "note",
        Text("扩展名是 {ending},内容是{kind},按内容读入", "it is named {ending} but is {kind}; it was read as that"),
        Text("名实不符的文件别的程序可能打不开", "other programs may refuse to open it"),
        Text("另存为 .xlsx", "save it as .xlsx"),
    ),
    "I62": Entry(
        "error",
        Text("不是普通文件(管道、设备等)", "it is no ordinary file (a pipe, a device, …)"),
        Text("读它可能永远等下去", "reading it might wait for ever"),
        Text("给出表格文件本身", "name the table's own file"),
    ),
    "I63": Entry(
        "error",
        Text("压缩包的内容不正常:{detail}", "the package is not as office programs write it: {detail}"),
        Text(
            "声明与实际不符,或解开后大得离谱,会耗尽内存,一个数也没有读入",
            "what it states is not what it holds, or it unpacks to far too much and would exhaust memory; nothing was read",
        ),
        Text(
            "用 Excel 或 WPS 打开,另存为新的 .xlsx;来路不明的文件不要打开",
            "save it anew as .xlsx in a spreadsheet program; do not open it when you do not know where it comes from",
        ),
    ),
    "I64": Entry(
        "error",
        Text("“{part}”里有不该有的内容:{found}", "“{part}” holds what no workbook needs: {found}"),
        Text(
            "实体定义可以把几个字展开成几个 GB,也可以引入别的文件",
            "definitions of entities can blow up to gigabytes or draw in other files",
        ),
        Text("用 Excel 或 WPS 打开,另存为新的 .xlsx", "save it anew as .xlsx in a spreadsheet program"),
    ),
    "I65": Entry(
        "note",
        Text(
            "文件带有宏;没有运行,也不会带进标注的工作簿",
            "the file carries macros; they were not run and are not sent back",
        ),
        Text("宏是程序,可以做任何事", "macros are programs and can do anything"),
        Text("无须处理;报表不需要宏,请存为 .xlsx", "nothing to do; a form needs no macros, save it as .xlsx"),
    ),
    "I66": Entry(
        "warning",
        Text("文件引用了 {count} 个别的工作簿", "the file refers to {count} other workbooks"),
        Text(
            "引用处的数是上次保存时的,没有重新取;那些工作簿可能已经改了",
            "figures taken from them are those of the last saving; the others may have changed since",
        ),
        Text("核对后粘贴为数值", "check them and paste them as values"),
    ),
    "I67": Entry(
        "warning",
        Text(
            "文件里有打开时会自己动作的内容:{what}",
            "something in the file would act by itself when it is opened: {what}",
        ),
        Text(
            "它可以运行命令或从网上取数;没有运行,标注的工作簿是重新写成的,不含这些内容",
            "it could run commands or fetch data; it was not run, and the marked workbook is written anew without it",
        ),
        Text(
            "删去后另存为 .xlsx;来路不明的不要打开", "remove it and save as .xlsx; do not open a file you do not know"
        ),
    ),
    "I68": Entry(
        "error",
        Text("文件是空的({size} 字节)", "the file is empty ({size} bytes)"),
        Text(
            "没有任何内容可读,多半是没有保存或传输中断",
            "there is nothing to read; most likely it was not saved or sent in full",
        ),
        Text("重新保存或重新发送", "save it or send it again"),
    ),
    "I69": Entry(
        "error",
        Text("文件不完整,像是只保存或传输了一半", "the file is incomplete, as if saved or sent by half"),
        Text("后半部分的数不知道,一个数也没有读入", "what is missing is unknown; nothing was read"),
        Text("从原处重新保存或重新发送", "save it or send it again from where it came"),
    ),
    "I70": Entry(
        "error",
        Text("没有说检查什么:既没有文件,也没有年度", "nothing to check was named: neither files nor a year"),
        Text("检查文件和核对已装入的数据是两件事", "checking files and checking what was loaded are two things"),
        Text(
            "检查文件:jiaodu check 文件;核对已装入的数据:jiaodu check --period 2019",
            "files: jiaodu check FILE; what was loaded: jiaodu check --period 2019",
        ),
    ),
    "I71": Entry(
        "error",
        Text("{files} 个文件不能都标注成一个文件", "{files} files cannot be marked into one"),
        Text("后一个会盖掉前一个", "one would replace the other"),
        Text("--marked 后面写目录", "name a folder with --marked"),
    ),
    "I72": Entry(
        "error",
        Text("标注后的工作簿不能盖掉原文件", "the marked workbook may not replace the file itself"),
        Text("报来的原件须原样留存", "what was sent has to be kept as it was sent"),
        Text("--marked 后面写另一个文件名或目录", "name another file or a folder with --marked"),
    ),
    "I73": Entry(
        "note",
        Text(
            "标注的工作簿是重新写成的 .xlsx:{reason}",
            "the marked workbook was written anew as .xlsx: {reason}",
        ),
        Text(
            "数值、日期、合并单元格照样带回;公式只留结果,字体、颜色、列宽、图表、下拉框没有带回",
            "values, dates and merged cells are carried; formulas leave their results only, and fonts, colours, widths, "
            "charts and drop-down lists are not carried",
        ),
        Text(
            "在标注的工作簿里改数并交回;要保留原来的版式,在原文件里改",
            "correct the figures in it and send it back; to keep the old layout, correct the file itself",
        ),
    ),
    "I76": Entry(
        "warning",
        Text(
            "公式会伸到工作簿之外(DDE、WEBSERVICE 等)", "the formula reaches out of the workbook (DDE, WEBSERVICE, …)"
        ),
        Text(
            "打开时可能运行命令或访问网络;没有计算,取上次保存的结果,标注的工作簿里只留结果",
            "it could run a command or reach the network; it was not calculated, its last result was taken, and the marked "
            "workbook holds the result only",
        ),
        Text("改成数值", "replace it by its value"),
    ),
    "I77": Entry(
        "warning",
        Text(
            "“{item}”有 {count} 格写着“{cell}”一类的横线或斜线,读作“不适用”,不当作 0",
            "“{item}”: {count} cells hold a dash or slash such as “{cell}”; they are read as not applicable, not as zero",
        ),
        Text(
            "划去的格子按惯例表示没有这一项;若本应有数,这个单位会被当作齐全而漏算",
            "a cell that is struck out says by custom that the item does not apply; if a figure was due, the unit passes as "
            "complete without it",
        ),
        Text(
            "确实不适用的无须处理;是 0 的写 0,没有报的留空",
            "nothing to do where it does not apply; write 0 for zero, leave it empty if it was not reported",
        ),
        Text("数,或写明“不适用”", "a number, or 不适用 in words"),
    ),
    "I78": Entry(
        "error",
        Text(
            "“{item}”写着“{cell}”,看不出是 0、不适用还是不知道",
            "“{item}”: “{cell}” may mean zero, not applicable or not known",
        ),
        Text("三者算出来的结果不同,不猜", "the three make different results; it is not guessed"),
        Text(
            "是 0 写 0;没有这一项写“不适用”;不知道的留空或写“尚未产生”;不足一个单位的写如“<0.01”",
            "write 0 for zero, 不适用 where the item does not apply, leave it empty or write 尚未产生 if unknown; less than one "
            "unit as <0.01",
        ),
        Text("0、不适用或空格", "0, 不适用 or an empty cell"),
    ),
}
