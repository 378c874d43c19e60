"""Real histories of pupils, published by others, as panels: Sweden, China, Eau Claire, New York.

In: the folder of reference data (JIAODU_REFERENCE_DATA). Out: `RealHistory`s. Only the years whose targets are used matter; blanks stay unknown.
"""

from __future__ import annotations

import csv
import gzip
import io
import os
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from jiaodu.methods.cohort import Panel
from jiaodu.methods.cohort.model import Array, Index

REFERENCE_DATA = Path(os.environ.get("JIAODU_REFERENCE_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
BLANK = float("nan")
AHEAD = 15  # birth years are read this far beyond the last count


@dataclass(frozen=True)
class RealHistory:
    """A history: its panel, its first year, whether its units are districts (or larger) or schools."""

    name: str
    panel: Panel
    first: int
    district: bool


def read_histories(folder: Path = REFERENCE_DATA) -> list[RealHistory]:
    """All of them, districts before their schools."""
    return [sweden(folder), china(folder), *eau_claire(folder), *new_york(folder)]


def _rows(path: Path) -> list[dict[str, str]]:
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def _grid(units: Iterable[str], years: Iterable[int], value: Callable[[str, int], float]) -> Array:
    return np.array([[value(unit, year) for year in years] for unit in units])


def sweden(folder: Path) -> RealHistory:
    """Births to entrants of the preschool class (at six) by municipality, 2008 to 2022."""
    values: dict[str, dict[tuple[str, int], float]] = defaultdict(dict)
    for row in _rows(folder / "intl_kolada_sweden" / "municipality_kpis.csv.gz"):
        if row["kpi"] in ("n01804", "n15828") and row["value"]:
            values[row["kpi"]][row["geo"], int(row["year"])] = float(row["value"])
    entrants, births, years = values["n15828"], values["n01804"], range(2008, 2023)
    units = sorted({unit for unit, _ in entrants})
    counts = _grid(units, years, lambda u, y: entrants.get((u, y), BLANK))[:, :, None]
    cohorts = _grid(units, range(2008, 2023 + AHEAD), lambda u, y: births.get((u, y - 6), BLANK))
    return RealHistory("Sweden, municipalities", Panel(counts, np.zeros(len(units), np.int64), cohorts), 2008, True)


def china(folder: Path) -> RealHistory:
    """Births (rate times population) to entrants of primary schools by province, 2000 to 2014; four months of the year before."""
    base = folder / "cn_nbs" / "province"

    def column(path: str, name: str) -> dict[tuple[str, int], float]:
        rows = _rows(base / path)
        key = next(k for k in rows[0] if k.startswith(name))
        return {(r["省份编码"], int(r["年份"])): float(r[key]) for r in rows if r[key]}

    entrants = column("教育/普通小学基本情况.csv", "普通小学招生数")
    rate = column("人口/人口出生率、死亡率和自然增长率.csv", "人口出生率")
    people = column("人口/总人口.csv", "年末常住人口")
    births = {key: rate[key] * people[key] * 10 for key in rate.keys() & people.keys()}
    units = sorted({unit for unit, _ in entrants})
    counts = _grid(units, range(2000, 2015), lambda u, y: entrants.get((u, y), BLANK) * 10_000)[:, :, None]
    cohorts = _grid(
        units,
        range(2000, 2015 + AHEAD),
        lambda u, y: births.get((u, y - 7), BLANK) / 3 + births.get((u, y - 6), BLANK) * 2 / 3,
    )
    return RealHistory("China, provinces", Panel(counts, np.zeros(len(units), np.int64), cohorts), 2000, True)


def eau_claire(folder: Path) -> list[RealHistory]:
    """A district and its schools by grade, fall 1998 to 2024, with births of the district."""
    grades, years = ("K", "1", "2", "3", "4", "5"), range(1998, 2025)
    rows = _rows(folder / "enrol_eau_claire" / "enrolment_school_grade_1998_2024.csv")
    pupils = {(r["school"], int(r["fall_year"]), r["grade"]): float(r["students"]) for r in rows if r["students"]}
    births = {
        int(r["birth_year"]): float(r["births_in_district"])
        for r in _rows(folder / "enrol_eau_claire" / "births_1995_2019.csv")
    }
    schools = sorted({school for school, _, _ in pupils})
    counts = np.array([[[pupils.get((s, y, g), 0.0) for g in grades] for y in years] for s in schools])
    cohorts = np.array(
        [[births.get(y - 6, BLANK) / 3 + births.get(y - 5, BLANK) * 2 / 3 for y in range(1998, 2025 + AHEAD)]]
    )
    parents = np.zeros(len(schools), np.int64)
    return [
        RealHistory(
            "Eau Claire, district", Panel(counts.sum(axis=0)[None], np.zeros(1, np.int64), cohorts), 1998, True
        ),
        RealHistory(
            "Eau Claire, schools", Panel(counts, parents, np.repeat(cohorts, len(schools), axis=0)), 1998, False
        ),
    ]


def new_york(folder: Path) -> list[RealHistory]:
    """Schools of three boroughs by grade and their districts, 2013 to 2021, without births."""
    names = ("Grade K", *(f"Grade {n}" for n in range(1, 13)))
    rows = _rows(folder / "enrol_nyc" / "school_grade_2013_2021_MXQ.csv")
    schools = sorted({r["DBN"] for r in rows})
    at = {school: i for i, school in enumerate(schools)}
    counts = np.zeros((len(schools), 9, len(names)))
    for row in rows:
        for g, name in enumerate(names):
            text = row[name].replace(",", "")
            counts[at[row["DBN"]], int(row["Year"][:4]) - 2013, g] = (
                float(text) if text.replace(".", "").isdigit() else 0.0
            )
    districts = sorted({school[:2] for school in schools})
    parents: Index = np.array([districts.index(school[:2]) for school in schools], np.int64)
    panel = Panel(counts, parents)
    return [
        RealHistory("New York, districts", panel.above(), 2013, True),
        RealHistory("New York, schools", panel, 2013, False),
    ]
