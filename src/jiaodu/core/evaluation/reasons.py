"""Reasons: why a value is not there, down to the items that nobody gave.

Floor: core.evaluation. In: a value without a number. Out: its gaps and a sentence in both languages.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from jiaodu.core.base.missing import REASON_NAMES, MissingReason
from jiaodu.core.base.text import Text
from jiaodu.core.facts.reading import Facts
from jiaodu.core.formula.nodes import Previous, operand_leaves
from jiaodu.core.framework.model import Indicator
from jiaodu.core.indicators import STATUS_NAMES, Status, Value, Values
from jiaodu.core.indicators.plan import operand_ordinal

SHOWN = 4
# reasons are asked for item by item; a report of a unit without data asks for hundreds
MOST_STATED = 4096
_STATED: WeakKeyDictionary[Facts, dict[tuple[str, str, int], dict[str, str]]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Gap:
    """An item that due units did not give: how many of how many, some of them, and the reason where one is stated."""

    form: str
    item: str
    ordinal: int
    due: int
    missing: int
    units: tuple[str, ...]
    reason: MissingReason | None = None
    silent: bool = False


def gaps(values: Values, id_: str, org: str, ordinal: int, shift: int = 0) -> Iterator[Gap]:
    """The items that keep an indicator of a unit from having a value, operand by operand."""
    indicator = values.framework.indicators[id_]
    for inner in indicator.conditions():
        operand = values.framework.indicators[inner]
        yield from gaps(values, inner, org, operand_ordinal(indicator, operand, ordinal, 0), shift)
    if indicator.spec.table:
        yield from _table_gaps(values, indicator, org, ordinal, shift)
    elif indicator.spec.across:
        for inner in indicator.operands():
            yield from gaps(values, inner, org, ordinal, shift)
    else:
        for leaf in operand_leaves(indicator.formula):
            operand, back, placed = values.results.operand(indicator, leaf)
            at = operand_ordinal(indicator, operand, ordinal, back)
            yield from gaps(values, operand.id, org, at, shift + placed)


def _table_gaps(values: Values, indicator: Indicator, org: str, ordinal: int, shift: int) -> Iterator[Gap]:
    results = values.results
    form = values.framework.forms[indicator.spec.table or ""]
    at = results.frames.index.get(org, -2)
    unit = results.tree.last_known(org, results.reference_date(indicator, ordinal))
    if unit is None or unit.level not in indicator.spec.levels:
        return
    data = results.placed(indicator, unit.level, shift)
    mine = (data.frame.period == ordinal) & (data.frame.ancestors[unit.level] == at)
    for item in indicator.items():
        lacking = mine & ~data.given[item]
        if lacking.any():
            codes = [str(results.frames.codes[i]) for i in data.frame.org[lacking][:SHOWN]]
            reason = stated_reason(values, form.id, item, codes[0], ordinal)
            silent = not data.present[lacking].any()
            yield Gap(form.id, item, ordinal, int(mine.sum()), int(lacking.sum()), tuple(codes), reason, silent)


def stated_reason(values: Values, form: str, item: str, org: str, ordinal: int) -> MissingReason | None:
    """The reason that a unit states for a missing item, None for none."""
    facts = values.results.facts
    if facts.table(form) is None:
        return None
    known = _STATED.setdefault(facts, {})
    key = (form, org, ordinal)
    if key not in known:
        if len(known) >= MOST_STATED:
            known.clear()
        known[key] = _stated(facts, form, org, ordinal)
    found = known[key].get(item)
    return None if found is None else MissingReason(found)


def _stated(facts: Facts, form: str, org: str, ordinal: int) -> dict[str, str]:
    """All reasons that a unit states in a form: of each item the first."""
    query = f"SELECT _missing FROM {facts.source(form)} WHERE org = ? AND period = ? AND _missing IS NOT NULL"
    found: dict[str, str] = {}
    for (row,) in facts.connection().execute(query, [org, ordinal]).fetchall():
        for item, reason in row.items():
            if reason is not None:
                found.setdefault(item, reason)
    return found


def splits_between(values: Values, id_: str, org: str, ordinal: int) -> tuple[str, ...]:
    """Units that split between the periods that an indicator compares, some of whose pieces alone stand under a unit."""
    results = values.results
    indicator = values.framework.indicators[id_]
    found: dict[str, None] = {}
    for leaf in operand_leaves(indicator.formula) if indicator.kind == "between" else ():
        operand, back, _ = results.operand(indicator, leaf)
        now = operand_ordinal(indicator, operand, ordinal, 0)
        if not isinstance(leaf, Previous):
            found |= dict.fromkeys(splits_between(values, operand.id, org, now))
            continue
        earlier, later, _ = results.dates_apart(operand, now, back)
        view = results.tree.at(later)
        for code in results.tree.codes if indicator.spec.tree == "restated" else ():
            if not results.tree.exits(code) or results.tree.on(code, earlier) is None:
                continue
            places = [p for p, _ in results.tree.standings(code, earlier, view)]
            here = [org in p.values() or any(org in view.groups.get(c, ()) for c in p.values()) for p in places]
            if any(here) and not all(here):
                found[code] = None
    return tuple(found)


def why_no_value(values: Values, value: Value) -> Text:
    """A sentence: what is missing, or why the figure cannot be used."""
    if value.status is Status.NOT_APPLICABLE and not value.due:
        return Text("没有应报单位", "nobody is due to report")
    if value.status is Status.NOT_APPLICABLE and values.framework.indicators[value.indicator].spec.applies:
        return Text("不在指标的适用范围内", "outside what the indicator applies to")
    if value.status is Status.NOT_COMPARABLE:
        units = splits_between(values, value.indicator, value.org, value.period.ordinal)
        if units:
            tree = values.results.tree
            zh = "、".join(tree.name(u) for u in units[:SHOWN])
            en = ", ".join(tree.name(u, "en") for u in units[:SHOWN])
            return Text(
                f"与上期不可比:{zh}已拆分,归到这里的份额没有登记",
                f"not comparable: {en} split, and its share here is not declared",
            )
    if value.status is not Status.NOT_ASSESSABLE:
        return STATUS_NAMES[value.status]
    said: dict[str, Text] = {}
    for gap in gaps(values, value.indicator, value.org, value.period.ordinal):
        said.setdefault(f"{gap.form}.{gap.item}.{gap.ordinal}", _say(values, gap, value.period.ordinal))
    if not said:
        return STATUS_NAMES[value.status]
    shown = list(said.values())[:SHOWN]
    more = len(said) - len(shown)
    zh = "缺:" + "、".join(t.zh for t in shown) + (f"等 {len(said)} 项" if more else "")
    en = "missing: " + ", ".join(t.en for t in shown) + (f" and {more} more" if more else "")
    return Text(zh, en)


def _say(values: Values, gap: Gap, ordinal: int) -> Text:
    name = values.framework.forms[gap.form].item(gap.item).name
    year = "" if gap.ordinal == ordinal else f"{gap.ordinal}"
    zh, en = f"{year and year + '年'}{name.zh}", f"{name.en}{year and f' {year}'}"
    if gap.reason is not None:
        said = REASON_NAMES[gap.reason]
        zh, en = f"{zh}({said.zh})", f"{en} ({said.en})"
    elif gap.due > 1:
        zh, en = f"{zh}({gap.missing}/{gap.due} 个单位)", f"{en} ({gap.missing} of {gap.due} units)"
    return Text(zh, en)
