"""Problems of rights, accounts and the audit (A). Floor: core.base; data only."""

from jiaodu.core.base.problems import Entry
from jiaodu.core.base.text import Text

_WEAK = Text(
    "口令是数据的第一道门,弱口令几分钟就能试出来",
    "a password is the first door to the data; a weak one is guessed in minutes",
)
_OTHERS = Text(
    "谁能给什么权限,由岗位表规定;越权授权会让数据落到无关的人手里",
    "the table of roles says who may grant what; more than that would hand data to the wrong people",
)
ENTRIES: dict[str, Entry] = {
    "A01": Entry("error", Text("{user} 没有权限:{verb}", "{user} may not: {verb}"), Text("每个岗位只能做自己职责内的事", "each role may do what its duty asks and no more"), Text("请有权限的人办理,或请上级机构授权", "ask somebody who may, or ask the office above for the right")),
    "A02": Entry("error", Text("密码太短:{length} 个字符,至少 {least} 个", "the password is too short: {length} characters, at least {least}"), _WEAK, Text("换一个更长的密码,例如几个不相干的词连在一起", "take a longer one, such as several unrelated words in a row")),
    "A03": Entry("error", Text("密码太常见", "the password is a common one"), _WEAK, Text("不要用键盘顺序、生日或常见的词", "no rows of the keyboard, birthdays or common words")),
    "A04": Entry("error", Text("密码和用户名、姓名、单位或电话太像", "the password is too like the user name, the name, the unit or the telephone"), _WEAK, Text("换一个与本人和单位无关的密码", "take one that has nothing to do with you or your unit")),
    "A05": Entry("error", Text("密码太单调:字母、数字、其他字符至少两类,且不同的字符至少 {least} 个", "the password is too plain: at least two of letters, digits and others, and at least {least} different characters"), _WEAK, Text("加上另一类字符", "add characters of another kind")),
    "A06": Entry("error", Text("原密码不对", "the present password is wrong"), Text("改密码先要证明是本人", "who changes a password must show first that it is theirs"), Text("再试一次;忘了就请上级机构重置", "try again; if it is forgotten, ask the office above to reset it")),
    "A07": Entry("error", Text("新密码和原密码相同", "the new password is the present one"), Text("首次登录的密码是别人发的,不换就不只本人知道", "a first password was made by somebody else, who would know it still"), Text("换一个没有用过的密码", "take another one")),
    "A08": Entry("error", Text("用户名“{username}”不能用", "the user name “{username}” cannot be used"), Text("用户名用来登录和留痕,要能在任何键盘上打出来", "a user name logs in and stands in the audit; it must be typeable on any keyboard"), Text("用 2 到 64 个字母、数字或 . _ - @,首尾为字母或数字", "2 to 64 letters, digits or . _ - @, beginning and ending with a letter or digit")),
    "A09": Entry("error", Text("用户名“{username}”已经有人用", "the user name “{username}” is taken"), Text("一个用户名永远只属于一个人,离任后也不再用", "a user name belongs to one person for ever, also after they have left"), Text("换一个用户名;如果是同一个人,请改原账号", "take another; if it is the same person, change the account that is there")),
    "A10": Entry("error", Text("没有填姓名", "the name is missing"), Text("谁做的要能找到人", "who did something must be a person that can be found"), Text("填上真实姓名", "give the person's real name")),
    "A11": Entry("error", Text("找不到单位“{org}”,或不在您的范围内", "the unit “{org}” is not known, or not within your reach"), Text("账号只能开在名录中、本机构以下的单位", "accounts belong to units of the register, at or below your own"), Text("核对单位代码;名录里没有的先装入名录", "check the unit's code; load the register first if it is not in it")),
    "A12": Entry("error", Text("没有“{role}”这个角色", "there is no role “{role}”"), _OTHERS, Text("可用的角色:{roles}", "roles that you may give: {roles}")),
    "A13": Entry("error", Text("您不能授予角色“{role}”(单位 {org})", "you may not grant the role “{role}” (unit {org})"), _OTHERS, Text("请有权授予的上级机构办理", "ask the office above that may grant it")),
    "A14": Entry("error", Text("不能改自己的账号权限", "nobody changes the rights of their own account"), Text("授权和被授权的不能是同一个人", "who grants and who receives must be two people"), Text("请同级或上级的另一位管理人员办理", "ask another officer of your office or of the office above")),
    "A15": Entry("error", Text("账号 {username} 有您管不了的权限", "the account {username} holds rights that are not yours to manage"), Text("能重置密码就等于能用那个账号,所以只能管权限不超过自己可授范围的账号", "who resets a password could use the account, so only accounts are managed whose rights one could have granted"), Text("请上级机构办理", "ask the office above")),
    "A16": Entry("error", Text("账号 {username} 已经停用", "the account {username} is closed"), Text("停用的账号不能登录,也不能再授权", "a closed account cannot log in and gets no rights"), Text("先恢复账号,或另开一个", "open it again first, or make another")),
    "A17": Entry("error", Text("接手人 {username} 不合适:{why}", "{username} cannot take over: {why}"), Text("交接要把工作交给同一单位的另一位在岗人员", "work is handed to another person who is at the same unit"), Text("另选接手人,或先为接手人开账号", "choose somebody else, or make an account for them first")),
    "A21": Entry("error", Text("动态码不对或已经用过", "the code is wrong or was used already"), Text("第二步验证防止密码泄露后被人冒用", "the second step protects an account whose password became known"), Text("等下一个动态码再试;手机丢了就用恢复码,或请上级机构解除", "wait for the next code; with the telephone lost take a recovery code, or ask the office above")),
    "A22": Entry("error", Text("令牌要有名称,有效期 1 到 {most} 天", "a token needs a name, and 1 to {most} days to live"), Text("永久有效的令牌一旦泄露无人察觉", "a token without an end would leak unnoticed"), Text("填名称和天数", "give a name and a number of days")),
    "A23": Entry("error", Text("太频繁了,请 {seconds} 秒后再试", "too often; try again in {seconds} seconds"), Text("限制次数,防止有人用程序试密码或压垮服务", "limits keep programs from guessing passwords or overloading the service"), Text("稍等再试;确有需要请联系管理员", "wait and try again; ask the administrator if you need more")),
    "A25": Entry("error", Text("“{value}”太长:最多 {most} 个字符", "“{value}” is too long: at most {most} characters"), Text("过长的内容存不下,也显示不了", "what is too long can be neither kept nor shown"), Text("改短", "shorten it")),
    "A26": Entry("error", Text("日期不对:从 {start} 到 {end}", "these days do not fit: from {start} until {end}"), Text("授权有起止日期,过期自动失效", "a grant holds from one day until another and ends by itself"), Text("核对日期;自己的授权有期限的,授出的不能更晚", "check the days; who holds a right until a day cannot grant it for longer")),
    "A19": Entry("error", Text("这个名单是空的,或没有认出表头", "the list is empty, or its headings were not recognised"), Text("要按列名认出每一列", "columns are told by their headings"), Text("用下载的模板填写,保留第一行的列名:{headings}", "use the template and keep its headings: {headings}")),
    "A20": Entry("error", Text("名单有 {count} 行,一次最多 {most} 行", "the list has {count} rows, at most {most} at a time"), Text("一次开得太多,核对不过来,页面也等不起", "so many cannot be looked through, and the page would wait too long"), Text("分成几份", "split it")),
    "A24": Entry("error", Text("名单里单元格 {cell} 的“{value}”重复(先见于第 {first} 行)", "“{value}” in {cell} is a repetition of row {first}"), Text("一个用户名只能是一个人", "one user name, one person"), Text("改成不同的用户名,或删去重复的行", "give another user name, or delete the row")),
    "A27": Entry("error", Text("这些单位里没有要发放首次登录单的账号", "no account of these units waits for a first-login slip"), Text("只给从未登录过、仍在用的账号重发", "slips are for accounts that are open and were never logged in to"), Text("单个账号请用“重置密码”", "reset the password of a single account instead")),
}  # fmt: skip
