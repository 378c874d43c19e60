"""`jiaodu restore`: a deployment from a backup. Floor: cli."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jiaodu.cli.output import Output
from jiaodu.cli.serving.opening import open_deployment


def run(options: Any) -> int:
    """Check, then restore; exit status 1 where the audit chain of what was restored does not hold."""
    out = Output(options)
    data = open_deployment(options)
    from jiaodu.actions.backup import restore

    verified = restore(Path(options.file), data)
    out.line(f"已恢复到 {data}", f"restored to {data}", style="bold")
    if verified.broken is None:
        out.line(f"审计链完好:{verified.lines} 条", f"the audit chain holds: {verified.lines} lines")
        return 0
    out.line(
        f"审计链从第 {verified.broken} 条起对不上:备份之前就已被改动",
        f"the audit chain is broken from line {verified.broken}: it was altered before the backup",
        style="bold red",
    )
    return 1
