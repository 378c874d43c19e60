"""Build a `Prose` block by block, counting characters.

Floor: core.prose. In: texts of blocks in order. Out: the joined text, blocks and bounds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from jiaodu.core.base.text import Text
from jiaodu.core.prose.limits import MAX_CHARACTERS, Unreadable
from jiaodu.core.prose.model import Block, BlockKind, Bound


@dataclass
class Builder:
    """Text that grows; offsets are final when they are given out."""

    parts: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    bounds: list[Bound] = field(default_factory=list)
    length: int = 0

    def put(self, text: str) -> None:
        """Put characters between blocks. Raises Unreadable (N02)."""
        self.length += len(text)
        if self.length > MAX_CHARACTERS:
            raise Unreadable(
                "N02", what=Text("字", "characters"), found=f"{self.length:,}", limit=f"{MAX_CHARACTERS:,}"
            )
        self.parts.append(text)

    def block(
        self,
        text: str,
        kind: BlockKind,
        place: Text,
        marks: Sequence[tuple[int, int, str]] = (),
        after: str = "\n",
        **more: Any,
    ) -> None:
        """Put one block; `marks` are figures as (start, end, id) in characters of its text. Blank text makes none."""
        start = self.length
        if text.strip():
            lead = len(text) - len(text.lstrip())
            end = start + len(text.rstrip())
            self.blocks.append(Block(start + lead, end, kind, place, **more))
            self.bounds += [Bound(start + a, start + b, id_) for a, b, id_ in marks if a < b]
        self.put(text + after)

    @property
    def text(self) -> str:
        """All that was put so far."""
        return "".join(self.parts)
