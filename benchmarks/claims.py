"""Numbers found in labelled texts, beside what others find in the same texts: `python -m benchmarks.claims [--files 000,001] [--json]`.

In: a folder of labelled texts (`texts/`, `claims/`, `score.py`; JIAODU_REFERENCE_DATA names its parent). Out: a table of
precision, recall, values and seconds; the folder's own score.py counts, which shares no code with the project.
cn2an, jionlp and quantulum3 are no dependencies: `pip install -e .[bench]`, or name a Python that has them with
JIAODU_BENCH_PYTHON; without them their lines say that they were skipped.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
WORKER = Path(__file__).with_name("claims_worker.py")
LABELLED = Path(os.environ.get("JIAODU_REFERENCE_DATA", ROOT.parent / "shared" / "data")) / "claims_labelled"
CONTENDERS = ("jiaodu", "expression", "cn2an", "jionlp", "quantulum3")
# Kept aside while rules were written, and scored once, at the end: not what one looks at while working on the rules.
ASIDE = frozenset({"002", "007", "012", "018", "024", "033"})
COLUMNS = ("exact F1", "overlap F1", "value right", "unit right", "hedge right", "on non-claims")
LONG = 600_000


def main() -> int:
    """Everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", help="numbers of texts, with commas between; else all that are not kept aside")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if not LABELLED.is_dir():
        print(f"no labelled texts in {LABELLED}; name the folder above with JIAODU_REFERENCE_DATA", file=sys.stderr)
        return 0
    names = options.files.split(",") if options.files else _developed()
    texts = {name: (LABELLED / "texts" / f"{name}.txt").open(encoding="utf-8", newline="").read() for name in names}
    found = {contender: _measure(contender, texts) for contender in CONTENDERS}
    if options.json:
        print(json.dumps(found, indent=1))
    else:
        _print(found, len(names))
    return 0


def _developed() -> list[str]:
    names = sorted(path.stem for path in (LABELLED / "texts").glob("*.txt"))
    return [name for name in names if name not in ASIDE]


def _measure(contender: str, texts: dict[str, str]) -> dict[str, Any]:
    """Let one contender read the texts in a process of its own, and score what it says."""
    python = sys.executable if contender in CONTENDERS[:2] else os.environ.get("JIAODU_BENCH_PYTHON", sys.executable)
    job = json.dumps({"texts": texts, "long": LONG})
    ran = subprocess.run([python, str(WORKER), contender], input=job, capture_output=True, text=True, check=False)
    if ran.returncode:
        return {"skipped": ran.stderr.strip().splitlines()[-1] if ran.stderr.strip() else "it failed"}
    answer: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    if "skipped" in answer:
        return answer
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in answer.pop("rows"))
        file.flush()
        command = [sys.executable, str(LABELLED / "score.py"), file.name, "--files", ",".join(texts), "--json"]
        scored = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    overall, counts = scored["overall"], scored["counts"]
    return answer | {
        "exact F1": overall["exact"][2],
        "overlap F1": overall["overlap"][2],
        "value right": overall["value_acc"],
        "unit right": overall["unit_acc"],
        "hedge right": overall["approx_recall"],
        "on non-claims": counts["on_nonclaim"],
    }


def _print(found: dict[str, dict[str, Any]], texts: int) -> None:
    print(f"{texts} texts; seconds of processor time for {LONG:,} characters of them, repeated")
    print("| reader | " + " | ".join(COLUMNS) + " | seconds |")
    print("|---" * (len(COLUMNS) + 2) + "|")
    for contender, line in found.items():
        if "skipped" in line:
            print(f"| {contender} | skipped: {line['skipped']} |")
            continue
        cells = [f"{line[c]:.3f}" if isinstance(line[c], float) else str(line[c]) for c in COLUMNS]
        print(f"| {contender} | " + " | ".join(cells) + f" | {line['seconds']:.2f} |")


if __name__ == "__main__":
    sys.exit(main())
