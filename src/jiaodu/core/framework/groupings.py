"""Whether memberships hold: registered units and groups, kinds that fit, no overlap where a kind forbids it.

Floor: core.framework. In: memberships, the tree that holds their units, the kinds of groups. Out: problems by membership.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from jiaodu.core.base.organisations import FOR_EVER, Membership, OrganisationTree
from jiaodu.core.base.problems import Problem, problem
from jiaodu.core.base.text import Text
from jiaodu.core.framework import schema

Groupings = Mapping[str, schema.Grouping]


def kind_words(groupings: Groupings) -> dict[str, str]:
    """Every word for a kind of groups: its id, names and aliases, and the kind."""
    return {
        word: kind
        for kind, spec in groupings.items()
        for word in (kind, spec.name.zh, spec.name.en, *spec.aliases)
        if word
    }


def check_memberships(
    new: Sequence[Membership], tree: OrganisationTree, groupings: Groupings
) -> Iterator[tuple[int, Problem]]:
    """The problems of new memberships, each with the number of its membership. The tree holds those already known."""
    for i, m in enumerate(new):
        detail = _misfit(m, tree, groupings)
        if detail is not None:
            yield i, problem("V38", unit=m.unit, group=m.group, detail=detail)
        if m.until is not None and m.until <= m.valid_from:
            yield i, problem("V32", unit=m.unit, group=m.group, day=m.until.isoformat())
    yield from _overlaps(new, tree, groupings)


def level_of(code: str, tree: OrganisationTree) -> str:
    """The level of a unit, or the kind of a group, as last registered; empty for one that is unknown."""
    found = tree.last_known(code, dt.date.max)
    return found.level if found else ""


def _misfit(m: Membership, tree: OrganisationTree, groupings: Groupings) -> Text | None:
    for code in (m.unit, m.group):
        if code not in tree:
            return Text(f"{code} 没有登记", f"{code} is not registered")
    kind, level = level_of(m.group, tree), level_of(m.unit, tree)
    if kind not in groupings:
        return Text(
            f"{m.group} 的层级是“{kind}”,不是一种分组", f"{m.group} is of level “{kind}”, which is no kind of groups"
        )
    spec = groupings[kind]
    if level != spec.of:
        return Text(
            f"{spec.name.zh}由{spec.of}组成,{m.unit} 是{level}",
            f"{spec.name.en} holds units of level {spec.of}, {m.unit} is {level}",
        )
    if m.role and spec.roles and m.role not in spec.roles:
        return Text(
            f"没有角色“{m.role}”,可用:{'、'.join(c.name.zh for c in spec.roles.values())}",
            f"there is no role “{m.role}”; known: {', '.join(spec.roles)}",
        )
    return None


def _overlaps(new: Sequence[Membership], tree: OrganisationTree, groupings: Groupings) -> Iterator[tuple[int, Problem]]:
    """V33: new memberships during which their unit is in another group of a kind that forbids it."""
    numbers = {(m.unit, m.group, m.valid_from): i for i, m in enumerate(new)}
    everything = {(m.unit, m.group, m.valid_from): m for m in (*tree.memberships, *new)}
    mine: dict[tuple[str, str], list[Membership]] = defaultdict(list)
    touched = {m.unit for m in new}
    for m in everything.values():
        kind = level_of(m.group, tree)
        if m.unit in touched and kind in groupings and not groupings[kind].overlap:
            mine[m.unit, kind].append(m)
    for (unit, kind), found in mine.items():
        found.sort(key=lambda m: (m.valid_from, m.group))
        for at, later in enumerate(found):
            for earlier in found[:at]:
                if earlier.group != later.group and later.valid_from < (earlier.until or FOR_EVER):
                    number = numbers.get((later.unit, later.group, later.valid_from))
                    if number is None:
                        number = numbers.get((earlier.unit, earlier.group, earlier.valid_from))
                    if number is not None:
                        groups = [earlier.group, later.group]
                        day = later.valid_from.isoformat()
                        yield number, problem("V33", unit=unit, day=day, groups=groups, kind=groupings[kind].name)
