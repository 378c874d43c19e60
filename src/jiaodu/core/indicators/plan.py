"""Plan: which indicators are needed for which periods, and which of them one scan of a form serves.

Floor: core.indicators. In: a framework, the indicators and periods asked for, the frames. Out: `Plan`, and which period of
an operand an indicator's period reads (and the other way round).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from jiaodu.core.base.periods import Align, PeriodKind, aligned_ordinal, shift_ordinal
from jiaodu.core.formula.nodes import Node, Previous, Reference, operand_leaves
from jiaodu.core.framework.model import Framework, Indicator
from jiaodu.core.indicators.frame import Frames
from jiaodu.core.indicators.scan import ScanKey
from jiaodu.core.indicators.series import CELL_MASK, Ints, periods_of, shift_periods, with_periods

Needs = Mapping[tuple[str, int], set[int]]
Peers = Mapping[tuple[ScanKey, int], tuple[list[Indicator], list[int]]]


@dataclass(frozen=True)
class Plan:
    """What an evaluation reads.

    `needs`: (indicator, shift) -> period ordinals, operands included; a shift places units on a later period's tree.
    `peers`: (scan, shift) -> the indicators that it serves, and the periods that they need together.
    """

    needs: Needs
    peers: Peers

    def scan_of(self, indicator: Indicator, shift: int) -> tuple[ScanKey, int]:
        """The scan that an indicator over a table reads; where nothing moved, one scan serves every tree."""
        key = scan_key(indicator)
        assert key is not None
        return key, shift if (key, shift) in self.peers else 0


def make_plan(
    framework: Framework, ids: Iterable[str], periods: Mapping[PeriodKind, Sequence[int]], frames: Frames
) -> Plan:
    """What the values of indicators in these periods need."""
    needs: dict[tuple[str, int], set[int]] = {}
    for id_ in ids:
        indicator = framework.indicators[id_]
        _need(framework, indicator, 0, set(periods.get(indicator.period_kind, ())), needs)
    return Plan(needs, _group_peers(framework, needs, frames))


def _need(
    framework: Framework, indicator: Indicator, shift: int, ordinals: set[int], needs: dict[tuple[str, int], set[int]]
) -> None:
    known = needs.setdefault((indicator.id, shift), set())
    fresh = ordinals - known
    if not fresh:
        return
    known |= fresh
    for id_ in indicator.conditions():
        other = framework.indicators[id_]
        _need(framework, other, shift, {operand_ordinal(indicator, other, o, 0) for o in fresh}, needs)
    if indicator.spec.across is not None:
        for id_ in (*indicator.operands(), *framework.asked_by(indicator)):
            _need(framework, framework.indicators[id_], shift, fresh, needs)
    elif indicator.kind == "between":
        for node in operand_leaves(indicator.formula):
            operand, back, placed = operand_of(framework, indicator, node)
            shifted = {operand_ordinal(indicator, operand, o, back) for o in fresh}
            _need(framework, operand, shift + placed, shifted, needs)


def _group_peers(framework: Framework, needs: Needs, frames: Frames) -> Peers:
    peers: dict[tuple[ScanKey, int], tuple[list[Indicator], list[int]]] = {}
    for (id_, shift), ordinals in needs.items():
        indicator = framework.indicators[id_]
        key = scan_key(indicator)
        if key is not None:
            found = peers.setdefault((key, shift), ([], []))
            found[0].append(indicator)
            found[1].extend(ordinals)
    for key, shift in list(peers):
        served, wanted = peers[key, shift]
        # where nothing moved, the tree of the later period is the same: one scan serves both
        if shift and not frames.moved(framework.forms[key[0]], sorted(set(wanted)), shift, key[3]):
            base = peers.setdefault((key, 0), ([], []))
            base[0].extend(i for i in served if i not in base[0])
            base[1].extend(wanted)
            del peers[key, shift]
    return {key: (found, sorted(set(ordinals))) for key, (found, ordinals) in peers.items()}


def scan_key(indicator: Indicator) -> ScanKey | None:
    """The scan that an indicator over a table needs; None for one that reads indicators."""
    spec = indicator.spec
    return (spec.table, indicator.by, spec.source, spec.as_of) if spec.table else None


# --- which period of an operand ---------------------------------------------------------------------------------


def operand_of(framework: Framework, indicator: Indicator, node: Node) -> tuple[Indicator, int, int]:
    """What a leaf of a between-formula reads: the indicator, how many periods back, and on how much later a tree."""
    if isinstance(node, Previous):
        placed = node.count if indicator.spec.tree == "restated" else 0
        return framework.indicators[node.reference.name], node.count, placed
    assert isinstance(node, Reference)
    return framework.indicators[node.name], 0, 0


def operand_ordinal(indicator: Indicator, operand: Indicator, ordinal: int, back: int) -> int:
    """The period of an operand that an indicator's period reads."""
    if operand.period_kind is not indicator.period_kind and operand.period_kind is PeriodKind.SCHOOL_YEAR:
        assert indicator.spec.align is not None
        ordinal = aligned_ordinal(indicator.spec.align, ordinal)
    return shift_ordinal(operand.period_kind, ordinal, -back)


def own_periods(indicator: Indicator, operand: Indicator, ordinals: Ints, back: int) -> Ints:
    """The indicator's periods from an operand's."""
    return shift_periods(operand.period_kind, ordinals, back) + _ahead(indicator, operand)


def operand_keys(indicator: Indicator, operand: Indicator, keys: Ints, back: int) -> Ints:
    """The keys of an operand that an indicator's keys read; of the whole where only the indicator has a breakdown."""
    shifted = shift_periods(operand.period_kind, periods_of(keys) - _ahead(indicator, operand), -back)
    keys = with_periods(keys, shifted)
    return keys & ~np.int64(CELL_MASK) if indicator.by and not operand.by else keys


def _ahead(indicator: Indicator, operand: Indicator) -> int:
    """How many years an indicator's year is ahead of the school year that it reads."""
    return int(operand.period_kind is not indicator.period_kind and indicator.spec.align is Align.ENDS)
