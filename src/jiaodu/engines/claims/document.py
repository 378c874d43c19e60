"""What the checks read: the reading and its claims, with the few questions that several of them ask.

Floor: engines.claims. In: a text. Out: `Document`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from jiaodu.engines.claims.binding import bind_claims
from jiaodu.engines.claims.intervals import Interval
from jiaodu.engines.claims.model import Claim
from jiaodu.engines.claims.reading import Mention, Reading, read_text

RATES = ("%", "百分点")
COUNTS_OUT = (*RATES, "倍", "比", "")


@dataclass(frozen=True)
class Document:
    """A text with its claims; `title` is what the file calls itself."""

    reading: Reading
    claims: tuple[Claim, ...]
    title: str = ""

    def mention(self, i: int) -> Mention:
        """Where a claim stands."""
        return self.reading.mentions[i]

    def lead(self, i: int) -> str:
        """The text of a claim's clause before the number."""
        return self.reading.mentions[i].lead

    def sentence(self, i: int) -> str:
        """The plain text of the sentence of a claim."""
        found = self.reading.sentences[self.claims[i].sentence]
        return self.reading.plain[found.start : found.end]

    def between(self, i: int, j: int) -> str:
        """The plain text from the end of one claim to the start of another."""
        return self.reading.plain[self.reading.mentions[i].end : self.reading.mentions[j].start]

    def in_sentence(self, sentence: int) -> range:
        """The numbers of the claims of a sentence."""
        found = self.reading.sentences[sentence]
        return range(found.first, found.last)

    @cached_property
    def of_paragraph(self) -> dict[int, list[int]]:
        """The numbers of the claims of each paragraph."""
        found: dict[int, list[int]] = {}
        for i, claim in enumerate(self.claims):
            found.setdefault(claim.paragraph, []).append(i)
        return found

    def levels(self, numbers: Sequence[int], unit: str | None = None) -> Iterator[int]:
        """Those of the claims that state a level, of a unit if one is given."""
        for i in numbers:
            if (unit is None or self.claims[i].quantity.unit == unit) and self.is_level(i):
                yield i

    def is_level(self, i: int) -> bool:
        """Whether a claim states how much there is, not how much more, how often or of what share."""
        claim = self.claims[i]
        kind = claim.relation.kind if claim.relation else None
        if kind in ("growth", "multiple_of", "target", "standard", "base_level", "share_of", "denied"):
            return False
        if kind == "change" and claim.relation is not None:
            return claim.relation.of == i
        return claim.quantity.unit not in COUNTS_OUT

    def signed(self, i: int) -> Interval:
        """A growth or change with its direction: down is negative, a sign that is written counts as written."""
        claim = self.claims[i]
        value = claim.quantity.value
        interval = claim.interval
        if value is not None and value < 0:
            return interval
        return -interval if claim.relation is not None and claim.relation.direction == "down" else interval


def read_document(text: str, blocks: Sequence[tuple[int, int, str]] = (), title: str = "") -> Document:
    """Read and bind a text. `blocks` are (start, end, kind) in characters of the text."""
    reading = read_text(text, blocks)
    return Document(reading, bind_claims(reading), title)
