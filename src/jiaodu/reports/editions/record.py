"""The record of an edition: every figure that a report printed, the value and verdicts behind it, and the text.

Floor: reports. In: a `Document`. Out: `Edition`, named by its content: the same report has the same id, whenever it is
written. Exact numbers are fractions and are written as text.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from jiaodu.core.evaluation import Verdict
from jiaodu.core.evaluation.archive import value_from_json, value_to_json
from jiaodu.core.evaluation.model import verdict_from_json
from jiaodu.core.indicators import Value
from jiaodu.reports.document import Block, Chart, Document, Entry, Figure, Heading, Inline, Signature, Table, inlines_of

FORMAT = 1
SIGNATURE = "signature"
ID_PREFIX, ID_DIGITS = "ed-", 20


@dataclass(frozen=True, slots=True)
class PrintedFigure:
    """A figure as printed. `value` is the key of its `PrintedValue`; `block` counts the blocks of the body from 0.

    `part` says which number of the value it is, `standard` whose limit, margin or growth; `exact` is None where the
    figure was missing and printed a reason.
    """

    id: str
    text: str
    name: str
    value: str
    part: str
    standard: str
    exact: Fraction | None
    missing: bool
    block: int

    @property
    def slot(self) -> tuple[str, str, str]:
        """What the figure says, however often and wherever: value, part and standard."""
        return self.value, self.part, self.standard


@dataclass(frozen=True, slots=True)
class PrintedValue:
    """A value behind figures. `data` is the value as the evaluation's archive writes it, `verdicts` likewise; texts as
    printed in the annex. The result of a grading scheme has its texts alone: `data` is empty."""

    key: str
    name: str
    text: str
    data: Mapping[str, Any]
    verdicts: tuple[Mapping[str, Any], ...]

    @property
    def indicator(self) -> str:
        """The indicator's id."""
        return str(self.data.get("indicator", ""))

    @property
    def cell(self) -> tuple[str, ...]:
        """The cell of the breakdown; () for none."""
        return tuple(self.data.get("cell", ()))

    @property
    def exact(self) -> Fraction | None:
        """The value in the indicator's unit, None where it is missing."""
        exact = self.data.get("exact")
        return None if exact is None else Fraction(exact)

    @property
    def ordinal(self) -> int:
        """The period's number: a year, or YYYYMM."""
        return int(self.data.get("ordinal", 0))

    def behind(self) -> Value | None:
        """The value as it was computed; None for the line of a grading scheme."""
        return value_from_json(self.data) if self.data else None

    def judged(self) -> tuple[Verdict, ...]:
        """The verdicts, as they were made."""
        return tuple(verdict_from_json(v) for v in self.verdicts)


@dataclass(frozen=True, slots=True)
class Edition:
    """A report as it was written. `blocks` are plain mappings: kind, level, text, and inlines, which are texts,
    `{"figure": id, "text": …}` or `{"outcome": met, "text": …}`; a table has caption, header and rows of cells of inlines, and so has a chart;
    a signature has annexes, unit, day (ISO, '' where it was left open), dated (the day as printed) and contact."""

    id: str
    title: str
    addressee: str
    language: str
    org: str
    org_name: str
    year: int
    snapshot: str
    framework: str
    packs: tuple[str, ...]
    jiaodu: str
    characters: int
    limit: int | None
    figures: tuple[PrintedFigure, ...]
    values: tuple[PrintedValue, ...]
    blocks: tuple[Mapping[str, Any], ...]
    files: tuple[str, ...]
    made: str = ""
    template: str = "report"

    @property
    def day(self) -> dt.date | None:
        """The date that the document bears; None where it was left open."""
        said = next((str(b["day"]) for b in self.blocks if b["kind"] == SIGNATURE), "")
        return dt.date.fromisoformat(said) if said else None

    def figure(self, id_: str) -> PrintedFigure | None:
        """A figure by id."""
        return next((f for f in self.figures if f.id == id_), None)

    def value(self, key: str) -> PrintedValue:
        """The value behind a figure. Raises KeyError."""
        for found in self.values:
            if found.key == key:
                return found
        raise KeyError(key)

    def to_json(self) -> dict[str, Any]:
        """A plain mapping, the time of writing included."""
        return {"format": FORMAT, "id": self.id, "made": self.made} | self._content()

    def _content(self) -> dict[str, Any]:
        plain = (
            "title",
            "addressee",
            "language",
            "org",
            "org_name",
            "year",
            "snapshot",
            "framework",
            "jiaodu",
            "template",
        )
        return {
            **{name: getattr(self, name) for name in plain},
            "packs": list(self.packs), "characters": self.characters, "limit": self.limit,
            "figures": [_figure_json(f) for f in self.figures],
            "values": [
                {"key": v.key, "name": v.name, "text": v.text, "data": dict(v.data), "verdicts": list(v.verdicts)}
                for v in self.values
            ],
            "blocks": list(self.blocks), "files": list(self.files),
        }  # fmt: skip

    def content_id(self) -> str:
        """The id that this content has: of everything but the time of writing."""
        text = json.dumps(self._content(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return ID_PREFIX + hashlib.sha256(text.encode()).hexdigest()[:ID_DIGITS]


def record_edition(document: Document) -> Edition:
    """The record of a report."""
    blocks = tuple(_block(b) for b in document.blocks)
    places = {i.id: n for n, block in enumerate(document.blocks) for i in inlines_of(block) if isinstance(i, Figure)}
    edition = Edition(
        "", document.title, document.addressee, document.language, document.org, document.org_name, document.year,
        document.snapshot, document.framework, document.packs, document.jiaodu, document.characters, document.limit,
        tuple(_figure(f, places[f.id]) for f in document.figures()),
        tuple(_value(e) for e in document.annex), blocks, document.files, document.made, document.template,
    )  # fmt: skip
    return replace(edition, id=edition.content_id())


def edition_from_json(data: Mapping[str, Any]) -> Edition:
    """An edition as `to_json` wrote it. Raises KeyError, TypeError or ValueError for anything else."""
    if data["format"] > FORMAT:
        raise ValueError(f"format {data['format']}, this program knows {FORMAT}")
    values = tuple(
        PrintedValue(v["key"], v["name"], v["text"], v["data"], tuple(v["verdicts"])) for v in data["values"]
    )
    figures = tuple(
        PrintedFigure(**(f | {"exact": None if f["exact"] is None else Fraction(f["exact"])})) for f in data["figures"]
    )
    tuples = {name: tuple(data[name]) for name in ("packs", "blocks", "files")}
    given: dict[str, Any] = {name: data[name] for name in data if name not in ("format", "values", "figures")}
    return Edition(**(given | tuples), figures=figures, values=values)


def _figure_json(figure: PrintedFigure) -> dict[str, Any]:
    names = ("id", "text", "name", "value", "part", "standard", "missing", "block")
    exact = None if figure.exact is None else str(figure.exact)
    return {name: getattr(figure, name) for name in names} | {"exact": exact}


def _figure(figure: Figure, block: int) -> PrintedFigure:
    exact = Fraction(figure.exact) if figure.exact else None
    return PrintedFigure(
        figure.id, figure.text, figure.name, figure.entry, figure.part, figure.standard, exact, figure.missing, block
    )


def _value(entry: Entry) -> PrintedValue:
    data = value_to_json(entry.behind) if entry.behind else {}
    verdicts = tuple(r.behind.to_json() for r in entry.rulings if r.behind)
    return PrintedValue(entry.key, entry.name, entry.value, data, verdicts)


def _block(block: Block) -> dict[str, Any]:
    kind = type(block).__name__.lower()
    if isinstance(block, Heading):
        return {"kind": kind, "level": block.level, "text": block.text}
    if isinstance(block, Table):
        rows = [[list(_inlines(cell)) for cell in row] for row in block.rows]
        return {"kind": kind, "caption": block.caption, "header": list(block.header), "rows": rows}
    if isinstance(block, Chart):
        drawn = {"drawn": block.spec.kind, "indicator": block.spec.indicator, "note": block.spec.note}
        return _block(block.table) | {"kind": kind, "caption": block.caption} | drawn
    if isinstance(block, Signature):
        day = block.day.isoformat() if block.day else ""
        annexes = [[word, list(lines)] for word, lines in block.annexes]
        said = {"annexes": annexes, "unit": block.unit, "dated": block.dated, "contact": block.contact}
        return {"kind": kind, "day": day} | said
    return {"kind": kind, "note": block.note, "inlines": list(_inlines(block.inlines))}


def _inlines(inlines: Any) -> Iterator[Any]:
    """Runs as text, figures by id, the words of an outcome by the outcome."""
    found: tuple[Inline, ...] = tuple(inlines)
    for inline in found:
        if isinstance(inline, Figure):
            yield {"figure": inline.id, "text": inline.text}
        else:
            yield {"outcome": inline.outcome, "text": inline.text} if inline.outcome else inline.text
