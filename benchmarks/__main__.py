"""Run the benchmarks and print ratios: `python -m benchmarks [--quick] [--json] [--repeat N]`.

In: nothing. Out: lines; no time is ever asserted, for machines are noisy. A goal is said to be reached or not.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.comparison import compare, comparison_works
from benchmarks.contenders.base import Contender, Setting
from benchmarks.contenders.engine import Engine
from benchmarks.contenders.floor import Floor
from benchmarks.contenders.frames import Pandas
from benchmarks.contenders.hand import Hand
from benchmarks.contenders.single import Single
from benchmarks.correction import measure_corrections
from benchmarks.data import fill_store
from benchmarks.machine import machine
from benchmarks.pack import write_pack
from benchmarks.workload import FULL, QUICK, school_scale


def main() -> int:
    """Everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small size, to see that it runs")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--repeat", type=int, default=7)
    parser.add_argument("--folder", type=Path, help="keep the data here and use them again")
    parser.add_argument("--peak", metavar="NAME", help=argparse.SUPPRESS)
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="jiaodu-bench-"))
    setting = Setting(folder, QUICK if options.quick else FULL)
    if options.peak:
        return _peak(setting, options.peak)
    found: dict[str, Any] = {"machine": machine()}
    _say(f"{found['machine']}")
    if not setting.store.exists():
        found["load"] = _fill(setting)
    found["recompute"] = _recompute(setting, options)
    found["correction"] = measure_corrections(setting, options.repeat, _say)
    found["start"] = _start(options.repeat * 3)
    found["packs"] = _packs()
    if options.json:
        print(json.dumps(found, indent=1))
    return 0


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _fill(setting: Setting) -> dict[str, float]:
    _say("writing the pack and the data …")
    write_pack(school_scale(), setting.folder / "packs")
    seconds = fill_store(school_scale(), setting.framework, setting.size, setting.store, _say)
    cells = setting.size.schools * 400
    _say(f"load: {cells:,} cells a commit on 30 forms, median {statistics.median(seconds):.2f} s")
    return {"cells": cells, "median_s": statistics.median(seconds)}


def _contenders(setting: Setting) -> list[Contender]:
    return [
        Hand(setting),
        Engine(setting),
        Hand(setting, "hand, counting complete schools", counted=True),
        Hand(setting, "hand, no null rules", masked=False),
        Pandas(setting),
        Single(setting),
        Floor(setting),
    ]


def _recompute(setting: Setting, options: Any) -> dict[str, Any]:
    contenders = _contenders(setting)
    cells = {}
    for contender in contenders:
        contender.prepare()
        cells[contender.name] = contender.cells(contender.run())
    checked = _equality(cells)
    times: dict[str, list[float]] = {c.name: [] for c in contenders}
    slow = ("pandas", "one query an indicator")
    for turn in range(options.repeat):
        for contender in contenders:
            if contender.name in slow and turn >= 3:
                continue
            begun = time.perf_counter()
            contender.run()
            times[contender.name].append(time.perf_counter() - begun)
    base = statistics.median(times["hand"])
    peaks = {name: _peak_of(setting, name, options) for name in ("hand", "jiaodu", "pandas")}
    rows = {}
    _say(f"full recompute: {setting.size.schools:,} schools x {setting.size.years} years, 120 indicators, 3 levels")
    for name, taken in times.items():
        median = statistics.median(taken)
        peak = f", peak {peaks[name]:.0f} MB" if name in peaks else ""
        _say(
            f"  {name:34} {median:7.3f} s ({min(taken):.3f} to {max(taken):.3f}, n={len(taken)})  {median / base:5.2f} x hand{peak}"
        )
        rows[name] = {
            "median_s": median,
            "min_s": min(taken),
            "max_s": max(taken),
            "n": len(taken),
            "x_hand": median / base,
        }
    ratio = rows["jiaodu"]["x_hand"]
    reached = ratio <= 1.3 and rows["jiaodu"]["median_s"] < 1
    seconds = rows["jiaodu"]["median_s"]
    _say(f"  goal: at most 1.3 x hand: {'reached' if ratio <= 1.3 else 'not reached'} ({ratio:.2f} x)")
    _say(f"  goal: under 1 s on two cores: {'reached' if seconds < 1 else 'not reached'} ({seconds:.2f} s)")
    return {"rows": rows, "equality": checked, "peaks_mb": peaks, "reached": reached}


def _equality(cells: dict[str, Any]) -> dict[str, Any]:
    checked = {"comparator_works": comparison_works(cells["jiaodu"])}
    _say(f"the comparison finds a changed and a missing cell: {checked['comparator_works']}")
    for name in ("hand", "pandas", "one query an indicator", "numpy floor (in memory)"):
        result = compare(cells["jiaodu"], cells[name])
        checked[name] = result.equal
        _say(
            f"  jiaodu = {name}: {'equal' if result.equal else 'DIFFERENT'} ({result.values:,} values in {result.cells:,} cells)"
        )
        for difference in result.differences[:3]:
            _say(f"    {difference}")
    return checked


def _peak_of(setting: Setting, name: str, options: Any) -> float:
    command = [
        sys.executable,
        "-m",
        "benchmarks",
        "--peak",
        name,
        "--folder",
        str(setting.folder),
        *(["--quick"] if options.quick else []),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(done.stdout)


def _peak(setting: Setting, name: str) -> int:
    contender = next(c for c in _contenders(setting) if c.name == name)
    contender.prepare()
    contender.run()
    # VmHWM is this program's own: ru_maxrss would carry over what the parent used before it
    status = Path("/proc/self/status").read_text()
    print(int(status.split("VmHWM:")[1].split()[0]) / 1024)
    return 0


def _start(repeat: int) -> dict[str, Any]:
    commands = {
        "python": [sys.executable, "-c", "pass"],
        "help": [str(Path(sys.executable).parent / "jiaodu"), "--help"],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(max(repeat, 20)):
        for name, command in commands.items():
            begun = time.perf_counter()
            subprocess.run(command, capture_output=True, check=True)
            times[name].append(time.perf_counter() - begun)
    bare, help_ = statistics.median(times["python"]), statistics.median(times["help"])
    _say(
        f"jiaodu --help: {help_ * 1000:.0f} ms, {help_ / bare:.2f} x a bare python ({bare * 1000:.0f} ms); goal under 4 x: {'reached' if help_ < 4 * bare else 'not reached'}"
    )
    return {"help_s": help_, "python_s": bare, "ratio": help_ / bare}


_LOAD = """
import time
begun = time.perf_counter()
from jiaodu.core.framework import load_framework, pack_editions
for name, editions in pack_editions().items():
    for edition in editions:
        load_framework(f"{name}@{edition}")
print(time.perf_counter() - begun)
"""


def _packs() -> dict[str, Any]:
    times = [
        float(subprocess.run([sys.executable, "-c", _LOAD], capture_output=True, text=True, check=True).stdout)
        for _ in range(5)
    ]
    median = statistics.median(times)
    _say(
        f"all packs, all editions, in a fresh process: {median:.2f} s (n=5); goal under 1 s: {'reached' if median < 1 else 'not reached'}"
    )
    return {"median_s": median, "n": 5}


if __name__ == "__main__":
    sys.exit(main())
