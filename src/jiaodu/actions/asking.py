"""What a pack edition asks of people: which forms, from which source, for which periods, answered for by whom.

Floor: actions. In: a framework. Out: ids of forms, sources, ordinals of periods, names of departments.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from jiaodu.core.base.periods import Align, PeriodKind, aligned_ordinal
from jiaodu.core.framework.computed import parse_computed
from jiaodu.core.framework.model import Form, Framework


def asked_forms(framework: Framework, packs: Sequence[str]) -> frozenset[str]:
    """Ids of the forms that packs (`id@edition`) need: their own, and those that their indicators, standards and tables read.

    A pack without indicators of its own, or one that is there for others, needs all of its forms.
    """
    return frozenset().union(*(_asked(framework, name.partition("@")[0]) for name in packs))


def source_of(form: Form, framework: Framework) -> str | None:
    """The source that people fill in: the first that is not official statistics. None where people fill in nothing."""
    if form.spec.is_register or all(item.computed for item in form.spec.items.values()):
        return None
    return next((s for s in form.spec.sources if not framework.sources[s].official), None)


def owners_of(form: Form) -> tuple[str, ...]:
    """The departments that the pack names for the form's items (责任分解), in the order of the items."""
    return tuple(dict.fromkeys(item.owner for item in form.spec.items.values() if item.owner))


def owned_items(form: Form, department: str) -> tuple[str, ...]:
    """The items of a form for which a department answers; all for no department."""
    return tuple(i for i, item in form.spec.items.items() if not department or item.owner in ("", department))


def period_of(form: Form, framework: Framework, year: int) -> tuple[int, ...]:
    """The ordinals of the periods that a round of a year asks for: one, or the twelve months."""
    match form.spec.period:
        case PeriodKind.CALENDAR_YEAR:
            return (year,)
        case PeriodKind.SCHOOL_YEAR:
            aligns = (p.spec.editions[p.edition].align for p in reversed(framework.packs))
            return (aligned_ordinal(next((a for a in aligns if a), Align.STARTS), year),)
        case PeriodKind.MONTH:
            return tuple(year * 100 + month for month in range(1, 13))


def deadline_of(form: Form, framework: Framework) -> dt.date | None:
    """The earliest deadline that the frame of the year states for anything that reads the form."""
    if framework.frame is None:
        return None
    found = [
        task.deadline
        for focus in framework.frame.focuses.values()
        for task in focus.tasks
        if task.deadline and form.id in _tables(framework, (*task.indicators, *_judged(framework, task.standards)))
    ]
    return min(found, default=None)


def _asked(framework: Framework, pack: str) -> frozenset[str]:
    key = (framework.hash, pack)
    if key not in _ASKED:
        _ASKED[key] = frozenset(_read_by(framework, pack))
    return _ASKED[key]


# by the framework's hash: the packs of a deployment are few
_ASKED: dict[tuple[str, str], frozenset[str]] = {}


def _read_by(framework: Framework, pack: str) -> set[str]:
    own = [f for f in framework.forms.values() if f.pack == pack]
    computed = [item.computed for f in own for item in f.spec.items.values() if item.computed]
    terms = [t for text in computed for t in parse_computed(text).terms()]
    read = [i.id for i in framework.indicators.values() if i.pack == pack]
    read += _judged(framework, (s.id for s in framework.standards.values() if s.pack == pack))
    read += _judged(framework, (t.id for t in terms if t.kind in ("standard", "met", "judged")))
    read += [t.id for t in terms if t.kind == "indicator"]
    read += [i for g in framework.gradings.values() if g.pack == pack for i in framework.graded_by(g)]
    if any(p.id == pack and p.spec.shared for p in framework.packs):
        return {f.id for f in own}
    forms = {f.id for f in own} | {t.id for t in terms if t.kind == "item"} | _tables(framework, read)
    return forms if read else set(framework.forms)


def _judged(framework: Framework, standards: Iterable[str]) -> list[str]:
    return [i for s in standards if s in framework.standards for i in framework.judged_by(framework.standards[s])]


def _tables(framework: Framework, indicators: Iterable[str]) -> set[str]:
    known = [i for i in indicators if i in framework.indicators]
    return {t for i in framework.closure(known) if (t := framework.indicators[i].spec.table)}
