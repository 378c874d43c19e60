"""Problems of forms filled in on the web (W20 to W49). Floor: core.base; data only."""

from jiaodu.core.base.problems import Entry
from jiaodu.core.base.text import Text

ENTRIES: dict[str, Entry] = {
    "W20": Entry("error", Text("这张表现在不能填写:{state}", "this form cannot be filled in now: {state}"), Text("已提交的数不再变动,审核的人看到的才是所提交的", "what was submitted stands still, so that reviewers see what was submitted"), Text("尚未审核的先撤回;已审核的请上级退回或重新开启", "withdraw it while nobody has reviewed it; else ask the office above to return or reopen it")),
    "W21": Entry("error", Text("表“{form}”没有这一格:第{row}行 {item}", "“{form}” has no such cell: row {row}, {item}"), Text("没有这一格的数没有地方存", "a figure without a cell has no place"), Text("刷新页面后再填", "load the page again, then fill it in")),
    "W22": Entry("error", Text("“{item}”已有统计数,不能改", "“{item}” is a figure of the official statistics and is locked"), Text("评价按统计数计算,另填一个数会有两个说法", "the statistics are what is evaluated; another figure would make two"), Text("有不同意见的,在这一格的说明里写明", "write what you disagree with into the note of the cell")),
    "W23": Entry("error", Text("“{item}”由{owner}填报", "“{item}” is filled in by {owner}"), Text("谁负责的数据由谁填", "each figure has one department that answers for it"), Text("请该部门填写,或请上级机构调整分工", "ask that department, or the office above to change who fills it in")),
    "W24": Entry("warning", Text("“{item}”在您填写期间被{who}改为“{standing}”;您填的“{mine}”没有采用,已留在历史中", "{who} changed “{item}” to “{standing}” while you were at it; your “{mine}” was not taken and is kept in the history"), Text("两个人同时填一格,只能有一个数", "two people were at one cell, and it holds one figure"), Text("商定后填上应有的数,或在历史中恢复您的", "agree on the figure and fill it in, or restore yours from the history")),
    "W29": Entry("error", Text("“{item}”由系统计算,不能填写", "“{item}” is computed by the system and cannot be filled in"), Text("同一个数只能有一个出处", "a figure has one origin"), Text("核对参加计算的各项数据", "look at the figures from which it is computed")),
    "W25": Entry("error", Text("“{item}”的内容有{size}个字,超过{limit}个", "the text of “{item}” has {size} characters, more than {limit}"), Text("过长的内容存不下,也没有人能核对", "it would not fit and nobody could check it"), Text("删减后再填,长的材料作为附件上传", "shorten it; add long material as a file")),
    "W26": Entry("error", Text("行数超过{limit}行", "more than {limit} rows"), Text("这样长的表在网页上无法核对", "a form of that length cannot be checked on a page"), Text("用填报模板填写后上传,或分成几个单位填报", "fill in the workbook and upload it, or divide it among units")),
    "W27": Entry("error", Text("上传的文件里没有{unit}{period}的“{form}”", "the file has no “{form}” of {unit} for {period}"), Text("别的单位、别的期别或别的表的数不能放进这张表", "figures of another unit, period or form do not belong here"), Text("在本页下载填报模板,填好后上传", "download the workbook from this page, fill it in and upload it")),
    "W28": Entry("warning", Text("工作簿里没有本表已有的{count}行,这些行保留未动", "{count} rows of this form are not in the workbook; they were left as they are"), Text("上传只改文件里有的格", "an upload changes only the cells that it has"), Text("不要的行请在表中删除", "remove the rows that are not wanted in the form")),
    "W30": Entry("error", Text("不接受这种文件:{kind}", "files of this kind are not taken: {kind}"), Text("只收能打开核对又不会自己运行的文件", "only files that can be opened, checked, and do not run by themselves are taken"), Text("请上传 PDF、JPG、PNG、DOCX、XLSX 或 WPS 文件", "upload PDF, JPG, PNG, DOCX, XLSX or WPS files")),
    "W31": Entry("error", Text("文件“{name}”有{size},超过{limit}", "“{name}” has {size}, more than {limit}"), Text("过大的文件占用服务器,也难以核对", "files of that size fill the server and are hard to check"), Text("压缩图片或只保留有关的页后再上传", "compress the pictures or keep only the pages that matter")),
    "W32": Entry("error", Text("附件已有{count}个,最多{limit}个", "there are {count} files already; {limit} are the most"), Text("附件过多,审核的人看不完", "nobody could look through so many"), Text("合并成一个PDF,或删去不要的附件", "put them into one PDF, or remove those that are not wanted")),
    "W33": Entry("error", Text("文件“{name}”是空的", "“{name}” is empty"), Text("空文件证明不了什么", "an empty file proves nothing"), Text("重新选择文件上传", "choose the file again")),
    "W34": Entry("error", Text("说不清这次保存的内容:{detail}", "what was sent to be saved cannot be understood: {detail}"), Text("没有存下任何内容", "nothing was saved"), Text("刷新页面后再填;仍然出现时请告知系统管理员", "load the page again; tell the administrator when it happens once more")),
}  # fmt: skip
