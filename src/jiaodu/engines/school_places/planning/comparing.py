"""What two plans differ in: measures, years, money, who is left over, who goes elsewhere.

Floor: engines.school_places. In: plans as plain data (what `plan --json` prints). Out: a `Comparison`; L50 where a file is no plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jiaodu.core.base.problems import JiaoduError, Place, problem
from jiaodu.core.base.text import Text
from jiaodu.engines.school_places.planning.model import KIND

Data = Mapping[str, Any]
# fewer pupils than this are a rounding
SOMEBODY = 0.5


@dataclass(frozen=True)
class Change:
    """A measure at a site: times by year in each plan, and the money of all of them."""

    name: Text
    site: str
    before: Mapping[int, int]
    after: Mapping[int, int]
    cost: tuple[float, float]


@dataclass(frozen=True)
class Moved:
    """Pupils by zone, stage and year who go to another site, and where they go instead."""

    zone: str
    stage: str
    year: int
    pupils: float
    left: tuple[str, ...]
    joined: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """`missing` by stage and year in each plan; `totals`: missing, cost."""

    changes: tuple[Change, ...]
    missing: Mapping[tuple[str, int], tuple[float, float]]
    moved: tuple[Moved, ...]
    totals: Mapping[str, tuple[float, float]]
    stages: Mapping[str, Text]


def compare_plans(before: Data, after: Data, files: tuple[str, str] = ("A", "B")) -> Comparison:
    """What is different in the second plan.

    Raises:
        JiaoduError: L50 one of them is no plan, or they have no year in common.
    """
    for data, file in zip((before, after), files, strict=True):
        _must_be_a_plan(data, file)
    if not set(before["years"]) & set(after["years"]):
        detail = Text("两个方案没有共同的年份", "they have no year in common")
        raise JiaoduError(problem("L50", Place(files[1]), detail=detail))
    names = {s: Text(t["zh"], t["en"]) for data in (before, after) for s, t in data["stages"].items()}
    totals = {
        name: (float(before["proved"][name]["value"]), float(after["proved"][name]["value"]))
        for name in ("missing", "cost")
    }
    return Comparison(
        tuple(_changes(before, after)), _missing(before, after), tuple(_moved(before, after)), totals, names
    )


def _must_be_a_plan(data: Any, file: str) -> None:
    wanted = {"years": list, "starts": list, "sent": list, "missing": list, "proved": dict, "stages": dict}
    sound = isinstance(data, Mapping) and data.get("kind") == KIND
    if not sound or not all(isinstance(data.get(name), kind) for name, kind in wanted.items()):
        raise JiaoduError(problem("L50", Place(file), detail=Text("不是方案文件", "it is no file of a plan")))


def _changes(before: Data, after: Data) -> Iterator[Change]:
    """Measures of the menu at a site; lines of one table that share both count together."""
    both = [_starts(data) for data in (before, after)]
    for key in dict.fromkeys([*both[0], *both[1]]):
        one, other = both[0].get(key, _NONE), both[1].get(key, _NONE)
        if one.times != other.times or abs(one.cost - other.cost) > SOMEBODY:
            yield Change((one if one.times else other).name, key[1], one.times, other.times, (one.cost, other.cost))


@dataclass
class _Started:
    name: Text
    times: dict[int, int]
    cost: float


_NONE = _Started(Text("", ""), {}, 0.0)


def _starts(data: Data) -> dict[tuple[str, str, str], _Started]:
    found: dict[tuple[str, str, str], _Started] = {}
    for start in data["starts"]:
        seats = str(sorted(start["seats"].items()))
        key = str(start["measure"]), str(start["site"]), f"{seats} {start['opens']}"
        entry = found.setdefault(key, _Started(Text(start["name"]["zh"], start["name"]["en"]), {}, 0.0))
        entry.times[int(start["year"])] = entry.times.get(int(start["year"]), 0) + int(start["times"])
        entry.cost += float(start["cost"])
    return found


def _summed(rows: Sequence[Data], *columns: str) -> dict[tuple[Any, ...], float]:
    found: dict[tuple[Any, ...], float] = {}
    for row in rows:
        key = tuple(row[column] for column in columns)
        found[key] = found.get(key, 0.0) + float(row["pupils"])
    return found


def _missing(before: Data, after: Data) -> dict[tuple[str, int], tuple[float, float]]:
    one, other = (_summed(data["missing"], "stage", "year") for data in (before, after))
    keys = sorted({*one, *other}, key=lambda key: (key[1], key[0]))
    return {(str(s), int(y)): (one.get((s, y), 0.0), other.get((s, y), 0.0)) for s, y in keys}


def _moved(before: Data, after: Data) -> Iterator[Moved]:
    columns = ("zone", "stage", "year", "site")
    one, other = (_summed(data["sent"], *columns) for data in (before, after))
    common = set(before["years"]) & set(after["years"])
    cells: dict[tuple[str, str, int], dict[str, float]] = {}
    for key in {*one, *other}:
        zone, stage, year, site = key
        if year in common:
            cells.setdefault((zone, stage, year), {})[site] = other.get(key, 0.0) - one.get(key, 0.0)
    for (zone, stage, year), sites in sorted(cells.items()):
        lost = sum(-n for n in sites.values() if n < 0)
        if lost > SOMEBODY:
            left = tuple(sorted(site for site, n in sites.items() if n < -SOMEBODY))
            joined = tuple(sorted(site for site, n in sites.items() if n > SOMEBODY))
            yield Moved(zone, stage, year, lost, left, joined)
