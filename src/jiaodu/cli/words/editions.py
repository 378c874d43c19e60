"""`jiaodu report diff` and `report archive`: their options. Floor: cli; light."""

from __future__ import annotations

import argparse
from typing import Any

from jiaodu.cli.words import Say, command, json_option, store_option


def add_editions(words: Any, common: argparse.ArgumentParser, say: Say) -> None:
    """The words about editions of a report."""
    _diff(words, common, say)
    _archive(words, common, say)
    _verify(words, common, say)


def _diff(words: Any, common: argparse.ArgumentParser, say: Say) -> None:
    text = say(
        "比较报告的两个版次,每个变化的数字说明原因", "compare two editions of a report; every changed figure explained"
    )
    parser = command(words, common, "diff", text, "report.diff")
    named = say("报告文件(.docx、.html、.pdf)或版次编号 ed-…", "a report (.docx, .html, .pdf) or an edition's id, ed-…")
    parser.add_argument("first", metavar="A", help=named)
    parser.add_argument("second", metavar="B", help=named)
    store_option(parser, say)
    json_option(parser, say)
    parser.add_argument("--all", action="store_true", help=say("列出全部", "list everything"))


def _archive(words: Any, common: argparse.ArgumentParser, say: Say) -> None:
    text = say(
        "归档一个版次:不用 jiaodu 也能读、能核对的 zip",
        "archive an edition: a zip that is read and checked without jiaodu",
    )
    parser = command(words, common, "archive", text, "report.archive")
    parser.add_argument(
        "edition",
        metavar="A",
        help=say("报告文件(一并归入)或版次编号", "a report, which goes in as it is, or an edition's id"),
    )
    parser.add_argument("--out", required=True, metavar="FILE.zip")
    parser.add_argument(
        "--with",
        dest="given",
        action="append",
        default=[],
        metavar="FILE",
        help=say("另外归入的文件,如盖章扫描件", "another file to go in, such as the sealed scan"),
    )
    parser.add_argument(
        "--whole-store",
        action="store_true",
        help=say("归入整个数据库(到该快照为止)", "put the whole store in, as of the snapshot"),
    )
    parser.add_argument(
        "--no-originals", action="store_true", help=say("不归入原始文件", "leave the original files out")
    )
    store_option(parser, say)
    json_option(parser, say)


def _verify(words: Any, common: argparse.ArgumentParser, say: Say) -> None:
    text = say("核对归档件:每个文件都在,内容没有变", "check an archive: every file is there and unchanged")
    parser = command(words, common, "verify", text, "report.verify")
    parser.add_argument("file", metavar="FILE.zip")
    json_option(parser, say)
