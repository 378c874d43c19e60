"""`jiaodu report verify FILE.zip`: whether an archive is what was written. Floor: cli."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jiaodu.cli.output import Output
from jiaodu.reports.editions.archive import verify_archive


def run(options: Any) -> int:
    """Check; exit status 1 where anything is wrong."""
    out = Output(options)
    found = verify_archive(Path(options.file))
    if out.as_json:
        problems = [p.to_json() for p in found.problems]
        out.json({"edition": found.edition, "files": found.files, "problems": problems})
    elif found.problems:
        out.problems(found.problems)
    else:
        out.line(
            f"{found.files} 个文件都在,内容没有变;版次 {found.edition}",
            f"all {found.files} files are there and unchanged; edition {found.edition}",
        )
    return 1 if found.problems else 0
