"""Reports in three formats, and the PDF beside LibreOffice: `python -m benchmarks.reports [--repeat N] [--units N]`.

In: nothing; the provinces and the report of the examples. Out: lines. Each run of jiaodu is a process of its own, from its start to
its end, with the evaluation; time is the wall's and the processor's, memory the peak of that process. The opponent gets the
finished Word file of the same report and makes a PDF of it, as offices do.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.machine import machine

EXAMPLES = Path(__file__).parents[1] / "examples"
PACK, YEAR, UNIT = "provincial-duty@2020", "2019", "110000"
GOAL_ONE, GOAL_MANY, GOAL_MEMORY = 3.0, 30.0, 500
# a process says its own peak: what the parent used before it does not count
_RUN = """
import sys
from pathlib import Path
from jiaodu.cli.main import main
status = main(sys.argv[1:])
peak = next((l.split()[1] for l in Path("/proc/self/status").read_text().splitlines() if l.startswith("VmHWM")), "0")
print(peak, file=sys.stderr)
sys.exit(status)
"""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a run took: seconds by the wall, seconds of processor, megabytes at its peak (0: not known)."""

    wall: float
    processor: float
    peak: float = 0.0


def main() -> int:
    """One report, many reports, and the PDF beside its opponent, by turns."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--units", type=int, default=17)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="jiaodu-bench-"))
    try:
        return _measure(folder, options.repeat, options.units)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _measure(folder: Path, repeat: int, units: int) -> int:
    print(machine())
    _jiaodu(
        "load",
        str(EXAMPLES / "provinces"),
        str(EXAMPLES / "beijing-2019"),
        "--pack",
        PACK,
        "--store",
        f"{folder}/store",
    )
    one: list[Taken] = []
    pdf: list[Taken] = []
    theirs: list[Taken] = []
    for _ in range(repeat):
        one.append(_write(folder, [UNIT]))
        pdf.append(_write(folder, [UNIT], "pdf"))
        theirs += _office(folder)
    _say("one report: evaluated, page, Word file and PDF", one, GOAL_ONE)
    _say("one report: evaluated, PDF alone", pdf, None)
    if theirs:
        _say("LibreOffice: PDF of the finished Word file", theirs, None)
        ratio = statistics.median(t.processor for t in theirs) / statistics.median(t.processor for t in pdf)
        print(f"ratio of processor time, LibreOffice to jiaodu with its evaluation: {ratio:.2f}")
    else:
        print("LibreOffice is not installed: no opponent")
    many = [_write(folder, _codes(units)) for _ in range(max(1, repeat // 2))]
    _say(f"{units} reports in three formats", many, GOAL_MANY)
    peak = max(t.peak for t in many)
    print(f"peak memory {peak:.0f} MB; goal under {GOAL_MEMORY} MB: {_reached(peak < GOAL_MEMORY)}")
    return 0


def _codes(units: int) -> list[str]:
    """So many provinces, the one with a report of its own first."""
    lines = (EXAMPLES / "provinces" / "organisations.csv").read_text(encoding="utf-8").splitlines()[2:]
    return [line.split(",")[0] for line in lines][:units]


def _write(folder: Path, orgs: Sequence[str], formats: str = "html,docx,pdf") -> Taken:
    asked = [part for org in orgs for part in ("--org", org)]
    common = ["--pack", PACK, "--period", YEAR, "--store", f"{folder}/store", "--out", f"{folder}/reports"]
    return _jiaodu("report", *common, "--format", formats, *asked)


def _jiaodu(*arguments: str) -> Taken:
    said: list[str] = []

    def run() -> None:
        done = subprocess.run([sys.executable, "-c", _RUN, *arguments], capture_output=True, text=True, check=True)
        said.extend(done.stderr.split())

    taken = _timed(run)
    return Taken(taken.wall, taken.processor, int(said[-1]) / 1024)


def _office(folder: Path) -> list[Taken]:
    """LibreOffice with a profile of its own, which is there from the second run on."""
    office = shutil.which("soffice")
    word = next((folder / "reports").glob("*.docx"))
    if office is None:
        return []
    home = f"-env:UserInstallation=file://{folder}/office"
    command = [office, home, "--headless", "--convert-to", "pdf", "--outdir", f"{folder}/theirs", str(word)]
    return [_timed(lambda: subprocess.run(command, check=True, capture_output=True, timeout=300))]


def _timed(work: Callable[[], object]) -> Taken:
    """Seconds of the wall, and of the processor as its child processes used it."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    work()
    wall, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Taken(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def _say(name: str, taken: Sequence[Taken], goal: float | None) -> None:
    wall, processor = (statistics.median(getattr(t, kind) for t in taken) for kind in ("wall", "processor"))
    least = min(t.wall for t in taken)
    peak = f", peak {max(t.peak for t in taken):.0f} MB" if any(t.peak for t in taken) else ""
    judged = "" if goal is None else f"; goal under {goal:.0f} s by the wall: {_reached(least < goal)}"
    print(f"{name}: wall {wall:.2f} s (least {least:.2f}, n={len(taken)}), processor {processor:.2f} s{peak}{judged}")


def _reached(reached: bool) -> str:
    return "reached" if reached else "not reached"


if __name__ == "__main__":
    sys.exit(main())
