"""What an edition prints, in a shape that can be compared: figures and outcomes by what they say, blocks by their text.

Floor: reports. In: an `Edition`. Out: `Printed`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from jiaodu.core.base.organisations import LEVEL_NAMES
from jiaodu.core.base.text import Text
from jiaodu.core.evaluation.model import OUTCOME_NAMES, Outcome
from jiaodu.reports.editions.record import SIGNATURE, Edition

OUTCOME = "outcome"
# which number of its value a figure is; what is not named here speaks for itself
PART_NAMES: Mapping[str, Text] = {
    "value": Text("", ""),
    "numerator": Text("分子", "numerator"),
    "denominator": Text("分母", "denominator"),
    "period": Text("期间", "period"),
    "as_of": Text("统计时点", "reference date"),
    "limit": Text("标准", "limit"),
    "margin": Text("差距", "margin"),
    "over": Text("比标准", "against the limit"),
    "growth": Text("增幅", "growth"),
    "previous": Text("上年", "the year before"),
    "change": Text("比上年增减", "change on the year before"),
    "change_rate": Text("比上年增长", "growth on the year before"),
    "compared": Text("达到数", "how many"),
    "grade": Text("等次", "grade"),
    "points": Text("得分", "points"),
    "full": Text("满分", "full points"),
    **{level: name for level, name in LEVEL_NAMES.items() if level != "school"},
    **{
        f"over_{level}": Text(f"比{n.zh}", f"against the {n.en}")
        for level, n in LEVEL_NAMES.items()
        if level != "school"
    },
    OUTCOME: Text("结论", "verdict"),
}
Slot = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Said:
    """What stands in a slot: the number and how it is printed. A capital letter that a sentence gives does not count."""

    exact: Fraction | None
    text: str

    @property
    def shown(self) -> str:
        """The text without a capital that only its place in a sentence gives it."""
        return self.text[:1].lower() + self.text[1:]

    def same(self, other: Said | None) -> bool:
        """Whether another says the same."""
        return other is not None and (self.exact, self.shown) == (other.exact, other.shown)


@dataclass(frozen=True, slots=True)
class Printed:
    """Slots (value, part, standard) with what stands in them, and the blocks by pattern: the text with each figure named
    by its slot, so that another value is no other text."""

    slots: Mapping[Slot, Said]
    names: Mapping[Slot, str]
    blocks: Mapping[str, str]
    order: tuple[str, ...]

    def said(self, slot: Slot) -> tuple[Fraction | None, str] | None:
        """What a slot says, to be compared; None where there is no such slot."""
        found = self.slots.get(slot)
        return None if found is None else (found.exact, found.shown)


def printed_of(edition: Edition | None) -> Printed:
    """What an edition prints; nothing for None."""
    if edition is None:
        return Printed({}, {}, {}, ())
    slots: dict[Slot, Said] = {}
    names: dict[Slot, str] = {}
    for figure in edition.figures:
        slots.setdefault(figure.slot, Said(figure.exact, figure.text))
        names.setdefault(figure.slot, edition.value(figure.value).name)
    for value in edition.values:
        for verdict in value.verdicts:
            slot = (value.key, OUTCOME, verdict["standard"])
            names[slot] = value.name
            text = OUTCOME_NAMES[Outcome(verdict["outcome"])]
            slots[slot] = Said(None, text.en if edition.language == "en" else text.zh)
    blocks = dict(_blocks(edition))
    return Printed(slots, names, blocks, tuple(blocks))


def _blocks(edition: Edition) -> Iterator[tuple[str, str]]:
    """Pattern and text of each thing that is written: title, headings, sentences, captions, rows of tables."""
    slot_of = {f.id: "|".join(f.slot) for f in edition.figures}
    yield edition.title, edition.title
    if edition.addressee:
        yield edition.addressee, edition.addressee
    for block in edition.blocks:
        if "rows" in block:
            head = " ".join(x for x in (block["caption"], *block["header"]) if x)
            yield f"table {head}", head
            for row in block["rows"]:
                cells = [_line(cell, slot_of) for cell in row]
                yield " | ".join(p for p, _ in cells), " | ".join(t for _, t in cells)
        elif block["kind"] == SIGNATURE:
            yield from _signature(block)
        elif "inlines" in block:
            yield _line(block["inlines"], slot_of)
        else:
            yield block["text"], block["text"]


def _signature(block: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The annexes, the issuing body and the contact. Another date is no other text: it is given when the report is written."""
    lists = "\n".join(" ".join([word, *lines]) for word, lines in block["annexes"])
    for said in (lists, block["unit"], block["contact"]):
        if said:
            yield f"signature {said}", said


def _line(inlines: Sequence[Any], slot_of: Mapping[str, str]) -> tuple[str, str]:
    pattern, text = "", ""
    for inline in inlines:
        if isinstance(inline, str):
            pattern, text = pattern + inline, text + inline
        else:
            named = slot_of.get(inline["figure"], "") if "figure" in inline else OUTCOME
            pattern, text = f"{pattern}⟦{named}⟧", text + inline["text"]
    return pattern, text
