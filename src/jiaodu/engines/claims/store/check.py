"""Whether the store says the same: link, look up, compare in the printed digits.

Floor: engines.claims. In: a `Document`, an opened evaluation of one unit and year. Out: `Linked`s and `Check`s K30 to K37.

The value is the one that every table and report shows: it comes from `core`, exact. A figure is consistent when some number
that prints so is the value; one that is not is looked for in other scopes and in earlier snapshots before it is called wrong.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from fractions import Fraction

from jiaodu.core.base.text import Text
from jiaodu.core.base.units import printed_unit
from jiaodu.core.evaluation import open_values
from jiaodu.core.evaluation.evaluate import last_day
from jiaodu.core.evaluation.judge import Judge
from jiaodu.core.facts.reading import Snapshot
from jiaodu.core.framework.model import Framework, Indicator
from jiaodu.core.indicators import Status, Value, Values
from jiaodu.core.indicators.values import STATUS_NAMES
from jiaodu.core.lineage import Trace, explain_value
from jiaodu.engines.claims.document import Document
from jiaodu.engines.claims.explain import number
from jiaodu.engines.claims.intervals import Interval
from jiaodu.engines.claims.model import Check, Claim, Verdict
from jiaodu.engines.claims.store.linking import SHOWN, Candidate, Linker, chosen, rivals

_YEARS, _SNAPSHOTS = 6, 5
_OF_ANOTHER_KIND = re.compile("上年|推算|之差|差距|人均|生均|平均")
# below TOLD a doubtful link is kept for machines and not reported; NEAR is how far a link by value may be from the best
TOLD, _NEAR = 0.62, 0.2


@dataclass(frozen=True, slots=True)
class Linked:
    """A claim with the indicator that it was linked to, or the candidates between which the engine did not choose.

    `value` is the store's, in the indicator's unit. `verdict` is UNDECIDED where nothing was chosen.
    """

    claim: int
    candidates: tuple[Candidate, ...]
    indicator: str | None
    value: Value | None
    verdict: Verdict


class Against:
    """One unit in one year of a store: values of that year and, when asked for, of others and of earlier snapshots."""

    def __init__(self, framework: Framework, facts: Snapshot, org: str, year: int) -> None:
        self.framework, self.facts, self.org, self.year = framework, facts, org, year
        self._opened: dict[int, tuple[Values, Judge]] = {}
        self._earlier: list[Snapshot] | None = None
        unit = facts.tree().last_known(org, last_day(year))
        self.level = unit.level if unit else ""
        self.linker = Linker(framework, self.level)
        tree = facts.tree()
        self.name = tree.name(org)
        self.places = frozenset(tree.name(code) for code in tree.codes)
        self.short = frozenset(name[:2] for code in tree.codes if (name := tree.name(code))[:2] != self.name[:2])

    def opened(self, year: int) -> tuple[Values, Judge] | None:
        """The values of a year, opened once; None for more years than a report speaks of."""
        if year not in self._opened:
            if len(self._opened) >= _YEARS:
                return None
            self._opened[year] = open_values(self.framework, self.facts, year)
        return self._opened[year]

    def value(self, id_: str, year: int) -> Value | None:
        """An indicator's value of the unit in a year."""
        opened = self.opened(year)
        if opened is None:
            return None
        values = opened[0]
        ordinals = values.results.periods.get(self.framework.indicators[id_].period_kind, ())
        return values.value(id_, self.org, ordinals[-1]) if ordinals else None

    def before(self, id_: str, year: int) -> Iterator[tuple[str, Value]]:
        """The value as earlier snapshots had it, the newest first, at most a few."""
        latest = self.facts.manifest.number
        for number_ in range(latest - 1, max(0, latest - 1 - _SNAPSHOTS), -1):
            earlier = self.facts.another(number_)
            values, _ = open_values(self.framework, earlier, year, [id_])
            ordinals = values.results.periods.get(self.framework.indicators[id_].period_kind, ())
            unit = earlier.tree().last_known(self.org, last_day(year))
            if unit is not None and ordinals:
                yield earlier.name, values.value(id_, self.org, ordinals[-1])

    def trace(self, value: Value) -> Trace | None:
        """Where a value comes from: formula, cells, article."""
        for values, judge in self._opened.values():
            kind = self.framework.indicators[value.indicator].period_kind
            if value.period.ordinal in values.results.periods.get(kind, ()):
                return explain_value(values, judge, value.indicator, value.org, value.period.ordinal, value.cell)
        return None


def check_store(
    document: Document, against: Against, leave_out: Collection[int] = ()
) -> tuple[tuple[Linked, ...], tuple[Check, ...]]:
    """Every claim against the store but those left out."""
    linked: list[Linked] = []
    checks: list[Check] = []
    for i, claim in enumerate(document.claims):
        if i in leave_out:
            continue
        found, made = _one(document, against, i, claim)
        if found is not None:
            linked.append(found)
        checks += made
    checks += _standards(document, against, linked)
    return tuple(linked), tuple(checks)


def _one(document: Document, against: Against, i: int, claim: Claim) -> tuple[Linked | None, list[Check]]:
    candidates = against.linker.candidates(document, i)
    if not candidates or _elsewhere(claim, against) or (claim.quantity.low is None and claim.quantity.high is None):
        return None, []
    year = _year(claim, against.year)
    if year is None:
        return None, []
    link = chosen(candidates)
    if link is None:
        link = _by_value(against, candidates, claim, year)
        if link is None and candidates[0].score < TOLD:
            return Linked(i, candidates, None, None, Verdict.UNDECIDED), []
    if link is None:
        names = "、".join(f"{c.name.zh}({c.score:.2f})" for c in candidates)
        names_en = ", ".join(f"{c.name.en} ({c.score:.2f})" for c in candidates)
        check = _check("K35", Verdict.UNDECIDED, i, claim, Text(names, names_en))
        return Linked(i, candidates, None, None, Verdict.UNDECIDED), [check]
    value = against.value(link.indicator, year)
    if (value is None or value.status is not Status.OK) and year != against.year:
        # what a report says of the months after its year is entered under its year
        year = against.year
        value = against.value(link.indicator, year) or value
    if value is None:
        return None, []
    if not _fits(against, claim, value):
        fitting = _another_thing(against, claim, value, candidates, link, year)
        if fitting is not None:
            link, value = fitting
    checks = list(_compared(against, i, claim, value, candidates, link, year))
    verdict = next((c.verdict for c in checks if not c.is_good), checks[0].verdict)
    return Linked(i, candidates, link.indicator, value, verdict), checks


def _elsewhere(claim: Claim, against: Against) -> bool:
    """Whether a figure speaks of another place than the unit: 全国, another province."""
    scope = claim.scope
    if scope is None or scope in against.name or scope.startswith(against.name.rstrip("省市县区")):
        return False
    return scope == "全国" or scope in against.places or scope[:2] in against.short


def _year(claim: Claim, year: int) -> int | None:
    """The year that a figure is of: its own, else the evaluated one; none for a span of years."""
    if claim.period is None:
        return year
    return int(claim.period) if claim.period.isdigit() else None


def _by_value(against: Against, candidates: tuple[Candidate, ...], claim: Claim, year: int) -> Candidate | None:
    """Of names that are alike, the only one whose value prints so; a figure is never called wrong on such a link."""
    near = [c for c in candidates if candidates[0].score - c.score < _NEAR]
    for asked in dict.fromkeys((year, against.year)):
        fitting = [c for c in near if (v := against.value(c.indicator, asked)) is not None and _fits(against, claim, v)]
        if len(fitting) == 1:
            return fitting[0]
    return None


def _another_thing(
    against: Against, claim: Claim, value: Value, candidates: tuple[Candidate, ...], link: Candidate, year: int
) -> tuple[Candidate, Value] | None:
    """A rival whose value prints so, where the linked one has none or one of another size: 31 所 here, 11 所 there.

    Two values of about one size are two scopes of one thing, and that is said instead.
    """
    own = base_value(against.framework.indicators[link.indicator], value)
    for other in rivals(candidates, link):
        found = against.value(other.indicator, year)
        if found is None or link.score - other.score > _NEAR or not _fits(against, claim, found):
            continue
        base = base_value(against.framework.indicators[other.indicator], found)
        if own is None or base is None or abs(base - own) * 5 > abs(own):
            return other, found
    return None


def _fits(against: Against, claim: Claim, value: Value) -> bool:
    base = base_value(against.framework.indicators[value.indicator], value)
    return base is not None and _interval(claim, base).holds(base)


def base_value(indicator: Indicator, value: Value) -> Fraction | None:
    """A value in base units: persons, yuan, fractions of one."""
    return None if value.exact is None else value.exact * indicator.unit.factor


def _interval(claim: Claim, value: Fraction) -> Interval:
    """What a figure leaves open; a fall that is written without a sign is negative where the value is."""
    interval = claim.interval
    if "分之" in claim.quantity.text:  # 三分之二 is kept with so many decimals
        interval = interval.widened(Fraction(1, 2000))
    down = claim.relation is not None and claim.relation.kind == "growth" and claim.relation.direction == "down"
    return -interval if down and value <= 0 else interval


def _compared(
    against: Against, i: int, claim: Claim, value: Value, candidates: tuple[Candidate, ...], link: Candidate, year: int
) -> Iterator[Check]:
    indicator = against.framework.indicators[link.indicator]
    data = {"indicator": indicator.name, "id": indicator.id}
    base = base_value(indicator, value)
    if value.status is not Status.OK or base is None:
        status = STATUS_NAMES[value.status]
        yield _check(
            "K34",
            Verdict.UNSUPPORTED,
            i,
            claim,
            Text(f"数据库中“{indicator.name.zh}”{status.zh}", f"in the store, {indicator.name.en}: {status.en}"),
            **data,
        )
        return
    shown = _shown(indicator, value)
    said = Text(
        f"{indicator.name.zh}（{value.period.zh}）为 {shown.zh}，文中写 {_text(claim)}",
        f"{indicator.name.en} ({value.period}) is {shown.en}; the text says {_text(claim)}",
    )
    if _interval(claim, base).holds(base) or (value.hedge is not None and claim.quantity.value == base):
        hedged = claim.quantity.approx is not None or value.hedge is not None
        yield _check("K30", Verdict.WITHIN_HEDGE if hedged else Verdict.CONSISTENT, i, claim, said, **data)
        yield from _noted(indicator, value, i, claim, shown, data)
        yield from _other_scopes(against, i, claim, candidates, link, year)
        return
    step = claim.quantity.step or Fraction(0)
    if step and claim.interval.widened(step / 2).holds(base) and claim.quantity.low != claim.quantity.high:
        yield _check("K24", Verdict.NEEDS_NOTE, i, claim, said, **data)
        return
    other = next(
        (
            c
            for c in rivals(candidates, link)
            if (v := against.value(c.indicator, year)) is not None and _fits(against, claim, v)
        ),
        None,
    )
    if other is not None:
        name = other.name
        yield _check(
            "K31",
            Verdict.OTHER_SCOPE,
            i,
            claim,
            Text(f"{said.zh}；与“{name.zh}”相同", f"{said.en}; it is the value of {name.en}"),
            **data,
        )
        return
    for snapshot, earlier in against.before(link.indicator, year):
        if _fits(against, claim, earlier):
            yield _check(
                "K32",
                Verdict.STALE,
                i,
                claim,
                Text(f"{said.zh}；快照 {snapshot} 中还是这个数", f"{said.en}, as the store had it in {snapshot}"),
                **data,
            )
            return
    yield _check("K30", Verdict.CONTRADICTS, i, claim, said, **data)


def _noted(
    indicator: Indicator, value: Value, i: int, claim: Claim, shown: Text, data: dict[str, object]
) -> Iterator[Check]:
    """A value outside what the pack calls plausible stands, but needs a written reason."""
    bounds = indicator.spec.plausible
    if bounds is None or value.exact is None:
        return
    above = bounds.maximum is not None and value.exact > Fraction(bounds.maximum)
    below = bounds.minimum is not None and value.exact < Fraction(bounds.minimum)
    if above or below:
        why = bounds.why or Text("超出该指标通常的范围", "outside the indicator's usual range")
        scope = indicator.spec.scope
        yield _check(
            "K33", Verdict.NEEDS_NOTE, i, claim,
            Text(f"{shown.zh}：{why.zh}" + (f"（口径：{scope.zh}）" if scope else ""), f"{shown.en}: {why.en}" + (f" (scope: {scope.en})" if scope else "")),
            **data,
        )  # fmt: skip


def _other_scopes(
    against: Against, i: int, claim: Claim, candidates: tuple[Candidate, ...], link: Candidate, year: int
) -> Iterator[Check]:
    """The same words with another value: outlay as the report has it and as statistics have it."""
    for other in rivals(candidates, link):
        indicator = against.framework.indicators[other.indicator]
        value = against.value(other.indicator, year)
        if value is None or value.exact is None or _fits(against, claim, value) or other.score < SHOWN + 0.1:
            continue
        if _OF_ANOTHER_KIND.search(indicator.name.zh) and not _OF_ANOTHER_KIND.search(link.name.zh):
            continue
        mine = against.value(link.indicator, year)
        base, own = (
            base_value(indicator, value),
            None if mine is None else base_value(against.framework.indicators[link.indicator], mine),
        )
        # another scope of one thing is of its size; what is far off is another thing
        if base is None or own is None or not own or abs(base - own) * 5 > abs(own):
            continue
        shown = _shown(indicator, value)
        yield _check(
            "K31", Verdict.OTHER_SCOPE, i, claim,
            Text(f"与“{link.name.zh}”相符，但“{indicator.name.zh}”为 {shown.zh}", f"agrees with {link.name.en}, but {indicator.name.en} is {shown.en}"),
            indicator=indicator.name, id=indicator.id,
        )  # fmt: skip
        return


def _standards(document: Document, against: Against, linked: list[Linked]) -> Iterator[Check]:
    """A standard that the text quotes against the one in force on the value's date."""
    by_claim = {found.claim: found for found in linked if found.indicator is not None}
    for i, claim in enumerate(document.claims):
        said = claim.relation
        if said is None or said.kind != "standard" or said.of not in by_claim:
            continue
        level = by_claim[said.of]
        if level.value is None or not re.search(
            "国家|规定|法定|标准|要求", (said.ref or "") + document.mention(i).tail[:12]
        ):
            continue
        for standard in against.framework.standards.values():
            entry = standard.entry_on(level.value.as_of)
            if standard.spec.indicator != level.indicator or entry is None or entry.value is None:
                continue
            if standard.spec.units and level.value.org not in standard.spec.units:
                continue  # another government's own target
            indicator = against.framework.indicators[level.indicator or ""]
            limit = Fraction(entry.value) * indicator.unit.factor
            same = claim.interval.holds(limit)
            document_name = (
                against.framework.documents[entry.document].title
                if entry.document in against.framework.documents
                else None
            )
            where = f"{document_name.zh if document_name else entry.document} {entry.article}".strip()
            where_en = f"{document_name.en if document_name else entry.document} {entry.article}".strip()
            shown = f"{entry.op} {entry.value}{printed_unit(indicator.spec.unit)}"
            text = Text(
                f"“{standard.name.zh}”是 {shown}（{where}），文中写 {_text(claim)}",
                f"{standard.name.en} is {shown} ({where_en}); the text says {_text(claim)}",
            )
            yield _check(
                "K36",
                Verdict.CONSISTENT if same else Verdict.CONTRADICTS,
                i,
                claim,
                text,
                indicator=indicator.name,
                id=indicator.id,
            )
            break


def _shown(indicator: Indicator, value: Value) -> Text:
    assert value.exact is not None
    rounded = number(value.exact, indicator.spec.round.digits)
    return Text(
        f"{rounded}{printed_unit(indicator.spec.unit)}", f"{rounded} {printed_unit(indicator.spec.unit, 'en')}".strip()
    )


def _text(claim: Claim) -> str:
    return " ".join(claim.quantity.text.split())


def _check(code: str, verdict: Verdict, i: int, claim: Claim, text: Text, **data: object) -> Check:
    return Check(code, verdict, (i,), text, claim.span, claim.interval, data={"printed": _text(claim), **data})
