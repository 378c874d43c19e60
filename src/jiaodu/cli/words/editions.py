"""`jiaodu report diff` and `report archive`: their options. Floor: cli; light."""

from __future__ import annotations

import argparse
from typing import Any

from jiaodu.cli.words import Say, command, json_option, store_option


def add_editions(words: Any, common: argparse.ArgumentParser, say: Say) -> None:
    """The words about editions of a report."""
    _diff(words, common, say)


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
