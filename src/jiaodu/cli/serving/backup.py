"""`jiaodu backup`: all of a deployment in one file. Floor: cli."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jiaodu.cli.output import Output
from jiaodu.cli.serving.opening import open_deployment
from jiaodu.core.base.problems import JiaoduError, Place, problem


def run(options: Any) -> int:
    """Write and check a backup; or only check one."""
    out = Output(options)
    if not options.check and not Path(options.data).is_dir():
        raise JiaoduError(problem("U10", Place(options.data), detail=f"{options.data} is not there / 不存在"))
    open_deployment(options)
    from jiaodu.actions.acting import Actor
    from jiaodu.actions.archives import read_contents
    from jiaodu.actions.backup import backup_name, write_backup

    if options.check:
        contents = read_contents(Path(options.check))
        out.line(
            f"完好:{len(contents.files)} 个文件,{contents.at},数据快照 {contents.head or '—'}",
            f"whole: {len(contents.files)} files, {contents.at}, snapshot {contents.head or '—'}",
        )
        return 0
    asked = Path(options.out)
    path = asked / backup_name() if asked.is_dir() or not asked.suffix else asked
    contents = write_backup(Actor(None, door="command"), path)
    size = path.stat().st_size / 2**20
    out.line(
        f"已备份并核对:{path}({size:.1f} MB,{len(contents.files)} 个文件,数据快照 {contents.head or '—'})",
        f"backed up and checked: {path} ({size:.1f} MB, {len(contents.files)} files, snapshot {contents.head or '—'})",
        style="bold",
    )
    if options.keep and path.parent.is_dir():
        for old in sorted(path.parent.glob("jiaodu-????????-??????.zip"))[: -options.keep]:
            old.unlink()
            out.line(f"  已删去旧备份 {old.name}", f"  removed the old backup {old.name}")
    return 0
