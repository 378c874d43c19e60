"""Lint: the structure of a report, not what its numbers claim.

Floor: reports. In: a `Prose` and a framework with wording. Out: `Lint`: findings that point at sentences, coverage, counts.
"""

from __future__ import annotations

from collections.abc import Mapping

from jiaodu.core.base.text import Language
from jiaodu.core.framework import Framework
from jiaodu.core.prose import Prose
from jiaodu.reports.lint.model import Counted, Finding, Lint
from jiaodu.reports.lint.reading import Reading
from jiaodu.reports.lint.rules import RULES
from jiaodu.reports.lint.rules.duties import cover_focuses, find_uncovered_focuses
from jiaodu.reports.lint.rules.length import count_characters, limit_of
from jiaodu.reports.lint.rules.statements import inexact_figures
from jiaodu.reports.lint.rules.years import report_year

WORDING = "report-wording@1"


def lint_prose(
    prose: Prose,
    framework: Framework,
    language: Language = "zh",
    year: int | None = None,
    limit: int | None = None,
    behind: Mapping[str, str] | None = None,
    level: str | None = None,
) -> Lint:
    """Look a report through. `year` and `limit` (characters) stand in for those of the pack; `behind` says which
    indicator stands behind a figure, where the edition is known. `level` is that of the unit that reports, where it is
    not the frame's."""
    reading = Reading(prose, framework, language, year, limit, behind or {}, level)
    coverage = cover_focuses(reading)
    findings = [*(Finding(problem) for problem in prose.problems), *find_uncovered_focuses(reading, coverage)]
    for rule in RULES:
        findings += rule(reading)
    return Lint(
        prose, tuple(p.ref for p in framework.packs), tuple(findings), coverage,
        tuple(name for name, _ in reading.named_sections), _count(reading),
    )  # fmt: skip


def _count(reading: Reading) -> Counted:
    numbers = reading.quantities
    return Counted(
        characters=count_characters(reading),
        limit=limit_of(reading),
        year=report_year(reading),
        sections=len(reading.named_sections),
        sentences=sum(1 for line in reading.lines if line.block.kind not in ("heading", "cell", "note")),
        numbers=len(numbers),
        bound=sum(1 for q in numbers if reading.prose.bounds_within(q.start, q.end)),
        inexact=len(inexact_figures(reading)),
        problems=len(reading.problems),
        measures=len(reading.measures),
    )
