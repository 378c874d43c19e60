"""A list of words, written in one line.

Floor: methods. In: words with spaces between. Out: the set of them.
"""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())
