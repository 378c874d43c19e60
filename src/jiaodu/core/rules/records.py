"""Rules on one row: required items, ranges, combinations of codes, conditions, sums of items, classes and pupils.

Floor: core.rules. In: rows and rules. Out: findings D01 to D05 and D10. All trials of a form are screened in one statement;
only those that fail are looked at row by row. Unknown (a blank, an inexact number) never breaks a rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import duckdb

from jiaodu.core.base.missing import MissingReason
from jiaodu.core.base.text import Text
from jiaodu.core.base.units import parse_unit, printed_unit
from jiaodu.core.formula.nodes import Item, Logic, Node
from jiaodu.core.formula.printing import print_sentence
from jiaodu.core.framework import schema
from jiaodu.core.framework.model import Amount, Form, Rule
from jiaodu.core.indicators.sql import row_sql
from jiaodu.core.rules.findings import BOUND, Findings, print_number, print_value
from jiaodu.core.rules.rows import RuleRows

SCREENED = 150


@dataclass(frozen=True, slots=True)
class Trial:
    """One thing to try on every row: SQL that is true where it fails, the items to show, what was expected.

    `computed` are amounts shown beside the items: name, unit, SQL.
    """

    rule: Rule
    code: str
    fails: str
    items: tuple[str, ...]
    expected: Text
    computed: tuple[tuple[Text, str, str], ...] = ()


def check_records(rows: RuleRows, form: Form, rules: Sequence[Rule], findings: Findings) -> None:
    """Try the rules of one form on its fresh rows."""
    table = rows.table(form)
    if table is None:
        return
    trials = [trial for rule in rules for trial in TRIALS[rule.kind](rule)]
    for start in range(0, len(trials), SCREENED):
        failing = list(_failing(rows, table, trials[start : start + SCREENED], findings))
        if failing:
            _list_rows(rows, table, form, failing, findings)


def _condition(rows: RuleRows, trial: Trial) -> str:
    parts = [f"coalesce({trial.fails}, false)"]
    if "where" in trial.rule.conditions:
        parts.append(f"coalesce({row_sql(trial.rule.conditions['where'])}, false)")
    if units := rows.units(trial.rule):
        parts.append(units)
    return " AND ".join(parts)


def _failing(rows: RuleRows, table: str, trials: Sequence[Trial], findings: Findings) -> Iterator[Trial]:
    """The trials that fail in any row. Where the statement cannot be computed, each is tried alone."""
    counts = [f"count(CASE WHEN {_condition(rows, trial)} THEN 1 END)" for trial in trials]
    try:
        found = rows.connection.sql(f"SELECT {', '.join(counts)} FROM {table} WHERE fresh").fetchall()[0]
    except duckdb.Error as error:
        if len(trials) == 1:
            findings.broken(trials[0].rule, error)
        else:
            for trial in trials:
                yield from _failing(rows, table, [trial], findings)
        return
    yield from (trial for trial, count in zip(trials, found, strict=True) if count)


def _list_rows(rows: RuleRows, table: str, form: Form, trials: Sequence[Trial], findings: Findings) -> None:
    """The failing rows of several trials, at most `BOUND` a trial and sheet; two statements, however many trials."""
    cases = ", ".join(f"CASE WHEN {_condition(rows, trial)} THEN {n} END" for n, trial in enumerate(trials))
    hits = (
        f"SELECT id, trial, load, count(*) OVER (PARTITION BY trial, load) AS in_sheet FROM (SELECT rowid AS id, _load AS load, _row, org, "
        f"unnest(list_filter([{cases}], lambda x: x IS NOT NULL)) AS trial FROM {table} WHERE fresh) "
        f"QUALIFY row_number() OVER (PARTITION BY trial, load ORDER BY _row, org) <= {BOUND} ORDER BY trial, load, _row, org"
    )
    found = rows.connection.sql(hits).fetchall()
    pages = _Pages(rows, table, form, trials, sorted({id_ for id_, *_ in found}))
    counted: set[tuple[int, int]] = set()
    for id_, n, load, in_sheet in found:
        trial, row = trials[n], pages.row(id_, n)
        cells = findings.cells(form, trial.items, row)
        more = [_computed(name, unit, row[f"={i}"]) for i, (name, unit, _) in enumerate(trial.computed)]
        findings.add(
            trial.code, trial.rule, (row["org"], row["period"], row["as_of"]), cells,
            more=[*more, *grain_said(form, row, trial.items)], expected=trial.expected, item=cells[0].name,
        )  # fmt: skip
        if in_sheet > BOUND and (n, load) not in counted:
            counted.add((n, load))
            findings.rest(trial.rule, cells[0].place, in_sheet - BOUND)


def _computed(name: Text, unit: str, value: Any) -> Text:
    shown = print_value(value, unit)
    return Text(f"{name.zh} {shown.zh}", f"{name.en} {shown.en}")


class _Pages:
    """The rows that failed, each value fetched once for all trials."""

    def __init__(self, rows: RuleRows, table: str, form: Form, trials: Sequence[Trial], ids: Sequence[int]) -> None:
        self.trials, self.grain = trials, tuple(form.spec.grain)
        items = dict.fromkeys(item for trial in trials for item in trial.items)
        plain = dict.fromkeys(
            ("org", "period", "as_of", *self.grain, *items, "_load", "_row", "_cells", "_note", "_missing")
        )
        columns = [f'"{name}"' for name in plain]
        columns += [f'{sql} AS "={n}={i}"' for n, t in enumerate(trials) for i, (_, _, sql) in enumerate(t.computed)]
        listed = (
            rows.connection.sql(
                f"SELECT rowid AS id, {', '.join(columns)} FROM {table} WHERE rowid IN ({', '.join(map(str, ids))})"
            )
            .to_arrow_table()
            .combine_chunks()
        )
        self.columns = {
            name: listed[name].chunk(0) if listed.num_rows else listed[name] for name in listed.column_names
        }
        self.at = {id_: n for n, id_ in enumerate(listed["id"].to_pylist())}

    def row(self, id_: int, trial: int) -> dict[str, Any]:
        """A row as `Findings.cells` reads it."""
        at, columns = self.at[id_], self.columns
        maps = {
            mark: dict(columns[name][at].as_py() or ())
            for mark, name in (("@", "_cells"), ("#", "_note"), ("?", "_missing"))
        }
        row = {name: columns[name][at].as_py() for name in ("org", "period", "as_of", "_load", "_row", *self.grain)}
        for item in self.trials[trial].items:
            row[item] = columns[item][at].as_py()
            row |= {f"{mark}{item}": found.get(item) for mark, found in maps.items()}
        row |= {f"={i}": columns[f"={trial}={i}"][at].as_py() for i in range(len(self.trials[trial].computed))}
        return row


def grain_said(form: Form, row: dict[str, Any], shown: Sequence[str] = ()) -> list[Text]:
    """The grain of a row in words: 学段 小学."""
    said = []
    for name, spec in form.spec.grain.items():
        if name in shown or row.get(name) is None:
            continue
        value = spec.codes[row[name]].name if row[name] in spec.codes else Text(str(row[name]), str(row[name]))
        said.append(Text(f"{spec.name.zh} {value.zh}", f"{spec.name.en} {value.en}"))
    return said


# --- what each kind tries ---------------------------------------------------------------------------------------


def _required(rule: Rule) -> Iterator[Trial]:
    for item in rule.lists["items"]:
        fails = f"(\"{item}\" IS NULL AND _missing['{item}'] IS NULL AND _hedge['{item}'] IS NULL)"
        yield Trial(rule, "D01", fails, (item,), Text("填报", "a value"))


def _range(rule: Rule) -> Iterator[Trial]:
    spec = rule.spec
    assert isinstance(spec, schema.Range)
    value, per = rule.amounts["value"], rule.amounts.get("per")
    unit = parse_unit(spec.unit)
    factor = unit.factor * (per.factor if per else 1) / value.factor
    below = row_sql(per.tree) if per else "1"
    fails = []
    for limit, sign in ((spec.minimum, "<"), (spec.maximum, ">")):
        if limit is not None:
            exact = Fraction(limit) * factor
            fails.append(f"{row_sql(value.tree)} * {exact.denominator} {sign} ({below}) * {exact.numerator}")
    tried = f"({' OR '.join(fails)})"
    if per:
        tried = f"(({below}) > 0 AND {tried})"
    items = items_of(value.tree, *([per.tree] if per else []))
    shown = f"({row_sql(value.tree)}) * CAST({float(value.factor)} AS DOUBLE) / (nullif({below}, 0) * {float(unit.factor * (per.factor if per else 1))})"
    computed = ((Text("算得", "computed"), spec.unit, shown),) if per or len(items) > 1 else ()
    yield Trial(rule, "D02", tried, items, _limits(spec.minimum, spec.maximum, spec.unit), computed)


def _limits(minimum: Decimal | None, maximum: Decimal | None, unit: str) -> Text:
    zh, en = printed_unit(unit), printed_unit(unit, "en")
    if minimum is None or maximum is None:
        limit = print_number(minimum if minimum is not None else maximum or Decimal(0))
        return (
            Text(f"不少于 {limit}{zh}", f"at least {limit} {en}".strip())
            if minimum is not None
            else Text(f"不超过 {limit}{zh}", f"at most {limit} {en}".strip())
        )
    low, high = print_number(minimum), print_number(maximum)
    return Text(f"在 {low} 至 {high}{zh} 之间", f"from {low} to {high} {en}".strip())


def _combination(rule: Rule) -> Iterator[Trial]:
    allowed, forbidden = rule.choices["allowed"], rule.choices["forbidden"]
    items = tuple(dict.fromkeys(name for given in (*allowed, *forbidden) for name in given))
    fails = []
    if allowed:
        fails.append(f"NOT ({' OR '.join(map(_fits, allowed))})")
    fails += [_fits(given) for given in forbidden]
    said = [_said(rule.form, given) for given in (allowed or forbidden)]
    zh, en = ";".join(s.zh for s in said), "; ".join(s.en for s in said)
    expected = Text(f"允许:{zh}", f"allowed: {en}") if allowed else Text(f"不允许:{zh}", f"not allowed: {en}")
    yield Trial(rule, "D03", f"({' OR '.join(fails)})", items, expected)


def _fits(given: Any) -> str:
    """Whether a row has one of the codes of every item; unknown where an item that matters is blank."""
    parts = [f'"{name}" IN ({", ".join(map(quoted, codes)) or "NULL"})' for name, codes in given.items()]
    return f"({' AND '.join(parts)})"


def _said(form: Form, given: Any) -> Text:
    parts = []
    for name, codes in given.items():
        spec = form.item(name)
        names = [spec.codes[c].name for c in codes]
        parts.append(
            Text(
                f"{spec.name.zh}为{'、'.join(n.zh for n in names)}",
                f"{spec.name.en} {' or '.join(n.en for n in names)}",
            )
        )
    return Text("且".join(p.zh for p in parts), " and ".join(p.en for p in parts))


def _row(rule: Rule) -> Iterator[Trial]:
    for tree in _all_of(rule.conditions["assert"]):
        yield Trial(rule, "D04", f"(({row_sql(tree)}) = false)", items_of(tree), sentence(rule, tree))


def _all_of(tree: Node) -> Iterator[Node]:
    """The conditions that must all hold, one by one: what is said then names only the figures that do not fit."""
    if isinstance(tree, Logic) and tree.op == "and":
        yield from _all_of(tree.left)
        yield from _all_of(tree.right)
    else:
        yield tree


def _sum_of_items(rule: Rule) -> Iterator[Trial]:
    """Total against parts in one row. With a part unknown, the others alone may already be too many."""
    spec = rule.spec
    assert isinstance(spec, schema.Sum)
    total = rule.amounts["total"]
    parts = [rule.amounts[f"part{i}"] for i in range(len(spec.parts))]
    terms = [exact_sql(part, part.factor / total.factor) for part in parts]
    whole = " + ".join(f"({t})" for t in terms)
    known = " + ".join(f"coalesce({t}, 0)" for t in terms)
    left, within = row_sql(total.tree), print_number(spec.within)
    few, many = f"{whole} < ({left}) - {within}", f"{known} > ({left}) + {within}"
    if not all(never_negative(rule.form, part.tree) for part in parts):
        many = f"{whole} > ({left}) + {within}"
    fails = {"=": f"({few} OR {many})", "<=": f"({many})", ">=": f"({few})"}[spec.op]
    expected = sum_said(
        spec, [sentence(rule, part.tree) for part in parts], sentence(rule, total.tree), unit_of(rule, total.tree)
    )
    shown = ((Text("分项合计", "sum of parts"), unit_of(rule, total.tree), known),)
    yield Trial(rule, "D05", fails, items_of(total.tree, *(p.tree for p in parts)), expected, shown)


def sum_said(spec: Any, parts: Sequence[Text], total: Text, unit: str) -> Text:
    """What a sum was expected to be, in words."""
    op = {"=": Text("等于", "equals"), "<=": Text("不超过", "is at most"), ">=": Text("不少于", "is at least")}
    word = op[getattr(spec, "op", "=")]
    zh = f"应为:{' ＋ '.join(p.zh for p in parts)} {word.zh} {total.zh}"
    en = f"expected: {' + '.join(p.en for p in parts)} {word.en} {total.en}"
    if spec.within:
        room = print_number(spec.within)
        zh, en = f"{zh}(允许相差 {room}{printed_unit(unit)})", f"{en} (within {room} {printed_unit(unit, 'en')})"
    return Text(zh, en)


def _classes(rule: Rule) -> Iterator[Trial]:
    spec = rule.spec
    assert isinstance(spec, schema.Classes)
    classes, pupils = row_sql(rule.amounts["classes"].tree), row_sql(rule.amounts["pupils"].tree)
    own = items_of(rule.amounts["pupils"].tree, rule.amounts["classes"].tree)
    low, high = print_number(spec.minimum), print_number(spec.maximum)
    mean = (Text("平均班额", "mean class size"), "one", f"CAST({pupils} AS DOUBLE) / nullif({classes}, 0)")
    fails = f"(({classes} = 0 AND {pupils} > 0) OR ({classes} > 0 AND ({pupils} < {classes} * {low} OR {pupils} > {classes} * {high})))"
    expected = Text(f"平均班额应在 {low} 至 {high} 之间", f"mean class size from {low} to {high}")
    yield Trial(rule, "D10", fails, own, expected, (mean,))
    if not spec.bands:
        return
    items = [rule.lists[f"band{i}"][0] for i in range(len(spec.bands))]
    counted = " + ".join(f'"{item}"' for item in items)
    said = Text(
        f"各档班数之和应等于{sentence(rule, rule.amounts['classes'].tree).zh}",
        f"classes by size add up to {sentence(rule, rule.amounts['classes'].tree).en}",
    )
    total = (Text("各档班数之和", "classes by size"), "one", counted)
    yield Trial(
        rule, "D10", f"({counted}) <> ({classes})", (*items_of(rule.amounts["classes"].tree), *items), said, (total,)
    )
    least = " + ".join(f'"{i}" * {print_number(b.minimum)}' for i, b in zip(items, spec.bands, strict=True))
    fails = f"({pupils}) < {least}"
    most = [
        f'"{i}" * {print_number(b.maximum)}' for i, b in zip(items, spec.bands, strict=True) if b.maximum is not None
    ]
    open_ended = [i for i, b in zip(items, spec.bands, strict=True) if b.maximum is None]
    if most:
        none_open = "".join(f' AND "{i}" = 0' for i in open_ended)
        fails = f"({fails} OR (({pupils}) > {' + '.join(most)}{none_open}))"
    said = Text("学生数应在各档班数所容的范围内", "pupils fit into the classes by size")
    shown = (Text("各档班数至少有学生", "pupils in these classes at least"), "人", least)
    yield Trial(rule, "D10", fails, (*items_of(rule.amounts["pupils"].tree), *items), said, (shown,))


TRIALS = {
    "required": _required, "range": _range, "combination": _combination, "row": _row, "sum": _sum_of_items, "classes": _classes,
}  # fmt: skip


# --- trees in SQL and in words ----------------------------------------------------------------------------------


def quoted(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def items_of(*trees: Node) -> tuple[str, ...]:
    """The items of trees, each once."""
    return tuple(dict.fromkeys(n.name for tree in trees for n in tree.walk() if isinstance(n, Item)))


def exact_sql(amount: Amount, factor: Fraction = Fraction(1)) -> str:
    """An amount times a factor of units, which are powers of ten; an item that is stated not to apply counts as 0."""
    sql = row_sql(amount.tree)
    if isinstance(amount.tree, Item):
        reason = MissingReason.NOT_APPLICABLE.value
        sql = f"CASE WHEN _missing['{amount.tree.name}'] = '{reason}' THEN 0 ELSE {sql} END"
    if factor == 1:
        return f"({sql})"
    if factor.denominator == 1:
        return f"(({sql}) * {factor.numerator})"
    return f"(({sql}) * {Decimal(factor.numerator) / Decimal(factor.denominator):f})"


def never_negative(form: Form, tree: Node) -> bool:
    """Whether an amount is a single item that cannot be below 0."""
    if not isinstance(tree, Item):
        return False
    minimum = form.item(tree.name).minimum
    return minimum is not None and minimum >= 0


def unit_of(rule: Rule, tree: Node) -> str:
    """The unit of the first item of a tree of the rule's form."""
    return next((rule.form.item(name).unit or "one" for name in items_of(tree)), "one")


def sentence(rule: Rule, tree: Node, form: Form | None = None) -> Text:
    """A tree in words."""
    form = form or rule.form

    def code(item: str, value: str) -> Text:
        codes = form.item(item).codes
        return codes[value].name if value in codes else Text(value, value)

    def name(item: str) -> Text:
        return form.item(item).name

    return Text(print_sentence(tree, "zh", name, code), print_sentence(tree, "en", name, code))
