"""A combined standard over all schools: arrays beside the judge asked one by one: `python -m benchmarks.verdicts [--schools N]`.

In: nothing. Out: lines. Every school has seven measures in each of its stages, seven limits a stage, one exemption; at least six
must be met and the seventh reach 85 %. Both sides must give the same outcomes, else the run says so.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from jiaodu.core.base.organisations import Organisation
from jiaodu.core.evaluation import open_values
from jiaodu.core.facts.reading import MemoryFacts
from jiaodu.core.facts.staging import Origin, stage_rows
from jiaodu.core.framework import Framework, load_framework

STAGES, SEVEN, YEAR = ("primary", "junior"), range(7), 2019
STAGE = "{name: {zh: 学段, en: stage}, type: code, codes: {primary: {name: {zh: 小学, en: primary}}, junior: {name: {zh: 初中, en: junior}}}}"


def write_pack(folder: Path) -> Framework:
    """The form, seven indicators, fourteen limits and the combined standard."""
    limits = {f"{stage}{i}": (stage, i) for stage in STAGES for i in SEVEN}
    entry = "entries: [{from: 2017-01-01, op: '>=', value: 5, document: law}]"
    exempt = (
        "exemptions: [{id: e, name: {zh: 免, en: e}, where: {stage: [junior]}, expires: 2018-01-01, document: law}]"
    )
    files = {
        "pack.yaml": 'id: bench\ntitle: {zh: 一, en: one}\nissuer: {zh: 无, en: none}\ndescription: {zh: 一, en: one}\neditions: {"1": {title: {zh: 一, en: one}}}\n',
        "sources/s.yaml": "stat: {name: {zh: 统计, en: statistics}}\n",
        "documents/d.yaml": "law: {title: {zh: 法, en: law}, issuer: {zh: 无, en: none}}\n",
        "forms/f.yaml": f"units: {{name: {{zh: 名录, en: units}}, level: school, period: calendar_year, reference_dates: {{end: 12-31}}, sources: [stat], register: true, items: {{stage: {STAGE}}}}}\n"
        f"sheet:\n  name: {{zh: 表, en: sheet}}\n  level: school\n  period: calendar_year\n  reference_dates: {{end: 12-31}}\n  sources: [stat]\n  due: {{each: [stage]}}\n  grain: {{stage: {STAGE}}}\n  items:\n"
        "    pupils: {name: {zh: 学生, en: pupils}, type: count, unit: 人}\n"
        + "".join(f"    m{i}: {{name: {{zh: 量{i}, en: m{i}}}, type: number, digits: 1, unit: m²}}\n" for i in SEVEN),
        "indicators/i.yaml": "".join(
            f"per{i}: {{name: {{zh: 均{i}, en: per{i}}}, table: sheet, by: [stage], formula: sum(m{i}) / sum(pupils), unit: m²/人, levels: [school]}}\n"
            for i in SEVEN
        ),
        "standards/s.yaml": "".join(
            f"{id_}: {{name: {{zh: {id_}, en: {id_}}}, indicator: per{i}, basis: legal, levels: [school], where: {{stage: [{stage}]}}, {entry}, {exempt}}}\n"
            for id_, (stage, i) in limits.items()
        )
        + f"whole: {{name: {{zh: 合, en: whole}}, kind: combined, members: [{', '.join(limits)}], at_least: 6, rest: {{share: 0.85}}, basis: legal, levels: [school], entries: [{{from: 2017-01-01, document: law}}]}}\n",
    }
    for name, text in files.items():
        path = folder / "bench" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return load_framework("bench", [folder])


def make_facts(framework: Framework, schools: int, seed: int = 3) -> MemoryFacts:
    """Schools around the limits; a third have both stages."""
    pick = random.Random(seed)
    orgs = [Organisation("c", "c", "county")]
    rows: list[dict[str, Any]] = []
    for n in range(schools):
        stages = STAGES if n % 3 == 0 else STAGES[:1]
        orgs.append(Organisation(f"s{n}", f"s{n}", "school", "c", attributes={"stage": stages}))
        for stage in stages:
            measures = {f"m{i}": Decimal(pick.choice([500, 500, 500, 600, 450, 425, 424])).quantize(Decimal("0.1")) for i in SEVEN}  # fmt: skip
            rows.append(
                {"org": f"s{n}", "period": YEAR, "stage": stage, "as_of": dt.date(YEAR, 12, 31), "source": "stat", "_row": n, "pupils": 100} | measures
            )  # fmt: skip
    staged = stage_rows(framework.forms["sheet"].table, Origin("bench", "", "", "rows", {}), rows)
    return MemoryFacts([staged], orgs)


def _timed(action: Callable[[], Any]) -> tuple[Any, float]:
    start = time.process_time()
    return action(), time.process_time() - start


def main() -> int:
    """Both ways on the same values."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schools", type=int, default=4000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        framework = write_pack(Path(folder))
        values, judge = open_values(framework, make_facts(framework, options.schools), YEAR)
        keys = values.results.series("per0", "school").keys
        for i in SEVEN:
            values.results.series(f"per{i}", "school")
        arrays, fast = _timed(lambda: judge.outcomes(values.results, "per0", "school", "whole"))
        single, slow = _timed(lambda: judge.one_by_one(framework.standards["whole"], keys))
    same = bool(np.array_equal(arrays, single))
    print(
        f"{options.schools} schools, {len(keys)} rows, 14 members: arrays {fast:.2f} s, one by one {slow:.2f} s of processor time"
    )
    print(f"ratio {slow / fast:.1f}; outcomes {'are the same' if same else 'DIFFER'}")
    return 0 if same else 1


if __name__ == "__main__":
    raise SystemExit(main())
