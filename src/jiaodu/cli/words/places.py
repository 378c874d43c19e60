"""`jiaodu places …`: its words and options. Floor: cli; light."""

from __future__ import annotations

import argparse
from typing import Any

from jiaodu.cli.words import Say, command, json_option, pack_option, store_option


def add_places(commands: Any, common: argparse.ArgumentParser, say: Say) -> None:
    """`jiaodu places backtest`, `jiaodu places forecast` and `jiaodu places plan`."""
    parser = commands.add_parser("places", help=say("学位预测与规划", "forecast and plan school places"))
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
        "--events",
        metavar="FILE",
        help=say(
            "事件表：新建住宅、转入转出、开办、撤并、增减学位",
            "table of events: housing, arrivals, departures, openings, closings, places",
        ),
    )
    forecast.add_argument(
        "--scenario",
        metavar="ID",
        help=say("按某个情景预测(默认为预期)", "forecast under a scenario (what is expected by default)"),
    )
    forecast.add_argument(
        "--publish", action="store_true", help=say("发布为数据库中的行", "publish as rows of the store")
    )
    text = say(
        "排学位建设方案：哪些措施、在哪里、哪一年，附界限和差距",
        "plan measures: which, where and when, with bound and gap",
    )
    _plan_options(command(words, common, "plan", text, "places.plan"), say)
    text = say(
        "比较两个存下的方案：措施、年份、花费、缺口、去向",
        "what two kept plans differ in: measures, years, money, gaps, ways",
    )
    compare = command(words, common, "compare", text, "places.compare")
    compare.add_argument(
        "before",
        metavar="A",
        help=say("原方案：plan --json 的输出，或 --out 的文件夹", "the one: output of plan --json, or folder of --out"),
    )
    compare.add_argument("after", metavar="B", help=say("新方案", "the other"))
    json_option(compare, say)


def _plan_options(parser: argparse.ArgumentParser, say: Say) -> None:
    for name, needed, zh, en in (
        ("--measures", True, "措施表：措施、地点，其余列空着就按菜单", "table of measures: measure and site; other columns default to the menu"),
        ("--demand", False, "需求表：区域、学段、学年、需求、现有学位；不给就用已发布的预测", "table of demand: zone, stage, year, demand, places; else the published forecast"),
        ("--distances", False, "距离表：区域、地点、公里", "table of distances: zone, site, km"),
        ("--map", False, "今天的学区表：区域、地点；此外的路线要由划片、结对、校车打开", "today's map: zone, site; other ways are opened by measures only"),
        ("--borders", False, "相邻表：区域、相邻区域；给了就核对学区连片", "table of borders: zone, other; zones of a school are then one piece"),
    ):  # fmt: skip
        parser.add_argument(name, required=needed, metavar="FILE", help=say(zh, en))
    text = say(
        "预算表(学年、预算)，或每年的万元数；不给就不限",
        "table of budgets (year, budget) or 万元 a year; none: no limit",
    )
    parser.add_argument("--budget", metavar="FILE|N", help=text)
    parser.add_argument(
        "--within", type=float, metavar="KM", help=say("就近入学的最远公里数", "the farthest way, in km")
    )
    parser.add_argument(
        "--seconds", type=float, default=60.0, metavar="S", help=say("求解时间(默认 60 秒)", "time to solve (60)")
    )
    text = say(
        "把方案写进这个文件夹：plan.json、工作簿、图、地图",
        "write plan.json, a workbook, charts and a map into this folder",
    )
    parser.add_argument("--out", metavar="DIR", help=text)
    text = say(
        "把方案发布为数据库中的行，供报告和图用", "publish the plan as rows of the store, for reports and charts"
    )
    parser.add_argument("--publish", action="store_true", help=text)
    text = say("区域边界(GeoJSON)，用来画地图", "boundaries of zones (GeoJSON), for the map")
    parser.add_argument("--boundaries", metavar="FILE", help=text)
    text = say("离最优多近就算够，百分数(默认 0：证明到底)", "how near the best is near enough, in %% (0)")
    parser.add_argument("--gap", type=float, default=0.0, metavar="PERCENT", help=text)
    text = say("先让最远的一段路最短，再让总路程最短", "shorten the longest way before the sum of all ways")
    parser.add_argument("--fair", action="store_true", help=text)
    text = say("按需求区间的哪个分位排(默认 50)", "point of the demand's interval to plan for (50)")
    parser.add_argument("--percent", type=float, default=50.0, metavar="P", help=text)
    text = say("低、中、80%%分位、高四种情景的后悔值表", "table of regret over low, middle, 80 %% point and high")
    parser.add_argument("--regret", action="store_true", help=text)
    parser.add_argument(
        "--level",
        choices=("county", "school"),
        default="county",
        help=say("用县还是校的已发布预测", "published forecast of"),
    )
    parser.add_argument(
        "--high", action="store_true", help=say("按需求高值(90%%分位)排", "plan for the high demand (90 %%)")
    )
    parser.add_argument(
        "--places", metavar="ID", help=say("框架包 places/ 中的定义(默认第一个)", "a definition in places/ (the first)")
    )
    parser.add_argument("--org", metavar="CODE", help=say("只看这个单位及其下属", "this unit and those under it only"))
    parser.add_argument("--snapshot", metavar="S", help=say("按某个快照,如 S3", "a kept snapshot, such as S3"))
    parser.add_argument("--all", action="store_true", help=say("列出全部问题", "every problem"))
    pack_option(parser, say, False)
    store_option(parser, say)
    json_option(parser, say)


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
    text = say(
        "冲击的名称或年份(如 2020)，另列一张不含这些年的表",
        "a shock by name, or its year such as 2020; a second table leaves it out",
    )
    parser.add_argument("--shock", action="append", default=[], metavar="S", help=text)
    parser.add_argument("--snapshot", metavar="S", help=say("按某个快照,如 S3", "a kept snapshot, such as S3"))
    parser.add_argument("--all", action="store_true", help=say("列出全部问题", "every problem"))
    pack_option(parser, say, False)
    store_option(parser, say)
    json_option(parser, say)
