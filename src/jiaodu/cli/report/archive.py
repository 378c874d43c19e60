"""`jiaodu report archive`: an edition as one zip for the file room. Floor: cli."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jiaodu.cli.output import Output
from jiaodu.core.base.problems import JiaoduError, Place, problem
from jiaodu.reports.editions import find_edition
from jiaodu.reports.editions.archive import Choice, write_edition_archive


def run(options: Any) -> int:
    """Find the edition, write its archive."""
    out = Output(options)
    store = Path(options.store)
    edition = find_edition(options.edition, store)
    given = [Path(name) for name in ([options.edition] if options.edition != edition.id else []) + options.given]
    missing = [path for path in given if not path.is_file()]
    if missing:
        raise JiaoduError(problem("C02", Place(str(path)), path=str(path)) for path in missing)
    choice = Choice(tuple(given), not options.no_originals, options.whole_store)
    made = write_edition_archive(edition, store, Path(options.out), choice)
    if out.as_json:
        members = [{"name": m.name, "size": m.size, "sha256": m.sha256} for m in made.members]
        problems = [p.to_json() for p in made.problems]
        named = {"file": str(made.path), "sha256": made.sha256, "edition": edition.id}
        out.json({**named, "members": members, "problems": problems})
        return 0
    out.line(f"已写出 {made.path}({len(made.members)} 个文件)", f"wrote {made.path} ({len(made.members)} files)")
    out.line(f"版次 {edition.id}", f"edition {edition.id}")
    out.line(f"SHA-256 {made.sha256}", f"SHA-256 {made.sha256}")
    out.problems(made.problems)
    return 0
