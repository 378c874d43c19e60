"""`jiaodu places compare`: what two kept plans differ in. Floor: cli."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jiaodu.cli.output import Output
from jiaodu.core.base.problems import JiaoduError, Place, problem
from jiaodu.core.base.text import Text
from jiaodu.engines.school_places.planning import Comparison, compare_plans

CHANGES = (
    ("措施", "measure"),
    ("地点", "site"),
    ("原方案", "before"),
    ("新方案", "after"),
    ("花费变化(万元)", "cost changes by (万元)"),
)
MISSING = (
    ("学年", "year"),
    ("学段", "stage"),
    ("原方案仍缺", "missing before"),
    ("新方案仍缺", "missing after"),
    ("变化", "change"),
)
MOVED = (
    ("区域", "zone"),
    ("学段", "stage"),
    ("学年", "year"),
    ("改去别处", "go elsewhere"),
    ("原来", "from"),
    ("改为", "to"),
)
SHOWN = 30
LARGEST = 200_000_000


def run(options: Any) -> int:
    """Read both, print what is different."""
    out = Output(options)
    found = compare_plans(_read(options.before), _read(options.after), (options.before, options.after))
    if out.as_json:
        out.json(_json(found))
    else:
        _show(out, found)
    return 0


def _read(file: str) -> Any:
    path = Path(file)
    path = path / "plan.json" if path.is_dir() else path
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError(f"> {LARGEST // 1_000_000} MB")
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        detail = Text(f"读不出：{error}", f"it cannot be read: {error}")
        raise JiaoduError(problem("L50", Place(file), detail=detail)) from error


def _show(out: Output, found: Comparison) -> None:
    out.heading("两个方案的差别", "what the plans differ in")
    missing, cost = found.totals["missing"], found.totals["cost"]
    out.line(
        f"· 仍缺学位(各年相加) {missing[0]:,.0f} → {missing[1]:,.0f}；花费 {cost[0]:,.0f} → {cost[1]:,.0f} 万元",
        f"- places missing (summed over years) {missing[0]:,.0f} → {missing[1]:,.0f}; cost {cost[0]:,.0f} → {cost[1]:,.0f} 万元",
    )
    if not found.changes:
        out.line("· 措施和年份都一样", "- the same measures in the same years")
    else:
        rows = [
            [out.text(c.name), c.site, _times(c.before), _times(c.after), f"{c.cost[1] - c.cost[0]:+,.0f}"]
            for c in found.changes
        ]
        out.table(CHANGES, rows, numbers=(4,), marked=False)
    rows = [
        [str(year), out.text(found.stages[stage]), f"{a:,.0f}", f"{b:,.0f}", f"{b - a:+,.0f}"]
        for (stage, year), (a, b) in found.missing.items()
        if round(a) != round(b)
    ]
    if rows:
        out.heading("缺的学位", "places missing")
        out.table(MISSING, rows, numbers=(2, 3, 4), marked=False)
    if found.moved:
        out.heading("改去别的学校的学生", "pupils who go elsewhere")
        rows = [
            [
                m.zone,
                out.text(found.stages[m.stage]),
                str(m.year),
                f"{m.pupils:,.0f}",
                " ".join(m.left) or "—",
                " ".join(m.joined) or "—",
            ]
            for m in found.moved[:SHOWN]
        ]
        out.table(MOVED, rows, numbers=(3,), marked=False)
        if len(found.moved) > SHOWN:
            out.line(
                f"  还有 {len(found.moved) - SHOWN} 行，见 --json",
                f"  {len(found.moved) - SHOWN} more rows with --json",
            )


def _times(times: Mapping[int, int]) -> str:
    return " ".join(str(year) if number == 1 else f"{year}×{number}" for year, number in sorted(times.items())) or "—"


def _json(found: Comparison) -> dict[str, Any]:
    return {
        "totals": {name: {"before": a, "after": b} for name, (a, b) in found.totals.items()},
        "changes": [
            {"measure": {"zh": c.name.zh, "en": c.name.en}, "site": c.site, "before": c.before, "after": c.after, "cost": list(c.cost)}
            for c in found.changes
        ],
        "missing": [{"stage": s, "year": y, "before": a, "after": b} for (s, y), (a, b) in found.missing.items()],
        "moved": [
            {"zone": m.zone, "stage": m.stage, "year": m.year, "pupils": m.pupils, "from": list(m.left), "to": list(m.joined)}
            for m in found.moved
        ],
    }  # fmt: skip
