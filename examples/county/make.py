"""Write the workbooks of the invented county: `python examples/county/make.py`; the same bytes every time.

The years before come as an office keeps them, one table a form. For 2024 every school and kindergarten has filled in the
workbook that `jiaodu template` made for it; `returns/` holds them as they first came, faults and all, `corrected/`
those that were sent again.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import returns
import world
from faults import correct, spoil
from plain import write_register, write_tables

from jiaodu.cli.main import main as jiaodu
from jiaodu.core.framework import Framework, load_framework

PACK = "school-items@1"
HERE = Path(__file__).parent
BOOKS = {
    "education_statistics": "statistics", "school_return": "returns", "county_return": "departments",
    "department_record": "departments", "survey": "departments",
}  # fmt: skip
Tables = Mapping[str, list[Mapping[str, Any]]]


def main(folder: Path = HERE) -> None:
    """Write everything below a folder."""
    framework = load_framework(PACK)
    rows, units, last = returns.rows(), world.units(), world.YEARS[-1]
    for year in world.YEARS:
        shutil.rmtree(folder / str(year), ignore_errors=True)
    write_register(folder / "register.xlsx", framework, units, returns.register(units))
    for year, tables in rows.items():
        _write_year(folder, framework, year, tables)
    with tempfile.TemporaryDirectory() as scratch:
        store, sent = str(Path(scratch) / "store"), Path(scratch) / "sent"
        years = [str(folder / str(y)) for y in world.YEARS]
        _run("load", str(folder / "register.xlsx"), *years, "--pack", PACK, "--store", store)
        _run("template", "--pack", PACK, "--store", store, "--period", str(last), "--per", "school", "-o", str(sent))
        shutil.copytree(sent, folder / str(last) / "returns")
    # of the last year only what no school and not the county's bureau itself returns
    (folder / str(last) / "returns.xlsx").unlink()
    of_schools = {f: r for f, r in rows[last].items() if framework.forms[f].spec.level == "school"}
    _write_year(folder, framework, last, of_schools, ("departments",))
    correct(folder / str(last) / "returns", folder / str(last) / "corrected")
    spoil(folder / str(last) / "returns")


def _write_year(
    folder: Path, framework: Framework, year: int, tables: Tables, books: tuple[str, ...] = ("statistics", "returns", "departments")
) -> None:  # fmt: skip
    """The workbooks of a year, by who keeps the data."""
    for name, parts in _books(framework, tables).items():
        if name in books:
            words = {(form, source): framework.sources[source].name.zh for form, source in parts}
            write_tables(folder / str(year) / f"{name}.xlsx", framework, year, parts, words)


def _books(framework: Framework, tables: Tables) -> dict[str, dict[tuple[str, str], list[Mapping[str, Any]]]]:
    """Workbook → (form, source) → rows with the items that this source has."""
    found: dict[str, dict[tuple[str, str], list[Mapping[str, Any]]]] = {}
    for form, made in tables.items():
        spec = framework.forms[form].spec
        source_of = {i: (item.sources or spec.sources)[0] for i, item in spec.items.items()}
        for source in dict.fromkeys(source_of.values()):
            keys = ("org", *spec.grain, *(i for i, s in source_of.items() if s == source))
            rows = [{k: row[k] for k in keys if k in row} for row in made]
            found.setdefault(BOOKS[source], {})[form, source] = rows
    return found


def _run(*arguments: str) -> None:
    """A command of jiaodu; what it finds in the clean county is of no interest here."""
    if jiaodu([*arguments]) != 0:
        raise SystemExit(f"jiaodu {' '.join(arguments)} failed")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
