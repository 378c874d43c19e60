"""An edition as prose: the blocks that it printed, each figure bound.

Floor: reports. In: an `Edition`. Out: `Prose`, and which indicator stands behind a figure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from jiaodu.core.base.text import Text
from jiaodu.core.prose import Prose
from jiaodu.core.prose.building import Builder
from jiaodu.core.prose.marking import mark_parts
from jiaodu.reports.editions import Edition
from jiaodu.reports.editions.record import SIGNATURE

Marks = list[tuple[int, int, str]]


def indicators_of(edition: Edition) -> dict[str, str]:
    """Figure id to indicator id; figures of a grade have none."""
    behind = {v.key: v.indicator for v in edition.values}
    return {f.id: behind[f.value] for f in edition.figures if behind.get(f.value)}


def prose_of_edition(edition: Edition, file: str = "") -> Prose:
    """The body as it was printed; offsets are those of this text. `file` is what was named, such as its PDF."""
    built = Builder()
    built.block(edition.title, "title", Text("标题", "title"))
    if edition.addressee:
        built.block(f"{edition.addressee}：", "paragraph", Text("主送", "addressee"))
    tables = 0
    for number, block in enumerate(edition.blocks, 1):
        place = Text(f"第{number}段", f"block {number}")
        if block["kind"] == "heading":
            built.block(block["text"], "heading", place, level=block["level"])
        elif block["kind"] == "chart":  # its numbers stand in an annex
            built.block(block.get("caption", ""), "note", place)
        elif "rows" in block:
            tables += 1
            _table(built, block, tables, place)
        elif block["kind"] == SIGNATURE:
            for said in _below(block):
                built.block(said, "paragraph", Text("落款", "signature"), part="annex")
        else:
            text, marks = _line(block["inlines"])
            built.block(text, "paragraph", place, marks)
    return Prose(
        file or edition.id, "edition", built.text, mark_parts(built.text, built.blocks), tuple(built.bounds), edition.title,
        properties=(("edition", edition.id),),
    )  # fmt: skip


def _below(block: Mapping[str, Any]) -> Iterator[str]:
    """What stands below the body, line by line; the list of annexes opens what is no longer body."""
    for word, lines in block["annexes"]:
        yield word + (": " if word.isascii() else "：") + lines[0]
        yield from lines[1:]
    yield from (said for said in (block["unit"], block["dated"], block["contact"]) if said)


def _table(built: Builder, block: Mapping[str, Any], number: int, place: Text) -> None:
    header = tuple(block["header"])
    built.block(block.get("caption", ""), "note", place)
    for column, head in enumerate(header, 1):
        built.block(
            head, "cell", _cell(number, 1, column), is_head=True, table=number, row=1, column=column, after="\t"
        )
    built.put("\n")
    for row, cells in enumerate(block["rows"], 2):
        label = _line(cells[0])[0] if cells else ""
        for column, inlines in enumerate(cells, 1):
            text, marks = _line(inlines)
            heads = (*header[column - 1 : column], *((label,) if column > 1 else ()))
            built.block(
                text, "cell", _cell(number, row, column), marks, "\t", heads=heads, table=number, row=row, column=column
            )
        built.put("\n")


def _cell(table: int, row: int, column: int) -> Text:
    return Text(f"表{table}第{row}行第{column}列", f"table {table}, row {row}, column {column}")


def _line(inlines: Any) -> tuple[str, Marks]:
    """Text of inlines, and where figures stand in it."""
    text, marks = "", list[tuple[int, int, str]]()
    for inline in inlines:
        said = inline if isinstance(inline, str) else inline["text"]
        if not isinstance(inline, str) and "figure" in inline:
            marks.append((len(text), len(text) + len(said), inline["figure"]))
        text += said
    return text, marks
