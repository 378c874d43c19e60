"""Who owes a form for a period: units of its level that the register shows on the reference date, below a place.

Floor: actions. In: a form, a period, the tree. Out: `Unit`s with the place where they stand today.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jiaodu.actions.holdings import view_on
from jiaodu.core.base.organisations import TreeView
from jiaodu.core.framework.model import Form
from jiaodu.core.indicators.frame import is_due


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that owes something. `area` is the path of the county in which it stands; its own where it stands above one."""

    code: str
    name: str
    name_en: str
    path: str
    area: str


def due_units(form: Form, period: int, path: str, today: TreeView) -> tuple[Unit, ...]:
    """The units at or below `path` that owe the form, sorted by path.

    Who owes it is asked of the register on the form's reference date; where a unit stands is asked of today's, because that is
    whose people fill in and review. A unit that is no longer there stands where it stood then.
    """
    then = view_on(form.date_of(period))
    units = [
        found[code]
        for code, unit in then.units.items()
        if unit.level == form.spec.level and is_due(unit, form)
        for found in (places(today) if code in today.units else places(then),)
        if found[code].path.startswith(path)
    ]
    return tuple(sorted(units, key=lambda u: u.path))


# the newest views with their places; a view is kept beside, so that its id is not given to another
_KEPT: dict[int, tuple[TreeView, Mapping[str, Unit]]] = {}


def places(view: TreeView) -> Mapping[str, Unit]:
    """Every unit of a view with its path: made once while the view stands."""
    kept = _KEPT.get(id(view))
    if kept is None:
        if len(_KEPT) >= 8:
            _KEPT.clear()
        kept = _KEPT[id(view)] = (view, _places(view))
    return kept[1]


def _places(view: TreeView) -> Mapping[str, Unit]:
    paths: dict[str, str] = {}

    def path(code: str, below: tuple[str, ...] = ()) -> str:
        if code not in view.units or code in below:
            return "/"
        if code not in paths:
            paths[code] = f"{path(view.units[code].parent, (*below, code))}{code}/"
        return paths[code]

    found = {}
    for code, unit in view.units.items():
        own = path(code)
        county = view.ancestors[code].get("county", "")
        area = path(county) if county and path(county) in own else own
        found[code] = Unit(code, unit.name, unit.name_en or unit.name, own, area)
    return found
