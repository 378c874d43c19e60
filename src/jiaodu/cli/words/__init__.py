"""The words of the command line: what parsers share. Floor: cli. Light: imports nothing but argparse.

In: a parser. Out: the options that several commands take, always under the same names. Commands with words of their
own have a module here.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from typing import Any

Say = Callable[[str, str], str]


def command(
    commands: Any, common: argparse.ArgumentParser, name: str, text: str, module: str
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, parents=[common], help=text, description=text)
    parser.set_defaults(module=f"jiaodu.cli.{module}")
    return parser


def store_option(parser: argparse.ArgumentParser, say: Say) -> None:
    default = os.environ.get("JIAODU_STORE", "store")
    text = say("数据库目录(默认 $JIAODU_STORE,否则 ./store)", "the store's folder ($JIAODU_STORE, else ./store)")
    parser.add_argument("--store", default=default, metavar="DIR", help=text)


def json_option(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument("--json", action="store_true", help=say("输出 JSON", "print JSON"))


def reading_options(parser: argparse.ArgumentParser, say: Say, period: str = "2019", required: bool = True) -> None:
    store_option(parser, say)
    parser.add_argument("--snapshot", metavar="S", help=say("按某个快照,如 S3", "a kept snapshot, such as S3"))
    parser.add_argument(
        "--period", required=required, metavar="P", help=say(f"年度,如 {period}", f"the year, such as {period}")
    )
    json_option(parser, say)


def pack_option(parser: argparse.ArgumentParser, say: Say, required: bool) -> None:
    text = say("框架包@版本,如 provincial-duty@2020", "PACK@EDITION, such as provincial-duty@2020")
    if not required:
        text += say("(默认:装入数据时所用的)", " (default: the one that the data were loaded with)")
    parser.add_argument("--pack", required=required, metavar="PACK@EDITION", help=text)
