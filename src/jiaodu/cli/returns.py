"""`jiaodu returns`: how complete a period's returns are, in the store and in what has just come. Floor: cli."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jiaodu.cli.completeness import completeness_json, show_completeness
from jiaodu.cli.load import existing
from jiaodu.cli.opening import open_facts, open_framework, org_of
from jiaodu.cli.output import Output
from jiaodu.core.facts.reading import Snapshot
from jiaodu.core.framework import Framework
from jiaodu.intake import Intake
from jiaodu.intake.registers import joined
from jiaodu.intake.returns import Returns, read_returns
from jiaodu.intake.returns.completeness import Status, compute_completeness


def run(options: Any) -> int:
    """Print the completeness table. Exit status 1 while a return is missing or has errors."""
    out = Output(options)
    facts = open_facts(options)
    framework = open_framework(options, facts)
    form = framework.form(options.form).id if options.form else None
    returns = _read(out, facts, framework, options)
    tree = joined(facts.tree(), [o for r in returns.intake.registers for o in r.organisations])
    org = org_of(tree, options.org) if options.org else None
    table = compute_completeness(
        framework,
        tree,
        returns,
        facts,
        org=org,
        everywhere=not options.data,
        period=options.period,
        forms=(form,) if form else (),
    )
    if out.as_json:
        problems = [p.to_json() for p in returns.intake.problems]
        out.json({"snapshot": facts.name, "completeness": completeness_json(table), "problems": problems})
    else:
        out.problems(returns.intake.problems, everything=options.all)
    show_completeness(out, table, options.completeness, options.all)
    return 1 if table.of(Status.MISSING, Status.FAULTY) else 0


def _read(out: Output, facts: Snapshot, framework: Framework, options: Any) -> Returns:
    if not options.data:
        return Returns(Intake())
    paths = existing([Path(p) for p in options.data])
    with out.progress("读取", "reading") as progress:
        return read_returns(
            paths,
            framework,
            facts.tree(),
            form=options.form,
            default_source=options.source,
            prefer=options.prefer,
            progress=progress,
        )
