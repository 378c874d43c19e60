"""The second oracle: forms of every period kind, sources, reference dates, due `each`, units, and chains of indicators.

It shares no code with jiaodu: plain loops over plain data, in fractions. Formulas are nested tuples, which `text` writes
as a pack does and `Oracle` computes by the words of ARCHITECTURE.md.
"""

from __future__ import annotations

import calendar
import datetime as dt
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

GRAVITY = ("ok", "not_applicable", "empty", "zero_denominator", "undefined", "not_assessable", "not_comparable")
LEVELS = ("province", "city", "county", "school")
NA = "n/a"
FACTORS = {
    "人": Fraction(1), "百人": Fraction(100), "元": Fraction(1), "万元": Fraction(10**4), "亿元": Fraction(10**8),
    "元/人": Fraction(1), "percent": Fraction(1, 100), "ratio": Fraction(1), "pp": Fraction(1, 100),
}  # fmt: skip
Formula = tuple[Any, ...]


@dataclass(frozen=True)
class Version:
    """A unit from a day on."""

    code: str
    level: str
    parent: str
    start: dt.date = dt.date(1900, 1, 1)
    closed: dt.date | None = None
    attributes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    successor: str = ""


@dataclass(frozen=True)
class Column:
    """An item: a unit and decimals (None: a count), or codes."""

    unit: str = ""
    digits: int | None = None
    codes: tuple[str, ...] = ()
    order: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A form. `dates` gives for each reference date the days that hold from a period on."""

    id: str
    level: str
    kind: str
    dates: dict[str, tuple[tuple[int, str], ...]]
    items: dict[str, Column]
    sources: tuple[str, ...] = ("stat",)
    where: dict[str, tuple[str, ...]] = field(default_factory=dict)
    each: tuple[str, ...] = ()
    grain: dict[str, Column] = field(default_factory=dict)

    def column(self, name: str) -> Column:
        return self.items.get(name) or self.grain[name]


@dataclass(frozen=True)
class Measure:
    """An indicator: over a table, between others, or across (a level and an indicator)."""

    id: str
    formula: Formula
    unit: str
    levels: tuple[str, ...]
    table: str = ""
    across: tuple[str, str] | None = None
    by: tuple[str, ...] = ()
    least: Fraction = Fraction(1)
    source: str = ""
    as_of: str = ""
    align: str = ""
    tree: str = ""


@dataclass(frozen=True)
class Out:
    """An answer in base units. `exists` is false where the unit has no line at all."""

    status: str
    value: Fraction | None = None
    top: Fraction | None = None
    bottom: Fraction | None = None
    due: int = 0
    complete: int = 0
    exists: bool = True


ABSENT = Out("not_applicable", exists=False)


def shift(kind: str, ordinal: int, count: int) -> int:
    """`count` periods later."""
    if kind != "month":
        return ordinal + count
    year, month = divmod(ordinal // 100 * 12 + ordinal % 100 - 1 + count, 12)
    return year * 100 + month + 1


def asked(unit: Version, sheet: Sheet, name: str) -> list[str]:
    """The values of an attribute for each of which the unit must report."""
    own = unit.attributes.get(name, ())
    return [v for v in own if v in sheet.where[name]] if name in sheet.where else list(own)


def day_of(sheet: Sheet, ordinal: int, name: str = "") -> dt.date:
    """The reference date inside a period."""
    if sheet.kind == "month":
        year, month = divmod(ordinal, 100)
        return dt.date(year, month, calendar.monthrange(year, month)[1])
    given = sheet.dates[name or next(iter(sheet.dates))]
    held = [day for first, day in given if first <= ordinal] or [given[0][1]]
    month, day = (int(p) for p in held[-1].split("-"))
    return dt.date(ordinal + (sheet.kind == "school_year" and month < 7), month, day)


# --- formulas as text -----------------------------------------------------------------------------------------------


def text(f: Formula) -> str:
    """A formula as a pack writes it."""
    kind = f[0]
    if kind == "number":
        return f"{float(f[1]):g}"
    if kind in ("item", "ref"):
        return str(f[1])
    if kind in ("+", "-", "*", "/"):
        return f"({text(f[1])} {kind} {text(f[2])})"
    if kind == "compare":
        return f"{text(f[2])} {f[1]} {text(f[3])}"
    if kind == "is":
        return f"{f[1]} in ({', '.join(repr(c) for c in f[2])})"
    if kind in ("and", "or"):
        return f"({text(f[1])} {kind} {text(f[2])})"
    if kind == "not":
        return f"not ({text(f[1])})"
    if kind == "aggregate":
        _, verb, argument, condition, share = f
        inside = "*" if argument is None else text(argument)
        inside += f", {float(share):g}" if share is not None else ""
        return f"{verb}({inside})" + (f" filter (where {text(condition)})" if condition else "")
    if kind == "previous":
        return f"previous({f[1]}, {f[2]})"
    if kind == "call":
        return f"{f[1]}({', '.join(text(a) for a in f[2])})"
    _, verb, weight = f
    if isinstance(weight, Fraction):
        return f"quantile(value, {float(weight):g})"
    return f"{verb}(value)" if weight is None else f"{verb}(value, weight => {weight})"


def parts(f: Formula) -> list[Formula]:
    """All tuples inside a formula that are formulas themselves."""
    found = [f]
    for part in f[1:]:
        if isinstance(part, tuple) and part and part[0] in _KINDS:
            found += parts(part)
        elif isinstance(part, list):
            found += [p for inner in part for p in parts(inner)]
    return found


_KINDS = {
    "number", "item", "ref", "+", "-", "*", "/", "compare", "is", "and", "or", "not", "aggregate", "previous", "call", "across"
}  # fmt: skip


def items_of(f: Formula) -> set[str]:
    """Items that a formula reads, those of its filters too."""
    return {p[1] for p in parts(f) if p[0] in ("item", "is")}


def leaves(f: Formula) -> list[Formula]:
    """References and earlier references."""
    return [p for p in parts(f) if p[0] in ("ref", "previous")]


# --- arithmetic -----------------------------------------------------------------------------------------------------


def combine(f: Formula, leaf: Callable[[Formula], tuple[str, Fraction | None]]) -> tuple[str, Fraction | None]:
    """Arithmetic between aggregates or indicators; the gravest status wins."""
    kind = f[0]
    if kind == "number":
        return "ok", f[1]
    if kind in ("+", "-", "*", "/"):
        (s, a), (t, b) = combine(f[1], leaf), combine(f[2], leaf)
        status = max(s, t, key=GRAVITY.index)
        if status != "ok":
            return status, None
        if kind == "/" and b == 0:
            return "zero_denominator", None
        assert a is not None and b is not None
        return "ok", a + b if kind == "+" else a - b if kind == "-" else a * b if kind == "*" else a / b
    if kind == "call":
        found = [combine(a, leaf) for a in f[2]]
        status = max((s for s, _ in found), key=GRAVITY.index)
        values = [v for _, v in found if v is not None]
        if status != "ok":
            return status, None
        return "ok", abs(values[0]) if f[1] == "abs" else min(values) if f[1] == "least" else max(values)
    return leaf(f)


def reckon(f: Formula, row: dict[str, Any]) -> Fraction | None:
    """A row expression; None where an item does not apply."""
    if f[0] == "number":
        return Fraction(f[1])
    if f[0] == "item":
        return None if row[f[1]] in (None, NA) else Fraction(row[f[1]])
    a, b = reckon(f[1], row), reckon(f[2], row)
    if a is None or b is None:
        return None
    return a + b if f[0] == "+" else a - b if f[0] == "-" else a * b


def holds(f: Formula | None, row: dict[str, Any]) -> bool | None:
    """A condition: true, false, or unknown where an item does not apply."""
    if f is None:
        return True
    if f[0] == "compare":
        a, b = reckon(f[2], row), reckon(f[3], row)
        if a is None or b is None:
            return None
        return {"=": a == b, "<>": a != b, "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[f[1]]
    if f[0] == "is":
        return None if row[f[1]] in (None, NA) else row[f[1]] in f[2]
    if f[0] == "not":
        inner = holds(f[1], row)
        return None if inner is None else not inner
    both = [holds(f[1], row), holds(f[2], row)]
    deciding = f[0] == "or"
    return deciding if deciding in both else None if None in both else not deciding


# --- the oracle -----------------------------------------------------------------------------------------------------


class Oracle:
    """Everything an evaluation sees, and its answers."""

    def __init__(
        self,
        versions: list[Version],
        sheets: list[Sheet],
        measures: list[Measure],
        rows: dict[str, list[dict[str, Any]]],
    ) -> None:
        self.versions, self.rows = versions, rows
        self.sheets = {s.id: s for s in sheets}
        self.measures = {m.id: m for m in measures}
        self.codes = sorted({v.code for v in versions})
        self.known: dict[tuple[Any, ...], Out] = {}

    def __repr__(self) -> str:
        formulas = [f"{m.id}: {text(m.formula)}  {m}" for m in self.measures.values()]
        rows = [f"{form} {row}" for form, found in self.rows.items() for row in found]
        return "\n".join(["Oracle", *map(str, self.sheets.values()), *formulas, *rows])

    # the tree

    def last(self, code: str, day: dt.date) -> Version:
        """The latest version not after a day, else the first."""
        found = sorted((v for v in self.versions if v.code == code), key=lambda v: v.start)
        return next((v for v in reversed(found) if v.start <= day), found[0])

    def open(self, code: str, day: dt.date) -> Version | None:
        """The unit as it was on a day."""
        version = self.last(code, day)
        closed = version.closed is not None and version.closed <= day
        return None if version.start > day or closed else version

    def above(self, code: str, day: dt.date, level: str) -> str | None:
        """The unit of a level over an open unit; the unit itself at its own level."""
        while code and (version := self.open(code, day)) is not None:
            if version.level == level:
                return code
            code = version.parent
        return None

    def stands(self, code: str, day: dt.date, level: str) -> str | None:
        """The same for a unit that may be closed by then; None where its pieces stand under different units."""
        if self.open(code, day):
            return self.above(code, day, level)
        last = self.last(code, day)
        since = last.closed - dt.timedelta(1) if last.closed else last.start
        found = {over for over, _ in self.places(code, since, day, level)}
        return found.pop() if len(found) == 1 else None

    def became(
        self, code: str, since: dt.date, day: dt.date, seen: tuple[str, ...] = (), again: bool = False
    ) -> dict[str, Fraction | None]:
        """What a unit that stood on a day has become by another: codes with shares, None where nobody says."""
        for version in sorted((v for v in self.versions if v.code == code and v.closed), key=lambda v: str(v.closed)):
            left = version.closed
            if not version.successor or left is None or left > day or not (left > since or (again and left == since)):
                continue
            found: dict[str, Fraction | None] = {}
            words = version.successor.split("、")
            heirs = [(w.split(":")[0], Fraction(w.split(":")[1]) if ":" in w else None) for w in words]
            if any(heir in seen or heir not in self.codes for heir, _ in heirs):
                return {code: Fraction(1)}
            for heir, share in heirs:
                for piece, part in self.became(heir, left, day, (*seen, code), self.open(heir, left) is None).items():
                    own = Fraction(1) if len(heirs) == 1 else share
                    whole = None if own is None or part is None else own * part
                    if piece in found:
                        before = found[piece]
                        whole = None if whole is None or before is None else before + whole
                    found[piece] = whole
            return found if len(found) > 1 else dict.fromkeys(found, Fraction(1))
        return {code: Fraction(1)}

    def places(
        self, code: str, since: dt.date, day: dt.date, level: str, seen: tuple[str, ...] = ()
    ) -> list[tuple[str | None, Fraction | None]]:
        """Where the pieces of a unit stand at a level."""
        found: list[tuple[str | None, Fraction | None]] = []
        for piece, share in self.became(code, since, day).items():
            last = self.last(piece, day)
            if self.open(piece, day):
                found.append((self.above(piece, day, level), share))
            elif last.level == level or not last.parent or piece in seen:
                found.append((piece if last.level == level else None, share))
            else:
                left = max(since, last.closed - dt.timedelta(1)) if last.closed else since
                for over, part in self.places(last.parent, left, day, level, (*seen, piece)):
                    found.append((over, None if share is None or part is None else share * part))
        return found

    # periods

    def kind(self, measure: Measure) -> str:
        if measure.table:
            return self.sheets[measure.table].kind
        if measure.across:
            return self.kind(self.measures[measure.across[1]])
        kinds = {self.kind(self.measures[leaf[1]]) for leaf in leaves(measure.formula)}
        return kinds.pop() if len(kinds) == 1 else "calendar_year"

    def day(self, measure: Measure, ordinal: int) -> dt.date:
        """The reference date of an indicator: that of the first thing it reads."""
        if measure.table:
            return day_of(self.sheets[measure.table], ordinal, measure.as_of)
        if measure.across:
            return self.day(self.measures[measure.across[1]], ordinal)
        first = self.measures[leaves(measure.formula)[0][1]]
        return self.day(first, self.aligned(measure, first, ordinal))

    def aligned(self, measure: Measure, operand: Measure, ordinal: int) -> int:
        """The operand's period for a period of the indicator."""
        return ordinal - (self.kind(operand) != self.kind(measure) and measure.align == "ends")

    # answers

    def answer(self, id_: str, org: str, ordinal: int, cell: tuple[str, ...] = ()) -> Out:
        """What jiaodu's `value` must say."""
        measure = self.measures[id_]
        unit = self.open(org, self.day(measure, ordinal))
        if unit is None or unit.level not in measure.levels:
            return ABSENT
        return self.at(measure, unit.level, org, ordinal, cell, 0)

    def at(self, m: Measure, level: str, org: str, ordinal: int, cell: tuple[str, ...], later: int) -> Out:
        key = (m.id, level, org, ordinal, cell, later)
        if key not in self.known:
            ask = self.over_table if m.table else self.across if m.across else self.between
            self.known[key] = ask(m, level, org, ordinal, cell, later)
        return self.known[key]

    def due(self, m: Measure, ordinal: int, later: int, level: str) -> list[tuple[str, Any, Any, dict[str, str]]]:
        """(unit, its unit of the level, the share that goes there, values of `each`) of everyone who must report."""
        sheet = self.sheets[m.table]
        day = day_of(sheet, ordinal, m.as_of)
        place = day_of(sheet, shift(sheet.kind, ordinal, later), m.as_of)
        found = []
        for code in self.codes:
            unit = self.open(code, day)
            if unit is None or unit.level != sheet.level:
                continue
            if not all(set(wanted) & set(unit.attributes.get(name, ())) for name, wanted in sheet.where.items()):
                continue
            overs: dict[str | None, Fraction | None] = {}
            for over, share in self.places(code, day, place, level):
                before = overs.get(over, Fraction(0))
                overs[over] = None if share is None or before is None else before + share
            if len(overs) == 1:
                overs = dict.fromkeys(overs, Fraction(1))
            for values in itertools.product(*(asked(unit, sheet, name) for name in sheet.each)):
                each = dict(zip(sheet.each, values, strict=True))
                found += [(code, over, share, each) for over, share in overs.items()]
        return found

    def leading(self, m: Measure, code: str, ordinal: int, each: dict[str, str]) -> list[dict[str, Any]]:
        """The rows of a unit: one row takes each item from its leading source, many rows lead as a whole."""
        sheet = self.sheets[m.table]
        day = day_of(sheet, ordinal, m.as_of)
        mine = [r for r in self.rows.get(m.table, []) if (r["org"], r["period"], r["as_of"]) == (code, ordinal, day)]
        there = {r["source"] for r in mine}

        def first(order: tuple[str, ...]) -> str | None:
            return next((s for s in ((m.source,) if m.source else order) if s in there), None)

        if sheet.grain:
            return [r for r in mine if r["source"] == first(sheet.sources) and each.items() <= r.items()]
        if first(sheet.sources) is None:
            return []
        by_source = {r["source"]: r for r in mine}
        found: dict[str, Any] = {}
        for name, column in sheet.items.items():
            source = first(column.order or sheet.sources)
            found[name] = None if source is None else by_source[source][name]
        return [found]

    def over_table(self, m: Measure, level: str, org: str, ordinal: int, cell: tuple[str, ...], later: int) -> Out:
        mine = [(c, share, each) for c, over, share, each in self.due(m, ordinal, later, level) if over == org]
        if not mine:
            return ABSENT
        out = self.over_units(m, mine, ordinal, cell)
        added = all(p[1] in ("sum", "count") for p in parts(m.formula) if p[0] == "aggregate")
        if any(share is None or (share != 1 and not added) for _, share, _ in mine):
            return Out("not_comparable", due=out.due, complete=out.complete)
        return out

    def over_units(self, m: Measure, everyone: list[tuple[str, Any, Any]], ordinal: int, cell: tuple[str, ...]) -> Out:
        sheet = self.sheets[m.table]
        if m.by and set(m.by) <= set(sheet.each):
            everyone = [(c, share, each) for c, share, each in everyone if tuple(each[b] for b in m.by) == cell]
        if not everyone:
            return Out("not_applicable")
        reads = items_of(m.formula) | set(m.by)
        computed = {i for p in parts(m.formula) if p[0] == "aggregate" and p[2] for i in items_of(p[2])}
        kept: list[dict[str, Any]] = []
        complete = lines = without = 0
        for code, share, each in everyone:
            rows = [{**row, "_share": share} for row in self.leading(m, code, ordinal, each)]
            if not rows or not all(row[i] is not None for row in rows for i in reads):
                continue
            complete += 1
            mine = [row for row in rows if not m.by or tuple(row[b] for b in m.by) == cell]
            kept += mine
            lines += bool(mine)
            without += any(bool(mine) and all(row[i] == NA for row in mine) for i in computed)
        counts = {"due": len(everyone), "complete": complete}
        if not complete or Fraction(complete, len(everyone)) < m.least:
            return Out("not_assessable", **counts)
        # nobody of those who answered has anything to compute with
        if (m.by and not lines) or (lines and lines == without):
            return Out("not_applicable" if complete == len(everyone) else "not_assessable", **counts)
        return self.finish(m.formula, lambda leaf: self.aggregate(sheet, leaf, kept), counts)

    @staticmethod
    def finish(formula: Formula, leaf: Callable[[Formula], tuple[str, Fraction | None]], counts: dict[str, int]) -> Out:
        status, value = combine(formula, leaf)
        if formula[0] == "/":
            return Out(status, value, combine(formula[1], leaf)[1], combine(formula[2], leaf)[1], **counts)
        return Out(status, value, value, None, **counts)

    @staticmethod
    def aggregate(sheet: Sheet, f: Formula, rows: list[dict[str, Any]]) -> tuple[str, Fraction | None]:
        _, verb, argument, condition, share = f
        kept = [row for row in rows if holds(condition, row) is True]
        if argument is None:
            return "ok", sum((row["_share"] or 0 for row in kept), Fraction(0))
        given = [(v, row["_share"] or 0) for row in kept if (v := reckon(argument, row)) is not None]
        values = sorted(v for v, _ in given)
        if verb == "count":
            return "ok", sum((share for _, share in given), Fraction(0))
        units = [sheet.column(p[1]).unit for p in parts(argument) if p[0] == "item"]
        factor = FACTORS[units[0]] if units else Fraction(1)
        if verb == "sum":
            return "ok", sum((v * share for v, share in given), Fraction(0)) * factor
        if not values:
            return "empty", None
        if verb in ("min", "max", "stated"):
            return "ok", (values[0] if verb == "min" else values[-1]) * factor
        at = (len(values) - 1) * Fraction(share)
        low = int(at)
        upper = values[min(low + 1, len(values) - 1)]
        return "ok", (values[low] * (1 - (at - low)) + upper * (at - low)) * factor

    def between(self, m: Measure, level: str, org: str, ordinal: int, cell: tuple[str, ...], later: int) -> Out:
        here: list[bool] = []
        covered: dict[Formula, Out] = {}

        def leaf(f: Formula) -> tuple[str, Fraction | None]:
            operand = self.measures[f[1]]
            back = f[2] if f[0] == "previous" else 0
            own = self.aligned(m, operand, ordinal)
            then = shift(self.kind(operand), own, -back)
            placed = later + (back if m.tree == "restated" else 0)
            found = self.at(operand, level, org, then, cell if operand.by else (), placed)
            covered.setdefault(f, found)
            if not back and operand.by == m.by:
                # a breakdown is that of the operand which has it
                here.append(found.exists)
                return found.status, found.value
            if self.apart(operand, then, own, back):
                return found.status, found.value
            return "not_comparable", None

        result = self.finish(m.formula, leaf, {})
        due = [out for out in covered.values() if out.due]
        least = min(due, key=lambda out: Fraction(out.complete, out.due), default=ABSENT)
        return replace(result, due=least.due, complete=least.complete) if any(here) else ABSENT

    def apart(self, operand: Measure, then: int, now: int, count: int) -> bool:
        first, last = self.day(operand, then), self.day(operand, now)
        if self.kind(operand) == "month":
            return (last.year - first.year) * 12 + last.month - first.month == count
        return (first.month, first.day) == (last.month, last.day) and last.year - first.year == count

    def across(self, m: Measure, level: str, org: str, ordinal: int, cell: tuple[str, ...], later: int) -> Out:
        assert m.across is not None
        below, base = m.across[0], self.measures[m.across[1]]
        day = self.day(base, shift(self.kind(base), ordinal, later))
        _, verb, weight = m.formula
        due = complete = skipped = 0
        found: list[tuple[Fraction, Fraction]] = []
        for code in self.codes:
            over = self.stands(code, day, level) if later else self.above(code, day, level)
            if over != org:
                continue
            unit = self.at(base, below, code, ordinal, cell, later) if self.of_level(code, below) else ABSENT
            if not unit.exists or not unit.due:
                continue
            due += 1
            if unit.status == "not_applicable":
                skipped += 1
                continue
            weighing = Out("ok", Fraction(1))
            if isinstance(weight, str):
                item = ("aggregate", "sum", ("item", weight), None, None)
                made = Measure(
                    f"{base.id}/{weight}", item, "", (), base.table, None, base.by, base.least, base.source, base.as_of
                )
                weighing = self.at(made, below, code, ordinal, cell, later)
            if unit.status == weighing.status == "ok":
                assert unit.value is not None and weighing.value is not None
                found.append((unit.value, weighing.value))
        complete = skipped + len(found)
        if not due:
            return ABSENT
        counts = {"due": due, "complete": complete}
        if skipped == due:
            return Out("not_applicable", **counts)
        if complete == skipped or Fraction(complete, due) < m.least:
            return Out("not_assessable", **counts)
        status, value = spread(verb, found, weight)
        return Out(status, value, value, None, **counts)

    def of_level(self, code: str, level: str) -> bool:
        return any(v.level == level for v in self.versions if v.code == code)


def spread(verb: str, pairs: list[tuple[Fraction, Fraction]], share: Any = None) -> tuple[str, Fraction | None]:
    """A verb over (value, weight). For cv the *square* is given: a root is not a fraction."""
    if verb in ("min", "max"):
        values = [x for x, _ in pairs]
        return ("ok", min(values) if verb == "min" else max(values)) if values else ("empty", None)
    if verb == "quantile":
        # every unit stands at k / (n - 1) of the way; between two of them the line is straight
        values = sorted(x for x, _ in pairs)
        steps = len(values) - 1
        for k in range(steps):
            if Fraction(k, steps) <= share <= Fraction(k + 1, steps):
                return "ok", values[k] + (values[k + 1] - values[k]) * (share * steps - k)
        return ("ok", values[0]) if values else ("empty", None)
    if verb == "gini" and any(w and min(x, w) < 0 for x, w in pairs):
        return "undefined", None
    total, weights = sum((w * x for x, w in pairs), Fraction(0)), sum((w for _, w in pairs), Fraction(0))
    if verb == "sum":
        return "ok", total
    if weights == 0:
        return "zero_denominator", None
    mean = total / weights
    if verb == "mean":
        return "ok", mean
    if verb == "gini" and total:
        apart = sum((v * w * abs(x - y) for x, w in pairs for y, v in pairs), Fraction(0))
        return "ok", apart / (2 * weights * total)
    if mean == 0:
        return "zero_denominator", None
    return "ok", sum((w * (x - mean) ** 2 for x, w in pairs), Fraction(0)) / weights / mean**2


# --- as a pack ------------------------------------------------------------------------------------------------------


def form_yaml(sheet: Sheet) -> dict[str, Any]:
    """The form as a pack writes it."""

    def column(name: str, c: Column) -> dict[str, Any]:
        made: dict[str, Any] = {"name": {"zh": f"{sheet.id}{name}", "en": name}}
        if c.codes:
            return made | {"type": "code", "codes": {x: {"name": {"zh": f"码{x}", "en": x}} for x in c.codes}}
        made |= {"type": "count" if c.digits is None else "number", "unit": c.unit}
        made |= {} if c.digits is None else {"digits": str(c.digits)}
        return made | ({"sources": list(c.order)} if c.order else {})

    dates = {n: [{"from": str(f), "day": d} for f, d in given] for n, given in sheet.dates.items()}
    return {
        "name": {"zh": f"表{sheet.id}", "en": sheet.id}, "level": sheet.level, "period": sheet.kind, "counts": "人",
        "reference_dates": dates, "sources": list(sheet.sources),
        "due": {"where": {k: list(v) for k, v in sheet.where.items()}, "each": list(sheet.each)},
        "grain": {n: column(n, c) for n, c in sheet.grain.items()},
        "items": {n: column(n, c) for n, c in sheet.items.items()},
    }  # fmt: skip


def measure_yaml(m: Measure) -> dict[str, Any]:
    """The indicator as a pack writes it."""
    made: dict[str, Any] = {"name": {"zh": f"指标{m.id}", "en": m.id}, "formula": text(m.formula), "unit": m.unit}
    made |= {"levels": list(m.levels), "coverage": f"{float(m.least):g}"}
    made |= {"across": {"level": m.across[0], "indicator": m.across[1]}} if m.across else {}
    for name in ("table", "source", "as_of", "align", "tree"):
        made |= {name: getattr(m, name)} if getattr(m, name) else {}
    return made | ({"by": list(m.by)} if m.table and m.by else {})
