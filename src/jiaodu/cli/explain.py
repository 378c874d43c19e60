"""`jiaodu explain`: what a problem code means. Floor: cli."""

from __future__ import annotations

from typing import Any

from jiaodu.cli.output import Output
from jiaodu.core.base.catalogue import CATALOGUE
from jiaodu.core.base.problems import SEVERITY_NAMES, Entry, JiaoduError, Place, problem


def run(options: Any) -> int:
    """Print one entry of the catalogue, or all."""
    out = Output(options)
    if options.list or not options.code:
        codes = sorted(CATALOGUE)
    else:
        code = options.code.upper()
        if code not in CATALOGUE:
            raise JiaoduError(problem("C01", Place(key=options.code), name=options.code))
        codes = [code]
    if out.as_json:
        out.json([{"code": c, **_plain(CATALOGUE[c])} for c in codes])
        return 0
    if len(codes) > 1:
        rows = [[c, out.text(SEVERITY_NAMES[CATALOGUE[c].severity]), out.text(CATALOGUE[c].what)] for c in codes]
        out.table([("代码", "code"), ("级别", "severity"), ("含义", "meaning")], rows)
        return 0
    found = CATALOGUE[codes[0]]
    out.line(*[f"{codes[0]} {SEVERITY_NAMES[found.severity].in_(lang)}" for lang in ("zh", "en")], style="bold")  # type: ignore[arg-type]
    out.line(f"现象:{found.what.zh}", f"what: {found.what.en}")
    out.line(f"影响:{found.why.zh}", f"why it matters: {found.why.en}")
    out.line(f"处理:{found.remedy.zh}", f"what to do: {found.remedy.en}")
    return 0


def _plain(found: Entry) -> dict[str, Any]:
    parts = {"what": found.what, "why": found.why, "remedy": found.remedy}
    return {"severity": found.severity, **{n: {"zh": t.zh, "en": t.en} for n, t in parts.items()}}
