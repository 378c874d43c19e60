"""One measured run in a process of its own: `python sheet_worker.py WHAT FOLDER FILE`; prints one JSON line.

In: a folder made by benchmarks.sheets. Out: wall and processor seconds from before the imports, peak memory, what was found.
It imports nothing of the project at the top, so that another Python can run it.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import time
from pathlib import Path
from typing import Any


def main(what: str, folder: Path, name: str) -> int:
    """Run one contender."""
    begun, spent = time.perf_counter(), time.process_time()
    try:
        found = CONTENDERS[what](folder, name)
    except ImportError as error:
        print(json.dumps({"skipped": f"{error.name} is not installed (pip install -e .[bench])"}))
        return 0
    wall, cpu = time.perf_counter() - begun, time.process_time() - spent
    peak = int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) / 1024
    print(json.dumps({"wall_s": wall, "cpu_s": cpu, "peak_mb": peak, "found": found}))
    return 0


def load(folder: Path, name: str) -> str:
    """Load a file into the store."""
    return _jiaodu(folder, "load", str(folder / name), expected=(0,))


def check(folder: Path, name: str) -> str:
    """`jiaodu check FILE`."""
    return _jiaodu(folder, "check", str(folder / name))


def check_and_mark(folder: Path, name: str) -> str:
    """`jiaodu check FILE --marked FILE`."""
    return _jiaodu(folder, "check", str(folder / name), "--marked", str(folder / "marked.xlsx"))


def _jiaodu(folder: Path, *arguments: str, expected: tuple[int, ...] = (0, 1)) -> str:
    sys.path.insert(0, str(Path(__file__).parents[1] / "src"))
    from jiaodu.cli.main import main as jiaodu

    out = io.StringIO()
    options = ["--store", str(folder / "store"), "--packs", str(folder / "packs"), "--pack", "sheets@1", "--json"]
    with contextlib.redirect_stdout(out):
        status = jiaodu([*arguments, *options])
    if status not in expected:
        raise RuntimeError(out.getvalue()[:2_000])
    return f"{len(json.loads(out.getvalue())['problems'])} problems"


def pandas_check(folder: Path, name: str) -> str:
    """Read with pandas and openpyxl; try types, signs, sums of parts, parts and wholes, without last year."""
    import pandas as pd

    frame = pd.read_excel(folder / name, sheet_name="学校情况", dtype={"机构代码": str})
    figures = frame.columns[3:]
    numbers = frame[figures].apply(pd.to_numeric, errors="coerce")
    wrong = int((numbers.isna() | (numbers < 0)).to_numpy().sum())
    for start in range(0, len(figures) - 6, 7):
        total, a, b, c, part, whole, amount = (numbers[f] for f in figures[start : start + 7])
        wrong += int((total != a + b + c).sum() + (part > whole).sum() + (amount > 5_000_000).sum())
    return f"{wrong} findings, no places"


def openpyxl_round(folder: Path, name: str) -> str:
    """Load and save, nothing else."""
    import openpyxl

    book = openpyxl.load_workbook(folder / name)
    book.save(folder / "round.xlsx")
    return "no check"


def openpyxl_mark(folder: Path, name: str) -> str:
    """Load, colour and comment a thousand cells, save."""
    import openpyxl
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    book = openpyxl.load_workbook(folder / name)
    sheet = book["学校情况"]
    fill, marked = PatternFill("solid", fgColor="FFF8B4B0"), 0
    for row in sheet.iter_rows(min_row=2, min_col=4):
        for cell in row:
            if not isinstance(cell.value, int | float) or cell.value < 0:
                cell.fill = fill
                marked += 1
                if marked <= 1_000:
                    cell.comment = Comment("不是数", "x")
    book.save(folder / "round.xlsx")
    return f"{marked} cells"


def frictionless(folder: Path, name: str) -> str:
    """Validate with a schema of types and limits; no sums, no last year."""
    from frictionless import Checklist, Resource, Schema, fields, validate
    from frictionless.formats import ExcelControl

    columns: list[Any] = [fields.StringField(name="机构代码"), fields.StringField(name="机构名称")]
    columns.append(fields.IntegerField(name="年度"))
    import openpyxl

    header = next(openpyxl.load_workbook(folder / name, read_only=True)["学校情况"].iter_rows(max_row=1))
    for number, cell in enumerate(header[3:]):
        kind = fields.NumberField if number % 7 == 6 else fields.IntegerField
        columns.append(kind(name=str(cell.value), constraints={"minimum": 0, "required": True}))
    resource = Resource(
        path=name, basepath=str(folder), schema=Schema(fields=columns), control=ExcelControl(sheet="学校情况")
    )
    report = validate(resource, checklist=Checklist(), limit_errors=1_000_000)
    return f"{report.stats['errors']} errors"


CONTENDERS = {
    "load": load,
    "jiaodu check": check,
    "jiaodu check and mark": check_and_mark,
    "pandas and openpyxl check": pandas_check,
    "openpyxl load and save": openpyxl_round,
    "openpyxl mark": openpyxl_mark,
    "frictionless": frictionless,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]), sys.argv[3]))
