"""Read a text, bind its figures and check them against one another and against the store.

Floor: engines.claims. In: `Prose`. Out: `Checked`: the document with every check, good ones included.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from jiaodu.core.base.problems import Problem
from jiaodu.core.prose import Prose
from jiaodu.engines.claims.cells import with_units_of_heads
from jiaodu.engines.claims.checks import check_inside
from jiaodu.engines.claims.document import Document, read_document
from jiaodu.engines.claims.model import Check, Claim
from jiaodu.engines.claims.publish import problems_of
from jiaodu.engines.claims.store import Against, Linked, check_store
from jiaodu.engines.claims.wording import check_wording
from jiaodu.methods.quantities import Quantity, find_quantities


@dataclass(frozen=True)
class Checked:
    """A text with its claims and all checks: `inside` of figures against one another, `wording` of what has none, `outside`
    against the store. `linked` are the claims for which an indicator was found or might be meant."""

    prose: Prose
    document: Document
    inside: tuple[Check, ...]
    wording: tuple[Check, ...]
    linked: tuple[Linked, ...] = ()
    outside: tuple[Check, ...] = ()

    @property
    def checks(self) -> tuple[Check, ...]:
        """All checks in the order of the text."""
        return tuple(sorted((*self.inside, *self.wording, *self.outside), key=lambda c: (c.span, c.code)))

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What somebody must look at."""
        return tuple(problems_of(self.prose, self.checks))


def document_of(prose: Prose) -> Document:
    """The claims of a document, bound. Raises nothing: a text without figures has none."""
    blocks = [(b.start, b.end, b.kind) for b in prose.blocks]
    heads = {n: b.heads for n, b in enumerate(prose.blocks) if b.kind == "cell" and not b.is_head and b.heads}
    grid = {n: (b.table, b.row, b.column) for n, b in enumerate(prose.blocks) if b.kind == "cell"}
    quantities = with_units_of_heads(prose, find_quantities(prose.text))
    return read_document(prose.text, blocks, prose.title, heads, quantities, grid)


def extract_claims(prose: Prose) -> tuple[Claim | Quantity, ...]:
    """Every quantity of a document in order: claims bound, other numbers as they are."""
    document = document_of(prose)
    bound = {c.span: c for c in document.claims}
    return tuple(bound.get(q.span, q) for q in document.reading.quantities)


def check_claims(prose: Prose, against: Against | None = None) -> Checked:
    """Check a document inside and, where a store is given, against its values."""
    document = document_of(prose)
    inside, wording = check_inside(document), tuple(check_wording(document))
    if against is None:
        return Checked(prose, document, inside, wording)
    # an annex says how each figure was judged, and names limits and earlier values beside it
    annex = {i for i, c in enumerate(document.claims) if _part(prose, c.span[0]) != "body"}
    linked, outside = check_store(document, against, annex)
    return Checked(prose, document, inside, wording, linked, outside)


def _part(prose: Prose, offset: int) -> str:
    block = prose.block_at(offset)
    return block.part if block else "body"
