"""How a form stands on a sheet: a list, lines going down, or an official table with merged headings and sentences.

Floor: core.framework. In: the `layout` of a form. Out: frozen models. One description serves the writer and the reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator

from jiaodu.core.base.text import Text
from jiaodu.core.framework.schema.words import Frozen, Model

BLANK = re.compile(r"\{([a-z][a-z0-9_]*)\}")
DASH = "——"


class Heading(Model):
    """A heading, or several under one (`columns`).

    At its end it is `of` something: an item or grain column, `org`, `org_name` or `number` in a list; in a table `label`
    for the columns that name the lines, nothing for columns of values, and `note` for a last one with the notes of a line's items.
    """

    name: Text
    of: str = ""
    columns: tuple[Heading, ...] = ()

    @model_validator(mode="after")
    def _either(self) -> Heading:
        if self.of and self.columns:
            raise ValueError("a heading is of something, or has columns")
        return self

    def leaves(self) -> Iterator[tuple[Heading, ...]]:
        """The paths from here to each heading at the end."""
        if not self.columns:
            yield (self,)
        for column in self.columns:
            for path in column.leaves():
                yield (self, *path)


class Line(Model):
    """A line of a table: its labels, the grain values of its record, and what stands in each column of values.

    A cell is an item, a sentence with blanks (`全县教师{a}人,占比{b}%`), or —— where nothing is to be filled in.
    """

    labels: tuple[Text, ...] = ()
    where: Annotated[Mapping[str, str], Frozen] = {}
    cells: tuple[str, ...] = Field(min_length=1)

    def items(self) -> tuple[str, ...]:
        """The items of the line, sentence blanks included."""
        return tuple(name for cell in self.cells for name in items_of(cell))


class Layout(Model):
    """How a form stands on a sheet.

    `rows`: one record a row; `columns`: items down, one record; `table`: an official table, its cells named by lines.
    """

    sheet: str = ""
    orientation: Literal["rows", "columns", "table"] = "rows"
    title: str = ""
    number: str = Field("", description="what stands above the title, such as 表三 or 附件4")
    headings: tuple[Heading, ...] = Field((), description="headings of an official list or table, several levels deep")
    lines: tuple[Line, ...] = Field((), description="the lines of a table")
    notes: tuple[Text, ...] = Field((), description="what stands below the table; {item} is filled in")
    signatures: tuple[Text, ...] = ()

    @property
    def is_official(self) -> bool:
        """Whether the headings are prescribed."""
        return bool(self.headings)

    @property
    def paths(self) -> tuple[tuple[Heading, ...], ...]:
        """The headings at the end, each with those above it, from left to right."""
        return tuple(path for heading in self.headings for path in heading.leaves())

    @property
    def labels(self) -> int:
        """How many columns of a table name its lines."""
        return sum(path[-1].of == "label" for path in self.paths)

    @property
    def has_notes(self) -> bool:
        """Whether the last column of a table takes notes."""
        return bool(self.paths) and self.paths[-1][-1].of == "note"

    @property
    def values(self) -> int:
        """How many columns of values a table has."""
        return len(self.paths) - self.labels - self.has_notes

    @property
    def depth(self) -> int:
        """How many rows the headings take."""
        return max((len(path) for path in self.paths), default=0)

    @model_validator(mode="after")
    def _lines_fit(self) -> Layout:
        if (self.orientation == "table") != bool(self.lines):
            raise ValueError("a table has lines, and only a table")
        if self.lines and not self.headings:
            raise ValueError("a table has headings")
        if any(path[-1].of == "note" for path in self.paths[:-1]) or (self.has_notes and not self.lines):
            raise ValueError("of: note is the last heading of a table")
        for line in self.lines:
            if len(line.cells) != self.values:
                raise ValueError(f"{self.values} cells a line, not {len(line.cells)}")
            if len(line.labels) > self.labels:
                raise ValueError(f"at most {self.labels} labels a line")
        return self


def items_of(cell: str) -> tuple[str, ...]:
    """The items that a cell names: itself, or its blanks."""
    return tuple(BLANK.findall(cell)) if "{" in cell else (() if cell == DASH else (cell,))
