"""Random registers, forms, rows and chains of indicators: the engine and the wide oracle agree in every value."""

from __future__ import annotations

import datetime as dt
import itertools
import tempfile
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from packs_in_text import PackWriter, origin
from wide_oracle import (
    FACTORS,
    NA,
    Column,
    Formula,
    Measure,
    Oracle,
    Sheet,
    Version,
    day_of,
    form_yaml,
    measure_yaml,
    parts,
    shift,
)

from jiaodu.core.base.organisations import Organisation
from jiaodu.core.base.periods import PeriodKind
from jiaodu.core.facts.reading import MemoryFacts
from jiaodu.core.facts.staging import stage_rows
from jiaodu.core.framework import Framework
from jiaodu.core.indicators import Values, compute

YEARS = (2018, 2019, 2020)
MONTHS = (201812, 201901, 201902)
ORDINALS = {"calendar_year": YEARS, "school_year": YEARS, "month": MONTHS}
CHANGES = [dt.date(2018, 7, 10), dt.date(2019, 3, 1), dt.date(2019, 10, 1), dt.date(2020, 2, 15)]
STAGES, KINDS = ("primary", "junior"), ("x", "y")
ALL = ("school", "county", "city", "province")
UPPER = ALL[1:]

# --- the world ------------------------------------------------------------------------------------------------------


@st.composite
def successors(draw: st.DrawFn, codes: list[str]) -> str:
    heirs = draw(st.lists(st.sampled_from(codes), max_size=2, unique=True))
    if len(heirs) < 2 or draw(st.booleans()):
        return "、".join(heirs)
    share = draw(st.sampled_from([Fraction(1, 2), Fraction(3, 10), Fraction(1, 8)]))
    return f"{heirs[0]}:{float(share):g}、{heirs[1]}:{float(1 - share):g}"


@st.composite
def registers(draw: st.DrawFn) -> list[Version]:
    found = [Version("P", "province", ""), Version("C1", "city", "P"), Version("C2", "city", "P")]
    for county in ("K1", "K2", "K3"):
        found.append(Version(county, "county", draw(st.sampled_from(["C1", "C2"]))))
        fate = draw(st.integers(0, 7))
        if fate == 7:
            heirs = draw(successors([k for k in ("K1", "K2", "K3") if k != county]))
            found[-1] = replace(found[-1], closed=draw(st.sampled_from(CHANGES)), successor=heirs)
        if fate < 2:
            found.append(Version(county, "county", draw(st.sampled_from(["C1", "C2"])), draw(st.sampled_from(CHANGES))))
    schools = [f"S{i}" for i in range(draw(st.integers(2, 5)))]
    for school in schools:
        attributes = {
            "stage": draw(st.sampled_from([("primary",), ("junior",), STAGES])),
            "ownership": draw(st.sampled_from([("public",), ("public",), ("private",)])),
        }
        days = sorted(draw(st.sets(st.sampled_from(CHANGES), max_size=2)))
        fate = draw(st.sampled_from(["stays", "stays", "moves", "opens", "closes"])) if days else "stays"
        county = st.sampled_from(["K1", "K2", "K3"])
        closed = days[0] if fate == "closes" else None
        successor = draw(successors([s for s in schools if s != school])) if closed else ""
        start = days[0] if fate == "opens" else dt.date(1900, 1, 1)
        found.append(Version(school, "school", draw(county), start, closed, attributes, successor))
        if fate == "moves":
            found += [Version(school, "school", draw(county), day, None, attributes) for day in days]
    return found


ORDERS = st.sampled_from([(), ("stat", "school"), ("school", "stat"), ("stat",), ("school",)])


@st.composite
def sheet_sets(draw: st.DrawFn) -> list[Sheet]:
    two_dates = {"summer": ((0, "08-20"),), "end": ((0, "12-31"),)}
    moved_date = {"day": ((0, "09-01"), (2020, "10-15"))}
    dates = draw(st.sampled_from([{"end": ((0, "12-31"),)}, two_dates, moved_date]))
    items = {
        "n": Column("人", None, (), draw(ORDERS)), "p": Column("百人", None, (), draw(ORDERS)),
        "m": Column("万元", 2, (), draw(ORDERS)), "k": Column(codes=KINDS),
    }  # fmt: skip
    where = draw(st.sampled_from([{}, {"ownership": ("public",)}]))
    schools = Sheet(
        "schools",
        "school",
        draw(st.sampled_from(["calendar_year", "school_year"])),
        dates,
        items,
        ("stat", "school"),
        where,
    )
    each, sources = draw(st.sampled_from([(), ("stage",)])), draw(st.sampled_from([("stat",), ("school", "stat")]))
    plain = {"n": Column("人"), "m": Column("元", 1)}
    grain = {"stage": Column(codes=STAGES)}
    only = draw(st.sampled_from([{}, {}, {"stage": ("primary",)}]))
    stages = Sheet("stages", "school", "school_year", {"start": ((0, "09-01"),)}, plain, sources, only, each, grain)
    budget = Sheet(
        "budget", "county", "calendar_year", {"end": ((0, "12-31"),)}, {"m": Column("亿元", 4), "n": Column("人")}
    )
    months = Sheet("months", "county", "month", {"end": ((0, "end"),)}, {"n": Column("人"), "m": Column("元", 2)})
    return [schools, stages, budget, months]


@st.composite
def row_sets(draw: st.DrawFn, sheet: Sheet, versions: list[Version]) -> list[dict[str, Any]]:
    rows = []
    codes = sorted({v.code for v in versions if v.level == sheet.level})
    blank = draw(st.sampled_from([0, 0, 1]))
    for code, ordinal in itertools.product(codes, ORDINALS[sheet.kind]):
        stray = draw(st.integers(0, 11)) == 0
        for name in sheet.dates:
            sources = draw(st.sampled_from([s for n in (1, 2) for s in itertools.combinations(sheet.sources, n)]))
            if draw(st.integers(0, 11)) < blank:
                continue
            cells = list(itertools.product(*(c.codes for c in sheet.grain.values())))
            kept = [c for c in cells if not sheet.grain or draw(st.integers(0, 3))]
            for source, grain in itertools.product(sources, kept):
                row = {"org": code, "period": ordinal, "as_of": day_of(sheet, ordinal, name), "source": source}
                row |= dict(zip(sheet.grain, grain, strict=True))
                row |= {n: draw(cell_values(c, blank)) for n, c in sheet.items.items()}
                rows.append(row)
        if stray:
            row = {"org": "nobody", "period": ordinal, "as_of": day_of(sheet, ordinal), "source": "stat"}
            rows.append(row | {g: c.codes[0] for g, c in sheet.grain.items()} | {n: None for n in sheet.items})
    keys = ("org", "period", "as_of", *sheet.grain, "source")
    return list({tuple(r[k] for k in keys): r for r in rows}.values())


def cell_values(column: Column, blank: int) -> st.SearchStrategy[Any]:
    if column.codes:
        plain: st.SearchStrategy[Any] = st.sampled_from(column.codes)
    elif column.digits is None:
        plain = st.integers(0, 12)
    else:
        scale = Decimal(1).scaleb(-column.digits)
        plain = st.integers(-20, 10**6).map(lambda n: n * scale)
    if not blank:
        return plain
    odd = st.sampled_from([None, NA, NA])
    return st.integers(0, 7).flatmap(lambda n: odd if n == 0 else plain)


# --- indicators -----------------------------------------------------------------------------------------------------


@st.composite
def conditions(draw: st.DrawFn, sheet: Sheet, depth: int = 2) -> Formula:
    people = [n for n, c in sheet.items.items() if c.unit == "人"]
    kind = draw(st.sampled_from(["compare", "compare", "is", "and", "or", "not"] if depth else ["compare", "is"]))
    if kind in ("and", "or"):
        return (kind, draw(conditions(sheet, depth - 1)), draw(conditions(sheet, depth - 1)))
    if kind == "not":
        return (kind, draw(conditions(sheet, depth - 1)))
    coded = [(n, c.codes) for n, c in (*sheet.items.items(), *sheet.grain.items()) if c.codes]
    if kind == "is" and coded:
        name, codes = draw(st.sampled_from(coded))
        return ("is", name, tuple(sorted(draw(st.sets(st.sampled_from(codes), min_size=1)))))
    item = ("item", draw(st.sampled_from(people)))
    op = draw(st.sampled_from(["=", "<>", "<", "<=", ">", ">="]))
    return ("compare", op, item, ("number", Fraction(draw(st.integers(0, 12)))))


@st.composite
def aggregates(draw: st.DrawFn, sheet: Sheet, item: str, divisor: bool = False) -> Formula:
    verb = draw(
        st.sampled_from(["sum", "sum", "sum", "max"] if divisor else ["sum", "sum", "sum", "min", "max", "quantile"])
    )
    share = draw(st.sampled_from([Fraction(0), Fraction(1, 4), Fraction(1, 2), Fraction(9, 10), Fraction(1)]))
    condition = draw(st.none() | conditions(sheet))
    argument: Formula = ("item", item)
    if draw(st.integers(0, 4)) == 0:
        argument = (draw(st.sampled_from(["+", "-"])), argument, argument)
    if draw(st.integers(0, 4)) == 0:
        argument = ("*", argument, ("number", draw(st.sampled_from([Fraction(2), Fraction(11, 10)]))))
    return ("aggregate", verb, argument, condition, share if verb == "quantile" else None)


@st.composite
def table_measures(draw: st.DrawFn, id_: str, sheet: Sheet) -> Measure:
    levels = ALL[ALL.index(sheet.level) :]
    shape = draw(st.sampled_from(["people", "money", "share", "per head", "count"]))
    people = draw(st.sampled_from([n for n, c in sheet.items.items() if c.unit in ("人", "百人")]))
    if shape == "people":
        formula, unit = draw(aggregates(sheet, people)), draw(st.sampled_from(["人", "百人"]))
    elif shape == "money":
        formula, unit = draw(aggregates(sheet, "m")), draw(st.sampled_from(["元", "万元", "亿元"]))
    elif shape == "share":
        formula = ("/", draw(aggregates(sheet, "n")), draw(aggregates(sheet, people, True)))
        unit = draw(st.sampled_from(["percent", "ratio"]))
    elif shape == "per head":
        formula, unit = ("/", draw(aggregates(sheet, "m")), draw(aggregates(sheet, people, True))), "元/人"
    else:
        formula, unit = ("aggregate", "count", None, draw(st.none() | conditions(sheet)), None), "人"
    coded = [n for n, c in (*sheet.items.items(), *sheet.grain.items()) if c.codes]
    by = tuple(draw(st.sampled_from([(), (), *((c,) for c in coded)])))
    least = draw(st.sampled_from([Fraction(1), Fraction(1), Fraction(1, 2), Fraction(0)]))
    source = draw(st.sampled_from(["", "", *sheet.sources]))
    as_of = draw(st.sampled_from(["", *sheet.dates]))
    return Measure(id_, formula, unit, levels, sheet.id, None, by, least, source, as_of)


def dimension(unit: str) -> str:
    return {"人": "人", "百人": "人", "percent": "1", "ratio": "1", "元/人": "元/人"}.get(unit, "元")


@st.composite
def between_measures(draw: st.DrawFn, id_: str, known: list[Measure], kinds: dict[str, str]) -> Measure | None:
    a = draw(st.sampled_from(known))
    alike = [
        m for m in known
        if (not m.by or not a.by or m.by == a.by) and set(m.levels) & set(a.levels)
        and "month" not in {kinds[m.id], kinds[a.id]} - ({"month"} if kinds[m.id] == kinds[a.id] else set())
    ]  # fmt: skip
    b = draw(st.sampled_from(alike))
    levels = tuple(x for x in ALL if x in a.levels and x in b.levels)
    shapes = ["growth", "change", "two back"] + ["share", "share", "most"] * (dimension(a.unit) == dimension(b.unit))
    shape = draw(st.sampled_from(shapes))
    tree = draw(st.sampled_from(["restated", "as_reported"]))
    align = draw(st.sampled_from(["starts", "ends"])) if kinds[a.id] != kinds[b.id] else ""
    own: dict[str, Any] = {"levels": a.levels, "by": a.by}
    if shape == "growth":
        formula = ("-", ("/", ("ref", a.id), ("previous", a.id, 1)), ("number", Fraction(1)))
        return Measure(id_, formula, draw(st.sampled_from(["percent", "ratio"])), tree=tree, **own)
    if shape in ("change", "two back"):
        count = 1 if shape == "change" else 2
        unit = {"percent": "pp", "ratio": "ratio"}.get(a.unit, a.unit)
        change = ("-", ("ref", a.id), ("previous", a.id, count))
        if a.unit == "ratio" or unit == "pp":
            return None
        return Measure(id_, ("call", "abs", [change]), unit, tree=tree, **own)
    both: dict[str, Any] = {"levels": levels, "by": a.by or b.by, "align": align}
    if shape == "share":
        return Measure(id_, ("/", ("ref", a.id), ("ref", b.id)), "ratio", **both)
    verb = draw(st.sampled_from(["least", "greatest"]))
    return Measure(id_, ("call", verb, [("ref", a.id), ("ref", b.id)]), a.unit, **both)


@st.composite
def across_measures(draw: st.DrawFn, id_: str, known: list[Measure], sheets: dict[str, Sheet]) -> Measure | None:
    base = draw(st.sampled_from(known))
    below = draw(st.sampled_from(base.levels))
    levels = ALL[ALL.index(below) + 1 :]
    verb = draw(st.sampled_from(["cv", "cv", "mean", "sum", "min", "max", "gini", "quantile"]))
    if not levels or (base.across and base.formula[1] == "cv"):
        return None
    weight: str | int | Fraction | None = None
    if verb == "quantile":
        weight = draw(st.sampled_from([Fraction(0), Fraction(1, 4), Fraction(1, 2), Fraction(9, 10), Fraction(1)]))
    if verb in ("cv", "mean", "gini"):
        named = ["n"] if base.table else []
        weight = draw(st.sampled_from([1, *named]))
    if verb == "mean" and weight == 1 and draw(st.booleans()):
        weight = None
    unit = "ratio" if verb in ("cv", "gini") else base.unit
    return Measure(id_, ("across", verb, weight), unit, levels, across=(below, base.id), by=base.by)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Oracle, list[Version]]:
    versions = draw(registers())
    sheets = {s.id: s for s in draw(sheet_sets())}
    used = draw(st.sets(st.sampled_from(sorted(sheets)), min_size=1, max_size=2))
    measures = [
        draw(table_measures(f"t{i}_{s}", sheets[s])) for s in sorted(used) for i in range(draw(st.integers(1, 2)))
    ]
    rows = {s: draw(row_sets(sheets[s], versions)) for s in sorted(used)}
    for i in range(draw(st.integers(2, 6))):
        probe = Oracle(versions, list(sheets.values()), measures, rows)
        kinds = {m.id: probe.kind(m) for m in measures}
        usable = [m for m in measures if not (m.across and m.formula[1] == "cv")]
        make = (
            across_measures(f"d{i}", usable, sheets)
            if draw(st.booleans())
            else between_measures(f"d{i}", usable, kinds)
        )
        made = draw(make)
        if made is not None:
            measures.append(made)
    return Oracle(versions, [sheets[s] for s in sorted(used)], measures, rows), versions


# --- jiaodu's side --------------------------------------------------------------------------------------------------


def framework_of(oracle: Oracle) -> Framework:
    with tempfile.TemporaryDirectory() as folder:
        writer = PackWriter(Path(folder))
        forms = {s.id: form_yaml(s) for s in oracle.sheets.values()}
        return writer.add(forms=forms, indicators={m.id: measure_yaml(m) for m in oracle.measures.values()}).load()


def facts_in(framework: Framework, oracle: Oracle, versions: list[Version]) -> MemoryFacts:
    staged = []
    for form, rows in oracle.rows.items():
        given = []
        for number, row in enumerate(rows):
            missing = {k: "not_applicable" for k, v in row.items() if v == NA}
            given.append(
                {k: None if v == NA else v for k, v in row.items()} | {"_row": number, "_missing": missing or None}
            )
        if given:
            staged.append(stage_rows(framework.forms[form].table, origin(), given))
    units = [
        Organisation(v.code, v.code, v.level, v.parent, v.start, v.closed, v.attributes, "", v.successor)
        for v in versions
    ]
    return MemoryFacts(staged, units)


def evaluate(oracle: Oracle, versions: list[Version]) -> Values:
    framework = framework_of(oracle)
    periods = {PeriodKind(kind): ordinals for kind, ordinals in ORDINALS.items()}
    return compute(framework, facts_in(framework, oracle, versions), tuple(oracle.measures), periods=periods)


def cells_of(oracle: Oracle, m: Measure) -> list[tuple[str, ...]]:
    return list(itertools.product(*({"stage": STAGES, "k": KINDS}[b] for b in m.by)))


@settings(max_examples=4 * settings().max_examples)
@given(worlds())
def test_every_value(world: tuple[Oracle, list[Version]]) -> None:
    oracle, versions = world
    values = evaluate(oracle, versions)
    for m in oracle.measures.values():
        factor = FACTORS[m.unit]
        squared = m.across is not None and m.formula[1] == "cv"
        for ordinal, org, cell in itertools.product(ORDINALS[oracle.kind(m)], oracle.codes, cells_of(oracle, m)):
            found, wanted = values.value(m.id, org, ordinal, cell), oracle.answer(m.id, org, ordinal, cell)
            where = (m.id, org, ordinal, cell, found, wanted)
            assert found.status.name.lower() == wanted.status, where
            if squared and wanted.value is not None:
                assert found.exact is not None and abs(found.exact**2 - wanted.value) <= Fraction(1, 10**30), where
            else:
                assert found.exact == (None if wanted.value is None else wanted.value / factor), where
                if wanted.status == "ok":
                    assert (found.numerator, found.denominator) == (wanted.top, wanted.bottom), where
            if wanted.status != "not_applicable":
                assert (found.due, found.complete) == (wanted.due, wanted.complete), where
            if found.exact is not None:
                series = values.results.series(m.id, found.level)
                row = series.row(values.results.key(org, ordinal, cell) or 0)
                assert row is not None
                minus = any(p[0] == "-" for p in parts(m.formula)) or m.formula[0] != "aggregate"
                exact = float(found.exact * factor)
                assert abs(series.value[row] - exact) <= (1e-7 if minus else 1e-12) * max(1.0, abs(exact)), where


def test_shift_carries_months_into_years() -> None:
    assert [shift("month", 201901, n) for n in (-13, -1, 0, 11, 12)] == [201712, 201812, 201901, 201912, 202001]
