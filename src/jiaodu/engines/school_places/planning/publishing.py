"""Publish a plan: rows of the pack's forms, so that reports show what it adds and what stays missing, as values and charts.

Floor: engines.school_places. In: a `Plan` of a store's units, a store. Out: a new snapshot; the table itself is kept as its original.
"""

from __future__ import annotations

import csv
import functools
import hashlib
import io
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from jiaodu.core.base.problems import JiaoduError, problem
from jiaodu.core.base.text import Text
from jiaodu.core.facts.manifest import Manifest
from jiaodu.core.facts.staging import Origin, Original, column_letter, stage_rows
from jiaodu.core.facts.store import Store
from jiaodu.core.framework import Framework, schema
from jiaodu.engines.school_places.planning.model import Plan
from jiaodu.methods.location import try_starts

ITEMS = ("planned_places", "missing_without", "missing_with", "plan_made_of")
CENT = Decimal("0.01")


def publish_plan(
    store: Store, framework: Framework, places: schema.Places, plan: Plan, days: Mapping[int, date], *, schools: bool
) -> Manifest:
    """Bring a plan into the store: a row for each unit, stage and year. Sites that are no unit of the demand have no row.

    Raises:
        JiaoduError: L29 the pack names no forms for plans; what a commit raises (S05 to S10).
    """
    if places.plan is None:
        detail = Text(
            "框架包的 places/ 没有写方案发布到哪张表(plan)", "places/ of the pack names no forms for plans (plan)"
        )
        raise JiaoduError(problem("L29", detail=detail))
    form = framework.forms[places.plan.units if schools else places.plan.districts]
    rows = [{**row, "source": places.plan.source, "as_of": days[row["period"]]} for row in plan_rows(plan)]
    data = _as_csv(rows)
    sha256 = hashlib.sha256(data).hexdigest()
    columns = {name: column_letter(i + 1) for i, name in enumerate(rows[0])}
    origin = Origin(f"{form.id}-{sha256[:12]}.csv", sha256, "", "rows", {name: columns[name] for name in ITEMS})
    staged = stage_rows(form.table, origin, [{**row, "_row": i + 2} for i, row in enumerate(rows)])
    return store.commit(
        [staged], originals={sha256: Original(".csv", functools.partial(bytes, data))}, reason="places plan"
    )


def plan_rows(plan: Plan) -> Iterator[dict[str, Any]]:
    """What the plan adds at each unit, and what is missing there without it and with it."""
    case, answer = plan.case, plan.answer
    nothing = try_starts(case.problem, np.zeros_like(answer.starts))
    made_of = f"{case.source}, {case.percent:g} %, {answer.missing.value:.0f} / {answer.missing.bound:.0f}, {answer.missing.status}"
    for z, zone in enumerate(case.zones):
        for s, stage in enumerate(case.stages):
            for t, year in enumerate(case.years):
                if not case.problem.demand[z, s, t] and not case.problem.seats[case.sites.index(zone), s, t]:
                    continue
                numbers = _added(plan, case.sites.index(zone), s, t), nothing.short[z, s, t], answer.short[z, s, t]
                added, without, with_ = (Decimal(float(n)).quantize(CENT) for n in numbers)
                yield {
                    "org": zone, "period": year, "as_of": None, "stage": stage, "source": None, "planned_places": added, "missing_without": without,
                    "missing_with": with_, "plan_made_of": made_of,
                }  # fmt: skip


def _added(plan: Plan, site: int, stage: int, year: int) -> float:
    starts = plan.answer.starts
    return sum(
        float(m.seats[stage]) * int(starts[i, t])
        for i, m in enumerate(plan.case.problem.measures)
        if m.site == site
        for t in range(starts.shape[1])
        if m.stands(t, year)
    )


def _as_csv(rows: list[dict[str, Any]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()
