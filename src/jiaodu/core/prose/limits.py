"""How large a document may be, and the error of one that cannot be read.

Floor: core.prose. In: nothing. Out: limits, `Unreadable`.

A self-evaluation has 5,000 characters, a yearbook 600,000; what goes past these limits is no report.
"""

from __future__ import annotations

from typing import Any

MAX_BYTES = 60_000_000
MAX_TEXT_BYTES = 20_000_000
MAX_CHARACTERS = 5_000_000
MAX_PAGES = 3_000
MAX_ENTRIES = 5_000
MAX_XML = 80_000_000
MAX_RATIO, SMALL = 200, 10_000_000
MAX_DEPTH = 200


class Unreadable(Exception):
    """A file cannot be read; carries the code of the problem and what the message needs."""

    def __init__(self, code: str, **data: Any) -> None:
        super().__init__(code)
        self.code, self.data = code, data
