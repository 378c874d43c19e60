"""Bytes of a text node: characters keep the way they are written, and marks over each other do no harm."""

from __future__ import annotations

import pytest

from jiaodu.reports.refresh.model import Line, Piece, Slice, Story
from jiaodu.reports.refresh.patch import Change, patch_stories

RAW = b"<t>A&amp;B &#x4E00;80.73%</t>"


def patched(changes: list[Change]) -> bytes:
    text = "A&B 一80.73%"
    story = Story("x", RAW, (Piece(0, 0, text, 3, len(RAW) - 4),), (Line("paragraph", text, "", (1,)),), ())
    return patch_stories([story], changes)["x"]


def one(start: int, end: int) -> tuple[Slice, ...]:
    return (Slice(0, 0, start, end),)


@pytest.mark.parametrize(
    ("changes", "new"),
    [
        ([(one(5, 11), "81%")], b"<t>A&amp;B &#x4E00;81%</t>"),
        ([(one(5, 11), "<&")], b"<t>A&amp;B &#x4E00;&lt;&amp;</t>"),
        ([(one(0, 1), "C"), (one(5, 11), "1")], b"<t>C&amp;B &#x4E00;1</t>"),
        ([(one(5, 11), "81%"), (one(5, 11), "81%")], b"<t>A&amp;B &#x4E00;81%</t>"),
        ([(one(0, 11), "x"), (one(5, 11), "81%")], b"<t>A&amp;B &#x4E00;81%</t>"),
    ],
)
def test_characters_are_replaced_where_they_stand(changes: list[Change], new: bytes) -> None:
    assert patched(changes) == new


def test_a_text_with_a_comment_inside_is_written_anew() -> None:
    raw = b"<t>80<!-- x -->.73%</t>"
    story = Story("x", raw, (Piece(0, 0, "80.73%", 3, len(raw) - 4),), (Line("paragraph", "", "", (1,)),), ())
    assert patch_stories([story], [(one(0, 6), "81%")])["x"] == b"<t>81%</t>"
