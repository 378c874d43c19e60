"""Workbooks checked and marked, beside what others do with the same files: `python -m benchmarks.sheets [--quick] [--json]`.

In: nothing. Out: lines with wall and processor seconds, ratios and peak memory; each run is a process of its own.
frictionless is no dependency of the project: `pip install -e .[bench]`, or name a Python that has it with
JIAODU_BENCH_PYTHON; without it its lines say that they were skipped.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
import yaml

PACK = "sheets"
FIRST, YEAR = 2018, 2019
WIDE, LONG = (4_000, 400), (100_000, 30)
QUICK_WIDE, QUICK_LONG = (200, 60), (2_000, 30)
KEYS = 3
SEED = 20190901
FAULTS = 0.0025
WORKER = Path(__file__).with_name("sheet_worker.py")
GOALS = {"wide check": 15.0, "wide mark": 25.0, "long check": 10.0}


def main() -> int:
    """Everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small size, to see that it runs")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="keep the files here and use them again")
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="jiaodu-sheets-"))
    sizes = {"wide": QUICK_WIDE if options.quick else WIDE, "long": QUICK_LONG if options.quick else LONG}
    for name, (rows, columns) in sizes.items():
        prepare(folder / name, rows, columns)
    found = {name: _measure(folder / name, name, size, options.repeat) for name, size in sizes.items()}
    if options.json:
        print(json.dumps(found, indent=1))
    return 0


def prepare(folder: Path, rows: int, columns: int) -> None:
    """Write the pack, the register, last year's and this year's workbook, and load the first two."""
    if (folder / "store").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    items = [f"i{n:03}" for n in range(columns - KEYS)]
    _write_pack(folder / "packs" / PACK, items)
    codes = [f"1101{n % 17 + 1:02}{n // 17:04}" for n in range(rows)]
    _write_register(folder / "register.xlsx", codes)
    _write_book(folder / "last.xlsx", codes, items, FIRST, faults=0)
    _write_book(folder / "book.xlsx", codes, items, YEAR, faults=FAULTS)
    _say(f"{folder.name}: {rows:,} x {columns}, {(folder / 'book.xlsx').stat().st_size / 1e6:.1f} MB")
    for name in ("register.xlsx", "last.xlsx"):
        _run([sys.executable, str(WORKER), "load", str(folder), name])


def _write_pack(folder: Path, items: Sequence[str]) -> None:
    files: dict[str, dict[str, Any]] = {
        "pack.yaml": {
            "id": PACK, "title": _name("表"), "issuer": _name("基准测试"), "description": _name("合成数据"),
            "editions": {"1": {"title": _name("一")}},
        },
        "sources/sources.yaml": {"returns": {"name": _name("填报")}},
        "forms/forms.yaml": {"register": _register(), "wide": _form(items)},
        "checks/rules.yaml": dict(_rules(items)),
    }  # fmt: skip
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")


def _name(text: str) -> dict[str, str]:
    return {"zh": text, "en": text}


def _register() -> dict[str, Any]:
    items = {"name": "机构名称", "level": "层级", "parent": "上级代码"}
    return {
        "name": _name("机构名录"), "level": "school", "period": "calendar_year", "reference_dates": {"end": "12-31"},
        "sources": ["returns"], "register": True,
        "items": {id_: {"name": _name(name), "type": "text"} for id_, name in items.items()},
    }  # fmt: skip


def _form(items: Sequence[str]) -> dict[str, Any]:
    return {
        "name": _name("学校情况"), "level": "school", "period": "calendar_year", "reference_dates": {"end": "12-31"},
        "sources": ["returns"], "items": {id_: _item(n, id_) for n, id_ in enumerate(items)},
    }  # fmt: skip


def _item(number: int, id_: str) -> dict[str, Any]:
    if number % 7 == 6:
        return {"name": _name(f"数据项{id_}"), "type": "number", "unit": "元", "digits": 2, "minimum": 0}
    return {"name": _name(f"数据项{id_}"), "type": "count", "unit": "人", "minimum": 0}


def _rules(items: Sequence[str]) -> Any:
    """Every seventh item is an amount; of the six before it the first is the sum of the next three."""
    shared = {"form": "wide", "why": _name("基准"), "remedy": _name("核对")}
    yield "all_given", {"name": _name("都要填"), "kind": "required", "items": list(items), **shared}
    for start in range(0, len(items) - 6, 7):
        total, a, b, c, part, whole, amount = items[start : start + 7]
        parts = {"kind": "sum", "total": total, "parts": [a, b, c]}
        yield f"sum_{total}", {"name": _name(f"合计{total}"), "severity": "error", **parts, **shared}
        row = {"kind": "row", "assert": f"{part} <= {whole}"}
        yield f"part_{part}", {"name": _name(f"部分{part}"), "severity": "error", **row, **shared}
        span = {"kind": "range", "value": amount, "unit": "元", "maximum": 5_000_000}
        yield f"range_{amount}", {"name": _name(f"范围{amount}"), **span, **shared}
    firsts = list(items[0 : len(items) - 6 : 7])
    method = {"U": "0.5", "A": "0.05", "C": "20", "group_size": 20}
    change = {"kind": "change", "items": firsts, "method": method, "band": {"down": 50, "up": 100, "least": 50}}
    yield "change", {"name": _name("与上年比"), **change, **shared}
    yield "digits", {"name": _name("尾数"), "severity": "note", "kind": "digits", "items": firsts, **shared}
    yield "copies", {"name": _name("照抄"), "severity": "note", "kind": "copies", "items": firsts, **shared}


def _write_register(path: Path, codes: Sequence[str]) -> None:
    counties = sorted({code[:6] for code in codes})
    rows = [["110000", "示例省", "省", ""], *([c, f"示例县{c}", "县", "110000"] for c in counties)]
    rows += [[code, f"示例学校{code}", "学校", code[:6]] for code in codes]
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("机构名录")
        for number, row in enumerate([["机构代码", "机构名称", "层级", "上级代码"], *rows]):
            sheet.write_row(number, 0, row)


def _write_book(path: Path, codes: Sequence[str], items: Sequence[str], year: int, faults: float) -> None:
    """Figures with the look of an office form; a share of the cells is wrong in one of five ways."""
    draw, wrong = random.Random(SEED), random.Random(SEED + year)
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        head = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1, "text_wrap": True})
        count = book.add_format({"num_format": "#,##0", "border": 1})
        amount = book.add_format({"num_format": "#,##0.00", "border": 1, "locked": False})
        text = book.add_format({"border": 1})
        sheet = book.add_worksheet("学校情况")
        sheet.freeze_panes(1, 2)
        sheet.set_column(0, len(items) + 2, 12)
        for column, name in enumerate(("机构代码", "机构名称", "年度", *(f"数据项{id_}" for id_ in items))):
            sheet.write_string(0, column, name, head)
        for row, code in enumerate(codes, 1):
            sheet.write_string(row, 0, code, text)
            sheet.write_string(row, 1, f"示例学校{code}", text)
            sheet.write_number(row, 2, year, text)
            for column, value in enumerate(_figures(len(items), year, draw), KEYS):
                style = amount if (column - KEYS) % 7 == 6 else count
                if faults and wrong.random() < faults:
                    _write_fault(sheet, row, column, value, style, wrong)
                else:
                    sheet.write_number(row, column, value, style)


def _figures(size: int, year: int, draw: random.Random) -> list[float]:
    figures: list[float] = []
    while len(figures) < size:
        a, b, c = draw.randint(20, 400), draw.randint(20, 400), draw.randint(20, 400)
        grown = year - FIRST
        whole = draw.randint(30, 900)
        figures += [
            a + b + c + grown,
            a + grown,
            b,
            c,
            whole - draw.randint(0, 20),
            whole,
            draw.randint(1, 10**8) / 100,
        ]
    return figures[:size]


def _write_fault(sheet: Any, row: int, column: int, value: float, style: Any, wrong: random.Random) -> None:
    kind = wrong.randrange(5)
    if kind == 0:
        sheet.write_string(row, column, "若干", style)
    elif kind == 1:
        sheet.write_blank(row, column, None, style)
    else:
        sheet.write_number(row, column, (value * 10, -value, value + 0.125)[kind - 2], style)


def _measure(folder: Path, name: str, size: tuple[int, int], repeat: int) -> dict[str, Any]:
    _say(f"{name}: {size[0]:,} rows x {size[1]} columns")
    python = os.environ.get("JIAODU_BENCH_PYTHON", sys.executable)
    runs: list[tuple[str, str, int]] = [
        ("jiaodu check", sys.executable, repeat),
        ("jiaodu check and mark", sys.executable, repeat),
        ("pandas and openpyxl check", sys.executable, min(repeat, 2)),
        ("openpyxl load and save", sys.executable, min(repeat, 2)),
        ("openpyxl mark", sys.executable, 1),
        ("frictionless", python, 1),
    ]
    found: dict[str, Any] = {}
    for what, interpreter, times in runs:
        taken = [_worker(interpreter, what, folder) for _ in range(times)]
        if any("skipped" in run for run in taken):
            _say(f"  {what:28} skipped: {taken[0]['skipped']}")
            continue
        found[what] = _summary(taken)
    base = found["jiaodu check"]["wall_s"]
    for what, said in found.items():
        _say(
            f"  {what:28} {said['wall_s']:7.2f} s wall, {said['cpu_s']:7.2f} s cpu, {said['peak_mb']:6.0f} MB, "
            f"{said['wall_s'] / base:6.2f} x, n={said['n']}, {said['found']}"
        )
    _say_goals(name, found)
    return found


def _summary(taken: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {
        "wall_s": statistics.median(run["wall_s"] for run in taken),
        "cpu_s": statistics.median(run["cpu_s"] for run in taken),
        "peak_mb": max(run["peak_mb"] for run in taken),
        "n": len(taken),
        "found": taken[0]["found"],
    }


def _say_goals(name: str, found: dict[str, Any]) -> None:
    checked = found["jiaodu check"]["wall_s"]
    marked = found["jiaodu check and mark"]["wall_s"] - checked
    for what, seconds in ((f"{name} check", checked), (f"{name} mark", marked)):
        if what in GOALS:
            reached = "reached" if seconds < GOALS[what] else "not reached"
            _say(f"  goal: {what} under {GOALS[what]:.0f} s: {reached} ({seconds:.2f} s)")
    peak = max(found[what]["peak_mb"] for what in ("jiaodu check", "jiaodu check and mark"))
    _say(f"  goal: under 1,000 MB: {'reached' if peak < 1_000 else 'not reached'} ({peak:.0f} MB)")


def _worker(interpreter: str, what: str, folder: Path) -> dict[str, Any]:
    done = _run([interpreter, str(WORKER), what, str(folder), "book.xlsx"])
    return dict(json.loads(done.splitlines()[-1]))


def _run(command: list[str]) -> str:
    root = Path(__file__).parents[1]
    done = subprocess.run(command, capture_output=True, text=True, cwd=root)
    if done.returncode:
        raise RuntimeError(done.stderr[-2_000:])
    return done.stdout


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
