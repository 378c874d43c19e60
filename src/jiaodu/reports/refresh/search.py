"""Search a story for a figure that has no mark left: its value, or what stands between the words around it.

Floor: reports. In: a `Story`. Out: lines with the characters in them. The lines are searched as one text, so that many
figures in a long file stay cheap.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from jiaodu.reports.refresh.model import Expected, Line, Story
from jiaodu.reports.wording import is_annex_title

LONGEST_VALUE, MOST_PLACES = 40, 1_000
_NUMBER_LIKE = re.compile(r"[^，。；、,;:：\t\n]*\d[^，。；,;:：\t\n]*|〔[^〕]*〕|\[[^\]]*\]")
Place = tuple[int, int, int]  # line, start, end


class SearchedText:
    """The lines of a story as one text."""

    def __init__(self, story: Story) -> None:
        self.lines = story.lines
        self.starts: list[int] = []
        at = 0
        for line in story.lines:
            self.starts.append(at)
            at += len(line.text) + 1
        # what is not searched keeps its room
        self.text = "\n".join(line.text if _is_searched(line) else "\0" * len(line.text) for line in story.lines)

    def values(self, figure: Expected) -> Iterator[Place]:
        """Where the printed text, or the one of today, stands as a number of its own."""
        for text in dict.fromkeys(t for t in (figure.printed, figure.now) if t):
            for start in self._places(text):
                end = start + len(text)
                if not (
                    _goes_on(text[0], self.text[start - 1 : start]) or _goes_on(text[-1], self.text[end : end + 1])
                ):
                    yield self._place(start, end)

    def between(self, figure: Expected) -> Iterator[Place]:
        """What stands between the words that stood on either side of the figure; in a table, in its cell."""
        if figure.kind == "table":
            yield from self._cells(figure)
            return
        left, right = re.split(r"\d", figure.before)[-1][-8:], re.split(r"\d", figure.after)[0][:4]
        if not left:
            return
        for at in self._places(left):
            start = at + len(left)
            stop = self.text.find("\n", start)
            line_end = stop if stop >= 0 else len(self.text)
            end = self.text.find(right, start, min(line_end, start + LONGEST_VALUE + 4)) if right else line_end
            if start < end <= start + LONGEST_VALUE and _NUMBER_LIKE.fullmatch(self.text, start, end):
                yield self._place(start, end)

    def _cells(self, figure: Expected) -> Iterator[Place]:
        if figure.before:
            for number, line in enumerate(self.lines):
                if line.kind == "table" and _is_searched(line) and line.before.endswith(figure.before):
                    yield number, 0, len(line.text)

    def _places(self, text: str) -> Iterator[int]:
        at, found = self.text.find(text), 0
        while at >= 0 and found < MOST_PLACES:
            yield at
            at, found = self.text.find(text, at + 1), found + 1

    def _place(self, start: int, end: int) -> Place:
        line = bisect_right(self.starts, start) - 1
        return line, start - self.starts[line], end - self.starts[line]


def _goes_on(edge: str, beside: str) -> bool:
    """Whether a number does not end here: 80.73% in 180.73%."""
    return edge.isdigit() and (beside.isdigit() or beside == ".")


def _is_searched(line: Line) -> bool:
    """Not what Word keeps for older programs only, and not the annexes: they repeat every value."""
    return not line.mirror and not is_annex_title(line.heading)
