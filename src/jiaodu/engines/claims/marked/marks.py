"""Which characters of a text carry which verdict: each claim once, the gravest verdict first, nothing overlapping.

Floor: engines.claims. In: a `Checked`. Out: `Mark`s in order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jiaodu.core.base.text import Text
from jiaodu.engines.claims.check import Checked
from jiaodu.engines.claims.model import Check, Verdict

# told apart by sign and word, not by colour
SIGNS: Mapping[Verdict, str] = {
    Verdict.CONTRADICTS: "✗", Verdict.STALE: "↻", Verdict.OTHER_SCOPE: "≠", Verdict.NEEDS_NOTE: "!",
    Verdict.UNSUPPORTED: "?", Verdict.UNDECIDED: "…", Verdict.WITHIN_HEDGE: "≈", Verdict.CONSISTENT: "✓",
}  # fmt: skip
GRAVITY = tuple(SIGNS)
UNCHECKED = Text("未核对", "not checked")


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the text with its checks, the gravest first; none for a claim that nothing could be said of."""

    start: int
    end: int
    checks: tuple[Check, ...]

    @property
    def verdict(self) -> Verdict | None:
        """The gravest verdict."""
        return self.checks[0].verdict if self.checks else None


def marks_of(checked: Checked) -> tuple[Mark, ...]:
    """The marks of a text in order: claims with and without checks, words that claim something without a figure."""
    by_span: dict[tuple[int, int], list[Check]] = {claim.span: [] for claim in checked.document.claims}
    for check in checked.checks:
        by_span.setdefault(check.span, []).append(check)
    found: list[Mark] = []
    end = 0
    for (start, stop), checks in sorted(by_span.items()):
        checks.sort(key=lambda c: GRAVITY.index(c.verdict))
        if start < end:
            if checks and found and stop <= found[-1].end:
                merged = sorted((*found[-1].checks, *checks), key=lambda c: GRAVITY.index(c.verdict))
                found[-1] = Mark(found[-1].start, found[-1].end, tuple(merged))
            elif checks and found:
                found.append(Mark(end, stop, tuple(checks)))
                end = stop
            continue
        if start < stop:
            found.append(Mark(start, stop, tuple(checks)))
            end = stop
    return tuple(found)
