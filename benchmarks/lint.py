"""Reading and linting reports: `python -m benchmarks.lint [--repeat N]`.

In: nothing; the report of examples/beijing-2019, written for the purpose. Out: lines with CPU times, the median of N, and
ratios against python-docx taking the same paragraphs and cells out of the same file.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks.timing import processor_median
from jiaodu.core.base.organisations import OrganisationTree
from jiaodu.core.evaluation import evaluate
from jiaodu.core.facts.reading import MemoryFacts
from jiaodu.core.framework import load_framework
from jiaodu.core.prose import prose_of_text, read_prose
from jiaodu.intake import read_sources
from jiaodu.reports import compose_report, write_docx
from jiaodu.reports.lint import WORDING, lint_prose, render_marked

EXAMPLES = Path(__file__).parents[1] / "examples"
LONG = 600_000


def main() -> int:
    """Everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=7)
    repeat = parser.parse_args().repeat
    path = _written(Path(tempfile.mkdtemp(prefix="jiaodu-bench-")))
    ours, theirs = (
        processor_median(lambda: read_prose(path), repeat),
        processor_median(lambda: _by_python_docx(path), repeat),
    )
    print(f"read a Word report: {ours:.3f} s CPU; python-docx {theirs:.3f} s; ratio {theirs / ours:.1f}")
    framework = load_framework([WORDING, "provincial-duty@2020"])
    prose = read_prose(path)
    print(
        f"lint it: {processor_median(lambda: lint_prose(prose, framework), repeat):.3f} s CPU, {len(prose.text)} characters"
    )
    text = "\n".join(prose.of(b) for b in prose.blocks if b.part == "body" and b.kind != "cell")
    for size in (LONG // 10, LONG):
        long = (text + "\n") * (size // len(text) + 1)
        read = processor_median(lambda long=long: prose_of_text(long), 1)  # type: ignore[misc]
        many = prose_of_text(long)
        linted = processor_median(lambda many=many: lint_prose(many, framework), 1)  # type: ignore[misc]
        found = lint_prose(many, framework)
        page = processor_median(lambda found=found: render_marked(found), 1)  # type: ignore[misc]
        print(f"{len(long)} characters: read {read:.2f} s, lint {linted:.2f} s, marked page {page:.2f} s CPU")
    return 0


def _written(folder: Path) -> Path:
    framework = load_framework("provincial-duty@2020")
    intake = read_sources([EXAMPLES / "provinces", EXAMPLES / "beijing-2019"], framework, OrganisationTree(()))
    organisations = [o for register in intake.registers for o in register.organisations]
    evaluated = evaluate(framework, MemoryFacts(intake.staged, organisations), 2019, orgs=["110000"])
    return write_docx(compose_report(evaluated, "110000", "zh"), folder / "report.docx")


def _by_python_docx(path: Path) -> list[str]:
    """Paragraphs and cells; python-docx knows neither places, heads, notes, tracked changes nor figures."""
    import docx

    document = docx.Document(str(path))
    cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
    return [*(p.text for p in document.paragraphs), *cells]


if __name__ == "__main__":
    raise SystemExit(main())
