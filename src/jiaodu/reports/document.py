"""The document tree: what a report is made of, before it is a Word file or a page.

Floor: reports. In: made by `compose`. Out: read by the writers. Every number that comes from a value is a `Figure`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jiaodu.core.base.problems import Problem
from jiaodu.core.base.text import Language
from jiaodu.core.evaluation import Verdict
from jiaodu.core.indicators import Status, Value
from jiaodu.reports.charts.spec import Spec


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in the text, bound to a value. `id` is ASCII, at most 40 characters, unique in the document.

    `entry` names the line of the annex that stands behind it; `part` says which number of the value it is, one of
    `core.framework.references.PARTS` (or grade, of a grading scheme). A missing one prints its reason and no digit of
    a value. `exact` is the number behind the text as a fraction (12/7), '' where there is none; `standard` whose limit,
    margin or growth it is.
    """

    id: str
    text: str
    name: str
    entry: str
    missing: bool = False
    part: str = "value"
    exact: str = ""
    standard: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """Plain text. A text that says an outcome names it (met, not_met …), so that a writer can set it off."""

    text: str
    strong: bool = False
    outcome: str = ""


Inline = Run | Figure


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is 一、, level 2 is （一）."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of runs and figures."""

    inlines: tuple[Inline, ...]
    note: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table; cells are runs and figures. `widths` are shares of the width of the page."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[tuple[Inline, ...], ...], ...]
    widths: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart. Its table stands in the annex of charts: whoever cannot see the picture reads it there."""

    caption: str
    spec: Spec
    table: Table


@dataclass(frozen=True, slots=True)
class Signature:
    """What stands below the body of an official document: the annexes by name, who issues it, its date, whom to ask.

    `annexes` are lists with their word (附件, 附表) and their lines, numbered where there are several. `day` is None where
    nobody gave one: `dated` then leaves room to write it. It is no part of the body and counts no characters.
    """

    annexes: tuple[tuple[str, tuple[str, ...]], ...]
    unit: str
    day: dt.date | None
    dated: str
    contact: str = ""


Block = Heading | Paragraph | Table | Chart | Signature


@dataclass(frozen=True, slots=True)
class Ruling:
    """A verdict in words: what was asked, what was found, by which article; and the verdict itself."""

    standard: str
    name: str
    outcome: str
    reason: str
    article: str
    behind: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the annex: everything that stands behind the figures of one value, in words; and the value itself,
    which may be of another year or unit. The line of a grading scheme has none."""

    key: str
    number: int
    name: str
    value: str
    missing: bool
    period: str
    as_of: str
    parts: str
    scope: str
    sources: tuple[str, ...]
    notes: tuple[str, ...]
    rulings: tuple[Ruling, ...]
    figures: tuple[str, ...]
    behind: Value | None = None

    @property
    def lacks_data(self) -> bool:
        """Whether there should be a value; what does not concern the unit has none and lacks none."""
        return self.missing and not (self.behind is not None and self.behind.status is Status.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class Document:
    """A report. `characters` counts the body without spaces, as the official limit does.

    `findings` are what must be settled before the text is final, `coverage` shows the focuses of the round, `files`
    names the files that the figures come from, and snapshot, framework, packs and version of jiaodu what the figures can
    be repeated with. `edition` is the id of the record of all this, which every file carries (reports.editions).
    `problems` are the same matters for machines, each at the line of the template that asked. `template` is the
    template's id.
    """

    title: str
    addressee: str
    language: Language
    blocks: tuple[Block, ...]
    annex: tuple[Entry, ...]
    coverage: Table | None
    findings: tuple[str, ...]
    files: tuple[str, ...]
    footer: str
    characters: int
    limit: int | None
    org: str
    year: int
    snapshot: str
    framework: str
    made: str
    org_name: str = ""
    packs: tuple[str, ...] = ()
    jiaodu: str = ""
    edition: str = ""
    problems: tuple[Problem, ...] = ()
    template: str = "report"

    def figures(self) -> Iterator[Figure]:
        """Every figure of the body, in order; those of the charts' tables last, where their annex stands."""
        for block in (*(b for b in self.blocks if not isinstance(b, Chart)), *self.charts()):
            yield from (i for i in inlines_of(block) if isinstance(i, Figure))

    def charts(self) -> tuple[Chart, ...]:
        """The charts of the body, in order."""
        return tuple(block for block in self.blocks if isinstance(block, Chart))


def inlines_of(block: Block) -> Iterator[Inline]:
    """The runs and figures of a block."""
    if isinstance(block, Paragraph):
        yield from block.inlines
    elif isinstance(block, Table):
        for row in block.rows:
            for cell in row:
                yield from cell
    elif isinstance(block, Chart):
        yield from inlines_of(block.table)


def count_characters(blocks: Sequence[Block], addressee: str = "") -> int:
    """Characters of the body without spaces: the addressee with its colon, headings and sentences; no tables, charts or
    the notes under them, and nothing behind the body. `reports.lint` counts the same in the finished file."""
    counted = len("".join(addressee.split())) + bool(addressee)
    before: Block | None = None
    for block in blocks:
        under = isinstance(block, Paragraph) and block.note and isinstance(before, Table)
        if isinstance(block, Heading | Paragraph) and not under:
            counted += len("".join(text_of(block).split()))
        before = block
    return counted


def text_of(block: Block) -> str:
    """A block as plain text."""
    return block.text if isinstance(block, Heading) else "".join(i.text for i in inlines_of(block))
