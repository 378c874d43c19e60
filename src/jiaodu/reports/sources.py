"""Sources of a value: the cells, down every operand and year that its formula reads.

Floor: reports. In: `Values`, an indicator, a unit and a period. Out: `Origin`s with item, year and address.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jiaodu.core.base.missing import REASON_NAMES
from jiaodu.core.base.periods import Period
from jiaodu.core.base.text import Text
from jiaodu.core.evaluation import Address, Addresses, CellValue
from jiaodu.core.evaluation.reasons import gaps, why_no_value
from jiaodu.core.formula.nodes import operand_leaves
from jiaodu.core.framework.model import Form, Indicator
from jiaodu.core.indicators import Status, Value, Values
from jiaodu.core.indicators.plan import operand_ordinal

SHOWN_REASONS = 2
SILENT = Text("未报", "not reported")


@dataclass(frozen=True, slots=True)
class Origin:
    """One cell behind a value: what it holds, of which period, where it stands, the note written there."""

    form: Form
    item: str
    period: Period
    address: Address | None
    note: str

    @property
    def name(self) -> Text:
        """The item's name."""
        return self.form.item(self.item).name


def find_origins(values: Values, addresses: Addresses, value: Value) -> list[Origin]:
    """The cells that a value was made from, each once, in the order of the formula; none for units below."""
    found: dict[tuple[str, str, int, str], Origin] = {}
    for base, ordinal in read_indicators(values, value.indicator, value.period.ordinal):
        form = values.framework.forms[base.spec.table or ""]
        grain = {by: c for by, c in zip(base.by, value.cell, strict=False) if by in form.spec.grain}
        day = values.results.reference_date(base, ordinal).isoformat()
        for item in base.items():
            if item in form.spec.grain:
                continue
            cells = addresses.cells(form, item, value.org, ordinal, day, grain)
            for cell in _leading(cells, base):
                origin = Origin(form, item, Period(form.spec.period, ordinal), cell.address, cell.note)
                found.setdefault((form.id, item, ordinal, str(cell.address)), origin)
    return list(found.values())


def items_read(values: Values, value: Value) -> frozenset[tuple[str, str, int]]:
    """The items that a value was made from: form, item, period."""
    return frozenset(
        (base.spec.table or "", item, ordinal)
        for base, ordinal in read_indicators(values, value.indicator, value.period.ordinal)
        for item in base.items()
    )


def read_indicators(values: Values, id_: str, ordinal: int) -> Iterator[tuple[Indicator, int]]:
    """The indicators over a table that an indicator reads in a period, with the period of each."""
    indicator = values.framework.indicators[id_]
    if indicator.spec.table:
        yield indicator, ordinal
    elif indicator.spec.across:
        for inner in indicator.operands():
            yield from read_indicators(values, inner, ordinal)
    else:
        for leaf in operand_leaves(indicator.formula):
            operand, back, _ = values.results.operand(indicator, leaf)
            yield from read_indicators(values, operand.id, operand_ordinal(indicator, operand, ordinal, back))


def _leading(cells: list[CellValue], base: Indicator) -> list[CellValue]:
    """The cells of the source that the formula read; a blank without a word is no source."""
    source = base.spec.source or (cells[0].source if cells else "")
    return [c for c in cells if c.source == source and (c.value is not None or c.missing or c.note)]


def why_missing(values: Values, value: Value) -> Text:
    """Why a value is missing, in a few words for a sentence; the annex names every item."""
    if value.status is not Status.NOT_ASSESSABLE:
        return why_no_value(values, value)
    said: dict[Text, None] = {}
    for gap in gaps(values, value.indicator, value.org, value.period.ordinal):
        if gap.reason is not None:
            said[REASON_NAMES[gap.reason]] = None
        elif gap.due > 1:
            said[Text(f"{gap.due}个单位中{gap.missing}个未报", f"{gap.missing} of {gap.due} units did not report")] = (
                None
            )
        else:
            said[SILENT] = None
    if len(said) > 1:  # a reason that somebody wrote says more
        said.pop(SILENT, None)
    shown = list(said)[:SHOWN_REASONS]
    if not shown:
        return why_no_value(values, value)
    return Text("、".join(t.zh for t in shown), ", ".join(t.en for t in shown))
