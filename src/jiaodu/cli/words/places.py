"""`jiaodu places …`: its words and options. Floor: cli; light."""

from __future__ import annotations

import argparse
from typing import Any

from jiaodu.cli.words import Say, command, json_option, pack_option, store_option


def add_places(commands: Any, common: argparse.ArgumentParser, say: Say) -> None:
    """`jiaodu places backtest` and `jiaodu places forecast`."""
    parser = commands.add_parser("places", help=say("学位预测", "forecast school places"))
    words = parser.add_subparsers(dest="word", required=True, metavar=say("动作", "WORD"))
    text = say(
        "用过去各年检验预测：误差、偏差、区间覆盖率，与简单方法并列",
        "test forecasts on past years, beside simple methods",
    )
    backtest = command(words, common, "backtest", text, "places.backtest")
    _options(backtest, say)
    text = say(
        "预测学位需求，与现有学位相比；--publish 写入数据库",
        "forecast demand beside places; --publish brings it into the store",
    )
    forecast = command(words, common, "forecast", text, "places.forecast")
    _options(forecast, say)
    forecast.add_argument("--units", action="store_true", help=say("列出每所学校", "list every school"))
    forecast.add_argument(
        "--publish", action="store_true", help=say("发布为数据库中的行", "publish as rows of the store")
    )


def _options(parser: argparse.ArgumentParser, say: Say) -> None:
    parser.add_argument(
        "--places",
        metavar="ID",
        help=say("框架包 places/ 中的定义(默认第一个)", "a definition in places/ (the first by default)"),
    )
    parser.add_argument("--org", metavar="CODE", help=say("只看这个单位及其下属", "this unit and those under it only"))
    parser.add_argument(
        "--years", type=int, default=5, metavar="N", help=say("预测几年，1 至 15(默认 5)", "years ahead, 1 to 15 (5)")
    )
    parser.add_argument(
        "--until", metavar="P", help=say("只用到这个学年的数据", "know of no school year after this one")
    )
    text = say("冲击年份，另列一张不含它们的表，如 2020", "a year of shock, such as 2020; a second table leaves it out")
    parser.add_argument("--shock", action="append", default=[], metavar="P", help=text)
    parser.add_argument("--snapshot", metavar="S", help=say("按某个快照,如 S3", "a kept snapshot, such as S3"))
    parser.add_argument("--all", action="store_true", help=say("列出全部问题", "every problem"))
    pack_option(parser, say, False)
    store_option(parser, say)
    json_option(parser, say)
