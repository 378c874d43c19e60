"""Problems of serving, the worker and backups (U). Floor: core.base; data only."""

from jiaodu.core.base.problems import Entry
from jiaodu.core.base.text import Text

ENTRIES: dict[str, Entry] = {
    "U01": Entry("error", Text("后台任务意外中断:{what}", "a job broke off: {what}"), Text("没有办完;已写入的部分按步骤保留,不会留下半步", "it is not done; steps that were finished are kept, none is left half done"), Text("请再运行一次;仍不行时,把任务编号 {job} 交给系统管理员,日志中有详情", "run it again; if it fails again give the job's number {job} to the administrator: the log has the detail")),
    "U02": Entry("error", Text("执行该任务的后台进程已退出", "the worker that did this job is gone"), Text("任务没有办完,也没有人在继续办", "the job is not done and nobody is doing it"), Text("请按“再运行一次”;已完成的步骤不会重复", "press run again; steps that were finished are not repeated")),
    "U03": Entry("error", Text("已有一个后台进程在使用部署目录 {data}", "another worker is using the deployment's folder {data}"), Text("SQLite 部署只用一个后台进程,否则两个进程争抢同一任务", "a deployment on SQLite has one worker, or two would struggle for the same database"), Text("先停止另一个进程;jiaodu serve 会自己启动后台进程", "stop the other one first; jiaodu serve starts a worker of its own")),
}  # fmt: skip
