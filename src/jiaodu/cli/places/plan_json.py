"""A plan as plain data: what --json prints, --out keeps and `places compare` reads. Floor: cli."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jiaodu.engines.school_places.planning import KIND, Plan, Regret, ZoneMap, class_means


def plan_json(plan: Plan) -> dict[str, Any]:
    case, answer = plan.case, plan.answer
    years, stages = case.years, tuple(case.stages)
    measures = case.problem.measures
    others = {"way_km": answer.length, "moved": answer.moved, "longest_km": answer.longest}
    proved = {"missing": answer.missing, "cost": answer.cost} | {name: s for name, s in others.items() if s is not None}
    return {
        "kind": KIND, "source": case.source, "years": years, "stages": {s: {"zh": t.zh, "en": t.en} for s, t in case.stages.items()}, "money": "万元", "percent": case.percent,
        "starts": [
            {
                "row": i, "measure": m.id, "name": {"zh": case.kinds[i].name.zh, "en": case.kinds[i].name.en}, "site": case.sites[m.site],
                "year": years[t], "times": int(answer.starts[i, t]), "opens": [[case.zones[z], case.sites[j]] for z, j in m.opens],
                "seats": dict(zip(stages, m.seats, strict=True)), "cost": int(answer.starts[i, t]) * sum(m.paid(t, u) for u in range(len(years))),
            }
            for i, m in enumerate(measures) for t in range(len(years)) if answer.starts[i, t]
        ],
        "sent": [
            {"zone": case.zones[z], "site": case.sites[j], "stage": stages[s], "year": years[t], "pupils": round(float(answer.sent[p, s, t]), 3)}
            for p, (z, j, _) in enumerate(answer.pairs) for s in range(len(stages)) for t in range(len(years)) if answer.sent[p, s, t] > 0.0005
        ],
        "missing": [
            {"zone": zone, "stage": stages[s], "year": years[t], "pupils": round(float(answer.short[z, s, t]), 3)}
            for z, zone in enumerate(case.zones) for s in range(len(stages)) for t in range(len(years)) if answer.short[z, s, t] > 0.0005
        ],
        "worth_a_place": [{"site": case.sites[j], "stage": stages[s], "year": years[t]} for j, s, t in plan.wanted],
        "large_classes": [
            {
                "site": case.sites[c.site], "stage": c.stage, "year": years[c.year], "pupils": round(c.pupils, 3), "classes": round(c.classes, 3),
                "mean": round(c.size, 3), "large": None if c.large is None else c.large.name.zh,
            }
            for c in class_means(plan)
        ],
        "proved": {name: {"value": s.value, "bound": s.bound, "gap": s.gap, "status": s.status} for name, s in proved.items()},
        "one_more_million": [{"year": years[m.year], "fewer_missing": [m.least, m.most]} for m in plan.margins],
        "short_of_money": None if plan.needed is None else {
            "by_year": dict(zip(map(str, years), plan.needed.more.tolist(), strict=True)), "total": plan.needed.total.value,
            "bound": plan.needed.total.bound, "missing_whatever_the_money": plan.needed.missing.value,
        },
        "problems": [p.to_json() for p in plan.problems],
    }  # fmt: skip


def regret_json(regret: Regret) -> dict[str, Any]:
    """The table of regret as plain data."""
    return {
        "plans": {
            made: {
                "cost": answer.cost.value, "gap": answer.missing.gap, "largest_regret": regret.worst(made),
                "missing": {true: regret.missing[made, true] for true in regret.plans},
                "regret": {true: regret.regret[made, true] for true in regret.plans},
            }
            for made, answer in regret.plans.items()
        },
        "safest": regret.safest,
    }  # fmt: skip


def maps_json(plan: Plan, maps: Sequence[ZoneMap]) -> list[dict[str, Any]]:
    """Maps of zones as plain data; null where a zone has no school."""
    zones, sites = plan.case.zones, plan.case.sites

    def named(site: int) -> str | None:
        return None if site < 0 else sites[site]

    return [
        {
            "stage": m.stage, "year": m.year, "zones": {zone: named(int(m.map.site[z])) for z, zone in enumerate(zones)},
            "today": None if m.today is None else {zone: named(int(m.today[z])) for z, zone in enumerate(zones)},
            **{
                name: {"value": s.value, "bound": s.bound, "gap": s.gap, "status": s.status}
                for name, s in (("over", m.map.over), ("moved", m.map.moved), ("length", m.map.length))
            },
        }
        for m in maps
    ]  # fmt: skip
