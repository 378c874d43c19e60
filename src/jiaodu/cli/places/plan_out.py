"""The folder of a plan: plan.json, a workbook of its tables, charts and a map. Floor: cli.

All is made in a folder beside it and takes its place in one step, so that nothing half-written is ever there.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from jiaodu.cli.output import Output
from jiaodu.core.base.problems import JiaoduError, Place, Problem, problem
from jiaodu.core.base.text import Text
from jiaodu.engines.school_places.planning import Plan
from jiaodu.reports.charts import Boundaries, Mark, Row, Shape, Spec
from jiaodu.reports.charts.boundaries import thin
from jiaodu.reports.charts.draw import draw_png, draw_svg

Table = tuple[str, list[str], list[list[Any]]]
MOST_BARS = 60


def write_plan(
    out: Output,
    folder: Path,
    plan: Plan,
    data: Mapping[str, Any],
    tables: Sequence[Table],
    boundaries: Boundaries | None,
) -> None:
    """Write everything. A folder that is there is replaced only if it holds a plan, or nothing.

    Raises:
        JiaoduError: L54 the folder has other things in it or cannot be written.
    """
    folder = folder.resolve()
    if folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not (folder / "plan.json").is_file())):
        raise _unwritable(folder, Text("里面有别的东西", "there are other things in it"))
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-"))
    except OSError as error:
        raise _unwritable(folder, Text(str(error), str(error))) from error
    try:
        (made / "plan.json").write_text(json.dumps(data, ensure_ascii=False, indent=1, default=str), encoding="utf-8")
        _workbook(made / "plan.xlsx", tables)
        for name, spec in charts(out, plan, boundaries):
            if (svg := draw_svg(spec)) is not None:
                (made / f"{name}.svg").write_text(svg, encoding="utf-8")
            if (png := draw_png(spec)) is not None:
                (made / f"{name}.png").write_bytes(png)
        made.chmod(0o755)
        if folder.exists():
            old = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-"))
            os.replace(folder, old / "old")
            os.replace(made, folder)
            shutil.rmtree(old, ignore_errors=True)
        else:
            os.replace(made, folder)
    except OSError as error:
        raise _unwritable(folder, Text(str(error), str(error))) from error
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _unwritable(folder: Path, detail: Text) -> JiaoduError:
    return JiaoduError(problem("L54", Place(str(folder)), detail=detail))


def _workbook(path: Path, tables: Sequence[Table]) -> None:
    import xlsxwriter

    # texts that begin with = are data and never formulas
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "bottom": 1})
        number = book.add_format({"num_format": "#,##0.##"})
        for name, headings, rows in tables:
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, headings, bold)
            for i, row in enumerate(rows, 1):
                for k, cell in enumerate(row):
                    sheet.write(i, k, cell, number if isinstance(cell, float) else None)
            for k, heading in enumerate(headings):
                longest = max([len(str(heading)), *(len(str(row[k])) for row in rows[:200])])
                sheet.set_column(k, k, min(40, 2 + 1.7 * longest))
            sheet.freeze_panes(1, 0)


def charts(out: Output, plan: Plan, boundaries: Boundaries | None) -> Iterator[tuple[str, Spec]]:
    """By stage: places missing by year with the plan; by zone in the last year, as a map where there are boundaries."""
    case = plan.case
    for s, (stage, name) in enumerate(case.stages.items()):
        if not case.problem.demand[:, s].any():
            continue
        axis = out.t(f"{name.zh}仍缺学位", f"{name.en}: places missing")
        by_year = [float(n) for n in plan.answer.short[:, s].sum(axis=0)]
        note = out.t("按方案，各年", "with the plan, by year")
        yield (
            f"missing-by-year-{stage}",
            _spec(out, "trend", axis, [(str(y), "", n) for y, n in zip(case.years, by_year, strict=True)], note),
        )
        last = [(zone, zone, float(n)) for zone, n in zip(case.zones, plan.answer.short[:, s, -1], strict=True)]
        note = out.t(f"{case.years[-1]} 学年，按方案", f"{case.years[-1]}, with the plan")
        if boundaries is not None and (shapes := _shapes(boundaries, case.zones)):
            known = {shape.code for shape in shapes}
            marks = [mark for mark in last if mark[0] in known]
            credit = (
                f"{note}；{boundaries.credit or boundaries.file}"
                if out.language == "zh"
                else f"{note}; {boundaries.credit or boundaries.file}"
            )
            yield f"missing-map-{stage}", _spec(out, "map", axis, marks, credit, shapes)
        worst = sorted(last, key=lambda mark: -mark[2])[:MOST_BARS]
        if any(n > 0 for _, _, n in worst):
            yield f"missing-by-zone-{stage}", _spec(out, "units", axis, worst, note)


def missing_shapes(plan: Plan, boundaries: Boundaries) -> tuple[Problem, ...]:
    """R23 where zones are not in the file of boundaries."""
    known = {shape.code for shape in _shapes(boundaries, plan.case.zones)}
    lacking = [zone for zone in plan.case.zones if zone not in known]
    if not lacking:
        return ()
    name = "、".join(lacking[:8])
    return (
        problem(
            "R23", Place(boundaries.file), name=name, detail=Text("文件里没有这些区域", "the file lacks these zones")
        ),
    )


def _shapes(boundaries: Boundaries, zones: Sequence[str]) -> tuple[Shape, ...]:
    return thin(shape for zone in zones if (shape := boundaries.shape(zone, (zone,))) is not None)


def _spec(
    out: Output,
    kind: Any,
    axis: str,
    values: Sequence[tuple[str, str, float]],
    note: str,
    shapes: tuple[Shape, ...] = (),
) -> Spec:
    marks = tuple(Mark(label, Fraction(round(n)), f"{round(n):,}", code=code) for label, code, n in values)
    alt = f"{axis}；{note}" if out.language == "zh" else f"{axis}; {note}"
    return Spec(
        kind,
        "places_missing",
        axis,
        out.t("人", "pupils"),
        0,
        out.language,
        (Row(marks),),
        shapes=shapes,
        note=note,
        alt=alt,
    )


def tables_of(out: Output, plan: Plan) -> list[Table]:
    """The tables of the workbook: measures, years by stage, zones by year, who goes where."""
    case, answer = plan.case, plan.answer
    stages = [out.text(name) for name in case.stages.values()]
    starts = [
        [case.years[t], out.text(case.kinds[i].name), case.sites[m.site], int(answer.starts[i, t]), case.years[t] + m.lead,
         *(float(n) * int(answer.starts[i, t]) for n in m.seats), float(answer.starts[i, t] * sum(m.paid(t, u) for u in range(len(case.years))))]
        for t in range(len(case.years)) for i, m in enumerate(case.problem.measures) if answer.starts[i, t]
    ]  # fmt: skip
    zones = [
        [zone, stages[s], year, float(case.problem.demand[z, s, t]), float(np.round(answer.short[z, s, t], 2))]
        for z, zone in enumerate(case.zones) for s in range(len(stages)) for t, year in enumerate(case.years) if case.problem.demand[z, s, t]
    ]  # fmt: skip
    sent = [
        [case.zones[z], case.sites[j], stages[s], year, float(np.round(answer.sent[p, s, t], 2)), float(case.problem.distance[z, j])]
        for p, (z, j, _) in enumerate(answer.pairs) for s in range(len(stages)) for t, year in enumerate(case.years)
        if answer.sent[p, s, t] > 0.005
    ]  # fmt: skip
    t = out.t
    seats = [t(f"{n}学位", f"places: {n}") for n in stages]
    return [
        (t("措施", "measures"), [t("开工年", "year"), t("措施", "measure"), t("地点", "site"), t("次数", "times"), t("启用年", "stands from"), *seats, t("花费(万元)", "cost (万元)")], starts),
        (t("区域", "zones"), [t("区域", "zone"), t("学段", "stage"), t("学年", "year"), t("需求", "demand"), t("仍缺", "missing")], zones),
        (t("去向", "ways"), [t("区域", "zone"), t("学校", "site"), t("学段", "stage"), t("学年", "year"), t("学生", "pupils"), t("公里", "km")], sent),
    ]  # fmt: skip
