"""`jiaodu demo`: two real inputs from the table to the report and one figure back; then an invented county. Floor: cli."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import Any

from jiaodu.cli import load, why
from jiaodu.cli.demo_county import show_county
from jiaodu.cli.output import Output
from jiaodu.cli.tables import DutyTable, decided, show_matrix, tally
from jiaodu.core.base.problems import JiaoduError, Place, problem
from jiaodu.core.evaluation import Evaluated
from jiaodu.core.evaluation import evaluate as judge
from jiaodu.core.evaluation.archive import write_archive
from jiaodu.core.evaluation.evaluate import check_facts
from jiaodu.core.facts.reading import Snapshot, open_snapshot
from jiaodu.core.facts.store import Store
from jiaodu.core.framework import Framework, load_framework
from jiaodu.core.lineage import explain_value
from jiaodu.reports import write_reports

YEAR, BEIJING, SHOWN = 2019, "110000", "inclusive_preschool_share"
MARK = ".jiaodu-demo"


def run(options: Any) -> int:
    """Walk."""
    out = Output(options)
    begun = time.monotonic()
    folder = _fresh(Path(options.out))
    out.line(
        "读框架包 provincial-duty@2020、national-items@1 …",
        "reading the packs provincial-duty@2020, national-items@1 …",
    )
    duty, items = (
        load_framework("provincial-duty@2020", options.packs),
        load_framework("national-items@1", options.packs),
    )
    facts = _load(out, folder / "store", duty)
    _problems(out, duty, facts)
    beijing = _beijing(out, duty, facts, folder)
    _provinces(out, items, facts, folder)
    out.heading("一个数从哪里来(jiaodu why)", "where one figure comes from (jiaodu why)")
    why.show(out, explain_value(beijing.values, beijing.judge, SHOWN, BEIJING, YEAR))
    out.heading("自评报告,每个数字都能点回出处", "the self-evaluation report; every figure leads back to its source")
    written = write_reports(beijing, [BEIJING], folder / "report", store=folder / "store", language=out.language)
    for path in written[0].files.values():
        out.line(f"  {path}", f"  {path}")
    out.problems([p for p in written[0].problems if p.code >= "R20"])  # the files themselves; what they say is in them
    show_county(out, examples_folder() / "county", folder, options.packs)
    _next(out, folder, time.monotonic() - begun)
    return 0


def _fresh(folder: Path) -> Path:
    """An empty folder; one that an earlier demo made is replaced, any other is left alone."""
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        raise JiaoduError(problem("C04", Place(str(folder)), detail=f"{folder} / not empty"))
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / MARK).touch()
    return folder


def examples_folder() -> Path:
    """The examples that ship with jiaodu: inside the wheel, or at the root of a checkout. Shown relative where they can be."""
    package = Path(__file__).resolve().parents[1]
    folder = package / "examples" if (package / "examples").is_dir() else package.parents[1] / "examples"
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder


def _load(out: Output, store: Path, framework: Framework) -> Snapshot:
    paths = [examples_folder() / "provinces", examples_folder() / "beijing-2019"]
    out.line(f"装入 {paths[0]} 和 {paths[1]} …", f"loading {paths[0]} and {paths[1]} …")
    intake = load.read(out, Store(store), framework, paths)
    faults = [p for p in intake.problems if p.severity == "error"]
    if faults:
        raise JiaoduError(faults)
    manifest = load.commit(Store(store), framework, intake)
    rows = sum(s.rows.num_rows for s in intake.staged)
    out.line(
        f"  {len(intake.staged)} 张表,{rows} 条记录,31 个省份 2000—2019 年;快照 {manifest.name}",
        f"  {len(intake.staged)} sheets, {rows} rows, 31 provinces 2000 to 2019; snapshot {manifest.name}",
    )
    return open_snapshot(store)


def _problems(out: Output, framework: Framework, facts: Snapshot) -> None:
    """What the published figures themselves have wrong, over all years."""
    out.heading(
        "数据问题(2004—2019 年,核对公布值与算得值、空白年份)",
        "problems of the data (2004 to 2019: published against computed, blank years)",
    )
    found = check_facts(framework, facts, range(2004, 2020))
    ratios = [p for p in found if p.code == "V05" and "2006" in p.place.key and "pupil_teacher" in p.place.key]
    finance = [
        p
        for p in found
        if p.code == "V03" and p.place.key.startswith("education_funds.") and p.data["blank"] == p.data["due"]
    ]
    differ = [p for p in found if p.code == "V01"]
    for problems in (ratios, finance, differ):
        out.problems(problems)
    out.line(
        f"共 {len(found)} 条;全部:jiaodu check --period 2004..2019 --store {facts.folder} --all",
        f"{len(found)} in all: jiaodu check --period 2004..2019 --store {facts.folder} --all",
        style="dim",
    )


def _beijing(out: Output, framework: Framework, facts: Snapshot, folder: Path) -> Evaluated:
    with out.progress("判定", "judging") as progress:
        evaluated = judge(framework, facts, YEAR, orgs=[BEIJING], progress=progress)
    write_archive(folder / "store", evaluated.evaluation)
    out.heading("北京市 2019 年履行教育职责:判定表", "Beijing 2019: the duty table")
    DutyTable(out, evaluated).show(BEIJING)
    counts = tally(out, evaluated.evaluation.verdicts)
    out.line(f"合计:{counts.zh}", f"in all: {counts.en}", style="bold")
    out.problems([p for p in evaluated.evaluation.problems if p.code in ("V04", "V01")])
    return evaluated


def _provinces(out: Output, framework: Framework, facts: Snapshot, folder: Path) -> None:
    with out.progress("判定", "judging") as progress:
        evaluated = judge(framework, facts, YEAR, level="province", progress=progress)
    write_archive(folder / "store", evaluated.evaluation)
    out.heading("31 个省份 2019 年:代理口径(不是法定结论)", "31 provinces 2019: proxies (not findings under the law)")
    standards = decided(evaluated.evaluation, "proxy")
    show_matrix(out, evaluated, evaluated.evaluation.run.orgs, standards)
    for standard in standards:
        note = framework.standards[standard].spec.note
        if note is not None:
            name = framework.standards[standard].name
            out.line(f"  {name.zh}:{note.zh}", f"  {name.en}: {note.en}", style="dim")


def _next(out: Output, folder: Path, seconds: float) -> None:
    out.line()
    out.line(f"完成,用时 {seconds:.0f} 秒。接着可以试:", f"done in {seconds:.0f} s. Try next:", style="bold")
    store = folder / "store"
    for command in (
        f"jiaodu why education_outlay_growth --org 110000 --period 2019 --store {store}",
        f"jiaodu evaluate --pack national-items@1 --period 2015 --level province --store {store}",
        f"jiaodu why school_resources --org 9901010045 --period 2024 --by junior --pack compulsory-balance@2017 --store {folder / 'county-store'}",
        f"jiaodu template --per school --period 2025 --pack school-items@1 --store {folder / 'county-store'} -o {folder / 'templates'}",
        f"jiaodu report lint {next((folder / 'report').glob('*.docx'), 'FILE')} --store {store} --html {folder / 'checked.html'}",
        "jiaodu explain V01",
    ):
        out.line(f"  {command}", f"  {command}")
