"""`jiaodu template`: workbooks to be filled in, made from the packs. Floor: cli."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jiaodu.cli.opening import open_framework, org_of, year_of
from jiaodu.cli.output import Output
from jiaodu.core.base.problems import JiaoduError, problem
from jiaodu.core.facts.reading import Snapshot
from jiaodu.core.facts.store import Store
from jiaodu.core.framework import Framework
from jiaodu.core.framework.model import Form
from jiaodu.intake.templates.model import Fill, Request
from jiaodu.intake.templates.write import write_template, write_templates_by_unit


def run(options: Any) -> int:
    """Write one workbook, or one for each unit."""
    out = Output(options)
    head = Store(options.store).head()
    framework = open_framework(options, head)
    facts = head if head.manifest.number else None
    forms = forms_of(framework, options.form, options.filled)
    scope = _scope(facts, options.org)
    fill = _filling(framework, head, options.period) if options.filled else None
    request = Request(framework, facts, forms, options.period, scope, out.language, fill)
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


def forms_of(framework: Framework, names: list[str], filled: bool) -> list[Form]:
    """The forms named; else the official tables when they are to be filled in, all other forms when people fill them in.

    Raises JiaoduError (C03, T05, T11).
    """
    if names:
        found = list({form.id: form for form in map(framework.form, names)}.values())
        if filled and (others := [f for f in found if not f.spec.is_computed]):
            raise JiaoduError(problem("T11", form=form.name) for form in others)
        return found
    found = [f for f in framework.forms.values() if f.spec.is_computed == filled and not f.spec.is_register]
    if not found:
        raise JiaoduError(problem("T05"))
    return found


def _filling(framework: Framework, facts: Snapshot, period: str) -> Fill:
    """What the system fills in: computed and rounded, from the same values and verdicts as an evaluation."""
    from jiaodu.core.evaluation.computed import OfficialTables
    from jiaodu.core.evaluation.evaluate import open_values

    if not facts.manifest.number:
        raise JiaoduError(problem("S01", path=str(facts.folder)))
    tables = OfficialTables(*open_values(framework, facts, year_of(period)))
    return lambda form, org, grain: {id_: cell.shown for id_, cell in tables.cells(form, org, grain).items()}


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
