"""Problems of serving, the worker and backups (U). Floor: core.base; data only."""

from jiaodu.core.base.problems import Entry
from jiaodu.core.base.text import Text

ENTRIES: dict[str, Entry] = {
    "U01": Entry("error", Text("后台任务意外中断:{what}", "a job broke off: {what}"), Text("没有办完;已写入的部分按步骤保留,不会留下半步", "it is not done; steps that were finished are kept, none is left half done"), Text("请再运行一次;仍不行时,把任务编号 {job} 交给系统管理员,日志中有详情", "run it again; if it fails again give the job's number {job} to the administrator: the log has the detail")),
    "U02": Entry("error", Text("执行该任务的后台进程已退出", "the worker that did this job is gone"), Text("任务没有办完,也没有人在继续办", "the job is not done and nobody is doing it"), Text("请按“再运行一次”;已完成的步骤不会重复", "press run again; steps that were finished are not repeated")),
    "U03": Entry("error", Text("已有一个后台进程在使用部署目录 {data}", "another worker is using the deployment's folder {data}"), Text("SQLite 部署只用一个后台进程,否则两个进程争抢同一任务", "a deployment on SQLite has one worker, or two would struggle for the same database"), Text("先停止另一个进程;jiaodu serve 会自己启动后台进程", "stop the other one first; jiaodu serve starts a worker of its own")),
    "U04": Entry("error", Text("不能在 {address} 上提供服务:{detail}", "cannot serve on {address}: {detail}"), Text("该端口可能已被占用,或需要更高权限", "another program may be listening there, or the port needs more rights"), Text("用 --port 换一个端口,或先停止占用它的程序", "choose another with --port, or stop the program that has it")),
    "U05": Entry("error", Text("{data} 不是示例部署", "{data} is no deployment of the example"), Text("示例数据和试用账号绝不能混进真实的部署", "example data and accounts for trying out must never get into a real deployment"), Text("示例请用空目录:make serve,或 --data 指定一个空目录", "take an empty folder for the example: make serve, or --data with one")),
    "U06": Entry("error", Text("没有登录名为 {username} 的账号", "no account has the login {username}"), Text("没有改动任何账号", "no account was changed"), Text("核对登录名;新账号用 jiaodu account make", "check the login; a new account is made with jiaodu account make")),
    "U10": Entry("error", Text("备份没有做成:{detail}", "no backup was made: {detail}"), Text("没有写出半个文件;原有的备份不受影响", "no half file was written; earlier backups are as they were"), Text("按提示处理后重做;PostgreSQL 部署要装与服务器同版或更新的 postgresql-client", "mend that and do it again; with PostgreSQL the client programs (postgresql-client) must be as new as the server")),
    "U11": Entry("error", Text("不是完好的备份:{detail}", "not a whole backup: {detail}"), Text("缺了或改了的备份恢复出来的数不可信", "what is restored from a damaged backup cannot be trusted"), Text("请用另一份备份;什么都没有写入", "take another backup; nothing was written")),
    "U12": Entry("error", Text("不能恢复到这里:{where} 已有数据", "cannot restore here: {where} holds data"), Text("恢复从不覆盖已有的部署", "a restore never overwrites a deployment"), Text("请指定一个空目录(PostgreSQL:一个空数据库),或先把现有的移走", "name an empty folder (PostgreSQL: an empty database), or move the present one away first")),
    "U13": Entry("error", Text("备份来自更新的版本 {version}", "the backup is from a newer version, {version}"), Text("本版本不认识其中的表", "this version does not know its tables"), Text("请先升级 jiaodu,再恢复", "upgrade jiaodu first, then restore")),
    "U14": Entry("error", Text("备份出自 {there},此处设置的是 {here}", "the backup is of {there}, and here is {here}"), Text("两种数据库的备份不能互换", "backups of the two databases do not fit one another"), Text("请按备份的数据库设置 JIAODU_DATABASE_URL", "set JIAODU_DATABASE_URL as it was where the backup was made")),
}  # fmt: skip
