"""The command line: words, options and exit status.

Floor: cli. In: arguments. Out: exit status 0 done, 1 errors found, 2 misuse. Commands are imported when they run.
"""

from __future__ import annotations

import argparse
import atexit
import importlib
import os
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from jiaodu import __version__
from jiaodu.cli.words import Say, command, json_option, pack_option, reading_options, store_option
from jiaodu.cli.words.claims import add_claims
from jiaodu.cli.words.places import add_places
from jiaodu.cli.words.report import add_report, with_word
from jiaodu.cli.words.serving import add_serving
from jiaodu.core.base.collection import without_collection

LANGUAGES = ("zh", "en")


class Parser(argparse.ArgumentParser):
    """An argument parser that says what is wrong in the language of the run."""

    say: Say = staticmethod(lambda zh, en: zh)

    def error(self, message: str) -> NoReturn:
        """Misuse: one line of what is wrong, the usage, exit status 2."""
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: {type(self).say('用法不对', 'wrong usage')}: {message}\n")


def language_of(arguments: Sequence[str]) -> str:
    """The language asked for: --lang, else zh whatever the locale."""
    for i, argument in enumerate(arguments):
        if argument == "--lang" and i + 1 < len(arguments) and arguments[i + 1] in LANGUAGES:
            return arguments[i + 1]
        if argument.startswith("--lang=") and argument[7:] in LANGUAGES:
            return argument[7:]
    return "zh"


def language_behind(arguments: Sequence[str]) -> list[str]:
    """`jiaodu --lang en why …` means what `jiaodu why … --lang en` does."""
    given = list(arguments)
    if given[:1] == ["--lang"] and len(given) > 2:
        return [*given[2:], *given[:2]]
    if given and given[0].startswith("--lang=") and len(given) > 1:
        return [*given[1:], given[0]]
    return given


def build_parser(language: str) -> argparse.ArgumentParser:
    """The parser with its help in one language."""

    def say(zh: str, en: str) -> str:
        return zh if language == "zh" else en

    Parser.say = staticmethod(say)
    parser = Parser(
        prog="jiaodu",
        description=say("教督:评价政府履行教育职责", "jiaodu: how a government fulfils its education duty"),
        epilog=say("先试:jiaodu demo。每个命令都有 --help。", "Try first: jiaodu demo. Every command has --help."),
    )
    parser.add_argument("--version", action="version", version=f"jiaodu {__version__}")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--lang", choices=LANGUAGES, default=language, help=say("语言,默认中文", "language; Chinese by default")
    )
    common.add_argument(
        "--packs", action="append", default=[], metavar="DIR", help=say("另外的框架包目录", "another folder of packs")
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar=say("命令", "COMMAND"))
    for add in (
        _demo, _pack, _template, _load, _returns, _register, _org, _evaluate, _check, _diff, _why, add_report, add_claims, add_places, add_serving, _explain, _formula
    ):  # fmt: skip
        add(commands, common, say)
    return parser


def _demo(commands: Any, common: argparse.ArgumentParser, say: Say) -> None:
    text = say("用两份真实数据走一遍:装入、判定、溯源、报告", "walk two real inputs from load to report")
    parser = command(commands, common, "demo", text, "demo")
    parser.add_argument(
        "--out", default="demo", metavar="DIR", help=say("输出目录(默认 ./demo)", "where to write (./demo)")
    )


def _pack(commands: Any, common: argparse.ArgumentParser, say: Say) -> None:
    parser = commands.add_parser("pack", help=say("检查、整理框架包", "check and format packs"))
    words = parser.add_subparsers(dest="word", required=True, metavar=say("动作", "WORD"))
    check = command(
        words, common, "check", say("检查框架包,一次列出所有问题", "check packs; every problem at once"), "pack"
    )
    check.add_argument("names", nargs="*", metavar="PACK", help=say("默认全部", "all by default"))
    json_option(check, say)
    tidy = command(words, common, "format", say("整理框架包的 YAML 文件", "tidy the YAML files of packs"), "pack")
    tidy.add_argument("names", nargs="*", metavar="PACK")
    tidy.add_argument("--check", action="store_true", help=say("只检查,不改", "only say what would change"))
    schema = command(
        words, common, "schema", say("写出各类文件的 JSON Schema", "write the JSON Schema of every file"), "pack"
    )
    schema.add_argument("--out", default="schema", metavar="DIR")


def _template(commands: Any, common: argparse.ArgumentParser, say: Say) -> None:
    text = say(
        "生成填报表(Excel):带下拉、校验、上年数和统计数",
        "write workbooks to be filled in, with lists, checks and last year's values",
    )
    parser = command(commands, common, "template", text, "template")
    parser.add_argument(
        "form",
        nargs="*",
        metavar="FORM",
        help=say("表的编号或名称(默认:框架中的全部表)", "id or name of a form (default: all)"),
    )
    parser.add_argument(
        "-o",
        "--out",
        required=True,
        metavar="FILE",
        help=say("写到哪里;一校一册时是目录", "where to; a folder with --per school"),
    )
    parser.add_argument(
        "--period", required=True, metavar="P", help=say("填报年度,如 2024", "the period, such as 2024")
    )
    parser.add_argument(
        "--org",
        action="append",
        metavar="CODE",
        help=say("只要这些单位及其下级", "only these units and those below them"),
    )
    parser.add_argument(
        "--per", choices=("county", "school"), default="county",
        help=say("county:一册;school:每个填报单位一册", "county: one workbook; school: one for each unit"),
    )  # fmt: skip
    parser.add_argument(
        "--filled", action="store_true",
        help=say("官方表(申报表等)由系统按数据填好", "official tables, filled in by the system from the data"),
    )  # fmt: skip
    pack_option(parser, say, False)
    store_option(parser, say)
    json_option(parser, say)


def _load(commands: Any, common: argparse.ArgumentParser, say: Say) -> None:
    text = say(
        "装入表格(CSV、Excel、文件夹、压缩包),并列出谁报了、谁没报",
        "load tables (CSV, Excel, folders, zip files), and list who has sent and who has not",
    )
    parser = command(commands, common, "load", text, "load")
    parser.add_argument("data", nargs="+", metavar="DATA")
    _batch(parser, say)
    parser.add_argument("--dry-run", action="store_true", help=say("只检查,不装入", "check only; load nothing"))
    parser.add_argument(
        "--accept-good",
        action="store_true",
        help=say(
            "装入没有错误的文件,有错的文件整个留下",
            "load the files without errors; leave out the others, each in whole",
        ),
    )
    parser.add_argument(
        "--org", metavar="CODE", help=say("只看这个单位以下的报送情况", "completeness of the units under this one")
    )
    pack_option(parser, say, False)
    store_option(parser, say)
    parser.add_argument(
        "--deployment", metavar="DIR",
        help=say("装入这个部署(jiaodu serve 的目录)的数据库,并记入操作日志", "into the store of this deployment (the folder of jiaodu serve), with a line in its audit"),
    )  # fmt: skip
    json_option(parser, say)


def _batch(parser: argparse.ArgumentParser, say: Say) -> None:
    """The options of everything that reads many returned workbooks."""
    parser.add_argument("--form", metavar="F", help=say("这些数据属于哪张表", "the form that the data belong to"))
    parser.add_argument("--source", metavar="S", help=say("没有写来源时用的来源", "the source where none is written"))
    parser.add_argument(
        "--prefer",
        action="append",
        default=[],
        metavar="FILE",
        help=say("重复报送时以这个文件为准", "this file counts where a unit sent twice"),
    )
    parser.add_argument(
        "--completeness", metavar="FILE", help=say("把报送情况写成 Excel 工作簿", "write completeness as a workbook")
    )
    parser.add_argument("--all", action="store_true", help=say("名单不截断", "whole lists"))


def _returns(commands: Any, common: argparse.ArgumentParser, say: Say) -> None:
    text = say("报送情况:谁报了、报了两次、没报,联系谁", "who has sent, who twice, who is missing, and whom to ring up")
    parser = command(commands, common, "returns", text, "returns")
    parser.add_argument(
        "data", nargs="*", metavar="DATA", help=say("刚收到、还没装入的文件", "what has come and is not loaded yet")
    )
    parser.add_argument("--org", metavar="CODE", help=say("只看这个单位以下", "the units under this one"))
    _batch(parser, say)
    pack_option(parser, say, False)
    reading_options(parser, say)


def _register(commands: Any, common: argparse.ArgumentParser, say: Say) -> None:
    parser = commands.add_parser("register", help=say("核对、比较单位名录", "check and compare lists of units"))
    words = parser.add_subparsers(dest="word", required=True, metavar=say("动作", "WORD"))
    text = say("核对名录:代码、层级、疑似重复", "check lists: codes, levels, likely duplicates")
    check = command(words, common, "check", text, "register")
    check.add_argument("data", nargs="+", metavar="FILE")
    _lists(check, say)
    check.add_argument(
        "--system",
        default="WGS-84",
        choices=("WGS-84", "GCJ-02", "BD-09"),
        help=say("没有注明时经纬度的坐标系", "the system of coordinates where none is stated"),
    )
    text = say("比较两年的名录,提出新设、撤销、更名、合并、拆分", "compare two years' lists and propose what changed")
    diff = command(words, common, "diff", text, "register")
    diff.add_argument("old", metavar="OLD")
    diff.add_argument("new", metavar="NEW")
    _lists(diff, say)
    for name, zh, en in (("old", "旧名录", "the old list"), ("new", "新名录", "the new list")):
        diff.add_argument(
            f"--{name}-column",
            action="append",
            default=[],
            metavar="ROLE=HEADING",
            help=say(f"只用于{zh}", f"for {en} only"),
        )
    diff.add_argument(
        "--day", metavar="DAY", help=say("名录没写日期时变动生效的日子", "when changes hold that state no day")
    )
    diff.add_argument("--level", default="school", metavar="LEVEL", help=say("层级,默认学校", "the level; school"))
    diff.add_argument("-o", "--out", metavar="FILE", help=say("写成可以装入的名录", "write a register that loads"))


def _lists(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="ROLE=HEADING",
        help=say(
            "哪一列是什么:code、name、parent、province、city、county、longitude、latitude 等;两列相连写 A+B",
            "which column is what: code, name, parent, province, city, county, longitude, latitude …; A+B joins two",
        ),
    )
    parser.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="HEADING=VALUE",
        help=say("只看某列等于某值的行", "only lines with this value"),
    )
    parser.add_argument("--all", action="store_true", help=say("名单不截断", "whole lists"))
    json_option(parser, say)


def _evaluate(commands: Any, common: argparse.ArgumentParser, say: Say) -> None:
    parser = command(commands, common, "evaluate", say("判定", "judge"), "evaluate")
    pack_option(parser, say, True)
    reading_options(parser, say)
    parser.add_argument(
        "--org",
        action="append",
        metavar="CODE",
        help=say("单位代码或名称(默认:该层级全部)", "code or name of a unit (default: all of the level)"),
    )
    parser.add_argument("--level", metavar="LEVEL", help=say("层级,如 province", "a level, such as province"))
    parser.add_argument("--xlsx", metavar="FILE", help=say("另写成 Excel 工作簿", "write a workbook too"))
    parser.add_argument("--all", action="store_true", help=say("列出全部问题", "list every problem"))


def _check(commands: Any, common: argparse.ArgumentParser, say: Say) -> None:
    text = say(
        "检查表格文件,或核对已装入的数据(来源差异、缺数、公布值与算得值)",
        "check files, or what was loaded (sources, blanks, published against computed)",
    )
    parser = command(commands, common, "check", text, "check")
    parser.add_argument(
        "data",
        nargs="*",
        metavar="FILE",
        help=say("文件或文件夹;不写则核对数据库", "files or folders; none: the store"),
    )
    parser.add_argument(
        "--marked",
        metavar="DIR|FILE",
        help=say("写出标注好的工作簿", "write the workbooks with their problems marked in them"),
    )
    parser.add_argument("--form", metavar="F", help=say("这些数据属于哪张表", "the form that the data belong to"))
    parser.add_argument("--source", metavar="S", help=say("没有写来源时用的来源", "the source where none is written"))
    pack_option(parser, say, False)
    reading_options(parser, say, "2019 或 2000..2019" if say("z", "e") == "z" else "2019 or 2000..2019", required=False)
    parser.add_argument("--all", action="store_true", help=say("列出全部问题", "list every problem"))


def _diff(commands: Any, common: argparse.ArgumentParser, say: Say) -> None:
    text = say(
        "两个快照之间,哪些数值和结论变了,因哪些单元格",
        "which values and verdicts differ between snapshots, by which cells",
    )
    parser = command(commands, common, "diff", text, "diff")
    parser.add_argument("before", metavar="S1", help=say("原快照", "the earlier snapshot"))
    parser.add_argument(
        "after", metavar="S2", nargs="?", help=say("现快照(默认最新)", "the later one (default: the head)")
    )
    pack_option(parser, say, False)
    store_option(parser, say)
    parser.add_argument("--period", required=True, metavar="P", help=say("年度,如 2019", "the year, such as 2019"))
    json_option(parser, say)
    parser.add_argument("--all", action="store_true", help=say("全部列出", "list all"))


def _org(commands: Any, common: argparse.ArgumentParser, say: Say) -> None:
    parser = commands.add_parser("org", help=say("机构名录:沿革、隶属、分组", "the register: events, tree, groups"))
    words = parser.add_subparsers(dest="word", required=True, metavar=say("动作", "WORD"))
    show = command(
        words, common, "show", say("一个机构:上级、下级、分组、沿革", "one unit: above, below, groups, events"), "org"
    )
    show.add_argument("code", metavar="CODE", help=say("代码或全名", "code or whole name"))
    events = command(
        words, common, "events", say("合并、拆分、并入、更名、划转", "merges, splits, takeovers, renames, moves"), "org"
    )
    events.add_argument("--org", metavar="CODE", help=say("只看与它有关的", "only those that it takes part in"))
    events.add_argument("--since", metavar="DATE", help=say("从某日起", "from a day on"))
    text = say("集团、学区等:几个单位不在组内,几个重叠", "groups: how many units are in none, how many in several")
    groups = command(words, common, "groups", text, "org")
    groups.add_argument("--kind", metavar="K", help=say("分组类型", "kind of groups"))
    groups.add_argument("--under", metavar="CODE", help=say("只看某地的单位", "only units under an organisation"))
    for word in (show, groups):
        word.add_argument("--on", metavar="DATE", help=say("某日的情况,默认今天", "on a day; today by default"))
    for word in (show, events, groups):
        store_option(word, say)
        word.add_argument("--snapshot", metavar="S", help=say("按某个快照,如 S3", "a kept snapshot, such as S3"))
        pack_option(word, say, False)
        json_option(word, say)


def _why(commands: Any, common: argparse.ArgumentParser, say: Say) -> None:
    text = say("一个数从哪里来:判定、公式、单元格、条文", "where a figure comes from: verdict, formula, cell, article")
    parser = command(commands, common, "why", text, "why")
    parser.add_argument(
        "indicator",
        metavar="INDICATOR",
        help=say("指标、标准或评分方案的编号或名称", "id or name of an indicator, a standard or a grading scheme"),
    )
    parser.add_argument("--org", required=True, metavar="CODE")
    parser.add_argument(
        "--by", action="append", default=[], metavar="CODE", help=say("分组,如 primary", "breakdown, such as primary")
    )
    pack_option(parser, say, False)
    reading_options(parser, say)


def _explain(commands: Any, common: argparse.ArgumentParser, say: Say) -> None:
    parser = command(commands, common, "explain", say("解释问题代码", "explain a problem code"), "explain")
    parser.add_argument("code", nargs="?", metavar="CODE")
    parser.add_argument("--list", action="store_true", help=say("全部代码", "all codes"))
    json_option(parser, say)


def _formula(commands: Any, common: argparse.ArgumentParser, say: Say) -> None:
    parser = commands.add_parser("formula", help=say("试一个公式", "try a formula"))
    words = parser.add_subparsers(dest="word", required=True, metavar=say("动作", "WORD"))
    check = command(words, common, "check", say("公式读成什么", "how a formula is read"), "formula")
    check.add_argument("formula", metavar="FORMULA")
    check.add_argument("--table", required=True, metavar="T", help=say("表的编号或名称", "id or name of a form"))
    check.add_argument("--unit", metavar="U", help=say("结果应有的单位", "the unit that the result should have"))
    json_option(check, say)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command."""
    given = with_word(language_behind(sys.argv[1:] if arguments is None else arguments))
    options = build_parser(language_of(given)).parse_args(given)
    try:
        with without_collection():  # modules stay: walking over them time and again takes a tenth of the start
            module = importlib.import_module(options.module)
        return int(module.run(options))
    except KeyboardInterrupt:
        print("已中断 / interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # the reader of a pipe went away; say nothing more
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        from jiaodu.core.base.problems import JiaoduError

        if not isinstance(error, JiaoduError):
            raise
        from jiaodu.cli.output import Output

        Output(options).problems(error.problems, everything=True, failed=True)
        return 1


def program() -> int:
    """Run a command as the program: the last thing that the process does."""
    code = main()
    # The process ends here: to look for cycles among a million rules and values once more would take 0.4 s of a report.
    # Whoever asked to be called at the end is called; an interpreter that is taken down in haste would make the modules
    # written in C report objects that they take for lost.
    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        code = 1
    os._exit(code)
