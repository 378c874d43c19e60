"""`jiaodu report [write]`: the self-evaluation report of a unit. Floor: cli."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jiaodu.cli.opening import open_facts, open_framework, org_of, year_of
from jiaodu.cli.output import Output
from jiaodu.core.base.text import Language
from jiaodu.core.evaluation import Evaluated, evaluate
from jiaodu.core.evaluation.archive import write_archive
from jiaodu.reports import compose_report, write_docx, write_html


def run(options: Any) -> int:
    """Evaluate, compose and write."""
    out = Output(options)
    facts = open_facts(options)
    framework = open_framework(options, facts)
    org = org_of(facts.tree(), options.org)
    evaluated = evaluate(framework, facts, year_of(options.period), orgs=[org])
    write_archive(Path(options.store), evaluated.evaluation)
    paths = write(evaluated, org, Path(options.out), out.language)
    if out.as_json:
        out.json({"files": [str(p) for p in paths], "snapshot": facts.name, "framework": framework.hash})
    for path in paths:
        out.line(f"已写出 {path}", f"wrote {path}")
    return 0


def write(evaluated: Evaluated, org: str, folder: Path, language: Language) -> list[Path]:
    """Write the report as HTML and DOCX."""
    document = compose_report(evaluated, org, language)
    stem = f"{org}-{evaluated.evaluation.run.year}-{'自评报告' if language == 'zh' else 'self-evaluation'}"
    paths = [folder / f"{stem}.html", folder / f"{stem}.docx"]
    write_html(document, paths[0])
    write_docx(document, paths[1])
    return paths
