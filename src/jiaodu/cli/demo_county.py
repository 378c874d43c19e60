"""The county of `jiaodu demo`: from what schools sent, faults and all, to two verdicts and the gaps. Floor: cli."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from jiaodu.cli import check, load
from jiaodu.cli.grades import grade_cell
from jiaodu.cli.output import Output
from jiaodu.cli.tables import show_unmet
from jiaodu.core.base.problems import JiaoduError
from jiaodu.core.base.text import Text
from jiaodu.core.evaluation import evaluate
from jiaodu.core.evaluation.archive import write_archive
from jiaodu.core.facts.reading import open_snapshot
from jiaodu.core.facts.store import Store
from jiaodu.core.framework import Framework, load_framework
from jiaodu.intake.documents import find_documents
from jiaodu.intake.returns import Returns

COUNTY, YEAR = "990101", 2024
ITEMS, BALANCE, PRESCHOOL = "school-items@1", "compulsory-balance@2017", "preschool-universal@shenyang-2021"
SHOWN = ("I24", "I47", "I22", "D04", "D05", "D30")


def show_county(out: Output, example: Path, folder: Path, packs: list[str]) -> None:
    """Load, find faults, mark, take what is whole, take corrections, judge. Writes below a folder."""
    out.heading(
        "一个虚构的县:从各校报来的表到两个县级结论",
        "an invented county: from the returns of its schools to two verdicts",
    )
    items, store = load_framework(ITEMS, packs), Store(folder / "county-store")
    first = ["register.xlsx", "2022", "2023", "2024/statistics.xlsx", "2024/departments.xlsx"]
    _load(out, store, items, [example / name for name in first])
    _faults(out, store, items, example / "2024" / "returns", folder / "marked")
    _load(out, store, items, [example / "2024" / "returns"], accept_good=True)
    _load(out, store, items, [example / "2024" / "corrected"])
    for name in (BALANCE, PRESCHOOL):
        _verdict(out, load_framework(name, packs), folder / "county-store")
    _schools(out, load_framework(BALANCE, packs), folder / "county-store")


def _read(out: Output, store: Store, items: Framework, paths: list[Path], accept_good: bool = False) -> Returns:
    asked = Namespace(data=[str(p) for p in paths], form=None, source=None, prefer=[], accept_good=accept_good)
    return load.read_batch(out, store, items, asked)


def _load(out: Output, store: Store, items: Framework, paths: list[Path], accept_good: bool = False) -> None:
    returns = _read(out, store, items, paths, accept_good)
    if load.stands_against(returns):
        raise JiaoduError(p for p in returns.intake.problems if p.severity == "error")
    manifest = load.commit(store, items, returns.intake, returns.contacts)
    brought = [s.origin.file for s in returns.intake.staged] + [r.origin.file for r in returns.intake.registers]
    files = len(set(brought))
    left = len(returns.left_out)
    zh = f",有错的 {left} 个文件留下" if left else ""
    en = f"; {left} files with errors left out" if left else ""
    out.line(
        f"  装入 {paths[0].parent.name}/{paths[0].name} 等:{files} 个文件{zh};快照 {manifest.name}",
        f"  loaded {paths[0].parent.name}/{paths[0].name} and so on: {files} files{en}; snapshot {manifest.name}",
    )


def _faults(out: Output, store: Store, items: Framework, sent: Path, marked: Path) -> None:
    """What is wrong with the first returns, and the workbooks that go back to the schools."""
    returns = _read(out, store, items, [sent])
    problems = list(returns.intake.problems)
    out.problems([p for p in problems if p.code in SHOWN])
    documents = {d.name: d for d in find_documents([sent]).documents}
    written = [
        path
        for name, target in check.targets(returns.intake, problems, marked)
        for _, path in check.mark(documents[name], target, problems, out)
    ]
    out.line(
        f"  标注好退回学校的 {len(written)} 册:{marked}/",
        f"  {len(written)} workbooks with the problems marked, to send back: {marked}/",
    )


def _verdict(out: Output, framework: Framework, store: Path) -> None:
    facts = open_snapshot(store)
    with out.progress("判定", "judging") as progress:
        evaluated = evaluate(framework, facts, YEAR, orgs=[COUNTY], progress=progress)
    write_archive(store, evaluated.evaluation)
    title = framework.main.spec.title
    for graded in evaluated.evaluation.grades:
        found = framework.gradings[graded.scheme].spec.name
        out.heading(f"{title.zh}:{found.zh}", f"{title.en}: {found.en}")
        out.table([("结论", "verdict")], [[grade_cell(out, framework, graded)]])
    show_unmet(out, evaluated, [COUNTY], None)


def _schools(out: Output, framework: Framework, store: Path) -> None:
    """Which schools fall short, and by how much."""
    with out.progress("判定", "judging") as progress:
        evaluated = evaluate(framework, open_snapshot(store), YEAR, level="school", progress=progress)
    name = Text("各校", "school by school")
    out.heading(name.zh, name.en)
    show_unmet(out, evaluated, evaluated.evaluation.run.orgs, 20)
