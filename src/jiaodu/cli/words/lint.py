"""`jiaodu report lint`: its options. Floor: cli; light."""

from __future__ import annotations

import argparse
from typing import Any

from jiaodu.cli.words import Say, command, json_option, store_option


def add_lint(words: Any, common: argparse.ArgumentParser, say: Say) -> None:
    """`jiaodu report lint`."""
    text = say(
        "检查报告的结构:字数、覆盖、绑定、期限、用语", "look through a report's structure: length, coverage, wording"
    )
    parser = command(words, common, "lint", text, "report.lint")
    parser.add_argument(
        "file", nargs="?", metavar="FILE", help=say(".txt、.docx、.html 或 .pdf", ".txt, .docx, .html or .pdf")
    )
    parser.add_argument(
        "--edition", metavar="ID", help=say("数据库里的报告版次,如 ed-…", "an edition kept in the store, such as ed-…")
    )
    pack = say(
        "对照的框架包(默认:报告版次的,否则 provincial-duty)", "the pack to check against (default: the edition's)"
    )
    parser.add_argument("--pack", metavar="PACK@EDITION", help=pack)
    parser.add_argument("--year", type=int, metavar="Y", help=say("报告的年度", "the year that the report is about"))
    parser.add_argument("--limit", type=int, metavar="N", help=say("字数上限", "the limit of characters"))
    parser.add_argument(
        "--html", metavar="OUT", help=say("写出标明问题的网页", "write a page of the text with its findings")
    )
    parser.add_argument("--all", action="store_true", help=say("列出全部问题", "show every finding"))
    store_option(parser, say)
    json_option(parser, say)
