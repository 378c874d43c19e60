"""`jiaodu audit verify`: whether the chain of the audit holds. Floor: cli."""

from __future__ import annotations

from typing import Any

from jiaodu.cli.output import Output
from jiaodu.cli.serving.opening import open_deployment
from jiaodu.core.base.problems import JiaoduError, Place, problem


def run(options: Any) -> int:
    """Verify the chain; status 1 where it does not hold, with the first line that breaks."""
    out = Output(options)
    open_deployment(options)
    from django.db import DatabaseError

    from jiaodu.actions.acting import Actor
    from jiaodu.actions.auditing import verify_audit

    try:
        found = verify_audit(Actor(None, door="command"), options.expect or "")
    except DatabaseError as error:
        raise JiaoduError(problem("A32", Place(options.data), detail=str(error)[:200])) from error
    problems = []
    if found.broken is not None:
        problems.append(problem("A30", number=found.broken, lines=found.lines))
    elif not found.met:
        problems.append(problem("A31", expected=options.expect))
    if out.as_json:
        out.json(
            {
                "lines": found.lines,
                "last": found.last,
                "broken": found.broken,
                "problems": [p.to_json() for p in problems],
            }
        )
        return 0 if found.ok else 1
    if problems:
        out.problems(problems, everything=True, failed=True)
        return 1
    out.line(f"审计链完好:{found.lines} 行", f"the audit holds: {found.lines} lines", style="bold")
    out.line(
        f"最后的校验值 {found.last}(另存一处,下次用 --expect 核对)",
        f"last hash {found.last} (keep it elsewhere; check it next time with --expect)",
    )
    return 0
