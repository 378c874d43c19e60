"""The workload as a pack: YAML files in a folder, loaded like any other pack.

In: `Workload` and a folder. Out: a `Framework` that was read, checked and compiled.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from benchmarks.workload import FORMS, LEVELS, PUPILS, Measure, Workload, form_name
from jiaodu.core.framework import Framework, load_framework

PACK = "school-scale"
COVERAGE = "0.5"
Entry = tuple[str, dict[str, Any]]


def write_pack(workload: Workload, folder: Path) -> None:
    """Write the pack's files."""
    contents: dict[str, dict[str, Any]] = {
        "pack.yaml": {
            "id": PACK,
            "title": _name("学校规模"),
            "issuer": _name("基准测试"),
            "description": _name("合成数据"),
            "editions": {"1": {"title": _name("一")}},
        },
        "sources/sources.yaml": {"returns": {"name": _name("填报")}},
        "forms/forms.yaml": {form_name(form): _form(workload, form) for form in range(FORMS)},
        "indicators/indicators.yaml": dict(_indicators(workload)),
    }
    for name, data in contents.items():
        path = folder / PACK / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")


def load_pack(folder: Path) -> Framework:
    """Load the pack that was written."""
    return load_framework([PACK], folders=[folder])


def _name(text: str) -> dict[str, str]:
    return {"zh": text, "en": text}


def _form(workload: Workload, form: int) -> dict[str, Any]:
    items = {
        item.id: {"name": _name(f"数据项{item.id}"), "type": "number", "unit": "元", "digits": 2}
        if item.amount
        else {"name": _name(f"数据项{item.id}"), "type": "count", "unit": "人"}
        for item in workload.form_items(form)
    }
    return {
        "name": _name(f"表{form:02}"),
        "level": "school",
        "period": "calendar_year",
        "reference_dates": {"year_end": "12-31"},
        "sources": ["returns"],
        "items": items,
    }


def _indicators(workload: Workload) -> Iterator[Entry]:
    yield _entry("pupils", f"sum({PUPILS})", "人", table=0)
    made: set[str] = set()
    for measure in workload.measures:
        for id_, spec in _measure(workload, measure):
            if id_ not in made:
                made.add(id_)
                yield id_, spec


def _measure(workload: Workload, measure: Measure) -> Iterator[Entry]:
    form, first, last = workload.form_of(measure), measure.items[0], measure.items[-1]
    money = workload.items[first].amount
    match measure.family:
        case "ratio":
            unit = "元/人" if money else "ratio"
            yield _entry(measure.id, f"sum({first}) / sum({last})", unit, table=form)
        case "per_capita":
            yield _entry(f"sum_{first}", f"sum({first})", "元", table=form)
            yield _entry(measure.id, f"sum_{first} / pupils", "元/人")
        case "growth":
            yield _entry(f"sum_{first}", f"sum({first})", "人", table=form)
            yield _entry(measure.id, f"growth(sum_{first})", "ratio", tree="restated")
        case "share":
            formula = f"count(*) filter (where {first} * {measure.parameter} >= {last}) / count(*)"
            yield _entry(measure.id, formula, "ratio", table=form)
        case "percentile":
            yield _entry(measure.id, f"quantile({first}, {measure.parameter})", "人", table=form)
        case _:
            yield from _variation(measure, form)


def _variation(measure: Measure, form: int) -> Iterator[Entry]:
    item = measure.items[0]
    weight = "pupils" if measure.family == "cv_weighted" else "1"
    yield _entry(f"sum_{item}", f"sum({item})", "人", table=form)
    yield _entry(f"per_pupil_{item}", f"sum_{item} / pupils", "ratio", levels=["school"])
    across = {"level": "school", "indicator": f"per_pupil_{item}"}
    yield _entry(measure.id, f"cv(value, weight => {weight})", "ratio", levels=list(measure.levels), across=across)


def _entry(id_: str, formula: str, unit: str, table: int | None = None, **more: Any) -> Entry:
    spec = {"name": _name(f"指标{id_}"), "formula": formula, "unit": unit, "levels": list(LEVELS), "coverage": COVERAGE}
    if table is not None:
        spec["table"] = form_name(table)
    return id_, {**spec, **more}
