"""Refreshing an edited Word file: `python -m benchmarks.refresh [--repeat N]`.

In: nothing; the report of examples/beijing-2019, and the same with 20,000 more paragraphs. Out: processor seconds, the
median of N, beside python-docx opening the file and saving it, which finds no figure and writes every part anew.
"""

from __future__ import annotations

import argparse
import io
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.timing import processor_median
from jiaodu.core.base.organisations import OrganisationTree
from jiaodu.core.evaluation import evaluate
from jiaodu.core.facts.reading import MemoryFacts
from jiaodu.core.framework import load_framework
from jiaodu.intake import read_sources
from jiaodu.reports import Document, compose_report, write_docx
from jiaodu.reports.document import Figure, Paragraph, Run
from jiaodu.reports.editions import record_edition
from jiaodu.reports.refresh import refresh_word

EXAMPLES = Path(__file__).parents[1] / "examples"
MORE = 20_000


def main() -> int:
    """Everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=5)
    repeat = parser.parse_args().repeat
    folder, document = Path(tempfile.mkdtemp(prefix="jiaodu-bench-")), _document()
    written, today = record_edition(document), _changed(document)
    words = Paragraph((Run("学校和学生的情况另有说明。" * 20),))
    for name, blocks in (("report", document.blocks), ("long", (*document.blocks, *[words] * MORE))):
        path = write_docx(replace(document, blocks=blocks), folder / f"{name}.docx")
        read = processor_median(lambda path=path: refresh_word(path, written, document), repeat)  # type: ignore[misc]
        new = processor_median(lambda path=path: refresh_word(path, written, today, update=True), repeat)  # type: ignore[misc]
        theirs = processor_median(lambda path=path: _by_python_docx(path), repeat)  # type: ignore[misc]
        print(f"{name}: states {read:.3f} s, update {new:.3f} s, python-docx open and save {theirs:.3f} s CPU", end="")
        print(f"; {len(written.figures)} figures, {path.stat().st_size:,} bytes")
    return 0


def _document() -> Document:
    framework = load_framework("provincial-duty@2020")
    intake = read_sources([EXAMPLES / "provinces", EXAMPLES / "beijing-2019"], framework, OrganisationTree(()))
    organisations = [o for register in intake.registers for o in register.organisations]
    evaluated = evaluate(framework, MemoryFacts(intake.staged, organisations), 2019, orgs=["110000"])
    return compose_report(evaluated, "110000", "zh")


def _changed(document: Document) -> Document:
    """Another number in every figure of a sentence."""

    def of(inline: Any) -> Any:
        return replace(inline, text=f"9{inline.text}") if isinstance(inline, Figure) else inline

    blocks = tuple(
        replace(b, inlines=tuple(of(i) for i in b.inlines)) if isinstance(b, Paragraph) else b for b in document.blocks
    )
    return replace(document, blocks=blocks)


def _by_python_docx(path: Path) -> None:
    import docx

    docx.Document(str(path)).save(io.BytesIO())


if __name__ == "__main__":
    raise SystemExit(main())
