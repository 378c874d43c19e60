"""`jiaodu load`: bring tables into the store, in whole or not at all. Floor: cli."""

from __future__ import annotations

from dataclasses import replace
import functools
from pathlib import Path
from typing import Any

from jiaodu.cli.opening import open_framework
from jiaodu.cli.output import Output
from jiaodu.core.base.problems import JiaoduError, Place, problem
from jiaodu.core.facts.manifest import Manifest
from jiaodu.core.facts.staging import Original
from jiaodu.core.facts.store import Store
from jiaodu.core.framework import Framework
from jiaodu.core.rules import check_staged
from jiaodu.intake import Intake, read_sources
from jiaodu.intake.documents import Document
from jiaodu.intake.limits import Unusable


def run(options: Any) -> int:
    """Read, say everything that is wrong, and load when nothing is."""
    out = Output(options)
    store = Store(options.store)
    head = store.head()
    framework = open_framework(options, head)
    if options.form:
        framework.form(options.form)
    intake = read(out, store, framework, [Path(p) for p in options.data], options.form, options.source)
    intake = with_rules(store, framework, intake)
    failed = any(p.severity == "error" for p in intake.problems)
    if failed:
        out.problems(intake.problems, everything=True, failed=True)
        if not out.as_json:
            number = sum(p.severity == "error" for p in intake.problems)
            out.aside.print(
                out.t(
                    f"有 {number} 个错误,什么都没有装入。改好后再装入一次即可。",
                    f"{number} errors; nothing was loaded. Mend them and load again.",
                ),
                style="bold",
            )
        return 1
    manifest = None if options.dry_run else commit(store, framework, intake)
    _say(out, intake, manifest)
    return 0


def read(
    out: Output,
    store: Store,
    framework: Framework,
    paths: list[Path],
    form: str | None = None,
    source: str | None = None,
) -> Intake:
    """Read files with progress. Raises JiaoduError (C02) for paths that are not there."""
    gone = [path for path in paths if not path.exists()]
    if gone:
        raise JiaoduError(problem("C02", Place(str(path)), path=str(path)) for path in gone)
    with out.progress("读取", "reading") as progress:
        return read_sources(paths, framework, store.head().tree(), form=form, default_source=source, progress=progress)


def with_rules(store: Store, framework: Framework, intake: Intake) -> Intake:
    """What was read, with what the data rules of the packs say of it."""
    found = check_staged(framework, store.head(), intake.staged, intake.registers)
    return replace(intake, problems=(*intake.problems, *found))


def commit(store: Store, framework: Framework, intake: Intake) -> Manifest:
    """Load what was read."""
    packs = tuple(p.ref for p in framework.packs)
    return store.commit(intake.staged, intake.registers, originals=originals(intake), packs=packs)


def originals(intake: Intake) -> dict[str, Original]:
    """The members of zip files, which the store keeps as it keeps files."""

    def content(document: Document) -> bytes:
        try:
            return document.content()
        except Unusable as error:
            raise OSError(f"{document.name}: {error.code}") from error

    return {
        sha256: Original(document.suffix, functools.partial(content, document))
        for sha256, document in intake.members.items()
    }


def _say(out: Output, intake: Intake, manifest: Manifest | None) -> None:
    rows = sum(s.rows.num_rows for s in intake.staged)
    units = sum(len(r.organisations) for r in intake.registers)
    if out.as_json:
        out.json(
            {
                "snapshot": manifest.name if manifest else None,
                "sheets": len(intake.staged) + len(intake.registers),
                "rows": rows,
                "organisations": units,
                "problems": [p.to_json() for p in intake.problems],
            }
        )
        return
    out.problems(intake.problems)
    sheets = len(intake.staged) + len(intake.registers)
    if manifest is None:
        out.line(
            f"检查完毕:{sheets} 张表,{rows} 条记录,{units} 个机构;没有装入",
            f"checked: {sheets} sheets, {rows} rows, {units} organisations; nothing loaded",
            style="bold",
        )
    else:
        out.line(
            f"已装入 {sheets} 张表,{rows} 条记录,{units} 个机构;快照 {manifest.name}",
            f"loaded {sheets} sheets, {rows} rows, {units} organisations; snapshot {manifest.name}",
            style="bold",
        )
