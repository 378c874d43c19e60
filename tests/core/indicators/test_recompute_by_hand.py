"""What a correction reaches, case by case: each follows from one link between what is corrected and what is read."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from packs_in_text import PackWriter, facts_of, unit
from test_applies import FORM

from jiaodu.core.base.periods import PeriodKind
from jiaodu.core.framework import Framework
from jiaodu.core.indicators import Values
from jiaodu.core.indicators.compute import Results
from jiaodu.core.indicators.recompute import recompute

FORMS = (
    FORM
    + """\
g:
  name: {zh: 人员表, en: g}
  level: school
  period: calendar_year
  reference_dates: {autumn: 09-01, winter: 12-31}
  sources: [stat, school]
  items:
    nurses: {name: {zh: 保健员, en: nurses}, type: count, unit: 人}
"""
)
INDICATORS: dict[str, dict[str, Any]] = {
    "nurses": {"table": "g", "formula": "sum(nurses)", "unit": "人", "levels": ["school"]},
    "winter": {"table": "g", "formula": "sum(nurses)", "unit": "人", "levels": ["school"], "as_of": "winter"},
    "own": {"table": "g", "formula": "sum(nurses)", "unit": "人", "levels": ["school"], "source": "school"},
    # applies by what another form says
    "served": {
        "table": "f", "formula": "sum(pupils)", "unit": "人", "levels": ["school"],
        "applies": [{"when": [{"indicator": "nurses", "op": ">=", "value": 2}]}],
    },
    "served_in_all": {
        "across": {"level": "school", "indicator": "served"}, "formula": "sum(value)", "unit": "人", "levels": ["county"],
    },
    "before": {"formula": "previous(nurses)", "unit": "人", "levels": ["school"], "tree": "as_reported"},
    "weighted": {
        "across": {"level": "school", "indicator": "winter"}, "formula": "cv(value, weight => nurses)", "unit": "ratio",
        "levels": ["county"],
    },
}  # fmt: skip
TREE = [unit("C", "county"), unit("A", "school", "C"), unit("B", "school", "C")]
IDS = tuple(INDICATORS)
PERIODS = {PeriodKind.CALENDAR_YEAR: (2018, 2019)}
Change = tuple[str, int, str, str, int]


@pytest.fixture(scope="module")
def framework(tmp_path_factory: pytest.TempPathFactory) -> Framework:
    named = {id_: {"name": {"zh": f"指标{id_}", "en": id_}} | spec for id_, spec in INDICATORS.items()}
    return PackWriter(tmp_path_factory.mktemp("pack")).add(forms=FORMS, indicators=named).load()


def results_of(framework: Framework, changed: Change | None) -> Results:
    pupils = [{"org": o, "period": y, "pupils": n} for o, n in (("A", 30), ("B", 50)) for y in (2018, 2019)]
    rows = []
    for org in ("A", "B"):
        for year in (2017, 2018, 2019):
            for day in ("09-01", "12-31"):
                for source in ("stat", "school"):
                    at = (org, year, day, source)
                    n = changed[4] if changed is not None and changed[:4] == at else 2 + (org == "B")
                    rows.append(
                        {
                            "org": org,
                            "period": year,
                            "as_of": dt.date.fromisoformat(f"{year}-{day}"),
                            "source": source,
                            "nurses": n,
                        }
                    )
    facts = facts_of(framework, TREE, f=pupils, g=rows)
    return Results(framework, facts, IDS, PERIODS)


def shown(results: Results) -> dict[tuple[str, str, int], Any]:
    values = Values(results)
    found = {}
    for id_ in IDS:
        for org in ("C",) if "county" in INDICATORS[id_]["levels"] else ("A", "B"):
            for year in (2018, 2019):
                value = values.value(id_, org, year)
                found[id_, org, year] = (value.status, value.exact)
    return found


@pytest.mark.parametrize(
    ("changed", "reached"),
    [
        (("A", 2019, "09-01", "stat", 1), {"nurses A 2019", "served A 2019", "served_in_all C 2019", "weighted C 2019"}),
        (("A", 2018, "09-01", "stat", 5), {"nurses A 2018", "before A 2019", "weighted C 2018"}),
        (("A", 2017, "09-01", "stat", 5), {"before A 2018"}),
        (("B", 2019, "12-31", "stat", 9), {"winter B 2019", "weighted C 2019"}),
        (("B", 2019, "09-01", "school", 9), {"own B 2019"}),
    ],
)  # fmt: skip
def test_a_correction_reaches_what_reads_it_and_no_more(
    framework: Framework, changed: Change, reached: set[str]
) -> None:
    before, wanted = results_of(framework, None), shown(results_of(framework, changed))
    earlier = shown(before)
    later = shown(recompute(before, results_of(framework, changed).facts).results)
    assert later == wanted
    assert {" ".join(map(str, key)) for key in later if later[key] != earlier[key]} == reached
    assert shown(before) == earlier
