"""`jiaodu report [write]`: the self-evaluation report of a unit. Floor: cli."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jiaodu.cli.opening import open_facts, open_framework, org_of, year_of
from jiaodu.cli.output import Output
from jiaodu.core.base.text import Language
from jiaodu.core.evaluation import Evaluated, evaluate
from jiaodu.core.evaluation.archive import write_archive
from jiaodu.reports import Document, compose_report, write_docx, write_html
from jiaodu.reports.editions import keep_edition, record_edition


def run(options: Any) -> int:
    """Evaluate, compose and write."""
    out = Output(options)
    facts = open_facts(options)
    framework = open_framework(options, facts)
    org = org_of(facts.tree(), options.org)
    evaluated = evaluate(framework, facts, year_of(options.period), orgs=[org])
    write_archive(Path(options.store), evaluated.evaluation)
    document, paths = write(evaluated, org, Path(options.store), Path(options.out), out.language)
    if out.as_json:
        named = {"snapshot": facts.name, "framework": framework.hash, "edition": document.edition}
        out.json({"files": [str(p) for p in paths], **named})
    for path in paths:
        out.line(f"已写出 {path}", f"wrote {path}")
    out.line(f"报告版次 {document.edition}", f"edition {document.edition}")
    return 0


def write(evaluated: Evaluated, org: str, store: Path, folder: Path, language: Language) -> tuple[Document, list[Path]]:
    """Write the report as HTML and DOCX, and keep the record of the edition in the store."""
    document = compose_report(evaluated, org, language)
    keep_edition(store, record_edition(document), evaluated.values.framework)
    stem = f"{document.org}-{document.year}-{'自评报告' if language == 'zh' else 'self-evaluation'}"
    paths = [folder / f"{stem}.html", folder / f"{stem}.docx"]
    write_html(document, paths[0])
    write_docx(document, paths[1])
    return document, paths
