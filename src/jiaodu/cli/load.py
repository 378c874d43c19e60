"""`jiaodu load`: bring tables into the store, in whole or not at all. Floor: cli."""

from __future__ import annotations

import functools
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jiaodu.cli.completeness import completeness_json, show_completeness
from jiaodu.cli.opening import open_framework, org_of
from jiaodu.cli.output import Output
from jiaodu.cli.serving.opening import open_deployment
from jiaodu.core.base.collection import without_collection
from jiaodu.core.base.problems import JiaoduError, Place, problem
from jiaodu.core.facts.manifest import Manifest
from jiaodu.core.facts.staging import Origin, Original, StagedRegister
from jiaodu.core.facts.store import Store
from jiaodu.core.framework import Framework
from jiaodu.core.rules import check_staged
from jiaodu.intake import Intake, read_sources
from jiaodu.intake.documents import Document
from jiaodu.intake.limits import Unusable
from jiaodu.intake.registers import joined
from jiaodu.intake.returns import UNSETTLED, Returns, read_returns
from jiaodu.intake.returns.completeness import Completeness, compute_completeness


def run(options: Any) -> int:
    """Read, say everything that is wrong, and load when nothing is; with --accept-good, the files that are whole."""
    out = Output(options)
    if options.deployment:
        options.store = str(open_deployment(Namespace(data=options.deployment), migrate=True) / "store")
    store = Store(options.store)
    head = store.head()
    framework = open_framework(options, head)
    returns = read_batch(out, store, framework, options)
    failed = stands_against(returns)
    committing = commit_to_deployment if options.deployment else commit
    manifest = None if failed or options.dry_run else committing(store, framework, returns.intake, returns.contacts)
    table = _completeness(store, framework, returns, options)
    if failed:
        _refuse(out, returns, table, options)
        return 1
    _say(out, returns, manifest, table)
    if table is not None:
        show_completeness(out, table, options.completeness, options.all)
    return 1 if returns.left_out else 0


def read_batch(out: Output, store: Store, framework: Framework, options: Any) -> Returns:
    """Read files, folders and zip files with progress. Raises JiaoduError (C02) for paths that are not there."""
    paths = existing([Path(p) for p in options.data])
    head = store.head()
    with out.progress("读取", "reading") as progress, without_collection():
        return read_returns(
            paths,
            framework,
            head.tree(),
            form=options.form,
            default_source=options.source,
            prefer=options.prefer,
            accept_good=options.accept_good,
            rules=lambda staged, registers: check_staged(framework, head, staged, registers),
            progress=progress,
        )


def stands_against(returns: Returns) -> bool:
    """Whether nothing may be loaded: an error stands, or (where faulty files are left out) nothing is left to load."""
    errors = [p for p in returns.intake.problems if p.severity == "error"]
    if not returns.left_out:
        return bool(errors)
    return any(p.code in UNSETTLED for p in errors) or not (returns.intake.staged or returns.intake.registers)


def existing(paths: list[Path]) -> list[Path]:
    """The paths. Raises JiaoduError (C02) for those that are not there."""
    gone = [path for path in paths if not path.exists()]
    if gone:
        raise JiaoduError(problem("C02", Place(str(path)), path=str(path)) for path in gone)
    return paths


def read(
    out: Output,
    store: Store,
    framework: Framework,
    paths: list[Path],
    form: str | None = None,
    source: str | None = None,
) -> Intake:
    """Read files with progress. Raises JiaoduError (C02) for paths that are not there."""
    existing(paths)
    with out.progress("读取", "reading") as progress:
        return read_sources(paths, framework, store.head().tree(), form=form, default_source=source, progress=progress)


def _completeness(store: Store, framework: Framework, returns: Returns, options: Any) -> Completeness | None:
    """The table, where returns of many came at once or somebody asks for it."""
    is_batch = any(Path(p).is_dir() or p.lower().endswith(".zip") for p in options.data)
    if not (is_batch or options.completeness or options.org) or not returns.came:
        return None
    head = store.head()
    tree = joined(head.tree(), [o for r in returns.intake.registers for o in r.organisations])
    org = org_of(tree, options.org) if options.org else None
    forms = (framework.form(options.form).id,) if options.form else ()
    return compute_completeness(framework, tree, returns, head, org=org, forms=forms)


def _refuse(out: Output, returns: Returns, table: Completeness | None, options: Any) -> None:
    if out.as_json:
        out.json(
            {
                "problems": [p.to_json() for p in returns.intake.problems],
                "completeness": completeness_json(table) if table else None,
            }
        )
    out.problems(returns.intake.problems, everything=True, failed=not out.as_json)
    if table is not None:
        show_completeness(out, table, options.completeness, options.all)
    if not out.as_json:
        number = sum(p.severity == "error" for p in returns.intake.problems)
        whole = {o.file for o in (*_origins(returns.intake),)} - set(returns.faulty)
        hint = returns.faulty and whole and not returns.left_out
        out.aside.print(
            out.t(
                f"有 {number} 个错误,什么都没有装入。改好后再装入一次即可。"
                + (f"要先装入没有错误的 {len(whole)} 个文件,加 --accept-good。" if hint else ""),
                f"{number} errors; nothing was loaded. Mend them and load again."
                + (f" To load the {len(whole)} files without errors first, add --accept-good." if hint else ""),
            ),
            style="bold",
        )


def _origins(intake: Intake) -> list[Origin]:
    return [*(s.origin for s in intake.staged), *(r.origin for r in intake.registers)]


def commit(store: Store, framework: Framework, intake: Intake, contacts: Sequence[StagedRegister] = ()) -> Manifest:
    """Load what was read."""
    packs = tuple(p.ref for p in framework.packs)
    return store.commit(intake.staged, [*intake.registers, *contacts], originals=originals(intake), packs=packs)


def commit_to_deployment(
    store: Store, framework: Framework, intake: Intake, contacts: Sequence[StagedRegister] = ()
) -> Manifest:
    """Load what was read into a deployment's store: the deed has its line in the audit."""
    from jiaodu.actions.acting import Actor
    from jiaodu.actions.loading import load_facts

    packs = tuple(p.ref for p in framework.packs)
    actor = Actor(None, door="command")
    return load_facts(actor, intake.staged, [*intake.registers, *contacts], packs=packs, originals=originals(intake))


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


def _say(out: Output, returns: Returns, manifest: Manifest | None, table: Completeness | None) -> None:
    intake = returns.intake
    rows = sum(s.rows.num_rows for s in intake.staged)
    units = sum(len(r.organisations) for r in intake.registers)
    sheets = len(intake.staged) + len(intake.registers)
    if out.as_json:
        out.json(
            {
                "snapshot": manifest.name if manifest else None,
                "sheets": sheets,
                "rows": rows,
                "organisations": units,
                "left_out": list(returns.left_out),
                "problems": [p.to_json() for p in intake.problems],
                "completeness": completeness_json(table) if table else None,
            }
        )
        return
    out.problems(intake.problems)
    if returns.contacts:
        number = len(returns.contacts)
        out.line(f"更新了 {number} 个单位的联系人", f"refreshed the contacts of {number} units")
    for name in returns.left_out:
        number = returns.faulty.get(name, 1)
        out.line(f"没有装入 {name}({number} 个错误)", f"left out {name} ({number} errors)", style="bold red")
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
