"""What should stand in the file: every figure with what was printed, what would be printed now, and the words around it.

Floor: reports. In: the `Edition` that was written, where it is known, and the one of today. Out: `Expected`s. The words
of a verdict in a table are bound like figures: they change with them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from jiaodu.reports.editions import Edition
from jiaodu.reports.marks import outcome_mark
from jiaodu.reports.refresh.model import Expected, Kind

CONTEXT = 60  # characters kept on either side


def expected_figures(written: Edition | None, today: Edition) -> tuple[Expected, ...]:
    """The figures of the written edition with their texts of today; where it is not known, those of today.

    A figure is the same when it says the same of a value (`slot`), and by its id where that decides nothing else.
    """
    new = list(_figures(today))
    if written is None:
        return tuple(replace(e, order=i) for i, e in enumerate(new))
    by_id, by_slot = {e.id: e for e in new}, {e.slot: e for e in reversed(new)}
    found = []
    for i, e in enumerate(_figures(written)):
        same = by_id[e.id] if e.id in by_id and by_id[e.id].slot == e.slot else by_slot.get(e.slot)
        found.append(
            replace(e, printed=e.now, now=same.now if same else None, order=i, outcome=same.outcome if same else "")
        )
    return tuple(found)


def new_figures(written: Edition | None, today: Edition) -> tuple[Expected, ...]:
    """The figures that today's report prints and the written one did not."""
    if written is None:
        return ()
    old = {e.slot for e in _figures(written)}
    return tuple(e for e in _figures(today) if e.slot not in old)


def _figures(edition: Edition) -> Iterator[Expected]:
    """In the order of the file: the data of the charts stand in an annex at the end."""
    charts = [b for b in edition.blocks if b["kind"] == "chart"]
    for block in (*(b for b in edition.blocks if b["kind"] != "chart"), *charts):
        yield from _of_inlines(edition, block.get("inlines", ()), "", "paragraph", "")
        for row in block.get("rows", ()):
            yield from _of_row(edition, row)


def _of_row(edition: Edition, row: Sequence[Sequence[Any]]) -> Iterator[Expected]:
    first = next((i["figure"] for cell in row for i in cell if isinstance(i, Mapping) and "figure" in i), "")
    before = ""
    for cell in row:
        yield from _of_inlines(edition, cell, before, "table", first)
        before += "".join(_text(i) for i in cell) + "\t"


def _of_inlines(edition: Edition, inlines: Sequence[Any], before: str, kind: Kind, first: str) -> Iterator[Expected]:
    texts = [_text(i) for i in inlines]
    for at, inline in enumerate(inlines):
        if isinstance(inline, str):
            continue
        id_ = inline.get("figure", first)
        printed = edition.figure(id_)
        if printed is None:
            continue
        left, right = (before + "".join(texts[:at]))[-CONTEXT:], "".join(texts[at + 1 :])[:CONTEXT]
        made = Expected(
            id_, printed.name, printed.part, printed.value, None, inline["text"], left, right, kind, printed.slot
        )
        if "figure" not in inline:
            made = replace(
                made, id=outcome_mark(id_), part="outcome", slot=(*printed.slot, "outcome"), outcome=inline["outcome"]
            )
        yield made


def _text(inline: Any) -> str:
    return inline if isinstance(inline, str) else str(inline["text"])
