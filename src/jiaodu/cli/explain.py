"""`jiaodu explain`: what a problem code means. Floor: cli."""

from __future__ import annotations

import re
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
        rows = [
            [c, out.text(SEVERITY_NAMES[CATALOGUE[c].severity]), _blanks(out.text(CATALOGUE[c].what))] for c in codes
        ]
        out.table([("代码", "code"), ("级别", "severity"), ("含义", "meaning")], rows)
        return 0
    found = CATALOGUE[codes[0]]
    severity = SEVERITY_NAMES[found.severity]
    out.line(f"{codes[0]} {severity.zh}", f"{codes[0]} {severity.en}", style="bold")
    for name, part in (
        (("现象", "what"), found.what),
        (("影响", "why it matters"), found.why),
        (("处理", "what to do"), found.remedy),
    ):
        out.line(f"{name[0]}:{_blanks(part.zh)}", f"{name[1]}: {_blanks(part.en)}")
    return 0


def _blanks(text: str) -> str:
    """A template with its blanks shown as …"""
    return re.sub(r"\{[^}]*\}", "…", text)


def _plain(found: Entry) -> dict[str, Any]:
    parts = {"what": found.what, "why": found.why, "remedy": found.remedy}
    return {"severity": found.severity, **{n: {"zh": t.zh, "en": t.en} for n, t in parts.items()}}
