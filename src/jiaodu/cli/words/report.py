"""`jiaodu report …`: its words and options. Floor: cli; light."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from jiaodu.cli.words import Say, command, pack_option, reading_options

FORMATS = ("html", "docx", "pdf")


def add_report(commands: Any, common: argparse.ArgumentParser, say: Say) -> None:
    """`jiaodu report write`, which is also what `jiaodu report --pack …` means."""
    parser = commands.add_parser("report", help=say("自评报告:写出", "self-evaluation reports: write"))
    words = parser.add_subparsers(dest="word", required=True, metavar=say("动作", "WORD"))
    _write(words, common, say)


def with_word(arguments: Sequence[str]) -> list[str]:
    """`report --pack …` is short for `report write --pack …`."""
    given = list(arguments)
    for at, argument in enumerate(given):
        if argument == "report":
            rest = given[at + 1 : at + 2]
            if rest and rest[0].startswith("-") and rest[0] not in ("-h", "--help"):
                given.insert(at + 1, "write")
            break
        if not argument.startswith("-"):
            break
    return given


def formats_of(text: str) -> tuple[str, ...]:
    """`html,pdf` as formats, in the usual order. Raises ArgumentTypeError."""
    named = {part.strip().lower() for part in text.split(",")}
    if not named <= set(FORMATS):
        raise argparse.ArgumentTypeError(f"{text}: {','.join(FORMATS)}")
    return tuple(name for name in FORMATS if name in named)


def _write(words: Any, common: argparse.ArgumentParser, say: Say) -> None:
    text = say("写自评报告(HTML、DOCX、PDF),每个数字可追溯", "write the self-evaluation report; every figure traceable")
    parser = command(words, common, "write", text, "report.write")
    pack_option(parser, say, True)
    parser.add_argument("--org", required=True, metavar="CODE")
    parser.add_argument("--out", required=True, metavar="DIR")
    parser.add_argument(
        "--format", metavar="html,docx,pdf", type=formats_of, default=FORMATS,
        help=say("写哪几种格式,默认全部", "which formats to write; all unless told"),
    )  # fmt: skip
    reading_options(parser, say)
