"""`jiaodu report [write]`: the self-evaluation reports of units. Floor: cli."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jiaodu.cli.opening import open_facts, open_framework, org_of, year_of
from jiaodu.cli.output import Output
from jiaodu.core.base.organisations import OrganisationTree
from jiaodu.core.base.problems import JiaoduError, Place, Problem, problem
from jiaodu.core.evaluation import Evaluated, evaluate
from jiaodu.core.evaluation.archive import write_archive
from jiaodu.core.facts.reading import Snapshot
from jiaodu.core.framework import Framework
from jiaodu.reports import Written, write_reports
from jiaodu.reports.batch import all_problems
from jiaodu.reports.charts import read_boundaries
from jiaodu.reports.compose import has_template
from jiaodu.reports.index_page import write_index
from jiaodu.reports.pdf import warm_up


def run(options: Any) -> int:
    """Evaluate once, then compose and write each report."""
    out = Output(options)
    if "pdf" in options.format:
        warm_up()
    facts = open_facts(options)
    framework = open_framework(options, facts)
    boundaries = read_boundaries(Path(options.boundaries)) if options.boundaries else None
    asked, problems = _orgs(facts.tree(), options.org or [])
    evaluated = _evaluate(out, options, framework, facts, asked, problems)
    write_archive(Path(options.store), evaluated.evaluation)
    orgs, folder = _reporting(out, options, evaluated), Path(options.out)
    with out.progress("写报告", "writing") as progress:
        written = write_reports(
            evaluated, orgs, folder, store=Path(options.store), language=out.language, formats=options.format,
            template=options.template, boundaries=boundaries, day=options.date,
            progress=progress,
        )  # fmt: skip
    problems += all_problems(written)
    if len(written) == 1:
        problems += written[0].asked
    if not any(report.edition for report in written):
        raise JiaoduError(problems)
    many = len(orgs) > 1 or options.level is not None
    index = write_index(evaluated.evaluation, written, folder, out.language) if many else None
    if out.as_json:
        out.json(_json(evaluated, written, problems, index))
    else:
        _show(out, written, index)
        out.problems(problems, everything=options.all)
    return 1 if any(p.severity == "error" for p in problems) else 0


def _reporting(out: Output, options: Any, evaluated: Evaluated) -> Sequence[str]:
    """Of a whole level the units that a template is for (a pack of schools asks nothing of kindergartens); else all asked."""
    orgs = evaluated.evaluation.run.orgs
    if options.org:
        return orgs
    mine = [org for org in orgs if has_template(evaluated, org, options.template)]
    if mine and len(mine) < len(orgs) and not out.as_json:
        left = len(orgs) - len(mine)
        out.line(f"{left} 个单位没有适用的报告模板,不写", f"{left} units have no report template and are left out")
    return mine or orgs


def _orgs(tree: OrganisationTree, names: Sequence[str]) -> tuple[list[str], list[Problem]]:
    """The units asked for, each once, and problems of those that are not known."""
    found: dict[str, None] = {}
    problems: list[Problem] = []
    for name in names:
        try:
            found[org_of(tree, name)] = None
        except JiaoduError as error:
            problems += error.problems
    if names and not found:
        raise JiaoduError(problems)
    return list(found), problems


def _evaluate(
    out: Output, options: Any, framework: Framework, facts: Snapshot, orgs: list[str], problems: list[Problem]
) -> Evaluated:
    """One evaluation for all units; a unit that cannot be evaluated is left out, and `problems` says so."""
    year = year_of(options.period)
    try:
        with out.progress("判定", "judging") as progress:
            evaluated = evaluate(
                framework, facts, year, orgs=orgs or None, level=options.level, progress=progress
            )  # fmt: skip
    except JiaoduError as error:
        faulty = {p.place.key for p in error.problems}
        left = [org for org in orgs if org not in faulty]
        if not left or len(left) == len(orgs):
            raise JiaoduError([*problems, *error.problems]) from error
        problems += error.problems
        return _evaluate(out, options, framework, facts, left, problems)
    if not evaluated.evaluation.run.orgs:
        raise JiaoduError(problem("R29", Place(key="--level"), level=options.level or "—", year=year))
    return evaluated


def _json(
    evaluated: Evaluated, written: Sequence[Written], problems: Sequence[Problem], index: Path | None
) -> dict[str, Any]:
    reports = [
        {
            "org": w.org, "name": w.name, "edition": w.edition or None, "figures": w.figures, "missing": w.missing,
            "findings": w.findings, "files": [str(path) for path in w.files.values()],
        }
        for w in written
    ]  # fmt: skip
    return {
        "files": [str(path) for w in written for path in w.files.values()],
        "snapshot": evaluated.evaluation.run.snapshot,
        "framework": evaluated.evaluation.run.framework,
        "edition": written[0].edition if len(written) == 1 else None,
        "reports": reports,
        "index": None if index is None else str(index),
        "problems": [p.to_json() for p in problems],
    }


def _show(out: Output, written: Sequence[Written], index: Path | None) -> None:
    done = [report for report in written if report.edition]
    if index is None:
        for path in done[0].files.values():
            out.line(f"已写出 {path}", f"wrote {path}")
        out.line(f"报告版次 {done[0].edition}", f"edition {done[0].edition}")
    else:
        files = sum(len(report.files) for report in done)
        left = len(written) - len(done)
        out.line(f"已写出 {len(done)} 份报告,{files} 个文件", f"wrote {len(done)} reports, {files} files")
        if left:
            out.line(f"没有写成 {left} 份,原因见下", f"{left} not written, see below", style="bold")
        out.line(f"索引 {index}", f"index {index}")
