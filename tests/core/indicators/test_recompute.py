"""A partial recompute equals a full one in every value, status, count and exact part, and leaves the earlier results alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_against_wide_oracle import ORDINALS, cell_values, facts_in, framework_of, row_sets, worlds
from wide_oracle import Oracle, Version, items_of

from jiaodu.core.base.periods import PeriodKind
from jiaodu.core.facts.reading import Facts
from jiaodu.core.framework import Framework
from jiaodu.core.indicators import Values
from jiaodu.core.indicators.compute import Results
from jiaodu.core.indicators.recompute import recompute

PERIODS = {PeriodKind(kind): ordinals for kind, ordinals in ORDINALS.items()}
Rows = dict[str, list[dict[str, Any]]]

# --- corrections ----------------------------------------------------------------------------------------------------


def key_of(oracle: Oracle, form: str, row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[k] for k in ("org", "period", "as_of", *oracle.sheets[form].grain, "source"))


def items_read(oracle: Oracle, form: str) -> list[str]:
    """The items of a form that some indicator reads; a change of another item is a change of nothing."""
    over = [m for m in oracle.measures.values() if m.table == form]
    weights = {m.formula[2] for m in oracle.measures.values() if m.across and isinstance(m.formula[2], str)}
    read = {i for m in over for i in items_of(m.formula) | set(m.by)} | weights
    return sorted(read & oracle.sheets[form].items.keys()) or sorted(oracle.sheets[form].items)


@st.composite
def corrected(draw: st.DrawFn, oracle: Oracle, versions: list[Version], rows: Rows) -> Rows:
    """Rows after one to three changes: cells, blanks, hedges, records of another source or unit, records taken away."""
    after = {form: [dict(row) for row in found] for form, found in rows.items()}
    for _ in range(draw(st.integers(1, 3))):
        form = draw(st.sampled_from(sorted(after)))
        sheet, found = oracle.sheets[form], after[form]
        kind = draw(st.sampled_from(["cell", "cell", "cell", "blank", "hedge", "row", "row", "gone"]))
        if kind == "row" or not found:
            fresh = draw(row_sets(sheet, versions))
            if fresh:
                row = draw(st.sampled_from(fresh))
                after[form] = [r for r in found if key_of(oracle, form, r) != key_of(oracle, form, row)] + [row]
            continue
        row = draw(st.sampled_from(found))
        name = draw(st.sampled_from(items_read(oracle, form)))
        if kind == "gone":
            found.remove(row)
        elif kind == "hedge":
            row["_hedge"] = {name: draw(st.sampled_from(["at_least", "about"]))}
        else:
            row[name] = None if kind == "blank" else draw(cell_values(sheet.items[name], 1))
    return after


# --- equality -------------------------------------------------------------------------------------------------------


def results_of(framework: Framework, facts: Facts, oracle: Oracle) -> Results:
    return Results(framework, facts, tuple(oracle.measures), PERIODS)


def every_series(results: Results) -> list[tuple[str, str, int]]:
    indicators = results.framework.indicators
    return [(id_, level, shift) for id_, shift in results.needs for level in indicators[id_].spec.levels]


def assert_equal(found: Results, wanted: Results) -> None:
    """Every row of every series, of every tree that some indicator compares on, and every value with its hedge."""
    for key in every_series(wanted):
        a, b = found.series(*key), wanted.series(*key)
        assert np.array_equal(a.keys, b.keys), key
        for name in ("status", "due", "complete"):
            assert np.array_equal(getattr(a, name), getattr(b, name)), (key, name)
        # the floats are for sorting and drawing only; what is printed or judged is exact
        assert np.allclose(a.value, b.value, rtol=1e-13, atol=0, equal_nan=True), key
        for row in range(len(a.keys)):
            assert (a.exact(row), a.parts(row)) == (b.exact(row), b.parts(row)), (key, row)
    for id_ in wanted.ids:
        for level in wanted.framework.indicators[id_].spec.levels:
            assert list(Values(found).of(id_, level)) == list(Values(wanted).of(id_, level)), (id_, level)


@pytest.mark.slow
@settings(max_examples=max(20, settings().max_examples // 2))
@given(worlds(), st.data())
def test_a_correction_reaches_every_value_that_depends_on_it(
    world: tuple[Oracle, list[Version]], data: st.DataObject
) -> None:
    oracle, versions = world
    framework, rows = framework_of(oracle), oracle.rows
    current = earlier = results_of(framework, facts_in(framework, oracle, versions), oracle)
    every = every_series(current)
    # what was never asked of the earlier results is computed in full by the later ones
    made = data.draw(st.sampled_from([every, every, every, every[::2], []]))
    for key in made:
        current.series(*key)
    for _ in range(data.draw(st.integers(1, 2))):
        rows = data.draw(corrected(oracle, versions, rows))
        facts = facts_in(
            framework, Oracle(versions, list(oracle.sheets.values()), list(oracle.measures.values()), rows), versions
        )
        found = recompute(current, facts)
        assert not found.full
        current = found.results
        assert_equal(current, results_of(framework, facts, oracle))
    assert_equal(earlier, results_of(framework, facts_in(framework, oracle, versions), oracle))
