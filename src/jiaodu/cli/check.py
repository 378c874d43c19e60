"""`jiaodu check`: what is wrong with files before they are loaded, or with the data that were. Floor: cli."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jiaodu.cli.load import read, with_rules
from jiaodu.cli.opening import open_facts, open_framework, years_of
from jiaodu.cli.output import Output
from jiaodu.core.base.problems import JiaoduError, Place, Problem, problem, worst
from jiaodu.core.base.writing import write_atomically
from jiaodu.core.evaluation.evaluate import check_facts
from jiaodu.core.facts.store import Store
from jiaodu.intake import Intake
from jiaodu.intake.limits import Unusable
from jiaodu.intake.marking import mark_file

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
    store = Store(options.store)
    framework = open_framework(options, store.head())
    if options.form:
        framework.form(options.form)
    intake = read(out, store, framework, [Path(p) for p in options.data], options.form, options.source)
    intake = with_rules(store, framework, intake)
    written: list[tuple[Path, Path]] = []
    problems = list(intake.problems)
    if options.marked:
        for path, target in targets(intake, Path(options.marked)):
            written += _mark(path, target, intake, problems, out)
    if out.as_json:
        marked = [{"file": str(path), "marked": str(target)} for path, target in written]
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


def targets(intake: Intake, to: Path) -> list[tuple[Path, Path]]:
    """The files that have something to mark, each with where its marked copy goes; never over the file itself.

    Raises:
        JiaoduError: when one target is named for several files (I71), or the target is the file itself (I72).
    """
    wanted = [Path(name) for name in intake.files if _is_worth_marking(name, intake)]
    if to.suffix.lower() in BOOK_ENDINGS and not to.is_dir():
        if len(intake.files) > 1:
            raise JiaoduError(problem("I71", Place(str(to)), files=len(intake.files)))
        if wanted and to.exists() and to.samefile(wanted[0]):
            raise JiaoduError(problem("I72", Place(str(to))))
        return [(path, to) for path in wanted]
    taken: set[Path] = set()
    return [(path, _free(to, path, taken)) for path in wanted]


def _is_worth_marking(name: str, intake: Intake) -> bool:
    return name in intake.marked or any(p.place.file == name for p in intake.problems)


def _free(folder: Path, path: Path, taken: set[Path]) -> Path:
    """学校.xlsx -> 学校-已标注.xlsx in the folder; numbered where two files have the same name."""
    stem = path.stem.removesuffix("-已标注")
    names = (f"{stem}-已标注{n}.xlsx" for n in ("", *(f"-{i}" for i in range(2, 10_000))))
    target = next(t for name in names if (t := folder / name) not in taken)
    taken.add(target)
    return target


def _mark(
    path: Path, target: Path, intake: Intake, problems: list[Problem], out: Output
) -> Sequence[tuple[Path, Path]]:
    try:
        marked = mark_file(path, intake.problems, out.language)
    except Unusable:
        return []  # why it cannot be opened is among the problems
    write_atomically(target, lambda draft: _put(draft, marked.content))
    problems += marked.problems
    return [(path, target)]


def _put(draft: Path, content: bytes) -> None:
    draft.write_bytes(content)


def show(out: Output, problems: list[Problem], everything: bool) -> None:
    """Print problems and their number."""
    out.problems(problems, everything=everything)
    out.line(f"共 {len(problems)} 条", f"{len(problems)} in all", style="bold")
