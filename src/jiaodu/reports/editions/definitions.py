"""Definitions that differ between two frameworks: formulas, forms, standards, and which of them a figure rests on.

Floor: reports. In: two frameworks. Out: `ChangedDefinition`s with what was written before and after.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from jiaodu.core.base.text import Text
from jiaodu.core.framework import Framework
from jiaodu.core.framework.model import Standard
from jiaodu.reports.editions.mixing import WORDS, same_formula, written

LONGEST = 300


@dataclass(frozen=True, slots=True)
class ChangedDefinition:
    """An indicator, form or standard; '' on the side that has none. `place` is its file and line in the later packs."""

    kind: str
    id: str
    name: Text
    before: str
    after: str
    place: str

    def to_json(self) -> dict[str, Any]:
        """A plain mapping."""
        plain = {name: getattr(self, name) for name in ("kind", "id", "before", "after", "place")}
        return plain | {"name": {"zh": self.name.zh, "en": self.name.en}}


def changed_formulas(before: Framework, after: Framework) -> Iterator[ChangedDefinition]:
    """Indicators that both frameworks know and compute differently, and forms that differ."""
    old, new = written(before), written(after)
    for id_ in (i for i in new if i in old):
        one, other = old[id_], new[id_]
        if not same_formula(one, other):
            said = _differing(one.spec, other.spec, WORDS | {"formula"})
            sides = [" · ".join(x for x in (i.canonical, s) if x) for i, s in zip((one, other), said, strict=True)]
            yield ChangedDefinition("indicator", id_, other.name, sides[0], sides[1], str(other.place))
    for id_ in (i for i in after.forms if i in before.forms and before.forms[i].spec != after.forms[i].spec):
        said = _differing(before.forms[id_].spec, after.forms[id_].spec, frozenset({"layout", "description"}))
        if any(said):
            yield ChangedDefinition("form", id_, after.forms[id_].name, *said, str(after.forms[id_].place))


def changed_standards(before: Framework, after: Framework) -> Iterator[ChangedDefinition]:
    """Standards that differ, came or went."""
    for id_ in dict.fromkeys([*after.standards, *before.standards]):
        old, new = before.standards.get(id_), after.standards.get(id_)
        if old is None or new is None or old.spec != new.spec:
            standard = new or old
            assert standard is not None
            said = _differing(old.spec, new.spec, frozenset()) if old and new else (_limits(old), _limits(new))
            yield ChangedDefinition("standard", id_, standard.name, *said, str(standard.place))


def formulas_behind(changed: Sequence[ChangedDefinition], read: Iterable[tuple[str, Framework]]) -> tuple[int, ...]:
    """The numbers of the changed formulas and forms that indicators rest on, each asked in its framework."""
    names: set[tuple[str, str]] = set()
    for id_, framework in read:
        if id_ in framework.indicators:
            closure = [framework.indicators[i] for i in framework.closure([id_])]
            names |= {("indicator", i.id) for i in closure} | {("form", i.spec.table or "") for i in closure}
    return tuple(n for n, d in enumerate(changed, 1) if (d.kind, d.id) in names)


def standards_behind(
    changed: Sequence[ChangedDefinition], read: Iterable[tuple[str, Framework]], named: str
) -> tuple[int, ...]:
    """The numbers of the changed standards: the one that a figure names, else those on the indicator or below it."""
    found: set[str] = set()
    for id_, framework in read:
        asked = [named] if named else [s.id for s in framework.standards.values() if s.spec.indicator == id_]
        if id_ in framework.indicators:
            closure = [framework.indicators[i] for i in framework.closure([id_])]
            asked += [i.spec.across.standard for i in closure if i.spec.across and i.spec.across.standard]
        while asked:
            name = asked.pop()
            if name not in found and name in framework.standards:
                spec = framework.standards[name].spec
                asked += [*spec.members, *([spec.count_of.standard] if spec.count_of else [])]
            found.add(name)
    return tuple(n for n, d in enumerate(changed, 1) if d.id in found)


def _differing(one: BaseModel, other: BaseModel, without: frozenset[str]) -> tuple[str, str]:
    """The fields in which two definitions differ, on each side."""
    sides: tuple[list[str], list[str]] = ([], [])
    for name in type(one).model_fields:
        old, new = getattr(one, name), getattr(other, name)
        if name in without or old == new:
            continue
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            keys = [k for k in dict.fromkeys([*old, *new]) if old.get(k) != new.get(k)]
            old, new = {k: old[k] for k in keys if k in old}, {k: new[k] for k in keys if k in new}
        elif isinstance(old, tuple) and isinstance(new, tuple):
            old, new = tuple(x for x in old if x not in new), tuple(x for x in new if x not in old)
            if len(old) == len(new) == 1 and isinstance(old[0], BaseModel) and type(old[0]) is type(new[0]):
                said = _differing(old[0], new[0], frozenset())
                days = {getattr(x, "from_", None) for x in (old[0], new[0])}
                when = f" ({days.pop()})" if len(days) == 1 and None not in days else ""
                sides[0].append(f"{name}{when} {said[0]}")
                sides[1].append(f"{name}{when} {said[1]}")
                continue
        for side, value in zip(sides, (old, new), strict=True):
            side.append(f"{name}: {_plain(value)}")
    return "; ".join(sides[0]), "; ".join(sides[1])


def _plain(value: Any) -> str:
    """A field in the pack's own words, cut where it is long."""
    if isinstance(value, Text):
        said = value.zh
    elif isinstance(value, BaseModel):
        given = {(f.alias or n): getattr(value, n) for n, f in type(value).model_fields.items()}
        unset = {(f.alias or n): f.default for n, f in type(value).model_fields.items()}
        said = " ".join(f"{n}={_plain(v)}" for n, v in given.items() if v != unset[n])
    elif isinstance(value, Mapping):
        said = "{" + ", ".join(f"{k}: {_plain(v)}" for k, v in value.items()) + "}"
    elif isinstance(value, (tuple, list)):
        said = "[" + ", ".join(_plain(v) for v in value) + "]"
    else:
        said = str(value)
    return said if len(said) <= LONGEST else said[: LONGEST - 1] + "…"


def _limits(standard: Standard | None) -> str:
    return "" if standard is None else f"entries: {_plain(standard.spec.entries)}"


__all__ = ["ChangedDefinition", "changed_formulas", "changed_standards", "formulas_behind", "standards_behind"]
