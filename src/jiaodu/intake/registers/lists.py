"""Lists of institutions in any layout: a register form, a ministry's list, a gazetteer. Columns are found by heading.

Floor: intake. In: documents, and columns named by the caller where headings do not say. Out: `UnitList` of `Entry`s.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from jiaodu.core.base.problems import Place, Problem, problem
from jiaodu.core.facts.staging import column_letter
from jiaodu.intake.columns import written
from jiaodu.intake.documents import Document, find_documents
from jiaodu.intake.headings import plain
from jiaodu.intake.limits import Unusable
from jiaodu.intake.model import Grid, is_blank
from jiaodu.intake.numbers import half_width
from jiaodu.intake.registers.places import SYSTEMS, Spot, System, spot_of
from jiaodu.intake.workbooks import open_file

ROLES: Mapping[str, tuple[str, ...]] = {
    "code": (
        "机构代码", "学校代码", "学校(机构)标识码", "学校标识码", "标识码", "行政区划代码", "区划代码", "代码", "code", "adcode",
        "urn", "org",
    ),
    "name": (
        "机构名称", "学校名称", "学校(机构)名称", "行政区划名称", "名称", "name", "schoolname", "establishmentname", "区县",
    ),
    "parent": ("上级代码", "parent", "parentcode"),
    "level": ("层级",),
    "credit": ("统一社会信用代码", "社会信用代码", "uscc"),
    "organisation": ("组织机构代码",),
    "longitude": ("经度", "longitude", "lng", "lon"),
    "latitude": ("纬度", "latitude", "lat"),
    "system": ("坐标系",),
    "address": ("地址", "详细地址", "address", "street"),
    "province": ("省", "省份", "省级", "province"),
    "city": ("市", "地市", "地级市", "city"),
    "county": ("县", "区", "县(区)", "区(县)", "area", "district"),
    "kind": ("学段", "类别", "办学类型", "phase"),
    "closed": ("撤销日期", "closedate"),
    "opened": ("开办日期", "生效日期", "opendate"),
    "status": ("办学状态", "状态", "status", "establishmentstatus(name)"),
}  # fmt: skip
_DIVISION_WORDS = ("行政区划代码", "区划代码", "adcode")
# what a list writes of a unit that is no more; without a day it still is closed
_CLOSED_WORDS = frozenset({"closed", "已撤销", "撤销", "停办", "已停办", "注销", "已注销"})
_TOP = 20


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list. `areas` are the names of the divisions it stands in, from above; `row` is one-based."""

    list: int
    row: int
    code: str
    name: str
    parent: str = ""
    level: str = ""
    areas: tuple[str, ...] = ()
    credit: str = ""
    organisation: str = ""
    address: str = ""
    kind: str = ""
    opened: str = ""
    closed: str = ""
    spot: Spot | None = None


@dataclass(slots=True)
class UnitList:
    """A list as read. `columns` are column letters by role, `places` gives the place of an entry."""

    file: str
    sheet: str
    entries: list[Entry] = field(default_factory=list)
    headings: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def place(self, entry: Entry, role: str = "code") -> Place:
        """Where an entry stands."""
        return Place(self.file, sheet=self.sheet, cell=f"{self.columns.get(role, '')}{entry.row}")

    @property
    def says_division(self) -> bool:
        """Whether the heading of the codes says that they are division codes."""
        return plain(self.headings.get("code", "")) in map(plain, _DIVISION_WORDS)


def read_lists(
    paths: Sequence[Path],
    columns: Mapping[str, str] | None = None,
    system: System = "WGS-84",
    where: Mapping[str, str] | None = None,
) -> tuple[list[UnitList], list[Problem]]:
    """Read every list that the paths name.

    Args:
        columns: role -> heading, where the heading alone does not tell; `A+B` joins two columns.
        system: the coordinate system of lists that state none.
        where: heading -> value: only these lines; a list without the heading is taken whole.
    """
    found = find_documents(paths)
    lists: list[UnitList] = []
    problems = list(found.problems)
    for document in found.documents:
        try:
            grids = _grids(document)
        except Unusable as error:
            problems.append(problem(error.code, Place(document.name), **error.data))
            continue
        read = [
            r
            for n, grid in enumerate(grids)
            if (r := read_list(grid, len(lists) + n, columns or {}, system, where or {})) is not None
        ]
        if not read:
            problems.append(problem("I59", Place(document.name), known=["机构代码", "机构名称"]))
        for unit_list in read:
            lists.append(unit_list)
            problems += unit_list.problems
    return lists, problems


def _grids(document: Document) -> list[Grid]:
    opened = open_file(document)
    return [opened.read(sheet) for sheet in opened.sheets if not sheet.is_hidden]


def read_list(
    grid: Grid, number: int, columns: Mapping[str, str], system: System, where: Mapping[str, str]
) -> UnitList | None:
    """One sheet as a list; None when it has no column of names."""
    for row in range(min(_TOP, len(grid.rows))):
        places = _columns(grid.rows[row], columns)
        if "name" in places and len(places) >= 2:
            wanted = {c: where[h] for c, cell in enumerate(grid.rows[row]) if (h := _text(cell)) in where}
            return _read(grid, number, row, places, system, wanted)
    return None


def _columns(row: Sequence[object], columns: Mapping[str, str]) -> dict[str, tuple[int, ...]]:
    """Role -> columns (several are joined), zero-based."""
    words: dict[str, int] = {}
    for column, cell in enumerate(row):
        if not is_blank(cell):
            words.setdefault(plain(cell), column)
    found: dict[str, tuple[int, ...]] = {}
    for role, names in ROLES.items():
        if role in columns:
            parts = tuple(words[w] for part in columns[role].split("+") if (w := plain(part)) in words)
            if len(parts) == len(columns[role].split("+")):
                found[role] = parts
            continue
        at = next((words[plain(n)] for n in names if plain(n) in words), None)
        if at is not None:
            found[role] = (at,)
    return found


def _read(
    grid: Grid, number: int, header: int, places: Mapping[str, tuple[int, ...]], system: System,
    wanted: Mapping[int, str],
) -> UnitList:  # fmt: skip
    letters = {role: column_letter(at[0] + 1) for role, at in places.items()}
    headings = {role: written(grid.cell(header, at[0])) for role, at in places.items()}
    made = UnitList(grid.source.name, grid.name, [], headings, letters)
    for row in range(header + 1, len(grid.rows)):
        cells = {role: "".join(_text(grid.cell(row, c)) for c in at) for role, at in places.items()}
        if not cells.get("name") and not cells.get("code"):
            continue
        if any(_text(grid.cell(row, c)) != value for c, value in wanted.items()):
            continue
        made.entries.append(_entry(number, row + 1, cells, made, system))
    return made


def _text(cell: object) -> str:
    return " ".join(half_width(written(cell)).split())


def _entry(number: int, row: int, cells: Mapping[str, str], made: UnitList, system: System) -> Entry:
    name = cells.get("name", "")
    areas = tuple(a for role in ("province", "city", "county") if (a := cells.get(role, "")) and a != name)
    return Entry(
        number, row, cells.get("code", ""), name, cells.get("parent", ""), cells.get("level", ""), areas,
        cells.get("credit", "").upper(), cells.get("organisation", "").upper(), cells.get("address", ""),
        cells.get("kind", ""), cells.get("opened", ""), cells.get("closed", "") or _status(cells), _spot(row, cells, made, system),
    )  # fmt: skip


def _status(cells: Mapping[str, str]) -> str:
    word = cells.get("status", "")
    return word if plain(word) in _CLOSED_WORDS else ""


def _spot(row: int, cells: Mapping[str, str], made: UnitList, system: System) -> Spot | None:
    longitude, latitude = cells.get("longitude", ""), cells.get("latitude", "")
    if not (longitude and latitude):
        return None
    stated = cells.get("system", "").upper().replace("-", "")
    system = next((s for s in SYSTEMS if s.replace("-", "") == stated), system)
    try:
        return spot_of(float(longitude), float(latitude), system)
    except ValueError:
        place = Place(made.file, sheet=made.sheet, cell=f"{made.columns['longitude']}{row}")
        made.problems.append(problem("I57", place, cell=f"{longitude}, {latitude}"))
        return None
