"""`jiaodu report [write]`: the self-evaluation report of a unit. Floor: cli."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jiaodu.cli.opening import open_facts, open_framework, org_of, year_of
from jiaodu.cli.output import Output
from jiaodu.cli.words.report import FORMATS
from jiaodu.core.base.problems import JiaoduError, Problem
from jiaodu.core.base.text import Language
from jiaodu.core.evaluation import Evaluated, evaluate
from jiaodu.core.evaluation.archive import write_archive
from jiaodu.reports import Document, compose_report, write_docx, write_html, write_pdf
from jiaodu.reports.editions import keep_edition, record_edition


@dataclass(frozen=True, slots=True)
class Written:
    """A report, its files, and what there is to say about them; `missing` are formats that could not be made."""

    document: Document
    paths: tuple[Path, ...]
    problems: tuple[Problem, ...]
    missing: tuple[str, ...]


def run(options: Any) -> int:
    """Evaluate, compose and write."""
    out = Output(options)
    facts = open_facts(options)
    framework = open_framework(options, facts)
    org = org_of(facts.tree(), options.org)
    evaluated = evaluate(framework, facts, year_of(options.period), orgs=[org])
    write_archive(Path(options.store), evaluated.evaluation)
    written = write(evaluated, org, Path(options.store), Path(options.out), out.language, options.format)
    if out.as_json:
        named = {"snapshot": facts.name, "framework": framework.hash, "edition": written.document.edition}
        problems = [p.to_json() for p in written.problems]
        out.json({"files": [str(p) for p in written.paths], **named, "problems": problems})
    for path in written.paths:
        out.line(f"已写出 {path}", f"wrote {path}")
    out.line(f"报告版次 {written.document.edition}", f"edition {written.document.edition}")
    out.problems([] if out.as_json else written.problems)
    return 1 if written.missing else 0


def write(
    evaluated: Evaluated, org: str, store: Path, folder: Path, language: Language, formats: Sequence[str] = FORMATS
) -> Written:
    """Write the report, and keep the record of the edition in the store. Where a PDF cannot be made the rest still is."""
    document = compose_report(evaluated, org, language)
    keep_edition(store, record_edition(document), evaluated.values.framework)
    stem = f"{document.org}-{document.year}-{'自评报告' if language == 'zh' else 'self-evaluation'}"
    paths = {name: folder / f"{stem}.{name}" for name in formats}
    problems: tuple[Problem, ...] = ()
    missing: tuple[str, ...] = ()
    if "html" in paths:
        write_html(document, paths["html"])
    if "docx" in paths:
        write_docx(document, paths["docx"])
    if "pdf" in paths:
        try:
            problems = write_pdf(document, paths["pdf"])
        except JiaoduError as error:
            problems, missing = error.problems, ("pdf",)
    return Written(document, tuple(path for name, path in paths.items() if name not in missing), problems, missing)
