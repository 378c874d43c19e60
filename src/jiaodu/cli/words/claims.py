"""`jiaodu claims …`: its words and options. Floor: cli; light."""

from __future__ import annotations

import argparse
from typing import Any

from jiaodu.cli.words import Say, command, json_option, pack_option, store_option


def add_claims(commands: Any, common: argparse.ArgumentParser, say: Say) -> None:
    """`jiaodu claims extract` and `jiaodu claims check`."""
    parser = commands.add_parser("claims", help=say("核对报告里的数字", "check the figures of a report"))
    words = parser.add_subparsers(dest="word", required=True, metavar=say("动作", "WORD"))
    text = say(
        "列出文中每个数量：值、单位、指标、年份、关系", "list every quantity: value, unit, measure, period, relation"
    )
    extract = command(words, common, "extract", text, "claims.extract")
    _files(extract, say)
    extract.add_argument("--json", action="store_true", help=say("每行一个 JSON 对象", "one JSON object a line"))
    text = say("核对文中的数字：彼此之间，以及与数据库", "check the figures against one another and against the store")
    check = command(words, common, "check", text, "claims.check")
    _files(check, say)
    check.add_argument(
        "--all", action="store_true", help=say("列出全部，包括相符的", "everything, what agrees included")
    )
    text = say("单位代码或名称；给出时与数据库核对", "code or name of the unit; with it, the store is asked too")
    check.add_argument("--org", metavar="CODE", help=text)
    check.add_argument("--period", metavar="P", help=say("报告的年度，如 2019", "the year of the report, such as 2019"))
    check.add_argument("--snapshot", metavar="S", help=say("按某个快照,如 S3", "a kept snapshot, such as S3"))
    check.add_argument(
        "--html", metavar="OUT", help=say("写出标明结论的网页", "write a page of the text with its verdicts")
    )
    check.add_argument("--docx", metavar="OUT", help=say("写出带批注的 Word 副本", "write a Word copy with comments"))
    pack_option(check, say, False)
    store_option(check, say)
    json_option(check, say)


def _files(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help=say(".txt、.docx、.html 或 .pdf", ".txt, .docx, .html or .pdf")
    )
