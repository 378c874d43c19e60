"""`jiaodu claims check`: which figures of a text hold. Floor: cli."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jiaodu.cli.opening import open_facts, open_framework, org_of, year_of
from jiaodu.cli.output import Output
from jiaodu.core.base.problems import JiaoduError, Place, Problem, problem, worst
from jiaodu.core.prose import read_prose
from jiaodu.engines.claims import Checked, check_claims
from jiaodu.engines.claims.marked import write_comments, write_page
from jiaodu.engines.claims.model import VERDICT_NAMES, Check
from jiaodu.engines.claims.store import Against, Linked


def run(options: Any) -> int:
    """Check each file; one that cannot be read does not stop the others."""
    out = Output(options)
    failed: list[Problem] = []
    found: list[Checked] = []
    against = open_against(options) if options.org else None
    for file in options.files:
        try:
            found.append(check_claims(read_prose(file), against))
        except JiaoduError as error:
            failed += error.problems
    written = [path for checked in found for path in _write(out, options, checked, against)]
    if out.as_json:
        out.json(
            {
                "files": [as_json(c) for c in found],
                "problems": [p.to_json() for p in failed],
                "written": [str(p) for p in written],
            }
        )
    for checked in () if out.as_json else found:
        _show(out, checked, options.all)
    for path in written:
        out.line(f"已写出 {path}", f"wrote {path}")
    if failed and not out.as_json:
        out.problems(failed, failed=True)
    problems = [p for c in found for p in c.problems]
    return 1 if failed or worst(problems) == "error" else 0


def _write(out: Output, options: Any, checked: Checked, against: Against | None) -> Iterator[Path]:
    """The page and the Word copy that were asked for; of several files each is named after its own."""
    for wanted, suffix in ((options.html, ".html"), (options.docx, ".docx")):
        if not wanted:
            continue
        path = Path(wanted)
        if len(options.files) > 1:
            path = path.with_name(f"{path.stem}-{Path(checked.prose.file).stem}{path.suffix or suffix}")
        if suffix == ".html":
            yield write_page(checked, path, out.language, against)
        else:
            yield write_comments(checked, path, out.language)


def open_against(options: Any) -> Against:
    """The unit, year and snapshot that figures are held against. Raises JiaoduError (V15) without a year."""
    if not options.period:
        raise JiaoduError(problem("V15", Place(key="--period"), text="—"))
    facts = open_facts(options)
    return Against(open_framework(options, facts), facts, org_of(facts.tree(), options.org), year_of(options.period))


def as_json(checked: Checked) -> dict[str, Any]:
    """All of a checked file for machines."""
    return {
        "file": checked.prose.file,
        "claims": [c.to_json() for c in checked.document.claims],
        "linked": [_linked(found) for found in checked.linked],
        "checks": [_check(c) for c in checked.checks],
        "problems": [p.to_json() for p in (*checked.prose.problems, *checked.problems)],
    }


def _check(check: Check) -> dict[str, Any]:
    return {
        "code": check.code,
        "verdict": check.verdict.value,
        "span": list(check.span),
        "claims": list(check.claims),
        "arithmetic": {"zh": check.arithmetic.zh, "en": check.arithmetic.en},
    }


def _linked(found: Linked) -> dict[str, Any]:
    return {
        "claim": found.claim,
        "verdict": found.verdict.value,
        "indicator": found.indicator,
        "value": None if found.value is None else found.value.to_json(),
        "candidates": [{"indicator": c.indicator, "name": c.name.zh, "score": c.score} for c in found.candidates],
    }


def _show(out: Output, checked: Checked, everything: bool) -> None:
    figures = (*checked.inside, *checked.outside)
    good = sum(c.is_good for c in figures)
    doubtful = len(figures) - good
    loose = sum(not c.is_good for c in checked.wording)
    name = checked.prose.file
    out.heading(
        f"{name}：{len(checked.document.claims)} 个数量，核对 {len(figures)} 处：相符 {good} 处，须看 {doubtful} 处；没有数字的说法 {loose} 处",
        f"{name}: {len(checked.document.claims)} quantities, {len(figures)} checks: {good} agree, {doubtful} to be looked at; "
        f"{loose} statements without a figure",
    )
    out.problems([*checked.prose.problems, *checked.problems], everything=everything)
    if everything:
        rows = [
            (" ".join(checked.prose.text[slice(*c.span)].split()), VERDICT_NAMES[c.verdict].in_(out.language), c.arithmetic.in_(out.language))
            for c in (*checked.inside, *checked.outside)
            if c.is_good
        ]  # fmt: skip
        if rows:
            out.table((("数", "figure"), ("结论", "verdict"), ("算式", "arithmetic")), rows, marked=False)
