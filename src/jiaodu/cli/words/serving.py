"""The words of `jiaodu serve` and what belongs to running the web. Floor: cli. Light: imports nothing but argparse."""

from __future__ import annotations

import argparse
import os
from typing import Any

from jiaodu.cli.words import Say, command, json_option


def data_option(parser: argparse.ArgumentParser, say: Say) -> None:
    """The folder of a deployment."""
    text = say(
        "部署目录:用户与填报记录、数据库、佐证材料(默认 $JIAODU_DATA,否则 ./data)",
        "the deployment's folder: records, store, evidence ($JIAODU_DATA, else ./data)",
    )
    parser.add_argument("--data", default=os.environ.get("JIAODU_DATA", "data"), metavar="DIR", help=text)


def add_serving(commands: Any, common: argparse.ArgumentParser, say: Say) -> None:
    """`serve`, `worker`, `backup`, `restore`, `audit verify`."""
    text = say("启动网页端", "serve the web pages")
    parser = command(commands, common, "serve", text, "serving.serve")
    data_option(parser, say)
    parser.add_argument(
        "--host", default="127.0.0.1", metavar="ADDRESS", help=say("监听地址", "the address to listen on")
    )
    parser.add_argument("--port", type=int, default=8000, metavar="N", help=say("端口", "the port"))
    parser.add_argument("--workers", type=int, default=2, metavar="N", help=say("进程数", "how many processes"))
    parser.add_argument(
        "--threads", type=int, default=4, metavar="N",
        help=say("每个进程的线程数", "threads of each process"),
    )  # fmt: skip
    parser.add_argument("--log", action="store_true", help=say("记下每个请求", "log every request"))
    parser.add_argument(
        "--example", action="store_true",
        help=say("空目录时装入示例:两份真实数据、虚构的县、一轮评价、每个岗位一个登录名(只供试用)",
                 "into an empty folder: two real inputs, the invented county, a round, a login per role (to try out only)"),
    )  # fmt: skip
    parser.add_argument(
        "--new-logins", action="store_true",
        help=say("与 --example 同用:重新生成试用口令", "with --example: make new passwords for trying out"),
    )  # fmt: skip
    parser.add_argument(
        "--no-worker", dest="jobs", action="store_false",
        help=say("不带后台进程(另行启动 jiaodu worker)", "no worker beside it (start jiaodu worker yourself)"),
    )  # fmt: skip
    parser.add_argument("--prepare", action="store_true", help=argparse.SUPPRESS)
    text = say(
        "启动后台进程:办理较长的任务(serve 会自带一个)", "do long work in the background (serve brings one along)"
    )
    parser = command(commands, common, "worker", text, "serving.worker")
    data_option(parser, say)
    parser.add_argument(
        "--once", action="store_true", help=say("办完排队的任务就退出", "end when nothing waits any more")
    )
    text = say("备份整个部署到一个文件,不必停机", "the whole deployment into one file, while it serves")
    parser = command(commands, common, "backup", text, "serving.backup")
    data_option(parser, say)
    parser.add_argument(
        "-o", "--out", default=".", metavar="FILE|DIR",
        help=say("文件,或目录(按时间命名;默认当前目录)", "a file, or a folder for one named by the time (here)"),
    )  # fmt: skip
    parser.add_argument(
        "--keep", type=int, metavar="N", help=say("目录里只留最新的 N 份", "keep the newest N in the folder")
    )
    parser.add_argument(
        "--check", metavar="FILE", help=say("只核对一份备份是否完好", "only check that a backup is whole")
    )
    text = say("从备份恢复到空目录", "a deployment from a backup, into an empty folder")
    parser = command(commands, common, "restore", text, "serving.restore")
    parser.add_argument("file", metavar="FILE", help=say("备份文件", "the backup"))
    data_option(parser, say)
    _audit(commands, common, say)


def _audit(commands: Any, common: argparse.ArgumentParser, say: Say) -> None:
    """`audit verify`."""
    text = say("操作日志:核对审计链", "the audit: verify its chain")
    words = commands.add_parser("audit", help=text, description=text).add_subparsers(dest="word", required=True)
    text = say(
        "核对整条审计链;断开时退出码为 1,并指出第一处",
        "verify the whole chain; status 1 and the first broken line where it does not hold",
    )
    parser = command(words, common, "verify", text, "serving.audit")
    data_option(parser, say)
    parser.add_argument(
        "--expect",
        metavar="HASH",
        help=say("另存的校验值,链中必须有它", "a hash kept elsewhere that must be in the chain"),
    )
    json_option(parser, say)
    parser = commands.add_parser(
        "account", help=say("建立最初的账号,重置口令", "the first accounts, and new passwords")
    )
    words = parser.add_subparsers(dest="word", required=True, metavar=say("动作", "WORD"))
    text = say("建立账号,显示一次性口令", "make an account and show its one-time password")
    make = command(words, common, "make", text, "serving.account")
    make.add_argument("--name", required=True, metavar="NAME", help=say("姓名", "the person's name"))
    make.add_argument(
        "--role",
        required=True,
        metavar="ROLE",
        help=say("岗位,如 system、city_office", "the role, such as system, city_office"),
    )
    make.add_argument(
        "--org",
        required=True,
        metavar="CODE",
        help=say("单位代码(先装入名录)", "the unit's code (load the register first)"),
    )
    make.add_argument("--department", default="", metavar="D", help=say("部门", "the department"))
    text = say("生成新的一次性口令", "a new one-time password")
    reset = command(words, common, "reset", text, "serving.account")
    for word in (make, reset):
        word.add_argument("username", metavar="LOGIN", help=say("登录名", "the login"))
        data_option(word, say)
