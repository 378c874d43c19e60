"""Tables: bare numbers take the unit of their head, and heads and labels say what a figure is."""

from __future__ import annotations

from jiaodu.core.prose import prose_of_text
from jiaodu.engines.claims import Claim, check_claims, extract_claims

TABLE = "指标\t2021年(万人)\t增长率(%)\t标准(人)\n在校生\t12.5\t3.1\t45\n教师\t0.82\t-1.2\t—\n"


def claims(text: str) -> dict[str, Claim]:
    return {c.quantity.text: c for c in extract_claims(prose_of_text(text)) if isinstance(c, Claim)}


def test_a_bare_number_takes_the_unit_of_its_head() -> None:
    found = claims(TABLE)
    assert (found["12.5"].quantity.value, found["12.5"].quantity.unit) == (125_000, "人")
    assert float(found["3.1"].quantity.value or 0) == 0.031
    assert found["12.5"].measure == "在校生" or "在校生" in found["12.5"].measure
    assert found["12.5"].period == "2021"


def test_the_span_is_that_of_the_cell() -> None:
    for claim in claims(TABLE).values():
        assert TABLE[slice(*claim.span)] == claim.quantity.text


def test_the_head_says_what_kind_of_figure_it_is() -> None:
    found = claims(TABLE)
    assert found["45"].relation is not None and found["45"].relation.kind == "standard"
    assert found["3.1"].relation is not None and found["3.1"].relation.kind == "growth"


def test_a_number_without_unit_stays_bare() -> None:
    assert claims("序号\t内容\n1\t学校\n2\t教师\n") == {}


def test_a_table_raises_no_alarm_of_its_own() -> None:
    assert [c for c in check_claims(prose_of_text(TABLE)).inside if not c.is_good] == []
