"""How far a round is: by place and form, counted in the database; down to the tasks of one unit.

Floor: actions. In: a round and a place within the actor's reach. Out: `Matrix` (places × forms of `Tally`s), pages of tasks.
"""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from jiaodu.actions.acting import Actor, NotThere, demand, may, reached
from jiaodu.actions.due_units import places
from jiaodu.actions.holdings import read_framework, read_tree, view_on
from jiaodu.actions.remembering import remember
from jiaodu.actions.rounds import TO_FILL, find_round
from jiaodu.core.base.organisations import LEVELS, OrganisationTree
from jiaodu.core.base.problems import JiaoduError, problem
from jiaodu.core.base.text import Text
from jiaodu.records.models import Round, Task

PAGE = 50
SORTS = ("unit", "completeness", "timeliness", "late", "returned", "problems")


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of tasks. `judged`: whose being on time is decided (submitted, or late and not submitted); `timely` of these.

    `problems` have errors at their last check. `filled` of `asked` are cells.
    """

    due: int = 0
    open: int = 0
    returned: int = 0
    submitted: int = 0
    reviewed: int = 0
    approved: int = 0
    late: int = 0
    problems: int = 0
    warned: int = 0
    timely: int = 0
    judged: int = 0
    filled: int = 0
    asked: int = 0

    @property
    def sent(self) -> int:
        """Submitted and not returned: under review, reviewed or approved."""
        return self.submitted + self.reviewed + self.approved

    @property
    def waiting(self) -> int:
        """Still to be filled in, with time left."""
        return self.open + self.returned - self.late

    @property
    def completeness(self) -> Fraction | None:
        """Sent ÷ due; None where nothing is due."""
        return Fraction(self.sent, self.due) if self.due else None

    @property
    def timeliness(self) -> Fraction | None:
        """First submitted on time ÷ submitted or overdue; None where nothing is decided yet."""
        return Fraction(self.timely, self.judged) if self.judged else None


NOTHING = Tally()
_COUNTS = tuple(f.name for f in fields(Tally))
_numbers = operator.attrgetter(*_COUNTS)


def add_up(tallies: Iterable[Tally]) -> Tally:
    """The sum of tallies."""
    found = list(tallies)
    if len(found) == 1:
        return found[0]
    return Tally(*map(sum, zip(*map(_numbers, found), strict=True))) if found else NOTHING


@dataclass(frozen=True, slots=True)
class FormHead:
    """A column: a form of the round."""

    form: str
    name: Text
    level: str


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A row: a place with its tallies by form. `own`: the forms of the place itself, not of those below it.

    `is_unit`: a single unit with nothing below it.
    """

    code: str
    name: Text
    path: str
    cells: Mapping[str, Tally]
    own: bool = False
    is_unit: bool = False

    @property
    def total(self) -> Tally:
        """All forms together."""
        return add_up(self.cells.values())


@dataclass(frozen=True, slots=True)
class Matrix:
    """Progress of a round at a place: its forms, the places below it, and the places above within reach."""

    round: Round
    place: PlaceLine
    above: tuple[tuple[str, Text], ...]
    forms: tuple[FormHead, ...]
    lines: tuple[PlaceLine, ...]
    levels: tuple[str, ...]
    level: str
    day: dt.date


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """Which tasks of a place: of a form, of a standing (a state, `late`, `problems`, `sent` or `due`)."""

    form: str = ""
    standing: str = ""


def read_progress(
    actor: Actor, number: int, *, unit: str = "", level: str = "", sort: str = "unit", descending: bool = False
) -> Matrix:
    """The matrix of a place: that of the round, or of a unit below it; by default the widest that the actor may see.

    `level` keeps the forms of one level of units only. Raises: NotThere for a round or unit out of reach; JiaoduError (A01).
    """
    made = find_round(actor, number)
    place = _place(actor, made, unit)
    heads = _heads(actor, made, place)
    levels = tuple(x for x in reversed(LEVELS) if any(h.level == x for h in heads))
    level = level if level in levels else ""
    heads = tuple(h for h in heads if not level or h.level == level)
    today, asked = timezone.localdate(), tuple(h.form for h in heads)
    counted = remember((made.pk, place, asked, today), lambda: _count(made, place, asked, today))
    shown = tuple(h for h in heads if any(h.form in cells for cells in counted.values()))
    lines = _lines(counted, place)
    total = PlaceLine(_code(place), _name(place, read_tree()), place, _added(counted.values()))
    return Matrix(
        made, total, _above(actor, made, place), shown, _sorted(lines, sort, descending), levels, level,
        timezone.localdate(),
    )  # fmt: skip


def sum_rounds(actor: Actor, rounds: Sequence[Round]) -> dict[int, Tally]:
    """The totals of rounds within the actor's reach, in one query."""
    if not rounds:
        return {}
    today = timezone.localdate()
    chosen = Q(pk__in=[])
    for made in rounds:
        # a county's tasks have its path as their area, so that the index of progress answers for whole counties
        own = reached(actor, "progress.see", made.path, "area" if _above_counties(actor) else "path")
        chosen |= Q(round_id=made.pk) & own
    found = Task.objects.filter(chosen).exclude(state=Task.State.VOID)
    key = ("sums", tuple(r.pk for r in rounds), tuple((g.role, g.path, *g.forms) for g in actor.grants), today)
    return remember(key, lambda: {number: Tally(*n) for number, *n in _counted(found, today, "round_id")})


def list_tasks(
    actor: Actor, number: int, *, unit: str = "", chosen: TaskFilter = TaskFilter(), page: int = 1
) -> tuple[Round, str, Page[Task]]:
    """A page of the tasks at or below a place, with its path; ordered by place and form."""
    made = find_round(actor, number)
    place = _place(actor, made, unit)
    found = tasks_at(actor, made, place, chosen).order_by("path", "form", "period")
    return made, place, Paginator(found, PAGE).get_page(page)


def extendable(
    actor: Actor, number: int, *, unit: str = "", chosen: TaskFilter = TaskFilter(), until: dt.date
) -> list[int]:
    """The numbers of all chosen tasks that a later day would help: not submitted, and due before it."""
    made = find_round(actor, number)
    found = tasks_at(actor, made, _place(actor, made, unit), chosen).filter(state__in=TO_FILL)
    return list(
        found.filter(Q(extended_to__lt=until) | Q(extended_to__isnull=True, due__lt=until)).values_list("pk", flat=True)
    )


def tasks_at(actor: Actor, made: Round, place: str, chosen: TaskFilter) -> QuerySet[Task]:
    """The tasks at or below a place of which the actor may see the progress, as chosen."""
    found = Task.objects.filter(reached(actor, "progress.see", place), at_place(made, place))
    if chosen.form:
        found = found.filter(form=chosen.form)
    return found.filter(_standing(chosen.standing, timezone.localdate()))


def at_place(made: Round, place: str) -> Q:
    """The tasks of a round at or below a place, by the index that fits."""
    if place == made.path:
        return Q(round=made)
    area = _area(place)
    if not area:
        return Q(round=made, area__under=place)
    return Q(round=made, area=area) if place == area else Q(round=made, area=area, path__under=place)


def is_late(today: dt.date) -> Q:
    """Tasks that are still to be filled in after their day."""
    passed = Q(extended_to__lt=today) | Q(extended_to__isnull=True, due__lt=today)
    return Q(state__in=TO_FILL) & passed


def _standing(standing: str, today: dt.date) -> Q:
    match standing:
        case "late":
            return is_late(today)
        case "problems":
            return Q(errors__gt=0) & ~Q(state=Task.State.VOID)
        case "sent":
            return Q(state__in=("submitted", "reviewed", "approved"))
        case "" | "due":
            return ~Q(state=Task.State.VOID)
        case _ if standing in Task.State.values:
            return Q(state=standing)
        case _:
            raise NotThere(standing)


def _place(actor: Actor, made: Round, unit: str) -> str:
    """The path of a unit in the round that the actor may look at."""
    if not unit:
        if may(actor, "progress.see", made.path):
            return made.path
        inside = sorted(
            (g.path for g in actor.grants if g.path.startswith(made.path) and may(actor, "progress.see", g.path)),
            key=len,
        )
        if not inside:
            raise JiaoduError(problem("A01", verb="progress.see", user=actor.name))
        return inside[0]
    known = places(view_on(timezone.localdate())).get(unit)
    path = known.path if known else made.tasks.filter(org=unit).values_list("path", flat=True).first()
    if not path or not path.startswith(made.path):
        raise NotThere(unit)
    demand(actor, "progress.see", path)
    return path


def _heads(actor: Actor, made: Round, place: str) -> tuple[FormHead, ...]:
    forms = read_framework(made.packs).forms
    heads = [
        FormHead(f.form, forms[f.form].name if f.form in forms else Text(f.form, f.form), f.level)
        for f in made.forms.all()
        if may(actor, "progress.see", place, f.form)
    ]
    # where each unit has its row, the forms of the many units stand before those of the county itself
    return tuple(sorted(heads, key=lambda h: -LEVELS.index(h.level)) if _area(place) else heads)


def _count(made: Round, place: str, forms: Sequence[str], today: dt.date) -> dict[str, dict[str, Tally]]:
    """Tallies by place and form. At or below a county each unit is counted by itself; above, county by county."""
    rows = Task.objects.filter(at_place(made, place), form__in=forms).exclude(state=Task.State.VOID)
    by = "path" if _area(place) else "area"
    found: dict[str, dict[str, Tally]] = {}
    for place_, form, *counts in _counted(rows, today, by, "form"):
        found.setdefault(place_, {})[form] = Tally(*counts)
    return found


def _counted(rows: QuerySet[Task], today: dt.date, *by: str) -> Iterable[tuple[Any, ...]]:
    """The groups of tasks, each with its numbers in the order of `Tally`."""
    late, each = is_late(today), Count("pk")
    counts: dict[str, Any] = {
        "due": each,
        **{s: Count("pk", filter=Q(state=s)) for s in ("open", "returned", "submitted", "reviewed", "approved")},
        "late": Count("pk", filter=late),
        "problems": Count("pk", filter=Q(errors__gt=0)),
        "warned": Count("pk", filter=Q(warnings__gt=0)),
        "timely": Count("pk", filter=Q(on_time=True)),
        "judged": Count("pk", filter=Q(on_time__isnull=False) | late),
        "filled": Sum("filled"),
        "asked": Sum("asked"),
    }
    named = {f"n_{name}": counts[name] for name in _COUNTS}
    found: Iterable[tuple[Any, ...]] = rows.order_by().values(*by).annotate(**named).values_list(*by, *named)
    return found


def _area(place: str) -> str:
    """The path of the county at or above a place; '' above counties."""
    view = view_on(timezone.localdate())
    unit = places(view).get(_code(place))
    if unit is None or "county" not in view.ancestors.get(unit.code, {}):
        return ""
    return unit.area


def _above_counties(actor: Actor) -> bool:
    """Whether all that the actor sees of progress are whole counties."""
    return all(not _area(g.path) or _area(g.path) == g.path for g in actor.grants)


def _lines(counted: Mapping[str, Mapping[str, Tally]], place: str) -> list[PlaceLine]:
    below: dict[str, list[Mapping[str, Tally]]] = {}
    for path, cells in counted.items():
        rest = path.removeprefix(place)
        below.setdefault(place + rest.split("/", 1)[0] + "/" if rest else place, []).append(cells)
    by_unit, tree = bool(_area(place)), read_tree()
    return [
        PlaceLine(_code(path), _name(path, tree), path, _added(cells), path == place, by_unit)
        for path, cells in below.items()
    ]


def _added(cells: Iterable[Mapping[str, Tally]]) -> Mapping[str, Tally]:
    several = list(cells)
    if len(several) == 1:
        return several[0]
    found: dict[str, list[Tally]] = {}
    for by_form in several:
        for form, tally in by_form.items():
            found.setdefault(form, []).append(tally)
    return {form: add_up(tallies) for form, tallies in found.items()}


def _sorted(lines: list[PlaceLine], sort: str, descending: bool) -> tuple[PlaceLine, ...]:
    keys: dict[str, Callable[[PlaceLine], object]] = {
        "completeness": lambda line: line.total.completeness or Fraction(0),
        "timeliness": lambda line: Fraction(-1) if (t := line.total.timeliness) is None else t,
        "late": lambda line: line.total.late,
        "returned": lambda line: line.total.returned,
        "problems": lambda line: line.total.problems,
    }
    # the place itself stands first, whatever the order of those below it
    lines.sort(key=lambda line: line.path)
    if sort in keys:
        lines.sort(key=keys[sort], reverse=descending)  # type: ignore[arg-type]
    elif descending:
        lines.reverse()
    return tuple(sorted(lines, key=lambda line: not line.own))


def _above(actor: Actor, made: Round, place: str) -> tuple[tuple[str, Text], ...]:
    """The places above, from the round's own down, as far as the actor may look at them."""
    codes = place.removeprefix(made.path).strip("/").split("/")[:-1] if place != made.path else None
    if codes is None:
        return ()
    paths = [made.path]
    for code in (c for c in codes if c):
        paths.append(f"{paths[-1]}{code}/")
    tree = read_tree()
    return tuple((_code(p), _name(p, tree)) for p in paths if may(actor, "progress.see", p))


def _code(path: str) -> str:
    return path.rstrip("/").rsplit("/", 1)[-1]


def _name(path: str, tree: OrganisationTree) -> Text:
    code = _code(path)
    return Text(tree.name(code), tree.name(code, "en"))
