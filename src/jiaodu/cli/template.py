"""`jiaodu template`: workbooks to be filled in, made from the packs. Floor: cli."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jiaodu.cli.opening import open_framework, org_of
from jiaodu.cli.output import Output
from jiaodu.core.base.problems import JiaoduError, problem
from jiaodu.core.facts.reading import Snapshot
from jiaodu.core.facts.store import Store
from jiaodu.core.framework import Framework
from jiaodu.core.framework.model import Form
from jiaodu.intake.templates.model import Request
from jiaodu.intake.templates.write import write_template, write_templates_by_unit


def run(options: Any) -> int:
    """Write one workbook, or one for each unit."""
    out = Output(options)
    head = Store(options.store).head()
    framework = open_framework(options, head)
    facts = head if head.manifest.number else None
    request = Request(
        framework, facts, forms_of(framework, options.form), options.period, _scope(facts, options.org), out.language
    )
    if options.per == "school":
        return _by_unit(out, request, Path(options.out))
    plan = write_template(request, Path(options.out))
    if out.as_json:
        sheets = [{"sheet": s.sheet, "form": s.form.id, "lines": len(s.lines)} for s in plan.sheets]
        out.json({"file": options.out, "sheets": sheets, "problems": [p.to_json() for p in plan.problems]})
        return 0
    out.problems(plan.problems)
    lines = sum(len(s.lines) for s in plan.sheets)
    out.line(
        f"已写出 {options.out}:{len(plan.sheets)} 张表,{lines} 行",
        f"wrote {options.out}: {len(plan.sheets)} sheets, {lines} lines",
        style="bold",
    )
    return 0


def forms_of(framework: Framework, names: list[str]) -> list[Form]:
    """The forms named, else every form of the framework that is filled in. Raises JiaoduError (C03, T05)."""
    if names:
        return list({form.id: form for form in map(framework.form, names)}.values())
    found = [form for form in framework.forms.values() if not form.spec.is_register]
    if not found:
        raise JiaoduError(problem("T05"))
    return found


def _scope(facts: Snapshot | None, names: list[str] | None) -> tuple[str, ...]:
    if not names:
        return ()
    if facts is None:
        raise JiaoduError(problem("T06"))
    return tuple(dict.fromkeys(org_of(facts.tree(), name) for name in names))


def _by_unit(out: Output, request: Request, folder: Path) -> int:
    written, problems = write_templates_by_unit(request, folder)
    if not written:
        raise JiaoduError(problem("T06"))
    if out.as_json:
        out.json({"files": [str(p) for p in written], "problems": [p.to_json() for p in problems]})
        return 0
    out.problems(problems)
    out.line(f"已写出 {len(written)} 册,在 {folder}", f"wrote {len(written)} workbooks into {folder}", style="bold")
    return 0
