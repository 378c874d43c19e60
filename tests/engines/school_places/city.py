"""An invented city in a store: counties with schools, pupils by grade, births. Codes begin with 99; nothing of it is real."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from jiaodu.core.base.organisations import Organisation
from jiaodu.core.facts.staging import Origin, StagedRegister, stage_rows
from jiaodu.core.facts.store import Store
from jiaodu.core.framework import Framework

FIRST, YEARS, COUNTIES, SCHOOLS = 2012, 10, 3, 6
ENTRY = 0.9
Row = dict[str, Any]


def births_of(county: int, year: int) -> int:
    """A wave, so that births tell what the past does not."""
    return int(900 + 150 * county + 250 * np.sin((year - 2000) / 2.2 + county))


def pupils(seed: int = 5) -> np.ndarray:
    """Pupils [county, school, year, grade]: the last two schools of a county are junior, the others primary."""
    rng = np.random.default_rng(seed)
    out = np.zeros((COUNTIES, SCHOOLS, YEARS, 9))
    primary = SCHOOLS - 2
    for c in range(COUNTIES):
        share = rng.dirichlet(np.full(primary, 30.0))
        cohort = {
            y: ENTRY * (births_of(c, y - 7) / 3 + births_of(c, y - 6) * 2 / 3) for y in range(FIRST - 9, FIRST + YEARS)
        }
        for t in range(YEARS):
            for g in range(9):
                size = cohort[FIRST + t - g]
                for s in range(SCHOOLS):
                    if (s < primary) == (g < 6):
                        mine = size * (share[s] if s < primary else 0.5)
                        out[c, s, t, g] = rng.poisson(mine) if g == 0 or not t else rng.poisson(mine, 4).mean().round()
    return out


def county(c: int) -> str:
    """The code of a county."""
    return f"99{c:02}"


def school(c: int, s: int) -> str:
    """The code of a school."""
    return f"{county(c)}{s:03}"


def organisations() -> list[Organisation]:
    """The register."""
    found = [Organisation("99", "虚构市", "city")]
    for c in range(COUNTIES):
        found.append(Organisation(county(c), f"虚构{c}县", "county", "99"))
        for s in range(SCHOOLS):
            stage = ("primary",) if s < SCHOOLS - 2 else ("junior",)
            found.append(
                Organisation(
                    school(c, s),
                    f"虚构{c}县{s}校",
                    "school",
                    county(c),
                    attributes={"stage": stage, "ownership": ("public",)},
                )
            )
    return found


def pupil_rows(counts: np.ndarray) -> Iterator[Row]:
    """Rows of the form of pupils."""
    for c, s, t, g in np.argwhere(counts > 0).tolist():
        n = int(counts[c, s, t, g])
        stage = "primary" if g < 6 else "junior"
        yield {
            "org": school(c, s), "period": FIRST + t, "as_of": dt.date(FIRST + t, 9, 1), "stage": stage, "grade": f"grade_{g + 1}",
            "source": "school_return", "pupils": n, "classes": -(-n // 45), "migrant_pupils": 0,
        }  # fmt: skip


def birth_rows(years: range = range(FIRST - 7, FIRST + YEARS)) -> Iterator[Row]:
    """Rows of the form of births."""
    for c in range(COUNTIES):
        for year in years:
            yield {
                "org": county(c),
                "period": year,
                "as_of": dt.date(year, 12, 31),
                "source": "department_record",
                "births": births_of(c, year),
            }


def build(
    folder: Path, framework: Framework, counts: np.ndarray | None = None, *, births: list[Row] | None = None,
    change: Callable[[list[Row]], list[Row]] = lambda rows: rows, register: list[Organisation] | None = None,
) -> Path:  # fmt: skip
    """A store of the city; `change` edits the rows of pupils."""
    rows = change(list(pupil_rows(pupils() if counts is None else counts)))
    given = list(birth_rows()) if births is None else births
    origin = Origin(
        "city.csv", "9" * 64, "", "rows", {"pupils": "D", "classes": "E", "births": "D", "migrant_pupils": "F"}
    )
    staged = [stage_rows(framework.forms["pupils"].table, origin, [{**r, "_row": i + 2} for i, r in enumerate(rows)])]
    if given:
        staged.append(
            stage_rows(
                framework.forms["county_births"].table, origin, [{**r, "_row": i + 2} for i, r in enumerate(given)]
            )
        )
    Store(folder).commit(
        staged, [StagedRegister(origin, register or organisations())], packs=["school-items@1", "school-places@1"]
    )
    return folder
