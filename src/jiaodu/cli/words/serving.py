"""The words of `jiaodu serve` and what belongs to running the web. Floor: cli. Light: imports nothing but argparse."""

from __future__ import annotations

import argparse
import os
from typing import Any

from jiaodu.cli.words import Say, command


def data_option(parser: argparse.ArgumentParser, say: Say) -> None:
    """The folder of a deployment."""
    text = say(
        "部署目录:用户与填报记录、数据库、佐证材料(默认 $JIAODU_DATA,否则 ./data)",
        "the deployment's folder: records, store, evidence ($JIAODU_DATA, else ./data)",
    )
    parser.add_argument("--data", default=os.environ.get("JIAODU_DATA", "data"), metavar="DIR", help=text)


def add_serving(commands: Any, common: argparse.ArgumentParser, say: Say) -> None:
    """`serve` and `worker`."""
    text = say("启动网页端", "serve the web pages")
    parser = command(commands, common, "serve", text, "serving.serve")
    data_option(parser, say)
    parser.add_argument(
        "--host", default="127.0.0.1", metavar="ADDRESS", help=say("监听地址", "the address to listen on")
    )
    parser.add_argument("--port", type=int, default=8000, metavar="N", help=say("端口", "the port"))
    parser.add_argument("--workers", type=int, default=2, metavar="N", help=say("进程数", "how many processes"))
    parser.add_argument(
        "--no-worker", dest="jobs", action="store_false",
        help=say("不带后台进程(另行启动 jiaodu worker)", "no worker beside it (start jiaodu worker yourself)"),
    )  # fmt: skip
    text = say(
        "启动后台进程:办理较长的任务(serve 会自带一个)", "do long work in the background (serve brings one along)"
    )
    parser = command(commands, common, "worker", text, "serving.worker")
    data_option(parser, say)
    parser.add_argument(
        "--once", action="store_true", help=say("办完排队的任务就退出", "end when nothing waits any more")
    )
