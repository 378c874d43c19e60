"""A template of 30 forms beside openpyxl writing the same cells: `python -m benchmarks.templates [--schools N] [--repeat N]`.

In: nothing. Out: lines. 30 forms of 20 items, one row a school, last year's values beside. Planning and reading the store are part of
our time only: openpyxl is given the finished cells, formats, widths and checks, and draws and saves them.
"""

from __future__ import annotations

import argparse
import copy
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl

from jiaodu.core.base.organisations import Organisation
from jiaodu.core.facts.reading import MemoryFacts
from jiaodu.core.facts.staging import Origin, stage_rows
from jiaodu.core.framework import Framework, load_framework
from jiaodu.intake.templates.model import Request
from jiaodu.intake.templates.write import write_template

FORMS, ITEMS, YEAR = 30, 20, 2024


def main() -> int:
    """Both, by turns."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schools", type=int, default=60)
    parser.add_argument("--repeat", type=int, default=5)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="jiaodu-bench-"))
    framework = _framework(folder)
    facts = _facts(framework, options.schools)
    request = Request(framework, facts, list(framework.forms.values()), str(YEAR))
    ours, theirs = folder / "ours.xlsx", folder / "openpyxl.xlsx"
    write_template(request, ours)
    cells = openpyxl.load_workbook(ours)
    times: dict[str, list[tuple[float, float]]] = {"jiaodu": [], "openpyxl": []}
    for _ in range(options.repeat):
        times["jiaodu"].append(_timed(lambda: write_template(request, ours)))
        times["openpyxl"].append(_timed(lambda: _draw(cells, theirs)))
    best = {name: (min(w for w, _ in t), min(c for _, c in t)) for name, t in times.items()}
    for name, (wall, processor) in best.items():
        print(f"{name}: {wall:.2f} s, processor {processor:.2f} s (least of {options.repeat})")
    print(f"ratio of processor time, openpyxl to jiaodu: {best['openpyxl'][1] / best['jiaodu'][1]:.2f}")
    print(f"goal of 30 forms under 3 s: {'reached' if best['jiaodu'][0] < 3 else 'not reached'}")
    return 0


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - processor


def _framework(folder: Path) -> Framework:
    pack = folder / "packs" / "trial"
    (pack / "forms").mkdir(parents=True)
    (pack / "sources").mkdir()
    (pack / "pack.yaml").write_text(
        "id: trial\ntitle: {zh: 试验, en: trial}\nissuer: {zh: 无, en: none}\ndescription: {zh: 试验, en: trial}\n"
        'shared: true\neditions:\n  "1": {title: {zh: 一, en: one}}\n'
    )
    (pack / "sources" / "s.yaml").write_text("returned: {name: {zh: 填报, en: returned}}\n")
    text = "".join(_form(number) for number in range(FORMS))
    (pack / "forms" / "f.yaml").write_text(text)
    return load_framework("trial@1", [folder / "packs"])


def _form(number: int) -> str:
    items = "".join(
        f"    f{number}_{i}: {{name: {{zh: 第{number}表第{i}项人数, en: item {number} {i}}}, type: count, unit: 人, minimum: 0, maximum: 9999}}\n"
        for i in range(ITEMS)
    )
    return (
        f"form{number}:\n  name: {{zh: 第{number}表, en: form {number}}}\n  level: school\n  period: calendar_year\n"
        f"  reference_dates: {{end: 12-31}}\n  sources: [returned]\n  items:\n{items}"
    )


def _facts(framework: Framework, schools: int) -> MemoryFacts:
    tree = [Organisation("c", "某县", "county")]
    tree += [Organisation(f"{i:06}", f"第{i}小学", "school", "c") for i in range(schools)]
    staged = []
    for form in framework.forms.values():
        key = {"period": YEAR - 1, "as_of": form.reference_date(form.period(str(YEAR - 1))), "source": "returned"}
        rows = [
            {"org": f"{i:06}", **key, "_row": i + 1, **{item: i + n for n, item in enumerate(form.spec.items)}}
            for i in range(schools)
        ]
        staged.append(stage_rows(form.table, Origin("f", "0", "", "rows", {}), rows))
    return MemoryFacts(staged, tree)


def _draw(cells: Any, path: Path) -> None:
    """The same cells, formats, widths and checks with openpyxl; equal formats are made once."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    made: dict[int, Any] = {}
    for given in cells:
        sheet = book.create_sheet(given.title)
        for row in given.iter_rows():
            for cell in row:
                if cell.value is None and not cell.has_style:
                    continue
                drawn = sheet.cell(cell.row, cell.column, cell.value)
                first = made.get(cell.style_id)
                if first is not None:
                    drawn._style = copy.copy(first._style)  # as quick as openpyxl gets: the parts are looked up once
                    continue
                parts = (cell.font, cell.fill, cell.border, cell.alignment, cell.protection)
                drawn.font, drawn.fill, drawn.border, drawn.alignment, drawn.protection = (copy.copy(p) for p in parts)
                drawn.number_format = cell.number_format
                made[cell.style_id] = drawn
        for merged in given.merged_cells.ranges:
            sheet.merge_cells(str(merged))
        for letter, dimension in given.column_dimensions.items():
            sheet.column_dimensions[letter].width = dimension.width
        for check in given.data_validations.dataValidation:
            sheet.add_data_validation(check)
        sheet.protection.sheet = given.protection.sheet
        sheet.freeze_panes = given.freeze_panes
    book.save(path)


if __name__ == "__main__":
    raise SystemExit(main())
