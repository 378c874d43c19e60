"""References in report texts: `[[indicator.cell@year|part]]` names one number, its year and which part of it is meant.

Floor: core.framework. In: a text of a template. Out: its plain pieces and `FigureReference`s.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jiaodu.core.base.organisations import LEVELS

FIGURE = re.compile(r"\[\[([^\]]+)\]\]")
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
PLACEHOLDERS = ("unit", "year", "next_year")
_REFERENCE = re.compile(
    r"(?P<id>[^\].@|]+)(?P<cell>(?:\.[^\].@|]+)*)(?:@(?P<year>\d{4}|[+-]\d{1,2}))?(?:\|(?P<part>[^\]|]+))?"
)
# the number itself, of the unit and year that the reference names
OWN_PARTS = ("value", "numerator", "denominator", "period", "as_of")
# what a standard in force says of it
STANDARD_PARTS = ("limit", "margin", "over", "growth")
# against the period before
CHANGE_PARTS = ("previous", "change", "change_rate")
# the same number of the unit above at a level, and how the own one stands to it
NATIONAL = "country"
ABOVE_PARTS = tuple(level for level in LEVELS if level != "school")
OVER_PARTS = tuple(f"over_{level}" for level in ABOVE_PARTS)
PARTS = (*OWN_PARTS, *STANDARD_PARTS, *CHANGE_PARTS, *ABOVE_PARTS, *OVER_PARTS)
_ALIASES = {"national": NATIONAL, "over_national": f"over_{NATIONAL}"}

# a number of a unit that merged or split is compared with what its present parts had before
COMPARED_TREE = "restated"


@dataclass(frozen=True, slots=True)
class FigureReference:
    """What a text asks for. `cell` are codes of the breakdown; `year` is absolute, `shift` counts years from the report's."""

    text: str
    indicator: str
    cell: tuple[str, ...] = ()
    part: str = "value"
    year: int | None = None
    shift: int = 0

    @property
    def level(self) -> str | None:
        """The level of the unit that the number is compared with, None for the other parts."""
        level = self.part.removeprefix("over_")
        return level if level in ABOVE_PARTS else None

    def years_from(self, year: int) -> int:
        """How many years after the report's year the number stands."""
        return self.shift if self.year is None else self.year - year


def read_reference(text: str) -> FigureReference:
    """Read what stands between the brackets. What cannot be read is an indicator by that name, which nobody has."""
    found = _REFERENCE.fullmatch(text)
    if found is None:
        return FigureReference(text, text)
    year = found["year"] or ""
    part = found["part"] or "value"
    return FigureReference(
        text, found["id"], tuple(c for c in found["cell"].split(".") if c), _ALIASES.get(part, part),
        int(year) if year.isdigit() else None, int(year) if year and not year.isdigit() else 0,
    )  # fmt: skip


def compared_id(id_: str, suffix: str, tree: str = COMPARED_TREE) -> str:
    """The id of what is made from an indicator over two periods: change, growth or previous."""
    return f"{id_}__{suffix}__{tree}"


def split_text(text: str) -> Iterator[str | FigureReference]:
    """A text in its order: plain pieces, and what is printed in between."""
    at = 0
    for match in FIGURE.finditer(text):
        if match.start() > at:
            yield text[at : match.start()]
        yield read_reference(match[1])
        at = match.end()
    if at < len(text):
        yield text[at:]


def references_in(text: str) -> list[FigureReference]:
    """The references of a text."""
    return [piece for piece in split_text(text) if isinstance(piece, FigureReference)]


def unknown_placeholders(text: str) -> list[str]:
    """Words in braces that nothing is put in for."""
    return [name for name in PLACEHOLDER.findall(FIGURE.sub("", text)) if name not in PLACEHOLDERS]
