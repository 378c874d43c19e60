"""Read a sheet of text by its headings: columns, numbers, codes; everything wrong is said at once.

Floor: engines.school_places. In: a `Sheet`. Out: `Line`s whose cells say where they are; problems L20, L21.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from jiaodu.core.base.problems import Place, Problem, problem
from jiaodu.core.base.text import Text
from jiaodu.core.framework import Framework
from jiaodu.engines.school_places.planning.model import Sheet

# the headings that a column may have
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "zone": ("区域", "单位", "zone", "org"),
    "stage": ("学段", "stage"),
    "year": ("学年", "年份", "年", "year", "period"),
    "demand": ("需求", "学位需求", "demand"),
    "places": ("现有学位", "places"),
    "measure": ("措施", "measure"),
    "site": ("地点", "site"),
    "cost": ("造价", "造价(万元)", "cost"),
    "yearly": ("年运行费", "年运行费(万元)", "yearly"),
    "lead": ("建设周期", "建设周期(年)", "lead"),
    "lasts": ("可用年数", "lasts"),
    "limit": ("次数上限", "limit"),
    "either": ("互斥组", "either"),
    "first": ("最早年份", "first"),
    "budget": ("预算", "预算(万元)", "budget", "money"),
    "low": ("需求低值", "学位需求(低)", "low", "demand_low"),
    "high": ("需求高值", "学位需求(高)", "high", "demand_high"),
    "from": ("来源区域", "from"),
    "partner": ("结对学校", "partner"),
    "carries": ("可送人数", "carries"),
    "reach": ("最远公里", "reach"),
    "other": ("相邻区域", "other"),
    "km": ("距离", "距离(公里)", "公里", "distance", "km"),
}
# beyond it a number is a slip of the pen, and the solver would lose its digits
LARGEST = 10_000_000.0


@dataclass
class Reading:
    """The framework, the stages that there can be, and what was found wrong so far."""

    framework: Framework
    stages: Mapping[str, Text]
    aliases: Mapping[str, str]
    faults: list[Problem] = field(default_factory=list)

    def stage(self, line: Line) -> str:
        """The stage of a line; noted where it is none."""
        found = self.aliases.get(line.text("stage").casefold(), "")
        if not found:
            names = "、".join(t.zh for t in self.stages.values())
            line.wrong("stage", Text(f"学段：{names}", f"a stage: {', '.join(self.stages)}"))
        return found


@dataclass(frozen=True)
class Line:
    """A row under its headings."""

    sheet: Sheet
    number: int
    columns: Mapping[str, int]
    faults: list[Problem]

    def text(self, column: str) -> str:
        """A cell, trimmed; empty where there is none."""
        at, row = self.columns.get(column, -1), self.sheet.rows[self.number]
        return row[at].strip() if 0 <= at < len(row) else ""

    def place(self, column: str) -> Place:
        """Where a cell is."""
        return self.sheet.place(self.number, self.columns.get(column, 0))

    def number_of(
        self, column: str, default: float | None = None, *, whole: bool = False, negative: bool = False
    ) -> float:
        """A number of a cell; the default where it is empty. What is no such number is noted, and 0 is given."""
        text = self.text(column)
        if not text and default is not None:
            return default
        try:
            value = float(text.replace(",", "").replace("，", ""))
        except ValueError:
            value = float("nan")
        fits = abs(value) <= LARGEST and (negative or value >= 0) and (not whole or value == int(value))
        if fits:
            return value
        wanted = Text("整数" if whole else "数", "a whole number" if whole else "a number")
        wanted = wanted if negative else Text(f"不小于0的{wanted.zh}", f"{wanted.en} not below zero")
        self.wrong(column, wanted)
        return 0.0

    def wrong(self, column: str, wanted: Text) -> None:
        """Note that a cell is not what it should be (L21)."""
        shown = self.text(column) or Text("空", "empty")
        self.faults.append(
            problem("L21", self.place(column), column=COLUMNS.get(column, (column,))[0], text=shown, wanted=wanted)
        )


def lines_of(
    sheet: Sheet, wanted: tuple[str, ...], faults: list[Problem], others: Mapping[str, tuple[str, ...]]
) -> Iterator[Line]:
    """The rows under the headings. A wanted column that is missing is noted (L20), and there are no rows then."""
    known = {name.casefold(): column for column, names in {**COLUMNS, **others}.items() for name in names}
    headings = [
        cell.strip().casefold().replace("（", "(").replace("）", ")") for cell in (sheet.rows[0] if sheet.rows else ())
    ]
    columns: dict[str, int] = {}
    for i, heading in enumerate(headings):
        if heading in known:
            columns.setdefault(known[heading], i)
    missing = [column for column in wanted if column not in columns]
    for column in missing:
        faults.append(
            problem("L20", sheet.place(0, 0), column=COLUMNS[column][0], known="、".join(COLUMNS[c][0] for c in wanted))
        )
    if not missing:
        for number in range(1, len(sheet.rows)):
            if any(cell.strip() for cell in sheet.rows[number]):
                yield Line(sheet, number, columns, faults)
