"""Worked examples of the packs: facts in, value and verdict out, through the real engine.

Floor: core.evaluation. In: a framework with examples. Out: problems: P12 what comes out otherwise, P13 what is not tried.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from jiaodu.core.base.organisations import LEVELS, Membership, Organisation, OrganisationTree
from jiaodu.core.base.periods import PeriodKind, parse_period
from jiaodu.core.base.problems import JiaoduError, Place, Problem, problem
from jiaodu.core.base.tables import Column, ItemType
from jiaodu.core.base.text import Text
from jiaodu.core.evaluation.evaluate import last_day, open_values, periods_of_year
from jiaodu.core.evaluation.grading import Grader
from jiaodu.core.evaluation.grading.methods import Range
from jiaodu.core.evaluation.judge import Judge
from jiaodu.core.evaluation.model import Verdict
from jiaodu.core.facts.reading import MemoryFacts
from jiaodu.core.facts.staging import Origin, Staged, stage_rows
from jiaodu.core.framework import schema
from jiaodu.core.framework.model import Form, Framework
from jiaodu.core.indicators import Value, Values, round_half_up
from jiaodu.core.rules import check_stored
from jiaodu.core.rules.rows import Periods

_ORIGIN = Origin("example", "", "", "rows", {})
_PLAIN = {"org", "name", "level", "parent", "valid_from", "closed", "successor", "groups"}


@dataclass
class Tried:
    """What data rules find in the data of examples, kept from one edition to the next. It goes by the example, the
    periods of its year, and the rules and forms that it reads: the engine is given nothing else."""

    found: list[tuple[schema.Example, Framework, Periods, list[Problem]]] = field(default_factory=list)

    def rules_differ(self, framework: Framework, example: schema.Example) -> list[Problem]:
        """D92 for each data rule that finds something else than the example says; asked once where all of it is equal."""
        read = _read_by_rules(framework, example)
        periods = periods_of_year(framework, parse_period(example.period).year)
        for *earlier, problems in self.found:
            if earlier == [example, read, periods]:
                return problems
        self.found.append((example, read, periods, list(_rules_differ(read, periods, example))))
        return self.found[-1][-1]


def check_examples(framework: Framework, tried_before: Tried | None = None) -> list[Problem]:
    """Run every example of a framework, and list the standards that lack one of the three cases.

    Args:
        framework: what is checked.
        tried_before: what an earlier edition tried; what is equal there is not tried again.
    """
    problems: list[Problem] = []
    tried: dict[str, set[str]] = {}
    ran = run_examples(framework, framework.examples, tried_before)
    for id_, example in framework.examples.items():
        found = ran[id_]
        problems += [p.at(Place(key=f"tests › {id_}")) if not str(p.place) else p for p in found]
        if example.standard and example.outcome:
            tried.setdefault(example.standard, set()).add(example.outcome)
    problems += untried_rules(framework)
    graded = {example.grading for example in framework.examples.values()}
    problems += [problem("G13", g.place, grading=i) for i, g in framework.gradings.items() if i not in graded]
    for id_, standard in framework.standards.items():
        lacking = [o for o in ("met", "not_met", "not_assessable") if o not in tried.get(id_, set())]
        if lacking:
            problems.append(problem("P13", standard.place, standard=id_, missing=lacking))
    return problems


def run_example(framework: Framework, example: schema.Example, before: Tried | None = None) -> list[Problem]:
    """Run one example: P12 for each thing that comes out otherwise."""
    try:
        found = list((before or Tried()).rules_differ(framework, example)) if example.finds else []
        if not (example.standard or example.indicator or example.grading):
            return found
        values, judge = _open(framework, example)
        return [*found, *_differences(framework, example, values, judge)]
    except JiaoduError as error:
        return list(error.problems)
    except (ValueError, ArithmeticError) as error:
        return [problem("P12", name=_name(example), found=str(error), wanted="—")]


def run_examples(
    framework: Framework, examples: Mapping[str, schema.Example], before: Tried | None = None
) -> dict[str, list[Problem]]:
    """Run many examples: those of a year in one evaluation, each with units of its own, since opening one is what takes
    long. Examples that look beyond their own units (schemes, data rules, groups) run alone, and so do those of a year
    in which one cannot be read, and those of units that standards name: under another code they would be other units.
    """
    together: dict[int, dict[str, schema.Example]] = {}
    named = _named_units(framework)
    for id_, example in examples.items():
        if _keeps_to_itself(example) and named.isdisjoint(
            (example.org, *(o.get("org", "") for o in example.organisations))
        ):
            together.setdefault(parse_period(example.period).year, {})[id_] = example
    found: dict[str, list[Problem]] = {}
    for year, batch in together.items():
        try:
            found |= _run_together(framework, [(id_, _apart(e, n)) for n, (id_, e) in enumerate(batch.items())], year)
        except (JiaoduError, ValueError, ArithmeticError):
            continue
    return {id_: found[id_] if id_ in found else run_example(framework, e, before) for id_, e in examples.items()}


def _named_units(framework: Framework) -> set[str]:
    """The codes of the units that standards and their exemptions name."""
    specs = [standard.spec for standard in framework.standards.values()]
    return {code for spec in specs for codes in (spec.units, *(e.orgs for e in spec.exemptions)) for code in codes}


def _keeps_to_itself(example: schema.Example) -> bool:
    asks = bool(example.standard or example.indicator) and not (example.grading or example.finds)
    return asks and not any("groups" in o for o in example.organisations)


def _apart(example: schema.Example, number: int) -> schema.Example:
    """The example with codes of its own, so that it can stand beside others."""

    def renamed(given: Mapping[str, str]) -> dict[str, str]:
        codes = ("org", "parent", "successor")
        return {k: f"{number}-{v}" if k in codes and v else v for k, v in given.items()}

    facts = {form: tuple(renamed({"org": example.org} | row) for row in rows) for form, rows in example.facts.items()}
    units = tuple(renamed(o) for o in example.organisations)
    return example.model_copy(update={"org": f"{number}-{example.org}", "facts": facts, "organisations": units})


def _run_together(
    framework: Framework, examples: list[tuple[str, schema.Example]], year: int
) -> dict[str, list[Problem]]:
    rows: dict[str, list[dict[str, Any]]] = {}
    units: list[Organisation] = []
    ids: dict[str, None] = {}
    for _, example in examples:
        units += _tree(framework, example)
        ids |= dict.fromkeys(_asked(framework, example))
        for form, given in example.facts.items():
            rows.setdefault(form, []).extend(_rows(framework.forms[form], given, example))
    staged = [stage_rows(framework.forms[form].table, _ORIGIN, found) for form, found in rows.items()]
    values, judge = open_values(framework, MemoryFacts(staged, OrganisationTree(units)), year, list(ids))
    return {id_: list(_differences(framework, example, values, judge)) for id_, example in examples}


def untried_rules(framework: Framework) -> list[Problem]:
    """D93: data rules without an example that they find something in, or without one that they leave alone."""
    tried: dict[str, set[bool]] = {}
    for example in framework.examples.values():
        for name, codes in example.finds.items():
            tried.setdefault(name, set()).add(bool(codes))
    cases = {True: Text("违反规则的", "data that break it"), False: Text("没有问题的", "clean data")}
    found = []
    for id_, rule in framework.rules.items():
        missing = [text for case, text in cases.items() if case not in tried.get(id_, set())]
        if missing:
            found.append(problem("D93", rule.place, rule=id_, missing=missing))
    return found


def _read_by_rules(framework: Framework, example: schema.Example) -> Framework:
    """The data rules that an example names, their forms and its own; nothing else of a framework."""
    rules = {id_: framework.rules[id_] for id_ in example.finds if id_ in framework.rules}
    named = [form.id for rule in rules.values() for form in (rule.form, rule.other) if form is not None]
    forms = {id_: framework.forms[id_] for id_ in (*example.facts, *named)}
    return Framework((), {}, {}, forms, {}, {}, {}, {}, None, None, "", rules)


def _rules_differ(read: Framework, periods: Periods, example: schema.Example) -> Iterator[Problem]:
    facts = _facts(read, example)
    found: dict[str, set[str]] = {}
    for each in check_stored(read, facts, periods):
        found.setdefault(str(each.data["rule_id"]), set()).add(each.code)
    for rule, codes in example.finds.items():
        if found.get(rule, set()) != set(codes):
            yield problem("D92", rule=rule, wanted=sorted(codes) or "—", found=sorted(found.get(rule, set())) or "—")


def _name(example: schema.Example) -> Any:
    return example.name or (example.standard or example.indicator or example.grading or "—")


def _open(framework: Framework, example: schema.Example) -> tuple[Values, Judge]:
    facts = _facts(framework, example)
    return open_values(framework, facts, parse_period(example.period).year, _asked(framework, example))


def _asked(framework: Framework, example: schema.Example) -> list[str]:
    """The indicators that an example asks for."""
    ids = [example.indicator] if example.indicator else []
    if example.standard:
        ids += framework.judged_by(framework.standards[example.standard])
    if example.grading:
        ids += framework.graded_by(framework.gradings[example.grading])
    return ids


def _facts(framework: Framework, example: schema.Example) -> MemoryFacts:
    """The facts of an example and its units."""
    staged = [_stage(framework.forms[f], rows, example) for f, rows in example.facts.items()]
    return MemoryFacts(staged, OrganisationTree(_tree(framework, example), _memberships(example)))


def _tree(framework: Framework, example: schema.Example) -> list[Organisation]:
    level = example.level or _level(framework, example)
    units = (
        [_organisation({"org": example.org, "level": level})]
        if all(o.get("org") != example.org for o in example.organisations)
        else []
    )
    return [*units, *(_organisation(o) for o in example.organisations)]


def _memberships(example: schema.Example) -> list[Membership]:
    """`groups: G1、G2` of a unit: the groups that it is in."""
    given = [(o["org"], o.get("groups", "")) for o in example.organisations]
    return [Membership(unit, group) for unit, groups in given for group in groups.split("、") if group]


def _level(framework: Framework, example: schema.Example) -> str:
    """Without a level given: that of the first form's units."""
    return framework.forms[next(iter(example.facts))].spec.level if example.facts else LEVELS[1]


def _organisation(given: Mapping[str, str]) -> Organisation:
    attributes = {k: tuple(v.split("、")) for k, v in given.items() if k not in _PLAIN}
    opened = dt.date.fromisoformat(given["valid_from"]) if given.get("valid_from") else dt.date(1900, 1, 1)
    closed = dt.date.fromisoformat(given["closed"]) if given.get("closed") else None
    return Organisation(
        given["org"], given.get("name", given["org"]), given["level"], given.get("parent", ""), opened, closed, attributes,
        successor=given.get("successor", ""),
    )  # fmt: skip


def _stage(form: Form, rows: tuple[dict[str, str], ...], example: schema.Example) -> Staged:
    return stage_rows(form.table, _ORIGIN, _rows(form, rows, example))


def _rows(form: Form, rows: tuple[dict[str, str], ...], example: schema.Example) -> list[dict[str, Any]]:
    columns = {c.name: c for c in (*form.table.grain, *form.table.items)}
    staged = []
    for number, given in enumerate(rows):
        # a form of another kind of period reads the example's year: the school year that starts in it
        text = given.get("period", str(parse_period(example.period).year))
        period = parse_period(text, None if form.spec.period is PeriodKind.MONTH else form.spec.period)
        day = dt.date.fromisoformat(given["as_of"]) if given.get("as_of") else form.reference_date(period)
        row: dict[str, Any] = {
            "org": given.get("org", example.org), "period": period.ordinal, "as_of": day,
            "source": given.get("source", form.spec.sources[0]), "_row": number,
        }  # fmt: skip
        row |= {name: _typed(columns[name], text) for name, text in given.items() if name in columns}
        staged.append(row)
    return staged


def _typed(column: Column, text: str | None) -> Any:
    if text is None or text == "":
        return None
    match column.type:
        case ItemType.COUNT:
            return int(text)
        case ItemType.NUMBER:
            return Decimal(text).quantize(Decimal(1).scaleb(-column.digits))
        case ItemType.DATE:
            return dt.date.fromisoformat(text)
        case ItemType.YES_NO:
            return text in ("true", "是", "yes", "1")
    return text


def _differences(framework: Framework, example: schema.Example, values: Values, judge: Judge) -> Iterator[Problem]:
    verdict = _verdict(framework, example, values, judge)
    value = _value(example, values, verdict)
    compared = value.exact if value else None
    if verdict is not None and verdict.compared is not None:
        compared = verdict.compared
    pairs: list[tuple[Any, Any]] = [
        (verdict.outcome.value if verdict else "—", example.outcome),
        (value.status.name.lower() if value else "—", example.status),
        (_number(compared, example.value), example.value),
        (_number(verdict.margin if verdict else None, example.margin), example.margin),
        (_number(verdict.own_margin if verdict else None, example.own_margin), example.own_margin),
    ]
    if example.grading:
        pairs += _graded(framework, example, judge)
    for found, wanted in pairs:
        if wanted is not None and found != wanted:
            yield problem("P12", name=_name(example), found=str(found), wanted=str(wanted))


def _graded(framework: Framework, example: schema.Example, judge: Judge) -> list[tuple[Any, Any]]:
    """What a scheme gives beside what the example says."""
    year = parse_period(example.period).year
    unit = judge.values.results.tree.last_known(example.org, last_day(year))
    level = unit.level if unit else ""
    graded = Grader(judge).grade(framework.gradings[example.grading or ""], example.org, level, year)
    total = graded.total.exact if graded.total else None
    parts = {p.part: p.points for p in graded.parts}
    return [
        *((f"{id_} {_points(parts.get(id_), wanted)}", f"{id_} {wanted}") for id_, wanted in example.points.items()),
        (graded.grade or "none", example.grade),
        (graded.state.value, example.state),
        (_number(total, example.total), example.total),
    ]


def _points(found: Range | None, wanted: str) -> str:
    """The points of a part to the digits that the example writes; open, or — where it has none."""
    if found is None:
        return "—"
    if found.exact is None:
        return "open"
    return str(_number(found.exact, Decimal(wanted))) if wanted not in ("open", "—") else str(found.exact)


def _number(found: Fraction | None, wanted: Decimal | None) -> Decimal | str:
    """A result to the digits that the example writes."""
    if found is None or wanted is None:
        return "—"
    exponent = wanted.as_tuple().exponent
    return round_half_up(found, max(0, -exponent) if isinstance(exponent, int) else 0)


def _verdict(framework: Framework, example: schema.Example, values: Values, judge: Judge) -> Verdict | None:
    if not example.standard:
        return None
    standard = framework.standards[example.standard]
    indicator = judge.indicator_of(standard)
    for ordinal in values.results.periods[indicator.period_kind]:
        for verdict in judge.judge(standard, example.org, ordinal):
            if not example.by or verdict.cell == tuple(example.by.values()):
                return verdict
    return None


def _value(example: schema.Example, values: Values, verdict: Verdict | None) -> Value | None:
    id_ = example.indicator or (verdict.indicator if verdict else None)
    if id_ is None:
        return None
    kind = values.framework.indicators[id_].period_kind
    return values.value(id_, example.org, values.results.periods[kind][0], tuple(example.by.values()))
