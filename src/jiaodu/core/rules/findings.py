"""What a rule found becomes a problem: who, when, what was read in which cell, what was expected, kept or not.

Floor: core.rules. In: rows of a rule's query. Out: `Problem`s, bounded by rule and sheet, the rest counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from jiaodu.core.base.missing import REASON_NAMES, MissingReason
from jiaodu.core.base.periods import Period
from jiaodu.core.base.problems import Place, Problem, Severity, problem
from jiaodu.core.base.text import Text
from jiaodu.core.base.units import printed_unit
from jiaodu.core.facts.loads import LoadRecord
from jiaodu.core.facts.reading import Facts
from jiaodu.core.framework.model import Form, Rule
from jiaodu.core.rules.reasons import written_reason

BOUND = 200
KEPT: frozenset[Severity] = frozenset({"warning", "will_be_error"})


@dataclass(frozen=True, slots=True)
class Cell:
    """A value that a rule read: its item (None for a sum or a ratio), value, place, note and stated reason."""

    name: Text
    unit: str
    value: Any
    place: Place
    item: str = ""
    note: str = ""
    missing: str = ""

    def said(self, home: Place) -> Text:
        """Name, value and cell; the sheet only where it is another one than that of `home`."""
        where = self.place.cell
        if where and (self.place.file, self.place.sheet) != (home.file, home.sheet):
            parts = (self.place.file if self.place.file != home.file else "", self.place.sheet, where)
            where = " › ".join(part for part in parts if part)
        value = print_value(self.value, self.unit, self.missing)
        return Text(
            f"{self.name.zh} {value.zh}" + (f"({where})" if where else ""),
            f"{self.name.en} {value.en}" + (f" ({where})" if where else ""),
        )


def print_value(value: Any, unit: str = "one", missing: str = "") -> Text:
    """A value with its unit; a blank says so, or gives its stated reason."""
    if value is None:
        return REASON_NAMES[MissingReason(missing)] if missing in set(MissingReason) else Text("空", "blank")
    if isinstance(value, bool):
        return Text("是" if value else "否", "yes" if value else "no")
    if isinstance(value, (int, float, Decimal)):
        number = print_number(value)
        return Text(f"{number}{printed_unit(unit)}", f"{number} {printed_unit(unit, 'en')}".strip())
    return value if isinstance(value, Text) else Text(str(value), str(value))


def print_number(value: int | float | Decimal) -> str:
    """A number without exponent and trailing zeros; a computed one to four digits behind the point."""
    if isinstance(value, float):
        value = Decimal(f"{value:.4f}")
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value == value else "—"
    return str(value)


class Findings:
    """Collects the problems of rules over one set of facts."""

    def __init__(self, facts: Facts) -> None:
        self.facts, self.tree = facts, facts.tree()
        self.found: list[Problem] = []
        self._listed: Counter[tuple[str, str, str]] = Counter()
        self._left: Counter[tuple[str, str, str]] = Counter()
        self._rules: dict[str, Rule] = {}
        self._loads: dict[int, LoadRecord | None] = {}

    def org(self, code: str) -> Text:
        """The name of a unit."""
        return Text(self.tree.name(code), self.tree.name(code, "en"))

    def place(self, item: str, load: int | None, row: int | None, corrected: str | None = None) -> Place:
        """Where an item stood: in the cell of its row's load, or of the load that corrected it."""
        if corrected:
            load, row = (int(part) for part in corrected.split(":"))
        if load is None or row is None:
            return Place()
        if load not in self._loads:
            self._loads[load] = self.facts.load(load)
        record = self._loads[load]
        if record is None:
            return Place()
        return Place(record.origin.file, sheet=record.origin.sheet, cell=record.origin.cell(item, row))

    def cells(self, form: Form, items: Iterable[str], row: Mapping[str, Any]) -> list[Cell]:
        """The cells of items of a row as `cell_columns` brings them."""
        found = []
        for item in items:
            spec, value = form.item(item), row[item]
            if spec.codes and value in spec.codes:
                value = spec.codes[value].name
            place = self.place(item, row["_load"], row["_row"], row[f"@{item}"])
            note, missing = row[f"#{item}"] or "", row[f"?{item}"] or ""
            found.append(Cell(spec.name, spec.unit or "one", value, place, item, note, missing))
        return found

    def add(
        self,
        code: str,
        rule: Rule,
        key: tuple[str, int, Any],
        cells: Sequence[Cell],
        *,
        more: Sequence[Text] = (),
        **data: Any,
    ) -> None:
        """Note a finding about a unit, period and reference date; the first cell is the one to look at."""
        org, ordinal, as_of = key
        home = cells[0].place if cells else Place()
        if not self._room(rule, home):
            return
        said = [*(cell.said(home) for cell in cells), *more]
        place = Place(
            home.file, sheet=home.sheet, cell=home.cell, key=rule.id if home.file else f"{rule.id} {org} {ordinal}"
        )
        period = Period(rule.form.spec.period, ordinal)
        given = {
            "org": self.org(org), "period": Text(period.zh, str(period)), "rule": rule.name,
            "form": rule.form.name, "read": Text(";".join(s.zh for s in said), "; ".join(s.en for s in said)),
            "rule_id": rule.id, "unit": org, "ordinal": ordinal, "form_id": rule.form.id,
            "items": tuple(dict.fromkeys(c.item for c in cells if c.item)),
            "places": tuple(dict.fromkeys(c.place for c in cells if c.place.cell)),
        }  # fmt: skip
        severity = severity_on(rule, as_of)
        given |= {"keep": _how_to_keep(data.get("item")) if severity in KEPT else Text("", "")}
        made = problem(code, place, severity, **explained(rule), **(given | data))
        notes = [*(cell.note for cell in cells), *data.get("notes", ())]
        self.found.append(_kept(made, notes))

    def _room(self, rule: Rule, home: Place) -> bool:
        """Whether the rule may list one more finding of this sheet."""
        self._listed[rule.id, home.file, home.sheet] += 1
        if self._listed[rule.id, home.file, home.sheet] <= BOUND:
            return True
        self.rest(rule, home, 1)
        return False

    def rest(self, rule: Rule, home: Place, more: int) -> None:
        """Count findings of a rule and sheet that were not even read."""
        self._rules[rule.id] = rule
        self._left[rule.id, home.file, home.sheet] += more

    def problems(self) -> tuple[Problem, ...]:
        """All findings, and for each rule and sheet how many were left out (D20)."""
        rest = []
        for (id_, file, sheet), more in self._left.items():
            place = Place(file, sheet=sheet, key=id_)
            rest.append(problem("D20", place, rule=self._rules[id_].name, more=more, bound=BOUND, rule_id=id_))
        return (*self.found, *rest)

    def broken(self, rule: Rule, error: Exception) -> None:
        """D90: the rule could not be computed."""
        detail = str(error).splitlines()[0][:160]
        self.found.append(problem("D90", Place(key=rule.id), rule=rule.name, detail=detail, rule_id=rule.id))


def explained(rule: Rule) -> dict[str, Any]:
    """Why a rule matters, what to do, and who answers for it."""
    owner = rule.spec.owner
    return {
        "why": rule.spec.why,
        "remedy": rule.spec.remedy,
        "owner": Text(f"(由{owner}负责)", f" ({owner} answers for it)") if owner else Text("", ""),
    }


def severity_on(rule: Rule, as_of: Any) -> Severity:
    """What will be an error is one for data of that date and later."""
    if rule.spec.error_from is not None and as_of is not None and as_of >= rule.spec.error_from:
        return "error"
    return rule.spec.severity


def _how_to_keep(item: Text | None) -> Text:
    """What to do with a figure that is right after all."""
    name = item or Text("", "")
    return Text(
        f";确属实情的,在“说明”栏写明原因,只说这一项时写“{name.zh}:原因”(没有这一栏就加上)",
        f"; where the figures are right, write the reason under 说明, as “{name.zh}:reason” where it is of this item alone (add the column where there is none)",
    )


def _kept(found: Problem, notes: Sequence[str]) -> Problem:
    """A warning with a written reason is a note that carries it; an error cannot be kept."""
    reason = next((text for note in notes if (text := written_reason(note))), "")
    if not reason or found.severity not in KEPT:
        return found
    finding = Text(found.what("zh"), found.what("en"))
    data = dict(found.data) | {"finding": finding, "reason": reason, "kept": found.code}
    return problem("D30", found.place, **data)


def cell_columns(items: Iterable[str], alias: str = "") -> list[str]:
    """SQL columns that `Findings.cells` reads: value, corrected address, note, stated reason of each item."""
    dot = f"{alias}." if alias else ""
    columns = [f"{dot}_load AS _load", f"{dot}_row AS _row"]
    for item in dict.fromkeys(items):
        columns += [
            f'{dot}"{item}" AS "{item}"', f"{dot}_cells['{item}'] AS \"@{item}\"",
            f"{dot}_note['{item}'] AS \"#{item}\"", f"{dot}_missing['{item}'] AS \"?{item}\"",
        ]  # fmt: skip
    return columns
