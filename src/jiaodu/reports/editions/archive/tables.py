"""The tables of an archive: figures, values, verdicts, law, rows, loads, units. All as CSV, numbers with every digit.

Floor: reports. In: an `Edition`, its evaluation and the needs of its figures. Out: headers and rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import duckdb

from jiaodu.core.base.problems import JiaoduError
from jiaodu.core.evaluation import Evaluated
from jiaodu.core.evaluation.evaluate import last_day
from jiaodu.core.facts.loads import LoadRecord
from jiaodu.core.facts.reading import Facts, damaged
from jiaodu.core.framework import Framework
from jiaodu.reports.editions.archive.scope import Need, indicators_of
from jiaodu.reports.editions.record import Edition, PrintedFigure

Row = Sequence[Any]
DIGITS = 28

FIGURES = ("no", "id", "text", "indicator_name", "part", "standard", "exact", "decimal", "missing", "value", "section", "sentence")  # fmt: skip
VALUES = ("value", "name", "printed", "indicator", "formula", "formula_in_words", "unit_code", "unit_name", "period", "as_of", "breakdown", "status", "exact", "decimal", "numerator", "denominator", "measure", "due", "complete", "hedge", "forms")  # fmt: skip
VERDICTS = ("value", "standard", "name_zh", "name_en", "unit_code", "outcome", "basis", "op", "limit", "compared", "margin", "law", "article", "unverified", "reason_zh", "reason_en")  # fmt: skip
LAW = ("law", "title_zh", "title_en", "number", "issuer", "issued", "address", "article", "quotation", "summary_zh", "unverified", "standards", "sources")  # fmt: skip
INDICATORS = ("indicator", "name_zh", "name_en", "formula", "in_words_zh", "in_words_en", "unit", "table", "scope_zh", "law_or_note", "pack", "place")  # fmt: skip
COLUMNS = ("form", "form_name_zh", "form_name_en", "column", "name_zh", "name_en", "unit", "scope_zh", "codes")
LOADS = ("load", "form", "original", "file", "sheet", "orientation", "loaded", "sha256", "item", "place")
UNITS = ("code", "name", "name_en", "level", "parent", "valid_from", "closed", "successor", "attributes")


def decimal_of(number: Fraction | None) -> str:
    """A fraction with as many digits as it has, up to 28."""
    if number is None:
        return ""
    with localcontext() as context:
        context.prec = DIGITS
        return format(Decimal(number.numerator) / Decimal(number.denominator), "f")


def figure_rows(edition: Edition) -> Iterator[Row]:
    """A row for every figure, with the heading and the sentence in which it stands."""
    for number, figure in enumerate(edition.figures, 1):
        exact = "" if figure.exact is None else str(figure.exact)
        yield (
            number, figure.id, figure.text, figure.name, figure.part, figure.standard, exact, decimal_of(figure.exact),
            "yes" if figure.missing else "", figure.value, _section(edition, figure), _sentence(edition, figure),
        )  # fmt: skip


def _section(edition: Edition, figure: PrintedFigure) -> str:
    heads = [b["text"] for b in edition.blocks[: figure.block] if b["kind"] == "heading"]
    return heads[-1] if heads else ""


def _sentence(edition: Edition, figure: PrintedFigure) -> str:
    """The paragraph, or the row of the table."""
    block = edition.blocks[figure.block]
    if "rows" not in block:
        return _text(block.get("inlines", ()))
    rows = (r for r in block["rows"] if any(_is(i, figure.id) for cell in r for i in cell))
    return " | ".join(_text(cell) for cell in next(rows, ()))


def _is(inline: Any, id_: str) -> bool:
    return isinstance(inline, dict) and inline.get("figure") == id_


def _text(inlines: Iterable[Any]) -> str:
    return "".join(i if isinstance(i, str) else i["text"] for i in inlines)


def value_rows(edition: Edition, evaluated: Evaluated) -> Iterator[Row]:
    """A row for every value behind figures, with the formula and the parts of it."""
    framework, tree = evaluated.values.framework, evaluated.values.results.tree
    for value in edition.values:
        data = value.data
        if not data:
            yield (value.key, value.name, value.text, *[""] * (len(VALUES) - 3))
            continue
        indicator = framework.indicators.get(value.indicator)
        forms: list[str] = []
        words = formula = measure = ""
        if indicator is not None:
            formula, measure = indicator.canonical, indicator.spec.unit
            words = framework.sentence(indicator, "en" if edition.language == "en" else "zh")
            below = [framework.indicators[i].spec.table for i in framework.closure([indicator.id])]
            forms = sorted({table for table in below if table})
        yield (
            value.key, value.name, value.text, value.indicator, formula, words, data["org"], tree.name(data["org"]),
            data["period"], data["as_of"], " / ".join(data["cell"]), data["status"], data["exact"],
            decimal_of(value.exact), data["numerator"], data["denominator"], measure, data["due"], data["complete"],
            data["hedge"], " ".join(f"rows/{form}.csv" for form in forms),
        )  # fmt: skip


def verdict_rows(edition: Edition, framework: Framework) -> Iterator[Row]:
    """A row for every verdict on a value."""
    for value in edition.values:
        for v in value.judged():
            standard = framework.standards.get(v.standard)
            name = standard.name if standard else None
            yield (
                value.key, v.standard, name.zh if name else "", name.en if name else "", v.org, v.outcome.value, v.basis,
                v.op, v.limit, decimal_of(v.compared), decimal_of(v.margin), v.document, v.article,
                "yes" if v.unverified else "", v.reason.zh if v.reason else "", v.reason.en if v.reason else "",
            )  # fmt: skip


def law_rows(edition: Edition, evaluated: Evaluated) -> Iterator[Row]:
    """Every document and article that a verdict or a standard on a printed indicator rests on, with its quotation.

    An article that the pack cites but does not quote has an empty quotation; a plan or report that is no law stands here too,
    being what was cited.
    """
    framework = evaluated.values.framework
    cited = cited_articles(edition, framework)
    for (id_, article), standards in sorted(cited.items()):
        document = framework.documents[id_]
        quoted = document.articles.get(article)
        flag = document.unverified or (quoted is not None and quoted.unverified)
        files = {framework.standards[s].place.file for s in standards if s in framework.standards}
        yield (
            id_, document.title.zh, document.title.en, document.number, document.issuer.zh, document.issued,
            document.address, article, quoted.quote if quoted else "",
            quoted.summary.zh if quoted and quoted.summary else "", "yes" if flag else "", " ".join(sorted(standards)),
            " ".join(sorted(files)),
        )  # fmt: skip


def cited_articles(edition: Edition, framework: Framework) -> dict[tuple[str, str], set[str]]:
    """Document and article -> the standards that rest on it; documents of the round have no article."""
    printed = {v.indicator for v in edition.values if v.data}
    found: dict[tuple[str, str], set[str]] = {}
    for standard in framework.standards.values():
        if printed & {standard.spec.indicator, *framework.judged_by(standard)}:
            for entry in standard.spec.entries:
                found.setdefault((entry.document, entry.article), set()).add(standard.id)
    for value in edition.values:
        for verdict in value.verdicts:
            if verdict["document"]:
                found.setdefault((verdict["document"], verdict["article"]), set()).add(verdict["standard"])
    for id_ in framework.edition.documents:
        found.setdefault((id_, ""), set())
    return {key: standards for key, standards in found.items() if key[0] in framework.documents}


def indicator_rows(edition: Edition, evaluated: Evaluated) -> Iterator[Row]:
    """Every indicator behind the figures: its formula, as written and in words."""
    framework = evaluated.values.framework
    for i in indicators_of(edition, evaluated):
        scope, note = i.spec.scope.zh if i.spec.scope else "", i.spec.note.zh if i.spec.note else ""
        yield (
            i.id, i.name.zh, i.name.en, i.canonical, framework.sentence(i), framework.sentence(i, "en"), i.spec.unit,
            i.spec.table or "", scope, note, i.pack, str(i.place),
        )  # fmt: skip


def column_rows(needs: Iterable[Need]) -> Iterator[Row]:
    """What the columns of the row tables are called."""
    for need in needs:
        spec = need.form.spec
        for name in (*spec.grain, *need.items):
            item = need.form.item(name)
            codes = "; ".join(f"{code}={c.name.zh}" for code, c in item.codes.items())
            yield (
                need.form.id, spec.name.zh, spec.name.en, name, item.name.zh, item.name.en, item.unit or "",
                item.scope.zh if item.scope else "", codes,
            )  # fmt: skip


# --- rows of the store ----------------------------------------------------------------------------------------------


def row_header(need: Need) -> tuple[str, ...]:
    """The columns of a form's rows: key, items, what is said about them, and where they stood."""
    return (
        "unit_code", "unit_name", "period", "as_of", *need.form.spec.grain, "source", *need.items, "missing", "hedge",
        "note", "load", "row", "file", "sheet", "corrected",
    )  # fmt: skip


def source_rows(need: Need, facts: Facts, loads: dict[int, LoadRecord]) -> Iterator[Row]:
    """The rows that the figures read, by unit, period and source. `loads` takes the records that brought them.

    Raises:
        JiaoduError: S04 a data file is gone or damaged.
    """
    if facts.table(need.form.id) is None:
        return
    connection, source = facts.connection().cursor(), facts.source(need.form.id)
    try:
        there = {c[0] for c in connection.execute(f"SELECT * FROM {source} LIMIT 0").description or ()}
        grain = list(need.form.spec.grain)
        items = ", ".join(f'"{i}"' if i in there else f'NULL AS "{i}"' for i in need.items)
        keys = ", ".join(f'"{g}"' for g in grain)
        select = ", ".join(x for x in ("org, period, as_of", keys, "source", items, "_missing, _hedge, _note, _load, _row, _cells") if x)  # fmt: skip
        order = ", ".join(x for x in ("org, source", keys) if x)
        for (period, day), orgs in sorted(need.rows.items()):
            query = f"SELECT {select} FROM {source} WHERE period = ? AND as_of = ? AND org IN (SELECT unnest(?)) ORDER BY {order}"
            connection.execute(query, [period, day, sorted(orgs)])
            while rows := connection.fetchmany(10_000):
                yield from (_row(row, need, len(grain), facts, loads) for row in rows)
    except (duckdb.IOException, duckdb.InvalidInputException) as error:
        raise JiaoduError(damaged(need.form.id, error)) from error


def _row(row: tuple[Any, ...], need: Need, grain: int, facts: Facts, loads: dict[int, LoadRecord]) -> Row:
    org, period, day = row[:3]
    keys, source = row[3 : 3 + grain], row[3 + grain]
    items = row[4 + grain : 4 + grain + len(need.items)]
    missing, hedge, note, load, number, cells = row[4 + grain + len(need.items) :]
    corrected = {item: place for item, place in _pairs(cells) if item in need.items}
    for named in (load, *(int(place.partition(":")[0]) for place in corrected.values())):
        record = loads.get(named) or facts.load(named)
        if record is not None:
            loads[named] = record
    origin = loads[load].origin if load in loads else None
    said = [_said(x, need) for x in (missing, hedge, note)]
    other = "; ".join(f"{item}: load {place.replace(':', ' row ')}" for item, place in sorted(corrected.items()))
    shown = [_value(x) for x in items]
    return (
        org, facts.tree().name(org), period, day, *keys, source, *shown, *said, load, number,
        origin.file if origin else "", origin.sheet if origin else "", other,
    )  # fmt: skip


def _value(value: Any) -> Any:
    """Numbers as they are, without an exponent."""
    return format(value, "f") if isinstance(value, Decimal) else value


def _pairs(given: Any) -> list[tuple[str, str]]:
    return list(given.items()) if isinstance(given, dict) else list(given or ())


def _said(given: Any, need: Need) -> str:
    return "; ".join(f"{item}: {text}" for item, text in sorted(_pairs(given)) if item in need.items)


def load_rows(loads: dict[int, LoadRecord], originals: dict[str, str], items: set[str]) -> Iterator[Row]:
    """Where each item stood in each sheet that brought a row: with the row of the table, that is the cell."""
    for number, record in sorted(loads.items()):
        origin = record.origin
        for item, place in sorted(origin.addresses.items()):
            if item.partition("@")[0] in items:
                yield (
                    number, record.table, originals.get(origin.sha256, ""), origin.file, origin.sheet, origin.orientation,
                    record.when.isoformat(timespec="seconds"), origin.sha256, item, place,
                )  # fmt: skip


def unit_rows(needs: Iterable[Need], edition: Edition, facts: Facts) -> Iterator[Row]:
    """The units whose rows are there, and those above them, as registered. Contacts are nobody's business here."""
    tree = facts.tree()
    codes = {edition.org, *(org for need in needs for orgs in need.rows.values() for org in orgs)}
    view = tree.at(last_day(edition.year))
    codes |= {above for code in codes for above in view.ancestors.get(code, {}).values()}
    for row in tree.rows():
        if row.code in codes:
            attributes = "; ".join(f"{k}={'/'.join(v)}" for k, v in sorted(row.attributes.items()) if v)
            yield (
                row.code, row.name, row.name_en, row.level, row.parent, row.valid_from, row.closed, row.successor,
                attributes,
            )  # fmt: skip
