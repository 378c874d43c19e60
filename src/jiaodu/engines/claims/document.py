"""What the checks read: the reading and its claims, with the few questions that several of them ask.

Floor: engines.claims. In: a text. Out: `Document`.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from jiaodu.engines.claims.binding import bind_claims
from jiaodu.engines.claims.intervals import Interval
from jiaodu.engines.claims.model import Claim
from jiaodu.engines.claims.reading import Mention, Reading, read_text
from jiaodu.methods.quantities import Quantity

RATES = ("%", "百分点")
# how near is near: a text without full stops must not take time by the square of its length
_FAR, _MANY = 400, 40
COUNTS_OUT = (*RATES, "倍", "比", "")


@dataclass(frozen=True)
class Document:
    """A text with its claims; `title` is what the file calls itself."""

    reading: Reading
    claims: tuple[Claim, ...]
    title: str = ""
    grid: Mapping[int, tuple[int, int, int]] = field(default_factory=dict)
    """Of paragraphs that are cells: table, row and column, from 1."""

    def mention(self, i: int) -> Mention:
        """Where a claim stands."""
        return self.reading.mentions[i]

    def lead(self, i: int) -> str:
        """The text of a claim's clause before the number."""
        return self.reading.mentions[i].lead

    def sentence(self, i: int) -> str:
        """The plain text of the sentence of a claim, as far as it is near."""
        found, mention = self.reading.sentences[self.claims[i].sentence], self.reading.mentions[i]
        return self.reading.plain[max(found.start, mention.start - _FAR) : min(found.end, mention.end + _FAR)]

    def between(self, i: int, j: int) -> str:
        """The plain text from the end of one claim to the start of another."""
        return self.reading.plain[self.reading.mentions[i].end : self.reading.mentions[j].start]

    def beside(self, i: int) -> range:
        """The numbers of the claims of the same sentence, as far as they are near."""
        found = self.reading.sentences[self.claims[i].sentence]
        return range(max(found.first, i - _MANY), min(found.last, i + _MANY + 1))

    def around(self, i: int) -> range:
        """The numbers of the claims of the same paragraph, as far as they are near."""
        first, last = i, i + 1
        paragraph = self.claims[i].paragraph
        while first > 0 and i - first < _MANY and self.claims[first - 1].paragraph == paragraph:
            first -= 1
        while last < len(self.claims) and last - i <= _MANY and self.claims[last].paragraph == paragraph:
            last += 1
        return range(first, last)

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
        if claim.quantity.cue is not None and self._moves(i):
            return False
        return claim.quantity.unit not in COUNTS_OUT

    def _moves(self, i: int) -> bool:
        """Whether a word of change stands right before a figure: 小学减少0.4万人 (新增 says how many came, and adds up)."""
        cue = "".join(self.reading.text[slice(*(self.claims[i].quantity.cue or (0, 0)))].split())
        return len(cue) > 1 and cue != "新增" and self.lead(i).removesuffix("了").endswith(cue)

    def signed(self, i: int) -> Interval:
        """A growth or change with its direction: down is negative, a sign that is written counts as written."""
        claim = self.claims[i]
        value = claim.quantity.value
        interval = claim.interval
        if value is not None and value < 0:
            return interval
        return -interval if claim.relation is not None and claim.relation.direction == "down" else interval


def read_document(
    text: str,
    blocks: Sequence[tuple[int, int, str]] = (),
    title: str = "",
    heads: Mapping[int, tuple[str, ...]] | None = None,
    quantities: Sequence[Quantity] | None = None,
    grid: Mapping[int, tuple[int, int, int]] | None = None,
) -> Document:
    """Read and bind a text. `blocks` are (start, end, kind) in characters of the text; by block, `heads` are those of a
    cell and `grid` its table, row and column."""
    reading = read_text(text, blocks, quantities, heads)
    return Document(reading, bind_claims(reading), title, _by_paragraph(reading, blocks, grid or {}))


def _by_paragraph(
    reading: Reading, blocks: Sequence[tuple[int, int, str]], grid: Mapping[int, tuple[int, int, int]]
) -> dict[int, tuple[int, int, int]]:
    """What is known of cells by block, by paragraph; an empty cell made none."""
    numbers = {start: n for n, (start, _, _) in enumerate(reading.paragraphs)} if grid else {}
    places = ((numbers.get(bisect.bisect_left(reading.places, blocks[n][0])), cell) for n, cell in grid.items())
    return {paragraph: cell for paragraph, cell in places if paragraph is not None}
