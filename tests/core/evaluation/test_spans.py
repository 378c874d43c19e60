"""Values over several periods are those of each year evaluated alone."""

from __future__ import annotations

from pathlib import Path

from tests.reports.charts.chart_building import YEARS, evaluate_drawn

from jiaodu.core.evaluation import values_over


def test_each_year_has_the_value_and_verdict_that_it_has_alone(tmp_path: Path) -> None:
    last = evaluate_drawn(tmp_path, max(YEARS))
    values, judge = values_over(last.values, "degree_share", len(YEARS))
    standard = last.values.framework.standards["enough"]
    for year in YEARS:
        alone = evaluate_drawn(tmp_path, year)
        for org in ("K", "A", "B"):
            assert values.value("degree_share", org, year) == alone.values.value("degree_share", org, year)
            assert judge.judge(standard, org, year) == alone.judge.judge(standard, org, year)


def test_they_are_computed_once(tmp_path: Path) -> None:
    last = evaluate_drawn(tmp_path, max(YEARS))
    assert values_over(last.values, "degree_share", 3) is values_over(last.values, "degree_share", 3)
