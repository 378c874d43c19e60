"""Write the reports of many units in one run: a unit that fails does not stop the others.

Floor: reports. In: one evaluation, units, formats, a folder. Out: the files, what became of each unit, an index page.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jiaodu.core.base.collection import without_collection
from jiaodu.core.base.problems import JiaoduError, Place, Problem, problem
from jiaodu.core.base.text import Language, Text
from jiaodu.core.evaluation import Evaluated
from jiaodu.reports.charts import Boundaries, check_charts
from jiaodu.reports.compose import compose_report
from jiaodu.reports.document import Document
from jiaodu.reports.docx import write_docx
from jiaodu.reports.editions import keep_edition, record_edition
from jiaodu.reports.html import write_html
from jiaodu.reports.pdf import Pdf, begin_pdf, keep_pdf

FORMATS = ("html", "docx", "pdf")
Progress = Callable[[str, int, int], None]
_WRITERS: Mapping[str, Callable[[Document, Path], object]] = {"html": write_html, "docx": write_docx}


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a unit's report: its files by format, its edition, and problems; no edition: nothing was written.

    `figures` counts the values that the report prints, `missing` those of them without data, `findings` what must be
    settled before it is final, `asked` the same matters each at the line of the template that asked.
    """

    org: str
    name: str
    files: Mapping[str, Path]
    edition: str = ""
    figures: int = 0
    missing: int = 0
    findings: int = 0
    problems: tuple[Problem, ...] = ()
    asked: tuple[Problem, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether anything that was asked for is not there."""
        return any(p.severity == "error" for p in self.problems)


def write_reports(
    evaluated: Evaluated,
    orgs: Sequence[str],
    folder: Path,
    *,
    store: Path,
    language: Language = "zh",
    formats: Sequence[str] = FORMATS,
    template: str | None = None,
    boundaries: Boundaries | None = None,
    day: dt.date | None = None,
    progress: Progress | None = None,
) -> tuple[Written, ...]:
    """The reports of units, in order, dated `day`, each with its edition kept in the store. Never raises for one unit.

    Problems: R20 and R25 no PDF, R27 a unit without any data, R28 a fault of the program; and those of `compose_report`.
    """
    done: list[Written] = []
    for i, org in enumerate(orgs):
        name = evaluated.evaluation.name(org, language)
        if progress:
            progress(name, i, len(orgs))
        try:
            with without_collection():  # what a report is made of goes when it is written
                report = _write(
                    evaluated, org, name, Path(folder), Path(store), language, formats, template, boundaries, day
                )
            done.append(report)
        except JiaoduError as error:
            done.append(Written(org, name, {}, problems=error.problems))
        except Exception as error:  # a fault in one unit's report must not cost the others theirs
            names = Text(evaluated.evaluation.name(org), evaluated.evaluation.name(org, "en"))
            detail = f"{type(error).__name__}: {error}"[:300]
            done.append(Written(org, name, {}, problems=(problem("R28", Place(key=org), name=names, detail=detail),)))
    if progress:
        progress("", len(orgs), len(orgs))
    return tuple(done)


def _write(
    evaluated: Evaluated, org: str, name: str, folder: Path, store: Path, language: Language,
    formats: Sequence[str], template: str | None, boundaries: Boundaries | None, day: dt.date | None,
) -> Written:  # fmt: skip
    document = compose_report(evaluated, org, language, template, boundaries, day)
    missing = sum(entry.missing for entry in document.annex)
    if missing == len(document.annex) > 0:
        evaluation = evaluated.evaluation
        names, year = Text(evaluation.name(org), evaluation.name(org, "en")), evaluation.run.year
        raise JiaoduError(problem("R27", Place(key=org), name=names, year=year, figures=missing))
    keep_edition(store, record_edition(document), evaluated.values.framework)
    files, problems = write_formats(document, folder, formats, template)
    return Written(
        org,
        name,
        files,
        document.edition,
        len(document.annex),
        sum(entry.lacks_data for entry in document.annex),
        len(document.findings),
        tuple(problems),
        document.problems,
    )


def write_formats(
    document: Document, folder: Path, formats: Sequence[str], template: str | None = None
) -> tuple[dict[str, Path], list[Problem]]:
    """One report in several formats. Where a PDF cannot be made, the others are. Raises JiaoduError (C04)."""
    paths = {name: folder / f"{stem_of(document, template)}.{name}" for name in formats}
    problems = [*document.problems, *check_charts(document)]
    missing: list[str] = []
    finish: Callable[[], Pdf] | None = None
    try:
        finish = begin_pdf(document) if "pdf" in paths else None
    except JiaoduError as error:
        missing, problems = ["pdf"], [*problems, *error.problems]
    for name in (name for name in paths if name != "pdf"):
        _WRITERS[name](document, paths[name])
    if finish is not None:
        try:
            problems += keep_pdf(finish(), paths["pdf"])
        except JiaoduError as error:
            missing, problems = ["pdf"], [*problems, *error.problems]
    return {name: path for name, path in paths.items() if name not in missing}, problems


def stem_of(document: Document, template: str | None = None) -> str:
    """The name of a report's files: unit, year, pack, kind; codes may hold what file names may not.

    The pack is in it because a unit has reports by several packs, and one must not take the place of another.
    """
    kind = "自评报告" if document.language == "zh" else "self-evaluation"
    parts = [document.org, str(document.year), *document.packs[-1:], kind, *([template] if template else [])]
    return "-".join(re.sub(r"[^\w.@-]", "_", part).lstrip(".") for part in parts)


def all_problems(written: Iterable[Written]) -> tuple[Problem, ...]:
    """The problems of all units, each once: a font that stands in does so in every report."""
    found: dict[tuple[str, str, str], Problem] = {}
    for report in written:
        for p in report.problems:
            found.setdefault((p.code, str(p.place), p.what("en")), p)
    return tuple(found.values())
