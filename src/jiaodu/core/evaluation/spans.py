"""Values over several periods: what a trend shows, computed by the same code as the value of one year.

Floor: core.evaluation. In: the values of an evaluation. Out: values and judge of an indicator over earlier periods too.
"""

from __future__ import annotations

from collections.abc import Iterator
from weakref import WeakKeyDictionary

from jiaodu.core.base.periods import shift_ordinal
from jiaodu.core.evaluation.evaluate import values_of_periods
from jiaodu.core.evaluation.judge import Judge
from jiaodu.core.framework.model import Framework
from jiaodu.core.indicators import Values

_KEPT: WeakKeyDictionary[Values, dict[tuple[str, int], tuple[Values, Judge]]] = WeakKeyDictionary()


def values_over(values: Values, indicator: str, count: int) -> tuple[Values, Judge]:
    """An indicator in the last `count` periods up to the evaluated one, for all units; kept as long as the values are.

    Every period stands on its own tree, as it was reported then.
    """
    kept = _KEPT.setdefault(values, {})
    if (indicator, count) not in kept:
        periods = {
            kind: sorted({shift_ordinal(kind, last, -back) for last in ordinals for back in range(count)})
            for kind, ordinals in values.results.periods.items()
        }
        ids = values.framework.closure([indicator, *_asked(values.framework, indicator)])
        kept[indicator, count] = values_of_periods(values.framework, values.results.facts, periods, ids)
    return kept[indicator, count]


def _asked(framework: Framework, indicator: str) -> Iterator[str]:
    """What the judge reads beside the value: indicators that decide exemptions."""
    for standard in framework.standards.values():
        if standard.spec.indicator == indicator:
            yield from (asked.indicator for exemption in standard.spec.exemptions for asked in exemption.when)
            yield from (standard.growth,) if standard.growth else ()
