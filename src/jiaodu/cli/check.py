"""`jiaodu check`: what is wrong with files before they are loaded, or with the data that were. Floor: cli."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

import pyarrow as pa

from jiaodu.cli.load import existing
from jiaodu.cli.opening import open_facts, open_framework, years_of
from jiaodu.cli.output import Output
from jiaodu.core.base.collection import without_collection
from jiaodu.core.base.problems import JiaoduError, Place, Problem, problem, shown_text, worst
from jiaodu.core.base.writing import write_atomically
from jiaodu.core.evaluation.evaluate import check_facts
from jiaodu.core.facts.reading import Snapshot
from jiaodu.core.facts.staging import Staged
from jiaodu.core.facts.store import Store
from jiaodu.core.framework import Framework
from jiaodu.core.rules import check_staged
from jiaodu.intake import Intake
from jiaodu.intake.documents import Document, find_documents
from jiaodu.intake.limits import Unusable
from jiaodu.intake.marking import mark_file
from jiaodu.intake.returns import read_returns

BOOK_ENDINGS = (".xlsx", ".xlsm")


def run(options: Any) -> int:
    """Check files where there are any, else the years of the store that were asked for."""
    return _check_files(options) if options.data else _check_store(options)


def _check_store(options: Any) -> int:
    out = Output(options)
    if not options.period:
        raise JiaoduError(problem("I70", Place(key="jiaodu check")))
    years = years_of(options.period)
    facts = open_facts(options)
    framework = open_framework(options, facts)
    problems = check_facts(framework, facts, years)
    if out.as_json:
        out.json({"snapshot": facts.name, "years": [years[0], years[-1]], "problems": [p.to_json() for p in problems]})
    else:
        show(out, problems, everything=options.all)
    return 1 if worst(problems) == "error" else 0


def _check_files(options: Any) -> int:
    out = Output(options)
    head = Store(options.store).head()  # one snapshot for all, so that its units are read once
    framework = open_framework(options, head)
    if options.form:
        framework.form(options.form)
    documents = {d.name: d for d in find_documents(existing([Path(p) for p in options.data])).documents}
    with without_collection():
        intake = _read(out, head, framework, options)
        problems = [*intake.problems, *_rules(framework, head, intake)]
    written: list[tuple[str, Path]] = []
    if options.marked:
        for name, target in targets(intake, problems, Path(options.marked)):
            written += mark(documents[name], target, problems, out)
    if out.as_json:
        marked = [{"file": name, "marked": str(target)} for name, target in written]
        out.json({"files": list(intake.files), "marked": marked, "problems": [p.to_json() for p in problems]})
    else:
        show(out, problems, everything=True)
        for _, target in written:
            out.line(f"已标注:{target}", f"marked: {target}", style="bold")
        if problems and not options.marked:
            out.line(
                "加 --marked 目录,写出标注好的工作簿", "add --marked DIR for workbooks with the problems marked in them"
            )
    return 1 if worst(problems) == "error" else 0


def _read(out: Output, head: Snapshot, framework: Framework, options: Any) -> Intake:
    paths = [Path(p) for p in options.data]
    with out.progress("读取", "reading") as progress:
        return read_returns(
            paths,
            framework,
            head.tree(),
            form=options.form,
            default_source=options.source,
            progress=progress,
        ).intake


def _rules(framework: Framework, head: Snapshot, intake: Intake) -> list[Problem]:
    """What the data rules say, also of the rest of a sheet in which some cells could not be read."""
    staged = [*intake.staged, *_drafts(intake)]
    unread = {p.place for p in intake.problems if p.severity == "error"}
    found = check_staged(framework, head, staged, intake.registers)
    # a rule's finding stands at its cell under the rule's own key
    return [p for p in found if not p.place.cell or replace(p.place, key="") not in unread]


def _drafts(intake: Intake) -> list[Staged]:
    """Drafts without the records that another sheet brings too: which one counts is said already."""
    taken: dict[str, set[tuple[object, ...]]] = {}
    kept = []
    for sheet in [*intake.staged, *intake.drafts] if intake.drafts else ():
        columns = [sheet.rows[name].to_pylist() for name in sheet.table.key]
        keys = list(zip(*columns, strict=True))
        known = taken.setdefault(sheet.table.name, set())
        fresh = [i for i, key in enumerate(keys) if key not in known]
        known.update(keys)
        if sheet in intake.drafts and fresh:
            kept.append(replace(sheet, rows=sheet.rows.take(pa.array(fresh, pa.int64()))))
    return kept


def targets(intake: Intake, problems: Sequence[Problem], to: Path) -> list[tuple[str, Path]]:
    """The files that have something to mark, each with where its marked copy goes; never over the file itself.

    Raises:
        JiaoduError: when one target is named for several files (I71), or the target is the file itself (I72).
    """
    faulty = {p.place.file for p in problems}
    wanted = [name for name in intake.files if name in intake.marked or name in faulty]
    if to.suffix.lower() in BOOK_ENDINGS and not to.is_dir():
        if len(intake.files) > 1:
            raise JiaoduError(problem("I71", Place(str(to)), files=len(intake.files)))
        if wanted and to.exists() and Path(wanted[0]).exists() and to.samefile(wanted[0]):
            raise JiaoduError(problem("I72", Place(str(to))))
        return [(name, to) for name in wanted]
    taken: set[str] = set()
    return [(name, _free(to, name, taken)) for name in wanted]


def _free(folder: Path, name: str, taken: set[str]) -> Path:
    """学校.xlsx -> 学校-已标注.xlsx in the folder; numbered where two files have the same name."""
    stem = shown_text(PurePosixPath(name.rpartition(" › ")[2]).stem).removesuffix("-已标注")
    names = (f"{stem}-已标注{n}.xlsx" for n in ("", *(f"-{i}" for i in range(2, 10_000))))
    target = next(n for n in names if n.lower() not in taken)
    taken.add(target.lower())
    return folder / target


def mark(document: Document, target: Path, problems: list[Problem], out: Output) -> list[tuple[str, Path]]:
    """Write the marked copy; nothing where the file cannot be opened (why is among the problems)."""
    try:
        marked = mark_file(document, problems, out.language)
    except Unusable:
        return []
    write_atomically(target, lambda draft: _put(draft, marked.content))
    problems += marked.problems
    return [(document.name, target)]


def _put(draft: Path, content: bytes) -> None:
    draft.write_bytes(content)


def show(out: Output, problems: list[Problem], everything: bool) -> None:
    """Print problems and their number."""
    out.problems(problems, everything=everything)
    out.line(f"共 {len(problems)} 条", f"{len(problems)} in all", style="bold")
