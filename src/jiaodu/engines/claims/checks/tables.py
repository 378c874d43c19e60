"""Tables: the row and the column of totals against what they add up, a column of changes against its two years.

Floor: engines.claims. In: a `Document` whose cells are known. Out: `Check`s K04 (sum), K02 (difference).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from jiaodu.engines.claims.checks.judging import judge
from jiaodu.engines.claims.document import RATES, Document
from jiaodu.engines.claims.intervals import total
from jiaodu.engines.claims.model import Check, Verdict

_TOTAL = re.compile(r"合计|总计|共计|总数|总和|计|(?:全[省市县区州校国]|本[省市县区校])(?:合计|总计)?")
# What is written as 合计 is the sum of its rows; 全县 may be more than the rows that are listed.
_SURE = re.compile(r"合计|总计|共计")
_SUBTOTAL = re.compile(r"小计|其中|其他?中|#")
# What is no sum although it counts: 生均, 平均班额.
_NO_SUM = re.compile(r"均|率|比|指数|系数|年|标准|序号|编号|分数|得分|评分|排名")
_CHANGE = re.compile(r"增减(?:量|数|额)?|变化(?:量|值)?|增(?:加)?量|差额|差值")
_YEAR = re.compile(r"(?:19|20)\d\d|上年|本年|去年|今年|期末|期初")


# Longer sums are written with a gap.
_MOST_SHOWN = 12


@dataclass(frozen=True)
class Table:
    """One table: the claims of cells that hold only a number, by row and column, the label of each row, the head of each
    column of numbers, and the rows below the heads."""

    numbers: dict[tuple[int, int], int] = field(default_factory=dict)
    labels: dict[int, str] = field(default_factory=dict)
    heads: dict[int, str] = field(default_factory=dict)
    body: set[int] = field(default_factory=set)

    def label(self, row: int) -> str:
        """The first words of a row that are no number."""
        return self.labels.get(row, "")

    @property
    def rows(self) -> list[int]:
        """The rows below the heads, from the top."""
        return sorted(self.body)

    @property
    def columns(self) -> list[int]:
        """The columns that hold numbers, from the left."""
        return sorted({column for _, column in self.numbers})


def check_tables(document: Document) -> Iterator[Check]:
    """Each table of a document."""
    for table in read_tables(document):
        if any(_SUBTOTAL.search(table.label(row)) for row in table.rows):
            continue  # what such a total adds up is not told by its place
        yield from _total_row(document, table)
        if not any(_SUBTOTAL.search(head) for head in table.heads.values()):
            yield from _total_column(document, table)
        yield from _changes(document, table)


def read_tables(document: Document) -> list[Table]:
    """The tables of a document, from its cells."""
    tables: dict[int, Table] = {}
    plain = document.reading.plain
    by_paragraph: dict[int, list[int]] = {}
    for i, claim in enumerate(document.claims):
        by_paragraph.setdefault(claim.paragraph, []).append(i)
    for paragraph, (number, row, column) in document.grid.items():
        begin, end, _ = document.reading.paragraphs[paragraph]
        table = tables.setdefault(number, Table())
        words = re.sub(r"\s", "", plain[begin:end])
        inside = by_paragraph.get(paragraph, [])
        heads = document.reading.heads.get(paragraph)
        if heads:
            table.body.add(row)
        if len(inside) == 1 and heads and re.fullmatch(r"[-+]?[\d,.]+%?", words):
            table.numbers[row, column] = inside[0]
            table.heads.setdefault(column, "".join(heads[:-1]) if len(heads) > 1 else heads[0])
        elif re.search(r"[\u4e00-\u9fff]", words):
            table.labels.setdefault(row, words)
    return list(tables.values())


def _total_row(document: Document, table: Table) -> Iterator[Check]:
    """合计 at the foot or at the head of a table: each column of counts."""
    rows = table.rows
    totals = [row for row in rows if _TOTAL.fullmatch(table.label(row))]
    if len(totals) != 1 or len(rows) < 3 or totals[0] not in (rows[0], rows[-1]):
        return
    parts = [row for row in rows if row != totals[0]]
    checks = [
        check
        for column in table.columns
        if not _NO_SUM.search(table.heads.get(column, ""))
        for check in _sum(document, table, (totals[0], column), [(row, column) for row in parts])
    ]
    yield from _trusted(checks, sure=bool(_SURE.search(table.label(totals[0]))))


def _total_column(document: Document, table: Table) -> Iterator[Check]:
    """A column 合计 beside columns of the same unit: each row, where most rows come out."""
    columns = table.columns
    totals = [column for column in columns if _TOTAL.fullmatch(re.sub(r"[(].*[)]", "", table.heads.get(column, "")))]
    if len(totals) != 1 or len(columns) < 3 or totals[0] not in (columns[0], columns[-1]):
        return
    parts = [column for column in columns if column != totals[0]]
    checks = [
        check
        for row in table.rows
        if not _NO_SUM.search(table.label(row))
        for check in _sum(document, table, (row, totals[0]), [(row, column) for column in parts])
    ]
    yield from _trusted(checks, sure=False)


def _sum(document: Document, table: Table, whole: tuple[int, int], parts: Sequence[tuple[int, int]]) -> Iterator[Check]:
    """One total, where each of its parts is given in the same unit."""
    if whole not in table.numbers or any(part not in table.numbers for part in parts):
        return
    i, others = table.numbers[whole], [table.numbers[part] for part in parts]
    unit = document.claims[i].quantity.unit
    if unit in RATES or any(document.claims[j].quantity.unit != unit for j in others):
        return
    texts = [document.claims[j].quantity.text for j in others]
    left = " + ".join(texts if len(texts) <= _MOST_SHOWN else [*texts[: _MOST_SHOWN - 1], "…", texts[-1]])
    yield judge(document, "K04", (i, *others), left, total(document.claims[j].interval for j in others))


def _trusted(checks: list[Check], sure: bool) -> Iterator[Check]:
    """The checks of a table. Where more fail than hold, the cells listed are not all the parts, unless it is `sure`."""
    wrong = [check for check in checks if check.verdict is Verdict.CONTRADICTS]
    if not wrong or (sure and len(wrong) < 3) or 2 * len(wrong) < len(checks):
        yield from checks


def _changes(document: Document, table: Table) -> Iterator[Check]:
    """增减 behind two years: the later less the earlier."""
    for column in table.columns:
        before, later = column - 2, column - 1
        if not _CHANGE.fullmatch(re.sub(r"[(].*[)]", "", table.heads.get(column, ""))):
            continue
        if not all(_YEAR.search(table.heads.get(c, "")) for c in (before, later)):
            continue
        years = [re.findall(r"(?:19|20)\d\d", table.heads[c]) for c in (before, later)]
        if years[0] and years[1] and years[0][-1] > years[1][-1]:
            before, later = later, before
        checks = []
        for row in table.rows:
            cells = [table.numbers.get((row, c)) for c in (column, later, before)]
            if None in cells:
                continue
            change, level, base = (c for c in cells if c is not None)
            texts = [document.claims[c].quantity.text for c in (level, base)]
            difference = document.claims[level].interval - document.claims[base].interval
            if document.claims[level].quantity.unit != document.claims[base].quantity.unit:
                continue
            checks.append(judge(document, "K02", (change, level, base), f"{texts[0]} − {texts[1]}", difference))
        yield from _trusted(checks, sure=len(checks) < 3)
