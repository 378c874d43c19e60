"""Parts of a printed forecast: warnings, scenarios side by side, splits. Floor: cli."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jiaodu.cli.output import Output
from jiaodu.core.base.text import Text
from jiaodu.engines.school_places import Forecast
from jiaodu.engines.school_places.scenarios import explain_scenario

WARNED_AHEAD = (1, 3, 6)
LIKELY = 0.2  # a chance of one in five that places are short is worth a warning, whatever the middle says
EXPECTED = Text("预期", "expected")


def show_warnings(out: Output, forecast: Forecast) -> None:
    """Districts and stages whose places are short one, three or six years ahead, or may well be."""
    rows = list(_warnings(out, forecast))
    asked = [str(a) for a in WARNED_AHEAD if a <= len(forecast.years)]
    out.heading(f"学位预警（{'、'.join(asked)} 年后）", f"warnings ({', '.join(asked)} years ahead)")
    if not rows:
        out.line("没有：各区县、学段的学位都够", "none: places suffice everywhere")
        return
    headings = (
        ("单位", "unit"), ("学段", "stage"), ("年后", "ahead"), ("学年", "year"), ("预期缺", "short"), ("高需求缺", "short, high"),
        ("不足的可能%", "chance short %"),
    )  # fmt: skip
    out.table(headings, rows, numbers=(2, 4, 5, 6), marked=False)


def _warnings(out: Output, forecast: Forecast) -> Iterator[list[str]]:
    level = forecast.districts
    for ahead in (a - 1 for a in WARNED_AHEAD if a <= len(forecast.years)):
        for i, code in enumerate(level.codes):
            places = forecast.places_of_district(i, ahead)
            for s, stage in enumerate(forecast.history.stages):
                if not forecast.chance[i, ahead, s] >= LIKELY:
                    continue
                missing = [max(round(float(v[i, ahead, s] - places[s])), 0) for v in (level.middle, level.high)]
                name = forecast.history.tree.name(code, out.language) if code else "—"
                yield [
                    name, out.text(forecast.history.stage_names[stage]), str(ahead + 1), str(forecast.years[ahead]),
                    *[str(n) for n in missing], f"{100 * forecast.chance[i, ahead, s]:.0f}",
                ]  # fmt: skip


def show_scenarios(out: Output, forecast: Forecast) -> None:
    """All districts together under each scenario, and what each assumes."""
    if len(forecast.scenarios) < 2:
        return
    history, years = forecast.history, forecast.years
    out.heading("情景（全部单位合计）", "scenarios (all units together)")
    rows = []
    for id_, totals in forecast.scenarios.items():
        spec = history.spec.scenarios.get(id_)
        for s, stage in enumerate(history.stages):
            name = out.text(spec.name if spec else EXPECTED) if s == 0 else ""
            rows.append([name, out.text(history.stage_names[stage]), *[str(round(float(t))) for t in totals[:, s]]])
    out.table((("情景", "scenario"), ("学段", "stage"), *((str(y), str(y)) for y in years)), rows, numbers=tuple(range(2, 2 + len(years))), marked=False)  # fmt: skip
    for spec in history.spec.scenarios.values():
        said = explain_scenario(spec)
        out.line(f"· {spec.name.zh}：{said.zh}", f"- {spec.name.en}: {said.en}")


def show_splits(out: Output, forecast: Forecast) -> None:
    """Totals told apart; parts add up to the whole."""
    history, years = forecast.history, forecast.years
    for split in forecast.splits:
        out.heading(f"分{split.name.zh}（全部单位合计，预期）", f"by {split.name.en} (all units together, expected)")
        rows = []
        for v, name in enumerate(split.values.values()):
            for s, stage in enumerate(history.stages):
                if split.middle[v, :, s].any():
                    numbers = [str(round(float(t))) for t in split.middle[v, :, s]]
                    rows.append([out.text(name), out.text(history.stage_names[stage]), *numbers])
        out.table((("类别", "part"), ("学段", "stage"), *((str(y), str(y)) for y in years)), rows, numbers=tuple(range(2, 2 + len(years))), marked=False)  # fmt: skip


def parts_json(forecast: Forecast) -> dict[str, Any]:
    """All together, scenarios and splits for machines: [year ahead][stage] each."""
    whole = forecast.whole
    return {
        "scenario": forecast.scenario or "expected", "years": list(forecast.years), "stages": list(forecast.history.stages),
        "all": {n: getattr(whole, n)[0].round(2).tolist() for n in ("low", "middle", "high")},
        "scenarios": {id_ or "expected": totals.round(2).tolist() for id_, totals in forecast.scenarios.items()},
        "splits": {
            s.id: {value: s.middle[v].round(2).tolist() for v, value in enumerate(s.values)} for s in forecast.splits
        },
    }  # fmt: skip
