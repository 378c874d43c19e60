"""Numbers in the cells of a table whose unit stands in the head: 12,345 under 在校生(人).

Floor: engines.claims. In: `Prose` and its quantities. Out: the quantities, bare numbers of cells with the unit of their head.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from jiaodu.core.prose import Block, Prose
from jiaodu.methods.quantities import Quantity, find_quantities

_BARE = re.compile(r"[-−+]?\d[\d,，]*(?:\.\d+)?")
_UNIT = re.compile(
    r"[(（](?:单位[:：])?\s*([^()（）\d]{1,6}|%|％)\s*[)）]\s*$|(?:单位|计量单位)[:：]\s*([^()（）\s,，]{1,6})$"
)
_RATE = re.compile(r"(?:率|占比|比重|比例)(?:[(（]?[%％][)）]?)$")


def with_units_of_heads(prose: Prose, quantities: Sequence[Quantity]) -> tuple[Quantity, ...]:
    """Give each bare number that fills a cell the unit of its column's or row's head; other quantities stay."""
    cells = [b for b in prose.blocks if b.kind == "cell" and not b.is_head and b.heads]
    if not cells:
        return tuple(quantities)
    starts = {q.start: n for n, q in enumerate(quantities)}
    found, more = list(quantities), []
    for cell in cells:
        made = _in_cell(prose, cell)
        if made is None:
            continue
        at = starts.get(made.start)
        if at is None:
            more.append(made)
        elif not found[at].claim or not found[at].unit_text:
            found[at] = made
    return tuple(sorted([*found, *more], key=lambda q: q.start))


def _in_cell(prose: Prose, cell: Block) -> Quantity | None:
    text = prose.of(cell)
    unit = next((u for head in reversed(cell.heads) if (u := _unit_of(head))), None)
    if unit is None or not _BARE.fullmatch(text.strip()):
        return None
    read = find_quantities(text + unit)
    if len(read) != 1 or not read[0].claim or read[0].end != len(text) + len(unit):
        return None
    q, lead = read[0], cell.start
    number = (q.number[0] + lead, min(q.number[1], len(text)) + lead)
    start, end = lead + q.start, lead + len(text)
    return replace(
        q, start=start, end=end, text=prose.text[start:end], number=number, unit_text="", hedge=None, cue=None
    )


def _unit_of(head: str) -> str | None:
    bare = re.sub(r"\s", "", head)
    found = _UNIT.search(bare)
    if found is not None:
        return found[1] or found[2]
    return "%" if _RATE.search(bare) and bare.endswith(("%", "％")) else None
