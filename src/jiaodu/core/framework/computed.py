"""What a cell of an official table shows: terms of indicators, items of other forms and standards, added or divided.

Floor: core.framework. In: an item's `computed` text, such as `a[primary] + a[junior]`, `x.numerator / y[primary]`,
`county_access.quota_total`, `standard:school_resources`, `met:rooms_per_pupil_primary / judged:rooms_per_pupil_primary`.
Out: `Computed`. Raises ValueError.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

PARTS = ("numerator", "denominator")
_TERM = re.compile(
    r"(?:(?P<verdict>standard|met|judged):)?(?P<id>[a-z][a-z0-9_]*)(?:\[(?P<cell>[a-z0-9_, ]+)\])?(?:\.(?P<part>[a-z][a-z0-9_]*))?"
)


@dataclass(frozen=True, slots=True)
class Term:
    """One term. `part` is numerator or denominator of an indicator, or the item of a form.

    standard: whether the unit meets it; met, judged: how many units below meet it, and to how many it applies.
    """

    kind: Literal["indicator", "item", "standard", "met", "judged"]
    id: str
    cell: tuple[str, ...] = ()
    part: str = ""


@dataclass(frozen=True, slots=True)
class Computed:
    """A sum of terms, over another sum where there is one."""

    top: tuple[Term, ...]
    bottom: tuple[Term, ...] = ()

    def terms(self) -> Iterable[Term]:
        """All terms."""
        return (*self.top, *self.bottom)


@functools.cache
def parse_computed(text: str) -> Computed:
    """Read the text of an item's `computed`."""
    top, slash, bottom = text.partition("/")
    found = Computed(_sum(top), _sum(bottom) if slash else ())
    if any(t.kind == "standard" for t in found.terms()) and len(tuple(found.terms())) > 1:
        raise ValueError(f"a standard stands alone: {text!r}")
    return found


def _sum(text: str) -> tuple[Term, ...]:
    return tuple(_term(part.strip()) for part in text.split("+"))


def _term(text: str) -> Term:
    match = _TERM.fullmatch(text)
    if match is None:
        raise ValueError(f"not a term: {text!r}")
    cell = tuple(part.strip() for part in (match["cell"] or "").split(",") if part.strip())
    part = match["part"] or ""
    if match["verdict"]:
        kinds: dict[str, Literal["standard", "met", "judged"]] = {
            "standard": "standard",
            "met": "met",
            "judged": "judged",
        }
        return Term(kinds[match["verdict"]], match["id"], cell)
    return Term("item" if part and part not in PARTS else "indicator", match["id"], cell, part)
