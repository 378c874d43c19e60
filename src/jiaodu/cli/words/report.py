"""`jiaodu report …`: its words and options. Floor: cli; light."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Sequence
from typing import Any

from jiaodu.cli.words import Say, command, json_option, pack_option, reading_options, store_option
from jiaodu.cli.words.editions import add_editions
from jiaodu.cli.words.lint import add_lint

FORMATS = ("html", "docx", "pdf")  # as in reports.batch, which is too heavy to ask here


def add_report(commands: Any, common: argparse.ArgumentParser, say: Say) -> None:
    """`jiaodu report write`, which is also what `jiaodu report --pack …` means."""
    parser = commands.add_parser(
        "report",
        help=say(
            "自评报告:写出、检查、更新、比较、归档", "self-evaluation reports: write, lint, refresh, compare, archive"
        ),
    )
    words = parser.add_subparsers(dest="word", required=True, metavar=say("动作", "WORD"))
    _write(words, common, say)
    _refresh(words, common, say)
    add_editions(words, common, say)
    add_lint(words, common, say)


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


def day_of(text: str) -> dt.date:
    """2020-09-15 as a day. Raises ArgumentTypeError."""
    try:
        return dt.datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text}: YYYY-MM-DD") from None


def _write(words: Any, common: argparse.ArgumentParser, say: Say) -> None:
    text = say("写自评报告(HTML、DOCX、PDF),每个数字可追溯", "write the self-evaluation report; every figure traceable")
    parser = command(words, common, "write", text, "report.write")
    pack_option(parser, say, True)
    which = parser.add_mutually_exclusive_group(required=True)
    units = say("单位代码或名称,可写多次", "code or name of a unit; may be given again")
    which.add_argument("--org", action="append", metavar="CODE", help=units)
    levels = say("该层级的全部单位,如 county、school", "all units of a level: county, school …")
    which.add_argument("--level", metavar="LEVEL", help=levels)
    parser.add_argument("--out", required=True, metavar="DIR")
    parser.add_argument(
        "--template",
        metavar="NAME",
        help=say("用哪个报告模板(默认该层级的第一个)", "which template (default: the level's first)"),
    )
    parser.add_argument(
        "--format", metavar="html,docx,pdf", type=formats_of, default=FORMATS,
        help=say("写哪几种格式,默认全部", "which formats to write; all unless told"),
    )  # fmt: skip
    parser.add_argument(
        "--date", metavar="YYYY-MM-DD", type=day_of,
        help=say("成文日期,默认留空待填", "the date that the report bears; left open unless told"),
    )  # fmt: skip
    parser.add_argument(
        "--boundaries", metavar="FILE",
        help=say("地图用的边界(GeoJSON,自备)", "boundaries for maps (GeoJSON, your own)"),
    )  # fmt: skip
    parser.add_argument("--all", action="store_true", help=say("列出全部问题", "list every problem"))
    reading_options(parser, say)


def _refresh(words: Any, common: argparse.ArgumentParser, say: Say) -> None:
    text = say(
        "读回改过的 Word 报告:数字是否最新、过期、手改、复制、移动、不见了;可更新过期的",
        "read an edited Word report: which figures are current, stale, typed over, copied, moved, gone; update stale ones",
    )
    parser = command(words, common, "refresh", text, "report.refresh")
    parser.add_argument("file", metavar="FILE.docx")
    parser.add_argument(
        "--update",
        action="store_true",
        help=say("更新过期的数字,其余不动", "bring stale figures up to date and touch nothing else"),
    )
    parser.add_argument(
        "-o",
        "--out",
        metavar="OUT",
        help=say("更新后写到哪里(默认在旁边另存)", "where the updated file goes (default: beside the file)"),
    )
    parser.add_argument("--all", action="store_true", help=say("最新的也列出", "list the current ones too"))
    store_option(parser, say)
    snapshot = say("更新到某个快照,如 S3(默认最新)", "the snapshot to bring it to, such as S3 (default: the latest)")
    parser.add_argument("--snapshot", metavar="S", help=snapshot)
    edition = say("文件丢了版次编号时,是哪一版", "which edition it is, where the file has lost its id")
    parser.add_argument("--edition", metavar="ID", help=edition)
    pack_option(parser, say, False)
    parser.add_argument("--org", metavar="CODE", help=say("哪个单位(默认文件所载)", "the unit (default: the file's)"))
    parser.add_argument("--period", metavar="P", help=say("年度(默认文件所载)", "the year (default: the file's)"))
    json_option(parser, say)
