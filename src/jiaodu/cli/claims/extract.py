"""`jiaodu claims extract`: every quantity of a text. Floor: cli."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from jiaodu.cli.output import Output
from jiaodu.core.base.problems import JiaoduError, Problem
from jiaodu.core.prose import read_prose
from jiaodu.engines.claims import Claim, extract_claims
from jiaodu.methods.quantities import Quantity

_RELATIONS = {
    "growth": ("增长", "growth"), "change": ("变化", "change"), "base_level": ("基期", "base"), "share_of": ("占比", "share"),
    "part_of": ("其中", "part"), "exceeds": ("超过", "exceeds"), "below": ("低于", "below"), "target": ("目标", "target"),
    "standard": ("标准", "standard"), "completion_of": ("完成", "completion"), "multiple_of": ("倍数", "multiple"),
    "denied": ("否认", "denied"),
}  # fmt: skip


def run(options: Any) -> int:
    """Read each file; one that cannot be read does not stop the others."""
    out = Output(options)
    failed: list[Problem] = []
    for file in options.files:
        try:
            prose = read_prose(file)
        except JiaoduError as error:
            failed += error.problems
            continue
        found = extract_claims(prose)
        if out.as_json:
            for quantity in found:
                print(json.dumps({"file": prose.file, **as_json(quantity)}, ensure_ascii=False))
        else:
            _show(out, prose.file, found)
    if failed:
        out.as_json = False
        out.problems(failed, failed=True)
    return 1 if failed else 0


def as_json(quantity: Claim | Quantity) -> dict[str, Any]:
    """One line of `extract --json`."""
    if isinstance(quantity, Claim):
        return quantity.to_json()
    return {"span": [quantity.start, quantity.end], "text": quantity.text, "claim": False, "kind": quantity.kind}


def _show(out: Output, file: str, found: Sequence[Claim | Quantity]) -> None:
    claims = [c for c in found if isinstance(c, Claim)]
    others = len(found) - len(claims)
    out.heading(
        f"{file}：{len(claims)} 个数量，另有 {others} 个日期、文号、序号等",
        f"{file}: {len(claims)} quantities; {others} dates, document numbers and the like",
    )
    rows = [
        (
            " ".join(c.quantity.text.split()), c.measure or "—", c.period or "—", c.scope or "—",
            "—" if c.relation is None else out.t(*_RELATIONS[c.relation.kind]),
        )
        for c in claims
    ]  # fmt: skip
    if rows:
        out.table(
            (("数", "figure"), ("指标", "measure"), ("年份", "period"), ("范围", "scope"), ("关系", "relation")),
            rows,
            marked=False,
        )
