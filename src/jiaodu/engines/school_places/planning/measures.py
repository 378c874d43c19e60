"""The table of measures over the menu of a framework: an empty cell is what the menu says.

Floor: engines.school_places. In: a `Sheet`. Out: `Draft`s that know names, not numbers; faults L20, L22, L48, L49.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jiaodu.core.base.problems import Place, problem
from jiaodu.core.base.text import Text
from jiaodu.core.framework import schema
from jiaodu.engines.school_places.planning.model import Sheet
from jiaodu.engines.school_places.planning.reading import Line, Reading, lines_of
from jiaodu.methods.location import Measure

# more than this is no limit
MOST_STARTS = 1000


@dataclass(frozen=True)
class Draft:
    """A measure before its site and its ways have numbers. `place` is its row in the table."""

    id: str
    kind: schema.MeasureKind
    site: str
    seats: Mapping[str, float]
    numbers: Mapping[str, float]
    lasts: int | None
    either: str
    source: str
    partner: str
    carries: float | None
    reach: float | None
    has_own_numbers: bool
    place: Place

    def at(
        self, site: int, stages: tuple[str, ...], sizes: Mapping[str, int], ways: tuple[tuple[int, int], ...]
    ) -> Measure:
        """The measure at a site."""
        n, seats = self.numbers, tuple(self.seats.get(stage, 0.0) for stage in stages)
        own = self.kind.classes or {}
        classes = tuple(
            float(own[stage]) if stage in own else number / sizes[stage] if stage in sizes else 0.0
            for stage, number in zip(stages, seats, strict=True)
        )
        return Measure(
            self.id, site, seats, n["cost"], n["yearly"], int(n["lead"]), self.lasts, int(n["limit"]), self.either, int(n["first"]), ways,
            self.carries, classes,
        )  # fmt: skip


def read_measures(reading: Reading, sheet: Sheet, years: tuple[int, ...]) -> list[Draft]:
    """The rows of measures. Faults are noted."""
    menu = reading.framework.measures
    by_name = {name.casefold(): id_ for id_, kind in menu.items() for name in (id_, kind.name.zh, kind.name.en)}
    seats = {f"seats {s}": (s, t.zh, t.en, f"{t.zh}学位", f"seats_{s}") for s, t in reading.stages.items()}
    found: list[Draft] = []
    for line in lines_of(sheet, ("measure", "site"), reading.faults, seats):
        id_ = by_name.get(line.text("measure").casefold())
        if id_ is None:
            known = "、".join(f"{kind.name.zh}({id_})" for id_, kind in menu.items())
            reading.faults.append(problem("L22", line.place("measure"), name=line.text("measure") or "—", known=known))
            continue
        if not line.text("site"):
            line.wrong("site", Text("地点代码", "the code of a site"))
        found.append(_draft(line, id_, menu[id_], reading, years))
    return found


def _draft(line: Line, id_: str, kind: schema.MeasureKind, reading: Reading, years: tuple[int, ...]) -> Draft:
    first = years[0] if years else 0
    seats = {
        s: line.number_of(f"seats {s}", float(kind.seats.get(s, 0)), whole=True, negative=True) for s in reading.stages
    }
    numbers = {
        "cost": line.number_of("cost", float(kind.cost)),
        "yearly": line.number_of("yearly", float(kind.yearly)),
        "lead": line.number_of("lead", float(kind.lead), whole=True),
        "limit": _limit(line, kind, reading),
        "first": max(0.0, line.number_of("first", float(first), whole=True) - first),
    }
    if not numbers["cost"] and not numbers["yearly"] and any(n > 0 for n in seats.values()):
        reading.faults.append(problem("L49", line.place("cost"), measure=kind.name, site=line.text("site")))
    if kind.opens == "partner" and not line.text("partner"):
        line.wrong("partner", Text("结对学校的地点代码", "the site of the partner"))
    lasts = int(line.number_of("lasts", float(kind.lasts or 0), whole=True)) or None
    own = all(line.text(c) for c in ("cost", "lead")) and (
        bool(kind.opens) or any(line.text(f"seats {s}") for s in reading.stages)
    )
    carries = line.number_of("carries", float(kind.carries)) if kind.carries else None
    reach = line.number_of("reach", float(kind.reach)) if kind.reach else None
    return Draft(
        id_, kind, line.text("site"), seats, numbers, lasts, line.text("either"), line.text("from"), line.text("partner"), carries, reach,
        own, line.place("measure"),
    )  # fmt: skip


def _limit(line: Line, kind: schema.MeasureKind, reading: Reading) -> float:
    """How often a measure can be had; words such as 不限 and numbers beyond any use are no limit (L48)."""
    text = line.text("limit")
    endless = text in {"不限", "无", "∞", "inf", "none", "-"}
    number = 0.0 if endless else line.number_of("limit", float(kind.limit), whole=True)
    if endless or number > MOST_STARTS:
        reading.faults.append(
            problem(
                "L48", line.place("limit"), measure=kind.name, site=line.text("site"), text=text, most=f"{MOST_STARTS}"
            )
        )
        return 0.0
    return number
