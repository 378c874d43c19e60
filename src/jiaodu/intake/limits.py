"""How large a file may be, and the error of a file that cannot be used.

Floor: intake. In: nothing. Out: limits, `Unusable`.
"""

from __future__ import annotations

from typing import Any

MAX_BYTES = 200_000_000
MAX_UNPACKED = 2_000_000_000
MAX_PART = 300_000_000  # of a part that is no sheet and no picture; a reader holds the texts of a workbook in memory
MAX_ENTRIES = 10_000
# Packed a hundredfold is beyond any table (sheets of one repeated number reach 40); a bomb is packed a thousandfold.
MAX_RATIO, SMALL = 200, 50_000_000
MAX_COLUMNS = 2_000
MAX_SHEETS = 1_000
MAX_ROWS = 2_000_000
MAX_CELLS = 20_000_000
# folders and zip files of returns
MAX_FILES = 20_000
MAX_ARCHIVE = 2_000_000_000
MAX_DIRECTORY = 16_000_000
MAX_NESTED = 200_000_000


class Unusable(Exception):
    """A file or sheet cannot be used; carries the code of the problem and what the message needs."""

    def __init__(self, code: str, **data: Any) -> None:
        super().__init__(code)
        self.code, self.data = code, data
